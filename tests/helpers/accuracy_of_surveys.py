"""What else survey estimators compute, against textbooks and figures worked by hand, as data."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from accuracy import Check, number
from gspbrief.findings.finding import Finding
from gspbrief.surveys.balance import balance
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.effects import effect
from gspbrief.surveys.response import attrition, nonresponse_bounds
from textbooks import lalonde

DEMOGRAPHY = ("age", "agesq", "educ", "black", "hisp", "married", "nodegree")
HARMLESS = "Angrist and Pischke (2009), Mostly Harmless Econometrics, table 3.3.3, NSW; US dollars"
BY_HAND = "worked by hand"
# four of four trained answered, two of four others: half of the trained are trimmed
EIGHT = pd.DataFrame(
    {
        "trained": [1, 1, 1, 1, 0, 0, 0, 0],
        "answered": [1, 1, 1, 1, 1, 1, 0, 0],
        "pay": [2.0, 4, 6, 8, 3, 5, math.nan, math.nan],
    }
)
FOUR = pd.DataFrame({"trained": [0, 0, 1, 1], "age": [20.0, 24, 25, 31]})


def _regressions() -> list[Check]:
    def adjusted(covariates: tuple[str, ...], part: str) -> float:
        found = effect(
            lalonde(), outcome="re78", group="train", method="ols", se="classical", covariates=covariates
        )
        return 1000 * number(getattr(found, part))

    sets = (
        ("demography", DEMOGRAPHY, 1670, 639),
        ("pay of 1975", ("re75",), 1750, 632),
        ("demography, pay of 1975", (*DEMOGRAPHY, "re75"), 1636, 638),
        ("demography, pay of 1974 and 1975", (*DEMOGRAPHY, "re74", "re75"), 1676, 639),
    )
    return [
        Check(
            "OLS with covariates",
            f"NSW, {words}, {'effect' if part == 'value' else 'standard error'}",
            lambda covariates=covariates, part=part: adjusted(covariates, part),
            reference,
            0.5,
            "textbook",
            HARMLESS,
        )
        for words, covariates, value, error in sets
        for part, reference in (("value", value), ("standard_error", error))
    ]


def _clusters() -> list[Check]:
    source = "R clubSandwich 0.5.8, vcovCR(type = 'CR2') and coef_test, on LaLonde (1986), jtrain2"

    def by_age() -> Finding:
        return effect(lalonde(), outcome="re78", group="train", cluster="age")

    def clustered() -> float:
        return number(by_age().standard_error)

    def degrees() -> float:
        return float(by_age().details["degrees"])

    error = "Standard error by cluster (CR2)"
    return [
        Check(
            error,
            "NSW, by age",
            lambda: number(by_age().standard_error),
            0.6311933345,
            1e-10,
            "other software",
            source,
        ),
        Check(error, "NSW, by age, degrees of freedom", degrees, 17.23252378, 1e-8, "other software", source),
    ]


def _response() -> list[Check]:
    columns = {"outcome": "pay", "group": "trained", "observed": "answered"}

    def lee() -> Finding:
        return lee_bounds(EIGHT, **columns)

    def error() -> float:
        return float(lee().details["standard_error_low"])

    def critical() -> float:
        return (number(lee().low) - number(interval_of(lee()).low)) / error()

    def worst() -> Finding:
        return worst_case_bounds(EIGHT, **columns, lowest=0, highest=10)

    def share() -> Finding:
        return attrition(EIGHT, group="trained", observed="answered")

    rows: tuple[tuple[str, str, Callable[[], float], float], ...] = (
        ("Attrition", "4 of 4 less 2 of 4", lambda: number(share().value), 0.5),
        ("Lee bounds", "eight persons, lower", lambda: number(lee().low), -1),
        ("Lee bounds", "eight persons, upper", lambda: number(lee().high), 3),
        ("Worst-case bounds", "eight persons, lower", lambda: number(worst().low), -2),
        ("Worst-case bounds", "eight persons, upper", lambda: number(worst().high), 3),
        ("Non-response bounds", "40 of 50 of 100, lower", lambda: nonresponse_bounds(40, 50, 100)[0], 0.4),
        ("Non-response bounds", "40 of 50 of 100, upper", lambda: nonresponse_bounds(40, 50, 100)[1], 0.9),
    )
    proposition = "proposition 3 of Lee (2009), " + BY_HAND
    solved = "Imbens and Manski (2004), solved by bisection with the standard library's normal distribution"
    case, multiple = "eight persons", 1.6448580233648271
    return [
        *(Check(*row, 1e-12, "closed form", BY_HAND) for row in rows),
        Check("Lee bounds", f"{case}, standard error", error, 1.5**0.5, 1e-11, "closed form", proposition),
        Check("Imbens-Manski", f"{case}, multiple", critical, multiple, 1e-10, "closed form", solved),
    ]


def _balance() -> list[Check]:
    def difference() -> float:
        return balance(FOUR, group="trained", covariates=["age"])["age"]

    words = "means 28 and 22, variances 18 and 8; " + BY_HAND
    case = "four persons, age"
    return [
        Check("Standardised difference", case, difference, 6 / math.sqrt(13), 1e-12, "closed form", words)
    ]


SURVEYS: tuple[Check, ...] = (*_regressions(), *_clusters(), *_response(), *_balance())
