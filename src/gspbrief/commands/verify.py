"""Whether what is published is what this project builds, byte for byte, and how to mend it."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gspbrief.build.folders import as_built
from gspbrief.build.options import BuildOptions
from gspbrief.build.run import build_site
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.project.files import files_below
from gspbrief.project.holdings import MANIFEST
from gspbrief.project.inputs import find_project
from gspbrief.render.edition import Edition
from gspbrief.site.crate import METADATA

LAST = (METADATA, MANIFEST)  # they differ whenever anything else does, which is better named first
EXCERPT = 100  # characters of a line that differs


@dataclass(frozen=True)
class Difference:
    """The first place where a published file is not what is built."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


def verify(data: Path | None = None, out: Path | None = None, jobs: int = 0) -> int:
    """Build what is published again, elsewhere, and compare.

    Parameters
    ----------
    data, out : Path or None
        The evidence and the published site; None for the project's own.

    Returns
    -------
    int
        How many files were compared, all the same.

    Raises
    ------
    ArgumentError
        If nothing is published there.
    BuildError
        Naming the first file that differs and the place in it, and how many others differ.
    """
    site = (out or find_project().root / "_site").resolve()
    with tempfile.TemporaryDirectory(prefix="gspbrief-verify-") as folder:
        again = Path(folder) / "site"
        scenario = as_built(BuildOptions(out=out)).assumptions
        for options in _built(site):
            build_site(replace(options, data=data, out=again, jobs=jobs, assumptions=scenario))
        found = differences(site, again)
        if found:
            raise BuildError(
                f"{len(found)} of the published files are not what is built here, first {found[0]}",
                where=str(site),
                todo="Build again if the project changed since; else the published files were changed",
            )
        return len(files_below(site))


def repair(data: Path | None = None, out: Path | None = None, jobs: int = 0) -> str:
    """Read every published file, and build again what is not as it was published.

    Parameters
    ----------
    data, out : Path or None
        The evidence and the published site; None for the project's own.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    ArgumentError
        If nothing is published there.
    BuildError
        If some briefs failed; the others are mended.
    """
    site = (out or find_project().root / "_site").resolve()
    again = BuildOptions(data=data, out=out, jobs=jobs, repair=True)
    again = replace(again, assumptions=as_built(again).assumptions)
    said = [build_site(replace(again, ids=one.ids, edition=one.edition)) for one in _built(site)]
    return said[-1] if said else f"Nothing is published in {site}"


def _built(site: Path) -> list[BuildOptions]:
    """What was asked for when what is published was built, that which made the common pages last."""
    try:
        manifest = json.loads((site / MANIFEST).read_text(encoding="utf-8"))
        briefs: Mapping[str, Mapping[str, str]] = manifest["briefs"]
        groups: dict[Edition, list[str]] = defaultdict(list)
        for name, built in briefs.items():
            groups[Edition.from_json(built)].append(name)
        common = str(manifest["style"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArgumentError(
            f"its {MANIFEST} does not say what was built ({error!r})", where=str(site), todo="Build it again"
        ) from error
    ordered = sorted(groups, key=lambda edition: (edition.style == common, tuple(edition.to_json().values())))
    return [BuildOptions(ids=tuple(groups[edition]), edition=edition) for edition in ordered]


def differences(published: Path, built: Path) -> list[Difference]:
    """Where two sites differ, the descriptions of all other files last.

    Parameters
    ----------
    published, built : Path
        Folders of two sites.
    """
    old, new = files_below(published), files_below(built)
    names = sorted(old.keys() | new.keys(), key=lambda name: (name in LAST, name == MANIFEST, name))
    return [
        Difference(name, what) for name in names if (what := _difference(name, old.get(name), new.get(name)))
    ]


def _difference(name: str, old: Path | None, new: Path | None) -> str:
    if old is None:
        return "is built, but not published"
    if new is None:
        return "is published, but not built"
    was, now = old.read_bytes(), new.read_bytes()
    if was == now:
        return ""
    if name.endswith("results.json"):
        return _first_finding(was, now)
    try:
        return _first_line(was.decode("utf-8").splitlines(), now.decode("utf-8").splitlines())
    except UnicodeDecodeError:
        return _first_byte(was, now)


def _first_finding(was: bytes, now: bytes) -> str:
    try:
        before, after = ({one["id"]: one for one in json.loads(text)} for text in (was, now))
    except (ValueError, TypeError, KeyError):
        return _first_byte(was, now)
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after:
            return f"finding {name} is {'built' if name in after else 'published'} only"
        for part, value in after[name].items():
            if before[name].get(part) != value:
                return f"finding {name}: {part} {before[name].get(part)!r} is published, {value!r} is built"
    return _first_byte(was, now)


def _first_line(was: list[str], now: list[str]) -> str:
    for number, (old, new) in enumerate(zip(was, now, strict=False), start=1):
        if old != new:
            start = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
            ends = slice(max(0, start - EXCERPT // 2), start + EXCERPT)
            return f"line {number}: {old[ends]!r} is published, {new[ends]!r} is built"
    return f"line {min(len(was), len(now)) + 1}: {len(was)} lines are published, {len(now)} are built"


def _first_byte(was: bytes, now: bytes) -> str:
    first = next(
        (i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now))
    )
    return f"byte {first + 1} of {len(was)} published and {len(now)} built"
