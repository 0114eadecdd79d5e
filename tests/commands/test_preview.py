"""A brief while it is written: what is saved is built again, and the page in the browser follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gspbrief.build.options import BuildOptions
from gspbrief.commands.preview import PreviewSession, preview
from gspbrief.errors import ArgumentError
from preview_sessions import fetch, session
from project_copies import copy_few

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
    return PreviewSession([tmp_path / "briefs"], lambda _: outcomes.pop(0))


def test_the_first_look_builds_and_a_later_one_only_when_a_file_was_saved(
    previewed: PreviewSession, outcomes: list[str], tmp_path: Path
) -> None:
    outcomes += ["", ""]
    assert [previewed.look(), previewed.look(), previewed.built] == [True, False, 1]

    (tmp_path / "briefs" / "a.md").write_text("one and more", encoding="utf-8")
    assert [previewed.look(), previewed.look(), previewed.built] == [True, False, 2]


def test_it_says_what_it_built_for_and_how_long_that_took(
    previewed: PreviewSession, outcomes: list[str], tmp_path: Path
) -> None:
    outcomes += ["", "", ""]
    previewed.look()
    assert re.fullmatch(r"\d\d:\d\d:\d\d  built in \d+\.\d s", previewed.told)

    (tmp_path / "briefs" / "a.md").write_text("one and more", encoding="utf-8")
    previewed.look()
    assert re.fullmatch(r"\d\d:\d\d:\d\d  built in \d+\.\d s: a\.md", previewed.told)

    for name in "bcdef":
        (tmp_path / "briefs" / f"{name}.md").write_text("new", encoding="utf-8")
    previewed.look()
    assert previewed.told.endswith(": b.md, c.md, d.md and 2 more")


def test_a_brief_counts_as_built_when_it_is_published_and_what_follows_may_still_fail(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    seen = []

    def build(published: Callable[[], object]) -> str:
        seen.append((one.built, one.busy, one.seconds))
        published()
        seen.append((one.built, one.busy, one.seconds > 0))
        return "the index: unknown name"

    one = PreviewSession([tmp_path], build)
    assert one.look()
    assert seen == [(0, True, 0.0), (1, True, True)]
    assert (one.built, one.busy, one.problem) == (1, False, "the index: unknown name")


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


def test_a_partnership_that_does_not_exist_is_refused_before_anything_is_served() -> None:
    with pytest.raises(ArgumentError, match="nowhere"):
        preview(BuildOptions(ids=("nowhere",)), 0, show=False, say=print)


def test_a_saved_file_is_seen_on_the_page_and_a_mistake_is_told(root: Path, tmp_path: Path) -> None:
    project = copy_few(root, tmp_path / "project", "blue_birds")
    series = project / "briefs" / "publication.yaml"
    with session(project, "blue_birds", "--format", "html") as running:
        assert running.wait_for(lambda state: state["built"] or state["problem"])["problem"] == ""

        running.edit(series, "Skill Mobility Partnerships", "Written Just Now")
        assert "Written Just Now" in fetch(running.address)[1]

        assert "publication.yaml" in running.save(series, "series: [")["problem"]
    assert not (project / "_site").exists()
