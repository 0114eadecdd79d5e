"""Every field of a source reaches who reads its reference: on a page, in print, in Word, as a download."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import pikepdf
import pytest
import yaml
from lxml import html

from gspbrief.brief.bibliography import bibtex, csl
from gspbrief.evidence.sources import FIELDS, Bibliography, read_bibliography
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from pdf_text import pages_of

pytestmark = pytest.mark.slow

FORMS = ("article", "book", "incollection", "report", "online", "thesis", "dataset", "misc", "unpublished")
PRIVATE = {
    "file": ":/" + "home/ann/Zfile.pdf:PDF",
    "abstract": "Zabstract",
    "keywords": "Zkeywords",
    "owner": "Zowner",
}
NOT_PRINTED = {"shorttitle", "isbn", "issn"}  # these help programs, not readers


def fields_of(form: str, number: int) -> dict[str, str]:
    """A value of each field that a form has, unlike that of any other form."""
    said = {
        name: f"Z{name}{number}"
        for name in sorted(
            set(FIELDS.values()) - {"journaltitle", "booktitle", "year", "month", "day", "language"}
        )
    }
    said |= {
        "author": f"Zauthor{number}, Ann", "editor": f"Zeditor{number}, Bea", "shorttitle": f"Ztitle{number}",
        "volume": f"7{number}1", "number": f"8{number}1", "pages": f"2{number}1--2{number}9",
        "edition": f"Zedition{number}",
        "date": f"19{number}1-09-1{number}", "urldate": f"20{number}1-11-2{number}", "language": "de",
        "doi": f"10.1000/zdoi{number}", "url": f"https://example.org/zurl{number}",
        "journaltitle" if form == "article" else "booktitle": f"Zwhole{number}",
    }  # fmt: skip
    del said["doi" if number % 2 else "url"]  # one leads to what the other does
    if form == "article":
        del said["chapter"]
    if form == "book":
        said["author"] += " and Zsecond, Cy"
    return said


ENTRIES = {form: fields_of(form, number) for number, form in enumerate(FORMS, start=1)}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Bibliography:
    path = tmp_path_factory.mktemp("data") / "sources.bib"
    entries = []
    for form, said in ENTRIES.items():
        fields = {**said, **PRIVATE, "kind": "research", "readdepth": "full"}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        entries.append(f"@{form}{{k{form},\n{lines}}}\n")
    path.write_text("\n".join(entries), encoding="utf-8")
    return read_bibliography(path)


@pytest.fixture(scope="module", params=["mpi", "oecd"])
def rendered(
    request: pytest.FixtureRequest, sources: Bibliography, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """A page that cites all of them, in each form."""
    folder = tmp_path_factory.mktemp(request.param)
    form = Format("en", styles.find(request.param))
    (folder / "references.json").write_text(csl(sources, sources, form), encoding="utf-8")
    front = {
        "title": "T", "author": ["A"], "date": dt.date(2026, 11, 1), "published": "November 2026",
        "lang": form.tag, "bibliography": "references.json",
        "gspbrief": {"id": "x", "style": request.param, "form": "brief", "site-root": "../",
                     "words": form.frame},
    }  # fmt: skip
    cites = " ".join(f"Said [@{key}]." for key in sources)
    listed = "## Sources {#sources .unnumbered}\n\n::: {#refs}\n:::\n"
    text = f"---\n{yaml.safe_dump(front)}\n---\n\n## S\n\n{cites}\n\n{listed}"
    (folder / "index.qmd").write_text(text, encoding="utf-8")
    renderer = EmbeddedRenderer()
    targets = {kind: folder / f"page.{kind}" for kind in ("html", "docx", "pdf")}
    for kind, target in targets.items():
        renderer.render(Job(folder / "index.qmd", target, kind))  # type: ignore[arg-type]
    renderer.close()
    return targets


def printed(targets: Mapping[str, Path], kind: str) -> str:
    """The text of a rendered page, without what lines and hyphens do to it."""
    if kind == "html":
        text = html.parse(str(targets[kind])).getroot().find(".//main").text_content()
    elif kind == "docx":
        with zipfile.ZipFile(targets[kind]) as parts:  # what python-docx reads of it has no notes
            names = [name for name in parts.namelist() if name in ("word/document.xml", "word/footnotes.xml")]
            text = "".join(re.sub(r"<[^>]+>", "", parts.read(name).decode("utf-8")) for name in names)
        text = unescape(text)
    else:
        text = "".join(pages_of(targets[kind]))
    return re.sub(r"[\s\u00ad\u2010-]+", "", text.replace("–", "-")).lower()


def wanted(said: Mapping[str, str]) -> Iterator[str]:
    """What of an entry a reader must find, as it is set."""
    for name, value in said.items():
        if name in ("date", "urldate", "language", "author", "editor") or name in NOT_PRINTED:
            continue
        yield re.sub(r"[\s-]+", "", value).lower()
    year, _, day = said["date"].split("-")
    yield from (year, f"september{int(day)}", said["urldate"].replace("-", ""))
    yield from (said[name].split(",")[0].lower() for name in ("author", "editor"))


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_every_field_of_every_form_is_printed(rendered: Mapping[str, Path], kind: str) -> None:
    text = printed(rendered, kind)
    american = "september11" in text
    for form, said in ENTRIES.items():
        day = f"september{int(said['date'][-2:])}"
        lacking = [
            value
            for value in wanted(said)
            if (value if american or value != day else f"{int(said['date'][-2:])}september") not in text
        ]
        assert not lacking, f"{form} in {kind}"


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_two_authors_are_joined_without_a_comma(rendered: Mapping[str, Path], kind: str) -> None:
    assert "zauthor2andzsecond" in printed(rendered, kind)


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_volume_is_called_one_and_an_editor_stands_beside_the_book(
    rendered: Mapping[str, Path], kind: str
) -> None:
    text = printed(rendered, kind)
    book, chapter = (FORMS.index(form) + 1 for form in ("book", "incollection"))
    whole, editor = f"zwhole{chapter}", f"zeditor{chapter}"

    assert f"vol.7{book}1" in text
    assert f"in{whole},editedbybea{editor}" in text or f"inb.{editor}(ed.),{whole}" in text


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_nothing_private_is_printed_or_kept_in_the_file(rendered: Mapping[str, Path], kind: str) -> None:
    held = printed(rendered, kind) + (rendered[kind].read_text(encoding="utf-8") if kind == "html" else "")
    assert "/home/" not in held
    assert not [name for name in ("zfile", "zabstract", "zkeywords", "zowner") if name in held.lower()]


def test_a_title_carries_its_language_on_the_page_and_in_print(rendered: Mapping[str, Path]) -> None:
    page = html.parse(str(rendered["html"])).getroot()
    titles = page.xpath("//*[@id='refs']//*[@lang='de']")
    assert len(titles) == len(ENTRIES)
    assert all(title.text_content().startswith("Ztitle") for title in titles)
    with pikepdf.open(rendered["pdf"]) as document:
        drawn = [part for page in document.pages for part in pikepdf.parse_content_stream(page)]
        marks = [str(part.operands) for part in drawn if str(part.operator) == "BDC"]
    assert sum('"/Lang": "de"' in mark for mark in marks) >= len(ENTRIES)


def test_downloads_hold_every_field_and_nothing_private(sources: Bibliography) -> None:
    written = bibtex(sources, sources)
    items = json.loads(csl(sources, sources, Format("en")))
    for form, said in ENTRIES.items():
        assert [name for name, value in said.items() if f"{name} = {{{value}}}" not in written] == []
        (item,) = (item for item in items if item["id"] == f"k{form}")
        text = json.dumps(item, ensure_ascii=False).replace("–", "--")
        given = {
            name: value for name, value in said.items() if name not in ("author", "editor", "date", "urldate")
        }
        assert [name for name, value in given.items() if value not in text] == []
        assert (item["issued"]["date-parts"][0][:2], len(item["accessed"]["date-parts"][0])) == (
            [int(said["date"][:4]), 9],
            3,
        )
    assert not [
        value
        for value in ("/home/", "Zabstract", "Zkeywords", "Zowner")
        if value in written + json.dumps(items)
    ]
