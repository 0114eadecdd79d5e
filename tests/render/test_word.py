"""Documents for Word: real headings, captions, tables, notes, texts for pictures; the same bytes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from gspbrief.errors import RenderError
from gspbrief.language.styles import find
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.render.quarto import QuartoRenderer
from gspbrief.render.word import reference

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "woven" / "aptc" / "en"
FONTS = ROOT / "build" / "fonts"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A woven brief with its charts as pictures, as a build leaves it."""
    folder = Path(shutil.copytree(FIXTURE, tmp_path_factory.mktemp("word") / "aptc" / "en"))
    renderer = EmbeddedRenderer(FONTS)
    for figure in (folder / "figures").glob("*.svg"):
        renderer.draw_png(figure, figure.with_suffix(".png"))
    return folder / "index.qmd"


def written(source: Path, *, after_page: bool = False) -> bytes:
    renderer, target = EmbeddedRenderer(FONTS), source.with_name("brief.docx")
    if after_page:
        renderer.render(Job(source, source.with_name("brief.html"), "html"))
    renderer.render(Job(source, target, "docx"))
    renderer.close()
    return target.read_bytes()


@pytest.fixture(scope="module")
def parts(brief: Path) -> Parts:
    with zipfile.ZipFile(io.BytesIO(written(brief))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def document(parts: Parts) -> etree._Element:
    return etree.fromstring(parts["word/document.xml"])


def styled(document: etree._Element, style: str) -> list[str]:
    """The texts of the paragraphs of a style."""
    found = document.iter(f"{W}p")
    return ["".join(p.itertext(f"{W}t")) for p in found if style_of(p) == style]


def style_of(paragraph: etree._Element) -> str:
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if named is None else str(named.get(f"{W}val"))


def test_every_part_is_well_formed_and_the_contents_come_first(parts: Parts) -> None:
    assert next(iter(parts)) == "[Content_Types].xml"
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)


def test_a_document_begins_with_series_title_and_authors_and_has_real_headings(
    document: etree._Element,
) -> None:
    kinds = [style_of(p) for p in document.iter(f"{W}p")]

    assert kinds[:2] == ["Series", "Title"]
    assert len(styled(document, "Title")) == 1
    assert styled(document, "Author") == ["By The gspbrief project"]
    assert len(styled(document, "Heading1")) >= 5
    assert not styled(document, "Heading1")[0].startswith("#")


def test_every_style_that_is_used_is_defined(parts: Parts, document: etree._Element) -> None:
    known = re.findall(rb'w:styleId="([^"]+)"', parts["word/styles.xml"])
    used = {
        element.get(f"{W}val")
        for tag in ("pStyle", "rStyle", "tblStyle")
        for element in document.iter(W + tag)
    }

    assert {name.encode() for name in used} <= set(known)


def test_a_table_has_a_caption_a_head_that_word_repeats_and_a_column_that_names_its_rows(
    document: etree._Element,
) -> None:
    tables = list(document.iter(f"{W}tbl"))

    assert tables
    for table in tables:
        assert style_of(table.getprevious()) == "TableCaption"
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
        assert int(look.get(f"{W}val"), 16) == 0x20 + 0x80
    numbers = [re.match(r"Table\s(\d+)\.", text) for text in styled(document, "TableCaption")]
    assert [int(found[1]) for found in numbers if found] == list(range(1, len(tables) + 1))


def test_a_figure_is_a_picture_with_its_text_below_a_caption(parts: Parts, document: etree._Element) -> None:
    pictures = [e for e in document.iter() if etree.QName(e).localname == "docPr"]

    assert len(pictures) == len(styled(document, "ImageCaption")) == 2
    assert all(len(picture.get("descr", "")) > 20 for picture in pictures)
    assert sum(name.startswith("word/media/") for name in parts) == 2


def test_what_a_number_leads_to_is_in_the_document(document: etree._Element) -> None:
    marks = {mark.get(f"{W}name") for mark in document.iter(f"{W}bookmarkStart")}
    links = {link.get(f"{W}anchor") for link in document.iter(f"{W}hyperlink")} - {None}

    assert links
    assert links <= marks
    assert any(name.startswith("n-") for name in links)


def test_notes_are_words_own_footnotes(parts: Parts, document: etree._Element) -> None:
    notes = etree.fromstring(parts["word/footnotes.xml"])
    texts = ["".join(note.itertext(f"{W}t")) for note in notes if not note.get(f"{W}type")]

    assert len(texts) == len(list(document.iter(f"{W}footnoteReference"))) > 0
    assert all(texts)
    assert "↩" not in "".join(texts)


def test_the_properties_are_those_of_the_brief_and_name_no_clock(parts: Parts) -> None:
    core = parts["docProps/core.xml"].decode()

    assert re.search(r"<dc:title>[^<]+</dc:title>", core)
    assert "<dc:creator>The gspbrief project</dc:creator>" in core
    assert re.search(r"<dc:language>en", core)
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-01T00:00:00Z"}
    assert "@title@" not in parts["word/header1.xml"].decode()


def test_a_document_names_no_folder_and_leads_nowhere_on_this_machine(brief: Path, parts: Parts) -> None:
    everything = b"".join(content for name, content in parts.items() if name.endswith((".xml", ".rels")))
    targets = re.findall(rb'Target="([^"]*)" TargetMode="External"', parts["word/_rels/document.xml.rels"])

    assert str(brief.parent).encode() not in everything
    assert [target for target in targets if not target.startswith(b"http")] == []


def test_it_is_the_same_bytes_each_time_whether_or_not_the_page_was_made_first(brief: Path) -> None:
    assert written(brief) == written(brief, after_page=True)


def test_a_changed_brief_is_read_again(brief: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(brief.parent, tmp_path / "aptc" / "en")) / "index.qmd"
    renderer, target = EmbeddedRenderer(FONTS), tmp_path / "brief.docx"
    renderer.render(Job(source, tmp_path / "brief.html", "html"))
    source.write_text(source.read_text(encoding="utf-8") + "\n\nOne more sentence.\n", encoding="utf-8")
    renderer.render(Job(source, target, "docx"))
    renderer.close()

    with zipfile.ZipFile(target) as archive:
        assert "One more sentence." in archive.read("word/document.xml").decode()


@pytest.mark.parametrize("style", ["mpi", "oecd"])
def test_a_house_style_has_its_paper_colour_and_typefaces(style: str) -> None:
    its = find(style)
    with zipfile.ZipFile(io.BytesIO(reference(its))) as archive:
        styles, document = (
            archive.read("word/styles.xml").decode(),
            archive.read("word/document.xml").decode(),
        )

    assert f'w:w="{ {"mpi": 12240, "oecd": 11906}[style] }"' in document
    assert its.colours.accent.removeprefix("#") in styles
    assert f'w:ascii="{its.fonts.body}"' in styles
    assert not re.findall(r'"(?:A0000\d|Body|Sans)"', styles)  # the marks of the reference document
    assert 'w:styleId="Heading1"><w:name w:val="heading 1"/>' in styles


def test_a_missing_picture_is_named_and_nothing_is_written(brief: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(brief.parent, tmp_path / "aptc" / "en")) / "index.qmd"
    for picture in source.parent.glob("figures/*.png"):
        picture.unlink()

    renderer = EmbeddedRenderer(FONTS)
    with pytest.raises(RenderError, match=r"figure figures/[\w-]+\.png does not exist"):
        renderer.render(Job(source, tmp_path / "brief.docx", "docx"))
    renderer.close()

    assert not list(tmp_path.glob("*.docx"))


def test_quarto_is_not_asked_for_a_document_for_word(brief: Path, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="Use the embedded renderer"):
        QuartoRenderer(FONTS).render(Job(brief, tmp_path / "brief.docx", "docx"))
