"""The bibliography of the evidence: a reader can find each source, and no reference is a makeshift."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gspbrief.brief.bibliography import csl_item
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.subjects import MODEL, SYNTHESIS

DATA = Path(__file__).parents[2] / "data"
SOURCES = read_bibliography(DATA / "sources.bib")

# How a description of ours begins; no title of a document does.
DESCRIBED = re.compile(
    r"((article|page|press (release|report)|blog post|news (item|note|agency report)|presentation|statement|"
    r"unsigned|about page|project page|agency report)\b|table \d+:).*\b(on|of|for|in|about)\b",
    re.IGNORECASE,
)
# Where documents lie that were published elsewhere, and servers that are no publication.
MIRRORS = (
    "scribd.com", "pdfslide.", "slideshare.net", "readbag.com", "fdocuments.", "vdocuments.", "studylib.net",
    "docslib.org", "issuu.com", "academia.edu", "researchgate.net", "ideas.repec.org", "web.archive.org",
)  # fmt: skip
TRYING_OUT = re.compile(r"(^|[.-])(test|staging|uat|dev|preview|localhost|incendios)([.-]|$)")
ADVOCATES = {
    "andyjhall_npl_mys_2023",
    "cdm_recruitment_revealed",
    "fvgc_can_sawp",
    "hrw_raw_deal_2015",
    "kavlaoved_agreements",
    "kavlaoved_agri_2009",
    "kbiz_eps_2013",
    "lamp_risk_2024",
    "repo_bangladesh_dossier",
    "spdfraktion_mobipro_eu",  # a party in parliament
    "spdfraktion_mobipro_eu_2014",
}


def test_a_title_is_the_documents_own() -> None:
    assert [key for key, source in SOURCES.items() if DESCRIBED.match(source.title)] == []
    assert [key for key, source in SOURCES.items() if source.title.endswith((".", ","))] == []


@pytest.mark.parametrize(
    "title",
    ["Article on nurse emigration", "Page for employers on nurses", "Press release on the thousandth nurse",
     "Unsigned dossier of business opportunities", "Table 2: Impacts of the program"],
)  # fmt: skip
def test_a_description_is_told_from_a_title(title: str) -> None:
    assert DESCRIBED.match(title)


def test_a_source_has_a_date_or_says_why_not() -> None:
    assert [key for key, source in SOURCES.items() if bool(source.issued) == bool(source.undated)] == []


def test_a_source_has_an_author_or_an_institution_or_says_why_not() -> None:
    names = {key: (*source.authors, *source.editors) for key, source in SOURCES.items()}
    surnames = [
        key for key, given in names.items() if not all("," in name or name[0] == "{" for name in given)
    ]

    assert [key for key, source in SOURCES.items() if bool(names[key]) == bool(source.unsigned)] == []
    assert surnames == []


def test_an_address_leads_to_who_published_it() -> None:
    hosts = {key: urlsplit(source.url).hostname or "" for key, source in SOURCES.items()}

    assert [key for key, host in hosts.items() if any(mirror in host for mirror in MIRRORS)] == []
    assert [key for key, host in hosts.items() if TRYING_OUT.search(host)] == []


def test_an_article_can_be_ordered_in_a_library() -> None:
    wanted = {"author", "journaltitle", "volume", "number", "pages", "date"}
    articles = {key: wanted - set(s.said) for key, s in SOURCES.items() if s.kind == "peer_reviewed"}

    assert articles
    assert {key: lacking for key, lacking in articles.items() if lacking} == {}


def test_a_title_says_its_language() -> None:
    assert [key for key, source in SOURCES.items() if source.title and not source.language] == []


def test_no_two_sources_of_one_author_are_told_apart_by_n_d_a_and_n_d_b() -> None:
    """What has neither date nor title is cited as undated, which only one source of an author can be."""
    undated = [source for source in SOURCES.values() if source.authors and not source.issued]
    named = Counter((s.author, s.short_title or s.title) for s in undated)

    assert {name: count for name, count in named.items() if count > 1} == {}


def test_research_institutes_are_no_advocates_and_who_advocates_is_known() -> None:
    kinds = {source.key: source.kind for source in SOURCES.values()}
    institutes = [key for key in kinds if key.startswith(("cgd_", "mpi_2018", "clemens_gsp_brief"))]

    assert institutes
    assert {kinds[key] for key in institutes} == {"think_tank"}
    assert (kinds["mpi_press_2018"], kinds["tk_triple_win"]) == ("press", "press")
    assert {key for key, kind in kinds.items() if kind == "advocacy"} == ADVOCATES


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES) - {"en"}))
def test_our_own_words_about_a_source_stay_on_english_pages(lang: str) -> None:
    items = [csl_item(source, Format(lang)) for source in SOURCES.values()]
    ours = {source.annotation for source in SOURCES.values() if source.annotation}

    assert not ours & {str(value) for item in items for value in item.values()}


def test_what_may_be_read_on_a_partnership_names_one_that_there_is() -> None:
    known = {SYNTHESIS, MODEL, *(row["id"] for row in read_rows(DATA, "partnerships"))}
    concerned = {name for source in SOURCES.values() for name in source.concerns}

    assert concerned
    assert concerned <= known
