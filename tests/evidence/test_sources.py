"""The bibliography: who speaks, how a source is cited, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gspbrief.brief.bibliography import bibtex, csl, csl_item
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
    return bibtex(sources, sources)


def item(sources: Bibliography, lang: str = "en") -> dict[str, Any]:
    return csl_item(sources["x"], Format(lang))


@pytest.mark.parametrize(
    ("entry", "authors"),
    [
        (
            "organization = {Parliament, Joint Committee on Defence and Trade}",
            [{"literal": "Parliament, Joint Committee on Defence and Trade"}],
        ),
        ("author = {{IOM Belgium and Luxembourg}}", [{"literal": "IOM Belgium and Luxembourg"}]),
        ("institution = {{Ministry of Health, Ghana}}", [{"literal": "Ministry of Health, Ghana"}]),
        (
            "author = {Shaw, Lea and van der Rimon, Jr, Akka}",
            [
                {"family": "Shaw", "given": "Lea"},
                {"family": "van der Rimon", "given": "Akka", "suffix": "Jr"},
            ],
        ),
        (
            r"author = {Doe, Jane and {R\&D Office}}",
            [{"family": "Doe", "given": "Jane"}, {"literal": "R&D Office"}],
        ),
    ],
)
def test_an_organisation_is_one_author_whatever_its_name(
    tmp_path: Path, entry: str, authors: list[dict[str, str]]
) -> None:
    found = item(bibliography(tmp_path, f"title = {{A report}}, {entry}"))

    assert found["author"] == authors
    assert "publisher" not in found


def test_an_institution_beside_an_author_publishes(tmp_path: Path) -> None:
    entry = "title = {A report}, author = {Doe, Jane}, institution = {The Institute}, publisher = {A Press}"

    assert item(bibliography(tmp_path, entry))["publisher"] == "The Institute; A Press"


@pytest.mark.parametrize(
    ("entry", "issued"),
    [
        ("year = {2018}", {"date-parts": [[2018]]}),
        ("year = {2018}, month = sep", {"date-parts": [[2018, 9]]}),
        ("year = 2018, month = {9}, day = {11}", {"date-parts": [[2018, 9, 11]]}),
        ("date = {2018-09-11}, year = {2017}", {"date-parts": [[2018, 9, 11]]}),
        ("date = {2013/2016}", {"date-parts": [[2013], [2016]]}),
        ("date = {2004~}", {"date-parts": [[2004]], "circa": True}),
        ("year = {forthcoming}", {"literal": "forthcoming"}),
    ],
)
def test_a_date_is_as_precise_as_the_entry(tmp_path: Path, entry: str, issued: dict[str, object]) -> None:
    assert item(bibliography(tmp_path, f"title = {{A report}}, {entry}"))["issued"] == issued


@pytest.mark.parametrize("date", ["2018-13", "2018-02-30", "11.9.2018"])
def test_a_day_that_no_calendar_has_is_refused(tmp_path: Path, date: str) -> None:
    with pytest.raises(EvidenceError, match=f"{date}.*is no date"):
        bibliography(tmp_path, f"title = {{A report}}, date = {{{date}}}")


@pytest.mark.parametrize("doi", ["forthcoming", "11.1000/182", "10.1000", "10.1000/a b"])
def test_what_is_no_doi_is_refused_and_an_address_of_one_is_read(tmp_path: Path, doi: str) -> None:
    with pytest.raises(EvidenceError, match=f"{doi}', which is no DOI"):
        bibliography(tmp_path, f"title = {{A report}}, doi = {{{doi}}}")
    held = item(bibliography(tmp_path, "title = {A report}, doi = {https://doi.org/10.1000/182}"))
    assert held["DOI"] == "10.1000/182"


@pytest.mark.parametrize(
    ("language", "tag"),
    [("de", "de"), ("German", "de"), ("ngerman", "de"), ("pt-BR", "pt-BR"), ("Martian", "")],
)
def test_a_language_is_known_by_its_tag_or_its_name(tmp_path: Path, language: str, tag: str) -> None:
    found = item(bibliography(tmp_path, f"title = {{Ein Bericht}}, language = {{{language}}}"))

    assert found.get("language", "") == tag


def test_a_source_without_title_says_what_it_is_in_the_language_of_the_page(tmp_path: Path) -> None:
    sources = bibliography(tmp_path, "annotation = {Letter to an office}, organization = {O}")

    assert "title" not in item(sources)
    assert [item(sources, lang)["genre"] for lang in ("en", "fr")] == [
        "Letter to an office",
        Format("fr").word("source_kind", "official"),
    ]


HOME = "/" + "home/ann"  # written so that it is no path here
PRIVATE = (
    f"file = {{:{HOME}/a.pdf:PDF}}, "
    "keywords = {mine}, abstract = {Copied.}, owner = {ann},"
    " bdsk-file-1 = {YnBsaXN0}, timestamp = {2020-01-01}"
)


def test_what_a_program_keeps_for_its_owner_is_not_published(tmp_path: Path) -> None:
    sources = bibliography(
        tmp_path, f"title = {{A report}}, {PRIVATE}, annotation = {{Ours}}, via = {{a.org}}"
    )
    published = bibtex(sources, sources, ours=True) + csl(sources, sources, Format("en"))

    assert "annotation = {Ours}" in published
    for private in ("ann/", "mine", "Copied", "owner", "YnBs", "timestamp"):
        assert private not in published
    assert "Ours" not in bibtex(sources, sources)


@pytest.mark.parametrize("place", [HOME, "file:///srv/a.pdf", r"D:\textbackslash{}papers", "~/a"])
def test_a_place_on_a_machine_is_refused_in_a_field_that_is_published(tmp_path: Path, place: str) -> None:
    with pytest.raises(EvidenceError, match="a place on somebody's machine"):
        bibliography(tmp_path, f"title = {{A report}}, note = {{Seen at {place}}}")


def test_a_reader_sees_the_authors_without_braces(tmp_path: Path) -> None:
    sources = bibliography(tmp_path, "title = {A report}, author = {Doe, Jane and {Office of A and B}}")

    assert sources["x"].author == "Doe, Jane; Office of A and B"


def test_a_long_title_without_author_is_cited_by_its_first_words(tmp_path: Path) -> None:
    title = "Presentation in English on a programme for migrants, from a workshop"
    sources = bibliography(tmp_path, f"title = {{{title}}}, shorttitle = {{Presentation in English}}")

    assert "shorttitle = {Presentation in English}," in cited(sources)
    assert item(sources)["title-short"] == "Presentation in English"


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (f"title = {{{'Long ' * 20}}}", "no author: it is cited by its title, which is long"),
        (f"title = {{{'Long ' * 20}}}, author = {{Doe, Jane}}", "no date: it is cited by its title"),
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
