"""Every estimator gives R's figures on random sets and on data sets of R's packages."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest
from tests.reference import sets

from accuracy_of_sets import COMPARED, REFERENCE, Comparison, differences, references


@pytest.mark.slow
@pytest.mark.parametrize("compared", COMPARED, ids=[c.method for c in COMPARED])
def test_our_figures_are_those_of_r_on_every_set(compared: Comparison) -> None:
    rows = differences(compared.method)
    apart = rows[~(rows["difference"] <= compared.tolerance)]

    assert len(rows) >= 40
    assert apart.empty, apart.to_string()


def test_the_sets_hold_what_went_wrong_before() -> None:
    """Heterogeneity that a search can miss, Q below k - 1, ties, data that textbooks use."""
    rows = references()
    tau2 = {name: rows[rows["name"] == f"{name}.tau2"]["value"] for name in ("pm", "dl")}

    assert (tau2["pm"] > 0).sum() > 30
    assert (tau2["dl"] == 0).sum() > 15
    assert {"veteran", "lung", "dat.normand1999", "dat.hine1989"} <= set(rows["set"])


def test_the_committed_sets_are_those_that_their_script_makes(tmp_path: Path) -> None:
    sets.write(tmp_path)

    for path in tmp_path.iterdir():
        assert filecmp.cmp(path, REFERENCE / path.name, shallow=False), path.name
