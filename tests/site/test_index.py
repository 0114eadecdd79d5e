"""The front page: what is found, known and led to, and true to the rule that makes a brief."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from case_names import case_name
from evidence_frames import study
from gspbrief.brief.publication import read_publication
from gspbrief.brief.sufficiency import OF_A_GROUP, QUESTIONS, firm_figures, has_brief
from gspbrief.collection.listing import Listing
from gspbrief.evidence.kinds import kind_of
from gspbrief.evidence.reading import load
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.language.languages import LANGUAGES
from gspbrief.site.collection_pages import PAGES, doors
from gspbrief.site.entries import _countries
from gspbrief.site.explore_page import row
from gspbrief.site.front_page import CARDS, answers, told
from gspbrief.site.pages import page
from many_partnerships import listings


def finding(table: str, i: int, **more: object) -> Finding:
    """A published share on a partnership, firm unless it is said otherwise."""
    basis = {"measure": "payer_share", "unit": "share", "grade": "published", "base": "graduates"}
    name = f"one.{table}.{i}"
    given = {**basis, "partnership": "one", "row": f"{table}.csv#{name}", **more}
    return Finding(id=name, value=0.5, **given)  # type: ignore[arg-type]


WEAK = (
    {"about": "wider"},
    {"status": "planned"},
    {"confidence": "low"},
    {"partnership": "other"},
    {"base": ""},
)


@given(st.lists(st.sampled_from(QUESTIONS), max_size=5), st.lists(st.sampled_from(WEAK), max_size=3))
def test_there_is_a_brief_where_the_index_counts_figures_on_two_questions_and_only_there(
    tables: list[str], weak: list[dict[str, object]]
) -> None:
    firm = [finding(table, i) for i, table in enumerate(tables)]
    results = [Results("costs", "one", Findings(firm), ())]
    counted = firm_figures(results)

    assert counted == {name: tables.count(name) for name in QUESTIONS}
    assert has_brief(results) is (sum(map(bool, counted.values())) >= 2)
    beside = [finding("costs", len(firm) + i, **more) for i, more in enumerate(weak)]
    assert firm_figures([Results("costs", "one", Findings([*firm, *beside]), ())]) == counted


@pytest.mark.parametrize("measure", sorted(OF_A_GROUP))
def test_who_took_part_or_answered_a_survey_is_no_result(measure: str) -> None:
    results = [Results("outcomes", "one", Findings([finding("outcomes", 0, measure=measure)]), ())]

    assert firm_figures(results)["outcomes"] == 0


def test_the_range_of_a_cost_is_no_further_cost() -> None:
    amount = {"unit": "money", "per": "participant", "currency": "AUD", "row": "", "grade": "derived"}
    found = Findings(
        Finding(id=f"costs.{name}", measure=name, value=9.0, partnership="one", **amount)  # type: ignore[arg-type]
        for name in ("cost_per_participant", "driver_count")
    )

    assert firm_figures([Results("costs", "one", found, ())])["costs"] == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_says_that_there_are_other_origins(lang: str) -> None:
    alone = _countries(("ESP",), lang)

    assert alone in _countries(("ESP",), lang, "some") != alone


HERE = study().partnership
FORM = Format("en")


def entry(name: str, counts: tuple[int, int, int], form: str = "brief", **known: str) -> Listing:
    """A published partnership."""
    return Listing(
        partnership=replace(HERE, id=name, short_name=name), form=form, title=name, subtitle=name, figure="",
        words="", counts=counts, known={question: [state] for question, state in known.items()},
        page=f"{name}.html", pdf="",
    )  # fmt: skip


@given(st.lists(st.tuples(st.text("ÉEaz", min_size=1), st.tuples(*[st.integers(0, 3)] * 3)), max_size=20))
def test_the_briefs_on_which_most_is_known_stand_first_and_the_rest_is_in_the_list(
    listed: list[tuple[str, tuple[int, int, int]]],
) -> None:
    said = told([entry(*one) for one in listed], FORM)
    shown = said["briefs"]

    assert len(shown) == min(CARDS, len(listed))
    assert said["carried"] == said["total"] == len(listed)
    known = [(sum(map(bool, one.counts)), sum(one.counts)) for one in shown]
    assert all(before >= after for before, after in pairwise(known))
    left = [(sum(map(bool, counts)), sum(counts)) for _, counts in listed]
    assert sorted(left, reverse=True)[: len(known)] == known


def test_of_those_on_which_as_much_is_known_an_accent_does_not_send_one_to_the_end() -> None:
    said = told([entry(name, (0, 1, 0)) for name in ("Zambia", "Égypte", "Fiji")], FORM)

    assert [one.name for one in said["briefs"]] == ["Égypte", "Fiji", "Zambia"]


def test_a_bar_counts_the_partnerships_with_an_achieved_figure() -> None:
    states = ("published", "derived", "conflicting", "planned", "not_found")
    listed = [
        entry(str(i), (0, 0, 0), "fact-sheet", spent=state, departed=states[0])
        for i, state in enumerate(states)
    ]

    assert answers(listed, FORM) == [
        ("spent", FORM.word("column", "spent"), 3),
        ("departed", FORM.word("column", "departed"), 5),
    ]
    assert answers([], FORM) == []


def test_briefs_have_the_doors_of_the_collection_in_their_order() -> None:
    assert words("door") == tuple(PAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_front_page_leads_to_what_there_is_and_to_nothing_else(
    root: Path, tmp_path: Path, lang: str
) -> None:
    form = Format(lang)
    one = replace(entry("a & b", (1, 1, 0), spent="published"), chart="a/chart.png", chart_says="Few left")
    one = replace(one, payer="employer")
    for listed, synthesis in (
        ([one], {"findings": [["Many", "2 of 3", "have <none>"]], "page": "s.html", "pdf": ""}),
        ([], {}),
    ):
        text = page(
            root, "index", tmp_path, lang,
            style="", id="index", title="Title", site_root="", description="",
            publication=read_publication(root / "briefs" / "publication.yaml").in_language(lang),
            version="1", doors=doors(form), **told(listed, form), tables=[], archive="a.zip",
            synthesis=synthesis, across=True, topics=[], model={}, demo={}, changes=[],
        ).read_text(encoding="utf-8")  # fmt: skip
        tree = html.fromstring(text.split("```{=html}")[1])
        ways = tree.xpath("//ul[@class='ways']//a/@href")
        assert set(ways) == {*(f"{name}.html" for name in PAGES), *(["#briefs"] if listed else []), "#data"}
        assert [a for a in ways if a.startswith("#") and not tree.xpath(f"//*[@id='{a[1:]}']")] == []
        assert tree.xpath("//img/@src") == (["a/chart.png"] if listed else [])
        assert tree.xpath("//img/@alt") == (["Few left"] if listed else [])
        paid = [node.text_content() for node in tree.xpath("//*[@class='payer']/b")]
        assert paid == ([form.word("who_paid", "employer")] if listed else [])
        said = [" ".join(li.text_content().split()) for li in tree.xpath("//ol[@class='findings']/li")]
        assert said == (["Many 2 of 3 have <none>."] if listed else [])
        shares = tree.xpath("//*[@class='share']/@style")
        assert shares == (["width: 100.0%"] if listed else [])


def test_a_thousand_partnerships_leave_the_front_page_light(root: Path, tmp_path: Path) -> None:
    text = page(
        root, "index", tmp_path, "en",
        style="", id="index", title="Title", site_root="", description="",
        publication=read_publication(root / "briefs" / "publication.yaml").in_language("en"),
        version="1", doors=doors(FORM), **told(listings(root, 1000), FORM), tables=[], archive="a.zip",
        synthesis={}, across=True, topics=[], model={}, demo={}, changes=[],
    ).read_text(encoding="utf-8")  # fmt: skip

    assert len(text.encode()) < 300 * 1024
    assert text.count("<li><h3>") == CARDS


@pytest.mark.parametrize(
    ("kind", "theme", "group"),
    [
        ("programme", "human_capital_circulation", "programmes"),
        ("agreement", "human_capital_circulation", "programmes"),
        ("agreement", "regional_dialogue", "dialogues"),
        ("dialogue", "regional_dialogue", "dialogues"),
        ("network", "human_capital_circulation", "dialogues"),
        ("programme", "remittances", "funds"),
        ("agreement", "remittances", "funds"),
    ],
    ids=case_name,
)
def test_dialogues_networks_and_funds_stand_apart(kind: str, theme: str, group: str) -> None:
    assert kind_of(replace(HERE, kind=kind, iom_theme=theme)) == group


def test_a_programme_that_trains_stands_among_the_programmes(root: Path) -> None:
    for name in ("aptc", "palim", "gbr_zaf_mou", "nzl_rse"):
        assert kind_of(load(name, root / "data").partnership) == "programmes", name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"moved": "100 (2013)", "share_said": "83 percent"}, "100 (2013); 83 percent"),
        ({"moved": "100 (2013)", "figure": "3", "words": "Trained"}, "100 (2013)"),
        ({"figure": "3", "words": "Trained (2013)"}, "Trained (2013): 3."),
        ({"figure": "1 of 10", "words": "went home"}, "1 of 10 went home."),
        ({"figure": "3", "words": "Applied", "unanswered": "No result."}, "Applied: 3. No result."),
        ({"unanswered": "It trained. No result."}, "It trained. No result."),
    ],
)  # fmt: skip
def test_where_nobody_is_counted_as_having_left_a_row_says_what_else_is_known(
    given: dict[str, str], said: str
) -> None:
    listed = replace(entry("one", (0, 0, 0)), partnership=replace(HERE, model="traditional"))
    cells = row(replace(listed, **given), FORM)["cells"]  # type: ignore[arg-type]

    assert isinstance(cells, tuple)
    assert cells[-1] == said


def test_a_page_about_all_tells_the_texts_of_the_evidence_in_its_language(tmp_path: Path) -> None:
    briefs = tmp_path / "briefs"
    for name, text in {
        "pages/told.qmd.j2": "{{ format.translated('A rule was read as what was paid.') }}",
        "fr/evidence.yaml": "A rule was read as what was paid.: Une règle était lue comme un paiement.\n",
    }.items():
        (briefs / name).parent.mkdir(parents=True)
        (briefs / name).write_text(text, encoding="utf-8")

    told = {
        lang: page(tmp_path, "told", tmp_path / lang, lang, style="").read_text("utf-8")
        for lang in ("en", "fr")
    }

    assert told == {"en": "", "fr": "Une règle était lue comme un paiement."}
