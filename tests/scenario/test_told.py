"""What the figures of a case, of training that was avoided and of what is in print say of themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evidence_frames import count, money, study
from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario import thresholds
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumption import Correlation
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.avoided_training import avoided_training, earnings_that_repay
from gspbrief.scenario.break_evens import break_even_away_share, drivers
from gspbrief.scenario.case_accounts import CaseReport, compared_cases
from gspbrief.scenario.draws import drawn_values, in_triangle
from gspbrief.scenario.own_inputs import own_inputs, with_own_inputs
from gspbrief.scenario.placement_evidence import nearest_cost, own_rate, standing
from gspbrief.scenario.symbols import SYMBOL_MEASURES
from records import Row, says

ASSUMED: Row = {"grade": "assumed", "caveats": ["rests_on_assumptions"], "sources": [], "evidence_root": ""}
MONEY: Row = {"unit": "money", "currency": "USD", "price_year": 2020}
FORMULA = "Σ (flow − cost) ÷ (1 + r)^t"


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return replace(read_assumptions(Path(__file__).parents[2] / "data" / "assumptions.yaml"), price_year=2020)


def told(measure: str, value: float | None, unit: Row, party: str = "", **more: object) -> Row:
    """All that a figure of the base case says."""
    details: Row = {"case": "base", **({"party": party} if party else {})}
    row: Row = {"id": f"x.{measure}{'.' if party else ''}{party}", "measure": measure, **unit, **ASSUMED}
    if value is not None:
        row["value"] = pytest.approx(value)
    for name, said in more.items():
        (details if name in ("standing", "reason") else row)[name] = said
    if "reason" in details:
        row["reason"] = "there is none under these assumptions"
    return {**row, "details": details}


def test_every_figure_of_a_case_says_what_it_is(assumptions: Assumptions) -> None:
    report = CaseReport.of(assumptions, "x.")
    scenario, entries = report.scenario, assumptions.entries
    persons, years, ratio = ({"unit": unit} for unit in ("persons", "years", "ratio"))
    budget = scenario.origin_budget
    parties = {
        "E": "destination_employers", "D": "destination_government", "O": "origin_government",
        "A": "away_households", "H": "home_households", "F": "origin_employers", "Z": "displaced_residents",
    }  # fmt: skip
    per_placed = [
        told("account_per_placed", scenario.npv[letter] / 25.5, MONEY, parties[letter], per="placed")
        for letter in scenario.paid_or_gained
    ]
    assert says(report.figures()) == [
        told("placed", 25.5, persons),
        told("net_skill_stock", 42.755, persons),
        told("net_skill_stock_later", scenario.net_skill_stock(10), persons),
        told("skills_used", scenario.skills_used(), persons),
        told("cost_per_placed_full", scenario.cost_per_placed_full, MONEY, per="placed"),
        told("cost_per_placed_incremental", scenario.cost_per_placed_incremental, MONEY, per="placed"),
        *per_placed,
        told("account_per_money_spent", scenario.per_money_spent("D"), ratio, parties["D"]),
        told("payback_years", scenario.payback_year("E"), years, parties["E"]),
        told("sponsor_payback_years", None, years, reason="no_payback"),
        told("remittances_sent", scenario.remittances_sent, MONEY),
        told("remittances_received", scenario.remittances_received, MONEY),
        *(told(name, budget[name], MONEY, parties["O"]) for name in ("tax_lost", "tax_gained")),
        *(told(name, budget[name], MONEY, parties["O"]) for name in ("services_saved", "training_saved")),
        told(
            "away_at_origin_prices",
            scenario.away_at_origin_prices(entries["pi"].value or 0),
            MONEY,
            parties["A"],
        ),
    ]
    most = max(scenario.npv, key=lambda letter: scenario.npv[letter])
    expected = []
    for letter, shown in zip(scenario.paid_or_gained, per_placed, strict=True):
        npv, cost, party = scenario.npv[letter], scenario.cost_by_payer[letter], parties[letter]
        word = "gains_most" if letter == most else "gains" if npv > 0 else "loses"
        expected += [
            told("account", npv, MONEY, party, standing=word, formula=FORMULA),
            told("account_per_entrant", npv / 100, MONEY, party),
            shown,
        ]
        if cost:
            year = scenario.payback_year(letter)
            reason = {} if year is not None else {"reason": "no_payback"}
            expected += [
                told("cost_borne", cost, MONEY, party), told("payback_years", year, years, party, **reason)
            ]  # fmt: skip
    assert says(report.accounts()) == expected


def test_a_figure_that_there_is_none_of_says_why(assumptions: Assumptions) -> None:
    nobody = CaseReport.of(assumptions.with_values({"p": 0}), "x.", "demo", "modelled").figures()
    reasons = {f.measure: f.details["reason"] for f in nobody if not f.found}
    assert {reasons[name] for name in ("cost_per_placed_full", "account_per_placed")} == {"nobody_placed"}
    assert reasons["payback_years"] == reasons["sponsor_payback_years"] == "no_payback"
    assert {(f.grade, f.partnership) for f in nobody} == {("modelled", "demo")}
    free = assumptions.with_values(dict.fromkeys(("CA", "CH", "CL", "CM", "CR", "F0", "b"), 0))
    [spent] = CaseReport.of(free, "x.").figures().where(measure="account_per_money_spent")
    assert spent.details["reason"] == "nothing_spent"


def test_cases_stand_side_by_side_and_the_best_of_each_row_is_told(assumptions: Assumptions) -> None:
    found = compared_cases(assumptions, "scenario", "demo")
    names = [name for name in assumptions.cases if name != "base"]
    assert list(dict.fromkeys(f.details["case"] for f in found)) == names
    assert all(f.id.startswith(f"scenario.case.{f.details['case']}.{f.measure}") for f in found)
    assert {f.partnership for f in found} == {"demo"}
    for one in found:
        row = [
            f for f in found if (f.measure, f.details.get("party")) == (one.measure, one.details.get("party"))
        ]
        values = [f.value for f in row if f.value is not None]
        assert ("best" in one.details) == (one.value is not None and one.value == max(values))
        assert one.details.get("best", "yes") == "yes"


def test_training_that_was_avoided_says_what_it_saves(assumptions: Assumptions) -> None:
    ratio, share = says(avoided_training(assumptions))
    for row, measure, unit, bound, formula in (
        (ratio, "trainees_for_one_with_drop_out", "ratio", "at_least", "ρ = V ÷ (C[1 − d(1 − χ)] ÷ (1 − d))"),
        (
            share, "break_even_away_share_with_costs", "share", "at_most",
            "α* = k_H ÷ [(1 − d)p(V − C_M) − k_L − k_A + k_H]",
        ),
    ):  # fmt: skip
        assert float(str(row.pop("low"))) < float(str(row.pop("high")))
        assert row == {
            "id": f"synthesis.{measure}", "measure": measure, "unit": unit, "bound": bound, **ASSUMED,
            "interval": "propagated", "formula": formula, "details": {"case": "base"},
        }  # fmt: skip
    entry = replace(assumptions.entries["CH"], bound="exact")
    exact = replace(assumptions, entries={**assumptions.entries, "CH": entry})
    assert [f.bound for f in avoided_training(exact)] == ["range", "range"]


def test_earnings_that_repay_are_of_one_example(assumptions: Assumptions) -> None:
    def example(measure: str, value: float, **more: object) -> Finding:
        kept: Row = {"grade": "illustrative", "evidence_root": "box", "sources": (Citation("report"),)}
        return Finding(id=measure, measure=measure, value=value, **{"unit": "share", **kept, **more})  # type: ignore[arg-type]

    cost = example("sponsor_cost", 15_000, unit="money", currency="EUR", price_year=2019, status="planned")
    share = example("earnings_repaid_share", 0.1)
    years = assumptions.entries["nlam"].value
    assert says(earnings_that_repay(Findings([cost, share]), assumptions)) == [
        {
            "id": "synthesis.repaying_earnings", "measure": "repaying_earnings", "unit": "money",
            "value": pytest.approx(15_000 / (0.1 * (years or 0))), "bound": "at_most", "status": "planned",
            "currency": "EUR", "price_year": 2019, "per": "person_year", "grade": "illustrative",
            "formula": "sponsor_cost ÷ (earnings_repaid_share × n)", "caveats": ["price_year_not_stated"],
            "inputs": ["sponsor_cost", "earnings_repaid_share"], "evidence_root": "box",
        }
    ]  # fmt: skip
    for other in (replace(share, evidence_root="else"), replace(share, value=0.0)):
        assert not earnings_that_repay(Findings([cost, other]), assumptions)


def rate_of(value: float, **more: object) -> list[Row]:
    name = str(more.get("id", "demo.went"))
    base = count(f"{name}.base", "trained", 100, **({"end": more["end"]} if "end" in more else {}))
    return [base, count(name, "working_abroad", value, base_id=f"{name}.base") | more]


def test_the_rate_of_a_programme_is_its_own_the_exact_and_latest_one() -> None:
    [found] = own_rate(study(migration=rate_of(80, end="2018")))
    assert (found.id, found.value, found.inputs) == (
        "scenario.own_rate",
        0.8,
        ("migration.placement_rate.demo.went",),
    )
    assert (found.formula, found.row) == ("", "")
    hedged = rate_of(90, id="demo.more", bound="about", end="2020")
    later = rate_of(70, id="demo.later", end="2019")
    for rows in ([*rate_of(80, end="2018"), *hedged], [*hedged, *rate_of(80, end="2018")]):
        assert own_rate(study(migration=rows))[0].value == 0.8
        assert own_rate(study(migration=[*rows, *later]))[0].value == 0.7
    for other in ({"origin": "PHL"}, {"about": "wider"}, {"status": "planned"}, {"confidence": "low"}):
        assert not own_rate(study(migration=rate_of(80, **other)))
    printed: Row = {"id": "demo.rate", "measure": "placement_rate", "value": 0.6, "unit": "share"}
    assert own_rate(study(migration=[printed]))[0].value == 0.6
    assert not own_rate(study(migration=[printed | {"measure": "completion_rate"}]))


@pytest.mark.parametrize(
    ("rate", "bars", "word"),
    [
        ({"value": 0.8, "low": 0.7, "high": 0.9}, (0.5, 0.6), "above"),
        ({"value": 0.4, "low": 0.3, "high": 0.45}, (0.5, 0.6), "below"),
        ({"value": 0.55}, (0.5, 0.6), "between"),
        ({"value": 0.55, "low": 0.52, "high": 0.58}, (0.5, 0.6), "between"),
        ({"value": 0.8, "low": 0.55, "high": 0.9}, (0.5, 0.6), "unclear"),
        ({"value": 0.5}, (0.5,), "unclear"),
        *(({"value": 0.8, "bound": bound}, (0.5,), "above") for bound in ("above", "at_least")),
        *(({"value": 0.8, "bound": bound}, (0.5,), "unclear") for bound in ("below", "at_most")),
        *(({"value": 0.4, "bound": bound}, (0.5,), "below") for bound in ("below", "at_most")),
        *(({"value": 0.4, "bound": bound}, (0.5,), "unclear") for bound in ("above", "at_least")),
    ],
)
def test_a_rate_stands_above_below_or_between_thresholds(
    assumptions: Assumptions, rate: Row, bars: tuple[float, ...], word: str
) -> None:
    share: Row = {"measure": "placement_rate", "unit": "share", "grade": "derived"}
    rates = Findings([Finding(id="rate", **{**share, **rate})])  # type: ignore[arg-type]
    lines = Findings(Finding(id=f"bar{n}", **{**share, "value": bar}) for n, bar in enumerate(bars))  # type: ignore[arg-type]
    [found] = standing(rates, lines, assumptions)
    assert found.details == {"standing": word}
    assert standing(rates, lines, None) == standing(rates, Findings(), assumptions) == rates


def test_the_nearest_cost_is_that_of_a_trainee_and_else_the_next_in_order() -> None:
    placed = money("demo.placed", "cost_per_placed", 9_000)
    student = money("demo.student", "cost_per_student", 7_000)
    trainee = money("demo.trainee", "cost_per_trainee", 5_000)
    [found] = nearest_cost(study(costs=[placed, student]))
    assert (found.id, found.value, found.inputs) == ("scenario.nearest_cost", 7_000, ("demo.student",))
    assert not found.row, "the row of evidence is that of the figure it comes from"
    assert nearest_cost(study(costs=[placed, student, trainee]))[0].value == 5_000
    other = trainee | {"id": "demo.another", "value": 6_000}
    for rows in ([trainee, other], [other, trainee]):
        assert nearest_cost(study(costs=rows))[0].inputs == ("demo.another",)
    for unfit in ({"status": "planned"}, {"unit": "share"}, {"confidence": "low"}, {"origin": "PHL"}):
        assert not nearest_cost(study(costs=[trainee | unfit]))
    assert not nearest_cost(study(costs=[]))
    span: Row = {"start": "2010", "end": "2012", "timing": "cumulative"}
    total, trained = (
        money("demo.total", "programme_cost", 900, **span),
        count("demo.out", "trained", 9, **span),
    )
    [found] = nearest_cost(study(costs=[total, placed], migration=[trained]))
    assert (found.value, found.formula) == (100, "")


def test_a_figure_of_a_programmes_own_takes_the_place_of_an_assumption_with_its_range(
    assumptions: Assumptions,
) -> None:
    rate: Row = {"measure": "placement_rate", "value": 0.4, "unit": "share", "grade": "derived", "row": "r"}
    paid: Row = {**rate, "unit": "money", "currency": "USD", "price_year": 2020, "value": 9.0}
    ranged, plain, *halves = (
        Finding(id="x", **{**rate, **ends})  # type: ignore[arg-type]
        for ends in ({"low": 0.3, "high": 0.5}, {}, {"low": 0.3}, {"high": 0.5})
    )
    for given, ends in ((ranged, (0.3, 0.5)), *((one, (None, None)) for one in (plain, *halves))):
        held = with_own_inputs(assumptions, {"p": given})
        entry = held.entries["p"]
        assert (entry.value, entry.low, entry.high, entry.bound) == (0.4, *ends, "exact")
        assert (entry.why, entry.row, held.own) == ("This programme's own figure", "r", ("p",))
    for change, said in (
        ({"currency": "EUR"}, "EUR cannot stand among amounts in USD. Convert the assumptions to the "
         "programme's currency with an explicit rate"),
        ({"price_year": None}, "prices of no stated year cannot stand among those of 2020"),
        ({"price_year": 2011}, "prices of 2011 cannot stand among those of 2020"),
    ):  # fmt: skip
        with pytest.raises(EstimationError) as refusal:
            with_own_inputs(assumptions, {"CA": Finding(id="x", **{**paid, **change})})  # type: ignore[arg-type]
        assert str(refusal.value) == f"x: {said}"
    with pytest.raises(EstimationError, match=r"^x for p: 1\.5 is outside 0 to 1$"):
        with_own_inputs(assumptions, {"p": replace(plain, value=1.5)})
    undated = replace(assumptions, price_year=None)
    with pytest.raises(EstimationError, match="prices of 2011 cannot stand among those of no stated year"):
        with_own_inputs(undated, {"CA": Finding(id="x", **{**paid, "price_year": 2011})})  # type: ignore[arg-type]


def test_the_values_of_a_triangle_are_those_of_its_quantiles(assumptions: Assumptions) -> None:
    # low 2, mode 3, high 6: a quarter lies below 3; 2 + √(4u) there and 6 − √(12(1 − u)) above
    positions = np.array([0, 0.16, 0.25, 0.3, 0.64, 1])
    entry = replace(assumptions.entries["wD"], value=3.0, low=2.0, high=6.0)
    held = replace(assumptions, entries={**assumptions.entries, "wD": entry})
    expected = [2, 2.8, 3, 6 - 8.4**0.5, 6 - 4.32**0.5, 6]
    assert in_triangle(held, "wD", positions) == pytest.approx(expected)
    point = replace(assumptions, entries={**held.entries, "wD": replace(entry, low=3.0, high=3.0)})
    assert in_triangle(point, "wD", positions) == pytest.approx([3] * 6)


def test_what_cannot_be_drawn_says_so(assumptions: Assumptions) -> None:
    with pytest.raises(EstimationError, match=r"^draws: 0 draws are none$"):
        drawn_values(assumptions, 0, 1)
    pairs = [("wD", "thD", 0.9), ("wD", "cD", 0.9), ("thD", "cD", -0.9)]
    torn = replace(assumptions, correlations=tuple(Correlation(*pair, "x") for pair in pairs))
    known = replace(torn, correlations=(Correlation("wD", "thD", 0.9, "x"),)).with_values({"wD": 90_000})
    assert "wD" not in drawn_values(known, 10, 1), "what has no range is drawn with nothing"
    said = "assumptions.yaml: the correlations contradict one another. Bring them nearer to zero"
    with pytest.raises(EstimationError) as refusal:
        drawn_values(torn, 10, 1)
    assert str(refusal.value) == said


def test_what_breaks_even_does_so_at_the_rate_of_the_assumptions(assumptions: Assumptions) -> None:
    here = replace(study().partnership, model="global_skill_partnership", oecd_class="international_trainees")
    impatient = {"chosen": assumptions.with_values({"r": 0.06})}
    [cost, _] = thresholds.break_even_costs(replace(study(), partnership=here), impatient)
    dear = impatient["chosen"].with_values({"CA": cost.value or 0, "CH": cost.value or 0})
    assert evaluate(dear, 0.06).npv["D"] == pytest.approx(0, abs=1e-4)
    free = impatient["chosen"].with_values({"CA": 0})
    [outlay, _] = thresholds.break_even_costs(replace(study(), partnership=here), {"chosen": free})
    told = evaluate(free, 0.06)
    assert (outlay.unit, outlay.currency, outlay.price_year) == ("money", "USD", 2020)
    assert outlay.value == pytest.approx((told.npv["D"] + told.cost_by_payer["D"]) / told.persons["P"])
    [rate, _] = thresholds.break_even_rates(replace(study(), partnership=here), impatient)
    placed = impatient["chosen"].with_values({"p": rate.value or 0})
    assert evaluate(placed, 0.06).npv["D"] == pytest.approx(0, abs=1e-4)
    moving = [SYMBOL_MEASURES[driver.symbol] for driver in drivers(impatient["chosen"], "D", 0.06)]
    assert [f.measure for f in thresholds.assumed(study(), impatient["chosen"], "D")] == moving
    assert moving != [SYMBOL_MEASURES[driver.symbol] for driver in drivers(impatient["chosen"], "D", 0.03)]


def test_the_resources_gained_and_used_have_names_and_sum_to_the_accounts(assumptions: Assumptions) -> None:
    told = evaluate(assumptions, 0.03)
    assert told.identity is not None
    assert "programme_costs" in told.identity
    assert sum(told.identity.values()) == pytest.approx(sum(told.npv.values()))
    for rate, what in (({"E": 0.1}, "no discount rate for D, O, A, H, F, X, Z"),):
        with pytest.raises(EstimationError) as refusal:
            evaluate(assumptions, rate)
        assert str(refusal.value) == f"rate: {what}"
    with pytest.raises(EstimationError) as refusal:
        evaluate(3)  # type: ignore[arg-type]
    assert str(refusal.value) == "scenario: the assumptions are not a mapping of symbols to numbers"


def test_a_fixed_cost_raises_the_share_that_must_leave_by_what_it_is_per_entrant() -> None:
    known: Row = {
        "CA": 20,
        "CH": 10,
        "CL": 4,
        "CM": 5,
        "dA": 0.5,
        "dH": 0.2,
        "chi": 0.5,
        "p": 0.8,
        "F0": 30,
        "N": 10,
    }
    # (1 − d) p (V − C_M) − ¾ C_L − ¾ C_A + 0.9 C_H, of which 0.9 C_H and F0 ÷ N must be earned
    gain = 0.5 * 0.8 * (100 - 5) - 3 - 15 + 9
    assert break_even_away_share(known, 100) == pytest.approx((9 + 3) / gain)
    assert break_even_away_share({**known, "F0": 0}, 100) == pytest.approx(9 / gain)
    assert break_even_away_share({**known, "F0": 1_000}, 100) is None
    assert break_even_away_share({**known, "p": 0}, 100) is None


@pytest.mark.parametrize("ends", [{}, {"low": 0.8}, {"high": 0.95}])
def test_a_drop_out_has_the_ends_that_the_completion_rate_has(ends: Row) -> None:
    rate: Row = {
        "measure": "completion_rate",
        "value": 0.9,
        "unit": "share",
        "grade": "modelled",
        "base": "enrolled",
    }
    given = Finding(id="x", partnership="demo", track="home", as_printed="9 in 10", **{**rate, **ends})  # type: ignore[arg-type]
    told = own_inputs([given])["dH"]
    assert (told.id, told.grade, told.formula) == ("x.complement", "modelled", "1 − completion_rate")
    assert (told.as_printed, told.inputs) == ("", ("x",))
    assert own_inputs([replace(given, grade="published")])["dH"].grade == "derived"
    assert told.low == (None if given.high is None else pytest.approx(1 - given.high))
    assert told.high == (None if given.low is None else pytest.approx(1 - given.low))
    for tracks, symbols in (("home", {"dH"}), ("away", {"dA"}), ("home_and_away", set())):
        assert set(own_inputs([replace(given, track="")], tracks)) == symbols
