"""The pages about all briefs: the index, the evidence as it is, the manifest of every file."""

from __future__ import annotations

import io
import json
import platform
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from gspbrief import __version__
from gspbrief.fingerprints import Inputs, Project, digest, key
from gspbrief.formats import Format
from gspbrief.labels import label
from gspbrief.pages import page, rows_for_reading
from gspbrief.partnerships import Partnership, read_rows
from gspbrief.publication import read_publication
from gspbrief.publish import files_below, write_file
from gspbrief.render import Job, write_assets
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.slices import Evidence
from gspbrief.sources import read_bibliography

MANIFEST = "manifest.json"
ARCHIVE = "gspbrief-evidence.zip"
ENGINES = ("pandas", "statsmodels", "altair", "papermill", "vl-convert-python", "pypandoc-binary", "typst")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the archive must not know when it was made


def publish_site(project: Project, evidence: Evidence, site: Path, work: Path, *, style: str) -> None:
    """Renew what concerns all briefs, from the briefs that are published.

    Parameters
    ----------
    site, work : Path
        The published site and the working folder of its builds.
    """
    _drop_strangers(site, evidence)
    write_assets(site, cache=project.root / "build" / "fonts")
    _publish_data(evidence.data, site / "data")
    _publish_pages(project, evidence, site, work, style)
    write_file(site / MANIFEST, _manifest(project, evidence, site))


def _drop_strangers(site: Path, evidence: Evidence) -> None:
    """Take down briefs of partnerships that are no longer in the evidence."""
    for folder in sorted(site.iterdir()) if site.is_dir() else ():
        if (folder / "results.json").is_file() and folder.name not in evidence.partnerships:
            shutil.rmtree(folder)


def _resources(data: Path) -> list[Mapping[str, str]]:
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    return [resource for resource in package["resources"] if resource.get("publish")]


def _publish_data(data: Path, target: Path) -> None:
    names = ["datapackage.json", "sources.bib", *(resource["path"] for resource in _resources(data))]
    if (data / "assumptions.yaml").is_file():
        names.append("assumptions.yaml")
    contents = {name: (data / name).read_bytes() for name in sorted(names)}
    for name, content in contents.items():
        write_file(target / name, content)
    write_file(target / ARCHIVE, _archive(contents))


def _archive(contents: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def _publish_pages(project: Project, evidence: Evidence, site: Path, work: Path, style: str) -> None:
    publication = read_publication(project.root / "briefs" / "publication.yaml")
    common = {"publication": publication, "style": style, "version": __version__}
    resources = _resources(evidence.data)
    renderer = EmbeddedRenderer(project.root / "build" / "fonts")
    try:
        for resource in resources:
            _render(
                project,
                renderer,
                work,
                site / "data" / f"{resource['name']}.html",
                "data",
                {
                    **common,
                    "id": resource["name"],
                    "title": f"Data: {resource['name']}",
                    "site_root": "../",
                    "description": resource["description"],
                    "table": resource["name"],
                    "rows": rows_for_reading(read_rows(evidence.data, resource["name"])),
                },
            )
        _render(
            project,
            renderer,
            work,
            site / "data" / "sources.html",
            "sources",
            {
                **common,
                "id": "sources",
                "title": "Sources",
                "site_root": "../",
                "description": "Every source of the evidence",
                "sources": list(read_bibliography(evidence.data / "sources.bib").values()),
            },
        )
        entries = [_entry(partnership, work) for partnership in evidence.partnerships.values()]
        published = [entry for entry in entries if (site / str(entry["id"]) / "index.html").is_file()]
        _render(
            project,
            renderer,
            work,
            site / "index.html",
            "index",
            {
                **common,
                "id": "index",
                "title": publication.series,
                "site_root": "",
                "description": "What skill mobility partnerships cost, who moves, and what comes of it",
                "entries": published,
                "tables": resources,
                "archive": ARCHIVE,
                "briefs": [entry for entry in published if entry["form"] == "brief"],
            },
        )
    finally:
        renderer.close()


def _render(
    project: Project,
    renderer: EmbeddedRenderer,
    work: Path,
    target: Path,
    template: str,
    values: Mapping[str, object],
) -> None:
    source = page(project.root, template, work / "woven" / "pages" / str(values["id"]), **values)
    renderer.render(Job(source=source, target=target, format="html"))


def _entry(partnership: Partnership, work: Path) -> dict[str, object]:
    """What the index says of one partnership."""
    path = work / "about" / f"{partnership.id}.json"
    about = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"form": ""}
    return {
        "id": partnership.id,
        "name": partnership.short_name,
        "origins": _countries(partnership.origins),
        "destinations": _countries(partnership.destinations),
        "sector": label("sector", partnership.sector) if partnership.sector else "",
        "model": label("model", partnership.model),
        **about,
    }


def _countries(codes: Sequence[str]) -> str:
    english = Format("en", "mpi")
    names = [english.country(code) for code in codes[:3]]
    return ", ".join(names) + (f" and {len(codes) - 3} more" if len(codes) > 3 else "")


def _manifest(project: Project, evidence: Evidence, site: Path) -> bytes:
    files = {name: digest(path.read_bytes()) for name, path in files_below(site).items() if name != MANIFEST}
    inputs = project.brief_inputs("en") | {
        f"data/{path.name}": digest(path.read_bytes())
        for path in sorted(evidence.data.iterdir())
        if path.is_file()
    }
    record = {
        "commit": _commit(project.root),
        "version": __version__,
        "evidence": key(_evidence(evidence.data)),
        "inputs": dict(sorted(inputs.items())),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in ENGINES}},
        "files": files,
    }
    return (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _evidence(data: Path) -> Inputs:
    return {path.name: digest(path.read_bytes()) for path in sorted(data.iterdir()) if path.is_file()}


def _commit(root: Path) -> str | None:
    """The commit that the site was built from, or None outside a repository."""
    try:
        answer = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
