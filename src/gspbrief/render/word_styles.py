"""The house styles as Word knows them: paragraph, character and table styles of WordprocessingML.

Names and ids of the styles that Pandoc asks for are Pandoc's; the others stand in ``word.lua``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
    italic: bool = False
    color: str = ""
    before: float = -1
    after: float = -1
    level: int = -1
    keep: bool = False
    shade: str = ""
    rule: str = ""
    bar: str = ""
    upper: bool = False

    @property
    def id(self) -> str:
        """The id that Pandoc derives from the name."""
        return "".join(part.capitalize() if part.islower() else part for part in self.name.split(" "))

    def xml(self) -> str:
        """The style as WordprocessingML."""
        based = f'<w:basedOn w:val="{self.based_on}"/>' if self.id != "Normal" else ""
        default = ' w:default="1"' if self.id == "Normal" else ""
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}'
            f"<w:qFormat/><w:pPr>{''.join(self._paragraph())}</w:pPr>"
            f"<w:rPr>{run(self.font, self.size, self.bold, self.italic, self.color, self.upper)}</w:rPr></w:style>"
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


def run(
    font: str = "",
    size: float = 0,
    bold: bool = False,
    italic: bool = False,
    color: str = "",
    upper: bool = False,
) -> str:
    """The properties of a run of text, in the order that the standard asks for."""
    parts = (
        f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else "",
        "<w:b/>" if bold else "",
        "<w:i/>" if italic else "",
        "<w:caps/>" if upper else "",
        f'<w:color w:val="{color}"/>' if color else "",
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "",
    )
    return "".join(parts)


def _border(side: str, color: str, eighths: int, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{color}"/>'


def paragraphs(look: Look) -> list[Paragraph]:
    """The paragraph styles of a house style."""
    accent, small = look.accent, look.size - 1.5
    panel = {"shade": look.tint, "bar": accent}
    return [
        Paragraph(name="Normal", font=look.body, size=look.size, color=INK, after=6),
        Paragraph(name="Body Text", after=6),
        Paragraph(name="First Paragraph", based_on="BodyText"),
        Paragraph(name="Compact", before=1.5, after=1.5),
        Paragraph(name="Series", font=SANS, size=9.5, bold=True, color=accent, rule=accent, after=14),
        Paragraph(name="Title", font=look.body, size=26, bold=True, color=accent, after=8, keep=True),
        Paragraph(name="Subtitle", font=SANS, size=13.5, color=INK, after=8),
        Paragraph(name="Author", font=SANS, size=10, color=MUTED, after=16),
        Paragraph(name="heading 1", font=SANS, size=14, bold=True, color=accent, before=18, after=6, level=0, keep=True),
        Paragraph(name="heading 2", font=SANS, size=11.5, bold=True, color=INK, before=13, after=4, level=1, keep=True),
        Paragraph(name="heading 3", font=SANS, size=10.5, bold=True, color=MUTED, before=10, after=4, level=2, keep=True),
        Paragraph(name="Summary", size=look.size + 0.5, shade=look.tint, after=6),
        Paragraph(name="Key Messages", font=SANS, bar=accent, after=5),
        Paragraph(name="Facts", font=SANS),
        Paragraph(name="Banner", font=SANS, bold=True, color="8A4B00", shade="FFF6E5"),
        Paragraph(name="Box", font=SANS, size=look.size - 0.5, **panel),
        Paragraph(name="Box Title", font=SANS, bold=True, color=accent, keep=True, **panel),
        Paragraph(name="Notice", font=SANS, size=look.size - 0.5, **panel),
        Paragraph(name="Caption", font=SANS, size=9.5, bold=True, before=12, after=4, keep=True),
        Paragraph(name="Table Caption", based_on="Caption"),
        Paragraph(name="Image Caption", based_on="Caption"),
        Paragraph(name="Note and Source", font=SANS, size=8, color=MUTED, before=2, after=2),
        Paragraph(name="Number", font=SANS, size=small, after=5),
        Paragraph(name="Citation", font=SANS, size=small + 0.5, **panel),
        Paragraph(name="Imprint", font=SANS, size=small, color=MUTED),
        Paragraph(name="Bibliography", font=SANS, size=small, after=4),
        Paragraph(name="footnote text", font=SANS, size=8.5, after=2),
        Paragraph(name="header", font=SANS, size=8, color=MUTED, after=0),
        Paragraph(name="footer", font=SANS, size=8, color=MUTED, after=0),
    ]  # fmt: skip


def styles(style: Style) -> str:
    """The part ``styles.xml`` of the reference document."""
    look = LOOKS[style]
    defaults = f'<w:rPr>{run(look.body, look.size, color=INK)}<w:lang w:val="en-US"/></w:rPr>'
    return (
        f'<w:styles xmlns:w="{NAMESPACE}"><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        f"{''.join(paragraph.xml() for paragraph in paragraphs(look))}{_characters(look)}{_tables(look)}</w:styles>"
    )


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
    inside = _border("insideH", HAIRLINE, 4, 0)
    return (
        '<w:style w:type="table" w:default="1" w:styleId="Table"><w:name w:val="Table"/>'
        f'<w:pPr><w:spacing w:after="0" w:line="252" w:lineRule="auto"/></w:pPr><w:rPr>{run(SANS, 8.5)}</w:rPr>'
        f"<w:tblPr><w:tblBorders>{edges}{inside}</w:tblBorders>"
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr>{run(bold=True, color=look.accent)}</w:rPr><w:tcPr><w:tcBorders>'
        f'{_border("bottom", look.accent, 8, 0)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )
