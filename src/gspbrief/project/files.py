"""Files and folders that change in one step, so that a reader never meets half of one."""

from __future__ import annotations

import ctypes
import hashlib
import io
import os
import shutil
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD of fcntl.h and RENAME_EXCHANGE of linux/fs.h
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; an archive must not know when it was made


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False, with nothing done, where system or file system cannot."""
    rename = _renameat2()
    return rename is not None and not rename(
        _HERE, os.fsencode(one), _HERE, os.fsencode(other), ctypes.c_uint(_EXCHANGE)
    )


@cache
def _renameat2() -> Callable[..., int] | None:
    """The C library's ``renameat2``, which Linux has and Python does not offer."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "renameat2", None)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path beside a file that takes its place if the block succeeds; otherwise nothing changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # nobody else's file
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path, *, replace: bool = True) -> Iterator[Path]:
    """Give an empty folder beside a path that takes its place if the block succeeds.

    Parameters
    ----------
    replace : bool
        Whether a folder that stands there goes; else it stays, as one that another process made first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        yield draft
        draft.chmod(0o755)
        if replace:
            shutil.rmtree(path, ignore_errors=True)
        try:
            os.rename(draft, path)  # noqa: PTH104 -- Path.rename replaces an empty folder silently on some systems
        except OSError:
            if replace or not path.is_dir():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, unless it holds just that already."""
    if not (path.is_file() and path.read_bytes() == content):
        with whole_file(path) as draft:
            draft.write_bytes(content)


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """A zip archive of files in their order; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


Standing = Mapping[str, os.DirEntry[str]]  # files by their path in a folder, each looked at once


def published_state(found: Standing, hash_of: Callable[[os.DirEntry[str]], str]) -> str:
    """Names and contents of the files of a published folder as one hash; empty if there are none."""
    lines = [f"{name} {'a link' if file.is_symlink() else hash_of(file)}" for name, file in found.items()]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest() if lines else ""


def files_below(folder: Path) -> Mapping[str, Path]:
    """The published files below a folder, by their path in it."""
    return {name: Path(file.path) for name, file in standing(folder).items()}


def standing(folder: Path) -> Standing:
    """The published files below a folder as they stand now."""
    named = dict(_listing(str(folder), "")) if folder.is_dir() else {}
    return {name: named[name] for name in sorted(named)}


def in_folders(found: Standing) -> Mapping[str, Standing]:
    """The files that stand in a folder, by that and by their path in it."""
    folders: dict[str, dict[str, os.DirEntry[str]]] = defaultdict(dict)
    for name, file in found.items():
        folder, below, inner = name.partition("/")
        if below:
            folders[folder][inner] = file
    return folders


def _listing(folder: str, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        entries = [*found]
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _listing(entry.path, f"{prefix}{entry.name}/")
        elif entry.is_file():
            yield f"{prefix}{entry.name}", entry
