"""Whether passages by hand were read since their numbers moved: a ledger of what each block printed then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import yaml

from gspbrief.findings.finding import Finding, plain

LEDGER = "reviewed.yaml"
PRINTED = "printed.json"  # beside a woven brief: what its passages by hand print
GONE = "gone"
_HEADER = """\
# For each block of a passage by hand, the figures that it printed when it was last read. `gspbrief check` and
# `gspbrief status` list what has moved since, and `gspbrief reviewed ID` writes here that it was read again.
"""

Printed = Mapping[str, Mapping[str, Mapping[str, str]]]  # by part, such as partnerships/pilot, block and id


def told(finding: Finding) -> str:
    """A figure as the ledger has it, in no language and of no style."""
    return f"{plain(finding)} {finding.currency or finding.unit}" if finding.found else finding.reason


def by_block(in_blocks: Mapping[str, Mapping[str, Finding]]) -> Printed:
    """What blocks print, as a brief notes it: under ``partnerships/pilot:summary`` and the like."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, findings in in_blocks.items():
        part, _, block = name.partition(":")
        found.setdefault(part, {})[block] = {id_: told(finding) for id_, finding in findings.items()}
    return found


def subject_of(part: str) -> str:
    """Whose passages they are: ``pilot`` of ``press/pilot``."""
    return part.rpartition("/")[2]


def unread(
    briefs: Path, now: Callable[[str], Mapping[str, str]], printed: Callable[[str], Printed]
) -> Iterator[str]:
    """The blocks that print another figure than when they were last read.

    Parameters
    ----------
    briefs : Path
        The folder that holds the ledger.
    now : callable
        Gives the figures of a subject by id, as the last build found them; none where it was never built.
    printed : callable
        Gives what the passages of a subject print, as the last build did; nothing where it was never built.

    Yields
    ------
    str
        Block, figure, old → new, and the command that says that it was read.
    """
    for part, blocks in _read(briefs).items():
        subject = subject_of(part)
        figures = now(subject)
        for block, read in blocks.items() if figures else ():
            moved = {
                id_: figures.get(id_, GONE) for id_, was in read.items() if figures.get(id_, GONE) != was
            }
            for id_, value in moved.items():
                yield _line(part, block, f"{id_}: {read[id_]} → {value} since it was last read")
        for block, shown in printed(subject).get(part, {}).items():
            for id_, value in shown.items():
                if id_ not in blocks.get(block, {}):
                    yield _line(part, block, f"{id_}: {value} did not stand there when it was last read")


def _line(part: str, block: str, what: str) -> str:
    command = f"gspbrief reviewed {subject_of(part)}"
    return f"{part}.md.j2, block {block}: {what}; read it again, then `{command}`"


def note(briefs: Path, printed: Printed) -> int:
    """Note that passages were read with the figures that they print; return how many of these are new."""
    ledger = dict(_read(briefs))
    count = 0
    for part, blocks in printed.items():
        before = ledger.get(part, {})
        count += sum(
            before.get(block, {}).get(id_) != value
            for block, shown in blocks.items()
            for id_, value in shown.items()
        )
        ledger[part] = {block: dict(sorted(shown.items())) for block, shown in blocks.items()}
    standing = (part for part in sorted(ledger) if any(briefs.glob(f"*/{part}.md.j2")))
    held = {part: dict(ledger[part]) for part in standing}
    text = yaml.dump(held, Dumper=yaml.CSafeDumper, width=110, allow_unicode=True)
    (briefs / LEDGER).write_text(f"{_HEADER}{text}", encoding="utf-8", newline="\n")
    return count


def _read(briefs: Path) -> Printed:
    path = briefs / LEDGER
    return (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}) if path.is_file() else {}
