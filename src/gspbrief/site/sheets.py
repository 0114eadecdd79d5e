"""Pages about all briefs, each rendered anew only when its text or look is another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gspbrief import __version__
from gspbrief.brief.addresses import common_from, folder_of, index_of, other_languages
from gspbrief.errors import break_off_if_told_to_end
from gspbrief.language.formats import Format
from gspbrief.project.inputs import Inputs, Project, digest, key
from gspbrief.project.kept import keep, read_kept
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.pages import page, split
from gspbrief.site.published import Site

RENDERING = ("render.embedded",)  # the code that makes a page of its text, with what it imports


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page to be written.

    Attributes
    ----------
    template : str
        Its template, by name.
    place : str
        Its path in the site.
    name : str
        Its id, also the name of its working folder.
    site_root : str
        The way from it to the root of the site.
    values : mapping
        What else its template prints.
    """

    template: str
    place: str
    name: str
    title: str
    description: str = ""
    site_root: str
    values: Mapping[str, object]
    lang: str = ORIGINAL


def sheet_of(template: str, place: str, form: Format, languages: Iterable[str], **values: object) -> Sheet:
    """A page of the collection in one language, which leads to the front page and to itself in the others.

    Parameters
    ----------
    place : str
        Its file, in the folder of each language.
    """
    lang = form.lang
    return Sheet(
        template=template,
        place=f"{folder_of(lang)}{place}",
        name=f"{place.removesuffix('.html')}.{lang}",
        title=form.word("door", template),
        site_root=common_from(lang),
        values={
            "languages": other_languages(lang, languages, place),
            "page": place,
            "home": f"{common_from(lang)}{index_of(lang)}",
            **values,
        },
        lang=lang,
    )


def render(site: Site, sheets: Iterable[Sheet]) -> None:
    """Write pages, unless they stand there already from the same text in the same look."""
    renderer, look = EmbeddedRenderer(site.fonts), look_inputs(site.project)
    try:
        for sheet in sheets:
            break_off_if_told_to_end()
            _render(site, sheet, renderer, look)
    finally:
        renderer.close()


def look_inputs(project: Project) -> Inputs:
    """What the look of every page about all depends on, besides its text."""
    return {
        **project.files("_extensions/gspbrief"),
        **project.code(RENDERING),
        **project.packages,
    }


def _render(site: Site, sheet: Sheet, renderer: EmbeddedRenderer, look: Inputs) -> None:
    folder, target = site.work / "woven" / "pages" / sheet.name, site.common / sheet.place
    note = folder / "rendered"
    source = page(
        site.project.root,
        sheet.template,
        folder,
        sheet.lang,
        style=site.style,
        id=sheet.name,
        title=sheet.title,
        description=sheet.description,
        site_root=sheet.site_root,
        publication=site.publication.in_language(sheet.lang),
        version=__version__,
        canonical=f"{site.base}{sheet.place}" if site.base else "",
        **sheet.values,
    )
    text = source.read_bytes()
    made_from = key({"text": digest(text), **look})
    if not (target.is_file() and read_kept(note) == f"{made_from} {digest(target.read_bytes())}"):
        frame, body = split(text.decode())
        source.write_text(frame, encoding="utf-8")
        renderer.render_around(Job(source=source, target=target, format="html"), body)
        keep(note, f"{made_from} {digest(target.read_bytes())}")
    site.publish(sheet.place)
