"""What sources say that a designer asks for: who chose what and what it led to, a case of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gspbrief.brief.addresses import common_from, row_address
from gspbrief.collection.listing import Listing
from gspbrief.evidence.study import Row
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL

CHOICES: Mapping[str, tuple[str, ...]] = {
    "cost_structure": ("employer", "government", "migrant", "shared"),
    "training_place": ("origin", "destination", "both"),
    "curriculum_responsibility": ("origin", "destination", "employer", "both"),
    "legal_channel": ("yes", "partly", "no"),
    "selection_process": ("employer", "government", "shared"),
    "return_responsibility": ("employer", "government", "migrant", "shared"),
}
"""The six choices that the OECD's paper puts to partners: features of ``design.csv``, with their answers."""
STEPS: Mapping[str, tuple[str, ...]] = {
    "sector": ("sector_choice",),
    "country": ("sector_choice",),
    "money": ("cost_structure",),
    "agreement": ("unimplemented_memoranda", "political_support"),
    "consult": ("employer_requirements",),
}
"""The steps of the Center for Global Development whose text could be read, with the features of a case."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of a partnership, or in general.

    Attributes
    ----------
    one : Listing or None
        The partnership; None where the source speaks in general.
    text : str
        The statement: in the language of the page where the project has it in that, else in English.
    row : str
        Where the row is to be read.
    foreign : bool
        Whether it is in English on a page of another language.
    """

    one: Listing | None
    text: str
    row: str
    foreign: bool


def answers(
    choice: str, listed: Sequence[Listing], rows: Sequence[Row], form: Format
) -> list[tuple[str, str, list[Said]]]:
    """Each answer with its word, and the partnerships of which a source gives it, the best known first."""
    held: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row["feature"] == choice:
            held.setdefault((row["partnership"], row["answer"]), row)
    ordered = sorted(listed, key=lambda one: -len(one.answered))
    return [
        (
            answer,
            form.word("answer", answer),
            [said_by(held[one.id, answer], one, form) for one in ordered if (one.id, answer) in held],
        )
        for answer in CHOICES[choice]
    ]


def steps(listed: Sequence[Listing], rows: Sequence[Row], form: Format) -> list[tuple[str, Said | None]]:
    """Each step that could be read, with a case: of the partnership that is known best, each once.

    A case is a coded statement; None where no partnership that is left has one.
    """
    known = {one.id: one for one in sorted(listed, key=lambda one: -len(one.answered))}
    found: list[tuple[str, Said | None]] = []
    for step, features in STEPS.items():
        rank = {name: place for place, name in enumerate(known)}
        told = [
            row for row in rows if row["feature"] in features and row["answer"] and row["partnership"] in rank
        ]
        row = min(
            told, key=lambda row: (features.index(row["feature"]), rank[row["partnership"]]), default=None
        )
        found.append((step, said_by(row, known.pop(row["partnership"]), form) if row else None))
    return found


def said_by(row: Row, one: Listing | None, form: Format) -> Said:
    """What a row of ``design.csv`` says, of a partnership or in general."""
    address = row_address(common_from(form.lang), f"design.csv#{row['id']}")
    if said := form.translated(row["statement"]):
        return Said(one, said, address, foreign=False)
    foreign = form.lang != ORIGINAL
    return Said(one, row["statement"] if foreign else form.written(row["statement"]), address, foreign)


def led_to(one: Listing, form: Format) -> str:
    """What came of a partnership: its key figure, how many left, what share; blank where none is in print."""
    told = [(one.moved, _left(one, form)), (one.share_said, one.share_said)]
    again = [text for figure, text in told if one.figure and figure.startswith(one.figure)]
    return f"{form.semicolon} ".join(
        filter(None, (_key(one), *(text for _, text in told if text not in again)))
    )


def in_short(one: Listing, form: Format) -> str:
    """One figure on what came of it: how many left, else its key figure; blank where none is in print."""
    return _left(one, form) or _key(one)


def _key(one: Listing) -> str:
    words = one.words if one.form == "brief" else one.words[:1].lower() + one.words[1:]
    return f"{one.figure} {words}".strip()


def _left(one: Listing, form: Format) -> str:
    count, opened, when = one.moved.partition(" (")
    return f"{count} {form.word('measure', 'departed')}{opened}{when}" if count else ""
