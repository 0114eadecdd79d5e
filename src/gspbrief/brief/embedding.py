"""The code with which somebody else's page shows a figure: a frame around the figure's own page."""

from __future__ import annotations

import re
from html import escape

from gspbrief.brief.addresses import Addresses
from gspbrief.brief.frontmatter import unmarked
from gspbrief.brief.markdown import raw_html
from gspbrief.language.formats import Format

FRAMED = 260  # pixels of the figure's page besides its drawing: what stands above and below it
USUAL = 400  # pixels of a drawing that does not say its height
_HEIGHT = re.compile(r'<svg\b[^>]*\sheight="(\d+)')


def embed_markdown(addresses: Addresses, stem: str, headline: str, drawing: str, form: Format) -> str:
    """The code, to be opened below the figure, with how to use it.

    Parameters
    ----------
    drawing : str
        The figure as SVG.
    """
    said_of = escape(unmarked(headline)).replace("&#x27;", "'")  # between double quotation marks it may stand
    own = _HEIGHT.search(drawing)
    height = FRAMED + (int(own[1]) if own else USUAL)
    code = (
        f'<iframe src="{escape(addresses.embed(stem))}" title="{said_of}"'
        f' width="100%" height="{height}" loading="lazy" style="border: 0"></iframe>'
    )
    said = ("embed_code",) if addresses.base else ("embed_code", "embed_where")
    words = " ".join(form.word("phrase", name) for name in said)
    body = (
        f'<details class="embed"><summary>{escape(form.word("phrase", "embed"))}</summary>'
        f"<p>{escape(words)}</p><pre><code>{escape(code)}</code></pre></details>"
    )
    return raw_html(body)
