"""What notebooks say of themselves is read strictly; one that says nothing is a draft."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gspbrief.errors import NotebookError
from gspbrief.project.notebooks import TAKEN, read_notebooks, running_for
from gspbrief.project.subjects import TOPIC, UNLISTED

PARAMETERS = 'partnership = "aptc"\ncase: str = "base"\ndata = out = "../data"'


def write(folder: Path, name: str, said: object = None, source: str = PARAMETERS) -> Path:
    """A notebook with this to say of itself."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Why?"]},
        {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": [source]},
    ]
    metadata = {} if said is None else {"gspbrief": said}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": metadata}), encoding="utf-8")
    return path


def test_notebooks_run_in_the_order_of_their_sections_and_those_without_one_last(tmp_path: Path) -> None:
    for name, section in (("b", {"order": 2}), ("c", {"order": 1.5}), ("d", {"order": 2}), ("a", None)):
        write(tmp_path, name, {"runs_for": "partnership"} | ({"section": section} if section else {}))

    assert [notebook.name for notebook in read_notebooks(tmp_path)] == ["c", "b", "d", "a"]


def test_each_runs_for_what_it_says(tmp_path: Path) -> None:
    for name, word in (
        ("each", "partnership"),
        ("together", "all"),
        ("aside", "topic"),
        ("alone", "none"),
        ("asked", "survey"),
    ):
        write(tmp_path, name, {"runs_for": word})
    notebooks = read_notebooks(tmp_path)
    subjects = ("aptc", *UNLISTED, TOPIC)
    ran = {subject: [one.name for one in running_for(subject, notebooks)] for subject in subjects}

    assert ran == {
        "aptc": ["each"],
        "synthesis": ["together"],
        "topic": ["aside"],
        "model": ["alone"],
        "demo": ["asked"],
    }


def test_a_draft_says_nothing_and_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "Untitled 1")

    assert read_notebooks(tmp_path) == ()


def test_a_build_sets_what_is_declared_and_tells_the_programme_to_those_about_one(tmp_path: Path) -> None:
    write(tmp_path, "one", {"runs_for": "survey"})
    write(tmp_path, "all", {"runs_for": "all"}, 'data, out = "", ""\nother = 1')
    write(tmp_path, "aside", {"runs_for": "topic"}, 'topic, data, out = "", "", ""')
    values = {one.name: one.values("demo", Path("d"), Path("o")) for one in read_notebooks(tmp_path)}

    assert values["one"] == {"case": "base", "data": "d", "out": "o", "partnership": "demo"}
    assert values["all"] == {"data": "d", "out": "o"}
    assert values["aside"] == {"data": "d", "out": "o", "topic": "demo"}


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("partnership", "is no object"),
        ({}, "lacks 'runs_for'.*partnership, all, topic, none, survey"),
        ({"runs_for": "each"}, "'runs_for' cannot be 'each'.*partnership, all, topic, none, survey"),
        ({"runs_for": ["all"]}, "'runs_for' cannot be"),
        ({"runs_for": "all", "sections": {}}, "'sections' is not known. Known: runs_for, section"),
        ({"runs_for": "all", "section": {"order": 1}}, "Leave the section out"),
        ({"runs_for": "partnership", "section": 3}, r"'section' cannot be 3.*\"order\": 35"),
        ({"runs_for": "partnership", "section": {}}, "section: it lacks 'order'. It is a number"),
        ({"runs_for": "partnership", "section": {"order": "last"}}, "'order' cannot be 'last'"),
        ({"runs_for": "partnership", "section": {"order": True}}, "'order' cannot be True"),
        ({"runs_for": "partnership", "section": {"order": 1, "after": "a"}}, "'after' is not known. Known: "),
        ({"runs_for": "partnership", "section": {"order": 1, "then": "skills"}}, "'then' cannot be 'skills'"),
        ({"runs_for": "partnership", "section": {"order": 1, "leads": 0}}, "'leads' cannot be 0"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_with_what_may_stand_there(
    said: object, what: str, tmp_path: Path
) -> None:
    write(tmp_path, "gender", said)

    with pytest.raises(NotebookError, match=rf"^notebooks/gender\.ipynb, metadata 'gspbrief'.*{what}"):
        read_notebooks(tmp_path)


@pytest.mark.parametrize("name", ["05_gender", "Gender", "gender-gap", *TAKEN])
def test_a_name_that_templates_or_pages_cannot_have_is_refused(name: str, tmp_path: Path) -> None:
    write(tmp_path, name, {"runs_for": "partnership"})

    with pytest.raises(NotebookError, match=f"cannot be called '{name}'"):
        read_notebooks(tmp_path)


def test_last_sections_of_a_brief_which_may_become_pages_beside_it_have_names_that_no_notebook_has(
    root: Path,
) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (root / "briefs" / "shared").glob("*.j2")]
    sections = {
        name for text in texts for name in re.findall(r"^## .*\{#([a-z_]+) \.unnumbered\}", text, re.M)
    }

    assert "numbers" in sections
    assert sections - set(TAKEN) == {"model"}  # of the model's own page, whose equations fit on it


def test_a_file_that_is_no_notebook_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "half.ipynb").write_text('{"cells": [', encoding="utf-8")

    with pytest.raises(NotebookError, match=r"notebooks/half\.ipynb: this is not a readable notebook"):
        read_notebooks(tmp_path)


def test_parameters_that_are_no_python_are_told_when_the_notebook_runs(tmp_path: Path) -> None:
    write(tmp_path, "odd", {"runs_for": "all"}, "data = (")

    assert read_notebooks(tmp_path)[0].parameters == frozenset()
