"""The share of the assumed draws in which nobody loses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.draws import drawn_values, simulate
from gspbrief.scenario.symbols import PARTIES

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


def test_the_draws_are_the_model_at_the_drawn_values(base: Assumptions) -> None:
    values, draws = drawn_values(base, 5, seed=3), simulate(base, 5, seed=3)
    for i in range(5):
        held = base.with_values({symbol: float(column[i]) for symbol, column in values.items()})
        here = evaluate(held, held.rate)
        for party in PARTIES:
            assert draws.npv[party][i] == pytest.approx(here.npv[party])


def test_draws_stay_in_their_ranges_and_whole_years_are_whole(base: Assumptions) -> None:
    values = drawn_values(base, 20_000, seed=1)
    for symbol, (low, high) in base.ranges.items():
        assert values[symbol].min() >= low
        assert values[symbol].max() <= high
    assert set(values["tau"]) == {1, 2, 3, 4}
    assert np.array_equal(values["T"], np.rint(values["T"]))


def test_every_correlation_of_the_file_is_between_symbols_that_are_drawn(base: Assumptions) -> None:
    drawn = set(drawn_values(base, 10, seed=1))
    assert "r" in drawn
    assert {symbol for pair in base.correlations for symbol in (pair.first, pair.second)} <= drawn


def test_plain_correlations_are_kept(base: Assumptions) -> None:
    values = drawn_values(base, 20_000, seed=1)
    assert spearmanr(values["dA"], values["p"]).statistic == pytest.approx(-0.48, abs=0.03)
    assert spearmanr(values["wD"], values["thD"]).statistic == pytest.approx(0.58, abs=0.03)
    assert spearmanr(values["xi"], values["p"]).statistic == pytest.approx(0, abs=0.03)


@pytest.mark.slow
def test_no_draw_of_a_hundred_thousand_is_without_a_loser(base: Assumptions) -> None:
    assert (
        simulate(base, draws=100_000, seed=1).no_loser_share() == 0
    )  # residents are displaced in every draw


def test_without_the_displaced_a_small_share_of_draws_has_no_loser(base: Assumptions) -> None:
    partners = tuple(party for party in PARTIES if party != "Z")
    drawn = simulate(base, draws=20_000, seed=1)
    share = drawn.no_loser_share(partners)
    assert 0 < share < 0.2
    assert share == simulate(base, draws=20_000, seed=1).no_loser_share(partners)
    losers = drawn.loser_share
    assert max(losers, key=lambda party: losers[party]) == "Z"
