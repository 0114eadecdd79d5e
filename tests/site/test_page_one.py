"""Page one of each brief by hand, in print: the finding, one chart, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief import __version__
from gspbrief.brief.inputs import BriefInputs
from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import weave
from gspbrief.evidence.reading import load
from gspbrief.execution import results
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.svg import Draw, chart_drawer
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.project.inputs import Project
from gspbrief.render import Job, fonts
from gspbrief.render.embedded import EmbeddedRenderer
from pdf_text import first_page_of
from published_sites import LANGUAGES, Sites, work_of

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
BY_HAND = sorted(path.name.removesuffix(".md.j2") for path in (ROOT / "briefs/en/partnerships").iterdir())
FONTS = ROOT / "build" / "fonts"
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def test_the_finding_one_chart_and_what_to_do_stand_on_page_one(sites: Sites, tmp_path: Path) -> None:
    """In each language; the English ones as published, the others as far as the body begins."""
    renderer, site = EmbeddedRenderer(FONTS), sites.built("whole")
    fronts = {(brief, LANGUAGES[0]): site / brief / f"{brief}.pdf" for brief in BY_HAND}
    for brief, lang, source in front_pages(work_of(site), tmp_path):
        fronts[brief, lang] = source.with_suffix(".pdf")
        renderer.render(Job(source, fronts[brief, lang], "pdf"))
    renderer.close()

    assert len(fronts) == len(BY_HAND) * len(LANGUAGES)
    overleaf = [of for of, pdf in fronts.items() if heading(of[1]) not in first_page_of(pdf).casefold()]
    assert overleaf == []  # else shorten title, summary, what leads to the chart, or what to do


def heading(lang: str) -> str:
    """The heading above what to do, without spaces and capitals."""
    return "".join(Format(lang=lang).word("heading", "what_to_do").casefold().split())


def front_pages(build: Path, folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Each brief by hand in the languages that the site does not have, woven from its results."""
    publication = read_publication(ROOT / "briefs" / "publication.yaml")
    notebooks = {one.name: one for one in Project(ROOT).notebooks()}
    for brief in BY_HAND:
        study = load(brief, ROOT / "data")
        found = tuple(results.read(path) for path in sorted((build / "results" / brief).glob("*.json")))
        for lang in LANGUAGES[1:]:
            source = weave(
                BriefInputs(
                    study=study,
                    results=found,
                    notebooks=tuple(notebooks[one.notebook] for one in found),
                    templates=ROOT / "briefs",
                    out=folder / brief / lang,
                    draw=first_alone(chart_drawer(lang, styles.find("mpi"), fonts.instances(FONTS))),
                    publication=publication,
                    evidence_hash="0",
                    version=__version__,
                    lang=lang,
                )
            )
            text = source.read_text(encoding="utf-8")
            front = text[: text.rindex("\n## ", 0, text.index("{#sec-"))]
            source.write_text(re.sub(r"\]\(#[^)]*\)", "]", front), encoding="utf-8")  # no annex to lead to
            yield brief, lang, source


def first_alone(draw: Draw) -> Draw:
    """What draws the chart of page one, and of others none."""
    drawn: list[str] = []

    def drawing(exhibit: Exhibit, title: str, description: str, narrow: bool) -> str:
        drawn.append(exhibit.id)
        return draw(exhibit, title, description, narrow) if len(drawn) == 1 else EMPTY

    return drawing
