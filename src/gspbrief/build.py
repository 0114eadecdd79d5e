"""Many briefs: which are stale and why, all cores at work, every finished one published at once."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.errors import BuildError, GspBriefError
from gspbrief.evidence.checks import require_sound
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.partnerships import find_data, require_known
from gspbrief.render.choice import passed_over
from gspbrief.site import Site
from gspbrief.workshop.fingerprints import OF_ALL, PACKAGE, digest, find_project, key
from gspbrief.workshop.plans import Order as Order
from gspbrief.workshop.plans import Plan, Workshop, langs_of, publishing_note, stale_plans
from gspbrief.workshop.publish import recover, replace_folder

if TYPE_CHECKING:
    from gspbrief.workshop.produce import Task

ATTEMPTS = 2  # with a new warm parent each
REHEARSAL = "gspbrief.workshop.rehearsal"  # a name: only the warm parent imports it
LOOK = 0.2  # seconds between a worker's two looks whether the main process still lives
EVIDENCE, SITE = ".evidence", ".site"  # notes beside those of the partnerships, whose ids begin with a letter


def build_site(order: Order) -> str:
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
    shop = Workshop(order)
    try:
        with shop.locked():
            count, failures = _bring_up_to_date(shop, order)
    except OSError as error:
        raise BuildError(
            f"cannot be written: {error.strerror}",
            where=str(error.filename or shop.site),
            todo="Make room and build again; what is published is whole, and nothing done is lost",
        ) from error
    return _report(shop, count, failures)


def _bring_up_to_date(shop: Workshop, order: Order) -> tuple[int, dict[str, str]]:
    """Build and publish what is stale; return how many briefs that was, and the failures."""
    _check_evidence(shop)
    recover(shop.site)
    evidence = Evidence(shop.data)
    plans = stale_plans(shop, evidence, order)
    failures = _build(shop, plans, order) if plans else {}
    site = Site(shop.project, evidence, shop.site, shop.work, order.style)
    if not site.is_whole or shop.state(SITE) != site.inputs:
        site.publish()
        shop.note(SITE, site.inputs)
    shop.project.hashes.save()
    return len(plans), failures


def stale(order: Order) -> dict[str, list[str]]:
    """The partnerships whose briefs are stale, each with the inputs that made them so."""
    shop = Workshop(order)
    return {plan.partnership: plan.stale for plan in stale_plans(shop, Evidence(shop.data), order)}


def run_notebook(notebook: str, partnership: str, data: Path | None = None) -> Path:
    """Run one notebook for one partnership on an ordinary kernel.

    Returns
    -------
    Path
        The executed notebook; its results stand beside it.
    """
    from gspbrief import execute

    project, folder = find_project(), find_data(data)
    require_known([partnership], dict.fromkeys(Evidence(folder).subjects))
    known = {path.stem: path for path in project.notebooks(partnership)}
    require_known([notebook], known)
    target = project.root / "build" / "runs" / partnership
    values = {"data": str(folder), "out": str(target)}
    if partnership not in OF_ALL:
        values["partnership"] = partnership
    return execute.run(known[notebook], values, target / f"{notebook}.ipynb").output


def _check_evidence(shop: Workshop) -> None:
    now = shop.evidence_inputs()
    now["checks.py"] = shop.project.hash(PACKAGE / "evidence" / "checks.py")
    if shop.state(EVIDENCE) != now:
        require_sound(shop.data)
        shop.note(EVIDENCE, now)


def _build(shop: Workshop, plans: Sequence[Plan], order: Order) -> dict[str, str]:
    """Build and publish; return what failed. Should the warm parent be lost, what it lost is built again."""
    from gspbrief.kernels import warm_parent
    from gspbrief.workshop.progress import progress_bar

    _clear_drafts(shop)
    if notice := passed_over(order.renderer):
        print(f"gspbrief: {notice}", file=sys.stderr)
    failures: dict[str, str] = {}
    waiting = list(plans)
    with progress_bar(len(plans), "briefs") as advance:
        for _ in range(ATTEMPTS):
            with (
                nullcontext()
                if order.scheduler
                else warm_parent(rehearsal=(REHEARSAL, str(shop.data))) as address
            ):
                failures = _build_with(shop, waiting, order, address, advance)
                if not failures or address is None or answers(address):
                    break
            waiting = [plan for plan in plans if plan.partnership in failures]
    return failures


def _clear_drafts(shop: Workshop) -> None:
    """Clear away what a killed build left half done."""
    shutil.rmtree(shop.work / "finished", ignore_errors=True)
    for draft in (shop.work / "results").glob(".*"):
        shutil.rmtree(draft, ignore_errors=True)


def _build_with(
    shop: Workshop, plans: Sequence[Plan], order: Order, address: str | None, advance: Callable[[str], None]
) -> dict[str, str]:
    by_id = {plan.partnership: plan for plan in plans}
    jobs = min(order.jobs or os.cpu_count() or 1, len(plans))
    failures: dict[str, str] = {}
    longest_first = sorted(plans, key=lambda plan: plan.partnership not in OF_ALL)
    tasks = [_task(shop, plan, order, address) for plan in longest_first]
    for task, failure in _run_on(order.scheduler, tasks, jobs):
        if failure is None:
            failure = _publish(shop, task, by_id[task.partnership])
        advance(task.partnership)
        if failure is not None:
            failures[task.partnership] = failure
            if not order.keep_going:
                break
    return failures


def answers(address: str) -> bool:
    """Whether a warm parent still listens."""
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(address) == 0


def _task(shop: Workshop, plan: Plan, order: Order, address: str | None) -> Task:
    from gspbrief.workshop.produce import Task

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
        warm=address,
    )


def _run_on(scheduler: str, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, str | None]]:
    """Run tasks on a cluster, if its scheduler is given, else in processes of this machine."""
    if not scheduler:
        return _run(tasks, jobs)
    from gspbrief.workshop.cluster import run_on_cluster

    return run_on_cluster(tasks, scheduler)


def _run(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, str | None]]:
    """Run tasks in worker processes.

    When a worker is lost, its pool is, and all that was not done yet runs in a second pool. What is lost
    there too runs alone, so that the one task that kills its workers fails and no other does.
    """
    lost: list[Task] = []
    yield from _run_pool(tasks, jobs, lost)
    twice: list[Task] = []
    yield from _run_pool(lost, jobs, twice)
    for task in twice:
        with _pool(1) as pool:
            yield task, _failure(pool.submit(_produce, task))


def _run_pool(tasks: Sequence[Task], jobs: int, lost: list[Task]) -> Iterator[tuple[Task, str | None]]:
    """Run tasks in one pool; those that were not done when it lost a worker are added to `lost`."""
    if not tasks:
        return
    with _pool(min(jobs, len(tasks))) as pool:
        running: dict[Future[None], Task] = {}
        try:
            for task in tasks:
                try:
                    running[pool.submit(_produce, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        lost.append(task)
                    else:
                        yield task, _failure(future)
        finally:
            pool.shutdown(cancel_futures=True)


def _produce(task: Task) -> None:
    from gspbrief.workshop.produce import produce

    produce(task)


def _pool(jobs: int) -> ProcessPoolExecutor:
    initializer = partial(_become_worker, os.getpid())
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=initializer)


def _become_worker(main: int) -> None:
    """Prepare a worker process: an interrupt is the main process's to handle, and its end is the worker's.

    A pool's workers hold both ends of its queue, so that nothing tells them when the main process is killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(gc.freeze)  # to look for garbage at the end would take a second of its core
    threading.Thread(target=_end_with, args=(main,), daemon=True).start()


def _end_with(main: int) -> None:
    while os.getppid() == main:
        time.sleep(LOOK)
    os._exit(1)


def _failure(future: Future[None]) -> str | None:
    error = future.exception()
    if error is None:
        return None
    if isinstance(error, BrokenProcessPool):
        return "its worker process was killed twice; perhaps there is too little memory: try --jobs 1"
    return str(error) if isinstance(error, GspBriefError) else f"{type(error).__name__}: {error}"


def _publish(shop: Workshop, task: Task, plan: Plan) -> str | None:
    try:
        replace_folder(task.finished, shop.site / task.partnership)
    except OSError as error:
        return f"cannot be published: {error}"
    shop.note(task.partnership, *publishing_note(plan, shop.site / task.partnership))
    return None


def _report(shop: Workshop, count: int, failures: Mapping[str, str]) -> str:
    built = count - len(failures)
    index = shop.site / "index.html"
    if failures:
        lines = "\n".join(f"  {partnership}: {reason}" for partnership, reason in sorted(failures.items()))
        raise BuildError(
            f"{len(failures)} of {count} briefs failed; {built} were built and published:\n{lines}"
        )
    shutil.rmtree(shop.work / "finished", ignore_errors=True)
    return f"{built} built, the rest was up to date. Open {index}" if built else f"Up to date. Open {index}"
