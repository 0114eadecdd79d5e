"""What a brief depends on, by content: the keys that say whether it is stale, and which input made it so."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib.metadata import distributions
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.project import general
from gspbrief.project.brand import brand_files, read_brand
from gspbrief.project.files import files_below
from gspbrief.project.general import PACKAGE
from gspbrief.project.hashes import FileHashes
from gspbrief.project.imports import counts, import_closure, import_graph, imported_by, module_files
from gspbrief.project.notebooks import Notebook, read_notebooks, running_for
from gspbrief.project.subjects import ORIGINAL, SUBJECTS, SURVEYED

LOCK = "requirements.lock"

# Where results and briefs begin: the modules that run a notebook and write its results, and the one that
# makes a brief. What these and the notebooks import belongs to the keys too, and nothing else does.
RESULTS_ROOTS = ("execution.results", "execution.execute", "execution.engine", "execution.shell")
BRIEF_ROOTS = ("build.produce",)

Inputs = dict[str, str]


def digest(content: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def key(inputs: Mapping[str, str]) -> str:
    """One hash for all inputs."""
    return digest(json.dumps(sorted(inputs.items())).encode("utf-8"))


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the inputs that differ, that are new, or that are gone."""
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def installed() -> Mapping[str, str]:
    """The version of every package that is installed, by its name."""
    places = (Path(place) for place in dict.fromkeys(sys.path))
    return _installed(tuple((place, place.stat().st_mtime_ns) for place in places if place.is_dir()))


@lru_cache(maxsize=1)
def _installed(_: tuple[tuple[Path, int], ...]) -> Mapping[str, str]:
    """The same, read again only where a package came or went: that takes longer than a sentence may."""
    return {one.metadata["Name"]: one.version for one in distributions()}


class Project:
    """A folder with evidence and texts that briefs are built from; what it lacks comes from the package.

    Parameters
    ----------
    root : Path
        The folder that holds ``briefs/publication.yaml``.
    hashes : FileHashes, optional
        What is known of the files from an earlier run.
    package : Path, optional
        The code that its notebooks run with, if that is not what runs here.
    """

    def __init__(self, root: Path, hashes: FileHashes | None = None, package: Path = PACKAGE) -> None:
        self.root = root
        self.hashes = hashes or FileHashes()
        self.package = package
        self._code: dict[tuple[str, ...], Inputs] = {}
        self._common: dict[str, Inputs] = {}
        self._prose: dict[str, Inputs] = {}

    @property
    def publication(self) -> Path:
        """The file that says what its publication is."""
        return self.root / general.MARK

    @cached_property
    def all_notebooks(self) -> tuple[Notebook, ...]:
        """The notebooks that builds run, in the order of their sections.

        Raises
        ------
        NotebookError
            If what one says of itself is not known.
        """
        return read_notebooks(*general.folders(self.root, "notebooks", self.package))

    def notebooks(self, subject: str = "") -> tuple[Notebook, ...]:
        """The notebooks that run for each partnership, also with a survey, or for what is none: ``topic``."""
        return running_for(subject, self.all_notebooks)

    @property
    def brand(self) -> Inputs:
        """The files that say what the publication and its brand are."""
        return {path.relative_to(self.root).as_posix(): self.hash(path) for path in brand_files(self.root)}

    @property
    def look(self) -> Inputs:
        """The colours and typefaces of a brand, if there is one."""
        said = read_brand(self.root)
        return {"brand": repr((said.colours, said.series, said.fonts))} if said.has_look else {}

    def hash(self, path: Path) -> str:
        """SHA-256 of a file, read once in the life of this object."""
        return self.hashes.of(path)

    def code(self, roots: Iterable[str]) -> Inputs:
        """Modules, such as ``analysis.costs``, all that they import, and the files beside them.

        Raises
        ------
        ArgumentError
            If there is no such module.
        """
        asked = tuple(roots)
        if asked not in self._code:
            self._code[asked] = self._files_of(self._closure(asked))
        return self._code[asked]

    def _files_of(self, modules: Iterable[str]) -> Inputs:
        files = module_files(modules, self.package)
        return {f"gspbrief/{file.relative_to(self.package).as_posix()}": self.hash(file) for file in files}

    def _closure(self, roots: Iterable[str]) -> frozenset[str]:
        return import_closure(roots, self._import_graph, self.package)

    @cached_property
    def _import_graph(self) -> dict[str, list[str]]:
        modules = {
            name: self.hash(path) for name, path in files_below(self.package).items() if path.suffix == ".py"
        }
        made = self.hashes.kept("imports", key(modules), lambda: json.dumps(import_graph(self.package)))
        return dict(json.loads(made))

    def files(self, *folders: str, pattern: str = "**/*") -> Inputs:
        """The files below these folders of the project, and those of the package that it lacks."""
        found = (one for name in folders for one in general.files(self.root, name, pattern, self.package))
        return {name: self.hash(path) for name, path in found if counts(path)}

    def has_text(self, brief: str, lang: str) -> bool:
        """Whether what is about all partnerships, about a topic or about none has a text in a language."""
        names = (f"briefs/{lang}/{brief}.md.j2", f"briefs/{lang}/{general.TOPICS}/{brief}.md.j2")
        return any(general.held(self.root, name, self.package).is_file() for name in names)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in which there is a text for a brief."""
        found = general.files(self.root, "briefs", "*/partnership.md.j2", self.package)
        return tuple(sorted(Path(name).parent.name for name, _ in found))

    @cached_property
    def packages(self) -> Inputs:
        """The packages that a build runs with: the lock file, or where there is none what is installed."""
        lock = self.root / LOCK
        if lock.is_file():
            return {LOCK: self.hash(lock)}
        return {"packages": key(installed())}

    def words(self, lang: str) -> Inputs:
        """The file of a language's words, and that of the project's own."""
        name, own = f"language/words/{lang}.yaml", f"{general.WORDS}/{lang}.yaml"
        places = {f"gspbrief/{name}": self.package / name, own: self.root / own}
        return {
            name: self.hash(path) for name, path in places.items() if path.is_file()
        }  # an old commit has none

    def results_modules(self, notebooks: Iterable[Path] | None = None) -> frozenset[str]:
        """The modules that can move a number: what the notebooks and the machinery import, and so on down.

        Parameters
        ----------
        notebooks : iterable of Path, optional
            Only these; else all of the project.
        """
        everything = general.files(self.root, "notebooks", "*.ipynb", self.package)
        asked = [path for _, path in everything] if notebooks is None else notebooks
        return self._closure([*RESULTS_ROOTS, *imported_by(asked, self.package)])

    def results_inputs(
        self, slice_files: Mapping[str, bytes], parameters: Mapping[str, str], subject: str = ""
    ) -> Inputs:
        """What the results of one partnership, a parameter, depend on; or those of a subject that is none."""
        surveyed = f"surveys/{parameters.get('partnership', '')}.yaml" in slice_files
        return {
            **{f"data/{name}": digest(content) for name, content in slice_files.items()},
            **self.common_inputs(SURVEYED if surveyed else subject),
            "parameters": json.dumps(dict(parameters), sort_keys=True),
        }

    def common_inputs(self, subject: str = "") -> Inputs:
        """What each partnership's results depend on besides its slice; or those of a subject that is none."""
        known = subject if subject in (SURVEYED, *SUBJECTS.values()) else ""
        if known not in self._common:
            self._common[known] = self._common_inputs([one.path for one in self.notebooks(known)])
        return self._common[known]

    def _common_inputs(self, notebooks: list[Path]) -> Inputs:
        return {
            **{f"notebooks/{path.name}": self.hash(path) for path in notebooks},
            **self._files_of(self.results_modules(notebooks)),
            **self.words(ORIGINAL),
            **self.files("_extensions/gspbrief", pattern="styles.yaml"),  # a notebook shows the default style
            **self.look,
            **self.packages,
            "python": ".".join(map(str, sys.version_info[:3])),
        }

    def brief_inputs(self, lang: str) -> Inputs:
        """What the prose and look of every brief in a language depend on, besides its results."""
        if lang not in self._prose:
            self._prose[lang] = {
                **self.files(f"briefs/{lang}", "briefs/shared", "_extensions/gspbrief"),
                **self.brand,
                **self.files("notebooks", pattern="*.ipynb"),
                **self.words(lang),
                **self.code(BRIEF_ROOTS),
                **self.packages,
            }
        return self._prose[lang]


def find_project(start: Path | None = None) -> Project:
    """The project around the working directory.

    Raises
    ------
    ArgumentError
        If there is none.
    """
    here = start or Path.cwd()
    if found := general.home(here):
        return Project(found)
    todo = "Go to the folder of a project, or make one: gspbrief init FOLDER"
    raise ArgumentError(f"no project here: there is no {general.MARK}", where=str(here), todo=todo)
