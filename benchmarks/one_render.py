"""Weave one partnership's brief and render it to one format in a fresh process: the naive way.

python benchmarks/one_render.py ID html|pdf DATA RESULTS OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.evidence.reading import load
from gspbrief.execution import results
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.language.styles import find
from gspbrief.project.inputs import Project
from gspbrief.render import Job, fonts
from gspbrief.render.embedded import EmbeddedRenderer
from measuring import PROJECT


def main() -> None:
    """Weave and render."""
    partnership, form = sys.argv[1:3]
    data, found, out = (Path(argument) for argument in sys.argv[3:])
    cache = PROJECT / "build" / "fonts"
    source = weave(
        BriefInputs(
            study=load(partnership, data),
            results=tuple(results.read(path) for path in sorted(found.glob("*.json"))),
            notebooks=Project(PROJECT).notebooks(partnership),
            templates=PROJECT / "briefs",
            out=out / f"woven-{form}",
            draw=chart_drawer("en", find(), fonts.instances(cache)),
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
