"""Measure everything, write ``build/bench.json`` and print each figure beside that of the naive way.

    python benchmarks/bench.py [NAME]...

With names of `MEASURES`, only these are taken, and renewed in the file. ``GSPBRIEF_BENCH_PARTNERSHIPS`` (60),
``_NAIVE`` (6 briefs), ``_THOUSAND`` (1,000), ``_PERSONS`` (1,000,000), ``_DRAWS`` (100,000) and ``_REPEATS``
(5) make a quick run; with ``_NAIVE=60`` the naive way is run whole. How cost grows with the number of briefs
is measured by ``growth.py``, which takes longer.
"""

from __future__ import annotations

import sys

import analysis
import commands
import filtering
import pipeline
import previewing
import stopping
from measuring import PROJECT, write

MEASURES = {
    "help": commands.helping,
    "error": commands.error,
    "nothing": commands.nothing,
    "draws": analysis.draws,
    "survey": analysis.survey,
    "notebooks": pipeline.notebooks,
    "sites": pipeline.sites,
    "pandoc": pipeline.pandoc,
    "preview": previewing.preview,
    "browser": previewing.in_browser,
    "own": commands.own,
    "stops": stopping.stops,
    "filters": filtering.filters,
}


def main() -> None:
    """Take the measures that the arguments name, all by default."""
    wanted = sys.argv[1:] or list(MEASURES)
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        raise SystemExit(f"there is no measure {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    for name in wanted:  # each is written when it is taken, so that one that fails loses none
        print(f"measuring: {name}", file=sys.stderr)
        first = not sys.argv[1:] and name == wanted[0]
        write([*MEASURES[name]()], PROJECT / "build" / "bench.json", whole=first)


if __name__ == "__main__":
    main()
