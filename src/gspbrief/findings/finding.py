"""A finding: one figure with everything a reader needs to trust and trace it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal, cast, overload

from gspbrief.errors import EstimationError
from gspbrief.findings import plain_cells
from gspbrief.findings.citation import GRADES, Citation, Grade

Bound = Literal["exact", "about", "above", "below", "at_most", "at_least", "range"]
Quantity = Literal["level", "change", "ratio", "effect"]

MIME_TYPE = "application/vnd.gspbrief+json"
SIGNIFICANT_DIGITS = 12  # linear algebra differs by processor beyond these

_LOWER, _UPPER = frozenset({"above", "at_least"}), frozenset({"below", "at_most"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure, or the statement that it was not found.

    Attributes
    ----------
    id : str
        A row's own id, or ``subject.quantity`` and the rows or scope that tell a computed figure from its
        likes: a function of the finding alone, so that it stays when others come and go.
    measure : str
        What was measured, a word of the vocabulary (``departed``, ``cost_per_graduate``).
    value : float or None
        The figure; shares stand as 0-1. None for a range without a midpoint, or when not found.
    reason : str
        Why there is no value.
    low, high : float or None
        Ends of the interval or range.
    interval : str
        What the range is: ``wilson``, ``interval``, ``specifications``, ``bounds``, ``rounding``, ...
    level : float or None
        Confidence level of a true interval.
    bound : str
        How the figure is hedged: exact, about, above, below, at_most, at_least, range.
    quantity : str
        What the number says: how much there was (``level``), by how much it moved (``change``), one amount
        against another (``ratio``), or what would have been otherwise without the partnership (``effect``).
    about : str
        What it is about where that is not the partnership itself, such as ``wider`` or ``before``.
    per_period : str
        Over what time an amount ran up, where it covers no dated span.
    approximate : bool
        Whether its dates are approximate.
    base : str
        What a share is a share of; ``n`` is that count where it is known.
    formula, inputs
        How a derived figure was computed, and the ids of the findings it rests on.
    row : str
        ``table.csv#row`` of the evidence for a published figure.
    cell : str
        Id of the notebook cell that shows it.

    Raises
    ------
    EstimationError
        If a number is NaN or infinite, ends of the range are reversed, or the grade is unknown.
    """

    id: str
    measure: str
    value: float | None
    unit: str
    grade: Grade
    partnership: str = ""
    reason: str = ""
    low: float | None = None
    high: float | None = None
    interval: str = ""
    level: float | None = None
    bound: Bound = "exact"
    quantity: Quantity = "level"
    status: str = "achieved"
    about: str = ""
    currency: str = ""
    price_year: int | None = None
    per: str = ""
    per_period: str = ""
    start: str = ""
    end: str = ""
    approximate: bool = False
    timing: str = ""
    origin: str = ""
    destination: str = ""
    track: str = ""
    group: str = ""
    base: str = ""
    n: int | None = None
    standard_error: float | None = None
    method: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    caveats: tuple[str, ...] = ()
    as_printed: str = ""
    confidence: str = ""
    evidence_root: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    notebook: str = ""
    cell: str = ""

    def __post_init__(self) -> None:
        for name in ("value", "low", "high", "standard_error"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise EstimationError(f"{name} is {number}, not a number", where=self.id)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise EstimationError(f"the range runs from {self.low} down to {self.high}", where=self.id)
        if self.grade not in GRADES:
            raise EstimationError(f"grade {self.grade!r} is not one of {', '.join(GRADES)}", where=self.id)
        if not self.found and not self.reason:
            raise EstimationError("there is neither a value nor a reason for its absence", where=self.id)

    @property
    def found(self) -> bool:
        """Whether there is a value or at least one end of a range."""
        return self.value is not None or self.low is not None or self.high is not None

    def to_json(self) -> dict[str, object]:
        """The finding as JSON values, floats rounded to twelve significant digits."""
        record: dict[str, object] = {f.name: getattr(self, f.name) for f in fields(self)}
        record["details"] = dict(sorted(self.details.items()))
        record["sources"] = [[citation.key, citation.locator] for citation in self.sources]
        return {name: value if isinstance(value, str) else rounded(value) for name, value in record.items()}

    @classmethod
    def from_json(cls, record: Mapping[str, object]) -> Finding:
        """The finding that ``to_json`` wrote."""
        values = {f.name: record[f.name] for f in fields(cls) if f.name in record}
        pairs = cast("Sequence[Sequence[str]]", record.get("sources", ()))
        values["sources"] = tuple(Citation(key, locator) for key, locator in pairs)
        for name in ("inputs", "caveats"):
            values[name] = tuple(cast("Sequence[str]", record.get(name, ())))
        return cls(**values)  # type: ignore[arg-type]


def rounded(value: object) -> object:
    """JSON values, floats to twelve significant digits: beyond them processors and libraries differ."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, tuple | list):
        return [rounded(item) for item in value]
    if isinstance(value, Mapping):
        return {name: rounded(item) for name, item in value.items()}
    return value


class Findings(Sequence[Finding]):
    """Findings in order, with unique ids; shows itself as a table in a notebook."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._findings = tuple(findings)
        seen: set[str] = set()
        for finding in self._findings:
            if finding.id in seen:
                raise EstimationError("two findings have this id", where=finding.id)
            seen.add(finding.id)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            return Findings(self._findings[index])
        return self._findings[index]

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __add__(self, other: Iterable[Finding]) -> Findings:
        return Findings((*self._findings, *other))

    def where(self, test: Callable[[Finding], bool] | None = None, **values: object) -> Findings:
        """The findings whose attributes have these values and that pass the test."""
        return Findings(
            finding
            for finding in self._findings
            if all(getattr(finding, name) == value for name, value in values.items())
            and (test is None or test(finding))
        )

    def named(self, finding_id: str) -> Finding:
        """The finding with this id.

        Raises
        ------
        KeyError
            If there is none.
        """
        for finding in self._findings:
            if finding.id == finding_id:
                return finding
        raise KeyError(finding_id)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return {
            "text/markdown": self._markdown(),
            "text/plain": "\n".join(f"{f.id}: {plain(f)} {f.unit}" for f in self) or "no findings",
            MIME_TYPE: {"findings": [f.id for f in self], "exhibits": []},
        }

    def _markdown(self) -> str:
        if not self:
            return "*No such figure in the evidence.*"
        heads = ("finding", "value", "unit", "grade", "source")
        return plain_cells.table(heads, map(_row, self), right=[1])


def _row(finding: Finding) -> tuple[str, ...]:
    unit, keys = f"{finding.unit} {finding.currency}".strip(), ", ".join(c.key for c in finding.sources)
    return plain_cells.code(finding.id), plain(finding), unit, finding.grade, keys


def plain(finding: Finding) -> str:
    """The figure with its hedge and range, to six digits, in no language and without its unit."""
    if not finding.found:
        return "not found"
    ends = "" if finding.low is None and finding.high is None else f"{_g(finding.low)}–{_g(finding.high)}"
    hedge = "" if finding.bound in ("exact", "range") else finding.bound.replace("_", " ") + " "
    if finding.value is None:
        if finding.bound in _LOWER | _UPPER and None not in (finding.low, finding.high):
            return f"{ends} or {'more' if finding.bound in _LOWER else 'less'}"
        return hedge + ends
    return f"{hedge}{_g(finding.value)}" + (f" ({ends})" if ends else "")


def _g(number: float | None) -> str:
    return "" if number is None else f"{number:.6g}"


def quotient(
    numerator: Finding, denominator: Finding
) -> tuple[float | None, float | None, float | None, Bound]:
    """Divide two findings, carrying their ranges and hedges.

    A lower bound divided by an exact figure is a lower bound; an exact figure divided by an upper bound
    is a lower bound; a lower bound divided by a lower bound says nothing.

    Returns
    -------
    value, low, high, bound
        In the unit of the numerator per unit of the denominator.

    Raises
    ------
    EstimationError
        If the denominator is zero or missing, or the hedges leave nothing to say.
    """
    for finding in (numerator, denominator):
        if not finding.found:
            raise EstimationError(finding.reason, where=finding.id)
    if 0 in (denominator.value, denominator.low, denominator.high):
        raise EstimationError("division by a count of zero", where=denominator.id)
    bound = _quotient_bound(numerator, denominator)
    top = _ends(numerator)
    bottom = _ends(denominator)
    if numerator.value is not None and denominator.value is not None:
        value = numerator.value / denominator.value
        if top[0] == top[1] and bottom[0] == bottom[1]:
            return value, None, None, bound
        return value, top[0] / bottom[1], top[1] / bottom[0], bound
    return None, top[0] / bottom[1], top[1] / bottom[0], bound


def _ends(finding: Finding) -> tuple[float, float]:
    known = [x for x in (finding.low, finding.high, finding.value) if x is not None]
    return min(known), max(known)


def _quotient_bound(numerator: Finding, denominator: Finding) -> Bound:
    top, bottom = numerator.bound, denominator.bound
    says_lower = top in _LOWER or bottom in _UPPER
    says_upper = top in _UPPER or bottom in _LOWER
    if says_lower and says_upper:
        raise EstimationError(
            f"{numerator.id} is {top.replace('_', ' ')} and {denominator.id} is "
            f"{bottom.replace('_', ' ')}: their quotient has no bound"
        )
    if says_lower:
        return "at_least"
    if says_upper:
        return "at_most"
    if "about" in (top, bottom):
        return "about"
    return "range" if "range" in (top, bottom) else "exact"


def not_found(finding_id: str, measure: str, unit: str, consulted: int, **scope: str) -> Finding:
    """A finding that says that a figure was looked for and not found.

    Parameters
    ----------
    consulted : int
        Number of sources that were consulted.
    """
    plural = "" if consulted == 1 else "s"
    empty = Finding(
        id=finding_id,
        measure=measure,
        value=None,
        unit=unit,
        grade="published",
        reason=f"not found in the {consulted} source{plural} consulted",
    )
    return replace(empty, **scope)  # type: ignore[arg-type]
