"""The renderer that needs no Quarto: Pandoc and Typst, the engines inside Quarto, from their wheels."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import tempfile
from datetime import UTC, datetime, time
from functools import cached_property
from multiprocessing.util import get_temp_dir
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, Any

from gspbrief.errors import RenderError
from gspbrief.language.styles import extension
from gspbrief.project.files import whole_file
from gspbrief.render import Job, PageMetadata, fonts, front_matter, word
from gspbrief.render.page import finish

if TYPE_CHECKING:
    import typst

PDF_STANDARDS: tuple[typst.PDFStandard, ...] = ("a-2a", "ua-1")

# Pandoc asks its runtime for a heap of 64 MB from the start (-H64m), and new values fill what is free of it:
# more than a processor's cache holds. A few megabytes for them, and fewer collections of all the rest, take a
# quarter less time for 20 MB more.
MEMORY = ("+RTS", "-H1m", "-A6m", "-O64m", "-RTS")

PATIENCE = 3.0  # seconds in which Pandoc hears that nothing more comes

BODY = "<!-- body -->"  # in the source of a page: what `render_around` is given goes here

# Typst remembers what it made of the last documents until it has compiled so many others.
REMEMBERED = 10
CARD_PPI = 144.0  # pixels an inch: the card is laid out in points, two pixels each
DRAWING_PPI = 192.0  # two for each of a drawing's own, of which Typst takes 96 for an inch


class EmbeddedRenderer:
    """Renders with one Pandoc process and one Typst compiler that both stay between jobs.

    Start it after forking, never before: Typst's threads do not survive a fork.

    Parameters
    ----------
    cache : Path, optional
        Folder for the font instances; the user's cache folder by default.
    timeout : float
        Seconds after which Pandoc is ended: brackets within brackets take it longer than anybody waits.
    """

    name = "embedded"

    def __init__(self, cache: Path | None = None, *, timeout: float = 300) -> None:
        self._cache = cache
        self._timeout = timeout
        self._pandoc: subprocess.Popen[str] | None = None

    @cached_property
    def version(self) -> str:
        """Versions of the two engines, as they enter the build's keys."""
        said = subprocess.run([pandoc(), "--version"], capture_output=True, text=True, check=True).stdout
        return f"{said.splitlines()[0]}, typst {importlib.metadata.version('typst')}"

    def render(self, job: Job) -> None:
        """Write the page; see `Renderer.render`."""
        front = front_matter(job)
        with whole_file(job.target) as draft:
            if job.format == "html":
                draft.write_text(self._html(job, front), encoding="utf-8", newline="\n")
            elif job.format == "pdf":
                draft.write_bytes(self._pdf(job, front))
            else:
                draft.write_bytes(self._docx(job, front))

    def render_around(self, job: Job, body: str) -> None:
        """Write a page around a body that is HTML already, so that Pandoc need not read it.

        Parameters
        ----------
        job : Job
            A page whose source says `BODY` in a raw block.
        body : str
            What takes its place.

        Raises
        ------
        RenderError
            If the source, Pandoc or a filter does not allow it.
        """
        front = front_matter(job)
        with whole_file(job.target) as draft:
            draft.write_text(self._html(job, front, body), encoding="utf-8", newline="\n")

    def draw_card(self, words: Path, target: Path) -> None:
        """Draw the picture that stands for a brief where its address is shared.

        Parameters
        ----------
        words : Path
            The `card.json` of a woven brief.
        target : Path
            The PNG to write.

        Raises
        ------
        RenderError
            If Typst refuses it or has a warning.
        """
        self._picture(words, target, (extension() / "card.typ").read_bytes(), CARD_PPI)

    def draw_png(self, drawing: Path, target: Path) -> None:
        """Draw an SVG with two pixels for each of its own, for slides and for Word.

        Parameters
        ----------
        drawing : Path
            The SVG, in the house fonts.
        target : Path
            The PNG to write.

        Raises
        ------
        RenderError
            If Typst refuses it or has a warning.
        """
        name = json.dumps(drawing.name, ensure_ascii=False)
        page = f"#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image({name})"
        self._picture(drawing, target, page.encode(), DRAWING_PPI)

    def close(self) -> None:
        """End the Pandoc process."""
        worker, self._pandoc = self._pandoc, None
        if worker is not None:
            timer = Timer(PATIENCE, worker.kill)  # if somebody stopped it
            timer.start()
            worker.communicate()  # which bears with a Pandoc that is gone before it has read its request
            timer.cancel()

    def _html(self, job: Job, front: PageMetadata, body: str = BODY) -> str:
        page = self._convert(job, "html", assets=f"{front.site_root}assets")
        return finish(page.replace(BODY, body, 1), job)

    def _pdf(self, job: Job, front: PageMetadata) -> bytes:
        midnight = datetime.combine(front.date, time(), tzinfo=UTC)
        text = self._convert(job, "typst", assets="").encode()
        made = self._compile(job, text, format="pdf", timestamp=midnight, pdf_standards=list(PDF_STANDARDS))
        self._forget()
        return made

    def _forget(self) -> None:
        """Have Typst let go of a document that will not come again: ten of them hold half a gigabyte."""
        for _ in range(REMEMBERED):
            self._typst.compile(b"", format="svg")

    def _docx(self, job: Job, front: PageMetadata) -> bytes:
        with tempfile.TemporaryDirectory(prefix=".word-", dir=job.target.parent) as name:
            styles, written = Path(name) / "reference.docx", Path(name) / "brief.docx"
            styles.write_bytes(word.reference(front.style))
            self._convert(job, "docx", reference=str(styles), target=str(written))
            return word.finished(written.read_bytes(), front.date)

    def _picture(self, source: Path, target: Path, page: bytes, ppi: float) -> None:
        job = Job(source=source, target=target, format="html")
        with whole_file(target) as draft:
            draft.write_bytes(self._compile(job, page, format="png", ppi=ppi))

    def _compile(self, job: Job, text: bytes, **how: Any) -> bytes:
        import typst

        try:
            made, warnings = self._typst.compile_with_warnings(text, root=job.source.parent.resolve(), **how)
        except typst.TypstError as error:
            raise job.failure(_diagnosis(error), "Correct the woven brief or the Typst template") from error
        if warnings:
            raise job.failure(
                f"Typst warns: {warnings[0].message}", "Correct the woven brief or the Typst template"
            )
        assert isinstance(made, bytes)
        return made

    @cached_property
    def _typst(self) -> typst.Compiler:
        import typst

        house = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts.instances(self._cache))])
        return typst.Compiler(font_paths=house, ignore_system_fonts=True)

    def _convert(self, job: Job, writer: str, **more: str) -> str:
        worker = self._running()
        request = {"source": str(job.source.resolve()), "format": writer, **more}
        assert worker.stdin is not None
        assert worker.stdout is not None
        too_long = Event()
        end = Timer(self._timeout, _stop, (worker, too_long))
        end.start()
        try:
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            line = worker.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            end.cancel()
        if not line:
            self.close()
            if too_long.is_set():
                raise job.failure(
                    f"Pandoc did not finish within {self._timeout:g} seconds and was stopped",
                    "Look for brackets within brackets in a text of the evidence or of the template",
                )
            raise job.failure(
                "Pandoc stopped without an answer", "Run the build again; if it recurs, report the brief"
            )
        answer: dict[str, str] = json.loads(line)
        if "error" in answer:
            raise job.failure(_cause(answer["error"]), "Correct the template or the brief's front matter")
        return answer["output"]

    def _running(self) -> subprocess.Popen[str]:
        if self._pandoc is None or self._pandoc.poll() is not None:
            self.close()
            here = Path(__file__).parent
            files = [str(path) for path in (here / "worker.lua", extension(), here)]
            command = [pandoc(), *MEMORY, "lua", *files]
            try:
                self._pandoc = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    env=_environment(),
                )
            except OSError as error:
                raise RenderError(
                    f"Pandoc does not start: {error}", todo="Install pypandoc-binary again"
                ) from error
        return self._pandoc


def pandoc() -> str:
    """The Pandoc of the wheel, which the lock file names by hash.

    What pypandoc itself would start is a newer one, where the machine has that.
    """
    import pypandoc

    return str(Path(pypandoc.__file__).with_name("files") / "pandoc")


def _environment() -> dict[str, str]:
    """Variables for Pandoc, which reads names of files as the locale says.

    What it leaves when it is killed goes with the temporary folder of this process and those it starts.
    """
    return {**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": get_temp_dir()}


def _stop(worker: subprocess.Popen[str], too_long: Event) -> None:
    too_long.set()
    worker.kill()


def _cause(message: str) -> str:
    """Take from a Lua error what was said to a person; a stack trace stays out."""
    for line in message.splitlines():
        if "gspbrief: " in line:
            return line.split("gspbrief: ", 1)[1]
    return message.splitlines()[0] if message else "Pandoc failed without a message"


def _diagnosis(error: typst.TypstError) -> str:
    hints = "; ".join(error.hints)
    return f"Typst: {error.message}" + (f" ({hints})" if hints else "")
