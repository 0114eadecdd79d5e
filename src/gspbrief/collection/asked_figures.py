"""What a list says of a partnership where a reader asks: the figure that answers, of whom and when."""

from __future__ import annotations

from collections.abc import Iterator

from gspbrief.analysis import costs
from gspbrief.brief.ranking import rank
from gspbrief.collection.movers import largest
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import beside, measured, stated
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital
from gspbrief.synthesis.cells import STATES, Cell
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study
from gspbrief.synthesis.scorecard import CONFLICTING, paying

PUBLISHED, DERIVED, DISPUTED, *_ = STATES
ON_THE_WAY = ("trained", "placed", "departed")


def asked_figures(study: Study | None, form: Format) -> dict[str, object]:
    """What a list shows where it is asked for, in the reader's language.

    Returns
    -------
    dict
        ``answers``, by question the figure that tells most, with its state where that is not published;
        ``payer_said``, the figure on who paid that tells most, else what a source says of it, and where
        sources differ each of them; blank without.
    """
    if not study:
        return {"answers": {}, "payer_said": ""}
    return {"answers": _answers(study, form), "payer_said": _payer_said(study, form)}


def known(study: Study | None) -> dict[str, list[str]]:
    """The state of each question and the rows behind it, that of the figure shown among them."""
    found = {}
    for cell, shown in _shown(study) if study else ():
        further = [shown.row] if shown and shown.row and shown.row not in cell.rows else []
        found[cell.aspect] = [cell.state, *cell.rows, *further]
    return found


def _answers(study: Study, form: Format) -> dict[str, str]:
    return {
        cell.aspect: _said(shown, form, _state(cell, shown, form)) for cell, shown in _shown(study) if shown
    }


def _shown(study: Study) -> Iterator[tuple[Cell, Finding | None]]:
    """Each question with the figure that tells most; None where no row is behind it."""
    printed, derived = _printed(study), costs.derived_unit_costs(study)
    for cell in of_study(study):
        question = QUESTIONS[cell.aspect]
        answers = [
            f
            for f in (derived if cell.state == DERIVED else printed)
            if question.answered_by(f, study.partnership)
        ]
        behind = answers if cell.state == DERIVED else [f for f in printed if f.row in cell.rows]
        most = largest(answers or behind, question) if cell.aspect in ON_THE_WAY else None
        yield cell, most or min(behind, key=rank, default=None)


def _state(cell: Cell, shown: Finding, form: Format) -> str:
    """What to say of a figure beside it; where sources conflict on others than it, that they do."""
    if cell.state == DISPUTED and shown.row not in cell.rows:
        return form.word("phrase", "others_conflict")
    return "" if cell.state == PUBLISHED else form.word("cell", cell.state)


def _payer_said(study: Study, form: Format) -> str:
    cell = paying(study)
    held = [f for f in _printed(study) if f.row in cell.rows]
    told = [_said(min(held, key=rank), form)] if held else []
    own = [study.design["statement"].get(row.rpartition("#")[2], "") for row in cell.rows]
    told += [form.written(form.translated(text) or text) for text in own if text]
    return " / ".join(told if cell.state == CONFLICTING else told[:1])


def _printed(study: Study) -> list[Finding]:
    return [finding for table in EVIDENCE_TABLES for finding in study.published(table)]


def _said(finding: Finding, form: Format, state: str = "") -> str:
    """Such as ``Departed: 28 persons (2013–2016; plan only)``."""
    label = capital(measured(finding.measure, finding.quantity, form))
    about = form.series(filter(None, (*beside(finding, form), state)))
    return f"{label}{form.colon} {stated(finding, form)}" + (f" ({about})" if about else "")
