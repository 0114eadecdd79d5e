"""A running preview: files saved in it, what it says of its builds, the processes that it keeps up."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from project_copies import PATIENCE, in_role, start

State = dict[str, Any]
ROLES = {"builder", "server", "worker"}


@dataclass(frozen=True)
class Session:
    """A preview of one partnership.

    Attributes
    ----------
    address : str
        Of the brief's page.
    site : Path
        The folder that the preview publishes to.
    """

    process: subprocess.Popen[str]
    address: str
    site: Path

    def wait_for(self, wish: Callable[[State], object]) -> State:
        """What the preview says of its builds, once that is as wished."""
        host = "/".join(self.address.split("/")[:3])
        deadline = time.monotonic() + PATIENCE
        state: State = {}
        while time.monotonic() < deadline:
            state = json.loads(fetch(f"{host}/preview.json")[1])
            if wish(state):
                return state
            time.sleep(0.05)
        raise AssertionError(f"not within {PATIENCE} seconds: {state}")

    def save(self, path: Path, text: str) -> State:
        """Save a file as editors do, in one step, and wait until all of it is built, or until that fails."""
        old = self.wait_for(lambda _: True)
        draft = path.with_name(f".{path.name}.saved")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
        return self.wait_for(
            lambda now: not now["busy"] and (now["built"] > old["built"] or now["problem"] != old["problem"])
        )

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace a text in a file and wait until that is built.

        Raises
        ------
        AssertionError
            If the build fails, or the file does not hold the text.
        """
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path.name} holds no {old!r}"
        assert self.save(path, text.replace(old, new, 1))["problem"] == ""

    def family(self) -> list[psutil.Process]:
        """All processes that the preview has started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def processes(self) -> dict[str, int]:
        """Process ids of what stays up between builds, by role."""
        found = {role: in_role(role, self.process.pid) for role in ROLES}
        return {role: held[0].pid for role, held in found.items() if held}


@contextmanager
def session(project: Path, partnership: str, *options: str, **environment: str) -> Iterator[Session]:
    """A preview that is interrupted at the end of the block, if it still runs, and must then end well."""
    command = ("preview", partnership, "--no-open", "--renderer", "embedded", *options)
    process = start(project, *command, **environment)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        yield Session(process, address, project / "build" / "preview")
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def fetch(asked: urllib.request.Request | str) -> tuple[int, str]:
    """Status and text of an address."""
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, ""
