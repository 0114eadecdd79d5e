"""What a build has to do: its folders, what the last one noted, which briefs are stale and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from gspbrief.errors import ArgumentError, BuildError
from gspbrief.evidence.reading import find_data
from gspbrief.evidence.slices import Evidence, require_known
from gspbrief.language import styles
from gspbrief.project.files import standing, write_file
from gspbrief.project.hashes import FileHashes
from gspbrief.project.holdings import Holdings, require_own_work
from gspbrief.project.imports import import_closure
from gspbrief.project.inputs import Inputs, Project, changed, digest, find_project, key
from gspbrief.project.subjects import CASE, OF_ALL, ORIGINAL, UNLISTED
from gspbrief.render import Choice, OutputFormat
from gspbrief.render.choice import choose

SLICES = ".slices"  # a note beside those of the partnerships, whose ids begin with a letter
SLICING = ("evidence.slices",)  # it says what belongs to a slice, with what it imports


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What a user asks to be built.

    Attributes
    ----------
    ids : tuple of str
        Partnerships; empty for all.
    style : str
        Name of the house style; the default one unless it is said.
    jobs : int
        Worker processes; 0 for one a core.
    data, out : Path or None
        The evidence and the published site; None for the project's own.
    scheduler : str
        Address of a Dask scheduler whose workers build; empty for processes of this machine.
    """

    ids: tuple[str, ...] = ()
    formats: tuple[OutputFormat, ...] = ("html", "pdf", "docx")
    langs: tuple[str, ...] = (ORIGINAL,)
    style: str = field(default_factory=lambda: styles.find().name)
    renderer: Choice = "auto"
    jobs: int = 0
    keep_going: bool = True
    data: Path | None = None
    out: Path | None = None
    scheduler: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One stale brief: its inputs now, what they were when it was last built, and what is published.

    Attributes
    ----------
    files : mapping of str to bytes
        The partnership's slice of the evidence.
    stamp : str
        One hash of all inputs.
    damage : str
        What is wrong with the published brief; empty if it stands as it was published.
    """

    partnership: str
    files: Mapping[str, bytes]
    results_inputs: Inputs
    brief_inputs: Inputs
    stamp: str
    before: Mapping[str, Inputs] = field(default_factory=dict)
    damage: str = ""

    @property
    def stale(self) -> list[str]:
        """The inputs because of which the brief must be built."""
        causes = changed(self.before.get("results", {}), self.results_inputs)
        causes += changed(self.before.get("brief", {}), self.brief_inputs)
        return list(dict.fromkeys(causes)) or [self.damage or "the note of the last build"]


class BuildFolders:
    """The folders of a build: the project, its evidence, the working files and the published site."""

    def __init__(self, order: BuildOptions) -> None:
        found = find_project()
        default = found.root / "_site"
        self.site = (order.out or default).resolve()
        beside = self.site.parent / f".{self.site.name}-build"  # on one file system with what it publishes
        self.work = found.root / "build" if self.site == default else beside
        self.project = Project(found.root, FileHashes(self.work / "state" / ".hashes.json"))
        self.data = find_data(order.data or (found.root / "data"))

    @cached_property
    def has_own_evidence(self) -> bool:
        """Whether the evidence is the project's data package, or an edited copy of it."""
        own = self.project.root / "data"
        return self.data == own or _package_name(self.data) == _package_name(own)

    def stamp(self, name: str) -> str:
        """The hash under which the last build noted something; empty if there is no such note."""
        return self._noted(name)[0]

    def state(self, name: str) -> dict[str, object]:
        """What the last build noted under a name; empty if there is no such note or it is damaged."""
        try:
            noted = json.loads(self._noted(name)[1])
        except ValueError:
            return {}
        return noted if isinstance(noted, dict) else {}

    def _noted(self, name: str) -> tuple[str, str]:
        try:
            stamp, _, noted = (self.work / "state" / name).read_text(encoding="utf-8").partition("\n")
        except (OSError, ValueError):
            return "", ""
        return stamp, noted

    def note(self, name: str, state: Mapping[str, object], stamp: str = "") -> None:
        """Note something for the next build, in one step: a line with the hash, then JSON."""
        text = f"{stamp}\n{json.dumps(state, sort_keys=True)}\n"
        write_file(self.work / "state" / name, text.encode("utf-8"))

    def evidence_inputs(self) -> Inputs:
        """The files of the evidence."""
        files = (path for path in sorted(self.data.rglob("*")) if path.is_file())
        return {path.relative_to(self.data).as_posix(): self.project.hash(path) for path in files}

    def holdings(self) -> Holdings:
        """What this project published, as the site and its last builds say it."""
        return Holdings(self.site, self.work / "state" / ".holdings")

    def require_own_folders(self) -> None:
        """Refuse to publish, or to keep working files, where somebody else's files are.

        Raises
        ------
        ArgumentError
            Saying which folder it is.
        """
        self.holdings().require_own()
        if self.work != self.project.root / "build":
            require_own_work(self.work)

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


def stale_plans(shop: BuildFolders, evidence: Evidence, order: BuildOptions) -> list[Plan]:
    """The plans of the ordered briefs that are stale.

    Raises
    ------
    ArgumentError
        If a partnership is ordered that the evidence does not have.
    """
    slices = _slice_stamps(shop, evidence)
    require_known(order.ids, slices)
    shared, passages = _told(shop, order)
    keys = {name: key({**shop.project.common_inputs(name), **shared}) for name in ("", *UNLISTED)}
    plans = []
    for partnership in order.ids or sorted(slices):
        if not langs_of(shop, order, partnership):
            _require_unordered(partnership, order)
            continue
        own = passages.get(partnership, {})
        everywhere = keys.get(partnership, keys[""])
        stamp = digest(f"{everywhere} {slices[partnership]} {sorted(own.items())}".encode())
        published = standing(shop.site / partnership)
        if not published or shop.stamp(partnership) != f"{stamp} {published}":
            plans.append(_plan(shop, evidence, partnership, {**shared, **own}, stamp))
    return plans


def publishing_note(plan: Plan, place: Path) -> tuple[dict[str, object], str]:
    """What to note of a brief that was just published: its inputs, and the hash of these and of its files."""
    inputs: dict[str, object] = {"results": plan.results_inputs, "brief": plan.brief_inputs}
    return inputs, f"{plan.stamp} {standing(place)}"


def _slice_stamps(shop: BuildFolders, evidence: Evidence) -> Mapping[str, str]:
    """One hash a partnership of its own rows; none is cut again while evidence and slicing are the same."""
    made_from = key({**shop.evidence_inputs(), **shop.project.code(import_closure(SLICING))})
    if shop.stamp(SLICES) == made_from and (noted := shop.state(SLICES)):
        return {name: str(stamp) for name, stamp in noted.items()}
    shared = _digests(evidence.shared)
    stamps = {name: key({**shared, **_digests(evidence.own(name))}) for name in evidence.subjects}
    shop.note(SLICES, stamps, made_from)
    return stamps


def _digests(files: Mapping[str, bytes]) -> Inputs:
    return {name: digest(content) for name, content in files.items()}


def _told(shop: BuildFolders, order: BuildOptions) -> tuple[Inputs, dict[str, Inputs]]:
    """What every brief's prose and look depend on, and by partnership its own passages."""
    shared: Inputs = {}
    passages: dict[str, Inputs] = {}
    for lang in order.langs:
        for name, value in shop.project.brief_inputs(lang).items():
            owner = _owner(name, lang)
            (passages.setdefault(owner, {}) if owner else shared)[name] = value
    renderer = choose(order.renderer, cache=shop.project.root / "build" / "fonts")
    shared |= {
        "style": order.style,
        "formats": ",".join(order.formats),
        "languages": ",".join(order.langs),
        "renderer": f"{renderer.name} {renderer.version}",
    }
    renderer.close()
    return shared, passages


def _owner(name: str, lang: str) -> str:
    """Whom alone a file concerns: one partnership, or what is about all of them; empty for every brief."""
    folder, _, file = name.rpartition("/")
    stem = file.split(".")[0]
    if folder in (f"briefs/{lang}/partnerships", f"briefs/{lang}/press"):
        return stem
    if folder == "notebooks":
        return next((owner for owner, notebooks in UNLISTED.items() if stem in notebooks), "")
    return stem if stem in UNLISTED and folder in (f"briefs/{lang}", "briefs/shared") else ""


def langs_of(shop: BuildFolders, order: BuildOptions, partnership: str) -> tuple[str, ...]:
    """The ordered languages of a brief: all for a partnership, those with a text for what is about all.

    What a text says across partnerships is written about the project's own evidence; with another data
    package it would be untrue.
    """
    if partnership in OF_ALL and not shop.has_own_evidence:
        return ()
    briefs = shop.project.root / "briefs"
    return tuple(
        lang
        for lang in order.langs
        if partnership not in UNLISTED or (briefs / lang / f"{partnership}.md.j2").is_file()
    )


def _require_unordered(partnership: str, order: BuildOptions) -> None:
    if partnership in order.ids:
        raise ArgumentError(
            f"there is no text for {partnership} on this evidence in {' or '.join(order.langs)}",
            where="briefs/",
            todo="Order it in another language, on the project's own evidence, or leave it out",
        )


def _package_name(folder: Path) -> str:
    """What a data package calls itself."""
    return str(json.loads((folder / "datapackage.json").read_text(encoding="utf-8")).get("name", ""))


def _plan(shop: BuildFolders, evidence: Evidence, partnership: str, brief_inputs: Inputs, stamp: str) -> Plan:
    files = evidence.slice(partnership)
    before = shop.state(partnership)
    published = standing(shop.site / partnership)
    return Plan(
        partnership=partnership,
        files=files,
        results_inputs=shop.project.results_inputs(files, {"partnership": partnership, "case": CASE}),
        brief_inputs=brief_inputs,
        stamp=stamp,
        before={name: value for name, value in before.items() if isinstance(value, dict)},
        damage=_damage(published, shop.stamp(partnership)),
    )


def _damage(published: str, noted: str) -> str:
    if not published:
        return "not published"
    return "" if noted.endswith(f" {published}") else "the published files"
