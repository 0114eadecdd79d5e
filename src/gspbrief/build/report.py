"""What a build says at its end: what it made, what is older or gone, and no more than is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from gspbrief.brief.addresses import document_name
from gspbrief.render.edition import Edition

DOCUMENTS = ("pdf", "docx")
SHOWN = 4  # documents that are named


def told(
    built: int, asked: Sequence[str], index: Path, kept: Iterable[str] = (), gone: Iterable[str] = ()
) -> str:
    """What was done, in a sentence or more.

    Parameters
    ----------
    built : int
        How many briefs were made.
    asked : sequence of str
        Those that were asked for by name; none for all there are.
    kept, gone : iterable of str
        Documents that `older` and `replaced` name.
    """
    rest = "the others that were asked for were up to date" if asked else "the rest was up to date"
    if not built:
        said = "Up to date, what was asked for" if asked else "Up to date"
    else:
        said = f"{built} built" if built == len(asked) else f"{built} built, {rest}"
    notes = (
        f" {what}: {_named(names)}; to have {whom}, build without {option}."
        for what, names, whom, option in (
            ("Older than their pages, which say so", sorted(kept), "them anew", "--format"),
            ("Taken away with the pages in their language", sorted(gone), "them", "--lang"),
        )
        if names
    )
    noted = "".join(notes)
    return f"{said}. Open {index}{'.' if noted else ''}{noted}"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def older(published: Path, edition: Edition) -> tuple[str, ...]:
    """The documents of a published brief that stay, not asked for, beside pages that are made anew."""
    kinds = [kind for kind in DOCUMENTS if kind not in edition.formats]
    names = (document_name(published.name, lang, kind) for lang in edition.langs for kind in kinds)
    return tuple(name for name in names if (published / name).is_file())


def replaced(published: Path, finished: Path) -> list[str]:
    """The documents of a published brief that the finished one does not have."""
    here = {path.name for path in published.glob("*") if path.suffix[1:] in DOCUMENTS}
    return sorted(here - {path.name for path in finished.glob("*")})


def stopped(done: int, total: int) -> str:
    """What is published of a build that is stopped."""
    return f"{done} of the {total} briefs that were stale are"
