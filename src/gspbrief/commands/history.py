"""A commit of the project: its files unpacked elsewhere, what its notebooks find, and what it called that."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gspbrief.build.output_checks import is_intact
from gspbrief.build.progress import progress_bar
from gspbrief.build.workers import PRELOAD
from gspbrief.errors import ArgumentError, BuildError, NotebookError
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.execution import execute
from gspbrief.execution.forks import preload, threads
from gspbrief.project.files import whole_folder
from gspbrief.project.inputs import Inputs, Project, digest, key
from gspbrief.project.notebooks import Notebook
from gspbrief.project.subjects import CASE

PARTS = ("data", "src", "notebooks", "_extensions", "requirements.lock")  # what runs a commit's notebooks

NAMING = ("id", "inputs", "cell")  # what names a finding and its neighbours, and says nothing of what it is

Record = Mapping[str, object]
Records = Mapping[str, Record]


@dataclass(frozen=True)
class Commit:
    """One state of the project in git.

    Attributes
    ----------
    name : str
        As it was given: a hash, a branch, a tag.
    root : Path
        Folder that its files were unpacked to.
    """

    name: str
    root: Path

    @property
    def data(self) -> Path:
        """The folder of its evidence."""
        return self.root / "data"

    @cached_property
    def project(self) -> Project:
        """Its notebooks, with its own code."""
        return Project(self.root, package=self.root / "src" / "gspbrief")

    @cached_property
    def evidence(self) -> Evidence:
        """Its evidence."""
        return Evidence(self.data)

    def notebooks(self, subject: str) -> tuple[Notebook, ...]:
        """The notebooks that run for a partnership, or for what is none."""
        return self.project.notebooks(self.evidence.about(subject))

    @cached_property
    def slices(self) -> Mapping[str, Mapping[str, bytes]]:
        """What the notebooks of each partnership may see, and those of what is about all.

        Raises
        ------
        ArgumentError
            If this version cannot read the evidence of that time.
        """
        try:
            return {name: self.evidence.slice(name) for name in self.evidence.subjects}
        except (OSError, ValueError, KeyError, IndexError) as error:
            raise ArgumentError(
                f"its evidence cannot be read by this version ({error!r})",
                where=self.name,
                todo="Compare its rows alone: --evidence-only",
            ) from error

    @cached_property
    def keys(self) -> Mapping[str, str]:
        """For each subject one hash of all that its findings depend on: where two are equal, so are these."""
        return {name: key(self._inputs(name, files)) for name, files in self.slices.items()}

    def _inputs(self, subject: str, files: Mapping[str, bytes]) -> Inputs:
        if not self.notebooks(subject):
            raise ArgumentError(
                f"none of its notebooks says that it runs for {subject}",
                where=self.name,
                todo="Compare its rows alone: --evidence-only",
            )
        try:
            return self.project.results_inputs(
                files, {"partnership": subject, "case": CASE}, self.evidence.about(subject)
            )
        except OSError as error:
            raise ArgumentError(
                f"has no {Path(str(error.filename)).name}, which notebooks of this version need",
                where=self.name,
                todo="Compare its rows alone: --evidence-only",
            ) from error

    @property
    def inputs(self) -> Inputs:
        """Hashes of its notebooks, of the code below them and of its tables, by name."""
        subjects = dict.fromkeys(map(self.evidence.about, self.slices))
        common = {k: v for name in subjects for k, v in self.project.common_inputs(name).items()}
        tables = (path for path in sorted(self.data.iterdir()) if path.is_file())
        return {**common, **{f"data/{path.name}": digest(path.read_bytes()) for path in tables}}


def unpacked(root: Path, name: str, folder: Path, parts: Iterable[str] = PARTS) -> Commit:
    """A commit of the repository at `root`, with parts of its files below a folder.

    Raises
    ------
    ArgumentError
        If git does not know it, or it lacks one of the parts.
    """
    archive = git(root, "archive", "--format=zip", "-0", name, "--", *parts)
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:  # it leaves no folder, and makes no links
        packed.extractall(folder)
    return Commit(name, folder)


def git(root: Path, *arguments: str) -> bytes:
    """What git answers.

    Raises
    ------
    ArgumentError
        With what it said if it failed.
    """
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr.decode().strip() if isinstance(error, subprocess.CalledProcessError) else error
        raise ArgumentError(
            f"git {arguments[0]} failed: {said}",
            where=" ".join(arguments[1:]),
            todo="Give two folders of published sites, or two commits of this project",
        ) from error


def findings_of(commit: Commit, subjects: Iterable[str], work: Path, jobs: int = 0) -> Mapping[str, Records]:
    """What a commit's notebooks find, by subject and id; kept in the working folder by content.

    Parameters
    ----------
    subjects : iterable of str
        Partnerships, and what is about all; those that the commit does not have are left out.
    work : Path
        The working folder of the project; what a build left there counts if it was made from the same.

    Raises
    ------
    BuildError
        If a notebook of that commit fails.
    """
    wanted = [name for name in subjects if name in commit.slices]
    places = {name: _kept(commit, name, work) for name in wanted}
    missing = [name for name, place in places.items() if not place.is_dir()]
    if missing:
        preload(PRELOAD, os.fspath(commit.root), os.fspath(commit.root / "data"))
        with progress_bar(len(missing), commit.name) as advance:

            def find(name: str) -> None:
                _run(commit, name, places[name])
                advance(name)

            with threads(jobs or os.cpu_count() or 1) as pool:
                list(pool.map(find, missing))
    return {name: _read(places[name], commit.notebooks(name)) for name in wanted}


def _kept(commit: Commit, subject: str, work: Path) -> Path:
    """The folder of a subject's results: the build's own if they were made from the same, else one by key."""
    built, ran = work / "results" / subject, work / "notebooks" / subject
    names = [notebook.name for notebook in commit.notebooks(subject)]
    files = {f"{name}.json": built / f"{name}.json" for name in names}
    files |= {f"{name}.ipynb": ran / f"{name}.ipynb" for name in names}
    same = is_intact(commit.keys[subject], files, built)
    return built if same else work / "history" / commit.keys[subject]


def _run(commit: Commit, subject: str, place: Path) -> None:
    """Run the notebooks of one subject; their folder appears when all have run."""
    try:
        with whole_folder(place) as draft:
            write_slice(commit.slices[subject], draft / "slice")
            for notebook in commit.notebooks(subject):
                values = notebook.values(subject, draft / "slice", draft)
                output = draft / notebook.path.name
                execute.run(notebook.path, values, output, code=commit.root / "src", hide=("data", "out"))
            shutil.rmtree(draft / "slice")
    except NotebookError as error:
        raise BuildError(f"a notebook of that time fails: {error}", where=commit.name) from error


def _read(place: Path, notebooks: Iterable[Notebook]) -> Records:
    """The findings as they were written, by the code of their time."""
    found: dict[str, Record] = {}
    for notebook in notebooks:
        path = place / f"{notebook.name}.json"
        for one in json.loads(path.read_text(encoding="utf-8"))["findings"]:
            found[str(one["id"])] = {**one, "notebook": notebook.name}
    return found


def renamed_among(before: Mapping[str, Record], after: Mapping[str, Record]) -> Mapping[str, str]:
    """The newer ids of findings that have another one and are the same in all else, by the older."""
    gone, come = _by_content(before, after), _by_content(after, before)
    pairs = ((names, come.get(content, [])) for content, names in gone.items())
    return {old[0]: new[0] for old, new in pairs if len(old) == len(new) == 1}


def _by_content(findings: Mapping[str, Record], others: Mapping[str, Record]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in findings.keys() - others.keys():
        said = {part: value for part, value in findings[name].items() if part not in NAMING}
        found.setdefault(json.dumps(said, sort_keys=True), []).append(name)
    return found
