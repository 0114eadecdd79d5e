"""An executed notebook as HTML: nbconvert, with what costs most in it done once or not at all.

What a cell printed may hold anything that stands in the data: it is shown, and never runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import bleach
from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML, clean_html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode, from_dict

_KEPT = 1000  # highlighted cells: the same code stands in the notebooks of every partnership
_UNDESCRIBED = re.compile(r"<img\b(?![^>]*\salt=)")
_DESCRIPTION = '<img alt="No description has been provided for this image"'

# What an output may be shown as. Scripts, widgets and whatever else could run are left out.
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_SHOWN = ("text/html", "text/markdown", "text/latex", "text/plain", *_PICTURES)
_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var",
})  # fmt: skip
_CELL = ["class", "colspan", "rowspan", "scope"]
_ATTRIBUTES = {"*": ["class", "title", "lang"], "a": ["href"], "td": _CELL, "th": _CELL}
_PROTOCOLS = frozenset({"http", "https", "mailto"})
_STYLES = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)  # of frames: the page has its own

_clean = lru_cache(_KEPT)(clean_html)


@lru_cache(_KEPT)
def _highlight(source: str) -> object:
    return Highlight2HTML(pygments_lexer="ipython3")(source)  # type: ignore[no-untyped-call]


def _highlight_cell(source: str, **_: object) -> object:
    return _highlight(source)


class _Plain(IPythonRenderer):
    """HTML in Markdown is text, code is code, and an address that would run something leads nowhere."""

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(
            escape=True,
            allow_harmful_protocols=False,
            exclude_anchor_links=True,
            attachments=dict(attachments),
        )

    def block_mermaidjs(self, code: str) -> str:
        return str(self.block_code(code))


def _as_html(source: str, attachments: Mapping[str, Any]) -> str:
    return str(MarkdownWithMath(renderer=_Plain(attachments)).render(source))


@lru_cache(_KEPT)
def _markdown(source: str) -> str:
    return _as_html(source, {})


class _Exporter(HTMLExporter):
    """Neither copies the notebook nor parses the finished page: that only serves what is not done here."""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> Any:
        """Markdown as HTML; the same text stands in the notebooks of every partnership."""
        attachments = context.get("cell", {}).get("attachments")
        return _as_html(source, attachments) if attachments else _markdown(source)

    def _preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        return nb, resources

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        types = WidgetsDataTypeFilter(  # type: ignore[no-untyped-call]
            notebook_metadata=self._nb_metadata, parent=self, resources=resources
        )
        filters = {"filter_data_type": types, "highlight_code": _highlight_cell, "clean_html": _clean}
        for name, each in filters.items():
            self.register_filter(name, each)  # type: ignore[no-untyped-call]
        body, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return _UNDESCRIBED.sub(_DESCRIPTION, body), resources


@cache
def _exporter() -> _Exporter:
    return _Exporter(  # type: ignore[no-untyped-call]
        template_name="basic",
        exclude_anchor_links=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        default_preprocessors=[],
    )


def notebook_html(notebook: NotebookNode) -> str:
    """The cells of a notebook with their outputs as HTML, without a page around them."""
    return str(_exporter().from_notebook_node(notebook)[0])


def harmless(output: NotebookNode) -> NotebookNode:
    """What a cell put out, without anything that could run, load or leave its place in a page.

    HTML keeps its tables, lists and words.
    """
    if "data" not in output:
        return output
    data = {kind: content for kind, content in output.data.items() if kind in _SHOWN}
    if "text/html" in data:
        words = _STYLES.sub("", str(data["text/html"]))
        data["text/html"] = bleach.clean(
            words, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip_comments=True
        )
    return from_dict({**output, "data": data, "metadata": {}})  # type: ignore[no-untyped-call,no-any-return]
