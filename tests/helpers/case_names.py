"""Names for the cases of a parametrised test, so that a failure says which it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LONGEST = 60


def case_name(value: object) -> str | None:
    """A mapping as its pairs, a list as its items; what else there is, pytest names itself."""
    if isinstance(value, Mapping):
        return _joined(f"{key}={item}" for key, item in value.items())
    if isinstance(value, tuple | list):
        return _joined(map(str, value))
    return None


def _joined(parts: Iterable[str]) -> str:
    return ",".join(parts)[:LONGEST] or "nothing"
