"""What is made once and kept for the next build: known by its hash, and made anew where it is spoilt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from gspbrief.project.files import files_below, whole_folder, write_file


def keep(note: Path, text: str) -> None:
    """Write a note in one step: a line with the SHA-256 of what follows, then the text."""
    write_file(note, f"{_hash(text.encode())}\n{text}".encode())


def read_kept(note: Path) -> str | None:
    """The text of a note; None where there is none, or where it is not as it was written."""
    try:
        content_hash, end, text = note.read_bytes().partition(b"\n")
        return text.decode() if end and content_hash.decode() == _hash(text) else None
    except (OSError, UnicodeDecodeError):
        return None


def kept_text(note: Path, made_from: str, make: Callable[[], str]) -> str:
    """A text that is made when it is first asked for, and again once it is made from something else.

    Parameters
    ----------
    note : Path
        Where it is kept, with what it was made from.
    made_from : str
        A hash of all that it follows from.
    make : callable
        Gives the text.
    """
    known, _, text = (read_kept(note) or "").partition("\n")
    if known != made_from:
        text = make()
        keep(note, f"{made_from}\n{text}")
    return text


def kept_folder(target: Path, make: Callable[[Path], None]) -> Path:
    """A folder that is made when it is first asked for, and again where its files are not those any more.

    Parameters
    ----------
    target : Path
        Its place; the hashes of its files are noted beside it.
    make : function of a Path
        Fills an empty folder, with the same bytes each time.

    Notes
    -----
    A process looks once: what is spoilt while it runs is found by the next.
    """
    note = target.with_name(f"{target.name}.sha256")
    if not _is_as_made(target, note):
        with whole_folder(target, replace=target.exists()) as draft:
            make(draft)
            keep(note, _hashes(draft))  # before the folder is there: who finds it finds what it must hold
        _is_as_made.cache_clear()
    return target


@cache
def _is_as_made(folder: Path, note: Path) -> bool:
    noted = read_kept(note)
    return noted is not None and noted == _hashes(folder)


def _hashes(folder: Path) -> str:
    found = files_below(folder).items() if folder.is_dir() else ()
    return "".join(f"{_hash(path.read_bytes())}  {name}\n" for name, path in found)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
