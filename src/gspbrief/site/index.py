"""The pages about all briefs: the index, the evidence as it is, the manifest of every file."""

from __future__ import annotations

import io
import json
import platform
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from gspbrief import __version__
from gspbrief.brief.addresses import common_from, document_name, index_of, other_languages
from gspbrief.brief.publication import Publication, read_publication
from gspbrief.evidence.reading import read_rows
from gspbrief.evidence.slices import Evidence
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.study import Partnership
from gspbrief.language.formats import Format
from gspbrief.language.labels import label
from gspbrief.project.files import write_file
from gspbrief.project.hashes import FileHashes
from gspbrief.project.holdings import MANIFEST, Holdings
from gspbrief.project.inputs import Inputs, Project, digest, key
from gspbrief.project.subjects import DEMO, MODEL, ORIGINAL, UNLISTED
from gspbrief.render import Job, asset_names, write_assets
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.crate import METADATA, Contents, metadata
from gspbrief.site.pages import page, rows_for_reading, split

ARCHIVE = "gspbrief-evidence.zip"
ENGINES = ("pandas", "statsmodels", "altair", "papermill", "vl-convert-python", "pypandoc-binary", "typst")
SHOWN_COUNTRIES = 3  # of a long list, in the index
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the archive must not know when it was made


@dataclass(frozen=True)
class Sheet:
    """One page to be written: its template, its place below the site, and what it prints."""

    template: str
    place: str
    values: Mapping[str, object]
    lang: str = ORIGINAL


@dataclass(frozen=True)
class Site:
    """The published site as a whole.

    Attributes
    ----------
    folder, work : Path
        The published site and the working folder of its builds.
    style : str
        House style of the pages.
    holdings : Holdings
        Which files of the folder are ours.
    """

    project: Project
    evidence: Evidence
    folder: Path
    work: Path
    style: str
    holdings: Holdings

    @property
    def inputs(self) -> Inputs:
        """What the pages about all briefs depend on."""
        notes = sorted((self.work / "about").glob("*.json"))
        return {
            **self.project.brief_inputs(ORIGINAL),
            **self.project.files("briefs/pages"),
            **self._data_hashes,
            **{f"about/{path.name}": self.project.hash(path) for path in notes},
            "style": self.style,
            "commit": str(_commit(self.project.root)),
        }

    @property
    def is_whole(self) -> bool:
        """Whether every page about all briefs is there."""
        return all(
            (self.folder / name).is_file()
            for name in (MANIFEST, METADATA, "data/sources.html", *map(index_of, self._languages))
        )

    def publish_evidence(self) -> None:
        """Renew the look of all pages, and what shows the evidence as it is, which no brief has a part in."""
        self.holdings.claim(f"assets/{name}" for name in asset_names(self._fonts))
        write_assets(self.folder, cache=self._fonts)
        self._publish_data()
        self._render(self._sheets_of_evidence())

    def publish_index(self) -> None:
        """Renew what concerns all briefs, from the briefs that are published."""
        self._drop_strangers()
        self._render(self._indices())
        hashes = FileHashes(self.work / "state" / ".published.json")
        self._write(METADATA, metadata(self._contents(hashes)))
        self._write(MANIFEST, self._manifest(hashes))
        self.holdings.settle()
        hashes.save()

    def _write(self, name: str, content: bytes) -> None:
        self.holdings.claim([name])
        write_file(self.folder / name, content)

    @property
    def _fonts(self) -> Path:
        return self.project.root / "build" / "fonts"

    @cached_property
    def _resources(self) -> list[Mapping[str, str]]:
        package = json.loads((self.evidence.data / "datapackage.json").read_text(encoding="utf-8"))
        return [resource for resource in package["resources"] if resource.get("publish")]

    def _drop_strangers(self) -> None:
        """Take down briefs of partnerships that are no longer in the evidence."""
        known = set(self.evidence.subjects)
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if (folder / "results.json").is_file() and folder.name not in known:
                self.holdings.take_down(folder.name)

    def _publish_data(self) -> None:
        data = self.evidence.data
        names = ["datapackage.json", "sources.bib", *(resource["path"] for resource in self._resources)]
        names += [name for name in ("assumptions.yaml",) if (data / name).is_file()]
        contents = {name: (data / name).read_bytes() for name in sorted(names)}
        for name, content in contents.items():
            self._write(f"data/{name}", content)
        self._write(f"data/{ARCHIVE}", _archive(contents))

    @cached_property
    def _publication(self) -> Publication:
        return read_publication(self.project.root / "briefs" / "publication.yaml")

    @property
    def _common(self) -> dict[str, object]:
        return {"publication": self._publication, "version": __version__}

    def _sheets_of_evidence(self) -> Iterator[Sheet]:
        for resource in self._resources:
            table = resource["name"]
            values = {"table": table, "rows": rows_for_reading(read_rows(self.evidence.data, table))}
            about = _about(table, f"Data: {table}", resource["description"], "../")
            yield Sheet("data", f"data/{table}.html", {**self._common, **about, **values})
        sources = list(read_bibliography(self.evidence.data / "sources.bib").values())
        about = _about("sources", "Sources", "Every source of the evidence", "../")
        yield Sheet("sources", "data/sources.html", {**self._common, **about, "sources": sources})

    def _indices(self) -> Iterator[Sheet]:
        for lang in self._languages:
            series = self._publication.in_language(lang).series
            yield Sheet("index", index_of(lang), {**self._common, **self._index(series, lang)}, lang)

    @cached_property
    def _languages(self) -> list[str]:
        """The languages that a brief is published in, and English."""
        notes = (self._note(name).get("built") for name in self._published)
        built = [str(note["languages"]).split(",") for note in notes if isinstance(note, Mapping)]
        return list(dict.fromkeys((ORIGINAL, *chain.from_iterable(built))))

    def _index(self, title: str, lang: str) -> dict[str, object]:
        names = {name: one.short_name for name, one in self.evidence.partnerships.items()}
        entries = {name: self._entry(name, lang) for name in [*names, *UNLISTED]}
        published = [entry for name in names if (entry := entries[name])]
        return {
            **_about(f"index.{lang}", title, "", common_from(lang)),
            "languages": other_languages(lang, self._languages),
            "entries": published,
            "briefs": [entry for entry in published if entry["form"] == "brief"],
            "tables": self._resources,
            "archive": ARCHIVE,
            "synthesis": entries["synthesis"],
            "model": entries[MODEL],
            "demo": entries[DEMO],
        }

    def _entry(self, name: str, lang: str) -> Mapping[str, object]:
        """What the index in a language says of one brief; empty if it has none in that language."""
        root, page = common_from(lang), f"{name}/{index_of(lang)}"
        pdf = f"{name}/{document_name(name, lang, 'pdf')}"
        if not (self.folder / page).is_file():
            return {}
        note = self._note(name)
        titles = note.get("titles")
        if not isinstance(titles, Mapping) or lang not in titles:
            return {}  # an older version's note: the brief is stale
        return {
            **note,
            **titles[lang],
            "page": f"{root}{page}",
            "pdf": f"{root}{pdf}" if (self.folder / pdf).is_file() else "",
            **(_portrait(self.evidence.partnerships[name], lang) if name not in UNLISTED else {}),
        }

    def _render(self, sheets: Iterable[Sheet]) -> None:
        renderer = EmbeddedRenderer(self._fonts)
        try:
            for sheet in sheets:
                self._render_one(sheet, renderer)
        finally:
            renderer.close()

    def _render_one(self, sheet: Sheet, renderer: EmbeddedRenderer) -> None:
        """Render a page unless it stands there already, from the same text in the same look."""
        folder = self.work / "woven" / "pages" / str(sheet.values["id"])
        target = self.folder / sheet.place
        stamp = folder / "rendered"
        source = page(self.project.root, sheet.template, folder, sheet.lang, style=self.style, **sheet.values)
        text = source.read_bytes()
        made_from = key({"text": digest(text), **self.project.files("_extensions/gspbrief")})
        if target.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == made_from:
            return
        self.holdings.claim([sheet.place])
        frame, body = split(text.decode())
        source.write_text(frame, encoding="utf-8")
        renderer.render_around(Job(source=source, target=target, format="html"), body)
        stamp.write_text(made_from, encoding="utf-8")

    def _manifest(self, hashes: FileHashes) -> bytes:
        inputs = self.project.brief_inputs(ORIGINAL) | self._data_hashes
        for subject in ("", *UNLISTED):
            inputs |= self.project.common_inputs(subject)
        record = {
            "commit": _commit(self.project.root),
            "version": __version__,
            "style": self.style,
            "briefs": {name: self._note(name).get("built", {}) for name in sorted(self._published)},
            "evidence": key(self._data_hashes),
            "inputs": dict(sorted(inputs.items())),
            "versions": _versions(),
            "files": self._files(hashes, MANIFEST),
        }
        return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode("utf-8")

    def _contents(self, hashes: FileHashes) -> Contents:
        """What the site holds, for its description as a crate."""
        return Contents(
            files=self._files(hashes, MANIFEST, METADATA),
            notebooks={path.name: self.project.hash(path) for path in self._notebooks},
            partnerships=self._published,
            package=json.loads((self.evidence.data / "datapackage.json").read_text(encoding="utf-8")),
            publication=self._publication,
            versions=_versions(),
        )

    def _files(self, hashes: FileHashes, *without: str) -> dict[str, str]:
        return {name: hashes.of(path) for name, path in self.holdings.files().items() if name not in without}

    @property
    def _published(self) -> dict[str, str]:
        """The names of what has a folder in the site, by id: partnerships, and what is about all of them."""
        names = {name: one.name for name, one in self.evidence.partnerships.items()}
        return {
            name: names.get(name, name.capitalize())
            for name in self.evidence.subjects
            if (self.folder / name / "results.json").is_file()
        }

    @property
    def _notebooks(self) -> list[Path]:
        return [path for subject in ("", *UNLISTED) for path in self.project.notebooks(subject)]

    @cached_property
    def _data_hashes(self) -> Inputs:
        files = (path for path in sorted(self.evidence.data.iterdir()) if path.is_file())
        return {f"data/{path.name}": self.project.hash(path) for path in files}

    def _note(self, partnership: str) -> dict[str, object]:
        """What the partnership's own build noted for the pages about all."""
        path = self.work / "about" / f"{partnership}.json"
        noted = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"form": ""}
        return dict(noted)


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in ENGINES}}


def _about(name: str, title: str, description: str, site_root: str) -> dict[str, object]:
    return {"id": name, "title": title, "description": description, "site_root": site_root}


def _archive(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def _portrait(partnership: Partnership, lang: str) -> dict[str, object]:
    """The cells that tell a partnership from the others."""
    return {
        "name": partnership.short_name,
        "cells": (
            _countries(partnership.origins, lang),
            _countries(partnership.destinations, lang),
            label("sector", partnership.sector, lang) if partnership.sector else "",
            label("model", partnership.model, lang),
        ),
    }


def _countries(codes: Sequence[str], lang: str) -> str:
    written = Format(lang)
    names = ", ".join(written.country(code) for code in codes[:SHOWN_COUNTRIES])
    more = len(codes) - SHOWN_COUNTRIES
    return f"{names} {label('phrase', 'and_more', lang).format(n=more)}" if more > 0 else names


def _commit(root: Path) -> str | None:
    """The commit that the site was built from, or None outside a repository."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
