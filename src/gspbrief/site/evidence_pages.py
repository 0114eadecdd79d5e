"""The evidence as it is: its tables and sources as pages, its files, and an archive of these."""

from __future__ import annotations

from collections.abc import Iterator

from gspbrief.brief import bibliography
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.project.files import zipped
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render import write_assets
from gspbrief.site.pages import rows_for_reading
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet, render

ARCHIVE = "gspbrief-evidence.zip"


def publish_evidence(site: Site) -> None:
    """Renew the look of all pages, and what shows the evidence, which no brief has a part in."""
    for name in write_assets(site.common / "assets", cache=site.fonts):
        site.publish(f"assets/{name}")
    _publish_files(site)
    render(site, _pages(site))


def _publish_files(site: Site) -> None:
    data = site.evidence.data
    names = ["datapackage.json", *(table["path"] for table in site.tables)]
    names += [name for name in ("assumptions.yaml",) if (data / name).is_file()]
    sources = read_bibliography(data / "sources.bib")
    contents = {name: (data / name).read_bytes() for name in names}
    contents["sources.bib"] = bibliography.bibtex(sources, sources, ours=True).encode()
    contents["sources.json"] = bibliography.csl(sources, sources, Format(ORIGINAL)).encode()
    contents = dict(sorted(contents.items()))
    for name, content in contents.items():
        site.write(f"data/{name}", content)
    site.write(f"data/{ARCHIVE}", zipped(contents))


def _pages(site: Site) -> Iterator[Sheet]:
    for table in site.tables:
        name = table["name"]
        rows = rows_for_reading(read_rows(site.evidence.data, name))
        yield Sheet(
            template="data",
            place=f"data/{name}.html",
            name=name,
            title=f"Data: {name}",
            description=table["description"],
            site_root="../",
            values={"table": name, "rows": rows},
        )
    sources = list(read_bibliography(site.evidence.data / "sources.bib").values())
    yield Sheet(
        template="sources",
        place="data/sources.html",
        name="sources",
        title="Sources",
        description="Every source of the evidence",
        site_root="../",
        values={"sources": sources},
    )
