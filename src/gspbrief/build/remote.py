"""One partnership made on a machine that shares no files with the one that asks for it.

What a worker needs of one partnership comes in a bundle, and what it made goes back in another; the project
itself is there, since the cluster uploads it to each machine. In between it works in a throw-away folder. Its
notebooks run in forks of a server that it starts: a worker itself has threads and must never fork.
"""

from __future__ import annotations

import atexit
import gc
import re
import shutil
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import current_process
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.build.notebook_runs import has_results, run_notebooks
from gspbrief.build.workers import PRELOAD, said
from gspbrief.execution.forks import preload
from gspbrief.language.styles import LOOK
from gspbrief.project.general import PACKAGE, general, work_in
from gspbrief.project.inputs import digest, installed, key
from gspbrief.render import Choice
from gspbrief.render.choice import choose

if TYPE_CHECKING:
    from gspbrief.build.task import Task

Files = Mapping[str, bytes | None]  # by path; None is a folder, which may be empty

NOWHERE = Path()  # stands in a bundle for the folders of the machine that asks
AT_ONCE = 2  # notebooks that one worker runs at the same time

_DERIVED = {"__pycache__", ".ipynb_checkpoints"}
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==", re.MULTILINE)
_ALONE = threading.Lock()  # a renderer serves one brief at a time, however many threads the worker has


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What is the same for every task of a build.

    Attributes
    ----------
    project : str
        Name of the folder that the project was uploaded to.
    packages : tuple of str
        What `made_with` is asked about.
    made_with : str
        Its answer on the machine that asks.
    """

    project: str
    renderer: Choice
    packages: tuple[str, ...]
    made_with: str


@dataclass(frozen=True, kw_only=True)
class TaskBundle:
    """What a worker needs besides the project to make one partnership's folder.

    Attributes
    ----------
    task : Task
        What to make; its folders are the worker's to choose.
    evidence : Files
        The partnership's slice.
    earlier : Files
        Results and executed notebooks that still hold; none if the notebooks must run.
    """

    task: Task
    setup: Setup
    evidence: Files
    earlier: Files


@dataclass(frozen=True)
class TaskOutput:
    """What comes back.

    Attributes
    ----------
    files : Files
        What a local build would have left in the working folder.
    failure : str
        Why there is none; empty if all went well.
    """

    files: Files = field(default_factory=dict)
    failure: str = ""


def products(partnership: str) -> tuple[str, ...]:
    """What a partnership's making leaves in the working folder."""
    folders = ("results", "notebooks", "woven", "finished")
    return (*(f"{folder}/{partnership}" for folder in folders), f"about/{partnership}.json")


def packed(root: Path, parts: Iterable[str] = ("",)) -> Files:
    """The files and folders below a folder, or some parts of it, by their paths in it."""
    tops = [root / part for part in parts]
    found = (path for top in tops for path in (top, *sorted(top.rglob("*"))))
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in found
        if path.exists() and not _DERIVED & set(path.parts)
    }


def unpack(files: Files, folder: Path) -> None:
    """Write files and folders below a folder."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def bundled(task: Task, setup: Setup) -> TaskBundle:
    """What a worker needs of one partnership; it names no folder of this machine."""
    earlier = products(task.partnership)[:2] if has_results(task) else ()
    return TaskBundle(
        task=replace(
            task,
            project=NOWHERE,
            data=NOWHERE,
            work=NOWHERE,
            edition=replace(task.edition, renderer=setup.renderer),
        ),
        setup=setup,
        evidence=packed(task.data),
        earlier=packed(task.work, earlier),
    )


def make(bundle: TaskBundle) -> TaskOutput:
    """Make one partnership's folder on a Dask worker, as a local build would.

    Raises
    ------
    OSError
        If it is this machine's fault, so that another worker may succeed: no room, for one.
    """
    from distributed import get_worker

    with _ALONE:
        setup = bundle.setup
        if made_with(setup.packages, setup.renderer) != setup.made_with:
            return TaskOutput(
                failure="a worker that came later builds with another gspbrief or other packages"
            )
        own = Path(get_worker().local_directory)
        if not (project := own.parent / setup.project).is_dir():
            return TaskOutput(failure="a worker has no project: start it by `dask worker`, with its nanny")
        _become_builder()
        task = replace(bundle.task, project=project, data=own / "work" / "slice", work=own / "work")
        try:
            return TaskOutput(files=_make(bundle, task))
        except OSError:
            raise
        except Exception as error:
            return TaskOutput(failure=said(error))
        finally:
            shutil.rmtree(task.work, ignore_errors=True)


def _make(bundle: TaskBundle, task: Task) -> Files:
    from gspbrief.build.produce import produce

    shutil.rmtree(task.work, ignore_errors=True)
    unpack(bundle.earlier, task.work)
    unpack(bundle.evidence, task.data)
    work_in(task.project)
    preload(PRELOAD, str(task.project), str(task.data))
    produce(task, run_notebooks(task, threading.Semaphore(AT_ONCE)))
    return packed(task.work, products(task.partnership))


@cache
def _become_builder() -> None:
    """Have this process start others, which end with it, and end without looking for garbage first.

    Dask starts its workers as daemons, which may have no children lest these outlive them. Among what pandas,
    statsmodels and SymPy leave, the last look takes a second, or several where the machine is busy, and a
    worker that has not ended after four is killed.
    """
    current_process().daemon = False
    atexit.register(gc.freeze)


def known_packages(lock: Path) -> tuple[str, ...]:
    """The names of the packages in a lock file; without one, of those that are installed."""
    if not lock.is_file():
        return tuple(sorted(installed()))
    return tuple(dict.fromkeys(_PIN.findall(lock.read_text(encoding="utf-8"))))


@cache
def made_with(packages: tuple[str, ...], renderer: Choice) -> str:
    """One hash of what this process builds with: Python, packages, this package's code, the renderer."""
    from distributed.versions import get_package_info

    engine = choose(renderer)
    found = {name: str(version) for name, version in get_package_info(packages).items()}
    found["renderer"] = f"{engine.name} {engine.version}"
    engine.close()
    for folder in (PACKAGE, general() / LOOK):  # a project's own files come with it
        found |= {name: digest(content) for name, content in packed(folder).items() if content is not None}
    return key(found)
