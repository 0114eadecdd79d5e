"""The brain-gain model: its limits and its range; its published figures stand in ``accuracy``."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from accuracy import BRAIN_GAIN_PUBLISHED, COUNTRIES
from case_names import case_name
from gspbrief.analysis.brain_gain import (
    ELASTICITIES,
    FORMULA,
    SOURCE,
    brain_gain,
    brain_gain_range,
    implied_group,
    natives_share,
    skill_stock,
)
from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
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


def test_a_share_just_above_one_is_no_share() -> None:
    with pytest.raises(EstimationError, match=r"comes out at 1\.06187, above one"):
        skill_stock(3, 0.0, 0.15, 0.9, slope=0)


@pytest.mark.parametrize(
    ("arguments", "more", "said"),
    [
        (
            (20, 10, 0.1, 0.1, 0.3, "LMIC"),
            {},
            "there is no income group 'LMIC'. It is one of low, lower_middle, upper_middle, high",
        ),
        (
            (20, 10, 0.1, 0.1, 0.3, "high"),
            {},
            "in high-income countries immigrants change the tertiary share of residents, by how much cannot "
            "be told from these arguments. Give the observed share as tertiary_share_residents",
        ),
        (
            (10, 10, 0.1, 0.1, 0.3, "low"),
            {},
            "wage_high (10) is not above wage_low (10): in the model nobody would study. "
            "Give the pay of people with tertiary education first",
        ),
        (
            (20, 10, 0.1, 0.9, 0.3, "low"),
            {},
            "the return to education with emigration is 0.180501, not above one: nobody would study. "
            "Check that wage_high exceeds wage_low and the emigration rates",
        ),
        *(
            ((20, 10, 0.1, 0.1, 0.3, "low"), {"slope": z}, f"slope is {z}, not a number of zero or more")
            for z in (-1, math.inf)
        ),
        ((20, 10, 0.1, 0.1, 0.3, "low"), {"slope": "1"}, "slope is '1', not a number"),
        ((20, 10, 0.1, 0.1, 0.3, "low"), {"elasticity": "1"}, "elasticity is '1', not a number"),
        ((20, 10, 0.1, 0.1, 0.3, "low"), {"elasticity": 0}, "elasticity is 0, not a number above zero"),
        ((20, 10, 0.1, 0.1, 1, "low"), {}, "tertiary_share is 1, not a share between 0 and 1"),
        (
            (20, 10, 0.1, 0.1, 0.3, "low"),
            {"tertiary_share_residents": 1.5},
            "tertiary_share_residents is 1.5, not a share between 0 and 1",
        ),
    ],
    ids=case_name,
)
def test_a_refusal_says_all_of_what_is_wrong_and_what_to_do(
    arguments: tuple[float, float, float, float, float, str], more: dict[str, float], said: str
) -> None:
    with pytest.raises(EstimationError) as refusal:
        brain_gain(*arguments, **more)
    assert str(refusal.value) == said


def test_the_range_spans_the_specifications_and_holds_the_benchmark() -> None:
    finding = brain_gain_range(*PHL)
    corners = [brain_gain(*PHL, elasticity=e, slope=z).value for e in (0.6, 0.7, 1 / 0.7) for z in (0.9, 3.8)]

    assert (finding.low, finding.high) == (min(corners), max(corners))  # type: ignore[type-var]
    assert finding.low < finding.value < finding.high  # type: ignore[operator]
    assert (finding.id, finding.interval, finding.level) == ("brain_gain.net_range", "specifications", None)
    over = {"specifications": "6", "elasticities": "0.6;0.7;1.42857142857", "slopes": "0.9;3.8"}
    assert finding.details == {**brain_gain(*PHL).details, **over}

    high = (1.635, 1, 0.012967, 0.003656, 0.316291, "high")
    observed = brain_gain_range(*high, tertiary_share_residents=0.314267)
    gains = [brain_gain(*high, elasticity=e, tertiary_share_residents=0.314267).value for e in ELASTICITIES]
    assert (observed.low, observed.value, observed.high) == (min(gains), gains[1], max(gains))  # type: ignore[type-var]


def test_a_finding_says_all_of_what_it_is_and_how_it_was_reached() -> None:
    found = brain_gain(21, 7, 0.2, 0.1, 0.4, "upper_middle", elasticity=0.5, slope=2)
    without, premium = 3**0.5, 3**0.5 * 0.9 / 0.8
    natives = 0.4 * ((1 - 1 / without) / (1 - 1 / premium)) ** 3
    steps = {
        "wage_ratio": 3.0,
        "elasticity": 0.5,
        "slope": 2.0,
        "premium": premium,
        "premium_no_migration": without,
        "tertiary_share_no_migration": natives,
        "tertiary_share_residents": 0.32 / (0.32 + 0.54),
    }
    assert found.value == pytest.approx(0.32 / 0.86 - natives)
    assert {name: float(found.details[name]) for name in steps} == pytest.approx(steps)
    assert replace(found, value=0, details={}) == Finding(
        id="brain_gain.net",
        measure="brain_gain",
        value=0,
        unit="share_difference",
        grade="modelled",
        base="residents",
        method="selective_emigration_model",
        formula=f"{FORMULA}; e = 0.5, z = 2",
        sources=(SOURCE,),
        caveats=("national_not_programme", "immigrants_barely_change_it"),
    )
    assert found.details["income_group"] == "upper_middle"
    assert brain_gain(*PHL).formula.endswith("e = 0.7, z = 3.8")
    observed = brain_gain(21, 7, 0.2, 0.1, 0.4, "upper_middle", tertiary_share_residents=0.3)
    for other in (observed, brain_gain(21, 7, 0.2, 0.1, 0.4, "low")):
        assert other.caveats == ("national_not_programme",)


def test_the_share_of_natives_is_found_again_from_that_of_residents() -> None:
    # 100 natives: 20 of 40 with a degree and 6 of 60 without one leave, so 20 of 74 residents have one
    assert natives_share(20 / 74, 0.5, 0.1) == pytest.approx(0.4, abs=1e-15)


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_the_published_share_without_migration_tells_the_income_group(country: str) -> None:
    wage_high, wage_low, high, low, _, group = COUNTRIES[country]
    residents, without = BRAIN_GAIN_PUBLISHED[country][3], BRAIN_GAIN_PUBLISHED[country][2]

    assert implied_group(wage_high / wage_low, high, low, residents, without) == group


def test_a_share_that_no_income_group_gives_is_refused_for_immigrants() -> None:
    said = "^the model gives the source's share without migration with no income group: immigrants change"
    with pytest.raises(EstimationError, match=said):
        implied_group(2.629, 0.0497, 0.0181, 0.137096, 0.132703)  # Chile


def test_equal_emigration_of_both_groups_tells_no_income_group() -> None:
    with pytest.raises(EstimationError, match="with several income groups: "):
        implied_group(2.0, 0.1, 0.1, 0.3, 0.3)


@pytest.mark.parametrize("ratio", [1, math.inf, math.nan])
def test_a_return_to_education_that_pays_nothing_or_is_no_number_is_refused(ratio: float) -> None:
    with pytest.raises(
        EstimationError, match=f"^the return to education without emigration is {ratio:g}, not"
    ):
        skill_stock(ratio, 0.1, 0.1, 0.3, slope=1)
