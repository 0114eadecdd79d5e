"""Documents for Word: what gives them the house style, and the last step to the same bytes.

Their styles are those of ``_extensions/gspbrief/reference.docx``, a document like any other, to be opened and
changed in Word. What depends on the house style stands there as a mark: the colours ``A00001`` to ``A00007``,
the typefaces ``Body`` and ``Sans``, and a text of ten points.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from gspbrief.language.style import Style
from gspbrief.language.styles import extension
from gspbrief.project.files import zipped

if TYPE_CHECKING:
    from docx.document import Document

REFERENCE = "reference.docx"
TITLE = "@title@"  # in the running head of the reference document, for the title of each brief
SIZE = 10  # points of the text of the reference document
# Styles whose size follows that of the text; all others are the same size in every house style.
FOLLOWING = ("Summary", "Box", "Citation", "Number", "Imprint", "Bibliography", "Verbatim Char")
# The first column of a table names its rows, which Pandoc has no word for; the value is a sum of bits.
_LOOK = re.compile(r'(<w:tblLook w:firstRow="1" [^>]*w:firstColumn=)"0"([^>]* w:val=)"0020"')
_CONTENTS = "[Content_Types].xml"  # comes first in a package


@cache
def reference(style: Style) -> bytes:
    """The document whose styles, paper and running lines Pandoc gives to what it writes.

    It holds only what is ours; Pandoc adds the parts that every document has.
    """
    import docx

    document = docx.Document(str(extension() / REFERENCE))
    _set_paper(document, style)
    _set_size(document, float(style.print.size.removesuffix("pt")) - SIZE)
    marks = _marks(style)
    for element in document.styles.element.iter():
        for name, value in element.attrib.items():
            if value in marks:
                element.set(name, marks[value])
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _marks(style: Style) -> dict[str, str]:
    """What takes the places of the marks in the reference document."""
    its = style.colours
    colours = (its.accent, its.tint, its.ink, its.muted, its.hairline, its.warning, its.warning_tint)
    marks = {f"A0000{i}": colour.removeprefix("#") for i, colour in enumerate(colours, start=1)}
    return marks | {"Body": style.fonts.body, "Sans": style.fonts.sans}


def _set_paper(document: Document, style: Style) -> None:
    """Set the size of the paper, with the page number at the right margin."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Length, Mm

    section = document.sections[0]
    section.page_width, section.page_height = (Mm(float(one.removesuffix("mm"))) for one in style.print.paper)
    width = Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    for line in (section.header.paragraphs[0], section.footer.paragraphs[0]):
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def _set_size(document: Document, larger: float) -> None:
    """Make the text so many points larger, and with it the styles that follow it."""
    from docx.oxml.ns import qn

    styles = document.styles
    parts = [styles.element.find(qn("w:docDefaults")), *(styles[name].element for name in FOLLOWING)]
    for part in parts:
        for size in part.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(int(size.get(qn("w:val"))) + round(2 * larger)))


def finished(draft: bytes, day: date) -> bytes:
    """What Pandoc wrote, with the brief's own date, its title in the running head, and always the same bytes.

    Parameters
    ----------
    draft : bytes
        The document as Pandoc wrote it: dated by the clock.
    """
    with zipfile.ZipFile(io.BytesIO(draft)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    core = parts["docProps/core.xml"].decode()
    title = re.search(r"<dc:title>(.*?)</dc:title>", core, re.DOTALL)
    midnight = f"{day.isoformat()}T00:00:00Z"
    parts["docProps/core.xml"] = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", midnight, core).encode()
    head = parts["word/header1.xml"].decode()
    parts["word/header1.xml"] = head.replace(TITLE, title[1] if title else "").encode()
    parts["word/document.xml"] = _LOOK.sub(r'\1"1"\2"00A0"', parts["word/document.xml"].decode()).encode()
    return zipped({name: parts[name] for name in sorted(parts, key=lambda name: (name != _CONTENTS, name))})
