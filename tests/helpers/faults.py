"""Faults that strike a build at a random moment, and what must hold after each of them."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
import pytest

from gspbrief.commands.new_project import Wishes, init
from gspbrief.errors import NotebookError
from gspbrief.execution.execute import run as run_notebook
from gspbrief.project.files import files_below
from project_copies import in_role, run, start

WHO = "berne_initiative"
NAMES = ("Berne Initiative", "Berne Initiative of Then", "Berne Initiative of Old")
BUILD = ("build", WHO, "--format", "html", "--jobs", "1", "--renderer", "embedded")
KEPT_OF_NOTEBOOKS = ("results", "notebooks")
KEPT = ("state", "about", "common", *KEPT_OF_NOTEBOOKS, "slices", "fonts", "woven")
PATIENCE = 1800  # seconds, for a busy machine; to make fonts that were deleted takes one minute elsewhere
DAY = 86_400
DISK = 64 * 2**20  # bytes
Said = subprocess.CompletedProcess[str]


@dataclass
class Scene:
    """A small project whose one partnership has other names in turn, and its site with each.

    Attributes
    ----------
    sites : dict of str to dict
        The files of the site as a build that nothing struck makes it, by name in the evidence.
    took : float
        Seconds that the last build took in which there was something to do.
    now : str
        The name in the evidence.
    rotten : list of str
        Published files with a byte that nobody wrote.
    """

    project: Path
    chance: random.Random
    sites: dict[str, dict[str, bytes]] = field(default_factory=dict)
    took: float = 0
    now: str = NAMES[0]
    rotten: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        """The published site."""
        return self.project / "_site"

    @property
    def temporary(self) -> Path:
        """The folder for temporary files of every build here, by which its processes are known."""
        return self.project.parent / "temporary"

    def change(self) -> None:
        """Give the partnership in the evidence a name that is not the published one."""
        published = self.published()
        self.rename(self.chance.choice([name for name in self.sites if self.sites[name] != published]))

    def rename(self, name: str) -> None:
        """Give the partnership in the evidence this name."""
        path = self.project / "data" / "partnerships.csv"
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(f"{WHO},{self.now},", f"{WHO},{name},"), encoding="utf-8")
        self.now = name

    def begin(self, *before: str, **environment: str) -> subprocess.Popen[str]:
        """A build that has started, if need be by another command."""
        self.temporary.mkdir(exist_ok=True)
        return start(self.project, *BUILD, before=before, TMPDIR=str(self.temporary), **environment)

    def build(self, *more: str) -> Said:
        """A build at its end."""
        self.temporary.mkdir(exist_ok=True)
        began = time.monotonic()
        said = run(self.project, *BUILD, *more, TMPDIR=str(self.temporary))
        if said.stdout.startswith("1 built"):
            self.took = time.monotonic() - began
        return said

    def published(self) -> dict[str, bytes]:
        """The files of the site."""
        return {name: path.read_bytes() for name, path in files_below(self.site).items()}

    def processes(self) -> list[psutil.Process]:
        """What still runs of any build here."""
        here = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("TMPDIR") == str(self.temporary):
                    here.append(process)
        return here


@contextmanager
def scene(root: Path, folder: Path, seed: int, names: Sequence[str] = NAMES) -> Iterator[Scene]:
    """A scene whose sites are built, one for each name, on a disk of its own where the system lets us."""
    disk = folder / "disk"
    disk.mkdir(parents=True)
    mounted = _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk))
    try:
        project = disk / "project"
        project.mkdir()
        init(project, Wishes(name="Briefs", style="mpi", example=WHO))
        shutil.copytree(root / "build" / "fonts", project / "build" / "fonts")
        made = Scene(project, random.Random(seed))
        for name in names:
            made.rename(name)
            built = made.build()
            assert built.returncode == 0, built.stderr
            made.sites[name] = made.published()
        yield made
    finally:
        if not mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


class NotStruckError(Exception):
    """The build had ended before the fault."""


@dataclass(frozen=True)
class Fault:
    """Something that strikes builds.

    Attributes
    ----------
    strike : callable
        Strikes once; what the build said, if it came to one.
    in_a_row : int
        Strikes before the build that nothing strikes and that must be right.
    changes : bool
        Whether there is something to build before each of them.
    mend : callable
        That last build.
    """

    strike: Callable[[Scene], Said | None]
    in_a_row: int = 3
    changes: bool = True
    mend: Callable[[Scene], Said] = Scene.build


def tried(scene: Scene, fault: Fault, most: int) -> tuple[int, list[str]]:
    """Strike some times in a row, then build as if nothing had happened.

    Returns
    -------
    int
        How often the fault struck; some builds had ended before it.
    list of str
        For each strike, and for the build after the last one, what does not hold.
    """
    struck, wrong = 0, []
    for _ in range(min(fault.in_a_row, most)):
        if fault.changes:
            scene.change()
        with suppress(NotStruckError):
            wrong.append("; ".join(_struck(scene, fault)))
            struck += 1
    again = fault.mend(scene)
    wrong.append("; ".join([*_wrong_next(scene, again), *_left(scene)]))
    return struck, list(filter(None, wrong))


def _struck(scene: Scene, fault: Fault) -> Iterator[str]:
    try:
        yield from _wrong_after(scene, fault.strike(scene))
    except AssertionError as error:
        yield str(error)[:300]
    yield from _left(scene)


def _wrong_next(scene: Scene, again: Said) -> Iterator[str]:
    if again.returncode or "Traceback" in again.stderr:
        yield f"the next build fails: {again.stderr[-300:]}"
    if (found := scene.published()) != (right := scene.sites[scene.now]):
        differing = found.items() ^ right.items()
        yield f"the next site differs: {sorted({name for name, _ in differing})[:5]}"


def _wrong_after(scene: Scene, said: Said | None) -> Iterator[str]:
    brief = {name: content for name, content in scene.published().items() if name.startswith(WHO)}
    whole = [
        {name: content for name, content in site.items() if name.startswith(WHO)}
        for site in scene.sites.values()
    ]
    if brief not in whole and not scene.rotten:
        yield "the published brief is neither the one before nor the new one"
    if said is None:
        return
    if "Traceback" in said.stderr:
        yield f"a traceback: {said.stderr[-300:]}"
    if said.returncode > 0 and "gspbrief: " not in said.stderr:
        yield f"no sentence: {said.stderr[-300:]}"


def _left(scene: Scene) -> Iterator[str]:
    ends = time.monotonic() + PATIENCE
    while (alive := scene.processes()) and time.monotonic() < ends:
        time.sleep(0.05)
    if alive:
        yield f"processes are left: {[process.name() for process in alive]}"
        for process in alive:
            process.kill()
    if stray := sorted(path.name for path in scene.temporary.glob("*")):
        yield f"temporary files are left: {stray}"
        shutil.rmtree(scene.temporary)


# What strikes


def _at_random(scene: Scene, process: subprocess.Popen[str]) -> None:
    """Wait for a random moment of a build.

    Raises
    ------
    NotStruckError
        If it has ended by then.
    """
    with suppress(subprocess.TimeoutExpired):
        process.wait(scene.chance.uniform(0, 0.95 * scene.took))
        process.communicate()
        raise NotStruckError


def _ended(process: subprocess.Popen[str]) -> Said:
    try:
        stdout, stderr = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        process.kill()
        raise AssertionError("the build never ends") from error
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def signalled(scene: Scene, number: signal.Signals) -> Said:
    """A signal to the build itself."""
    process = scene.begin()
    _at_random(scene, process)
    process.send_signal(number)
    said = _ended(process)
    if said.returncode == 0:
        raise NotStruckError
    expected = {-number, 128 + number} - ({-number} if number == signal.SIGINT else set())
    assert said.returncode in expected, f"exit code {said.returncode}: {said.stderr[-300:]}"
    return said


def strike_one_of(
    scene: Scene,
    find: Callable[[int], list[psutil.Process]],
    share: float,
    strike: Callable[[subprocess.Popen[str], psutil.Process], None],
) -> Said:
    """One of the processes of a build that makes all anew, soon after their first."""
    for kind in KEPT_OF_NOTEBOOKS:
        shutil.rmtree(scene.project / "build" / kind, ignore_errors=True)
    process = scene.begin()
    ends = time.monotonic() + PATIENCE
    while not find(process.pid) and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.01)
    time.sleep(scene.chance.uniform(0, share * scene.took))
    alive = find(process.pid) if process.poll() is None else []
    if not alive:
        _ended(process)
        raise NotStruckError
    strike(process, scene.chance.choice(alive))
    return _ended(process)


def killed(find: Callable[[int], list[psutil.Process]], share: float) -> Fault:
    """The end of one of the processes of a build."""
    return Fault(partial(strike_one_of, find=find, share=share, strike=lambda _, one: one.kill()))


def stopped(find: Callable[[int], list[psutil.Process]], share: float) -> Fault:
    """A process that goes no further (SIGSTOP), until somebody has enough of it (Ctrl-C)."""

    def stop(build: subprocess.Popen[str], one: psutil.Process) -> None:
        one.suspend()
        with suppress(subprocess.TimeoutExpired):
            build.wait(2)
        build.send_signal(signal.SIGINT)

    return Fault(partial(strike_one_of, find=find, share=share, strike=stop))


def _named(word: str, starter: int) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(starter).children(recursive=True):
        with suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                found.append(process)
    return found


def hung(scene: Scene) -> None:
    """A cell that never ends."""
    notebook = Path(__file__).parents[1] / "fixtures" / "notebooks" / "never_ends.ipynb"
    output = scene.project / "out.ipynb"
    with pytest.raises(NotebookError, match="took longer than"):
        run_notebook(notebook, {}, output, timeout=scene.chance.uniform(0.2, 2))
    assert not output.exists()


def limited(scene: Scene, what: str, least: int, most: int) -> Said:
    """A limit of the system on files: how large they may be, or how many may be open.

    A wide one may strike nothing.
    """
    said = _ended(scene.begin("prlimit", f"--{what}={scene.chance.randint(least, most)}"))
    if said.returncode == 0:
        raise NotStruckError
    return said


def spoilt(scene: Scene, how: str) -> None:
    """A file that builds keep: cut, with a bit flipped, or of a later time than now and other content."""
    if scene.chance.random() < 1 / 5:
        scene.change()  # else nothing is stale
    kept = [path for kind in KEPT for path in files_below(scene.project / "build" / kind).values()]
    path = scene.chance.choice([path for path in kept if path.stat().st_size])
    content = path.read_bytes()
    at = scene.chance.randrange(len(content))
    flipped = content[:at] + bytes([content[at] ^ 1 << scene.chance.randrange(8)]) + content[at + 1 :]
    path.write_bytes(content[:at] if how == "cut" else flipped)
    if how == "future":
        os.utime(path, (time.time() + 3650 * DAY,) * 2)


def rotten(scene: Scene) -> None:
    """A bit of a published file, size and time as before."""
    name = scene.chance.choice(
        [
            n
            for n, content in scene.published().items()
            if content and n not in ("manifest.json", *scene.rotten)
        ]
    )
    path = scene.site / name
    before, content = path.stat(), bytearray(path.read_bytes())
    content[scene.chance.randrange(len(content))] ^= 1 << scene.chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    scene.rotten.append(name)


def repaired(scene: Scene) -> Said:
    """What rotted: `verify` counts all of it and names one, `--repair` mends it."""
    told = run(scene.project, "verify", "--jobs", "1", TMPDIR=str(scene.temporary))
    counted = f"{len(scene.rotten)} of the published files" in told.stderr
    named = any(f"first {name}" in told.stderr for name in scene.rotten)
    scene.rotten.clear()
    again = scene.build("--repair")
    if not (counted and named):
        again.stderr += f"Traceback: verify did not find what rotted: {told.stderr[-300:]}"
    return again


def doubled(scene: Scene) -> Said:
    """Another build at the same time."""
    one = scene.begin()
    _at_random(scene, one)
    two = scene.begin()
    said = _ended(two)
    first = _ended(one)
    assert 0 in (first.returncode, said.returncode), first.stderr + said.stderr
    return said if said.returncode else first


def set_back(scene: Scene) -> None:
    """A clock that was set back: all that was written before is of tomorrow, what changed since of 1970."""
    later = time.time() + DAY
    for path in scene.project.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (later, later))
    os.utime(scene.project / "data" / "partnerships.csv", (DAY, DAY))


def long_ago(scene: Scene) -> Said:
    """A build by a clock that is years behind all files, or years ahead of them."""
    if not shutil.which("faketime"):
        pytest.skip("another clock needs faketime")
    years = scene.chance.choice((-1, 1)) * scene.chance.randint(1, 20)
    files_as_they_are = {"NO_FAKE_STAT": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return _ended(scene.begin("faketime", "-f", f"{years:+}y", **files_as_they_are))


def taken_away(scene: Scene, name: str) -> Said:
    """A folder that is deleted under a build: the site, the working files, temporary files."""
    process = scene.begin()
    _at_random(scene, process)
    shutil.rmtree(
        scene.project.parent / name if name == "temporary" else scene.project / name, ignore_errors=True
    )
    said = _ended(process)
    if name == "_site":
        scene.build()
    return said


def _mount(*arguments: str) -> str:
    """Call mount; return what it says if it will not."""
    called = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    return called.stderr.strip() if called.returncode else ""


def read_only(scene: Scene) -> Said:
    """The right to write to the site, lost under a build."""
    if refused := _mount("--bind", str(scene.site), str(scene.site)):
        pytest.skip(f"mount says: {refused}")
    try:
        process = scene.begin()
        _at_random(scene, process)
        lost = ["mount", "-o", "remount,bind,ro", str(scene.site)]
        while subprocess.run(lost, capture_output=True).returncode and process.poll() is None:
            time.sleep(0.001)  # a file there is open at this moment
        return _ended(process)
    finally:
        subprocess.run(["umount", "--lazy", str(scene.site)], check=True)


def full(scene: Scene) -> Said:
    """A disk with all files of the project and the temporary ones, on which there is little room left."""
    disk = scene.project.parent
    if not disk.is_mount():
        pytest.skip("a disk that is full needs the right to mount one")
    room, filler = scene.chance.randrange(400_000), disk / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(disk).free - room)
    try:
        said = scene.build()
    finally:
        filler.unlink()
    if said.returncode == 0:
        raise NotStruckError
    return said


def starved(scene: Scene, least: int) -> Said:
    """Up to 512 MB of memory for all processes of a build, by a control group."""
    group = Path("/sys/fs/cgroup/memory/gspbrief-faults")
    try:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(scene.chance.randint(least, 512) * 2**20))
    except OSError as error:
        pytest.skip(f"a limit of memory needs a control group: {error}")
    process = scene.begin()
    (group / "cgroup.procs").write_text(str(process.pid))
    said = _ended(process)
    with suppress(OSError):
        group.rmdir()
    return said


_WORKER, _SERVER = partial(in_role, "worker"), partial(in_role, "server")
_NOTEBOOK, _PANDOC = partial(in_role, "notebook"), partial(_named, "pandoc")

FAULTS: dict[str, Fault] = {
    "kill -9 of the build": Fault(partial(signalled, number=signal.SIGKILL)),
    "Ctrl-C (SIGINT)": Fault(partial(signalled, number=signal.SIGINT)),
    "SIGTERM": Fault(partial(signalled, number=signal.SIGTERM)),
    "kill -9 of a worker, with Typst and Vega inside": killed(_WORKER, 0.3),
    "kill -9 of the server of forks": killed(_SERVER, 0.4),
    "kill -9 of a notebook": killed(_NOTEBOOK, 0.1),
    "kill -9 of Pandoc": killed(_PANDOC, 0.2),
    "kill -9 of the resource tracker": killed(partial(_named, "resource_tracker"), 0.4),
    "a worker is stopped, then Ctrl-C": stopped(_WORKER, 0.3),
    "a notebook is stopped, then Ctrl-C": stopped(_NOTEBOOK, 0.1),
    "Pandoc is stopped, then Ctrl-C": stopped(_PANDOC, 0.2),
    "a cell that never ends": Fault(hung, in_a_row=5, changes=False),
    "a full disk": Fault(full),
    "files that cannot be written to their end": Fault(
        partial(limited, what="fsize", least=100, most=400_000)
    ),
    "few open files": Fault(partial(limited, what="nofile", least=12, most=60)),
    "the site can no longer be written to": Fault(read_only),
    "512 MB of memory": Fault(partial(starved, least=512), in_a_row=2),
    "200 to 512 MB of memory": Fault(partial(starved, least=200)),
    "a kept file is cut": Fault(partial(spoilt, how="cut"), in_a_row=5, changes=False),
    "a bit of a kept file flips": Fault(partial(spoilt, how="flip"), in_a_row=5, changes=False),
    "a kept file is from the future": Fault(partial(spoilt, how="future"), in_a_row=5, changes=False),
    "a bit of a published file flips": Fault(rotten, in_a_row=5, changes=False, mend=repaired),
    "two builds at once": Fault(doubled),
    "all files are of the future, what changed of 1970": Fault(set_back, in_a_row=1),
    "a clock that is years wrong": Fault(long_ago),
    "the site is deleted meanwhile": Fault(partial(taken_away, name="_site")),
    "the working files are deleted meanwhile": Fault(partial(taken_away, name="build"), in_a_row=1),
    "temporary files are deleted meanwhile": Fault(partial(taken_away, name="temporary")),
}
