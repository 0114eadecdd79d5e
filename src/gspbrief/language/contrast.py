"""Whether colours can be told apart: the contrast of WCAG 2.2, of text and of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from gspbrief.language.style import Style

TEXT, DRAWN = 4.5, 3.0  # the least ratios: success criteria 1.4.3 and 1.4.11
_ON = {  # of text, on which grounds it stands
    "accent": ("paper", "tint"),
    "ink": ("paper", "tint", "ground"),
    "muted": ("paper", "tint"),
    "warning": ("warning_tint",),
    "important": ("important_tint",),
}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return round((lighter + 0.05) / (darker + 0.05), 2)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def too_faint(style: Style) -> Iterator[str]:
    """Each pair of a style's colours that is too alike, with its ratio and the least one."""
    its = style.colours
    pairs = [(name, ground, TEXT) for name, grounds in _ON.items() for ground in grounds]
    for name, ground, least in (*pairs, ("focus", "paper", DRAWN)):
        yield from _faint(name, getattr(its, name), ground, getattr(its, ground), least)
    for number, colour in enumerate(style.charts.series, start=1):
        yield from _faint(f"series {number}", colour, "paper", its.paper, DRAWN)


def _faint(name: str, colour: str, ground: str, under: str, least: float) -> Iterator[str]:
    if (ratio := contrast(colour, under)) < least:
        where = ground.replace("_", "-")
        yield f"{name} {colour} on {where} {under} is {ratio:g} to 1, and must be {least:g}"


def tinted(colour: str) -> str:
    """A ground of a colour: 8 percent of it on white."""
    parts = (255 + (int(colour[i : i + 2], 16) - 255) * 0.08 for i in (1, 3, 5))
    return "#" + "".join(f"{round(part):02X}" for part in parts)
