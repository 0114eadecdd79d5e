"""Formulas in symbols that the numbers annexes point to: they stand once, on the page of the model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

FORMULAS = "formulas"
"""The place on the page of the model."""


def _display(*lines: str) -> Markup:
    return Markup("$$" + r", \qquad ".join(lines) + "$$")


IN_SYMBOLS: Mapping[str, Markup] = MappingProxyType(
    {
        "thresholds": _display(
            r"p^{*} = p - \frac{\mathrm{NPV}}{d\,\mathrm{NPV}/dp}",
            r"C^{*} = -\frac{\mathrm{NPV}(0)}{d\,\mathrm{NPV}/dC}",
            r"\frac{\mathrm{NPV} + \mathrm{PV}(\text{costs})}{P}",
        ),
        "national": _display(
            r"\Lambda = r^{e}\,\frac{1-m_L}{1-m_H}",
            r"H_n = \frac{H_r(1-m_L)}{H_r(1-m_L)+(1-H_r)(1-m_H)}",
            r"H_r - H_n\left[\frac{1-r^{-e}}{1-\Lambda^{-1}}\right]^{1+z}",
        ),
        "skills": _display(r"(1-\psi)(G - \xi P) - (1-\xi)P"),
    }
)
"""By what they give: the thresholds of the partnership model, the national context, the skills at home."""
