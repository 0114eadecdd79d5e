"""An id belongs to one finding: no other row of the evidence, and no order of the rows, changes it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from case_names import case_name
from evidence_frames import count, money, study
from gspbrief.evidence.sources import Bibliography, Source
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.derivation import computed_id, scope_id
from gspbrief.findings.finding import Finding
from notebook_cells import DATA, found_in, study_on

PARTNERSHIPS = (
    "aptc", "deu_geo_2013_16", "jpn_ssw", "kani", "mida_ethiopia", "move_green", "palim", "triple_win",
)  # fmt: skip
"""Those of which most is computed."""

ABSENCES = (
    "not_found", "planned_only", "beside_only", "in_words_only",
    "parts_do_not_vary", "skill_held_before", "skill_stock_inputs_missing",
)  # fmt: skip
"""Reasons of findings that end when what they miss comes."""

OF_ROWS = ("migration", "costs", "outcomes")
SCOPE = {
    "origin": st.sampled_from(("", "PHL", "TUN")),
    "destination": st.sampled_from(("", "DEU", "AUS")),
    "group": st.sampled_from(("", "women", "men")),
    "track": st.sampled_from(("", "home", "away")),
    "start": st.integers(2010, 2014).map(str),
    "end": st.integers(2015, 2020).map(str),
    "status": st.sampled_from(("achieved", "planned")),
}
examples = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def with_a_row_more(draw: st.DrawFn, here: Study) -> Study:
    """The study with a row that is like one of its own but from another source, its rows in any order."""
    table = draw(st.sampled_from([name for name in EVIDENCE_TABLES if len(getattr(here, name))]))
    rows: pd.DataFrame = getattr(here, table)
    like = draw(st.sampled_from(list(rows.index)))
    words = st.from_regex(r"[a-z0-9_]{1,6}(\.[a-z0-9_]{1,4}){0,2}", fullmatch=True)
    ids = words.map(lambda word: f"{here.partnership.id}.{rows.at[like, 'measure']}.{word}")
    known = {row for name in EVIDENCE_TABLES for row in getattr(here, name).index}
    more = rows.loc[[like]].rename(index={like: draw(ids.filter(lambda one: one not in known))})
    optional = {name: cells for name, cells in SCOPE.items() if name in rows}
    changed = draw(st.fixed_dictionaries({}, optional=optional))
    for column, cell in {**changed, "source": "another", "evidence_root": "another"}.items():
        more[column] = cell
    every = pd.concat([rows, more]).rename_axis(rows.index.name)
    sources = Bibliography({**here.sources, "another": Source("another", "Another", "report", "excerpt")})
    ordered = every.iloc[draw(st.permutations(range(len(every))))]
    return replace(here, sources=sources, **{table: ordered})  # type: ignore[arg-type]


def found(here: Study, notebooks: tuple[str, ...] = (*OF_ROWS, "scenario")) -> dict[str, Finding]:
    """What notebooks find, by id; no two share one."""
    listed = [finding for notebook in notebooks for finding in found_in(notebook, here)]
    assert len({finding.id for finding in listed}) == len(listed)
    return {finding.id: finding for finding in listed}


@cache
def as_it_is(partnership: str) -> tuple[Study, Mapping[str, Finding]]:
    here = study_on(partnership)
    return here, found(here)


def content(finding: Finding) -> str:
    """All that a finding says, whatever it is called and in whichever order its rows stand."""
    named = {"id": "", "inputs": sorted(finding.inputs), "sources": sorted(map(str, finding.sources))}
    return json.dumps({**finding.to_json(), **named}, sort_keys=True)


def assert_kept(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> None:
    """Every finding is still there, but for absences, and what says the same goes by the same id.

    What moves a unit cost is told of one only: where a row gives a cost that ranks before it, these go.
    """
    gone = [f for name, f in before.items() if name not in after and not f.measure.startswith("driver_")]
    assert not [f.id for f in gone if f.details.get("reason") not in ABSENCES]
    ids: dict[str, list[str]] = {}
    for name, finding in after.items():
        ids.setdefault(content(finding), []).append(name)
    same = {name: ids.get(content(finding), [name]) for name, finding in before.items()}
    assert not {old: new for old, new in same.items() if old not in new}


@pytest.mark.slow
@examples
@given(st.sampled_from(PARTNERSHIPS), st.data())
def test_a_row_more_renames_and_removes_no_finding_of_a_real_programme(
    partnership: str, data: st.DataObject
) -> None:
    here, before = as_it_is(partnership)

    assert_kept(before, found(data.draw(with_a_row_more(here))))


STAGES = ("applied", "enrolled", "trained", "placed", "departed")
GROUPS = st.sampled_from(("", "Women", "women", "nurses, Fiji", "Pflegekräfte", "看護師"))


@st.composite
def programmes(draw: st.DrawFn) -> Study:
    """A made-up programme: counts with their bases, totals, payers' shares and shares of a survey."""
    counts: list[dict[str, object]] = []
    for number in range(draw(st.integers(1, 6))):
        bases = [str(row["id"]) for row in counts]
        stage, base = draw(st.sampled_from(STAGES)), draw(st.sampled_from(["", *bases]))
        scope = draw(st.fixed_dictionaries({}, optional=SCOPE))
        row = count(f"demo.{stage}.{number}", stage, 900 - 100 * number, base_id=base, timing="during")
        counts.append({**row, **scope})
    span = {"start": "2010", "end": "2020"}
    totals = [
        money(f"demo.programme_cost.{number}", "programme_cost", 1000.0 + number, **span, concept=concept)
        for number, concept in enumerate(draw(st.lists(st.sampled_from(("budget", "actual")), max_size=2)))
    ]
    payers = [
        {"id": f"demo.payer_share.{n}", "measure": "payer_share", "value": 0.2, "unit": "share",
         "payer": payer, "base_id": totals[0]["id"] if totals else "", "group": draw(GROUPS)}
        for n, payer in enumerate(draw(st.lists(st.sampled_from(("donor", "employer")), max_size=3)))
    ]  # fmt: skip
    asked = [
        {"id": f"demo.employed.{n}", "measure": "employed", "value": 0.5 + n / 10, "unit": "share",
         "end": str(2010 + n), "group": draw(GROUPS), "base": "graduates"}
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    return study(migration=counts, costs=[*totals, *payers], outcomes=asked)


@pytest.mark.slow
@examples
@given(st.data())
def test_a_row_more_renames_and_removes_no_finding_of_any_programme(data: st.DataObject) -> None:
    here = data.draw(programmes())

    assert_kept(found(here, OF_ROWS), found(data.draw(with_a_row_more(here)), OF_ROWS))


def _one_more(path: Path, like: Callable[[dict[str, str]], bool], **cells: str) -> None:
    """Append what is like some rows of a table, with other cells."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), list(reader.fieldnames or ())
    alike = [{**row, **cells} for row in rows if like(row)]
    assert alike
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(alike)


def _by_id(subject: str, data: Path, partnership: str = "") -> dict[str, Finding]:
    return {finding.id: finding for finding in found_in(subject, data=data, partnership=partnership)}


@pytest.mark.slow
def test_a_row_more_renames_no_finding_of_the_synthesis(tmp_path: Path) -> None:
    evidence = Path(shutil.copytree(DATA, tmp_path / "data"))
    before = _by_id("synthesis", evidence)
    for table, like in {
        "migration": "jpepa.certified.2016",  # with its base a rate that others have too
        "costs": "general.training_cost_origin.nursing_maghreb",
        "outcomes": "aptc.employed_full_time.2011_2013",
    }.items():
        _one_more(evidence / f"{table}.csv", lambda row, like=like: row["id"] == like, id=f"{like}.again")
    after = _by_id("synthesis", evidence)

    assert_kept(before, after)
    assert len([f for f in after.values() if f.measure == "trainees_for_one"]) == 2
    assert [f.measure for name, f in before.items()] == [after[name].measure for name in before]


@pytest.mark.slow
def test_a_person_more_renames_no_finding_of_a_survey(tmp_path: Path) -> None:
    evidence = Path(shutil.copytree(DATA, tmp_path / "data"))
    before = _by_id("survey", evidence, "demo")
    _one_more(evidence / "surveys" / "demo.csv", lambda row: row["person"] == "1", person="100001")
    after = _by_id("survey", evidence, "demo")

    assert list(before) == list(after)
    assert any(before[name].n != after[name].n for name in before)  # the person was counted


def _row(name: str) -> Finding:
    return Finding(id=name, measure="m", value=1, unit="persons", grade="published", partnership="demo")


def test_an_id_names_the_rows_below_without_their_partnership() -> None:
    assert computed_id("costs.x", _row("demo.total.1"), _row("demo.trained")) == "costs.x.total.1.per.trained"
    assert computed_id("costs.x", _row("other.total")) == "costs.x.other.total"


@pytest.mark.parametrize(
    ("scope", "tail"),
    [
        ({}, ""),
        ({"group": " Nurses, Fiji ", "end": ""}, ".group_nurses_fiji"),
        ({"origin": "FJI"}, ".origin_fji"),
        ({"to": "FJI"}, ".to_fji"),  # not the same as from there
        ({"group": "grün"}, ".group_gr_xfcn"),
    ],
    ids=case_name,
)
def test_an_id_of_a_set_names_each_attribute_that_its_rows_share(scope: dict[str, str], tail: str) -> None:
    assert scope_id("x", **scope) == f"x{tail}"
