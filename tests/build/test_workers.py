"""Who builds also makes what is about all briefs; where nobody can, the process that asks does."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief.build.workers import Workers
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.execution.forks import can_fork

pytestmark = [pytest.mark.skipif(not can_fork(), reason="processes are spawned here"), pytest.mark.slow]


class Talkative(Exception):  # noqa: N818
    """An error that cannot be taken to another process."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}, {why}")


def note_process(note: Path) -> None:
    """Write down who calls."""
    note.write_text(str(os.getpid()))


def die_elsewhere(note: Path, here: int) -> None:
    """Do it in this process alone."""
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    note_process(note)


def fail(kind: str) -> None:
    """Fail in one of several ways."""
    if kind == "ours":
        raise ArgumentError("is wrong", where="a.csv", todo="Mend it")
    if kind == "system":
        raise PermissionError(13, "Permission denied", "a.csv")
    if kind == "mistake":
        raise KeyError("a")
    raise Talkative("it fails", "and says so")


@pytest.fixture(scope="module")
def workers(root: Path) -> Iterator[Workers]:
    with Workers(1) as made:
        made.prepare(root, root / "data")
        yield made


def test_without_a_worker_that_waits_the_asking_process_does_it(tmp_path: Path) -> None:
    Workers().have(note_process, tmp_path / "note")
    assert (tmp_path / "note").read_text() == str(os.getpid())


def test_what_went_wrong_is_raised_as_it_was_and_the_worker_goes_on(workers: Workers, tmp_path: Path) -> None:
    notes = [tmp_path / "before", tmp_path / "after"]
    workers.have(note_process, notes[0])
    with pytest.raises(ArgumentError) as ours:
        workers.have(fail, "ours")
    assert (ours.value.where, ours.value.todo) == ("a.csv", "Mend it")
    with pytest.raises(PermissionError) as system:
        workers.have(fail, "system")
    assert (system.value.errno, system.value.filename) == (13, "a.csv")
    with pytest.raises(KeyError) as mistake:
        workers.have(fail, "mistake")
    assert 'raise KeyError("a")' in "".join(mistake.value.__notes__)  # where it was made
    with pytest.raises(BuildError, match="Talkative: it fails, and says so"):
        workers.have(fail, "other")
    workers.have(note_process, notes[1])
    before, after = (note.read_text() for note in notes)
    assert before == after != str(os.getpid())


def test_what_a_worker_dies_at_is_done_here(root: Path, tmp_path: Path) -> None:
    with Workers(1) as workers:
        workers.prepare(root, root / "data")
        workers.have(die_elsewhere, tmp_path / "note", os.getpid())
    assert (tmp_path / "note").read_text() == str(os.getpid())
