"""Every problem in the evidence at once: its schema by Frictionless, its rules here."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import astuple
from functools import cache
from pathlib import Path

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.columns import COLUMNS
from gspbrief.evidence.descriptor import DESCRIPTOR, Described, nearly_called, read_package
from gspbrief.evidence.figures import COUNTED, Row, numbers
from gspbrief.evidence.figures import number as read_number
from gspbrief.evidence.files import Table, as_rows, read_table, read_text
from gspbrief.evidence.rules import RULES, Rule, matching
from gspbrief.evidence.schema import Keep, header_problems, key_problems, table_problems
from gspbrief.evidence.sources import read_sources
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.evidence.topics import TOPICS, topic_problems
from gspbrief.language.languages import language, languages
from gspbrief.project.hashes import FileHashes
from gspbrief.project.subjects import ORIGINAL, TOPIC, UNLISTED

TAKEN = (*UNLISTED, TOPIC, "data", "assets", "docs", "index")  # the site's own, besides those of languages
FEWEST_CELLS = 20  # of fewer, all may be wrong
FEWEST_LOST = 20  # sources: of fewer, each is told where it is named
NOT_TABLES = (DESCRIPTOR, "sources.bib", "assumptions.yaml", TOPICS)
FRAME, HEADING = frozenset({"text"}), "h-"  # ids in the pages of rows and sources, and how others begin
NATIONAL = "context"  # the table whose figures are set beside each other, country by country
TABLE = "t-"  # how those of the headings of tables begin


def check(data: Path, keep: Keep | None = None) -> list[Problem]:
    """All problems in the evidence, by file, row and column.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    keep : function of a name, a hash and a function that gives a text, optional
        Gives the text that was kept under the name if it was made from what has this hash, or else what the
        function gives: so what has not changed, a table or the sources, is read once for what is wrong.

    Returns
    -------
    list of Problem
        Empty if the evidence is sound. Rows count the header as row 1. What cannot be read is one problem,
        and what refers to it is none.
    """
    keep = keep or FileHashes().kept
    try:
        described = read_package(data / DESCRIPTOR)
    except EvidenceError as error:
        return sorted(error.problems)
    problems = [*_lacking(described), *_beside(data, described)]
    tables: dict[str, Table] = {}
    for name, one in described.items():
        try:
            table = read_table(data / one.path)
        except EvidenceError as error:
            problems += error.problems
            continue
        if wrong := header_problems(table, one):
            problems += wrong
        else:
            tables[name] = table
    keys, told = _sources(data / "sources.bib", keep)
    problems += [*told, *_twice_in_a_page(dict.fromkeys(keys or (), 0), "sources.bib")]
    problems += [*table_problems(data, described, tables, keep), *key_problems(described, tables)]
    rows = {name: as_rows(table) for name, table in tables.items()}
    lost = _lost(rows.values(), keys) if keys is not None else set()
    if lost:
        first = ", ".join(sorted(lost)[:3])
        what = f"has none of {len(lost)} sources that tables name, such as {first}"
        problems.append(Problem("sources.bib", 0, "", what, "their entries"))
    homes: dict[str, str] = {}
    for name, own in rows.items():
        rules = [*_rules(described[name]), _known_base(name, own)]
        rules += [_one_unit(own)] if name == NATIONAL else []
        rules += [_known_source({*keys, *lost})] if keys is not None else []
        numbered = {row["id"]: number for number, row in enumerate(own, start=2) if row.get("id")}
        problems += _twice_in_a_page(numbered, described[name].path, "id")
        problems += _in_two_tables(numbered, described[name].path, homes)
        for number, row in enumerate(own, start=2):
            for rule in rules:
                problems += [Problem(described[name].path, number, *found) for found in rule(row)]
    problems += _topics(data, rows)
    return sorted(_misdescribed(_once(problems), {described[name].path: own for name, own in rows.items()}))


def _sources(file: Path, keep: Keep) -> tuple[list[str] | None, list[Problem]]:
    """The keys of a bibliography, None where not all of them are known, and what is wrong with it."""

    def read() -> str:
        sources, problems = read_sources(file)
        return json.dumps([None if sources is None else [*sources], [*map(astuple, problems)]])

    try:
        made_from = hashlib.sha256(read_text(file).encode()).hexdigest()
    except EvidenceError as error:
        return None, list(error.problems)
    keys, told = json.loads(keep("sources", made_from, read))
    return keys, [Problem(*problem) for problem in told]


def _topics(data: Path, rows: Mapping[str, list[dict[str, str]]]) -> list[Problem]:
    """What is wrong with the topics, where the tables that they rest on can be read."""
    if not {*EVIDENCE_TABLES, "design", "partnerships"} <= rows.keys():
        return []
    figures = {row["id"] for table in EVIDENCE_TABLES for row in rows[table]}
    features = {row["feature"] for row in rows["design"] if not row["partnership"]}
    return topic_problems(data, figures, features, {*_taken(), *(row["id"] for row in rows["partnerships"])})


def require_sound(data: Path, keep: Keep) -> None:
    """Refuse evidence that has problems; `check` says what is kept.

    Raises
    ------
    EvidenceError
        With every problem.
    """
    problems = check(data, keep)
    if problems:
        raise EvidenceError(problems)


def _beside(data: Path, described: Mapping[str, Described]) -> Iterator[Problem]:
    """Files that nothing reads and whose name is nearly that of one that is read."""
    read = (*NOT_TABLES, *(one.path for one in described.values()))
    for path in sorted(data.iterdir()):
        like = [name for name in read if name.endswith(path.suffix.lower())] if path.suffix else []
        if not like or path.name in read or not path.is_file():
            continue
        if near := nearly_called(path.name.lower(), like):
            todo = f"did you mean {near}? What is not to be read lies in another folder"
            yield Problem(path.name, 0, "", "nothing reads it", todo)


def _lacking(described: Mapping[str, Described]) -> Iterator[Problem]:
    """Tables and columns that the estimators read, and that the package does not describe as they need."""
    for table, columns in COLUMNS.items():
        if table not in described:
            yield Problem(DESCRIPTOR, 0, table, "the table is missing", ", ".join(COLUMNS))
            continue
        if described[table].path != f"{table}.csv":
            yield Problem(DESCRIPTOR, 0, table, f"stands in {described[table].path}", f"{table}.csv")
        kinds = described[table].columns
        for name, kind in columns.items():
            if kinds.get(name) != kind:
                has = kinds.get(name, "missing")
                yield Problem(
                    DESCRIPTOR, 0, f"{table}, {name}", f"the column is {has}", f"a column of type {kind}"
                )


def _once(problems: list[Problem]) -> set[Problem]:
    """The problems, of a cell that is no number one only: its type says the same."""
    numberless = {(p.file, p.row, p.column) for p in problems if p.what.endswith("is not a number")}
    return {
        p
        for p in problems
        if (p.file, p.row, p.column) not in numberless or not p.what.endswith("is not of the column's type")
    }


def _misdescribed(problems: set[Problem], rows: Mapping[str, list[dict[str, str]]]) -> set[Problem]:
    """The problems, with one for a column of which no cell is as described: then its description is wrong."""
    refused: dict[tuple[str, str, str], set[Problem]] = defaultdict(set)
    for problem in problems:
        if problem.what.endswith("is not allowed"):
            refused[problem.file, problem.column, problem.allowed].add(problem)
    for (file, column, allowed), found in refused.items():
        cells = sum(bool(row.get(column)) for row in rows.get(file, ()))
        if len(found) == cells >= FEWEST_CELLS:
            what = f"none of the {cells} cells is {allowed or 'as described'}"
            problems = (problems - found) | {
                Problem(DESCRIPTOR, 0, f"{file}, {column}", what, "what they hold")
            }
    return problems


def _rules(described: Described) -> list[Rule]:
    columns = [name for name, kind in described.columns.items() if kind in ("number", "integer")]
    own = [*RULES, lambda row: numbers(row, columns), matching(described.constraint("pattern"))]
    return own + ([_free_id] if described.name == "partnerships" else [])


def _free_id(row: Row) -> Iterator[tuple[str, str, str]]:
    """A partnership's pages stand in a folder of its id, which must not be one that the site has anyway."""
    if (found := row.get("id", "")).lower() in (taken := _taken()):
        yield "id", f"{found!r} is taken by the site itself", f"an id other than {', '.join(taken)}"


def _taken() -> tuple[str, ...]:
    return (*TAKEN, *languages())


def _twice_in_a_page(rows: Mapping[str, int], file: str, column: str = "") -> Iterator[Problem]:
    """Ids that the page of a table or of the sources has already: its own, and those of its headings."""
    taken = FRAME | {f"{HEADING}{name}" for name in rows} | {f"{TABLE}{name}" for name in COLUMNS}
    for name in sorted(rows.keys() & taken):
        allowed = (
            f"another than {', '.join(sorted(FRAME))}, or one that does not begin with {HEADING} or {TABLE}"
        )
        yield Problem(file, rows[name], column, f"{name!r} is an id of the page that shows it", allowed)


def _in_two_tables(rows: Mapping[str, int], file: str, homes: dict[str, str]) -> Iterator[Problem]:
    """Ids that another table has: rows of all tables on one subject stand on one page."""
    for name, number in rows.items():
        if homes.setdefault(name, file) != file:
            what = f"{name!r} stands in {homes[name]} as well"
            yield Problem(file, number, "id", what, "an id that no row of any table has")


def _lost(tables: Iterable[Sequence[Row]], keys: Iterable[str]) -> set[str]:
    """The sources that tables name and that are not there, where so many are not that a part is lost."""
    missing = {str(row["source"]) for rows in tables for row in rows if row.get("source")} - set(keys)
    return missing if len(missing) >= FEWEST_LOST else set()


def _known_source(keys: set[str]) -> Rule:
    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        key = row.get("source")
        if key and key not in keys:
            yield "source", f"there is no source {key!r}", "a key of sources.bib"

    return rule


def _one_unit(rows: Sequence[Row]) -> Rule:
    """Each measure in the unit that most of its rows are in: countries are set beside each other by it."""
    units: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        units[row.get("measure", "")][row.get("unit", "")] += 1

    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        measure, unit = row.get("measure", ""), row.get("unit", "")
        others = {other: times for other, times in units[measure].items() if other not in (unit, "")}
        if unit and others and units[measure][unit] <= max(others.values()):
            usual = max(others, key=others.__getitem__)
            yield (
                "unit",
                f"{measure} is in {usual} in other rows, not in {unit}",
                "the same unit in all of them",
            )

    return rule


@cache
def _of_whom() -> Set[str]:
    """What briefs have words for as that of which something is a share."""
    return language(ORIGINAL).labels["base"].keys()


def _contradicts(row: Row, of: Row) -> bool:
    """Whether a figure is of another number of people than the row counts that it names."""
    said, counted = read_number(row.get("base_n", "")), read_number(of.get("value", ""))
    whole = of.get("bound") == "exact" and of.get("unit") in COUNTED
    return whole and None not in (said, counted) and said != counted


def _exceeds(row: Row, of: Row) -> bool:
    """Whether a count is surely more than the one of whom it is said to be a part."""
    counted, whole = read_number(row.get("value", "")), read_number(of.get("value", ""))
    alike = row.get("unit") in COUNTED and all(row.get(name) == of.get(name) for name in ("unit", "status"))
    least, most = ("exact", "at_least", "above"), ("exact", "at_most", "below")
    sure = row.get("bound") in least and of.get("bound") in most
    return alike and sure and counted is not None and whole is not None and counted > whole


def _known_base(table: str, rows: list[dict[str, str]]) -> Rule:
    known = {row.get("id"): row for row in rows} if table in EVIDENCE_TABLES else {}

    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        name = row.get("base_id")
        if not name:
            return
        if (of := known.get(name)) is None:
            yield "base_id", f"there is no row {name!r}", f"an id of {table}.csv"
        elif name == row.get("id"):
            yield "base_id", f"{name!r} is this row itself", "the row of those of whom these are a part"
        elif _contradicts(row, of):
            what = f"{row['base_n']} are not the {of['value']} of {name!r}"
            yield "base_n", what, "as many as that row counts, or another base_id"
        elif _exceeds(row, of):
            what = f"{row['value']} are more than the {of['value']} of {name!r}, of whom they are a part"
            yield "value", what, "another number, or another base_id"
        elif of.get("unit") in COUNTED and not row.get("base") and of.get("measure") not in _of_whom():
            yield (
                "base",
                f"is blank, and {name!r} counts {of.get('measure')}, which is no base",
                "say of whom",
            )

    return rule
