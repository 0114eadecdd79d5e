"""A brief while it is written: what is saved is built again, and the page in the browser follows."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from gspbrief.build.options import BuildOptions
from gspbrief.commands.preview import HOST, Pages, PreviewSession, preview
from gspbrief.errors import ArgumentError
from preview_sessions import fetch, session
from project_copies import copy_project

pytestmark = pytest.mark.slow

Get = Callable[..., tuple[int, str]]


@pytest.fixture
def outcomes() -> list[str]:
    """What the builds of a session are going to say, one after the other."""
    return []


@pytest.fixture
def previewed(tmp_path: Path, outcomes: list[str]) -> PreviewSession:
    (tmp_path / "briefs").mkdir()
    (tmp_path / "briefs" / "a.md").write_text("one", encoding="utf-8")
    return PreviewSession([tmp_path / "briefs"], lambda: outcomes.pop(0))


@pytest.fixture
def get(tmp_path: Path, previewed: PreviewSession) -> Iterator[Get]:
    """Asks a running preview for an address."""
    site = tmp_path / "site"
    (site / "aptc").mkdir(parents=True)
    (site / "aptc" / "index.html").write_text("<body><p>A brief</p></body>", encoding="utf-8")
    (site / "brief.css").write_text("p {}", encoding="utf-8")
    with ThreadingHTTPServer((HOST, 0), partial(Pages, previewed, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()

        def ask(path: str, host: str = f"{HOST}:1") -> tuple[int, str]:
            address = f"http://{HOST}:{server.server_address[1]}{path}"
            return fetch(urllib.request.Request(address, headers={"Host": host}))

        yield ask
        server.shutdown()


def test_the_first_look_builds_and_a_later_one_only_when_a_file_was_saved(
    previewed: PreviewSession, outcomes: list[str], tmp_path: Path
) -> None:
    outcomes += ["", ""]
    assert [previewed.look(), previewed.look(), previewed.built] == [True, False, 1]

    (tmp_path / "briefs" / "a.md").write_text("one and more", encoding="utf-8")
    assert [previewed.look(), previewed.look(), previewed.built] == [True, False, 2]


def test_a_hidden_file_of_an_editor_builds_nothing(
    previewed: PreviewSession, outcomes: list[str], tmp_path: Path
) -> None:
    outcomes += [""]
    previewed.look()

    (tmp_path / "briefs" / ".a.md.swp").write_text("draft", encoding="utf-8")
    assert not previewed.look()


def test_a_failed_build_is_kept_as_a_problem_until_one_succeeds(
    previewed: PreviewSession, outcomes: list[str], tmp_path: Path
) -> None:
    outcomes += ["a.md, line 1: unknown name", ""]
    previewed.look()
    assert (previewed.built, previewed.problem) == (0, "a.md, line 1: unknown name")

    (tmp_path / "briefs" / "a.md").unlink()
    previewed.look()
    assert (previewed.built, previewed.problem) == (1, "")


def test_a_page_is_served_with_the_script_that_follows_the_builds_and_other_files_as_they_are(
    get: Get,
) -> None:
    status, page = get("/aptc/")

    assert status == 200
    assert page == '<body><p>A brief</p><script src="/preview.js"></script></body>'
    assert "/preview.json" in get("/preview.js")[1]
    assert get("/brief.css") == (200, "p {}")


def test_the_page_can_ask_what_was_built(get: Get, previewed: PreviewSession, outcomes: list[str]) -> None:
    outcomes += ["no such row"]
    previewed.look()

    assert json.loads(get("/preview.json")[1]) == {"built": 0, "problem": "no such row"}


def test_a_page_that_is_not_built_yet_waits_for_it(get: Get) -> None:
    status, page = get("/triple_win/")

    assert status == 200
    assert "Not built yet" in page
    assert 'src="/preview.js"' in page


def test_a_name_that_somebody_else_gave_this_machine_is_refused(get: Get) -> None:
    assert get("/aptc/", "elsewhere.example:80")[0] == 403
    assert get("/aptc/", "localhost:80")[0] == 200


def test_a_partnership_that_does_not_exist_is_refused_before_anything_is_served() -> None:
    with pytest.raises(ArgumentError, match="nowhere"):
        preview(BuildOptions(ids=("nowhere",)), 0, show=False, say=print)


def test_a_saved_file_is_seen_on_the_page_and_a_mistake_is_told(root: Path, tmp_path: Path) -> None:
    project = copy_project(root, tmp_path / "project")
    series = project / "briefs" / "publication.yaml"
    with session(project, "blue_birds", "--format", "html") as running:
        assert running.wait_for(lambda state: state["built"] or state["problem"])["problem"] == ""

        running.edit(series, "Skill Mobility Partnerships", "Written Just Now")
        assert "Written Just Now" in fetch(running.address)[1]

        assert "publication.yaml" in running.save(series, "series: [")["problem"]
    assert not (project / "_site").exists()
