"""The bibliography: who speaks, how a source is cited, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.brief.bibliography import bibtex
from gspbrief.errors import EvidenceError
from gspbrief.evidence.sources import Bibliography, read_bibliography
from gspbrief.language.formats import Format

KEPT = "kind = {official}, readdepth = {excerpt}"
EVIDENCE = Path(__file__).parents[2] / "data" / "sources.bib"


def bibliography(folder: Path, entry: str) -> Bibliography:
    """The sources of a file that holds one entry called ``x``."""
    path = folder / "sources.bib"
    path.write_text(f"@misc{{x, {entry}, {KEPT}}}\n", encoding="utf-8")
    return read_bibliography(path)


def cited(sources: Bibliography) -> str:
    return bibtex(sources, sources, Format("en"))


@pytest.mark.parametrize(
    ("entry", "author"),
    [
        (
            "organization = {Parliament, Joint Committee on Defence and Trade}",
            "{Parliament, Joint Committee on Defence and Trade}",
        ),
        ("author = {{IOM Belgium and Luxembourg}}", "{IOM Belgium and Luxembourg}"),
        ("organization = {{Ministry of Health, Ghana}}", "{Ministry of Health, Ghana}"),
        ("author = {Shaw, Lea and Rimon, Akka}", "Shaw, Lea and Rimon, Akka"),
        ("author = {Doe, Jane and {R&D Office}}", r"Doe, Jane and {R\&D Office}"),
    ],
)
def test_an_organisation_is_one_author_whatever_its_name(tmp_path: Path, entry: str, author: str) -> None:
    sources = bibliography(tmp_path, f"title = {{A report}}, {entry}")

    assert f"author = {{{author}}}," in cited(sources)


def test_a_reader_sees_the_authors_without_braces(tmp_path: Path) -> None:
    sources = bibliography(tmp_path, "title = {A report}, author = {Doe, Jane and {Office of A and B}}")

    assert sources["x"].author == "Doe, Jane; Office of A and B"


def test_a_long_title_without_author_is_cited_by_its_first_words(tmp_path: Path) -> None:
    title = "Presentation in English on a programme for migrants, from a workshop"
    sources = bibliography(tmp_path, f"title = {{{title}}}, shorttitle = {{Presentation in English}}")

    assert "shorttitle = {{Presentation in English}}," in cited(sources)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (f"title = {{{'Long ' * 20}}}", "cited by its title, which is long"),
        ("title = {A report}, shorttitle = {The report}", "first words of the title"),
    ],
)
def test_a_source_that_cannot_be_cited_shortly_is_refused(tmp_path: Path, entry: str, reason: str) -> None:
    with pytest.raises(EvidenceError, match=reason):
        bibliography(tmp_path, entry)


def test_the_evidence_names_each_organisation_whole() -> None:
    sources = read_bibliography(EVIDENCE)
    committee = sources["aph_seasonal_worker_programmes"]

    assert [name.count(" and ") for name in committee.authors] == [1]
    assert all(" and " not in name for s in sources.values() for name in s.authors if name[:1] != "{")
