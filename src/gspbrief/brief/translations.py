"""Whether translations are of the English that stands now: a ledger of what each block was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

import yaml

from gspbrief.brief.publication import read_publication
from gspbrief.errors import ArgumentError, TranslationError
from gspbrief.language.labels import entries
from gspbrief.language.languages import languages
from gspbrief.project.general import MARK
from gspbrief.project.subjects import ORIGINAL

LEDGER = "translations.yaml"
WORDS = "words"
INDEX = "pages/_index"
_SHOWN = 12  # blocks of one part
_DIGITS = 12  # of a hash: enough to tell texts of one block apart
_UNIT = re.compile(
    r"\{%[-+]?\s*(?:(block|macro)\s+(\w+).*?%\}(.*?)\{%[-+]?\s*end\1\b.*?%\}"
    r"|set\s+([\w, ]+?)\s*=(.*?)%\})",
    re.DOTALL,
)
_HEADER = """\
# For each translated block and word, the hash of the English that it was made from. `gspbrief check`
# lists what has moved since, and `gspbrief translated LANG PART` writes here that it was revisited.
"""

Digests = dict[str, dict[str, dict[str, str]]]  # by language, part and block


def require_current(briefs: Path) -> None:
    """Refuse translations of an older English text.

    Parameters
    ----------
    briefs : Path
        The folder with a folder of passages for each language.

    Raises
    ------
    TranslationError
        Listing every block that is missing or was made from another text than stands there now.
    """
    if problems := list(_problems(briefs)):
        raise TranslationError(problems)


def accept(briefs: Path, lang: str, names: Iterable[str] = ()) -> int:
    """Note that translations were revisited: they are of the English that stands now.

    Parameters
    ----------
    lang : str
        The language that was translated to.
    names : iterable of str
        Parts, such as ``costs`` or ``words``, or one block of a part, ``model:summary``; if none,
        all.

    Returns
    -------
    int
        How many blocks and words were not noted as such before.

    Raises
    ------
    ArgumentError
        If there is no such language, part or block.
    """
    if lang not in _translated(briefs):
        known = ", ".join(_translated(briefs))
        raise ArgumentError(
            f"there is no translation to {lang!r}", where=str(briefs), todo=f"There are: {known}"
        )
    english = _english(briefs)
    chosen = {name: _chosen(english, name) for name in names} or {
        "": {p: tuple(e) for p, e in english.items()}
    }
    ledger = _read(briefs)
    own = {part: noted for part, noted in ledger.get(lang, {}).items() if part in english}
    count = 0
    for part, blocks in (item for parts in chosen.values() for item in parts.items()):
        noted = {block: digest for block, digest in own.get(part, {}).items() if block in english[part]}
        fresh = {block: _digest(english[part][block]) for block in blocks}
        count += sum(noted.get(block) != digest for block, digest in fresh.items())
        own[part] = noted | fresh
    _write(briefs, ledger | {lang: own})
    return count


def _problems(briefs: Path) -> Iterator[str]:
    english, ledger = _english(briefs), _read(briefs)
    for lang in _published(briefs):
        for part, blocks in english.items():
            place, own = _place(part, lang), _blocks(briefs, part, lang)
            noted = ledger.get(lang, {}).get(part, {})
            if part == WORDS and not any(WORDS in parts for parts in ledger.values()):
                continue  # they are the package's, and so is the note of what they were made from
            if not own:
                yield f"{place}: is not there; translate {_place(part, ORIGINAL)}"
                continue
            if missing := [block for block in blocks if block not in own]:
                yield f"{place}: has no {_listed(missing)}"
            if old := [
                block for block in own if block in blocks and noted.get(block) != _digest(blocks[block])
            ]:
                command = f"gspbrief translated {lang} {part}"
                yield f"{place}: {_listed(old)}: made from an older English text; revisit, then `{command}`"


def _listed(blocks: list[str]) -> str:
    rest = len(blocks) - _SHOWN
    return ", ".join(blocks[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _english(briefs: Path) -> dict[str, dict[str, str]]:
    """By part, each block's English text."""
    folder = briefs / ORIGINAL
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.j2"))
    parts = [*(name.removesuffix(".md.j2") for name in paths), INDEX, WORDS]
    return {part: blocks for part in parts if (blocks := _blocks(briefs, part, ORIGINAL))}


def _blocks(briefs: Path, part: str, lang: str) -> dict[str, str]:
    """The blocks of a part in a language; none where it is not there."""
    if part == WORDS:
        return dict(entries(lang))
    path = briefs / _place(part, lang)
    if not path.is_file():
        return {}
    found = _UNIT.finditer(path.read_text(encoding="utf-8"))
    return {match[2] or match[4]: match[3] if match[2] else match[5] for match in found}


def _place(part: str, lang: str) -> str:
    """Where a part stands in a language, from the folder of the briefs."""
    if part == WORDS:
        return f"language/words/{lang}.yaml"
    return f"{part}.{lang}.j2" if part == INDEX else f"{lang}/{part}.md.j2"


def _chosen(english: Mapping[str, Mapping[str, str]], name: str) -> dict[str, tuple[str, ...]]:
    """The parts that a name means, each with its blocks or the one that is asked for."""
    asked, _, block = name.partition(":")
    parts = [asked] if asked in english else [part for part in english if asked == _short(part)]
    found = {part: (block,) if block else tuple(english[part]) for part in parts}
    found = {part: blocks for part, blocks in found.items() if set(blocks) <= english[part].keys()}
    if not found:
        known = [f"{asked}:{block}" for part in parts for block in english[part]] or [
            _short(p) for p in english
        ]
        near = get_close_matches(name, known, n=3) or sorted(set(known))
        raise ArgumentError(f"there is no English text {name!r}", todo=f"There are: {', '.join(near)}")
    return found


def _short(part: str) -> str:
    return part.rpartition("/")[2].removeprefix("_")


def _translated(briefs: Path) -> list[str]:
    """The languages that have a folder of passages."""
    return [lang for lang in languages() if lang != ORIGINAL and (briefs / lang).is_dir()]


def _published(briefs: Path) -> list[str]:
    """Those of them that the project publishes in; all where it does not say."""
    said = briefs.parent / MARK
    asked = read_publication(said).languages if said.is_file() else ()
    return [lang for lang in _translated(briefs) if not asked or lang in asked]


def _digest(text: str) -> str:
    """The hash of a text however its lines are broken."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8")).hexdigest()[:_DIGITS]


def _read(briefs: Path) -> Digests:
    path = briefs / LEDGER
    return (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}) if path.is_file() else {}


def _write(briefs: Path, ledger: Digests) -> None:
    text = yaml.dump(ledger, Dumper=yaml.CSafeDumper, width=110)
    (briefs / LEDGER).write_text(f"{_HEADER}{text}", encoding="utf-8", newline="\n")
