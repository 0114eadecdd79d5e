"""The page that designs a partnership: what it reads of the evidence and of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gspbrief.collection.designing import Held, designing
from gspbrief.collection.listing import Listing
from gspbrief.evidence.rows import ASSUMPTIONS
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.project.subjects import MODEL
from gspbrief.scenario.assumptions import read_assumptions
from gspbrief.site.entries import about_all
from gspbrief.site.published import Site


def design(site: Site, listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """The values of the page in a language; ``model_page`` is blank where the model is not published."""
    data = site.evidence.data
    assumptions = data / ASSUMPTIONS
    held = Held(
        context=read_rows(data, "context"),
        design=read_rows(data, "design"),
        assumptions=read_assumptions(assumptions) if assumptions.is_file() else None,
        sources=site.sources,
    )
    model = about_all(site, MODEL, form.lang)
    return {**designing(listed, held, form), "model_page": model.get("page", "")}
