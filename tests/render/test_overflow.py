"""A page that is too heavy keeps its text; its last sections stand on pages beside it, nothing is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from lxml import html

from gspbrief.render.overflow import LIMIT, Words, divide
from published_sites import LIMIT as OF_A_PAGE

pytestmark = pytest.mark.slow

WORDS = Words("Elsewhere", "Page {n} of {all}")
FRAME = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Paper</title>
<meta name="citation_title" content="Paper">
<link rel="canonical" href="https://example.org/paper/">
<meta property="og:url" content="https://example.org/paper/">
<script src="../assets/brief.js" defer></script>
</head><body><a href="#text">Skip</a><main id="text"><article>
<header class="title-block"><h1>Paper</h1></header>
<nav class="toc"><a href="#annex">Annex</a> <a href="#sec-like">Like</a> <a href="#sources">Sources</a></nav>
<section id="sec-text" class="level2"><h2>Text</h2>
<p><a class="finding" href="#n-{last}">1</a> <a href="#tbl-like">Table</a>
<a href="#ref-{last}">Source</a></p>
</section>
{back}
</article></main></body></html>
"""
ENTRY = """<div id="n-{n}" class="number"><p><strong>{n}</strong>: “of” <em>&lt;{n}&gt;</em> &amp; more, from
<a href="#n-0">the first</a> (<a href="#ref-{n}">{n}</a>).</p></div>"""
SOURCE = '<div id="ref-{n}" class="csl-entry" role="listitem">Source {n}, with its title and address</div>'
ROW = """<tr><th scope="row">Row {n}</th>
<td class="count"><a class="finding" href="#n-{n}">{n}</a></td><td></td></tr>"""


def _page(count: int) -> str:
    """A page with so many rows, numbers and sources."""
    rows, numbers, sources = (
        "\n".join(one.format(n=n) for n in range(count)) for one in (ROW, ENTRY, SOURCE)
    )
    back = f"""<section id="annex" class="level2 unnumbered back"><h2 class="back">Annex</h2><p>Tables.</p>
<section id="sec-like" class="level3"><h3>Like</h3>
<div id="tbl-like"><div class="table-scroll" role="region" tabindex="0" aria-label="All"><table>
<caption>All rows</caption><colgroup><col style="width: 20%" /></colgroup>
<thead><tr><th scope="col">Row</th><th scope="col">Figure</th><th scope="col">Note</th></tr></thead>
<tbody>{rows}</tbody></table></div></div></section></section>
<section id="numbers" class="level2 back"><h2>Numbers</h2><div class="numbers-annex">{numbers}</div></section>
<section id="sources" class="level2 back"><h2>Sources</h2>
<div id="refs" role="list">{sources}</div></section>"""
    return FRAME.format(last=count - 1, back=back)


def _divided(folder: Path, count: int) -> dict[str, html.HtmlElement]:
    page = folder / "index.html"
    page.write_text(_page(count), encoding="utf-8")
    divide(page, WORDS)
    for path in folder.glob("*.html"):
        assert path.stat().st_size <= OF_A_PAGE, path.name
    return {path.name: html.parse(str(path)).getroot() for path in folder.glob("*.html")}


def test_a_page_that_is_light_stays_as_it_is(tmp_path: Path) -> None:
    (page,) = _divided(tmp_path, 300)

    assert page == "index.html"
    assert (tmp_path / page).read_text(encoding="utf-8") == _page(300)


@pytest.mark.parametrize("count", [1200, 4000])
def test_of_a_heavy_page_nothing_is_lost_and_every_link_leads_to_its_place(
    tmp_path: Path, count: int
) -> None:
    said = _divided(tmp_path, count)
    ids = {name: tree.xpath("//@id") for name, tree in said.items()}
    whole = html.fromstring(_page(count))

    assert len(_page(count).encode()) > LIMIT
    for name, tree in said.items():
        assert len(ids[name]) == len(set(ids[name]))
        for address in tree.xpath("//a/@href"):
            path, _, place = address.partition("#")
            assert not place or place in ids[path or name], f"{name} leads to {address}"
    for path in ("//div[@class='number']", "//div[@class='csl-entry']", "//tbody/tr"):
        found = [one.text_content() for name in sorted(said, key=_order) for one in said[name].xpath(path)]
        assert found == [one.text_content() for one in whole.xpath(path)]
    for table in (table for tree in said.values() for table in tree.xpath("//table")):
        assert table.xpath("string(caption)") == "All rows"
        assert len(table.xpath("thead/tr/th")) == 3
    text = said["index.html"].get_element_by_id("sec-text")
    assert text.text_content() == whole.get_element_by_id("sec-text").text_content()


def _order(name: str) -> tuple[str, int]:
    stem, _, number = name.removesuffix(".html").partition(".")
    return stem, int(number or 1)


def test_a_script_beside_the_numbers_holds_each_entry_as_it_stands_on_its_page(tmp_path: Path) -> None:
    said = _divided(tmp_path, 2500)
    pages = [name for name in said if name.startswith("numbers")]
    assert len(pages) > 1
    for name in pages:
        script = (tmp_path / name.replace(".html", ".js")).read_text(encoding="utf-8")
        entries = json.loads(re.fullmatch(r"gspbriefNumbers\((.*)\);\n", script)[1])  # type: ignore[index]

        assert list(entries) == said[name].xpath("//div[@class='number']/@id")
        stand = {one.get("id"): one for one in said[name].xpath("//div[@class='number']")}
        for key, entry in entries.items():
            shown, held = html.fromstring(entry), stand[key]
            assert shown.text_content() == held.text_content()
            for address, place in zip(shown.xpath("//a/@href"), held.xpath(".//a/@href"), strict=True):
                assert address == (f"{name}{place}" if place.startswith("#") else place)


def test_an_old_address_of_a_table_is_marked_where_its_page_is_linked(tmp_path: Path) -> None:
    said = _divided(tmp_path, 2500)
    (mark,) = said["index.html"].xpath("//li[@data-onward]/span[@id='tbl-like']")

    assert mark.getparent()[0].get("href") == "annex.html"
    assert said["index.html"].xpath("//script/@src") == ["../assets/brief.js", "../assets/onward.js"]
    assert said["annex.html"].xpath("string(//title)") == "Annex · Paper"
    assert said["annex.html"].xpath("//h1/a/@href") == ["index.html"]
    assert not said["annex.html"].xpath("//meta[@name='citation_title' or @property='og:url'] | //link")
