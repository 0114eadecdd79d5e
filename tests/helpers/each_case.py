"""One test of many cases that cost next to nothing each: setting a test up takes longer than they do."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]
_NOT_PASSED = (Exception, pytest.fail.Exception, pytest.skip.Exception)


def each(name: str, cases: Iterable[Any], said: Callable[[Any], object] = str) -> Callable[[Test], Test]:
    """As ``pytest.mark.parametrize`` with one argument, but within one test; each that fails is told.

    Parameters
    ----------
    said : callable
        What a case is called where it fails.
    """

    def mark(test: Test) -> Test:
        @functools.wraps(test)
        def run(*, subtests: pytest.Subtests, **given: Any) -> None:
            held = list(cases)
            assert held
            for case in held:
                try:
                    test(**given, **{name: case})
                except _NOT_PASSED:  # a subtest for each that passes would take longer than they do
                    with subtests.test(f"{said(case)}"):
                        raise

        asked = inspect.signature(test)
        others = [one for one in asked.parameters.values() if one.name != name]
        kinds = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in others]
        own = inspect.Parameter("subtests", inspect.Parameter.KEYWORD_ONLY)
        run.__signature__ = asked.replace(parameters=[*kinds, own])  # type: ignore[attr-defined]
        return run

    return mark
