"""What drives an account, ranked over all assumptions at once."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest
from scipy.stats import sobol_indices

from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.draws import accounts_of, in_triangle
from gspbrief.scenario.equations import Array
from gspbrief.scenario.ranking import total_effects

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


def only(base: Assumptions, *symbols: str) -> Assumptions:
    """The assumptions with the ranges of these symbols alone."""
    entries = {
        name: entry if name in symbols else replace(entry, low=None, high=None)
        for name, entry in base.entries.items()
    }
    return replace(base, entries=MappingProxyType(entries))


def test_what_moves_the_account_alone_takes_part_in_all_of_it_and_what_does_not_in_none(
    base: Assumptions,
) -> None:
    found = total_effects(only(base, "p", "cO"), "D", sets=256)
    assert [effect.symbol for effect in found] == ["p", "cO"]
    assert found[0].share == pytest.approx(1, abs=0.02)
    assert found[1].share == pytest.approx(0, abs=1e-9)


def test_where_two_act_apart_each_has_its_share_of_the_variance(base: Assumptions) -> None:
    """The course's cost and the stipend enter the government's account as a sum."""
    two = only(base, "CH", "b")
    positions = (np.arange(20_000) + 0.5) / 20_000
    alone = {
        symbol: accounts_of(two, {symbol: in_triangle(two, symbol, positions)}, ("D",))["D"].var()
        for symbol in ("CH", "b")
    }
    for effect in total_effects(two, "D", sets=1_024):
        assert effect.share == pytest.approx(alone[effect.symbol] / sum(alone.values()), abs=0.03)


def test_all_that_has_a_range_is_ranked_the_largest_first_and_the_same_each_time(base: Assumptions) -> None:
    found = total_effects(base, "D", sets=128)
    assert {effect.symbol for effect in found} == set(base.ranges)
    assert [effect.share for effect in found] == sorted((e.share for e in found), reverse=True)
    assert found == total_effects(base, "D", sets=128)


@pytest.mark.slow
def test_only_a_ranking_imports_scipy_s_statistics() -> None:
    """They take a while; every partnership's notebook imports the rooms around it."""
    asked = "import sys, gspbrief.scenario.party_accounts; print('scipy.stats' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_what_moves_no_account_takes_part_in_nothing(base: Assumptions) -> None:
    """The origin's cost of a course is none of the destination government's."""
    (alone,) = total_effects(only(base, "cO"), "D", sets=64)

    assert (alone.share, alone.margin) == (0, 0)


def test_the_margin_is_what_another_sample_leaves_open(base: Assumptions) -> None:
    two = only(base, "p", "wD", "h")
    runs = [{effect.symbol: effect for effect in total_effects(two, "D", 256, seed)} for seed in range(20)]
    for symbol in ("p", "wD", "h"):
        margins = [run[symbol].margin for run in runs]
        assert np.std([run[symbol].share for run in runs]) < np.mean(margins)
        assert np.mean(margins) < 0.5


def test_it_is_what_scipy_estimates(base: Assumptions) -> None:
    """Whose own function takes 400 MB for all assumptions, since it holds all sets at once."""
    some = only(base, "p", "wD", "h", "cO")
    symbols = list(some.ranges)

    def account(values: Array) -> Array:
        return accounts_of(some, dict(zip(symbols, values, strict=True)), ("D",))["D"]

    triangles = [SimpleNamespace(ppf=partial(in_triangle, some, symbol)) for symbol in symbols]
    theirs = sobol_indices(func=account, n=4_096, dists=triangles, rng=3).total_order
    ours = {effect.symbol: effect for effect in total_effects(some, "D", 4_096, seed=3)}
    for symbol, share in zip(symbols, theirs, strict=True):
        assert ours[symbol].share == pytest.approx(share, abs=1e-6 + ours[symbol].margin)
