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
    made = publish_documentation(root / "docs", tmp_path / "docs", find_project(root))

    sources = {
        path.relative_to(root / "docs").with_suffix(".html").as_posix()
        for path in (root / "docs").rglob("*.md")
    }
    assert set(made) == sources
    for name in made:
        place = tmp_path / "docs" / name
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
            assert (place.parent / path).is_file(), f"{name}: {target}"
            if fragment and path.endswith(".html"):
                assert fragment in html.parse(place.parent / path).xpath("//@id"), f"{name}: {target}"
        assert page.xpath("//nav[contains(@class, 'doors')]//a/@href"), name
        assert not page.xpath("//a[not(@href) and not(@class='outside')]"), name
    assert not list(tmp_path.glob(".docs*")), "what it works with is cleared away"


def test_a_folder_without_a_first_page_or_a_page_without_a_title_is_refused(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "other.md").write_text("# Other\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"there is no index\.md"):
        publish_documentation(tmp_path / "a", tmp_path / "b", find_project(root))
    (tmp_path / "a" / "index.md").write_text("No title\n", encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"index\.md: does not begin with a title"):
        publish_documentation(tmp_path / "a", tmp_path / "b", find_project(root))
