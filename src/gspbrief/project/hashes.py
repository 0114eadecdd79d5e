"""SHA-256 of files, remembered, so that a file that nobody touched is not read again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

from gspbrief.project.kept import keep, read_kept

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
        self._known: dict[str, str] = json.loads(read_kept(note) or "{}") if note else {}
        self._fresh: dict[str, str] = {}
        self._changed = False

    def of(self, path: Path | os.DirEntry[str]) -> str:
        """SHA-256 of a file; an entry of a listing is as it was when it was first looked at."""
        if not self._once:
            return self._look(path)
        name = os.fspath(path)
        if name not in self._fresh:
            self._fresh[name] = self._look(path)
        return self._fresh[name]

    def save(self) -> None:
        """Keep what was learnt for the next run."""
        if self._note is None or not self._changed:
            return
        keep(self._note, json.dumps(self._known, sort_keys=True))

    def _look(self, path: Path | os.DirEntry[str]) -> str:
        status, name = path.stat(), os.fspath(path)
        stamp = f"{status.st_mtime_ns} {status.st_ctime_ns} {status.st_size} {status.st_ino}"
        known, _, content_hash = self._known.get(name, "").rpartition(" ")
        if known == stamp:
            return content_hash
        content_hash = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > SETTLED:
            self._known[name] = f"{stamp} {content_hash}"
            self._changed = True
        return content_hash
