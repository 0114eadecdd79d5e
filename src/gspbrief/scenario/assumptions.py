"""The assumed numbers of the partnership model: read from ``assumptions.yaml`` and validated once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

import yaml

from gspbrief.errors import ArgumentError, EstimationError, EvidenceError, Problem
from gspbrief.evidence.countries import CODE
from gspbrief.evidence.files import parse_yaml, read_text
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Bound
from gspbrief.language.letters import strange
from gspbrief.scenario.assumption import (
    BASE,
    COMPARED,
    DESIGN,
    TAGS,
    Assumption,
    Case,
    Correlation,
    case_refusals,
    root_of_correlations,
)
from gspbrief.scenario.symbols import BESIDE, DOMAINS, PARTIES, UNITS, Shares, domain, share_refusals

DRAWN = (*DOMAINS, "r")
"""The symbols whose ranges are tried: those of the model, and the discount rate."""


@dataclass(frozen=True, eq=False)
class Assumptions(Mapping[str, object]):
    """One case's numbers, readable as the mapping that `gspbrief.scenario.accounts.evaluate` takes.

    Examples
    --------
    ``assumptions["p"]`` is a number, ``assumptions["share"]["CA"]["E"]`` a payer's share of a kind of cost,
    ``assumptions.entries["p"].why`` the reason for the number.
    """

    entries: Mapping[str, Assumption]
    share: Shares
    share_why: str
    own_rate: Mapping[str, float]
    own_rate_why: str
    currency: str
    price_year: int | None
    price_note: str
    cases: Mapping[str, Case]
    correlations: tuple[Correlation, ...]
    case: str = BASE
    own: tuple[str, ...] = field(default=())

    def __getitem__(self, name: str) -> object:
        if name == "share":
            return self.share
        value = self.entries[name].value
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, entry in self.entries.items() if entry.value is not None)
        yield "share"

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def reasons(self) -> frozenset[str]:
        """What is said for each number and each correlation, as tables print it."""
        entries, pairs = self.entries.values(), self.correlations
        return frozenset((*(entry.why for entry in entries), *(pair.why for pair in pairs)))

    @property
    def rate(self) -> float:
        """The common discount rate, a share a year."""
        return float(self.entries["r"].value or 0.0)

    @property
    def own_rates(self) -> dict[str, float]:
        """Every party's own discount rate; the common one for those that have none."""
        return {party: self.own_rate.get(party, self.rate) for party in PARTIES}

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Low and high end of every symbol of `DRAWN` that has a range."""
        return {
            name: (entry.low, entry.high)
            for name, entry in self.entries.items()
            if name in DRAWN and entry.low is not None and entry.high is not None
        }

    def in_case(self, name: str) -> Assumptions:
        """The assumptions of a named case.

        Raises
        ------
        ArgumentError
            If there is no such case.
        """
        if name not in self.cases:
            known = ", ".join(self.cases)
            raise ArgumentError(
                f"there is no case {name!r}", where="assumptions.yaml", todo=f"Cases: {known}"
            )
        case = self.cases[name]
        return replace(
            self.with_values(case.values), share=MappingProxyType({**self.share, **case.share}), case=name
        )

    def with_values(self, values: Mapping[str, float]) -> Assumptions:
        """The same with other values; the range of a symbol goes where the new value is outside it.

        Raises
        ------
        EstimationError
            If a symbol is unknown or a value is outside its domain.
        """
        entries = dict(self.entries)
        for name, value in values.items():
            if name not in entries:
                raise EstimationError("there is no such symbol", where=name)
            if refusal := domain(name).refusal(value):
                raise EstimationError(refusal, where=name)
            entries[name] = entries[name].at(value)
        return replace(self, entries=MappingProxyType(entries))


def read_assumptions(path: Path) -> Assumptions:
    """Read and validate ``assumptions.yaml``.

    Raises
    ------
    EvidenceError
        If the file cannot be read or breaks its rules; every problem is listed with its line.
    """
    return parse_assumptions(read_text(path), path.name)


@lru_cache(maxsize=2)  # every partnership has the same
def parse_assumptions(text: str, file: str) -> Assumptions:
    """As `read_assumptions`, of a text.

    Raises
    ------
    EvidenceError
        If it breaks the rules of the file.
    """
    document = parse_yaml(text, file)
    reading = _Reading(file)
    reading.note_lines(yaml.compose(text, Loader=yaml.CSafeLoader))  # the nodes know their lines
    read = reading.assumptions(document)
    if read is not None and not reading.problems:
        reading.require_cases(read)
    if read is None or reading.problems:
        raise EvidenceError(reading.problems)
    return read


_TEXTS = ("symbol", "meaning", "unit", "why")
_FIELDS = {*_TEXTS, "value", "low", "high", "tag", "bound", "row", "sources"}
YEARS = range(1950, 2101)
_SECTIONS = ("symbols", "own_rates", "share", "cases")
_TOP = {*_SECTIONS, "currency", "price_year", "price_note", "correlations"}
_CASE, _CORRELATION = {"title", "why", "values", "share"}, {"first", "second", "rho", "why"}


class _Reading:
    """One pass over the file, which collects every problem instead of stopping at the first."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def note_lines(self, node: yaml.Node | None, path: str = "") -> None:
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            here = f"{path}.{key.value}".lstrip(".")
            self.lines[here] = key.start_mark.line + 1
            self.note_lines(value, here)

    def refuse(self, path: str, what: str, allowed: str = "") -> None:
        place = path
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        self.problems.append(Problem(self.file, self.lines.get(place, 0), path, what, allowed))

    def mapping(self, parent: Mapping[str, object], name: str, path: str = "") -> dict[str, object]:
        value = parent.get(name)
        if isinstance(value, dict):
            return {str(key): content for key, content in value.items()}
        if value is not None:
            self.refuse(f"{path}.{name}".lstrip("."), "is not a mapping")
        return {}

    def text(self, parent: Mapping[str, object], name: str, path: str = "") -> str:
        value = parent.get(name)
        if isinstance(value, str) and value.strip():
            for letter, what in strange(value):
                self.refuse(f"{path}.{name}".lstrip("."), f"holds {letter}: {what}", "other letters")
            return " ".join(value.split())
        self.refuse(f"{path}.{name}".lstrip("."), "says nothing", "a text")
        return ""

    def fields(self, given: Mapping[str, object], allowed: Collection[str], path: str = "") -> None:
        """Complain about what nothing reads: a field that is misspelt would count as one left out."""
        for unknown in sorted(set(map(str, given)) - set(allowed)):
            place = f"{path}.{unknown}".lstrip(".")
            self.refuse(place, "there is no such field", f"allowed: {', '.join(sorted(allowed))}")

    def number(self, name: str, value: object, path: str) -> float | None:
        """A value of the symbol, or None after a complaint."""
        if refusal := domain(name).refusal(value):
            self.refuse(path, refusal)
            return None
        return value if isinstance(value, (int, float)) else None

    def assumptions(self, document: object) -> Assumptions | None:
        if not isinstance(document, dict):
            self.refuse("", "the file is not a mapping of sections")
            return None
        for section in _SECTIONS:
            if not isinstance(document.get(section), dict):
                self.refuse(section, "the section is missing")
        self.fields(document, _TOP)
        entries = self.entries(self.mapping(document, "symbols"))
        share, own_rates = self.mapping(document, "share"), self.mapping(document, "own_rates")
        self.fields(share, ("why", "payers"), "share")
        self.fields(own_rates, ("why", "values"), "own_rates")
        currency, price_year = self.text(document, "currency"), document.get("price_year")
        if currency and not CODE.fullmatch(currency):
            self.refuse("currency", f"{currency!r} is not a code of three capital letters", "such as USD")
        if price_year is not None and (not isinstance(price_year, int) or price_year not in YEARS):
            self.refuse("price_year", f"{price_year!r} is not a year", "a year, or nothing")
        return Assumptions(
            entries=MappingProxyType(entries),
            share=self.split(share.get("payers"), "share.payers"),
            share_why=self.text(share, "why", "share"),
            own_rate=self.rates(self.mapping(own_rates, "values", "own_rates")),
            own_rate_why=self.text(own_rates, "why", "own_rates"),
            currency=currency,
            price_year=price_year,
            price_note=self.text(document, "price_note"),
            cases=MappingProxyType(self.cases(self.mapping(document, "cases"))),
            correlations=self.correlations(document.get("correlations")),
        )

    def entries(self, symbols: Mapping[str, object]) -> dict[str, Assumption]:
        known = (*DOMAINS, *BESIDE)
        for name in symbols:
            if name not in known:
                self.refuse(f"symbols.{name}", "there is no such symbol", f"allowed: {', '.join(known)}")
        for name in known:
            if name not in symbols:
                self.refuse("symbols", f"{name} is missing")
        held = [name for name in known if name in symbols]
        read = {name: self.entry(name, self.mapping(symbols, name, "symbols")) for name in held}
        training, horizon = (read[name].value if name in read else None for name in ("tau", "T"))
        if training is not None and horizon is not None and horizon < training:
            self.refuse("symbols.T.value", f"{horizon:g} years end before {training:g} years of training do")
        return read

    def entry(self, name: str, fields: Mapping[str, object]) -> Assumption:
        path = f"symbols.{name}"
        self.fields(fields, _FIELDS, path)
        texts = {field_name: self.text(fields, field_name, path) for field_name in _TEXTS}
        if texts["unit"] and texts["unit"] not in UNITS:
            self.refuse(f"{path}.unit", f"{texts['unit']!r} is not a unit", f"allowed: {', '.join(UNITS)}")
        value, low, high = (
            None if fields.get(end) is None else self.number(name, fields[end], f"{path}.{end}")
            for end in ("value", "low", "high")
        )
        self.range_of(path, fields, value, low, high, optional=name in BESIDE)
        tag, bound = fields.get("tag"), fields.get("bound", "exact")
        if tag != DESIGN and fields.get("low") is None and fields.get("high") is None:
            self.refuse(path, "has no range", f"low and high, or the tag {DESIGN} if the partners choose it")
        if tag not in TAGS:
            self.refuse(f"{path}.tag", f"{tag!r} is not a tag", f"allowed: {', '.join(TAGS)}")
        if bound not in ("exact", "below"):
            self.refuse(f"{path}.bound", f"{bound!r} is not a bound", "allowed: exact, below")
        row, hedge = str(fields.get("row", "")), cast("Bound", bound)
        cited = self.mapping(fields, "sources", path)
        return Assumption(
            name=name,
            value=value,
            low=low,
            high=high,
            tag=str(tag),
            bound=hedge,
            row=row,
            sources=tuple(Citation(key, str(place or "")) for key, place in cited.items()),
            **texts,
        )

    def range_of(
        self,
        path: str,
        fields: Mapping[str, object],
        value: float | None,
        low: float | None,
        high: float | None,
        *,
        optional: bool,
    ) -> None:
        ends = [fields.get("low") is None, fields.get("high") is None]
        if fields.get("value") is None and (not optional or any(ends)):
            self.refuse(f"{path}.value", "there is no value")
        if any(ends) and not all(ends):
            self.refuse(path, "the range has one end only")
        if low is not None and high is not None and low > high:
            self.refuse(path, f"the range runs from {low:g} down to {high:g}")
        elif value is not None and low is not None and high is not None and not low <= value <= high:
            self.refuse(f"{path}.value", f"{value:g} is outside its range", f"{low:g} to {high:g}")

    def split(self, share: object, path: str, *, partial: bool = False) -> Shares:
        refusals = share_refusals(share)
        for kind, refusal in refusals.items():
            if not (partial and isinstance(share, dict) and kind not in share):
                self.refuse(f"{path}.{kind}".rstrip("."), refusal)
        if not isinstance(share, dict):
            return MappingProxyType({})
        return MappingProxyType(
            {kind: MappingProxyType(dict(p)) for kind, p in share.items() if p and isinstance(p, dict)}
        )

    def rates(self, rates: Mapping[str, object]) -> Mapping[str, float]:
        read: dict[str, float] = {}
        for party, value in rates.items():
            path = f"own_rates.values.{party}"
            if party not in PARTIES:
                self.refuse(path, "is not a party", f"allowed: {', '.join(PARTIES)}")
            elif (rate := self.number("r", value, path)) is not None:
                read[party] = rate
        return MappingProxyType(read)

    def cases(self, cases: Mapping[str, object]) -> dict[str, Case]:
        for name in COMPARED:
            if name not in cases:
                self.refuse("cases", f"the case {name} is missing")
        return {name: self.case(name, self.mapping(cases, name, "cases")) for name in cases}

    def case(self, name: str, fields: Mapping[str, object]) -> Case:
        path = f"cases.{name}"
        self.fields(fields, _CASE, path)
        values: dict[str, float] = {}
        for symbol, value in self.mapping(fields, "values", path).items():
            place = f"{path}.values.{symbol}"
            if symbol not in DOMAINS:
                self.refuse(place, "there is no such symbol")
            elif (number := self.number(symbol, value, place)) is not None:
                values[symbol] = number
        share = self.split(fields.get("share") or {}, f"{path}.share", partial=True)
        title, why = self.text(fields, "title", path), self.text(fields, "why", path)
        return Case(name, title, why, MappingProxyType(values), share)

    def require_cases(self, read: Assumptions) -> None:
        told: set[tuple[str, str]] = set()
        for name in (BASE, *(name for name in read.cases if name != BASE)):
            held = read.in_case(name)
            refusals = [one for one in case_refusals(held, held.ranges) if one not in told]
            told.update(refusals)  # what is wrong with the base case is wrong with those that keep it
            for refusal in refusals:
                self.refuse(f"cases.{name}", *refusal)

    def correlations(self, pairs: object) -> tuple[Correlation, ...]:
        read: dict[frozenset[str], Correlation] = {}
        if pairs is not None and not isinstance(pairs, list):
            self.refuse("correlations", "is not a list", "a line for each pair: first, second, rho and why")
        for pair in pairs if isinstance(pairs, list) else []:
            if not isinstance(pair, dict):
                self.refuse(
                    "correlations", f"{pair!r:.40} is not a correlation", "first, second, rho and why"
                )
                continue
            self.fields(pair, _CORRELATION, "correlations")
            first, second = (str(pair.get(name)) for name in ("first", "second"))
            rho, both = pair.get("rho"), frozenset((first, second))
            if first not in DOMAINS or second not in DOMAINS or first == second:
                self.refuse("correlations", f"{first} and {second} are not two symbols")
            elif both in read:
                self.refuse("correlations", f"{first} and {second} stand here a second time")
            elif not isinstance(rho, (int, float)) or not -1 <= rho <= 1:
                self.refuse("correlations", f"{first} and {second}: {rho!r} is outside -1 to 1")
            else:
                read[both] = Correlation(first, second, rho, self.text(pair, "why", "correlations"))
        try:
            root_of_correlations(read.values(), sorted(frozenset().union(*read)))
        except EstimationError as error:
            self.refuse("correlations", error.what, error.todo)
        return tuple(read.values())
