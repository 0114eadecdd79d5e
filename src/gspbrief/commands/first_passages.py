"""The file with which a partnership's passages begin: each block as in the general text, and the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gspbrief.brief import names
from gspbrief.brief.names import PASSAGES, Name
from gspbrief.brief.publication import read_publication
from gspbrief.brief.templates import project_environment
from gspbrief.brief.translations import accept
from gspbrief.build.found import results_of
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.project.files import write_file
from gspbrief.project.inputs import Project, find_project
from gspbrief.project.subjects import ORIGINAL

_HEAD = """\
{{## On {id}. Each block stands for one of the general text; super() prints what stands there. No number is
    typed: a name in two pairs of braces prints it, with its hedge, its grade and a link to its source.
    gspbrief names {id} lists the names, gspbrief preview {id} shows the page as it is saved. ##}}
{{% extends "{general}" %}}
"""


@dataclass(frozen=True)
class Fillable:
    """What a passage on a partnership may ask for and fill.

    Attributes
    ----------
    names : list of Name
        Of the findings that there are.
    exhibits : list of tuple of str
        Name and form of each chart and table.
    blocks : mapping of str to sequence of str
        By the general text that a file extends.
    """

    names: list[Name]
    exhibits: list[tuple[str, str]]
    blocks: dict[str, tuple[str, ...]]


def fillable(partnership: str, data: Path | None = None) -> Fillable:
    """What passages on a partnership may ask for and fill; its notebooks run, if they must.

    Raises
    ------
    ArgumentError
        If the evidence has no such partnership.
    """
    project = find_project()
    found = results_of(partnership, data)
    form = Format(ORIGINAL, styles.find(read_publication(project.publication).style))
    return Fillable(
        names=names.names(found, form),
        exhibits=[(exhibit.id, exhibit.form) for part in found for exhibit in part.exhibits],
        blocks=_blocks(project),
    )


def write_passages(partnership: str, named: Sequence[Name] = ()) -> list[str]:
    """Write the passages of a partnership in each language of the publication, block by block.

    A file that somebody has changed stays.

    Parameters
    ----------
    named : sequence of Name
        What its passages may ask for, to stand above the section that it belongs to.

    Returns
    -------
    list of str
        The files that were written, by their names in the project.
    """
    project = find_project()
    blocks = _blocks(project)[PASSAGES]
    sections = [one.name for one in project.notebooks() if one.section]
    untouched, text = (_text(partnership, blocks, sections, told) for told in ((), named))
    written = []
    for lang in dict.fromkeys((ORIGINAL, *read_publication(project.publication).languages)):
        path = project.root / "briefs" / lang / "partnerships" / f"{partnership}.md.j2"
        if path.is_file() and path.read_text(encoding="utf-8") != untouched:
            continue
        write_file(path, text.encode("utf-8"))
        written.append(path.relative_to(project.root).as_posix())
        if lang != ORIGINAL:
            accept(project.root / "briefs", lang, [f"partnerships/{partnership}"])
    return written


def _blocks(project: Project) -> dict[str, tuple[str, ...]]:
    form = Format(ORIGINAL, styles.find(read_publication(project.publication).style))
    env = project_environment(project.root / "briefs", ORIGINAL, form.spelling)
    return names.blocks(env, project.notebooks())


def _text(partnership: str, blocks: Sequence[str], sections: Sequence[str], named: Sequence[Name]) -> str:
    parts = [_HEAD.format(id=partnership, general=PASSAGES)]
    for block in blocks:
        here = [one for one in named if one.name.startswith((f"{block}.", f"{block}["))]
        if here:
            parts.append("\n".join(["{## What may be asked for here:", *map(_line, here), "##}"]) + "\n")
        general = f'{{% include "_{block}.md.j2" %}}' if block in sections else "{{ super() }}"
        parts.append(f"{{% block {block} %}}\n{general}\n{{%- endblock %}}\n")
    return "\n".join(parts)


def _line(one: Name) -> str:
    return f"    {one.name}  {one.value}  ({one.told})"
