"""The published site, from the project's own evidence, against the contract that others rely on."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import html

from gspbrief.brief.addresses import row_address, source_address
from gspbrief.evidence.bibtex import read_entries
from gspbrief.evidence.reading import read_partnerships
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.study import GENERAL_TABLES
from gspbrief.evidence.tables import read_rows
from gspbrief.execution import results
from gspbrief.exhibits.exhibit import resolve
from gspbrief.project.inputs import Project
from gspbrief.project.subjects import DEMO
from published_sites import LIMIT, Sites, work_of
from vega_schema import breaches

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
PARTNERSHIPS = tuple(read_partnerships(ROOT / "data"))
NOTEBOOKS = Project(ROOT).notebooks()
GOLDEN = Path(__file__).parents[1] / "golden"

every_partnership = pytest.mark.parametrize("partnership", PARTNERSHIPS)
every_partnership_and_the_demo = pytest.mark.parametrize("partnership", [*PARTNERSHIPS, DEMO])
Findings = Callable[[str], Mapping[str, Mapping[str, Any]]]


@pytest.fixture(scope="session")
def site(sites: Sites) -> Path:
    """The whole site, built once by the command line."""
    return sites.built("whole")


@pytest.fixture(scope="session")
def findings(site: Path) -> Findings:
    """A partnership's published findings by id."""

    @cache
    def read(partnership: str) -> Mapping[str, Mapping[str, Any]]:
        listed = json.loads((site / partnership / "results.json").read_text(encoding="utf-8"))
        return {finding["id"]: finding for finding in listed}

    return read


@cache
def _tree(path: Path) -> Any:
    return html.fromstring(path.read_bytes())


@cache
def _ids(path: Path) -> frozenset[str]:
    return frozenset(_tree(path).xpath("//@id"))


def _lost(page: Path, addresses: Iterable[str]) -> list[str]:
    """Addresses on a page that lead to no file beside it, or to no place in one."""
    lost = []
    for address in {one for one in addresses if not re.match(r"(?i)[a-z]+:", one)}:
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        tool = "?" in anchor or "=" in anchor  # no place, but what a tool begins with
        if not target.is_file() or (
            anchor and not tool and target.suffix == ".html" and anchor not in _ids(target)
        ):
            lost.append(f"{page.name} leads to {address}")
    return lost


@every_partnership
def test_a_partnership_has_every_file_of_the_contract(site: Path, partnership: str) -> None:
    names = {path.relative_to(site / partnership).as_posix() for path in (site / partnership).rglob("*")}

    assert {"index.html", f"{partnership}.pdf", f"{partnership}.docx", "results.json"} <= names
    assert {"citation.bib", "citation.json", "card.png"} <= names
    form = _tree(site / partnership / "index.html").xpath("//body/@class")[0]
    assert ("press.html" in names) == ("form-brief" in form)
    assert {f"{notebook.name}.html" for notebook in NOTEBOOKS} <= names
    drawn = {Path(name).stem for name in names if "data/" in name and name.endswith(".svg")}
    for figure in drawn:
        assert {f"data/{figure}.csv", f"data/{figure}.png"} <= names
    assert ("chart.png" in names) == bool(drawn)


@every_partnership_and_the_demo
def test_every_printed_number_is_a_finding_with_its_value_and_grade(
    site: Path, findings: Findings, partnership: str
) -> None:
    own = findings(partnership)
    printed = _tree(site / partnership / "index.html").xpath("//*[@data-finding]")

    for number in printed:
        finding = own[number.get("data-finding")]
        found = any(finding[end] is not None for end in ("value", "low", "high"))
        assert number.get("data-grade") == (finding["grade"] if found else None)
        if number.get("data-value"):
            assert float(number.get("data-value")) == pytest.approx(finding["value"], rel=1e-11)


@every_partnership_and_the_demo
def test_every_printed_number_opens_an_entry_that_names_its_source_and_leads_to_row_and_cell(
    site: Path, findings: Findings, partnership: str
) -> None:
    page = site / partnership / "index.html"
    tree, own = _tree(page), findings(partnership)

    for number in tree.xpath("//a[@data-finding]"):
        (entry,) = tree.xpath(f'//*[@id="{number.get("href")[1:]}"]')
        finding = own[number.get("data-finding")]
        places = [link.get("href") for link in entry.xpath(".//a[@href]")]
        if finding["row"]:
            address = row_address("../", finding["row"])
            assert address in places
            path, _, row = address.partition("#")
            assert row in _ids((page.parent / path).resolve())
        assert finding["notebook"]
        assert finding["cell"]
        cells = _tree(site / partnership / f"{finding['notebook']}.html").xpath(
            f'//*[@id="{finding["cell"]}"]'
        )
        assert len(cells) == 1
        assert any(place.startswith(f"{finding['notebook']}.html#") for place in places)


@every_partnership_and_the_demo
def test_a_page_asks_nobody_for_anything_and_its_links_lead_somewhere(site: Path, partnership: str) -> None:
    for page in (site / partnership).glob("*.html"):
        tree = _tree(page)
        loaded = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src | //iframe/@src")
        assert [address for address in loaded if re.match(r"(?i)(https?:)?//", address)] == []
        assert _lost(page, [*loaded, *tree.xpath("//a/@href")]) == []


def test_every_link_of_the_pages_of_rows_and_sources_leads_to_its_place_and_no_page_is_heavy(
    site: Path,
) -> None:
    pages = sorted((site / "data").rglob("*.html"))

    assert len(pages) > len(PARTNERSHIPS)
    assert [address for page in pages for address in _lost(page, _tree(page).xpath("//a/@href"))] == []
    assert [page.name for page in pages if page.stat().st_size > LIMIT] == []


def test_every_row_and_source_stands_at_its_address_on_one_page(site: Path) -> None:
    rows = {
        row["id"]
        for table in (*GENERAL_TABLES, "partnerships", "context")
        for row in read_rows(ROOT / "data", table)
    }
    keys = read_bibliography(ROOT / "data/sources.bib")
    places = [row_address("", f"any.csv#{row}") for row in rows] + [source_address("", key) for key in keys]
    held = Counter(
        section.get("id")
        for page in (site / "data").rglob("*.html")
        for section in _tree(page).xpath("//section[@aria-labelledby]")
    )

    assert _lost(site / "index.html", places) == []
    assert {name for name in [*rows, *keys] if held[name] != 1} == set()


@every_partnership
def test_a_page_has_one_title_a_language_and_no_seam_of_a_template(site: Path, partnership: str) -> None:
    tree = _tree(site / partnership / "index.html")
    text = " ".join(tree.xpath("//main")[0].text_content().split())

    assert len(tree.xpath("//h1")) == 1
    assert tree.get("lang", "").startswith("en")
    assert not re.search(r"\b1 (persons|sources|years|months|nurses|households)\b", text)
    assert not re.search(
        r"\{\{|\}\}|\{%|\bNone\b(?! of| is)|\bnan\b|\bundefined\b|\[@|\.\.(?!\.)|\(\)| ,", text
    )
    for heading in tree.xpath("//main//h2"):
        section = heading.getparent()
        assert len(section.text_content().strip()) > len(heading.text_content().strip()), heading.text


@every_partnership
def test_the_pdf_is_tagged_and_titled_and_a_fact_sheet_is_one_page(site: Path, partnership: str) -> None:
    with pikepdf.open(site / partnership / f"{partnership}.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("en")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"])
        pages = len(pdf.pages)
    is_sheet = "form-fact-sheet" in _tree(site / partnership / "index.html").xpath("//body/@class")[0]
    assert pages == 1 if is_sheet else 4 <= pages <= 12


def test_those_with_passages_have_a_brief_and_all_others_a_brief_or_a_fact_sheet(site: Path) -> None:
    forms = [_tree(site / name / "index.html").xpath("//body/@class")[0] for name in PARTNERSHIPS]

    written = {path.name.removesuffix(".md.j2") for path in (ROOT / "briefs/en/partnerships").glob("*.j2")}

    assert len(written) > 20
    assert all(
        "form-brief" in form for name, form in zip(PARTNERSHIPS, forms, strict=True) if name in written
    )
    assert all("form-brief" in form or "form-fact-sheet" in form for form in forms)


def test_triple_win_has_its_placements_by_country_and_year_and_its_arrivals(findings: Findings) -> None:
    own = findings("triple_win")
    by_year = {year: own[f"triple_win.placed.phl.{year}"]["value"] for year in ("2017", "2018", "2019")}

    assert by_year == {"2017": 307, "2018": 577, "2019": 776}
    assert own["triple_win.placed.cumulative.2019"]["value"] == 3577
    assert own["migration.sum_of_parts.placed.cumulative.2019"]["value"] == 3577
    arrival = own["migration.arrival_rate.departed.cumulative.2019"]
    assert arrival["value"] == pytest.approx(2220 / 3577)
    assert arrival["interval"] == ""
    assert arrival["caveats"] == ["right_censored"]
    assert arrival["inputs"] == ["triple_win.departed.cumulative.2019", "triple_win.placed.cumulative.2019"]


def test_blue_birds_attained_a_twentieth_of_its_target_without_an_interval(findings: Findings) -> None:
    (attained,) = [f for f in findings("blue_birds").values() if f["id"].startswith("migration.attainment")]

    assert attained["value"] == 0.05
    assert (attained["low"], attained["high"], attained["interval"]) == (None, None, "")
    assert attained["unit"] == "ratio"


def test_germany_georgia_has_a_wilson_interval_where_it_is_owed_and_none_without_a_window(
    findings: Findings,
) -> None:
    own = findings("deu_geo_2013_16")

    completed, rehired = (
        own[f"migration.{name}"]
        for name in ("completion_rate.completed", "reemployment_rate.reemployed.hospitality")
    )
    assert (completed["value"], completed["n"]) == (pytest.approx(24 / 28), 28)
    assert (completed["interval"], completed["level"]) == ("wilson", 0.95)
    assert completed["caveats"] == ["repeated_cohorts"]
    assert (rehired["value"], rehired["n"]) == (pytest.approx(9 / 14), 14)
    assert (rehired["interval"], rehired["caveats"]) == ("", ["no_fixed_window"])


def test_the_nurse_study_trains_at_least_five_point_seven_to_seven_point_one_for_one(
    findings: Findings,
) -> None:
    ratio = findings("triple_win")["costs.trainees_for_one"]

    assert (ratio["low"], ratio["high"]) == (pytest.approx(80 / 14), pytest.approx(100 / 14))
    assert ratio["bound"] == "at_least"


def test_aptc_shows_its_rates_and_unit_costs_side_by_side_with_what_each_measures(
    site: Path, findings: Findings
) -> None:
    own = findings("aptc")
    rates = {f["value"] for f in own.values() if f["measure"] == "departed" and f["unit"] == "share"}
    costs = {(f["measure"], f["value"]) for f in own.values() if f["unit"] == "money" and f["row"]}
    text = _tree(site / "aptc" / "index.html").xpath("//main")[0].text_content()

    assert {0.02, 0.029} <= rates
    assert {("cost_per_graduate", 35000), ("cost_per_student", 53000)} <= costs
    assert "AUD 53,000" in text
    assert "AUD 35,000" in text
    name = "costs.cost_per_graduate.programme_cost.2021.per.certified.2021"
    assert own[name]["value"] is None  # two lower bounds have no quotient


def _entries(path: Path) -> dict[str, dict[str, str]]:
    """What a bibliography holds, by key and field."""
    read = read_entries(path.read_text(encoding="utf-8"), path.name)
    return {entry.key: dict(entry.fields) for entry in read.entries}


def test_the_evidence_is_published_as_it_is_and_as_an_archive(site: Path) -> None:
    for name in ("datapackage.json", "migration.csv", "costs.csv"):
        assert (site / "data" / name).read_bytes() == (ROOT / "data" / name).read_bytes()
    published, held = (_entries(folder / "data" / "sources.bib") for folder in (site, ROOT))
    assert published == held
    items = json.loads((site / "data" / "sources.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in items] == sorted(held)
    with zipfile.ZipFile(site / "data" / "gspbrief-evidence.zip") as archive:
        assert archive.read("outcomes.csv") == (ROOT / "data" / "outcomes.csv").read_bytes()


def test_the_front_page_leads_to_where_every_partnership_is_listed(site: Path) -> None:
    assert "explore.html" in _tree(site / "index.html").xpath("//a/@href")
    links = set(_tree(site / "explore.html").xpath("//a/@href"))

    assert {f"{name}/index.html" for name in PARTNERSHIPS} <= links


def test_the_manifest_holds_the_checksum_of_every_file(site: Path) -> None:
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    published = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert manifest["files"] == published


def test_every_chart_passes_the_schema_of_vega_lite(site: Path) -> None:
    work = work_of(site)
    parts = [results.read(path) for path in sorted(work.glob("results/*/*.json"))]
    charts = [
        exhibit for part in parts for exhibit in part.exhibits if exhibit.form == "chart" and exhibit.data
    ]

    assert len(charts) > len(PARTNERSHIPS) // 2
    for chart in charts:
        assert not breaches(resolve(chart))


def test_a_downloaded_table_opens_with_its_rows(site: Path) -> None:
    table = site / "triple_win" / "data" / "migration-by_country.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 12  # four countries in three single years


@every_partnership
def test_no_published_number_moves_unnoticed(findings: Findings, partnership: str) -> None:
    now = {
        name: [finding["value"], finding["low"], finding["high"], finding["unit"]]
        for name, finding in findings(partnership).items()
        if finding["value"] is not None or finding["low"] is not None or finding["high"] is not None
    }
    path = GOLDEN / f"{partnership}.json"
    if os.environ.get("GSPBRIEF_ACCEPT"):
        path.parent.mkdir(exist_ok=True)
        text = ",\n".join(f"{json.dumps(name)}: {json.dumps(now[name])}" for name in sorted(now))
        path.write_text("{\n" + text + "\n}\n", encoding="utf-8")
    golden = json.loads(path.read_text(encoding="utf-8"))

    moved = [
        f"{name}: {golden.get(name)} -> {now.get(name)}"
        for name in sorted(golden.keys() | now.keys())
        if not _same(golden.get(name), now.get(name))
    ]
    assert not moved, "\n".join([*moved, "If this is meant: make golden, and a line in CHANGELOG.md"])


def test_every_golden_result_is_of_a_partnership() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(PARTNERSHIPS)


def _same(old: list[Any] | None, new: list[Any] | None) -> bool:
    if old is None or new is None or old[3] != new[3]:
        return False
    return all(
        a == b if a is None or b is None else b == pytest.approx(a, rel=1e-9)
        for a, b in zip(old[:3], new[:3], strict=True)
    )


@pytest.mark.parametrize("page", ["index.html", "survey.html"])
def test_every_page_on_simulated_data_begins_by_saying_so(site: Path, page: str) -> None:
    (banner,) = _tree(site / DEMO / page).xpath("//main//*[contains(@class, 'banner')]")
    assert banner.text_content().strip().startswith("Simulated.")


def test_simulated_findings_are_illustrative_and_their_rows_are_published(site: Path) -> None:
    listed = json.loads((site / DEMO / "results.json").read_text(encoding="utf-8"))
    rows = (site / DEMO / "data" / "demo.csv").read_bytes()

    assert {finding["grade"] for finding in listed} == {"illustrative"}
    assert rows == (ROOT / "data" / "surveys" / "demo.csv").read_bytes()
    assert (site / DEMO / f"{DEMO}.pdf").is_file()
