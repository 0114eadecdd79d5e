"""The picture that stands for a brief where its address is shared: title, series and one figure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from gspbrief.language.style import Style


@dataclass(frozen=True)
class KeyFigure:
    """The one figure that a reader should take away, with the words that say what it is.

    Attributes
    ----------
    figure, words : str
        Plain text, hedge included; both empty where the evidence gives no figure.
    """

    figure: str = ""
    words: str = ""

    def __str__(self) -> str:
        return f"{self.figure} {self.words}".strip()


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the picture shows.

    Attributes
    ----------
    kind : str
        What the publication calls itself, such as ``Policy brief``.
    publisher, logo : str
        Whose it is, and the file of the logo beside it; empty where there is none.
    published : str
        Month and year of the edition in words.
    """

    style: Style
    lang: str
    kind: str
    publisher: str = ""
    logo: str = ""
    series: str
    published: str
    title: str
    key: KeyFigure

    def to_json(self) -> str:
        """The content as the template of the picture reads it."""
        words = asdict(self)
        del words["style"]
        return json.dumps({**words, "look": self._look()}, ensure_ascii=False, indent=1) + "\n"

    def _look(self) -> dict[str, object]:
        colours, fonts = self.style.colours, self.style.fonts
        return {
            "accent": colours.accent,
            "tint": colours.tint,
            "ink": colours.ink,
            "text": [fonts.sans, fonts.body],
            "title": [fonts.title, fonts.body],
            "title-weight": self.style.print.title_weight,
        }

    @property
    def alt(self) -> str:
        """The picture in words."""
        return ". ".join(filter(None, (f"{self.kind}: {self.title}", str(self.key))))
