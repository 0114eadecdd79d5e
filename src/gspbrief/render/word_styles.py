"""The house styles as Word knows them: paragraph, character and table styles of WordprocessingML.

Names and ids of the styles that Pandoc asks for are Pandoc's; the others stand in ``word.lua``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gspbrief.formats import Style

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SERIF, SANS, MONO = "Source Serif 4", "Source Sans 3", "Consolas"
STAND_INS = {
    SERIF: ("Cambria", "roman"),
    SANS: ("Calibri", "swiss"),
}  # where the house typefaces are not there
INK, MUTED, HAIRLINE = "1F2328", "5A6068", "D5D9DD"
TWIPS = 20  # a point


@dataclass(frozen=True)
class Look:
    """What tells one house style from the other in Word.

    Attributes
    ----------
    page : tuple of int
        Width and height of the paper in twentieths of a point.
    body : str
        Typeface of the running text.
    size : float
        Its size in points.
    accent, tint : str
        Colours of headings and rules, and of panels.
    """

    page: tuple[int, int]
    body: str
    size: float
    accent: str
    tint: str


LOOKS: dict[Style, Look] = {
    "mpi": Look(page=(12240, 15840), body=SERIF, size=10.5, accent="0B4F6C", tint="EEF4F7"),
    "oecd": Look(page=(11906, 16838), body=SANS, size=10, accent="1F5C4D", tint="EDF5F1"),
}


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph style; sizes and distances in points, empty where it follows the style it is based on."""

    name: str
    based_on: str = "Normal"
    font: str = ""
    size: float = 0
    bold: bool = False
    color: str = ""
    before: float = -1
    after: float = -1
    level: int = -1
    keep: bool = False
    shade: str = ""
    rule: str = ""
    bar: str = ""

    @property
    def id(self) -> str:
        """The id that Pandoc derives from the name."""
        return "".join(part.capitalize() if part.islower() else part for part in self.name.split(" "))

    def xml(self) -> str:
        """The style as WordprocessingML."""
        based = f'<w:basedOn w:val="{self.based_on}"/>' if self.id != "Normal" else ""
        default = ' w:default="1"' if self.id == "Normal" else ""
        name = f'<w:name w:val="{self.name}"/>{based}<w:qFormat/>'
        letters = run(self.font, self.size, self.bold, self.color)
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}">{name}'
            f"<w:pPr>{''.join(self._paragraph())}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
        )

    def _paragraph(self) -> Iterator[str]:
        if self.keep:
            yield "<w:keepNext/><w:keepLines/>"
        if self.bar or self.rule:
            left = _border("left", self.bar, 18, 8) if self.bar else ""
            top = _border("top", self.rule, 12, 4) if self.rule else ""
            yield f"<w:pBdr>{top}{left}</w:pBdr>"
        if self.shade:
            yield f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>'
        before = f' w:before="{round(self.before * TWIPS)}"' if self.before >= 0 else ""
        after = f' w:after="{round(self.after * TWIPS)}"' if self.after >= 0 else ""
        if before or after:
            yield f"<w:spacing{before}{after}/>"
        if self.level >= 0:
            yield f'<w:outlineLvl w:val="{self.level}"/>'


def run(font: str = "", size: float = 0, bold: bool = False, color: str = "") -> str:
    """The properties of a run of text, in the order that the standard asks for."""
    parts = (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else "",
        "<w:b/>" if bold else "",
        f'<w:color w:val="{color}"/>' if color else "",
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "",
    )
    return "".join(parts)


def _border(side: str, color: str, eighths: int, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


def paragraphs(look: Look) -> list[Paragraph]:
    """The paragraph styles of a house style."""
    return [*_text(look), *_headings(look.accent), *_panels(look), *_small_print(look)]


def _text(look: Look) -> list[Paragraph]:
    accent = look.accent
    return [
        Paragraph(name="Normal"),  # says nothing, so that what stands in a table follows the table
        Paragraph(name="Body Text", before=3, after=5),
        Paragraph(name="First Paragraph", based_on="BodyText"),
        Paragraph(name="Compact", before=1.5, after=1.5),
        Paragraph(name="Series", font=SANS, size=9.5, bold=True, color=accent, rule=accent, after=14),
        Paragraph(name="Title", font=look.body, size=26, bold=True, color=accent, after=8, keep=True),
        Paragraph(name="Subtitle", font=SANS, size=13.5, after=8),
        Paragraph(name="Author", font=SANS, size=10, color=MUTED, after=16),
        Paragraph(name="Summary", size=look.size + 0.5, shade=look.tint, after=6),
    ]


def _headings(accent: str) -> list[Paragraph]:
    kinds = [(14.0, accent, 18), (11.5, INK, 13), (10.5, MUTED, 10)]
    return [
        replace(_HEADING, name=f"heading {level + 1}", size=size, color=color, before=before, level=level)
        for level, (size, color, before) in enumerate(kinds)
    ]


_HEADING = Paragraph(name="heading", font=SANS, bold=True, after=5, keep=True)


def _panels(look: Look) -> list[Paragraph]:
    accent, tint, size = look.accent, look.tint, look.size - 0.5
    return [
        Paragraph(name="Key Messages", font=SANS, bar=accent, after=5),
        Paragraph(name="Facts", font=SANS),
        Paragraph(name="Banner", font=SANS, bold=True, color="8A4B00", shade="FFF6E5"),
        Paragraph(name="Box", font=SANS, size=size, shade=tint, bar=accent),
        Paragraph(name="Box Title", based_on="Box", bold=True, color=accent, keep=True),
        Paragraph(name="Notice", based_on="Box"),
        Paragraph(name="Citation", based_on="Box", size=size - 0.5),
    ]


def _small_print(look: Look) -> list[Paragraph]:
    small = look.size - 1.5
    return [
        Paragraph(name="Caption", font=SANS, size=9.5, bold=True, before=12, after=4, keep=True),
        Paragraph(name="Table Caption", based_on="Caption"),
        Paragraph(name="Image Caption", based_on="Caption"),
        Paragraph(name="Note and Source", font=SANS, size=8, color=MUTED, before=2, after=4),
        Paragraph(name="Number", font=SANS, size=small, after=5),
        Paragraph(name="Imprint", font=SANS, size=small, color=MUTED),
        Paragraph(name="Bibliography", font=SANS, size=small, after=4),
        Paragraph(name="footnote text", font=SANS, size=8.5, after=2),
        Paragraph(name="header", font=SANS, size=8, color=MUTED, after=0),
        Paragraph(name="footer", font=SANS, size=8, color=MUTED, after=0),
    ]


def styles(style: Style) -> str:
    """The part ``styles.xml`` of the reference document."""
    look = LOOKS[style]
    letters = f'<w:rPr>{run(look.body, look.size, color=INK)}<w:lang w:val="en-US"/></w:rPr>'
    lines = '<w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr>'
    defaults = f"<w:rPrDefault>{letters}</w:rPrDefault><w:pPrDefault>{lines}</w:pPrDefault>"
    listed = "".join(paragraph.xml() for paragraph in paragraphs(look)) + _characters(look) + _tables(look)
    return f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults>{defaults}</w:docDefaults>{listed}</w:styles>'


def _characters(look: Look) -> str:
    kinds = {
        "Verbatim Char": run(MONO, look.size - 1.5),
        "Caption Subtitle": '<w:b w:val="0"/>',
        "footnote reference": '<w:vertAlign w:val="superscript"/>',
        "Hyperlink": f'{run(color=look.accent)}<w:u w:val="single" w:color="{look.accent}"/>',
    }
    default = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
    )
    return default + "".join(
        f'<w:style w:type="character" w:styleId="{Paragraph(name=name).id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{how}</w:rPr></w:style>'
        for name, how in kinds.items()
    )


def _tables(look: Look) -> str:
    """The style of all tables: rules below the rows, the first row as the head that Word repeats."""
    edges = _border("top", look.accent, 12, 0) + _border("bottom", look.accent, 6, 0)
    cells = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    head = (
        f"<w:rPr>{run(bold=True, color=look.accent)}</w:rPr><w:tcPr><w:tcBorders>"
        f'{_border("bottom", look.accent, 8, 0)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>'
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>'
        '<w:pPr><w:spacing w:after="0" w:line="252" w:lineRule="auto"/></w:pPr>'
        f"<w:rPr>{run(SANS, 8.5)}</w:rPr>"
        f"<w:tblPr><w:tblBorders>{edges}{_border('insideH', HAIRLINE, 4, 0)}</w:tblBorders>{cells}</w:tblPr>"
        "<w:trPr><w:cantSplit/></w:trPr>"
        f'<w:tblStylePr w:type="firstRow">{head}</w:tblStylePr></w:style>'
    )
