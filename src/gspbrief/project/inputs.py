"""What a brief depends on, by content: the keys that say whether it is stale, and which input made it so."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.project.hashes import FileHashes
from gspbrief.project.imports import PACKAGE, counts, import_closure, imported_by, module_files
from gspbrief.project.notebooks import Notebook, read_notebooks, running_for
from gspbrief.project.subjects import ORIGINAL, UNLISTED

ENVIRONMENT = ("OMP_NUM_THREADS",)  # the only outside settings that a notebook's numbers may depend on

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


class Project:
    """The folder with ``notebooks/``, ``briefs/`` and ``_extensions/`` that briefs are built from.

    Parameters
    ----------
    root : Path
        The folder of ``_quarto.yml``.
    hashes : FileHashes, optional
        What is known of the files from an earlier run.
    package : Path, optional
        The code that its notebooks run with, if that is not what runs here.
    """

    def __init__(self, root: Path, hashes: FileHashes | None = None, package: Path = PACKAGE) -> None:
        self.root = root
        self.hashes = hashes or FileHashes()
        self.package = package
        self._common: dict[str, Inputs] = {}

    @cached_property
    def all_notebooks(self) -> tuple[Notebook, ...]:
        """The notebooks that builds run, in the order of their sections.

        Raises
        ------
        NotebookError
            If what one says of itself is not known.
        """
        return read_notebooks(self.root / "notebooks")

    def notebooks(self, partnership: str = "") -> tuple[Notebook, ...]:
        """The notebooks that run for a partnership, or for what is about all of them."""
        return running_for(partnership, self.all_notebooks)

    def hash(self, path: Path) -> str:
        """SHA-256 of a file, read once in the life of this object."""
        return self.hashes.of(path)

    def code(self, modules: Iterable[str]) -> Inputs:
        """Modules of the package, such as ``analysis.costs``, with the files beside them that are no code.

        Raises
        ------
        ArgumentError
            If there is no such module.
        """
        files = module_files(modules, self.package)
        return {f"gspbrief/{file.relative_to(self.package).as_posix()}": self.hash(file) for file in files}

    def files(self, *folders: str, pattern: str = "**/*") -> Inputs:
        """The files below these folders of the project."""
        found = (path for folder in folders for path in sorted((self.root / folder).glob(pattern)))
        return {path.relative_to(self.root).as_posix(): self.hash(path) for path in found if counts(path)}

    def words(self, lang: str) -> Inputs:
        """The file of a language's words."""
        name = f"language/words/{lang}.yaml"
        path = self.package / name
        return {f"gspbrief/{name}": self.hash(path)} if path.is_file() else {}  # an old commit has none

    def results_modules(self, notebooks: Iterable[Path] | None = None) -> frozenset[str]:
        """The modules that can move a number: what the notebooks and the machinery import, and so on down.

        Parameters
        ----------
        notebooks : iterable of Path, optional
            Only these; else all of the project.
        """
        asked = sorted((self.root / "notebooks").glob("*.ipynb")) if notebooks is None else notebooks
        return import_closure([*RESULTS_ROOTS, *imported_by(asked, self.package)], self.package)

    def results_inputs(self, slice_files: Mapping[str, bytes], parameters: Mapping[str, str]) -> Inputs:
        """What the results of one partnership, a parameter, depend on."""
        return {
            **{f"data/{name}": digest(content) for name, content in slice_files.items()},
            **self.common_inputs(parameters.get("partnership", "")),
            "parameters": json.dumps(dict(parameters), sort_keys=True),
        }

    def common_inputs(self, partnership: str = "") -> Inputs:
        """What every partnership's results depend on besides its slice; or those of what is about all."""
        subject = partnership if partnership in UNLISTED else ""
        if subject not in self._common:
            self._common[subject] = self._common_inputs([one.path for one in self.notebooks(subject)])
        return self._common[subject]

    def _common_inputs(self, notebooks: list[Path]) -> Inputs:
        return {
            **{f"notebooks/{path.name}": self.hash(path) for path in notebooks},
            **self.code(self.results_modules(notebooks)),
            **self.words(ORIGINAL),
            **self.files("_extensions/gspbrief", pattern="styles.yaml"),  # a notebook shows the default style
            "requirements.lock": self.hash(self.root / "requirements.lock"),
            "python": ".".join(map(str, sys.version_info[:3])),
            **{f"${name}": os.environ.get(name, "") for name in ENVIRONMENT},
        }

    def brief_inputs(self, lang: str) -> Inputs:
        """What the prose and look of every brief in a language depend on, besides its results."""
        return {
            **self.files(f"briefs/{lang}", "briefs/shared", "_extensions/gspbrief"),
            **self.files("briefs", pattern="publication.yaml"),
            **self.files("notebooks", pattern="*.ipynb"),
            **self.words(lang),
            **self.code(import_closure(BRIEF_ROOTS)),
            "requirements.lock": self.hash(self.root / "requirements.lock"),
        }


def find_project(start: Path | None = None) -> Project:
    """The project around the working directory, else the one that this package was installed from.

    Raises
    ------
    ArgumentError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, PACKAGE.parents[1]):
        if (folder / "_quarto.yml").is_file() and (folder / "notebooks").is_dir():
            return Project(folder)
    raise ArgumentError(
        "no project here", where=str(here), todo="Run gspbrief in the folder that holds _quarto.yml"
    )
