"""What travels to the process that runs a notebook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookJob:
    """A notebook to run.

    Attributes
    ----------
    place : str
        How errors name it.
    folder : Path
        The working folder of its cells.
    code : Path or None
        Where they find this package, if not here.
    hide : collection of str
        Parameters whose values must not show.
    timeout : float
        Seconds that all cells together may take.
    memory : int
        Bytes of address space that the process may take.
    seed : int
        Of the legacy generators of random numbers.
    """

    notebook: Path
    values: Mapping[str, object]
    output: Path
    place: str
    folder: Path
    code: Path | None
    hide: Collection[str]
    timeout: float
    memory: int
    seed: int


def partial_output(output: Path, process: int) -> Path:
    """Where a process writes what becomes an output when it is whole."""
    return output.with_name(f".{output.name}.{process}.partial")
