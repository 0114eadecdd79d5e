"""What the warm parent of a build has done before makes no difference to any notebook of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from gspbrief.execute import run
from gspbrief.kernels import warm_parent
from gspbrief.workshop.crew import REHEARSAL
from gspbrief.workshop.fingerprints import NOTEBOOKS, OF_ALL, UNLISTED

SUBJECTS = [*((name, "aptc") for name in NOTEBOOKS), *((n, who) for who, of in UNLISTED.items() for n in of)]


@pytest.fixture(scope="module")
def rehearsed(root: Path) -> Iterator[str | None]:
    with warm_parent(rehearsal=(REHEARSAL, str(root), str(root / "data"))) as address:
        yield address


@pytest.mark.xdist_group("rehearsed")
@pytest.mark.parametrize(("notebook", "subject"), SUBJECTS)
def test_a_notebook_gives_the_same_on_a_warm_kernel_as_on_an_ordinary_one(
    notebook: str, subject: str, rehearsed: str | None, root: Path, tmp_path: Path
) -> None:
    given = {"data": str(root / "data")} | ({} if subject in OF_ALL else {"partnership": subject})
    made = []
    for address in (rehearsed, None):
        out = tmp_path / ("ordinary" if address is None else "warm")
        run(
            root / "notebooks" / f"{notebook}.ipynb",
            {**given, "out": str(out)},
            out / f"{notebook}.ipynb",
            warm=address,
            hide=("data", "out"),
        )
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert sorted(made[0]) == [f"{notebook}.ipynb", f"{notebook}.json"]
    assert made[0] == made[1]


@pytest.mark.xdist_group("rehearsed")
def test_the_notebooks_of_a_partnership_import_nothing_that_was_not_rehearsed(
    rehearsed: str | None, root: Path, tmp_path: Path
) -> None:
    given = {"data": str(root / "data"), "out": str(tmp_path), "partnership": "deu_geo_2013_16"}
    for name in NOTEBOOKS:
        notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
        watching = nbformat.v4.new_code_cell("import sys, gspbrief.results\n_before = set(sys.modules)")
        telling = nbformat.v4.new_code_cell("sorted(set(sys.modules) - _before)")
        notebook.cells = [watching, *notebook.cells, telling]
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        done = run(tmp_path / f"{name}.ipynb", given, tmp_path / "done.ipynb", warm=rehearsed)
        assert nbformat.read(done.output, as_version=4).cells[-1].outputs[0]["data"]["text/plain"] == "[]"
