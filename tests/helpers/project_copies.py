"""Copies of the project for tests that build: their own notebooks and prose, synthetic or real evidence."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import yaml

from gspbrief.commands.check import require_all_sound
from gspbrief.errors import EvidenceError
from gspbrief.language.evidence_texts import FILE as EVIDENCE_TEXTS
from gspbrief.scenario.assumptions import read_assumptions

PARTS = ("notebooks", "briefs", "_extensions", "data", "_quarto.yml", "requirements.lock")
Leave = Callable[[str, list[str]], set[str]]
PATIENCE = 900  # seconds for a command; it ends in a few, but the machine may be busy with others
ALL_LANGUAGES = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
WORD = re.compile(r"\w+")
ENGLISH_ONLY = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", "fr", "es")


def copy_project(root: Path, folder: Path, leave: Leave = ENGLISH_ONLY) -> Path:
    """A copy that a test may spoil; the static fonts are shared with the original."""
    for part in PARTS:
        if (root / part).is_dir():
            shutil.copytree(root / part, folder / part, ignore=leave)
        else:
            shutil.copy(root / part, folder / part)
    (root / "build" / "fonts").mkdir(parents=True, exist_ok=True)
    (folder / "build").mkdir()
    (folder / "build" / "fonts").symlink_to(root / "build" / "fonts")
    return folder


def copy_few(root: Path, folder: Path, *ids: str, leave: Leave = ENGLISH_ONLY) -> Path:
    """A copy that holds the evidence on some partnerships only, and the texts by hand on them."""
    return keep_few(copy_project(root, folder, leave), *ids)


def keep_few(project: Path, *ids: str) -> Path:
    """Leave a copy what some partnerships rest on, with their texts by hand, and what is cited then.

    The pages about all, on which a build of one brief spends as much time as on the brief, are small there.
    """
    data, briefs = project / "data", project / "briefs"
    for text in briefs.glob("*/*/*.md.j2"):
        if text.parent.name == "topics" or text.name.partition(".")[0] not in ids:
            text.unlink()
    (data / "topics.yaml").unlink(missing_ok=True)
    known = csv.DictReader((data / "partnerships.csv").read_text(encoding="utf-8").splitlines())
    own = [row for row in known if row["id"] in ids]
    countries = {
        place for row in own for part in ("origins", "destinations") for place in row[part].split(";")
    }
    for table in data.glob("*.csv"):
        owner = {"partnerships": "id", "context": "country"}.get(table.stem, "partnership")
        _keep_rows(table, owner, {"", *(countries if table.stem == "context" else ids)})
    _keep_texts(data, briefs)
    _keep_sources(project)
    return project


def _keep_rows(table: Path, owner: str, wanted: set[str]) -> None:
    header, *rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8"), newline=""))
    at = header.index(owner)
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *(row for row in rows if row[at] in wanted)])


def _keep_texts(data: Path, briefs: Path) -> None:
    """Leave of the translated texts of the evidence those that it has."""
    said = set(read_assumptions(data / "assumptions.yaml").reasons)
    for table in data.glob("*.csv"):
        said.update(*csv.reader(io.StringIO(table.read_text(encoding="utf-8"), newline="")))
    for path in briefs.glob(f"*/{EVIDENCE_TEXTS}"):
        texts = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        kept = {english: text for english, text in texts.items() if english in said}
        said_again = yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        path.write_text(said_again, encoding="utf-8")


def _keep_sources(project: Path) -> None:
    """Leave of the sources those that something in the project names."""
    bibliography = project / "data" / "sources.bib"
    texts = (path for part in ("data", "briefs", "notebooks") for path in (project / part).rglob("*.*"))
    named = {
        name
        for path in texts
        if path.is_file() and path != bibliography
        for name in WORD.findall(path.read_text(encoding="utf-8"))
    }
    entries = re.split(r"(?m)^(?=@)", bibliography.read_text(encoding="utf-8"))
    kept = [entry for entry in entries if entry.partition("{")[2].partition(",")[0] in named]
    bibliography.write_text("".join(kept), encoding="utf-8")


def copy_code(root: Path, project: Path) -> dict[str, str]:
    """Give a copy of the project its own copy of the code; return the environment in which that runs."""
    shutil.copytree(root / "src", project / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return {"PYTHONPATH": str(project / "src")}


def start(
    project: Path, *arguments: str, before: Sequence[str] = (), **environment: str
) -> subprocess.Popen[str]:
    """The command line in a copy of the project, running, if need be by a command ``before`` it."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "gspbrief", *arguments],
        cwd=project,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )


def heed_interrupts() -> None:
    """In a new process: heed Ctrl-C, also where whoever started the tests had it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a copy of the project, at its end."""
    process = start(project, *arguments, **environment)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def in_role(role: str, starter: int) -> list[psutil.Process]:
    """Those of the processes below one that are a ``builder``, ``server``, ``worker`` or ``notebook``.

    A preview starts the builder. The server, which has imported what they need, forks the workers, and a
    ``notebook`` for each that runs, whose processor time is limited.
    """
    found = []
    for process in psutil.Process(starter).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if _role(process) == role:
                found.append(process)
    return found


def _role(process: psutil.Process) -> str:
    words, parent = " ".join(process.cmdline()), process.parent()
    above = " ".join(parent.cmdline()) if parent else ""
    if "forkserver" in words:
        if "forkserver" not in above:
            return "server"
        limit = psutil.RLIMIT_CPU
        return "notebook" if process.rlimit(limit) != psutil.Process().rlimit(limit) else "worker"
    return (
        "worker"
        if "spawn_main" in words
        else "builder"
        if "gspbrief.commands.builder_process" in words
        else ""
    )


def problems(project: Path) -> list[str]:
    """What ``gspbrief check`` holds against the evidence and texts of a project."""
    try:
        require_all_sound(project / "data", project / "briefs")
    except EvidenceError as error:
        return [str(one) for one in error.problems]
    return []
