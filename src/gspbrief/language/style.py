"""What a house style is: its forms of English, its look and its sizes, as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

Colour = Annotated[str, r"#[0-9A-Fa-f]{6}"]
Length = Annotated[str, r"[\d.]+(?:pt|mm|em)"]
Points = Annotated[str, r"[\d.]+pt"]
Millimetres = Annotated[str, r"[\d.]+mm"]


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
    sources: Annotated[str, r"[\w-]+\.csl"]


@dataclass(frozen=True)
class Shape:
    """Forms that are no matter of colour or size."""

    summary: Literal["panel", "ruled"]


@dataclass(frozen=True)
class Colours:
    """Colours of text, rules and grounds."""

    accent: Colour
    tint: Colour
    ink: Colour
    muted: Colour
    hairline: Colour
    paper: Colour
    ground: Colour
    focus: Colour
    warning: Colour
    warning_tint: Colour
    important: Colour
    important_tint: Colour
    keyword: Colour
    string: Colour
    literal: Colour
    name: Colour


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

    paper: tuple[Millimetres, Millimetres]
    columns: int
    margin_x: Length
    margin_top: Length
    margin_bottom: Length
    size: Points
    line: Length
    title: Length
    title_weight: int
    h2: Length
    h3: Length
    table: Length
    row: Length
    caption: Length
    above: Length


@dataclass(frozen=True)
class Charts:
    """Colours of what has a colour of its own in a chart."""

    series: tuple[Colour, Colour, Colour, Colour]
    band: Colour
    grid: Colour


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
        series = {f"series-{i}": colour for i, colour in enumerate(self.charts.series, start=1)}
        values = {**asdict(self.colours), **series, **stacks, **asdict(self.screen)}
        said = " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in values.items())
        return f".style-{self.name} {{ {said} }}\n"
