"""Text as programs write it: in which encoding, and what stands between its cells."""

from __future__ import annotations

import codecs
import re

from gspbrief.evidence.files import cut, refuse

SEPARATOR_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
WESTERN = "cp1252"  # Windows's, which Excel writes in Europe's west and in America
# What western languages write outside ASCII, with their signs: a text of these alone is taken for theirs.
_WESTERN = frozenset(
    "äöüÄÖÜßéèêëÉÈÊËàâÀÂçÇîïÎÏôÔûùÛÙœŒæÆñÑáíóúÁÍÓÚãõÃÕåÅøØìòÌÒ¡–—‘’‚“”„…€†‡•«»‹›§°·ªº½¼¾×©®™´\xa0"
)
_USUAL = re.compile(r"£(?=\s?\d)|¿(?=[A-ZÁÉÍÓÚÑ])")  # elsewhere than there they are Polish letters misread
# Those in which tables are written. Of single bytes any text can be read in any of them: one is offered, not
# taken.
_WIDE = ["utf_16", "utf_16_le", "utf_16_be", "utf_32"]  # these write zeros, others none
_ENCODINGS = [
    WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "cp1255",
    "cp1256", "cp1257", "cp1258", "iso8859_2", "iso8859_5", "koi8_r", "mac_roman", "cp850", "cp874",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID = re.compile(r"sep=(.)\r?\n")  # Excel's own way to name its separator, in the first line
_SAMPLE = 20_000  # characters; the time that a sniffer takes grows with the square of the rows


def decoded(content: bytes, file: str, encoding: str = "") -> tuple[str, str]:
    """The text of a file, and the encoding that it was read in.

    Parameters
    ----------
    encoding : str, optional
        The one that it is in; otherwise its mark says it, or that it can be read as UTF-8, or what letters
        come out.

    Raises
    ------
    EvidenceError
        If it cannot be read so, or could be in several encodings that give different letters.
    """
    try:
        if encoding:
            return content.decode(encoding).removeprefix("\ufeff"), encoding
        for mark, marked in _MARKS:
            if content.startswith(mark):
                return content.decode(marked), marked.removesuffix("-sig")
        if b"\0" not in content:
            return content.decode("utf-8"), "utf-8"
    except LookupError:
        refuse(file, f"{encoding} is no encoding that is known", "--encoding cp1252, or another")
    except UnicodeDecodeError as error:
        if encoding or error.encoding != "utf-8":
            line = content.count(b"\n", 0, error.start) + 1
            refuse(file, f"is not in {error.encoding}", "--encoding cp1252, or another", row=line)
    return _told_apart(content, file)


def _told_apart(content: bytes, file: str) -> tuple[str, str]:
    """A text without a mark that is no UTF-8: UTF-16 by its zeros, western by its letters, else asked."""
    from charset_normalizer import from_bytes

    if b"\0" in content:
        if best := from_bytes(content, cp_isolation=_WIDE).best():
            return str(best), best.encoding.replace("_", "-")
        refuse(file, "is no text", "CSV, Excel, ODS, Stata or SPSS")
    found = {one.encoding: str(one) for one in from_bytes(content, cp_isolation=_ENCODINGS)}
    western = content.decode(WESTERN, errors="replace")
    if set(_USUAL.sub("", western)) <= _WESTERN | set(map(chr, range(128))):
        return western, WESTERN
    offered = {WESTERN: western, **found}
    told = "; ".join(f"{' '.join(_foreign(text))} in {one}" for one, text in [*offered.items()][:5])
    return refuse(file, "is not UTF-8, and letters differ by encoding", f"say --encoding NAME: {told}")


def _foreign(text: str) -> list[str]:
    """The first words with letters outside ASCII."""
    return re.findall(r"[^\s;,|]*[^\x00-\x7f][^\s;,|]*", text)[:2]


def foreign_words(text: str) -> str:
    """The first few words of a text that another encoding would write otherwise, for people to look at."""
    return ", ".join(_foreign(text))


def cells_of(text: str, file: str) -> tuple[list[list[str]], str]:
    """The cells of a text, row by row, and what stands between them.

    Raises
    ------
    EvidenceError
        At the first row that cannot be read.
    """
    if said := _SAID.match(text):
        return [[], *cut(text[said.end() :], file, said[1])], said[1]
    separator, quote = _sniffed(text)
    return cut(text, file, separator, quote), separator


def _sniffed(text: str) -> tuple[str, str]:
    """Separator and quotation mark, by how regular the rows and how usual the cells come out."""
    import clevercsv

    sample = text[:_SAMPLE].rpartition("\n")[0] if len(text) > _SAMPLE else text
    try:
        found = clevercsv.Sniffer().sniff(sample, delimiters=SEPARATOR_NAMES)
    except clevercsv.Error:
        found = None
    return (getattr(found, "delimiter", "") or _commonest(sample)), (getattr(found, "quotechar", "") or '"')


def _commonest(text: str) -> str:
    return max(SEPARATOR_NAMES, key=text.count)
