"""A file that was touched is read again; one that nobody touched is not."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from gspbrief.project import hashes
from gspbrief.project.files import in_folders, published_state, standing
from gspbrief.project.hashes import FileHashes
from gspbrief.project.kept import keep


def _file(path: Path, content: bytes, age: int = 100) -> Path:
    path.write_bytes(content)
    old = path.stat().st_mtime_ns - age * 10**9
    os.utime(path, ns=(old, old))
    return path


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _remember(note: Path, path: Path, content_hash: str) -> None:
    """A note that holds a false hash, so that a test sees whether the file was read."""
    status = path.stat()
    stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    keep(note, json.dumps({str(path): " ".join(map(str, (*stamp, content_hash)))}))


def test_an_untouched_file_is_not_read_again(tmp_path: Path) -> None:
    path = _file(tmp_path / "a", b"one")
    _remember(tmp_path / "note", path, "remembered")

    assert FileHashes(tmp_path / "note").of(path) == "remembered"


def test_a_file_with_another_time_is_read_again_though_its_size_is_the_same(tmp_path: Path) -> None:
    path = _file(tmp_path / "a", b"one")
    _remember(tmp_path / "note", path, "remembered")
    _file(path, b"two", age=100)

    assert FileHashes(tmp_path / "note").of(path) == _sha(b"two")


def test_another_file_in_its_place_is_read_again_though_its_time_is_set_back(tmp_path: Path) -> None:
    path = _file(tmp_path / "a", b"one")
    _remember(tmp_path / "note", path, "remembered")
    before = path.stat()
    (tmp_path / "b").write_bytes(b"two")
    (tmp_path / "b").replace(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert FileHashes(tmp_path / "note").of(path) == _sha(b"two")


def test_a_file_that_changed_just_now_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    known = FileHashes(tmp_path / "note")

    assert known.of(path) == _sha(b"one")
    known.of_all("aptc", standing(tmp_path))
    known.save()
    assert not list(tmp_path.glob("note*"))


def test_a_damaged_note_is_no_note(tmp_path: Path) -> None:
    path = _file(tmp_path / "a", b"one")
    for damage in ("{", '{"a": 1}', "[1]"):
        (tmp_path / "note").write_text(damage, encoding="utf-8")
        assert FileHashes(tmp_path / "note").of(path) == _sha(b"one")


def test_a_listing_is_as_it_was_looked_at_and_the_next_one_sees_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "aptc" / "index.html"
    path.parent.mkdir()
    path.write_bytes(b"one")
    (tmp_path / "index.html").write_bytes(b"of all")
    known = FileHashes(once=False)
    found = in_folders(standing(tmp_path))

    assert {folder: list(names) for folder, names in found.items()} == {"aptc": ["index.html"]}
    assert known.of(found["aptc"]["index.html"]) == _sha(b"one")

    path.write_bytes(b"another")

    assert known.of(in_folders(standing(tmp_path))["aptc"]["index.html"]) == _sha(b"another")


def test_the_files_of_a_folder_are_looked_at_one_by_one_only_where_one_was_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashes, "SETTLED", 0)
    site, note = tmp_path / "site", tmp_path / "note.json"
    for name in ("a", "b"):
        site.mkdir(exist_ok=True)
        _file(site / name, b"one")
    first = FileHashes(note, once=False)
    state = first.of_all("aptc", standing(site))
    first.save()
    note.unlink()  # what is known of each of them, which nobody asks for while the folder is as it was
    again = FileHashes(note, once=False)

    assert again.of_all("aptc", standing(site)) == state
    assert again.of_all("other", standing(site)) == state  # by its files: of this folder nothing is known
    for change in (
        lambda: _file(site / "b", b"two"),
        lambda: (site / "b").rename(site / "c"),
        lambda: (site / "d").symlink_to(site / "a"),
        lambda: (site / "a").unlink(),
    ):
        change()
        found = standing(site)
        now = FileHashes(note, once=False).of_all("aptc", found)

        assert now == published_state(found, lambda file: _sha(Path(file).read_bytes()))
        assert now != state
        state = now


def test_a_text_that_follows_from_files_is_made_again_once_they_are_others_or_its_note_is_damaged(
    tmp_path: Path,
) -> None:
    made: list[str] = []
    note = tmp_path / "note.json"

    def make() -> str:
        made.append("made")
        return "two\nlines"

    def asked(made_from: str) -> str:
        return FileHashes(note).kept("imports", made_from, make)

    assert asked("a") == asked("a") == "two\nlines"
    assert len(made) == 1
    asked("b")
    (kept,) = tmp_path.glob("note-*")
    kept.write_text(kept.read_text(encoding="utf-8").replace("two", "too"), encoding="utf-8")

    assert asked("b") == "two\nlines"
    assert len(made) == 3
    assert FileHashes().kept("imports", "b", make) == "two\nlines"  # nothing is kept where there is no note
    assert len(made) == 4
