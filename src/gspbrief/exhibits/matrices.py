"""Tables across partnerships: grids of judgements, kinds of partnership, comparisons, rubrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gspbrief.evidence.study import Partnership, Study
from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.entries import coded, named, stated
from gspbrief.exhibits.exhibit import COLUMNS, Column, Exhibit, Json
from gspbrief.exhibits.standard import table
from gspbrief.findings.finding import Findings
from gspbrief.synthesis.cells import ANSWERED, Grid
from gspbrief.synthesis.comparisons import Comparison
from gspbrief.synthesis.decisions import OTHERS, VOICES
from gspbrief.synthesis.gap_map import answers
from gspbrief.synthesis.typologies import MODELS, NOT_STATED, ModelRow, PartnershipType

_PARTNERSHIP = Column(name="partnership", kind="partnerships")
_COMPONENT = Column(name="component", kind="word", vocabulary="component")
_NO_FIGURE: Json = {"value": None, "low": None, "high": None, "bound": "exact", "unit": ""}
MOST_ROWS = 25  # of a chart that stands beside its text
_MAP: Json = {
    "kind": "dots",
    "label": ["partnership"],
    "text": ["aspect", "state"],
    "fits_a_column": True,  # in print: its narrow drawing is legible there, and tall
}


def _table(
    exhibit_id: str,
    rows: Sequence[Json],
    columns: Sequence[Column],
    findings: Sequence[str] = (),
    sources: Sequence[str] = (),
) -> Exhibit:
    return Exhibit(
        id=exhibit_id,
        form="table",
        data=tuple(rows),
        columns=tuple(columns),
        findings=tuple(findings),
        sources=tuple(dict.fromkeys(sources)),
    )


def matrix(exhibit_id: str, grid: Grid, together: Study | None = None) -> Exhibit:
    """A grid as a table: a row for each partnership and a column for each aspect with any evidence.

    Every filled cell holds its state and the rows that it rests on; a cell without evidence is empty.

    Parameters
    ----------
    together : Study, optional
        All of the evidence; if given, the sources of the cells' rows of ``design.csv`` are cited.
    """
    rows = [
        {
            "partnership": [named(partnership, name)],
            **{
                a: coded(grid.cell(partnership, a).state, grid.cell(partnership, a).rows)
                for a in grid.aspects
            },
        }
        for partnership, name in grid.known.items()
    ]
    held = [a for a in grid.aspects if any(row[a] for row in rows)]
    columns = [Column(name=a, kind="coded", vocabulary="cell") for a in held]
    cited = [_source(together, row) for cell in grid.cells for row in cell.rows] if together else []
    return _table(exhibit_id, rows, [_PARTNERSHIP, *columns], sources=cited)


def _source(together: Study, row: str) -> str:
    table, _, name = row.partition(".csv#")
    return str(getattr(together, table).at[name, "source"])


def evidence_map(exhibit_id: str, grid: Grid) -> Exhibit:
    """A grid as dots: partnerships down the side, those that answer most first, and questions across.

    A dot says that there is an answer and how it came to be; plans are no answers. Partnerships without any
    are left out, and so are those with fewest where all would not stand beside the text.
    """
    known = {name: n for name, n in answers(grid).items() if n}
    for fewest in sorted(set(known.values()))[:-1]:
        if len(known) > MOST_ROWS:
            known = {name: n for name, n in known.items() if n > fewest}
    order = sorted(known, key=lambda name: (-known[name], grid.partnerships[name].casefold()))
    cells = [grid.cell(name, aspect) for name in order for aspect in grid.aspects]
    rows = [
        {
            "partnership": [named(cell.partnership, grid.partnerships[cell.partnership])],
            "aspect": cell.aspect,
            "state": coded(cell.state, cell.rows),
            **_NO_FIGURE,
        }
        for cell in cells
        if cell.state in ANSWERED
    ]
    held = {cell.state for cell in cells}
    states = [state for state in ANSWERED if state in held]
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=tuple(rows),
        columns=tuple(COLUMNS[name] for name in ("partnership", "aspect", "state")),
        spec={**drawings.dots(len(known), grid.aspects, states), "usermeta": _MAP} if rows else {},
    )


def kinds(exhibit_id: str, found: Sequence[PartnershipType], vocabulary: str, source: str = "") -> Exhibit:
    """A table of kinds with the partnerships that are of each; kinds without any are left out."""
    rows = [{"kind": kind.name, "members": _names(kind.members)} for kind in _held(found)]
    columns = (
        Column(name="kind", title=vocabulary, kind="word", vocabulary=vocabulary),
        Column(name="members", title="partnerships", kind="partnerships"),
    )
    return _table(exhibit_id, rows, columns, sources=[source] if source else [])


def classes(exhibit_id: str, found: Sequence[PartnershipType], source: str) -> Exhibit:
    """The OECD's classes that partnerships are of: those whom the source names, and those whom we coded."""
    rows = [
        {
            "kind": kind.name,
            "source": _names(kind.based_on("source")),
            "coded": _names(kind.based_on("coded")),
        }
        for kind in _held(found)
    ]
    columns = (
        Column(name="kind", title="oecd_class", kind="word", vocabulary="oecd_class"),
        Column(name="source", title="named_by_source", kind="partnerships"),
        Column(name="coded", title="coded_here", kind="partnerships"),
    )
    return _table(exhibit_id, rows, columns, sources=[source])


def _held(found: Sequence[PartnershipType]) -> Iterable[PartnershipType]:
    return (kind for kind in found if kind.members and kind.name != NOT_STATED)


def _names(members: Sequence[Partnership]) -> list[Mapping[str, str]]:
    return [named(member.id, member.short_name) for member in members]


def two_models(exhibit_id: str, found: Sequence[ModelRow], together: Study) -> Exhibit:
    """MPI's Table 1: its questions down the side, what is said of each model and of its programmes across."""
    by_question: dict[str, dict[str, object]] = {}
    sources: list[str] = []
    for row in found:
        statements = [_statement({"word": "the_model"}, row.stated, together)] if row.stated else []
        statements += [
            _statement(named(one.id, one.short_name), name, together)
            for one, names in row.programmes
            for name in names
        ]
        by_question.setdefault(row.question, {"question": row.question})[row.model] = statements
        sources += [statement["source"] for statement in statements]
    columns = (
        Column(name="question", kind="word", vocabulary="column"),
        *(Column(name=model, title=f"model_{model}", kind="statements") for model in MODELS),
    )
    return _table(exhibit_id, list(by_question.values()), columns, sources=sources)


def advice(exhibit_id: str, found: Mapping[str, Mapping[str, Sequence[str]]], together: Study) -> Exhibit:
    """What the texts say in general that bears on a decision: by feature, a column for each who says it."""
    data = [
        {"criterion": feature, **{voice: _said(rows, voice, together) for voice, rows in said.items()}}
        for feature, said in found.items()
    ]
    voices = [voice for voice in (*VOICES.values(), OTHERS) if any(voice in row for row in data)]
    columns = (
        Column(name="criterion", kind="word", vocabulary="feature"),
        *(Column(name=voice, title=f"advice_{voice}", kind="statements") for voice in voices),
    )
    rows = [row for said in found.values() for names in said.values() for row in names]
    return _table(exhibit_id, data, columns, sources=[_source(together, row) for row in rows])


def _said(rows: Sequence[str], voice: str, together: Study) -> list[Mapping[str, str]]:
    """Statements under the name of who says them, or each with its source where a column holds several."""
    statements = [_statement({}, row, together) for row in rows]
    return statements if voice == OTHERS else [{**one, "source": ""} for one in statements]


def _statement(about: Mapping[str, str], row: str, together: Study) -> Mapping[str, str]:
    found = together.design.loc[row.removeprefix("design.csv#")]
    return stated(about, str(found["statement"]), row, str(found["source"]))


def compared(exhibit_id: str, comparisons: Sequence[Comparison], studies: Sequence[Study]) -> Exhibit:
    """The figures that go by one name in several programmes, each with what it is of and per."""
    figures = Findings(finding for comparison in comparisons for finding in comparison.figures)
    names = ("measure", "figure", "base", "per", "concept", "group", "source")
    return with_partnerships(table(exhibit_id, figures, names), figures, studies)


def bills(exhibit_id: str, comparison: Comparison, studies: Sequence[Study]) -> Exhibit:
    """Amounts as printed, sorted by what they cover, with whose and for whom they are."""
    figures = comparison.figures
    made = table(exhibit_id, figures, ("figure", "per", "group", "concept", "status", "period", "source"))
    rows = (
        {**row, "component": f.details.get("component", "")}
        for row, f in zip(made.data, figures, strict=True)
    )
    covered = replace(made, data=tuple(rows), columns=(_COMPONENT, *made.columns))
    return with_partnerships(covered, figures, studies)


def with_partnerships(exhibit: Exhibit, findings: Findings, studies: Sequence[Study]) -> Exhibit:
    """A table of findings with the partnership that each is about, if any, behind the first column."""
    names = {study.partnership.id: study.partnership.short_name for study in studies}
    rows = (
        {**row, "partnership": [named(about, names[about])] if (about := finding.partnership) else []}
        for row, finding in zip(exhibit.data, findings, strict=True)
    )
    columns = (*exhibit.columns[:1], _PARTNERSHIP, *exhibit.columns[1:])
    return replace(exhibit, data=tuple(rows), columns=columns)


def apart(exhibit_id: str, comparisons: Sequence[Comparison]) -> Exhibit:
    """For each name that several programmes share: how many have it, and what keeps their figures apart.

    Whether they compare has a column only where some do.
    """
    rows = [
        {
            "measure": comparison.measure,
            "programmes": comparison.programmes,
            "comparable": "yes" if comparison.alike else "no",
            "differ": list(comparison.differ),
        }
        for comparison in comparisons
    ]
    some = any(comparison.alike for comparison in comparisons)
    columns = (
        Column(name="measure", kind="word", vocabulary="measure"),
        Column(name="programmes", kind="count"),
        *([Column(name="comparable", kind="word", vocabulary="answer")] if some else []),
        Column(name="differ", kind="words", vocabulary="differ"),
    )
    return _table(exhibit_id, rows, columns)


def rubric(exhibit_id: str, cards: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]) -> Exhibit:
    """The printed rubric: each criterion of each scorecard with the features that answer it."""
    rows = [
        {"scorecard": name, "criterion": criterion, "features": list(features)}
        for name, criteria in cards.items()
        for criterion, features in criteria
    ]
    columns = (
        Column(name="scorecard", kind="word", vocabulary="column"),
        Column(name="criterion", kind="word", vocabulary="feature"),
        Column(name="features", kind="words", vocabulary="feature"),
    )
    return _table(exhibit_id, rows, columns)


def sources(exhibit_id: str, found: Sequence[tuple[str, int, int]]) -> Exhibit:
    """The sources by kind: how many were consulted and how many of them were read in full."""
    rows = [{"source_kind": kind, "read": total, "full": full} for kind, total, full in found]
    columns = (
        Column(name="source_kind", kind="word", vocabulary="source_kind"),
        Column(name="read", title="sources_read", kind="count"),
        Column(name="full", title="sources_full", kind="count"),
    )
    return _table(exhibit_id, rows, columns)
