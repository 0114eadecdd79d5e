"""What of a template no page would show is told, with its line; what a page shows by another way is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment

from gspbrief.brief.template_trees import rootless, tree_of, unprinted
from gspbrief.brief.templates import environment, render
from gspbrief.errors import TemplateError

SKELETON = """{% import "tables.qmd.j2" as tables %}
---
{{ front_matter(title=self.title()) }}
---
{% for who in ("employers", "governments") %}{{ self[who]() }}{% endfor %}
{% block summary %}{% block lead %}{% endblock %}{% endblock %}
"""
PASSAGES = '{% extends "skeleton.qmd.j2" %}\n'


@pytest.fixture
def env(tmp_path: Path) -> Environment:
    """A skeleton, the words that extend it, and the section of a notebook."""
    for name, text in {
        "skeleton.qmd.j2": SKELETON,
        "words.md.j2": '{% extends "skeleton.qmd.j2" %}{% block title %}{% endblock %}',
        "_costs.md.j2": "",
        "tables.qmd.j2": "",
        "itself.md.j2": '{% extends "itself.md.j2" %}',
        "broken.md.j2": "{% block",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return environment([tmp_path])


def told(env: Environment, tmp_path: Path, text: str) -> list[str]:
    """What is told of a text, with the line."""
    (tmp_path / "a.md.j2").write_text(text, encoding="utf-8")
    return [f"{line}: {what} ({todo})" for line, what, todo in unprinted(env, tree_of(env, "a.md.j2"))]


@pytest.mark.parametrize(
    ("block", "named"),
    [
        ("sumary", "line 3: no page shows the block 'sumary', which nothing that it extends has"),
        ("employer", "line 3: no page shows the block 'employer', which nothing that it extends has"),
        ("cost", "line 3: no page shows the block 'cost', which nothing that it extends has"),
    ],
)
def test_a_block_that_nothing_extended_has_is_told_and_stops_its_brief(
    env: Environment, tmp_path: Path, block: str, named: str
) -> None:
    text = f'{{% extends "words.md.j2" %}}\n\n{{% block {block} %}}Words{{% endblock %}}'
    (found,) = told(env, tmp_path, text)
    assert f"line {found}".startswith(named)
    with pytest.raises(TemplateError) as caught:
        render(env, "a.md.j2", {})
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("block", "todo"), [("sumary", "did you mean summary?"), ("zzz", "there are title, summary, lead")]
)
def test_what_is_near_is_named_or_else_all_that_there_is(
    env: Environment, tmp_path: Path, block: str, todo: str
) -> None:
    (found,) = told(env, tmp_path, f'{{% extends "words.md.j2" %}}{{% block {block} %}}{{% endblock %}}')
    assert todo in found


@pytest.mark.parametrize(
    "block", ["title", "summary", "lead", "employers", "governments", "costs", "in_brief", "figure"]
)
def test_what_a_page_has_calls_or_prints_elsewhere_is_told_in_no_text(
    env: Environment, tmp_path: Path, block: str
) -> None:
    for above in ("words.md.j2", "skeleton.qmd.j2"):
        text = f'{{% extends "{above}" %}}{{% block {block} %}}Words{{% endblock %}}'
        assert told(env, tmp_path, text) == []


def test_a_block_of_ones_own_is_shown_within_another_or_where_it_is_called(
    env: Environment, tmp_path: Path
) -> None:
    within = "{% block summary %}{% block mine %}Words{% endblock %}{% endblock %}"
    called = "{% block summary %}{{ self.mine() }}{% endblock %}{% block mine %}Words{% endblock %}"
    assert told(env, tmp_path, PASSAGES + within) == told(env, tmp_path, PASSAGES + called) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{PASSAGES}\nWords of mine.\nMore.\n", "3: stands outside of all blocks: “Words of mine.”"),
        (f"Words.\n\n{PASSAGES}", "1: stands outside of all blocks: “Words.”"),
        (f"{PASSAGES}\n\n{{{{ costs.x }}}}", "4: stands outside of all blocks: “{{ }}”"),
    ],
)
def test_words_outside_of_all_blocks_are_told(
    env: Environment, tmp_path: Path, text: str, found: str
) -> None:
    (said,) = told(env, tmp_path, text)
    assert said.startswith(found)


def test_what_sets_something_up_or_remarks_on_it_stands_outside_of_blocks(
    env: Environment, tmp_path: Path
) -> None:
    text = '{## A remark. ##}\n{% set a = "b" %}\n{% import "tables.qmd.j2" as tables %}\n\n'
    assert told(env, tmp_path, PASSAGES + text) == []


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("gone.md.j2", ["1: there is no gone.md.j2 that it could extend (see `gspbrief copy`)"]),
        ("broken.md.j2", []),
        (
            "itself.md.j2",
            ["1: no page shows the block 'x', which nothing that it extends has (there are none)"],
        ),
    ],
)
def test_what_cannot_be_extended_is_told_once_where_it_is_at_fault(
    env: Environment, tmp_path: Path, above: str, found: list[str]
) -> None:
    assert told(env, tmp_path, f'{{% extends "{above}" %}}{{% block x %}}{{% endblock %}}') == found


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("partnerships/pilot.md.j2", "partnership.md.j2"),
        ("topics/pay.md.j2", "topic.md.j2"),
        ("press/pilot.md.j2", "press.md.j2"),
        ("model.md.j2", "model.qmd.j2"),
    ],
)
def test_a_text_that_makes_no_page_is_told_what_to_extend(tmp_path: Path, name: str, above: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("## A heading\n\nWords.\n", encoding="utf-8")
    todo = f'begin it with {{% extends "{above}" %}} and put its words into blocks'
    found = rootless(name, tree_of(environment([tmp_path]), name))
    assert [*found] == [(1, "makes no page: it extends no other text", todo)]


def test_a_page_of_ones_own_and_a_part_of_one_extend_nothing(env: Environment, tmp_path: Path) -> None:
    (tmp_path / "whole.md.j2").write_text("---\n{{ front_matter() }}\n---\n", encoding="utf-8")
    for name in ("whole.md.j2", "_costs.md.j2", "skeleton.qmd.j2", "words.md.j2"):
        assert [*rootless(name, tree_of(env, name))] == []
