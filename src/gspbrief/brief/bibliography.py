"""The sources that a brief cites, as the BibTeX file that its renderer reads.

By hand: pybtex would escape addresses, which Pandoc takes as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable

from gspbrief.evidence.sources import Bibliography, Source
from gspbrief.language.formats import Format


def bibtex(sources: Bibliography, cited: Iterable[str], form: Format) -> str:
    """The cited sources as BibTeX, sorted by key, with what was seen of them and nothing else."""
    return "\n".join(_bibtex_entry(sources[key], form) for key in sorted(set(cited)))


def _bibtex_entry(source: Source, form: Format) -> str:
    url = source.url if source.url.startswith(("http://", "https://")) else ""
    fields = {
        "title": f"{{{_tex(source.title)}}}" if source.title else "",
        "shorttitle": f"{{{_tex(source.short_title)}}}" if source.short_title else "",
        "author": _authors(source.authors),
        "editor": _authors(source.editors),
        "year": _tex(source.year),
        "journal": _tex(source.journal),
        "volume": _tex(source.volume),
        "number": _tex(source.number) if source.journal else "",
        "pages": _tex(source.pages).replace("–", "--"),
        "publisher": _tex(source.publisher),
        "url": url.replace("{", "").replace("}", "").replace("\\", ""),
        "note": form.word("phrase", "seen_at").format(place=_tex(source.via)) if source.via else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return f"@{'article' if source.journal else 'misc'}{{{source.key},\n" + "\n".join(lines) + "\n}\n"


def _authors(authors: Iterable[str]) -> str:
    """The authors as BibTeX; an organisation keeps its braces, which keep its name whole."""
    return " and ".join(f"{{{_tex(name[1:-1])}}}" if name[:1] == "{" else _tex(name) for name in authors)


_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


def _tex(text: str) -> str:
    return text.translate(_TEX)
