"""One partnership made on a machine that shares no files with the one that asks for it.

All that a worker needs comes in a parcel, and all that it made goes back in another. In between it works in
a throw-away folder, with a warm parent of its own: a spawned process, since the worker itself has threads and
must never fork.
"""

from __future__ import annotations

import atexit
import gc
import io
import re
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief import __version__
from gspbrief.errors import GspBriefError
from gspbrief.kernels import WarmParent, can_fork, own_parent
from gspbrief.language.styles import extension
from gspbrief.render import Choice
from gspbrief.render.choice import choose
from gspbrief.workshop.fingerprints import PACKAGE, digest

if TYPE_CHECKING:
    from gspbrief.workshop.task import Task

Versions = tuple[tuple[str, str], ...]

PROJECT_PARTS = ("notebooks", "briefs", "_extensions", "build/fonts", "_quarto.yml", "requirements.lock")
NOWHERE = Path()  # stands in a parcel for the folders of the machine that asks

_NOT_PACKAGES = {"gspbrief", "Python", "renderer"}
_DERIVED = {"__pycache__", ".ipynb_checkpoints"}
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==", re.MULTILINE)
_ALONE = threading.Lock()  # a renderer serves one brief at a time, however many threads the worker has


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What a worker needs besides the project to make one partnership's folder.

    Attributes
    ----------
    task : Task
        What to make; its folders are the worker's to choose.
    evidence : bytes
        The partnership's slice, packed.
    earlier : bytes
        Results and executed notebooks that still hold, packed; without files if the notebooks must run.
    versions : tuple of pairs of str
        What the machine that asks builds with.
    """

    task: Task
    evidence: bytes
    earlier: bytes
    versions: Versions


@dataclass(frozen=True)
class Made:
    """What comes back.

    Attributes
    ----------
    files : bytes
        What a local build would have left in the working folder, packed.
    failure : str
        Why there is none; empty if all went well.
    """

    files: bytes = b""
    failure: str = ""


def products(partnership: str) -> tuple[str, ...]:
    """What a partnership's making leaves in the working folder."""
    folders = ("results", "notebooks", "woven", "finished")
    return (*(f"{folder}/{partnership}" for folder in folders), f"about/{partnership}.json")


def pack(root: Path, parts: Iterable[str] = ("",)) -> bytes:
    """Pack files and folders below a folder: the same content, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in (path for part in parts for path in _below(root / part)):
            name, content = path.relative_to(root).as_posix(), b""
            if path.is_dir():
                name += "/"  # a folder may be empty
            else:
                content = path.read_bytes()
            entry = zipfile.ZipInfo(name)  # without a time of its own
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return buffer.getvalue()


def _below(path: Path) -> Iterator[Path]:
    """The files and folders below a folder; or the one file."""
    if path.is_file():
        yield path
    else:
        yield from (found for found in sorted(path.rglob("*")) if not _DERIVED & set(found.parts))


def unpack(packed: bytes, folder: Path) -> None:
    """Write packed files below a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)


def pack_task(task: Task, renderer: Choice, versions: Versions, *, runs: bool) -> Parcel:
    """Pack what a worker needs of one partnership.

    Parameters
    ----------
    renderer : {"quarto", "embedded"}
        The renderer that "auto" means on the machine that asks.
    runs : bool
        Whether the notebooks must run; if not, what they left is sent along.
    """
    return Parcel(
        task=replace(task, project=NOWHERE, data=NOWHERE, work=NOWHERE, warm=None, renderer=renderer),
        evidence=pack(task.data),
        earlier=pack(task.work, () if runs else products(task.partnership)[:2]),
        versions=versions,
    )


def make(parcel: Parcel, project: bytes) -> Made:
    """Make one partnership's folder here, as a local build would.

    Raises
    ------
    OSError
        If it is this machine's fault, so that another worker may succeed: no room, or a lost warm parent.
    """
    with _ALONE:
        _end_at_once()
        if wrong := mismatch(parcel.versions, parcel.task.renderer):
            return Made(failure=f"a worker {wrong}")
        parent = own_parent() if can_fork() else None
        try:
            return Made(files=_make(parcel, project, parent))
        except GspBriefError as error:
            if parent is not None and not parent.is_running():
                raise ConnectionError(f"the worker's warm parent was lost: {error}") from None
            return Made(failure=str(error))
        except OSError:
            raise
        except Exception as error:
            return Made(failure=f"{type(error).__name__}: {error}")


def _make(parcel: Parcel, project: bytes, parent: WarmParent | None) -> bytes:
    from gspbrief.workshop.produce import produce

    place = parent.folder if parent is not None else _own_folder()  # the parent clears its own away
    task = replace(
        parcel.task,
        project=_settled(project, place),
        data=place / "work" / "slice",
        work=place / "work",
        warm=parent.address if parent is not None else None,
    )
    shutil.rmtree(task.work, ignore_errors=True)
    try:
        unpack(parcel.earlier, task.work)
        unpack(parcel.evidence, task.data)
        produce(task)
        return pack(task.work, products(task.partnership))
    finally:
        shutil.rmtree(task.work, ignore_errors=True)


def _settled(project: bytes, place: Path) -> Path:
    """The project's folder of this worker, always the same one, unpacked when another project comes."""
    folder, note = place / "project", place / "project.sha256"
    if not note.is_file() or note.read_text() != digest(project):
        note.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        unpack(project, folder)
        note.write_text(digest(project))
    return folder


@cache
def _end_at_once() -> None:
    """Have this process end without looking for garbage first.

    Among what pandas, statsmodels and SymPy leave that takes a second, or several where the machine is busy,
    and a Dask worker that has not ended after four is killed.
    """
    atexit.register(gc.freeze)


@cache
def _own_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="gsp-"))


@cache
def versions_here(packages: tuple[str, ...], renderer: Choice) -> Versions:
    """What this process builds with: Python, this package's code, the renderer, and packages by name."""
    engine = choose(renderer)
    found = {
        "gspbrief": f"{__version__} (code {_code()})",
        "Python": ".".join(map(str, sys.version_info[:3])),
        "renderer": f"{engine.name} ({engine.version})",
        **{package: _version(package) for package in packages},
    }
    engine.close()
    return tuple(found.items())


def locked_packages(lock: Path) -> tuple[str, ...]:
    """The names of the packages in a lock file."""
    return tuple(dict.fromkeys(_PIN.findall(lock.read_text(encoding="utf-8"))))


def mismatch(versions: Versions, renderer: Choice) -> str:
    """What differs here from the versions of the machine that asks, as a sentence; empty if nothing does."""
    packages = tuple(name for name, _ in versions if name not in _NOT_PACKAGES)
    pairs = zip(versions, versions_here(packages, renderer), strict=True)
    wrong = [
        f"{name} is {here or 'missing'}, not {asked}" for (name, asked), (_, here) in pairs if asked != here
    ]
    return f"builds with other versions: {'; '.join(wrong)}" if wrong else ""


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _code() -> str:
    """Hash of this package's files and of the house style: two checkouts may carry one version."""
    files = [path for root in (PACKAGE, extension()) for path in _below(root) if path.is_file()]
    return digest("".join(digest(file.read_bytes()) for file in files).encode())[:12]
