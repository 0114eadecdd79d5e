"""What the pages about all say of a brief: titles, key figure, counts, and what is known with its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gspbrief.brief.frontmatter import unmarked
from gspbrief.brief.sufficiency import firm_figures, has_brief
from gspbrief.brief.weave import LISTED
from gspbrief.build.task import Task
from gspbrief.collection.asked_figures import asked_figures, known
from gspbrief.collection.movers import in_numbers, in_words
from gspbrief.collection.unanswered import in_few_words
from gspbrief.evidence.study import Study
from gspbrief.execution.results import Results
from gspbrief.language import styles
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.formats import Format
from gspbrief.project.kept import keep
from gspbrief.render import Job, front_matter
from gspbrief.scenario.thresholds import explored


def note_about(task: Task, study: Study, found: Sequence[Results], renderer: str) -> None:
    """Note of a brief that was made what the pages about all say of it.

    Parameters
    ----------
    renderer : str
        The name of what rendered it.
    """
    one = None if task.subject else study
    about = {
        "form": "brief" if task.subject or has_brief(found) else "fact-sheet",
        "built": task.edition.to_json() | {"renderer": renderer},
        "titles": {lang: _titles(task, lang, one) for lang in task.edition.langs},
        "counts": list(firm_figures(found).values()),
        **in_numbers(one),
        "own": explored(finding for part in found for finding in part.findings),
        "known": known(one),
    }
    text = json.dumps(about, ensure_ascii=False)
    keep(task.work / "about" / f"{task.partnership}.json", text)


def _titles(task: Task, lang: str, one: Study | None) -> dict[str, object]:
    form = Format(lang, styles.find(task.edition.style), read_texts(task.project / "briefs", lang))
    woven = task.work / "woven" / task.partnership / lang / "index.qmd"
    front = front_matter(Job(source=woven, target=task.finished, format="html"))
    key = json.loads((woven.parent / "card.json").read_text(encoding="utf-8"))["key"]
    return {
        **({"name": form.named(one.partnership.short_name)} if one else {}),
        "title": unmarked(front.title),
        "subtitle": unmarked(front.subtitle),
        **key,
        **json.loads((woven.parent / LISTED).read_text(encoding="utf-8")),
        **in_words(one, form),
        **asked_figures(one, form),
        "unanswered": in_few_words(one, form),
    }
