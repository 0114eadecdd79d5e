"""Text from data in the tables that a notebook shows: Markdown whose cells hold nothing but their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup

# Markdown reads a backslash before any ASCII punctuation as that character itself. What means nothing inside
# a cell stays as it is.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>~^$|&!#:@=]|(?<=\\)[()]")
_NAME = re.compile(r"[\w.+-]+")
_SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029]+")  # some of them could end the row


def cell(text: object) -> str:
    """The text as Markdown that prints exactly it in one cell: no markup, HTML, link, formula or new row.

    Parameters
    ----------
    text : object
        Anything; a ``Markup`` is Markdown already and passes as it is.
    """
    if isinstance(text, Markup):
        return text
    return _SPECIAL.sub(r"\\\g<0>", _SPACES.sub(" ", str(text)))


def code(name: str) -> Markup:
    """A name as code; any other text as it is."""
    return Markup(f"`{name}`" if _NAME.fullmatch(name) else cell(name))


def table(heads: Sequence[str], rows: Iterable[Iterable[object]], right: Iterable[int] = ()) -> str:
    """A table of text in Markdown.

    Parameters
    ----------
    right : iterable of int
        Columns whose cells stand right.
    """
    aligned = frozenset(right)
    rule = "|".join("--:" if column in aligned else ":--" for column in range(len(heads)))
    lines = [_line(heads), f"|{rule}|", *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"
