"""What a list says of a partnership where a reader asks: the figure that answers, of whom and when."""

from __future__ import annotations

from collections.abc import Sequence

from gspbrief.analysis import costs
from gspbrief.brief.ranking import rank
from gspbrief.collection.movers import least
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import beside, measured, stated
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital
from gspbrief.synthesis.cells import STATES
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study
from gspbrief.synthesis.scorecard import CONFLICTING, paying

PUBLISHED, DERIVED, *_ = STATES
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


def _answers(study: Study, form: Format) -> dict[str, str]:
    printed, derived = _printed(study), costs.derived_unit_costs(study)
    found = {}
    for cell in of_study(study):
        question = QUESTIONS[cell.aspect]
        held = [f for f in printed if f.row in cell.rows]
        if cell.state == DERIVED:
            held = [f for f in derived if question.answered_by(f, study.partnership)]
        if held:
            state = "" if cell.state == PUBLISHED else form.word("cell", cell.state)
            found[cell.aspect] = _said(_telling(held, cell.aspect), form, state)
    return found


def _payer_said(study: Study, form: Format) -> str:
    cell = paying(study)
    held = [f for f in _printed(study) if f.row in cell.rows]
    told = [_said(min(held, key=rank), form)] if held else []
    own = [study.design["statement"].get(row.rpartition("#")[2], "") for row in cell.rows]
    told += [form.written(form.translated(text) or text) for text in own if text]
    return " / ".join(told if cell.state == CONFLICTING else told[:1])


def _printed(study: Study) -> list[Finding]:
    return [finding for table in EVIDENCE_TABLES for finding in study.published(table)]


def _telling(held: Sequence[Finding], question: str) -> Finding:
    """The figure that tells most; of how many came so far, the largest count, as where nothing is asked."""
    counts = [finding for finding in held if finding.unit == "persons"]
    return max(counts, key=least) if counts and question in ON_THE_WAY else min(held, key=rank)


def _said(finding: Finding, form: Format, state: str = "") -> str:
    """Such as ``Departed: 28 persons (2013–2016; plan only)``."""
    label = capital(measured(finding.measure, finding.quantity, form))
    about = form.series(filter(None, (*beside(finding, form), state)))
    return f"{label}{form.colon} {stated(finding, form)}" + (f" ({about})" if about else "")
