"""The embedded renderer and the house style: what a woven brief becomes as a page and as a PDF."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise
from multiprocessing.util import get_temp_dir
from pathlib import Path

import pdfua
import pikepdf
import psutil
import pytest
from lxml import html

from gspbrief.brief.publication import read_publication
from gspbrief.errors import GspBriefError, RenderError
from gspbrief.language import styles
from gspbrief.language.formats import Format as Written
from gspbrief.render import Job, OutputFormat, embedded, fonts, write_assets
from gspbrief.render.embedded import BODY, EmbeddedRenderer
from gspbrief.render.page import as_inline
from gspbrief.site.divided import parts
from gspbrief.site.pages import page, split
from pdf_text import heights_of, pages_of, pieces_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WOVEN = ROOT / "tests" / "fixtures" / "woven" / "aptc" / "en" / "index.qmd"
FRONT = """---
title: "A Title & More"
author: [Ada Lovelace, Grace O'Hopper]
date: 2026-11-01
published: {published}
lang: {lang}
bibliography: references.bib
gspbrief: {{id: x, style: {style}, form: {form}, series: A Series, site-root: "../../", words: {words}}}
---

"""
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="64" height="40"><title>t</title>
<defs><clipPath id="clip0"><rect width="64" height="40"/></clipPath></defs>
<g clip-path="url(#clip0)" role="graphics-symbol" aria-roledescription="mark"><text y="20">7</text></g></svg>
"""
BOOK = "@book{known2020, author = {Known, Ann}, title = {A Book}, year = {2020}, publisher = {P}}"


@pytest.fixture(scope="module")
def renderer() -> Iterator[EmbeddedRenderer]:
    embedded = EmbeddedRenderer()
    yield embedded
    embedded.close()


def weave(folder: Path, body: str, *, lang: str = "en", style: str = "mpi", form: str = "brief") -> Path:
    brief = folder / "x" / lang
    (brief / "figures").mkdir(parents=True, exist_ok=True)
    (brief / "figures" / "a.svg").write_text(PICTURE, encoding="utf-8")
    (brief / "figures" / "b.svg").write_text(PICTURE, encoding="utf-8")
    (brief / "references.bib").write_text(BOOK, encoding="utf-8")
    written = Written(lang, styles.find(style))
    said = {"published": written.date("2026-11"), "words": json.dumps(written.frame)}
    front = FRONT.format(lang=lang, style=style, form=form, **said)
    (brief / "index.qmd").write_text(front + body, encoding="utf-8")
    return brief / "index.qmd"


def page_of(renderer: EmbeddedRenderer, source: Path) -> html.HtmlElement:
    target = source.parent / "page.html"
    renderer.render(Job(source, target, "html"))
    return html.parse(str(target)).getroot()


def pdf_of(renderer: EmbeddedRenderer, source: Path) -> Path:
    target = source.parent / "page.pdf"
    renderer.render(Job(source, target, "pdf"))
    return target


def test_a_machine_without_a_locale_and_a_folder_with_any_letters_give_the_same_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    for place, locale in (("plain", "C.UTF-8"), ("Müller – 田 & co (1)", "C")):
        look = tmp_path / place / "_extensions" / "gspbrief"
        shutil.copytree(styles.extension(), look)
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setattr(embedded, "extension", lambda look=look: look)
        renderer = EmbeddedRenderer()
        source = weave(tmp_path / place, "## Ä – 田\n\nText.")
        renderer.render(Job(source, source.parent / "page.html", "html"))
        renderer.close()
        pages.append((source.parent / "page.html").read_bytes())

    assert pages[0] == pages[1]


def test_what_nothing_breaks_stays_within_its_column_in_print(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    text = f"See https://example.org/{'a' * 200} now.\n\n| b | c |\n|:--|:--|\n| {'ħ' * 300} | x |\n"
    printed = pdf_of(renderer, weave(tmp_path, text))
    heights = [height for page in heights_of(printed) for height in page]
    set_together = list(zip(pieces_of(printed), heights, strict=True))

    for letter, count in (("a", 200), ("ħ", 300)):
        held = [(piece, height) for piece, height in set_together if {*piece} <= {letter, "\u200b"} and piece]
        assert sum(piece.count(letter) for piece, _ in held) == count
        assert len({height for _, height in held}) > 1  # lines


@pytest.mark.parametrize("place", ["{}", '::: {{.box #box-b title="B"}}\n{}\n:::\n'], ids=["text", "box"])
@pytest.mark.parametrize("wide", ["", " .wide"])
def test_the_cells_of_a_row_begin_at_one_height_and_heads_stand_on_their_columns(
    renderer: EmbeddedRenderer, tmp_path: Path, wide: str, place: str
) -> None:
    long = " ".join(f"first{n}" for n in range(40))
    head = " ".join(f"head{n}" for n in range(40))
    rows = f"| name | {head} |\n|:-----|:------------|\n| label | {long} |\n"
    table = place.format(f"{rows}\n: A table {{#tbl-t{wide}}}\n")
    printed = pdf_of(renderer, weave(tmp_path, f"## S\n\nSee @tbl-t.\n\n{table}"))
    heights = dict(zip(pieces_of(printed), (h for page in heights_of(printed) for h in page), strict=True))
    above, below = ([heights[piece] for piece in heights if part in piece] for part in ("head", "first"))

    assert len(set(above)) > 1
    assert len(set(below)) > 1
    assert heights["label"] == pytest.approx(max(below))
    assert heights["name"] == pytest.approx(min(above))


def said_on(page: str, *sayings: str) -> list[bool]:
    return ["".join(saying.split()) in page for saying in sayings]


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def sample(renderer: EmbeddedRenderer, tmp_path_factory: pytest.TempPathFactory) -> dict[OutputFormat, Path]:
    folder = tmp_path_factory.mktemp("site")
    jobs = {kind: Job(WOVEN, folder / f"aptc.{kind}", kind) for kind in ("html", "pdf")}
    for job in jobs.values():
        renderer.render(job)
    return {kind: job.target for kind, job in jobs.items()}


@pytest.fixture(scope="module")
def sample_page(sample: dict[OutputFormat, Path]) -> html.HtmlElement:
    return html.parse(str(sample["html"])).getroot()


def test_the_page_has_landmarks_a_skip_link_and_one_heading_of_the_first_level(
    sample_page: html.HtmlElement,
) -> None:
    assert sample_page.get("lang") == "en-US"
    assert len(sample_page.findall(".//main")) == 1
    assert [text_of(h) for h in sample_page.iter("h1")] == ["Trained to Move, Hired at Home"]
    skip = sample_page.find(".//body/a")
    assert sample_page.get_element_by_id(skip.get("href").removeprefix("#")).tag == "main"
    assert sample_page.find(".//nav[@aria-label='Contents']") is not None


def test_heading_levels_leave_none_out(sample_page: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in sample_page.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_printed_number_leads_to_its_entry_in_the_annex(sample_page: html.HtmlElement) -> None:
    finding = sample_page.xpath("//a[contains(@class, 'finding')]")[0]
    assert (finding.get("data-finding"), finding.get("data-grade")) == ("migration.rate", "published")
    assert finding.get("data-value") == "0.02"
    assert "Emigration rate" in text_of(sample_page.get_element_by_id(finding.get("href").removeprefix("#")))


def test_tables_name_their_rows_and_columns_and_scroll_in_a_focusable_region(
    sample_page: html.HtmlElement,
) -> None:
    tables = list(sample_page.iter("table"))
    assert len(tables) == 2
    for table in tables:
        assert {th.get("scope") for th in table.xpath(".//thead//th")} == {"col"}
        assert [row[0].get("scope") for row in table.xpath(".//tbody/tr")] == ["row"] * len(
            table.xpath(".//tbody/tr")
        )
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    labels = [table.getparent().get("aria-label") for table in tables]
    assert [label.split(".")[0] for label in labels] == ["Table\xa01", "Table\xa02"]


def test_captions_stand_above_and_count_without_gaps(sample_page: html.HtmlElement) -> None:
    captions = [text_of(caption) for caption in sample_page.iter("caption", "figcaption")]
    assert [caption.split(".")[0] for caption in captions] == ["Table 1", "Table 2", "Figure 1", "Figure 2"]
    assert all(exhibit[0].tag in ("caption", "figcaption") for exhibit in sample_page.iter("table", "figure"))


def test_notes_and_their_marks_lead_to_each_other(sample_page: html.HtmlElement) -> None:
    marks = sample_page.xpath("//a[@role='doc-noteref']")
    assert [text_of(mark) for mark in marks] == [str(n) for n in range(1, len(marks) + 1)]
    assert len(marks) > 2
    for mark in marks:
        note = sample_page.get_element_by_id(mark.get("href").removeprefix("#"))
        assert note.xpath(".//a[@role='doc-backlink']")[0].get("href") == f"#{mark.get('id')}"


@pytest.mark.parametrize(
    ("style", "form", "text", "notes"),
    [
        ("mpi", "brief", "Many left.1 And more.2", ["Known (2020, sec. II).", "A remark."]),
        ("oecd", "brief", "Many left (Known, 2020, sec. II). And more.1", ["A remark."]),
        ("mpi", "fact-sheet", "Many left (Known 2020, sec. II). And more.1", ["A remark."]),
    ],
)
def test_mpi_briefs_cite_in_endnotes_and_all_others_in_the_text(
    renderer: EmbeddedRenderer, tmp_path: Path, style: str, form: str, text: str, notes: list[str]
) -> None:
    body = (
        "## S\n\nMany left [@known2020, Section II]. And more.[^a]\n\n[^a]: A remark.\n\n::: {#refs}\n:::\n"
    )
    page = page_of(renderer, weave(tmp_path, body, style=style, form=form))

    assert text_of(page.xpath("//main//section[1]/p")[0]) == text
    assert [text_of(note).removesuffix(" ↩︎") for note in page.xpath("//*[@role='doc-endnotes']//li")] == notes
    assert page.xpath("//*[@id='ref-known2020']")


def test_the_page_loads_only_shared_files_of_the_site(sample_page: html.HtmlElement) -> None:
    loaded = sample_page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
    names = ("brief.css", "brief.js", "charts.js", "frames.js")
    assert loaded == [f"../assets/{name}" for name in names]


def test_figures_are_drawn_in_the_page_with_a_name_and_identifiers_of_their_own(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    body = "## S\n\n" + "\n\n".join(
        f'![Headline {name}](figures/{name}.svg){{#fig-{name} fig-alt="Alt \\"{name}\\" < 5"}}'
        for name in "ab"
    )
    page = page_of(renderer, weave(tmp_path, body))
    drawings = page.xpath("//figure//*[local-name()='svg']")
    assert [d.get("aria-label") for d in drawings] == ['Alt "a" < 5', 'Alt "b" < 5']
    ids = [element.get("id") for d in drawings for element in d.iter() if element.get("id")]
    assert ids == ["a-clip0", "b-clip0"]
    assert [e.get("role") for d in drawings for e in d.iterdescendants() if e.get("role")] == []
    assert [g.get("clip-path") for d in drawings for g in d.iter("g")] == ["url(#a-clip0)", "url(#b-clip0)"]


def test_a_drawing_keeps_hundredths_of_a_pixel_and_every_digit_of_its_words() -> None:
    text = '<text transform="translate(-6,20.49999999)">1.23456</text>'
    inline = as_inline(f'<svg width="9"><path d="M0.123456,-0.0001Z"/>{text}</svg>', "a", "at 5.71429")

    assert '<path d="M0.12,0Z"/><text transform="translate(-6,20.5)">1.23456</text>' in inline
    assert 'aria-label="at 5.71429"' in inline


def test_mpi_numbers_sections_and_letters_only_siblings(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    titles = ("## One", "### Lone", "## Two", "### First", "### Second", "## Sources {.unnumbered}")
    body = "".join(f"{title}\n\nText.\n\n" for title in titles)
    page = page_of(renderer, weave(tmp_path, body))
    headings = [text_of(h) for h in page.iter("h2", "h3")]
    assert headings == ["I. One", "Lone", "II. Two", "A. First", "B. Second", "Sources"]


def test_oecd_leaves_sections_unnumbered_and_refers_to_them_by_title(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    page = page_of(renderer, weave(tmp_path, "## Who moves? {#sec-who}\n\nSee @sec-who.\n", style="oecd"))
    assert [text_of(h) for h in page.iter("h2")] == ["Who moves?"]
    assert "See “Who moves?”." in text_of(page.find(".//main"))


@pytest.mark.parametrize(
    ("lang", "reference", "caption", "date"),
    [
        ("fr", "Tableau 1", "Tableau 1. Titre", "novembre 2026"),
        ("es", "Tabla 1", "Tabla 1. Titre", "noviembre de 2026"),
    ],
)
def test_the_frame_speaks_the_language_of_the_brief(
    renderer: EmbeddedRenderer, tmp_path: Path, lang: str, reference: str, caption: str, date: str
) -> None:
    body = "## S\n\nVoir @tbl-a.\n\n| A | B |\n|---|--:|\n| x | 1 |\n\n: Titre {#tbl-a}\n"
    page = page_of(renderer, weave(tmp_path, body, lang=lang))
    assert text_of(page.xpath("//a[@href='#tbl-a']")[0]) == reference
    assert text_of(page.find(".//caption")) == caption
    assert date in text_of(page.find(".//time"))


def test_text_from_data_stays_text(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    body = '## S\n\n[\\<b\\>\\#let x = 1\\$ \\"](#n-a){.finding data-grade="published"}\n\n'
    body += "::: {#n-a .number}\nE\n:::\n"
    source = weave(tmp_path, body)
    assert '<b>#let x = 1$ "' in text_of(page_of(renderer, source).xpath("//a[@class='finding']")[0]).replace(
        "”", '"'
    )
    assert pdf_of(renderer, source).stat().st_size > 5_000


@pytest.mark.parametrize("seen", [True, False], ids=["its end was seen", "its end was not seen yet"])
def test_a_pandoc_that_is_killed_leaves_nothing(
    seen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, goes_with_this_process = tmp_path / "temporary", Path(get_temp_dir())
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    renderer, source = EmbeddedRenderer(), weave(tmp_path, "Text.")
    page_of(renderer, source)
    pandoc = renderer._pandoc
    assert pandoc is not None
    pandoc.kill()
    os.waitid(os.P_PID, pandoc.pid, os.WEXITED | os.WNOWAIT)
    if not seen:
        monkeypatch.setattr(pandoc, "poll", lambda: None)

    with nullcontext() if seen else pytest.raises(RenderError, match="Pandoc stopped without an answer"):
        page_of(renderer, source)
    page_of(renderer, source)
    renderer.close()

    assert not list(temporary.glob("*"))
    assert list(goes_with_this_process.glob("pandoc-*"))


def test_a_text_that_pandoc_does_not_end_with_is_stopped(tmp_path: Path) -> None:
    text = FRONT.format(published="November 2026", lang="en", style="mpi", form="brief", words="{}")
    source = tmp_path / "x" / "en" / "index.qmd"
    source.parent.mkdir(parents=True)
    source.write_text(text + "[a](" * 400 + "\n", encoding="utf-8")
    impatient = EmbeddedRenderer(timeout=1)
    try:
        with pytest.raises(RenderError, match="Pandoc did not finish within 1 seconds and was stopped"):
            impatient.render(Job(source, tmp_path / "page.html", "html"))
    finally:
        impatient.close()


def test_the_same_brief_gives_the_same_bytes(sample: dict[OutputFormat, Path]) -> None:
    again = EmbeddedRenderer()
    for kind, first in sample.items():
        second = first.with_name(f"again.{kind}")
        again.render(Job(WOVEN, second, kind))
        assert second.read_bytes() == first.read_bytes()
    again.close()


def test_the_pdf_is_tagged_titled_and_in_its_language(sample: dict[OutputFormat, Path]) -> None:
    with pikepdf.open(sample["pdf"]) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "en-US"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Trained to Move, Hired at Home"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles[:2] == ["I. How Was the Partnership Meant to Work?", "II. What Does It Cost, and Who Pays?"]


def test_the_pdf_passes_the_rules_of_pdf_ua_that_can_be_checked(sample: dict[OutputFormat, Path]) -> None:
    certain = [
        finding
        for finding in pdfua.validate(str(sample["pdf"])).findings
        if finding.severity >= pdfua.Severity.ERROR and finding.confidence is pdfua.Confidence.CERTAIN
    ]
    assert [f"{finding.rule_id}: {finding.message}" for finding in certain] == []


@pytest.mark.parametrize("style", ["mpi", "oecd"])
def test_both_styles_compile_every_supported_construct(
    renderer: EmbeddedRenderer, tmp_path: Path, style: str
) -> None:
    source = weave(tmp_path, WOVEN.read_text(encoding="utf-8").split("---\n", 2)[2], style=style)
    for name in ("migration-rates", "outcomes-work"):
        (source.parent / "figures" / f"{name}.svg").write_text(PICTURE, encoding="utf-8")
    (source.parent / "references.bib").write_text(
        (WOVEN.parent / "references.bib").read_text(encoding="utf-8")
    )
    with pikepdf.open(pdf_of(renderer, source)) as pdf:
        width = float(pdf.pages[0].mediabox[2])
    assert round(width) == (612 if style == "mpi" else 595)


def test_a_long_wide_table_breaks_over_pages(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    rows = "\n".join(f"| row {n} | 1 | 2 | 3 |" for n in range(120))
    body = (
        f"## S\n\nText.\n\n| A | B | C | D |\n|---|--:|--:|--:|\n{rows}\n\n: Long {{#tbl-long}}\n\nAfter.\n"
    )
    with pikepdf.open(pdf_of(renderer, weave(tmp_path, body))) as pdf:
        assert len(pdf.pages) >= 4


SENTENCE = "The partnership trained people in their country, and some of them moved. "


def front_of(paragraphs: int, messages: int) -> str:
    summary = "\n\n".join(SENTENCE * 5 for _ in range(paragraphs))
    items = "\n".join(f"- **Message {n}.** {SENTENCE * 2}" for n in range(messages))
    return (
        f"::: {{.summary}}\n## Executive Summary {{.unnumbered .unlisted}}\n\n{summary}\n:::\n\n"
        f"::: {{.key-messages}}\n{items}\n:::\n\n## Introduction\n\nThe body begins.\n"
    )


@pytest.mark.parametrize("style", ["mpi", "oecd"])
@pytest.mark.parametrize("paragraphs", [2, 4, 6])
def test_title_summary_and_key_messages_share_the_first_page(
    renderer: EmbeddedRenderer, tmp_path: Path, style: str, paragraphs: int
) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, front_of(paragraphs, 5), style=style)))
    assert all(said_on(pages[0], "Executive Summary", "Message 4."))


def test_key_messages_without_room_on_the_first_page_stay_whole_and_the_text_follows_them(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, front_of(9, 6))))
    assert said_on(pages[0], "Message 0.") == [False]
    assert all(said_on(pages[1], "Key Messages", "Message 0.", "Message 5.", "The body begins."))


def test_no_line_of_a_summary_in_two_columns_is_lost(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, front_of(5, 5))))
    assert len(pages) == 2
    assert pages[0].count("someofthemmoved") == 5 * 5 + 5 * 2


def test_a_subtitle_stands_on_its_own_line_and_its_headline_has_no_full_stop(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    body = '## S\n\n![Few left. [Persons, 2019]{.subtitle}](figures/a.svg){#fig-a fig-alt="A"}\n'
    source = weave(tmp_path, body)
    caption = page_of(renderer, source).find(".//figcaption")
    assert text_of(caption) == "Figure 1. Few left Persons, 2019"
    assert text_of(caption.find("span[@class='subtitle']")) == "Persons, 2019"
    assert all(said_on(pages_of(pdf_of(renderer, source))[0], "Few left Persons, 2019"))


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_an_address_is_printed_as_it_is_wherever_it_breaks(
    renderer: EmbeddedRenderer, tmp_path: Path, lang: str
) -> None:
    addresses = [f"https://example.org/{'in-' * n}{'many-small-words-' * 9}and/long-{n}" for n in range(9)]
    printed = pages_of(
        pdf_of(renderer, weave(tmp_path, "\n\n".join(map("A <{}>".format, addresses)), lang=lang))
    )
    assert [address for address in addresses if address not in "".join(printed)] == []


ANNEX = "::: {.screen-only}\n## Annex {.unnumbered}\n\n::: {#n-a .number}\nEntry\n:::\n:::\n"
NUMBER = '[7](#n-a){.finding data-grade="published"} of them.\n\n'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Term\n\n:   What it means", ".//dl/dt"),
        ("Term\n~ What it means", ".//dl/dt"),
        ("| A | B |\n|---|---|\n| <b>x</b> | y |", ".//th/b"),
        ('<div class="box" title="T">\n\nx\n\n</div>', ".//div[@class='box-title']"),
    ],
)
def test_what_briefs_rarely_hold_is_read_all_the_same(
    renderer: EmbeddedRenderer, tmp_path: Path, body: str, found: str
) -> None:
    assert page_of(renderer, weave(tmp_path, f"## S\n\n{body}\n")).find(found) is not None


CITED = "A [@known2020]. B [@known2020, p. 3]. C @known2020. D [@known2020].\n\n"


@pytest.mark.parametrize("end", ["::: {#refs}\n:::\n", "The end.\n"], ids=["in its place", "at the end"])
def test_a_source_is_cited_as_often_as_the_text_does_and_listed_once(
    renderer: EmbeddedRenderer, tmp_path: Path, end: str
) -> None:
    source = weave(
        tmp_path, f"## S\n\n{CITED}| A | B |\n|---|---|\n| x | [@known2020] |\n\n{end}", style="oecd"
    )
    page = page_of(renderer, source)
    assert "A (Known, 2020). B (Known, 2020, p. 3). C Known (2020). D (Known, 2020)." in text_of(page)
    assert [text_of(cell) for cell in page.iter("td")] == ["(Known, 2020)"]
    assert [text_of(entry) for entry in page.xpath("//div[@class='csl-entry']")] == [
        "Known, A. (2020), A book, P."
    ]
    assert all(said_on("".join(pages_of(pdf_of(renderer, source))), "B (Known, 2020, p. 3). C Known (2020)."))


LIST = "## Sources {#sources .unnumbered}\n\n::: {#refs}\n:::\n"


@pytest.mark.parametrize("kind", ["html", "pdf"])
@pytest.mark.parametrize(("text", "listed"), [("Said [@known2020].", True), ("Not said.", False)])
def test_a_list_of_sources_and_its_heading_stand_together_or_not_at_all(
    renderer: EmbeddedRenderer, tmp_path: Path, text: str, listed: bool, kind: OutputFormat
) -> None:
    source = weave(tmp_path, f"## S\n\n{text}\n\n{LIST}## About {{.unnumbered}}\n\nEnd.\n")
    if kind == "html":
        words = text_of(page_of(renderer, source).find(".//main"))
    else:
        words = "".join(pages_of(pdf_of(renderer, source)))
    assert ("Sources" in words, "Known,Ann" in words.replace(" ", "")) == (listed, listed)


def test_sources_that_have_changed_are_cited_anew(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    source = weave(tmp_path, f"## S\n\n{CITED}::: {{#refs}}\n:::\n", style="oecd")
    page_of(renderer, source)
    (source.parent / "references.bib").write_text(BOOK.replace("2020}", "2021}"), encoding="utf-8")
    assert "A (Known, 2021)." in text_of(page_of(renderer, source))


def test_what_is_for_the_screen_only_stands_on_the_page_under_its_own_heading(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    page = page_of(renderer, weave(tmp_path, f"## S\n\n{NUMBER}{ANNEX}"))
    assert page.find(".//div[@class='screen-only']") is None
    assert [text_of(h) for h in page.iter("h2")] == ["I. S", "Annex"]
    assert "Annex" in text_of(page.find(".//nav[@class='toc']"))
    assert page.xpath("//a[@class='finding']/@href") == ["#n-a"]


def test_what_is_for_the_screen_only_is_not_printed_and_links_into_it_become_text(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, f"## S\n\n{NUMBER}{ANNEX}")))
    assert said_on(pages[0], "7 of them.", "Annex") == [True, False]


def sheet(rows: int) -> str:
    figures = "\n".join(f"| Measure {n} | {n} | people | published | [@known2020] |" for n in range(rows))
    facts = "\n".join(f"| Feature {n} | {SENTENCE} |" for n in range(8))
    return (
        f"::: {{.facts}}\n| Feature | X |\n|:--|:--|\n{facts}\n\n: At a Glance {{#tbl-facts}}\n:::\n\n"
        f"## What Is Known\n\n{SENTENCE * 3}\n\n"
        f"| Measure | Figure | Of whom | Evidence | Source |\n|:--|--:|:--|:--|:--|\n{figures}\n\n"
        f": Figures {{#tbl-known}}\n\n## What Would Decide\n\n"
        + "\n".join(f"- {SENTENCE}" for _ in range(5))
        + "\n\n## Sources {.unnumbered}\n\n::: {#refs}\n:::\n"
    )


@pytest.mark.parametrize("style", ["mpi", "oecd"])
@pytest.mark.parametrize("rows", [3, 14])
def test_a_fact_sheet_is_one_page(renderer: EmbeddedRenderer, tmp_path: Path, style: str, rows: int) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, sheet(rows), style=style, form="fact-sheet")))
    assert len(pages) == 1
    assert all(
        said_on(pages[0], "Table 1. At a Glance", "Table 2. Figures", f"Measure {rows - 1}", "Sources Known")
    )


def test_a_fact_sheet_that_no_readable_size_brings_to_one_page_is_set_over_several(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    pages = pages_of(pdf_of(renderer, weave(tmp_path, sheet(80), form="fact-sheet")))
    assert len(pages) > 1
    assert all(said_on("".join(pages), "Measure 79"))


def test_sections_of_a_fact_sheet_have_no_numbers(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    page = page_of(renderer, weave(tmp_path, "## What Is Known\n\nText.\n", form="fact-sheet"))
    assert [text_of(h) for h in page.iter("h2")] == ["What Is Known"]


def test_a_page_that_asks_for_no_contents_has_none(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    source = weave(tmp_path, "## S\n\nText.\n")
    source.write_text(
        source.read_text(encoding="utf-8").replace("date:", "toc: false\ndate:"), encoding="utf-8"
    )
    assert page_of(renderer, source).find(".//nav[@class='toc']") is None


IN_A_CELL = """
+----------------+
| A              |
+================+
| ::: {#fig-a}   |
| a              |
|                |
| b              |
| :::            |
+----------------+
"""
REFUSED = {
    "See @fig-nowhere.": "@fig-nowhere points to nothing",
    "See @sec-nowhere.": "@sec-nowhere points to nothing",
    "See @eq-one.": "@eq- are not supported",
    "Said [@nobody2020].": "@nobody2020 is not in the bibliography",
    "::: {.callout-danger}\nx\n:::": "unknown kind of callout: callout-danger",
    "::: {.panel-tabset}\nx\n:::": ".panel-tabset is not supported",
    "::: {layout-ncol=2}\nx\n:::": "layout-ncol is not supported",
    "```{=typst}\n#x\n```": "raw typst is not supported",
    "`\\x`{=latex}": "raw latex is not supported",
    "A \\textbf{b} c.": "raw tex is not supported",
    "| A | B |\n|---|---|\n| $\\alpha$ | \\alpha |": "raw tex is not supported",
    IN_A_CELL: "#fig-a stands in a note or in a table",
    "{{< include a.qmd >}}": "shortcodes are not supported",
    "```{python}\n1\n```": "code cells",
    "![Headline](figures/a.svg){#fig-a}": "has no alternative text",
    "![Headline](figures/none.svg){#fig-a fig-alt='A'}": "figures/none.svg",
    "[](#box-x)": "unknown #box-x",
    "[2 percent](#n-none){.finding data-grade='published'}": "n-none",
    "::: {.box}\nx\n:::": "box 1 has no title",
    "|  | B |\n|---|---|\n| x | 1 |": "a header cell of the table",
    "::: {#x}\nb\n:::\n\n::: {#x}\nc\n:::": "two elements are called #x",
}


@pytest.mark.parametrize("kind", ["html", "pdf"])
@pytest.mark.parametrize(("body", "said"), REFUSED.items())
def test_what_cannot_be_rendered_whole_is_refused_by_name_and_leaves_the_old_page(
    renderer: EmbeddedRenderer, tmp_path: Path, body: str, said: str, kind: OutputFormat
) -> None:
    target = tmp_path / "site" / f"page.{kind}"
    target.parent.mkdir()
    target.write_text("what was published before", encoding="utf-8")
    with pytest.raises(RenderError) as caught:
        renderer.render(Job(weave(tmp_path, f"## S\n\n{body}\n"), target, kind))
    assert str(caught.value).startswith(f"brief x/en, {kind}: ")
    assert said in str(caught.value)
    assert "traceback" not in str(caught.value)
    assert target.read_text(encoding="utf-8") == "what was published before"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("date: 2026-11-01", "date: soon", "no date of the form YYYY-MM-DD"),
        ("words: {", "spoken: {", "no words"),
        ("published: ", "printed: ", "does not say when it was published"),
        ("style: mpi", "style: plain", "unknown style plain. Known: mpi, oecd"),
        ("title: ", "titel: ", "no title"),
        ("author: [", "author: [[", "not YAML"),
    ],
)
def test_front_matter_that_lacks_something_is_refused(
    renderer: EmbeddedRenderer, tmp_path: Path, wrong: str, right: str, said: str
) -> None:
    source = weave(tmp_path, "## S\n\nText.\n")
    source.write_text(source.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
    with pytest.raises(RenderError, match=re.escape(said)):
        page_of(renderer, source)


def test_a_body_of_html_comes_into_its_page_as_if_it_had_stood_there(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    body = "<pre>\\alpha &amp; <b>x</b>  \n\n: y\t\\\\1</pre>"
    source = weave(tmp_path, f"Text.\n\n```{{=html}}\n<div>\n{BODY}\n</div>\n```\n")
    renderer.render_around(Job(source, tmp_path / "around.html", "html"), body)
    source.write_text(source.read_text(encoding="utf-8").replace(BODY, body), encoding="utf-8")
    renderer.render(Job(source, tmp_path / "whole.html", "html"))

    assert body in (tmp_path / "around.html").read_text(encoding="utf-8")
    assert (tmp_path / "around.html").read_bytes() == (tmp_path / "whole.html").read_bytes()


def test_a_table_of_evidence_comes_out_the_same_whether_or_not_its_html_is_read(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    rows = [{"id": "a.b", "note": "```\n```{=html}\n<script>x</script> & \n\n# no", "source": "s"}]
    front = read_publication(ROOT / "briefs" / "publication.yaml")
    values = {"id": "costs", "title": "Data: costs", "description": "Costs", "site_root": "../"}
    (part,) = parts("a.html", {"a.b": ("costs", rows[0])}, lambda _: 1)
    given = {**values, "publication": front, "version": "1", "groups": [("costs", rows)]}
    source = page(ROOT, "rows", tmp_path, style="mpi", **given, part=part, parts=[part])
    renderer.render(Job(source, tmp_path / "whole.html", "html"))
    frame, body = split(source.read_text(encoding="utf-8"))
    source.write_text(frame, encoding="utf-8")
    renderer.render_around(Job(source, tmp_path / "around.html", "html"), body)

    assert "&lt;script&gt;x&lt;/script&gt;" in body
    assert "```" not in body
    assert (tmp_path / "around.html").read_bytes() == (tmp_path / "whole.html").read_bytes()


def test_a_page_that_loads_from_elsewhere_is_refused(renderer: EmbeddedRenderer, tmp_path: Path) -> None:
    body = '## S\n\n```{=html}\n<script src="https://cdn.example.org/x.js"></script>\n```\n'
    with pytest.raises(RenderError, match="loads from elsewhere"):
        page_of(renderer, weave(tmp_path, body))


def test_a_chart_is_drawn_for_slides_with_two_dots_for_each_of_its_own_and_the_same_bytes(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    drawing = WOVEN.parent / "figures" / "outcomes-work.svg"
    named = shutil.copy(drawing, tmp_path / 'a "quoted" näme.svg')
    for source, target in ((drawing, "one.png"), (Path(named), "two.png")):
        renderer.draw_png(source, tmp_path / target)
    picture = (tmp_path / "one.png").read_bytes()
    assert picture == (tmp_path / "two.png").read_bytes()
    size = re.search(r'width="(\d+)" height="(\d+)"', drawing.read_text(encoding="utf-8"))
    assert size
    assert struct.unpack(">II", picture[16:24]) == (2 * int(size[1]), 2 * int(size[2]))
    shown, wordless = (tmp_path / name for name in ("shown.png", "wordless.svg"))
    wordless.write_text(re.sub(r"<text.*?</text>", "", drawing.read_text(encoding="utf-8")), encoding="utf-8")
    renderer.draw_png(wordless, shown)
    assert len(shown.read_bytes()) < len(picture) / 2  # most of a chart of two bars are its words


def test_a_drawing_that_is_none_is_refused_and_leaves_the_old_picture(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    (tmp_path / "broken.svg").write_text("<svg>", encoding="utf-8")
    (tmp_path / "old.png").write_bytes(b"old")
    with pytest.raises(RenderError, match="Typst: failed to parse SVG"):
        renderer.draw_png(tmp_path / "broken.svg", tmp_path / "old.png")
    assert (tmp_path / "old.png").read_bytes() == b"old"
    assert not list(tmp_path.glob(".*"))


def test_pandoc_needs_no_more_memory_for_many_documents_than_for_a_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "MEMORY", ("+RTS", "-A1m", "-O1m", "-RTS"))  # no more than what it holds
    lasting, sizes = EmbeddedRenderer(), []
    for round_ in range(3):
        for number in range(60):
            words = " ".join(f"[word {round_} {i}](#s){{.finding}} [@known2020]" for i in range(number, 40))
            page_of(lasting, weave(tmp_path, f"## S {{#s}}\n\n{words} Once more [@known2020, {number}].\n"))
        assert lasting._pandoc is not None
        sizes.append(psutil.Process(lasting._pandoc.pid).memory_info().rss / 1e6)
    lasting.close()

    assert sizes[2] < sizes[0] + 3


def test_what_pandoc_warns_of_is_refused(tmp_path: Path) -> None:
    lasting = EmbeddedRenderer()
    fine = weave(tmp_path, "## S\n\nText [@known2020].\n")
    page_of(lasting, fine)
    bad = weave(tmp_path / "bad", "## S\n\n$\\nosuch{1}$\n")
    with pytest.raises(RenderError, match="Pandoc warns: Could not convert TeX math"):
        page_of(lasting, bad)
    assert not (bad.parent / "page.html").exists()
    page_of(lasting, fine)
    lasting.close()


def test_a_renderer_that_was_closed_starts_again(tmp_path: Path) -> None:
    source = weave(tmp_path, "## S\n\nText.\n")
    mortal = EmbeddedRenderer()
    page_of(mortal, source)
    mortal.close()
    assert page_of(mortal, source).find(".//h2") is not None
    mortal.close()


def test_the_style_sheet_asks_only_for_fonts_that_are_published(tmp_path: Path) -> None:
    write_assets(tmp_path / "assets")
    sheet = (tmp_path / "assets" / "brief.css").read_text(encoding="utf-8")
    asked = set(re.findall(r'url\("([^"]+)"\)', sheet))
    published = {
        str(path.relative_to(tmp_path / "assets")) for path in (tmp_path / "assets" / "fonts").iterdir()
    }
    assert asked == published
    assert "//" not in "".join(asked)
    assert (tmp_path / "assets" / "brief.js").is_file()


def test_every_font_instance_has_the_weight_that_its_name_says() -> None:
    from fontTools.ttLib import TTFont

    folder = fonts.instances()
    for instance in fonts.INSTANCES:
        with TTFont(folder / f"{instance.name}.ttf") as font:
            assert "fvar" not in font
            assert font["OS/2"].usWeightClass == instance.weight
            assert font["name"].getDebugName(16) == instance.family
            assert bool(font["head"].macStyle & 2) == instance.italic
            assert {ord("é"), ord("ā"), ord("ʻ"), 0x202F, ord("−")} <= set(font.getBestCmap())


def test_the_letters_of_an_instance_are_those_of_its_font_at_its_place() -> None:
    """By fontTools, which reads the axes without cutting; kerning of pairs included, and no hinting."""
    import uharfbuzz
    from fontTools.pens.areaPen import AreaPen
    from fontTools.ttLib import TTFont

    def drawn(path: Path, place: Mapping[str, float] | None = None) -> list[tuple[float, float]]:
        with TTFont(path) as font:
            letters, names = font.getGlyphSet(location=place), font.getBestCmap()
            pens = {letter: AreaPen(letters) for letter in "AVgß7Ж"}
            for letter, pen in pens.items():
                letters[names[ord(letter)]].draw(pen)
            return [(letters[names[ord(letter)]].width, pen.value) for letter, pen in pens.items()]

    def kerned(path: Path, place: Mapping[str, float] | None = None, *, kern: bool = True) -> list[int]:
        font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(path.read_bytes())))
        font.set_variations(dict(place or {}))
        text = uharfbuzz.Buffer()
        text.add_str("AVATo.Te")
        text.guess_segment_properties()
        uharfbuzz.shape(font, text, {"kern": kern})
        return [one.x_advance for one in text.glyph_positions]

    folder = fonts.instances()
    for instance in fonts.INSTANCES:
        whole, cut = fonts._font_file(instance), folder / f"{instance.name}.ttf"
        wanted, held = drawn(whole, instance.axes), drawn(cut)
        for (width, area), (cut_width, cut_area) in zip(wanted, held, strict=True):
            assert cut_width == pytest.approx(width, abs=1)
            assert cut_area == pytest.approx(area, rel=0.01)
        assert kerned(cut) == pytest.approx(kerned(whole, instance.axes), abs=1)
        assert kerned(cut) != kerned(cut, kern=False)
        with TTFont(cut) as font:
            assert not {"fpgm", "prep", "cvt ", "fvar", "gvar"} & set(font.keys())


def test_a_missing_font_package_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = replace(fonts.INSTANCES[0], package="fontpkg_not_there")
    monkeypatch.setattr(fonts, "INSTANCES", (missing,))
    with pytest.raises(GspBriefError, match="pip install fontpkg-not-there"):
        fonts.instances()


def test_english_words_in_a_french_brief_are_english_to_software_in_print_too(
    renderer: EmbeddedRenderer, tmp_path: Path
) -> None:
    body = '## S\n\nUn rapport [of thirty pages]{lang="en"} et la suite.\n'
    with pikepdf.open(pdf_of(renderer, weave(tmp_path, body, lang="fr"))) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        drawn = [part for page in pdf.pages for part in pikepdf.parse_content_stream(page)]
        marks = [str(part.operands) for part in drawn if str(part.operator) == "BDC"]
    assert any('"/Lang": "en"' in mark for mark in marks)


def test_a_pandoc_that_was_stopped_does_not_stop_its_renderer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "PATIENCE", 0.1)
    patient = EmbeddedRenderer()
    page_of(patient, weave(tmp_path, "## S\n\nText.\n"))
    assert patient._pandoc is not None
    stopped = psutil.Process(patient._pandoc.pid)
    stopped.suspend()

    patient.close()

    assert not stopped.is_running()


def test_a_pandoc_of_the_machine_is_never_asked_however_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = EmbeddedRenderer().version
    other = tmp_path / "pandoc"
    other.write_text('#!/bin/sh\necho "pandoc 99.0"\n', encoding="utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(other))
    assert EmbeddedRenderer().version == version
    job = Job(source=WOVEN, target=tmp_path / "index.html", format="html")
    renderer = EmbeddedRenderer()
    renderer.render(job)
    renderer.close()
    assert job.target.is_file()
