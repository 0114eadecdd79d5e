"""What the warm parent of a build does once, so that none of its kernels has to.

The parent of a build lives no longer than the build, so that nothing it has imported of this package can be
stale. All here is imports and caches of pure functions: a kernel that was spared them finds the same results.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path

from gspbrief.errors import EvidenceError
from gspbrief.workshop.fingerprints import Project

PACKAGES = (  # what these import only when they are used
    "altair",
    "pandas.core.methods.to_dict",
    "pybtex.database.input.bibtex",
    "statsmodels.stats.proportion",
    "sympy.tensor.tensor",
)


def rehearse(project: str, data: str) -> None:
    """Import what the notebooks of a partnership import, compile the model, draw a chart of each common kind.

    Parameters
    ----------
    project : str
        Folder of the project whose notebooks will run.
    data : str
        Folder of the evidence that they will read a part of.
    """
    here = Project(Path(project))
    for name in (*PACKAGES, *(f"gspbrief.{name}" for name in here.imported(here.notebooks()))):
        import_module(name)
    _compile_model()
    _draw_charts()
    _read_texts(Path(data))


def _compile_model() -> None:
    from gspbrief.model.scenario_symbols import COST_KINDS, DOMAINS
    from gspbrief.scenario import as_arrays, evaluate, net_present_values

    values = {name: 1.0 if domain.whole else 0.5 for name, domain in DOMAINS.items()}
    share = {kind: {"D": 1.0} for kind in COST_KINDS}
    rates = evaluate({**values, "share": share}).rates
    net_present_values(as_arrays(values), share, rates)


def _draw_charts() -> None:
    from gspbrief import exhibits
    from gspbrief.findings import Finding, Findings

    figure = Finding(
        id="rehearsal", measure="placement_rate", value=0.5, low=0.4, high=0.6, unit="share", grade="assumed"
    )
    for draw in (exhibits.ranges, exhibits.bars):
        draw("rehearsal", Findings([figure]))._repr_mimebundle_()


def _read_texts(data: Path) -> None:
    """The sources and assumptions of the evidence at hand; others are read by the kernel that asks."""
    from gspbrief.model.assumptions import read_assumptions
    from gspbrief.sources import read_bibliography

    with suppress(EvidenceError):
        read_bibliography(data / "sources.bib")
        read_assumptions(data / "assumptions.yaml")
