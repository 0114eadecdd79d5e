"""`gspbrief survey describe`: what a survey seems to hold, as the file that describes it, to be corrected.

Columns by which a person could be found are left behind here, and so is what nobody knows the meaning of:
what comes into the project is what an estimate can be made of, with persons as running numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import ArgumentError
from gspbrief.evidence.delivered_sheet import plain as plain_cell
from gspbrief.evidence.delivery import read_delivery
from gspbrief.project.files import write_file
from gspbrief.surveys.description import THRESHOLD, WINDOW, OwnColumn, read_description
from gspbrief.surveys.identifiers import identifier
from gspbrief.surveys.meanings import MEANINGS, outcomes
from gspbrief.surveys.recognition import coded, meaning

if TYPE_CHECKING:
    import pandas as pd

NOT_RECOGNISED, EMPTY = "not recognised", "has no entries"
_USUAL = OwnColumn()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a survey's file is taken for.

    Attributes
    ----------
    columns : mapping of str to OwnColumn
        By meaning.
    dropped : mapping of str to str
        Columns by which a person could be found, and how that is known.
    left_out : mapping of str to str
        Columns that nothing is known of or that are empty, and which.
    unsure : tuple of str
        Questions to whoever knows the survey.
    """

    columns: Mapping[str, OwnColumn]
    dropped: Mapping[str, str]
    left_out: Mapping[str, str]
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What `describe` did: files written, the columns dropped with the reason, and what to answer."""

    written: tuple[Path, ...]
    dropped: Mapping[str, str]
    left_out: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()


def propose(delivered: Delivered) -> Proposal:
    """What a survey is taken for, from the names of its columns and what stands in them."""
    texts = delivered.texts
    found: dict[str, str] = {}
    dropped: dict[str, str] = {}
    left_out: dict[str, str] = {}
    persons = _persons(texts)
    for column in map(str, texts.columns):
        title = delivered.titles.get(column, "")
        known = meaning(column, found) or meaning(title, found)
        entries = list(texts[column]) if known in ("", "person") else ()
        why = identifier(title, (), persons) or identifier(column, entries, persons)
        if known == "person" and why.startswith("holds"):
            why = ""  # a number takes its place
        if why:
            dropped[column] = why
        elif not texts[column].str.strip().any():
            left_out[column] = EMPTY
        elif known:
            found[known] = column
        else:
            left_out[column] = NOT_RECOGNISED
    columns: dict[str, OwnColumn] = {}
    unsure: list[str] = []
    for name in sorted(found, key=list(MEANINGS).index):
        columns[name], questions = coded(name, found[name], list(texts[found[name]]))
        unsure += questions
    if "person" in columns:
        by_person = texts.groupby(columns["person"].column)
        for name, own in columns.items():
            if MEANINGS[name].constant and (by_person[own.column].nunique() > 1).any():
                unsure += _differs(name, own, by_person[own.column])
    return Proposal(columns, dropped, left_out, tuple(unsure))


def _differs(name: str, own: OwnColumn, by_person: Any) -> list[str]:
    differing = by_person.agg(lambda cells: len({c.strip() for c in cells} - {"", *own.blank}) > 1)
    count = int(differing.sum())
    question = f"{own.column}: differs between waves of {count} persons; in {name}, take: first or last"
    return [question] if count else []


def _persons(texts: pd.DataFrame) -> int:
    column = next((str(c) for c in texts.columns if meaning(str(c), ()) == "person"), "")
    return int(texts[column].nunique()) if column else len(texts)


def describe(file: Path, partnership: str, folder: Path) -> BroughtIn:
    """Propose the description of a survey, and bring its rows in without what would tell who somebody is.

    Parameters
    ----------
    file : Path
        The survey as it was delivered; it stays where it is and should not lie in the project.
    folder : Path
        ``data/surveys/``.

    Returns
    -------
    BroughtIn
        What was written. A description that is there is used and stays; so do rows that are there.

    Raises
    ------
    ArgumentError
        If the file cannot be read, or lies in the folder itself.
    """
    if file.resolve().parent == folder.resolve():
        raise ArgumentError(
            "the file lies among the surveys, where nothing may tell who somebody is",
            where=str(file),
            todo="Move it out of the project, and describe it from there",
        )
    delivered = read_texts(file)
    texts = delivered.texts
    description, rows = folder / f"{partnership}.yaml", folder / f"{partnership}.csv"
    proposal = propose(delivered)
    written = []
    if not description.exists():
        write_file(description, _as_yaml(proposal, file.name).encode())
        written.append(description)
        read: Mapping[str, OwnColumn] = proposal.columns
    else:
        read = read_description(description).columns
    taken = {own.column for own in read.values()}
    if not rows.exists():
        write_file(rows, _rows(texts, read).encode())
        written.append(rows)
    return BroughtIn(
        tuple(written),
        {c: why for c, why in proposal.dropped.items() if c not in taken},
        {c: why for c, why in proposal.left_out.items() if c not in taken},
        proposal.unsure if description in written else (),
    )


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivered survey as texts, blank where there is nothing, and the long names of its columns."""

    texts: pd.DataFrame
    titles: Mapping[str, str] = field(default_factory=dict)


def read_texts(file: Path) -> Delivered:
    """A delivered survey: CSV, Excel, ODS, Stata or SPSS, codes as the words that the file has for them.

    Raises
    ------
    ArgumentError, EvidenceError
        If it cannot be read as a table with one row of names.
    """
    import pandas as pd

    sheet = read_delivery(file).sheet()
    rows = [[plain_cell(cell) for cell in row] for row in sheet.cells]
    header, *rest = [row for row in rows if any(row)]
    if len(set(header)) < len(header) or not all(header):
        todo = "Give each column a name of its own, in the first row"
        raise ArgumentError("a column has no name, or two have one", where=file.name, todo=todo)
    texts = pd.DataFrame(
        [row[: len(header)] + [""] * (len(header) - len(row)) for row in rest], columns=header, dtype=object
    )
    for column, words in sheet.labels.items():
        texts[column] = [words.get(cell, cell) for cell in texts[column]]
    return Delivered(texts, sheet.titles)


def _rows(texts: pd.DataFrame, columns: Mapping[str, OwnColumn]) -> str:
    """The rows with what is described alone, persons as running numbers in the order of the file."""
    import pandas as pd

    kept = texts[[own.column for own in columns.values() if own.column]].copy()
    if (own := columns.get("person")) is not None and own.column:
        kept[own.column] = pd.factorize(kept[own.column])[0] + 1
    return str(kept.to_csv(index=False, lineterminator="\n"))


_HEAD = """\
# Proposed by `gspbrief survey describe` from {file}. Read it, correct it, answer what is unsure and take
# the question out; `gspbrief check` says what is still wrong. What the survey lacks is left out, not made up.
"""


def _as_yaml(proposal: Proposal, file: str) -> str:
    import yaml

    money = {name for name in ("earnings", "remittances") if name in proposal.columns}
    unsure = list(proposal.unsure)
    if money:
        unsure.append("currency and price_year: in what is money told?")
    if "group" in proposal.columns:
        unsure.append("design: did a lottery decide who was offered a place? If not: comparison")
    if outcomes_here := list(outcomes({name: MEANINGS[name] for name in proposal.columns})):
        named = ", ".join(outcomes_here)
        unsure.append(f"primary_outcome: which of {named}, decided before anything is estimated?")
    said: dict[str, Any] = {
        "title": "",
        "design": "lottery" if "group" in proposal.columns else "none",
        "window": list(WINDOW),
        "threshold": THRESHOLD,
        **({"primary_outcome": outcomes_here[0]} if outcomes_here else {}),
        **({"currency": "", "price_year": None, "per": "month"} if money else {}),
        "columns": {name: _entry(own) for name, own in proposal.columns.items()},
        "unsure": unsure,
    }
    return _HEAD.format(file=file) + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=108)


def _entry(own: OwnColumn) -> str | dict[str, object]:
    said: dict[str, object] = {
        "codes": dict(own.codes),
        "blank": list(own.blank),
        "date": own.date if own.date != _USUAL.date else "",
        "decimal": own.decimal if own.decimal != _USUAL.decimal else "",
    }
    told = {name: value for name, value in said.items() if value}
    return {"column": own.column, **told} if told else own.column
