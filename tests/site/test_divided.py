"""Pages of rows and sources: none grows with all that is held, each entry stands where its address says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import html

from gspbrief import __version__
from gspbrief.brief.addresses import row_address, source_address
from gspbrief.brief.publication import read_publication
from gspbrief.evidence.reading import read_partnerships
from gspbrief.evidence.sources import Source, read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.project.general import MARK
from gspbrief.site.divided import parts, row_sheets, rows_for_reading, source_sheets
from gspbrief.site.pages import page
from gspbrief.site.sheets import Sheet
from published_sites import LIMIT

ROOT = Path(__file__).parents[2]
FRAME = 16 * 1024  # bytes of what stands around the text of a page
LARGEST = "japan_epa_all"
MANY = 1000


Said = dict[str, dict[str, html.HtmlElement]]  # the elements of each page by id; the page itself by a blank


def _written(sheets: Iterable[Sheet], folder: Path) -> Said:
    """What each page says, by its place; none may be heavy."""
    said: Said = {}
    publication = read_publication(ROOT / MARK)
    for sheet in sheets:
        source = page(
            ROOT,
            sheet.template,
            folder,
            style="mpi",
            id=sheet.name,
            title=sheet.title,
            description=sheet.description,
            site_root=sheet.site_root,
            publication=publication,
            version=__version__,
            **sheet.values,
        )
        text = source.read_text(encoding="utf-8")
        assert len(text.encode()) < LIMIT - FRAME, sheet.place
        assert sheet.place not in said
        tree = html.fromstring(text)
        said[sheet.place] = {"": tree} | {one.get("id"): one for one in tree.xpath("//*[@id]")}
    return said


def _leads(said: Said, address: str) -> str:
    """The page that holds the entry at an address: that page itself, or the one that it leads on to."""
    place, _, name = address.partition("#")
    held = said[place][name]
    if held.tag == "section":
        return place
    further = f"{place.rpartition('/')[0]}/{held.getparent()[0].get('href')}"
    assert said[further][name].tag == "section"
    return further


def _rows(table: str, partnership: str) -> list[dict[str, str]]:
    return [row for row in read_rows(ROOT / "data", table) if row["partnership"] == partnership]


@pytest.mark.slow
def test_ten_times_the_rows_of_the_largest_partnership_stand_on_pages_that_are_light(tmp_path: Path) -> None:
    known = {
        table: rows_for_reading(
            {**row, "id": f"{row['id']}.copy_{copy}"} for copy in range(10) for row in _rows(table, LARGEST)
        )
        for table in ("costs", "migration", "outcomes", "design")
    }
    said = _written(row_sheets(dict.fromkeys(known, "Rows"), known, {}), tmp_path)
    rows = [(table, row["id"]) for table, own in known.items() for row in own]

    assert len(rows) > MANY
    assert len({_leads(said, row_address("", f"{table}.csv#{row}")) for table, row in rows}) > 5


def test_the_page_of_a_table_on_a_thousand_partnerships_is_light_and_names_each_once(tmp_path: Path) -> None:
    names = {
        f"synthetic_{n:05}": f"Synthetic partnership number {n} between two countries" for n in range(MANY)
    }
    rows = rows_for_reading({"id": f"{name}.placed.2020", "value": "1"} for name in names)
    sheets = row_sheets({"migration": "Rows"}, {"migration": rows}, names)
    said = _written((sheet for sheet in sheets if sheet.template == "data"), tmp_path)
    listed = said["data/migration.html"][""].xpath("//li")

    assert [one.xpath("./a")[0].text for one in listed] == sorted(names.values(), key=str.casefold)
    assert all(one.text_content().split()[-1] == "1" for one in listed)
    for one, name in zip(listed, sorted(names, key=lambda name: names[name].casefold()), strict=True):
        assert row_address("", f"migration.csv#{name}.placed.2020").startswith(
            one.xpath("./a/@href")[0][:-12], 5
        )
        assert f"{name}.placed.2020".startswith(one.get("data-onward"))


@pytest.mark.slow
def test_ten_times_the_sources_stand_on_pages_that_are_light(tmp_path: Path) -> None:
    known = read_bibliography(ROOT / "data/sources.bib")
    many: dict[str, Source] = {f"{key}_{n}": one for n in range(10) for key, one in known.items()}
    many = {
        key: type(one)(key, one.title, one.kind, one.read_depth, url=one.url) for key, one in many.items()
    }
    said = _written(source_sheets(many), tmp_path)

    assert {_leads(said, source_address("", key)) for key in many} == set(said) - {"data/sources.html"}


@pytest.mark.parametrize("size", [1, 100, 100_000, 1_000_000])
def test_every_entry_is_on_one_page_in_order_however_heavy_it_is(size: int) -> None:
    entries = {f"a.{n}": n for n in range(7)}
    divided = parts("a.html", entries, lambda _: size)

    assert [name for part in divided for name in part.ids] == list(entries)
    assert [number for part in divided for number in range(part.first, part.last + 1)] == list(range(1, 8))
    assert [part.place for part in divided] == [
        "a.html",
        *(f"a.{n}.html" for n in range(2, len(divided) + 1)),
    ]
    assert len(divided) == (1 if size < 30_000 else 4 if size == 100_000 else 7)


def test_a_page_is_named_for_its_partnership_its_country_or_what_its_rows_are_on() -> None:
    rows = rows_for_reading([{"id": "aptc.fee"}, {"id": "phl.wage_ratio"}, {"id": "general.scale"}])
    names = {name: one.name for name, one in read_partnerships(ROOT / "data").items()}
    titles = {sheet.place: sheet.title for sheet in row_sheets({"costs": ""}, {"costs": rows}, names)}

    assert titles["data/rows/aptc.html"].endswith(names["aptc"])
    assert titles["data/rows/phl.html"].endswith("Philippines")
    assert titles["data/rows/general.html"].endswith("general")


def test_changes_without_ids_stand_with_the_partnership_that_they_are_on() -> None:
    rows = [{"date": "2026-01-01", "partnership": "aptc"}] * 2 + [{"date": "2026-01-01", "partnership": ""}]

    assert [row["id"] for row in rows_for_reading(rows)] == [
        "aptc.2026-01-01",
        "aptc.2026-01-01-2",
        "general.2026-01-01",
    ]
