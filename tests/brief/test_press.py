"""Press notes: one for every brief in every language, each figure traced, each on one printed page."""

from __future__ import annotations

import json
import re
import shutil
import struct
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from gspbrief.brief.publication import Publication, read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.evidence.reading import load_together
from gspbrief.evidence.slices import Evidence
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.inputs import Project
from gspbrief.render import Job, write_assets
from gspbrief.render.edition import Edition
from gspbrief.render.embedded import EmbeddedRenderer
from notebook_cells import ROOT, found_on, study_on

pytestmark = [pytest.mark.xdist_group("passages"), pytest.mark.slow]  # what these find is found once

BRIEFS, FONTS = ROOT / "briefs", ROOT / "build" / "fonts"
NOTES = sorted(path.name.removesuffix(".md.j2") for path in (BRIEFS / "en" / "press").glob("*.j2"))
PARTNERSHIPS = sorted(path.name.removesuffix(".md.j2") for path in (BRIEFS / "en" / "partnerships").glob("*"))
PROJECT, EVIDENCE = Project(ROOT), Evidence(ROOT / "data")

every_note = pytest.mark.parametrize("name", NOTES)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def woven(
    name: str,
    lang: str,
    out: Path,
    templates: Path = BRIEFS,
    publication: Publication | None = None,
) -> Path:
    about = EVIDENCE.about(name)
    study = load_together(EVIDENCE.data, name) if about else study_on(name)
    inputs = BriefInputs(
        study=study,
        results=found_on(name),
        notebooks=PROJECT.notebooks(about),
        subject=about,
        templates=templates,
        out=out,
        draw=lambda exhibit, *_: f"<svg>{exhibit.id}</svg>",
        publication=publication or read_publication(BRIEFS / "publication.yaml"),
        evidence_hash="0" * 64,
        version="1.0",
        lang=lang,
        edition=Edition(langs=LANGUAGES),
    )
    return weave(inputs).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every press note in every language, where a site has it."""
    folder = tmp_path_factory.mktemp("press")
    write_assets(folder / "site" / "assets", cache=FONTS)
    renderer = EmbeddedRenderer(FONTS)
    for name in NOTES:
        for lang in LANGUAGES:
            source = woven(name, lang, folder / "woven" / name / lang)
            renderer.render(Job(source / "press.qmd", page_of(folder / "site", name, lang), "html"))
    renderer.close()
    return folder / "site"


def page_of(site: Path, name: str, lang: str) -> Path:
    return site / name / ("" if lang == "en" else lang) / "press.html"


@cache
def tree(path: Path) -> Any:
    return html.fromstring(path.read_bytes())


def prose(page: Path) -> str:
    """What a note prints, without the annex that only the screen shows."""
    main = tree(page).xpath("//main")[0]
    return " ".join(
        " ".join(part.text_content() for part in main.xpath(".//header | .//*[@class='front']")).split()
    )


def test_every_brief_has_a_note_of_its_own() -> None:
    assert [name for name in NOTES if not EVIDENCE.about(name)] == PARTNERSHIPS
    assert {"synthesis", *EVIDENCE.topics} <= set(NOTES)


@every_note
@every_language
def test_every_number_of_a_note_opens_its_entry_on_the_same_page(site: Path, name: str, lang: str) -> None:
    page = tree(page_of(site, name, lang))
    printed = page.xpath("//div[@class='front']//a[@data-finding]")

    assert len(printed) >= 6
    for number in printed:
        found = number.get("data-value") or number.get("data-low")
        assert bool(number.get("data-grade")) == bool(found)
        assert len(page.xpath(f'//section[@id="numbers"]//*[@id="{number.get("href")[1:]}"]')) == 1


@every_note
@every_language
def test_a_note_has_one_headline_a_date_line_and_no_seam(site: Path, name: str, lang: str) -> None:
    page = tree(page_of(site, name, lang))
    text = prose(page_of(site, name, lang))
    day = {"en": "November 29, 2026 —", "fr": "29 novembre 2026 —", "es": "29 de noviembre de 2026 —"}[lang]

    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//h1")[0].text_content().split()) <= 22
    assert day in text
    assert not re.search(r"\{\{|\{%|\bNone\b|\[@|\.\.|\(\)| ,|\b1 (persons|sources|graduates)\b", text)
    assert not re.search(r"[a-z]\.[A-Z]", text)


@every_note
def test_a_note_explains_intervals_where_it_prints_one(site: Path, name: str) -> None:
    text = prose(page_of(site, name, "en"))
    assert ("percent Wilson interval)" in text) == ("An interval beside a figure shows" in text)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("aptc", "differ on how rare: another account gives 2.9 percent"),
        ("triple_win", "counts of placements of which two do not fit"),
        ("kani", "Two accounts differ on how many students there were, 84 or 90"),
        ("palim", "Plans for the path abroad differ: 30 people by the agency in charge, 40 by a blog"),
        ("deu_tun_engineers", "The sources contradict each other"),
    ],
)
def test_a_note_says_where_sources_disagree(site: Path, name: str, said: str) -> None:
    assert said in prose(page_of(site, name, "en"))


@every_language
def test_a_note_on_a_topic_takes_the_sources_of_all_for_none_of_its_own(site: Path, lang: str) -> None:
    rests = {"en": "The brief rests on", "fr": "La note repose sur", "es": "La nota se basa en"}[lang]
    notes = {name: prose(page_of(site, name, lang)) for name in (*EVIDENCE.topics, "aptc")}

    assert [name for name, text in notes.items() if f"{rests} " in text] == ["aptc"]


@every_note
@every_language
def test_a_note_leads_to_its_brief_and_to_itself_in_other_languages(site: Path, name: str, lang: str) -> None:
    page = page_of(site, name, lang)
    links = tree(page).xpath("//a/@href")
    others = tree(page).xpath("//nav[@class='languages']//a/@href")

    assert links.count("index.html") == 2
    assert sorted((page.parent / other).resolve() for other in others) == sorted(
        page_of(site, name, other) for other in LANGUAGES if other != lang
    )


def test_a_partnership_without_a_note_of_its_own_gets_the_general_one(
    tmp_path: Path,
) -> None:
    templates = Path(shutil.copytree(BRIEFS, tmp_path / "briefs", ignore=shutil.ignore_patterns("press")))
    for lang in LANGUAGES:
        text = (woven("triple_win", lang, tmp_path / lang, templates) / "press.qmd").read_text()
        body = text.split("\n---\n")[1]
        assert body.count('data-finding="') >= 3
        assert "{.key-number}" in body


@every_note
def test_the_picture_of_a_brief_has_the_size_that_is_shared_and_the_same_bytes(
    site: Path, name: str, tmp_path: Path
) -> None:
    words, renderer = site.parent / "woven" / name / "fr" / "card.json", EmbeddedRenderer(FONTS)
    for target in ("one.png", "two.png"):
        renderer.draw_card(words, tmp_path / target)
    renderer.close()
    picture = (tmp_path / "one.png").read_bytes()

    assert struct.unpack(">II", picture[16:24]) == (1200, 628)
    assert picture == (tmp_path / "two.png").read_bytes()
    assert len(picture) < 150_000
    assert json.loads(words.read_text(encoding="utf-8"))["key"]["figure"]


def test_every_note_prints_on_one_page_of_either_paper(site: Path, browser: Any, tmp_path: Path) -> None:
    import pikepdf

    page, pages = browser.new_page(), {}
    for name in NOTES:
        for lang in LANGUAGES:
            page.goto(page_of(site, name, lang).as_uri())
            for paper in ("A4", "Letter"):
                page.pdf(path=tmp_path / "note.pdf", format=paper)
                with pikepdf.open(tmp_path / "note.pdf") as pdf:
                    pages[name, lang, paper] = len(pdf.pages)
    page.close()

    assert {note: count for note, count in pages.items() if count != 1} == {}


def said_of(page: Path) -> dict[str, str]:
    """What the head of a page says, by name or property."""
    found = tree(page).xpath("//head/meta[@content]")
    return {tag.get("name") or tag.get("property"): tag.get("content") for tag in found}


def test_a_page_tells_reference_managers_and_those_who_share_it_what_it_is(site: Path) -> None:
    woven_brief, page = site.parent / "woven" / "aptc" / "fr", site / "aptc" / "fr" / "index.html"
    renderer = EmbeddedRenderer(FONTS)
    renderer.render(Job(woven_brief / "index.qmd", page, "html"))
    renderer.close()
    said = said_of(page)
    alternates = {link.get("hreflang"): link.get("href") for link in tree(page).xpath("//link[@hreflang]")}

    assert said["citation_title"] == said["og:title"] == said["dcterms.title"]
    assert said["citation_author"] == "Projet gspbrief"
    assert said["citation_publication_date"] == read_publication(BRIEFS / "publication.yaml").date.replace(
        "-", "/"
    )
    assert said["citation_pdf_url"] == "../aptc.fr.pdf"
    assert (said["citation_language"], said["og:locale"]) == ("fr", "fr_FR")
    assert (said["og:image"], said["twitter:card"]) == ("card.png", "summary_large_image")
    assert "2\xa0% des diplômés" in said["og:image:alt"]
    assert alternates == {"fr": "index.html", "en": "../index.html", "es": "../es/index.html"}
    assert not tree(page).xpath("//link[@rel='canonical']")
    assert "citation_title" not in said_of(page_of(site, "aptc", "fr"))


def test_addresses_are_public_once_the_publication_says_where_it_stands(
    tmp_path: Path,
) -> None:
    said = replace(read_publication(BRIEFS / "publication.yaml"), address="https://example.org/briefs")
    folder = woven("aptc", "fr", tmp_path / "fr", publication=said)
    home, page = "https://example.org/briefs/aptc", tmp_path / "page" / "index.html"
    renderer = EmbeddedRenderer(FONTS)
    renderer.render(Job(folder / "index.qmd", page, "html"))
    renderer.close()
    told = said_of(page)

    assert tree(page).xpath("//link[@rel='canonical']/@href") == [f"{home}/fr/index.html"]
    assert told["citation_abstract_html_url"] == f"{home}/fr/index.html"
    assert (told["og:image"], told["citation_pdf_url"]) == (f"{home}/fr/card.png", f"{home}/aptc.fr.pdf")
    assert f"{home}/fr/index.html" in (folder / "citation.json").read_text(encoding="utf-8")
