"""What the model's figures say of themselves, and its equations as they are printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence_frames import count, study
from gspbrief.errors import EstimationError
from gspbrief.evidence.study import Study
from gspbrief.scenario import party_accounts, thresholds
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import break_even, break_even_away_share, trainees_for_one
from gspbrief.scenario.draws import simulate
from gspbrief.scenario.equations import latex
from gspbrief.scenario.ranking import TotalEffect
from gspbrief.scenario.symbols import COST_KINDS, DOMAINS
from records import Row, says

PAYER = "destination_government"
FIGURE: Row = {"grade": "assumed", "partnership": "demo", "sources": [], "evidence_root": ""}
RESTS: Row = {"caveats": ["rests_on_assumptions"], **FIGURE}
DOLLARS: Row = {"unit": "money", "currency": "USD", "price_year": 2020}
RATE: Row = {"unit": "share", "formula": "p* = p − NPV ÷ (dNPV/dp)", "measure": "break_even_placement_rate"}
COURSE: Row = {
    "measure": "break_even_course_cost", "per": "trainee", "formula": "C* = −NPV(0) ÷ (dNPV/dC)", **DOLLARS
}  # fmt: skip
SWAYING = ["pay_destination", "services_destination", "placement_rate"]
NOTE = "Base case: Half of the entrants on each track, the same course for both."


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    read = read_assumptions(Path(__file__).parents[2] / "data" / "assumptions.yaml")
    return replace(read, price_year=2020)


def programme(model: str = "global_skill_partnership", **tables: list[dict[str, object]]) -> Study:
    made = study(**tables)  # type: ignore[arg-type]
    kind = "" if model == "neither" else "international_trainees"
    return replace(made, partnership=replace(made.partnership, model=model, oecd_class=kind, tracks="away"))


def test_thresholds(assumptions: Assumptions) -> None:
    here = programme()
    held = thresholds.settings(here, assumptions)
    of: Row = {"case": "base", "party": PAYER, "role": "chosen", "note": NOTE}
    drawn: Row = {"inputs": [f"scenario.assumed.base.{name}" for name in SWAYING], **RESTS}
    [rate, _] = says(thresholds.break_even_rates(here, held))
    [cost, _] = says(thresholds.break_even_costs(here, held))
    low, value = rate.pop("low"), rate.pop("value")
    assert isinstance(low, float)
    assert isinstance(value, float)
    assert 0 < low < value == pytest.approx(0.579, abs=5e-4)  # the printed check
    assert rate == {
        "id": f"scenario.break_even_placement_rate.base.{PAYER}", **RATE, **drawn,
        "interval": "assumed_ranges", "details": {"never": "would_have_left", **of},
    }  # fmt: skip
    dear = held["chosen"].with_values({"CA": cost["value"], "CH": cost.pop("value")})
    assert evaluate(dear, dear.rate).npv["D"] == pytest.approx(0, abs=1e-4)
    assert cost == {"id": f"scenario.break_even_course_cost.base.{PAYER}", **COURSE, **drawn, "details": of}
    poor = {"chosen": held["chosen"].with_values({"wD": 0.0, "cD": 9e4})}
    [no_rate, _], [no_cost, _] = (
        says(find(here, poor)) for find in (thresholds.break_even_rates, thresholds.break_even_costs)
    )
    for told, name, kind in ((no_rate, "placement_rate", RATE), (no_cost, "course_cost", COURSE)):
        del told["inputs"]
        assert told == {
            "id": f"scenario.break_even_{name}.base.{PAYER}", **kind, **RESTS, "details": {
                "reason": "no_break_even", **of}, "reason": "no value breaks even under these assumptions",
        }  # fmt: skip
    nobody = held["chosen"].with_values({"CA": 0.0, "p": 0.0})
    [outlay, _] = says(thresholds.break_even_costs(here, {"chosen": nobody}))
    assert (outlay["measure"], outlay["per"]) == ("break_even_outlay_per_placed", "placed")
    assert "value" not in outlay


def test_assumptions_and_how_many_are_the_programmes_own(assumptions: Assumptions) -> None:
    span: Row = {"start": "2010", "end": "2012", "partnership": "demo"}
    rows = [
        count("demo.all", "trained", 100, **span),
        count("demo.went", "working_abroad", 80, base_id="demo.all", **span),
    ]
    here = programme(migration=rows)
    counted = thresholds.count_of_own_inputs(here, assumptions)
    assert thresholds.explored(counted) == {"p": 0.8}
    assert thresholds.explored([counted[1]]) == thresholds.explored([]) == {}
    own, of_all = says(counted)
    inputs: Row = {"unit": "inputs", "partnership": "demo", "evidence_root": ""}
    assert own == {
        "id": "scenario.own_inputs", "measure": "own_inputs", "value": 1, **inputs,
        "inputs": ["migration.placement_rate.went"], "details": {"explore": "p=0.8"},
    }  # fmt: skip
    assert of_all == {
        "id": "scenario.model_inputs", "measure": "model_inputs", "value": 54, "sources": [], **inputs
    }  # fmt: skip
    listed = thresholds.assumptions_used(here, {"chosen": assumptions.in_case("base")})
    shown = {each["measure"]: each for each in says(listed)}
    for name, symbol, said in (
        ("entrants", "N", {"value": 100, "unit": "persons"}),
        ("drop_out_away", "dA", {"value": 0.15, "low": 0.05, "high": 0.35, "unit": "share"}),
        (
            "pay_destination", "wD",
            {"value": 40_000, "low": 25_000, "high": 60_000, "per": "person_year", **DOLLARS},
        ),
        ("saving_per_placed", "V",
         {"low": 80_000, "high": 100_000, "bound": "range", "per": "placed", **DOLLARS}),
        ("course_cost_away", "CA",
         {"value": 14_000, "low": 7_000, "high": 14_000, "bound": "below", "per": "person", **DOLLARS}),
        ("displaced_years", "nZ", {"value": 2, "low": 1, "high": 5, "unit": "years", "sources": [
            ["oecd_back_to_work_usa_2016", "Abstract"], ["oecd_back_to_work_finland_2016", ""]]}),
    ):  # fmt: skip
        ranged: Row = {"interval": "assumed_range"} if "low" in said else {}
        details: Row = {"case": "base", "symbol": symbol, "note": assumptions.entries[symbol].why}
        row = {"id": f"scenario.assumed.base.{name}", "measure": name, "details": details}
        assert shown[name] == {**row, **FIGURE, **said, **ranged}
    assert says(thresholds.without_thresholds(programme("neither"))) == [
        {
            "id": "scenario.no_threshold", "measure": "no_threshold", "unit": "share", **FIGURE,
            "reason": "the partnership model does not describe it", "details": {"reason": "neither_model"},
        }
    ]  # fmt: skip


def test_accounts_and_what_would_decide_them(
    assumptions: Assumptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = programme()
    held = thresholds.settings(here, assumptions)
    base = held["chosen"]
    low, high = (evaluate(base.with_values({"p": rate}), base.rate).npv["D"] for rate in base.ranges["p"])
    of: Row = {"case": "base", "party": PAYER, "moved": "placement_rate"}
    assert says(party_accounts.deciding_figure(here, assumptions, held)) == [
        {
            "id": f"scenario.deciding.{end}", "measure": "account_per_trainee",
            "value": pytest.approx(npv / 100), "per": "trainee", "formula": "NPV ÷ N", **DOLLARS, **RESTS,
            "inputs": ["scenario.assumed.base.placement_rate"], "details": {"extreme": end, **of},
        }
        for end, npv in (("at_low", low), ("at_high", high))
    ]  # fmt: skip
    monkeypatch.setattr(
        party_accounts,
        "total_effects",
        lambda _, party: (TotalEffect("p", 0.4, 0.01), TotalEffect("wD", 0.3, 0.02)) if party == "D" else (),
    )
    [first, _, ends, _] = says(party_accounts.ranked_drivers(here, base))
    assert first == {
        "id": "scenario.total_effect.placement_rate", "measure": "placement_rate", "value": 0.4,
        "unit": "share", "formula": "E[Var(NPV | all others)] ÷ Var(NPV)", **RESTS,
        "details": {"case": "base", "margin": "0.010", "party": PAYER},
    }  # fmt: skip
    assert ends == {
        "id": "scenario.driver.placement_rate", "measure": "account", "bound": "range", **DOLLARS, **FIGURE,
        "low": pytest.approx(low), "high": pytest.approx(high), "interval": "assumed_range", "details": of,
    }  # fmt: skip
    accounts, beside = party_accounts.base_accounts(here, base), party_accounts.base_figures(here, base)
    every = (*accounts, *beside, *party_accounts.cases(here, assumptions))
    assert {f.partnership for f in every} == {"demo"}
    assert {f.id.split("_")[0] for f in (*accounts, *beside)} == {"scenario.base"}
    side_by_side = party_accounts.cases(here, assumptions)
    assert {tuple(f.id.split(".")[:2]) for f in side_by_side} == {("scenario", "case")}
    skills = ["net_skill_stock", "net_skill_stock_later", "skills_used"]
    costs = ["cost_per_placed_full", "cost_per_placed_incremental"]
    assert {f.measure for f in side_by_side} == {
        *skills, *costs, "account_per_placed", "account_per_money_spent"
    }  # fmt: skip
    sent, taxes = ["remittances_sent", "remittances_received"], ["tax_lost", "tax_gained"]
    assert [f.measure for f in beside] == [
        "placed", *skills, *costs, "account_per_money_spent", "sponsor_payback_years", *sent, *taxes,
        "services_saved", "training_saved", "away_at_origin_prices",
    ]  # fmt: skip
    assert not party_accounts.base_figures(programme("neither"), base)
    assert not party_accounts.cases(programme("neither"), assumptions)
    assert not {f.id for f in accounts} & {f.id for f in beside}


def test_what_is_drawn_rests_on_assumptions(
    assumptions: Assumptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(party_accounts, "simulate", lambda held: simulate(held, draws=500))
    drawn = {str(said["id"]): said for said in says(party_accounts.drawn_accounts(programme(), assumptions))}
    made = drawn.pop("scenario.draws")
    assert [made[name] for name in ("measure", "value", "unit", "partnership")] == [
        "draws", 100_000, "draws", "demo"
    ]  # fmt: skip
    of_all = {"scenario.no_loser_share.all", "scenario.no_loser_share.residents_aside"}
    for measure, told in (
        ("account_drawn", DOLLARS | {"interval": "draws"}),
        ("loser_share", {"unit": "share"}),
    ):
        found = [drawn[name] for name in drawn if name.startswith(f"scenario.{measure}.")]
        assert len(found) == 7
        for said in found:
            party = str(said["id"]).split(".")[2]
            details: Row = {"case": "base", "party": party}
            assert {**said, "measure": measure, **told, **RESTS, "details": details} == said
    assert of_all == {name for name in drawn if "no_loser" in name}
    assert all({**drawn[name], **RESTS, "details": {"case": "base"}} == drawn[name] for name in of_all)
    losing = [float(str(said["value"])) for said in drawn.values() if said["measure"] == "loser_share"]
    assert losing == sorted(losing, reverse=True)
    assert losing[0] > losing[-1]


def test_a_rate_that_breaks_even_is_the_internal_rate_of_return() -> None:
    inputs: Row = dict.fromkeys(DOMAINS, 0.0)
    inputs |= {"N": 10, "alpha": 1, "p": 1, "chi": 1, "tau": 1, "T": 2, "l": 1, "h": 0.5}
    inputs |= {"wD": 100, "thD": 0.2, "muE": 0.1, "CA": 25, "omega": 1}
    inputs["share"] = {kind: {"D": 1} for kind in COST_KINDS}
    outcome = evaluate(inputs, 0.0)
    assert outcome.yearly["D"] == (-250, 200, 100)
    # −250 + 200 ÷ (1 + r) + 100 ÷ (1 + r)² = 0
    assert break_even(inputs, "r", "D") == pytest.approx((200 + 140_000**0.5) / 500 - 1)
    assert outcome.payback_year() == outcome.payback_year("E") == 0


def test_a_cost_that_cannot_be_is_named() -> None:
    known: Row = dict.fromkeys(("CA", "CH", "CL", "CM", "dA", "dH", "chi", "p", "F0"), 0.5) | {"N": 10}
    for change, where, what in (
        ({"p": 2}, "p", "2 is outside 0 to 1"),
        ({"N": None}, "N", "is not a number"),
    ):
        with pytest.raises(EstimationError) as caught:
            break_even_away_share({**known, **change}, 10)
        assert caught.value.where == where
        assert what in caught.value.what
    with pytest.raises(EstimationError, match="CA: no value"):
        break_even_away_share({}, 10)
    for costs, where in (((0, 1), "destination_cost"), ((1, float("inf")), "origin_cost")):
        with pytest.raises(EstimationError, match=f"{where}: .* is not a cost above zero"):
            trainees_for_one(*costs)


def test_the_equations_are_printed_as_they_are_written() -> None:
    printed = {block.block: block.equations for block in latex("sonst")}
    assert printed["start"][0] == r"\mathrm{saved}_{O} = C_H \gamma \psi \sigma \left(X_A + X_H\right)"
    assert printed["training"][3] == (r"\mathrm{flow}_{F} = - \eta \mu_O y_T \left(X_A + X_H\right)")
    assert printed["working"][4] == r"\mathrm{flow}_{H} = G_H a_O \left(y_H - y_C\right)"
    assert printed["costs"][0] == (
        r"\mathrm{cost}_{C_A} = \begin{cases} C_A X_A & t = 0 \\0 & \text{sonst} \end{cases}"
    )
    assert printed["skills"][0].startswith(r"\Delta S(k) = ")
