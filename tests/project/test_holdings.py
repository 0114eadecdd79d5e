"""Nothing that this project did not publish is removed, written over or followed, wherever it stands."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from gspbrief.errors import ArgumentError, BuildError
from gspbrief.project import holdings as module
from gspbrief.project.files import exchange, files_below, write_file
from gspbrief.project.holdings import MANIFEST, Holdings, require_own_work
from project_copies import copy_few, run

pytestmark = pytest.mark.slow

SEEDS = range(40)
OURS = ("index.html", "fr/index.html", "data/a.csv", "data/b.csv", "results.json")
NAMES = (
    "thesis.txt",
    "notes",
    "data",
    "fr",
    "index.html",
    ".old",
    "old",
    "new",
    "ünï côdé",
    ".hidden",
    "a.csv",
)


class Publisher:
    """Publishes folders as a build does, from a working folder beside the site."""

    def __init__(self, tmp_path: Path, site: Path | None = None) -> None:
        self.site = site or tmp_path / "site"
        self.work = tmp_path / "work"
        self.journal = self.work / "state" / ".holdings"
        self.journal.parent.mkdir(parents=True, exist_ok=True)

    def holdings(self) -> Holdings:
        return Holdings(self.site, self.journal)

    def build(self, text: str, *ids: str, files: tuple[str, ...] = OURS, settle: bool = True) -> None:
        """One build of some briefs, each file with a text of its own."""
        held = self.holdings()
        held.require_own()
        held.recover()
        for name in ids:
            held.replace(self.finished(name, text, files), name)
        held.claim(["index.html", MANIFEST])
        write_file(self.site / "index.html", text.encode())
        if settle:
            listed = ", ".join(f'"{name}": ""' for name in held.files() if name != MANIFEST)
            write_file(
                self.site / MANIFEST, f'{{"briefs": {{}}, "inputs": {{}}, "files": {{{listed}}}}}'.encode()
            )
            held.settle()

    def finished(self, name: str, text: str, files: tuple[str, ...] = OURS) -> Path:
        folder = self.work / "finished" / name
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(f"{file} {text}", encoding="utf-8")
        return folder

    def said(self, name: str) -> set[str]:
        """The last words of the published files of a brief."""
        return {(self.site / name / file).read_text(encoding="utf-8").split()[-1] for file in OURS}


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path)


def tree(folder: Path, without: set[str]) -> dict[str, object]:
    """Every file, link and empty folder below a folder, but for some files: what it is and holds."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = ("link", str(path.readlink()))
        elif path.is_file() and name not in without:
            found[name] = ("file", path.read_bytes(), path.stat().st_mode)
        elif path.is_dir() and not any(path.iterdir()):
            found[name] = "folder"
    return found


def scatter(chance: random.Random, folder: Path, outside: Path) -> None:
    """Files, links, empty folders and folders of files of somebody else, at any level of a folder."""
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink())]
    for _ in range(chance.randint(1, 12)):
        path = chance.choice(folders) / chance.choice(NAMES)
        if os.path.lexists(path):
            continue
        kind = chance.choice(["file", "file", "folder", "link", "deep"])
        if kind == "file":
            path.write_bytes(chance.randbytes(20))
        elif kind == "link":
            path.symlink_to(chance.choice([outside, Path("nowhere")]))
        else:
            path.mkdir()
            folders.append(path)
        if kind == "deep":
            (path / "inner" / "empty").mkdir(parents=True)
            (path / "inner" / "index.html").write_bytes(chance.randbytes(20))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_others_put_into_a_site_stays_whatever_is_built(tmp_path: Path, seed: int) -> None:
    chance, publisher = random.Random(seed), Publisher(tmp_path)
    outside = tmp_path / "outside"
    (outside / "data").mkdir(parents=True)
    (outside / "index.html").write_text("outside", encoding="utf-8")
    before_outside = tree(outside, set())
    publisher.build("first", "aptc", "thamm")
    for number in range(3):
        ours = set(publisher.holdings().files())
        scatter(chance, publisher.site, outside)
        foreign = tree(publisher.site, ours)
        files = tuple(chance.sample(OURS, chance.randint(1, len(OURS))))
        with suppress(BuildError):  # something foreign stands where a file is to be: it was told, and stays
            publisher.build(f"{number}", "aptc", "thamm", files=files, settle=chance.random() < 0.7)
        held = publisher.holdings()
        if chance.random() < 0.3:
            held.take_down("thamm")

        now = tree(publisher.site, set())
        assert {name: now.get(name) for name in foreign} == foreign
        assert tree(outside, set()) == before_outside


@pytest.mark.parametrize("seed", SEEDS)
def test_a_folder_that_somebody_filled_is_refused_before_anything_is_written(
    tmp_path: Path, seed: int
) -> None:
    chance, publisher = random.Random(seed), Publisher(tmp_path)
    publisher.site.mkdir()
    scatter(chance, publisher.site, tmp_path)
    before = tree(publisher.site, set())

    with pytest.raises(ArgumentError, match="not ours"):
        publisher.build("first", "aptc")

    assert tree(publisher.site, set()) == before


@pytest.mark.parametrize("content", [b"{}", b"[]", b'{"name": "an app", "icons": []}', b"\xff", b"[" * 5000])
def test_a_manifest_of_something_else_makes_a_folder_nobody_s_but_its_owner_s(
    publisher: Publisher, content: bytes
) -> None:
    publisher.site.mkdir()
    (publisher.site / MANIFEST).write_bytes(content)

    with pytest.raises(ArgumentError):
        publisher.build("first", "aptc")

    assert (publisher.site / MANIFEST).read_bytes() == content


def test_the_journal_of_a_site_that_is_gone_claims_nothing_in_another(publisher: Publisher) -> None:
    publisher.build("first", "aptc", settle=False)
    shutil.rmtree(publisher.site)
    (publisher.site / "aptc").mkdir(parents=True)
    (publisher.site / "aptc" / "index.html").write_text("mine", encoding="utf-8")

    with pytest.raises(ArgumentError):
        publisher.build("second", "aptc")

    assert (publisher.site / "aptc" / "index.html").read_text(encoding="utf-8") == "mine"


def test_a_first_build_that_was_killed_is_gone_on_with(publisher: Publisher) -> None:
    publisher.build("first", "aptc", settle=False)
    with publisher.journal.open("a", encoding="utf-8") as file:
        file.write('{"room": ".apt')  # the last line was cut short

    publisher.build("second", "aptc")

    assert publisher.said("aptc") == {"second"}


@pytest.mark.parametrize("place", ["", "aptc", "aptc/data", "aptc/index.html"])
def test_a_link_is_not_followed_and_not_taken_away(tmp_path: Path, publisher: Publisher, place: str) -> None:
    if not place:
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "x").write_text("x", encoding="utf-8")
        linked = Publisher(tmp_path, (tmp_path / "link"))
        linked.site.symlink_to(outside)
        with pytest.raises(ArgumentError):
            linked.build("first", "aptc")
        return
    publisher.build("first", "aptc")
    aside = tmp_path / "aside"
    (publisher.site / place).rename(aside)
    (publisher.site / place).symlink_to(aside)
    before = tree(aside, set())

    with pytest.raises(BuildError, match=place):
        publisher.build("second", "aptc")

    assert (publisher.site / place).is_symlink()
    assert tree(aside, set()) == before


@pytest.mark.parametrize("site", ["/", "file", "file/below"])
def test_what_is_no_folder_to_publish_to_is_said(tmp_path: Path, site: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises((ArgumentError, OSError)):
        Publisher(tmp_path, Path("/") if site == "/" else tmp_path / site).build("first", "aptc")

    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("names", [["thesis.txt"], ["notes/x"], ["results/x"]])
def test_a_working_folder_that_somebody_filled_is_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name).write_text("x", encoding="utf-8")

    with pytest.raises(ArgumentError):
        require_own_work(tmp_path / "work")


def test_a_new_an_empty_and_a_used_working_folder_are_taken(tmp_path: Path) -> None:
    require_own_work(tmp_path / "new")
    (tmp_path / "used" / "state").mkdir(parents=True)
    (tmp_path / "used" / "results").mkdir()
    require_own_work(tmp_path / "used")  # neither is refused


def test_a_brief_that_is_taken_down_leaves_what_others_put_there(publisher: Publisher) -> None:
    publisher.build("first", "aptc", "thamm")
    (publisher.site / "thamm" / "data" / "mine.csv").write_text("mine", encoding="utf-8")

    publisher.holdings().take_down("thamm")
    publisher.holdings().take_down("aptc")

    assert list(files_below(publisher.site / "thamm")) == ["data/mine.csv"]
    assert not (publisher.site / "aptc").exists()


LOOKING = """
import os, sys
page, ended = sys.argv[1:]
looks = missed = 0
print("looking", flush=True)
while not os.path.exists(ended):
    looks += 1
    missed += not os.path.isfile(page)
print(looks, missed)
"""


def test_there_is_no_moment_without_a_folder(tmp_path: Path, publisher: Publisher) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    if not exchange(tmp_path / "one", tmp_path / "other"):
        pytest.skip("this system cannot exchange two folders in one step")
    publisher.build("whole", "aptc")
    ended = tmp_path / "ended"
    page = publisher.site / "aptc" / "index.html"
    reader = subprocess.Popen([sys.executable, "-c", LOOKING, page, ended], stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "looking\n"
    for _ in range(100):
        publisher.build("whole", "aptc")
    ended.touch()
    looks, missed = map(int, reader.communicate()[0].split())

    assert looks > 100
    assert missed == 0


def _cannot_exchange(*_: Path) -> bool:
    return False


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "exchange", _cannot_exchange)


@pytest.mark.usefixtures("without_exchange")
def test_where_names_cannot_be_exchanged_the_old_folder_is_set_aside(publisher: Publisher) -> None:
    publisher.build("first", "aptc")
    (publisher.site / "aptc" / "mine").write_text("mine", encoding="utf-8")

    publisher.build("second", "aptc")

    assert publisher.said("aptc") == {"second"}
    assert (publisher.site / "aptc" / "mine").read_text(encoding="utf-8") == "mine"
    assert {path.name for path in publisher.site.iterdir()} == {"aptc", "index.html", MANIFEST}


@pytest.mark.usefixtures("without_exchange")
@pytest.mark.parametrize("step", ["to the room", "aside", "into place"])
@pytest.mark.parametrize("kind", ["error", "kill"])
def test_a_brief_that_cannot_be_put_in_place_stays_as_it_was(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, step: str, kind: str
) -> None:
    publisher.build("first", "aptc")
    steps = iter(["to the room", "aside", "into place"])
    rename, rmtree = Path.rename, shutil.rmtree
    killed = False

    def failing(self: Path, target: Path) -> Path:
        nonlocal killed
        if killed or next(steps, "") == step:
            killed = kind == "kill"
            raise OSError(errno.EBUSY, "busy", str(self))
        return rename(self, target)

    def not_after_a_kill(*arguments: object, **how: object) -> None:
        if not killed:
            rmtree(*arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "rename", failing)
    monkeypatch.setattr(shutil, "rmtree", not_after_a_kill)
    with pytest.raises(OSError, match="busy"):
        publisher.build("second", "aptc")
    monkeypatch.undo()
    monkeypatch.setattr(module, "exchange", _cannot_exchange)
    publisher.holdings().recover()

    assert publisher.said("aptc") == {"first"}
    publisher.build("third", "aptc")
    assert publisher.said("aptc") == {"third"}
    assert {path.name for path in publisher.site.iterdir()} == {"aptc", "index.html", MANIFEST}


def test_a_site_on_another_file_system_gets_a_copy(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def across(self: Path, target: Path) -> Path:
        if self.is_relative_to(publisher.work) != Path(target).is_relative_to(publisher.work):
            raise OSError(errno.EXDEV, "another file system", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", across)
    publisher.build("first", "aptc")
    publisher.build("second", "aptc")

    assert publisher.said("aptc") == {"second"}
    assert not (publisher.work / "finished" / "aptc").exists()


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A folder that is a file system of its own."""
    place = tmp_path / "mounted"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True)
    if done.returncode:
        pytest.skip("NO FILE SYSTEM CAN BE MOUNTED HERE: a mount point as a site is only simulated")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_mount_point_keeps_its_brief_until_the_new_one_is_there(tmp_path: Path, mounted: Path) -> None:
    publisher = Publisher(tmp_path, mounted)
    publisher.build("first", "aptc")
    publisher.build("second", "aptc")
    assert publisher.said("aptc") == {"second"}

    (mounted / "filler").write_bytes(b"x" * (8 << 20 - 1))
    publisher.finished("aptc", "x" * (1 << 20))
    with pytest.raises(OSError, match="space"):
        publisher.holdings().replace(publisher.work / "finished" / "aptc", "aptc")

    assert publisher.said("aptc") == {"second"}


FOREIGN: Mapping[str, str] = {
    "africarecruit/thesis.txt": "thesis",
    ".old/precious/x": "x",
    "experiment7/results.json": "{}",
    "index.html": "home",
    "data/costs.csv": "own",
}


def test_the_command_line_refuses_a_folder_that_is_not_ours(root: Path, tmp_path: Path) -> None:
    project = copy_few(root, tmp_path / "project", "africarecruit", "blue_birds")
    mine = tmp_path / "mine"
    for name, text in FOREIGN.items():
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_text(text, encoding="utf-8")
    before = tree(tmp_path, set())

    for out in (str(mine), "", "/", str(mine / "index.html"), "."):
        answer = run(project, "build", "africarecruit", "--format", "html", "--jobs", "1", "--out", out)
        assert answer.returncode == 2, answer.stderr
        assert "Traceback" not in answer.stderr
        assert len(answer.stderr.strip().splitlines()) == 1

    assert tree(tmp_path, set()) == before


def test_what_others_keep_in_a_built_site_is_there_after_the_next_build(root: Path, tmp_path: Path) -> None:
    project = copy_few(root, tmp_path / "project", "africarecruit", "blue_birds")
    order = ("build", "africarecruit", "--format", "html", "--jobs", "1")
    built = run(project, *order)
    assert built.returncode == 0, built.stderr
    site = project / "_site"
    ours = set(files_below(site))
    foreign = (
        "CNAME",
        "africarecruit/thesis.txt",
        "africarecruit/data/own.csv",
        "assets/mine.js",
        "blue_birds/x",
    )
    for name in foreign:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name, encoding="utf-8")
    before = tree(site, ours)

    table = project / "data" / "partnerships.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("Africarecruit", "Africarecruits"), encoding="utf-8"
    )
    again = run(project, *order)

    assert again.returncode == 0, again.stderr
    assert "Africarecruits" in (site / "africarecruit" / "index.html").read_text(encoding="utf-8")
    assert tree(site, ours) == before
    assert not any(name in (site / MANIFEST).read_text(encoding="utf-8") for name in foreign)


def test_one_file_is_taken_down_and_those_beside_it_stay(publisher: Publisher) -> None:
    publisher.build("first", "aptc", "thamm")
    before = set(publisher.holdings().files())
    name = min(name for name in before if name.startswith("aptc/"))
    publisher.holdings().take_down(name)

    assert set(publisher.holdings().files()) == before - {name}
    assert not (publisher.site / name).exists()
