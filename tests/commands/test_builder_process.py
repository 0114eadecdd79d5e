"""Builds of one session: the same processes make them, nothing that was saved is ever built stale."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gspbrief.commands.builder_process import fingerprint
from gspbrief.project.inputs import Project
from preview_sessions import ROLES, Session, session
from project_copies import PATIENCE, copy_code, copy_few, run

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]

WHO = "kani"
FORMATS = ("--format", "html,pdf,docx")
PRESS = Path("briefs", "en", "press", f"{WHO}.md.j2")
Copied = tuple[Path, dict[str, str]]


@pytest.fixture(scope="module")
def copied(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Copied:
    """A copy of the project with its own code but without a press note; the environment in which it runs."""
    project = copy_few(root, tmp_path_factory.mktemp("standby") / "project", WHO, "blue_birds")
    (project / PRESS).unlink()
    return project, copy_code(root, project)


@pytest.fixture(scope="module")
def running(copied: Copied) -> Iterator[Session]:
    """A preview of a brief, built once."""
    project, code = copied
    with session(project, WHO, *FORMATS, **code) as session_:
        assert session_.wait_for(lambda state: state["built"] or state["problem"])["problem"] == ""
        yield session_


@pytest.fixture
def project(copied: Copied) -> Path:
    return copied[0]


def _contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def _assert_fresh(session_: Session, copied: Copied, place: Path) -> None:
    """What the session published is what a build of its own makes, byte for byte."""
    project, code = copied
    order = ("build", WHO, *FORMATS, "--renderer", "embedded", "--jobs", "1")
    built = run(project, *order, "--out", str(place / "fresh"), **code)
    assert built.returncode == 0, built.stderr
    fresh, kept = _contents(place / "fresh"), _contents(session_.site)
    assert kept.keys() == fresh.keys()
    assert [name for name in fresh if fresh[name] != kept[name]] == []


def test_evidence_prose_and_notebooks_are_built_by_the_processes_that_are_there_to_the_same_bytes(
    running: Session, copied: Copied, root: Path, project: Path, tmp_path: Path
) -> None:
    processes = running.processes()
    data, briefs = project / "data", project / "briefs"
    own = briefs / "en" / "partnerships" / "kani.md.j2"

    lines = (data / "migration.csv").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if "kani,working_abroad,68," in line)
    running.edit(
        data / "migration.csv",
        row,
        row.replace("abroad,68,", "abroad,67,").replace("At least 68", "At least 67"),
    )
    running.edit(own, "It cost {{", "One. It cost {{")
    running.edit(own, "One. ", "Two. ")
    running.edit(briefs / "en" / "_imprint.md.j2", "For reference managers", "To reference managers")
    assert running.save(project / PRESS, (root / PRESS).read_text(encoding="utf-8"))["problem"] == ""
    running.edit(briefs / "pages" / "notebook.qmd.j2", "cell by cell", "every cell")
    running.edit(briefs / "pages" / "sources.qmd.j2", "All sources", "Each source")
    running.edit(briefs / "publication.yaml", "Skill Mobility", "Written Just Now: Skill Mobility")
    running.edit(project / "notebooks" / "costs.ipynb", "who pays?", "who paid?")
    running.edit(data / "assumptions.yaml", "share at entry, value: 0.5,", "share at entry, value: 0.4,")
    running.edit(data / "sources.bib", "Nursing Initiative (KANI)", "Nursing Initiative of Late")

    assert set(processes) == ROLES
    assert running.processes() == processes
    page = (running.site / WHO / "index.html").read_text(encoding="utf-8")
    for word in (
        "Two. It cost",
        "To reference managers",
        "Written Just Now",
        "Nursing Initiative of Late",
    ):
        assert word in page
    _assert_fresh(running, copied, tmp_path)


def test_code_words_and_look_are_built_by_new_processes_to_the_same_bytes_also_after_a_mistake(
    running: Session, copied: Copied, project: Path, tmp_path: Path
) -> None:
    code, house = project / "src" / "gspbrief", project / "_extensions" / "gspbrief"
    seen = [set(running.processes().values())]

    page = code / "site" / "pages.py"
    mended = _replaced(page, "data below", "data stand below")
    assert "SyntaxError" in running.save(page, "def\n" + mended)["problem"]
    assert running.save(page, mended)["problem"] == ""
    seen.append(set(running.processes().values()))

    words = code / "language" / "words" / "en.yaml"
    running.edit(words, 'working_abroad: "working abroad"', 'working_abroad: "in work abroad"')
    seen.append(set(running.processes().values()))

    built = running.wait_for(lambda _: True)["built"]
    away = house.rename(project / "away")
    try:
        assert "house style" in running.wait_for(lambda state: state["problem"])["problem"]
        for name, old, new in (
            ("brief.css", "body {", "body { color: #111;"),
            ("word.lua", 'summary = "Summary"', 'summary = "Box"'),
        ):
            (away / name).write_text(_replaced(away / name, old, new), encoding="utf-8")
    finally:
        away.rename(house)
    assert running.wait_for(lambda state: not state["problem"])["built"] == built + 1
    running.wait_for(lambda state: not state["busy"])
    seen.append(set(running.processes().values()))

    running.edit(house / "brief.typ", "$body$", "$body$ Edited.")
    seen.append(set(running.processes().values()))

    assert all(len(pids) == len(ROLES) for pids in seen)
    assert len(set().union(*seen)) == len(ROLES) * len(seen)
    _assert_fresh(running, copied, tmp_path)


def _replaced(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("lost", sorted(ROLES))
def test_what_was_lost_between_two_builds_is_replaced_and_nothing_else_is(
    running: Session, project: Path, lost: str
) -> None:
    before = running.processes()
    _kill(psutil.Process(before[lost]))

    running.edit(project / "data" / "costs.csv", "Spent in eight", "Spent in eight long")

    after = running.processes()
    assert set(after) == ROLES
    renewed = {role for role in ROLES if after[role] != before[role]}
    assert renewed == {"builder": ROLES, "server": {"server", "worker"}}.get(lost, {lost})


def _kill(process: psutil.Process) -> None:
    """Kill a process and wait for its end, of which its own parent may not know yet."""
    process.kill()
    ends = time.monotonic() + PATIENCE
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < ends:
            time.sleep(0.02)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for what is thrown away, with a path that is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="gsp-") as name:
        yield Path(name)


@pytest.mark.parametrize(
    ("end", "busy"), [(signal.SIGINT, False), (signal.SIGKILL, False), (signal.SIGKILL, True)]
)
def test_nothing_stays_behind_of_a_preview_that_ends_or_is_killed(
    copied: Copied, scratch: Path, end: signal.Signals, busy: bool
) -> None:
    project, code = copied
    with session(project, WHO, "--format", "html", TMPDIR=str(scratch), **code) as ending:
        ending.wait_for(lambda state: state["built"])
        family = ending.family()
        assert len(ending.processes()) == len(ROLES)
        assert any(scratch.iterdir())
        if busy:  # the builder begins, and nobody waits for its answer
            template = project / "briefs" / "en" / "partnership.md.j2"
            template.write_text("{## busy ##}" + template.read_text(encoding="utf-8"), encoding="utf-8")
        ending.process.send_signal(end)
        ending.process.communicate(timeout=PATIENCE)
        gone, alive = psutil.wait_procs(family, timeout=PATIENCE)

    assert gone
    assert not alive
    assert not any(scratch.iterdir())


@pytest.mark.parametrize(
    "name",
    [
        "src/gspbrief/brief/weave.py",
        "src/gspbrief/language/words/en.yaml",
        "src/gspbrief/render/worker.lua",
        "_extensions/gspbrief/brief.css",
        "_extensions/gspbrief/word.lua",
        "_extensions/gspbrief/brief.typ",
        "requirements.lock",
    ],
)
def test_what_processes_read_once_tells_a_file_that_changed_and_one_that_changed_back(
    project: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("gspbrief.commands.builder_process.PACKAGE", project / "src" / "gspbrief")
    path = project / name
    content = path.read_bytes()
    before = fingerprint(Project(project))
    assert fingerprint(Project(project)) == before

    path.write_bytes(content + b"\n")
    changed = fingerprint(Project(project))
    path.write_bytes(content)
    os.utime(path, ns=(0, 0))
    changed_back = fingerprint(Project(project))

    assert len({before, changed, changed_back}) == 3
