"""Side by side: each figure answers its question, leads to its row, and says what it takes to compare it."""

from __future__ import annotations

import json

import pytest

from gspbrief.collection.comparison import script, side_by_side
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.language.languages import LANGUAGES
from gspbrief.synthesis.cells import ANSWERED
from gspbrief.synthesis.gap_map import of_study
from studies import every_study

pytestmark = pytest.mark.slow


def test_what_stands_beside_others_is_what_the_map_of_the_evidence_calls_known() -> None:
    for study in every_study():
        rows = {row for table in EVIDENCE_TABLES for row in getattr(study, table).index}
        known = {cell.aspect for cell in of_study(study) if cell.state in ANSWERED}
        for lang in LANGUAGES:
            shown = side_by_side(study, Format(lang))
            answers = shown["answers"]
            assert isinstance(answers, dict)
            assert set(answers) == known, study.partnership.id
            for figures in answers.values():
                for figure in figures:
                    address, _, row = figure["address"].partition("#")
                    assert row in rows
                    assert address == f"data/rows/{row.partition('.')[0]}.html"
                    assert figure["text"]
                    assert set(figure["aspects"]) <= set(words("differ"))
                    assert figure["aspects"].get("per") != "programme"  # a total tells of size, as counts do


def test_every_row_of_the_map_has_a_figure_with_its_source_answers_first_what_tells_most() -> None:
    form = Format("en")
    for study in every_study():
        shown = side_by_side(study, form)
        answers, behind = shown["answers"], shown["behind"]
        assert isinstance(answers, dict)
        assert isinstance(behind, dict)
        told = [figure for figures in answers.values() for figure in figures]
        printed = {figure["address"].rpartition("#")[2] for figure in told if figure["grade"] != "derived"}
        assert not printed & set(behind)
        rows = {row.rpartition("#")[2] for cell in of_study(study) for row in cell.rows}
        assert rows <= printed | set(behind), study.partnership.id
        cited = {
            study.sources[key].cited for table in EVIDENCE_TABLES for key in getattr(study, table)["source"]
        }
        for figure in (*told, *behind.values()):
            assert figure["label"]
            assert figure["text"]
            assert set(figure["source"].split("; ")) <= cited
        for figures in answers.values():
            grades = [figure["grade"] == "derived" for figure in figures]
            assert grades == sorted(grades)


def test_the_script_hands_over_the_same_values() -> None:
    study = next(one for one in every_study() if one.partnership.id == "aptc")
    text = script(study, Format("fr"))
    opening, closing = 'document.dispatchEvent(new CustomEvent("compared", {detail: ', "}));\n"

    assert text.startswith(opening)
    assert text.endswith(closing)
    handed = json.loads(text.removeprefix(opening).removesuffix(closing))
    assert handed == json.loads(json.dumps(side_by_side(study, Format("fr"))))
