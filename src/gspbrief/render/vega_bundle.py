"""The one script of Vega that the charts of every page share, written from what vl-convert brings along."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from gspbrief.errors import RenderError
from gspbrief.exhibits.svg import VEGA_LITE

_PROGRAM = """
import sys, vl_convert
sys.stdout.buffer.write(vl_convert.javascript_bundle(vl_version=sys.argv[1]).encode())
"""


def header() -> str:
    """What the bundle begins with: the versions that it comes from, and whose it is."""
    licence = Path(__file__).with_name("vega-licence.txt").read_text(encoding="utf-8")
    made = f"for Vega-Lite {VEGA_LITE}, as bundled by vl-convert {version('vl-convert-python')}"
    return f"/*! Vega, Vega-Lite and Vega-Embed {made}.\n{licence}*/\n"


def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script without modules: ``vega``, ``vegaLite``, ``vegaEmbed``.

    The bundler writes its progress past Python to the terminal, so it has a process of its own.

    Raises
    ------
    RenderError
        If it fails, with what it wrote.
    """
    made = subprocess.run([sys.executable, "-c", _PROGRAM, VEGA_LITE], capture_output=True, check=False)
    said = made.stderr.decode(errors="replace").strip()
    if made.returncode:
        todo = "Install what requirements.lock says, and build again"
        raise RenderError(f"Vega-Lite {VEGA_LITE} cannot be bundled: {said}", where="vl-convert", todo=todo)
    return f"{header()}(() => {{\n{made.stdout.decode()}\n}})();\n"
