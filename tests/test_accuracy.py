"""Each method gives the published, textbook or independent figure."""

from __future__ import annotations

import pytest

from accuracy import ACCURACY, Check


@pytest.mark.parametrize("check", ACCURACY, ids=[f"{c.method}: {c.case}" for c in ACCURACY])
def test_our_figure_is_the_reference(check: Check) -> None:
    assert check.ours() == pytest.approx(check.reference, rel=0, abs=check.tolerance)


def test_every_check_stands_once_and_says_where_its_reference_comes_from() -> None:
    names = [(check.method, check.case) for check in ACCURACY]

    assert len(set(names)) == len(names)
    assert all(check.source for check in ACCURACY)
