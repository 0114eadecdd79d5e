"""The manifest of a site: every file and brief, what they were made from and with."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version

from gspbrief import __version__
from gspbrief.project.inputs import key
from gspbrief.project.subjects import ORIGINAL, SUBJECTS
from gspbrief.site.published import Site

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


def file_hashes(site: Site, *without: str) -> dict[str, str]:
    """SHA-256 of each of our files, by its path in the site."""
    return {name: site.hashes.of(path) for name, path in site.holdings.files().items() if name not in without}


def versions() -> dict[str, str]:
    """What the site is built with: Python and the engines."""
    return {"python": platform.python_version(), **{name: version(name) for name in ENGINES}}
