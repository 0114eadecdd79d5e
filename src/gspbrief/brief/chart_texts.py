"""What a chart says in words, made from its data: alternative text, tooltips, the table behind it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from gspbrief.evidence.sources import Bibliography
from gspbrief.exhibits.exhibit import COLUMNS, Column, Exhibit, resolve
from gspbrief.exhibits.interaction import interactive
from gspbrief.exhibits.screen_charts import narrowed, widened
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, interval
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital

ALT_LENGTH = 150  # characters that screen readers read without a pause
SHOWN_ROWS = 40  # of the table behind a chart; a chart with more has them in its download only

Row = Mapping[str, Any]


def alt_text(exhibit: Exhibit, findings: Mapping[str, Finding], form: Format) -> str:
    """Kind of chart, how many rows, and its two ends, in at most 150 characters."""
    kind = exhibit.kind
    rows = cast("Mapping[str, Sequence[Row]]", resolve(exhibit, form.lang, form.style)["datasets"])["rows"]
    rows = [{**row, "text": _spelled(row, findings, form)} for row in rows]
    ends = _ENDS.get(kind, _extremes)
    text = f"{form.word('chart', kind)}, {_count(rows, kind, form)}"
    for part in ends(rows, form):
        if len(text) + len(part) + 2 <= ALT_LENGTH:
            text = f"{text}. {part}"
    return text


def _spelled(row: Row, findings: Mapping[str, Finding], form: Format) -> str:
    """A row's figure as prose writes it, and not in the short form of charts."""
    found = findings.get(str(row.get("figure", "")))
    return figure(found, form) if found and found.found else str(row["text"])


def _count(rows: Sequence[Row], kind: str, form: Format) -> str:
    word, of = _COUNTED.get(kind, ("rows", ""))
    number = len({row[of] for row in rows}) if of else len(rows)
    return form.word("phrase", f"{word}_{form.plural(number)}").format(n=number)


def _said(name: str, row: Row, form: Format, text: str = "") -> str:
    label = " ".join(str(row["label"]).split())
    return form.word("phrase", name).format(label=label, figure=text or row["text"])


def _extremes(rows: Sequence[Row], form: Format) -> Iterator[str]:
    valued = [row for row in rows if row.get("value") is not None]
    if valued:
        yield _said("highest", max(valued, key=lambda row: row["value"]), form)
        if len(valued) > 1:
            yield _said("lowest", min(valued, key=lambda row: row["value"]), form)
        return
    spread = [row for row in rows if row.get("low") is not None and row.get("high") is not None]
    if spread:
        yield _said("widest", max(spread, key=lambda row: row["high"] - row["low"]), form)


def _sums(rows: Sequence[Row], form: Format) -> Iterator[str]:
    sums = Counter[str]()
    for row in rows:
        sums[str(row["label"])] += row["value"] or 0
    most, least = (choose(sums, key=sums.__getitem__) for choose in (max, min))
    for name, label in (("highest", most), ("lowest", least)):
        yield _said(name, {"label": label}, form, form.number(sums[label]))


def _groups(rows: Sequence[Row], form: Format) -> Iterator[str]:
    for _, group in groupby(rows, key=lambda row: row["whose_part"]):
        own = list(group)
        keys = form.series(key for row in own if (key := " ".join(str(row.get("key", "")).split())))
        yield " ".join(f"{own[0]['head']}{form.colon if keys else ''} {keys}".split())


def _changes(rows: Sequence[Row], form: Format) -> Iterator[str]:
    for _, found in groupby(rows, key=lambda row: row["series"]):
        first, *_, last = list(found)
        figure = form.word("phrase", "span").format(start=first["text"], end=last["text"])
        yield _said("changed", {**last, "label": last["label"]}, form, figure)


def _latest(rows: Sequence[Row], form: Format) -> Iterator[str]:
    yield from (_said("at_the_end", row, form) for row in rows if row["last"])


def _last(rows: Sequence[Row], form: Format) -> Iterator[str]:
    ends = {row["label"]: row for row in rows}
    for row in ends.values():
        phrase = "at_the_end" if row["label"] else "end_alone"  # one line for all has no name
        yield _said(phrase, row, form, form.percent(form.number(100 * row["value"], 0)))


_ENDS = {
    "stacked": _sums,
    "steps": _last,
    "people": _groups,
    "slopes": _changes,
    "timeline": _latest,
    "yearly": _latest,
}
_COUNTED = {
    "steps": ("lines", "label"),
    "dots": ("rows", "label"),
    "stacked": ("columns", "label"),
    "people": ("rows", "whose_part"),
    "slopes": ("lines", "series"),
    "timeline": ("lines", "series"),
    "yearly": ("lines", "series"),
}


def chart_script(
    stem: str, exhibit: Exhibit, findings: Mapping[str, Finding], form: Format, sources: Bibliography
) -> str:
    """The chart as a script for its page, which draws it anew for pointers, wide or narrow.

    A page opened from disk may load a script and no other file. A tooltip says label, figure, interval, grade
    and source, a line each.
    """
    chart = resolve(exhibit, form.lang, form.style)
    rows = cast("Mapping[str, Sequence[Row]]", chart["datasets"])["rows"]
    tipped = [{**row, "tip": "\n".join(filter(None, _tip(row, findings, form, sources)))} for row in rows]
    chart = {name: part for name, part in chart.items() if name != "$schema"} | {"datasets": {"rows": tipped}}
    charts = {"wide": interactive(widened(chart)), "narrow": interactive(narrowed(chart))}
    return f"gspbriefChart({_json(stem)}, {_json(charts)});\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def _tip(row: Row, findings: Mapping[str, Finding], form: Format, sources: Bibliography) -> Iterable[str]:
    found = findings.get(str(row.get("figure", "")))
    if "head" in row:
        yield from (" ".join(str(row[name]).split()) for name in ("head", "key"))
    else:
        yield " ".join(str(row["label"]).split())
        yield from [figure(found, form)] if found else _point(row, form)
    if found is None or not found.found:
        return
    yield interval(found, form) if found.value is not None else ""
    yield capital(form.word("grade", found.grade))
    yield form.series(sources[citation.key].title for citation in found.sources)


def _point(row: Row, form: Format) -> Iterable[str]:
    """A point of a curve: when, its share, and the interval of it."""
    if "months" not in row:
        return [str(row.get("text", ""))]
    share, low, high = (form.number(100 * row[name], 1) for name in ("value", "low", "high"))
    months = f"{form.word('column', 'months')}{form.colon} {form.number(row['months'])}"
    return [months, f"{form.percent(share)} ({form.percent(f'{low}–{high}')})"]


def table_columns(exhibit: Exhibit) -> tuple[Column, ...]:
    """The columns of the table behind a chart: a finding as its figure, with its grade.

    What a passage calls a row stands before it, as it does beside its mark.
    """
    if not exhibit.findings or any(not row.get("figure") for row in exhibit.data):
        return exhibit.columns
    shown = [c for c in exhibit.columns if c.name == "measure"]
    named = [] if shown or not any(row.get("name") for row in exhibit.data) else [COLUMNS["measure"]]
    telling = [c for c in exhibit.columns if c.name not in ("value", "low", "high", "persons", "source")]
    source = [c for c in exhibit.columns if c.name == "source" and any(row[c.name] for row in exhibit.data)]
    return (*named, *telling, COLUMNS["figure"], COLUMNS["grade"], *source)
