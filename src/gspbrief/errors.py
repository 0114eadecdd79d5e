"""What can go wrong, said for people: what is wrong, where, and what to do about it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar


class GspBriefError(Exception):
    """Base of every error that a user can act on.

    Parameters
    ----------
    what : str
        What is wrong, as a sentence without a full stop.
    where : str, optional
        File, row and column, or notebook and cell, or brief.
    todo : str, optional
        What to do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        self.what = what
        self.where = where
        self.todo = todo
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f". {self.todo}" if self.todo else ""
        return f"{place}{self.what}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (type(self), self.__dict__.copy())


def _restore(kind: type[GspBriefError], state: dict[str, object]) -> GspBriefError:
    error = kind.__new__(kind)
    error.__dict__.update(state)
    error.args = (str(error),)
    return error


class ArgumentError(GspBriefError):
    """What the user asked for does not exist or does not fit."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in the evidence, with its place and what would be right."""

    file: str
    row: int
    column: str
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        text = self.file.endswith((".bib", ".ipynb", ".j2", ".json", ".yaml"))  # they have lines, not rows
        row = f"{'line' if text else 'row'} {self.row}" if self.row else ""
        column = f"{'' if text else 'column '}{self.column}" if self.column else ""
        place = ", ".join(part for part in (self.file, row, column) if part)
        return f"{place}: {self.what}" + (f" ({self.allowed})" if self.allowed else "")


def _told(problems: Iterable[Problem]) -> Iterator[str]:
    """The problems as lines; what is wrong alike in several rows of a column is one."""
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, problem.column, problem.what, problem.allowed), []).append(problem)
    for first, *others in alike.values():
        rows = ", ".join(str(other.row) for other in others[:3])
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        yield f"{first}" + (f"; the same in {rows}{more}" if others else "")


class EvidenceError(GspBriefError):
    """The evidence breaks its schema or its rules; every problem is listed at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        told = list(_told(self.problems))
        count = len(told)
        lines = "\n".join(f"  {problem}" for problem in told)
        super().__init__(f"{count} problem{'s' if count != 1 else ''} in the evidence:\n{lines}")


class TranslationError(GspBriefError):
    """Translations are missing, or made from an older English text; all of them are listed at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(("translations to revisit:", *(f"  {problem}" for problem in self.problems)))
        )


class ReviewError(GspBriefError):
    """Passages print other figures than when they were last read; all of them are listed at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(("passages to read again:", *(f"  {one}" for one in self.problems))))


class ClaimError(GspBriefError):
    """Passages compare and do not say what they rest on; all of them are listed at once."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(
            f"sentences without a claim:\n{lines}\nWrite {{% claim ... %}} right above each paragraph"
        )


class Stopped(BaseException):
    """Ctrl-C or SIGTERM: what runs is ended and cleared away.

    Attributes
    ----------
    number : int
        The signal's.
    since : float
        Time of ``time.monotonic`` at which the first one came: threads then wait for nobody much longer.
    first : int
        That one's number, which is known where a library makes another error of it.
    """

    since: ClassVar[float] = math.inf
    first: ClassVar[int] = 0

    def __init__(self, number: int) -> None:
        self.number = number
        self.published = ""
        Stopped.since = min(Stopped.since, time.monotonic())
        Stopped.first = Stopped.first or number
        super().__init__(number)


def is_told_to_end() -> bool:
    """Whether this process was told to end: nothing is started any more, and threads break off."""
    return Stopped.since < math.inf


def break_off_if_told_to_end() -> None:
    """Break off what a thread is at.

    Raises
    ------
    InterruptedError
        If this process was told to end.
    """
    if is_told_to_end():
        raise InterruptedError("this process was told to end")


class EstimationError(GspBriefError, ValueError):
    """A figure cannot be estimated from what was given; the message says why."""


class NotebookError(GspBriefError):
    """A notebook broke the contract or failed while it ran."""


class TemplateError(GspBriefError):
    """A template asks for what the results do not hold, or says what it must not say."""


class RenderError(GspBriefError):
    """A renderer failed, hung or left something unresolved."""


class BuildError(GspBriefError):
    """One or more briefs could not be built; the others were."""
