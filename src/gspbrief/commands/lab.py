"""JupyterLab on the notebooks, in the environment and the folder in which builds run them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from gspbrief.errors import ArgumentError, Stopped
from gspbrief.project.inputs import find_project


def lab(options: Sequence[str] = ()) -> int:
    """Open the notebooks in JupyterLab, on Jupyter's own kernel.

    Parameters
    ----------
    options : sequence of str
        Passed on to JupyterLab.

    Returns
    -------
    int
        JupyterLab's exit code.

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
    command = [sys.executable, "-m", "jupyterlab", os.fspath(root / "notebooks"), *options]
    process = subprocess.Popen(command, cwd=root / "notebooks")
    while True:
        try:
            return process.wait()
        except Stopped as stopped:
            if stopped.number != signal.SIGINT:  # Ctrl-C JupyterLab has too, and asks whether to end
                process.send_signal(stopped.number)
