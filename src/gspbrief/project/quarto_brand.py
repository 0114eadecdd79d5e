"""Quarto's ``_brand.yml``, in the words of ``publication.yaml``: https://posit-dev.github.io/brand-yml/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.project.plain_texts import parse_yaml, read_text

QUARTO = "_brand.yml"
WHITE, BLACK = ("#" + digit * 6 for digit in "F0")  # the names that Quarto has for colours
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_SHORT = re.compile(r"#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])")


def read_quarto(root: Path) -> dict[str, Any]:
    """What ``_brand.yml`` says, in the words of ``publication.yaml``."""
    said = said_in(root / QUARTO)
    colour, typography = mapping(said.get("color")), mapping(said.get("typography"))
    palette = mapping(colour.get("palette"))
    names = {"accent": "primary", "ink": "foreground"}
    colours = {ours: _resolved(colour.get(theirs), colour, palette) for ours, theirs in names.items()}
    rest = [_resolved(colour.get(name), colour, palette) for name in ("primary", "secondary", "tertiary")]
    base, headings = _family(typography.get("base")), _family(typography.get("headings"))
    found = {
        "name": _name(said.get("meta")),
        "logo": _logo(said.get("logo")),
        "colours": {
            **{name: value for name, value in colours.items() if value},
            **({"series": list(filter(None, rest))} if any(rest[1:]) else {}),
        },
        "fonts": {
            role: family
            for role, family in (("body", base), ("title", headings), ("sans", headings or base))
            if family
        },
        "paper": _resolved(colour.get("background"), colour, palette),
    }
    return {name: value for name, value in found.items() if value}


def _resolved(value: object, colour: Mapping[str, Any], palette: Mapping[str, Any]) -> str:
    """A colour by its value or its name, of which one may stand for another; of two modes the light one."""
    for _ in range(len(palette) + len(colour) + 1):
        if isinstance(value, Mapping):
            value = value.get("light")
        if not isinstance(value, str) or value.startswith("#"):
            break
        value = palette.get(value, colour.get(value))
    return as_colour({"white": WHITE, "black": BLACK}.get(str(value), value))


def _family(said: object) -> str:
    return str(said.get("family") or "") if isinstance(said, Mapping) else str(said or "")


def _name(said: object) -> str:
    name = said.get("name") if isinstance(said, Mapping) else None
    if isinstance(name, Mapping):
        return str(name.get("full") or name.get("short") or "")
    return str(name or "")


def _logo(said: object) -> str:
    """The logo of middle size, else another; a name stands for an image that is told beside it."""
    if not isinstance(said, Mapping):
        return str(said or "")
    images = mapping(said.get("images"))
    chosen = next((said[size] for size in ("medium", "small", "large") if said.get(size)), None)
    if isinstance(chosen, Mapping):
        chosen = chosen.get("light") or chosen.get("path")
    chosen = images.get(str(chosen), chosen)
    return str((chosen.get("path") if isinstance(chosen, Mapping) else chosen) or "")


def as_colour(value: object) -> str:
    """A colour as six digits; empty if it is none."""
    text = str(value or "")
    if short := _SHORT.fullmatch(text):
        return "#" + "".join(digit * 2 for digit in short.groups())
    return text if _COLOUR.fullmatch(text) else ""


def unread(path: Path) -> Problem | None:
    """Why a file cannot be read as YAML; none if it can, or is not there."""
    try:
        entries(path)
    except EvidenceError as error:
        return error.problems[0]
    return None


def said_in(path: Path) -> Mapping[str, Any]:
    """The entries of a file in YAML; none where it has none or cannot be read, which `unread` tells."""
    try:
        return entries(path)
    except EvidenceError:
        return {}


def entries(path: Path) -> Mapping[str, Any]:
    """The entries of a file in YAML; none where it has none or is not there.

    Raises
    ------
    EvidenceError
        If it cannot be read.
    """
    return _parsed(read_text(path), path.name) if path.exists() else {}


@cache
def _parsed(text: str, name: str) -> Mapping[str, Any]:
    return mapping(parse_yaml(text, name))


def mapping(value: object) -> Mapping[str, Any]:
    """A value if it has entries, else none."""
    return value if isinstance(value, Mapping) else {}
