"""What the published site gives to programs: every file is listed, follows its schema and leads somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree, html

from gspbrief.collection.revisions import ATOM
from published_sites import A_BRIEF, A_SHEET, LANGUAGES

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.slow]

ENDINGS = (".html", ".json", ".pdf", ".atom")


def addresses(record: object) -> Iterator[str]:
    """Every relative address in a JSON document."""
    if isinstance(record, dict):
        for value in record.values():
            yield from addresses(value)
    elif isinstance(record, list):
        for value in record:
            yield from addresses(value)
    elif isinstance(record, str) and record.endswith(ENDINGS) and " " not in record and "://" not in record:
        yield record


def test_every_file_is_in_the_manifest_and_every_address_in_it_leads_to_a_file(sample: Path) -> None:
    listed = json.loads((sample / "manifest.json").read_text(encoding="utf-8"))["files"]
    files = sorted((sample / "api").rglob("*.json"))

    assert {f"api/v1/partnerships/{name}.json" for name in (A_BRIEF, A_SHEET)} <= listed.keys()
    assert [path for path in files if path.relative_to(sample).as_posix() not in listed] == []
    for path in files:
        lost = [one for one in addresses(json.loads(path.read_bytes())) if not (path.parent / one).is_file()]
        assert lost == [], path.name


def test_published_figures_follow_their_schema(sample: Path) -> None:
    schema = json.loads((sample / "api" / "v1" / "schema" / "findings.schema.json").read_bytes())
    validator = Draft202012Validator(schema)

    for results in sample.glob("*/results.json"):
        assert [error.message for error in validator.iter_errors(json.loads(results.read_bytes()))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_front_page_names_the_feed_of_its_language_whose_links_lead_to_what_changed(
    sample: Path, lang: str
) -> None:
    folder = sample if lang == LANGUAGES[0] else sample / lang
    (name,) = html.parse(str(folder / "index.html")).xpath("//link[@type='application/atom+xml']/@href")
    feed = etree.parse(str(folder / name)).getroot()
    links = {
        (link.get("href") or "").partition("#") for link in feed.findall(f"{{{ATOM}}}entry/{{{ATOM}}}link")
    }

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert len(links) > 1
    for address, _, anchor in links:
        page = html.parse(str(folder / address))
        assert not anchor or page.xpath(f"//*[@id='{anchor}']"), f"{address}#{anchor}"


def test_without_an_address_there_is_no_sitemap(sample: Path) -> None:
    assert not (sample / "sitemap.xml").exists()
    assert "Sitemap" not in (sample / "robots.txt").read_text(encoding="utf-8")
