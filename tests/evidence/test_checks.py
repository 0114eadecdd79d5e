"""Every problem in the evidence is found, all at once, with file, row and column."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from case_names import case_name
from gspbrief.errors import EvidenceError
from gspbrief.evidence.checks import check, require_sound
from gspbrief.evidence.descriptor import DESCRIPTOR
from gspbrief.project.hashes import FileHashes

Spoil = Callable[..., int]


@pytest.mark.slow
def test_the_projects_own_evidence_is_sound(root: Path) -> None:
    assert check(root / "data") == []


@pytest.mark.parametrize(
    ("table", "row", "cells", "column", "words"),
    [
        ("migration", "triple_win.placed.phl.2019", {"value": "many"}, "value", "not a number"),
        ("migration", "triple_win.placed.phl.2019", {"value": "-5"}, "value", "negative"),
        ("migration", "triple_win.placed.phl.2019", {"value": "INF"}, "value", "not a number"),
        ("migration", "triple_win.placed.phl.2019", {"value": "NaN"}, "value", "not a number"),
        (
            "migration",
            "triple_win.placed.phl.2019",
            {"measure": "flown"},
            "measure",
            "'flown' is not allowed",
        ),
        ("migration", "triple_win.placed.phl.2019", {"source": "nobody"}, "source", "no source 'nobody'"),
        ("migration", "triple_win.placed.phl.2019", {"source": ""}, "source", "is blank"),
        ("migration", "triple_win.placed.phl.2019", {"partnership": "nowhere"}, "partnership", "'nowhere'"),
        ("migration", "triple_win.placed.phl.2019", {"origin": "PHX"}, "origin", "no country PHX"),
        ("migration", "triple_win.placed.phl.2019", {"start": "2019-02-30"}, "start", "no date 2019-02-30"),
        ("migration", "triple_win.placed.phl.2019", {"start": "2020"}, "end", "before the start"),
        ("migration", "triple_win.placed.phl.2019", {"value": ""}, "value", "neither a value nor a range"),
        ("migration", "triple_win.placed.phl.2019", {"low": "900"}, "value", "out of order"),
        ("migration", "triple_win.placed.phl.2019", {"base_id": "x.y"}, "base_id", "no row 'x.y'"),
        (
            "migration",
            "triple_win.placed.phl.2019",
            {"base": "placed", "base_id": "triple_win.placed.phl.2019"},
            "base_id",
            "is this row itself",
        ),
        (
            "migration",
            "aptc.departed.2013",
            {"base_n": "900"},
            "base_n",
            "900 are not the 988 of 'aptc.certified.2013'",
        ),
        (
            "migration",
            "aptc.departed.2013",
            {"value": "989", "as_printed": "989"},
            "value",
            "989 are more than the 988 of 'aptc.certified.2013'",
        ),
        ("migration", "triple_win.placed.phl.2019", {"note": "=HYPERLINK(1)"}, "note", "formula"),
        ("migration", "triple_win.placed.phl.2019", {"unit": "share"}, "value", "no share"),
        ("migration", "triple_win.placed.phl.2019", {"unit": "money"}, "unit", "a table without currencies"),
        (
            "context",
            "phl.emigration_rate_tertiary",
            {"value": "0.5", "unit": "yes_no"},
            "value",
            "neither yes nor no",
        ),
        ("context", "phl.wage_ratio", {"unit": "share"}, "unit", "is in ratio in other rows, not in share"),
        ("costs", "aptc.cost_per_graduate.oecd", {"currency": ""}, "currency", "without a currency"),
        ("costs", "aptc.cost_per_graduate.oecd", {"currency": "AUX"}, "currency", "no currency AUX"),
        (
            "costs",
            "aptc.cost_per_graduate.oecd",
            {"unit": "persons"},
            "unit",
            "a currency (AUD) but the unit",
        ),
        ("partnerships", "aptc", {"origins": "Fiji"}, "origins", "'Fiji' is not allowed"),
        ("partnerships", "aptc", {"parent": "nobody"}, "parent", "no parent 'nobody'"),
        ("partnerships", "aptc", {"id": "a" * 250}, "id", "has 250 characters"),
    ],
    ids=case_name,
)
def test_a_wrong_cell_is_named_with_its_row_and_column(
    evidence: Path, spoil: Spoil, table: str, row: str, cells: dict[str, str], column: str, words: str
) -> None:
    number = spoil(table, row, **cells)

    found = [
        p for p in check(evidence) if p.file == f"{table}.csv" and p.row == number and p.column == column
    ]

    assert any(words in problem.what for problem in found), [str(p) for p in check(evidence)]


@pytest.mark.parametrize(
    ("row", "column", "cell", "told"),
    [
        ("aptc", "start", "03/2019", "such as 2019-03"),
        ("aptc", "origins", "Fiji", "such as IND;PHL"),
        ("aptc", "kind", "club", "programme, agreement, network, dialogue"),
    ],
)
def test_what_is_allowed_is_told_by_an_example_not_by_a_regular_expression(
    evidence: Path, spoil: Spoil, row: str, column: str, cell: str, told: str
) -> None:
    spoil("partnerships", row, **{column: cell})

    assert [problem.allowed for problem in check(evidence) if problem.column == column] == [told]


def test_a_column_with_a_pattern_has_an_example_of_it(evidence: Path) -> None:
    path = evidence / DESCRIPTOR
    package = json.loads(path.read_text(encoding="utf-8"))
    fields = [field for table in package["resources"] for field in table["schema"]["fields"]]
    assert all("example" in field for field in fields if "pattern" in field.get("constraints", {}))

    next(field for field in fields if field["name"] == "start")["example"] = "March 2019"
    path.write_text(json.dumps(package), encoding="utf-8")
    (problem,) = check(evidence)
    assert (problem.column, problem.allowed) == ("partnerships, start", "one that is")


@pytest.mark.parametrize("taken", ["synthesis", "model", "demo", "data", "assets", "fr", "es", "en"])
def test_a_partnership_cannot_have_the_name_of_a_folder_of_the_site(
    evidence: Path, spoil: Spoil, taken: str
) -> None:
    row = spoil("partnerships", "berne_initiative", id=taken)
    found = [problem for problem in check(evidence) if "taken by the site" in problem.what]
    assert [(p.file, p.row, p.column) for p in found] == [("partnerships.csv", row, "id")]


def test_what_has_not_changed_is_read_once_and_what_was_found_in_it_is_told_each_time(
    evidence: Path, spoil: Spoil, tmp_path: Path
) -> None:
    read: list[str] = []

    def asked() -> list[str]:
        def keep(name: str, made_from: str, make: Callable[[], str]) -> str:
            return hashes.kept(name, made_from, lambda: read.append(name) or make())

        hashes = FileHashes(tmp_path / "note.json")
        found = check(evidence, keep)
        assert found == check(evidence)
        return [problem.file for problem in found]

    assert asked() == []
    assert "sources" in read
    assert "compared-costs" in read
    read.clear()
    spoil("costs", "aptc.cost_per_graduate.oecd", currency="AUSTRALIAN")
    assert asked() == asked() == ["costs.csv"]
    assert read == ["compared-costs"]
    read.clear()
    sources = evidence / "sources.bib"
    whole = sources.read_text(encoding="utf-8")
    sources.write_text(f"{whole}\n@misc{{what is this}}\n", encoding="utf-8")
    assert asked() == asked() == ["costs.csv", "sources.bib"]
    assert read == ["sources"]
    sources.unlink()
    assert set(asked()) == {"costs.csv", "sources.bib"}
    assert read == ["sources"]
    sources.write_text(whole, encoding="utf-8")
    spoil("costs", "aptc.cost_per_graduate.oecd", currency="AUD")
    assert asked() == []


def test_all_problems_are_listed_at_once_in_order(evidence: Path, spoil: Spoil) -> None:
    spoil("migration", "triple_win.placed.phl.2019", value="-1", source="nobody")
    spoil("costs", "aptc.cost_per_graduate.oecd", currency="")

    with pytest.raises(EvidenceError) as caught:
        require_sound(evidence, FileHashes().kept)

    problems = caught.value.problems
    assert len(problems) == 3
    assert list(problems) == sorted(problems)
    assert str(caught.value).count("\n") == 3


def test_a_duplicate_id_is_reported_once(evidence: Path) -> None:
    path = evidence / "partnerships.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")

    (problem,) = check(evidence)

    assert (problem.row, problem.column) == (len(lines) + 1, "id")
    assert "stands twice" in problem.what


def test_an_id_of_two_tables_or_that_can_name_no_page_is_a_problem(evidence: Path) -> None:
    """Rows of all tables on one subject stand on one page, which is named by how their ids begin."""
    for table, row in (("context", "aptc,FJI,"), ("context", "../kani,FJI,")):
        lines = (evidence / f"{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        pattern = lines[1].split(",", 2)[2]
        (evidence / f"{table}.csv").write_text("".join([*lines, row + pattern]), encoding="utf-8")

    said = {(problem.file, problem.what) for problem in check(evidence) if problem.column == "id"}

    assert ("context.csv", "'../kani' can name no page") in said
    assert {what for _, what in said if what.startswith("'aptc' stands in ")}


def test_an_unknown_column_is_named(evidence: Path) -> None:
    path = evidence / "revisions.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header + ",mood", *(row + "," for row in rows), ""]), encoding="utf-8")

    problems = check(evidence)

    assert any("mood" in str(problem) for problem in problems)


def test_a_description_that_no_cell_of_a_column_fits_is_one_problem(evidence: Path) -> None:
    path = evidence / DESCRIPTOR
    package = json.loads(path.read_text(encoding="utf-8"))
    [design] = [one for one in package["resources"] if one["name"] == "design"]
    [column] = [one for one in design["schema"]["fields"] if one["name"] == "id"]
    column["constraints"]["pattern"] = "number"
    del column["example"]  # it would tell first
    path.write_text(json.dumps(package), encoding="utf-8")

    [problem] = check(evidence)

    assert (problem.file, problem.column) == (DESCRIPTOR, "design.csv, id")
    assert "a text like number" in problem.what


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("cost.csv", "costs.csv"),
        ("Costs.CSV", "costs.csv"),
        ("outcomes2.csv", "outcomes.csv"),
        ("topic.yaml", "topics.yaml"),
        ("source.bib", "sources.bib"),
    ],
)
def test_a_file_that_is_nearly_called_as_one_that_is_read_is_told_of(
    evidence: Path, name: str, near: str
) -> None:
    (evidence / name).write_text("id,value\n", encoding="utf-8")

    [problem] = check(evidence)

    assert (problem.file, problem.what) == (name, "nothing reads it")
    assert problem.allowed.startswith(f"did you mean {near}?")


def test_what_an_editor_leaves_or_is_called_otherwise_is_nobodys_business(evidence: Path) -> None:
    for name in ("costs.csv~", "#costs.csv#", ".~lock.costs.csv#", "notes.csv", "costs.bak", "README"):
        (evidence / name).write_text("", encoding="utf-8")
    (evidence / "cost.csv").mkdir()

    assert check(evidence) == []


@pytest.mark.parametrize(
    ("place", "name", "near", "column"),
    [
        ((), "licences", "licenses", "licences"),
        (("resources", 1), "publsh", "publish", "costs"),
        (("resources", 1, "schema"), "foreignKey", "foreignKeys", "costs"),
        (("resources", 1, "schema", "fields", 1), "constraint", "constraints", "costs, partnership"),
    ],
)
def test_a_name_that_the_description_says_nearly_right_is_told_of(
    evidence: Path, place: tuple[str | int, ...], name: str, near: str, column: str
) -> None:
    path = evidence / DESCRIPTOR
    package = entry = json.loads(path.read_text(encoding="utf-8"))
    for step in place:
        entry = entry[step]
    entry[name] = entry.pop(near, True)
    entry["house:remark"] = "whatever the owner likes"
    path.write_text(json.dumps(package), encoding="utf-8")

    problems = [one for one in check(evidence) if one.column == column]

    assert [(one.what, one.allowed) for one in problems] == [
        (f"says {name}, which is not read", f"did you mean {near}?")
    ]


def test_a_missing_table_is_named(evidence: Path) -> None:
    (evidence / "costs.csv").unlink()

    assert any(problem.file == "costs.csv" for problem in check(evidence))


def test_a_broken_bibliography_is_one_problem_and_does_not_hide_the_others(
    evidence: Path, spoil: Spoil
) -> None:
    spoil("migration", "triple_win.placed.phl.2019", value="-1")
    (evidence / "sources.bib").write_text("@misc{broken, title = {", encoding="utf-8")

    files = {problem.file for problem in check(evidence)}

    assert {"sources.bib", "migration.csv"} <= files


def test_a_part_of_the_sources_that_is_lost_is_one_problem(root: Path, tmp_path: Path) -> None:
    data = shutil.copytree(root / "data", tmp_path / "data")
    text = (data / "sources.bib").read_text(encoding="utf-8")
    (data / "sources.bib").write_text(text[: text.index("\n@", len(text) // 3) + 1], encoding="utf-8")

    (lost,) = [problem for problem in check(data) if "source" in problem.what]
    assert (lost.file, lost.row) == ("sources.bib", 0)
    assert "sources that tables name, such as" in lost.what


def test_a_row_says_of_whom_it_is_a_share_where_the_count_that_it_names_does_not(
    evidence: Path, spoil: Callable[..., int]
) -> None:
    row = spoil("outcomes", "aptc.survey_responses.2017", base="")
    (problem,) = check(evidence)
    assert (problem.file, problem.row, problem.column) == ("outcomes.csv", row, "base")
    assert "'aptc.survey_sample.2017' counts survey_sample" in problem.what
