"""Workbooks of Excel and OpenDocument as sheets, and what of them is not taken from strangers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from gspbrief.evidence.delivered_sheet import DeliveredSheet, as_cell
from gspbrief.evidence.files import refuse
from gspbrief.evidence.open_document import merged_cells

MOST_UNPACKED = 300_000_000  # bytes of all parts
MOST_RATIO = 200  # unpacked to packed; XML of tables comes to 20
FEWEST_RATED = 5_000_000  # bytes: below them any ratio is harmless
MOST_PARTS = 5_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_AS_VALUES = "save it as .xlsx without them, values pasted as values"
_FOREIGN = (
    (re.compile(r"vbaProject\.bin$|(^|/)(Basic|Scripts)/", re.IGNORECASE), "holds macros", _AS_VALUES),
    (re.compile(r"(^|/)externalLinks/", re.IGNORECASE), "takes values from other files", _AS_VALUES),
)  # fmt: skip


def require_harmless(content: bytes, file: str) -> None:
    """Refuse a workbook that grows beyond measure, runs something or takes its values from elsewhere.

    Raises
    ------
    EvidenceError
        With what it holds.
    """
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            refuse(file, "is protected by a password", "save it without")
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            refuse(file, "holds macros", _AS_VALUES)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for problem in _harm(archive, len(content)):
                refuse(file, *problem)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        refuse(file, f"is a workbook that cannot be unpacked: {error}", "save it anew")


def _harm(archive: zipfile.ZipFile, packed: int) -> Iterator[tuple[str, str]]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        yield f"has {len(parts):,} parts", f"at most {MOST_PARTS:,}"
    unpacked = 0
    for part in parts:
        yield from ((what, todo) for name, what, todo in _FOREIGN if name.search(part.filename))
        tail = b""
        with archive.open(part) as stream:
            while block := stream.read(1 << 20):
                unpacked += len(block)
                if unpacked > MOST_UNPACKED or unpacked > max(FEWEST_RATED, MOST_RATIO * packed):
                    yield "unpacks to far more than it holds", f"at most {MOST_RATIO} times its size"
                if part.filename.endswith((".xml", ".rels")) and _ENTITY.search(tail + block):
                    yield "has XML that defines entities", "no program for tables writes such: save it anew"
                tail = block[-16:]


def sheets(content: bytes) -> Iterator[DeliveredSheet]:
    """The sheets of a workbook that hold something, as their programs last computed them; none is run."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    merged = merged_cells(content) if content.startswith(ZIP) else {}
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet:
            read = book.get_sheet_by_name(about.name)
            rows = read.to_python(skip_empty_area=False)
            sheet = DeliveredSheet(
                about.name,
                [[as_cell(cell) for cell in row] for row in rows],
                read.merged_cell_ranges or merged.get(about.name) or (),
            )
            if not sheet.blank:
                yield sheet
