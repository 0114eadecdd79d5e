"""Across partnerships: what counts as known, what may be compared, what a rubric reads, what is built."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from case_names import case_name
from evidence_frames import count, frame, money, study
from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.build.plans import stale_plans
from gspbrief.errors import ArgumentError
from gspbrief.evidence.reading import load, load_together
from gspbrief.evidence.slices import Evidence
from gspbrief.evidence.study import Study
from gspbrief.exhibits import matrices
from gspbrief.language.labels import label
from gspbrief.project.inputs import Project
from gspbrief.synthesis import comparisons, gap_map, scorecard, typologies
from gspbrief.synthesis import overview as synthesis
from gspbrief.synthesis.cells import NOT_FOUND
from studies import every_study

Row = dict[str, object]


def named(partnership: str, design: list[Row] | None = None, parent: str = "", **tables: list[Row]) -> Study:
    """A small study under a name of its own."""
    made = study(
        **{name: [{**row, "partnership": partnership} for row in rows] for name, rows in tables.items()}
    )
    here = replace(made.partnership, id=partnership, short_name=partnership.title(), parent=parent)
    said = [{**row, "partnership": partnership, "confidence": "high"} for row in design or []]
    return replace(made, partnership=here, design=frame("design", said))


@pytest.fixture(scope="module")
def studies() -> tuple[Study, ...]:
    return every_study()


@pytest.fixture(scope="module")
def together(root: Path) -> Study:
    return load_together(root / "data")


def test_a_question_is_answered_by_achieved_figures_and_not_by_plans() -> None:
    one = named("one", migration=[count("one.departed", "departed", 8), count("one.trained", "trained", 9)])
    other = named("other", migration=[count("other.departed", "departed", 50, status="planned")])

    grid = gap_map.gap_map([one, other])

    assert grid.cell("one", "departed").state == "published"
    assert grid.cell("one", "departed").rows == ("migration.csv#one.departed",)
    assert grid.cell("other", "departed").state == "planned"
    assert grid.cell("other", "skill_use").state == NOT_FOUND
    answered = {f.id: f.value for f in gap_map.answered(grid)}
    assert (answered["synthesis.gaps.departed"], answered["synthesis.gaps.trained"]) == (1, 1)
    assert gap_map.silent(grid).named("synthesis.gaps.none").value == 1


def test_a_cost_per_person_that_follows_by_arithmetic_is_derived_and_points_to_both_rows() -> None:
    total = money("one.total", "programme_cost", 1_000, start="2019", end="2021", concept="actual")
    trained = count("one.trained", "trained", 10, start="2019", end="2021", timing="cumulative")

    cell = gap_map.gap_map([named("one", costs=[total], migration=[trained])]).cell("one", "unit_cost")

    assert cell.state == "derived"
    assert set(cell.rows) == {"costs.csv#one.total", "migration.csv#one.trained"}


def test_sources_that_contradict_each_other_are_shown_as_a_conflict() -> None:
    rows = [
        count("one.placed.a", "placed", 100, end="2019", timing="cumulative", evidence_root="a"),
        count("one.placed.b", "placed", 150, end="2019", timing="cumulative", evidence_root="b"),
    ]

    cell = gap_map.gap_map([named("one", migration=rows)]).cell("one", "placed")

    assert (cell.state, len(cell.rows)) == ("conflicting", 2)


@pytest.mark.slow
def test_every_partnership_is_in_just_one_state_on_every_question(studies: tuple[Study, ...]) -> None:
    grid = gap_map.gap_map(studies)
    by_state = gap_map.by_state(grid)

    for question in grid.aspects:
        total = sum(f.value or 0 for f in by_state if f.id.startswith(f"synthesis.gaps.{question}."))
        assert total == len(studies), question


def test_the_cells_of_the_gap_map_point_to_rows_that_exist(studies: tuple[Study, ...], root: Path) -> None:
    known = {
        f"{table}.csv#{row['id']}"
        for table in ("costs", "migration", "outcomes")
        for row in rows(root, table)
    }

    assert {row for cell in gap_map.gap_map(studies).cells for row in cell.rows} <= known


def rows(root: Path, table: str) -> list[Mapping[str, str]]:
    with (root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ALIKE: Row = {"per": "graduate", "concept": "actual", "price_year": 2020}


def compared(one: Row, other: Row, parent: str = "") -> comparisons.Comparison:
    studies = [
        named(
            "one",
            costs=[money("one.cost", "cost_per_graduate", 100, **{**ALIKE, "evidence_root": "a", **one})],
        ),
        named(
            "other",
            parent=parent,
            costs=[money("other.cost", "cost_per_graduate", 300, **{**ALIKE, "evidence_root": "b", **other})],
        ),
    ]
    (found,) = comparisons.unit_costs(studies)
    return found


def test_costs_of_one_kind_currency_and_person_may_stand_side_by_side() -> None:
    assert compared({}, {}).alike == ("one.cost", "other.cost")


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ({"currency": "AUD"}, "currency"),
        ({"price_year": 2019}, "price_year"),
        ({"concept": "budget"}, "concept"),
        ({"per": "trainee"}, "per"),
        ({"payer": "employer"}, "payer"),
        ({"evidence_root": "a"}, "one_root"),
    ],
    ids=case_name,
)
def test_costs_that_differ_in_one_respect_are_refused_with_it(other: Row, apart: str) -> None:
    found = compared({}, other)

    assert found.alike == ()
    assert found.differ == (apart,)


def test_two_price_years_that_nobody_states_are_not_taken_for_the_same() -> None:
    unstated: Row = {"price_year": None}

    assert compared(unstated, unstated).differ == ("price_year",)
    assert compared(unstated, {}).differ == ("price_year",)


def test_a_programme_is_not_compared_with_the_one_that_it_belongs_to() -> None:
    assert compared({}, {}, parent="one").differ == ("one_is_part",)


def test_plans_are_not_compared_and_one_programme_makes_no_comparison() -> None:
    planned = named("other", costs=[money("other.cost", "cost_per_graduate", 3, status="planned", **ALIKE)])
    one = named("one", costs=[money("one.cost", "cost_per_graduate", 1, **ALIKE)])

    assert comparisons.unit_costs([one, planned]) == ()


def test_shares_of_different_bases_are_refused_even_under_one_name() -> None:
    share: Row = {"measure": "stayed", "value": 0.5, "unit": "share"}
    studies = [
        named("one", migration=[{"id": "one.stayed", "base": "placed", "evidence_root": "a", **share}]),
        named("other", migration=[{"id": "other.stayed", "base": "trained", "evidence_root": "b", **share}]),
    ]

    (found,) = comparisons.rates(studies)

    assert (found.measure, found.alike, found.differ) == ("retention_rate", (), ("base",))


def test_shares_of_two_parts_are_refused_as_parts() -> None:
    share: Row = {"measure": "stayed", "value": 0.5, "unit": "share", "base": "placed"}
    studies = [
        named(name, migration=[{"id": f"{name}.stayed", "group": group, "evidence_root": name, **share}])
        for name, group in (("one", "of nurses"), ("two", "of carers"))
    ]

    (found,) = comparisons.rates(studies)

    assert (found.alike, found.differ) == ((), ("part",))


def said(row_id: str, feature: str, answer: str = "") -> Row:
    return {"id": row_id, "feature": feature, "answer": answer, "statement": "Said so."}


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (["yes", "yes"], "yes"),
        (["yes", "no"], "mixed"),
        (["no", "unclear"], "no"),
        (["unclear"], "unclear"),
        ([""], "described"),
        (["", "yes"], "yes"),
        ([], NOT_FOUND),
    ],
    ids=case_name,
)
def test_a_cell_of_a_scorecard_shows_what_its_coded_rows_agree_on(answers: list[str], state: str) -> None:
    design = [said(f"one.political_support.{i}", "political_support", word) for i, word in enumerate(answers)]

    cell = scorecard.scorecard([named("one", design)], "lessons").cell("one", "political_support")

    assert cell.state == state
    assert bool(cell.rows) == bool(answers)


def test_an_obstacle_shows_where_employers_had_no_part_and_needs_a_code() -> None:
    design = [
        said("one.selection_process", "selection_process", "no"),
        said("one.partners", "partners"),
        said("one.employer_requirements", "employer_requirements"),
    ]

    grid = scorecard.scorecard([named("one", design)], "obstacles")

    assert grid.cell("one", "obstacle_aid_detached").state == "present"
    assert grid.cell("one", "obstacle_aid_detached").rows == ("design.csv#one.selection_process",)
    assert grid.cell("one", "obstacle_training_quality").state == NOT_FOUND


@pytest.mark.slow
@pytest.mark.parametrize("card", scorecard.SCORECARDS)
def test_every_cell_of_a_scorecard_points_to_rows_of_its_own_criterion(
    card: str, studies: tuple[Study, ...], root: Path
) -> None:
    design = {f"design.csv#{row['id']}": row for row in rows(root, "design")}
    costs = {f"costs.csv#{row['id']}": row["partnership"] for row in rows(root, "costs")}
    features = {criterion.name: criterion.features for criterion in scorecard.SCORECARDS[card]}

    for cell in scorecard.scorecard(studies, card).cells:
        assert bool(cell.rows) == (cell.state != NOT_FOUND)
        for row in cell.rows:
            if row in costs:
                assert (costs[row], cell.aspect) == (cell.partnership, scorecard.PAYING)
                continue
            assert design[row]["partnership"] == cell.partnership
            assert design[row]["feature"] in features[cell.aspect]


@pytest.mark.parametrize(
    ("payers", "state"),
    [
        (["employer"], "employer"),
        (["donor", "destination_government"], "government"),
        (["employer", "regional_government"], "shared"),
        (["diaspora"], "migrant"),
        (["unallocated", ""], NOT_FOUND),
    ],
    ids=case_name,
)
def test_who_pays_is_read_from_the_costs_too(payers: list[str], state: str) -> None:
    costs = [
        {**money(f"one.payer_share.{i}", "payer_share", 0.5), "unit": "share", "currency": "", "payer": payer}
        for i, payer in enumerate(payers)
    ]

    cell = scorecard.scorecard([named("one", costs=costs)], "choices").cell("one", scorecard.PAYING)

    assert cell.state == state
    assert bool(cell.rows) == (state != NOT_FOUND)


def test_who_pays_the_rest_without_an_amount_counts_too() -> None:
    share = {**money("one.payer_share", "payer_share", 0.6, payer="donor"), "unit": "share", "currency": ""}
    one = named("one", costs=[{**share, "rest_paid_by": "regional_government;employer"}])

    assert scorecard.scorecard([one], "choices").cell("one", scorecard.PAYING).state == "shared"


@pytest.mark.slow
def test_no_table_of_kinds_or_scorecard_has_a_row_or_a_column_without_any_entry(
    studies: tuple[Study, ...], together: Study
) -> None:
    tables = [
        matrices.classes("synthesis/classes", synthesis.oecd_classes(studies), "oecd_smp"),
        matrices.kinds("synthesis/kinds", synthesis.iom_kinds(studies), "iom_theme"),
        *(
            matrices.matrix(f"synthesis/{name}", synthesis.scorecard(studies, name), together)
            for name in synthesis.SCORECARDS
        ),
    ]

    for table in tables:
        _, *others = (column.name for column in table.columns)
        assert all(any(row[name] for name in others) for row in table.data), table.id
        assert all(any(row[name] for row in table.data) for name in others), table.id


def test_whether_costs_compare_is_a_column_only_where_some_do() -> None:
    columns = [
        [column.name for column in matrices.apart("synthesis/apart", [found]).columns]
        for found in (compared({}, {}), compared({}, {"currency": "AUD"}))
    ]

    assert [("comparable" in names) for names in columns] == [True, False]


def test_a_scorecard_has_no_total(studies: tuple[Study, ...], together: Study) -> None:
    card = scorecard.scorecard(studies, "lessons")

    columns = [column.name for column in matrices.matrix("synthesis/lessons", card, together).columns]

    assert columns == ["partnership", *(aspect for aspect in card.aspects if aspect in columns)]


def test_the_rubrics_hold_the_lessons_choices_and_obstacles_of_their_sources() -> None:
    assert {name: len(rubric) for name, rubric in synthesis.rubrics().items()} == {
        "lessons": 7,
        "choices": 6,
        "obstacles": 3,
    }


def test_the_comparison_of_two_models_is_filled_from_the_programmes_of_each(
    studies: tuple[Study, ...], together: Study
) -> None:
    table = typologies.table_of_models(studies)
    (offer,) = [
        row for row in table if (row.question, row.model) == ("model_offer", "global_skill_partnership")
    ]

    assert len(table) == 6
    assert {row.stated.removeprefix("design.csv#") for row in table} <= set(together.design.index)
    assert [one.id for one, _ in offer.programmes] == ["aptc"]
    assert all(one.model == row.model for row in table for one, _ in row.programmes)
    exhibit = matrices.two_models("synthesis/models", table, together)
    assert [row["question"] for row in exhibit.data] == ["model_offer", "model_target", "model_benefits"]


def test_every_partnership_is_of_one_kind_in_every_typology(studies: tuple[Study, ...]) -> None:
    for kinds in (typologies.models, typologies.oecd_classes, typologies.iom_kinds, typologies.tracks):
        members = [member.id for kind in kinds(studies) for member in kind.members]
        assert sorted(members) == sorted(s.partnership.id for s in studies)


def test_a_class_that_we_coded_is_kept_apart_from_one_that_the_source_gives(
    studies: tuple[Study, ...],
) -> None:
    for kind in typologies.oecd_classes(studies):
        named_there = {member.id for member in kind.based_on("source")}
        coded_here = {member.id for member in kind.based_on("coded")}
        assert not named_there & coded_here
    origin = next(
        k for k in typologies.oecd_classes(studies) if k.name == "vet_at_origin_to_destination_standard"
    )
    assert [member.id for member in origin.based_on("source")] == ["aptc"]


def test_statements_are_counted_with_those_of_the_two_texts_that_say_most(
    root: Path, together: Study
) -> None:
    with (root / "data" / "design.csv").open(encoding="utf-8", newline="") as file:
        sources = [row["source"] for row in csv.DictReader(file)]
    total, from_two = synthesis.statement_counts(together)

    assert total.value == len(sources)
    assert from_two.value == sources.count("mpi_2018") + sources.count("oecd_smp")


def test_effects_without_standard_errors_are_not_pooled(studies: tuple[Study, ...]) -> None:
    found = synthesis.pools(studies)

    assert found
    assert {pool.reason for pool in found} == {"no_standard_error"}
    assert synthesis.pooling_counts(found).named("synthesis.effects.pooled").value == 0
    assert not synthesis.pooled(found)


def test_three_alike_effects_with_standard_errors_are_pooled_and_two_are_not() -> None:
    row = {
        "id": "effect",
        "measure": "employed",
        "value": 0.1,
        "unit": "share_difference",
        "quantity": "effect",
        "comparator": "those not drawn",
        "method": "experiment",
        "se": 0.02,
    }
    studies = [
        named(name, outcomes=[{**row, "value": value, "id": f"{name}.effect", "source": name}])
        for name, value in (("aba", 0.1), ("bab", 0.2), ("cac", 0.3))
    ]
    (mean,) = synthesis.pooled(synthesis.pools(studies))

    assert (mean.id, mean.partnership) == ("synthesis.pooled.employed", "synthesis")
    assert mean.value == pytest.approx(0.2)
    assert mean.inputs == ("aba.effect", "bab.effect", "cac.effect")
    assert label("method", mean.method)
    assert not synthesis.pooled(synthesis.pools(studies[:2]))


def test_the_general_evidence_gives_the_trainees_for_one_as_a_lower_bound(together: Study) -> None:
    (found,) = synthesis.general(together).where(measure="trainees_for_one")

    assert found.bound == "at_least"
    assert found.low == pytest.approx(80 / 14)
    assert found.high == pytest.approx(100 / 14)
    (share,) = synthesis.general(together).where(measure="break_even_away_share")
    assert (share.low, share.high) == (pytest.approx(0.14), pytest.approx(0.175))


def test_studies_read_together_are_those_read_one_by_one(studies: tuple[Study, ...], root: Path) -> None:
    one = load("aptc", root / "data")
    same = next(s for s in studies if s.partnership.id == "aptc")

    assert same.partnership == one.partnership
    for table in ("costs", "migration", "outcomes", "design", "context", "revisions"):
        assert getattr(same, table).equals(getattr(one, table)), table


def test_any_row_of_the_evidence_makes_the_synthesis_stale(evidence: Path) -> None:
    before = Evidence(evidence).slice("synthesis")
    with (evidence / "design.csv").open("a", encoding="utf-8") as file:
        file.write("blue_birds.extra,blue_birds,purpose,,,,Said so.,mpi_2018,,high,\n")

    after = Evidence(evidence).slice("synthesis")

    assert [name for name in before if before[name] != after[name]] == ["design.csv"]


def test_a_change_of_the_synthesis_alone_leaves_the_partnerships_as_they_are(root: Path) -> None:
    project = Project(root)

    assert "gspbrief/synthesis/gap_map.py" in project.common_inputs("synthesis")
    assert "gspbrief/synthesis/gap_map.py" not in project.common_inputs()
    assert "notebooks/synthesis.ipynb" not in project.common_inputs()


@pytest.mark.slow
def test_a_text_across_partnerships_is_about_the_projects_own_evidence_and_no_other(
    evidence: Path, tmp_path: Path
) -> None:
    def planned(data: Path, *ids: str) -> set[str]:
        order = BuildOptions(ids=ids, data=data, out=tmp_path / "site")
        return {plan.partnership for plan in stale_plans(BuildFolders(order), Evidence(data), order, {})}

    assert {"synthesis", "demo", "aptc"} <= planned(evidence)
    package = (evidence / "datapackage.json").read_text(encoding="utf-8")
    renamed = package.replace('"name": "gspbrief-evidence"', '"name": "other"', 1)
    (evidence / "datapackage.json").write_text(renamed, encoding="utf-8")
    assert planned(evidence) & {"synthesis", "demo", "aptc"} == {"demo", "aptc"}
    with pytest.raises(ArgumentError, match="no text for synthesis on this evidence"):
        planned(evidence, "synthesis")


@pytest.mark.slow
def test_the_synthesis_is_built_alone_with_its_pages_numbers_and_data(tmp_path: Path, root: Path) -> None:
    site = tmp_path / "site"
    command = ["build", "synthesis", "--format", "html", "--renderer", "embedded", "--out", str(site)]
    ran = subprocess.run(
        [sys.executable, "-m", "gspbrief", *command], cwd=root, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr

    folder = site / "synthesis"
    page = (folder / "index.html").read_text(encoding="utf-8")
    findings = {f["id"]: f for f in json.loads((folder / "results.json").read_text(encoding="utf-8"))}
    assert set(re.findall(r'data-finding="([^"]*)"', page)) <= set(findings)
    known = {row["id"] for table in ("costs", "migration", "outcomes", "design") for row in rows(root, table)}
    pages = "".join(
        path.read_text(encoding="utf-8") for path in folder.glob("*.html")
    )  # numbers stand beside it
    linked = set(re.findall(r'href="\.\./data/rows/[^"#]*#([^"]*)"', pages))
    assert linked
    assert linked <= known
    assert (folder / "synthesis.html").is_file()
    text = (folder / "data" / "synthesis-lessons.csv").read_text(encoding="utf-8")
    lessons = list(csv.DictReader(text.splitlines()))
    aptc = next(row for row in lessons if row["partnership"] == "aptc")
    assert aptc["employer_cost_sharing"] == "mixed"
    assert aptc["employer_cost_sharing_rows"].split(";")[0] == "design.csv#aptc.employer_cost_sharing"


BILL: Row = {"per": "worker", "payer": "employer", "component": "total", "concept": "fee", "price_year": 2020}


def billed(one: Row, other: Row) -> comparisons.Comparison:
    studies = [
        named("one", costs=[money("one.cost", "sponsor_cost", 100, **{**BILL, "evidence_root": "a", **one})]),
        named(
            "other", costs=[money("other.c", "sponsor_cost", 9, **{**BILL, "evidence_root": "b", **other})]
        ),
    ]
    return comparisons.employers_bills(studies)


def test_what_two_employers_pay_compares_where_it_covers_the_same() -> None:
    assert billed({}, {}).alike == ("one.cost", "other.c")
    assert billed({}, {"component": "language"}).differ == ("component",)
    assert billed({"component": ""}, {"component": ""}).differ == ("component",)
    assert billed({}, {"price_year": None}).differ == ("price_year",)


@pytest.mark.parametrize(
    "other",
    [{"payer": "migrant"}, {"payer": ""}, {"per": "programme"}, {"status": "planned"}, {"about": "others"},
     {"confidence": "low"}, {"unit": "months", "currency": ""}],
    ids=case_name,
)  # fmt: skip
def test_what_is_no_bill_of_an_employer_for_one_person_is_left_out(other: Row) -> None:
    assert [f.id for f in billed({}, other).figures] == ["one.cost"]


def test_bills_are_sorted_by_what_they_cover_and_counted_by_partnership() -> None:
    bills = billed({"component": "training", "price_year": None}, {"component": "language"})

    assert [f.id for f in bills.figures] == ["other.c", "one.cost"]
    counts = synthesis.bills_counted(bills, 9)
    assert {f.id.rpartition(".")[2]: (f.value, f.n) for f in counts} == {
        "printed": (2, 9), "dated": (1, 9), "comparable": (0, 9),
    }  # fmt: skip
