"""The front matter of a page: what its frame, its document properties and its metadata say of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from gspbrief.brief.addresses import CARD, PAGE, PRESS, SOURCES_CSL, folder_of, index_of, other_languages
from gspbrief.brief.citing import Reference
from gspbrief.brief.inputs import BriefInputs
from gspbrief.brief.markdown import escape
from gspbrief.brief.publication import Publication
from gspbrief.brief.social_cards import Card, KeyFigure
from gspbrief.language.formats import Format
from gspbrief.language.labels import words

Part = Literal["index", "press"]

PAGES = {"index": PAGE, "press": PRESS}
# An escaped character, or a link, whose words and address may hold some.
_MARKED = re.compile(r"\\([!-/:-@\[-`{-~])|\[((?:\\.|[^\]\\])*)\]\((?:\\.|[^)\\])*\)(?:\{[^}]*\})?")


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """What one page says of itself before it begins.

    Attributes
    ----------
    title, subtitle : str
        Markdown, each on one line.
    description : str
        Plain text on one line.
    key : KeyFigure
        The figure on the picture that stands for the brief.
    setting : str
        How closely it is printed, where that is not as other briefs are: ``paper`` for one of two pages.
    """

    woven: BriefInputs
    form: Format
    part: Part
    title: str
    subtitle: str
    description: str
    key: KeyFigure
    setting: str = ""

    def markdown(self) -> str:
        """The front matter as YAML."""
        import yaml

        said = self._publication
        front = {
            "title": self.title,
            "subtitle": self.subtitle,
            "author": [_text(name) for name in said.author],
            "date": dt.date.fromisoformat(said.date),
            "published": _text(self._published),
            "lang": self.form.tag,
            "bibliography": SOURCES_CSL,
            **({"toc": False} if self.part == "press" else {}),
            "gspbrief": _known({**self._house(), **self._links(), **self._sharing()}),
        }
        return yaml.dump(
            _known(front), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000
        ).strip()

    @property
    def kind(self) -> str:
        """What the page calls itself, such as ``Policy brief``."""
        return self.form.word("document", "press" if self.part == "press" else self.woven.form)

    @property
    def card(self) -> Card:
        """The picture that stands for the brief."""
        return Card(
            style=self.woven.style,
            lang=self.woven.lang,
            kind=self.kind,
            publisher=self._publication.publisher,
            logo=self._publication.logo,
            series=self._publication.series,
            published=self._published,
            title=unmarked(self.title),
            key=self.key,
        )

    @property
    def reference(self) -> Reference:
        """The brief as others cite it."""
        woven = self.woven
        return Reference(
            key=f"gspbrief_{woven.study.partnership.id}_{self._publication.year}",
            title=unmarked(self.title),
            kind=self.kind,
            lang=woven.lang,
            version=woven.version,
            publication=self._publication,
            address=woven.addresses.public(PAGE) if woven.addresses.base else "",
        )

    @property
    def _publication(self) -> Publication:
        return self.woven.publication.in_language(self.woven.lang)

    @property
    def _published(self) -> str:
        return self.form.date(self._publication.date[:7])

    def _house(self) -> dict[str, object]:
        said, woven = self._publication, self.woven
        return {
            "id": woven.study.partnership.id,
            "style": woven.style.name,
            "form": "press" if self.part == "press" else woven.form,
            "setting": self.setting,
            "kind": _text(self.kind),
            "series": _text(said.series),
            "issue": _text(said.issue),
            "doi": _text(said.doi),
            "byline": _text(said.byline),
            **publisher(said),
            "site-root": woven.addresses.site_root,
            "home": f"{woven.addresses.site_root}{index_of(woven.lang)}",
            "doors": self._doors() if self.part == "index" else [],
            "version": woven.version,
            "description": _text(self.description),
            "words": self.form.frame,
        }

    def _doors(self) -> list[dict[str, str]]:
        """The pages of the collection; comparing begins with the partnership and the one nearest to it."""
        study, folder = self.woven.study, f"{self.woven.addresses.site_root}{folder_of(self.woven.lang)}"
        beside = [study.partnership.id, *(peer.id for peer in study.peers[:1])]
        chosen = {"compare": f"#with={'+'.join(beside)}"} if not self.woven.about else {}
        return [
            {
                "label": _text(self.form.word("door", name)),
                "href": f"{folder}{name}.html{chosen.get(name, '')}",
            }
            for name in words("door")
        ]

    def _links(self) -> dict[str, object]:
        """Where the other languages and forms of the page stand."""
        woven, here = self.woven, self.woven.addresses
        own = PAGES[self.part]
        documents = {kind: here.document(kind) for kind in ("pdf", "docx")}
        return {
            "languages": other_languages(woven.lang, woven.edition.langs, own),
            "page": own,
            "brief": PAGE if self.part == "press" else "",
            "press": PRESS if self.part == "index" and woven.has_press else "",
            **{kind: name if kind in woven.edition.formats else "" for kind, name in documents.items()},
            **{
                f"older-{kind}": name if name.removeprefix(here.common) in woven.older else ""
                for kind, name in documents.items()
            },
        }

    def _sharing(self) -> dict[str, object]:
        """What search engines, reference managers and those who pass the address on are told."""
        here, said, words = self.woven.addresses, self._publication, unmarked(self.title)
        scholarly = {"page": _text(here.public(PAGE)), "pdf": _text(here.public(here.document("pdf")))}
        if "pdf" not in self.woven.edition.formats:
            scholarly["pdf"] = ""
        return {
            "citation": _known(scholarly) if self.part == "index" else {},
            "canonical": _text(here.public(PAGES[self.part]) if here.base else ""),
            "licence": _text(said.licence_url or said.licence),
            "locale": str(self.form.locale),
            "card": _text(here.public(CARD)),
            "card-alt": _text(self.card.alt if self.part == "index" else f"{self.kind}: {words}"),
        }


def publisher(said: Publication) -> dict[str, str]:
    """Whose publication a page is, for its frame: name, logo, imprint, disclaimer."""
    return {
        "publisher": _text(said.publisher),
        "logo": said.logo,
        "imprint": _text(said.imprint),
        "disclaimer": _text(said.disclaimer),
    }


def _text(text: str) -> str:
    """Plain text for the front matter, whose entries Pandoc reads as Markdown."""
    return str(escape(str(text)))


def one_line(text: str) -> str:
    """Text on one line, with single spaces."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def unmarked(text: str) -> str:
    """Markdown as plain text: links as their words, escapes gone."""
    return _MARKED.sub(lambda found: found[1] or unmarked(found[2]), one_line(text))


def cased(text: str, form: Format) -> str:
    """A heading in title case where the style wants it; Markdown stays Markdown."""
    capitals = form.titled(text)
    return Markup(capitals) if isinstance(text, Markup) else capitals


def _known(entries: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in entries.items() if value or value is False}
