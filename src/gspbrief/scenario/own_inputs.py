"""Which of a programme's own figures may stand in for an assumption of the scenario: those defined alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.project.plain_texts import read_beside
from gspbrief.scenario.assumption import Assumption
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.symbols import DOMAINS


@dataclass(frozen=True, slots=True, kw_only=True)
class InputDefinition:
    """What a figure must be to be a symbol of the model.

    Attributes
    ----------
    measures, bases, per, components : tuple of str
        Words of the vocabulary; empty means that the word must be blank.
    track : str
        The track that the figure must be about; blank for either or both.
    complement : bool
        Whether the symbol is one minus the figure.
    """

    symbol: str
    measures: tuple[str, ...]
    unit: str = "share"
    bases: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    track: str = ""
    complement: bool = False

    def accepts(self, finding: Finding, tracks: str) -> bool:
        """Whether the figure is defined as the symbol is.

        Parameters
        ----------
        tracks : str
            The tracks that its programme has; a programme with one has all its figures on that one.
        """
        track = finding.track or (tracks if tracks in ("home", "away") else "")
        component = finding.details.get("component", "")
        return (
            finding.measure in self.measures
            and finding.unit == self.unit
            and finding.base in (self.bases or ("",))
            and finding.per in (self.per or ("",))
            and component in (self.components or ("",))
            and self.track in ("", track)
            and (self.unit != "money" or finding.details.get("concept") == "actual")
        )


def _definition(said: Mapping[str, Any]) -> InputDefinition:
    known: dict[str, Any] = {n: tuple(held) if isinstance(held, list) else held for n, held in said.items()}
    return InputDefinition(**known)


INPUT_DEFINITIONS = tuple(map(_definition, read_beside(__file__, "own_inputs.yaml")))
"""The map from measures to symbols, as ``own_inputs.yaml`` has it."""


def own_inputs(findings: Iterable[Finding], tracks: str = "") -> dict[str, Finding]:
    """A programme's own figures that may replace assumptions, by symbol.

    A figure is taken only if it was achieved, has a value that is exact or rounded, covers the whole
    programme or track, is no share of one payer, is not right-censored, and is defined as the symbol is.
    Where two such figures differ, neither is taken.

    Parameters
    ----------
    findings : iterable of Finding
        Published and computed figures on one programme; those on none in particular are passed over.
    tracks : str
        The programme's tracks, as in ``partnerships.csv``.

    Returns
    -------
    dict of str to Finding
        Each with the symbol's value: a completion rate of 0.9 comes as a drop-out of 0.1.
    """
    usable = [finding for finding in findings if _usable(finding)]
    inputs = {}
    for definition in INPUT_DEFINITIONS:
        accepted = [finding for finding in usable if definition.accepts(finding, tracks)]
        if accepted and len({finding.value for finding in accepted}) == 1:
            inputs[definition.symbol] = _as_symbol(accepted[0], definition)
    return inputs


def _usable(finding: Finding) -> bool:
    return (
        bool(finding.partnership)
        and finding.value is not None
        and finding.grade in ("published", "derived", "modelled")
        and finding.status == "achieved"
        and finding.bound in ("exact", "about")
        and finding.confidence != "low"
        and not (finding.origin or finding.destination or finding.group)
        and not finding.details.get("payer")
        and "right_censored" not in finding.caveats
    )


def _as_symbol(finding: Finding, definition: InputDefinition) -> Finding:
    if not definition.complement or finding.value is None:
        return finding
    return replace(
        finding,
        id=f"{finding.id}.complement",
        value=1 - finding.value,
        low=None if finding.high is None else 1 - finding.high,
        high=None if finding.low is None else 1 - finding.low,
        grade="derived" if finding.grade == "published" else finding.grade,
        formula=f"1 − {finding.measure}",
        inputs=(finding.id,),
        as_printed="",
    )


def shows_scenario(inputs: Mapping[str, Finding]) -> bool:
    """Whether a programme has its own cost and its own placement rate; without both it gets thresholds."""
    return "p" in inputs and bool({"CA", "CH"} & set(inputs))


def with_own_inputs(assumptions: Assumptions, inputs: Mapping[str, Finding]) -> Assumptions:
    """The assumptions with a programme's own figures in place of those they replace.

    The range of a replaced assumption becomes the figure's own; without one the figure is not drawn. Choose
    the case first: a case changes whatever stands in its way.

    Raises
    ------
    EstimationError
        If a figure is in another currency or of another price year, or outside the symbol's domain.
    """
    entries = dict(assumptions.entries)
    for symbol, finding in inputs.items():
        entries[symbol] = _replaced(entries[symbol], finding, assumptions)
    return replace(assumptions, entries=MappingProxyType(entries), own=tuple(inputs))


def _replaced(entry: Assumption, finding: Finding, assumptions: Assumptions) -> Assumption:
    if refusal := DOMAINS[entry.name].refusal(finding.value):
        raise EstimationError(refusal, where=f"{finding.id} for {entry.name}")
    if finding.unit == "money":
        _require_same_money(finding, assumptions)
    has_range = finding.low is not None and finding.high is not None
    return replace(
        entry,
        value=finding.value,
        low=finding.low if has_range else None,
        high=finding.high if has_range else None,
        bound="exact",
        why="This programme's own figure",
        row=finding.row,
    )


def _require_same_money(finding: Finding, assumptions: Assumptions) -> None:
    if finding.currency != assumptions.currency:
        raise EstimationError(
            f"{finding.currency} cannot stand among amounts in {assumptions.currency}",
            where=finding.id,
            todo="Convert the assumptions to the programme's currency with an explicit rate",
        )
    if finding.price_year != assumptions.price_year:
        raise EstimationError(
            f"prices of {finding.price_year or 'no stated year'} cannot stand among those of "
            f"{assumptions.price_year or 'no stated year'}",
            where=finding.id,
        )
