"""The page of its own that each figure of a brief has, and the code that shows it elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from gspbrief.brief.addresses import Addresses
from gspbrief.brief.embedding import embed_markdown
from gspbrief.brief.publication import Publication
from gspbrief.errors import RenderError
from gspbrief.language.formats import Format
from gspbrief.site.embeds import write_embeds

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
FIGURE = """<div class="exhibit exhibit-fig">
<figure id="fig-costs-paid">
<figcaption>Figure 3. Who &amp; what <span class="subtitle">In euros</span></figcaption>
<div class="scroll"><span class="chart" data-chart="data/costs-paid.chart.js"><svg></svg></span></div>
</figure>
<div class="note-source"><p><a href="#ref-x">2018</a> <a href="https://example.org/">there</a>
<a href="data/costs-paid.csv">CSV</a> <a href="sources.html#ref-y">2019</a></p>
<details class="embed"><summary>Code</summary></details>
</div>
</div>"""


def page(folder: Path, head: str = "", body: str = FIGURE) -> None:
    (folder / "index.html").write_text(
        f'<!DOCTYPE html><html lang="fr"><head>{POLICY}'
        '<meta property="og:title" content="A &quot;brief&quot;">'
        f'<link rel="stylesheet" href="../../assets/brief.css">{head}</head>'
        f'<body class="style-mpi" data-chart="Graphique"><h1>A</h1>{body}<p id="ref-x">X</p></body></html>',
        encoding="utf-8",
    )


def embedded(folder: Path) -> html.HtmlElement:
    return html.parse(str(folder / "embed" / "costs-paid.html")).getroot()


def test_a_figure_has_a_page_of_its_own_with_what_it_rests_on(tmp_path: Path) -> None:
    page(tmp_path, '<link rel="canonical" href="https://example.org/a/fr/index.html">')
    write_embeds(
        tmp_path, Publication(series="Skills", licence="CC BY 4.0", licence_url="https://example.org/by")
    )
    made = embedded(tmp_path)

    assert made.get("lang") == "fr"
    assert made.xpath("//title/text()") == ['Who & what In euros · A "brief"']
    assert made.xpath("//meta[@http-equiv]/@content") == ["default-src 'none'"]
    assert made.xpath("//link[@rel='canonical']/@href") == ["https://example.org/a/fr/index.html"]
    assert made.xpath("//link[@rel='stylesheet']/@href") == ["../../../assets/brief.css"]
    assert made.xpath("//script/@src") == ["../../../assets/charts.js", "../../../assets/frames.js"]
    assert made.xpath("//body/@data-chart") == ["Graphique"]
    assert made.xpath("//@data-chart")[1:] == ["../data/costs-paid.chart.js"]
    assert made.xpath("//details") == []
    assert made.xpath("//figcaption")[0].text == "Who & what "
    assert made.xpath("//p[@class='credit']")[0].text_content() == "Skills · CC BY 4.0"


def test_its_links_lead_where_they_led_and_out_of_the_frame(tmp_path: Path) -> None:
    page(tmp_path)
    (tmp_path / "annex.html").write_text(FIGURE.replace("costs-paid", "costs-more"), encoding="utf-8")
    write_embeds(tmp_path, Publication())
    links = embedded(tmp_path).xpath("//a")

    assert [link.get("href") for link in links] == [
        "../index.html#fig-costs-paid",
        "../index.html#ref-x",
        "https://example.org/",
        "../data/costs-paid.csv",
        "../sources.html#ref-y",
    ]
    assert {(link.get("target"), link.get("rel")) for link in links} == {("_blank", "noopener")}
    assert embedded(tmp_path).xpath("//link[@rel='canonical']/@href") == ["../index.html"]
    annex = html.parse(str(tmp_path / "embed" / "costs-more.html"))
    assert annex.xpath("//h1/a/@href") == ["../annex.html#fig-costs-more"]


def test_what_a_figure_needs_of_its_page_is_missed_by_name(tmp_path: Path) -> None:
    page(tmp_path)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(text.replace(POLICY, ""), encoding="utf-8")

    with pytest.raises(RenderError, match="policy"):
        write_embeds(tmp_path, Publication())


def test_a_figure_that_is_not_safe_gets_no_page(tmp_path: Path) -> None:
    page(tmp_path, body=FIGURE.replace("<svg>", '<svg onload="steal()">'))

    with pytest.raises(RenderError, match="onload"):
        write_embeds(tmp_path, Publication())
    assert not (tmp_path / "embed").exists()


@pytest.mark.parametrize(
    ("base", "lang", "address"),
    [
        ("", "en", "aptc/embed/costs-paid.html"),
        ("", "fr", "aptc/fr/embed/costs-paid.html"),
        ("https://example.org/s/", "es", "https://example.org/s/aptc/es/embed/costs-paid.html"),
    ],
)
def test_the_code_names_the_figure_and_its_address(base: str, lang: str, address: str) -> None:
    form = Format(lang)
    told = embed_markdown(
        Addresses("aptc", lang, base),
        "costs-paid",
        'He\'s "in" `it`',
        '<svg width="640" height="240.5">',
        form,
    )
    shown = html.fragment_fromstring(told.removeprefix("```{=html}\n").removesuffix("\n```"))
    (code,) = html.fragments_fromstring(shown.findtext(".//code"))

    assert told.count("`") == 6  # no headline ends the raw block
    assert (code.tag, code.get("src"), code.get("title")) == ("iframe", address, 'He\'s "in" `it`')
    assert int(code.get("height")) > 240
    assert (form.word("phrase", "embed_where") in shown.text_content()) == (not base)
