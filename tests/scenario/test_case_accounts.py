"""What a case of the partnership model comes to, party by party and beside traditional recruitment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.exhibits.assumption_tables import assumptions_table, crosstab
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.labels import words
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.case_accounts import CaseReport, compared_cases
from gspbrief.scenario.symbols import BESIDE, DOMAINS, PARTY_WORDS, SYMBOL_MEASURES

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return read_assumptions(DATA / "assumptions.yaml")


def one(findings: Findings, measure: str, party: str = "") -> Finding:
    (found,) = findings.where(lambda f: f.measure == measure and f.details.get("party", "") == party)
    return found


def test_the_accounts_of_the_base_case_are_its_printed_check_per_person_too(assumptions: Assumptions) -> None:
    accounts = CaseReport.of(assumptions, "scenario.base_").accounts()

    assert one(accounts, "account", "destination_employers").value == pytest.approx(326_393, abs=0.5)
    assert one(accounts, "account_per_entrant", "destination_employers").value == pytest.approx(
        3_263.93, abs=0.01
    )
    # P = p (1 - d) alpha N = .6 x .85 x .5 x 100 = 25.5 placed
    assert one(accounts, "account_per_placed", "origin_government").value == pytest.approx(
        373_501 / 25.5, abs=0.1
    )
    assert one(accounts, "payback_years", "destination_government").value == 16


def test_each_party_is_told_whether_it_gains_or_loses(assumptions: Assumptions) -> None:
    accounts = CaseReport.of(assumptions, "scenario.base_").accounts().where(measure="account")
    standing = {f.details["party"]: f.details["standing"] for f in accounts}

    assert standing["away_households"] == "gains_most"
    assert standing["displaced_residents"] == "loses"
    assert "donor" not in standing, "nothing flows to or from it"
    kinder = CaseReport.of(assumptions.with_values({"phi": 0}), "scenario.base_").accounts()
    assert not kinder.where(lambda f: f.details["standing"] == "loses" if "standing" in f.details else False)


def test_a_party_whose_flows_cancel_is_even_and_half_a_unit_of_money_is_a_gain(
    assumptions: Assumptions,
) -> None:
    # Ten go, all are placed, half return after a year of work: 10 + 5 years at 100, undiscounted.
    # The government takes a fifth of 1,500 and pays 10 x 30; the employers keep .0004 of 1,500.
    values = {"N": 10, "alpha": 1, "p": 1, "chi": 1, "tau": 1, "T": 2, "l": 1, "h": 0.5, "omega": 1}
    values |= {"wD": 100, "thD": 0.2, "muE": 0.0004, "CA": 30, "r": 0}
    plain = assumptions.with_values({**dict.fromkeys(DOMAINS, 0), **values})
    held = replace(plain, share={**plain.share, "CA": {"D": 1}})
    accounts = CaseReport.of(held, "x.").accounts().where(measure="account")
    told = {f.details["party"]: (f.value, f.details["standing"]) for f in accounts}

    assert told == {
        "destination_employers": (pytest.approx(0.6), "gains"),
        "destination_government": (0, "even"),
        "away_households": (pytest.approx(1_200), "gains_most"),
    }


def test_without_a_price_level_pay_abroad_is_worth_what_it_is_there(assumptions: Assumptions) -> None:
    unknown = replace(assumptions.entries["pi"], value=None)
    held = replace(assumptions, entries={**assumptions.entries, "pi": unknown})
    report = CaseReport.of(held, "x.")

    assert one(report.figures(), "away_at_origin_prices", "away_households").value == report.scenario.npv["A"]


def test_what_never_pays_back_says_so_instead_of_a_year(assumptions: Assumptions) -> None:
    few = CaseReport.of(assumptions.with_values({"p": 0.05}), "scenario.base_").accounts()
    never = one(few, "payback_years", "destination_government")

    assert never.value is None
    assert never.details["reason"] in words("reason")


def test_who_pays_nothing_has_no_costs_to_recover(assumptions: Assumptions) -> None:
    accounts = CaseReport.of(assumptions, "scenario.base_").accounts()
    paying = {f.details["party"] for f in accounts.where(measure="cost_borne")}

    assert paying == {f.details["party"] for f in accounts.where(measure="payback_years")}
    assert all(f.value for f in accounts.where(measure="cost_borne"))
    assert not {"origin_employers", "home_households", "displaced_residents", "donor"} & paying


def test_without_a_placement_nothing_is_said_per_placed(assumptions: Assumptions) -> None:
    nobody = CaseReport.of(assumptions.with_values({"p": 0}), "scenario.base_")

    assert one(nobody.figures(), "cost_per_placed_full").details["reason"] == "nobody_placed"
    assert one(nobody.accounts(), "account", "destination_government").value is not None


def test_beside_the_accounts_stand_the_unit_costs_skills_and_taxes_of_the_printed_check(
    assumptions: Assumptions,
) -> None:
    figures = CaseReport.of(assumptions, "scenario.base_").figures()
    taxes = [
        one(figures, name, "origin_government").value or 0
        for name in ("tax_lost", "tax_gained", "services_saved", "training_saved")
    ]

    assert one(figures, "cost_per_placed_full").value == pytest.approx(87_339, abs=0.5)
    assert one(figures, "cost_per_placed_incremental").value == pytest.approx(18_143, abs=0.5)
    assert one(figures, "net_skill_stock").value == pytest.approx(42.755)
    # The origin's government also bears a fifth of the fixed cost: .2 x 200,000.
    assert sum(taxes) - 40_000 == pytest.approx(373_501, abs=0.5)
    sent, received = (one(figures, f"remittances_{name}").value or 0 for name in ("sent", "received"))
    assert received == pytest.approx(sent * (1 - 0.062))


def test_judged_by_the_paying_government_alone_traditional_recruitment_looks_best(
    assumptions: Assumptions,
) -> None:
    cases = compared_cases(assumptions, "scenario")
    best = {(f.measure, f.details.get("party", "")): set[str]() for f in cases}
    for finding in cases:
        if finding.details.get("best"):
            best[finding.measure, finding.details.get("party", "")].add(finding.details["case"])

    assert best["account_per_money_spent", "destination_government"] == {"traditional"}
    assert best["net_skill_stock", ""] == {"gsp_same_course", "gsp_two_tracks"}
    # psi = alpha = 1: all who are placed are lost to the origin, p (1 - d) N (1 - xi) = .6 x .85 x 100 x .95
    lost = cases.where(lambda f: f.measure == "net_skill_stock" and f.details["case"] == "traditional")
    assert lost[0].value == pytest.approx(-48.45)
    assert {f.partnership for f in cases} == {""}


def test_every_symbol_has_a_name_and_a_label() -> None:
    assert set(SYMBOL_MEASURES) == {*DOMAINS, *BESIDE}
    assert set(SYMBOL_MEASURES.values()) <= set(words("measure"))


def test_findings_in_two_ways_make_one_table(assumptions: Assumptions) -> None:
    cases = compared_cases(assumptions, "scenario")
    table = crosstab("scenario/cases", cases, ("measure", "party"), "case")

    assert [column.name for column in table.columns][:2] == ["measure", "party"]
    assert {column.title for column in table.columns} <= set(words("column"))
    government = next(row for row in table.data if row["party"] == PARTY_WORDS["D"])
    assert government["traditional"] == "scenario.case.traditional.account_per_placed.destination_government"
    assert len(table.findings) == len(cases)


def test_an_assumption_is_shown_with_its_range_its_tag_and_its_reason(assumptions: Assumptions) -> None:
    placed = Finding(
        id="scenario.assumed.base.placement_rate",
        measure="placement_rate",
        value=0.6,
        low=0.02,
        high=0.9,
        unit="share",
        grade="assumed",
        details={"case": "base", "symbol": "p"},
    )
    (row,) = assumptions_table("scenario/symbols", Findings([placed]), assumptions).data

    assert (row["symbol"], row["meaning"], row["tag"]) == ("p", "placement_rate", "programme")
    assert row["shown"] == {"value": "60 percent (2–90 percent)"}
    assert row["why"]
