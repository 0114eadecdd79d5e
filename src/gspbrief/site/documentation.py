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
from gspbrief.project.files import write_file
from gspbrief.project.inputs import Project, find_project
from gspbrief.render import Job, write_assets
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.pages import page, scroll_regions, split

DOORS = ("tutorial.md", "cli.md", "data-dictionary.md", "api.md")  # where each page leads, beside the first
FIRST = "index.md"
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
        return self.name.removesuffix(".md") + ".html"

    @property
    def root(self) -> str:
        """The way from it to the first page's folder."""
        return "../" * self.name.count("/")


def publish_documentation(source: Path, target: Path, project: Project) -> list[str]:
    """Write each Markdown page of a folder as a page of a site, with what they show and the look.

    Links between pages stay links; one that leads out of the folder, to code or tables, becomes plain text.

    Parameters
    ----------
    source, target : Path
        The folder with ``index.md``, and where the site goes.
    project : Project
        Whose look and publication it has.

    Returns
    -------
    list of str
        The pages, by path in the site.

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
    work, style = target.parent / f".{target.name}-work", styles.find(publication.style).name
    renderer = EmbeddedRenderer(project.root / "build" / "fonts")
    try:
        for one in pages:
            doors = [{"label": titles[name], "href": "" if name == one.name else one.root + _placed(name)}
                     for name in DOORS if name in titles]  # fmt: skip
            woven = page(
                project.root,
                "documentation",
                work,
                style=style,
                id=one.name.removesuffix(".md").replace("/", "-"),
                title=one.title,
                description=one.title,
                site_root=one.root,
                publication=publication,
                version=__version__,
                home=one.root + _placed(FIRST),
                words={"home": titles[FIRST]},
                doors=doors,
                body=_body(one, source, (target / one.name).parent, work),
            )
            frame, body = split(woven.read_text(encoding="utf-8"))
            woven.write_text(frame, encoding="utf-8")
            place = target / one.place
            place.parent.mkdir(parents=True, exist_ok=True)
            renderer.render_around(Job(source=woven, target=place, format="html"), body)
    finally:
        renderer.close()
        shutil.rmtree(work, ignore_errors=True)
    write_assets(target / "assets", cache=project.root / "build" / "fonts")
    return [one.place for one in pages]


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
    body = _LINK.sub(partial(_link, here=here, source=source), body)
    return Markup(scroll_regions(body.replace("`", "&#96;"), count(1)))


def _link(link: re.Match[str], *, here: Path, source: Path) -> str:
    """Where a link leads in the site; one that leads out of the folder leads nowhere."""
    goal = (here / link[1]).resolve()
    if goal.suffix == ".md" and goal.is_relative_to(source.resolve()):
        return f'href="{_placed(link[1])}{link[2] or ""}"'
    return 'class="outside"'


def main() -> None:
    """Make the documentation of the project here: from one folder into another."""
    source, target = map(Path, sys.argv[1:])
    made = publish_documentation(source, target, find_project())
    print(f"{len(made)} pages. Open {target / 'index.html'}")


if __name__ == "__main__":
    main()
