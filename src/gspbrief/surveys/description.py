"""What a survey of one's own is: ``data/surveys/<partnership>.yaml``, read strictly, every problem at once.

It says which column means what (`meanings`), how answers are coded, who was offered a place and how, which
waves are compared, over how many months people are followed, and what is left out and why. What it does not
name the survey does not have: less is estimated then, and the brief says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.countries import CODE
from gspbrief.evidence.files import parse_yaml, read_text
from gspbrief.language.letters import strange
from gspbrief.surveys.meanings import MEANINGS, TEXT, WHOLE, YES_NO, outcomes

DESIGNS = ("lottery", "comparison", "none")
WINDOW = (12, 24, 36)  # months
THRESHOLD = 10  # persons: the customary end of what statistical offices print
TAKE = ("first", "last")  # of what differs between waves and should not

_COLUMN = ("column", "value", "codes", "blank", "date", "decimal", "take")


@dataclass(frozen=True, slots=True)
class OwnColumn:
    """One column of the microdata, and how what stands in it is read.

    Attributes
    ----------
    column : str
        What it is called in the file; blank where `value` holds for everybody.
    value : str
        What holds for everybody.
    codes : mapping of str to str
        What stands in the file, and what it means.
    blank : tuple of str
        What stands in the file where there is no answer.
    date : str
        How months are written, as ``strptime`` has it: ``%m/%Y``.
    decimal : str
        The decimal mark.
    take : str
        Which of a person's entries counts where they differ between waves: ``first`` or ``last``.
    """

    column: str = ""
    value: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    blank: tuple[str, ...] = ()
    date: str = "%Y-%m"
    decimal: str = "."
    take: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A survey of one's own, as its file says.

    Attributes
    ----------
    design : str
        How places were given: ``lottery``, ``comparison`` (a group without a place that nobody drew by lot)
        or ``none`` (everybody asked had a place).
    before, after : int or None
        The waves that are compared; None: the first and the last there are.
    window : tuple of int
        Over how many months people are followed, shortest first.
    threshold : int
        Groups of fewer persons are not printed.
    left_out : mapping of str to str
        Columns of the file that are not read, and why.
    """

    columns: Mapping[str, OwnColumn]
    title: str = ""
    design: str = "none"
    before: int | None = None
    after: int | None = None
    window: tuple[int, ...] = WINDOW
    primary_outcome: str = ""
    threshold: int = THRESHOLD
    currency: str = ""
    price_year: int | None = None
    per: str = "month"
    source: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)


def read_description(path: Path) -> Description:
    """Read and validate the file that describes a survey.

    Raises
    ------
    EvidenceError
        With every problem.
    """
    document = parse_yaml(read_text(path), path.name)
    reading = _Reading(path.name)
    read = reading.description(document)
    if reading.problems:
        raise EvidenceError(reading.problems)
    return read


class _Reading:
    """One pass over the file, which collects every problem instead of stopping at the first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def refuse(self, place: str, what: str, allowed: str = "") -> None:
        self.problems.append(Problem(self.file, 0, place, what, allowed))

    def mapping(self, value: object, place: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return {_text(key): content for key, content in value.items()}
        if value is not None:
            self.refuse(place, "is not a mapping", "name: value")
        return {}

    def known(self, said: Mapping[str, object], names: tuple[str, ...], place: str) -> None:
        for name in said:
            if name not in names:
                near = get_close_matches(name, names, n=1)
                hint = f"did you mean {near[0]}?" if near else f"one of {', '.join(names)}"
                self.refuse(place, f"{name!r:.40} is not known", hint)

    def one_of(self, said: Mapping[str, Any], name: str, allowed: tuple[str, ...], otherwise: str) -> str:
        value = said.get(name, otherwise)
        if value not in allowed:
            self.refuse(name, f"{value!r:.40} is not known", ", ".join(allowed))
            return otherwise
        return str(value)

    def whole(self, said: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
        value = said.get(name)
        if value is None or (_is_whole(value) and low <= value <= high):
            return value
        self.refuse(name, f"{value!r:.40} is not allowed", f"a whole number from {low} to {high}")
        return None

    def text(self, said: Mapping[str, Any], name: str) -> str:
        value = said.get(name, "")
        if not isinstance(value, str) or any(strange(value)):
            self.refuse(name, f"{value!r:.40} is no text", "a text in ordinary letters")
            return ""
        return value

    def description(self, document: object) -> Description:
        said = self.mapping(document, "the file")
        self.known(said, _FILE, "the file")
        columns = dict(self.columns(self.mapping(said.get("columns"), "columns")))
        if "columns" not in said:
            self.refuse("columns", "is missing", "what each column means, such as  age: Âge")
        for unsure in said.get("unsure") or ():
            self.refuse("unsure", str(unsure), "correct it where it stands, then take this line out")
        waves = self.mapping(said.get("waves"), "waves")
        self.known(waves, ("before", "after"), "waves")
        threshold = self.whole(said, "threshold", 2, 1000)
        read = Description(
            columns=columns,
            title=self.text(said, "title"),
            design=self.one_of(said, "design", DESIGNS, "none"),
            before=self.whole(waves, "before", 0, 100),
            after=self.whole(waves, "after", 0, 100),
            window=self.window(said),
            primary_outcome=self.outcome(said, columns),
            threshold=THRESHOLD if threshold is None else threshold,
            currency=self.text(said, "currency"),
            price_year=self.whole(said, "price_year", 1950, 2100),
            per=self.one_of(said, "per", ("month", "year", "week", "day", "hour"), "month"),
            source=self.text(said, "source"),
            left_out=self.mapping(said.get("left_out"), "left_out"),
        )
        self.whole_of(read)
        return read

    def window(self, said: Mapping[str, Any]) -> tuple[int, ...]:
        value = said.get("window", list(WINDOW))
        months = value if isinstance(value, list) else [value]
        if not months or not all(_is_whole(m) and 1 <= m <= 600 for m in months):
            self.refuse("window", f"{value!r:.40} is not allowed", "months, such as [12, 24, 36]")
            return WINDOW
        return tuple(sorted(set(months)))

    def outcome(self, said: Mapping[str, Any], columns: Mapping[str, OwnColumn]) -> str:
        named = self.text(said, "primary_outcome")
        known = list(outcomes({name: MEANINGS[name] for name in columns}))
        if named and named not in known:
            self.refuse("primary_outcome", f"there is no outcome {named!r:.40}", ", ".join(known) or "none")
        return named

    def columns(self, said: Mapping[str, Any]) -> Iterator[tuple[str, OwnColumn]]:
        for name, value in said.items():
            if name not in MEANINGS:
                near = get_close_matches(name, MEANINGS, n=1)
                hint = f"did you mean {near[0]}?" if near else ", ".join(MEANINGS)
                self.refuse("columns", f"{name!r:.40} is no meaning that is known", hint)
            elif isinstance(value, str) and value.strip():
                yield name, OwnColumn(column=value)
            else:
                yield name, self.column(name, self.mapping(value, f"columns, {name}"))

    def column(self, name: str, said: Mapping[str, Any]) -> OwnColumn:
        place = f"columns, {name}"
        self.known(said, _COLUMN, place)
        if bool(said.get("column")) == ("value" in said):
            self.refuse(place, "needs either a column or a value", "column: its name in the file")
        codes = {k: _text(v) for k, v in self.mapping(said.get("codes"), f"{place}, codes").items()}
        kind, allowed = MEANINGS[name].kind, MEANINGS[name].allowed
        right = ("0", "1") if kind == YES_NO else allowed
        for text, meaning in codes.items():
            fits = meaning.isdigit() if kind == WHOLE else (meaning in right or (kind == TEXT and not right))
            if not fits:
                expected = "a whole number" if kind == WHOLE else " or ".join(right) or "no codes"
                self.refuse(f"{place}, codes", f"{text!r:.40} cannot mean {meaning!r:.40}", expected)
        blank = said.get("blank", [])
        decimal, take, date = said.get("decimal", "."), said.get("take", ""), said.get("date", "%Y-%m")
        if decimal not in (".", ","):
            self.refuse(place, f"the decimal mark cannot be {decimal!r:.10}", "'.' or ','")
        if take not in ("", *TAKE):
            self.refuse(place, f"cannot take {take!r:.20}", " or ".join(TAKE))
        if not isinstance(date, str) or "%Y" not in date + date.replace("%y", "%Y") or "%" not in date:
            self.refuse(place, f"dates cannot be written as {date!r:.20}", "such as '%m/%Y' or '%d.%m.%Y'")
            date = "%Y-%m"
        return OwnColumn(
            column=_text(said.get("column", "")),
            value=_text(said.get("value", "")),
            codes=codes,
            blank=tuple(map(_text, blank if isinstance(blank, list) else [blank])),
            date=date,
            decimal=str(decimal),
            take=str(take),
        )

    def whole_of(self, read: Description) -> None:
        """What no part of the file can be refused for alone."""
        if read.design != "none" and "group" not in read.columns:
            self.refuse("design", f"{read.design} without a column for group", "who was offered a place")
        money = [name for name in ("earnings", "remittances") if name in read.columns]
        if money and not (read.currency and read.price_year):
            self.refuse("currency", f"{money[0]} needs a currency and a price_year", "such as EUR and 2023")
        if read.currency and not CODE.fullmatch(read.currency):
            self.refuse(
                "currency", f"{read.currency!r:.40} is not a code of three capital letters", "such as EUR"
            )
        if read.before is not None and read.after is not None and read.before >= read.after:
            self.refuse("waves", f"before is {read.before} and after {read.after}", "the earlier wave before")
        used: dict[str, str] = {}
        for name, own in read.columns.items():
            if own.column and own.column in used:
                self.refuse(f"columns, {name}", f"{own.column!r:.40} is {used[own.column]} already")
            used[own.column] = name
        for name in read.left_out:
            if name in used:
                self.refuse("left_out", f"{name!r:.40} is read as {used[name]} as well", "one or the other")


_FILE = (
    "title", "columns", "design", "waves", "window", "primary_outcome", "threshold",  "currency",
    "price_year", "per", "source", "left_out", "unsure",
)  # fmt: skip


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str:
    """What YAML read as a number or as yes and no, as it stands in the file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
