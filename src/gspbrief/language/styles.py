"""House styles as values: what tells one from another, read from ``_extensions/gspbrief/styles.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from gspbrief.errors import ArgumentError, RenderError

FILE = "styles.yaml"
PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Writing:
    """How a style writes English; a span of years in every language.

    Attributes
    ----------
    locale : str
        Language tag, such as ``en-GB``.
    thousands : str
        What stands between groups of three digits.
    percent : str
        A percentage, with ``{}`` for the number.
    years : str
        What stands between the first and the last year of a span.
    """

    spelling: Literal["american", "british"]
    locale: str
    headings: Literal["title", "sentence"]
    thousands: str
    percent: str
    years: str


@dataclass(frozen=True)
class Text:
    """How a style begins, numbers its sections and names its sources."""

    opening: Literal["summary", "abstract"]
    numbering: tuple[Literal["roman", "arabic", "letters"], ...]
    citations: Literal["notes", "in-text"]
    notes: Literal["endnotes", "footnotes"]


@dataclass(frozen=True)
class Shape:
    """Forms that are no matter of colour or size."""

    summary: Literal["panel", "ruled"]


@dataclass(frozen=True)
class Colours:
    """Colours as ``#RRGGBB``."""

    accent: str
    tint: str
    ink: str
    muted: str
    hairline: str
    paper: str
    ground: str
    focus: str
    warning: str
    warning_tint: str
    important: str
    important_tint: str
    keyword: str
    string: str
    literal: str
    name: str


@dataclass(frozen=True)
class Fonts:
    """Typefaces of running text, of titles, and of all else."""

    body: str
    title: str
    sans: str


@dataclass(frozen=True)
class Screen:
    """What a page on screen has as values of CSS."""

    measure: str
    title_weight: int
    title_size: str


@dataclass(frozen=True)
class Print:
    """The page in print, as lengths with their units."""

    paper: tuple[str, ...]
    columns: int
    margin_x: str
    margin_top: str
    margin_bottom: str
    size: str
    line: str
    title: str
    title_weight: int
    h2: str
    h3: str
    table: str
    row: str
    caption: str
    above: str


@dataclass(frozen=True)
class Charts:
    """Colours of what has a colour of its own in a chart."""

    series: tuple[str, ...]
    band: str
    grid: str


@dataclass(frozen=True)
class Style:
    """One house style.

    Attributes
    ----------
    name : str
        What it is ordered by.
    typefaces : tuple of (str, str)
        The typefaces that there are, each with what stands in for it on screen.
    """

    name: str
    writing: Writing
    text: Text
    shape: Shape
    colours: Colours
    typefaces: tuple[tuple[str, str], ...]
    fonts: Fonts
    screen: Screen
    print: Print
    charts: Charts

    def css(self) -> str:
        """Its colours, typefaces and measures as custom properties of the pages that have it."""
        stand_ins = dict(self.typefaces)
        stacks = {role: f'"{face}", {stand_ins[face]}' for role, face in asdict(self.fonts).items()}
        values = {**asdict(self.colours), **stacks, **asdict(self.screen)}
        said = " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in values.items())
        return f".style-{self.name} {{ {said} }}\n"


def extension() -> Path:
    """The folder of the house styles: of the project around the working directory, else the package's own.

    Raises
    ------
    RenderError
        If it is not there.
    """
    here = Path.cwd()
    for root in (here, *here.parents, PACKAGE, PACKAGE.parents[1]):
        folder = root / "_extensions" / "gspbrief"
        if (folder / "_extension.yml").is_file() and (folder / FILE).is_file():
            return folder
    raise RenderError(
        "the house style _extensions/gspbrief was not found",
        where=str(PACKAGE.name),
        todo="Install gspbrief again, or run it from a checkout",
    )


def known() -> dict[str, Style]:
    """Every style by its name, the one that is taken where none is asked for first.

    Raises
    ------
    ArgumentError
        If the file does not say what a style must, with the place and what would be right.
    """
    return _known((extension() / FILE).read_text(encoding="utf-8"))


def find(name: str = "") -> Style:
    """A style by its name; without one, the style that is taken where none is asked for.

    Raises
    ------
    ArgumentError
        If there is none of that name.
    """
    styles = known()
    chosen = name or next(iter(styles))
    if chosen not in styles:
        raise ArgumentError(f"unknown style {chosen}", todo=f"Known: {', '.join(styles)}")
    return styles[chosen]


@cache
def _known(text: str) -> dict[str, Style]:
    import yaml

    try:
        said = yaml.safe_load(text)
        house, own, default = said["house"], said["styles"], said["default"]
        names = sorted(own, key=lambda name: name != default)
        whole = {name: _merged(house, own[name]) for name in names}
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ArgumentError(
            f"this is not what styles are said in: {error}", where=FILE, todo="Correct it"
        ) from error
    if default not in whole:
        raise ArgumentError(f"the default {default} is no style", where=FILE, todo=f"Known: {', '.join(own)}")
    return {name: _style(name, values) for name, values in whole.items()}


def _merged(house: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a style says of itself over what all have."""
    return {
        **house,
        **{
            name: _merged(house[name], value) if isinstance(house.get(name), Mapping) else value
            for name, value in own.items()
        },
    }


def _style(name: str, values: Mapping[str, Any]) -> Style:
    style: Style = _made(Style, {"name": name, **values}, f"{FILE}, {name}")
    faces = dict(style.typefaces)
    for role, face in asdict(style.fonts).items():
        if face not in faces:
            raise ArgumentError(
                f"no typeface {face}",
                where=f"{FILE}, {name}, fonts, {role}",
                todo=f"Known: {', '.join(faces)}",
            )
    return style


def _made(kind: Any, value: Any, where: str) -> Any:
    """A value of a kind from what YAML gave, or the error that says what is wrong with it."""
    if is_dataclass(kind):
        return _record(kind, value, where)
    if get_origin(kind) is tuple:
        several = value.items() if isinstance(value, Mapping) else value
        item = get_args(kind)[0]
        return tuple(one if isinstance(one, tuple) else _made(item, one, where) for one in several)
    choices = get_args(kind)
    if (choices and value not in choices) or (not choices and not isinstance(value, kind)):
        wanted = " or ".join(map(str, choices)) or {str: "a text", int: "a whole number"}[kind]
        raise ArgumentError(f"{value!r} is not {wanted}", where=where, todo="Correct it")
    return value


def _record(kind: Any, values: Any, where: str) -> Any:
    given = {str(name).replace("-", "_"): value for name, value in dict(values).items()}
    names = [field.name for field in fields(kind)]
    wrong = [f"{name} is missing" for name in names if name not in given]
    wrong += [f"{name} is unknown" for name in given if name not in names]
    if wrong:
        said = "; ".join(text.replace("_", "-") for text in wrong)
        raise ArgumentError(said, where=where, todo=f"It has {', '.join(names).replace('_', '-')}")
    hints = get_type_hints(kind)
    return kind(**{name: _made(hints[name], given[name], f"{where}, {name}") for name in names})
