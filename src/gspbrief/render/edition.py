"""What is published of a brief: in which languages, house style and formats, and by which renderer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self, cast, get_args

from gspbrief.language import styles
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render import Choice, OutputFormat


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What is published of a brief, carried whole from the command line to the page.

    Attributes
    ----------
    langs : tuple of str
        Codes of the languages, the first one's pages at the brief's own address if it is the original's.
    style : str
        Name of the house style; the default one unless it is said.
    """

    langs: tuple[str, ...] = (ORIGINAL,)
    style: str = field(default_factory=lambda: styles.find().name)
    formats: tuple[OutputFormat, ...] = get_args(OutputFormat)
    renderer: Choice = "auto"

    def to_json(self) -> dict[str, str]:
        """As the texts that a manifest and the notes of a build hold."""
        return {
            "formats": ",".join(self.formats),
            "languages": ",".join(self.langs),
            "style": self.style,
            "renderer": self.renderer,
        }

    @classmethod
    def from_json(cls, texts: Mapping[str, str]) -> Self:
        """From what `to_json` gave, which was checked when it was asked for.

        Raises
        ------
        KeyError
            If one of the texts is missing.
        """
        return cls(
            langs=tuple(texts["languages"].split(",")),
            style=texts["style"],
            formats=cast("tuple[OutputFormat, ...]", tuple(texts["formats"].split(","))),
            renderer=cast(Choice, texts["renderer"]),
        )
