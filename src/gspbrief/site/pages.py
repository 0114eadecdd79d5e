"""The pages that are no briefs: an executed notebook, a table of the evidence, the sources, the index."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from gspbrief.brief import markdown
from gspbrief.brief.addresses import PAGE, row_address, source_address
from gspbrief.brief.frontmatter import publisher
from gspbrief.brief.publication import Publication
from gspbrief.brief.templates import Loader, spacing_extension, spelling_extension
from gspbrief.errors import TemplateError
from gspbrief.exhibits.exhibit import VEGA_MIME_TYPE
from gspbrief.language import styles
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.formats import Format
from gspbrief.language.labels import label
from gspbrief.project.general import folders
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render.embedded import BODY
from gspbrief.render.page import as_inline

if TYPE_CHECKING:
    from jinja2 import Environment
    from nbformat import NotebookNode

_OPENING, _CLOSING = "```{=html}\n", "\n```"
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


def page(
    project: Path, template: str, target: Path, lang: str = ORIGINAL, *, style: str, **values: object
) -> Path:
    """Write one page as Quarto Markdown, from a template in ``briefs/pages/``.

    The templates print HTML in raw blocks; every text is escaped for it. What the index
    says in each language stands beside its frame.

    Parameters
    ----------
    project : Path
        The project's folder.
    template : str
        Its name, such as ``notebook`` or ``index``.
    target : Path
        Folder to write ``index.qmd`` to.
    lang : str
        Language of the page.
    style : str
        The name of its house style.

    Raises
    ------
    TemplateError
        If the template asks for what it was not given.
    """
    import jinja2

    form = Format(lang, styles.find(style), read_texts(project / "briefs", lang))
    places = tuple(folders(project, "briefs/pages"))
    environment = _environment(places, lang, form.spelling)
    try:
        given = {
            "languages": (),
            "format": form,
            "style": style,
            "publisher": {},
            "doors": (),
            "canonical": "",
            "home": "",
            "words": {},
            "page": PAGE,
            **values,
        }
        if isinstance(said := values.get("publication"), Publication):
            given["publisher"] = publisher(said.in_language(lang))
        text = environment.get_template(f"{template}.qmd.j2").render(**given)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"briefs/pages/{template}.qmd.j2" + (f", line {line}" if line else "")
        raise TemplateError(str(error), where=where) from error
    target.mkdir(parents=True, exist_ok=True)
    path = target / "index.qmd"
    path.write_text(text, encoding="utf-8")
    return path


@cache
def _environment(places: tuple[Path, ...], lang: str, spelling: str) -> Environment:
    """Where the templates are looked up and how they print; kept, since it keeps them compiled."""
    import jinja2

    environment = jinja2.Environment(
        loader=Loader(list(places)),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="{##",
        comment_end_string="##}",
        finalize=_escaped,
        extensions=[*spelling_extension(lang, spelling), *spacing_extension(lang)],
    )
    environment.globals |= {"label": partial(label, lang=lang), "lang": lang, "foreign": lang != ORIGINAL}
    environment.globals |= {"row_address": row_address, "source_address": source_address}
    environment.filters |= {"yaml": _yaml, "text": _yaml_text}
    return environment


def _escaped(value: object) -> Markup:
    """Text for HTML inside a fenced raw block: no tag, and no backtick that could end the block."""
    return value if isinstance(value, Markup) else Markup(str(escape(value)).replace("`", "&#96;"))


def _yaml(value: object) -> Markup:
    """An address, an id or words of ours by name as YAML (JSON is)."""
    plain = value if isinstance(value, Mapping) else str(value)
    return Markup(json.dumps(plain, ensure_ascii=False))


def _yaml_text(text: object) -> Markup:
    """A text as a YAML scalar; Pandoc reads it as Markdown, which prints just the text."""
    return _yaml(markdown.escape(text))


def split(text: str) -> tuple[str, str]:
    """A page that `page` wrote as its frame, with a mark in place of what is HTML, and that HTML.

    Whoever renders it need not read the HTML, which in a page about all partnerships is long.
    """
    before, opening, rest = text.partition(_OPENING)
    body, closing, after = rest.rpartition(_CLOSING)
    return f"{before}{opening}{BODY}{closing}{after}", body


def notebook_body(notebook: Path, draw: Callable[[Mapping[str, object], str], str]) -> Markup:
    """An executed notebook as HTML; each cell stands under its own id.

    The notebook's own title goes: the page has one. Tables scroll in regions that can be reached by keyboard.
    A chart stands above the table of its data.

    Parameters
    ----------
    draw : callable
        Gives the SVG of a chart from its specification and its name.
    """
    import nbformat

    from gspbrief.site.notebook_html import notebook_html

    # Without the check that it was given when it was written.
    document = nbformat.v4.reads(notebook.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
    for cell in document.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            cell.source = cell.source.partition("\n")[2]
        if "outputs" in cell:
            cell.outputs = [part for output in cell.outputs for part in _drawn(output, draw)]
    body = notebook_html(document).replace(' id="cell-id=', ' id="').replace("`", "&#96;")
    return Markup(scroll_regions(body, count(1)))


def scroll_regions(body: str, numbers: Iterator[int]) -> str:
    """HTML whose tables scroll in regions that can be reached by keyboard."""
    return _TABLE.sub(lambda table: _scroll_region(table[0], next(numbers)), body)


def _drawn(output: NotebookNode, draw: Callable[[Mapping[str, object], str], str]) -> list[Any]:
    """A chart as a drawing and as what it was printed as; any other output as it is, made harmless."""
    import nbformat

    from gspbrief.site.notebook_html import harmless

    shown, data = harmless(output), output.get("data", {})
    if VEGA_MIME_TYPE not in data:
        return [shown]
    name = str(data.get("text/plain", ""))
    svg = draw(data[VEGA_MIME_TYPE], name)
    drawing = as_inline(svg, re.sub(r"[^\w-]", "-", name), f"Chart {name}: data below")
    label = escape(f"Chart {name}")
    region = f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}">{drawing}</div>'
    new = nbformat.v4.new_output("display_data", {"text/html": region})  # type: ignore[no-untyped-call]
    return [new, shown]


def _scroll_region(table: str, number: int) -> str:
    opening = f'<div class="table-scroll" role="region" tabindex="0" aria-label="Table {number}">'
    return f"{opening}{table}</div>"


def notebook_title(notebook: Path) -> str:
    """The first heading of a notebook.

    Raises
    ------
    TemplateError
        If it does not begin with one.
    """
    first = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
    lines = "".join(first["source"]).splitlines()
    if first["cell_type"] != "markdown" or not lines or not lines[0].startswith("# "):
        raise TemplateError(
            "does not begin with a heading", where=notebook.name, todo="Begin it with # Title"
        )
    return lines[0].removeprefix("# ")
