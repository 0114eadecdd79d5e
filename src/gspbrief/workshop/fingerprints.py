"""What a brief depends on, by content: the keys that say whether it is stale, and which input made it so."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.language.languages import ORIGINAL
from gspbrief.workshop.stamps import FileHashes

PACKAGE = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("costs", "migration", "outcomes", "scenario")  # those that run once for each partnership
OF_ALL = {"synthesis": ("synthesis",), "model": ("model",)}  # what is about no single one, with its notebooks
UNLISTED = {**OF_ALL, "demo": ("survey",)}  # all that has a brief but no row in partnerships.csv
CASE = "base"  # the set of assumptions that a build runs with
ENVIRONMENT = ("OMP_NUM_THREADS",)  # the only outside settings that a notebook's numbers may depend on

# Where a notebook's numbers begin: the modules that run it and write its results; what they and the notebook
# import belongs to the numbers too.
ROOTS = ("results", "execute", "execution.engine", "execution.forks", "execution.outputs", "execution.shell")

_IMPORT = re.compile(
    r"^\s*(?:from gspbrief((?:\.\w+)*) import (\([^)]*\)|[^\n]*)|import gspbrief\.([\w.]+))", re.MULTILINE
)

NEITHER = {  # cannot touch a brief
    "__init__",
    "__main__",
    "build",
    "changes",
    "cli",
    "doctor",
    "evidence.checks",
    "evidence.evidence_rows",
    "evidence.imports",
    "preview",
    "standby",
    "verify",
    "workshop.cluster",
    "workshop.notebook_runs",
    "workshop.history",
    "workshop.plans",
    "workshop.progress",
    "workshop.preload",
    "workshop.remote",
    "workshop.stamps",
    "workshop.workers",
}

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
        self._common: dict[tuple[str, ...], Inputs] = {}

    def notebooks(self, partnership: str = "") -> list[Path]:
        """The notebooks that run for a partnership, or for what is about all of them."""
        return [self.root / "notebooks" / f"{name}.ipynb" for name in notebooks_of(partnership)]

    def hash(self, path: Path) -> str:
        """SHA-256 of a file, read once in the life of this object."""
        return self.hashes.of(path)

    def code(self, names: Iterable[str]) -> Inputs:
        """The package's modules of these names, such as ``costs`` or ``weaving.annex``."""
        files = [module_file(name, self.package) for name in names]
        return {
            f"gspbrief/{file.relative_to(self.package).as_posix()}": self.hash(file)
            for file in files
            if file.is_file()
        }

    def files(self, *folders: str, pattern: str = "**/*") -> Inputs:
        """The files below these folders of the project."""
        found = (path for folder in folders for path in sorted((self.root / folder).glob(pattern)))
        return {path.relative_to(self.root).as_posix(): self.hash(path) for path in found if counts(path)}

    def words(self, lang: str) -> Inputs:
        """The file of a language's words."""
        name = f"language/words/{lang}.yaml"
        path = self.package / name
        return {f"gspbrief/{name}": self.hash(path)} if path.is_file() else {}  # an old commit has none

    def results_modules(self, notebooks: Iterable[Path] | None = None) -> list[str]:
        """The modules that can move a number: what the notebooks and the machinery import, and so on down.

        Parameters
        ----------
        notebooks : iterable of Path, optional
            Only these; else all of the project.
        """
        asked = sorted((self.root / "notebooks").glob("*.ipynb")) if notebooks is None else notebooks
        waiting = [*ROOTS, *self.imported(asked)]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            path = module_file(name, self.package)
            if name not in found and path.is_file():
                found.add(name)
                waiting += _imports(path.read_text(encoding="utf-8"))
        return sorted(found)

    def imported(self, notebooks: Iterable[Path]) -> list[str]:
        """The modules of this package that some notebooks import themselves."""
        named = {name for path in notebooks for name in _imports(_source(path))}
        return sorted(name for name in named if module_file(name, self.package).is_file())

    def results_inputs(self, slice_files: Mapping[str, bytes], parameters: Mapping[str, str]) -> Inputs:
        """What the results of one partnership, a parameter, depend on."""
        return {
            **{f"data/{name}": digest(content) for name, content in slice_files.items()},
            **self.common_inputs(parameters.get("partnership", "")),
            "parameters": json.dumps(dict(parameters), sort_keys=True),
        }

    def common_inputs(self, partnership: str = "") -> Inputs:
        """What every partnership's results depend on besides its slice; or those of what is about all."""
        names = notebooks_of(partnership)
        if names not in self._common:
            self._common[names] = self._common_inputs(self.notebooks(partnership))
        return self._common[names]

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
        told_by = {name for name in module_names() if not name.startswith("render")}
        return {
            **self.files(f"briefs/{lang}", "briefs/shared", "_extensions/gspbrief"),
            **self.files("briefs", pattern="publication.yaml"),
            **self.files("notebooks", pattern="*.ipynb"),
            **self.words(lang),
            **self.code(sorted(told_by - set(self.results_modules()) - NEITHER)),
            **{
                f"gspbrief/render/{path.name}": self.hash(path)
                for path in sorted((PACKAGE / "render").iterdir())
                if counts(path)
            },
            "requirements.lock": self.hash(self.root / "requirements.lock"),
        }


def counts(path: Path) -> bool:
    """Whether a path is a file that a person wrote: nothing hidden, and no compiled code."""
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")


def _source(notebook: Path) -> str:
    """The code of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _imports(source: str) -> list[str]:
    """The modules of this package that a source may import; names of what is in them are among these."""
    found = []
    for below, listed, whole in _IMPORT.findall(source):
        room = (below or f".{whole}").removeprefix(".")
        found += [room, *(f"{room}.{name}".removeprefix(".") for name in re.findall(r"\w+", listed))]
    return found


def module_file(name: str, package: Path = PACKAGE) -> Path:
    """The file of a module of this package, or of this package at another time, by its name below it."""
    return package.joinpath(*name.split(".")).with_suffix(".py")


def module_names() -> list[str]:
    """The modules of this package by their names below it, without the rooms that only hold others."""
    files = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    return sorted(
        ".".join(path.with_suffix("").parts)
        for path in files
        if path.name != "__init__.py" or len(path.parts) == 1
    )


def notebooks_of(partnership: str) -> tuple[str, ...]:
    """The names of the notebooks that run for a partnership, or for what is about all of them."""
    return UNLISTED.get(partnership, NOTEBOOKS)


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
