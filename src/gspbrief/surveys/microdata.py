"""The microdata of a described survey, as the table that estimators take: one row a person and wave.

Whatever the file's own columns and codes, what comes out has the columns of `meanings`, as far as the survey
has them. Persons and centers become numbers; a person whom a wave lacks did not answer in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import SEPARATORS, read_table
from gspbrief.surveys.description import Description, OwnColumn
from gspbrief.surveys.identifiers import identifier
from gspbrief.surveys.meanings import MEANINGS, MONTH, PRIMARY, TEXT
from gspbrief.surveys.samples import SIMULATED
from gspbrief.surveys.survey_checks import OWN_RULES, problems_in

if TYPE_CHECKING:
    import pandas as pd

NUMBERED = ("person", "cluster")  # any text tells one from another
ROW = "row"  # of the file; 0 where the file has none


def read_microdata(path: Path, description: Description) -> pd.DataFrame:
    """Read the file of a described survey and refuse it if anything in it is wrong.

    Raises
    ------
    EvidenceError
        With every kind of problem, each with its first row: what the description does not name, columns by
        which a person could be found, what a code does not cover, what cannot be.
    """
    import pandas as pd

    table = read_table(path, separators=SEPARATORS)
    problems = list(_header(path.name, table.header, description))
    texts = pd.DataFrame([cells for _, cells in table.rows], columns=table.header, dtype=object)
    if not problems and texts.empty:
        problems = [Problem(path.name, 1, "", "the table has no rows")]
    problems += [] if problems else _found_by(path.name, texts, description)
    if problems:
        raise EvidenceError(problems)
    frame, problems = _read(path.name, texts, description)
    if problems:
        raise EvidenceError(problems)
    frame = frame.sort_values(["person", "wave"], kind="stable", ignore_index=True)
    known = {name: MEANINGS[name] for name in frame.columns if name in MEANINGS}
    frame, problems = _same_in_every_wave(path.name, frame, description)
    problems += [
        Problem(p.file, int(frame[ROW].iloc[p.row - 2]), p.column, p.what, p.allowed)
        for p in problems_in(_typed(frame), known, path.name, OWN_RULES)
    ]
    problems += _unknown_waves(path.with_suffix(".yaml").name, frame, description)
    if problems:
        raise EvidenceError(problems)
    return _finished(_typed(_complete(frame)), description)


def _header(file: str, header: list[str], description: Description) -> Iterator[Problem]:
    read = {own.column: name for name, own in description.columns.items() if own.column}
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            yield Problem(file, 1, column, "the column stands twice")
        if column not in read and column not in description.left_out:
            yield Problem(file, 1, column, "is not described", "say what it means, or why it is left_out")
    for column, name in read.items():
        if column not in header:
            todo = "delete this file and describe the delivered one again"
            yield Problem(file, 1, column, f"the column for {name} is missing", todo)


def _found_by(file: str, texts: pd.DataFrame, description: Description) -> list[Problem]:
    """The columns by which a person could be found: such a file must not lie in the project."""
    read = {own.column: name for name, own in description.columns.items()}
    persons = (
        texts[description.columns["person"].column].nunique() if "person" in read.values() else len(texts)
    )
    problems = []
    for column in texts:
        meaning = read.get(str(column), "")
        entries = list(texts[column]) if meaning in ("", "person") else ()
        if why := identifier(str(column), entries, persons):
            advice = (
                "move the file out of the project and let `gspbrief survey describe` make it anew without"
            )
            problems.append(Problem(file, 1, str(column), f"would tell who somebody is: {why}", advice))
    return problems


def _read(file: str, texts: pd.DataFrame, description: Description) -> tuple[pd.DataFrame, list[Problem]]:
    """The columns that are described, under what they mean; what cannot be read, first of each kind."""
    import pandas as pd

    problems: list[Problem] = []
    columns: dict[str, object] = {}
    for name, own in description.columns.items():
        cells = [own.value] * len(texts) if not own.column else [t.strip() for t in texts[own.column]]
        values = [None if cell == "" or cell in own.blank else own.codes.get(cell, cell) for cell in cells]
        if name in NUMBERED:
            known = {text: number for number, text in enumerate(sorted({v for v in values if v}), start=1)}
            columns[name] = [known.get(value or "") for value in values]
            continue
        read = _Reader(name, own)
        columns[name] = [None if value is None else read(value, row) for row, value in enumerate(values, 2)]
        if read.wrong:
            row, cell = read.wrong[0]
            more = f"; and {len(read.wrong) - 1} more rows" if len(read.wrong) > 1 else ""
            said = f"{cell!r:.40} is not understood as {name}{more}"
            problems.append(Problem(file, row, own.column or name, said, read.allowed))
    frame = pd.DataFrame(columns)
    frame[ROW] = range(2, len(frame) + 2)
    for name, otherwise in (("person", frame[ROW] - 1), ("wave", 0), ("answered", 1)):
        if name not in frame:
            frame[name] = otherwise
    return frame, problems


class _Reader:
    """Reads what stands in one column, and keeps what it cannot."""

    def __init__(self, name: str, own: OwnColumn) -> None:
        self.kind, self.own, self.words = MEANINGS[name].kind, own, MEANINGS[name].allowed
        self.wrong: list[tuple[int, str]] = []
        self.allowed = {
            TEXT: f"codes for {', '.join(self.words)}",
            MONTH: f"a month written as {own.date}",
        }.get(self.kind, "a number, a code, or blank: what says that there is no answer")

    def __call__(self, text: str, row: int) -> str | float | None:
        try:
            if self.kind == MONTH:
                return f"{dt.datetime.strptime(text, self.own.date):%Y-%m}"
            if self.kind == TEXT:
                return self.words[self.words.index(text)]
            return float(text.replace(",", ".") if self.own.decimal == "," else text)
        except ValueError:
            self.wrong.append((row, text))
            return None


def _same_in_every_wave(
    file: str, frame: pd.DataFrame, description: Description
) -> tuple[pd.DataFrame, list[Problem]]:
    """What does not change, in every row of a person: known in one wave it is known in all."""
    problems = []
    for name in (n for n in frame.columns if n in MEANINGS and MEANINGS[n].constant):
        own = description.columns[name]
        by_person = frame.groupby("person")[name]
        differing = by_person.nunique() > 1
        if differing.any() and not own.take:
            first = int(frame.loc[frame["person"] == differing.idxmax(), ROW].iloc[0])
            said = f"differs between waves of {int(differing.sum())} persons"
            problems.append(Problem(file, first, own.column, said, f"in {name}, take: first or last"))
        frame[name] = by_person.transform("last" if own.take == "last" else "first")
    return frame, problems


def _unknown_waves(file: str, frame: pd.DataFrame, description: Description) -> Iterator[Problem]:
    waves = sorted(int(wave) for wave in frame["wave"].dropna().unique())
    for name, said in (("before", description.before), ("after", description.after)):
        if said is not None and said not in waves:
            yield Problem(file, 0, f"waves, {name}", f"there is no wave {said}", ", ".join(map(str, waves)))


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each person and wave: where the file has none, the person did not answer."""
    import pandas as pd

    every = pd.MultiIndex.from_product([frame["person"].unique(), sorted(frame["wave"].unique())])
    whole = frame.set_index(["person", "wave"]).reindex(every.set_names(["person", "wave"])).reset_index()
    whole["answered"] = whole["answered"].fillna(0)
    whole[ROW] = whole[ROW].fillna(0)
    for name in (n for n in whole.columns if n in MEANINGS and MEANINGS[n].constant):
        whole[name] = whole.groupby("person")[name].transform("first")
    return whole


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts and months as categories, all else as the numbers that estimators take."""
    kinds: Mapping[str, str] = {
        name: "category" if MEANINGS[name].kind in (TEXT, MONTH) else "float64"
        for name in frame.columns
        if name in MEANINGS
    }
    typed = frame.astype(kinds)
    if {"group", "track"} <= set(typed.columns):
        categories = typed["track"].cat.set_categories(list(MEANINGS["track"].allowed))
        typed["track"] = categories.mask(categories.isna() & (typed["group"] == 0), "none")
    return typed.astype(dict.fromkeys(("person", "wave", "answered"), "int64"))


def _finished(frame: pd.DataFrame, description: Description) -> pd.DataFrame:
    frame = frame.drop(columns=ROW)
    frame[SIMULATED] = 0  # a partnership that exists has persons who do
    money: dict[Hashable, object] = {}
    if description.currency:
        money = {
            "currency": description.currency,
            "price_year": description.price_year,
            "per": description.per,
        }
    frame.attrs = {
        "units": {
            name: MEANINGS[name].unit for name in frame.columns if name in MEANINGS and MEANINGS[name].unit
        },
        **money,
        PRIMARY: description.primary_outcome,
        SIMULATED: False,
    }
    return frame
