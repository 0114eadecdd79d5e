"""Files and folders change in one step, and what was published is known by its state."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gspbrief.project.files import (
    exchange,
    published_state,
    standing,
    whole_file,
    whole_folder,
    write_file,
    zipped,
)


def _folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def _fail_half_way(path: Path) -> None:
    path.write_text("half", encoding="utf-8")
    raise ZeroDivisionError


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


def _state(folder: Path) -> str:
    return published_state(standing(folder), lambda file: Path(file).read_text(encoding="utf-8"))


def test_a_file_that_is_cut_short_or_gone_changes_the_state_of_a_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "aptc", "whole")
    (folder / "data").mkdir()
    (folder / "data" / "a.csv").write_text("1", encoding="utf-8")
    before = _state(folder)

    (folder / "index.html").write_text("hal", encoding="utf-8")
    cut = _state(folder)
    (folder / "data" / "a.csv").unlink()

    assert len({before, cut, _state(folder), _state(tmp_path / "nothing")}) == 4


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "in" / "index.html"
    with whole_file(path) as draft:
        draft.write_text("old", encoding="utf-8")

    with pytest.raises(ZeroDivisionError), whole_file(path) as draft:
        _fail_half_way(draft)

    assert path.read_text(encoding="utf-8") == "old"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_is_whole_or_as_it_was(tmp_path: Path) -> None:
    place = _folder(tmp_path / "aptc", "old")

    with pytest.raises(ZeroDivisionError), whole_folder(place) as draft:
        _fail_half_way(draft / "index.html")
    assert (place / "index.html").read_text(encoding="utf-8") == "old"

    with whole_folder(place) as draft:
        (draft / "page.html").write_text("new", encoding="utf-8")
    assert [path.name for path in place.iterdir()] == ["page.html"]
    assert place.stat().st_mode & 0o777 == 0o755
    assert list(tmp_path.iterdir()) == [place]


def test_a_folder_that_another_process_made_first_stays_where_both_are_the_same(tmp_path: Path) -> None:
    place = tmp_path / "fonts"

    with whole_folder(place, replace=False) as draft:
        (draft / "index.html").write_text("second", encoding="utf-8")
        _folder(place, "first")

    assert (place / "index.html").read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [place]


def test_an_archive_has_the_files_in_their_order_and_always_the_same_bytes() -> None:
    files = {"b.csv": b"1", "a.csv": b"2" * 1000}

    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.namelist() == ["b.csv", "a.csv"]
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert zipped(files) == zipped(dict(files))
