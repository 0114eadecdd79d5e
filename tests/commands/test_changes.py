"""What a comparison says of numbers that moved, came or went, and of what moved them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generate import generate
from gspbrief.commands.changes import Change, compare
from gspbrief.commands.history import Commit, findings_of, unpacked
from gspbrief.errors import ArgumentError
from gspbrief.evidence.checks import check
from gspbrief.project.inputs import PACKAGE, Project
from project_copies import copy_project, keep_few

pytestmark = pytest.mark.slow

COLUMNS = "id,partnership,measure,value,low,high,unit"
ASSUMPTIONS = "symbols:\n  p: {{symbol: p, meaning: placed, value: {p}, unit: share}}\n"


def _finding(name: str, value: float | None, **more: object) -> dict[str, object]:
    blank = {"low": None, "high": None, "unit": "persons", "grade": "published", "row": "", "inputs": []}
    return {"id": name, "value": value, **blank, "notebook": "migration", **more}


def _site(folder: Path, *, placed: int, p: float = 0.6, code: str = "1", findings: list[object]) -> Path:
    """A published site of one partnership with one row of migration."""
    (folder / "demo").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "demo" / "results.json").write_text(json.dumps(findings), encoding="utf-8")
    inputs = {
        "gspbrief/analysis/migration.py": code,
        "gspbrief/money.py": "same",
        "notebooks/costs.ipynb": code,
    }
    (folder / "manifest.json").write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
    row = f"demo.placed.1,demo,placed,{placed},,,persons"
    (folder / "data" / "migration.csv").write_text(f"{COLUMNS}\n{row}\n", encoding="utf-8")
    (folder / "data" / "assumptions.yaml").write_text(ASSUMPTIONS.format(p=p), encoding="utf-8")
    return folder


def _compared(old: Path, new: Path, root: Path) -> list[Change]:
    return list(compare(str(old), str(new), Project(root)).changes)


def test_a_number_moves_with_its_row_and_so_does_what_was_computed_from_it(
    root: Path, tmp_path: Path
) -> None:
    def findings(placed: int) -> list[object]:
        return [
            _finding("demo.placed.1", placed, row="migration.csv#demo.placed.1"),
            _finding("migration.rate", placed / 100, unit="share", grade="derived", inputs=["demo.placed.1"]),
        ]

    old = _site(tmp_path / "old", placed=50, findings=findings(50))
    new = _site(tmp_path / "new", placed=60, findings=findings(60))

    printed, computed = _compared(old, new, root)

    row = "migration.csv, row demo.placed.1: value 50 → 60"
    assert (printed.id, printed.part, printed.old, printed.new, printed.why) == (
        "demo.placed.1",
        "value",
        50,
        60,
        (row,),
    )
    assert (computed.id, computed.old, computed.new, computed.why) == ("migration.rate", 0.5, 0.6, (row,))


def test_a_number_that_only_the_code_moved_names_the_modules_and_its_own_notebook(
    root: Path, tmp_path: Path
) -> None:
    sites = [
        _site(
            tmp_path / code,
            placed=50,
            code=code,
            findings=[_finding("migration.rate", value, grade="derived")],
        )
        for code, value in (("1", 0.5), ("2", 0.51))
    ]

    (change,) = _compared(*sites, root)

    assert change.why == ("code: gspbrief/analysis/migration.py",)


def test_an_assumption_that_changed_is_the_reason_for_a_figure_of_the_scenario(
    root: Path, tmp_path: Path
) -> None:
    sites = [
        _site(tmp_path / str(p), placed=50, p=p, findings=[_finding("scenario.net", p, grade="modelled")])
        for p in (0.6, 0.7)
    ]

    (change,) = _compared(*sites, root)

    assert change.why == ("assumptions.yaml, row p: value 0.6 → 0.7",)


def test_findings_that_came_and_went_are_listed_and_the_same_site_has_no_changes(
    root: Path, tmp_path: Path
) -> None:
    old = _site(tmp_path / "old", placed=50, findings=[_finding("a", 1), _finding("gone", 2)])
    new = _site(tmp_path / "new", placed=50, findings=[_finding("a", 1), _finding("come", 3)])

    changes = _compared(old, new, root)

    assert {(c.kind, c.id, c.old, c.new) for c in changes} == {
        ("added", "come", None, 3),
        ("removed", "gone", 2, None),
    }
    assert _compared(old, old, root) == []


def test_a_finding_that_only_has_another_id_has_not_changed(root: Path, tmp_path: Path) -> None:
    def shares(*names: str) -> list[object]:
        return [_finding(name, number / 10, unit="share") for number, name in enumerate(names, start=1)]

    old = _site(tmp_path / "old", placed=50, findings=shares("rate.2018", "rate.2019", "rate"))
    new = _site(tmp_path / "new", placed=50, findings=shares("rate.demo.2018", "rate.demo.2019", "rate"))
    alike = [_finding(name, 1) for name in ("one", "other")]
    twins = _site(tmp_path / "twins", placed=50, findings=[*shares("rate.2018", "rate.2019", "rate"), *alike])

    assert _compared(old, new, root) == []
    assert {change.id for change in _compared(old, twins, root)} == {"one", "other"}


def test_a_range_or_a_currency_that_changes_is_a_change_too(root: Path, tmp_path: Path) -> None:
    sites = [
        _site(tmp_path / currency, placed=50, findings=[_finding("a", 1, low=low, currency=currency)])
        for currency, low in (("EUR", 0.5), ("USD", 0.6))
    ]

    assert {change.part for change in _compared(*sites, root)} == {"low", "currency"}


def test_text_and_json_say_the_same(root: Path, tmp_path: Path) -> None:
    sites = [
        _site(
            tmp_path / str(n),
            placed=n,
            findings=[_finding("demo.placed.1", n, row="migration.csv#demo.placed.1")],
        )
        for n in (50, 60)
    ]
    found = compare(str(sites[0]), str(sites[1]), Project(root))

    assert "demo.placed.1: value 50 → 60" in found.to_text()
    assert "1 numbers moved, 0 findings added, 0 findings removed" in found.to_text()
    (change,) = json.loads(found.to_json())["changes"]
    assert (change["partnership"], change["old"], change["new"]) == ("demo", 50, 60)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [("manifest.json", "no published site"), ("demo/results.json", "results cannot be read")],
)
def test_a_damaged_site_is_refused_by_name(root: Path, tmp_path: Path, spoil: str, words: str) -> None:
    old = _site(tmp_path / "old", placed=50, findings=[_finding("a", 1)])
    new = _site(tmp_path / "new", placed=50, findings=[_finding("a", 1)])
    (new / spoil).write_text("{", encoding="utf-8")

    with pytest.raises(ArgumentError, match=words):
        compare(str(old), str(new), Project(root))


def _git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project with two commits: one count moves, one row comes; the second says why."""
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    (folder / "briefs").mkdir()
    (folder / "briefs" / "publication.yaml").touch()
    _git(folder, "init", "--initial-branch=main")
    rows = ["demo.placed.1,demo,placed,50,,,persons"]
    for number, reason in ((50, ""), (60, "2026-01-02,demo,A count.,The source was corrected.")):
        rows[0] = f"demo.placed.1,demo,placed,{number},,,persons"
        (folder / "data" / "migration.csv").write_text("\n".join([COLUMNS, *rows, ""]), encoding="utf-8")
        (folder / "data" / "revisions.csv").write_text(
            "\n".join(["date,partnership,what,why", *filter(None, [reason]), ""]), encoding="utf-8"
        )
        _git(folder, "add", ".")
        _git(folder, "commit", "--message", f"{number} placed")
        rows.append("demo.placed.2,demo,placed,7,,,persons")
    return folder


def test_two_commits_are_compared_row_by_row_with_the_reasons_that_the_revisions_give(
    repository: Path,
) -> None:
    found = compare("HEAD~1", "HEAD", Project(repository), evidence_only=True)

    moved, added = found.changes
    assert (moved.id, moved.part, moved.old, moved.new) == (
        "migration.csv#demo.placed.1",
        "value",
        "50",
        "60",
    )
    assert moved.why == ("revisions.csv, 2026-01-02: A count. The source was corrected.",)
    assert (added.kind, added.id, added.new) == ("added", "migration.csv#demo.placed.2", "7")
    assert "nothing that is computed" in found.compared


def test_what_is_neither_a_site_nor_a_commit_ends_with_exit_code_2(repository: Path) -> None:
    command = [sys.executable, "-m", "gspbrief", "diff"]
    wrong = subprocess.run(
        [*command, "HEAD", "nowhere"], cwd=repository, capture_output=True, text=True, timeout=60
    )
    right = subprocess.run(
        [*command, "HEAD~1", "HEAD", "--json", "--evidence-only"],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (wrong.returncode, right.returncode) == (2, 0), wrong.stderr + right.stderr
    assert "nowhere" in wrong.stderr
    assert len(json.loads(right.stdout)["changes"]) == 2


@pytest.fixture(scope="module")
def history(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole project with two generated partnerships: first one count moves, then all intervals do."""
    project = copy_project(root, tmp_path_factory.mktemp("history") / "project")
    shutil.rmtree(project / "data")
    keep_few(project, *generate(2, project / "data", 7))
    shutil.rmtree(project / "data" / "surveys")
    shutil.copytree(PACKAGE, project / "src" / "gspbrief", ignore=shutil.ignore_patterns("__pycache__"))
    _git(project, "init", "--initial-branch=main")
    _commit(project, "the first edition")
    table = project / "data" / "migration.csv"
    rows = table.read_text(encoding="utf-8").splitlines()
    (place,) = [i for i, row in enumerate(rows) if row.startswith("synthetic_00001.certified.1,")]
    cells = rows[place].split(",")
    value = rows[0].split(",").index("value")
    cells[value] = str(int(cells[value]) - 1)
    rows[place] = ",".join(cells)
    table.write_text("\n".join([*rows, ""]), encoding="utf-8")
    _commit(project, "one certificate less")
    code = project / "src" / "gspbrief" / "findings" / "intervals.py"
    text = code.read_text(encoding="utf-8")
    code.write_text(text.replace("LEVEL = 0.95", "LEVEL = 0.90"), encoding="utf-8")
    _commit(project, "narrower intervals")
    return project


def _commit(project: Path, message: str) -> None:
    _git(
        project,
        "add",
        "data",
        "src",
        "notebooks",
        "briefs",
        "_extensions",
        "requirements.lock",
        "_quarto.yml",
    )
    _git(project, "commit", "--message", message)


@pytest.mark.xdist_group("build")
def test_of_two_commits_every_finding_that_moved_is_listed_with_its_row(
    history: Path, tmp_path: Path
) -> None:
    found = compare("HEAD~2", "HEAD~1", Project(history))

    moved = {(c.partnership, c.id, c.part): c for c in found.changes}
    printed = moved["synthetic_00001", "synthetic_00001.certified.1", "value"]
    assert float(str(printed.new)) == float(str(printed.old)) - 1
    derived = [c for c in found.changes if c.id.startswith("migration.") and c.part == "value"]
    assert derived
    for change in (printed, *derived):
        assert change.partnership == "synthetic_00001"
        assert any("migration.csv, row synthetic_00001.certified.1: " in cause for cause in change.why)
    assert {c.partnership for c in found.changes} == {"synthetic_00001", "synthesis"}
    assert "value" in found.to_text()
    rows = found.to_revisions("2026-12-01")
    date, partnership, what, why = next(csv.reader(io.StringIO(rows)))
    assert (date, partnership) == ("2026-12-01", "synthetic_00001")
    assert "→" in what
    assert "migration.csv, row" in why
    data = shutil.copytree(history / "data", tmp_path / "data")
    with (data / "revisions.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    assert [problem for problem in check(data) if problem.file == "revisions.csv"] == []


@pytest.mark.xdist_group("build")
def test_each_commit_runs_its_own_code_and_what_it_found_is_kept(history: Path, tmp_path: Path) -> None:
    before, after = (
        unpacked(history, name, tmp_path / folder) for name, folder in (("HEAD~1", "1"), ("HEAD", "2"))
    )
    one, two = (
        findings_of(commit, ["synthetic_00002"], history / "build")["synthetic_00002"]
        for commit in (before, after)
    )
    levels = [{f["level"] for f in found.values() if f["interval"] == "wilson"} for found in (one, two)]
    assert levels == [{0.95}, {0.9}]

    for notebook in after.project.notebooks("synthetic_00002"):
        notebook.path.write_text("no notebook any more", encoding="utf-8")
    assert findings_of(after, ["synthetic_00002"], history / "build")["synthetic_00002"] == two


def test_only_what_a_commit_changed_can_have_moved(history: Path, tmp_path: Path) -> None:
    first, second, third = (unpacked(history, name, tmp_path / name) for name in ("HEAD~2", "HEAD~1", "HEAD"))

    def moved(one: Commit, other: Commit) -> set[str]:
        return {name for name in one.keys if one.keys[name] != other.keys[name]}

    assert moved(first, second) == {"synthetic_00001", "synthesis"}
    assert moved(second, third) >= {"synthetic_00001", "synthetic_00002"}
    assert moved(first, first) == set()
