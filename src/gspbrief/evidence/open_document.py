"""Which cells of an OpenDocument table were merged: the library that reads its cells does not say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from gspbrief.evidence.delivered_sheet import Corner

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_CONTENT = "content.xml"


def merged_cells(content: bytes) -> Mapping[str, list[tuple[Corner, Corner]]]:
    """The merged cells of each table by its name: first and last corner; none in a workbook of Excel."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _CONTENT not in archive.namelist():
            return {}
        with archive.open(_CONTENT) as stream:
            found: dict[str, list[tuple[Corner, Corner]]] = {}
            for _, table in etree.iterparse(stream, tag=f"{_TABLE}table", resolve_entities=False):
                found[table.get(f"{_TABLE}name", "")] = _merged(table)
                table.clear()
            return found


def _merged(table: object) -> list[tuple[Corner, Corner]]:
    found, top = [], 0
    for row in table.iter(f"{_TABLE}table-row"):  # type: ignore[attr-defined]
        left = 0
        for cell in row.iter(*_CELLS):
            wide, high = (_number(cell, f"number-{kind}-spanned") for kind in ("columns", "rows"))
            if wide > 1 or high > 1:
                found.append(((top, left), (top + high - 1, left + wide - 1)))
            left += _number(cell, "number-columns-repeated")
        top += _number(row, "number-rows-repeated")
    return found


def _number(element: object, name: str) -> int:
    return int(element.get(f"{_TABLE}{name}", "1"))  # type: ignore[attr-defined]
