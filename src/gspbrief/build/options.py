"""What a user asks to be built."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gspbrief.render.edition import Edition


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What a user asks to be built.

    Attributes
    ----------
    ids : tuple of str
        Partnerships; empty for all.
    jobs : int
        Worker processes; 0 for one a core.
    keep_going : bool
        Whether the other briefs are built when one has failed.
    data, out : Path or None
        The evidence and the published site; None for the project's own.
    assumptions : Path or None
        A scenario to lay over the assumptions of the evidence.
    scheduler : str
        Address of a Dask scheduler whose workers build; empty for processes of this machine.
    repair : bool
        Whether every published file is read, though neither its time nor its size has changed.
    """

    ids: tuple[str, ...] = ()
    edition: Edition = field(default_factory=Edition)
    jobs: int = 0
    keep_going: bool = True
    data: Path | None = None
    out: Path | None = None
    assumptions: Path | None = None
    scheduler: str = ""
    repair: bool = False
