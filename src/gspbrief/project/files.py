"""Files and folders that change in one step, so that a reader never meets half of one."""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD of fcntl.h and RENAME_EXCHANGE of linux/fs.h


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


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, unless it holds just that already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # nobody else's file
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def standing(folder: Path) -> str:
    """Names and sizes of the files in a published folder as one hash; empty if there is no such folder."""
    if not folder.is_dir():
        return ""
    return hashlib.sha256("\n".join(sorted(_listing(str(folder), ""))).encode("utf-8")).hexdigest()


def _listing(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _listing(entry.path, f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name} {entry.stat(follow_symlinks=False).st_size}"


def files_below(folder: Path) -> Mapping[str, Path]:
    """The published files below a folder, by their path in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: named[name] for name in sorted(named)}
