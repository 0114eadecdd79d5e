"""Measures of the build: notebooks in forks, a Pandoc that stays, and whole sites.

The naive way is papermill's command line for each notebook, then one render for each format, each in a
process of its own, one brief after the other; and the same two at a time. It takes minutes, so that a few
briefs stand for all.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from statistics import median

from commands import change_row
from generate import generate
from gspbrief.build.workers import PRELOAD
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.project.inputs import Project
from measuring import PROJECT, PYTHON, WORK, Entry, cost, number, run, seconds

HERE = Path(__file__).parent
PARTNERSHIPS = number("PARTNERSHIPS", 60)
NAIVE = number("NAIVE", 6)  # briefs that the naive way really builds; as many as PARTNERSHIPS for all
SAMPLE = 5  # seed of the draw of these
MEMORY = 2000  # limit: megabytes
REPEATS = number("REPEATS", 5)
FORMATS = ("html", "pdf")
SITE = WORK / "site"
NOTEBOOKS = [notebook.path for notebook in Project(PROJECT).notebooks()]


@cache
def synthetic() -> tuple[Path, tuple[str, ...]]:
    """A data package of generated partnerships, and their ids."""
    data = WORK / f"data-{PARTNERSHIPS}"
    shutil.rmtree(data, ignore_errors=True)
    return data, tuple(generate(PARTNERSHIPS, data, seed=7))


@cache
def slice_of(partnership: str) -> Path:
    """The partnership's slice of the generated evidence, as a build cuts it."""
    folder = WORK / "slices" / partnership
    write_slice(Evidence(synthetic()[0]).slice(partnership), folder)
    return folder


def notebooks() -> Iterator[Entry]:
    """One notebook in a fork of a server that has what it needs, against papermill's command line."""
    from gspbrief.execution import execute
    from gspbrief.execution.forks import preload

    partnership = synthetic()[1][0]
    data, out = slice_of(partnership), WORK / "notebooks"
    values = {"partnership": partnership, "data": str(data), "out": str(out)}
    preload(PRELOAD, str(PROJECT), str(data))  # as a build does
    for notebook in NOTEBOOKS:
        ours = partial(execute.run, notebook, values, out / f"fork-{notebook.name}")
        times = [seconds(ours) for _ in range(REPEATS + 1)][1:]
        cold = partial(papermill, notebook, partnership, data, out)
        yield Entry(
            measure=f"notebook {notebook.stem}",
            value=median(times),
            baseline=median(seconds(cold) for _ in range(3)),
            unit="seconds",
            what=f"in a fork, median of {REPEATS}; papermill's command line, median of 3",
        )


def papermill(notebook: Path, partnership: str, data: Path, out: Path) -> None:
    """Run a notebook as people do by hand."""
    values = {"partnership": partnership, "data": data, "out": out}
    given = [part for name, value in values.items() for part in ("-p", name, str(value))]
    out.mkdir(parents=True, exist_ok=True)
    command = (PYTHON, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR", "-k", "python3")
    run(*command, notebook, out / notebook.name, *given)


def sites() -> Iterator[Entry]:
    """A whole site from nothing, against the naive way in one process at a time and in two; then a row."""
    data, ids = synthetic()
    few = random.Random(SAMPLE).sample(ids, min(NAIVE, len(ids)))
    ours, naively = [_seconds_of(_build(data, ids))], []
    for processes in (1, 2):  # in turns: what a machine gives changes from minute to minute
        naively.append(_naive(few, processes) / len(few) * len(ids))
        ours.append(_seconds_of(_build(data, ids)))
    took, (one, two) = median(ours), naively
    whole = f"{len(ids)} generated partnerships, HTML and PDF, from no results, on {os.cpu_count()} cores, "
    whole += f"median of {len(ours)} between the naive ways"
    stated = (
        f"naive: {len(few)} of them, drawn at random, scaled up; without index, notebook pages, downloads"
    )
    for words, naive in (("one after the other", one), ("two at a time", two)):
        yield Entry(
            measure=f"site, against naive {words}",
            value=took,
            baseline=naive,
            unit="seconds",
            what=f"{whole}; {stated}",
        )
    yield Entry(
        measure="site, peak memory against a limit",
        value=cost(*_build(data, ids)).peak,
        baseline=MEMORY,
        unit="megabytes",
        what="all processes together, shared pages counted once, in a run of its own",
    )
    again = _build(data, ids, fresh=False)
    yield Entry(
        measure="site, nothing to do against the first time",
        value=_seconds_of(again),
        baseline=took,
        unit="seconds",
        what=f"{len(ids)} partnerships, nothing changed, whole command",
    )
    changed = []
    for partnership in ids[:REPEATS]:
        change_row(data, partnership)
        changed.append(_seconds_of(again))
    yield Entry(
        measure="one changed row from cold, against the first time",
        value=median(changed),
        baseline=took,
        unit="seconds",
        what="from the edit to the finished brief and the index, HTML and PDF, whole command",
    )


def _seconds_of(command: Sequence[str | Path]) -> float:
    return seconds(lambda: run(*command))


def _build(data: Path, ids: Sequence[str], fresh: bool = True) -> tuple[str | Path, ...]:
    """The command for these partnerships alone: what is about all of them has no naive counterpart."""
    if fresh:
        for folder in (SITE, SITE.with_name(f".{SITE.name}-build")):
            shutil.rmtree(folder, ignore_errors=True)
    options = ("--format", ",".join(FORMATS), "--renderer", "embedded", "--jobs", str(os.cpu_count() or 1))
    return (PYTHON, "-m", "gspbrief", "build", *ids, "--data", data, "--out", SITE, *options)


def _naive(ids: Sequence[str], processes: int) -> float:
    """Seconds that papermill's command line and one render a format take for some briefs."""
    for partnership in ids:
        slice_of(partnership)
    with ThreadPoolExecutor(processes) as pool:
        return seconds(lambda: list(pool.map(_by_hand, ids)))


def _by_hand(partnership: str) -> None:
    out = WORK / "naive" / partnership
    shutil.rmtree(out, ignore_errors=True)
    data = slice_of(partnership)
    for notebook in NOTEBOOKS:
        papermill(notebook, partnership, data, out)
    for form in FORMATS:
        run(PYTHON, HERE / "one_render.py", partnership, form, data, out, out)


def pandoc() -> Iterator[Entry]:
    """A Pandoc that stays, against one started for each document; on what ``sites`` wove."""
    from gspbrief.render import Job
    from gspbrief.render.embedded import EmbeddedRenderer

    woven = SITE.with_name(f".{SITE.name}-build") / "woven"
    if not woven.is_dir():
        raise SystemExit("there is nothing woven yet: `python benchmarks/bench.py sites pandoc`")
    jobs = [
        Job(source=path, target=WORK / "pandoc" / f"{path.parts[-3]}.html", format="html")
        for path in sorted(woven.glob("synthetic_*/en/index.qmd"))[:20]
    ]
    stays = EmbeddedRenderer(PROJECT / "build" / "fonts")
    stays.render(jobs[0])
    warm = seconds(lambda: [stays.render(job) for job in jobs]) / len(jobs)
    stays.close()

    def once(job: Job) -> None:
        renderer = EmbeddedRenderer(PROJECT / "build" / "fonts")
        renderer.render(job)
        renderer.close()

    yield Entry(
        measure="Pandoc, a document to HTML",
        value=warm,
        baseline=seconds(lambda: [once(job) for job in jobs]) / len(jobs),
        unit="seconds",
        what=f"mean of {len(jobs)} briefs; the baseline starts Pandoc with the same filters for each",
    )
