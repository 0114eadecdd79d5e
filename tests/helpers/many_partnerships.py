"""Pages of the collection over as many partnerships as are asked for, without building any of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from gspbrief import __version__
from gspbrief.brief.publication import read_publication
from gspbrief.collection.facets import values
from gspbrief.collection.listing import Listing
from gspbrief.evidence.reading import read_partnerships
from gspbrief.render import Job, write_assets
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.pages import page, split
from gspbrief.synthesis.definitions import QUESTIONS

PAYERS = ("", "employer", "government", "", "migrant", "shared")
STATES = ("published", "planned", "not_found", "conflicting", "derived", "not_found", "not_found")


SILENT_ONES = 10  # one of so many answers nothing


def _state(i: int, j: int) -> str:
    return "not_found" if i % SILENT_ONES == 0 else STATES[(i * i + j) % len(STATES)]


def listings(root: Path, count: int = 0) -> list[Listing]:
    """The partnerships of the evidence, repeated under other names up to a count; each once if that is 0."""
    held = list(read_partnerships(root / "data").values())
    found = []
    for i, here in enumerate(islice(cycle(held), count or len(held))):
        times = i // len(held)
        name = f"{here.short_name} {times or ''}".strip()
        people = i * i % 700_000 if i % 3 else 0
        found.append(
            Listing(
                partnership=replace(here, id=f"{here.id}{times}", short_name=name),
                form="brief" if i % 4 == 0 else "fact-sheet",
                title=f"What became of those who took part in {here.short_name}",
                subtitle="Costs, migration and outcomes",
                figure="about two-thirds" if i % 2 else "",
                words="of those who had finished were at work" if i % 2 else "",
                counts=(i % 3, i % 5, i % 2),
                known={
                    question: [_state(i, j)] for j, question in enumerate(QUESTIONS)
                },
                page=f"{here.id}{times}/index.html",
                pdf="",
                people=people,
                moved=f"{people} (2019)" if people else "",
                share=(i * 7 % 100) / 100 if i % 4 == 1 else 0,
                share_said=f"{i * 7 % 100} percent (people {'trained' if i % 4 == 1 else 'selected'})"
                if i % 4 == 1 or i % 20 == 3
                else "",
                payer=PAYERS[i % len(PAYERS)],
                payer_said=f"Cost of recruitment: EUR {i} (per person placed; 2019)",
                answers={
                    question: f"{question}: {i} (people who completed the programme (24); 2013 to June 2016)"
                    for j, question in enumerate(QUESTIONS)
                    if _state(i, j) != "not_found"
                },
            )
        )  # fmt: skip
    return found


def publish(
    root: Path,
    folder: Path,
    template: str,
    values: Mapping[str, object],
    lang: str = "en",
    style: str = "mpi",
) -> Path:
    """One page with the look of the site, in a folder that has nothing else."""
    source = page(
        root, template, folder / ".woven" / template, lang,
        style=style, id=template, title="Title", site_root="", description="",
        publication=read_publication(root / "briefs" / "publication.yaml").in_language(lang),
        version=__version__, **values,
    )  # fmt: skip
    frame, body = split(source.read_text(encoding="utf-8"))
    source.write_text(frame, encoding="utf-8")
    fonts = root / "build" / "fonts"
    write_assets(folder / "assets", cache=fonts)
    renderer = EmbeddedRenderer(fonts)
    try:
        job = Job(source=source, target=folder / f"{template}.html", format="html")
        renderer.render_around(job, body)
    finally:
        renderer.close()
    return job.target


def fitting(entries: Sequence[Listing], **chosen: str) -> list[str]:
    """The names of those that have every value, as a test finds them."""
    return [one.name for one in entries if all(code in values(one)[name] for name, code in chosen.items())]
