"""Weaving: what templates print for findings, for text from data, and what they refuse."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gspbrief.brief.markdown import anchor, attribute, escape
from gspbrief.brief.publication import Publication, read_publication
from gspbrief.brief.weave import BriefInputs, has_brief, weave
from gspbrief.errors import EvidenceError, RenderError, TemplateError
from gspbrief.evidence.reading import load
from gspbrief.execution.results import Results
from gspbrief.exhibits import standard as exhibits
from gspbrief.exhibits import svg as charts
from gspbrief.exhibits.exhibit import Column, Exhibit
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Finding, Findings, not_found
from gspbrief.language.formats import Format
from gspbrief.project.inputs import Project
from gspbrief.render import fonts
from gspbrief.render.edition import Edition

FONT = "'Source Sans 3', sans-serif"
ROOT = Path(__file__).parents[2]
Weave = Callable[..., str]

HOSTILE = (
    "<script>alert(1)</script> [x](javascript:1) {{7*7}} $(id) #let @key `rm` | pipe *b* {#id} 1. -- ..."
)


def row(**cells: str) -> dict[str, str]:
    return cells


def write_table(folder: Path, table: str, rows: Iterable[dict[str, str]]) -> None:
    """Write rows of a table with every column of the schema; what a row leaves out is blank."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    schema = next(r["schema"] for r in package["resources"] if r["name"] == table)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [c["name"] for c in schema["fields"]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data package with one partnership and three sources, two of them consulted."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(ROOT / "data" / "datapackage.json", folder)
    (folder / "sources.bib").write_text(
        "@misc{review, title = {A Review of 100% & More}, author = {Doe, Jane}, kind = {evaluation},"
        " readdepth = {full}}\n"
        "@misc{press, title = {A Report}, organization = {News}, url = {https://example.org/a},"
        " kind = {press}, readdepth = {excerpt}}\n"
        "@misc{unused, title = {Unused}, kind = {press}, readdepth = {full}}\n",
        encoding="utf-8",
    )
    partnership = row(
        id="pilot", name=f"Pilot {HOSTILE}", short_name="Pilot", kind="programme", origins="MAR",
        destinations="DEU", sector="nursing", source="review",
    )  # fmt: skip
    statement = row(
        id="pilot.purpose", partnership="pilot", feature="purpose", statement=HOSTILE, source="press",
        confidence="high",
    )  # fmt: skip
    write_table(folder, "partnerships", [partnership])
    write_table(folder, "design", [statement])
    for table in ("costs", "migration", "outcomes", "context", "revisions"):
        write_table(folder, table, [])
    return folder


def finding(name: str, measure: str, value: float | None, unit: str = "persons", **values: object) -> Finding:
    given: dict[str, object] = {
        "partnership": "pilot", "grade": "published", "sources": (Citation("review", "p. 5"),),
        "row": f"migration.csv#{name}", **values,
    }  # fmt: skip
    return Finding(id=name, measure=measure, value=value, unit=unit, **given)  # type: ignore[arg-type]


PLACED = finding("pilot.placed.2018", "placed", 100, end="2018")
PLACED_LATER = finding("pilot.placed.2019", "placed", 1, end="2019", origin="MAR")
RATE = Finding(
    id="migration.arrival_rate", measure="arrival_rate", value=0.62, low=0.5, high=0.72, level=0.95,
    interval="wilson", unit="share", grade="derived", partnership="pilot", base="placed", n=100,
    formula="departed ÷ placed", inputs=("pilot.placed.2018",), sources=(Citation("review"),),
    caveats=("right_censored",), notebook="migration", cell="rates",
)  # fmt: skip
MIGRATION = (PLACED, PLACED_LATER, RATE, not_found("migration.returned", "returned", "persons", 2))


@pytest.fixture
def woven(tmp_path: Path, data: Path) -> Weave:
    """Weaves one template over the small results, and gives the text."""

    def run(
        template: str, *, name: str = "fact-sheet.md.j2", exhibits: tuple[Exhibit, ...] = (), **more: object
    ) -> str:
        templates = tmp_path / "briefs"
        (templates / "en").mkdir(parents=True, exist_ok=True)
        (templates / "en" / name).write_text(template, encoding="utf-8")
        found = Results("migration", "pilot", Findings(MIGRATION), exhibits)
        given: dict[str, object] = {
            "study": load("pilot", data), "results": (found,), "templates": templates,
            "notebooks": Project(ROOT).notebooks(),
            "out": tmp_path / "out",
            "draw": lambda exhibit, *_: f"<svg>{exhibit.id}</svg>",
            "publication": Publication(date="2026-11-21"), "evidence_hash": "0f", "version": "1", **more,
        }  # fmt: skip
        return weave(BriefInputs(**given)).read_text(encoding="utf-8")  # type: ignore[arg-type]

    return run


ANNEX = "\n{% for n in numbers() %}\n::: {#{{ n.anchor }} .number}\n{{ n.figure }}\n:::\n{% endfor %}"


def test_a_finding_prints_as_a_link_to_the_annex_that_carries_it(woven: Weave) -> None:
    text = woven("{{ migration.arrival_rate }} of them" + ANNEX)
    link = '[62 percent](#n-migration-arrival_rate){.finding data-finding="migration.arrival_rate"'
    assert f'{link} data-grade="derived" data-value="0.62" data-low="0.5" data-high="0.72"}} of them' in text


@pytest.mark.parametrize(
    "asked",
    [
        'migration.placed["2018"]',  # the end of its id
        'migration.placed["pilot.2018"]',  # some of its parts, in order
        'migration["pilot.2018"]',
    ],
)
def test_a_template_asks_for_a_finding_by_any_parts_of_its_id_that_are_its_alone(
    woven: Weave, asked: str
) -> None:
    assert 'data-finding="pilot.placed.2018"' in woven(f"{{{{ {asked} }}}}" + ANNEX)


@pytest.mark.parametrize("asked", ['migration.placed["pilot"]', 'migration["pilot.placed"]'])
def test_parts_that_several_findings_have_are_refused_with_their_ids(woven: Weave, asked: str) -> None:
    with pytest.raises(TemplateError, match="has 2 values") as raised:
        woven(f"{{{{ {asked} }}}}" + ANNEX)
    assert {"pilot.placed.2018", "pilot.placed.2019"} <= set(re.findall(r"[\w.]+", raised.value.todo))


def test_parts_in_another_order_are_no_name(woven: Weave) -> None:
    with pytest.raises(TemplateError, match=r"nothing called '2018\.pilot'"):
        woven('{{ migration.placed["2018.pilot"] }}' + ANNEX)


def test_an_interval_is_printed_where_it_is_asked_for(woven: Weave) -> None:
    text = woven("{{ migration.arrival_rate.with_interval }}" + ANNEX)
    assert "[62 percent (50–72 percent, 95 percent Wilson interval)]" in text


def test_a_range_is_printed_in_place_of_its_value_where_it_is_asked_for(woven: Weave) -> None:
    assert "[50–72 percent]" in woven("{{ migration.arrival_rate.as_range }}" + ANNEX)


def test_figures_without_a_value_are_grouped_by_their_reason(woven: Weave) -> None:
    silent = [
        finding(
            f"x.{c}", "brain_gain", None, "share_difference", reason="-", origin=c, details={"reason": why}
        )
        for c, why in (("MAR", "exceeds_base"), ("TUN", "no_total"), ("EGY", "exceeds_base"))
    ]
    text = woven(
        "{% for s in outcomes.brain_gain.refusals %}{{ s.origins }}: {{ s.why }}. {% endfor %}",
        results=(Results("outcomes", "pilot", Findings(silent), ()),),
    )

    assert "Egypt and Morocco: more are counted than there were. Tunisia: the total is a range." in text


def test_the_annex_says_why_a_figure_was_refused(woven: Weave) -> None:
    refused = finding(
        "x.MAR", "brain_gain", None, "share_difference", reason="-", origin="MAR",
        details={"reason": "exceeds_base"},
    )  # fmt: skip
    text = woven(
        "{{ outcomes.brain_gain }}"
        "{% for n in numbers() %}\n\n::: {#{{ n.anchor }}}\n{{ n.why }}\n:::{% endfor %}",
        results=(Results("outcomes", "pilot", Findings([refused]), ()),),
    )

    assert "{#n-x-MAR}\nmore are counted than there were" in text


def test_the_annex_has_no_entry_for_what_was_not_found(woven: Weave) -> None:
    text = woven("{{ migration.returned }}{% for n in numbers() %}{{ n.anchor }}{% endfor %}")

    assert text.rstrip() == "not found in the parts read of the 2 sources consulted"


def test_the_annex_explains_what_was_printed_and_what_it_was_computed_from(woven: Weave) -> None:
    text = woven(
        "{{ migration.arrival_rate }}{% for n in numbers() %}\n::: {#{{ n.anchor }} .number}\n"
        "{% for name, value in n.fields %}{{ name }}={{ value }};{% endfor %}{{ n.trace }}\n\n:::\n"
        "{% endfor %}"
    )
    assert "{#n-pilot-placed-2018 .number}" in text
    assert "Formula=departed ÷ placed with an employer" in text.replace("moved abroad", "departed")
    assert "From=[100](#n-pilot-placed-2018) (placed with an employer)" in text
    assert "Mind=the process was still open at the date: more may follow" in text
    assert "[where it was computed](<migration.html#rates>)" in text
    assert "[its row in the data](<../data/rows/pilot.html#pilot.placed.2018>)" in text


@pytest.mark.parametrize(
    ("base", "n", "said"),
    [
        ("placed", 100, "out of 100 people placed"),
        ("placed", None, "of people placed"),
        ("target", 160, "out of the target (160)"),
        ("partnerships", 1, "out of 1 partnership"),
        ("", None, ""),
    ],
)
def test_the_annex_says_out_of_whom_as_a_sentence_does(
    woven: Weave, base: str, n: int | None, said: str
) -> None:
    rate = finding("migration.x", "arrival_rate", 0.5, "share", base=base, n=n)
    text = woven(
        "{{ migration.x }}{% for n in numbers() %}{#{{ n.anchor }}}|{{ n.what }}{% endfor %}",
        results=(Results("migration", "pilot", Findings([rate]), ()),),
    )
    assert text.strip().split("|")[1] == f"arrival rate{', ' if said else ''}{said}"


def test_the_annex_shows_no_bare_ids_and_says_whose_words_it_quotes(woven: Weave) -> None:
    told = replace(PLACED, inputs=("sister.placed.2018",), as_printed="some hundred")
    for printed, label in (
        ("some hundred", "In the words of the source"),
        ("[some hundred]", "In our words"),
    ):
        text = woven(
            "{{ migration.placed }}{% for n in numbers() %}{#{{ n.anchor }}}"
            "{% for name, value in n.fields %}{{ name }}={{ value }};{% endfor %}{% endfor %}",
            results=(Results("migration", "pilot", Findings([replace(told, as_printed=printed)]), ()),),
        )
        assert "sister" not in text
        assert re.search(rf"{label}[^=]*=“some hundred”", text)


def test_a_measure_with_several_values_is_refused_with_the_choices_and_the_line(woven: Weave) -> None:
    with pytest.raises(
        TemplateError, match=r"fact-sheet\.md\.j2, line 3: migration\.placed has 2 values"
    ) as error:
        woven("one\ntwo\n{{ migration.placed }}")
    assert "pilot.placed.2018, pilot.placed.2019" in error.value.todo


def test_one_of_several_values_is_chosen_by_attribute_by_id_or_by_turns(woven: Weave) -> None:
    text = woven(
        '{{ migration.placed.where(end="2019") }} {{ migration["pilot.placed.2018"] }} '
        "{% for f in each(migration.placed) %}<{{ f }}>{% endfor %}" + ANNEX
    )
    shown = [part.split("](", 1)[0] for part in text.split(":::")[0].split("[")[1:]]
    assert shown == ["1", "100", "100", "1"]


def test_counts_agree_with_their_noun(woven: Weave) -> None:
    text = woven(
        '{{ migration.placed.where(end="2019").counted() }} '
        '{{ migration.placed.where(end="2018").counted("nurse", "nurses") }}' + ANNEX
    )
    assert "[1 person]" in text
    assert "[100 nurses]" in text


def test_a_figure_that_was_not_found_prints_the_phrase_and_is_falsy_when_asked(woven: Weave) -> None:
    text = woven(
        "{{ outcomes.earnings }}|{% if not migration.returned.found %}{{ migration.returned }}{% endif %}"
        + ANNEX
    )
    phrase = "not found in the parts read of the 2 sources consulted"
    assert text.startswith(f"{phrase}|not found\n")


def test_an_unknown_name_is_an_error_that_names_template_line_and_near_names(woven: Weave) -> None:
    with pytest.raises(TemplateError, match=r"fact-sheet\.md\.j2, line 2: .*'arival_rate'") as error:
        woven("\n{{ migration.arival_rate }}")
    assert "arrival_rate" in error.value.todo
    with pytest.raises(TemplateError, match="line 1: 'nonsense' is undefined"):
        woven("{{ nonsense }}")


def test_a_language_without_templates_is_an_error_that_says_where_they_were_looked_for(
    woven: Weave, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gspbrief.brief.templates.folders", lambda root, name: [root / name])
    with pytest.raises(TemplateError, match=r"briefs/fr, .*: there is no template fact-sheet\.md\.j2"):
        woven("x", lang="fr")


def test_a_broken_template_is_an_error_with_its_line(woven: Weave) -> None:
    with pytest.raises(TemplateError, match=r"fact-sheet\.md\.j2, line 2"):
        woven("\n{% if %}")


def test_text_from_data_cannot_become_markup(woven: Weave) -> None:
    text = woven(
        '{{ partnership.name }}\n\n{% for s in partnership.design("purpose") %}{{ s.cited }}{% endfor %}'
    )
    assert "\\<script\\>" in text
    assert "\\[x\\](javascript\\:1)" in text
    unescaped = re.sub(r"\\[^\w\s]", "", text)
    for character in "<>[]{}$#`|*":
        assert character not in unescaped.replace("[@press]", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", [HOSTILE, "1. one", "# head", "- item", "> quote", ": def", "a\n\n# b", "+ x", "(1) y"]
)
def test_pandoc_reads_escaped_text_as_that_text(text: str) -> None:
    import pypandoc

    plain = pypandoc.convert_text(escape(text), "json", format="markdown+autolink_bare_uris")
    blocks = json.loads(plain)["blocks"]
    assert [b["t"] for b in blocks] == ["Para"]
    assert {i["t"] for i in blocks[0]["c"]} <= {"Str", "Space", "Quoted"}
    read = "".join(" " if i["t"] == "Space" else str(i["c"]) for i in blocks[0]["c"])
    assert read.replace("–", "--").replace("…", "...") == " ".join(text.split())


def test_attributes_keep_their_quotes_inside() -> None:
    assert attribute('a "b" \\ {c}') == '"a \\"b\\" \\\\ {c}"'
    assert anchor("aptc.departed.2016") == "n-aptc-departed-2016"


def test_references_to_nothing_and_unknown_sources_are_refused(woven: Weave) -> None:
    with pytest.raises(TemplateError, match="point to nothing: tbl-lost"):
        woven("See @tbl-lost.")
    with pytest.raises(TemplateError, match=r"unknown sources: reveiw.*Did you mean review"):
        woven("So it says [@reveiw].")


def test_the_bibliography_holds_the_cited_sources_and_no_other(woven: Weave, tmp_path: Path) -> None:
    woven("It says so [@review, p. 3].")
    (item,) = json.loads((tmp_path / "out" / "references.json").read_text(encoding="utf-8"))
    assert item["title"] == "A Review of 100% & More"
    assert item["author"] == [{"family": "Doe", "given": "Jane"}]
    bib = (tmp_path / "out" / "references.bib").read_text(encoding="utf-8")
    assert [line for line in bib.splitlines() if line[:1] == "@"] == ["@misc{review,"]


def test_british_words_of_a_template_are_respelled_for_mpi_only_and_ids_are_not(woven: Weave) -> None:
    template = "The programme {#programme} of labour\n\n## A {#programme}"
    assert "The program {#programme} of labor" in woven(template)
    assert "The programme {#programme} of labour" in woven(template, edition=Edition(style="oecd"))


def test_the_same_inputs_give_the_same_bytes_and_a_failure_leaves_what_was_there(
    woven: Weave, tmp_path: Path
) -> None:
    first = woven("{{ migration.arrival_rate }}" + ANNEX)
    assert woven("{{ migration.arrival_rate }}" + ANNEX) == first
    with pytest.raises(TemplateError):
        woven("{{ migration.placed }}")
    assert (tmp_path / "out" / "index.qmd").read_text(encoding="utf-8") == first
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


DRAWN = exhibits.bars("migration/counts", Findings([PLACED]))
CHART = Exhibit(
    id="migration/counts", form="chart", spec=DRAWN.spec, findings=("pilot.placed.2018",),
    data=tuple({**DRAWN.data[0], "group": group} for group in ("=1+1", "b", "c")),
    columns=(
        Column(name="measure", title="measure", kind="word", vocabulary="measure"),
        Column(name="figure", title="figure", kind="finding"),
        Column(name="group", title="group"),
    ),
)  # fmt: skip


def test_a_chart_comes_with_alternative_text_note_source_and_data(woven: Weave, tmp_path: Path) -> None:
    text = woven(
        '{{ exhibit("migration/counts", headline="Few moved", subtitle="Persons", note="As printed.") }}'
        "\n\n@fig-migration-counts",
        exhibits=(CHART,),
    )
    assert (
        "![Few moved. [Persons]{.subtitle}](figures/migration-counts.svg){#fig-migration-counts fig-alt="
        in text
    )
    assert text.index("Note: As printed.") < text.index("Source: @review") < text.index("Data (CSV, 1 kB)")
    assert (tmp_path / "out" / "figures" / "migration-counts.svg").is_file()


def test_the_download_holds_the_numbers_and_no_formulas(woven: Weave, tmp_path: Path) -> None:
    woven('{{ exhibit("migration/counts", headline="Few moved") }}', exhibits=(CHART,))
    text = (tmp_path / "out" / "data" / "migration-counts.csv").read_text(encoding="utf-8")
    assert text == (
        "measure,figure,figure_value,figure_low,figure_high,figure_unit,group\n"
        "placed,pilot.placed.2018,100,,,persons,'=1+1\n"
        "placed,pilot.placed.2018,100,,,persons,b\n"
        "placed,pilot.placed.2018,100,,,persons,c\n"
    )


def test_a_table_prints_its_findings_as_figures_and_escapes_its_cells(woven: Weave) -> None:
    rows = ({"measure": "placed", "figure": "pilot.placed.2018", "group": "a | b"},)
    table = Exhibit(id="migration/stages", form="table", spec={}, data=rows, columns=CHART.columns)
    text = woven('{{ exhibit("migration/stages", headline="Stages") }}' + ANNEX, exhibits=(table,))
    assert "| Placed with an employer | [100 persons](#n-pilot-placed-2018)" in text
    assert "a \\| b |" in text
    assert ": Stages {#tbl-migration-stages}" in text


def test_a_table_that_the_evidence_leaves_empty_says_so_and_references_to_it_hold(woven: Weave) -> None:
    empty = Exhibit(id="migration/conflicts", form="table", spec={}, data=(), columns=())
    text = woven(
        '{{ exhibit("migration/conflicts", headline="Sources differ") }}\n\n@tbl-migration-conflicts',
        exhibits=(empty,),
    )
    assert "| Not found in the parts read of the 2 sources consulted |" in text
    assert ": Sources differ {#tbl-migration-conflicts}" in text


def test_an_exhibit_that_is_not_there_or_says_nothing_is_refused(woven: Weave) -> None:
    with pytest.raises(TemplateError, match="no exhibit 'migration/count'") as error:
        woven('{{ exhibit("migration/count", headline="x") }}', exhibits=(CHART,))
    assert "migration/counts" in error.value.todo
    with pytest.raises(TemplateError, match="has no headline"):
        woven('{{ exhibit("migration/counts") }}', exhibits=(CHART,))


def test_a_chart_of_two_numbers_is_refused_and_a_sentence_asked_for(woven: Weave) -> None:
    two = replace(CHART, data=CHART.data[:2])
    with pytest.raises(TemplateError, match="the chart 'migration/counts' has 2 values") as error:
        woven('{{ exhibit("migration/counts", headline="Few moved") }}', exhibits=(two,))
    assert "in a sentence" in error.value.todo


def test_a_headline_rests_on_what_the_chart_shows_or_is_refused(woven: Weave) -> None:
    call = '{{{{ exhibit("migration/counts", headline="Few moved", rests_on=[{}]) }}}}'
    assert "Few moved" in woven(call.format("migration.placed['2018']"), exhibits=(CHART,))
    with pytest.raises(TemplateError, match=r"rests on migration\.arrival_rate.*, which it does not show"):
        woven(call.format("migration.arrival_rate"), exhibits=(CHART,))


def test_a_passage_names_the_rows_of_a_chart_and_no_others(woven: Weave) -> None:
    call = '{{{{ exhibit("migration/counts", headline="Few moved", names={{"{}": "People in it"}}) }}}}'
    assert "| People in it |" in woven(call.format("pilot.placed.2018"), exhibits=(CHART,))
    with pytest.raises(TemplateError, match=r"no row pilot\.moved") as error:
        woven(call.format("pilot.moved"), exhibits=(CHART,))
    assert "pilot.placed.2018" in error.value.todo


def test_svg_has_a_role_a_title_and_a_description_and_repeats() -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"a": "x", "b": 1}]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "a", "type": "nominal", "title": "Kind"},
            "x": {"field": "b", "type": "quantitative"},
        },
        "config": {"font": "'Source Sans 3', sans-serif"},
    }  # fmt: skip
    first = charts.render_svg(spec, "Few <moved>", "x, 1", fonts.instances())
    assert first == charts.render_svg(dict(reversed(spec.items())), "Few <moved>", "x, 1", fonts.instances())
    assert 'role="img"' in first
    assert ">Few &lt;moved&gt;</title>" in first
    assert ">x, 1</desc>" in first
    assert "<text" in first


def test_a_chart_leaves_its_labels_the_width_of_their_own_letters() -> None:
    def room(label: str) -> float:
        spec = {
            "data": {"values": [{"a": label, "b": 1}]},
            "mark": "bar",
            "encoding": {"y": {"field": "a", "title": None}, "x": {"field": "b", "type": "quantitative"}},
            "config": {"font": FONT, "axis": {"labelFontSize": 13}},
        }
        svg = charts.render_svg(spec, label, "", fonts.instances())
        assert set(re.findall(r'font-family="([^"]*)"', svg)) == {FONT}
        left = re.search(r'<g fill="none"[^>]* transform="translate\(([\d.]+),', svg)
        assert left
        return float(left[1])

    with closing(TTFont(fonts.instances() / "SourceSans3-Regular.ttf")) as font:
        units, widths, glyphs = font["head"].unitsPerEm, font["hmtx"], font.getBestCmap()
        narrow, wide = (10 * 13 * widths[glyphs[ord(letter)]][0] / units for letter in "iW")
    assert room("W" * 10) - room("i" * 10) == pytest.approx(wide - narrow, abs=3)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"config": {"font": "'No Such Face 3', sans-serif"}}, "fonts are not available.*'No Such Face 3'"),
        ({"data": {"url": "https://example.org/rows.csv"}}, "External data url not allowed"),
        ({"data": {"url": "rows.csv"}}, "Unsupported data URL"),
        ({"layer": 3}, "not a function"),
    ],
)
def test_a_chart_that_cannot_be_drawn_from_what_is_at_hand_is_refused(
    change: dict[str, object], cause: str
) -> None:
    spec = {
        "data": {"values": [{"a": 1}]},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "quantitative", "title": "Placed"}},
        "config": {"font": FONT},
    }
    with pytest.raises(RenderError, match=f"^Few moved: Vega-Lite refuses the chart: .*{cause}"):
        charts.render_svg({**spec, **change}, "Few moved", "", fonts.instances())


def test_a_chart_that_vega_lite_warns_of_is_refused_each_time(capfd: pytest.CaptureFixture[str]) -> None:
    place = {"field": "a", "scale": {"type": "point", "paddingInner": 0.5}}
    spec = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"y": place}}
    for _ in range(2):
        with pytest.raises(RenderError, match=r"^Few: Vega-Lite warns of the chart: .*paddingInner.*dropped"):
            charts.render_svg(spec, "Few", "", fonts.instances())
    assert not capfd.readouterr().err
    right = {**spec, "encoding": {"y": {"field": "a"}}}
    assert charts.render_svg(right, "Few", "", fonts.instances())


def unit_cost(**values: object) -> Finding:
    given = {"row": "costs.csv#pilot.cost", "per": "graduate", "currency": "EUR", **values}
    return finding("pilot.cost", "cost_per_graduate", 10.0, "money", **given)


SHARE = finding("pilot.share", "departed", 0.02, "share", base="graduates")
STAYED = finding("pilot.stayed", "stayed", 9, base="departed")


@pytest.mark.parametrize(
    ("findings", "enough"),
    [
        ([unit_cost(), SHARE], True),
        ([SHARE, STAYED], True),
        ([unit_cost()], False),
        ([unit_cost(status="planned"), SHARE], False),
        ([unit_cost(confidence="low"), SHARE], False),
        ([unit_cost(partnership=""), SHARE], False),
        ([unit_cost(), PLACED], False),
    ],
)
def test_a_brief_needs_achieved_figures_with_their_base_on_two_questions(
    findings: list[Finding], enough: bool
) -> None:
    assert has_brief([Results("migration", "pilot", Findings(findings), ())]) is enough


def test_titles_are_cased_as_mpi_cases_them() -> None:
    assert (
        Format("en").titled("trained to move: the case of the Pacific")
        == "Trained to Move: The Case of the Pacific"
    )


def test_a_publication_is_read_strictly(tmp_path: Path) -> None:
    assert read_publication(ROOT / "briefs" / "publication.yaml").author == ("The gspbrief project",)
    path = tmp_path / "publication.yaml"
    path.write_text("autor: x\ndate: soon\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="autor: is not an entry") as error:
        read_publication(path)
    assert "soon is not a date" in str(error.value)


@pytest.mark.parametrize("date", ["2026-W01-1", "20260101", "'20260101'", "2026-01-01T10:00", "'2026-13-01'"])
def test_a_date_of_an_edition_is_a_day_as_briefs_write_it(tmp_path: Path, date: str) -> None:
    path = tmp_path / "publication.yaml"
    path.write_text(f"date: {date}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"date: .* is not a date \(YYYY-MM-DD\)"):
        read_publication(path)


@pytest.mark.parametrize("entry", ["date: soon", "brand: {name: X}", "languages: [en]", "style: mpi"])
def test_what_is_alike_in_every_language_is_not_translated(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "publication.yaml"
    path.write_text(f"date: 2026-01-01\ntranslations: {{fr: {{{entry}}}}}\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match=f"translations, fr, {entry.partition(':')[0]}: is the same"):
        read_publication(path)


def test_an_entry_with_an_empty_list_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "publication.yaml"
    path.write_text("date: 2026-01-01\nauthor: []\nlanguages: []\n", encoding="utf-8")
    assert read_publication(path) == Publication(date="2026-01-01")
