"""What changed between two published sites, or in the evidence between two commits: old, new, and why."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from gspbrief.commands.history import Commit, findings_of, git, renamed_among, unpacked
from gspbrief.errors import ArgumentError
from gspbrief.evidence.rows import ASSUMPTIONS, Rows, row_changes, shown
from gspbrief.project.inputs import Project, changed
from gspbrief.project.plain_texts import as_csv

# A number, and what makes it another number although its digits stay.
_UNITS = ("unit", "currency", "price_year", "per")
PARTS = ("value", "low", "high", "level", "n", "standard_error", "bound", *_UNITS)
NUMBERS = ("value", "low", "high")
SITES = "the results of two published sites"
COMMITS = "the findings of the notebooks of two commits, each with its own code and evidence"
ROWS = "the rows of the evidence at two commits, and nothing that is computed from them"

Record = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One number that moved, or a finding or row that came or went.

    Attributes
    ----------
    id : str
        Of the finding, or ``table.csv#row`` where two commits are compared.
    part : str
        Which of its numbers moved (``value``, ``low``, ...); empty if it came or went.
    why : tuple of str
        The rows, assumptions, findings and code that moved it.
    """

    kind: Literal["moved", "added", "removed"]
    partnership: str
    id: str
    part: str = ""
    old: object = None
    new: object = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteComparison:
    """All changes between two states, what was compared, which inputs differ, what is no partnership."""

    old: str
    new: str
    compared: str
    changes: tuple[Change, ...]
    inputs: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The comparison as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def to_revisions(self, date: str) -> str:
        """The figures that moved as rows for ``revisions.csv``, which the briefs print as their change log.

        Parameters
        ----------
        date : str
            The day that the changes are published, as ISO 8601.
        """
        return as_csv(
            [date, one.partnership, f"{one.id.rpartition('#')[2]}: {_moved(one)}.", f"{'; '.join(one.why)}."]
            for one in self.changes
            if one.partnership not in {"", *self.unlisted}
        )

    def to_text(self) -> str:
        """The comparison as lines for people, brief by brief."""
        counts = {kind: sum(change.kind == kind for change in self.changes) for kind in _WORDS}
        lines = [f"{self.old} → {self.new}: {self.compared}."]
        lines.append(", ".join(f"{count} {_WORDS[kind]}" for kind, count in counts.items()) + ".")
        for name in sorted({change.partnership for change in self.changes}):
            lines += ["", name or "(about no partnership in particular)"]
            lines += [
                line for change in self.changes if change.partnership == name for line in _lines(change)
            ]
        if self.inputs:
            lines += ["", f"Other inputs that differ: {', '.join(self.inputs)}"]
        return "\n".join(lines)


_WORDS = {"moved": "numbers moved", "added": "findings added", "removed": "findings removed"}


def _lines(change: Change) -> Iterator[str]:
    yield f"  {change.id}: {_moved(change)}"
    yield from (f"      {cause}" for cause in change.why)


def _moved(change: Change) -> str:
    if change.kind == "moved":
        return f"{change.part} {shown(change.old)} → {shown(change.new)}"
    return f"{change.kind} ({shown(change.new if change.kind == 'added' else change.old)})"


def compare(
    old: str, new: str, project: Project, *, evidence_only: bool = False, jobs: int = 0
) -> SiteComparison:
    """Compare two published sites (folders), or two commits of the project.

    Of two commits, the notebooks run for those partnerships whose evidence, notebooks or code differ; what
    they find is kept, so that it need not be found again.

    Parameters
    ----------
    evidence_only : bool
        Of two commits, compare the rows of the evidence alone, and run nothing.
    jobs : int
        Partnerships at a time; 0 for one a core.

    Raises
    ------
    ArgumentError
        If one is neither, if they are not both the same kind, or if a site is damaged.
    BuildError
        If a notebook of a commit fails.
    """
    folders = [Path(given) for given in (old, new)]
    if all(folder.is_dir() for folder in folders):
        sites = (_published(folder) for folder in folders)
        return _compare(*sites, compared=SITES, modules=set(project.results_modules()))
    if any(folder.is_dir() for folder in folders):
        raise ArgumentError(f"{old} and {new} are a folder and none", todo="Give two sites or two commits")
    for name in (old, new):
        git(project.root, "rev-parse", "--verify", f"{name}^{{commit}}")
    with tempfile.TemporaryDirectory(prefix="gspbrief-diff-") as folder:
        places = Path(folder) / "old", Path(folder) / "new"
        if evidence_only:
            return _compare_rows(old, new, project.root, places)
        before, after = (unpacked(project.root, *one) for one in zip((old, new), places, strict=True))
        return _compare_commits(before, after, project.root / "build", jobs)


@dataclass(frozen=True)
class State:
    """A state of the project as far as numbers go: findings, evidence, and what they were made from.

    Attributes
    ----------
    name : str
        What people call it.
    inputs : mapping of str to str
        Hashes of what it was made from, by name.
    findings : mapping of str to mapping
        The findings of each brief by their ids.
    evidence : Rows
        The tables.
    """

    name: str
    inputs: Mapping[str, str]
    findings: Mapping[str, Mapping[str, Record]]
    evidence: Rows


def _published(folder: Path) -> State:
    """The state that a site was published of."""
    named = _json(folder / "manifest.json").get("inputs")
    inputs = {str(k): str(v) for k, v in named.items()} if isinstance(named, Mapping) else {}
    results = sorted(folder.glob("*/results.json"))
    findings = {path.parent.name: {str(one["id"]): one for one in _list(path)} for path in results}
    return State(str(folder), inputs, findings, Rows(folder / "data"))


def _json(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArgumentError(f"this is no published site ({error})", where=str(path.parent)) from error
    return dict(read)


def _list(path: Path) -> list[Record]:
    try:
        return [dict(one, id=one["id"]) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ArgumentError(f"the results cannot be read ({error!r})", where=str(path)) from error


def _compare(old: State, new: State, *, compared: str, modules: set[str]) -> SiteComparison:
    inputs = changed(old.inputs, new.inputs)
    code = [name for name in inputs if _moves_numbers(name, modules)]
    known = old.inputs.keys() & new.inputs.keys()
    if not any(name.startswith("gspbrief/") for name in known):
        code = ["code (a manifest does not name it)"]
    changes: list[Change] = []
    for partnership in sorted(old.findings.keys() | new.findings.keys()):
        causes = Causes(old, new, partnership, tuple(code))
        changes += _changes(partnership, causes)
    others = [name for name in inputs if not name.startswith("data/")]
    listed = {name for state in (old, new) for name in state.evidence.tables.get("partnerships.csv", ())}
    unlisted = tuple(sorted((old.findings.keys() | new.findings.keys()) - listed))
    return SiteComparison(old.name, new.name, compared, tuple(changes), tuple(others), unlisted)


def _moves_numbers(name: str, modules: set[str]) -> bool:
    module = name.removeprefix("gspbrief/").partition(".")[0].replace("/", ".")  # or what it reads, beside it
    return module in modules or name.startswith(("notebooks/", "requirements.lock", "python", "$"))


def _changes(partnership: str, causes: Causes) -> Iterator[Change]:
    before, after = causes.before, causes.after
    for name in sorted(before.keys() | after.keys()):
        for moved in _moves(before.get(name), after.get(name), PARTS):
            yield Change(partnership=partnership, id=name, why=causes.of(name), **moved)


def _moves(was: Record | None, now: Record | None, parts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What tells a finding or row from what it was: that it came or went, or each part that moved."""
    if was is None or now is None:
        ends = {"old": was and was.get("value"), "new": now and now.get("value")}
        yield {"kind": "added" if was is None else "removed", **ends}
        return
    for part in parts:
        if was.get(part) != now.get(part):
            yield {"kind": "moved", "part": part, "old": was.get(part), "new": now.get(part)}


@dataclass(frozen=True)
class Causes:
    """Why the findings of one partnership moved.

    Attributes
    ----------
    code : tuple of str
        The modules, notebooks and locked packages that can move a number and differ between the two sites.
    """

    old: State
    new: State
    partnership: str
    code: tuple[str, ...]

    @cached_property
    def before(self) -> Mapping[str, Record]:
        """The older findings; one that the newer state holds under another id, under that."""
        was = self.old.findings.get(self.partnership, {})
        renamed = renamed_among(was, self.after)
        return {renamed.get(name, name): finding for name, finding in was.items()}

    @cached_property
    def after(self) -> Mapping[str, Record]:
        """The newer findings."""
        return self.new.findings.get(self.partnership, {})

    def of(self, name: str) -> tuple[str, ...]:
        """The rows and assumptions below a finding that changed, and the code, unless a row says it all."""
        found = self.after.get(name) or self.before[name]
        printed = found.get("grade") == "published" and bool(found.get("row"))
        rows = list(dict.fromkeys(self._rows_below(name, set())))
        if self._partnership_is_new:
            rows = [f"the brief was {'added' if not self.before else 'removed'}"]
        notebook = f"notebooks/{found.get('notebook')}.ipynb"
        code = [one for one in self.code if not one.startswith("notebooks/") or one == notebook]
        if not printed or not rows:
            rows += [f"code: {one}" for one in code]
        return tuple(rows) or (
            "neither its row, nor its inputs, nor the code that the manifests name differs",
        )

    @property
    def _partnership_is_new(self) -> bool:
        return not self.before or not self.after

    def _rows_below(self, name: str, seen: set[str]) -> Iterator[str]:
        if name in seen:
            return
        seen.add(name)
        found = [one for one in (self.before.get(name), self.after.get(name)) if one]
        if not found:
            yield from row_changes(self.old.evidence, self.new.evidence, name)
        for one in found:
            if one.get("row"):
                yield from row_changes(self.old.evidence, self.new.evidence, str(one["row"]))
            if one.get("grade") == "assumed" or name.startswith("scenario."):
                yield from self._assumptions()
            inputs = one.get("inputs")
            for below in inputs if isinstance(inputs, Sequence) else ():
                yield from self._rows_below(str(below), seen)

    def _assumptions(self) -> Iterator[str]:
        symbols = [site.evidence.tables[ASSUMPTIONS] for site in (self.old, self.new)]
        for symbol in sorted(symbols[0].keys() | symbols[1].keys()):
            yield from row_changes(self.old.evidence, self.new.evidence, f"{ASSUMPTIONS}#{symbol}")


def _compare_commits(old: Commit, new: Commit, work: Path, jobs: int) -> SiteComparison:
    """Compare what differs; where all inputs are the same, no number can have moved."""
    differ = [n for n in sorted(old.keys.keys() | new.keys.keys()) if old.keys.get(n) != new.keys.get(n)]
    modules = {module for commit in (old, new) for module in commit.project.results_modules()}
    before, after = (
        State(one.name, one.inputs, findings_of(one, differ, work, jobs), Rows(one.data))
        for one in (old, new)
    )
    return _compare(before, after, compared=COMMITS, modules=modules)


def _compare_rows(old: str, new: str, root: Path, places: tuple[Path, Path]) -> SiteComparison:
    before, after = (
        Rows(unpacked(root, name, place, ("data",)).data)
        for name, place in zip((old, new), places, strict=True)
    )
    code = git(root, "diff", "--name-only", old, new, "--", "src", "notebooks", "requirements.lock")
    changes = tuple(_moved_rows(before, after))
    return SiteComparison(
        old=old, new=new, compared=ROWS, changes=changes, inputs=tuple(code.decode().splitlines())
    )


def _moved_rows(old: Rows, new: Rows) -> Iterator[Change]:
    for table in sorted(old.tables.keys() | new.tables.keys()):
        before, after = old.tables.get(table, {}), new.tables.get(table, {})
        for row_id in sorted(before.keys() | after.keys()):
            if before.get(row_id) != after.get(row_id):
                yield from _row_moves(f"{table}#{row_id}", before.get(row_id), after.get(row_id), new)


def _row_moves(
    name: str, was: Mapping[str, str] | None, now: Mapping[str, str] | None, new: Rows
) -> Iterator[Change]:
    row = now or was or {}
    partnership = row.get("partnership", "")
    why = tuple(new.reasons(partnership))
    if (was is None or now is None) and not any(row.get(part) for part in NUMBERS):
        return  # a statement in words
    for moved in _moves(was, now, (*PARTS, "base_n", "se")):
        yield Change(partnership=partnership, id=name, why=why, **moved)
