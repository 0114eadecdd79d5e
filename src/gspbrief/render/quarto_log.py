"""What Quarto said of a run: in a log, which tells errors from the rest, and in print, with whole lines."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

MOST_OUTPUT = 1_000_000  # bytes at the end of what Quarto wrote that are read
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# So a line begins if a filter, Pandoc or Typst warns; little that Quarto itself warns of concerns the page.
_WARNED = re.compile(
    r"^(?:\[typst\]:.*\.\.\.)?(?:WARNING \(|\[WARNING\]|warning: )|^WARN: (?:Unable to|PDF validation failed)"
)
_MARK = re.compile(r"^(?:\[typst\]:.*\.\.\.)?(?:\[?(?:WARNING|WARN|ERROR)\]?:?\s*)+", re.IGNORECASE)
_TRACE = re.compile(r"^\s*(at\s|Stack trace:|stack traceback:|\[C\]:|\.\.\.)")
_MESSAGE_LINES = 4


@dataclass(frozen=True)
class Run:
    """What one run of Quarto left: its exit code, its log as (level, message) pairs, and what it printed."""

    code: int
    log: tuple[tuple[str, str], ...]
    printed: str


def read_log(file: Path) -> tuple[tuple[str, str], ...]:
    """Read a json-stream log into (level, message) pairs, without colours, blank lines and broken lines."""
    if not file.is_file():
        return ()
    entries = []
    for line in ending(file).splitlines():
        with contextlib.suppress(json.JSONDecodeError):
            entry = json.loads(line)
            if isinstance(entry, dict):
                entries.append((str(entry.get("levelName", "")), _ANSI.sub("", str(entry.get("msg", "")))))
    return tuple(entries)


def ending(file: Path) -> str:
    """The end of what a program wrote, which may be more than memory holds."""
    with file.open("rb") as written:
        written.seek(max(0, file.stat().st_size - MOST_OUTPUT))
        return written.read().decode("utf-8", errors="replace")


def warnings(run: Run) -> list[str]:
    """Return what filters, Pandoc and Typst warned of, once each."""
    lines = _ANSI.sub("", run.printed).splitlines()
    return list(dict.fromkeys(_tidy(line) for line in lines if _WARNED.search(line)))[:_MESSAGE_LINES]


def cause(run: Run) -> str:
    """Return the few lines of log or output that tell a person what failed, without a stack trace."""
    errors = [message for level, message in run.log if level in {"ERROR", "CRITICAL"}]
    texts = errors or [_ANSI.sub("", run.printed)]
    for text in (*[message for _, message in run.log], *texts):
        found = re.search(r"gspbrief: (.+)", text)
        if found:
            return found.group(1).strip()
    lines: list[str] = []
    for line in "\n".join(texts).splitlines():
        if _TRACE.match(line):
            break
        if line.strip():
            lines.append(_tidy(line))
    return " ".join(lines[:_MESSAGE_LINES] if errors else lines[-_MESSAGE_LINES:]) or "it said nothing"


def _tidy(message: str) -> str:
    text = re.sub(r"\((?:file://)?/[^)]*?:\d+(?::\d+)?\)", "", _ANSI.sub("", message))
    return _MARK.sub("", " ".join(text.split()))
