"""What a list says of a partnership on which no question is answered: what it is, and why that is so."""

from __future__ import annotations

from gspbrief.evidence.kinds import NOT_RUN, kind_of
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.derivation import achieved
from gspbrief.language.formats import Format
from gspbrief.synthesis.cells import ANSWERED
from gspbrief.synthesis.definitions import counts_for_it
from gspbrief.synthesis.gap_map import of_study

PURPOSE = "purpose"


def why_unanswered(study: Study) -> str:
    """Why none of the questions has an answer: a word of the vocabulary ``unanswered``.

    Blank where one has. ``counted`` is a partnership with achieved figures that answer none of them, such as
    how many applied; ``plans`` one of which only plans are in print.
    """
    if any(cell.state in ANSWERED for cell in of_study(study)):
        return ""
    here = study.partnership
    own = [f for table in EVIDENCE_TABLES for f in study.published(table) if counts_for_it(f)]
    if kind_of(here) != "programmes":
        return kind_of(here)
    if here.status in NOT_RUN:
        return here.status
    if any(map(achieved, own)):
        return "counted"
    return "plans" if own else "not_found"


def in_few_words(study: Study | None, form: Format) -> str:
    """What it is and why nothing is answered, in sentences; blank where a question is answered."""
    why = why_unanswered(study) if study else ""
    if not study or not why:
        return ""
    told = study.design[study.design["feature"] == PURPOSE]["statement"]
    purpose = [f"{text.removesuffix('.')}." for text in told[:1]]
    said = [form.written(form.translated(text) or text) for text in purpose]
    return " ".join([*said, form.word("unanswered", why)])
