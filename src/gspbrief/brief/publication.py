"""What a publication says of itself, from ``briefs/publication.yaml``: author, series, licence, edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.sources import is_on_the_web


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
    contact : str
        Whom the press may ask.
    about : str
        What the publisher is, in a sentence or two, for the foot of a press note.
    translations : mapping of str to mapping
        Entries in another language, by language.
    """

    author: tuple[str, ...] = ()
    date: str = ""
    series: str = ""
    issue: str = ""
    funder: str = ""
    licence: str = ""
    licence_url: str = ""
    address: str = ""
    doi: str = ""
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
    import yaml

    try:
        read = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    except (OSError, yaml.YAMLError) as error:
        raise EvidenceError([Problem(path.name, 0, "", f"cannot be read: {error}")]) from error
    problems = _problems(path.name, read)
    if problems:
        raise EvidenceError(problems)
    translations = read.pop("translations", None) or {}
    return Publication(**_entries(read), translations=translations)


def _entries(read: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of the file as the dataclass holds them."""
    given = {name: str(value) for name, value in read.items() if name != "author" and value is not None}
    author = read.get("author")
    names = (author,) if isinstance(author, str) else tuple(author or ())
    return {**given, "author": names} if names else given


def _problems(file: str, read: object) -> list[Problem]:
    if not isinstance(read, Mapping):
        return [Problem(file, 0, "", "is not a list of entries", "name: value on each line")]
    known = [f.name for f in fields(Publication)]
    translated = (read.get("translations") or {}).values()
    wrong = [
        Problem(file, 0, str(name), "is not an entry", f"allowed: {', '.join(known)}")
        for entries in (read, *translated)
        for name in entries
        if name not in known
    ]
    wrong += [
        Problem(file, 0, name, f"{entries[name]} is no address on the web", "http:// or https://")
        for entries in (read, *translated)
        for name in ("address", "licence_url")
        if entries.get(name) and not is_on_the_web(str(entries[name]))
    ]
    try:
        dt.date.fromisoformat(str(read.get("date")))
    except ValueError:
        wrong.append(Problem(file, 0, "date", f"{read.get('date')} is not a date", "YYYY-MM-DD"))
    return wrong
