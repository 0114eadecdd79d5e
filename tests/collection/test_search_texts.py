"""What can be searched: every section of a page with its own words, and nothing that is no text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gspbrief.collection.search_texts import Searched, in_words, searched
from gspbrief.collection.sectors import SECTOR_GROUPS
from gspbrief.language.formats import Format
from many_partnerships import listings

WORDS = st.text("abcdé", min_size=1, max_size=6)
PAGE = """<html><body><nav><p>Menu</p></nav><article><header><h1>Title</h1></header>
<div class="front"><p>Up front.</p>
<section id="sum" class="level2"><h2>Summary</h2><p>In short.</p></section></div>
<section id="a" class="level2"><h2><span class="header-section-number">I.</span> Costs &amp; more</h2>
<p>Two <b>thirds</b><a class="footnote-ref" href="#fn1"><sup>3</sup></a> paid.</p>
<figure><svg><text>drawn</text></svg><figcaption>Figure 1. Who pays</figcaption></figure>
<p><a class="data-link" href="x.csv">Data</a></p><details><table><tr><td>hidden</td></tr></table></details>
<section id="b" class="level3"><h3>Inside</h3><p>Own words.</p></section></section>
<section id="empty"><h2>Nothing</h2></section>
<section id="notes" class="level2 back"><h2>Notes</h2><p>Behind.</p>
<section id="c"><p>Too.</p></section></section>
</article></body></html>"""


def test_each_section_has_its_own_words_once_and_what_is_no_text_is_left_out() -> None:
    assert searched(PAGE.encode()) == [
        Searched("", "", "Up front."),
        Searched("sum", "Summary", "In short."),
        Searched("a", "Costs & more", "Two thirds paid. Figure 1. Who pays"),
        Searched("b", "Inside", "Own words."),
    ]


@given(st.lists(st.tuples(WORDS, st.lists(WORDS, min_size=1, max_size=4)), max_size=5))
def test_no_word_of_a_section_is_lost(sections: list[tuple[str, list[str]]]) -> None:
    parts = [
        f'<section id="s{i}"><h2>{head}</h2> <p>{"</p> <p>".join(words)}</p></section>'
        for i, (head, words) in enumerate(sections)
    ]
    page = f"<html><body><article>{''.join(parts)}</article></body></html>"

    expected = [Searched(f"s{i}", head, " ".join(words)) for i, (head, words) in enumerate(sections)]
    assert searched(f'<meta charset="utf-8">{page}'.encode()) == expected


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_what_a_partnership_is_holds_every_country_and_sector_in_the_readers_words(
    root: Path, lang: str
) -> None:
    form = Format(lang)
    for one in listings(root):
        here, said = one.partnership, in_words(one, form)
        for code in (*here.origins, *here.destinations):
            assert form.country(code) in said, here.id
        assert not here.sector or form.word("sector", here.sector) in said, here.id
        cares = here.sector in SECTOR_GROUPS["care"]
        assert (form.word("sector_group", "care") in said) or not cares, here.id


def test_the_search_is_the_one_whose_hash_is_noted(root: Path) -> None:
    text = (root / "_extensions" / "gspbrief" / "minisearch.js").read_bytes()
    comment, _, published = text.partition(b"\n*/\n")

    assert hashlib.sha256(published).hexdigest() in comment.decode()
