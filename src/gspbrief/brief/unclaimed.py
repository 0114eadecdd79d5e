"""Paragraphs that compare, rank or deny and do not say, in a claim, what they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gspbrief.brief.passages import written
from gspbrief.errors import ClaimError
from gspbrief.language.languages import language, languages
from gspbrief.project.subjects import ORIGINAL

_CLAIM = re.compile(r"\{%\s*claim(?:ed)?\s+(.+?)\s*%\}", re.DOTALL)
_OF_WHAT = re.compile(r"\b(?:absent|count|said_by|states|unstated)\(")  # what an absence may rest on
_SAID_BY = re.compile(r'said_by\("([^"]+)"\)')
_STRINGS = re.compile(r'"([^"]*)"')
_CALL = re.compile(r"\{\{.*?\}\}|\{%-?\s*set\b.*?%\}", re.DOTALL)
_SILENT = re.compile(r"\{##.*?##\}|\{%(?!-?\s*set\b).*?%\}|\[@[^\]]*\]|\]\([^)]*\)", re.DOTALL)
_BLOCK = re.compile(r"\{% block (\w+).*?%\}(.*?)\{%-? endblock", re.DOTALL)


def require_claims(briefs: Path) -> None:
    """Refuse passages that compare without a claim, or claim otherwise in a translation.

    Parameters
    ----------
    briefs : Path
        The folder with a folder of passages for each language.

    Raises
    ------
    ClaimError
        Listing every paragraph.
    """
    if problems := list(_problems(briefs)):
        raise ClaimError(problems)


def unclaimed(text: str, lang: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a template that need a claim and have none: the line, and what is wrong.

    Parameters
    ----------
    lang : str
        The language that they are written in.
    """
    comparing, denying = (_any_of(words) for words in (language(lang).comparing, language(lang).denying))
    for found in re.finditer(r"(?:[^\n]*\S[^\n]*\n?)+", text):
        paragraph = found[0]
        line = text.count("\n", 0, found.start()) + 1
        claims = _CLAIM.findall(paragraph)
        said = _words_of(paragraph)
        if (compared := comparing.search(said)) and not claims:
            yield line, f"“{compared[0]}” compares or denies, and no claim says what it rests on"
        elif (denied := denying.search(said)) and not any(_OF_WHAT.search(claim) for claim in claims):
            yield line, f"“{denied[0]}” says that nothing was found, and no claim says of what: absent(...)"
        for source in (key for claim in claims for key in _SAID_BY.findall(claim)):
            if f"@{source}" not in paragraph:
                yield line, f"what {source} is said to say is not cited from it"


def claims_of(text: str) -> dict[str, list[str]]:
    """The claims in each block of a template."""
    return {
        name: [" ".join(claim.split()) for claim in _CLAIM.findall(body)]
        for name, body in _BLOCK.findall(text)
    }


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of some words; nothing where a language has none."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _words_of(paragraph: str) -> str:
    """The words that a reader sees; of what is called or set the texts with spaces, as names have none."""
    return _CALL.sub(
        lambda call: " ".join(text for text in _STRINGS.findall(call[0]) if " " in text),
        _SILENT.sub(" ", paragraph),
    )


def _problems(briefs: Path) -> Iterator[str]:
    for name in written(briefs):
        texts = {
            lang: path.read_text(encoding="utf-8")
            for lang in languages()
            if (path := briefs / lang / name).is_file()
        }
        for lang, text in texts.items():
            for line, wrong in unclaimed(text, lang):
                yield f"{lang}/{name}, line {line}: {wrong}"
            told, meant = claims_of(text), claims_of(texts.get(ORIGINAL, text))
            for block in (block for block, claims in told.items() if claims != meant.get(block, [])):
                yield f"{lang}/{name}: the block {block} claims something else than in {ORIGINAL}"
