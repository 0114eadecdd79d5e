"""How a brief is cited: as BibTeX and as CSL-JSON, for the programs that keep references."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from gspbrief.brief.addresses import BIBTEX, CSL
from gspbrief.brief.publication import Publication

# What would be a command or a group of TeX; BibTeX counts every brace. The rest the writer encodes.
_TEX = str.maketrans({"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"})


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One brief as an entry of a bibliography; what is not known of it is left out.

    Attributes
    ----------
    kind : str
        What it calls itself in its own language, such as ``Policy brief``.
    address : str
        Its public address; empty where it has none.
    """

    key: str
    title: str
    kind: str
    lang: str
    version: str
    publication: Publication
    address: str = ""

    def files(self) -> dict[str, str]:
        """The reference in both forms, by file name."""
        return {BIBTEX: self.bibtex(), CSL: self.csl()}

    def bibtex(self) -> str:
        """The reference as one BibTeX entry."""
        from pybtex.database import BibliographyData, Entry, Person
        from pybtex.database.output.bibtex import Writer

        said = self.publication
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "year": said.year,
            "month": str(dt.date.fromisoformat(said.date).month),
            "howpublished": _tex(", ".join(filter(None, (said.series, said.issue)))),
            "type": self.kind,
            "version": self.version,
            "language": self.lang,
            "doi": _tex(said.doi),
            "url": _tex(self.address),
        }
        entry = Entry("misc", fields={name: text for name, text in fields.items() if text})
        entry.persons["author"] = [Person(last=f"{{{_tex(name)}}}") for name in said.author]
        return str(Writer().to_string(BibliographyData({self.key: entry})))

    def csl(self) -> str:
        """The reference as CSL-JSON: a list of one item."""
        said, day = self.publication, dt.date.fromisoformat(self.publication.date)
        item = {
            "id": self.key,
            "type": "report",
            "genre": self.kind,
            "title": self.title,
            "author": [{"literal": name} for name in said.author],
            "issued": {"date-parts": [[day.year, day.month, day.day]]},
            "collection-title": said.series,
            "number": said.issue,
            "version": self.version,
            "language": self.lang,
            "DOI": said.doi,
            "URL": self.address,
        }
        kept = {name: value for name, value in item.items() if value}
        return json.dumps([kept], ensure_ascii=False, indent=1) + "\n"


def _tex(text: str) -> str:
    return text.translate(_TEX)
