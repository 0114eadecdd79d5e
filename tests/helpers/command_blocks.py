"""What pages tell readers to do: their command blocks and the files that they show, done in a project.

A block in ``sh`` is run, line by line. A block whose first line names a file, ``yaml briefs/words/en.yaml``,
is that file: it is written, or if it is there it must be so; ``>`` before the name writes over it,
``>>`` adds to it, and ``notebook.ipynb#cell`` is a cell, or the notebook's ``metadata``.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from gspbrief.project.notebooks import KEY

INSTALLED = ["pip", "install", "gspbrief"]  # the package under test is there already
Command = Callable[..., "CompletedProcess[str]"]
_BLOCK = re.compile(r"^```(\w+)(?: (>{0,2}) ?(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A block of a page: its language, the file that it is with how, and its text."""

    language: str
    how: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page in their order."""
    found = _BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(language, how, file, text) for language, how, file, text in found]


def commands(block: Block) -> Iterator[list[str]]:
    """The commands of a block, each in its words."""
    for line in block.text.replace("\\\n", " ").splitlines():
        for part in line.split("&&"):
            if words := shlex.split(part, comments=True):
                yield words


class Reader:
    """Somebody who does what pages say, in a folder.

    Parameters
    ----------
    folder : Path
        Where to begin.
    gspbrief : callable
        The command line: a folder and the arguments.
    """

    def __init__(self, folder: Path, gspbrief: Command) -> None:
        self.folder, self._gspbrief = folder, gspbrief

    def follow(self, page: Path) -> None:
        """Do what a page says, in its order."""
        for block in blocks(page):
            if block.file:
                self._show(block, page)
            elif block.language == "sh":
                for words in commands(block):
                    self._run(words, page)

    def _run(self, words: list[str], page: Path) -> None:
        if words[0] == "cd":
            self.folder = self.folder / words[1]
        elif words[0] == "gspbrief":
            done = self._gspbrief(self.folder, *words[1:])
            assert done.returncode == 0, f"{page.name}: {' '.join(words)}\n{done.stdout}{done.stderr}"
        else:
            assert words == INSTALLED, f"{page.name}: no test can run {' '.join(words)}"

    def _show(self, block: Block, page: Path) -> None:
        name, _, cell = block.file.partition("#")
        path = self.folder / name
        if cell:
            assert _of_notebook(path, cell) == block.text, f"{page.name}: {block.file} is otherwise"
        elif block.how == ">>":
            path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
        elif block.how != ">" and path.exists():
            assert path.read_text(encoding="utf-8") == block.text, f"{page.name}: {block.file} is otherwise"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")


def _of_notebook(path: Path, cell: str) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if cell == "metadata":
        return json.dumps(notebook["metadata"][KEY]) + "\n"
    (source,) = ["".join(one["source"]) for one in notebook["cells"] if one["id"] == cell]
    return source + "\n"
