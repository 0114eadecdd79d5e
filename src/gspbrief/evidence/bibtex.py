"""BibTeX as people and programs write it: entries with their lines, and TeX's letters as letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from gspbrief.errors import Problem

MOST_IN_A_VALUE = 20_000  # characters: macros that repeat one another would fill the memory
_KEY = re.compile(r"^[ \t]*@(?!string\b|preamble\b|comment\b)\w+\s*[{(]\s*([^\s,}]+)", re.MULTILINE | re.I)
_ENTRY = re.compile(r"^[ \t]*@", re.MULTILINE)
_RAW = frozenset({"url", "doi", "kind", "readdepth", "date", "urldate"})
_FORM = re.compile(r"\\(?:emph|text(?:it|bf|sc|sl|rm|sf|tt|up|normal)|mbox|enquote|url)\s*(?=\{)")
_SIGNS = {r"\ldots": "…", r"\dots": "…", r"\LaTeX": "LaTeX", r"\TeX": "TeX", r"\textquotesingle": "'"}
_SIGN = re.compile(r"\\(?:ldots|dots|LaTeX|TeX|textquotesingle)(?![A-Za-z])(?:\{\})?")
_UNREAD = re.compile(r"\\[A-Za-z]+|\\.|\$[^$]*\$")
_ESCAPED = re.compile(r"\\([&%_#~])")
_MARKS = {"$": "\ue000", "{": "\ue001", "}": "\ue002"}  # signs of TeX that were written as signs


@dataclass(frozen=True)
class Entry:
    """One entry: its key, the line it begins in, and its fields by small names; braces stay."""

    key: str
    line: int
    kind: str
    fields: Mapping[str, str]


@dataclass
class Reading:
    """What was read of a file, and what could not be."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True  # whether every key of the file is known


def read_entries(text: str, file: str) -> Reading:
    """The entries of a BibTeX text; an entry that cannot be read is one problem, and hides no other."""
    reading, macros = Reading(), _months()
    error = _parse(text, 1, reading.entries, macros)
    if error is not None:
        reading, macros = Reading(whole=False), _months()
        for line, part in _parts(text):
            if (wrong := _parse(part, line, reading.entries, macros)) is not None:
                key = _KEY.search(part)
                what = f"entry {key[1]} cannot be read: {wrong[1]}" if key else f"cannot be read: {wrong[1]}"
                reading.problems.append(Problem(file, wrong[0], "", what))
        if not reading.problems:  # the parts alone can be read
            reading.problems.append(Problem(file, error[0], "", f"cannot be read: {error[1]}"))
    first: dict[str, int] = {}
    for entry in reading.entries:
        if entry.key.lower() in first:
            what = f"entry {entry.key} stands twice, first in line {first[entry.key.lower()]}"
            reading.problems.append(Problem(file, entry.line, "", what, "another key, or one of the two"))
        first.setdefault(entry.key.lower(), entry.line)
    return reading


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text cut before each line that begins an entry, each part with the line it begins in."""
    starts = [found.start() for found in _ENTRY.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield text.count("\n", 0, start) + 1, text[start:end]


def _months() -> MutableMapping[str, str]:
    """The words that stand for a text without being defined."""
    from pybtex.database.input.bibtex import month_names
    from pybtex.utils import CaseInsensitiveDict

    months: MutableMapping[str, str] = CaseInsensitiveDict(month_names)
    return months


def _parse(
    text: str, begins: int, entries: list[Entry], macros: MutableMapping[str, str]
) -> tuple[int, str] | None:
    """Add a text's entries; gives the line and the words of the first error."""
    from pybtex.database.input.bibtex import LowLevelParser
    from pybtex.scanner import PybtexSyntaxError
    from pybtex.textutils import normalize_whitespace

    class Parser(LowLevelParser):  # type: ignore[misc]
        def parse_value(self) -> None:
            super().parse_value()
            if sum(map(len, self.current_value)) > MOST_IN_A_VALUE:
                self.macros[self.current_field_name] = ""
                raise PybtexSyntaxError(f"a value of more than {MOST_IN_A_VALUE:,} characters", self)

    parser = Parser(text, macros=macros)
    known, line, seen = len(entries), begins, 0
    try:
        for command, content in ((found[0], found[1]) for found in parser):
            if command.lower() in ("string", "preamble"):
                continue
            key, pairs = content
            line += text.count("\n", seen, parser.command_start)
            seen = parser.command_start
            fields: dict[str, str] = {}
            for name, values in pairs:
                if name.lower() in fields:
                    raise PybtexSyntaxError(f"the field {name} stands twice", parser)
                fields[name.lower()] = str(normalize_whitespace("".join(values)))
            entries.append(Entry(key, line, command.lower(), fields))
    except PybtexSyntaxError as error:
        del entries[known:]
        return begins + max(error.lineno or 1, 1) - 1, _said(error)
    except RecursionError:
        del entries[known:]
        return begins, "too many braces inside one another"
    return None


def _said(error: Any) -> str:
    what = str(error.args[0] if error.args else error)
    return what if error.error_type == "syntax error" else f"{error.error_type} {what}"


def plain(entry: Entry, name: str) -> str:
    """A field as text: TeX's letters as letters, without braces."""
    return unbraced(braced(entry, name)) if name in entry.fields else ""


def braced(entry: Entry, name: str) -> str:
    """A field with TeX's letters as letters, and the braces that hold a name together."""
    value = entry.fields.get(name, "")
    return _ESCAPED.sub(r"\1", value) if name in _RAW else _letters(value)


def unbraced(text: str) -> str:
    """Text without braces and with single blanks."""
    bare = text.replace("{", "").replace("}", "")
    for sign, mark in _MARKS.items():
        bare = bare.replace(mark, sign)
    return " ".join(bare.split())


def unread(entry: Entry, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The fields of these that hold what is not understood: field, and the first such command."""
    for name in names:
        if name in entry.fields and (found := _UNREAD.search(braced(entry, name))):
            yield name, found[0]


def _letters(text: str) -> str:
    if not ("\\" in text or "--" in text or "``" in text or "''" in text):
        return text
    import latexcodec  # noqa: F401 -- registers the codec

    for sign, mark in _MARKS.items():
        text = text.replace(f"\\{sign}", mark)
    text = re.sub(r"(?<!\\)%", r"\%", _FORM.sub("", _SIGN.sub(lambda m: _SIGNS[m[0].rstrip("{}")], text)))
    text = re.sub(r"\$[^$]*\$", lambda formula: formula[0].replace("\\", "\ue003"), text)
    read = text.encode("utf-8").decode("latex+utf-8").replace("\ue003", "\\")
    read = re.sub(r"\\([&%_# ~])", r"\1", read)
    return (
        re.sub(r"\{([^{}\\\s]\w{0,2}?[\u0300-\u036f]*)\}", r"\1", read)
        if "\\" in text or "{" in text
        else read
    )


def written(entry: Entry, key: str, names: Iterable[str]) -> str:
    """An entry as BibTeX, of these fields what it has of them, as they were written."""
    lines = [f"  {name} = {{{entry.fields[name]}}}," for name in names if entry.fields.get(name)]
    return "\n".join([f"@{entry.kind}{{{key},", *lines, "}"]) + "\n"


def whole_name(name: str) -> bool:
    """Whether a name stands in braces as a whole, as that of an organisation does."""
    depth = 0
    for place, letter in enumerate(name):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return place > 0 and place == len(name) - 1
    return False


def names_of(entry: Entry, name: str) -> tuple[str, ...]:
    """The persons of a field as ``Last, First``; an organisation keeps its braces."""
    from pybtex.bibtex.utils import split_name_list
    from pybtex.database import Person
    from pybtex.errors import capture

    read = []
    for one in split_name_list(braced(entry, name)):
        if whole_name(one):
            read.append(f"{{{unbraced(one)}}}")
            continue
        with capture() as errors:
            person = unbraced(str(Person(one)))
        if errors or not person:
            raise ValueError(f"{one!r} is no name; write Last, First, and more with and")
        read.append(person)
    return tuple(read)


@lru_cache
def tag_of(language: str) -> str:
    """A language by its tag, its English name or the name that LaTeX has for it."""
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        return language
    from babel import Locale

    tags = {name.lower(): tag.replace("_", "-") for tag, name in Locale("en").languages.items()}
    tags |= {"ngerman": "de", "american": "en-US", "british": "en-GB", "brazilian": "pt-BR"}
    return str(tags.get(language.lower(), ""))
