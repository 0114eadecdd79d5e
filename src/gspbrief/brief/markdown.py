"""Text that comes from data, made safe for Pandoc's Markdown: prose, attributes, tables and citations."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup

from gspbrief.findings.finding import Finding
from gspbrief.language.figures import scope
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL

# Pandoc reads a backslash before any ASCII punctuation as that character itself (all_symbols_escapable).
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>~^@$#|&!=])|(?<=-)(-)|(?<=\.)(\.)|(?<=\w)(:)(?=\S)")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # narrow and no-break spaces are typeset and stay
_BLOCK_START = re.compile(r"^(\(?[0-9A-Za-z]{1,8})([.)](?=\s|$))|^([-+:>%])")


# What would end an address in Markdown or stand for something else in it.
_ENCODED = {sign: f"%{ord(sign):02X}" for sign in '<>\\`{}|^"'}


def escape(text: object) -> Markup:
    """The text as Markdown that prints exactly it: no markup, link, citation, code, formula or new block.

    Parameters
    ----------
    text : object
        Anything; a ``Markup`` is Markdown already and passes as it is.
    """
    return text if isinstance(text, Markup) else _escaped(str(text))


@lru_cache(maxsize=5000)  # most of what a brief says is said in every brief
def _escaped(text: str) -> Markup:
    line = _SPACES.sub(" ", text)
    line = _SPECIAL.sub(lambda match: "\\" + match[0], line)
    return Markup(_BLOCK_START.sub(_escaped_start, line))


def _escaped_start(match: re.Match[str]) -> str:
    return f"\\{match[3]}" if match[3] else f"{match[1]}\\{match[2]}"


def attribute(text: object) -> str:
    """The text as a quoted attribute value, such as that of ``fig-alt``."""
    line = _SPACES.sub(" ", str(text)).strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'


def raw_html(body: str) -> str:
    """A block of HTML for the page alone; no backtick in it ends it."""
    return f"```{{=html}}\n{body.replace('`', '&#96;')}\n```"


def anchor(finding_id: str) -> str:
    """The id under which the numbers annex explains a finding."""
    return "n-" + re.sub(r"[^A-Za-z0-9_]", "-", finding_id)


def citation(key: str, locator: str = "") -> Markup:
    """A citation in brackets; a locator's semicolons would begin another citation and become commas."""
    place = f", {escape(locator.replace(';', ','))}" if locator else ""
    return Markup(f"[@{key}{place}]")


def english(text: str, form: Format) -> Markup:
    """Our own text that the evidence holds in English, in the spelling of the house style.

    On a page in another language it is what the project has in that language; where it has nothing, the
    reader's software is told that it is English.
    """
    if said := form.translated(text):
        return escape(said)
    if form.lang == ORIGINAL or not text:
        return escape(form.written(text))
    return Markup(f'[{escape(text)}]{{lang="{ORIGINAL}"}}')


def group(text: str, form: Format) -> Markup:
    """Whose figure one is: in the words of the language, or marked as English where it has none."""
    said = form.language.group(text)
    return escape(form.written(said)) if said else english(text, form)


def covered(finding: Finding, form: Format) -> Markup:
    """What a figure covers or is about, between semicolons; empty for the whole programme."""
    return Markup(f"{form.semicolon} ").join(escape(part) for part in scope(finding, form, group))


def link(text: object, address: str) -> Markup:
    """A link with escaped text; addresses other than web and relative ones are refused as text."""
    if re.fullmatch(r"(?i)(https?://[^\s\x00-\x1f]+|[\w./#?=&%~+-]*)", address) is None:
        return escape(text)
    target = "".join(_ENCODED.get(sign, sign) for sign in address)
    return Markup(f"[{escape(text)}](<{target}>)")


def pipe_table(
    header: list[Markup], rows: list[list[Markup]], numeric: list[bool], widths: list[int] | None = None
) -> Markup:
    """A pipe table; cells hold Markdown of one line.

    Parameters
    ----------
    widths : list of int, optional
        Relative widths of the columns, where rows are longer than a line; without them columns are alike.
    """
    dashes = ["-" * width for width in widths or [2] * len(numeric)]
    rule = [f"{line}:" if number else f":{line}" for line, number in zip(dashes, numeric, strict=True)]
    lines = [header, [Markup(mark) for mark in rule], *rows]
    return Markup("\n".join("| " + " | ".join(line) + " |" for line in lines))
