"""The partnership model in tables: what it assumes, and findings in two ways such as party by measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gspbrief.exhibits.exhibit import Column, Exhibit
from gspbrief.exhibits.rows import ids
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.figures import figure, with_range
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.symbols import PARTY_WORDS, SYMBOL_MEASURES

COLUMNS = (
    Column(name="symbol"),
    Column(name="meaning", kind="word", vocabulary="measure"),
    Column(name="value", kind="ranged"),
    Column(name="per", kind="word", vocabulary="per"),
    Column(name="tag", kind="word", vocabulary="tag"),
    Column(name="why"),
)

_OF_THE_DRAWS = ("scenario.draws",)  # what is assumed for them, and has no source


def assumptions_table(exhibit_id: str, used: Findings, assumptions: Assumptions) -> Exhibit:
    """Every assumption of a case, one a row, with its range and its reason.

    Parameters
    ----------
    used : Findings
        What `gspbrief.scenario.thresholds.assumptions_used` gave.
    """
    case = used.where(lambda f: f.details["case"] == assumptions.case)
    form = Format(ORIGINAL)  # of the notebook; a brief writes the figures anew
    rows: list[dict[str, object]] = []
    for finding in case:
        entry = assumptions.entries[finding.details["symbol"]]
        row: dict[str, object] = {"symbol": entry.symbol, "meaning": finding.measure, "value": finding.id}
        text = with_range(finding, form)
        row |= {"per": finding.per, "tag": entry.tag, "why": entry.why}
        rows.append({**row, "shown": {"value": text}})
    return Exhibit(id=exhibit_id, form="table", data=tuple(rows), columns=COLUMNS, findings=ids(case))


def payers_table(exhibit_id: str, assumptions: Assumptions) -> Exhibit:
    """Who is assumed to pay what share of each kind of cost, one payer of a kind a row."""
    rows = (
        {"cost": SYMBOL_MEASURES[symbol], "party": PARTY_WORDS[party], "share": share}
        for symbol, payers in assumptions.share.items()
        for party, share in payers.items()
    )
    columns = (
        Column(name="cost", kind="word", vocabulary="measure"),
        Column(name="party", kind="word", vocabulary="party"),
        Column(name="share", kind="share"),
    )
    return Exhibit(id=exhibit_id, form="table", data=tuple(rows), columns=columns, findings=_OF_THE_DRAWS)


def drawn_together(exhibit_id: str, assumptions: Assumptions) -> Exhibit:
    """Which assumptions are drawn together, how closely, and why, one pair a row."""
    rows = (
        {
            "first": SYMBOL_MEASURES[pair.first],
            "second": SYMBOL_MEASURES[pair.second],
            "rho": pair.rho,
            "why": pair.why,
        }
        for pair in assumptions.correlations
    )
    columns = (
        Column(name="first", kind="word", vocabulary="measure"),
        Column(name="second", kind="word", vocabulary="measure"),
        Column(name="rho", kind="number"),
        Column(name="why"),
    )
    return Exhibit(id=exhibit_id, form="table", data=tuple(rows), columns=columns, findings=_OF_THE_DRAWS)


def crosstab(
    exhibit_id: str,
    findings: Findings,
    down: Sequence[str],
    across: str,
    heads: Mapping[str, str] = MappingProxyType({}),
) -> Exhibit:
    """Findings as a table in two ways: rows by one or more of their words, columns by another.

    Parameters
    ----------
    down, across : str
        ``measure``, or a detail such as ``party`` or ``case``; each is a vocabulary. The heads of the
        columns are words of the vocabulary ``column``: the measure, or the detail and its word. A column of
        figures that have a value and a range shows both.
    heads : mapping of str to str
        Other words for the heads of some columns.
    """
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    shown: dict[tuple[str, ...], dict[str, str]] = {}
    form = Format(ORIGINAL)
    for finding in findings:
        place, head = tuple(_word(finding, name) for name in down), _word(finding, across)
        rows.setdefault(place, dict(zip(down, place, strict=True)))[head] = finding.id
        write = with_range if _ranged(finding) else figure
        shown.setdefault(place, {})[head] = write(finding, form) if finding.found else "–"
    held = [name for name in down if any(row[name] for row in rows.values())]
    before = "" if across == "measure" else f"{across}_"
    titles = {head: before + head for head in (_word(f, across) for f in findings)} | dict(heads)
    columns = [Column(name=name, kind="word", vocabulary=name) for name in held]
    ranged = {_word(finding, across) for finding in findings if _ranged(finding)}
    columns += [
        Column(name=head, title=title, kind="ranged" if head in ranged else "finding")
        for head, title in titles.items()
    ]
    return Exhibit(
        id=exhibit_id,
        form="table",
        data=tuple({**row, "shown": shown[place]} for place, row in rows.items()),
        columns=tuple(columns),
        findings=ids(findings),
    )


def _ranged(finding: Finding) -> bool:
    return finding.value is not None and finding.low is not None and finding.high is not None


def _word(finding: Finding, name: str) -> str:
    return finding.measure if name == "measure" else finding.details.get(name, "")
