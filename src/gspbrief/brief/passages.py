"""Where a text stands that is written for one subject; what serves any partnership is no such text."""

from __future__ import annotations

from pathlib import Path

from gspbrief.project.general import TOPICS
from gspbrief.project.subjects import SUBJECTS, TOPIC

_FOLDERS = {"": "partnerships/", TOPIC: f"{TOPICS}/"}  # what else there is a brief of stands in none


def own_text(subject: str, about: str = "") -> str:
    """What the template is called that is written for one subject.

    Parameters
    ----------
    subject : str
        Its id.
    about : str
        What it is if that is no partnership, as `BriefInputs.about` says it.
    """
    return f"{_FOLDERS.get(about, '')}{subject}.md.j2"


def own_press(subject: str) -> str:
    """What the press note is called that is written for one subject."""
    return f"press/{subject}.md.j2"


def written(briefs: Path) -> list[str]:
    """The names of all texts that are written for one subject, in whatever language.

    Parameters
    ----------
    briefs : Path
        The folder with a folder of texts for each language.
    """
    names = (own_text("*" if about in _FOLDERS else about, about) for about in ("", *SUBJECTS.values()))
    found = (path for name in (*names, own_press("*")) for path in sorted(briefs.glob(f"*/{name}")))
    return list(dict.fromkeys(path.relative_to(briefs).as_posix().partition("/")[2] for path in found))
