"""One brief while it is written: what changes on disk is built again, and the open page shows it.

What builds stays up in between, and is renewed when the code changes (`builder_process`); the pages are
served to this machine alone (`preview_server`).
"""

from __future__ import annotations

import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from threading import Thread

from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.commands.builder_process import BuilderProcess
from gspbrief.commands.preview_server import HOST, serve
from gspbrief.errors import Stopped
from gspbrief.evidence.slices import Evidence, require_known
from gspbrief.project.general import PACKAGE
from gspbrief.project.general import folders as project_folders
from gspbrief.project.subjects import ORIGINAL

LOOK = 0.1  # seconds between two looks at the files
SHOWN = 3  # files that are named
PARTS = ("briefs", "notebooks", "_extensions", "requirements.lock")  # the evidence and the code come to them

FileStates = Mapping[Path, tuple[int, int]]


def preview(options: BuildOptions, port: int, *, show: bool, say: Callable[[str], None]) -> None:
    """Build a brief, serve it, and build it again at every change, until interrupted.

    Parameters
    ----------
    options : BuildOptions
        One partnership; its `out` is kept apart from the published site.
    port : int
        Port on this machine; 0 for any that is free.
    show : bool
        Whether to open the page in a browser.
    say : callable
        Is given each line for the user.

    Raises
    ------
    ArgumentError
        If there is no such partnership, or the port is taken.
    """
    folders = BuildFolders(options)
    require_known(options.ids, dict.fromkeys(Evidence(folders.data).subjects))
    parts = (place for part in PARTS for place in project_folders(folders.project.root, part))
    places = [folders.data, PACKAGE, *parts]
    chosen = replace(options, jobs=1, data=folders.data, out=folders.site)
    with suppress(KeyboardInterrupt, Stopped), BuilderProcess(chosen, folders.project.root) as builder:
        session = PreviewSession(places, builder.build)
        with serve(folders.site, session, port) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://{HOST}:{server.server_address[1]}/{options.ids[0]}/{_folder(options)}"
            say(f"{address} shows the brief as it is written. End with Ctrl-C.")
            try:
                _keep_building(session, say, partial(webbrowser.open, address) if show else None)
            finally:
                server.shutdown()
    say(f"Ended. What is published is as it was; gspbrief build {options.ids[0]} publishes what you wrote")


def _folder(options: BuildOptions) -> str:
    langs = options.edition.langs
    return "" if ORIGINAL in langs else f"{langs[0]}/"


def _keep_building(
    session: PreviewSession, say: Callable[[str], None], once: Callable[[], object] | None
) -> None:
    while True:
        if session.look():
            say(session.problem or session.told)
            if once:
                once()
                once = None
        time.sleep(LOOK)


class PreviewSession:
    """The files that a brief is made from, and what came of building it last.

    Parameters
    ----------
    places : iterable of Path
        The files, or folders that hold them.
    build : callable
        Builds the brief; returns what went wrong, or an empty text. Calls what it is given when the brief is
        published: the pages about all briefs come after, and nobody who writes waits for them.

    Attributes
    ----------
    built : int
        How often it was built without a problem.
    busy : bool
        Whether a build is under way.
    problem : str
        What went wrong with the last build; empty if nothing did.
    changed : list of Path
        The files that the last build was for; at the first none.
    seconds : float
        How long the last build took until the brief was there.
    """

    def __init__(self, places: Iterable[Path], build: Callable[[Callable[[], object]], str]) -> None:
        self._places = tuple(places)
        self._build = build
        self._seen: FileStates = {}
        self.built = 0
        self.busy = False
        self.problem = ""
        self.changed: list[Path] = []
        self.seconds = 0.0
        self._begun = 0.0

    @property
    def told(self) -> str:
        """When the last build was done, how long it took, and what it was for."""
        names = [path.name for path in self.changed[:SHOWN]]
        more = f" and {len(self.changed) - SHOWN} more" if len(self.changed) > SHOWN else ""
        what = f": {', '.join(names)}{more}" if names else ""
        return f"{time.strftime('%H:%M:%S')}  built in {self.seconds:.1f} s{what}"

    def look(self) -> bool:
        """Build if a file changed since the last look, or at the first; return whether it did."""
        now = file_states(self._places)
        if now == self._seen:
            return False
        self._begun, before = time.monotonic(), self.built
        self.busy = True
        either = self._seen.keys() | now.keys() if self._seen else ()
        self.changed = sorted(path for path in either if self._seen.get(path) != now.get(path))
        self._seen = now
        self.problem = self._build(self._published)
        if self.built == before and not self.problem:
            self._published()  # only pages about all briefs were stale
        self.busy = False
        return True

    def _published(self) -> None:
        self.seconds = time.monotonic() - self._begun
        self.problem = ""
        self.built += 1


def file_states(places: Iterable[Path]) -> FileStates:
    """When each file was last written, and its size; caches and what is hidden left out."""
    found = {}
    for path in chain.from_iterable(map(_below, places)):
        with suppress(FileNotFoundError):  # an editor's own file is gone again
            stat = path.stat()
            if S_ISREG(stat.st_mode):
                found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _below(place: Path) -> Iterator[Path]:
    for path in (place, *place.rglob("*")):
        if not any(part == "__pycache__" or part[0] == "." for part in path.relative_to(place).parts):
            yield path
