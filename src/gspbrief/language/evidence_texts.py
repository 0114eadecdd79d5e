"""What the evidence says in English, as a project has it in another language: ``<lang>/evidence.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from gspbrief.project.plain_texts import parse_yaml, read_text, refuse

FILE = "evidence.yaml"


def read_texts(briefs: Path, lang: str) -> Mapping[str, str]:
    """By the English text, what stands in its place on a page in a language; empty where there is nothing.

    Parameters
    ----------
    briefs : Path
        The folder with a folder of passages for each language.

    Raises
    ------
    EvidenceError
        If the file is not a line for each text, in English and translated.
    """
    path, name = briefs / lang / FILE, f"briefs/{lang}/{FILE}"
    return _parsed(read_text(path, name), name) if path.is_file() else {}


@lru_cache(maxsize=4)  # every brief in a language has the same
def _parsed(text: str, name: str) -> Mapping[str, str]:
    said = parse_yaml(text, name)
    if not isinstance(said, dict):
        refuse(name, "holds no texts", "a line for each: English text: translation")
    for pair in said.items():
        if not all(isinstance(text, str) and text.strip() for text in pair):
            refuse(name, f"{pair[0]!r:.60} has no translation", "a text for each text")
    return said
