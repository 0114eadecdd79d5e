"""A published folder is whole at every moment that a reader can see."""

from __future__ import annotations

from pathlib import Path

from gspbrief.publish import OLD, files_below, recover, replace_folder, write_file


def _folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _folder(site / "aptc", "old")

    replace_folder(_folder(tmp_path / "finished", "new"), site / "aptc")

    assert (site / "aptc" / "index.html").read_text(encoding="utf-8") == "new"
    assert list(files_below(site)) == ["aptc/index.html"]


def test_a_build_killed_between_the_two_moves_is_recovered(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _folder(site / OLD / "aptc", "old")

    recover(site)

    assert (site / "aptc" / "index.html").read_text(encoding="utf-8") == "old"


def test_a_build_killed_after_the_second_move_keeps_the_new_folder(tmp_path: Path) -> None:
    site = tmp_path / "site"
    _folder(site / OLD / "aptc", "old")
    _folder(site / "aptc", "new")

    recover(site)

    assert (site / "aptc" / "index.html").read_text(encoding="utf-8") == "new"
    assert not (site / OLD).exists()


def test_a_file_that_holds_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    write_file(path, b"{}")
    before = path.stat().st_mtime_ns

    write_file(path, b"{}")

    assert path.stat().st_mtime_ns == before
