"""A language that the package does not have: its words and its passages, in English, to be translated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from babel import Locale, UnknownLocaleError

from gspbrief.errors import ArgumentError
from gspbrief.language.languages import LANGUAGES, language
from gspbrief.language.own_words import own_labels
from gspbrief.project.files import write_file
from gspbrief.project.general import PACKAGE, WORDS, files
from gspbrief.project.inputs import Project
from gspbrief.project.subjects import ORIGINAL

PAGES = "briefs/pages"


def copy_language(project: Project, code: str) -> list[str]:
    """Write what a language needs into a project, as it is in English, where nothing stands yet.

    Parameters
    ----------
    code : str
        A code of CLDR, such as ``de``.

    Returns
    -------
    list of str
        The files that were not there yet.

    Raises
    ------
    ArgumentError
        If there is no such language, or the package has it.
    """
    if code in LANGUAGES:
        todo = "Change words of it in briefs/words/, passages by gspbrief copy FILE"
        raise ArgumentError(f"{code} comes with gspbrief", where="--language", todo=todo)
    try:
        name = Locale.parse(code).get_display_name(code) or code
    except (UnknownLocaleError, ValueError):
        todo = "Give the code of a language, such as de or pt"
        raise ArgumentError(f"there is no language {code!r}", where="--language", todo=todo) from None
    written = [one for one in _texts(project.root, code, name) if not (project.root / one[0]).exists()]
    for place, text in written:
        write_file(project.root / place, text.encode("utf-8"))
    return [place for place, _ in written]


def _texts(root: Path, code: str, name: str) -> Iterator[tuple[str, str]]:
    """The files by their names in a project, with the passages and words that it has of its own."""
    yield f"{WORDS}/{code}.yaml", _words(root, code, name.capitalize())
    passages = f"briefs/{ORIGINAL}"
    for place, path in files(root, passages, "**/*.j2"):
        yield f"briefs/{code}/{PurePosixPath(place).relative_to(passages)}", path.read_text(encoding="utf-8")
    for place, path in files(root, PAGES, f"_*.{ORIGINAL}.j2"):
        yield place.replace(f".{ORIGINAL}.j2", f".{code}.j2"), path.read_text(encoding="utf-8")


def _words(root: Path, code: str, name: str) -> str:
    text = (PACKAGE / "language" / "words" / f"{ORIGINAL}.yaml").read_text(encoding="utf-8")
    text = text.replace("name: English\n", f"name: {name}\nlocale: {code}\n", 1)
    for vocabulary, words in own_labels(root, ORIGINAL, language(ORIGINAL).labels).items():
        lines = "".join(
            f"    {word}: {json.dumps(said, ensure_ascii=False)}\n" for word, said in words.items()
        )
        text = text.replace(f"\n  {vocabulary}:\n", f"\n  {vocabulary}:\n{lines}", 1)
    return text
