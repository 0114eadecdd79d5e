"""A newcomer's project: one partnership, the report on it, and rows of three tables; what is woven of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gspbrief.brief.inputs import BriefInputs
from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import weave
from gspbrief.commands.new_project import NONE, Wishes, init
from gspbrief.evidence.reading import load
from gspbrief.project.inputs import Project
from gspbrief.project.subjects import SURVEYED
from imported_rows import import_rows
from notebook_cells import run_cells

ID = "nurses_kerala_hessen"
DELIVERIES = Path(__file__).parents[1] / "fixtures" / "deliveries"
ROWS = Path(__file__).parents[1] / "fixtures" / "newcomer"


@dataclass(frozen=True)
class Newcomer:
    """The project, with what its notebooks find.

    Attributes
    ----------
    root : Path
        Its folder.
    """

    root: Path

    @cached_property
    def inputs(self) -> BriefInputs:
        """What its brief is woven from, in English; charts are empty."""
        surveyed = (self.root / "data" / "surveys" / f"{ID}.yaml").is_file()
        notebooks = Project(self.root).notebooks(SURVEYED if surveyed else "")
        return BriefInputs(
            study=load(ID, self.root / "data"),
            results=tuple(
                run_cells(one.name, ID, self.root / "found", self.root / "data") for one in notebooks
            ),
            notebooks=notebooks,
            templates=self.root / "briefs",
            out=self.root / "woven",
            draw=lambda exhibit, *_: f"<svg>{exhibit.id}</svg>",
            publication=read_publication(self.root / "briefs" / "publication.yaml"),
            evidence_hash="0",
            version="1",
        )

    def woven(self, lang: str = "en", page: str = "index") -> str:
        """The Markdown of one of its pages."""
        woven = weave(replace(self.inputs, lang=lang))
        return woven.with_name(f"{page}.qmd").read_text(encoding="utf-8")


def newcomer(folder: Path, described: str = "partnership_row.csv", rows: Path = ROWS) -> Newcomer:
    """A new project with a partnership as a file describes it, and the rows of a folder on it."""
    init(folder, Wishes(name="Notes", languages=("en", "fr", "es"), style="mpi", example=NONE))
    data = folder / "data"
    with (data / "sources.bib").open("ab") as bibliography:
        bibliography.write((DELIVERIES / "12_report_with_institution.bib").read_bytes())
    import_rows(data, "partnerships", DELIVERIES / described)
    for table in sorted(rows.glob("*.csv")):
        import_rows(data, table.stem, table)
    return Newcomer(folder)
