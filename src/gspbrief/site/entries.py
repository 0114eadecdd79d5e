"""The partnerships and other subjects that are published, from the notes of their own builds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gspbrief.brief.addresses import CHART, common_from, document_name, folder_of, index_of
from gspbrief.collection.listing import Listing
from gspbrief.language.formats import Format
from gspbrief.language.labels import label, words
from gspbrief.site.published import Site

SHOWN_COUNTRIES = 3  # of a long list, in a table
NEITHER = "neither"  # of the two models: nothing that tells partnerships apart
AS_NOTED = (
    "form", "title", "subtitle", "known", "page", "pdf", "people", "share", "moved", "share_said",
    "payer_said", "answers", "unanswered", "chart", "chart_headline", "chart_says",
)  # fmt: skip


def entries(site: Site, lang: str) -> list[Listing]:
    """The partnerships that have a page in a language, in the order of the evidence."""
    found = ((here, about_all(site, name, lang)) for name, here in site.evidence.partnerships.items())
    return [
        Listing(
            partnership=replace(here, short_name=said.get("name", here.short_name)),
            figure=said.get("figure", ""),
            words=said.get("words", ""),
            counts=tuple(said["counts"]),
            payer=said["payer"] if said["payer"] in words("who_paid") else "",
            own=said.get("own", {}),
            **{name: said[name] for name in AS_NOTED},
        )
        for here, said in found
        if said
    ]


def about_all(site: Site, name: str, lang: str) -> dict[str, Any]:
    """What a subject's own build noted for the pages about all, with its addresses; empty without a page."""
    root, page = common_from(lang), f"{name}/{index_of(lang)}"
    pdf, chart = (
        f"{name}/{file}" for file in (document_name(name, lang, "pdf"), f"{folder_of(lang)}{CHART}")
    )
    if not (site.folder / page).is_file():
        return {}
    note = site.note(name)
    titles, built = note.get("titles"), note.get("built")
    if not isinstance(titles, Mapping) or "payer_said" not in titles.get(lang, {}):
        return {}  # an older version's note: the brief is stale
    return {
        **note,
        **titles[lang],
        "page": f"{root}{page}",
        "pdf": f"{root}{pdf}" if isinstance(built, Mapping) and "pdf" in built["formats"] else "",
        "chart": f"{root}{chart}" if (site.folder / chart).is_file() else "",
    }


def cells(entry: Listing, lang: str) -> tuple[str, str, str, str]:
    """What tells a partnership from the others in a table; blank where it has none, or neither model."""
    here = entry.partnership
    return (
        _countries(here.origins, lang, here.origins_named),
        _countries(here.destinations, lang),
        label("sector", here.sector, lang) if here.sector else "",
        label("model", here.model, lang) if here.model != NEITHER else "",
    )


def _countries(codes: Sequence[str], lang: str, named: str = "") -> str:
    """Countries as a table names them; ``named`` says which part of them a source names, blank for all."""
    written = Format(lang)
    names = ", ".join(written.country(code) for code in codes[:SHOWN_COUNTRIES])
    if (more := len(codes) - SHOWN_COUNTRIES) > 0:
        names = f"{names} {written.word('phrase', f'and_more_{written.plural(more)}').format(n=more)}"
    return written.word("origins_named", named).format(places=names) if named else names
