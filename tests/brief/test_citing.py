"""The reference of a brief: what reference managers read out of its two forms is the brief's own data."""

import json
from pathlib import Path

import pytest
from pybtex.database import parse_string

from gspbrief.brief.addresses import Addresses, other_languages
from gspbrief.brief.citing import Reference
from gspbrief.brief.publication import Publication

PUBLICATION = Publication(
    author=("The gspbrief project", "Ministry of A, B and C"), date="2026-11-01", series="In Brief & More"
)


def reference(**more: object) -> Reference:
    given: dict[str, object] = {
        "key": "gspbrief_aptc_2026", "title": "Formés pour partir : 100 % d’élèves_x", "kind": "Fiche",
        "lang": "fr", "version": "1.2", "publication": PUBLICATION, **more,
    }  # fmt: skip
    return Reference(**given)  # type: ignore[arg-type]


def test_bibtex_holds_the_title_as_it_stands_and_keeps_an_organisation_whole() -> None:
    (entry,) = parse_string(reference().bibtex(), "bibtex").entries.values()

    assert entry.fields["title"].replace("\\", "") == "{Formés pour partir : 100 % d’élèves_x}"
    assert [str(person) for person in entry.persons["author"]] == [
        "{The gspbrief project}",
        "{Ministry of A, B and C}",
    ]
    assert (entry.fields["year"], entry.fields["month"]) == ("2026", "11")


def test_csl_is_a_report_with_its_day_series_and_version() -> None:
    (item,) = json.loads(reference().csl())

    assert (item["type"], item["genre"], item["language"], item["version"]) == (
        "report",
        "Fiche",
        "fr",
        "1.2",
    )
    assert item["issued"] == {"date-parts": [[2026, 11, 1]]}
    assert item["author"][1] == {"literal": "Ministry of A, B and C"}


def test_what_is_not_known_of_a_publication_is_left_out_of_its_reference() -> None:
    (item,) = json.loads(reference().csl())

    assert {"DOI", "URL", "number"}.isdisjoint(item)
    assert "doi" not in reference().bibtex()
    assert json.loads(reference(address="https://example.org/aptc/").csl())[0]["URL"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["citation.bib", "citation.json"])
def test_a_citation_processor_prints_the_same_entry_from_either_form(name: str, tmp_path: Path) -> None:
    import pypandoc

    files = reference().files()
    (tmp_path / name).write_text(files[name], encoding="utf-8")
    source = f"---\nnocite: '@*'\nbibliography: {tmp_path / name}\n---\n"

    text = pypandoc.convert_text(source, "plain", format="markdown", extra_args=["--citeproc", "--wrap=none"])

    assert text.strip() == (
        "The gspbrief project, and Ministry of A, B and C. 2026. Formés pour partir : 100 % d’élèves_x. "
        "Fiche. Version 1.2. In Brief & More."
    )


def test_an_address_is_relative_until_somebody_says_where_the_site_is_published() -> None:
    here = Addresses("aptc", "fr")
    public = Addresses("aptc", "fr", "https://example.org/briefs/")

    assert here.public(here.document("pdf")) == "../aptc.fr.pdf"
    assert public.public(public.document("pdf")) == "https://example.org/briefs/aptc/aptc.fr.pdf"
    assert public.public("index.html") == "https://example.org/briefs/aptc/fr/index.html"
    assert [other["href"] for other in other_languages("fr", ("en", "fr", "es"), "press.html")] == [
        "../press.html",
        "../es/press.html",
    ]
