"""A folder of Markdown pages as a small site in the house look: `make docs`."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from markupsafe import Markup

from gspbrief import __version__
from gspbrief.brief.publication import read_publication
from gspbrief.errors import ArgumentError
from gspbrief.language import styles
from gspbrief.project.files import files_below, write_file
from gspbrief.project.general import DOCUMENTATION
from gspbrief.project.inputs import Inputs, Project, find_project, key
from gspbrief.project.kept import kept_folder
from gspbrief.render import Job, write_assets
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.pages import page, scroll_regions, split
from gspbrief.site.published import Site

DOORS = ("tutorial.md", "cli.md", "data-dictionary.md", "api.md")  # where each page leads, beside the first
FIRST = "index.md"
ROOTS = ("site.documentation",)  # the code that makes these pages
_TITLE = re.compile(r"# (.+)\n+")
_LINK = re.compile(r'href="(?!\w+:|#)([^"#]+)(#[^"]*)?"')
_PICTURE = re.compile(r'<img src="(?!\w+:)([^"]+)"')
_FENCE = re.compile(
    r"^```(\w+) .*$", re.MULTILINE
)  # what stands behind the language is for the test of the block


@dataclass(frozen=True)
class Written:
    """A page as somebody wrote it: its path in the folder, its title, and the rest in Markdown."""

    name: str
    title: str
    text: str

    @property
    def place(self) -> str:
        """Its path in the site."""
        return _placed(self.name)

    @property
    def root(self) -> str:
        """The way from it to the first page's folder."""
        return "../" * self.name.count("/")


def publish_documentation(
    source: Path, target: Path, project: Project, *, style: str, above: str = "", base: str = ""
) -> None:
    """Write each Markdown page of a folder as a page of a site, with the pictures that it shows.

    Links between pages stay links; one that leads out of the folder, to code or tables, becomes plain text.

    Parameters
    ----------
    source, target : Path
        The folder with ``index.md``, and where the site goes.
    project : Project
        Whose look and publication it has.
    style : str
        Its house style.
    above : str
        The way from there to the site that it is a part of, whose look it shares; blank if it stands alone.
    base : str
        The public address of the folder, with a final slash; blank where nobody has said it.

    Raises
    ------
    ArgumentError
        If there is no first page, or a page has no title.
    """
    pages = list(_read(source))
    titles = {one.name: one.title for one in pages}
    if FIRST not in titles:
        raise ArgumentError(f"there is no {FIRST}", where=str(source), todo="Write it: the way to the others")
    publication = read_publication(project.publication)
    work, fonts = target.parent / f".{target.name}-work", project.root / "build" / "fonts"
    words = {} if above else {"home": titles[FIRST]}
    renderer = EmbeddedRenderer(fonts)
    try:
        for one in pages:
            woven = page(
                project.root,
                "documentation",
                work,
                style=style,
                id=one.name.removesuffix(".md").replace("/", "-"),
                title=one.title,
                description=one.title,
                site_root=one.root + above,
                publication=publication,
                version=__version__,
                canonical=f"{base}{one.place}" if base else "",
                home=f"{one.root}{above}index.html",
                doors=[
                    {"label": titles[name], "href": "" if name == one.name else one.root + _placed(name)}
                    for name in ((FIRST, *DOORS) if above else DOORS)
                    if name in titles
                ],
                body=_body(one, source, (target / one.name).parent, work),
                words=words,
            )
            frame, body = split(woven.read_text(encoding="utf-8"))
            woven.write_text(frame, encoding="utf-8")
            place = target / one.place
            place.parent.mkdir(parents=True, exist_ok=True)
            renderer.render_around(Job(source=woven, target=place, format="html"), body)
    finally:
        renderer.close()
        shutil.rmtree(work, ignore_errors=True)
    if not above:
        write_assets(target / "assets", cache=fonts)


def has_documentation(site: Site) -> bool:
    """Whether the project has pages of its own in ``docs/``, which are published beside the briefs."""
    return (site.project.root / DOCUMENTATION / FIRST).is_file()


def publish_with_site(site: Site) -> None:
    """Put the project's own pages into the site; they are made anew when they or their look changed."""
    if not has_documentation(site):
        site.holdings.take_down(DOCUMENTATION)
        return
    source, made_from = site.project.root / DOCUMENTATION, key(documentation_inputs(site))[:12]

    def make(folder: Path) -> None:
        base = f"{site.base}{DOCUMENTATION}/" if site.base else ""
        publish_documentation(source, folder, site.project, style=site.style, above="../", base=base)

    made = kept_folder(site.work / f"{DOCUMENTATION}-{made_from}", make)
    for old in (path for path in site.work.glob(f"{DOCUMENTATION}-*") if path.is_dir() and path != made):
        shutil.rmtree(old)
        old.with_name(f"{old.name}.sha256").unlink(missing_ok=True)
    pages = {f"{DOCUMENTATION}/{name}": path for name, path in files_below(made).items()}
    site.holdings.take_down_others((f"{DOCUMENTATION}/",), pages)
    for name, path in pages.items():
        site.holdings.put(path, name)


def documentation_inputs(site: Site) -> Inputs:
    """What these pages are made of."""
    return {
        **site.project.files(DOCUMENTATION, "_extensions/gspbrief"),
        **site.project.files("briefs/pages", pattern="*.j2"),
        **site.project.brand,
        **site.project.code(ROOTS),
        "style": site.style,
    }


def _read(source: Path) -> Iterator[Written]:
    for path in sorted(source.rglob("*.md")):
        name, text = path.relative_to(source).as_posix(), path.read_text(encoding="utf-8")
        title = _TITLE.match(text)
        if title is None:
            raise ArgumentError("does not begin with a title", where=str(path), todo="Begin it with # Title")
        yield Written(name, title[1], text[title.end() :])


def _placed(name: str) -> str:
    return name.removesuffix(".md") + ".html"


def _body(written: Written, source: Path, *beside: Path) -> Markup:
    """The page's text as HTML; the pictures that it shows are copied beside it."""
    import pypandoc

    text = _FENCE.sub(r"```\1", written.text)
    options = ["--wrap=none", "--syntax-highlighting=none"]
    body = pypandoc.convert_text(text, "html5", format="gfm", extra_args=options)
    here = (source / written.name).parent
    for picture in _PICTURE.findall(body):
        for folder in beside:
            write_file(folder / picture, (here / picture).read_bytes())
    body = body.replace(' style="text-align: left;"', "")
    body = _LINK.sub(partial(_link, here=here, source=source), body)
    return Markup(scroll_regions(body.replace("`", "&#96;"), count(1)))


def _link(link: re.Match[str], *, here: Path, source: Path) -> str:
    """Where a link leads in the site; one that leads out of the folder leads nowhere."""
    goal = (here / link[1]).resolve()
    if goal.suffix == ".md" and goal.is_relative_to(source.resolve()):
        return f'href="{_placed(link[1])}{link[2] or ""}"'
    return 'class="outside"'


def main() -> None:
    """Make the documentation of the project here a site of its own: from one folder into another."""
    source, target = map(Path, sys.argv[1:])
    publish_documentation(source, target, find_project(), style=styles.find().name)
    print(f"Open {target / 'index.html'}")


if __name__ == "__main__":
    main()
