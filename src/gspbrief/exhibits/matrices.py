"""Tables across partnerships: grids of judgements, kinds of partnership, comparisons, rubrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gspbrief.evidence.study import Partnership, Study
from gspbrief.exhibits.entries import coded, named, stated
from gspbrief.exhibits.exhibit import Column, Exhibit, Json
from gspbrief.exhibits.standard import table
from gspbrief.findings.finding import Findings
from gspbrief.synthesis.cells import Grid
from gspbrief.synthesis.comparisons import Comparison
from gspbrief.synthesis.overview import Pool
from gspbrief.synthesis.typologies import MODELS, NOT_STATED, ModelRow, PartnershipType

_PARTNERSHIP = Column(name="partnership", title="partnership", kind="partnerships")


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
        spec={},
        findings=tuple(findings),
        sources=tuple(dict.fromkeys(sources)),
    )


def matrix(exhibit_id: str, grid: Grid, together: Study | None = None) -> Exhibit:
    """A grid as a table: a row for each partnership with any evidence, a column for each aspect.

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
    columns = [Column(name=a, title=a, kind="coded", vocabulary="cell") for a in grid.aspects]
    cited = [_source(together, row) for cell in grid.cells for row in cell.rows] if together else []
    return _table(exhibit_id, rows, [_PARTNERSHIP, *columns], sources=cited)


def _source(together: Study, row: str) -> str:
    table, _, name = row.partition(".csv#")
    return str(getattr(together, table).at[name, "source"])


def kinds(exhibit_id: str, found: Sequence[PartnershipType], vocabulary: str, source: str = "") -> Exhibit:
    """A table of kinds with the partnerships that are of each; those without a kind are left out."""
    rows = [{"kind": kind.name, "members": _names(kind.members)} for kind in found if kind.name != NOT_STATED]
    columns = (
        Column(name="kind", title=vocabulary, kind="word", vocabulary=vocabulary),
        Column(name="members", title="partnerships", kind="partnerships"),
    )
    return _table(exhibit_id, rows, columns, sources=[source] if source else [])


def classes(exhibit_id: str, found: Sequence[PartnershipType], source: str) -> Exhibit:
    """The OECD's classes: those whom the source names, and those whom we coded."""
    rows = [
        {
            "kind": kind.name,
            "source": _names(kind.based_on("source")),
            "coded": _names(kind.based_on("coded")),
        }
        for kind in found
        if kind.name != NOT_STATED
    ]
    columns = (
        Column(name="kind", title="oecd_class", kind="word", vocabulary="oecd_class"),
        Column(name="source", title="named_by_source", kind="partnerships"),
        Column(name="coded", title="coded_here", kind="partnerships"),
    )
    return _table(exhibit_id, rows, columns, sources=[source])


def _names(members: Sequence[Partnership]) -> list[Mapping[str, str]]:
    return [named(member.id, member.short_name) for member in members]


def two_models(exhibit_id: str, found: Sequence[ModelRow], together: Study) -> Exhibit:
    """MPI's Table 1: its questions down the side, what is said of each model and of its programmes across."""
    by_question: dict[str, dict[str, object]] = {}
    sources: list[str] = []
    for row in found:
        statements = [_statement({"word": "the_model"}, row.stated, together)]
        statements += [
            _statement(named(one.id, one.short_name), name, together)
            for one, names in row.programmes
            for name in names
        ]
        by_question.setdefault(row.question, {"question": row.question})[row.model] = statements
        sources += [statement["source"] for statement in statements]
    columns = (
        Column(name="question", title="question", kind="word", vocabulary="column"),
        *(Column(name=model, title=f"model_{model}", kind="statements") for model in MODELS),
    )
    return _table(exhibit_id, list(by_question.values()), columns, sources=sources)


def general(exhibit_id: str, rows: Mapping[str, Sequence[str]], together: Study) -> Exhibit:
    """What the sources say of each criterion in general, about no partnership in particular."""
    said = {
        criterion: [_statement({"word": "in_general"}, row, together) for row in names]
        for criterion, names in rows.items()
    }
    columns = (
        Column(name="criterion", title="criterion", kind="word", vocabulary="feature"),
        Column(name="said", title="said", kind="statements"),
    )
    data = [{"criterion": criterion, "said": statements} for criterion, statements in said.items()]
    sources = [statement["source"] for statements in said.values() for statement in statements]
    return _table(exhibit_id, data, columns, sources=sources)


def _statement(about: Mapping[str, str], row: str, together: Study) -> Mapping[str, str]:
    found = together.design.loc[row.removeprefix("design.csv#")]
    return stated(about, str(found["statement"]), row, str(found["source"]))


def compared(exhibit_id: str, comparisons: Sequence[Comparison], studies: Sequence[Study]) -> Exhibit:
    """The figures that go by one name in several programmes, each with what it is of and per."""
    figures = Findings(finding for comparison in comparisons for finding in comparison.figures)
    names = ("measure", "figure", "base", "per", "concept", "group", "source")
    return with_partnerships(table(exhibit_id, figures, names), figures, studies)


def disputed(
    exhibit_id: str, groups: Sequence[Sequence[str]], found: Findings, studies: Sequence[Study]
) -> Exhibit:
    """Figures that contradict each other, partnership by partnership."""
    figures = Findings(found.named(name) for group in groups for name in group)
    names = ("measure", "group", "period", "figure", "status", "source")
    return with_partnerships(table(exhibit_id, figures, names), figures, studies)


def with_partnerships(exhibit: Exhibit, findings: Findings, studies: Sequence[Study]) -> Exhibit:
    """A table of findings with the partnership that each is about, behind the first column."""
    names = {study.partnership.id: study.partnership.short_name for study in studies}
    rows = (
        {**row, "partnership": [named(finding.partnership, names[finding.partnership])]}
        for row, finding in zip(exhibit.data, findings, strict=True)
    )
    columns = (*exhibit.columns[:1], _PARTNERSHIP, *exhibit.columns[1:])
    return replace(exhibit, data=tuple(rows), columns=columns)


def apart(exhibit_id: str, comparisons: Sequence[Comparison]) -> Exhibit:
    """For each name that several programmes share: how many have it, and what keeps their figures apart."""
    rows = [
        {
            "measure": comparison.measure,
            "programmes": comparison.programmes,
            "comparable": "yes" if comparison.alike else "no",
            "differ": list(comparison.differ),
        }
        for comparison in comparisons
    ]
    columns = (
        Column(name="measure", title="measure", kind="word", vocabulary="measure"),
        Column(name="programmes", title="programmes", kind="count"),
        Column(name="comparable", title="comparable", kind="word", vocabulary="answer"),
        Column(name="differ", title="differ", kind="words", vocabulary="differ"),
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
        Column(name="scorecard", title="scorecard", kind="word", vocabulary="column"),
        Column(name="criterion", title="criterion", kind="word", vocabulary="feature"),
        Column(name="features", title="features", kind="words", vocabulary="feature"),
    )
    return _table(exhibit_id, rows, columns)


def pools(exhibit_id: str, found: Sequence[Pool]) -> Exhibit:
    """The published effects by what they measure, and why they are not pooled."""
    rows = [
        {
            "measure": pool.measure,
            "estimates": len(pool.estimates),
            "programmes": pool.programmes,
            "with_error": pool.with_error,
            "reason": pool.reason,
        }
        for pool in found
    ]
    columns = (
        Column(name="measure", title="measure", kind="word", vocabulary="measure"),
        Column(name="estimates", title="estimates", kind="count"),
        Column(name="programmes", title="programmes", kind="count"),
        Column(name="with_error", title="with_error", kind="count"),
        Column(name="reason", title="not_pooled", kind="word", vocabulary="not_pooled"),
    )
    return _table(
        exhibit_id, rows, columns, sources=[f.sources[0].key for pool in found for f in pool.estimates]
    )


def sources(exhibit_id: str, found: Sequence[tuple[str, int, int]]) -> Exhibit:
    """The sources by kind: how many were consulted and how many of them were read in full."""
    rows = [{"source_kind": kind, "read": total, "full": full} for kind, total, full in found]
    columns = (
        Column(name="source_kind", title="source_kind", kind="word", vocabulary="source_kind"),
        Column(name="read", title="sources_read", kind="count"),
        Column(name="full", title="sources_full", kind="count"),
    )
    return _table(exhibit_id, rows, columns)
