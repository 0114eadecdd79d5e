"""The published site and its briefs, from which the pages about all of them are made."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.brief.publication import Publication, read_publication
from gspbrief.collection.revisions import Revision, revisions
from gspbrief.evidence.slices import Evidence
from gspbrief.evidence.sources import Bibliography, read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language import styles
from gspbrief.language.evidence_texts import read_texts
from gspbrief.project.files import write_file
from gspbrief.project.hashes import FileHashes
from gspbrief.project.holdings import Holdings
from gspbrief.project.imports import counts
from gspbrief.project.inputs import Inputs, Project
from gspbrief.project.kept import read_kept
from gspbrief.project.subjects import ORIGINAL

if TYPE_CHECKING:
    from gspbrief.language.formats import Format


@dataclass(frozen=True)
class Site:
    """A published site with the evidence and the project that it comes from.

    The pages about all are made among the working files, in `common`, and put in their places one by one.

    Attributes
    ----------
    folder, work : Path
        The published site and the working folder of its builds.
    style : str
        House style of the pages.
    holdings : Holdings
        Which files of the folder are ours.
    hashes : FileHashes
        Of the published files.
    """

    project: Project
    evidence: Evidence
    folder: Path
    work: Path
    style: str
    holdings: Holdings
    hashes: FileHashes

    @property
    def fonts(self) -> Path:
        """Where the house fonts and the bundle of Vega are kept between builds."""
        return self.project.root / "build" / "fonts"

    @property
    def common(self) -> Path:
        """Where the pages about all are made, and kept between builds."""
        return self.work / "common"

    @cached_property
    def publication(self) -> Publication:
        """What the publication says of itself."""
        return read_publication(self.project.publication)

    def form(self, lang: str) -> Format:
        """A language in the site's style, with what the evidence says in that language."""
        from gspbrief.language.formats import Format

        return Format(lang, styles.find(self.style), read_texts(self.project.root / "briefs", lang))

    @property
    def base(self) -> str:
        """The public address of the site with a slash behind it; empty where nobody has said it."""
        address = self.publication.address
        return f"{address.rstrip('/')}/" if address else ""

    @cached_property
    def tables(self) -> list[Mapping[str, str]]:
        """The tables of the evidence that have a page, as ``datapackage.json`` describes them."""
        return [table for table in self.evidence.package["resources"] if table.get("publish")]

    @cached_property
    def sources(self) -> Bibliography:
        """Every source of the evidence."""
        return read_bibliography(self.evidence.data / "sources.bib")

    @cached_property
    def revisions(self) -> list[Revision]:
        """What has changed in the evidence, the newest first."""
        return revisions(read_rows(self.evidence.data, "revisions"), self.package)

    @property
    def package(self) -> str:
        """What the data package calls itself."""
        return str(self.evidence.package.get("name", ""))

    @cached_property
    def data_hashes(self) -> Inputs:
        """SHA-256 of each file of the evidence."""
        files = (path for path in sorted(self.evidence.data.iterdir()) if counts(path))
        return {f"data/{path.name}": self.project.hash(path) for path in files}

    @property
    def briefs(self) -> dict[str, str]:
        """The names of what has a folder in the site, by id: partnerships, and what is about all of them."""
        names = {name: one.name for name, one in self.evidence.partnerships.items()}
        return {
            name: names.get(name, name.replace("_", " ").capitalize())
            for name in self.evidence.subjects
            if (self.folder / name / "results.json").is_file()
        }

    @cached_property
    def languages(self) -> list[str]:
        """The languages that a brief is published in, and English."""
        notes = (self.note(name).get("built") for name in self.briefs)
        built = [str(note["languages"]).split(",") for note in notes if isinstance(note, Mapping)]
        return list(dict.fromkeys((ORIGINAL, *chain.from_iterable(built))))

    def note(self, partnership: str) -> dict[str, object]:
        """What the partnership's own build noted for the pages about all."""
        return dict(json.loads(read_kept(self.work / "about" / f"{partnership}.json") or '{"form": ""}'))

    @property
    def commit(self) -> str | None:
        """The commit that the site was built from, or None outside a repository."""
        command = ["git", "rev-parse", "HEAD"]
        try:
            answer = subprocess.run(
                command, cwd=self.project.root, capture_output=True, text=True, check=True, timeout=10
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return answer.stdout.strip()

    def write(self, name: str, content: bytes) -> None:
        """Make one of the files about all, by its path in the site, and publish it."""
        write_file(self.common / name, content)
        self.publish(name)

    def publish(self, name: str) -> None:
        """Put one of the files that were made about all in its place."""
        self.holdings.put(self.common / name, name)
