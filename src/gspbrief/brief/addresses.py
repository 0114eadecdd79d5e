"""Where the files of one brief stand, seen from its page, and their public addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gspbrief.language.languages import language
from gspbrief.project.subjects import ORIGINAL

PAGE, PRESS, CARD = "index.html", "press.html", "card.png"
BESIDE = "compare.js"  # what a partnership hands to the page that sets it beside others
EMBEDS = "embed"  # folder of the figures' own pages
CHART = "chart.png"  # the first chart as a narrow screen shows it, for the pages about all
DRAWN_CHART = "chart.svg"  # which a page that shows it as a picture would write in other letters
BIBTEX, CSL = "citation.bib", "citation.json"  # the brief itself
SOURCES_BIBTEX, SOURCES_CSL = "references.bib", "references.json"  # what it cites
ROWS, SOURCES = "rows", "sources"  # folders of the evidence's pages
REFERENCES = (BIBTEX, CSL, SOURCES_BIBTEX, SOURCES_CSL)


def document_name(subject: str, lang: str, kind: str) -> str:
    """The file name of a brief as a document, such as ``aptc.pdf`` and ``aptc.fr.docx``."""
    return f"{subject}.{kind}" if lang == ORIGINAL else f"{subject}.{lang}.{kind}"


def folder_of(lang: str) -> str:
    """The folder of a language, from the one that holds all languages; empty for English, which has none."""
    return "" if lang == ORIGINAL else f"{lang}/"


def index_of(lang: str) -> str:
    """The first page in a language, from the folder that holds all languages."""
    return f"{folder_of(lang)}{PAGE}"


def common_from(lang: str) -> str:
    """The folder that holds all languages, from a page in one of them."""
    return "" if lang == ORIGINAL else "../"


def row_page(row: str) -> str:
    """The page that a row of the evidence stands on, by its id, in the folder of the rows.

    Ids begin with what the row is on: a partnership, a country, or ``general``.
    """
    return f"{row.partition('.')[0]}.html"


def row_address(site_root: str, row: str) -> str:
    """Where a reader finds a row of the evidence, named as findings name it: ``costs.csv#aptc.fee.2016``."""
    name = row.rpartition("#")[2]
    return f"{site_root}data/{ROWS}/{row_page(name)}#{name}"


def source_page(key: str) -> str:
    """The page that a source stands on, in the folder of the sources: that of its key's first letter."""
    return f"{key[0].lower()}.html"


def source_address(site_root: str, key: str) -> str:
    """Where a reader finds what is known of a source."""
    return f"{site_root}data/{SOURCES}/{source_page(key)}#{key}"


def other_languages(lang: str, languages: Iterable[str], page: str = PAGE) -> list[Mapping[str, str]]:
    """The same page in the other languages, as a page in one of them links to them."""
    root = common_from(lang)
    return [
        {"lang": other, "name": language(other).name, "href": f"{root}{folder_of(other)}{page}"}
        for other in languages
        if other != lang
    ]


@dataclass(frozen=True)
class Addresses:
    """The addresses that the pages of one brief in one language need.

    Attributes
    ----------
    subject : str
        The partnership, or what is about all of them.
    base : str
        Where the site is published; empty where nobody has said so, and then every address is relative.
    """

    subject: str
    lang: str
    base: str = ""

    @property
    def site_root(self) -> str:
        """From the page to the root of the site."""
        return f"../{self.common}"

    @property
    def common(self) -> str:
        """From the page to the files that all languages share, such as the notebooks."""
        return common_from(self.lang)

    def document(self, kind: str) -> str:
        """The brief as a document of a kind such as ``pdf``."""
        return f"{self.common}{document_name(self.subject, self.lang, kind)}"

    def public(self, name: str) -> str:
        """A file by its public address, else by its relative one."""
        if not self.base:
            return name
        folder = f"{self.base.rstrip('/')}/{self.subject}/"
        if name.startswith("../"):
            return f"{folder}{name.removeprefix('../')}"
        return f"{folder}{folder_of(self.lang)}{name}"

    def embed(self, figure: str) -> str:
        """A figure's own page by its public address, else from the folder of the site."""
        name = f"{EMBEDS}/{figure}.html"
        return self.public(name) if self.base else f"{self.subject}/{folder_of(self.lang)}{name}"
