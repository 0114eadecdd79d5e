"""What a cell may hold besides one text: a judged state, partnerships, statements, words, with their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, cast, get_args

from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.language.figures import PERCENT_RATIOS, joined, measured, spelled_period, with_count
from gspbrief.language.formats import Format, significant

EntryKind = Literal["coded", "partnerships", "statements", "words"]
ENTRY_KINDS: tuple[str, ...] = get_args(EntryKind)
WITH_ROWS = ("coded", "statements")  # their downloads have a column for the rows of evidence

Coded = Mapping[str, object]
Listed = Sequence[Mapping[str, str]]


_HEDGES = {"about": "≈ ", "above": "> ", "at_least": "≥ ", "below": "< ", "at_most": "≤ "}


def coded(state: str, rows: Sequence[str]) -> Coded | None:
    """A judged state with the rows that it rests on; None where there is no row."""
    return {"state": state, "rows": list(rows)} if rows else None


def named(partnership: str, name: str) -> Mapping[str, str]:
    """A partnership by id and name."""
    return {"id": partnership, "name": name}


def stated(about: Mapping[str, str], text: str, row: str, source: str) -> Mapping[str, str]:
    """A statement with the row that holds it and its source.

    Parameters
    ----------
    about : mapping
        A partnership as ``named`` gives it, or a ``word`` of the vocabulary ``phrase``; empty where the head
        of its column says it.
    source : str
        Blank where the head of its column names who says it.
    """
    return {"id": "", "name": "", "word": "", **about, "text": text, "row": row, "source": source}


def state_of(value: object) -> str:
    """The state in a coded cell."""
    return str(cast("Coded", value)["state"])


def rows_of(value: object) -> list[str]:
    """The rows of evidence that a cell rests on, each ``table.csv#row``."""
    if isinstance(value, Mapping):
        return list(cast("Sequence[str]", value["rows"]))
    if not value:
        return []
    return [item["row"] for item in cast("Listed", value) if "row" in item]


def items_of(value: object) -> Listed:
    """The partnerships or statements in a cell."""
    return cast("Listed", value)


def entry_text(value: object, kind: str, vocabulary: str, form: Format) -> str:
    """A cell as plain text in a language and house style."""
    if kind == "coded":
        return form.word(vocabulary, state_of(value))
    if kind == "words":
        return ", ".join(form.word(vocabulary, word) for word in cast("Sequence[str]", value))
    if kind == "partnerships":
        return ", ".join(form.named(item["name"]) for item in items_of(value))
    said = ((subject_of(item, form), item["text"]) for item in items_of(value))
    return " ".join(f"{about}{form.colon} {words}" if about else words for about, words in said)


def subject_of(item: Mapping[str, str], form: Format) -> str:
    """Whom or what a statement is about; empty where it stands without a subject."""
    return form.named(item["name"]) or (form.word("phrase", item["word"]) if item["word"] else "")


def entry_ids(value: object, kind: str) -> str:
    """A cell for the download: the state, or the ids of the partnerships."""
    if kind == "coded":
        return state_of(value)
    if kind == "words":
        return ";".join(cast("Sequence[str]", value))
    return ";".join(item["id"] for item in items_of(value) if item["id"])


def is_counted(row: Mapping[str, object]) -> bool:
    """Whether it is known how many people a row is of: not of a part not found, nor of its rest."""
    return not (row.get("sought") or row.get("silent"))


def people_of(row: Mapping[str, object], form: Format) -> str:
    """How many people a row is of, with the hedge of their number, or that it was not found."""
    if not is_counted(row):
        return form.word("phrase", "not_found")
    return short_figure({**row, "value": row["persons"], "unit": "persons", "measure": ""}, form)


OVER = " ÷ "  # between the span of a figure and that of its base
FIGURE_PARTS = ("measured", "based", "period")


def figure_part(row: Mapping[str, object], kind: str, form: Format) -> str:
    """What a figure is of, out of how many of whom, or the span that it covers, in words.

    Parameters
    ----------
    kind : str
        ``measured``, ``based`` or ``period``.
    """
    if kind == "measured":
        return measured(str(row["measure"]), str(row.get("quantity") or "level"), form)
    if kind == "based":
        n = row.get("n")
        return with_count(str(row["base"]), cast("int | None", n), form)
    return OVER.join(_span_in_words(span, form) for span in str(row["period"]).split(OVER))


def _span_in_words(period: str, form: Format) -> str:
    """A date or two with a stroke between them; what begins or ends with the stroke is open there."""
    start, stroke, end = period.removesuffix(APPROXIMATE).partition("/")
    ends = (start, end) if stroke else (start, start)
    return spelled_period(*ends, "", APPROXIMATE in period, form)


def short_figure(row: Mapping[str, object], form: Format) -> str:
    """The figure in the short form of charts, as exact as in prose: hedges as signs, percent as %."""
    unit, value, bound = str(row["unit"]), row["value"], str(row["bound"])
    ends = [
        cast(float, x)
        for x in ((value,) if value is not None else (row["low"], row["high"]))
        if x is not None
    ]
    if not ends:
        return ""
    grade = str(row.get("grade"))
    percent = unit in ("share", "relative_change") or row.get("measure") in PERCENT_RATIOS
    if unit == "money":
        exact = grade == "published"
        amounts = ends if exact else [significant(end, 3, bound) for end in ends]
        if len(ends) == 1:
            text = form.money(amounts, str(row["currency"]), 2 if exact else 0, bound=bound)
        else:  # the axis says the currency
            text = form.joined([form.number(end, 0, bound=bound) for end in amounts], ends[0])
    else:
        scale = 100 if percent or unit == "share_difference" else 1
        text = joined([end * scale for end in ends], unit, grade, bound, form)
    return _HEDGES.get(bound, "") + text + (form.language.percent_sign if percent else "")
