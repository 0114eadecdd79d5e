"""Sources come into the bibliography: from BibTeX as programs write it; an imperfect entry is one problem."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.bibtex import Entry, read_entries, written
from gspbrief.evidence.files import read_text
from gspbrief.evidence.imports import alone
from gspbrief.evidence.sources import FIELDS, OURS, Source, problems_of, read_sources
from gspbrief.project.files import write_file

FILE = "sources.bib"
PASTED = "what was given"  # how problems name a text without a file
PERSONAL = ("note", "annotation")  # fields in which programs keep what their owner thinks
_OPTIONS = {
    "kind": "--kind",
    "readdepth": "--read",
    "author": "--author",
    "date": "--date",
    "title": "--title",
    "doi": "--doi",
}
_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|scp|span)\b[^>]*>", re.IGNORECASE)  # as Crossref has titles

_LETTER = re.compile(r"&#?\w+;")


@dataclass(frozen=True)
class Added:
    """One source that came in.

    Attributes
    ----------
    key : str
        Under which rows cite it.
    given : str
        Its key where it came from.
    text : str
        The entry as it was written.
    left_out : tuple of str
        Fields that say nothing of the document, or are somebody's own.
    """

    key: str
    given: str
    text: str
    left_out: tuple[str, ...]


def add_sources(
    data: Path,
    text: str,
    said: Mapping[str, str],
    *,
    file: str = PASTED,
    key: str = "",
    keep: Iterable[str] = (),
) -> list[Added]:
    """Add the entries of a BibTeX text to the bibliography: all of them, or none and every problem.

    Parameters
    ----------
    data : Path
        Folder of ``sources.bib``, whose other entries keep their bytes.
    text : str
        One entry or more.
    said : mapping of str to str
        Fields of every entry that has none of its own, such as ``kind`` and ``readdepth``; of a single entry
        they go before its own.
    file : str
        How problems name the text.
    key : str
        Of a single entry; otherwise keys are those given, in small letters.
    keep : iterable of str
        Of the fields in which programs keep what is their owner's (`PERSONAL`), those that are to be printed.

    Raises
    ------
    ArgumentError
        If there is no entry, or several and one key.
    EvidenceError
        With one problem for each entry that lacks something or is held already; nothing is written then.
    """
    reading = read_entries(text, file)
    if not reading.entries and not reading.problems:
        todo = "Paste BibTeX, give a .bib file, or --title and what else is known"
        raise ArgumentError("holds no entry", where=file, todo=todo)
    if key and len(reading.entries) > 1:
        raise ArgumentError(f"{len(reading.entries)} entries for one key", where="--key", todo="Leave it out")
    alone_in_text = len(reading.entries) == 1
    kept = {*FIELDS, *OURS} - ({*PERSONAL} - {*keep})
    with alone(data):
        path = data / FILE
        before = read_text(path) if path.is_file() else ""
        held = read_sources(path)[0] if before else {}
        known = dict(held or {})
        problems, added = list(reading.problems), []
        for entry in reading.entries:
            own = {name: _plain(name, value) for name, value in entry.fields.items() if name in kept}
            fields = {**own, **said} if alone_in_text else {**said, **own}
            new = replace(entry, key=key or _as_key(entry.key), fields=fields)
            wrong, source = problems_of(new, file)
            wrong += [Problem(file, entry.line, *found) for found in _held(new.key, source, known)]
            if wrong:
                problems.append(_together(file, entry, wrong))
            elif source:
                known[new.key] = source
            out = tuple(name for name in entry.fields if name not in kept)
            text_of_it = written(new, new.key, dict.fromkeys(("title", *FIELDS, *OURS)))
            added.append(Added(new.key, entry.key, text_of_it, out))
        if problems:
            raise EvidenceError(problems)
        gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
        content = path.read_bytes() if before else b""
        write_file(path, content + (gap + "\n".join(one.text for one in added)).encode("utf-8"))
    return added


def _as_key(given: str) -> str:
    """A key as rows can name it: small letters, digits and _."""
    bare = re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_")
    return bare if bare[:1].isalpha() else f"s_{bare}"


def _plain(name: str, value: str) -> str:
    """A field without what HTML has for marks and letters; addresses stay."""
    if name in ("url", "doi"):
        return value
    return _LETTER.sub(lambda letter: html.unescape(letter[0]), _TAG.sub("", value))


def _held(key: str, source: Source | None, known: Mapping[str, Source]) -> Iterator[tuple[str, str, str]]:
    """Whether a source is there already, under its key or another."""
    if key in known:
        yield "", f"there is a source {key}", "--key ANOTHER, if it is another document"
        return
    places = _places(source)
    for name, other in known.items():
        if places & _places(other):
            yield "", f"is held as {name}, with the same address", "cite that one"
            return


def _places(source: Source | None) -> set[str]:
    """Where a source is found: its address and its DOI, in small letters."""
    found = (source.url, source.said.get("doi", "")) if source else ()
    return {place.rstrip("/").lower() for place in found if place}


def _together(file: str, entry: Entry, wrong: Iterable[Problem]) -> Problem:
    """All that is wrong with one entry as one problem, with what to add to it."""
    found = sorted(set(wrong))
    what = "; ".join(dict.fromkeys(_said(problem) for problem in found))
    todo = "; ".join(dict.fromkeys(_todo(problem) for problem in found if problem.allowed))
    return Problem(file, entry.line, "", f"entry {entry.key}: {what}", todo)


def _said(problem: Problem) -> str:
    """What is wrong, without the entry's key, which is said before, and with the field that says nothing."""
    what = re.sub(r"^entry \S+ ", "", problem.what)
    return f"{problem.column} {what}" if what.startswith("says") else what


def _todo(problem: Problem) -> str:
    option = _OPTIONS.get(problem.column, f"--field {problem.column}=" if problem.column else "")
    return f"{option} {problem.allowed.removeprefix('allowed: ')}".strip()


def composed(form: str, fields: Mapping[str, str]) -> str:
    """An entry of BibTeX from what is said of a document, with a key made of who, when and what."""
    who = re.split(r"[,\s]+", fields.get("author") or fields.get("institution") or fields.get("title", ""))
    parts = (who[0], (fields.get("date") or fields.get("year", ""))[:4])
    entry = Entry(_as_key("_".join(filter(None, parts))), 1, form, fields)
    return written(entry, entry.key, fields)
