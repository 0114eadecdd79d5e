"""Notebooks run strictly: what papermill lets pass is an error here, and what is written repeats."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from gspbrief.errors import NotebookError
from gspbrief.execution.execute import run

NOTEBOOKS = Path(__file__).parents[1] / "fixtures" / "notebooks"


pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.slow]


def printed(path: Path) -> str:
    """All text on standard output."""
    outputs = [o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", ())]
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")


def refused(name: str, output: Path, timeout: float = 60, **parameters: object) -> str:
    """The message with which a notebook ends; an older output is untouched and nothing else is left."""
    output.mkdir()
    (output / "out.ipynb").write_text("the one before")
    with pytest.raises(NotebookError) as caught:
        run(NOTEBOOKS / f"{name}.ipynb", parameters, output / "out.ipynb", timeout=timeout)
    assert [path.name for path in output.iterdir()] == ["out.ipynb"]
    assert (output / "out.ipynb").read_text() == "the one before"
    assert "\x1b" not in str(caught.value)
    return str(caught.value)


def test_parameters_reach_the_notebook_with_their_types(tmp_path: Path) -> None:
    given = {"partnership": 'it\'s "kdigo" {0}', "rate": 1, "years": 2, "draws": [1.5], "case": {"a": None}}
    run(NOTEBOOKS / "prints_parameters.ipynb", {**given, "strict": False}, tmp_path / "{out}.ipynb")
    assert printed(tmp_path / "{out}.ipynb").startswith("it's \"kdigo\" {0} 1 2 [1.5] {'a': None} False\n")


def test_without_parameters_a_notebook_runs_on_its_defaults(tmp_path: Path) -> None:
    run(NOTEBOOKS / "prints_parameters.ipynb", {}, tmp_path / "out.ipynb")
    assert printed(tmp_path / "out.ipynb").startswith("aptc 0.03 3 [1, 2] None True\n")


def test_an_undeclared_parameter_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    message = refused("prints_parameters", tmp_path / "o", partnerhip="kdigo")
    assert "prints_parameters.ipynb (partnerhip=kdigo)" in message
    assert "declares no parameter 'partnerhip'" in message
    assert "Did you mean 'partnership'?" in message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate", "0.05"),
        ("years", 3.0),
        ("years", True),
        ("strict", 1),
        ("partnership", None),
        ("draws", "1, 2"),
    ],
)
def test_a_value_of_another_type_than_the_default_is_refused(
    name: str, value: object, tmp_path: Path
) -> None:
    assert f"parameter '{name}' is the {type(value).__name__}" in refused(
        "prints_parameters", tmp_path / "o", **{name: value}
    )


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        ("no_parameters_cell", "no cells are tagged 'parameters'"),
        ("two_parameters_cells", "2 cells are tagged 'parameters'"),
        ("parameters_are_not_python", "cell 1 (id parameters), line 2: the parameters are not plain Python"),
        ("not_there", "not a readable notebook"),
    ],
)
def test_a_notebook_that_breaks_the_contract_does_not_run(notebook: str, said: str, tmp_path: Path) -> None:
    assert said in refused(notebook, tmp_path / "o", partnership="kdigo")


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("[]", "not a readable notebook"),
        ('{"cells": [', "not a readable notebook"),
        ('{"cells": [], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}', "nbformat is not 4"),
        ('{"worksheets": [{"cells": []}], "metadata": {}, "nbformat": 3}', "of before 2015 .format 3."),
        ('{"cells": [{"id": "a"}, {"id": "a"}], "nbformat": 4}', "two cells share the id a"),
        ('{"cells": [{"id": "a"}], "metadata": {}, "nbformat": 4}', "not a valid notebook"),
    ],
)
def test_a_spoilt_file_is_an_error_not_a_crash(spoilt: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "costs.ipynb").write_text(spoilt)
    with pytest.raises(NotebookError, match=said):
        run(tmp_path / "costs.ipynb", {}, tmp_path / "out.ipynb")


def test_a_failing_cell_is_named_with_the_line_that_failed(tmp_path: Path) -> None:
    message = refused("failing_cell", tmp_path / "o", partnership="kdigo")
    assert message == (
        "failing_cell.ipynb (partnership=kdigo), cell 3 (id cell-1), line 2: "
        "ZeroDivisionError: division by zero\n"
        "     1  graduates = 12\n"
        "->   2  share = graduates / places\n"
        "     3  print(share)"
    )


def test_a_failure_inside_a_package_names_both_places(tmp_path: Path) -> None:
    message = refused("failure_in_a_package", tmp_path / "o")
    assert "cell 2 (id cell-1), line 3: JSONDecodeError" in message
    assert "(raised in decoder.py, line " in message


@pytest.mark.parametrize(
    ("notebook", "said"),
    [
        ("allows_its_own_error", "ZeroDivisionError"),
        ("asks_for_input", "StdinNotImplementedError"),
        ("kills_its_kernel", "its process died (SIGKILL); it said:\nout of luck\n"),
    ],
)
def test_every_way_to_fail_is_an_error(notebook: str, said: str, tmp_path: Path) -> None:
    assert said in refused(notebook, tmp_path / "o")


def test_a_cell_that_is_not_python_is_named_with_its_line(tmp_path: Path) -> None:
    text = (
        (NOTEBOOKS / "failing_cell.ipynb").read_text().replace("graduates / places", "graduates / = places")
    )
    (tmp_path / "costs.ipynb").write_text(text)
    with pytest.raises(NotebookError, match=r"cell 2 \(id cell-1\), line 2: SyntaxError: invalid syntax"):
        run(tmp_path / "costs.ipynb", {}, tmp_path / "out.ipynb")


def test_a_notebook_that_never_ends_is_stopped(tmp_path: Path) -> None:
    message = refused("never_ends", tmp_path / "o", timeout=1)
    assert "cell 3 (id cell-2): the notebook took longer than 1 s" in message


def test_the_output_repeats_byte_for_byte_wherever_it_is_made(tmp_path: Path) -> None:
    texts = []
    for place in ("here", "there"):
        folder = Path(shutil.copytree(NOTEBOOKS, tmp_path / place))
        given = {"data": folder / "data", "out": folder / "data" / "out"}
        run(folder / "prints_its_paths.ipynb", given, folder / "out.ipynb", hide=("data", "out"))
        texts.append((folder / "out.ipynb").read_text())
    assert texts[0] == texts[1]
    for leak in (str(tmp_path), "site-packages", "ipykernel_", "papermill", "duration"):
        assert leak not in texts[0]


def test_hidden_paths_become_names_and_the_injected_cell_shows_defaults(tmp_path: Path) -> None:
    given = {"data": tmp_path / "slice", "out": tmp_path / "slice" / "out"}
    notebook = NOTEBOOKS / "prints_its_paths.ipynb"
    run(notebook, given, tmp_path / "out.ipynb", hide=("data", "out"))
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    assert cells[1].id == "injected-parameters"
    assert cells[1].source == '# Parameters\ndata = "../data"\nout = "../build"'
    texts = [o.text for o in cells[2].outputs if o.output_type == "stream"]
    assert texts[0] == "<data> <data>/costs.csv <cwd> <cwd>/costs.ipynb\n"
    assert texts[1].startswith("<cell>:8: UserWarning: about the cell")
    bundles = [o.data for o in cells[2].outputs if o.output_type == "display_data"]
    assert bundles[0]["text/html"] == "<i>&lt;data&gt;</i>"
    assert bundles[1]["text/markdown"] == "in `&lt;out&gt;`"
    assert "'path': '<out>'" in bundles[2]["text/plain"]
    assert "<object at 0x0>" in bundles[2]["text/plain"]
    assert cells[3].outputs[0].text.startswith("statsmodels/api.py:7: UserWarning: about a package")


def test_chance_repeats_for_a_partnership_and_differs_between_them(tmp_path: Path) -> None:
    def chance(partnership: str, data: str) -> str:
        given = {"partnership": partnership, "data": data}
        run(NOTEBOOKS / "prints_its_chance.ipynb", given, tmp_path / "o.ipynb", hide=("data",))
        return printed(tmp_path / "o.ipynb")

    first = chance("aptc", "/first/build")
    assert first == chance("aptc", "/second/build")
    assert first != chance("kdigo", "/first/build")


def test_findings_link_to_the_cell_that_first_showed_them(tmp_path: Path) -> None:
    done = run(NOTEBOOKS / "shows_findings.ipynb", {}, tmp_path / "out.ipynb")
    assert done.output == tmp_path / "out.ipynb"
    assert done.cells == {
        "costs.total": "cell-2",
        "costs.share": "cell-2",
        "costs/shares": "cell-3",
        "costs.silent": "cell-3",
    }
    outputs = [cell.get("outputs", []) for cell in nbformat.read(done.output, as_version=4).cells]
    assert [[list(output.data) for output in cell] for cell in outputs] == [
        [],
        [],
        [["text/plain"]],
        [["text/html"]],
    ]


def test_cells_without_ids_get_the_same_ids_every_time(tmp_path: Path) -> None:
    run(NOTEBOOKS / "without_cell_ids.ipynb", {"years": 4}, tmp_path / "out.ipynb")
    cells = json.loads((tmp_path / "out.ipynb").read_text())["cells"]
    assert [cell["id"] for cell in cells] == ["cell-1", "cell-2", "injected-parameters", "cell-3", "cell-4"]


def test_the_source_notebook_and_the_working_directory_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    notebook = Path(shutil.copy(NOTEBOOKS / "prints_its_process.ipynb", tmp_path))
    before = notebook.read_bytes()
    run(Path(notebook.name), {}, Path("deep/er/out.ipynb"))
    assert notebook.read_bytes() == before
    assert Path.cwd() == tmp_path
    assert json.loads(printed(tmp_path / "deep/er/out.ipynb"))["cwd"] == "<cwd>"


def test_papermill_finds_the_engine_by_its_name(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "papermill", "--engine", "gspbrief", "--no-progress-bar"]
    ran = subprocess.run(
        [*command, NOTEBOOKS / "failing_cell.ipynb", tmp_path / "out.ipynb"], capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert "line 2: ZeroDivisionError: division by zero" in ran.stderr
    assert not (tmp_path / "out.ipynb").exists()
