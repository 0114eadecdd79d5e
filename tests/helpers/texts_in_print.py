"""All that readers see in one language: passages, words, what the evidence says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from gspbrief.language.evidence_texts import read_texts
from gspbrief.project.subjects import ORIGINAL

ROOT = Path(__file__).parents[2]
BRIEFS, WORDS = ROOT / "briefs", ROOT / "src" / "gspbrief" / "language" / "words"

_CODE = re.compile(r"\{##.*?##\}|\{%.*?%\}|\[@[^\]]*\]|\]\([^)]*\)", re.DOTALL)
_CALL = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STRINGS = re.compile(r'"([^"]*)"')


def prose(template: str) -> str:
    """The words of a template that a reader sees; of a call those of its texts that hold a space."""
    return _CALL.sub(
        lambda call: " ".join(text for text in _STRINGS.findall(call[0]) if " " in text) or "#",
        _CODE.sub(" ", template),
    )


def texts(lang: str) -> Iterator[tuple[str, str]]:
    """Each text of a language, with where it stands."""
    for path in sorted((BRIEFS / lang).rglob("*.j2")):
        yield path.relative_to(BRIEFS).as_posix(), prose(path.read_text(encoding="utf-8"))
    index = BRIEFS / "pages" / f"_index.{lang}.j2"
    yield index.name, index.read_text(encoding="utf-8")
    labels = yaml.safe_load((WORDS / f"{lang}.yaml").read_text(encoding="utf-8"))["labels"]
    for vocabulary, words in labels.items():
        for word, text in words.items():
            yield f"{lang}.yaml: {vocabulary}.{word}", text
    for english, text in read_texts(BRIEFS, "fr" if lang == ORIGINAL else lang).items():
        yield f"evidence.yaml: {english:.60}", english if lang == ORIGINAL else text
    publication = yaml.safe_load((BRIEFS / "publication.yaml").read_text(encoding="utf-8"))
    for name, text in publication["translations"].get(lang, {}).items():
        yield f"publication.yaml: {name}", str(text)
