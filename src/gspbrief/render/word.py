"""Documents for Word: what gives them the house style, and the last step to the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

from gspbrief.formats import Style
from gspbrief.render.word_styles import LOOKS, NAMESPACE, STAND_INS, styles

MARGIN = 1361  # twentieths of a point: 24 mm
TITLE = "@title@"  # in the running head of the reference document, for the title of each brief
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_CONTENTS = "[Content_Types].xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def reference(style: Style) -> bytes:
    """The document whose styles, paper and running lines Pandoc gives to what it writes.

    It holds only what is ours; Pandoc adds the parts that every document has.
    """
    parts = {
        _CONTENTS: _content_types(),
        "word/_rels/document.xml.rels": _relations(),
        "word/document.xml": _document(style),
        "word/styles.xml": styles(style),
        "word/fontTable.xml": _fonts(),
        "word/header1.xml": _running("hdr", "header", f"<w:r><w:t>{TITLE}</w:t></w:r>"),
        "word/footer1.xml": _running("ftr", "footer", _PAGE_NUMBER),
    }
    return _zip({name: (_HEAD + text).encode() for name, text in parts.items()})


_PAGE_NUMBER = '<w:r><w:tab/></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'


def _running(element: str, style: str, content: str) -> str:
    """A running head or foot; its page number stands at the right margin."""
    width = LOOKS["mpi"].page[0] - 2 * MARGIN
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    how = f'<w:pPr><w:pStyle w:val="{style.capitalize()}"/>{tabs}</w:pPr>'
    return f'<w:{element} xmlns:w="{NAMESPACE}"><w:p>{how}{content}</w:p></w:{element}>'


def _document(style: Style) -> str:
    width, height = LOOKS[style].page
    margins = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    section = (
        '<w:headerReference w:type="default" r:id="rId101"/>'
        '<w:footerReference w:type="default" r:id="rId102"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar {margins} w:header="680" w:footer="680" w:gutter="0"/><w:titlePg/>'
    )
    names = f'xmlns:w="{NAMESPACE}" xmlns:r="{_RELATIONS}"'
    return f"<w:document {names}><w:body><w:p/><w:sectPr>{section}</w:sectPr></w:body></w:document>"


def _relations() -> str:
    targets = {"rId100": "styles", "rId103": "fontTable"}
    plain = [
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{part}" Target="{part}.xml"/>'
        for name, part in targets.items()
    ]
    running = [
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{part}" Target="{part}1.xml"/>'
        for name, part in (("rId101", "header"), ("rId102", "footer"))
    ]
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join([*plain, *running])}</Relationships>'


def _content_types() -> str:
    parts = {
        "document": "document.main",
        "styles": "styles",
        "fontTable": "fontTable",
        "header1": "header",
        "footer1": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_KINDS}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def _fonts() -> str:
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="{family}"/></w:font>'
        for name, (other, family) in STAND_INS.items()
    )
    return f'<w:fonts xmlns:w="{NAMESPACE}">{entries}</w:fonts>'


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
    return _zip(parts)


def _zip(parts: dict[str, bytes]) -> bytes:
    """A package: its contents first, then its parts by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != _CONTENTS, name)):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), parts[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
