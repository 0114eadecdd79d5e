"""Measures of what a person waits for: a word of help, an error in the data, nothing to do, one changed row.

Their baselines are the limits that this project sets itself, so that a ratio below one is a promise broken.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from generate import generate
from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.build.plans import publishing_note, stale_plans
from gspbrief.evidence.slices import Evidence
from gspbrief.project.files import standing, write_file
from gspbrief.render.edition import Edition
from measuring import PROJECT, PYTHON, WORK, Entry, limited, number, run, seconds

THOUSAND = number("THOUSAND", 1000)
REPEATS = number("REPEATS", 5)
HELP, ERROR, NOTHING, OWN = 0.2, 1.0, 0.5, 75.0  # seconds
GSPBRIEF = (PYTHON, "-m", "gspbrief")
OPTIONS = ("--renderer", "embedded", "--out")


def helping() -> Iterator[Entry]:
    """The time until `gspbrief --help` has spoken."""
    run(*GSPBRIEF, "--help")
    took = median(seconds(lambda: run(*GSPBRIEF, "--help")) for _ in range(REPEATS))
    yield limited("gspbrief --help", took, HELP, f"whole command, median of {REPEATS}")


def error() -> Iterator[Entry]:
    """The time until an error in the data is reported."""
    data = WORK / "data-wrong"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(PROJECT / "data", data)
    table = data / "costs.csv"
    sound, last = table.read_text(encoding="utf-8"), iter("XYZBCEFGHIJKLMNOPQRSTVW")

    def refused() -> None:
        table.write_text(sound.replace(",AUD,", f",AU{next(last)},", 1), encoding="utf-8")
        command = [*GSPBRIEF, "build", "--data", data, "--out", WORK / "wrong"]
        answer = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
        if answer.returncode != 2 or "costs.csv, row" not in answer.stderr:
            raise RuntimeError(f"the error was not reported: {answer.stderr}")

    refused()  # the tables that stay as they are were seen by an earlier build
    took = median(seconds(refused) for _ in range(REPEATS))
    yield limited("an error in the data", took, ERROR, f"another unknown currency, median of {REPEATS}")


def nothing() -> Iterator[Entry]:
    """The time of a build that finds nothing to do.

    The site holds one brief that was built, and copies of it that are noted as the others': what is looked
    at is the same, and ten minutes are saved.
    """
    data, site = WORK / f"data-{THOUSAND}", WORK / f"site-{THOUSAND}"
    for folder in (data, site, site.with_name(f".{site.name}-build")):
        shutil.rmtree(folder, ignore_errors=True)
    first, *_ = generate(THOUSAND, data, seed=8)
    command = (*GSPBRIEF, "build", "--data", data, *OPTIONS, site)
    run(*GSPBRIEF, "build", first, "--data", data, *OPTIONS, site)
    _stand_in(BuildOptions(data=data, out=site, edition=Edition(renderer="embedded")), first)
    if "Up to date" not in run(*command):  # renews the pages about all briefs, and nothing else
        raise RuntimeError("the copies do not stand in for what a build would have left")
    took = median(seconds(lambda: run(*command)) for _ in range(REPEATS))
    what = f"{THOUSAND:,} generated partnerships, HTML and PDF, whole command, median of {REPEATS}"
    yield limited(f"nothing to do for {THOUSAND:,} partnerships", took, NOTHING, what)


def _stand_in(options: BuildOptions, built: str) -> None:
    """Note every stale brief as published, a copy of one that was built in its place."""
    folders = BuildFolders(options)
    about = (folders.work / "about" / f"{built}.json").read_bytes()
    for plan in stale_plans(folders, Evidence(folders.data), options, standing(folders.site)):
        place = folders.site / plan.partnership
        shutil.copytree(folders.site / built, place, copy_function=os.link, dirs_exist_ok=True)
        write_file(folders.work / "about" / f"{plan.partnership}.json", about)
        folders.note(plan.partnership, *publishing_note(plan, folders))


def own() -> Iterator[Entry]:
    """The time of all real briefs from no results."""
    site = WORK / "own"
    for folder in (site, site.with_name(f".{site.name}-build")):
        shutil.rmtree(folder, ignore_errors=True)
    took = seconds(lambda: run(*GSPBRIEF, "build", "--format", "html,pdf", *OPTIONS, site))
    what = f"English, HTML and PDF, from no results, on {os.cpu_count()} cores"
    yield limited("all real briefs and fact sheets", took, OWN, what)


def change_row(data: Path, partnership: str) -> None:
    """Change the first cost of a partnership, and save the table in one step, as editors do."""
    table = data / "costs.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["partnership"] == partnership)
    value = int(row["value"]) + 1
    row.update(value=str(value), as_printed=f"{value:,}")
    draft = table.with_name(f".{table.name}.saved")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    draft.replace(table)
