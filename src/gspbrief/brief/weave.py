"""Results and templates become one brief: a folder with Quarto Markdown, its figures and its sources."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.brief.addresses import DRAWN_CHART, SOURCES_BIBTEX, SOURCES_CSL
from gspbrief.brief.bibliography import bibtex, csl
from gspbrief.brief.figures_and_tables import NARROW
from gspbrief.brief.frontmatter import unmarked
from gspbrief.brief.inputs import BriefInputs as BriefInputs
from gspbrief.brief.markdown import escape
from gspbrief.brief.passages import own_press, own_text
from gspbrief.brief.profile import Consulted
from gspbrief.brief.reviewed import PRINTED, by_block
from gspbrief.brief.social_cards import KeyFigure
from gspbrief.brief.sufficiency import has_brief as has_brief
from gspbrief.brief.template_context import TemplateContext
from gspbrief.brief.templates import project_environment, render, render_block
from gspbrief.errors import TemplateError
from gspbrief.evidence.study import Study
from gspbrief.language.languages import language
from gspbrief.language.typography import elided, merged_figures, placed, said_once
from gspbrief.project.subjects import ORIGINAL

if TYPE_CHECKING:
    from jinja2 import Environment

LISTED = "listed.json"  # for the pages about all
_CITED = re.compile(r"(?<![\\\w])@([A-Za-z][\w-]*)")
# Where nothing is cited there is no list of sources, and no files of it are offered.
_SOURCES = re.compile(
    r"^## .+ \{#sources \.unnumbered\}\n\n::: \{#refs\}\n:::\n\n?| \[.+\]\{\.cited-sources\}", re.MULTILINE
)
_CROSS_REFERENCE = re.compile(r"^(fig|tbl|sec)-")


def weave(woven: BriefInputs) -> Path:
    """Write a brief, or a fact sheet where the evidence is thin, as ``<out>/index.qmd`` with its files.

    The folder also gets ``press.qmd`` where a press note goes with it, the cited sources for the
    citation processor and for those of others, the brief's
    own reference for other people's bibliographies, what the picture of it shows,
    ``figures/*.svg`` and ``data/*.csv``; it appears whole or not at all.

    Returns
    -------
    Path
        The ``index.qmd``.

    Raises
    ------
    TemplateError
        If a template asks for what the results do not hold, cites an unknown source or points to nothing.
    """
    form = woven.format
    env = project_environment(woven.templates, woven.lang, form.spelling)
    name, press = _template(woven), _press_template(woven)
    brief = TemplateContext(woven, key=_key_figure(env, press or name, woven))
    pages = {"index.qmd": _page(env, name, brief)}
    in_blocks = brief.record.in_blocks
    if press:
        note = TemplateContext(woven, part="press", key=brief.key, brief_title=brief.front.title)
        pages["press.qmd"] = _page(env, press, note)
        in_blocks = {**in_blocks, **note.record.in_blocks}
    cited = [key for text in pages.values() for key in _cited(text)]
    _require_known(cited, woven.study, name)
    files = {
        **pages,
        SOURCES_BIBTEX: bibtex(woven.study.sources, cited),
        SOURCES_CSL: csl(woven.study.sources, cited, brief.form),
        "card.json": brief.front.card.to_json(),
        **_first_chart(brief),
        LISTED: _listed(env, name, brief),
        PRINTED: json.dumps(by_block(in_blocks), ensure_ascii=False),
        **brief.front.reference.files(),
        **brief.figures_and_tables.files,
    }
    return _write(files, woven.out)


def _first_chart(context: TemplateContext) -> dict[str, str]:
    """The chart that stands first on the page, as narrow screens show it."""
    drawn = context.figures_and_tables
    stem = next(iter(drawn.charts), "")
    return {DRAWN_CHART: drawn.files[f"figures/{stem}{NARROW}.svg"]} if stem else {}


def _listed(env: Environment, name: str, context: TemplateContext) -> str:
    """What the pages about all say of it: its first chart in words, its findings as claim, figure, words."""
    said = render_block(env, name, "in_brief", TemplateContext(context.woven).values())
    told = [unmarked(elided(line, context.form.language)) for line in said.splitlines() if line.strip()]
    findings = [[part.strip() for part in line.split("|")] for line in told]
    headline, says = next(iter(context.figures_and_tables.charts.values()), ("", ""))
    listed = {"chart_headline": unmarked(headline), "chart_says": says, "findings": findings}
    return json.dumps(listed, ensure_ascii=False)


def _page(env: Environment, name: str, context: TemplateContext) -> str:
    spoken = context.form.language
    text = elided(said_once(_tidy(render(env, name, context.values()))), spoken)
    text = _once(placed(merged_figures(text, spoken), spoken), context.record.consulted)
    if not _cited(text):
        text = _SOURCES.sub("", text)
    _check_references(text, name)
    return text


def _once(text: str, consulted: Consulted) -> str:
    """A text that says once in how many sources something was sought; after that, that it was not found."""
    before, phrase, after = text.partition(str(escape(consulted.not_found)))
    return f"{before}{phrase}{after.replace(phrase, consulted.not_found_either)}" if phrase else text


def _key_figure(env: Environment, name: str, woven: BriefInputs) -> KeyFigure:
    """The figure that stands for the brief, as the template says it."""
    values = TemplateContext(woven).values()
    texts = (render_block(env, name, block, values) for block in ("figure", "figure_words"))
    return KeyFigure(*(unmarked(elided(text, language(woven.lang))) for text in texts))


def _template(woven: BriefInputs) -> str:
    """The partnership's own passages where it has some, else the general text of its form."""
    own = own_text(woven.study.partnership.id, woven.about)
    if woven.about or (woven.form == "brief" and _is_written(woven, own)):
        return own  # one that is not translated yet is missed by name when it is rendered
    return "partnership.md.j2" if woven.form == "brief" else "fact-sheet.md.j2"


def _press_template(woven: BriefInputs) -> str:
    """The press note's own passages, else the general text of one; empty where no note goes with it."""
    if not woven.has_press:
        return ""
    own = own_press(woven.study.partnership.id)
    return own if _is_written(woven, own) else "press.md.j2"


def _is_written(woven: BriefInputs, name: str) -> bool:
    """Whether the project has a passage of its own, in this language or to be translated to it."""
    return any((woven.templates / lang / name).is_file() for lang in (woven.lang, ORIGINAL))


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def _check_references(text: str, name: str) -> None:
    targets = set(re.findall(r"\{[^}\n]*#([\w-]+)", text))
    wanted = {key for key in _CITED.findall(text) if _CROSS_REFERENCE.match(key)}
    wanted |= set(re.findall(r"\]\(#([\w-]+)\)", text))
    if lost := sorted(wanted - targets):
        raise TemplateError(f"references point to nothing: {', '.join(lost)}", where=name)


def _cited(text: str) -> list[str]:
    """The keys of the sources that a page cites, below its front matter."""
    return [key for key in _CITED.findall(text.split("\n---\n", 1)[-1]) if not _CROSS_REFERENCE.match(key)]


def _require_known(keys: Sequence[str], study: Study, name: str) -> None:
    if unknown := sorted(set(keys) - set(study.sources)):
        near = get_close_matches(unknown[0], study.sources, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "sources.bib lists every source"
        raise TemplateError(f"citations of unknown sources: {', '.join(unknown)}", where=name, todo=hint)


def _write(files: Mapping[str, str], out: Path) -> Path:
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, content in files.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        shutil.rmtree(out, ignore_errors=True)
        draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return out / "index.qmd"
