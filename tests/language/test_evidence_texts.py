"""What the evidence says in English, on pages in other languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_frames import frame, study
from gspbrief.brief.markdown import english
from gspbrief.brief.profile import Profile
from gspbrief.commands.check import translated_texts
from gspbrief.errors import EvidenceError
from gspbrief.evidence.tables import read_rows
from gspbrief.language.evidence_texts import FILE, read_texts
from gspbrief.language.formats import Format
from gspbrief.scenario.assumptions import read_assumptions

TEXTS = {"Helping hand": "Coup de main", "It trains nurses.": "Il forme des infirmiers."}
FRENCH = Format("fr", texts=TEXTS)


def written(folder: Path, text: str, lang: str = "fr") -> Path:
    """A folder of briefs that holds these texts of the evidence."""
    (folder / lang).mkdir(parents=True)
    (folder / lang / FILE).write_text(text, encoding="utf-8")
    return folder


def test_a_translation_stands_alone_and_english_is_marked() -> None:
    assert english("It trains nurses", FRENCH) == "Il forme des infirmiers"
    assert english("It trains nurses.", FRENCH) == "Il forme des infirmiers."
    assert english("It trains cooks.", FRENCH) == '[It trains cooks.]{lang="en"}'
    assert (FRENCH.named("Helping hand"), FRENCH.named("HabiZu")) == ("Coup de main", "HabiZu")


def test_a_profile_tells_in_its_language_what_it_can_and_keeps_the_rest_apart() -> None:
    said = [
        {
            "id": f"demo.{n}",
            "partnership": "demo",
            "feature": "purpose",
            "statement": text,
            "source": "report",
        }
        for n, text in enumerate(["It trains nurses.", "It trains cooks."])
    ]
    made = study()
    here = replace(made.partnership, short_name="Helping hand")
    profile = Profile(replace(made, partnership=here, design=frame("design", said)), FRENCH, "")

    assert profile.short_name == "Coup de main"
    assert [one.text for one in profile.told("purpose")] == ["It trains nurses."]
    assert [one.text for one in profile.untold("purpose")] == ["It trains cooks."]
    assert not Profile(profile.study, Format("en"), "").untold("purpose")


def test_a_text_that_the_evidence_does_not_say_is_told_with_its_file(tmp_path: Path, root: Path) -> None:
    briefs = written(tmp_path / "briefs", "No such text: Texte sans objet\n")

    (problem,) = translated_texts(root / "data", briefs)

    assert problem.file == f"briefs/fr/{FILE}"
    assert "No such text" in problem.what
    assert translated_texts(root / "data", root / "briefs") == []


@pytest.mark.parametrize("text", ["- one\n- two\n", "Helping hand: ''\n", "Helping hand: 3\n", "3: trois\n"])
def test_a_file_that_is_no_text_for_a_text_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(EvidenceError, match=FILE):
        read_texts(written(tmp_path, text), "fr")


def figures(text: str) -> list[str]:
    """The figures of a text in any language, thousands ungrouped, spans of years and decades written out."""
    text = re.sub(r"\b(\d\d)(\d\d)[–-](\d\d)\b(?!\d)", r"\1\2 \1\3", re.sub(r"\bFY(\d\d)\b", r"20\1", text))
    text = re.sub(r"(?<=\d)[\u202f,](?=\d{3}(?!\d))", "", text).replace(",", ".")
    return sorted(re.findall(r"(?<![A-Za-z])\d+(?:\.\d+)?", text))


def test_figures_are_read_in_any_language() -> None:
    assert figures("2016-17: 4,500, 1,234,567.5") == figures("2016-2017 : 1\u202f234\u202f567,5 ; 4\u202f500")
    assert figures("FY17, level B1, G2G") == figures("2017")
    assert figures("4500 y 0,5") != figures("450 y 0,5")


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_what_the_evidence_says_is_told_whole_and_with_its_figures(root: Path, lang: str) -> None:
    told = read_texts(root / "briefs", lang)
    columns = {"design": ["statement"], "outcomes": ["note", "comparator"], "revisions": ["what", "why"]}
    columns |= {table: ["note"] for table in ("costs", "migration", "partnerships", "context")}
    said = {
        row[name] for table in columns for row in read_rows(root / "data", table) for name in columns[table]
    }
    said |= read_assumptions(root / "data" / "assumptions.yaml").reasons
    assert sorted(said - {""} - told.keys()) == []
    assert {english: text for english, text in told.items() if figures(english) != figures(text)} == {}
