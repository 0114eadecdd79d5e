"""Like with like: which figures of different programmes compare, and what keeps the others apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from gspbrief.analysis import costs, migration
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, whole
from gspbrief.findings.finding import Finding, Findings
from gspbrief.synthesis.definitions import PER_PERSON, counts_for_it

Aspect = Callable[[Finding], object]

FEWEST = 2  # programmes that make a comparison
_BILLED = ("achieved", "projected", "required")

_COST_ASPECTS: Mapping[str, Aspect] = {
    "currency": lambda f: f.currency,
    "price_year": lambda f: f.price_year,
    "concept": lambda f: f.details.get("concept", ""),
    "per": lambda f: f.per,
    "payer": lambda f: f.details.get("payer", ""),
}
_BILL_ASPECTS: Mapping[str, Aspect] = {
    **_COST_ASPECTS,
    "component": lambda f: f.details.get("component") or f.id,  # what it covers, where a source says so
}
_RATE_ASPECTS: Mapping[str, Aspect] = {
    "base": lambda f: f.base,
    "part": lambda f: whole(f) or f.id,  # two parts are not the same part
}
_SHARES_OF_SURVEYS = ("survey_responses", "survey_response_rate", "women_share")  # they describe a group


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of several programmes that go by one name.

    Attributes
    ----------
    measure : str
        The name.
    figures : Findings
        Every achieved figure of that name on the programme itself, unless its source supports it weakly.
    alike : tuple of str
        Ids of those that may be compared across programmes; empty if there are none.
    differ : tuple of str
        What keeps the figures apart where none may be compared: words of the vocabulary ``differ``.
    """

    measure: str
    figures: Findings
    alike: tuple[str, ...]
    differ: tuple[str, ...]

    @property
    def programmes(self) -> int:
        """How many programmes have such a figure."""
        return len({finding.partnership for finding in self.figures})


def unit_costs(studies: Sequence[Study]) -> tuple[Comparison, ...]:
    """Costs of one person, published and derived, that two programmes or more have in print.

    They may be compared if currency, price year, kind of amount, what they are per and who bears them are the
    same. Nothing is converted, and two price years that nobody states are not taken for the same.
    """
    found = (
        f
        for study in studies
        for f in (*costs.unit_costs(study), *_own(study, costs.derived_unit_costs(study)))
        if f.per not in ("project",)
    )
    return _compared(found, _COST_ASPECTS, _parents(studies))


def employers_bills(studies: Sequence[Study]) -> Comparison:
    """What employers pay, must pay or are told to expect for one person, by what it covers; plans are none.

    Two amounts compare as costs do, and only if they cover the same.
    """
    found = [
        f
        for study in studies
        for f in study.published("costs").where(lambda f: f.status in _BILLED, unit="money")
        if f.per in PER_PERSON and f.details.get("payer") == "employer" and counts_for_it(f)
    ]
    ordered = sorted(found, key=lambda f: str(f.details.get("component", "")))
    return _comparison("sponsor_cost", ordered, _BILL_ASPECTS, _parents(studies))


def aspects(finding: Finding) -> dict[str, str]:
    """What must be the same in two figures that go by one name, by the words of the vocabulary ``differ``.

    Empty for anything but an amount of money or a share: counts of people tell the size of a programme, and
    are no measure that compares.
    """
    asked = {"money": _COST_ASPECTS, "share": _RATE_ASPECTS}.get(finding.unit, {})
    return {name: str(aspect(finding) or "") for name, aspect in asked.items()}


def rates(studies: Sequence[Study]) -> tuple[Comparison, ...]:
    """Shares of people, published and derived, that two programmes or more have under one name.

    They may be compared if they are of the same base and both cover the whole programme.
    """
    found = (
        f
        for study in studies
        for f in (
            *_own(study, migration.rates(study)),
            *map(named, study.published("migration").where(unit="share")),
            *study.published("outcomes").where(unit="share"),
        )
        if not f.measure.startswith("share_of_") and f.measure not in _SHARES_OF_SURVEYS
    )
    return _compared(found, _RATE_ASPECTS, _parents(studies))


def _own(study: Study, found: Findings) -> Iterable[Finding]:
    """Computed figures under ids that are unique among all programmes."""
    here = study.partnership.id
    for finding in found:
        subject, _, rest = finding.id.partition(".")
        yield replace(finding, id=f"synthesis.{subject}.{here}.{rest}", partnership=here)


def named(share: Finding) -> Finding:
    """A published share of a stage under the name of its rate, where the field has one."""
    return replace(share, measure=migration.rate_name(share.measure, share.base)) if share.base else share


def _parents(studies: Sequence[Study]) -> Mapping[str, str]:
    return {s.partnership.id: s.partnership.parent for s in studies if s.partnership.parent}


def _compared(
    found: Iterable[Finding], aspects: Mapping[str, Aspect], parents: Mapping[str, str]
) -> tuple[Comparison, ...]:
    by_measure: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        if achieved(finding) and counts_for_it(finding):
            by_measure[finding.measure].append(finding)
    comparisons = [_comparison(measure, figures, aspects, parents) for measure, figures in by_measure.items()]
    return tuple(c for c in comparisons if c.programmes >= FEWEST)


def _comparison(
    measure: str, figures: Sequence[Finding], aspects: Mapping[str, Aspect], parents: Mapping[str, str]
) -> Comparison:
    nearest: dict[tuple[str, str], tuple[str, ...]] = {}
    alike: set[str] = set()
    for one, other in combinations(figures, 2):
        if one.partnership == other.partnership:
            continue
        apart = _apart(one, other, aspects, parents)
        if not apart:
            alike |= {one.id, other.id}
        pair = (one.partnership, other.partnership)
        nearest[pair] = min(nearest.get(pair, apart), apart, key=len)
    differ = dict.fromkeys(word for apart in nearest.values() for word in apart) if not alike else {}
    together = tuple(f.id for f in figures if f.id in alike)
    return Comparison(measure, Findings(figures), together, tuple(differ))


def _unlike(name: str, one: object, other: object) -> bool:
    return one != other or (name == "price_year" and one is None)


def _apart(
    one: Finding, other: Finding, aspects: Mapping[str, Aspect], parents: Mapping[str, str]
) -> tuple[str, ...]:
    """What differs between two figures of different programmes; empty if they may be compared."""
    words = [name for name, aspect in aspects.items() if _unlike(name, aspect(one), aspect(other))]
    if parents.get(one.partnership) == other.partnership or parents.get(other.partnership) == one.partnership:
        words.append("one_is_part")
    if one.evidence_root and one.evidence_root == other.evidence_root:
        words.append("one_root")
    return tuple(words)
