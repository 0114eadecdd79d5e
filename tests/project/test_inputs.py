"""A key changes when what it stands for changes, and names what did."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from each_case import each
from gspbrief.errors import ArgumentError
from gspbrief.project.general import PACKAGE
from gspbrief.project.hashes import FileHashes
from gspbrief.project.imports import import_closure, import_graph, imported_by
from gspbrief.project.inputs import LOCK, RESULTS_ROOTS, Project, changed, find_project, key
from gspbrief.project.subjects import SUBJECTS
from gspbrief.site.sheets import look_inputs
from package_modules import modules


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


@pytest.mark.slow
@each("module", sorted(modules()))
def test_an_edited_module_makes_stale_what_imports_it_and_nothing_else(
    inputs: dict[str, set[str]], loaded: dict[str, set[str]], module: str
) -> None:
    name = module.removeprefix("gspbrief")
    file = f"gspbrief/{modules()[module].relative_to(PACKAGE).as_posix()}"
    stale = {subject: file in own for subject, own in inputs.items()}

    for subject in stale:
        assert stale[subject] >= (name in loaded[subject]), f"an edit of {module} would not be seen"
    if name.startswith(("commands", "__main__")):
        assert not any(stale.values())


@pytest.fixture(scope="module")
def inputs(root: Path) -> dict[str, set[str]]:
    """The inputs of a brief of each kind, by subject."""
    project = Project(root)
    prose = project.brief_inputs("en").keys()
    return {subject: {*project.common_inputs(subject), *prose} for subject in ("", *SUBJECTS.values())}


@pytest.fixture(scope="module")
def loaded(root: Path) -> dict[str, set[str]]:
    """The modules of this package that Python loads to make a brief of each kind, by subject."""
    project = Project(root)
    return {
        subject: _loads(
            "build.produce", *RESULTS_ROOTS, *imported_by(one.path for one in project.notebooks(subject))
        )
        for subject in ("", *SUBJECTS.values())
    }


def _loads(*names: str) -> set[str]:
    code = f"import importlib, sys; [importlib.import_module('gspbrief.' + name) for name in {names!r}]"
    code += "; print(*(name for name in sys.modules if name.split('.')[0] == 'gspbrief'))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[2] for name in answer.stdout.split()}


def test_what_builds_and_compares_is_no_input_of_any_brief(root: Path) -> None:
    project = Project(root)
    inputs = project.results_inputs({}, {}).keys() | project.brief_inputs("en").keys()

    above = ("__main__.py", "build/run.py", "build/workers.py", "site/index.py")
    others = [*(PACKAGE / "commands").glob("*.py"), *(PACKAGE / name for name in above)]

    assert all(path.is_file() for path in others)  # a name of nothing would be in no inputs either
    assert not {f"gspbrief/{path.relative_to(PACKAGE).as_posix()}" for path in others} & inputs
    assert "gspbrief/build/produce.py" in inputs


def test_a_root_that_names_no_module_is_an_error() -> None:
    with pytest.raises(ArgumentError, match=r"no module analysis\.coasts"):
        import_closure(["analysis.coasts"], import_graph())


def test_files_that_are_no_code_count_with_the_modules_beside_them(root: Path) -> None:
    project = Project(root)

    assert "gspbrief/language/words/en.yaml" in project.common_inputs()
    assert "gspbrief/render/worker.lua" in project.brief_inputs("en")


def test_a_page_about_all_is_made_anew_by_other_filters_code_or_packages(root: Path) -> None:
    beside = {LOCK, *(f"gspbrief/render/{name}" for name in ("page.py", "constructs.lua", "worker.lua"))}

    assert beside <= look_inputs(Project(root)).keys()


def test_the_results_depend_on_all_that_the_notebooks_import_and_on_nothing_of_the_prose(root: Path) -> None:
    modules = Project(root).results_modules()

    assert {"analysis.costs", "analysis.outcomes", "findings.finding", "evidence.reading"} <= modules
    rooms = {"brief", "render", "site", "build", "commands"}
    assert all((PACKAGE / room).is_dir() for room in rooms)
    assert not {name.split(".")[0] for name in modules} & rooms


def test_a_notebook_that_is_no_python_yet_still_has_a_key(tmp_path: Path) -> None:
    sources = ("from gspbrief.analysis impo", "import gspbrief.errors")
    cells = [{"cell_type": "code", "source": source} for source in sources]
    notebook = tmp_path / "half.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")

    assert imported_by([notebook]) == ["errors"]


def test_the_imports_of_another_checkout_are_its_own(tmp_path: Path) -> None:
    other = tmp_path / "src" / "gspbrief"
    shutil.copytree(PACKAGE, other, ignore=shutil.ignore_patterns("__pycache__"))
    (other / "analysis" / "costs.py").write_text("import gspbrief.commands.cli\n", encoding="utf-8")

    assert "commands.cli" in import_closure(["analysis.costs"], import_graph(other))
    assert "commands.cli" not in import_closure(["analysis.costs"], import_graph())


def test_what_is_kept_of_the_imports_follows_an_edit_while_the_process_lives(
    root: Path, tmp_path: Path
) -> None:
    package = tmp_path / "src" / "gspbrief"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))

    def behind_costs() -> set[str]:
        return set(Project(root, FileHashes(tmp_path / "note.json"), package).code(["analysis.costs"]))

    before = behind_costs()
    with (package / "analysis" / "costs.py").open("a", encoding="utf-8") as file:
        file.write("import gspbrief.commands.cli\n")

    assert "gspbrief/commands/cli.py" in behind_costs() - before
    assert behind_costs() == behind_costs()


def test_the_project_is_found_from_a_folder_below(root: Path) -> None:
    assert find_project(root / "notebooks").root == root


def test_outside_any_project_an_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"briefs/publication\.yaml.*gspbrief init"):
        find_project(tmp_path)
