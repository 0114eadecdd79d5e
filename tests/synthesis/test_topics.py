"""What a topic computes, and that it sets like with like on one axis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.errors import ArgumentError, EstimationError
from gspbrief.evidence.reading import load_together
from gspbrief.evidence.topics import SideBySide, Topic
from gspbrief.exhibits import topical
from gspbrief.findings.finding import Finding, Findings
from gspbrief.synthesis.topics import ratios, side_by_side, topic_called
from notebook_cells import DATA
from studies import every_study

PAID = Finding(
    id="x.fee", measure="recruitment_cost", value=10.0, unit="money", currency="USD", price_year=2020,
    per="worker", grade="published", partnership="x", details={"payer": "migrant"},
)  # fmt: skip


def test_a_topic_is_found_by_name_and_the_first_where_none_is_given(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    (tmp_path / "topics.yaml").write_text("a: {statements: []}\nb: {statements: []}", encoding="utf-8")

    assert [topic_called(name, tmp_path).id for name in ("", "b")] == ["a", "b"]
    with pytest.raises(ArgumentError, match="no topic 'c'"):
        topic_called("c", tmp_path)


def test_a_ratio_is_one_row_divided_by_the_other_with_the_sources_of_both() -> None:
    together = load_together(DATA, "fees")
    money = [f for f in together.published("costs") if f.unit == "money" and f.value and f.bound == "exact"]
    one, other = next((a, b) for a in money for b in money if a.currency == b.currency and a.value != b.value)
    (found,) = ratios(Topic("fees", (), ratios={"more": (one.id, other.id)}), together)

    assert found.value == pytest.approx(one.value / other.value)
    assert (found.id, found.partnership, found.unit) == ("topics.more", "fees", "ratio")
    assert {*found.sources} == {*one.sources, *other.sources}


@pytest.mark.parametrize(
    "unlike",
    [
        {"measure": "debt"},
        {"currency": "JPY"},
        {"price_year": 2021},
        {"price_year": None},
        {"per": "trainee"},
        {"details": {"payer": "employer"}},
    ],
)
def test_a_chart_of_unlike_figures_is_refused_and_a_table_of_them_is_not(unlike: dict[str, object]) -> None:
    study = every_study()[0]
    here = study.partnership.id
    mixed = Findings([replace(PAID, partnership=here), replace(PAID, id="y.fee", partnership=here, **unlike)])

    def shown(form: str) -> object:
        return topical.exhibits(Topic("t", (), {"fees": SideBySide(form, ())}), {"fees": mixed}, (study,))

    with pytest.raises(EstimationError, match=next(iter(unlike)).replace("details", "payer")):
        shown("bars")
    assert shown("table")


def test_a_table_has_the_partnership_in_front_and_nothing_that_every_row_says() -> None:
    study = every_study()[0]
    rows = [replace(PAID, id=f"{n}.fee", value=float(n), partnership=study.partnership.id) for n in (1, 2)]
    (made,) = topical.exhibits(
        Topic("t", (), {"fees": SideBySide("table", ())}), {"fees": Findings(rows)}, (study,)
    )

    assert [column.name for column in made.columns] == ["partnership", "figure"]


def test_figures_stand_in_the_order_in_which_a_topic_names_them() -> None:
    together = load_together(DATA)
    names = tuple(f.id for f in together.published("migration"))[:3][::-1]
    found = side_by_side(Topic("t", (), {"some": SideBySide("table", names)}), together)

    assert tuple(f.id for f in found["some"]) == names


def test_people_stand_group_by_group_each_before_what_parts_of_it_did() -> None:
    study = every_study()[0]
    people = [
        replace(PAID, id=name, measure=measure, unit="persons", currency="", value=value, inputs=inputs)
        for name, measure, value, inputs in (
            ("a", "departed", 5.0, ()),
            ("a.back", "returned", 3.0, ("a",)),
            ("b", "departed", 4.0, ()),
            ("b.back", "returned", 1.0, ("b",)),
        )
    ]
    (made,) = topical.exhibits(
        Topic("t", (), {"went": SideBySide("people", ())}), {"went": Findings(people)}, (study,)
    )

    assert [(row["whose_part"], row["persons"]) for row in made.data] == [
        ("a.back.of", 3), ("a.back.of", 2), ("b.back.of", 1), ("b.back.of", 3),
    ]  # fmt: skip


def test_a_table_may_hold_a_figure_on_no_partnership_and_names_none_for_it() -> None:
    study = every_study()[0]
    here = study.partnership.id
    figures = Findings([replace(PAID, partnership=here), replace(PAID, id="general.fee", partnership="")])
    shown = Topic("fees", (), {"all": SideBySide("table", ("x.fee", "general.fee"))})
    (table,) = topical.exhibits(shown, {"all": figures}, (study,))
    assert [len(row["partnership"]) for row in table.data] == [1, 0]


@pytest.mark.parametrize("form", ["bars", "people"])
def test_a_chart_without_anything_to_draw_is_refused(form: str) -> None:
    nowhere = Findings([replace(PAID, value=None, low=1.0, high=2.0, bound="range")])
    shown = Topic("fees", (), {"all": SideBySide(form, ("x.fee",))})
    with pytest.raises(EstimationError, match=f"drawn as {form}"):
        topical.exhibits(shown, {"all": nowhere}, ())
