"""Texts that people edit, read strictly wherever they stand: UTF-8 of a reasonable size, plain YAML; CSV."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from gspbrief.errors import EvidenceError, Problem

MOST_BYTES = 50_000_000
MOST_LEVELS = 50  # of lists and mappings inside one another


def refuse(file: str, what: str, allowed: str = "", *, row: int = 0) -> NoReturn:
    """Refuse a file with one problem.

    Raises
    ------
    EvidenceError
        Always.
    """
    raise EvidenceError([Problem(file, row, "", what, allowed)]) from None


def read_text(path: Path, name: str = "") -> str:
    """The text of a file in UTF-8, without the mark that some programs write at its beginning.

    Parameters
    ----------
    name : str, optional
        How problems name the file; by default as it is called.

    Raises
    ------
    EvidenceError
        If it is missing, no plain file, too large or no UTF-8.
    """
    name = name or path.name
    content = read_bytes(path, name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(name, "is not UTF-8 text but UTF-16", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(name, f"is not UTF-8 text: byte {content[error.start]:02X}", "save it as UTF-8", row=line)


def read_bytes(path: Path, name: str = "") -> bytes:
    """What a plain file of a reasonable size holds.

    Raises
    ------
    EvidenceError
        If it is missing, no plain file or too large.
    """
    name = name or path.name
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            refuse(name, "is a folder or a device, not a file")
        if found.st_size > MOST_BYTES:
            refuse(name, f"is too large: {found.st_size:,} bytes", f"at most {MOST_BYTES:,}")
        return path.read_bytes()
    except FileNotFoundError:
        refuse(name, "is missing", "`gspbrief init .` writes what a project lacks")
    except (OSError, ValueError) as error:  # a name may hold what no file system has
        refuse(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    """Rows of cells, the header first, as the text of a table."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def read_beside(module: str, name: str) -> Any:
    """What a YAML file holds that comes with the package, beside a module named by its ``__file__``."""
    import yaml

    return yaml.load(Path(module).with_name(name).read_bytes(), Loader=yaml.CSafeLoader)


def parse_yaml(text: str, file: str) -> Any:
    """What a YAML text holds, without what makes little text much, aliases and deep nesting, or loses any.

    Raises
    ------
    EvidenceError
        If it is not YAML, or holds aliases, merged keys, values of Python or a key twice.
    """
    import yaml

    try:
        _require_plain(yaml.parse(text, Loader=yaml.CSafeLoader), file)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        refuse(file, f"is not YAML: {said}", row=mark.line + 1 if mark else 0)
    except (ValueError, OverflowError, RecursionError, TypeError) as error:  # a 30 February, 5,000 digits
        refuse(file, f"is not YAML: {error}")


def _require_plain(events: Any, file: str) -> None:
    from yaml import events as kinds

    inside: list[_Keys | None] = []  # of each collection that is open the keys, if it has any
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, kinds.AliasEvent):
            refuse(file, f"refers to another place: *{event.anchor}", "write the value out", row=line)
        if isinstance(event, kinds.NodeEvent) and inside and (keys := inside[-1]) is not None:
            text = event.value if isinstance(event, kinds.ScalarEvent) else None
            if not keys.admit(text):
                refuse(file, f"{text!r:.60} stands here a second time", "once", row=line)
        if isinstance(event, kinds.CollectionStartEvent):
            inside.append(_Keys() if isinstance(event, kinds.MappingStartEvent) else None)
        elif isinstance(event, kinds.CollectionEndEvent):
            inside.pop()
        if len(inside) > MOST_LEVELS:
            refuse(file, f"more than {MOST_LEVELS} levels inside one another", row=line)


class _Keys:
    """The keys of a mapping as they come, each before its value; of one that comes again a value is lost."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.is_key = True

    def admit(self, text: str | None) -> bool:
        """Whether the next node may stand here."""
        is_key, self.is_key = self.is_key, not self.is_key
        if not is_key or text is None:
            return True
        fresh = text not in self.known
        self.known.add(text)
        return fresh
