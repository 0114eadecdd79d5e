"""The brain-gain model: its limits and its range; its published figures stand in ``accuracy``."""

from __future__ import annotations

import math

import pytest

from accuracy import BRAIN_GAIN_PUBLISHED, COUNTRIES
from case_names import case_name
from gspbrief.analysis.brain_gain import brain_gain, brain_gain_range, implied_group, natives_share
from gspbrief.errors import EstimationError
from gspbrief.language.labels import label

PHL = COUNTRIES["PHL"]


def test_equal_emigration_of_both_groups_changes_nothing() -> None:
    assert brain_gain(20, 10, 0.1, 0.1, 0.3, "low").value == pytest.approx(0, abs=1e-15)


def test_without_an_answer_of_schooling_selective_emigration_is_a_loss() -> None:
    gain = brain_gain(*PHL[:5], "upper_middle", slope=0).value

    assert gain is not None
    assert gain < brain_gain(*PHL).value  # type: ignore[operator]


def test_the_finding_says_that_it_is_modelled_and_national() -> None:
    finding = brain_gain(*PHL)

    assert (finding.unit, finding.grade) == ("share_difference", "modelled")
    assert "not the effect of a programme" in label("caveat", finding.caveats[0])


def test_a_high_income_country_is_refused_for_its_immigrants() -> None:
    with pytest.raises(EstimationError, match=r"immigrants change .* tertiary_share_residents"):
        brain_gain(30000, 20000, 0.05, 0.02, 0.3, "high")


def test_with_the_observed_share_of_residents_a_high_income_country_is_estimated() -> None:
    # USA in the package: wage ratio 1.635, Hr .314267; Hn_NM by hand
    usa = brain_gain(1.635, 1, 0.012967, 0.003656, 0.316291, "high", tertiary_share_residents=0.314267)
    without = 1.635**0.7
    by_hand = 0.316291 * (1 - 1 / without) / (1 - 1 / (without * 0.996344 / 0.987033))

    assert usa.value == pytest.approx(0.314267 - by_hand, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((10, 10, 0.1, 0.1, 0.3, "low"), "not above wage_low"),
        ((0, 10, 0.1, 0.1, 0.3, "low"), "wage_high is 0"),
        ((20, math.nan, 0.1, 0.1, 0.3, "low"), "wage_low is nan"),
        ((math.inf, 1, 0.1, 0.1, 0.3, "low"), "wage_high is inf"),
        ((20, 10, 1.0, 0.1, 0.3, "low"), "emigration_high is 1.0"),
        ((20, 10, 0.1, -0.1, 0.3, "low"), "emigration_low is -0.1"),
        ((20, 10, 0.1, 0.1, 0, "low"), "tertiary_share is 0"),
        ((20, 10, 0.1, 0.1, 29.4, "low"), "tertiary_share is 29.4"),
        ((20, 10, 0.1, 0.1, 0.3, "LMIC"), "no income group 'LMIC'"),
        ((20, 10, 0.1, 0.9, 0.3, "low"), "return to education with emigration"),
        ((1.3, 1, 0.0, 0.15, 0.9, "low"), "above one"),
        (("20", 10, 0.1, 0.1, 0.3, "low"), "wage_high is '20', not a number"),
        ((20, True, 0.1, 0.1, 0.3, "low"), "wage_low is True, not a number"),
        ((20, 10, None, 0.1, 0.3, "low"), "emigration_high is None, not a number"),
        ((20, 10, 0.1, 0.1, None, "low"), "tertiary_share is None, not a number"),
        ((20, 10, 0.1, 0.1, 0.3, ["low"]), "no income group"),
    ],
    ids=case_name,
)
def test_arguments_outside_their_domain_are_refused(
    arguments: tuple[float, float, float, float, float, str], reason: str
) -> None:
    with pytest.raises(EstimationError, match=reason):
        brain_gain(*arguments)


def test_the_range_spans_the_specifications_and_holds_the_benchmark() -> None:
    finding = brain_gain_range(*PHL)
    corners = [brain_gain(*PHL, elasticity=e, slope=z).value for e in (0.6, 0.7, 1 / 0.7) for z in (0.9, 3.8)]

    assert (finding.low, finding.high) == (min(corners), max(corners))  # type: ignore[type-var]
    assert finding.low < finding.value < finding.high  # type: ignore[operator]
    assert (finding.interval, finding.level, finding.details["specifications"]) == (
        "specifications",
        None,
        "6",
    )


def test_the_formula_names_the_elasticity_and_the_slope_that_were_used() -> None:
    assert brain_gain(*PHL).formula.endswith("e = 0.7, z = 3.8")


def test_the_share_of_natives_is_found_again_from_that_of_residents() -> None:
    # 100 natives: 20 of 40 with a degree and 6 of 60 without one leave, so 20 of 74 residents have one
    assert natives_share(20 / 74, 0.5, 0.1) == pytest.approx(0.4, abs=1e-15)


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_the_published_share_without_migration_tells_the_income_group(country: str) -> None:
    wage_high, wage_low, high, low, _, group = COUNTRIES[country]
    residents, without = BRAIN_GAIN_PUBLISHED[country][3], BRAIN_GAIN_PUBLISHED[country][2]

    assert implied_group(wage_high / wage_low, high, low, residents, without) == group


def test_a_share_that_no_income_group_gives_is_refused_for_immigrants() -> None:
    with pytest.raises(EstimationError, match="no income group: immigrants change"):
        implied_group(2.629, 0.0497, 0.0181, 0.137096, 0.132703)  # Chile


def test_equal_emigration_of_both_groups_tells_no_income_group() -> None:
    with pytest.raises(EstimationError, match="several income groups"):
        implied_group(2.0, 0.1, 0.1, 0.3, 0.3)
