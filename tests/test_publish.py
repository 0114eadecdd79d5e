"""A published folder is whole at every moment that a reader can see."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gspbrief.workshop.publish import (
    OLD,
    exchange,
    files_below,
    recover,
    replace_folder,
    standing,
    write_file,
)


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


def test_there_is_no_moment_without_a_folder(tmp_path: Path) -> None:
    place = _folder(tmp_path / "site" / "aptc", "whole")
    if not exchange(_folder(tmp_path / "probe" / "a", "1"), _folder(tmp_path / "probe" / "b", "2")):
        pytest.skip("this system cannot exchange two folders in one step")
    missed: list[int] = []
    ended = threading.Event()

    def read() -> None:
        looks = 0
        while not ended.is_set():
            looks += 1
            if not place.is_dir():
                missed.append(looks)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        replace_folder(_folder(tmp_path / f"finished-{number}", "whole"), place)
    ended.set()
    reader.join()

    assert missed == []


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
