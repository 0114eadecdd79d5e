"""Files and folders change in one step, and what was published is known by how it stands."""

from __future__ import annotations

from pathlib import Path

from gspbrief.project.files import exchange, standing, write_file


def _folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def test_a_file_that_holds_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_file(path, b"{}")
    before = path.stat().st_mtime_ns

    write_file(path, b"{}")

    assert path.stat().st_mtime_ns == before


def test_what_cannot_be_exchanged_is_left_as_it_is(tmp_path: Path) -> None:
    place = _folder(tmp_path / "aptc", "old")

    assert not exchange(tmp_path / "nothing", place)
    assert (place / "index.html").read_text(encoding="utf-8") == "old"


def test_a_file_that_is_cut_short_or_gone_changes_how_a_folder_stands(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "aptc", "whole")
    (folder / "data").mkdir()
    (folder / "data" / "a.csv").write_text("1", encoding="utf-8")
    before = standing(folder)

    (folder / "index.html").write_text("hal", encoding="utf-8")
    cut = standing(folder)
    (folder / "data" / "a.csv").unlink()

    assert len({before, cut, standing(folder), standing(tmp_path / "nothing")}) == 4
