"""JupyterLab on the notebooks, with a warm kernel behind each of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.kernels import install_kernelspec, warm_parent
from gspbrief.workshop.fingerprints import find_project


def lab(options: Sequence[str] = ()) -> int:
    """Open the notebooks in JupyterLab; the kernels of this session are forked from one warm parent.

    The notebooks name Jupyter's own kernel, so that they open anywhere; here its name leads to a warm one.

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
        If JupyterLab is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise ArgumentError(
            "JupyterLab is not installed", todo="make lab installs it, or: pip install gspbrief[lab]"
        )
    root = find_project().root
    offered = root / "build" / "jupyter"
    install_kernelspec(offered, name="python3")
    places = [os.fspath(offered / "share" / "jupyter"), os.environ.get("JUPYTER_PATH", "")]
    environment = {**os.environ, "JUPYTER_PATH": os.pathsep.join(filter(None, places))}
    command = [sys.executable, "-m", "jupyterlab", os.fspath(root / "notebooks"), *options]
    with warm_parent() as address:
        if address:
            command.append(f"--WarmProvisioner.address={address}")
        return _run(command, environment, root)


def _run(command: Sequence[str], environment: dict[str, str], root: Path) -> int:
    process = subprocess.Popen(command, env=environment, cwd=root)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab has it too, and asks whether to end
