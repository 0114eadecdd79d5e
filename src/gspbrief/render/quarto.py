"""The renderer that calls Quarto, by its command line.

What Quarto promises is little: exit code 0 or 1, and what it prints. A reference that leads nowhere is only a
line of that, so it is read after every run.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, time
from functools import cached_property
from pathlib import Path

from gspbrief.errors import RenderError
from gspbrief.language.styles import extension
from gspbrief.project.files import whole_file
from gspbrief.render import Job, PageMetadata, fonts, front_matter
from gspbrief.render.page import finish
from gspbrief.render.quarto_log import Run, cause, ending, read_log, warnings

MINIMUM = (1, 9)  # the first with Typst 0.14: tagged PDF, `pdf-standard`, alternative texts
FORMATS = {"html": "gspbrief-html", "pdf": "gspbrief-typst"}
COLUMNS = "80"  # as the extension says; for a PDF Quarto takes that for columns of the page
_UA = b"pdfuaid:part"  # in the metadata of every PDF/UA document
_MARKS = re.compile(r'\{#([^\s}]+)|\bdata-finding="([^"]+)"')  # addresses and figures in a woven brief
_HELD = re.compile(r'\b(?:id|data-finding)="([^"]+)"')  # the same in a page
# Else Quarto takes settings and scripts from the next folder above that has some.
_ALONE = "project: {type: default}\n"
_NOT_OURS = "Run quarto render by hand to see why, or build with --renderer embedded"


def find_quarto() -> Path | None:
    """Return Quarto's executable: `QUARTO_PATH`, else the one on the path, else that of quarto-cli."""
    named = os.environ.get("QUARTO_PATH")
    found = shutil.which(named or "quarto") or named
    if found:
        return Path(found).absolute()  # it is started in another folder
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        importlib.metadata.distribution("quarto-cli")
        script = Path(sys.executable).with_name("quarto")
        return script if script.is_file() else None
    return None


def quarto_version(executable: Path) -> tuple[int, ...]:
    """Ask Quarto for its version.

    Raises
    ------
    RenderError
        If it does not start, does not answer, or is older than `MINIMUM`.
    """
    try:
        answer = subprocess.run(
            [executable, "--version"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise _unusable(executable, f"does not run ({error})") from error
    match = re.match(r"\s*(\d+)\.(\d+)(?:\.(\d+))?", answer)
    if match is None:
        raise _unusable(executable, f"gives no version but {answer.strip()[:60]!r}")
    version = tuple(int(part) for part in match.groups(default="0"))
    if version < MINIMUM:
        raise _unusable(
            executable, f"is version {'.'.join(map(str, version))}, and the house style needs 1.9 or newer"
        )
    return version


def _unusable(executable: Path, what: str) -> RenderError:
    return RenderError(
        f"Quarto {what}",
        where=executable.name,
        todo="Install a newer Quarto, or build with --renderer embedded",
    )


class QuartoRenderer:
    """Renders with the `quarto` command, each job in a throw-away folder and a process group of its own.

    Parameters
    ----------
    cache : Path, optional
        Folder for the font instances; the user's cache folder by default.
    timeout : float
        Seconds after which a run is ended with all its children.
    """

    name = "quarto"

    def __init__(self, cache: Path | None = None, *, timeout: float = 600) -> None:
        self._cache = cache
        self._timeout = timeout

    @cached_property
    def version(self) -> str:
        """Quarto's version, as it enters the build's keys."""
        return f"quarto {'.'.join(map(str, quarto_version(self._executable)))}"

    @cached_property
    def _executable(self) -> Path:
        found = find_quarto()
        if found is None:
            raise RenderError(
                "Quarto is not installed",
                where="QUARTO_PATH, PATH and the Python package quarto-cli",
                todo="Install Quarto, or build with --renderer embedded",
            )
        quarto_version(found)
        return found

    def render(self, job: Job) -> None:
        """Write the page; see `Renderer.render`."""
        if job.format not in FORMATS:
            raise job.failure("Quarto is not asked for this", "Use the embedded renderer")
        front = front_matter(job)
        with tempfile.TemporaryDirectory(prefix="gspbrief-quarto-") as name:
            folder = Path(name)
            _lay_out(job, folder)
            output = folder / job.source.with_suffix(f".{job.format}").name
            run = self._run(job, front, folder)
            _check(job, run, output)
            with whole_file(job.target) as draft:
                _take(job, output, draft)

    def close(self) -> None:
        """Nothing is kept running."""

    def _run(self, job: Job, front: PageMetadata, folder: Path) -> Run:
        log = folder / "quarto.log"
        command = [
            str(self._executable), "render", job.source.name, "--to", FORMATS[job.format],
            "--log", str(log), "--log-format", "json-stream", "--log-level", "info", "--no-execute-daemon",
            "--metadata", f"assets:{front.site_root}assets", "--columns", COLUMNS,
        ]  # fmt: skip
        with (folder / "quarto.out").open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, env=self._environment(front), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                code = process.wait(self._timeout)
            except subprocess.TimeoutExpired as error:
                raise job.failure(
                    f"Quarto did not finish within {self._timeout:g} seconds and was stopped",
                    "Look for what it waits for, or build with --renderer embedded",
                ) from error
            finally:
                _end_group(process)
        return Run(code, read_log(log), ending(folder / "quarto.out"))

    def _environment(self, front: PageMetadata) -> dict[str, str]:
        midnight = datetime.combine(front.date, time(), tzinfo=UTC)
        return {
            **os.environ,
            "SOURCE_DATE_EPOCH": str(int(midnight.timestamp())),
            "TYPST_FONT_PATHS": str(fonts.instances(self._cache)),
            "TYPST_IGNORE_SYSTEM_FONTS": "true",
            "NO_COLOR": "1",
        }


def _lay_out(job: Job, folder: Path) -> None:
    """Copy the woven brief and the house style; what an earlier render left beside the brief stays behind."""
    stale = shutil.ignore_patterns("*.html", "*.pdf", "*_files", ".quarto")
    shutil.copytree(job.source.parent, folder, dirs_exist_ok=True, ignore=stale)
    shutil.copytree(extension(), folder / "_extensions" / "gspbrief")
    (folder / "_quarto.yml").write_text(_ALONE, encoding="utf-8")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End Quarto and all it started: Deno, Pandoc and Typst outlive the launcher that is killed alone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _check(job: Job, run: Run, output: Path) -> None:
    if run.code != 0:
        raise job.failure(f"Quarto failed: {cause(run)}", "Correct the woven brief or the house style")
    if warned := warnings(run):
        raise job.failure(f"Quarto warns: {'; '.join(warned)}", "Correct the woven brief or the house style")
    if not output.is_file() or output.stat().st_size == 0:
        raise job.failure(
            f"Quarto reported success but wrote no {output.name}", "Run quarto render by hand to see why"
        )


def _take(job: Job, output: Path, draft: Path) -> None:
    if job.format == "pdf":
        if _UA not in output.read_bytes():
            raise job.failure("Quarto wrote no PDF/UA-1 document", _NOT_OURS)
        shutil.copyfile(output, draft)
        return
    html = output.read_text(encoding="utf-8", errors="replace")
    held, marks = set(_HELD.findall(html)), _MARKS.findall(job.source.read_text(encoding="utf-8"))
    if lacking := [mark for mark in map("".join, marks) if mark not in held]:
        raise job.failure(f"the page that Quarto wrote lacks {lacking[0]} of the brief", _NOT_OURS)
    if f"{job.source.stem}_files/" in html:
        raise job.failure(
            "the page refers to Quarto's own files beside it", "Keep `minimal: true` in _extension.yml"
        )
    draft.write_text(finish(html, job), encoding="utf-8", newline="\n")
