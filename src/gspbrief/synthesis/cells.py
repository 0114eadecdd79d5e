"""Matrices of judgements: one word on one partnership and one aspect, with the rows that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gspbrief.findings.finding import Finding, Findings

NOT_FOUND = "not_found"
STATES = ("published", "derived", "conflicting", "planned", NOT_FOUND)  # of a question that is asked of all
ANSWERED = STATES[:3]


@dataclass(frozen=True, slots=True)
class Cell:
    """One judgement.

    Attributes
    ----------
    partnership : str
        Id of the partnership that it is about.
    aspect : str
        The question or criterion that it answers.
    state : str
        The answer, a word of the vocabulary ``cell``; ``not_found`` where there is no row.
    rows : tuple of str
        Its evidence, each ``table.csv#row``; empty only for ``not_found``.
    """

    partnership: str
    aspect: str
    state: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """Cells for every pair of a partnership and an aspect.

    Attributes
    ----------
    name : str
        Under which its counts go.
    aspects : tuple of str
        The columns, in order.
    partnerships : mapping of str to str
        The rows, in order: id to short name.
    """

    name: str
    aspects: tuple[str, ...]
    partnerships: Mapping[str, str]
    cells: tuple[Cell, ...]

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], Cell]:
        return {(cell.partnership, cell.aspect): cell for cell in self.cells}

    def cell(self, partnership: str, aspect: str) -> Cell:
        """The cell of a partnership and an aspect."""
        return self._by_place[partnership, aspect]

    @property
    def known(self) -> Mapping[str, str]:
        """The partnerships with at least one cell that holds evidence."""
        held = {cell.partnership for cell in self.cells if cell.rows}
        return {name: short for name, short in self.partnerships.items() if name in held}

    def part(self, aspects: Collection[str]) -> Grid:
        """The grid with some of its aspects only."""
        cells = tuple(cell for cell in self.cells if cell.aspect in aspects)
        return Grid(self.name, tuple(aspects), self.partnerships, cells)

    def where(self, aspect: str, *states: str) -> tuple[Cell, ...]:
        """The cells of an aspect that are in one of these states, in the order of the rows."""
        return tuple(cell for cell in self.cells if cell.aspect == aspect and cell.state in states)


def counted(name: str, measure: str, value: int, unit: str, formula: str, **values: object) -> Finding:
    """A count of what the evidence holds, as a finding; its rows are the evidence itself.

    Parameters
    ----------
    name : str
        Tail of the id, behind ``synthesis.``.
    """
    return Finding(
        id=f"synthesis.{name}",
        measure=measure,
        value=float(value),
        unit=unit,
        grade="derived",
        partnership="synthesis",
        method="count",
        formula=formula,
        **values,  # type: ignore[arg-type]
    )


def partnerships_counted(
    name: str, value: int, formula: str, total: int, measure: str = "partnerships", **values: object
) -> Finding:
    """A count of partnerships, out of those that were looked at.

    Parameters
    ----------
    name : str
        Tail of the id, behind ``synthesis.``.
    total : int
        How many partnerships were looked at.
    """
    return counted(name, measure, value, "partnerships", formula, base="partnerships", n=total, **values)


def counts(grid: Grid, states: Iterable[str], measures: Mapping[str, str] | None = None) -> Findings:
    """How many partnerships are in each state, aspect by aspect: ``synthesis.<grid>.<aspect>.<state>``.

    Parameters
    ----------
    measures : mapping of str to str, optional
        The word of the vocabulary ``measure`` for an aspect.
    """
    total = len(grid.partnerships)
    named = measures or {}
    return Findings(
        partnerships_counted(
            f"{grid.name}.{aspect}.{state}",
            len(grid.where(aspect, state)),
            f"n({aspect}: {state})",
            total,
            measure=named.get(aspect, "partnerships"),
            group=state.replace("_", " "),
        )
        for aspect in grid.aspects
        for state in states
    )
