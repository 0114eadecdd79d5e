"""What is cut short, or missing, is not published."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gspbrief.build.output_checks import check_whole
from gspbrief.errors import RenderError


def document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>" * 100)
    return buffer.getvalue()


WHOLE = {
    "press.html": b"<!DOCTYPE html>\n<html></html>\n",
    "aptc.pdf": b"%PDF-1.7\n%%EOF\n",
    "aptc.docx": document(),
    "card.png": b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82",
    "citation.bib": b"@misc{a,\n    year = 2026\n}\n",
    "citation.json": b'[{"id": "a"}]\n',
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, content in WHOLE.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in WHOLE]


def test_a_brief_in_all_its_forms_is_whole(files: list[Path]) -> None:
    check_whole(files)  # raises what is missing or cut short


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_form_that_is_cut_short_is_named(files: list[Path], name: str) -> None:
    (spoilt,) = [path for path in files if path.name == name]
    spoilt.write_bytes(WHOLE[name][:-4])

    with pytest.raises(RenderError, match=f"{name}.*missing or cut short"):
        check_whole(files)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_form_that_is_missing_is_named(files: list[Path], name: str) -> None:
    (gone,) = [path for path in files if path.name == name]
    gone.unlink()

    with pytest.raises(RenderError, match=f"{name}.*missing or cut short"):
        check_whole(files)
