"""One partnership from its slice of the evidence to a finished folder, in a worker process."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from gspbrief import __version__
from gspbrief.brief.addresses import (
    BESIDE,
    CARD,
    CHART,
    DRAWN_CHART,
    PAGE,
    PRESS,
    REFERENCES,
    Addresses,
    document_name,
    folder_of,
)
from gspbrief.brief.figures_and_tables import NARROW
from gspbrief.brief.publication import Publication, read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.build.about import note_about
from gspbrief.build.notebook_runs import has_results, keep_results
from gspbrief.build.output_checks import check_downloads, check_owner, check_page, check_whole
from gspbrief.build.task import Task
from gspbrief.collection import comparison
from gspbrief.evidence.reading import load, load_together
from gspbrief.evidence.study import Study
from gspbrief.execution import results
from gspbrief.execution.execute import Executed
from gspbrief.execution.results import Results
from gspbrief.exhibits.svg import chart_drawer, render_svg
from gspbrief.language import styles
from gspbrief.project.files import whole_folder
from gspbrief.project.general import MARK
from gspbrief.project.inputs import digest
from gspbrief.project.subjects import DEMO, MODEL, ORIGINAL, SYNTHESIS, TOPIC
from gspbrief.render import Choice, Job, Renderer, fonts
from gspbrief.render.choice import choose
from gspbrief.render.embedded import BODY, EmbeddedRenderer
from gspbrief.render.overflow import Words, divide
from gspbrief.scenario.base_case import load_model
from gspbrief.site.embeds import write_embeds
from gspbrief.site.pages import notebook_body, notebook_title, page
from gspbrief.surveys import tracer


@cache
def _renderer(name: Choice, fonts_cache: Path) -> Renderer:
    """The worker's renderer, kept between briefs."""
    renderer = choose(name, cache=fonts_cache)
    _open_renderers.append(renderer)
    return renderer


_open_renderers: list[Renderer] = []
# The page of each notebook as it was made last, with the hashes of what it is made of.
_last_pages: dict[str, tuple[tuple[str, ...], bytes]] = {}


@atexit.register  # for a Dask worker; a fork ends without asking
def close_renderers() -> None:
    """Have the processes that render end, and clear their own files away."""
    while _open_renderers:
        _open_renderers.pop().close()


def _embedded(task: Task) -> EmbeddedRenderer:
    """The renderer of what is no brief: notebooks, the picture of a brief, its text for Word."""
    renderer = _renderer("embedded", task.fonts)
    assert isinstance(renderer, EmbeddedRenderer)
    return renderer


def produce(task: Task, executed: Sequence[Executed] = ()) -> None:
    """Make one partnership's folder; nothing of it appears unless all of it succeeds.

    Parameters
    ----------
    executed : sequence of Executed
        What `run_notebooks` returned.

    Raises
    ------
    NotebookError, TemplateError, RenderError
        Naming the notebook and cell, the template and line, or the brief and format.
    """
    if not has_results(task):
        keep_results(task, executed)
    found = [results.read(task.results / f"{name}.json") for name in task.names]
    check_owner(found, task.partnership)
    study = study_of(task)
    publication = read_publication(task.project / MARK)
    with whole_folder(task.finished) as draft:
        for lang in task.edition.langs:
            _make_brief(task, study, found, publication, lang, draft)
        _make_notebook_pages(task, study, publication, draft)
        if task.partnership == DEMO:
            _copy_survey(task, draft / "data")
        _write_results(found, draft)
        _check_whole(task, draft)
    note_about(task, study, found, _renderer(task.edition.renderer, task.fonts).name)


def study_of(task: Task) -> Study:
    """The evidence that a task's brief is about."""
    if task.partnership == DEMO:
        return tracer.load(DEMO, task.data).study
    if task.partnership == MODEL:
        return load_model(task.data)
    across = task.subject in (SYNTHESIS, TOPIC)
    return load_together(task.data, task.partnership) if across else load(task.partnership, task.data)


@cache
def get_ready(fonts_cache: Path) -> None:
    """Start what draws and load what renders, while the first notebooks run.

    A worker that is a fork has loaded it already; on a cluster, or where nothing can fork, it has not.
    """
    import gspbrief.scenario.equations
    import gspbrief.site.notebook_html  # noqa: F401

    dot: Mapping[str, object] = {"data": {"values": [{}]}, "mark": "point"}
    render_svg(dot, "ready", "", fonts.instances(fonts_cache))


def _make_brief(
    task: Task, study: Study, found: Sequence[Results], publication: Publication, lang: str, draft: Path
) -> None:
    style = styles.find(task.edition.style)
    woven = BriefInputs(
        study=study,
        results=tuple(found),
        notebooks=task.runs,
        templates=task.project / "briefs",
        out=task.work / "woven" / task.partnership / lang,
        draw=chart_drawer(lang, style, fonts.instances(task.fonts)),
        publication=publication,
        evidence_hash=task.evidence_hash,
        version=__version__,
        lang=lang,
        edition=task.edition,
        subject=task.subject,
        older=task.older,
    )
    source, form = weave(woven), woven.format
    folder = draft / folder_of(lang)
    folder.mkdir(exist_ok=True)
    if (logo := publication.brand.logo) is not None:
        _place_logo(task, logo, source.parent)
    for figure in (source.parent / "figures").glob("*.svg"):
        if NARROW not in figure.suffixes:
            _embedded(task).draw_png(figure, figure.with_suffix(".png"))
    moved = Words(form.word("phrase", "own_page"), form.word("phrase", "own_page_of"))
    for job in _jobs(task, source.parent, lang, draft):
        _renderer("embedded" if job.format == "docx" else task.edition.renderer, task.fonts).render(job)
        if job.format == "html":
            check_page(job.target, found, source.parent, task.evidence_hash)
            divide(job.target, moved)
    if "html" in task.edition.formats:
        write_embeds(folder, publication.in_language(lang))
    for name in REFERENCES:
        shutil.copyfile(source.parent / name, folder / name)
    if (chart := source.parent / DRAWN_CHART).is_file() and "html" in task.edition.formats:
        _embedded(task).draw_png(chart, folder / CHART)
    if "html" in task.edition.formats:
        _embedded(task).draw_card(source.parent / "card.json", folder / CARD)
        if not task.subject:
            text = comparison.script(study, form)
            (folder / BESIDE).write_text(text, encoding="utf-8")
    _copy_downloads(source.parent, folder / "data")
    check_downloads(folder / "data", found)


def _place_logo(task: Task, logo: Path, woven: Path) -> None:
    """Put the logo beside a woven brief: as it is, for print, and as a picture, for Word."""
    placed = woven / f"logo{logo.suffix.lower()}"
    shutil.copyfile(logo, placed)
    if placed.suffix == ".svg":
        _embedded(task).draw_png(placed, placed.with_suffix(".png"))


def _jobs(task: Task, woven: Path, lang: str, draft: Path) -> Iterator[Job]:
    """What is rendered of a brief in one language: its pages, and its documents.

    The document for Word is made of the page, so it comes right after it.
    """
    folder = draft / folder_of(lang)
    for form in sorted(task.edition.formats, key=("html", "docx", "pdf").index):
        name = document_name(task.partnership, lang, form)
        target = folder / PAGE if form == "html" else draft / name
        yield Job(source=woven / "index.qmd", target=target, format=form)
    if "html" in task.edition.formats and (woven / "press.qmd").is_file():
        yield Job(source=woven / "press.qmd", target=folder / PRESS, format="html")


def _copy_downloads(woven: Path, target: Path) -> None:
    """Each exhibit's data as CSV, each chart as SVG and PNG, what an explorer computes with as a script."""
    target.mkdir(parents=True, exist_ok=True)
    for folder in (woven / "data", woven / "figures"):
        for file in sorted(folder.glob("*")):
            if NARROW in file.suffixes:
                continue  # the page holds it
            shutil.copyfile(file, target / file.name)


def _copy_survey(task: Task, target: Path) -> None:
    """The rows of the survey with their description, where all of them may be published."""
    target.mkdir(exist_ok=True)
    for path in tracer.published(DEMO, task.data):
        shutil.copyfile(path, target / path.name)


def _make_notebook_pages(task: Task, study: Study, publication: Publication, draft: Path) -> None:
    addresses = Addresses(task.partnership, ORIGINAL, publication.address)
    for name in task.names:
        executed = task.notebooks / f"{name}.ipynb"
        source = page(
            task.project,
            "notebook",
            task.work / "woven" / task.partnership / f"notebook-{name}",
            id=f"{task.partnership}-{name}",
            title=f"{notebook_title(executed)} {study.partnership.short_name}",
            description=f"The notebook {name} as it ran for {study.partnership.name}",
            publication=publication,
            style=task.edition.style,
            version=__version__,
            site_root="../",
            canonical=addresses.public(f"{name}.html") if addresses.base else "",
            notebook=name,
            partnership=task.partnership,
            name=study.partnership.name,
            back="Back to the brief",
            simulated=task.partnership == DEMO,
            body=Markup(BODY),
        )
        (draft / f"{name}.html").write_bytes(_notebook_page(task, source, executed))


def _notebook_page(task: Task, source: Path, executed: Path) -> bytes:
    """The page of a notebook; while a brief is written, its notebooks and so these pages are as they were."""
    made_of = tuple(digest(path.read_bytes()) for path in (source, executed))
    known, made = _last_pages.get(executed.stem, ((), b""))
    if known != made_of:
        draw = partial(render_svg, description="", fonts=fonts.instances(task.fonts))
        job = Job(source=source, target=source.with_suffix(".html"), format="html")
        _embedded(task).render_around(job, notebook_body(executed, draw))
        made = job.target.read_bytes()
        _last_pages[executed.stem] = made_of, made
    return made


def _check_whole(task: Task, draft: Path) -> None:
    woven = task.work / "woven" / task.partnership
    jobs = [job.target for lang in task.edition.langs for job in _jobs(task, woven / lang, lang, draft)]
    folders = [draft / folder_of(lang) for lang in task.edition.langs]
    notebooks = [draft / f"{name}.html" for name in task.names]
    names = (*REFERENCES, CARD) if "html" in task.edition.formats else REFERENCES
    beside = [folder / name for folder in folders for name in names]
    others = draft.rglob("*.html")  # what a page had no room for
    check_whole(dict.fromkeys([*jobs, *notebooks, *beside, *others, draft / "results.json"]))


def _write_results(found: Sequence[Results], draft: Path) -> None:
    text = results.listed(finding.to_json() for part in found for finding in part.findings)
    (draft / "results.json").write_text(text + "\n", encoding="utf-8")
