"""The feed of changes is valid Atom and asks no clock; crawlers are told every page once, by its address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gspbrief.brief.publication import Publication
from gspbrief.collection.crawlers import SITEMAP, robots, sitemaps
from gspbrief.collection.revisions import ATOM, NEWEST, Feed, revisions, urn
from gspbrief.language.formats import Format

pytestmark = pytest.mark.slow

SAID = Publication(author=("A & B",), series="Series <1>", date="2026-11-21")
BASE = "https://example.org/briefs/"
_TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)).map(str),
            "partnership": st.sampled_from(["", "one", "two"]),
            "what": _TEXT,
            "why": st.one_of(st.just(""), _TEXT),
        }
    ),
    max_size=8,
    unique_by=lambda row: (row["date"], row["partnership"], row["what"]),
)


def feed(rows: list[dict[str, str]], base: str = "") -> Any:
    """The feed of some rows, parsed."""
    made = Feed(
        package="evidence",
        said=SAID,
        form=Format("en"),
        title="Changes",
        base=base,
        link=lambda revision: (
            f"{base}{revision.partnership or 'all'}.html",
            revision.partnership or "All & more",
        ),
    )
    return etree.fromstring(made.xml(revisions(rows, "evidence")))


def one(parent: Any, name: str) -> str:
    """The text of the only child of this name, as RFC 4287 wants it."""
    (found,) = parent.findall(f"{{{ATOM}}}{name}")
    return str(found.text)


@given(_ROWS)
def test_a_feed_is_what_rfc_4287_asks_for(rows: list[dict[str, str]]) -> None:
    tree = feed(rows)
    entries = tree.findall(f"{{{ATOM}}}entry")
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    ids = [one(part, "id") for part in (tree, *entries)]

    assert len(entries) == len(rows)
    assert len(set(ids)) == len(ids)
    assert all(UUID(name.removeprefix("urn:uuid:")).version == 5 for name in ids)
    assert all(moment.fullmatch(one(part, "updated")) and one(part, "title") for part in (tree, *entries))
    assert one(tree, "updated") == f"{max([row['date'] for row in rows], default=SAID.date)}T00:00:00Z"
    assert [name.text for name in tree.findall(f"{{{ATOM}}}author/{{{ATOM}}}name")] == ["A & B"]
    for entry, row in zip(entries, sorted(rows, key=lambda row: row["date"], reverse=True), strict=True):
        assert one(entry, "content").split("\n\n")[0].split() == row["what"].split()
        (link,) = entry.findall(f"{{{ATOM}}}link")
        assert (link.get("rel"), link.get("type")) == ("alternate", "text/html")


@given(_ROWS, st.randoms())
def test_a_change_keeps_its_id_when_others_come_and_when_the_site_moves(
    rows: list[dict[str, str]], chance: Any
) -> None:
    shuffled = chance.sample(rows, len(rows))
    kept = {revision.id: revision for revision in revisions(shuffled, "evidence")}

    assert kept == {revision.id: revision for revision in revisions(rows, "evidence")}
    assert {one(entry, "id") for entry in feed(rows, BASE).findall(f"{{{ATOM}}}entry")} == set(kept)
    assert not kept.keys() & {revision.id for revision in revisions(rows, "another")}


def test_a_feed_names_its_own_address_where_it_has_one_and_holds_the_newest_only() -> None:
    rows = [
        {"date": f"20{year:02}-01-01", "partnership": "", "what": f"{year}", "why": ""} for year in range(30)
    ]
    many = [{**row, "what": f"{row['what']} {i}"} for i in range(5) for row in rows]
    (itself,) = feed(rows, BASE).findall(f"{{{ATOM}}}link[@rel='self']")

    assert itself.get("href") == f"{BASE}feed.atom"
    assert feed(rows).findall(f"{{{ATOM}}}link[@rel='self']") == []
    kept = [one(entry, "updated") for entry in feed(many).findall(f"{{{ATOM}}}entry")]
    assert len(kept) == NEWEST
    assert kept == sorted(kept, reverse=True)


def locations(sitemap: bytes) -> list[str]:
    return [str(place.text) for place in etree.fromstring(sitemap).iter("{*}loc")]


def test_a_sitemap_has_every_page_once_with_its_other_languages() -> None:
    pages = ["index.html", "fr/index.html", "aptc/index.html", "aptc/fr/index.html", "aptc/costs.html"]
    written = sitemaps(pages, ["en", "fr"], BASE)
    tree = etree.fromstring(written[SITEMAP])
    others = {
        entry.find("{*}loc").text: {
            link.get("hreflang"): link.get("href") for link in entry.findall("{*}link")
        }
        for entry in tree
    }

    assert list(written) == [SITEMAP]
    assert sorted(locations(written[SITEMAP])) == sorted(f"{BASE}{page}" for page in pages)
    assert others[f"{BASE}aptc/fr/index.html"] == {
        code: f"{BASE}aptc/{folder}index.html" for code, folder in (("en", ""), ("fr", "fr/"))
    }
    assert others[f"{BASE}aptc/costs.html"] == {}


def test_more_pages_than_a_sitemap_may_hold_are_in_several() -> None:
    pages = [f"p{number}/index.html" for number in range(7)]
    written = sitemaps(pages, ["en"], BASE, most=3)
    parts = [name.removeprefix(BASE) for name in locations(written[SITEMAP])]

    assert etree.fromstring(written[SITEMAP]).tag.endswith("}sitemapindex")
    assert [SITEMAP, *parts] == list(written)
    assert [place for part in parts for place in locations(written[part])] == [
        f"{BASE}{page}" for page in pages
    ]


def test_robots_are_led_to_the_sitemap_where_there_is_one() -> None:
    assert f"Sitemap: {BASE}sitemap.xml" in robots(BASE)
    assert "Sitemap" not in robots("")


def test_a_name_is_made_of_what_it_names() -> None:
    assert urn("a", "b") == urn("a", "b") != urn("ab")
