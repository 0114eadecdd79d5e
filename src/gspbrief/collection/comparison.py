"""One partnership as it stands beside others: its profile, what answers each question, what was decided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

from gspbrief.analysis import costs, migration
from gspbrief.brief.addresses import row_address
from gspbrief.brief.profile import Profile
from gspbrief.brief.ranking import rank
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import beside, measured, period, stated
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL
from gspbrief.synthesis.comparisons import aspects, named
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study

Figure = Mapping[str, object]


def script(study: Study, form: Format) -> str:
    """What `side_by_side` gives, as a script that hands it to the page that asked for it.

    A page that is opened from disk may load scripts and nothing else.
    """
    detail = json.dumps(side_by_side(study, form), ensure_ascii=False, separators=(",", ":"))
    return f'document.dispatchEvent(new CustomEvent("compared", {{detail: {detail}}}));\n'


def side_by_side(study: Study, form: Format) -> dict[str, object]:
    """What a page shows of a partnership beside others, in the reader's language; plain values.

    Returns
    -------
    dict
        ``id`` and ``name``; ``profile``, pairs of label and text; ``answers``, by question the figures that
        answer it, those first that tell most (`brief.ranking`), each with the name under which it compares,
        with what must be the same besides (`comparisons.aspects`), with what is noted on it, with its source
        in short and with the address of its row from the site's root; ``behind``, the rows of the evidence
        map that answer nothing by themselves: plans, and what a derived figure is made from, by row;
        ``statements``, what one is about, the answer in a word or blank, and what a source says, in English.
    """
    profile = Profile(study, form, "")
    answers = {name: figures for name, figures in _answers(study, form).items() if figures}
    return {
        "id": study.partnership.id,
        "name": profile.short_name,
        "profile": profile.features,
        "answers": answers,
        "behind": _behind(study, answers, form),
        "statements": [
            (
                form.word("feature", said.feature),
                profile.word("answer", said.answer),
                _written(said.text, form),
            )
            for said in profile.design()
        ],
    }


def _answers(study: Study, form: Format) -> dict[str, list[Figure]]:
    """The figures on each question: those in print, and the rates and unit costs that follow from them."""
    rates: Mapping[str, list[Finding]] = defaultdict(list)
    for rate in migration.rates(study):
        rates[rate.inputs[0]].append(rate)
    printed = [f for table in EVIDENCE_TABLES for f in study.published(table)]
    names = {f.id: named(f).measure for f in study.published("migration").where(unit="share")}
    derived = list(costs.derived_unit_costs(study))
    answers: dict[str, list[Figure]] = {}
    for name, question in QUESTIONS.items():
        own = [f for f in printed if question.answered_by(f, study.partnership)]
        made = [f for f in derived if question.answered_by(f, study.partnership)]
        made += [rate for f in own for rate in rates[f.id] if rate.found]
        answers[name] = [
            {"name": names.get(f.id, f.measure), **_figure(f, study, form), "aspects": _aspects(f)}
            for f in (*sorted(own, key=rank), *made)
        ]
    return answers


def _aspects(finding: Finding) -> dict[str, str]:
    """What must be the same for two figures to compare; empty for what tells the size of a programme.

    Its total cost does so as counts of its people do: over how many years it ran, and for how many.
    """
    held = aspects(finding)
    return {} if held.get("per") == "programme" else held


def _behind(study: Study, answers: Mapping[str, list[Figure]], form: Format) -> dict[str, Figure]:
    told = {figure["address"] for figures in answers.values() for figure in figures}
    rows = {row for cell in of_study(study) for row in cell.rows if row_address("", row) not in told}
    printed = (f for table in EVIDENCE_TABLES for f in study.published(table))
    return {f.row.rpartition("#")[2]: _figure(f, study, form) for f in printed if f.row in rows}


def _figure(finding: Finding, study: Study, form: Format) -> Figure:
    row = finding.row or finding.inputs[0]  # of what follows from several, the first
    note = finding.details.get("note", "")
    return {
        "label": measured(finding.measure, finding.quantity, form),
        "text": stated(finding, form),
        "about": beside(finding, form),
        "dated": bool(period(finding, form)),
        "note": form.written(form.translated(note) or note),
        "source": "; ".join(dict.fromkeys(study.sources[one.key].cited for one in finding.sources)),
        "address": row_address("", row),
        "grade": finding.grade,
    }


def _written(text: str, form: Format) -> str:
    """The evidence's own English text, in the spelling of the house style where the page is English too."""
    return form.written(text) if form.lang == ORIGINAL else text
