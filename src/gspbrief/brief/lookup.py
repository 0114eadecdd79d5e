"""How a template's short name for a finding is understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gspbrief.findings.finding import Finding


def called(name: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that a name means, the more exact meaning first; several if it is ambiguous.

    It is the whole id or, where there is none such, the end of one or, where there is none such either, some
    of the parts between its dots, in their order: ``2019`` and ``arrival_rate.2019`` are both short for
    ``migration.arrival_rate.departed.cumulative.2019``. A short name depends on its siblings and an id does
    not: in templates it is safe, since one that becomes ambiguous is refused.
    """
    meanings: tuple[Callable[[str], bool], ...] = (
        lambda one: one == name,
        lambda one: one.endswith(f".{name}"),
        lambda one: _in_order(name.split("."), one.split(".")),
    )
    each_way = (tuple(f for f in findings if meant(f.id)) for meant in meanings)
    return next((found for found in each_way if found), ())


def _in_order(wanted: Iterable[str], parts: Iterable[str]) -> bool:
    left = iter(parts)
    return all(part in left for part in wanted)
