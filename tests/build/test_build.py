"""The main job on small orders: what is stale is built, what fails is told, what was published stays."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from lxml import html

from case_names import case_name
from project_copies import ALL_LANGUAGES, PATIENCE, copy_few, copy_project, run, start

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]

Run = Callable[..., subprocess.CompletedProcess[str]]
IDS = ("blue_birds", "kani", "deu_chn_nurses", "aptc")
EMBEDDED = ("--renderer", "embedded")
PRINTED = ("--format", "html,pdf", *EMBEDDED)


@pytest.fixture(scope="module")
def untouched(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of a few partnerships in which nothing is ever built."""
    return copy_few(root, tmp_path_factory.mktemp("untouched") / "project", *IDS, leave=ALL_LANGUAGES)


@pytest.fixture
def project(untouched: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil."""
    return _copy(untouched, tmp_path)


@pytest.fixture(scope="module")
def published(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it that has published a brief and a fact sheet, each with its PDF."""
    project = _copy(untouched, tmp_path_factory.mktemp("published"))
    built = run(project, "build", "blue_birds", "kani", *PRINTED)
    assert built.returncode == 0, built.stderr
    assert "2 built" in built.stdout
    return project


@pytest.fixture
def built(published: Path, tmp_path: Path) -> Path:
    """A copy of what is published, with all that its build keeps, that a test may spoil."""
    return _copy(published, tmp_path)


def _copy(project: Path, folder: Path) -> Path:
    return Path(shutil.copytree(project, folder / "project", symlinks=True))


@pytest.fixture
def gspbrief(project: Path) -> Run:
    """The command line, in the copy of the project where nothing is built yet."""
    return partial(run, project)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_brief_that_was_built_is_left_alone_then_rebuilt_when_its_own_row_changes(built: Path) -> None:
    order = ("build", "blue_birds", "kani", *PRINTED)
    published = {path: path.stat().st_mtime_ns for path in (built / "_site").rglob("*") if path.is_file()}

    assert "Up to date" in run(built, *order).stdout
    now = {path: path.stat().st_mtime_ns for path in (built / "_site").rglob("*") if path.is_file()}
    assert now == published

    table = built / "data" / "migration.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if line.startswith("blue_birds.working_abroad,"))
    _edit(table, row, row.replace("working_abroad,8,", "working_abroad,9,").replace("only 8", "only 9"))
    status = run(built, "status", *order[1:])
    assert "blue_birds" in status.stdout
    assert "data/migration.csv" in status.stdout
    assert "kani" not in status.stdout

    third = run(built, *order)
    assert "1 built" in third.stdout
    findings = json.loads((built / "_site" / "blue_birds" / "results.json").read_text(encoding="utf-8"))
    (attained,) = [f for f in findings if f["id"].startswith("migration.attainment")]
    assert attained["value"] == 9 / 160


def test_a_comment_in_a_template_rebuilds_the_prose_and_not_the_notebooks_and_an_older_pdf_says_so(
    built: Path,
) -> None:
    pages, printed = ("blue_birds", "--format", "html", *EMBEDDED), ("blue_birds", *PRINTED)
    page, pdf = (built / "_site" / "blue_birds" / name for name in ("index.html", "blue_birds.pdf"))
    published = pdf.read_bytes()
    assert "Up to date" in run(built, "build", *pages).stdout
    assert _downloads(page) == {"Download as PDF": "blue_birds.pdf"}

    ran = built / "build" / "notebooks" / "blue_birds" / "costs.ipynb"
    before = ran.stat().st_mtime_ns
    template = built / "briefs" / "en" / "fact-sheet.md.j2"
    template.write_text("{## a comment ##}" + template.read_text(encoding="utf-8"), encoding="utf-8")

    assert "briefs/en/fact-sheet.md.j2" in run(built, "status", *pages).stdout
    said = run(built, "build", *pages).stdout
    assert "1 built" in said
    assert "Older than their pages, which say so: blue_birds.pdf" in said
    assert ran.stat().st_mtime_ns == before
    assert pdf.read_bytes() == published
    assert _downloads(page) == {"PDF of an earlier version": "blue_birds.pdf"}
    assert "blue_birds.pdf" not in (built / "_site" / "index.html").read_text(encoding="utf-8")
    assert "Up to date" in run(built, "build", *pages).stdout

    run(built, "build", *printed)
    assert _downloads(page) == {"Download as PDF": "blue_birds.pdf"}


def _downloads(page: Path) -> dict[str, str]:
    links = html.parse(page).getroot().xpath("//a[@class='download']")
    return {link.text_content(): link.get("href") for link in links}


def test_the_index_speaks_the_languages_of_its_briefs_and_links_only_what_is_there(
    project: Path, gspbrief: Run
) -> None:
    built = gspbrief("build", "blue_birds", "--format", "html", "--lang", "en,fr")
    assert built.returncode == 0, built.stderr

    site = project / "_site"
    english, french = (html.parse(site / page).getroot() for page in ("index.html", "fr/index.html"))
    assert not (site / "es").exists()
    assert [link.get("href") for link in english.xpath("//nav[@class='languages']//a")] == ["fr/index.html"]
    assert french.get("lang") == "fr"
    listed = html.parse(site / "fr" / "explore.html").getroot()
    (row,) = listed.xpath("//table[@id='partnerships']/tbody/tr")
    assert "Pays-Bas" in row.text_content()
    for place, page in ((site, english), (site / "fr", french), (site / "fr", listed)):
        linked = [link.get("href") for link in page.xpath("//a[@href]") if "#" not in link.get("href")]
        assert [name for name in linked if not (place / name).is_file()] == []
    brief = html.parse(site / "blue_birds" / "fr" / "index.html").getroot()
    assert brief.xpath("//a[@class='home']")[0].get("href") == "../../fr/index.html"


def test_the_fictitious_programme_is_published_with_its_persons_in_a_translation_alone(
    project: Path, gspbrief: Run
) -> None:
    built = gspbrief("build", "demo", "--lang", "fr", "--format", "html", "--renderer", "embedded")

    assert built.returncode == 0, built.stderr
    assert (project / "_site" / "demo" / "data" / "demo.csv").is_file()
    assert (project / "_site" / "demo" / "fr" / "index.html").is_file()


def test_a_template_that_asks_for_an_unknown_value_stops_its_brief_only(built: Path) -> None:
    before = _bytes(built / "_site" / "kani")
    _edit(
        built / "briefs" / "en" / "partnerships" / "kani.md.j2",
        "{% block summary %}",
        "{% block summary %} {{ migration.flown_to_the_moon }} ",
    )

    said = run(built, "build", "kani", "deu_chn_nurses", "--format", "html", *EMBEDDED)

    assert said.returncode == 1
    assert "flown_to_the_moon" in said.stderr
    assert "kani.md.j2" in said.stderr
    assert _bytes(built / "_site" / "kani") == before
    assert (built / "_site" / "deu_chn_nurses" / "index.html").is_file()


def test_a_failing_cell_names_notebook_partnership_and_line_and_leaves_the_site_whole(built: Path) -> None:
    before = _bytes(built / "_site" / "blue_birds")
    path = built / "notebooks" / "migration.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][-1]["source"] = ["study.no_such_thing\n"]
    path.write_text(json.dumps(notebook), encoding="utf-8")

    said = run(built, "build", "blue_birds", "--format", "html", *EMBEDDED)

    assert said.returncode == 1
    for word in ("migration.ipynb", "partnership=blue_birds", "study.no_such_thing", "AttributeError"):
        assert word in said.stderr
    assert "\x1b[" not in said.stderr
    assert _bytes(built / "_site" / "blue_birds") == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", "nobody"), "no partnership 'nobody'"),
        (("build", "aptcc"), "Did you mean aptc?"),
        (("build", "--format", "epub"), "Known: html, pdf"),
        (("build", "--lang", "xx"), "xx is not known"),
        (("build", "--style", "cgd"), "Known: mpi, oecd"),
        (("build", "--data", "nowhere"), "datapackage.json"),
        (("run", "coasts", "aptc"), "notebooks/: there is no notebook 'coasts'. Did you mean costs?"),
        (("run", "gender", "aptc"), "For aptc there are costs, migration, outcomes, scenario"),
        (("run", "costs", "aptcc"), "partnerships.csv: there is no partnership 'aptcc'"),
    ],
    ids=case_name,
)
def test_a_wrong_order_is_refused_before_anything_runs(
    untouched: Path, arguments: tuple[str, ...], words: str
) -> None:
    answer = run(untouched, *arguments)

    assert answer.returncode == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (untouched / "_site").exists()


def test_wrong_evidence_lists_every_problem_and_builds_nothing(project: Path, gspbrief: Run) -> None:
    _edit(project / "data" / "costs.csv", ",AUD,", ",AUX,")
    _edit(project / "data" / "migration.csv", ",AUS;NZL,", ",AUS;NZX,")

    for command in (("check",), ("build", "aptc")):
        answer = gspbrief(*command)
        assert answer.returncode == 2
        assert "costs.csv, row" in answer.stderr
        assert "migration.csv, row" in answer.stderr
    assert not (project / "_site").exists()


def test_quarto_by_name_where_there_is_none_says_what_to_do(untouched: Path, tmp_path: Path) -> None:
    answer = run(untouched, "build", "blue_birds", "--renderer", "quarto", PATH=str(tmp_path), QUARTO_PATH="")

    assert answer.returncode != 0
    assert "uarto" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_of_two_builds_in_one_folder_at_one_time_one_is_refused_and_the_other_leaves_a_whole_site(
    project: Path, gspbrief: Run
) -> None:
    order = ("build", "blue_birds", "--format", "html")
    gate = _hold_up(project / "notebooks" / "costs.ipynb", project / "gate")
    first = start(project, *order)
    opened = _opened_gate(gate, first)  # the first build is in the midst of a notebook, and stays there
    try:
        second = gspbrief(*order)
        site = project / "_site"
        unpublished = not site.exists()
    finally:
        os.close(opened)
    said, complaint = first.communicate(timeout=PATIENCE)

    assert second.returncode == 1
    assert "another build is under way" in second.stderr
    assert "Wait for it, or give another --out" in second.stderr
    assert unpublished
    assert first.returncode == 0, complaint
    assert "1 built" in said
    listed = json.loads((site / "manifest.json").read_text(encoding="utf-8"))["files"]
    found = {name: hashlib.sha256(content).hexdigest() for name, content in _bytes(site).items()}
    assert found.pop("manifest.json")
    assert found == listed


def _hold_up(notebook: Path, gate: Path) -> Path:
    """Have a notebook wait in its last cell until a pipe is opened for writing and closed again."""
    os.mkfifo(gate)
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"][-1]["source"] = [f"_ = open({str(gate)!r}).read()\n", *content["cells"][-1]["source"]]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    return gate


def _opened_gate(gate: Path, build: subprocess.Popen[str]) -> int:
    """Open the pipe for writing, which is possible as soon as the notebook of a build reads from it."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and build.poll() is None:
        with suppress(OSError):  # nobody reads yet
            return os.open(gate, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.02)
    build.kill()
    pytest.fail(f"the build never came to its notebook: {build.communicate()}")


def test_the_same_evidence_gives_the_same_bytes_in_another_folder_time_zone_and_hash_seed_without_a_tmpdir(
    root: Path, tmp_path: Path
) -> None:
    project = copy_project(root, tmp_path / "project", ALL_LANGUAGES)  # all that a set could put otherwise
    ids = ("triple_win", "blue_birds")
    one = run(project, "build", *ids, "--out", str(tmp_path / "one"), TZ="Asia/Tokyo", PYTHONHASHSEED="1")
    two = run(
        project,
        "build",
        *ids,
        "--out",
        str(tmp_path / "deeper" / "two"),
        "--jobs",
        "1",
        TZ="America/Lima",
        PYTHONHASHSEED="2",
        LC_ALL="C",
        TMPDIR=str(tmp_path / "nowhere"),
    )
    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr

    first, second = _bytes(tmp_path / "one"), _bytes(tmp_path / "deeper" / "two")

    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")
@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("RLIMIT_AS, (2 * 2**30,) * 2", "the address space is limited to 2.0 GB"),
        ("RLIMIT_NOFILE, (20, 40)", "no more than 40 files may be open at a time"),
    ],
)
def test_a_limit_under_which_no_engine_starts_is_told_before_anything_runs(
    root: Path, tmp_path: Path, limit: str, said: str
) -> None:
    limit = f"import resource; resource.setrlimit(resource.{limit})"
    order = ["build", "blue_birds", "--out", str(tmp_path / "out")]
    limited = subprocess.run(
        [sys.executable, "-c", f"{limit}; from gspbrief.commands.cli import main; main()", *order],
        cwd=root,
        capture_output=True,
        text=True,
    )

    assert limited.returncode == 1
    assert limited.stderr.startswith(f"gspbrief: {said}")
    assert not (tmp_path / "out").exists()
