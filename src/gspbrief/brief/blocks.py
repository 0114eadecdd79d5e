"""Which block of a passage by hand is being printed, so that what stands in it can be noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jinja2 import nodes

_open: ContextVar[tuple[str, ...]] = ContextVar("blocks", default=())


@contextmanager
def none_open() -> Iterator[None]:
    """Begin with no block open, as at the top of a page; afterwards all is as before, whatever went wrong."""
    before = _open.set(())
    try:
        yield
    finally:
        _open.reset(before)


def current() -> str:
    """The innermost block that is being printed, as ``partnerships/pilot:summary``; empty outside of any."""
    return next(iter(_open.get()), "")


def begins(block: str) -> None:
    """What is printed from here on stands in this block."""
    _open.set((block, *_open.get()))


def ends(block: str) -> None:
    """The block is printed."""
    opened = _open.get()
    _open.set(opened[opened.index(block) + 1 :])


def marked(template: nodes.Template, part: str) -> None:
    """Have a compiled template tell which of its blocks it is printing, those that have words of their own.

    Parameters
    ----------
    part : str
        What the template is called, such as ``partnerships/pilot``; blank for a general text, whose sentences
        are no passage by hand wherever they are printed.
    """
    for block in template.find_all(nodes.Block):
        if not part or any(text.data.strip() for text in block.find_all(nodes.TemplateData)):
            name = f"{part}:{block.name}" if part else ""
            block.body = [_call("begins", name, block), *block.body, _call("ends", name, block)]


def _call(function: str, name: str, block: nodes.Block) -> nodes.Node:
    line = block.lineno
    named = nodes.EnvironmentAttribute(function, lineno=line)
    return nodes.ExprStmt(nodes.Call(named, [nodes.Const(name)], [], None, None, lineno=line), lineno=line)
