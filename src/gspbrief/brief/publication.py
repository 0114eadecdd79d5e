"""What a publication says of itself, from ``briefs/publication.yaml``: author, series, licence, edition."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import parse_yaml, read_text
from gspbrief.evidence.sources import is_doi, is_on_the_web, plain_doi
from gspbrief.language.letters import strange
from gspbrief.project import brand
from gspbrief.project.brand import Brand, read_brand

LISTS = ("author", "languages")  # entries that may have several values
UNTRANSLATED = ("brand", "date", "languages", "style", "translations")  # alike in every language
ORCID = re.compile(r"(?:https://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


@dataclass(frozen=True, kw_only=True)
class Person:
    """An author with what else is known of one.

    Attributes
    ----------
    orcid : str
        As ``0000-0002-1825-0097``; empty if not given.
    affiliation : str
        Where the author works.
    """

    name: str
    orcid: str = ""
    affiliation: str = ""

    @property
    def identifier(self) -> str:
        """The ORCID as it is printed."""
        return f"ORCID {self.orcid}" if self.orcid else ""

    @property
    def address(self) -> str:
        """Where an ORCID leads to."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else ""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """The publication's own data; what is empty is left out of the briefs.

    Attributes
    ----------
    author : tuple of str
        Names on the by-line.
    people : tuple of Person
        Those of the authors of whom more than the name is said.
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
    imprint : str
        Who is responsible for it, for the foot of every page.
    disclaimer : str
        What it does not say, and for whom it does not speak.
    data_licence, data_licence_url : str
        The licence of the evidence, if it is not the one that ``datapackage.json`` says.
    brand : Brand
        Name, logo, colours and typefaces.
    languages : tuple of str
        Those that are published where no others are asked for.
    style : str
        The house style where no other is asked for.
    translations : mapping of str to mapping
        Entries in another language, by language.
    """

    author: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    imprint: str = ""
    disclaimer: str = ""
    data_licence: str = ""
    data_licence_url: str = ""
    brand: Brand = field(default_factory=Brand)
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
    def authors(self) -> tuple[Person, ...]:
        """Every author, with what else is known of one."""
        known = {one.name: one for one in self.people}
        return tuple(known.get(name, Person(name=name)) for name in self.author)

    @property
    def publisher(self) -> str:
        """Whose publication it is: the name of the brand, or the institution."""
        return self.brand.name or self.institution

    @property
    def logo(self) -> str:
        """What the logo is called in the site; empty where there is none."""
        return f"logo{self.brand.logo.suffix.lower()}" if self.brand.logo else ""

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
    problems += [Problem(path.name, 0, *wrong) for wrong in brand.problems(path.parents[1])]
    if problems:
        raise EvidenceError(problems)
    translations = read.pop("translations", None) or {}
    read.pop("brand", None)
    return Publication(**_entries(read), brand=read_brand(path.parents[1]), translations=translations)


def _entries(read: Mapping[str, Any]) -> dict[str, Any]:
    """Entries of the file as the dataclass holds them."""
    given = {name: value for name, value in read.items() if value not in (None, [])}
    several = {name: _listed(given.pop(name)) for name in LISTS if given.get(name)}
    if "author" in several:
        people = [one if isinstance(one, dict) else {"name": one} for one in several["author"]]
        several["author"] = tuple(str(one["name"]) for one in people)
        several["people"] = tuple(_person(one) for one in people if len(one) > 1)
    if "doi" in given:
        given["doi"] = plain_doi(str(given["doi"]))
    return {name: str(value) for name, value in given.items()} | several


def _listed(value: object) -> tuple[Any, ...]:
    several = value if isinstance(value, list) else [value]
    return tuple(one if isinstance(one, dict) else str(one) for one in several)


def _person(said: Mapping[str, object]) -> Person:
    found = ORCID.fullmatch(str(said.get("orcid") or ""))
    return Person(
        name=str(said["name"]),
        orcid=found[1] if found else "",
        affiliation=str(said.get("affiliation") or ""),
    )


def _wrong_person(said: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    known = [f.name for f in fields(Person)]
    for name in said:
        if name not in known:
            yield f"has {name!r:.40}", f"allowed: {', '.join(known)}"
    if not said.get("name"):
        yield "has an author without a name", "name, and if known orcid and affiliation"
    given = str(said.get("orcid") or "")
    if given and not is_orcid(given):
        yield f"{given} is no ORCID", "such as 0000-0002-1825-0097, of which the last digit is a check"


def is_orcid(text: str) -> bool:
    """Whether a text is an ORCID, alone or as an address: its last digit is a check on the others (ISO 7064).

    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0096")
    (True, False)
    """
    found = ORCID.fullmatch(text)
    if not found:
        return False
    digits = found[1].replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


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
            for name in (one for one in UNTRANSLATED if place and one in entries):
                what = "is the same in every language, or written as each writes it"
                yield Problem(file, 0, f"{place}, {name}", what, "leave it out here")
            yield from (
                Problem(file, 0, f"{place}, {name}".lstrip(", "), *wrong)
                for name, value in entries.items()
                for wrong in _entry_wrong(name, value)
            )
        else:
            yield Problem(file, 0, place, "is not a list of entries", "name: value on each line")
    if not _is_day(str(read.get("date"))):
        yield Problem(file, 0, "date", f"{read.get('date')} is not a date", "YYYY-MM-DD")


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text  # it also reads weeks and no dashes
    except ValueError:
        return False


def _entry_wrong(name: object, value: object) -> Iterator[tuple[str, str]]:
    known = [f.name for f in fields(Publication) if f.name != "people"]
    if name not in known:
        yield "is not an entry", f"allowed: {', '.join(known)}"
    if name in ("translations", "brand") or value is None:
        return
    texts = value if name in LISTS and isinstance(value, list) else [value]
    for text in texts:
        if name == "author" and isinstance(text, dict):
            yield from _wrong_person(text)
            continue
        if isinstance(text, bool) or not isinstance(text, (str, int, float, dt.date)):
            yield f"is {text!r:.40}", "a list of names" if name in LISTS else "a text"
        yield from ((f"holds {letter}: {what}", "other letters") for letter, what in strange(str(text)))
        if name in ("address", "licence_url", "data_licence_url") and text and not is_on_the_web(str(text)):
            yield f"{text} is no address on the web", "http:// or https://"
        if name == "doi" and text and not is_doi(plain_doi(str(text))):
            yield f"{text} is no DOI", "such as 10.1257/jep.25.3.83"
