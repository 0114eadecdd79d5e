"""How cost grows with the number of briefs: build more and more generated partnerships, each from nothing.

    python benchmarks/growth.py [10 30 100 300 1000] [--draw]

By default it builds 10, 30, 100, 300 and 1,000 in English, the two smallest in three languages too, and the
second on a Dask cluster of this machine's cores, all in HTML and PDF. It writes ``docs/growth.csv``, draws
``docs/growth.svg`` from it and renews the figures in ``docs/performance.md``; ``--draw`` does these last two
alone.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil

from generate import generate
from measuring import PROJECT, PYTHON, WORK, cost

SIZES = (10, 30, 100, 300, 1000)
THREE, FORMATS = "en,fr,es", ("--format", "html,pdf")
DOCS = PROJECT / "docs"
TABLE, CHART, PAGE = DOCS / "growth.csv", DOCS / "growth.svg", DOCS / "performance.md"
BEGIN, END = "<!-- figures: written by benchmarks/growth.py -->", "<!-- end of figures -->"
SAMPLE, LANGUAGES, HOURS = 10_000, 3, 3600
CORES = (2, 8, 32, 128)


@dataclass(frozen=True, kw_only=True)
class Build:
    """One build from nothing.

    Attributes
    ----------
    engine : str
        ``processes`` of one machine, or ``dask``.
    cpu, wall : float
        Seconds, of all processes together and by the clock.
    peak : float
        Most memory of all processes at one time, shared pages counted once [MB].
    cores, memory : int
        The machine's, the memory in GB.
    """

    engine: str
    languages: int
    partnerships: int
    cpu: float
    wall: float
    peak: float
    cores: int = os.cpu_count() or 1
    memory: int = round(psutil.virtual_memory().total / 1e9)


def measure(sizes: Sequence[int]) -> Iterator[Build]:
    """Build each size once, the small ones first."""
    for count in sizes:
        yield _build(count, "en")
    for count in sizes[:2]:
        yield _build(count, THREE)
    with _dask() as address:
        yield _build(sizes[1], "en", address)


def _build(count: int, languages: str, scheduler: str = "") -> Build:
    data, site = WORK / f"growth-{count}", WORK / "growth-site"
    for folder in (data, site, site.with_name(f".{site.name}-build")):
        shutil.rmtree(folder, ignore_errors=True)
    ids = generate(count, data, seed=7)
    options = ["--data", data, "--out", site, "--lang", languages, "--renderer", "embedded", *FORMATS]
    if scheduler:
        options += ["--scheduler", scheduler]
    before = _own_cpu()
    took = cost(PYTHON, "-m", "gspbrief", "build", *ids, *options, whole_family=bool(scheduler))
    engine = "dask" if scheduler else "processes"
    cpu = took.cpu + (_own_cpu() - before if scheduler else 0)
    made = Build(
        engine=engine,
        languages=len(languages.split(",")),
        partnerships=count,
        cpu=round(cpu, 1),
        wall=round(took.wall, 1),
        peak=round(took.peak),
    )
    print(made, flush=True)
    return made


def _own_cpu() -> float:
    """CPU seconds of the processes below this one that live, and of those that they waited for."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def _dask() -> Iterator[str]:
    from distributed import LocalCluster

    folder = str(WORK / "dask")
    with LocalCluster(
        n_workers=os.cpu_count() or 1,
        threads_per_worker=1,
        dashboard_address=":0",
        memory_limit=0,
        local_directory=folder,
    ) as cluster:
        yield cluster.scheduler_address


def read(path: Path) -> list[Build]:
    """What ``write`` wrote."""
    kinds = {"engine": str, "cpu": float, "wall": float, "peak": float}
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Build(**{name: kinds.get(name, int)(cell) for name, cell in row.items()})
            for row in csv.DictReader(file)
        ]


def write(builds: Sequence[Build], path: Path) -> None:
    """Write the builds as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Build)], lineterminator="\n")
        rows.writeheader()
        rows.writerows(asdict(build) for build in builds)


@dataclass(frozen=True)
class Line:
    """CPU seconds as a straight line of the number of briefs, by least squares.

    Attributes
    ----------
    start, slope : float
        Seconds before the first brief, and for each.
    """

    start: float
    slope: float

    def at(self, count: int) -> float:
        """CPU seconds for so many briefs."""
        return self.start + self.slope * count


def line(builds: Sequence[Build]) -> Line:
    """The line through two builds or more of one engine and as many languages."""
    import numpy as np

    slope, start = np.polyfit([b.partnerships for b in builds], [b.cpu for b in builds], 1)
    return Line(float(start), float(slope))


def figures(builds: Sequence[Build]) -> str:
    """The figures of the page on performance, in Markdown."""
    english = [b for b in builds if (b.engine, b.languages) == ("processes", 1)]
    three = [b for b in builds if (b.engine, b.languages) == ("processes", LANGUAGES)]
    dask = [b for b in builds if b.engine == "dask"]
    one, many = line(english), line(three)
    rows = [
        f"| {b.engine} | {b.languages} | {b.partnerships:,} | {b.cpu:,.0f} | {b.cpu / b.partnerships:.2f} "
        f"| {b.wall:,.0f} | {b.peak:,.0f} |"
        for b in builds
    ]
    same = next(b for b in english if b.partnerships == dask[0].partnerships)
    more = dask[0].cpu / same.cpu
    hours = many.at(SAMPLE) / HOURS
    cores = "\n".join(f"| {n} | {hours / n:.2g} | {more * hours / n:.2g} |" for n in CORES)
    return f"""
| engine | languages | partnerships | CPU s | CPU s a partnership | seconds | peak MB |
|:--|--:|--:|--:|--:|--:|--:|
{chr(10).join(rows)}

Machine: {builds[0].cores} cores, {builds[0].memory} GB of memory; while it measured, it gave these builds
{_given(builds):.0%} of its cores.

In English, CPU time is {one.start:.0f} s and {one.slope:.2f} s for each partnership{_fit(english, one)};
in three languages {many.slope:.2f} s for each. Peak memory with {english[-1].partnerships:,} partnerships
is {english[-1].peak / english[0].peak:.2f} times that with {english[0].partnerships}.

**10,000 partnerships in three languages**, 30,000 briefs in HTML and as many in PDF, take
{hours:.1f} hours of CPU by this slope. On Dask, where each worker has a server of forks and everything
travels in bundles, a build cost {more:.2f} times as much CPU. If every core is kept busy, that makes in
hours:

| cores | one machine | Dask cluster |
|--:|--:|--:|
{cores}
"""


def _given(builds: Sequence[Build]) -> float:
    """Which share of the machine's cores the builds had: low where it was busy with something else."""
    return sum(b.cpu for b in builds) / sum(b.wall * b.cores for b in builds)


def _fit(builds: Sequence[Build], fitted: Line) -> str:
    """How well the line fits, where there are enough builds to tell."""
    if len(builds) < 3:
        return " (two sizes, which cannot tell whether it is a line)"
    mean = sum(b.cpu for b in builds) / len(builds)
    left = sum((b.cpu - fitted.at(b.partnerships)) ** 2 for b in builds)
    return f", which explains {1 - left / sum((b.cpu - mean) ** 2 for b in builds):.2%} of its variation"


def draw(builds: Sequence[Build]) -> str:
    """CPU seconds and peak memory by the number of partnerships, in the house style."""
    import altair as alt

    from gspbrief.exhibits.marks import theme
    from gspbrief.exhibits.svg import render_svg
    from gspbrief.language.formats import Format
    from gspbrief.render import fonts

    english = [asdict(b) for b in builds if (b.engine, b.languages) == ("processes", 1)]
    base = alt.Chart(alt.Data(values=english)).encode(x=alt.X("partnerships:Q", title="Partnerships"))
    panels = [
        (base.mark_line() + base.mark_point()).encode(y=alt.Y(f"{name}:Q", title=title)).properties(**_SIZE)
        for name, title in (("cpu", "CPU seconds, all processes"), ("peak", "Peak memory, MB"))
    ]
    spec = alt.hconcat(*panels).to_dict()
    spec["config"] = theme(Format("en")) | {"line": {"color": "#004376"}}
    words = "; ".join(f"{b['partnerships']}: {b['cpu']} CPU s, {b['peak']} MB" for b in english)
    title = "CPU seconds and peak memory by the number of partnerships"
    return render_svg(spec, title, words, fonts.instances(PROJECT / "build" / "fonts"))


_SIZE = {"width": 300, "height": 240}


def publish(builds: Sequence[Build]) -> None:
    """Draw the chart and renew the figures of the page."""
    CHART.write_text(draw(builds) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{figures(builds)}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure what the arguments ask for, and publish it."""
    parser = argparse.ArgumentParser(description="Measure how cost grows with the number of briefs.")
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--draw", action="store_true", help="draw what docs/growth.csv holds")
    given = parser.parse_args()
    if not given.draw:
        write(list(measure(sorted(given.sizes))), TABLE)
    publish(read(TABLE))


if __name__ == "__main__":
    main()
