"""Numbers as a table may hold them: written plainly, of a size to count with, and as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, str]
Found = Iterator[tuple[str, str, str]]  # column, what is wrong, what is allowed

MOST, LEAST = 1e15, 1e-12  # beyond the first, not every whole number has a float of its own
PEOPLE = 1e10  # more than live
COUNTED = frozenset({
    "persons", "households", "companies", "countries", "visas", "projects", "places", "contracts",
    "localities", "municipalities", "institutions", "states", "sessions", "pathways",
})  # fmt: skip
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_ENDS = ("value", "low", "high")
# One number in a few plain words, such as "over 12,000 workers" or "EUR 71 million": more cannot be compared.
_PRINTED = re.compile(
    r"[^\W\d_]*(?:[ '-][^\W\d_]+){0,4}?[ ]?[€$£¥]?[ ]?"
    r"(?P<number>\d+(?:[.,' \u00a0\u2009\u202f]\d+)*)"
    r"[ \u00a0\u202f]?[%€]?(?:[ \u00a0]?[^\W\d_]+){0,5}[.]?"
)
# Words that multiply, in the languages of the sources: by how much is then left open.
_SCALE = re.compile(
    r"\b(thous\w*|taus\w*|tsd|mil\w*|mio|mrd|bil\w*|tril\w*|bn|mn|[km]|lakh|crore|dozen\w*|hund\w*)\b",
    re.IGNORECASE,
)
_SHARES = ("share", "relative_change", "share_difference")
_COMPARED = COUNTED | {"money", *_SHARES}


def number(cell: str) -> float | None:
    """The number that a cell holds in plain ASCII digits; nothing if it holds none that is finite."""
    if len(cell) > 40 or not _PLAIN.fullmatch(cell):
        return None
    read = float(cell)
    return read if abs(read) <= MOST and (abs(read) >= LEAST or not cell.strip("+-0.eE")) else None


def numbers(row: Row, columns: Sequence[str]) -> Found:
    """Cells of numbers that no build could read, or that it would change."""
    for column in columns:
        cell = row.get(column, "")
        if not cell or number(cell) is not None:
            continue
        if len(cell) <= 400 and _PLAIN.fullmatch(cell):
            what = f"{cell[:30]!r} is a number that is not kept as it is"
            yield column, what, f"0, or from {LEAST:g} to {MOST:g} without its sign"
        else:
            yield (
                column,
                f"{cell[:30]!r} is not a number",
                "digits, a point for decimals, no blanks; or blank",
            )


def counts(row: Row) -> Found:
    """Counts that are no whole numbers, or are of more people than there are."""
    unit = row.get("unit", "")
    if unit not in COUNTED:
        return
    for column in _ENDS:
        read = number(row.get(column, ""))
        if read is None:
            continue
        if read != int(read):
            advice = "whole numbers; a point begins decimals and divides no thousands"
            yield column, f"{row[column]} {unit} is a fraction of one", advice
        elif unit == "persons" and read > PEOPLE:
            yield column, f"{row[column]} persons are more than there are", f"at most {PEOPLE:.0f}"


def printed(row: Row) -> Found:
    """A value other than the one number that its source prints; it may be printed in millions or percent.

    Only what is plain is compared: an exact or hedged value, not a range, beside one number in a few words.
    """
    value, cell = number(row.get("value", "")), row.get("as_printed", "")
    if value is None or row.get("low") or row.get("high") or row.get("unit") not in _COMPARED:
        return
    if row.get("grade") != "published" or value < 0:
        return
    match = _PRINTED.fullmatch(cell.strip())
    if match is None or _SCALE.search(cell[: match.start("number")]):  # "mil 400" is 1,400
        return
    read = set(_readings(match["number"], percent=row["unit"] in _SHARES))
    scaled = {many * 10**power for many in read for power in range(2, 13)} if _SCALE.search(cell) else set()
    if read and not any(abs(value - one) <= 1e-9 * max(one, 1) for one in read | scaled):
        shown = " or ".join(f"{one:.12g}" for one in sorted(read))
        yield "value", f"{row['value']} is not what is printed, {cell!r}", f"{shown}, or mend as_printed"


def _readings(digits: str, *, percent: bool) -> Iterator[float]:
    """What the digits of a source may mean: a point or a comma divides thousands or begins decimals."""
    parts = re.split(r"[.,' \u00a0\u2009\u202f]", digits)
    plain = [float("".join(parts))] if all(len(part) == 3 for part in parts[1:]) else []
    decimals = len(parts) > 1 and digits[-len(parts[-1]) - 1] in ".,"
    if decimals and all(len(part) == 3 for part in parts[1:-1]):
        plain.append(float("".join(parts[:-1]) + "." + parts[-1]))
    for read in plain:
        yield read
        if percent:
            yield read / 100
