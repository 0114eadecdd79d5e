"""JupyterLab on the notebooks, in the environment and the folder in which builds run them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import NoReturn

from gspbrief.errors import ArgumentError
from gspbrief.project.inputs import find_project

WITHOUT_ASKING = "--ServerApp.answer_yes=True"  # else it asks at Ctrl-C, and goes on where nobody answers
ENDS = (
    "Ctrl-C ends JupyterLab. It publishes nothing: gspbrief build does, from the notebooks as they are saved."
)


def lab(options: Sequence[str] = ()) -> NoReturn:
    """Become JupyterLab with the notebooks open, on Jupyter's own kernel: whatever ends this process ends it.

    Parameters
    ----------
    options : sequence of str
        Passed on to JupyterLab.

    Raises
    ------
    ArgumentError
        If JupyterLab is not installed, or there is nothing to open.
    """
    if find_spec("jupyterlab") is None:
        raise ArgumentError(
            "JupyterLab is not installed", todo="make lab installs it, or: pip install gspbrief[lab]"
        )
    root = find_project().root
    if not (root / "notebooks").is_dir():
        todo = "Copy those that come with gspbrief: gspbrief copy notebooks"
        raise ArgumentError("this project has no notebooks of its own", where=str(root), todo=todo)
    os.chdir(root / "notebooks")
    print(ENDS, flush=True)
    command = [sys.executable, "-m", "jupyterlab", os.fspath(root / "notebooks"), WITHOUT_ASKING, *options]
    os.execv(sys.executable, command)
