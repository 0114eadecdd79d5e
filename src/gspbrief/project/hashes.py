"""SHA-256 of files, remembered, so that a file that nobody touched is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from gspbrief.project.files import Standing, published_state
from gspbrief.project.kept import keep, kept_text, read_kept

SETTLED = (
    2_000_000_000  # nanoseconds; a file changed later than that may change again within one tick of its clock
)


class FileHashes:
    """Hashes of files by content.

    A file is read again as soon as its time, size or place on the disk differs: times save reading, they
    never say that two contents are the same.

    Parameters
    ----------
    note : Path or None
        Where the hashes are kept for the next run; None keeps them for the life of this object only.
    once : bool
        Whether a file is looked at once in the life of this object: inputs of a build, but not what it
        publishes.
    """

    def __init__(self, note: Path | None = None, *, once: bool = True) -> None:
        self._note = note
        self._once = once
        self._fresh: dict[str, str] = {}
        self._changed = self._folders_changed = False

    @cached_property
    def _known(self) -> dict[str, str]:
        return self._noted("")

    @cached_property
    def _known_folders(self) -> dict[str, str]:
        return self._noted("-folders")

    def _noted(self, of: str) -> dict[str, str]:
        return dict(json.loads(read_kept(self._beside(of)) or "{}")) if self._note else {}

    def _beside(self, of: str) -> Path:
        note = self._note or Path()
        return note.with_name(f"{note.stem}{of}{note.suffix}")

    def of(self, path: Path | os.DirEntry[str]) -> str:
        """SHA-256 of a file; an entry of a listing is as it was when it was first looked at."""
        if not self._once:
            return self._look(path)
        name = os.fspath(path)
        if name not in self._fresh:
            self._fresh[name] = self._look(path)
        return self._fresh[name]

    def of_all(self, folder: str, found: Standing) -> str:
        """The state of a published folder; its files are looked at one by one only where one was touched."""
        looked = {name: file.stat() for name, file in found.items() if not file.is_symlink()}
        lines = [f"{name} {_stamp(looked[name]) if name in looked else 'a link'}" for name in found]
        stamp = hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()
        known, _, state = self._known_folders.get(folder, "").partition(" ")
        if known != stamp:
            state = published_state(found, self.of)
            if all(map(_is_settled, looked.values())):
                self._known_folders[folder] = f"{stamp} {state}"
                self._folders_changed = True
        return state

    def kept(self, name: str, made_from: str, make: Callable[[], str]) -> str:
        """A text that follows from files: noted beside their hashes, and made anew once these are others."""
        return kept_text(self._beside(f"-{name}"), made_from, make) if self._note else make()

    def save(self) -> None:
        """Keep what was learnt for the next run."""
        if self._note and self._changed:
            keep(self._beside(""), json.dumps(self._known, sort_keys=True))
        if self._note and self._folders_changed:
            keep(self._beside("-folders"), json.dumps(self._known_folders, sort_keys=True))

    def _look(self, path: Path | os.DirEntry[str]) -> str:
        status, name = path.stat(), os.fspath(path)
        stamp = _stamp(status)
        known, _, content_hash = self._known.get(name, "").rpartition(" ")
        if known == stamp:
            return content_hash
        content_hash = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        if _is_settled(status):
            self._known[name] = f"{stamp} {content_hash}"
            self._changed = True
        return content_hash


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"


def _is_settled(status: os.stat_result) -> bool:
    return time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > SETTLED
