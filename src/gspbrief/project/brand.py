"""The brand of a project: what `publication.yaml` says of it, and behind it Quarto's `_brand.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError
from gspbrief.project.general import MARK
from gspbrief.project.plain_texts import read_text
from gspbrief.project.quarto_brand import QUARTO, WHITE, as_colour, mapping, read_quarto, said_in, unread

COLOURS = ("accent", "tint", "ink", "muted", "hairline", "focus")
ROLES = ("body", "title", "sans")
LOGOS = (".svg", ".png")
_ENTRIES = {
    "name": "whose publication it is",
    "logo": f"a file beside it, {' or '.join(LOGOS)}",
    "colours": f"{', '.join(COLOURS)} and series",
    "fonts": ", ".join(ROLES),
}
_ACTIVE = re.compile(
    r"<script|<foreignObject|\son\w+\s*=|(?:href|src)\s*=\s*[\"'](?!#|data:image/)", re.IGNORECASE
)


@dataclass(frozen=True)
class Brand:
    """What is said of a brand; what is not said is as the house style has it.

    Attributes
    ----------
    name : str
        Whose publication it is.
    logo : Path, optional
        An SVG or PNG.
    colours : mapping of str to str
        Of `COLOURS`, as ``#RRGGBB``.
    series : tuple of str
        Colours of the series in charts, the first before those of the house.
    fonts : mapping of str to str
        Families of installed font packages, by `ROLES`.
    """

    name: str = ""
    logo: Path | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    series: tuple[str, ...] = ()
    fonts: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_look(self) -> bool:
        """Whether it changes how anything looks, but for its logo."""
        return bool(self.colours or self.series or self.fonts)


def brand_files(root: Path) -> list[Path]:
    """The files that say what the brand of a project is, and its logo."""
    return [
        *(path for path in (root / MARK, root / QUARTO) if path.is_file()),
        *filter(None, [read_brand(root).logo]),
    ]


def read_brand(root: Path | None) -> Brand:
    """The brand of a project; what is wrong with it is left out here, and told by `problems`."""
    if root is None:
        return Brand()
    said = merged(root)
    named = said.get("logo")
    logo = next(iter(_places(root, named)), None) if isinstance(named, str) else None
    colours, fonts = mapping(said.get("colours")), mapping(said.get("fonts"))
    series = colours.get("series")
    return Brand(
        name=str(said.get("name") or ""),
        logo=logo,
        colours={name: as_colour(colours[name]) for name in COLOURS if as_colour(colours.get(name))},
        series=tuple(filter(None, map(as_colour, series if isinstance(series, list) else ()))),
        fonts={role: str(fonts[role]) for role in ROLES if fonts.get(role)},
    )


def problems(root: Path) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the brand of a project: the entry, what, and what would be right."""
    for file in (MARK, QUARTO):
        if wrong := unread(root / file):
            yield "", f"cannot be read with {wrong}", ""
            return
    own = said_in(root / MARK).get("brand")
    if own is not None and not isinstance(own, Mapping):
        yield "brand", "is not a list of entries", f"allowed: {', '.join(_ENTRIES)}"
        return
    said = merged(root)
    for name in said:
        if name not in _ENTRIES:
            yield f"brand, {name}", "is not an entry", f"allowed: {', '.join(_ENTRIES)}"
    for name, known in (("colours", (*COLOURS, "series")), ("fonts", ROLES)):
        entries = said.get(name) or {}
        if not isinstance(entries, Mapping):
            yield f"brand, {name}", "is not a list of entries", _ENTRIES[name]
            continue
        for entry in entries:
            if entry not in known:
                yield f"brand, {name}, {entry}", "is not an entry", f"allowed: {', '.join(known)}"
        if name == "colours":
            yield from _wrong_colours(entries)
    yield from _wrong_logo(root, said.get("logo"))
    paper = read_quarto(root).get("paper")
    if paper and paper.upper() != WHITE:
        yield f"{QUARTO}, color, background", f"is {paper}", f"{WHITE}: briefs are printed on white"


def _wrong_colours(entries: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, value in entries.items():
        for one in value if name == "series" and isinstance(value, list) else [value]:
            if name in (*COLOURS, "series") and not as_colour(one):
                yield f"brand, colours, {name}", f"{one!r:.40} is no colour", "six digits after #, in quotes"


def _wrong_logo(root: Path, named: object) -> Iterator[tuple[str, str, str]]:
    if named is None:
        return
    found = _places(root, str(named))
    if Path(str(named)).suffix.lower() not in LOGOS:
        yield "brand, logo", f"{named} is no SVG and no PNG", _ENTRIES["logo"]
    elif not found:
        yield "brand, logo", f"there is no {named}", f"a file beside publication.yaml or {QUARTO}"
    elif found[0].suffix.lower() == ".svg" and (wrong := _wrong_drawing(found[0])):
        yield "brand, logo", f"{named} {wrong}", "a drawing that runs and loads nothing"


def _wrong_drawing(path: Path) -> str:
    try:
        active = _ACTIVE.search(read_text(path))
    except EvidenceError as error:
        return error.problems[0].what
    return f"holds {active[0].strip()!r}" if active else ""


def _places(root: Path, name: str) -> list[Path]:
    """A file by its name from the folder of ``publication.yaml``, or from the project's."""
    return [path for path in ((root / MARK).parent / name, root / name) if path.is_file()]


def merged(root: Path) -> dict[str, Any]:
    """What both files say, in the words of ``publication.yaml``."""
    own = said_in(root / MARK).get("brand")
    quarto = {name: value for name, value in read_quarto(root).items() if name != "paper"}
    if not isinstance(own, Mapping):
        return quarto
    parts = {
        name: {**quarto.get(name, {}), **value} if isinstance(value, Mapping) else value
        for name, value in own.items()
    }
    return {**quarto, **{name: value for name, value in parts.items() if value is not None}}
