"""An executed notebook as HTML: nbconvert, with what costs most in it done once or not at all."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML, clean_html
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

_KEPT = 1000  # highlighted cells: the same code stands in the notebooks of every partnership
_UNDESCRIBED = re.compile(r"<img\b(?![^>]*\salt=)")
_DESCRIPTION = '<img alt="No description has been provided for this image"'

_clean = lru_cache(_KEPT)(clean_html)


@lru_cache(_KEPT)
def _highlight(source: str) -> object:
    return Highlight2HTML(pygments_lexer="ipython3")(source)  # type: ignore[no-untyped-call]


def _highlight_cell(source: str, **_: object) -> object:
    return _highlight(source)


@lru_cache(_KEPT)
def _markdown(source: str) -> object:
    return HTMLExporter.markdown2html(_exporter(), {}, source)


class _Exporter(HTMLExporter):
    """Neither copies the notebook nor parses the finished page: that only serves what is not done here."""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> Any:
        """Markdown as HTML; the same text stands in the notebooks of every partnership."""
        if context.get("cell", {}).get("attachments"):
            return super().markdown2html(context, source)
        return _markdown(source)

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
