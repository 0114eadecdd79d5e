"""Each method gives the published, textbook or independent figure, and the documentation says so."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from accuracy import ACCURACY, Check
from accuracy_of_evidence import EVIDENCE
from accuracy_of_surveys import SURVEYS

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
ALL = (*EVIDENCE, *ACCURACY, *SURVEYS)

HEAD = """\
# Accuracy

Every method beside a figure that does not come from this project: one that a source prints, one from a
textbook or another program, one worked by hand, or one that the specification of the scenario names. A test
computes our figures, holds each to the reference within what its rounding explains, and fails if this page
differs from what it would write (`make golden` accepts it as it is now).

A *published* percentage has to follow from the counts that its own source prints. The brain-gain model (M1)
is checked against the published outputs of its authors; since some of its inputs are outputs of theirs too,
that shows that both agree, not that the model holds. The Wilson intervals (M8) check arithmetic only: 160 was
a target, to which the briefs give no interval.

"""


@pytest.mark.parametrize("check", ALL, ids=[f"{c.method}: {c.case}" for c in ALL])
def test_our_figure_is_the_reference(check: Check) -> None:
    assert check.ours() == pytest.approx(check.reference, rel=0, abs=check.tolerance or 1e-12)


def test_every_check_stands_once_and_says_where_its_reference_comes_from() -> None:
    names = [(check.method, check.case) for check in ALL]

    assert len(set(names)) == len(names)
    assert all(check.source for check in ALL)


def test_the_accuracy_page_shows_the_figures_of_now() -> None:
    now = page()
    if os.environ.get("GSPBRIEF_ACCEPT"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(now, encoding="utf-8")

    assert PAGE.is_file(), "there is no docs/accuracy.md: make golden writes it"
    before = PAGE.read_text(encoding="utf-8").splitlines()
    moved = [line for line in now.splitlines() if line not in before]
    assert not moved, "\n".join([*moved, "If this is meant: make golden"])
    assert PAGE.read_text(encoding="utf-8") == now


def page() -> str:
    """The documentation's page, from all checks."""
    columns = ("Method", "Case", "Ours", "Reference", "Difference", "Allowed", "Kind", "Source")
    lines = ["| " + " | ".join(columns) + " |", "|:--|:--|--:|--:|--:|--:|:--|:--|"]
    lines += ["| " + " | ".join(row(check)) + " |" for check in ALL]
    return HEAD + "\n".join(lines) + f"\n\n{len(ALL)} figures.\n"


def row(check: Check) -> tuple[str, ...]:
    """One line of the table; figures have one decimal more than the tolerance."""
    ours = check.ours()
    decimals = max(0, 1 - math.floor(math.log10(check.tolerance))) if check.tolerance else 0
    figures = (
        plain(ours, decimals),
        plain(check.reference, decimals),
        plain(ours - check.reference, decimals),
    )
    allowed = f"{check.tolerance:.1g}" if check.tolerance else "none"
    return (check.method, check.case, *figures, allowed, check.kind, check.source)


def plain(value: float, decimals: int) -> str:
    """A number with thousands separated, without trailing zeros."""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "0") else text.replace("-", "−")
