"""Which briefs are stale, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.errors import ArgumentError
from gspbrief.evidence.slices import Evidence, require_known
from gspbrief.project.files import Standing, in_folders
from gspbrief.project.general import OF_ONE
from gspbrief.project.inputs import Inputs, Project, changed, digest, key
from gspbrief.project.subjects import CASE, SUBJECTS, SURVEYED, TOPIC, UNLISTED
from gspbrief.render.choice import choose

SLICES = ".slices"  # a note beside those of the partnerships, whose ids begin with a letter
SLICING = ("evidence.slices",)  # it says what belongs to a slice, with what it imports


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
        """The inputs because of which it must be built; none where more is published than is asked for."""
        causes = changed(self.before.get("results", {}), self.results_inputs)
        causes += changed(self.before.get("brief", {}), self.brief_inputs)
        if causes == ["formats"] and not self.damage and self._asks_for_less:
            return []
        return list(dict.fromkeys(causes)) or [self.damage or "the note of the last build"]

    @property
    def _asks_for_less(self) -> bool:
        there, asked = (said["formats"].split(",") for said in (self.before["brief"], self.brief_inputs))
        return set(asked) <= set(there)


def stale_plans(
    folders: BuildFolders, evidence: Evidence, options: BuildOptions, found: Standing
) -> list[Plan]:
    """The plans of the briefs asked for that are stale.

    Parameters
    ----------
    found : mapping of str to DirEntry
        What stands in the site.

    Raises
    ------
    ArgumentError
        If a partnership is asked for that the evidence does not have.
    """
    slices = _slice_stamps(folders, evidence)
    require_known(options.ids, slices)
    shared, passages = _prose_inputs(folders, options)
    of_each = in_folders(found)
    subjects = ("", SURVEYED, *SUBJECTS.values())
    keys = {name: key({**folders.project.common_inputs(name), **shared}) for name in subjects}
    plans = []
    for partnership in options.ids or sorted(slices):
        subject = evidence.about(partnership)
        if not langs_of(folders, options, partnership, subject):
            _require_not_asked(partnership, options)
            continue
        own = {**passages.get(subject, {}), **passages.get(partnership, {})}
        stamp = digest(
            f"{keys[evidence.runs_as(partnership)]} {slices[partnership]} {sorted(own.items())}".encode()
        )
        published = folders.published_state(partnership, of_each.get(partnership, {}))
        if not published or folders.stamp(partnership) != f"{stamp} {published}":
            damage = _damage(published, folders.stamp(partnership))
            plans.append(_plan(folders, evidence, partnership, {**shared, **own}, stamp, damage))
    return [plan for plan in plans if plan.stale]


def publishing_note(plan: Plan, folders: BuildFolders) -> tuple[dict[str, object], str]:
    """What to note of a brief that was just published: its inputs, and the hash of these and of its files."""
    inputs: dict[str, object] = {"results": plan.results_inputs, "brief": plan.brief_inputs}
    return inputs, f"{plan.stamp} {folders.published_state(plan.partnership)}"


def _slice_stamps(folders: BuildFolders, evidence: Evidence) -> Mapping[str, str]:
    """One hash a partnership of its own rows; none is cut again while evidence and slicing are the same."""
    made_from = key({**folders.evidence_inputs(), **folders.project.code(SLICING)})
    if folders.stamp(SLICES) == made_from and (noted := folders.state(SLICES)):
        return {name: str(stamp) for name, stamp in noted.items()}
    shared = _digests(evidence.shared)
    stamps = {name: key({**shared, **_digests(evidence.own(name))}) for name in evidence.subjects}
    folders.note(SLICES, stamps, made_from)
    return stamps


def _digests(files: Mapping[str, bytes]) -> Inputs:
    return {name: digest(content) for name, content in files.items()}


def _prose_inputs(folders: BuildFolders, options: BuildOptions) -> tuple[Inputs, dict[str, Inputs]]:
    """What every brief's prose and look depend on, and by partnership its own passages."""
    shared: Inputs = {}
    passages: dict[str, Inputs] = {}
    for lang in options.edition.langs:
        for name, value in folders.project.brief_inputs(lang).items():
            owner = _owner(name, lang, folders.project)
            (passages.setdefault(owner, {}) if owner else shared)[name] = value
    renderer = choose(options.edition.renderer, cache=folders.project.root / "build" / "fonts")
    shared |= options.edition.to_json() | {"renderer": f"{renderer.name} {renderer.version}"}
    renderer.close()
    return shared, passages


def _owner(name: str, lang: str, project: Project) -> str:
    """Whom alone a file concerns: one partnership, topics, what is about all; empty for every brief."""
    folder, _, file = name.rpartition("/")
    stem = file.split(".")[0]
    if folder in {f"briefs/{lang}/{of_one}" for of_one in OF_ONE}:
        return stem
    if folder == "notebooks":
        return next((one.subject for one in project.all_notebooks if one.name == stem), "")
    alone = stem in (*UNLISTED, TOPIC) and folder in (f"briefs/{lang}", "briefs/shared")
    return stem if alone else ""


def langs_of(folders: BuildFolders, options: BuildOptions, brief: str, subject: str) -> tuple[str, ...]:
    """Those of the languages asked for that a brief has: all, or those with a text for what is about all.

    What a text says across partnerships is written about the project's own evidence; with another data
    package it would be untrue.

    Parameters
    ----------
    subject : str
        What it is about if that is no partnership, as `Evidence.about` says it.
    """
    notebooks = folders.project.notebooks(subject)
    about_one = any(notebook.is_about_one for notebook in notebooks)
    if not notebooks or not (about_one or folders.has_own_evidence):
        return ()
    return tuple(
        lang for lang in options.edition.langs if not subject or folders.project.has_text(brief, lang)
    )


def _require_not_asked(partnership: str, options: BuildOptions) -> None:
    if partnership in options.ids:
        raise ArgumentError(
            f"there is no text for {partnership} on this evidence in {' or '.join(options.edition.langs)}",
            where="briefs/",
            todo="Order it in another language, on the project's own evidence, or leave it out",
        )


def results_key(folders: BuildFolders, evidence: Evidence, partnership: str) -> str:
    """One hash of all that the results of a partnership depend on, as it is now."""
    return key(results_inputs(folders, evidence, partnership, evidence.slice(partnership)))


def results_inputs(
    folders: BuildFolders, evidence: Evidence, partnership: str, files: Mapping[str, bytes]
) -> Inputs:
    """All that the results of a partnership depend on, of which the files are its slice."""
    told = {"partnership": partnership, "case": CASE}
    return folders.project.results_inputs(files, told, evidence.about(partnership))


def _plan(
    folders: BuildFolders, evidence: Evidence, partnership: str, brief_inputs: Inputs, stamp: str, damage: str
) -> Plan:
    files = evidence.slice(partnership)
    before = folders.state(partnership)
    return Plan(
        partnership=partnership,
        files=files,
        results_inputs=results_inputs(folders, evidence, partnership, files),
        brief_inputs=brief_inputs,
        stamp=stamp,
        before={name: value for name, value in before.items() if isinstance(value, dict)},
        damage=damage,
    )


def _damage(published: str, noted: str) -> str:
    if not published:
        return "not published"
    return "" if noted.endswith(f" {published}") else "the published files"
