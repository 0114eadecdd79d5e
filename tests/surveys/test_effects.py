"""Effects from survey data: hand-worked cases, agreement between methods, and what is refused."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.treatment.treatment_effects import TreatmentEffect

from case_names import case_name
from gspbrief.errors import EstimationError
from gspbrief.surveys.balance import balance, overlap
from gspbrief.surveys.effects import effect

SIX = pd.DataFrame({"pay": [1.0, 2, 3, 4, 6, 8], "trained": [0, 0, 0, 1, 1, 1]})


def survey(persons: int = 400, seed: int = 3) -> pd.DataFrame:
    """Persons whose age moves both training and pay; training adds two."""
    random = np.random.default_rng(seed)
    age = random.normal(25, 3, persons)
    trained = (random.random(persons) < 1 / (1 + np.exp(-(age - 25) / 3))).astype(int)
    return pd.DataFrame(
        {
            "age": age,
            "sector": random.choice(["care", "building", "metal"], persons),
            "trained": trained,
            "centre": random.integers(0, 20, persons),
            "pay": 0.5 * age + 2 * trained + random.normal(0, 1, persons),
        }
    )


def test_a_difference_of_means_and_its_classical_error_by_hand() -> None:
    finding = effect(SIX, outcome="pay", group="trained", se="classical")
    by_hand = math.sqrt((2 + 8) / 4 * (1 / 3 + 1 / 3))  # pooled variance 2.5, three persons each

    assert finding.value == pytest.approx(6 - 2)
    assert finding.standard_error == pytest.approx(by_hand)
    assert finding.high == pytest.approx(4 + 2.7764451 * by_hand)  # t with 4 degrees of freedom
    assert (finding.n, finding.method, finding.level, finding.interval) == (6, "difference", 0.95, "interval")


def test_hc3_is_each_squared_residual_over_its_leverage_twice() -> None:
    by_hand = math.sqrt((2 / 9 + 8 / 9) / (1 - 1 / 3) ** 2)

    assert effect(SIX, outcome="pay", group="trained", se="HC3").standard_error == pytest.approx(by_hand)


def test_the_default_error_is_that_of_welch() -> None:
    frame = SIX.assign(pay=[1.0, 2, 3, 0, 6, 12])
    finding = effect(frame, outcome="pay", group="trained")

    assert finding.standard_error == pytest.approx(math.sqrt(1 / 3 + 36 / 3))
    assert finding.details["standard_error_kind"] == "HC2"
    assert float(finding.details["degrees"]) == pytest.approx(4)  # n - 2 where both groups are as large


def test_clusters_of_equals_count_as_one_person_each() -> None:
    twice = pd.concat([SIX, SIX]).assign(person=[*range(6), *range(6)])
    alone = effect(SIX, outcome="pay", group="trained")
    clustered = effect(twice, outcome="pay", group="trained", cluster="person")

    assert (clustered.low, clustered.high) == (pytest.approx(alone.low), pytest.approx(alone.high))
    assert (clustered.details["standard_error_kind"], clustered.details["clusters"]) == ("cluster", "6")


def test_weights_of_two_count_a_person_twice() -> None:
    weighted = effect(SIX.assign(w=[1, 1, 2, 1, 1, 2]), outcome="pay", group="trained", weight="w")

    assert weighted.value == pytest.approx((4 + 6 + 2 * 8) / 4 - (1 + 2 + 2 * 3) / 4)
    assert weighted.details["standard_error_kind"] == "HC2"


def test_differences_in_differences_are_the_difference_of_two_differences() -> None:
    frame = pd.DataFrame(
        {
            "pay": [1.0, 2, 3, 5, 2, 4, 8, 10],
            "trained": [0, 0, 0, 0, 1, 1, 1, 1],
            "wave": [0, 0, 2, 2, 0, 0, 2, 2],
        }
    )
    finding = effect(frame, outcome="pay", group="trained", method="did", time="wave", se="HC2")

    assert finding.value == pytest.approx((9 - 3) - (4 - 1.5))
    assert finding.details["estimand_code"] == "effect_on_the_treated"


def test_with_one_yes_no_covariate_weighting_is_the_average_of_the_strata() -> None:
    frame = pd.DataFrame(
        {
            "pay": [1.0, 3, 2, 6, 4, 5, 9, 7, 8, 12],
            "trained": [0, 0, 0, 1, 1, 0, 0, 1, 1, 1],
            "woman": [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
        }
    )
    men, women = (6 + 4) / 2 - (1 + 3 + 2) / 3, (7 + 8 + 12) / 3 - (5 + 9) / 2
    for method in ("ipw", "aipw"):
        finding = effect(frame, outcome="pay", group="trained", covariates=["woman"], method=method)  # type: ignore[arg-type]

        assert finding.value == pytest.approx((men + women) / 2, abs=1e-6)


@pytest.mark.parametrize("method", ["ipw", "aipw"])
def test_weighting_agrees_with_the_optimiser_of_statsmodels(method: str) -> None:
    frame = survey()
    ours = effect(frame, outcome="pay", group="trained", covariates=["age"], method=method)  # type: ignore[arg-type]
    exog = sm.add_constant(frame[["age"]].to_numpy())
    logit = sm.Logit(frame["trained"].to_numpy(), exog).fit(disp=0)
    theirs = TreatmentEffect(
        sm.OLS(frame["pay"].to_numpy(), exog), frame["trained"].to_numpy(), results_select=logit
    )
    result = getattr(theirs, method)()

    assert ours.value == pytest.approx(result.effect[0], abs=1e-4)
    factor = math.sqrt(400 / (400 - 3))  # of the coefficients estimated, which theirs leaves out
    assert ours.standard_error == pytest.approx(result.results_gmm.bse[0] * factor, rel=0.002)


@pytest.mark.parametrize("method", ["ols", "ipw", "aipw"])
def test_adjusting_removes_what_age_adds_to_a_raw_difference(method: str) -> None:
    frame = survey(4000)
    raw = effect(frame, outcome="pay", group="trained")
    adjusted = effect(frame, outcome="pay", group="trained", covariates=["age", "sector"], method=method)  # type: ignore[arg-type]

    assert raw.low > 2.5  # type: ignore[operator]
    assert adjusted.low < 2 < adjusted.high  # type: ignore[operator]


@pytest.mark.parametrize("method", ["ipw", "aipw"])
def test_one_person_a_cluster_leaves_only_the_factor_of_few_clusters(method: str) -> None:
    frame = survey().assign(person=range(400))
    options = {"outcome": "pay", "group": "trained", "covariates": ["age"], "method": method}
    alone, clustered = effect(frame, **options), effect(frame, **options, cluster="person")  # type: ignore[arg-type]

    assert clustered.standard_error == pytest.approx(alone.standard_error * math.sqrt((400 - 3) / 399))  # type: ignore[operator]


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 100), st.integers(0, 10**6))
def test_units_of_pay_and_the_order_of_rows_do_not_matter(scale: float, seed: int) -> None:
    frame = survey(60)
    shuffled = frame.sample(frac=1, random_state=seed).assign(pay=lambda d: d["pay"] * scale)
    for method in ("ols", "aipw"):
        options = {"outcome": "pay", "group": "trained", "covariates": ["age"], "method": method}
        one, other = effect(frame, **options), effect(shuffled, **options)  # type: ignore[arg-type]

        assert other.value == pytest.approx(scale * one.value, rel=1e-6)  # type: ignore[operator]
        assert other.standard_error == pytest.approx(scale * one.standard_error, rel=1e-6)  # type: ignore[operator]


def test_simulated_persons_make_an_illustrative_finding() -> None:
    marked = SIX.assign(simulated=1)
    attributed = SIX.copy()
    attributed.attrs["simulated"] = True

    assert effect(SIX, outcome="pay", group="trained").grade == "modelled"
    assert effect(marked, outcome="pay", group="trained").grade == "illustrative"
    assert effect(attributed, outcome="pay", group="trained").grade == "illustrative"


def test_the_unit_is_that_of_the_outcome() -> None:
    money = SIX.copy()
    money.attrs |= {"units": {"pay": "money"}, "currency": "EUR", "price_year": 2020}
    shares = SIX.assign(works=[0, 1, 0, 1, 1, 0])

    paid = effect(money, outcome="pay", group="trained")
    assert (paid.unit, paid.currency, paid.price_year) == ("money", "EUR", 2020)
    assert effect(shares, outcome="works", group="trained").unit == "share_difference"


def test_the_estimand_is_said_in_words() -> None:
    assert "intention to treat" in effect(SIX, outcome="pay", group="trained").details["estimand"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pay": [1.0, 2, math.nan, 4, 6, 8]}, "row 3 .index 2., column pay: pay is missing"),
        ({"pay": [1.0, 2, 3, math.inf, 6, 8]}, "row 4 .index 3., column pay: pay is inf"),
        ({"pay": [1.0, 2, 3, -math.inf, 6, math.inf]}, r"row 4 .* is -inf.*so is 1 more"),
        ({"pay": ["1", "2", "many", "4", "6", "8"]}, r"row 1 .* is '1', not a number"),
        ({"pay": [5.0] * 6}, "everybody has the same pay, 5"),
        ({"pay": [3.0, 3, 3, 7, 7, 7]}, "without any error"),
        ({"pay": [1e200, -1e200, 1e200, 1e308, 1e307, 0]}, "too large"),
        ({"trained": [0, 0, 0, 0, 0, 1]}, "one person alone has trained = 1"),
        ({"trained": [1, 1, 1, 1, 1, 1]}, "nobody has trained = 0"),
        ({"trained": [0, 0, 0, 1, 1, 2]}, r"row 6 .* is 2, neither 0 nor 1"),
        ({"trained": ["no"] * 3 + ["yes"] * 3}, r"row 1 .* is 'no', not a number"),
        ({"trained": [0, 0, None, 1, 1, 1]}, r"row 3 .* is missing"),
    ],
    ids=case_name,
)
def test_bad_input_is_refused_with_row_and_reason(change: dict[str, list[object]], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        effect(SIX.assign(**change), outcome="pay", group="trained")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"method": "matching"}, "no method 'matching'"),
        ({"se": "HC9"}, "no standard error 'HC9'"),
        ({"se": "cluster"}, "needs a cluster column"),
        ({"se": "HC1", "cluster": "trained"}, "cluster was given, but se is 'HC1'"),
        ({"covariates": ["age"]}, "difference of means takes no covariates"),
        ({"method": "ipw"}, "ipw needs covariates"),
        ({"method": "aipw", "covariates": ["age"], "se": "HC1"}, "aipw has no HC1"),
        ({"method": "did", "time": "age"}, "whether the same people answered before and after"),
        ({"method": "iv"}, "iv needs a column of who took part"),
        ({"received": "age"}, "only iv takes one"),
        ({"method": "did"}, "did needs a time column"),
        ({"time": "age"}, "did needs a time column, and only did"),
        ({"group": "treated"}, r"no column 'treated'. The table has age"),
        ({"group": "pay"}, "used for two things"),
        ({"method": "ols", "covariates": "age"}, "covariates is one text"),
        ({"weight": "age", "se": "classical"}, "no classical standard error"),
        ({"weight": "age", "method": "ipw", "covariates": ["age"]}, "takes none"),
    ],
    ids=case_name,
)
def test_options_that_do_not_fit_are_refused(options: dict[str, object], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        effect(survey(), **{"outcome": "pay", "group": "trained", **options})  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["ols", "ipw", "aipw"])
def test_covariates_that_say_nothing_or_the_same_twice_are_refused(method: str) -> None:
    frame = survey().assign(one=1, months=lambda d: 12 * d["age"] + 5, place="here")
    for covariates, reason in (
        (["one"], "covariate one is 1 for everybody"),
        (["place"], "covariate place is 'here' for everybody"),
        (["age", "months"], "covariate months follows exactly from the others"),
    ):
        with pytest.raises(EstimationError, match=reason):
            effect(frame, outcome="pay", group="trained", covariates=covariates, method=method)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["ipw", "aipw"])
def test_perfect_separation_is_refused(method: str) -> None:
    alone = survey().assign(badge=lambda d: d["trained"] * 10 + d["age"] / 100)
    joint = survey().assign(income=lambda d: np.sin(np.arange(len(d)) * 7.0))
    joint["trained"] = (joint["age"] - 25 + 3 * joint["income"] > 0).astype(int)
    options = {"outcome": "pay", "group": "trained", "method": method}
    with pytest.raises(EstimationError, match="perfect separation: badge alone"):
        effect(alone, **options, covariates=["badge"])  # type: ignore[arg-type]
    with pytest.raises(EstimationError, match="perfect separation: the covariates together"):
        effect(joint, **options, covariates=["age", "income"])  # type: ignore[arg-type]


def test_a_level_that_only_one_group_has_is_refused() -> None:
    frame = survey()
    frame.loc[frame["trained"] == 1, "sector"] = frame.loc[frame["trained"] == 1, "sector"].replace(
        "care", "metal"
    )
    with pytest.raises(EstimationError, match="nobody can be compared"):
        effect(frame, outcome="pay", group="trained", covariates=["sector"], method="ipw")


def test_groups_that_hardly_overlap_are_refused() -> None:
    frame = pd.DataFrame(
        {
            "age": [*np.linspace(36, 39.8, 40), 42, *np.linspace(40, 44, 40)],
            "trained": [0] * 41 + [1] * 40,
            "pay": np.arange(81) % 7,
        }
    )
    with pytest.raises(EstimationError, match="no overlap"):
        effect(frame, outcome="pay", group="trained", covariates=["age"], method="ipw")


def test_a_single_cluster_is_refused() -> None:
    with pytest.raises(EstimationError, match="single cluster 'here'"):
        effect(SIX.assign(centre="here"), outcome="pay", group="trained", cluster="centre")


@pytest.mark.parametrize("method", ["difference", "ols", "ipw", "aipw", "ipw_treated"])
def test_fewer_than_six_clusters_are_refused_with_their_number(method: str) -> None:
    frame = survey().assign(centre=lambda d: d["centre"] % 5)
    covariates = [] if method == "difference" else ["age"]
    with pytest.raises(EstimationError, match=r"there are 5 clusters.*It takes 6"):
        effect(
            frame,
            outcome="pay",
            group="trained",
            covariates=covariates,
            method=method,  # type: ignore[arg-type]
            cluster="centre",
        )


def test_a_group_within_a_single_cluster_is_refused() -> None:
    frame = survey()
    frame["centre"] = frame["trained"] + frame["centre"] * (1 - frame["trained"]) + 1

    with pytest.raises(
        EstimationError, match=r"all of group 1 are in a single cluster.*at least two clusters"
    ):
        effect(frame, outcome="pay", group="trained", cluster="centre")


PERIODS = pd.concat(
    [SIX.assign(when=0), SIX.assign(when=1, pay=SIX["pay"] + 2 * SIX["trained"] + [0, 1, 0] * 2)]
)


@pytest.mark.parametrize(
    "times",
    [
        {0: "2019", 1: "2020-06"},
        {0: "2020-02", 1: "2020-10"},
        {0: "2020-02-28", 1: "2020-02-29"},
        {0: pd.Timestamp("2019-12-31"), 1: pd.Timestamp("2020-01-01")},
        {0: False, 1: True},
        {0: 2.5, 1: 10.0},
    ],
    ids=case_name,
)
def test_the_later_of_two_periods_is_after_however_it_is_written(times: dict[int, object]) -> None:
    options = {"outcome": "pay", "group": "trained", "method": "did", "time": "when", "se": "HC2"}
    rewritten = PERIODS.assign(when=PERIODS["when"].map(times))

    assert effect(rewritten, **options).value == pytest.approx(2)


def test_an_ordered_category_says_which_period_is_later() -> None:
    order = pd.CategoricalDtype(["pre", "post"], ordered=True)
    named = PERIODS.assign(when=PERIODS["when"].map({0: "pre", 1: "post"}).astype(order))

    assert effect(
        named, outcome="pay", group="trained", method="did", time="when", se="HC2"
    ).value == pytest.approx(2)


@pytest.mark.parametrize(
    "times",
    [
        {0: "pre", 1: "post"},
        {0: "before", 1: 1},
        {0: "2020 before", 1: "2020 after"},
        {0: "2020 pre", 1: "2020 post"},
        {0: "2020-2", 1: "2020-10"},
        {0: "2021 round 9", 1: "2021 round 10"},
        {0: "2020 start", 1: "2020 end"},
        {0: "2020", 1: "2020-06"},
        {0: pd.Timestamp("2019-01-01", tz="UTC"), 1: pd.Timestamp("2021-01-01")},
        {0: datetime.date(2019, 1, 1), 1: pd.Timestamp("2021-01-01")},
    ],
    ids=case_name,
)
def test_texts_that_do_not_say_which_period_is_later_are_refused(times: dict[int, object]) -> None:
    named = PERIODS.assign(when=PERIODS["when"].map(times).astype(object))

    with pytest.raises(EstimationError, match="which comes first cannot be told"):
        effect(named, outcome="pay", group="trained", method="did", time="when", se="HC2")


def test_more_than_two_periods_are_refused_with_what_to_do() -> None:
    three = pd.concat([PERIODS, PERIODS.assign(when=2)])

    with pytest.raises(EstimationError, match=r"when has 3 values.*Keep the rows of one period before"):
        effect(three, outcome="pay", group="trained", method="did", time="when", se="HC2")


@pytest.mark.parametrize(
    ("frame", "options", "reason"),
    [
        ({"pay": [1, 2]}, {}, "the table is a dict. Give a pandas.DataFrame"),
        (None, {}, "the table is a NoneType"),
        (SIX, {"outcome": ["pay"]}, ".'pay'. is no name of a column"),
        (SIX, {"covariates": None}, "covariates is no list of columns"),
    ],
)
def test_what_is_no_table_or_column_is_refused_in_plain_words(
    frame: pd.DataFrame, options: dict[str, object], reason: str
) -> None:
    with pytest.raises(EstimationError, match=reason):
        effect(frame, **{"outcome": "pay", "group": "trained", **options})  # type: ignore[arg-type]


def test_rows_are_paired_by_place_whatever_the_index() -> None:
    frame = survey()
    shuffled = frame.set_axis([f"p{i % 7}" for i in range(len(frame))])
    options = {"outcome": "pay", "group": "trained", "covariates": ("age", "sector"), "method": "aipw"}

    assert effect(shuffled, **options, cluster="centre") == effect(frame, **options, cluster="centre")


def test_a_period_without_enough_rows_is_refused() -> None:
    frame = pd.concat([SIX.assign(wave=0), SIX.iloc[:5].assign(wave=1)])
    frame = frame[~((frame["trained"] == 1) & (frame["wave"] == 1) & (frame["pay"] == 4))]
    with pytest.raises(EstimationError, match=r"group 1 has 1 row at wave = 1"):
        effect(frame, outcome="pay", group="trained", method="did", time="wave", se="HC2")
    with pytest.raises(EstimationError, match="wave has 1 value,"):
        effect(SIX.assign(wave=0), outcome="pay", group="trained", method="did", time="wave", se="HC2")


def test_a_row_that_alone_determines_a_coefficient_has_no_hc3() -> None:
    frame = survey(30).assign(only=[1] + [0] * 29)
    with pytest.raises(EstimationError, match="row 1: this row alone"):
        effect(frame, outcome="pay", group="trained", covariates=["only"], method="ols", se="HC3")


def test_an_empty_table_and_too_few_rows_are_refused() -> None:
    with pytest.raises(EstimationError, match="no rows"):
        effect(SIX.iloc[:0], outcome="pay", group="trained")
    few = SIX.iloc[1:5].assign(a=[1, 2, 1, 3], b=[0, 1, 1, 0])
    with pytest.raises(EstimationError, match="4 rows are too few for 4"):
        effect(few, outcome="pay", group="trained", covariates=["a", "b"], method="ols")


def test_a_nonpositive_weight_is_refused_with_its_row() -> None:
    with pytest.raises(EstimationError, match=r"row 2, column w: w is 0, not above zero"):
        effect(SIX.assign(w=[1, 0, 1, 1, 1, 1]), outcome="pay", group="trained", weight="w")


def test_balance_is_the_standardised_difference_by_hand() -> None:
    frame = pd.DataFrame({"trained": [0, 0, 1, 1], "age": [20.0, 24, 25, 31], "woman": [0, 1, 1, 1]})
    found = balance(frame, group="trained", covariates=["age", "woman"])

    assert found["age"] == pytest.approx((28 - 22) / math.sqrt((8 + 18) / 2))
    assert found["woman"] == pytest.approx((1 - 0.5) / math.sqrt((0 + 0.5) / 2))


def test_balance_lists_each_level_of_a_category() -> None:
    found = balance(survey(), group="trained", covariates=["sector", "age"])

    assert list(found) == ["sector[care]", "sector[metal]", "age"]


def test_equal_chances_overlap_fully() -> None:
    frame = pd.DataFrame({"trained": [0, 1] * 10, "woman": [0, 0, 1, 1] * 5})
    shared = overlap(frame, group="trained", covariates=["woman"])

    assert (shared.low, shared.high, shared.outside) == (pytest.approx(0.5), pytest.approx(0.5), 0)
    assert shared.effective_treated == pytest.approx(10)
    assert shared.largest_weight == pytest.approx(0.1)
