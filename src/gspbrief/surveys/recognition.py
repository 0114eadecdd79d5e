"""Which meaning a column of an unknown survey has, and how its answers are coded: a guess, said to be one.

Names of columns are looked for in English, French, Spanish and German; answers by the words that people use.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from gspbrief.project.plain_texts import read_beside
from gspbrief.surveys.description import OwnColumn
from gspbrief.surveys.identifiers import plain, words_of
from gspbrief.surveys.meanings import ANSWERS, CALLED, MEANINGS, MONTH, NUMBER, SAID, TEXT, WHOLE, YES_NO

_WORDS: Mapping[str, Any] = read_beside(__file__, "words.yaml")
_YES: Mapping[str, str] = _WORDS["yes_or_no"]
MOST_CODES = 20


def meaning(name: str, taken: Iterable[str]) -> str:
    """What a column with such a name most likely means; empty if nothing says."""
    said, used = " ".join(words_of(name)), set(taken)
    if name in MEANINGS and name not in used:
        return name
    for known, pattern in CALLED.items():
        if known not in used and re.fullmatch(pattern, said):
            return known
    return ""


def coded(name: str, column: str, entries: Sequence[str]) -> tuple[OwnColumn, list[str]]:
    """How a column of some meaning is read, and what is unsure about that."""
    texts = sorted({text.strip() for text in entries} - {""})
    kind = MEANINGS[name].kind
    blank = tuple(text for text in texts if _blank(text, kind))
    texts = [text for text in texts if text not in blank]
    if name in ("person", "cluster"):
        return OwnColumn(column=column, blank=blank), []
    if kind == MONTH:
        return _dated(name, column, texts, blank)
    if kind in (YES_NO, TEXT):
        return _worded(name, column, texts, blank)
    decimal = "," if any(re.fullmatch(r"-?\d+,\d+", text) for text in texts) else "."
    wrong = [text for text in texts if not _number(text, decimal)]
    own = OwnColumn(column=column, blank=blank, decimal=decimal)
    unsure = [_question(column, name, wrong[:3])] if wrong else []
    if kind == NUMBER and (marked := [text for text in texts if re.fullmatch(r"-?\d{1,3}[.,]\d{3}", text)]):
        unsure.append(f"{column}: is the mark in {marked[0]!r} one of decimals or of thousands?")
    if kind == WHOLE and wrong and len(texts) <= MOST_CODES:
        places = {text: str(place) for place, text in enumerate(texts)}
        question = f"{column}: are its answers in this order: {', '.join(texts)}?"
        return OwnColumn(column=column, blank=blank, codes=places), [question]
    return own, unsure


def _dated(name: str, column: str, texts: list[str], blank: tuple[str, ...]) -> tuple[OwnColumn, list[str]]:
    fitting = [form for form in _WORDS["dates"] if texts and all(_is_date(text, form) for text in texts)]
    own = OwnColumn(column=column, blank=blank, date=fitting[0] if fitting else "%Y-%m")
    if not fitting:
        return own, [_question(column, name, texts[:3])]
    if "%d/%m/%Y" in fitting and "%m/%d/%Y" in fitting:
        return own, [f"{column}: which is the day in {texts[0]!r}? If it is the second, date is '%m/%d/%Y'"]
    return own, []


def _worded(name: str, column: str, texts: list[str], blank: tuple[str, ...]) -> tuple[OwnColumn, list[str]]:
    words = ANSWERS.get(name, _YES)
    codes = {text: code for text in texts if (code := _code(text, words) or _code(text, _simple(name)))}
    unknown = [text for text in texts if text not in codes]
    plain_codes = all(text == code for text, code in codes.items())
    own = OwnColumn(column=column, blank=blank, codes={} if plain_codes else codes)
    if name == "female" and set(texts) & {"1", "2"} and "2" in texts:
        return own, [f"{column}: is 1 or 2 for women? Write codes: {{'1': ..., '2': ...}}"]
    return own, [_question(column, name, unknown[:5])] if unknown else []


def _simple(name: str) -> Mapping[str, str]:
    return _YES if MEANINGS[name].kind == YES_NO else {word: word for word in MEANINGS[name].allowed}


def _code(text: str, words: Mapping[str, str]) -> str:
    said = plain(text, digits=True)
    return next((code for code, known in words.items() if said in known.split("|")), "")


def _question(column: str, name: str, texts: Sequence[str]) -> str:
    kind = MEANINGS[name].allowed or {YES_NO: ("1", "0"), MONTH: ("a month",)}.get(MEANINGS[name].kind, ())
    answer = f": {', '.join(kind)} or blank" if kind else ""
    said = ", ".join(map(repr, texts)) or "it has no entries"
    return f"{column}, taken for {SAID[name]}: what does {said} mean{answer}?"


def _blank(text: str, kind: str) -> bool:
    said = plain(text, digits=True)
    return said in _WORDS["blank"] and not (kind == TEXT and said == "none")


def _number(text: str, decimal: str) -> bool:
    with suppress(ValueError):
        float(text.replace(decimal, "."))
        return True
    return False


def _is_date(text: str, form: str) -> bool:
    with suppress(ValueError):
        return 1950 <= dt.datetime.strptime(text, form).year <= 2100
    return False
