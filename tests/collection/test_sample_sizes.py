"""What a pilot can detect, against statsmodels, published figures, simulation; and the page's script."""

from __future__ import annotations

import itertools
import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import power_proportions_2indep, samplesize_proportions_2indep_onetail

from gspbrief.collection import sample_sizes as sizes
from gspbrief.collection.sample_sizes import Pilot
from gspbrief.errors import ArgumentError

pytestmark = pytest.mark.slow

NODE = shutil.which("node")
SCRIPT = Path(__file__).parents[2] / "_extensions" / "gspbrief" / "evaluate.js"

entered = st.fixed_dictionaries(
    {
        "people": st.integers(20, 5000),
        "offered": st.floats(0.2, 0.8),
        "cluster": st.integers(1, 60),
        "icc": st.floats(0, 0.3),
        "attrition": st.floats(0, 0.6),
    }
)


def classes_a_side(values: dict[str, float]) -> float:
    return values["people"] * min(values["offered"], 1 - values["offered"]) / values["cluster"]


pilots = entered.filter(lambda values: classes_a_side(values) >= 2).map(lambda values: Pilot(**values))


def test_two_shares_are_compared_as_statsmodels_compares_them() -> None:
    for people, offered, without, share in itertools.product(
        (60, 400, 3000), (0.3, 0.5), (0.1, 0.5), (0.2, 0.65)
    ):
        pilot, ratio = Pilot(people=people, offered=offered), (1 - offered) / offered
        theirs = power_proportions_2indep(
            share - without, without, people * offered, ratio=ratio, alpha=0.05, return_results=False
        )
        # Theirs has the second group in the place of those without an offer.
        assert sizes.power_of_shares(pilot, without, share) == pytest.approx(theirs, rel=1e-9)
        first = samplesize_proportions_2indep_onetail(
            share - without, without, 0.8, ratio, 0.05, alternative="two-sided"
        )
        assert sizes.people_for_shares(pilot, without, share) == pytest.approx(first / offered, rel=1e-9)


def test_the_published_examples_of_the_log_rank_test() -> None:
    pilot = Pilot(people=100)
    # Survival of 0.75 and 0.37: 20.39 events with rounded quantiles, and 47 people.
    ratio = math.log(0.75) / math.log(0.37)
    people = sizes.people_for_times(pilot, 0.63, ratio)
    assert people * sizes.share_with_event(0.63, ratio, 0.5) == pytest.approx(20.39, rel=2e-3)
    assert math.ceil(people) == 47


def test_clusters_and_losses_make_a_pilot_as_small_as_their_formulas_say() -> None:
    plain, real = Pilot(people=400), Pilot(people=400, cluster=21, icc=0.05, attrition=0.25)
    assert sizes.design_effect(21, 0.05) == 2
    assert real.kept == 0.375
    for needed in (sizes.people_for_shares, sizes.people_for_times):
        assert needed(real, 0.3, 0.45) == pytest.approx(needed(plain, 0.3, 0.45) / 0.375)


def test_a_simulated_pilot_notices_as_often_as_is_promised() -> None:
    pilot = Pilot(people=400)
    share = sizes.detectable_share(pilot, 0.3)
    assert share is not None
    draws = np.random.default_rng(20260101).binomial(200, [[0.3], [share]], (2, 20_000)) / 200
    pooled = draws.mean(axis=0)
    seen = np.abs(draws[1] - draws[0]) / np.sqrt(pooled * (1 - pooled) / 100) > 1.959964
    assert seen.mean() == pytest.approx(0.8, abs=0.02)


@given(pilots, st.floats(0.02, 0.95))
def test_what_can_be_detected_is_noticed_at_the_usual_power_and_no_less_can(
    pilot: Pilot, without: float
) -> None:
    share, ratio = sizes.detectable_share(pilot, without), sizes.detectable_hazard_ratio(pilot, without)
    if share is not None:
        assert without < share < 1
        assert sizes.people_for_shares(pilot, without, share) == pytest.approx(pilot.people, rel=1e-6)
        assert sizes.power_of_shares(pilot, without, share) == pytest.approx(0.8, abs=0.01)
    else:
        assert sizes.people_for_shares(pilot, without, 1 - 1e-9) > pilot.people
    if ratio is not None:
        assert ratio > 1
        assert sizes.power_of_times(pilot, without, ratio) == pytest.approx(0.8, abs=0.01)


def test_what_is_no_pilot_is_refused() -> None:
    for values in ({"people": 0}, {"offered": 1}, {"cluster": 0}, {"icc": 1.1}, {"attrition": 1}):
        with pytest.raises(ArgumentError):
            Pilot(**{"people": 100} | values)


@given(entered, st.floats(0.02, 0.95), st.floats(1.1, 9))
def test_no_pilot_has_fewer_than_two_classes_on_a_side_nor_is_one_asked_for(
    values: dict[str, float], without: float, ratio: float
) -> None:
    assume(abs(classes_a_side(values) - 2) > 1e-6)
    if classes_a_side(values) < 2:
        with pytest.raises(ArgumentError, match="each side"):
            Pilot(**values)
        return
    pilot = Pilot(**values)
    for people in (
        sizes.people_for_shares(pilot, without, (1 + without) / 2),
        sizes.people_for_times(pilot, without, ratio),
    ):
        assert classes_a_side(values | {"people": people}) >= 2 - 1e-6


def test_pilots_that_just_have_two_classes_on_each_side_are_told_of() -> None:
    for hundredths in range(5, 96):
        for cluster in (1, 7, 30):
            share = min(hundredths, 100 - hundredths)
            people = 2 * cluster * 100 / share
            pilot = Pilot(people=people, offered=hundredths / 100, cluster=cluster, icc=0)
            told = sizes.detectable_share(pilot, 0.3)
            assert told is None or people == pytest.approx(sizes.people_for_shares(pilot, 0.3, told))


@pytest.mark.skipif(NODE is None, reason="node is not installed: the calculator was NOT compared")
def test_the_page_s_calculator_gives_what_python_gives(tmp_path: Path) -> None:
    asked = [
        (pilot, without, share, ratio)
        for pilot in (
            Pilot(people=people, offered=offered, cluster=cluster, icc=icc, attrition=attrition)
            for people, offered, (cluster, icc), attrition in itertools.product(
                (30, 250, 4000), (0.25, 0.5), ((1, 0), (20, 0.05)), (0, 0.3)
            )
            if people * offered >= 2 * cluster
        )
        for without, share, ratio in ((0.05, 0.2, 1.5), (0.5, 0.6, 3), (0.97, 0.99, 0.6))
    ]
    (tmp_path / "run.js").write_text(
        SCRIPT.read_text(encoding="utf-8")
        + f"""
        const s = globalThis.gspbrief.samples;
        const drawn = {json.dumps([_drawn(*one) for one in DRAWN])};
        console.log(JSON.stringify(drawn.map(s.tooFew)));
        const asked = {json.dumps([(_plain(p), *rest) for p, *rest in asked])};
        console.log(JSON.stringify(asked.map(([pilot, without, share, ratio]) => [
            s.powerOfShares(pilot, without, share), s.peopleForShares(pilot, without, share),
            s.detectableShare(pilot, without), s.powerOfTimes(pilot, without, ratio),
            s.peopleForTimes(pilot, without, ratio), s.detectableRatio(pilot, without)])));""",
        encoding="utf-8",
    )
    run = subprocess.run(
        [str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    refused, given_there = map(json.loads, run.stdout.splitlines())
    assert refused == [_refused(*one) for one in DRAWN]
    assert set(refused) == {True, False}
    for (pilot, without, share, ratio), there in zip(asked, given_there, strict=True):
        here = (
            sizes.power_of_shares(pilot, without, share),
            sizes.people_for_shares(pilot, without, share),
            sizes.detectable_share(pilot, without),
            sizes.power_of_times(pilot, without, ratio),
            sizes.people_for_times(pilot, without, ratio),
            sizes.detectable_hazard_ratio(pilot, without),
        )
        assert [one is None for one in there] == [one is None for one in here]
        assert [one for one in there if one is not None] == pytest.approx(
            [one for one in here if one is not None], rel=1e-6
        )
    assert any(sizes.detectable_share(pilot, without) is None for pilot, without, *_ in asked)


DRAWN = [*itertools.product((10, 40, 120, 2000), (0.05, 0.3, 0.5, 0.93), (1, 7, 20, 120, 500))]


def _drawn(people: float, offered: float, cluster: float) -> dict[str, float]:
    return {"people": people, "offered": offered, "cluster": cluster}


def _refused(people: float, offered: float, cluster: float) -> bool:
    try:
        Pilot(**_drawn(people, offered, cluster))
    except ArgumentError:
        return True
    return False


def _plain(pilot: Pilot) -> dict[str, float]:
    return {name: getattr(pilot, name) for name in ("people", "offered", "cluster", "icc", "attrition")}
