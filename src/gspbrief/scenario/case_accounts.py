"""What a case of the partnership model comes to: each party's account, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gspbrief.findings.citation import Grade
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario.accounts import Scenario, evaluate
from gspbrief.scenario.assumption import BASE
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.symbols import PARTY_WORDS

_FORMULA = "Σ (flow − cost) ÷ (1 + r)^t"
LATER = 10  # years after training: by then those trained for home have had time to leave by other ways
_REASONS = {
    "payback_years": "no_payback",
    "sponsor_payback_years": "no_payback",
    "account_per_money_spent": "nothing_spent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """One case of the model, told as findings.

    Attributes
    ----------
    prefix : str
        How the ids of the findings begin.
    grade : str
        ``assumed``, or ``modelled`` where a programme's own figures went in.
    """

    assumptions: Assumptions
    scenario: Scenario
    prefix: str
    partnership: str = ""
    grade: Grade = "assumed"

    @classmethod
    def of(
        cls, assumptions: Assumptions, prefix: str, partnership: str = "", grade: Grade = "assumed"
    ) -> CaseReport:
        """The report on a case, evaluated at the common discount rate."""
        scenario = evaluate(assumptions, assumptions.rate)
        return cls(
            assumptions=assumptions, scenario=scenario, prefix=prefix, partnership=partnership, grade=grade
        )

    def accounts(self) -> Findings:
        """Every party's net present value, in all, per entrant and per placed; its costs and their payback.

        A party that nothing flows to or from has no account, one that pays nothing no costs to recover.
        ``details["standing"]`` of a total says how the party comes out: ``gains_most``, ``gains``, ``loses``
        or ``even``.
        """
        return Findings(
            finding
            for party in self.scenario.paid_or_gained
            for finding in (self._total(party), *self._beside(party))
        )

    def figures(self) -> Findings:
        """The accounts per person placed, and beside them unit costs, skills, money sent and taxes."""
        scenario, prices = self.scenario, self.assumptions.entries["pi"].value or 1.0
        budget = scenario.origin_budget
        return Findings(
            [
                self._finding("placed", scenario.persons["P"], "persons"),
                self._finding("net_skill_stock", scenario.net_skill_stock(), "persons"),
                self._finding("net_skill_stock_later", scenario.net_skill_stock(LATER), "persons"),
                self._finding("skills_used", scenario.skills_used(), "persons"),
                self._finding("cost_per_placed_full", scenario.cost_per_placed_full, "money", per="placed"),
                self._finding(
                    "cost_per_placed_incremental", scenario.cost_per_placed_incremental, "money", per="placed"
                ),
                *(self._per_placed(party) for party in scenario.paid_or_gained),
                self._finding("account_per_money_spent", scenario.per_money_spent("D"), "ratio", party="D"),
                self._finding("payback_years", scenario.payback_year("E"), "years", party="E"),
                self._finding("sponsor_payback_years", scenario.payback_year("sponsor"), "years"),
                self._finding("remittances_sent", scenario.remittances_sent, "money"),
                self._finding("remittances_received", scenario.remittances_received, "money"),
                self._finding("tax_lost", budget["tax_lost"], "money", party="O"),
                self._finding("tax_gained", budget["tax_gained"], "money", party="O"),
                self._finding("services_saved", budget["services_saved"], "money", party="O"),
                self._finding("training_saved", budget["training_saved"], "money", party="O"),
                self._finding(
                    "away_at_origin_prices", scenario.away_at_origin_prices(prices), "money", party="A"
                ),
            ]
        )

    def _total(self, party: str) -> Finding:
        npv = self.scenario.npv
        word = "even" if npv[party] == 0 else "loses" if npv[party] < 0 else "gains"
        if word == "gains" and npv[party] == max(npv.values()):
            word = "gains_most"
        return self._finding("account", npv[party], "money", party=party, standing=word)

    def _beside(self, party: str) -> Iterator[Finding]:
        scenario = self.scenario
        yield self._finding("account_per_entrant", scenario.per_entrant(party), "money", party=party)
        yield self._per_placed(party)
        if scenario.cost_by_payer[party]:
            yield self._finding("cost_borne", scenario.cost_by_payer[party], "money", party=party)
            yield self._finding("payback_years", scenario.payback_year(party), "years", party=party)

    def _per_placed(self, party: str) -> Finding:
        value = self.scenario.per_placed(party)
        return self._finding("account_per_placed", value, "money", party=party, per="placed")

    def _finding(
        self, measure: str, value: float | None, unit: str, per: str = "", party: str = "", standing: str = ""
    ) -> Finding:
        word = PARTY_WORDS.get(party, "")
        money = unit == "money"
        details = {"party": word, "case": self.assumptions.case, "standing": standing}
        found = Finding(
            id=f"{self.prefix}{measure}" + (f".{word}" if word else ""),
            measure=measure,
            value=value,
            reason="" if value is not None else "there is none under these assumptions",
            unit=unit,
            currency=self.assumptions.currency if money else "",
            price_year=self.assumptions.price_year if money else None,
            per=per,
            grade=self.grade,
            partnership=self.partnership,
            formula=_FORMULA if measure == "account" else "",
            caveats=("rests_on_assumptions",),
            details={name: text for name, text in details.items() if text},
        )
        if value is not None:
            return found
        return replace(found, details={**found.details, "reason": _REASONS.get(measure, "nobody_placed")})


def compared_cases(assumptions: Assumptions, subject: str, partnership: str = "") -> Findings:
    """The figures of every case but the base, side by side; the best of a row has ``details["best"]``.

    Parameters
    ----------
    assumptions : Assumptions
        As read, in no case.
    subject : str
        The notebook that they belong to; their ids begin with it.
    """
    reports = [
        CaseReport.of(assumptions.in_case(case), f"{subject}.case.{case}.", partnership)
        for case in assumptions.cases
        if case != BASE
    ]
    found = [finding for report in reports for finding in report.figures()]
    best = _best(found)
    return Findings(
        replace(f, details={**f.details, "best": "yes"}) if f.value == best.get(_row(f)) else f for f in found
    )


def _row(finding: Finding) -> tuple[str, str]:
    return finding.measure, finding.details.get("party", "")


def _best(found: list[Finding]) -> Mapping[tuple[str, str], float]:
    best: dict[tuple[str, str], float] = {}
    for finding in found:
        if finding.value is not None:
            best[_row(finding)] = max(finding.value, best.get(_row(finding), finding.value))
    return best
