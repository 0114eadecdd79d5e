"""What a delivery was taken for, as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gspbrief.evidence.descriptor import Described
from gspbrief.evidence.intake import Intake
from gspbrief.evidence.row_reading import is_of_dates
from gspbrief.evidence.turning import VALUE, YEAR, YEARS

MOST_SHOWN = 6  # cells of a column that were taken otherwise than they are written


def told(intake: Intake, table: Described) -> Iterator[str]:
    """Column by column what was taken for what, with types, units and cells that were written otherwise."""
    layout, mapping = intake.layout, intake.mapping
    places = [place for place, _ in layout.rows]
    if layout.header:
        span = f", {places[0]} to {places[-1]}" if places else ""
        yield f"header in row {' and '.join(map(str, layout.header))}; {len(places)} rows{span}"
    said = {"decimals after": mapping.decimal, "dates": mapping.dates, "firsts of a month": mapping.firsts}
    if any(said.values()):
        yield "; ".join(f"{what} {how!r}" for what, how in said.items() if how)
    if mapping.turn == YEARS:
        yield f"columns of years are turned: each cell is a row, with {YEAR} and {VALUE}"
    for place, text in layout.beside.items():
        yield f"row {place} is not taken: {text[:90]}"
    for mark, text in layout.footnotes.items():
        yield f"footnote {mark}: {mapping.marks.get(mark, text)[:90] or 'left out'}"
    for name in filter(None, layout.names):
        for ours in mapping.columns.get(name, ()) or ("",):
            meant = _described(ours, table, intake) if ours in table.columns else ours or "left out"
            yield f"{name} -> {meant}"
    given = {ours for targets in mapping.columns.values() for ours in targets}
    for ours in intake.changed.keys() - given - mapping.fill.keys():
        yield f"beside others -> {_described(ours, table, intake)}"
    for ours, text in mapping.fill.items():
        yield f"every row -> {ours}: {text}"


def _described(ours: str, table: Described, intake: Intake) -> str:
    enum, pattern = table.constraint("enum").get(ours), table.constraint("pattern").get(ours, "")
    kind = {"number": "number", "integer": "whole number"}.get(table.columns[ours], "text")
    kind = f"one of {len(enum)} words" if enum else "date" if is_of_dates(pattern) else kind
    units = sorted({row["unit"] for _, row in intake.rows if row.get("unit") and row.get(ours)})
    unit = f" in {', '.join(units)}" if ours == "value" and units else ""
    cells = intake.changed.get(ours, Counter())
    shown = "; ".join(
        f"{was!r} is {now or 'blank'}" + (f" ({n} times)" if n > 1 else "")
        for (was, now), n in cells.most_common(MOST_SHOWN)
    )
    more = f"; and {len(cells) - MOST_SHOWN} more" if len(cells) > MOST_SHOWN else ""
    return f"{ours}, {kind}{unit}" + (f": {shown}{more}" if shown else "")
