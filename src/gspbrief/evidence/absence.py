"""Quantities of which nothing is held: no figure of any kind, no plan, no statement in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from gspbrief.evidence.kinds import Fits, anyone
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding, Findings, not_found

_BACK = re.compile(r"\b(?:returned|back)\b")  # of whom a row of the evidence is


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity that is looked for.

    Attributes
    ----------
    measure, unit : str
        Under which its absence is reported.
    measures : tuple of str
        The measures any of which gives it.
    fits : callable
        In which partnerships it is looked for.
    in_words : tuple of str
        The features of ``design.csv`` that answer it without a figure.
    whole_per : str
        Of what one the whole cost, under whatever measure, gives it too: ``placed``.
    of_returned : tuple of str
        The measures that give it where they are of people who went back.
    """

    measure: str
    unit: str
    measures: tuple[str, ...]
    fits: Fits = anyone
    in_words: tuple[str, ...] = ()
    whole_per: str = ""
    of_returned: tuple[str, ...] = ()

    def given_by(self, figure: Finding) -> bool:
        """Whether a figure, achieved or not, is one of what is looked for."""
        whole = figure.per == self.whole_per and figure.details.get("component") == "total"
        back = figure.measure in self.of_returned and bool(_BACK.search(figure.group))
        return figure.measure in self.measures or back or bool(self.whole_per and whole)


def absent(study: Study, finding_id: str, measure: str, unit: str, code: str = "not_found") -> Finding:
    """A quantity that was looked for in every source on this partnership and not found as such.

    Parameters
    ----------
    code : str
        ``not_found``; ``planned_only``, ``beside_only`` or ``in_words_only`` where that much is held.
    """
    consulted = study.consulted
    excerpts = sum(source.read_depth == "excerpt" for source in consulted.values())
    finding = not_found(finding_id, measure, unit, len(consulted), partnership=study.partnership.id)
    depth = {"reason": code, "consulted": str(len(consulted)), "excerpts": str(excerpts)}
    return replace(finding, details=depth)


def missing_among(
    study: Study, subject: str, wanted: Iterable[Wanted], computed: Iterable[Finding] = ()
) -> Findings:
    """What is looked for in such a partnership and has no achieved figure, with what is held instead.

    Every row of every table counts, whatever it is about, and so do ``computed`` figures: what a plan, a
    figure on something wider or a statement in words says is not missing altogether.
    """
    rows = (f for table in EVIDENCE_TABLES for f in study.published(table))
    held = _Held((*rows, *computed), frozenset(study.design["feature"]))
    return Findings(
        absent(study, f"{subject}.{one.measure}", one.measure, one.unit, code)
        for one in wanted
        if one.fits(study.partnership) and (code := held.instead_of(one))
    )


@dataclass(frozen=True)
class _Held:
    """Everything that is held on one partnership."""

    figures: tuple[Finding, ...]
    stated: frozenset[str]

    def instead_of(self, one: Wanted) -> str:
        """What there is instead of an achieved figure; empty where there is one or a refusal is told."""
        answers = [f for f in self.figures if one.given_by(f)]
        if any(not f.found or (achieved(f) and own(f)) for f in answers):
            return ""
        if any(own(f) for f in answers):
            return "planned_only"
        if answers:
            return "beside_only"
        return "in_words_only" if self.stated.intersection(one.in_words) else "not_found"
