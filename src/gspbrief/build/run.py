"""Many briefs: all cores at work, every finished one published at once."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property
from itertools import chain

from gspbrief.build.folders import BuildFolders, as_built
from gspbrief.build.limits import require_room
from gspbrief.build.options import BuildOptions
from gspbrief.build.plans import Plan, langs_of, publishing_note, stale_plans
from gspbrief.build.report import older, replaced, stopped, told
from gspbrief.build.task import Task
from gspbrief.build.workers import Workers
from gspbrief.errors import ArgumentError, BuildError, EvidenceError, Stopped
from gspbrief.evidence.checks import require_sound
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.execution.forks import end_server
from gspbrief.project.files import standing
from gspbrief.project.inputs import Inputs, digest, key
from gspbrief.render.choice import passed_over, settled
from gspbrief.site.manifest import index_inputs, is_as_published
from gspbrief.site.published import Site

_GONE = (errno.ENOENT,)
_TODO = {  # what a person can do when the system refuses
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "Make room"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "Get permission to write there"),
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.EEXIST), "Move away what stands in its place"),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "Allow more open files (ulimit -n)"),
    errno.ENOENT: "Bring it back",
    errno.ENOMEM: "Free memory",
}
EVIDENCE, SITE = ".evidence", ".site"  # notes beside those of the partnerships, whose ids begin with a letter
CHECKING = ("evidence.checks",)  # it says what is sound, with what it imports


def build_site(options: BuildOptions) -> str:
    """Build what is stale, publish it, and renew the pages about all briefs.

    Returns
    -------
    str
        What was done, in a sentence.

    Raises
    ------
    EvidenceError, ArgumentError
        Before anything runs, if the evidence or the options are wrong.
    BuildError
        At the end, if some briefs failed; the others are published.
    """
    with Workers(options.jobs) as workers:
        try:
            return Build(options, BuildFolders(options), workers).run()
        except (ArgumentError, EvidenceError):
            end_server()  # nothing is built
            raise


def stale(options: BuildOptions) -> dict[str, list[str]]:
    """The partnerships whose briefs are stale, each with the inputs that made them so.

    Where a scenario was laid over the assumptions when the site was built, it is again.
    """
    folders = BuildFolders(as_built(options))
    folders.lay_over()
    evidence, found = Evidence(folders.data), standing(folders.site)
    return {plan.partnership: plan.stale for plan in stale_plans(folders, evidence, options, found)}


def renew_index(options: BuildOptions) -> None:
    """Renew the pages about all briefs, from what is published, in a process that may know nothing else."""
    from gspbrief.site.index import publish_index

    build = Build(options, BuildFolders(options), Workers())
    build.holdings.recover()
    publish_index(build.site)
    build.folders.save_hashes()


class Build:
    """One build: what is asked for, the folders that it happens in, and the processes that do the work.

    Parameters
    ----------
    workers : Workers
        Theirs who build; they may be there already, and stay.
    shown : callable
        Is called when a brief is published.
    """

    def __init__(
        self,
        options: BuildOptions,
        folders: BuildFolders,
        workers: Workers,
        shown: Callable[[], object] = lambda: None,
    ) -> None:
        self.options = options
        self.folders = folders
        self.workers = workers
        self.shown = shown
        self.holdings = folders.holdings()
        self.failures: dict[str, str] = {}
        self.kept: list[str] = []
        self.gone: list[str] = []
        self.published = 0

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence; its tables are read when they are first asked for."""
        return Evidence(self.folders.data)

    @cached_property
    def site(self) -> Site:
        """The pages about all briefs."""
        folders, style = self.folders, self.options.edition.style
        return Site(
            project=folders.project,
            evidence=self.evidence,
            folder=folders.site,
            work=folders.work,
            style=style,
            holdings=self.holdings,
            hashes=folders.published,
        )

    def run(self) -> str:
        """Build and publish; see `build_site` for what it returns and raises."""
        require_room()
        self.folders.require_own_folders()
        try:
            with self.folders.locked():
                count = self._bring_up_to_date()
        except OSError as error:
            raise BuildError(
                f"cannot be {'read' if error.errno in _GONE else 'written'}: {error.strerror}",
                where=str(error.filename or self.folders.site),
                todo=f"{_TODO.get(error.errno or 0, 'See what the system says of it')}, and build again; "
                "what is published is whole, and nothing done is lost",
            ) from error
        return self._report(count)

    def _bring_up_to_date(self) -> int:
        """Build and publish what is stale; return how many briefs that was."""
        self.folders.lay_over()
        self.folders.note_scenario()
        self._check_evidence()
        self.holdings.recover()
        found = standing(self.folders.site)
        plans = stale_plans(self.folders, self.evidence, self.options, found)
        with ThreadPoolExecutor(1) as aside:
            pages = cache(lambda: aside.submit(self._publish_evidence))
            if plans:
                self._build(plans, pages)
                pages().result()
                found = standing(self.folders.site)
            inputs = index_inputs(self.site)
            is_stale = not is_as_published(self.site, found) or self.folders.state(SITE) != inputs
            if is_stale:
                pages().result()
        self.folders.save_hashes()
        if is_stale:
            self.workers.have(renew_index, self.options)
            self.folders.note(SITE, inputs)
        return len(plans)

    def _publish_evidence(self) -> None:
        from gspbrief.site.evidence_pages import publish_evidence

        publish_evidence(self.site)

    def _check_evidence(self) -> None:
        project = self.folders.project
        code = {**project.code(CHECKING), **project.packages}
        checked: Inputs = {**self.folders.evidence_inputs(), **code}

        def keep(name: str, made_from: str, make: Callable[[], str]) -> str:
            return project.hashes.kept(name, key({**code, name: made_from}), make)

        if self.folders.state(EVIDENCE) != checked:
            if (os.cpu_count() or 1) > 1:
                self._warm()  # on another core: what changed will be built
            require_sound(self.folders.data, keep)
            self.folders.note(EVIDENCE, checked)

    def _warm(self) -> None:
        """Have what the notebooks need imported in the background; on a cluster its workers do that."""
        if not self.options.scheduler:
            self.workers.warm(self.folders.project.root, self.folders.data)

    def _build(self, plans: Sequence[Plan], begin_pages: Callable[[], object]) -> None:
        """Build and publish, and note what failed.

        The pages of evidence are begun with the first brief that is published, and not before: the last
        briefs leave other cores nothing to do.
        """
        from gspbrief.build.progress import progress_bar

        self._clear_drafts()
        if notice := passed_over(self.options.edition.renderer):
            print(f"gspbrief: {notice}", file=sys.stderr)
        self._warm()
        by_id = {plan.partnership: plan for plan in plans}
        longest_first = sorted(plans, key=lambda plan: not self.evidence.about(plan.partnership))
        with progress_bar(len(plans), "briefs") as advance, self._told_if_stopped(len(plans)):
            for task, failure in self._make([self._task(plan) for plan in longest_first]):
                if failure is None:
                    failure = self._publish(task, by_id[task.partnership])
                    self.published += failure is None
                    begin_pages()
                advance(task.partnership)
                if failure is not None:
                    self.failures[task.partnership] = failure
                    if not self.options.keep_going:
                        break

    @contextmanager
    def _told_if_stopped(self, total: int) -> Iterator[None]:
        try:
            yield
        except Stopped as error:
            error.published = stopped(self.published, total)
            raise

    def _clear_drafts(self) -> None:
        """Clear away what a killed build left half done."""
        shutil.rmtree(self.folders.work / "finished", ignore_errors=True)
        for draft in (self.folders.work / "results").glob(".*"):
            shutil.rmtree(draft, ignore_errors=True)

    def _task(self, plan: Plan) -> Task:
        slice_folder = self.folders.work / "slices" / plan.partnership
        write_slice(plan.files, slice_folder, self.evidence.private(plan.partnership))
        subject = self.evidence.about(plan.partnership)
        edition = replace(
            self.options.edition,
            langs=langs_of(self.folders, self.options, plan.partnership, subject),
            renderer=settled(self.options.edition.renderer),  # a worker that stays must not decide otherwise
        )
        return Task(
            partnership=plan.partnership,
            project=self.folders.project.root,
            data=slice_folder,
            work=self.folders.work,
            results_key=key(plan.results_inputs),
            evidence_hash=key({name: digest(content) for name, content in plan.files.items()}),
            edition=edition,
            subject=subject,
            older=older(self.folders.site / plan.partnership, edition),
        )

    def _make(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, str | None]]:
        """Run tasks on a cluster, if its scheduler is given, else in processes of this machine.

        The rows of a survey do not leave it.
        """
        if not self.options.scheduler:
            return self.workers.run(tasks)
        from gspbrief.build.cluster import run_on_cluster

        here = [task for task in tasks if task.surveyed]
        elsewhere = [task for task in tasks if not task.surveyed]
        return chain(run_on_cluster(elsewhere, self.options.scheduler), self.workers.run(here))

    def _publish(self, task: Task, plan: Plan) -> str | None:
        published = self.folders.site / task.partnership
        try:
            for name in task.older:
                shutil.copyfile(published / name, task.finished / name)
            gone = replaced(published, task.finished)
            self.holdings.replace(task.finished, task.partnership)
        except (OSError, BuildError) as error:
            return f"cannot be published: {error}"
        note = publishing_note(plan, self.folders)
        self.folders.note(task.partnership, *note)
        self.kept += task.older
        self.gone += gone
        self.shown()
        return None

    def _report(self, count: int) -> str:
        built = count - len(self.failures)
        index = self.folders.site / "index.html"
        if self.failures:
            lines = "\n".join(f"  {name}: {reason}" for name, reason in sorted(self.failures.items()))
            raise BuildError(
                f"{len(self.failures)} of {count} briefs failed; {built} were built and published:\n{lines}"
            )
        shutil.rmtree(self.folders.work / "finished", ignore_errors=True)
        return told(built, self.options.ids, index, self.kept, self.gone)
