"""Many briefs: which are stale and why, all cores at work, every finished one published at once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from filelock import FileLock, Timeout

from gspbrief.checks import require_sound
from gspbrief.errors import BuildError, GspBriefError
from gspbrief.fingerprints import Inputs, Project, changed, digest, find_project, key
from gspbrief.formats import Style
from gspbrief.kernels import warm_parent
from gspbrief.partnerships import find_data, require_known
from gspbrief.produce import Task, become_worker, produce
from gspbrief.publish import recover, replace_folder
from gspbrief.render import Choice, Format
from gspbrief.render.choice import choose
from gspbrief.site import Site
from gspbrief.slices import Evidence, write_slice

EVIDENCE, SITE = ".evidence", ".site"  # notes beside those of the partnerships, whose ids begin with a letter


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a user asks to be built.

    Attributes
    ----------
    ids : tuple of str
        Partnerships; empty for all.
    jobs : int
        Worker processes; 0 for one a core.
    data, out : Path or None
        The evidence and the published site; None for the project's own.
    """

    ids: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ("html", "pdf")
    langs: tuple[str, ...] = ("en",)
    style: Style = "mpi"
    renderer: Choice = "auto"
    jobs: int = 0
    keep_going: bool = True
    data: Path | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Plan:
    """One partnership's part of a build: its inputs now, and what they were when it was last built."""

    partnership: str
    files: Mapping[str, bytes]
    results_inputs: Inputs
    brief_inputs: Inputs
    before: Mapping[str, Inputs] = field(default_factory=dict)
    published: bool = False

    @property
    def stale_results(self) -> list[str]:
        """The inputs because of which the notebooks must run."""
        return changed(self.before.get("results", {}), self.results_inputs)

    @property
    def stale(self) -> list[str]:
        """The inputs because of which the brief must be built."""
        causes = [*self.stale_results, *changed(self.before.get("brief", {}), self.brief_inputs)]
        return causes or ([] if self.published else ["not published"])


class Workshop:
    """The folders of a build: the project, its evidence, the working files and the published site."""

    def __init__(self, order: Order) -> None:
        self.project: Project = find_project()
        self.data = find_data(order.data or (self.project.root / "data"))
        default = self.project.root / "_site"
        self.site = (order.out or default).resolve()
        beside = self.site.with_name(f".{self.site.name}-build")  # on one file system with what it publishes
        self.work = self.project.root / "build" if self.site == default else beside

    def state(self, name: str) -> dict[str, object]:
        """What the last build noted under a name; empty if there is no such note or it is damaged."""
        try:
            noted = json.loads((self.work / "state" / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def note(self, name: str, state: Mapping[str, object]) -> None:
        """Note something for the next build, in one step."""
        path = self.work / "state" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(state, sort_keys=True), encoding="utf-8")
        temporary.replace(path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second build out of these folders.

        Raises
        ------
        BuildError
            If one is under way.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.work / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BuildError(
                "another build is under way", where=str(self.site), todo="Wait for it, or give another --out"
            ) from None
        try:
            yield
        finally:
            lock.release()


def build_site(order: Order) -> None:
    """Build what is stale, publish it, and renew the pages about all briefs.

    Raises
    ------
    EvidenceError, ArgumentError
        Before anything runs, if the evidence or the order is wrong.
    BuildError
        At the end, if some briefs failed; the others are published.
    """
    shop = Workshop(order)
    with shop.locked():
        _check_evidence(shop)
        recover(shop.site)
        evidence = Evidence(shop.data)
        plans = [plan for plan in _plans(shop, evidence, order) if plan.stale]
        failures = _build(shop, plans, order) if plans else {}
        site = Site(shop.project, evidence, shop.site, shop.work, order.style)
        if not site.is_whole or shop.state(SITE) != site.inputs:
            site.publish()
            shop.note(SITE, site.inputs)
    _report(shop, len(plans), failures)


def stale(order: Order) -> dict[str, list[str]]:
    """The partnerships whose briefs are stale, each with the inputs that made them so."""
    shop = Workshop(order)
    plans = _plans(shop, Evidence(shop.data), order)
    return {plan.partnership: plan.stale for plan in plans if plan.stale}


def run_notebook(notebook: str, partnership: str, data: Path | None = None) -> Path:
    """Run one notebook for one partnership on an ordinary kernel.

    Returns
    -------
    Path
        The executed notebook; its results stand beside it.
    """
    from gspbrief import execute

    project, folder = find_project(), find_data(data)
    require_known([partnership], Evidence(folder).partnerships)
    known = {path.stem: path for path in project.notebooks}
    require_known([notebook], known)
    target = project.root / "build" / "runs" / partnership
    values = {"partnership": partnership, "data": str(folder), "out": str(target)}
    return execute.run(known[notebook], values, target / f"{notebook}.ipynb").output


def _check_evidence(shop: Workshop) -> None:
    now = {path.name: digest(path.read_bytes()) for path in sorted(shop.data.iterdir()) if path.is_file()}
    now["checks.py"] = shop.project.hash(Path(__file__).with_name("checks.py"))
    if shop.state(EVIDENCE) != now:
        require_sound(shop.data)
        shop.note(EVIDENCE, now)


def _plans(shop: Workshop, evidence: Evidence, order: Order) -> list[Plan]:
    require_known(order.ids, evidence.partnerships)
    renderer = choose(order.renderer, cache=shop.project.root / "build" / "fonts")
    brief_inputs = {name: value for lang in order.langs for name, value in _told(shop, lang).items()}
    brief_inputs |= {
        "style": order.style,
        "formats": ",".join(order.formats),
        "languages": ",".join(order.langs),
        "renderer": f"{renderer.name} {renderer.version}",
    }
    renderer.close()
    return [
        _plan(shop, evidence, partnership, brief_inputs) for partnership in order.ids or evidence.partnerships
    ]


def _told(shop: Workshop, lang: str) -> Inputs:
    return shop.project.brief_inputs(lang)


def _plan(shop: Workshop, evidence: Evidence, partnership: str, brief_inputs: Inputs) -> Plan:
    files = evidence.slice(partnership)
    before = shop.state(partnership)
    return Plan(
        partnership=partnership,
        files=files,
        results_inputs=shop.project.results_inputs(files, {"partnership": partnership, "case": "base"}),
        brief_inputs=brief_inputs,
        before={name: value for name, value in before.items() if isinstance(value, dict)},
        published=(shop.site / partnership / "index.html").is_file(),
    )


def _build(shop: Workshop, plans: Sequence[Plan], order: Order) -> dict[str, str]:
    from gspbrief.progress import progress_bar

    jobs = min(order.jobs or os.cpu_count() or 1, len(plans))
    failures: dict[str, str] = {}
    with warm_parent() as address, progress_bar(len(plans), "briefs") as advance:
        waiting = [_task(shop, plan, order, address) for plan in plans]
        by_id = {plan.partnership: plan for plan in plans}
        for task, failure in _run(waiting, jobs):
            if failure is None:
                failure = _publish(shop, task, by_id[task.partnership])
            advance(task.partnership)
            if failure is not None:
                failures[task.partnership] = failure
                if not order.keep_going:
                    break
    return failures


def _task(shop: Workshop, plan: Plan, order: Order, address: str | None) -> Task:
    slice_folder = shop.work / "slices" / plan.partnership
    write_slice(plan.files, slice_folder)
    return Task(
        partnership=plan.partnership,
        project=shop.project.root,
        data=slice_folder,
        work=shop.work,
        run_notebooks=bool(plan.stale_results),
        evidence_hash=key({name: digest(content) for name, content in plan.files.items()}),
        formats=order.formats,
        langs=order.langs,
        style=order.style,
        renderer=order.renderer,
        warm=address,
    )


def _run(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[Task, str | None]]:
    """Run tasks in worker processes; a task whose worker is lost is tried once more, alone."""
    lost: list[Task] = []
    with _pool(jobs) as pool:
        running: dict[Future[None], Task] = {pool.submit(produce, task): task for task in tasks}
        try:
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
    for task in lost:
        with _pool(1) as pool:
            yield task, _failure(pool.submit(produce, task))


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=become_worker)


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
    shop.note(task.partnership, {"results": plan.results_inputs, "brief": plan.brief_inputs})
    return None


def _report(shop: Workshop, count: int, failures: Mapping[str, str]) -> None:
    built = count - len(failures)
    index = shop.site / "index.html"
    if failures:
        lines = "\n".join(f"  {partnership}: {reason}" for partnership, reason in sorted(failures.items()))
        raise BuildError(
            f"{len(failures)} of {count} briefs failed; {built} were built and published:\n{lines}"
        )
    shutil.rmtree(shop.work / "finished", ignore_errors=True)
    print(f"{built} built, the rest was up to date. Open {index}" if built else f"Up to date. Open {index}")
