"""Columns by which a person could be found: known by what they are called, or by what stands in them.

Names of columns are compared without accents and marks, word by word, in English, French, Spanish and German.
What stands in a column counts where most of its entries have the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from gspbrief.project.plain_texts import read_beside

MOST = 0.6  # of the entries of a column have a form: then it is the column's

_WORDS: Mapping[str, Any] = read_beside(__file__, "words.yaml")
_FORMS: Mapping[str, re.Pattern[str]] = {
    "mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "telephone numbers": re.compile(r"(\+|00)[\d\s().-]{7,20}|0\d{1,4}[\s./-]\d[\d\s./-]{4,14}|0\d{8,11}"),
    "coordinates": re.compile(r"[(\s]*-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}.*"),
    "bank accounts": re.compile(r"[A-Z]{2}\d{2}(\s?[A-Z0-9]{4}){3,7}\s?[A-Z0-9]{0,4}"),
    "dates of birth": re.compile(
        r"(19[2-9]\d|200\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([ T]00:00.*)?"
        r"|(0?[1-9]|[12]\d|3[01])[./-](0?[1-9]|[12]\d|3[01])[./-](19[2-9]\d|200\d)"
    ),
    "numbers of papers": re.compile(
        r"\d{9,20}|[A-Z]{1,2}\d{6,9}[A-Z]?|\d{3}-\d{2}-\d{4}|(\d{4}[ -]){2}\d{4}"
    ),
    "names of people": re.compile(r"([^\W\d_]\w*[.'’-]?\w*[ ,]+){1,3}[^\W_]\w*([ '’-]\w+)?"),
    "coordinate": re.compile(r"-?\d{1,3}\.\d{4,}"),
}
_DISTINCT = 0.5  # of a column's entries: names of people and numbers of papers seldom repeat across persons


def identifier(name: str, entries: Iterable[str], persons: int) -> str:
    """By what a column would tell who somebody is; empty if by nothing that is known.

    Parameters
    ----------
    name : str
        What the column is called.
    entries : iterable of str
        What stands in it.
    persons : int
        How many persons the survey has.

    Examples
    --------
    >>> identifier("N° de téléphone", [], 0)
    'called as a telephone number'
    >>> identifier("contact", ["anna@example.org", "ben@example.org"], 2)
    'holds mail addresses'
    """
    words = words_of(name)
    if not set(_WORDS["no_person"]) & set(words):
        whole, parts = " ".join(words), (*words, "".join(words))
        for what, pattern in _WORDS["identifiers"].items():
            if re.fullmatch(pattern, whole) or any(re.fullmatch(pattern, part) for part in parts):
                return f"called as {what}"
            if any(" " in said and f" {said} " in f" {whole} " for said in pattern.split("|")):
                return f"called as {what}"
    return _by_content(entries, persons)


def _by_content(entries: Iterable[str], persons: int) -> str:
    filled = [text.strip() for text in entries if text.strip()]
    different = set(filled)
    if len(filled) < 2:
        return ""
    for what, form in _FORMS.items():
        if sum(bool(form.fullmatch(text)) for text in filled) < MOST * len(filled):
            continue
        rare = len(different) >= max(2, _DISTINCT * persons)
        if what in ("names of people", "numbers of papers", "coordinate", "dates of birth") and not rare:
            continue
        if what == "names of people" and not _looks_like_names(different):
            continue
        return f"holds {what}"
    return ""


def _looks_like_names(texts: set[str]) -> bool:
    """Whether texts of a few words are written as names are: each word with a capital."""
    named = [
        text for text in texts if all(w[:1].isupper() or w[:1].isdigit() for w in re.findall(r"\w+", text))
    ]
    return len(named) >= MOST * len(texts)


def words_of(name: str) -> list[str]:
    """The words that say what a column is: without accents, articles and the like."""
    return [word for word in plain(name).split() if word not in _WORDS["filling"]]


def plain(name: str, *, digits: bool = False) -> str:
    """A name in small letters without accents, its words apart: ``phoneNumber2`` as ``phone number``."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name)
    letters = unicodedata.normalize("NFKD", apart.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+" if digits else r"[^a-z]+", " ", letters.lower()).split())
