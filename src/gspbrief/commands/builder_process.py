"""A build that stands by: what it started stays up, so that the next of a session costs its work alone.

The builder is a process of its own. Each line that it reads asks it to build; it writes a line with a null of
JSON when the brief is published, and one with a text at the end: what went wrong, or nothing. It ends with
its standard input. Without an answer it ends when what its processes read once (code, house style, lock file)
is no longer what is there: a new one takes over.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self, TextIO

from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.build.run import Build
from gspbrief.build.workers import Workers
from gspbrief.errors import GspBriefError, Stopped
from gspbrief.language.styles import LOOK
from gspbrief.project.general import PACKAGE, WORDS
from gspbrief.project.general import folders as project_folders
from gspbrief.project.imports import counts
from gspbrief.project.inputs import Project, key
from gspbrief.render.edition import Edition

COMMAND = "from gspbrief.commands.builder_process import serve; serve()"
ATTEMPTS = 3  # a builder may be lost or of older code, and the next one too while files are saved
GRACE = 1.5  # seconds that a builder may take to end what it is at
SHOWN = 4000  # last characters of what a builder that failed had to say


class BuilderProcess:
    """The builder of an options, from the side of who asks; it starts when it is first asked.

    Parameters
    ----------
    options : BuildOptions
        What each build builds.
    root : Path
        The project's folder.
    """

    def __init__(self, options: BuildOptions, root: Path) -> None:
        self._options = options
        self._root = root
        self._process: subprocess.Popen[str] | None = None
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._said.close()

    def build(self, published: Callable[[], object] = lambda: None) -> str:
        """Build what is stale; return what went wrong, or an empty text.

        Parameters
        ----------
        published : callable
            Is called when a brief is published, before the pages about all are.
        """
        for _ in range(ATTEMPTS):
            try:
                answer = self._ask(published)
            except GspBriefError as error:
                return str(error)
            if answer is not None:
                return answer
            self._end()
        self._said.seek(0)
        return self._said.read()[-SHOWN:].strip() or "the code changes faster than it can be run"

    def _ask(self, published: Callable[[], object]) -> str | None:
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write("\n")
            process.stdin.flush()
        for line in process.stdout:
            answer = json.loads(line)
            if answer is not None:
                return str(answer)
            published()
        return None

    def _start(self) -> subprocess.Popen[str]:
        self._said.seek(0)
        self._said.truncate()
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, _to_json(self._options), fingerprint(Project(self._root))],
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
        )

    def _end(self) -> None:
        """Tell the builder to end, whatever it is at, and have it end."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.terminate()
                try:
                    process.communicate(timeout=GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()


def fingerprint(project: Project) -> str:
    """One hash of all that the processes of a build read once and keep: code, house style, lock file.

    When a file was written counts too: what was changed and changed back may have been read in between.
    """
    folders = {PACKAGE, *project_folders(project.root, LOOK), project.root / WORDS}
    files = [path for folder in folders for path in folder.rglob("*") if counts(path)]
    found = dict(project.look)
    for path in (*files, project.root / "requirements.lock"):
        with suppress(FileNotFoundError):  # an editor's own file is gone again
            found[os.fspath(path)] = f"{project.hash(path)} {path.stat().st_mtime_ns}"
    return key(found)


def serve() -> None:
    """Be the builder; its arguments are options in JSON and the fingerprint of what it was started from."""
    options, read = _from_json(sys.argv[1]), sys.argv[2]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    with suppress(BrokenPipeError, Stopped), _own_output() as answers, Workers(options.jobs) as workers:
        for _ in sys.stdin:
            answer = _build(workers, options, read, lambda: print("null", file=answers, flush=True))
            if answer is None:
                break
            print(json.dumps(answer), file=answers, flush=True)


def _stop(number: int, _: object) -> None:
    raise Stopped(number)


@contextmanager
def _own_output() -> Iterator[TextIO]:
    """Standard output for the answers alone; all else that is printed goes to standard error."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        yield answers


def _build(workers: Workers, options: BuildOptions, read: str, published: Callable[[], object]) -> str | None:
    """Build; return what went wrong, or None if what was read once is not what is there now."""
    try:
        # They look at each file once, so the build's keys are of what is compared here.
        folders = BuildFolders(options)
        if fingerprint(folders.project) != read:
            return None
        workers.prepare(folders.project.root, folders.data)
        Build(options, folders, workers, published).run()
    except GspBriefError as error:
        return str(error)
    except Exception:  # a mistake in code that is being written
        return traceback.format_exc()
    return ""


def _to_json(options: BuildOptions) -> str:
    return json.dumps({**asdict(options), "edition": options.edition.to_json()}, default=os.fspath)


def _from_json(text: str) -> BuildOptions:
    values = json.loads(text)
    places = {name: Path(values[name]) for name in ("data", "out") if values[name] is not None}
    several = {"ids": tuple(values["ids"]), "edition": Edition.from_json(values["edition"])}
    return BuildOptions(**{**values, **several, **places})
