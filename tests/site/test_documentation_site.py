"""The documentation as a site: each page stands in the house look, and every link of it leads somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from gspbrief.errors import ArgumentError
from gspbrief.project.inputs import find_project
from gspbrief.site.documentation import publish_documentation


@pytest.mark.slow
def test_the_documentation_is_a_site_whose_links_and_pictures_lead_somewhere(
    root: Path, tmp_path: Path
) -> None:
    publish_documentation(root / "docs", tmp_path / "docs", find_project(root), style="mpi")

    assert pages(tmp_path / "docs") == written(root)
    require_links(tmp_path / "docs", tmp_path)
    assert not list(tmp_path.glob(".docs*")), "what it works with is cleared away"


def test_the_documentation_stands_in_the_site_that_it_is_about(root: Path, sample: Path) -> None:
    assert pages(sample / "docs") == written(root)
    require_links(sample / "docs", sample)
    for lang in ("", "fr", "es"):
        methods = html.parse(sample / lang / "methods.html")
        (link,) = methods.xpath("//section[@id='tool']//a/@href")
        assert (sample / lang / link).resolve() == (sample / "docs" / "index.html").resolve()


def written(root: Path) -> set[str]:
    """What the pages of the documentation are called in a site."""
    docs = root / "docs"
    return {path.relative_to(docs).with_suffix(".html").as_posix() for path in docs.rglob("*.md")}


def pages(folder: Path) -> set[str]:
    """The pages of a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def require_links(folder: Path, site: Path) -> None:
    """Each page has a title and doors, and what it links to and shows is there."""
    for name in sorted(pages(folder)):
        place = folder / name
        page = html.parse(place)
        (title,) = page.xpath("//h1")
        assert title.text_content().strip()
        ids = set(page.xpath("//@id"))
        for target in page.xpath("//@href | //@src"):
            path, _, fragment = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            if not path:
                assert fragment in ids, f"{name}: {target}"
                continue
            goal = place.parent / path
            assert goal.is_file(), f"{name}: {target}"
            assert goal.resolve().is_relative_to(site.resolve())
            if fragment and path.endswith(".html"):
                assert fragment in html.parse(goal).xpath("//@id"), f"{name}: {target}"
        assert page.xpath("//nav[contains(@class, 'doors')]//a/@href"), name
        assert not page.xpath("//a[not(@href) and not(@class='outside')]"), name


def test_a_folder_without_a_first_page_or_a_page_without_a_title_is_refused(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "other.md").write_text("# Other\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"there is no index\.md"):
        publish_documentation(tmp_path / "a", tmp_path / "b", find_project(root), style="mpi")
    (tmp_path / "a" / "index.md").write_text("No title\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"index\.md: does not begin with a title"):
        publish_documentation(tmp_path / "a", tmp_path / "b", find_project(root), style="mpi")
