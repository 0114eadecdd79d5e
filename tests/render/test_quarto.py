"""Quarto by its command line: what it is asked, and what is made of its answers.

Most tests use a stand-in that keeps Quarto's contract with the process that calls it; the last use Quarto.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from lxml import html

from gspbrief.errors import RenderError
from gspbrief.render import Job
from gspbrief.render.choice import choose, passed_over
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.render.quarto import COLUMNS, QuartoRenderer, find_quarto
from gspbrief.render.quarto_log import read_log

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parents[1] / "fixtures"
STAND_IN = FIXTURES / "quarto" / "quarto"
WOVEN = FIXTURES / "woven" / "aptc" / "en"
REAL = find_quarto()
needs_quarto = pytest.mark.skipif(
    REAL is None, reason="QUARTO IS NOT INSTALLED: the real renderer is not tested on this machine"
)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "record.json"
    monkeypatch.setenv("QUARTO_PATH", str(STAND_IN))
    monkeypatch.setenv("STAND_IN_RECORD", str(file))
    return file


def a_job(tmp_path: Path, kind: str = "html") -> Job:
    target = tmp_path / "site" / f"page.{kind}"
    target.parent.mkdir(exist_ok=True)
    target.write_text("what was published before", encoding="utf-8")
    return Job(WOVEN / "index.qmd", target, "pdf" if kind == "pdf" else "html")


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def failure_of(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, timeout: float = 60) -> str:
    monkeypatch.setenv("STAND_IN", case)
    job = a_job(tmp_path)
    with pytest.raises(RenderError) as caught:
        QuartoRenderer(timeout=timeout).render(job)
    assert job.target.read_text(encoding="utf-8") == "what was published before"
    assert [path.name for path in job.target.parent.iterdir()] == [job.target.name]
    return str(caught.value)


@pytest.mark.parametrize(("kind", "target"), [("html", "gspbrief-html"), ("pdf", "gspbrief-typst")])
def test_quarto_is_asked_for_the_house_format_with_the_input_first(
    record: Path, tmp_path: Path, kind: str, target: str
) -> None:
    QuartoRenderer().render(a_job(tmp_path, kind))
    flags = json.loads(record.read_text(encoding="utf-8"))["flags"]
    assert flags[:2] == ["--to", target]
    assert "--no-execute-daemon" in flags
    assert flags[flags.index("--log-format") + 1] == "json-stream"
    assert flags[flags.index("--columns") + 1] == COLUMNS


def test_quarto_runs_alone_in_a_folder_of_its_own(record: Path, tmp_path: Path) -> None:
    QuartoRenderer().render(a_job(tmp_path))
    told = json.loads(record.read_text(encoding="utf-8"))
    assert told["stdin_closed"]
    assert told["own_group"]
    assert told["epoch"] == "1793491200"  # 1 November 2026, midnight UTC
    assert {"index.qmd", "references.bib", "_extensions/gspbrief/_extension.yml"} <= set(told["files"])
    assert not list(WOVEN.glob("_extensions"))


def test_what_stands_above_the_temporary_folder_is_not_taken_for_the_project(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_quarto.yml").write_text("project: {pre-render: touch ran}\n", encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    QuartoRenderer().render(a_job(tmp_path))
    told = json.loads(record.read_text(encoding="utf-8"))
    assert Path(told["folder"]).parent == tmp_path
    assert told["project"] == told["folder"]


@pytest.mark.usefixtures("record")
def test_quarto_may_be_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(STAND_IN.parent)
    monkeypatch.setenv("QUARTO_PATH", "./quarto")
    QuartoRenderer().render(a_job(tmp_path))


@pytest.mark.parametrize("level", ["ERROR", "WARN"])
@pytest.mark.usefixtures("record")
def test_how_much_the_user_has_quarto_say_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    monkeypatch.setenv("QUARTO_LOG_LEVEL", level)
    assert "Unable to resolve crossref @fig-nowhere" in failure_of("crossref", tmp_path, monkeypatch)


def test_the_page_takes_its_place_when_quarto_succeeds(record: Path, tmp_path: Path) -> None:
    job = a_job(tmp_path)
    QuartoRenderer().render(job)
    assert "new page" in job.target.read_text(encoding="utf-8")
    assert record.exists()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("crossref", "Unable to resolve crossref @fig-nowhere"),
        ("citation", "citation nobody2020 not found"),
        ("shortcode", "Quarto warns: Shortcode 'nosuch' not found. "),
        ("formula", "Quarto warns: Could not convert TeX math"),
        ("font", "Quarto warns: unknown font family: nowhere sans. "),
        ("validation", "Quarto warns: PDF validation failed for ua-1"),
        ("yaml", "YAMLException: bad indentation of a mapping entry"),
        ("typst", "file not found (searched at references.bib)"),
        ("filter", "box 1 has no title"),
        ("nothing", "wrote no index.html"),
        ("empty", "wrote no index.html"),
        ("other", "the page that Quarto wrote lacks migration.rate of the brief"),
        ("flood", "Quarto failed: a line"),
    ],
)
def test_a_failure_names_brief_and_cause(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str, said: str
) -> None:
    message = failure_of(case, tmp_path, monkeypatch)
    assert message.startswith("brief aptc/en, html: ")
    assert said in message
    assert "\x1b" not in message
    assert len(message) < 1000
    assert "quarto.js" not in message
    assert record.exists()


@pytest.mark.usefixtures("record")
def test_a_document_without_tags_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAND_IN", "other")
    with pytest.raises(RenderError, match="no PDF/UA-1 document"):
        QuartoRenderer().render(a_job(tmp_path, "pdf"))


def test_a_hanging_quarto_is_ended_with_its_children(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = time.monotonic()
    message = failure_of("hang", tmp_path, monkeypatch, timeout=1.5)
    assert "did not finish within 1.5 seconds" in message
    assert time.monotonic() - started < 20
    processes = json.loads(record.read_text(encoding="utf-8"))["processes"]
    assert len(processes) == 2
    assert not [pid for pid in processes if is_running(pid)]


@pytest.mark.parametrize(("case", "said"), [("old", "version 1.4.550"), ("unreadable", "gives no version")])
def test_an_unusable_quarto_is_refused_before_anything_is_rendered(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str, said: str
) -> None:
    message = failure_of(case, tmp_path, monkeypatch)
    assert said in message
    assert "--renderer embedded" in message
    assert not record.exists()


def test_quarto_path_that_is_no_program_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(tmp_path / "missing"))
    with pytest.raises(RenderError, match="does not run"):
        QuartoRenderer().render(a_job(tmp_path))


def test_auto_takes_quarto_where_it_is_and_the_embedded_renderer_where_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(STAND_IN))
    assert isinstance(choose("auto"), QuartoRenderer)
    assert isinstance(choose("embedded"), EmbeddedRenderer)
    monkeypatch.delenv("QUARTO_PATH")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(choose("auto"), EmbeddedRenderer)
    with pytest.raises(RenderError, match="Quarto is not installed"):
        _ = choose("quarto").version


@pytest.mark.parametrize(("case", "why"), [("old", "is version 1.4.550"), ("unreadable", "gives no version")])
def test_auto_leaves_aside_a_quarto_that_cannot_be_used_and_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, case: str, why: str
) -> None:
    monkeypatch.setenv("QUARTO_PATH", str(STAND_IN))
    assert passed_over("auto") == ""
    monkeypatch.setenv("STAND_IN", case)
    assert isinstance(choose("auto"), EmbeddedRenderer)
    said = passed_over("auto")
    assert said.startswith(f"Quarto {why}")
    assert said.endswith("the embedded renderer is used instead")
    assert "\n" not in said
    assert passed_over("quarto") == passed_over("embedded") == ""
    with pytest.raises(RenderError, match=why):
        _ = choose("quarto").version


def test_a_log_is_read_without_colours_blank_lines_and_broken_lines(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(
        '{"msg": "\\u001b[31mred\\u001b[39m", "levelName": "ERROR"}\n\n{"msg": "cut of', encoding="utf-8"
    )
    assert read_log(file) == (("ERROR", "red"),)


@needs_quarto
@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_the_real_quarto_renders_the_sample_brief_twice_to_the_same_bytes(tmp_path: Path, kind: str) -> None:
    job = a_job(tmp_path, kind)
    QuartoRenderer().render(job)
    first = job.target.read_bytes()
    QuartoRenderer().render(job)
    assert job.target.read_bytes() == first
    assert len(first) > 10_000


@needs_quarto
def test_the_real_quarto_and_the_embedded_renderer_read_the_same(tmp_path: Path) -> None:
    job = a_job(tmp_path)
    QuartoRenderer().render(job)
    theirs = html.parse(job.target).getroot().text_content().split()
    renderer = EmbeddedRenderer()
    renderer.render(job)
    renderer.close()
    assert html.parse(job.target).getroot().text_content().split() == theirs


@needs_quarto
def test_the_real_quarto_leaves_no_reference_unresolved(tmp_path: Path) -> None:
    folder = tmp_path / "aptc" / "en"
    shutil.copytree(WOVEN, folder)
    text = (folder / "index.qmd").read_text(encoding="utf-8")
    (folder / "index.qmd").write_text(text.replace("@fig-rates", "@fig-nowhere"), encoding="utf-8")
    with pytest.raises(RenderError, match="fig-nowhere"):
        QuartoRenderer().render(Job(folder / "index.qmd", tmp_path / "page.html", "html"))
