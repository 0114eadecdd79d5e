"""What a publication says of itself, from ``briefs/publication.yaml``: author, series, licence, edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import parse_yaml, read_text
from gspbrief.evidence.sources import is_on_the_web
from gspbrief.language.letters import strange

LISTS = ("author", "languages")  # entries that may have several values


@dataclass(frozen=True, kw_only=True)
class Publication:
    """The publication's own data; what is empty is left out of the briefs.

    Attributes
    ----------
    author : tuple of str
        Names on the by-line.
    date : str
        Day of the edition, ISO 8601; the clock is never asked.
    address : str
        Base address of the published site, for citations and what is shared; without it all is relative.
    place : str
        Where press notes are dated from.
    byline : str
        The whole line that names the authors, where "By" and their names would not read well.
    institution : str
        Whose publication it is.
    contact : str
        Whom readers and the press may ask.
    about : str
        What the publisher is, in a sentence or two, for the foot of a press note.
    languages : tuple of str
        Those that are published where no others are asked for.
    style : str
        The house style where no other is asked for.
    translations : mapping of str to mapping
        Entries in another language, by language.
    """

    author: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    style: str = ""
    date: str = ""
    series: str = ""
    issue: str = ""
    funder: str = ""
    licence: str = ""
    licence_url: str = ""
    address: str = ""
    doi: str = ""
    byline: str = ""
    institution: str = ""
    place: str = ""
    contact: str = ""
    about: str = ""
    translations: Mapping[str, Mapping[str, str | list[str]]] = field(default_factory=dict)

    def in_language(self, lang: str) -> Publication:
        """The same with the entries that are translated into a language."""
        return replace(self, **_entries(self.translations.get(lang, {})))

    @property
    def year(self) -> str:
        """Year of the edition."""
        return self.date[:4]


def read_publication(path: Path) -> Publication:
    """Read ``publication.yaml``.

    Raises
    ------
    EvidenceError
        If it is not YAML, has an unknown entry, or its date is not one.
    """
    read = parse_yaml(read_text(path), path.name) or {}
    problems = list(_problems(path.name, read))
    if problems:
        raise EvidenceError(problems)
    translations = read.pop("translations", None) or {}
    return Publication(**_entries(read), translations=translations)


def _entries(read: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of the file as the dataclass holds them."""
    given = {name: value for name, value in read.items() if value is not None}
    several = {name: _listed(given.pop(name)) for name in LISTS if given.get(name)}
    return {name: str(value) for name, value in given.items()} | several


def _listed(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _problems(file: str, read: object) -> Iterator[Problem]:
    if not isinstance(read, dict):
        yield Problem(file, 0, "", "is not a list of entries", "name: value on each line")
        return
    translations = read.get("translations") or {}
    if not isinstance(translations, dict):
        yield Problem(file, 0, "translations", "is not a list of languages", "entries below each language")
        translations = {}
    for place, entries in (
        ("", read),
        *((f"translations, {lang}", said) for lang, said in translations.items()),
    ):
        if isinstance(entries, dict):
            yield from (
                Problem(file, 0, f"{place}, {name}".lstrip(", "), *wrong)
                for name, value in entries.items()
                for wrong in _entry_wrong(name, value)
            )
        else:
            yield Problem(file, 0, place, "is not a list of entries", "name: value on each line")
    try:
        dt.date.fromisoformat(str(read.get("date")))
    except ValueError:
        yield Problem(file, 0, "date", f"{read.get('date')} is not a date", "YYYY-MM-DD")


def _entry_wrong(name: object, value: object) -> Iterator[tuple[str, str]]:
    known = [f.name for f in fields(Publication)]
    if name not in known:
        yield "is not an entry", f"allowed: {', '.join(known)}"
    if name == "translations" or value is None:
        return
    texts = value if name in LISTS and isinstance(value, list) else [value]
    for text in texts:
        if isinstance(text, bool) or not isinstance(text, (str, int, float, dt.date)):
            yield f"is {text!r:.40}", "a list of names" if name in LISTS else "a text"
        yield from ((f"holds {letter}: {what}", "other letters") for letter, what in strange(str(text)))
        if name in ("address", "licence_url") and text and not is_on_the_web(str(text)):
            yield f"{text} is no address on the web", "http:// or https://"
