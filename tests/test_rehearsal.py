"""What the warm parent of a build has done before makes no difference to any notebook of the project."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from gspbrief.build import REHEARSAL
from gspbrief.execute import run
from gspbrief.kernels import warm_parent
from gspbrief.workshop.fingerprints import NOTEBOOKS, OF_ALL, UNLISTED, Project
from gspbrief.workshop.rehearsal import MODULES

SUBJECTS = [*((name, "aptc") for name in NOTEBOOKS), *((n, who) for who, of in UNLISTED.items() for n in of)]


@pytest.fixture(scope="module")
def rehearsed() -> Iterator[str | None]:
    with warm_parent(rehearsal=REHEARSAL) as address:
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


def test_all_that_is_rehearsed_is_what_the_notebooks_of_a_partnership_import(root: Path) -> None:
    project = Project(root)
    assert set(MODULES) <= set(project.results_modules(project.notebooks()))
    assert all(import_module(f"gspbrief.{name}") for name in MODULES)
