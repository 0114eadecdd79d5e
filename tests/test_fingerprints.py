"""A key changes when what it stands for changes, and names what did."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.errors import ArgumentError
from gspbrief.workshop.fingerprints import (
    NEITHER,
    PACKAGE,
    UNLISTED,
    Project,
    changed,
    find_project,
    key,
    module_file,
    module_names,
)


def test_the_key_does_not_depend_on_the_order_of_the_inputs() -> None:
    assert key({"a": "1", "b": "2"}) == key({"b": "2", "a": "1"})
    assert key({"a": "1", "b": "2"}) != key({"a": "2", "b": "1"})


def test_changed_names_what_differs_what_is_new_and_what_is_gone() -> None:
    assert changed({"same": "1", "edited": "1", "gone": "1"}, {"same": "1", "edited": "2", "new": "1"}) == [
        "edited",
        "gone",
        "new",
    ]


def test_one_changed_byte_of_the_slice_changes_the_results_and_is_named(root: Path) -> None:
    project = Project(root)
    one = project.results_inputs({"costs.csv": b"1"}, {})
    two = project.results_inputs({"costs.csv": b"2"}, {})

    assert changed(one, two) == ["data/costs.csv"]


def test_a_comment_in_a_template_is_no_input_of_the_results(root: Path) -> None:
    project = Project(root)

    assert not any("briefs/" in name for name in project.results_inputs({}, {}))
    assert any("partnership.qmd.j2" in name for name in project.brief_inputs("en"))


def test_every_module_is_an_input_of_results_or_of_briefs_or_known_to_be_of_neither(root: Path) -> None:
    project = Project(root)
    told = project.results_inputs({}, {}).keys() | project.brief_inputs("en").keys()
    told |= {name for subject in UNLISTED for name in project.common_inputs(subject)}

    modules = {f"gspbrief/{module_file(name).relative_to(PACKAGE).as_posix()}" for name in module_names()}

    assert modules - told == {
        f"gspbrief/{module_file(name).relative_to(PACKAGE).as_posix()}" for name in NEITHER
    }


def test_the_results_depend_on_all_that_the_notebooks_import_and_on_nothing_of_the_prose(root: Path) -> None:
    modules = set(Project(root).results_modules())

    assert {"costs", "migration", "outcomes", "findings", "partnerships", "intervals", "execute"} <= modules
    assert not modules & {"weave", "weaving.annex", "workshop.produce", "site"}


def test_the_project_is_found_from_a_folder_below(root: Path) -> None:
    assert find_project(root / "notebooks").root == root


def test_outside_any_project_the_one_installed_from_is_used_or_an_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gspbrief.workshop.fingerprints.PACKAGE", tmp_path / "a" / "b" / "c")

    with pytest.raises(ArgumentError, match=r"_quarto\.yml"):
        find_project(tmp_path)
