"""What ``check``, ``status``, ``list``, ``doctor`` and ``names`` answer to programs: JSON of one shape.

``docs/cli.md`` is written from this schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gspbrief import __version__
from gspbrief.brief.translations import require_current
from gspbrief.brief.unclaimed import require_claims
from gspbrief.build.options import BuildOptions
from gspbrief.commands.age import old, publication_day
from gspbrief.commands.check import require_all_sound
from gspbrief.commands.doctor import report
from gspbrief.commands.reviewing import passages_to_read
from gspbrief.errors import ClaimError, EvidenceError, GspBriefError, TranslationError
from gspbrief.evidence.reading import find_data, read_partnerships
from gspbrief.project.inputs import find_project
from gspbrief.project.plain_texts import read_beside

Item = Mapping[str, Any]
_TEXT, _MAYBE = {"type": "string"}, {"type": ["string", "null"]}
_ITEMS: Mapping[str, Item] = read_beside(__file__, "answers.yaml")  # what each command's items hold


def schema(command: str) -> Item:
    """What a command answers, as a JSON Schema (draft 2020-12)."""
    about, entries = _ITEMS[command]["about"], _ITEMS[command]["entries"]
    held = {
        "gspbrief": _TEXT | {"description": "Version of gspbrief"},
        "command": {"const": command, "type": "string", "description": f"`{command}`"},
        "ok": {"type": "boolean", "description": "Whether nothing is left to do"},
        "error": _MAYBE | {"description": "Why it could not do what it was asked for"},
        "items": {
            "type": "array",
            "description": about,
            "items": {
                "type": "object",
                "properties": entries,
                "required": list(entries),
                "additionalProperties": False,
            },
        },
    }
    return {"type": "object", "properties": held, "required": list(held), "additionalProperties": False}


COMMANDS = tuple(_ITEMS)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found.

    Attributes
    ----------
    ok : bool
        Whether nothing is left to do.
    exit_code : int
        With which the command ends.
    """

    items: Sequence[Item] = ()
    ok: bool = True
    exit_code: int = 0
    error: str | None = None

    def to_json(self, command: str) -> str:
        """The answer of a command of that name."""
        said = {"gspbrief": __version__, "command": command, "ok": self.ok, "error": self.error}
        return json.dumps(said | {"items": list(self.items)}, ensure_ascii=False, indent=1)


def refused(error: GspBriefError) -> Answer:
    """The answer where a command could not do what it was asked for."""
    return Answer(ok=False, exit_code=error.exit_code, error=str(error))


def checked(data: Path | None) -> Answer:
    """Every problem in the evidence and the texts: all kinds of them, also where the evidence has some."""
    folder, briefs = find_data(data), find_project().root / "briefs"
    found = list(_problems(folder, briefs))
    return Answer(found, not found, EvidenceError.exit_code if found else 0)


def _problems(folder: Path, briefs: Path) -> Iterator[Item]:
    try:
        require_all_sound(folder, briefs)
    except EvidenceError as error:
        for one in error.problems:
            yield _item("evidence", one.what, one.file, one.row, column=one.column, allowed=one.allowed)
    try:
        require_claims(briefs)
    except ClaimError as error:
        yield from (_item("claim", problem) for problem in error.problems)
    try:
        require_current(briefs)
    except TranslationError as error:
        yield from (_item("translation", problem) for problem in error.problems)
    yield from (_item("review", passage) for passage in passages_to_read(find_project(), folder))


def _item(kind: str, what: str, file: str = "", row: int = 0, **said: str) -> Item:
    held = {
        "kind": kind,
        "file": file,
        "row": row,
        "id": "",
        "column": "",
        "what": what,
        "allowed": "",
        **said,
    }
    return {name: value or None for name, value in held.items()}


def old_figures(data: Path | None) -> Answer:
    """The figures that are old on the day of the publication."""
    rows = old(find_data(data), publication_day())
    return Answer([_item("age", f"ends {one.end}", one.table, id=one.row) for one in rows])


def stale_briefs(options: BuildOptions) -> Answer:
    """The briefs that are stale, each with the inputs that made it so."""
    from gspbrief.build.run import stale

    items = [{"id": name, "causes": list(causes)} for name, causes in stale(options).items()]
    return Answer(items, not items)


def partnerships(data: Path | None) -> Answer:
    """The partnerships, in the order of their table."""
    held = read_partnerships(find_data(data)).values()
    return Answer([{"id": one.id, "name": one.name, "short_name": one.short_name} for one in held])


def what_may_be_asked_for(partnership: str, data: Path | None) -> Answer:
    """What passages on a partnership may ask for and fill."""
    from gspbrief.commands.first_passages import fillable

    found = fillable(partnership, data)
    findings = (("finding", one.name, one.id, one.value, one.unit, one.told) for one in found.names)
    exhibits = (("exhibit", name, None, None, None, form) for name, form in found.exhibits)
    blocks = (
        ("block", name, None, None, None, text) for text, names in found.blocks.items() for name in names
    )
    entries = tuple(_ITEMS["names"]["entries"])
    return Answer([dict(zip(entries, row, strict=True)) for row in (*findings, *exhibits, *blocks)])


def machine() -> Answer:
    """What the machine has for building."""
    return Answer([{"name": name, "says": says} for name, says in report().items()])
