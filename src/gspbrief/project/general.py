"""What a project need not hold itself: the notebooks, general texts and look that come with the package.

A file of the same name in a project wins. What is written about one project's own evidence is never
another's: the passages and press notes on partnerships, and the texts across all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from gspbrief.project.subjects import SYNTHESIS

PACKAGE = Path(__file__).resolve().parents[1]
MARK = "briefs/publication.yaml"  # a folder that holds it is a project
HELD = ("notebooks", "briefs", "_extensions")  # the folders of which a project may hold a part
EXAMPLE = "example"  # in datapackage.json: the partnership with which notebooks open and projects begin
EXAMPLES = "examples"  # folder with a folder of files for each, which `gspbrief copy --example` brings
TOPICS = "topics"  # folder of a language, with the texts on topics
DOCUMENTATION = "docs"  # folder of the pages that are published beside the briefs
WORDS = "briefs/words"  # labels of a project's own, a file a language
OF_ONE = ("partnerships", "press", TOPICS)  # folders of a language, with the texts for one subject each
_OWN = (*OF_ONE, "words")  # folders of what is one project's own
_NEVER = (f"{SYNTHESIS}.md.j2", "publication.yaml", "translations.yaml", "reviewed.yaml", "evidence.yaml")


_given: list[Path] = []


def work_in(root: Path) -> None:
    """Have this process work on a project wherever its working directory is, as on a cluster's machine."""
    _given[:] = [root]


def working_place() -> Path:
    """Where this process works: in the project that it was told of, or in the working directory."""
    return next(iter(_given), None) or _path(os.getcwd())  # noqa: PTH109  asked thousands of times a brief


_path = lru_cache(Path)


def home(start: Path | None = None) -> Path | None:
    """The project's folder around the working directory, or around another; None where there is none."""
    here = (start or working_place()).resolve()
    return next((folder for folder in (here, *here.parents) if (folder / MARK).is_file()), None)


def general(package: Path = PACKAGE) -> Path:
    """The folder of what comes with a package: inside it where it is installed, around it in a checkout."""
    installed = package / "general"
    return installed if installed.is_dir() else package.parents[1]


def is_general(name: str) -> bool:
    """Whether a file, by its path in a project, is of use to any project."""
    path = PurePosixPath(name)
    return path.parts[0] in HELD and path.name not in _NEVER and path.parent.name not in _OWN


def held(root: Path, name: str, package: Path = PACKAGE) -> Path:
    """A file or folder of a project by its name, or where the project has none the package's."""
    own = root / name
    return own if own.exists() or not is_general(name) else general(package) / name


def folders(root: Path, name: str, package: Path = PACKAGE) -> list[Path]:
    """Where files of one folder are looked up, in order: in the project, then in the package."""
    return list(dict.fromkeys((root / name, general(package) / name)))


def files(root: Path, folder: str, pattern: str, package: Path = PACKAGE) -> Iterator[tuple[str, Path]]:
    """The files below a folder by their names in the project: its own, and the package's that it lacks."""
    found = {path.relative_to(root).as_posix(): path for path in sorted((root / folder).glob(pattern))}
    if (common := general(package)) != root:
        for path in sorted((common / folder).glob(pattern)):
            if is_general(name := path.relative_to(common).as_posix()):
                found.setdefault(name, path)
    yield from found.items()
