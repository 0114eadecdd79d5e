"""Each entry of a publication and its brand, set to a value of its own, is found in all that is published."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html

from gspbrief.brief.addresses import EMBEDS
from gspbrief.commands.new_project import Wishes, init
from gspbrief.render import fonts
from pdf_text import pages_of
from project_copies import run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("build")]

FACE = "Brandia Sans"
SAID = {
    "series": "The Marked Series",
    "institution": "Marked Institution",
    "contact": "marked@example.org",
    "funder": "Marked Foundation",
    "imprint": "Responsible is Marked Person",
    "disclaimer": "These are Marked Opinions",
    "licence": "CC BY-NC 4.0",
    "data licence": "ODbL 1.0",
    "author": "Ada Marked",
    "orcid": "0000-0002-1825-0097",
    "affiliation": "Marked University",
    "address": "https://marked.example.org/",
    "name": "Marked Brand",
    "accent": "#8A1538",
    "face": FACE,
}
PUBLICATION = f"""\
series: {SAID["series"]}
institution: {SAID["institution"]}
author: [{{name: {SAID["author"]}, orcid: {SAID["orcid"]}, affiliation: {SAID["affiliation"]}}}]
date: 2026-11-29
languages: [fr]
style: oecd
contact: {SAID["contact"]}
funder: {SAID["funder"]}
imprint: {SAID["imprint"]}
disclaimer: {SAID["disclaimer"]}
licence: {SAID["licence"]}
licence_url: https://creativecommons.org/licenses/by-nc/4.0/
data_licence: {SAID["data licence"]}
data_licence_url: https://opendatacommons.org/licenses/odbl/1-0/
address: {SAID["address"]}
brand:
  name: {SAID["name"]}
  logo: logo.svg
  colours: {{accent: "{SAID["accent"]}"}}
  fonts: {{title: {FACE}, sans: {FACE}}}
"""
SVG = 'xmlns="http://www.w3.org/2000/svg"'
LOGO = f'<svg {SVG} width="40" height="20"><rect width="40" height="20" fill="#8A1538"/></svg>'
IMPRINT = (
    "contact",
    "funder",
    "imprint",
    "disclaimer",
    "licence",
    "data licence",
    "author",
    "orcid",
    "affiliation",
)
HELD = {
    "page": ("series", "name", "address", "institution", *IMPRINT),
    "PDF": ("series", "institution", *IMPRINT),
    "Word": ("series", "name", "institution", "accent", "face", *IMPRINT),
    "press note": ("series", "name", "contact", "funder", "imprint", "disclaimer", "licence", "author"),
    "index": ("series", "name", "imprint", "disclaimer"),
    "notebook": ("series", "name", "imprint", "disclaimer"),
    "page of the collection": ("series", "name", "contact", "imprint", "disclaimer", "address"),
    "page of its own": ("series", "name", "imprint", "disclaimer", "address"),
    "style sheet": ("accent", "face"),
    "chart": ("accent", "face"),
    "card": ("series", "name", "accent", "face"),
    "crate": ("series", "name", *IMPRINT, "address"),
    "data package": ("name", "contact", "funder", "imprint", "disclaimer", "data licence", "author", "orcid",
                     "affiliation", "address"),
    "reference": ("series", "author", "address"),
    "interface": ("series", "name", "contact", "data licence"),
    "feed": ("series", "author", "address", "data licence"),
    "list for language models": ("series", "address", "licence"),
}  # fmt: skip


def install_face(folder: Path) -> None:
    """A font package that is installed in a folder: the house's sans serif under another name."""
    package, about = folder / "fontpkg_brandia_sans", folder / "fontpkg_brandia_sans-1.0.dist-info"
    (package / "files").mkdir(parents=True)
    about.mkdir()
    house = fonts._font_file(fonts.INSTANCES[0]).parent
    described = []
    for file in sorted(house.glob("*.ttf")):
        shutil.copyfile(file, package / "files" / file.name)
        style = "italic" if "Italic" in file.name else "normal"
        described.append({"path": f"files/{file.name}", "style": style, "variable": True})
    axes = [{"tag": "wght", "min": 200, "max": 900}]
    known = {"family": FACE, "slug": "brandia-sans", "version": "1.0", "license": "OFL-1.1"}
    meta = {**known, "files": described, "axes": axes}
    (package / "metadata.json").write_text(json.dumps(meta), encoding="utf-8")
    (package / "__init__.py").touch()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: fontpkg-brandia-sans\nVersion: 1.0\n", "utf-8"
    )
    (about / "entry_points.txt").write_text(
        "[fontpkg.family]\nbrandia-sans = fontpkg_brandia_sans\n", "utf-8"
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own under a brand that is not ours, built whole in a language that it says."""
    folder = tmp_path_factory.mktemp("branded")
    install_face(folder / "site")
    init(folder / "own", Wishes(name="x", style="mpi"))
    (folder / "own" / "briefs" / "publication.yaml").write_text(PUBLICATION, encoding="utf-8")
    (folder / "own" / "briefs" / "logo.svg").write_text(LOGO, encoding="utf-8")
    for name in ("index", "how-to/own"):
        page = folder / "own" / "docs" / f"{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("# A page of its own\n\nText.\n", encoding="utf-8")
    built = run(folder / "own", "build", "aptc", "--jobs", "1", PYTHONPATH=str(folder / "site"))
    assert built.returncode == 0, built.stderr
    return folder / "own"


@pytest.fixture(scope="module")
def published(project: Path) -> dict[str, str]:
    """The text of each kind of what is published."""
    site = project / "_site"
    brief = site / "aptc"
    with zipfile.ZipFile(brief / "aptc.fr.docx") as word:
        document = "".join(word.read(name).decode() for name in ("word/document.xml", "word/styles.xml"))
    read = {
        "page": brief / "fr" / "index.html",
        "press note": brief / "fr" / "press.html",
        "index": site / "fr" / "index.html",
        "notebook": brief / "costs.html",
        "page of the collection": site / "fr" / "methods.html",
        "page of its own": site / "docs" / "how-to" / "own.html",
        "style sheet": site / "assets" / "brief.css",
        "chart": next(iter(sorted((brief / "fr" / "data").glob("*.svg")))),
        "card": project / "build" / "woven" / "aptc" / "fr" / "card.json",
        "crate": site / "ro-crate-metadata.json",
        "data package": site / "data" / "datapackage.json",
        "interface": site / "api" / "v1" / "index.json",
        "feed": site / "fr" / "feed.atom",
        "list for language models": site / "llms.txt",
    }
    texts = {kind: path.read_text(encoding="utf-8") for kind, path in read.items()}
    reference = "".join(path.read_text(encoding="utf-8") for path in sorted((brief / "fr").glob("*.bib")))
    pdf = "".join(pages_of(brief / "aptc.fr.pdf"))
    return {**texts, "PDF": pdf, "Word": document.replace("8A1538", "#8A1538"), "reference": reference}


def bare(text: str) -> str:
    """A text without its blanks, which lines and hyphens change in print."""
    return "".join(text.casefold().split())


@pytest.mark.parametrize(
    ("kind", "entry"), [(kind, entry) for kind, entries in HELD.items() for entry in entries]
)
def test_an_entry_of_the_publication_is_found_there(published: dict[str, str], kind: str, entry: str) -> None:
    text = published[kind]
    found = html.fromstring(text).text_content() + text if kind in ("page", "press note") else text

    assert bare(SAID[entry]) in bare(found)


def test_every_entry_is_looked_for_somewhere() -> None:
    assert set(SAID) == {entry for entries in HELD.values() for entry in entries}


def test_the_logo_stands_on_pages_in_print_in_word_and_in_the_crate(project: Path) -> None:
    site = project / "_site"
    for name in (
        "index.html",
        "fr/index.html",
        "aptc/fr/index.html",
        "aptc/fr/press.html",
        "aptc/costs.html",
        "fr/methods.html",
        "docs/how-to/own.html",
    ):
        page = html.parse(str(site / name))
        (image,) = page.xpath("//header//img[@class='logo']")
        assert image.get("alt") == SAID["name"]
        assert ((site / name).parent / image.get("src")).resolve() == (site / "assets" / "logo.svg").resolve()
    with zipfile.ZipFile(site / "aptc" / "aptc.fr.docx") as word:
        assert f'descr="{SAID["name"]}"' in word.read("word/document.xml").decode()
    assert '"assets/logo.svg"' in (site / "ro-crate-metadata.json").read_text(encoding="utf-8")


def test_every_page_of_the_sitemap_says_the_same_address_of_itself(project: Path) -> None:
    site, base = project / "_site", SAID["address"]
    listed = [
        str(place) for place in etree.parse(str(site / "sitemap.xml")).xpath("//*[local-name()='loc']/text()")
    ]
    names = [place.removeprefix(base) for place in listed]
    named = {name: html.parse(str(site / name)).xpath("//link[@rel='canonical']/@href") for name in names}

    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    framed = {name: path for name, path in pages.items() if path.parent.name == EMBEDS}
    assert sorted(names) == sorted(set(pages) - set(framed))
    assert {name: found for name, found in named.items() if found != [f"{base}{name}"]} == {}
    assert framed
    for name, path in framed.items():  # the brief's own page is the one to be found
        home = name.partition(f"{EMBEDS}/")[0]
        assert html.parse(str(path)).xpath("//link[@rel='canonical']/@href") == [f"{base}{home}index.html"]
        code = html.parse(str(site / home / "index.html")).xpath("string(//details[@class='embed']//code)")
        assert f'src="{base}{home}{EMBEDS}/' in code
    assert f"Sitemap: {base}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    assert "](https://marked.example.org/aptc/" in (site / "llms.txt").read_text(encoding="utf-8")


def test_the_house_is_seen_nowhere_where_a_brand_has_its_own(published: dict[str, str]) -> None:
    for kind in ("chart", "card", "style sheet"):
        assert "#1F5C4D" not in published[kind]
        assert "#0B4F6C" not in published[kind].partition("--keyword")[0]


def test_nothing_is_stale_after_a_build_and_all_briefs_are_when_the_brand_changes(project: Path) -> None:
    path = str(project.parent / "site")
    assert "up to date" in run(project, "status", "aptc", PYTHONPATH=path).stdout
    publication = project / "briefs" / "publication.yaml"
    before = publication.read_text(encoding="utf-8")
    try:
        publication.write_text(before.replace("#8A1538", "#1538A0"), encoding="utf-8")
        said = run(project, "status", "aptc", PYTHONPATH=path).stdout
    finally:
        publication.write_text(before, encoding="utf-8")
    assert "brand" in said
    assert "briefs/publication.yaml" in said
