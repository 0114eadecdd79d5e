"""A template as a tree: what it extends, and what of it no page would show."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes

from gspbrief.errors import TemplateError
from gspbrief.project.general import OF_ONE, TOPICS

READ_ALONE = ("in_brief", "figure", "figure_words")  # blocks that are printed elsewhere than on the page
_KEPT = 64  # templates as trees; a language has some twenty
_SHOWN = 40  # characters of words that stand nowhere

Found = Iterator[tuple[int, str, str]]  # the line, what is wrong, what to do


def tree_of(env: Environment, name: str) -> nodes.Template:
    """A template as a tree, which nobody changes."""
    return _parsed(env, name, text_of(env, name))


@lru_cache(_KEPT)
def _parsed(env: Environment, name: str, text: str) -> nodes.Template:
    """A template as a tree: each brief in a language asks for the same."""
    return env.parse(text, name)


def text_of(env: Environment, name: str) -> str:
    """A template as it is written."""
    assert env.loader is not None
    return env.loader.get_source(env, name)[0]


def extended(tree: nodes.Template) -> str:
    """The template that another extends; empty if it extends none."""
    found = tree.find(nodes.Extends)
    return str(found.template.value) if found and isinstance(found.template, nodes.Const) else ""


def unprinted(env: Environment, tree: nodes.Template) -> Found:
    """What of a template that extends another no page shows, which Jinja takes without a word.

    That is a block which none of those that it extends has or calls, and what stands outside of all blocks.
    """
    if not (asked := extended(tree)):
        return
    try:
        above = [*_above(env, tree)]
    except TemplateNotFound as error:
        if error.name == asked:
            yield 1, f"there is no {asked} that it could extend", "see `gspbrief copy`"
        return
    except (TemplateSyntaxError, TemplateError):
        return  # which is told of the text that it extends
    blocks = [*dict.fromkeys(name for one in above for name in (*_held(one), *_called(one)))]
    called = {
        *blocks,
        *READ_ALONE,
        *_called(tree),
        *(text for one in (tree, *above) for text in strings(one)),
    }
    for node in tree.body:
        if isinstance(node, nodes.Block):
            if node.name not in called and not _is_section(env, node.name):
                near = get_close_matches(node.name, blocks, 2)
                todo = (
                    f"did you mean {' or '.join(near)}?"
                    if near
                    else f"there are {', '.join(blocks) or 'none'}"
                )
                what = f"no page shows the block {node.name!r}, which nothing that it extends has"
                yield node.lineno, what, todo
        elif isinstance(node, nodes.Output):
            parts = [part.data if isinstance(part, nodes.TemplateData) else "{{ }}" for part in node.nodes]
            words = "".join(parts)
            if said := words.strip():
                line = node.lineno + words.partition(said)[0].count("\n")
                what = f"stands outside of all blocks: “{said.splitlines()[0][:_SHOWN]}”"
                yield line, what, "no page shows it there: put it into a block"


def rootless(name: str, tree: nodes.Template) -> Found:
    """What makes no page, since it neither extends a general text nor has front matter of its own."""
    folder, _, file = name.rpartition("/")
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    if file.startswith("_") or extended(tree) or "front_matter" in called:
        return
    general = {TOPICS: "topic.md.j2", "press": "press.md.j2"}.get(folder, "partnership.md.j2")
    skeleton = general if folder in OF_ONE else file.replace(".md.", ".qmd.")
    todo = f'begin it with {{% extends "{skeleton}" %}} and put its words into blocks'
    yield 1, "makes no page: it extends no other text", todo


def _above(env: Environment, tree: nodes.Template) -> Iterator[nodes.Template]:
    """What a template extends, what that extends, and so on."""
    seen: set[str] = set()
    while (name := extended(tree)) and name not in seen:
        seen.add(name)
        tree = tree_of(env, name)
        yield tree


@lru_cache(_KEPT)
def _held(tree: nodes.Template) -> tuple[str, ...]:
    """The blocks that a template has."""
    return tuple(block.name for block in tree.find_all(nodes.Block))


@lru_cache(_KEPT)
def _called(tree: nodes.Template) -> tuple[str, ...]:
    """The blocks that a template calls by name."""
    found = (one for one in tree.find_all(nodes.Getattr) if isinstance(one.node, nodes.Name))
    return tuple(one.attr for one in found if getattr(one.node, "name", "") == "self")


@lru_cache(_KEPT)
def strings(tree: nodes.Template) -> tuple[str, ...]:
    """Texts in quotes, by which blocks are called as well: ``self[addressee]()``."""
    return tuple(one.value for one in tree.find_all(nodes.Const) if isinstance(one.value, str))


def _is_section(env: Environment, name: str) -> bool:
    """Whether a notebook has a section of this name, which passages by hand may take the place of."""
    assert env.loader is not None
    try:
        return bool(env.loader.get_source(env, f"_{name}.md.j2"))
    except TemplateNotFound:
        return False
