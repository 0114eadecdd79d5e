"""Weave one partnership's brief and render it to one format in a fresh process: the naive way.

python benchmarks/one_render.py ID html|pdf DATA RESULTS OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from measuring import PROJECT

from gspbrief import fonts, results
from gspbrief.language.styles import find
from gspbrief.partnerships import load
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.weave import Inputs, weave
from gspbrief.weaving.charts import artist
from gspbrief.weaving.publication import read_publication


def main() -> None:
    """Weave and render."""
    partnership, form = sys.argv[1:3]
    data, found, out = (Path(argument) for argument in sys.argv[3:])
    cache = PROJECT / "build" / "fonts"
    source = weave(
        Inputs(
            study=load(partnership, data),
            results=tuple(results.read(path) for path in sorted(found.glob("*.json"))),
            templates=PROJECT / "briefs",
            out=out / f"woven-{form}",
            draw=artist("en", find(), fonts.instances(cache)),
            publication=read_publication(PROJECT / "briefs" / "publication.yaml"),
            evidence_hash="0" * 64,
            version="0",
        )
    )
    renderer = EmbeddedRenderer(cache)
    renderer.render(Job(source=source, target=out / f"{partnership}.{form}", format=_format(form)))
    renderer.close()


def _format(form: str) -> str:
    return {"html": "html", "pdf": "pdf"}[form]


if __name__ == "__main__":
    main()
