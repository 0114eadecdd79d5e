"""Many briefs: which are stale and why, all cores at work, every finished one published at once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from gspbrief.build.plans import BuildFolders, BuildOptions, Plan, langs_of, publishing_note, stale_plans
from gspbrief.build.task import Task
from gspbrief.build.workers import Workers
from gspbrief.errors import BuildError
from gspbrief.evidence.checks import require_sound
from gspbrief.evidence.reading import find_data
from gspbrief.evidence.slices import Evidence, require_known, write_slice
from gspbrief.project.holdings import Holdings
from gspbrief.project.imports import PACKAGE
from gspbrief.project.inputs import digest, find_project, key
from gspbrief.project.subjects import OF_ALL
from gspbrief.render.choice import passed_over, settled
from gspbrief.site.evidence_pages import publish_evidence
from gspbrief.site.index import index_inputs, is_whole, publish_index
from gspbrief.site.published import Site

EVIDENCE, SITE = ".evidence", ".site"  # notes beside those of the partnerships, whose ids begin with a letter


def build_site(order: BuildOptions) -> str:
    """Build what is stale, publish it, and renew the pages about all briefs.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    EvidenceError, ArgumentError
        Before anything runs, if the evidence or the order is wrong.
    BuildError
        At the end, if some briefs failed; the others are published.
    """
    with Workers(order.jobs) as workers:
        return build_with(workers, BuildFolders(order), order)


def build_with(workers: Workers, shop: BuildFolders, order: BuildOptions) -> str:
    """As `build_site`, with processes that are there already and stay."""
    shop.require_own_folders()
    try:
        with shop.locked():
            count, failures = _bring_up_to_date(workers, shop, order)
    except OSError as error:
        raise BuildError(
            f"cannot be written: {error.strerror}",
            where=str(error.filename or shop.site),
            todo="Make room and build again; what is published is whole, and nothing done is lost",
        ) from error
    return _report(shop, count, failures)


def _bring_up_to_date(
    workers: Workers, shop: BuildFolders, order: BuildOptions
) -> tuple[int, dict[str, str]]:
    """Build and publish what is stale; return how many briefs that was, and the failures."""
    _check_evidence(workers, shop, order)
    holdings = shop.holdings()
    holdings.recover()
    evidence = Evidence(shop.data)
    plans = stale_plans(shop, evidence, order)
    site = Site(shop.project, evidence, shop.site, shop.work, order.style, holdings)
    with ThreadPoolExecutor(1) as aside:
        pages = cache(partial(aside.submit, publish_evidence, site))
        failures = _build(workers, shop, plans, order, holdings, pages) if plans else {}
        inputs = index_inputs(site)
        is_stale = not is_whole(site) or shop.state(SITE) != inputs
        if plans or is_stale:
            pages().result()
    if is_stale:
        publish_index(site)
        shop.note(SITE, inputs)
    shop.project.hashes.save()
    return len(plans), failures


def stale(order: BuildOptions) -> dict[str, list[str]]:
    """The partnerships whose briefs are stale, each with the inputs that made them so."""
    shop = BuildFolders(order)
    return {plan.partnership: plan.stale for plan in stale_plans(shop, Evidence(shop.data), order)}


def run_notebook(notebook: str, partnership: str, data: Path | None = None) -> Path:
    """Run one notebook for one partnership in a process of its own.

    Returns
    -------
    Path
        The executed notebook; its results stand beside it.
    """
    from gspbrief.execution import execute

    project, folder = find_project(), find_data(data)
    require_known([partnership], dict.fromkeys(Evidence(folder).subjects))
    known = {path.stem: path for path in project.notebooks(partnership)}
    require_known([notebook], known)
    target = project.root / "build" / "runs" / partnership
    values = {"data": str(folder), "out": str(target)}
    if partnership not in OF_ALL:
        values["partnership"] = partnership
    return execute.run(known[notebook], values, target / f"{notebook}.ipynb").output


def _check_evidence(workers: Workers, shop: BuildFolders, order: BuildOptions) -> None:
    now = shop.evidence_inputs()
    now["checks.py"] = shop.project.hash(PACKAGE / "evidence" / "checks.py")
    if shop.state(EVIDENCE) != now:
        if (os.cpu_count() or 1) > 1:
            _warm(workers, shop, order)  # on another core: what changed will be built
        require_sound(shop.data)
        shop.note(EVIDENCE, now)


def _build(
    workers: Workers,
    shop: BuildFolders,
    plans: Sequence[Plan],
    order: BuildOptions,
    holdings: Holdings,
    begin_pages: Callable[[], object],
) -> dict[str, str]:
    """Build and publish; return what failed.

    The pages of evidence are begun with the first brief that is published, and not before: the last briefs
    leave other cores nothing to do.
    """
    from gspbrief.build.progress import progress_bar

    _clear_drafts(shop)
    if notice := passed_over(order.renderer):
        print(f"gspbrief: {notice}", file=sys.stderr)
    order = replace(order, renderer=settled(order.renderer))  # a worker that stays must not decide otherwise
    with progress_bar(len(plans), "briefs") as advance:
        return _build_each(workers, shop, plans, order, holdings, advance, begin_pages)


def _clear_drafts(shop: BuildFolders) -> None:
    """Clear away what a killed build left half done."""
    shutil.rmtree(shop.work / "finished", ignore_errors=True)
    for draft in (shop.work / "results").glob(".*"):
        shutil.rmtree(draft, ignore_errors=True)


def _build_each(
    workers: Workers,
    shop: BuildFolders,
    plans: Sequence[Plan],
    order: BuildOptions,
    holdings: Holdings,
    advance: Callable[[str], None],
    begin_pages: Callable[[], object],
) -> dict[str, str]:
    by_id = {plan.partnership: plan for plan in plans}
    failures: dict[str, str] = {}
    longest_first = sorted(plans, key=lambda plan: plan.partnership not in OF_ALL)
    _warm(workers, shop, order)
    tasks = [_task(shop, plan, order) for plan in longest_first]
    for task, failure in _run_on(order.scheduler, tasks, workers):
        if failure is None:
            failure = _publish(shop, holdings, task, by_id[task.partnership])
            begin_pages()
        advance(task.partnership)
        if failure is not None:
            failures[task.partnership] = failure
            if not order.keep_going:
                break
    return failures


def _warm(workers: Workers, shop: BuildFolders, order: BuildOptions) -> None:
    """Have what the notebooks need imported in the background; on a cluster its workers do that."""
    if not order.scheduler:
        workers.warm(shop.project.root, shop.data)


def _task(shop: BuildFolders, plan: Plan, order: BuildOptions) -> Task:
    slice_folder = shop.work / "slices" / plan.partnership
    write_slice(plan.files, slice_folder)
    return Task(
        partnership=plan.partnership,
        project=shop.project.root,
        data=slice_folder,
        work=shop.work,
        results_key=key(plan.results_inputs),
        evidence_hash=key({name: digest(content) for name, content in plan.files.items()}),
        formats=order.formats,
        langs=langs_of(shop, order, plan.partnership),
        style=order.style,
        renderer=order.renderer,
    )


def _run_on(scheduler: str, tasks: Sequence[Task], workers: Workers) -> Iterator[tuple[Task, str | None]]:
    """Run tasks on a cluster, if its scheduler is given, else in processes of this machine."""
    if not scheduler:
        return workers.run(tasks)
    from gspbrief.build.cluster import run_on_cluster

    return run_on_cluster(tasks, scheduler)


def _publish(shop: BuildFolders, holdings: Holdings, task: Task, plan: Plan) -> str | None:
    try:
        holdings.replace(task.finished, task.partnership)
    except (OSError, BuildError) as error:
        return f"cannot be published: {error}"
    shop.note(task.partnership, *publishing_note(plan, shop.site / task.partnership))
    return None


def _report(shop: BuildFolders, count: int, failures: Mapping[str, str]) -> str:
    built = count - len(failures)
    index = shop.site / "index.html"
    if failures:
        lines = "\n".join(f"  {partnership}: {reason}" for partnership, reason in sorted(failures.items()))
        raise BuildError(
            f"{len(failures)} of {count} briefs failed; {built} were built and published:\n{lines}"
        )
    shutil.rmtree(shop.work / "finished", ignore_errors=True)
    return f"{built} built, the rest was up to date. Open {index}" if built else f"Up to date. Open {index}"
