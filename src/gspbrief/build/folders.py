"""The folders of a build, what the last build noted in them, and the lock that keeps a second one out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from gspbrief.build.options import BuildOptions
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.evidence.reading import find_data
from gspbrief.evidence.rows import ASSUMPTIONS
from gspbrief.project.files import Standing, standing, whole_folder
from gspbrief.project.hashes import FileHashes
from gspbrief.project.holdings import Holdings, require_own_work
from gspbrief.project.imports import counts
from gspbrief.project.inputs import Inputs, Project, digest, find_project
from gspbrief.project.kept import keep, read_kept

SCENARIO = ".scenario"  # a note beside those of the partnerships, whose ids begin with a letter


class BuildFolders:
    """The folders of a build: the project, its evidence, the working files and the published site."""

    def __init__(self, options: BuildOptions) -> None:
        found = find_project()
        default = found.root / "_site"
        self.site = (options.out or default).resolve()
        beside = self.site.parent / f".{self.site.name}-build"  # on one file system with what it publishes
        self.work = found.root / "build" if self.site == default else beside
        self.project = Project(found.root, FileHashes(self.work / "state" / ".seen.json"))
        self._given = find_data(options.data or (found.root / "data"))
        self._scenario = options.assumptions
        self.data = self.work / "evidence" if self._scenario else self._given
        noted = None if options.repair else self.work / "state" / ".seen-published.json"
        self.published = FileHashes(noted, once=False)

    def lay_over(self) -> None:
        """Copy the evidence to where this build reads it, with the scenario over its assumptions, if any.

        Raises
        ------
        EvidenceError
            If the scenario breaks the rules of the assumptions.
        """
        if self._scenario is None:
            return
        from gspbrief.scenario.laid_over import laid_over

        text = laid_over(self._given / ASSUMPTIONS, self._scenario)
        with whole_folder(self.data) as draft:
            shutil.copytree(self._given, draft, dirs_exist_ok=True)
            (draft / ASSUMPTIONS).write_text(text, encoding="utf-8")

    def note_scenario(self) -> None:
        """Note which scenario this build lies over the assumptions, for who looks at the site later."""
        self.note(SCENARIO, {"file": str(self._scenario.resolve())} if self._scenario else {})

    @cached_property
    def has_own_evidence(self) -> bool:
        """Whether the evidence is the project's data package, or an edited copy of it."""
        own = self.project.root / "data"
        return self.data == own or _package_name(self.data) == _package_name(own)

    def stamp(self, name: str) -> str:
        """The hash under which the last build noted something; empty if there is no such note.

        What follows it is long and is left unread: if that is spoilt, `state` sees it.
        """
        with suppress(OSError, UnicodeDecodeError), (self.work / "state" / name).open("rb") as note:
            _, stamp = note.readline(), note.readline()
            return stamp.decode().rstrip("\n")
        return ""

    def state(self, name: str) -> dict[str, object]:
        """What the last build noted under a name; empty if there is no such note or it is damaged."""
        _, _, noted = (read_kept(self.work / "state" / name) or "").partition("\n")
        return dict(json.loads(noted or "{}"))

    def note(self, name: str, state: Mapping[str, object], stamp: str = "") -> None:
        """Note something for the next build, in one step: a line with the hash, then JSON."""
        keep(self.work / "state" / name, f"{stamp}\n{json.dumps(state, sort_keys=True)}\n")

    def published_state(self, partnership: str, found: Standing | None = None) -> str:
        """One hash of what stands in the site for a partnership and of what is noted for the pages about all.

        Empty if one of them is missing or the note is damaged.

        Parameters
        ----------
        found : mapping of str to DirEntry, optional
            Its files, if somebody has looked at them.
        """
        about = read_kept(self.work / "about" / f"{partnership}.json")
        there = standing(self.site / partnership) if found is None else found
        state = self.published.of_all(partnership, there)
        return digest(f"{state} {about}".encode()) if state and about is not None else ""

    def save_hashes(self) -> None:
        """Keep what was learnt of files for whoever looks at them next."""
        self.project.hashes.save()
        self.published.save()

    def evidence_inputs(self) -> Inputs:
        """The files of the evidence."""
        files = (path for path in sorted(self.data.rglob("*")) if counts(path))
        return {path.relative_to(self.data).as_posix(): self.project.hash(path) for path in files}

    def holdings(self) -> Holdings:
        """What this project published, as the site and its last builds say it."""
        return Holdings(self.site, self.work / "state" / ".holdings")

    def require_own_folders(self) -> None:
        """Refuse to publish, or to keep working files, where somebody else's files are.

        Raises
        ------
        ArgumentError
            Saying which folder it is.
        """
        self.holdings().require_own()
        if self.work != self.project.root / "build":
            require_own_work(self.work)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second build out of these folders.

        Raises
        ------
        BuildError
            If one is under way.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.work / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BuildError(
                "another build is under way", where=str(self.site), todo="Wait for it, or give another --out"
            ) from None
        try:
            yield
        finally:
            lock.release()


def as_built(options: BuildOptions) -> BuildOptions:
    """The options with the scenario that was laid over the assumptions when the site was built last.

    Raises
    ------
    ArgumentError
        If that file is gone.
    """
    noted = BuildFolders(options).state(SCENARIO).get("file")
    if options.assumptions is not None or not noted:
        return options
    scenario = Path(str(noted))
    if not scenario.is_file():
        todo = "Bring it back, or build again without it"
        raise ArgumentError(
            "is gone, and the site was built with its assumptions", where=str(scenario), todo=todo
        )
    return replace(options, assumptions=scenario)


def _package_name(folder: Path) -> str:
    """What a data package calls itself."""
    return str(json.loads((folder / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))
