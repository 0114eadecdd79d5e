"""What a build says at its end: what it made and what it took away, and no more than is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

DOCUMENTS = (".pdf", ".docx")
SHOWN = 4  # documents that are named


def told(built: int, asked: Sequence[str], index: Path, gone: Iterable[str] = ()) -> str:
    """What was done, in a sentence or two.

    Parameters
    ----------
    built : int
        How many briefs were made.
    asked : sequence of str
        Those that were asked for by name; none for all there are.
    gone : iterable of str
        Documents that `replaced` names.
    """
    rest = "the others that were asked for were up to date" if asked else "the rest was up to date"
    if not built:
        said = "Up to date, what was asked for" if asked else "Up to date"
    else:
        said = f"{built} built" if built == len(asked) else f"{built} built, {rest}"
    names = sorted(gone)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    took = (
        f" Taken away, since they would be older than the pages: {', '.join(names[:SHOWN])}{more};"
        " to have them, build without --format."
        if names
        else ""
    )
    return f"{said}. Open {index}{'.' if took else ''}{took}"


def replaced(published: Path, finished: Path) -> list[str]:
    """The documents of a published brief that the finished one does not have: they were not asked for."""
    here = {path.name for path in published.glob("*") if path.suffix in DOCUMENTS}
    return sorted(here - {path.name for path in finished.glob("*")})


def stopped(done: int, total: int) -> str:
    """What is published of a build that is stopped."""
    return f"{done} of the {total} briefs that were stale are"
