"""The manifest of a site: every file and brief, what they were made from and with; whether it holds."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version

from gspbrief import __version__
from gspbrief.exhibits.world import WORLD
from gspbrief.project.files import Standing
from gspbrief.project.general import DOCUMENTATION
from gspbrief.project.holdings import MANIFEST
from gspbrief.project.inputs import Inputs, key
from gspbrief.project.subjects import ORIGINAL, SUBJECTS
from gspbrief.site.published import Site

ROOTS = ("site.index",)  # the code that makes the pages about all briefs
ENGINES = ("pandas", "statsmodels", "altair", "papermill", "vl-convert-python", "pypandoc-binary", "typst")


def manifest(site: Site, files: dict[str, str]) -> bytes:
    """The text of ``manifest.json``.

    Parameters
    ----------
    files : dict of str to str
        SHA-256 of each published file by its path in the site.
    """
    inputs = site.project.brief_inputs(ORIGINAL) | site.data_hashes
    for subject in ("", *SUBJECTS.values()):
        inputs |= site.project.common_inputs(subject)
    record = {
        "commit": site.commit,
        "version": __version__,
        "style": site.style,
        "briefs": {name: site.note(name).get("built", {}) for name in sorted(site.briefs)},
        "evidence": key(site.data_hashes),
        "inputs": dict(sorted(inputs.items())),
        "versions": versions(),
        "files": files,
    }
    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def index_inputs(site: Site) -> Inputs:
    """What the pages about all briefs depend on."""
    notes = sorted((site.work / "about").glob("*.json"))
    return {
        **site.project.brief_inputs(ORIGINAL),
        **site.project.code(ROOTS),
        **site.project.files("briefs/pages", DOCUMENTATION),
        **site.data_hashes,
        WORLD.name: site.project.hash(WORLD),
        **{f"about/{path.name}": site.project.hash(path) for path in notes},
        "style": site.style,
        "commit": str(site.commit),
    }


def is_as_published(site: Site, found: Standing) -> bool:
    """Whether what stands in the site is what its manifest says: all of it, unchanged, no more of ours."""
    return site.holdings.listed == file_hashes(site, MANIFEST, found=found)


def file_hashes(site: Site, *without: str, found: Standing | None = None) -> dict[str, str]:
    """SHA-256 of each of our files that stand in the site, by its path there."""
    ours = site.holdings.files(found).items()
    return {name: site.hashes.of(file) for name, file in ours if name not in without}


def versions() -> dict[str, str]:
    """What the site is built with: Python and the engines."""
    return {"python": platform.python_version(), **{name: version(name) for name in ENGINES}}
