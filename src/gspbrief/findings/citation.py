"""Where a figure comes from, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Grade = Literal["published", "derived", "modelled", "assumed", "illustrative"]


GRADES: tuple[Grade, ...] = get_args(Grade)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A place in a source.

    Attributes
    ----------
    key : str
        Key of the source in ``sources.bib``.
    locator : str
        Page, section, box or table; empty where none was seen.
    """

    key: str
    locator: str = ""
