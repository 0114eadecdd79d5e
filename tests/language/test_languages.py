"""A language is its file of words and its folder of passages: with both, a brief is built in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from lxml import html

from gspbrief.errors import TemplateError
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES, language
from project_copies import ALL_LANGUAGES, copy_code, copy_few, run

pytestmark = pytest.mark.slow

NEW = "nl"


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A copy of the project with one language more: English words and passages, some of them with a mark."""
    folder = copy_few(
        root, tmp_path_factory.mktemp("languages") / "project", "blue_birds", leave=ALL_LANGUAGES
    )
    code = copy_code(root, folder)
    words = folder / "src" / "gspbrief" / "language" / "words"
    text = (words / "en.yaml").read_text(encoding="utf-8")
    for old, new in (
        ("name: English", "name: Nieuw\nlocale: nl_NL\nquotes: ['„', '”']"),
        ('contents: "Contents"', 'contents: "Contents, marked"'),
        (' missing: "', ' missing: "Marked: '),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (words / f"{NEW}.yaml").write_text(text, encoding="utf-8")
    briefs = folder / "briefs"
    shutil.copytree(briefs / "en", briefs / NEW)
    for said in (briefs / "pages").glob("_*.en.j2"):
        shutil.copy(said, said.with_name(said.name.replace(".en.", f".{NEW}.")))
    passages = briefs / NEW / "fact-sheet.md.j2"
    passages.write_text(
        passages.read_text(encoding="utf-8").replace("What is known,", "Marked,"), encoding="utf-8"
    )
    return folder, code


def test_a_brief_is_built_in_a_language_of_which_no_code_knows(project: tuple[Path, dict[str, str]]) -> None:
    folder, code = project
    built = run(
        folder, "build", "blue_birds", "--format", "html", "--lang", f"en,{NEW}", "--jobs", "1", **code
    )
    assert built.returncode == 0, built.stderr

    page = html.parse(str(folder / "_site" / "blue_birds" / NEW / "index.html")).getroot()
    text = page.text_content()
    assert page.get("lang") == NEW
    assert page.xpath("//nav[@aria-label='Contents, marked']")
    assert "Marked, What Is Missing, and What Would Decide" in text
    assert [heading for heading in page.xpath("//h2") if "Marked: " in heading.text_content()]
    assert "november 2026" in text  # the month of its locale
    english = html.parse(str(folder / "_site" / "blue_birds" / "index.html")).getroot()
    assert english.xpath(f"//nav[@class='languages']//a[@hreflang='{NEW}']/text()") == ["Nieuw"]
    assert (folder / "_site" / NEW / "index.html").is_file()


def test_its_texts_are_to_be_revisited_until_they_are_noted(project: tuple[Path, dict[str, str]]) -> None:
    folder, code = project
    told = run(folder, "check", **code)
    assert told.returncode == 2
    assert f"gspbrief translated {NEW} words" in told.stderr
    assert "fr/" not in told.stderr
    assert run(folder, "translated", NEW, **code).returncode == 0
    assert run(folder, "check", **code).returncode == 0


def test_an_unknown_language_is_told_with_those_there_are() -> None:
    with pytest.raises(TemplateError, match=f"'xx'.*{LANGUAGES[-1]}"):
        language("xx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_a_name_and_every_word_of_a_frame(lang: str) -> None:
    assert language(lang).name
    assert language(lang).labels["frame"].keys() == language("en").labels["frame"].keys()
    assert Format(lang).frame.get("quotes", []) == list(language(lang).quotes)
