"""What the cells of a notebook print and display, kept as nbformat keeps it."""

from __future__ import annotations

import io
import json
import os
import stat
from base64 import b64encode
from typing import Any

Bundle = dict[str, Any]


class Outputs:
    """What cells print and display, as nbformat's outputs.

    Parameters
    ----------
    limit : int
        Characters that all cells together may print and display.
    """

    def __init__(self, limit: int) -> None:
        self._limit, self._room = limit, limit
        self._shown: list[Bundle] = []
        self._texts: dict[str, list[str]] = {}
        self._displays: dict[str, list[Bundle]] = {}
        self._clears = False

    def begin(self) -> None:
        """Begin with another cell."""
        self._shown, self._texts, self._clears = [], {}, False

    def text(self, name: str, text: str) -> None:
        """Add to the standard output or error of the cell, which each stand where their first text came.

        Raises
        ------
        UnicodeEncodeError
            If it is no text: half a surrogate pair can be in no file.
        RuntimeError
            If that is more than a notebook may show.
        """
        text.encode("utf-8")
        self.check_room(len(text))
        self._room -= len(text)
        self._clear_if_due()
        if name not in self._texts:
            self._texts[name] = []
            self._shown.append({"output_type": "stream", "name": name, "text": ""})
        self._texts[name].append(text)

    def show(self, output: Bundle, display: str | None = None) -> None:
        """Add a display or a result, under the id of a display by which it can be updated."""
        output |= self._plain(output["data"], output["metadata"])
        self._clear_if_due()
        self._shown.append(output)
        if display:
            self.update(display, output["data"], output["metadata"])
            self._displays.setdefault(display, []).append(output)

    def update(self, display: str, data: Bundle, metadata: Bundle) -> None:
        """Replace what is shown under the id of a display, in this cell and in earlier ones."""
        for output in self._displays.get(display, ()):
            output |= self._plain(data, metadata)

    def clear(self, wait: bool) -> None:
        """Remove what the cell has shown; if it is to `wait`, when something else comes."""
        self._clears = True
        if not wait:
            self._clear_if_due()

    def of_cell(self) -> list[Bundle]:
        """What the cell has shown, its standard output before a standard error next to it."""
        for output in self._shown:
            if output["output_type"] == "stream":
                output["text"] = _last_written("".join(self._texts[output["name"]]))
        names = [output.get("name") for output in self._shown]
        for place in range(len(names) - 1):
            if names[place : place + 2] == ["stderr", "stdout"]:
                self._shown[place : place + 2] = reversed(self._shown[place : place + 2])
        return self._shown

    def _clear_if_due(self) -> None:
        if self._clears:
            self._shown.clear()
            self._texts.clear()
            self._clears = False

    def _plain(self, data: Bundle, metadata: Bundle) -> Bundle:
        text = json.dumps({"data": data, "metadata": metadata}, default=_as_json, ensure_ascii=False)
        text.encode("utf-8")
        self.check_room(len(text))
        self._room -= len(text)
        return dict(json.loads(text))

    def check_room(self, size: int) -> None:
        """Raise RuntimeError if so much more would be too much."""
        if size > self._room:
            raise RuntimeError(f"the notebook shows more than {self._limit / 1e6:g} MB")


def _last_written(text: str) -> str:
    """What is left of lines that a carriage return let begin again."""
    lines = text.split("\n") if "\r" in text else [text]
    return "\n".join(line[line.rfind("\r", 0, max(len(line) - 1, 0)) + 1 :] for line in lines)


def _as_json(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot be shown: it has no form in JSON")


class TextStream(io.TextIOBase):
    """Standard output or error of the cells, as Python writes to it."""

    encoding = "UTF-8"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name, self._outputs = name, outputs

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def fileno(self) -> int:
        """The descriptor that a program may be given instead."""
        return {"stdout": 1, "stderr": 2}[self._name]

    def write(self, text: str) -> int:
        """Add to the outputs of the cell."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._outputs.text(self._name, text)
        return len(text)


class Programs:
    """What programs of a cell write to a descriptor, if that is a file; it stands last among its outputs.

    Parameters
    ----------
    descriptor : int
        1 or 2.
    name : str
        The stream, ``stdout`` or ``stderr``.
    """

    def __init__(self, descriptor: int, name: str, outputs: Outputs) -> None:
        self._descriptor, self._name, self._outputs = descriptor, name, outputs
        self._seen = self._size()

    def _size(self) -> int:
        about = os.fstat(self._descriptor)
        return about.st_size if stat.S_ISREG(about.st_mode) else 0

    def take(self) -> None:
        """Add what was written since the last time to the outputs of the cell."""
        since, self._seen = self._seen, self._size()
        if self._seen > since:
            self._outputs.check_room(self._seen - since)
            text = os.pread(self._descriptor, self._seen - since, since)
            self._outputs.text(self._name, text.decode("utf-8", errors="replace"))
