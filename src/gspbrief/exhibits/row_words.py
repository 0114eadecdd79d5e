"""A row of an exhibit in words: what stands before its mark, behind it, and in a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import cast

from gspbrief.exhibits import drawn_series
from gspbrief.exhibits.columns import COLUMNS, Column
from gspbrief.exhibits.entries import (
    ENTRY_KINDS,
    FIGURE_PARTS,
    entry_text,
    figure_part,
    people_of,
    short_figure,
)
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital

Json = Mapping[str, object]
LABEL_CHARACTERS = 34  # in one line beside a bar


def labelled(
    row: Json, names: Sequence[str], parts: Mapping[str, Sequence[str]], form: Format
) -> dict[str, object]:
    """A row with its words in a language, and with what stands beside its mark.

    Parameters
    ----------
    names : sequence of str
        The columns whose entries are words.
    parts : mapping
        The kind of the chart, and which columns stand before a mark and behind its figure.
    """
    beside = (*parts["label"], *parts["text"])
    words = {name: entry(row, COLUMNS[name], form) for name in (*names, *beside)}
    if {"group", "period"} <= {*beside} and words["group"].endswith(f" {words['period']}"):
        words["period"] = ""  # of a mission of 2008, the year is said
    label = str(row.get("name") or ", ".join(words[name] for name in parts["label"] if words[name]))
    label = label if parts["kind"] == "slopes" else capital(label)  # there it follows a figure
    width = drawn_series.WIDE_CHARACTERS.get(str(parts["kind"]), LABEL_CHARACTERS)
    return {
        **row,
        **{name: capital(word) for name, word in words.items()},
        "label": "\n".join(wrap(label, width)),
        **_beside(row, [words[name] for name in parts["text"] if words[name]], form),
        **(_counted(row, words, form) if "whose_part" in row else {}),
    }


def _counted(row: Json, words: Mapping[str, str], form: Format) -> dict[str, str]:
    """What stands above a group of people, and what the key says of a part of it."""
    whose = str(row.get("whose_name") or ", ".join(filter(None, (words.get("whose"), words.get("group")))))
    all_of_them = short_figure(cast("Json", row["all"]), form)
    name = str(row.get("name") or words.get("track") or words.get("measure") or "")
    phrase = form.word("phrase", "sought" if row.get("sought") else "counted")
    return {
        "head": f"{capital(whose)} ({all_of_them})",
        "key": capital(phrase.format(figure=short_figure(row, form), label=name)) if name else "",
    }


def _beside(row: Json, behind: Sequence[str], form: Format) -> dict[str, str]:
    """What stands behind a mark: the figure, what it is a part or share of, the rest in parentheses.

    On a narrow screen the count of the base is left to the mark above.
    """
    text, base, rate = short_figure(row, form), row.get("of"), row.get("rate")
    short = text
    if isinstance(base, Mapping):
        text = form.word("phrase", "part_of").format(figure=text, base=short_figure(base, form))
    elif row["unit"] == "share" and row.get("n"):
        text = form.word("phrase", "share_of").format(figure=text, base=form.number(cast(int, row["n"]), 0))
    shares = [short_figure(rate, form)] if isinstance(rate, Mapping) else []
    added = f" ({', '.join([*shares, *behind])})" if shares or behind else ""
    return {"text": text + added, "short": short + added}


def entry(row: Json, column: Column, form: Format) -> str:
    """A cell as words of a language; empty if there is nothing in it."""
    value = row.get(column.name)
    if column.kind == "hedged":
        return people_of(row, form)
    if value is None or value == "":
        return ""
    if column.kind in ENTRY_KINDS:
        return entry_text(value, column.kind, column.vocabulary, form)
    if column.kind == "group":
        return form.group(str(value))
    if column.kind in FIGURE_PARTS:
        return figure_part(row, column.kind, form)
    if column.kind == "word":
        return form.word(column.vocabulary, str(value))
    return countries(str(value), form) if column.kind == "country" else str(value)


def countries(codes: str, form: Format) -> str:
    """Countries from their codes, between semicolons."""
    return form.countries(codes.split(";")) if codes else ""
