"""Who reads the pages about all partnerships need not use the tool: its commands stand in their own notes."""

from __future__ import annotations

import re
from pathlib import Path

COMMAND = re.compile(r"<code>\s*(?:gspbrief|make|git)\b")
NOTE = re.compile(r'<p class="tool-note">.*?</p>', re.DOTALL)


def outside_notes(text: str) -> list[str]:
    return COMMAND.findall(NOTE.sub("", text))


def test_a_command_stands_in_a_note_for_those_who_use_the_tool(root: Path) -> None:
    pages = {
        path.name: path.read_text(encoding="utf-8") for path in (root / "briefs" / "pages").glob("_*.j2")
    }
    assert any(COMMAND.search(text) for text in pages.values())
    assert {name: found for name, text in pages.items() if (found := outside_notes(text))} == {}
    assert outside_notes("<p>Bring it in with <code>gspbrief import</code>.</p>")
