"""Where the texts of a drawn chart stand, measured with the house's own fonts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from lxml import etree

from gspbrief.render import fonts

FACES = {"": "Regular", "normal": "Regular", "600": "SemiBold", "bold": "Bold", "700": "Bold"}
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of a text, what stands before the place that it is given


def beyond(svg: str) -> list[str]:
    """The texts that a picture cuts off at its left or right; those set on end are left out."""
    root = etree.fromstring(svg.encode())
    width = float(root.get("viewBox").split()[2])
    cut = []
    for text in root.iter("{*}text"):
        if "rotate" in text.get("transform", "") or text.get("opacity") == "0":
            continue
        lines = ["".join(line.itertext()) for line in text.iter("{*}tspan")] or ["".join(text.itertext())]
        long = max(advance(line, text.get("font-weight", ""), text.get("font-size")) for line in lines)
        start = _from_left(text) - BEFORE[text.get("text-anchor", "start")] * long
        if start < -1 or start + long > width + 1:
            cut.append(f"{' '.join(lines)!r} from {start:.0f} to {start + long:.0f} of {width:.0f}")
    return cut


def _from_left(element: etree._Element) -> float:
    """Where an element is placed, its groups' places added up."""
    moved = 0.0
    for one in (element, *element.iterancestors()):
        for x in re.findall(r"translate\(\s*(-?[\d.e-]+)", one.get("transform", "")):
            moved += float(x)
    return moved


def advance(line: str, weight: str = "", size: str = "13px") -> float:
    """How wide a line is [pixels]; a character that the font lacks counts as a whole size."""
    widths = _widths(FACES[weight])
    return float(size.removesuffix("px")) * sum(widths.get(ord(character), 1.0) for character in line)


@cache
def _widths(face: str) -> dict[int, float]:
    font = TTFont(Path(fonts.instances()) / f"SourceSans3-{face}.ttf")
    across, units = font["hmtx"], font["head"].unitsPerEm
    return {code: across[name][0] / units for code, name in font.getBestCmap().items()}
