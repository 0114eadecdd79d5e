"""A figure in a chart is the figure in the text: the same digits, whatever it is and however it is hedged."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gspbrief.exhibits.entries import short_figure
from gspbrief.exhibits.rows import row_of
from gspbrief.findings.finding import Bound, Finding
from gspbrief.language.figures import figure
from gspbrief.language.formats import Format

UNITS = ("share", "relative_change", "persons", "ratio", "sd", "share_difference")
HEDGES: tuple[Bound, ...] = ("exact", "about", "above", "below", "at_least", "at_most")


def number_in(text: str) -> str:
    """The digits of a figure with its sign and separators, and nothing else."""
    return re.sub(r"[^\d.,−\u202f\u00a0]", "", text).strip("\u202f\u00a0.,")


@settings(deadline=None)  # the first example loads a locale, or what draws
@given(
    value=st.floats(0.0001, 20_000, allow_nan=False),
    unit=st.sampled_from(UNITS),
    grade=st.sampled_from(("published", "derived")),
    bound=st.sampled_from(HEDGES),
    lang=st.sampled_from(("en", "fr", "es")),
)
def test_a_chart_prints_the_digits_of_the_text(
    value: float, unit: str, grade: str, bound: Bound, lang: str
) -> None:
    assume(unit not in ("share", "share_difference") or value <= 1)
    form, formula = Format(lang), "a ÷ b" if grade == "derived" else ""
    said = Finding(
        id="demo.x",
        measure="placed",
        value=value,
        unit=unit,
        grade=grade,
        bound=bound,
        formula=formula,  # type: ignore[arg-type]
    )
    assert number_in(short_figure(row_of(said), form)) == number_in(figure(said, form))


@pytest.mark.parametrize(
    ("share", "shown"), [(12 / 14, "86%"), (9 / 14, "64%"), (77 / 412, "19%"), (1 / 28, "3.6%")]
)
def test_the_shares_that_charts_printed_otherwise(share: float, shown: str) -> None:
    rate = Finding(id="demo.r", measure="rate", value=share, unit="share", grade="derived", formula="a ÷ b")
    assert short_figure(row_of(rate), Format("en")) == shown
