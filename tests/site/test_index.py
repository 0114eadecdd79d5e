"""The index: grouped by kind, sorted by what is known, and true to the rule that makes a brief."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_names import case_name
from evidence_frames import study
from gspbrief.brief.publication import read_publication
from gspbrief.brief.sufficiency import OF_A_GROUP, QUESTIONS, firm_figures, has_brief
from gspbrief.collection.listing import Listing
from gspbrief.evidence.kinds import KINDS, kind_of
from gspbrief.evidence.reading import load
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.languages import LANGUAGES
from gspbrief.site.entries import _countries
from gspbrief.site.index import grouped
from gspbrief.site.pages import page


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


def entry(name: str, counts: tuple[int, int, int], kind: str = "programmes") -> Listing:
    """A published partnership of a kind."""
    ways = {"funds": {"iom_theme": "remittances"}, "dialogues": {"kind": "dialogue"}}
    here = replace(HERE, id=kind, short_name=name, **ways.get(kind, {}))
    return Listing(
        partnership=here, form="fact-sheet", title=name, subtitle=name, figure="", words="", counts=counts,
        known={}, page=f"{kind}.html", pdf="",
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(st.text("ÉEaz", min_size=1), st.tuples(*[st.integers(0, 3)] * 3), st.sampled_from(KINDS))
    )
)
def test_each_kind_stands_together_and_those_on_which_most_is_known_stand_first(
    listed: list[tuple[str, tuple[int, int, int], str]],
) -> None:
    groups = grouped([entry(*one) for one in listed])

    assert sum(len(held) for held in groups.values()) == len(listed)
    assert [kind for kind in KINDS if kind in groups] == list(groups)
    for kind, held in groups.items():
        assert {one.kind for one in held} == {kind}
        known = [(sum(map(bool, one.counts)), sum(one.counts)) for one in held]
        assert all(before >= after for before, after in pairwise(known))


def test_of_those_on_which_as_much_is_known_an_accent_does_not_send_one_to_the_end() -> None:
    groups = grouped([entry(name, (0, 1, 0)) for name in ("Zambia", "Égypte", "Fiji")])

    assert [one.name for one in groups["programmes"]] == ["Égypte", "Fiji", "Zambia"]


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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_apart_is_folded_and_readable_without_a_script(
    root: Path, tmp_path: Path, lang: str
) -> None:
    listed = [entry(kind, (0, 0, 0), kind) for kind in KINDS]
    publication = read_publication(root / "briefs" / "publication.yaml").in_language(lang)
    text = page(
        root, "index", tmp_path, lang,
        style="", id="index", title="Title", site_root="", description="",
        publication=publication, version="1", entries=listed, briefs=[], groups=grouped(listed), tables=[],
        archive="a.zip", cells=dict.fromkeys(KINDS, ("", "", "", "")),
        synthesis={}, topics=[], across=True, model={}, demo={},
    ).read_text(encoding="utf-8")  # fmt: skip

    open_part, *folded = text.split("<details")
    assert 'id="programmes"' in open_part
    assert [f'id="{kind}"' in part for kind, part in zip(KINDS[1:], folded, strict=True)] == [True, True]
    assert all(part.index("<summary>") < part.index("<table") < part.index("</details>") for part in folded)
    assert folded[1].split("</details>")[0].count("<th scope") == 7  # of dialogues no figures are asked
    assert text.count(">–<") >= 3 * 4
