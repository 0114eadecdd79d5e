"""Builds that are killed, starved of room or given spoilt caches: the site stays whole, the next ends it."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from lxml import html

from generate import generate
from project_copies import copy_project, in_role, keep_few, run, start

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]

MANY = 5  # partnerships; enough that each worker builds several
SEED = 20_261_121
IDS = tuple(f"synthetic_{number:05d}" for number in range(1, MANY + 1))
OPTIONS = ("--format", "html", "--jobs", "2")
BUILD = ("build", *IDS, *OPTIONS)
FEW = ("build", *IDS[:3], *OPTIONS)
PATIENCE = 600  # seconds for something to happen on a busy machine


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of synthetic partnerships whose build was killed again and again, and then ended.

    It was killed at random moments, from a seed, after the first results and after the first published brief;
    after each the site was found whole.
    """
    project = copy_project(root, tmp_path_factory.mktemp("robust") / "project")
    shutil.rmtree(project / "data")
    generate(MANY, project / "data", SEED)
    keep_few(project, *IDS)
    chance = random.Random(SEED)
    for reached in ("build/results/synthetic_*", "_site/synthetic_*"):
        process = start(project, *BUILD)
        _wait_for(process, lambda reached=reached: any(project.glob(reached)))
        time.sleep(chance.uniform(0, 1))
        process.kill()
        process.communicate()
        _assert_whole(project)
    kept = _published(project)
    done = run(project, *BUILD)
    assert done.returncode == 0, done.stderr
    again = (
        kept.items() - _published(project).items()
    )  # one may be published and not noted yet when a kill strikes
    assert len(again) <= 1, "finished briefs were built again"
    return project


def _published(project: Path) -> dict[str, int]:
    """When each published brief was written."""
    return {
        path.parent.name: path.stat().st_mtime_ns
        for path in (project / "_site").glob("synthetic_*/results.json")
    }


def _assert_whole(project: Path) -> None:
    """Every folder that stands in the site is a whole brief whose page prints its own results."""
    for folder in sorted((project / "_site").glob("synthetic_*")):
        assert folder.name in IDS
        found = {
            one["id"]: one["value"]
            for one in json.loads((folder / "results.json").read_text(encoding="utf-8"))
        }
        page = (folder / "index.html").read_text(encoding="utf-8")
        assert page.rstrip().endswith("</html>")
        for name in ("costs", "migration", "outcomes"):
            assert (folder / f"{name}.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
        for tag in html.fromstring(page).xpath("//*[@data-finding]"):
            printed = tag.get("data-value")
            assert not printed or float(printed) == float(f"{found[tag.get('data-finding')]:.12g}")


def _touch(project: Path) -> None:
    """Make every brief stale, and no result."""
    template = project / "briefs" / "en" / "partnership.md.j2"
    template.write_text("{## touched ##}" + template.read_text(encoding="utf-8"), encoding="utf-8")


def _wait_for(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    """Wait until a build has come so far; it is an error if it ends before."""
    ends = time.monotonic() + PATIENCE
    while not reached():
        if process.poll() is not None or time.monotonic() > ends:
            process.kill()
            pytest.fail(f"the build never came so far: {process.communicate()}")
        time.sleep(0.005)


def test_a_build_that_was_killed_anywhere_is_finished_by_the_next_and_repeats_nothing(built: Path) -> None:
    _assert_whole(built)
    assert sorted(_published(built)) == list(IDS)
    before = _published(built)

    assert "Up to date" in run(built, *BUILD).stdout
    assert _published(built) == before


def test_no_brief_shows_anothers_number(built: Path) -> None:
    own = {
        name: {
            f"{one['value']:.12g}"
            for one in json.loads((built / "_site" / name / "results.json").read_text(encoding="utf-8"))
            if one["value"] and one["value"] > 9_999 and one["partnership"] == name
        }
        for name in IDS
    }
    assert all(own.values())

    for name in IDS:
        files = [
            path
            for path in (built / "_site" / name).rglob("*")
            if path.suffix in (".html", ".json", ".csv", ".svg")
        ]
        text = "\n".join(path.read_text(encoding="utf-8") for path in files)
        numbers = {number.replace(",", "") for number in re.findall(r"\d[\d,]*", text)}
        for other in set(IDS) - {name}:
            assert not numbers & (own[other] - own[name]), f"{name} shows a number of {other}"


def test_damaged_notes_and_results_are_noticed_and_made_again(built: Path) -> None:
    one, two, three, four = IDS[:4]
    state, results = built / "build" / "state", built / "build" / "results"
    (state / one).write_bytes(b"\xff\x00 half a no")
    (state / two).write_text('{"results": {}, "brief": {}}', encoding="utf-8")  # as an older version wrote it
    lied = json.loads((results / three / "costs.json").read_text(encoding="utf-8"))
    lied["findings"][0]["value"] = 123_456_789
    (results / three / "costs.json").write_text(json.dumps(lied), encoding="utf-8")
    (state / three).unlink()
    (built / "_site" / four / "results.json").write_text("[", encoding="utf-8")
    (state / ".seen.json").write_text("{", encoding="utf-8")
    before = _published(built)

    done = run(built, *BUILD)

    assert "4 built" in done.stdout, done.stderr
    _assert_whole(built)
    assert "123456789" not in (built / "_site" / three / "results.json").read_text(encoding="utf-8")
    now = _published(built)
    assert {name for name in IDS if now[name] == before[name]} == set(IDS[4:])


def test_no_process_outlives_a_build_that_was_killed(built: Path) -> None:
    _touch(built)
    process = start(built, *FEW)
    _wait_for(process, lambda: len(in_role("worker", process.pid)) == 2)
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()

    gone, alive = psutil.wait_procs(family, timeout=PATIENCE)  # a server that still imports looks up late

    assert gone
    assert not alive


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_told_to_end_leaves_nothing_and_says_one_sentence(
    built: Path, tmp_path: Path, how: signal.Signals
) -> None:
    _touch(built)
    process = start(built, *FEW, TMPDIR=str(tmp_path))
    _wait_for(process, lambda: in_role("worker", process.pid))
    family = psutil.Process(process.pid).children(recursive=True)
    time.sleep(random.Random(SEED).uniform(0, 1))
    process.send_signal(how)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 128 + how
    assert said.strip().splitlines()[-1].startswith("gspbrief: stopped; what is published is whole")
    assert "Traceback" not in said
    assert not [child for child in psutil.wait_procs(family, timeout=PATIENCE)[1] if child.is_running()]
    assert not list(tmp_path.iterdir())
    _assert_whole(built)


def test_a_build_goes_on_when_a_worker_is_killed_at_its_work(built: Path) -> None:
    _touch(built)
    process = start(built, *FEW)
    drafts = built / "build" / "finished"
    working: list[psutil.Process] = []

    def all_work() -> bool:
        working[:] = in_role("worker", process.pid)
        return 0 < len(working) <= len(list(drafts.glob(".*")))

    _wait_for(process, all_work)
    working[0].kill()
    _, stderr = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, stderr
    _assert_whole(built)
    assert "Up to date" in run(built, *FEW).stdout


def test_a_build_goes_on_when_the_server_of_forks_is_killed_while_notebooks_run(built: Path) -> None:
    costs = built / "data" / "costs.csv"
    rows = costs.read_text(encoding="utf-8")
    costs.write_text(rows.replace("Synthetic", "Changed", 2), encoding="utf-8")
    process = start(built, *FEW)

    _wait_for(process, lambda: in_role("notebook", process.pid))
    in_role("server", process.pid)[0].kill()
    _, stderr = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, stderr
    _assert_whole(built)
    assert "Up to date" in run(built, *FEW).stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for a site and not much more."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a full disk needs a file system of its own, and mount says: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_stops_a_build_and_leaves_what_is_published_whole(built: Path, small_disk: Path) -> None:
    out = ("--out", str(small_disk / "site"))
    assert run(built, "build", IDS[0], *OPTIONS, *out).returncode == 0
    before = {path: path.read_bytes() for path in (small_disk / "site").rglob("*") if path.is_file()}
    filler = small_disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 100_000))

    full = run(built, "build", *IDS[:2], *OPTIONS, *out)

    assert full.returncode == 1
    assert "No space left" in full.stderr
    assert "Traceback" not in full.stderr
    now = {path: path.read_bytes() for path in before}
    assert now == before
    filler.unlink()
    assert "1 built" in run(built, "build", *IDS[:2], *OPTIONS, *out).stdout


def test_where_files_cannot_be_written_to_their_end_nothing_half_is_published(built: Path) -> None:
    _touch(built)
    page = built / "_site" / IDS[0] / "index.html"
    before = page.read_bytes()
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) // 2},) * 2)"
    order = ["build", IDS[0], *OPTIONS]
    limited = subprocess.run(
        [sys.executable, "-c", f"{limit}; from gspbrief.commands.cli import main; main()", *order],
        cwd=built,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert limited.returncode == 1
    assert "File too large" in limited.stderr
    assert "Traceback" not in limited.stderr
    assert page.read_bytes() == before
    assert run(built, *order).returncode == 0
    _assert_whole(built)
