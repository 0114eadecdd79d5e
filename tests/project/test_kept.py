"""What is kept is known by its hash: a note or a folder that is spoilt is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gspbrief.project import kept
from gspbrief.project.kept import keep, kept_folder, read_kept


@settings(deadline=None)
@given(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    at=st.integers(0, 10**6),
    bit=st.integers(0, 7),
)
@example(text="", at=64, bit=0)  # cut before the end of its first line
def test_a_note_is_read_as_it_was_written_and_not_with_one_bit_less(
    tmp_path_factory: pytest.TempPathFactory, text: str, at: int, bit: int
) -> None:
    note = tmp_path_factory.getbasetemp() / "kept-note"
    keep(note, text)
    assert read_kept(note) == text

    written = bytearray(note.read_bytes())
    written[at % len(written)] ^= 1 << bit
    note.write_bytes(written)
    assert read_kept(note) is None
    note.write_bytes(written[: at % len(written)])
    assert read_kept(note) is None


def test_what_is_no_note_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert read_kept(tmp_path / "folder") is None
    assert read_kept(tmp_path / "nothing") is None


def test_a_folder_is_made_once_and_again_when_it_is_spoilt(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "a").write_text("one", encoding="utf-8")

    def ask() -> str:
        kept._is_as_made.cache_clear()  # as a new process
        return (kept_folder(tmp_path / "fonts", make) / "a").read_text(encoding="utf-8")

    assert [ask(), ask(), len(made)] == ["one", "one", 1]
    (tmp_path / "fonts" / "a").write_text("on", encoding="utf-8")
    assert [ask(), len(made)] == ["one", 2]
    (tmp_path / "fonts" / "b").write_text("more", encoding="utf-8")
    assert [ask(), len(made)] == ["one", 3]
    (tmp_path / "fonts.sha256").unlink()
    assert [ask(), len(made)] == ["one", 4]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fonts", "fonts.sha256"]
