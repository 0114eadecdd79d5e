"""What the server of a build's processes imports and builds once, so that none of its forks has to.

The server lives no longer than the build, so that nothing it has imported of this package can be stale. All
here is imports and caches of pure functions: a fork that was spared them finds the same results. Nothing here
may start a thread, and what draws and sets type (vl_convert, typst) is imported only: once used before a
fork, it hangs after it.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import shutil
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from gspbrief.errors import EvidenceError
from gspbrief.execution.forks import ARGUMENTS, FOLDER
from gspbrief.project.imports import imported_by
from gspbrief.project.inputs import Project

PACKAGES = (  # for notebooks, in the order of an ordinary one: the warning filters that packages set stack
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.utils.wildcard",
    "bdb",
    "pandas",
    "altair",
    "pandas.core.methods.to_dict",  # and what these import only when they are used
    "pybtex.database.input.bibtex",
    "statsmodels.stats.proportion",
    "sympy.tensor.tensor",
)
PAUSES, PAUSE = 40, 0.05  # seconds, each, in which a starter that ended is gone
BRIEFS = (  # for what is made of notebooks
    "gspbrief.build.produce",
    "gspbrief.scenario.equations",
    "gspbrief.site.notebook_html",
    "lxml.html",
    "papermill.parameterize",
)


def preload(project: str, data: str) -> None:
    """Import what notebooks and briefs import, compile the model, draw a chart of each common kind.

    Parameters
    ----------
    project : str
        Folder of the project whose notebooks will run.
    data : str
        Folder of the evidence that they will read a part of.
    """
    gc.disable()  # imports leave next to no garbage, and to look for it takes a sixth of their time
    here = Project(Path(project))
    own = (f"gspbrief.{name}" for name in imported_by(one.path for one in here.notebooks()))
    for name in (*PACKAGES, *own):
        import_module(name)
    with warnings.catch_warnings():  # a notebook has the filters of its own packages
        for name in BRIEFS:
            import_module(name)
    # Recording keeps the first-use warnings out of the registries that would silence them in notebooks.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        _open_shell()
        _compile_model()
        _draw_charts()
        _read_texts(Path(data))
    gc.freeze()  # the collector of a fork must not touch, and so copy, every page of the server


def _open_shell() -> None:
    """Have IPython and nbformat build what they build on first use."""
    import nbformat

    from gspbrief.execution.outputs import Outputs
    from gspbrief.execution.shell import Shell

    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
    main = sys.modules["__main__"]
    Shell(Outputs(0))
    sys.modules["__main__"] = main  # a shell takes its place, and each fork would import it again


def _compile_model() -> None:
    from gspbrief.scenario.accounts import as_arrays, evaluate, net_present_values
    from gspbrief.scenario.symbols import COST_KINDS, DOMAINS

    values = {name: 1.0 if domain.whole else 0.5 for name, domain in DOMAINS.items()}
    share = {kind: {"D": 1.0} for kind in COST_KINDS}
    rates = evaluate({**values, "share": share}).rates
    net_present_values(as_arrays(values), share, rates)


def _draw_charts() -> None:
    from gspbrief.exhibits import standard as exhibits
    from gspbrief.findings.finding import Finding, Findings

    figure = Finding(
        id="preload", measure="placement_rate", value=0.5, low=0.4, high=0.6, unit="share", grade="assumed"
    )
    for draw in (exhibits.ranges, exhibits.bars):
        draw("preload", Findings([figure]))._repr_mimebundle_()


def _read_texts(data: Path) -> None:
    """What describes the evidence at hand, its sources and assumptions; others are read by who asks."""
    from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
    from gspbrief.evidence.sources import read_bibliography
    from gspbrief.scenario.assumptions import read_assumptions

    with suppress(EvidenceError):
        read_package(data / DESCRIPTOR)
        read_bibliography(data / "sources.bib")
        read_assumptions(data / "assumptions.yaml")


def _clear_away(folder: str, starter: int, server: int) -> None:
    """Delete the folder of the server's socket for a starter that was killed and had no time to.

    What a notebook forks inherits this call, and may end while the starter goes on.
    """
    if os.getpid() != server:
        return
    for _ in range(PAUSES):
        if os.getppid() != starter:
            shutil.rmtree(folder, ignore_errors=True)
            return
        select.select([], [], [], PAUSE)  # a clock that goes wrong makes no error of it, as of a sleep


if ARGUMENTS in os.environ:  # this is the server
    if folder := os.environ.pop(FOLDER):
        atexit.register(_clear_away, folder, os.getppid(), os.getpid())
    with suppress(Exception):  # who needs what is broken imports it again, and says what is wrong
        preload(*json.loads(os.environ.pop(ARGUMENTS)))
