"""House styles: what styles.yaml says is what is taken; one more style is one more entry of that file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pikepdf
import pytest
import yaml
from lxml import html

from case_names import case_name
from gspbrief.errors import ArgumentError
from gspbrief.language import styles
from gspbrief.project.general import MARK
from pdf_text import pages_of
from project_copies import copy_few, run

ROOT = Path(__file__).parents[2]
FILE = Path("_extensions") / "gspbrief" / styles.FILE
LEDGER = {
    "writing": {"spelling": "american", "thousands": "’", "percent": "{} per cent", "years": "/"},
    "text": {
        "opening": "summary",
        "numbering": ["arabic", "letters"],
        "citations": "notes",
        "notes": "endnotes",
    },
    "shape": {"summary": "panel"},
    "colours": {"accent": "#7A1F5C", "tint": "#FBF0F7"},
    "fonts": {"body": "Source Serif 4"},
    "screen": {"measure": "33rem"},
    "print": {"paper": ["176mm", "250mm"], "columns": 1, "size": "11pt"},
    "charts": {"series": ["#5A2CA0", "#C87137", "#217821", "#1F6F8B"]},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with house styles of its own, in which the test runs."""
    folder = tmp_path / FILE.parent
    folder.mkdir(parents=True)
    for name in ("_extension.yml", styles.FILE):
        (folder / name).write_bytes((ROOT / FILE.parent / name).read_bytes())
    (tmp_path / "briefs").mkdir()
    (tmp_path / MARK).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(project: Path, **changes: object) -> None:
    """Change what the project's file of styles says; None leaves an entry out."""
    said = yaml.safe_load((project / FILE).read_text(encoding="utf-8"))
    for place, value in changes.items():
        *above, last = place.split("__")
        part = said
        for name in above:
            part = part[name]
        if value is None:
            del part[last]
        else:
            part[last] = value
    (project / FILE).write_text(yaml.safe_dump(said), encoding="utf-8")


def test_a_project_has_its_own_styles_and_all_others_those_of_the_package(project: Path) -> None:
    own = styles.find().colours.accent
    say(project, styles__mpi__colours={"accent": "#123456", "tint": "#FEDCBA"})

    assert styles.find("mpi").colours.accent == "#123456" != own
    (project / FILE).unlink()
    assert styles.find("mpi").colours.accent == own


def test_a_style_has_what_all_have_where_it_says_nothing_else(project: Path) -> None:
    say(project, styles__ledger=LEDGER)
    ledger, oecd = styles.find("ledger"), styles.find("oecd")

    assert ledger.print.paper == ("176mm", "250mm")
    assert ledger.print.margin_x == oecd.print.margin_x
    assert ledger.colours.ink == oecd.colours.ink


def test_the_style_that_is_taken_where_none_is_asked_for_is_said_in_the_file(project: Path) -> None:
    assert styles.find().name == "mpi"
    say(project, default="oecd")
    assert styles.find().name == "oecd"


def test_an_unknown_style_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ArgumentError, match=r"unknown style cgd\. Known: mpi, oecd"):
        styles.find("cgd")


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("styles__mpi__colours", {"accent": "#123456"}, "styles.yaml, mpi, colours: tint is missing"),
        ("styles__oecd__print", {"margin-z": "1mm"}, "oecd, print: margin-z is unknown"),
        ("house__writing__spelling", "scots", "mpi, writing, spelling"),
        ("house__print__columns", "two", "columns: 'two' is not a whole number"),
        ("styles__oecd__fonts", {"body": "Papyrus"}, "no typeface Papyrus"),
        ("styles__oecd__text", {"numbering": ["greek"]}, "'greek' is not roman or arabic or letters"),
        ("styles__mpi__colours", {"accent": "red", "tint": "#FEDCBA"}, "'red' is not of the form #"),
        ("house__print__size", "4mm", "oecd, print, size: '4mm' is not of the form"),
        ("house__print__paper", ["210mm"], "['210mm'] is not a list of 2"),
        ("house__writing", "british", "oecd, writing: 'british' is not a list of names"),
        ("default", "cgd", "the default cgd is no style"),
        ("house", None, "styles.yaml: "),
        ("styles__oecd", "", "styles.yaml: "),
    ],
    ids=case_name,
)
def test_a_file_that_says_it_wrongly_is_an_error_with_the_place(
    project: Path, place: str, value: object, said: str
) -> None:
    say(project, **{place: value})
    if said.startswith("mpi, writing"):  # the styles that say it themselves are right
        say(project, styles__mpi__writing={})
    with pytest.raises(ArgumentError, match=re.escape(said)):
        styles.known()


@pytest.mark.slow
def test_one_more_style_is_one_more_entry_and_is_seen_in_every_form(tmp_path: Path) -> None:
    project = copy_few(ROOT, tmp_path / "project", "aptc")
    say(project, styles__ledger=LEDGER, default="ledger")
    built = run(project, "build", "aptc", "--renderer", "embedded", "--jobs", "1")
    assert built.returncode == 0, built.stderr
    folder = project / "_site" / "aptc"

    sections = _assert_page(folder)
    _assert_colours(folder / "costs.html")  # a notebook shows the style that is taken where none is asked for
    _assert_print(folder / "aptc.pdf", sections)
    _assert_word(folder / "aptc.docx")


def _assert_page(folder: Path) -> list[str]:
    source = (folder / "index.html").read_text(encoding="utf-8")
    page = html.document_fromstring(source.encode("utf-8"))
    sheet = (folder.parent / "assets" / "brief.css").read_text(encoding="utf-8")
    values = re.search(r"\.style-ledger \{(.*)\}", sheet)
    text = " ".join(page.text_content().split())
    sections = [heading.text_content() for heading in page.iter("h2") if heading.find("span") is not None]

    assert page.body.get("class").split()[:2] == ["style-ledger", "summary-panel"]
    assert values
    assert "--accent: #7A1F5C;" in values[1]
    assert '--body: "Source Serif 4", ' in values[1]
    assert [title.split(" ")[0] for title in sections[:3]] == ["1.", "2.", "3."]
    assert "35’000" in text
    assert "per cent" in text
    _assert_colours(folder / "index.html")
    return sections


def _assert_colours(page: Path) -> None:
    source = page.read_text(encoding="utf-8")

    assert "#5A2CA0" in source  # the marks of a chart
    assert not re.search(r"#(004376|0b4f6c|1f5c4d)", source, re.IGNORECASE)


def _assert_print(file: Path, sections: list[str]) -> None:
    with pikepdf.open(file) as document:
        page = document.pages[1]
        size = [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]]
        fonts = {str(font.BaseFont).split("+")[-1] for font in page.Resources.Font.values()}
        colours = {
            tuple(round(255 * float(part)) for part in operands[:3])
            for one in document.pages
            for operands, operator in pikepdf.parse_content_stream(one)
            if str(operator) in ("rg", "scn", "RG", "SCN") and len(operands) == 3
        }

    assert size == [176, 250]
    assert any(font.startswith("SourceSerif4") for font in fonts)
    assert {(0x7A, 0x1F, 0x5C), (0x5A, 0x2C, 0xA0)} <= colours
    text = "".join(pages_of(file))
    assert [title for title in sections if "".join(title.split()) not in text] == []


def _assert_word(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        look, text = (archive.read(f"word/{part}.xml").decode() for part in ("styles", "document"))

    assert '<w:color w:val="7A1F5C"' in look
    assert 'w:ascii="Source Serif 4"' in look
    assert '<w:sz w:val="22"' in look
    assert 'w:w="9978"' in text
    assert "35’000" in text
