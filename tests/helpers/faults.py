"""Faults that strike a build at a random moment, and what must hold after each of them."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
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

WHO, NAMES = "berne_initiative", ("Berne Initiative", "Berne Initiative of Then")
BUILD = ("build", WHO, "--format", "html", "--jobs", "1", "--renderer", "embedded")
KEPT = ("state", "about", "common", "results", "notebooks", "slices", "fonts", "woven")
PATIENCE = 300  # seconds for what a busy machine does at once otherwise
DAY = 86_400
Said = subprocess.CompletedProcess[str]


@dataclass
class Scene:
    """A small project whose one partnership has two names in turn, and its site with either.

    Attributes
    ----------
    sites : list of dict
        The files of the site as a build that nothing struck makes it, by name in the evidence.
    took : float
        Seconds that such a build took.
    """

    project: Path
    chance: random.Random
    sites: list[dict[str, bytes]] = field(default_factory=list)
    took: float = 0
    now: int = 1

    @property
    def site(self) -> Path:
        """The published site."""
        return self.project / "_site"

    @property
    def temporary(self) -> Path:
        """The folder for temporary files of every build here, by which its processes are known."""
        return self.project.parent / "temporary"

    def change(self) -> None:
        """Give the partnership its other name in the evidence."""
        path = self.project / "data" / "partnerships.csv"
        before, after = NAMES[self.now], NAMES[1 - self.now]
        text = path.read_text(encoding="utf-8").replace(f"{WHO},{before},", f"{WHO},{after},")
        path.write_text(text, encoding="utf-8")
        self.now = 1 - self.now

    def begin(self) -> subprocess.Popen[str]:
        """A build that has started."""
        self.temporary.mkdir(exist_ok=True)
        return start(self.project, *BUILD, TMPDIR=str(self.temporary))

    def build(self, *more: str) -> Said:
        """A build at its end."""
        self.temporary.mkdir(exist_ok=True)
        return run(self.project, *BUILD, *more, TMPDIR=str(self.temporary))

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


def scene(root: Path, folder: Path, seed: int) -> Scene:
    """A scene whose two sites are built."""
    project = folder / "project"
    project.mkdir(parents=True)
    init(project, Wishes(name="Briefs", style="mpi", example=WHO))
    shutil.copytree(root / "build" / "fonts", project / "build" / "fonts")
    made = Scene(project, random.Random(seed))
    path = project / "data" / "partnerships.csv"
    path.write_text(path.read_text("utf-8").replace(f"{WHO},{NAMES[0]},", f"{WHO},{NAMES[1]},"), "utf-8")
    for _ in NAMES:
        made.change()
        began = time.monotonic()
        built = made.build()
        made.took = time.monotonic() - began
        assert built.returncode == 0, built.stderr
        made.sites.append(made.published())
    return made


class NotStruckError(Exception):
    """The build had ended before the fault."""


def tried(scene: Scene, strike: Callable[[Scene], Said | None]) -> list[str]:
    """What does not hold after a fault and after the build that follows it.

    Raises
    ------
    NotStruckError
        If there was no fault.
    """
    scene.change()
    try:
        wrong = list(_wrong_after(scene, strike(scene)))
    except AssertionError as error:
        wrong = [str(error)[:300]]
    finally:
        again = scene.build()
    if again.returncode or "Traceback" in again.stderr:
        wrong.append(f"the next build fails: {again.stderr[-300:]}")
    if (found := scene.published()) != scene.sites[scene.now]:
        differing = found.items() ^ scene.sites[scene.now].items()
        wrong.append(f"the next site differs: {sorted({name for name, _ in differing})[:5]}")
    return [*wrong, *_left(scene)]


def _wrong_after(scene: Scene, said: Said | None) -> Iterator[str]:
    brief = {name: content for name, content in scene.published().items() if name.startswith(WHO)}
    whole = [
        {name: content for name, content in site.items() if name.startswith(WHO)} for site in scene.sites
    ]
    if brief not in whole:
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
    if stray := sorted(path.name for path in scene.temporary.iterdir()):
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
    stdout, stderr = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def signalled(scene: Scene, number: signal.Signals) -> Said:
    """A signal to the build itself."""
    process = scene.begin()
    _at_random(scene, process)
    process.send_signal(number)
    said = _ended(process)
    if number != signal.SIGKILL and said.returncode != 128 + number:
        raise NotStruckError
    return said


def killed(scene: Scene, find: Callable[[int], list[psutil.Process]]) -> Said:
    """The end of one of the processes of a build, some time after it began."""
    process = scene.begin()
    ends = time.monotonic() + PATIENCE
    while not (found := find(process.pid)) and process.poll() is None and time.monotonic() < ends:
        time.sleep(0.002)
    time.sleep(scene.chance.uniform(0, 0.02 * scene.took))
    alive = [one for one in found if one.is_running()]
    if not alive or process.poll() is not None:
        _ended(process)
        raise NotStruckError
    scene.chance.choice(alive).kill()
    return _ended(process)


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


def limited(scene: Scene, what: int, least: int, most: int) -> Said:
    """A limit of the system on files: how large they may be, or how many may be open."""
    limit = scene.chance.randint(least, most)
    before = resource.getrlimit(what)
    resource.setrlimit(what, (limit, before[1]))
    try:
        process = scene.begin()
    finally:
        resource.setrlimit(what, before)
    return _ended(process)


def spoilt(scene: Scene, how: str) -> Said:
    """A file that builds keep: cut, with a bit flipped, or of a later time than now and other content."""
    kept = [path for kind in KEPT for path in files_below(scene.project / "build" / kind).values()]
    path = scene.chance.choice([path for path in kept if path.stat().st_size])
    content = path.read_bytes()
    at = scene.chance.randrange(len(content))
    flipped = content[:at] + bytes([content[at] ^ 1 << scene.chance.randrange(8)]) + content[at + 1 :]
    path.write_bytes(content[:at] if how == "cut" else flipped)
    if how == "future":
        os.utime(path, (time.time() + 3650 * DAY,) * 2)
    return scene.build()


def rotten(scene: Scene) -> Said:
    """A bit of a published file, size and time as before: `verify` names it, `--repair` mends it."""
    assert scene.build().returncode == 0
    name = scene.chance.choice(
        [n for n, content in scene.published().items() if content and n != "manifest.json"]
    )
    path = scene.site / name
    before, content = path.stat(), bytearray(path.read_bytes())
    content[scene.chance.randrange(len(content))] ^= 1 << scene.chance.randrange(8)
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    told = run(scene.project, "verify", "--jobs", "1", TMPDIR=str(scene.temporary))
    assert told.returncode
    assert name in told.stderr, told.stderr
    return scene.build("--repair")


def doubled(scene: Scene) -> Said:
    """Another build at the same time."""
    one = scene.begin()
    _at_random(scene, one)
    two = scene.begin()
    said = _ended(two)
    first = _ended(one)
    assert 0 in (first.returncode, said.returncode), first.stderr + said.stderr
    return said if said.returncode else first


def set_back(scene: Scene) -> Said:
    """A clock that was set back: all that was written before is of tomorrow, what changed since of 1970."""
    later = time.time() + DAY
    for path in scene.project.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (later, later))
    os.utime(scene.project / "data" / "partnerships.csv", (DAY, DAY))
    return scene.build()


def taken_away(scene: Scene, name: str) -> Said:
    """A folder that is deleted under a build: the site, the working files, temporary files."""
    process = scene.begin()
    _at_random(scene, process)
    shutil.rmtree(
        scene.project.parent / name if name == "temporary" else scene.project / name, ignore_errors=True
    )
    said = _ended(process)
    if name != "temporary":
        scene.build()
    return said


def _mounted(*arguments: str) -> None:
    """Call mount, or skip where nobody may."""
    called = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if called.returncode:
        pytest.skip(f"mount says: {called.stderr.strip()}")


def read_only(scene: Scene) -> Said:
    """The right to write to the site, lost under a build."""
    _mounted("--bind", str(scene.site), str(scene.site))
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
    """A disk on which all files of the project lie and on which there is little room left."""
    place = scene.project.parent / "disk"
    place.mkdir(exist_ok=True)
    size = sum(path.stat().st_size for path in files_below(scene.project).values())
    _mounted("-t", "tmpfs", "-o", f"size={size + 4_000_000}", "tmpfs", str(place))
    try:
        shutil.copytree(scene.project, place / "project", symlinks=True)
        free = shutil.disk_usage(place).free
        (place / "filler").write_bytes(bytes(max(free - scene.chance.randrange(2_000_000), 0)))
        told = run(place / "project", *BUILD, TMPDIR=str(scene.temporary))
        there = Scene(place / "project", scene.chance, scene.sites)
        assert not list(_wrong_after(there, told)), told.stderr
        (place / "filler").unlink()
        assert run(place / "project", *BUILD, TMPDIR=str(scene.temporary)).returncode == 0
        assert there.published() == scene.sites[scene.now]
        return told
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def starved(scene: Scene) -> Said:
    """512 MB of memory for all processes of a build, by a control group."""
    group = Path("/sys/fs/cgroup/memory/gspbrief-faults")
    try:
        group.mkdir(exist_ok=True)
        (group / "memory.limit_in_bytes").write_text(str(512 * 2**20))
    except OSError as error:
        pytest.skip(f"a limit of memory needs a control group: {error}")
    (group / "cgroup.procs").write_text(str(os.getpid()))
    try:
        process = scene.begin()
    finally:
        (group.parent / "cgroup.procs").write_text(str(os.getpid()))
    said = _ended(process)
    with suppress(OSError):
        group.rmdir()
    return said


FAULTS: dict[str, Callable[[Scene], Said | None]] = {
    "kill -9 of the build": partial(signalled, number=signal.SIGKILL),
    "Ctrl-C (SIGINT)": partial(signalled, number=signal.SIGINT),
    "SIGTERM": partial(signalled, number=signal.SIGTERM),
    "kill -9 of a worker, with Typst and Vega inside": partial(killed, find=partial(in_role, "worker")),
    "kill -9 of the server of forks": partial(killed, find=partial(in_role, "server")),
    "kill -9 of a notebook": partial(killed, find=partial(in_role, "notebook")),
    "kill -9 of Pandoc": partial(killed, find=partial(_named, "pandoc")),
    "kill -9 of the resource tracker": partial(killed, find=partial(_named, "resource_tracker")),
    "a cell that never ends": hung,
    "a full disk": full,
    "files that cannot be written to their end": partial(
        limited, what=resource.RLIMIT_FSIZE, least=100, most=400_000
    ),
    "few open files": partial(limited, what=resource.RLIMIT_NOFILE, least=12, most=60),
    "the site can no longer be written to": read_only,
    "512 MB of memory": starved,
    "a kept file is cut": partial(spoilt, how="cut"),
    "a bit of a kept file flips": partial(spoilt, how="flip"),
    "a kept file is from the future": partial(spoilt, how="future"),
    "a bit of a published file flips": rotten,
    "two builds at once": doubled,
    "the clock is set back": set_back,
    "the site is deleted meanwhile": partial(taken_away, name="_site"),
    "the working files are deleted meanwhile": partial(taken_away, name="build"),
    "temporary files are deleted meanwhile": partial(taken_away, name="temporary"),
}
