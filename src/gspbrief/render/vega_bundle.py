"""The one script of Vega that the charts of every page share, written from what vl-convert brings along."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from gspbrief.exhibits.svg import VEGA_LITE


def header() -> str:
    """What the bundle begins with: the versions that it comes from, and whose it is."""
    licence = Path(__file__).with_name("vega-licence.txt").read_text(encoding="utf-8")
    made = f"for Vega-Lite {VEGA_LITE}, as bundled by vl-convert {version('vl-convert-python')}"
    return f"/*! Vega, Vega-Lite and Vega-Embed {made}.\n{licence}*/\n"


def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script without modules: ``vega``, ``vegaLite``, ``vegaEmbed``."""
    import vl_convert

    libraries = vl_convert.javascript_bundle(vl_version=VEGA_LITE)
    return f"{header()}(() => {{\n{libraries}\n}})();\n"
