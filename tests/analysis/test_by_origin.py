"""People from several origins side by side: rates in the years that all have, costs of one time."""

from __future__ import annotations

from dataclasses import replace

from evidence_frames import count, money, study
from gspbrief.analysis.by_origin import costs_by_origin, of_family, rates_by_origin


def passed(origin: str, year: int, share: float, **more: object) -> dict[str, object]:
    said = "_".join(map(str, more.values())).replace(" ", "_")
    name = f"demo.certified.{origin.lower()}.{year}.{said or 'plain'}"
    row = {"unit": "share", "base": "examinees", "origin": origin, "group": "nurses", **more}
    return count(name, "certified", share, start=str(year), end=str(year), **row)


ROWS = [
    passed("VNM", 2019, 0.479), passed("IDN", 2019, 0.075), passed("IDN", 2020, 0.061),
    passed("VNM", 2020, 0.281), passed("IDN", 2021, 0.05), passed("IDN", 2022, 0.063),
    passed("VNM", 2022, 0.258),
]  # fmt: skip


def test_a_year_without_a_figure_of_every_origin_is_left_out() -> None:
    found = [(f.origin, f.end) for f in rates_by_origin(study(migration=ROWS))]
    assert found == [(origin, year) for origin in ("IDN", "VNM") for year in ("2019", "2020", "2022")]


def test_other_groups_bounds_and_others_than_the_partnership_stand_beside_nobody() -> None:
    strangers = [
        passed("IDN", 2019, 0.3, group="care workers"), passed("VNM", 2021, 0.4, bound="about"),
        passed("VNM", 2021, 0.9, about="others", group="nurses"),
        *(passed(origin, 2019, 0.9, group="cooks") for origin in ("IDN", "VNM")),
        *(passed(origin, year, 0.9, group="care") for origin in ("IDN", "VNM") for year in (2019, 2020)),
        *({**passed(origin, 2030, 0.9), "start": "", "end": ""} for origin in ("IDN", "VNM")),
    ]  # fmt: skip
    expected = rates_by_origin(study(migration=ROWS))
    assert len(expected) == 6
    assert list(rates_by_origin(study(migration=[*ROWS, *strangers]))) == list(expected)


def test_a_year_is_a_year_whether_its_months_are_told_or_not() -> None:
    def months(row: dict[str, object]) -> dict[str, object]:
        return {**row, "start": f"{row['start']}-04", "end": f"{row['end']}-11"}

    for rows in ([months(row) if row["origin"] == "VNM" else row for row in ROWS], [*map(months, ROWS)]):
        assert len(rates_by_origin(study(migration=rows))) == 6


def test_two_years_are_compared_and_one_is_not() -> None:
    assert len(rates_by_origin(study(migration=ROWS[:4]))) == 4
    assert not rates_by_origin(study(migration=ROWS[:2]))
    assert not rates_by_origin(study(migration=[]))


def test_one_origin_is_compared_with_nobody() -> None:
    assert not rates_by_origin(study(migration=[row for row in ROWS if row["origin"] == "IDN"]))


def test_figures_of_family_stand_beside_its_own_and_stay_the_parts() -> None:
    here = study(migration=[{**row, "partnership": "demo"} for row in ROWS if row["origin"] == "IDN"])
    part = [{**row, "partnership": "part"} for row in ROWS if row["origin"] == "VNM"]
    part.append({**passed("PHL", 2019, 0.5, bound="about"), "partnership": "part"})
    both = replace(here, family=study(migration=part).migration)
    found = rates_by_origin(both)
    assert len(found) == 6
    assert {f.origin for f in of_family(both)} == {"VNM"}


def paid(origin: str, value: float, **more: object) -> dict[str, object]:
    said = "_".join(map(str, more.values())).replace(" ", "_") or "plain"
    row = {"per": "trainee", "start": "2021", "end": "2022", "origin": origin, **more}
    return money(f"demo.recruitment_cost.{origin.lower()}.{said}", "recruitment_cost", value, **row)


def test_costs_that_differ_in_more_than_the_origin_are_not_set_side_by_side() -> None:
    others = [
        paid("PHL", 300, end="2023"), paid("PHL", 200, group="paid to a broker"),
        paid("PHL", 100, currency="JPY"), paid("PHL", 800, price_year=2015),
        paid("CHN;PHL", 500), paid("MMR", 400, bound="about"),
    ]  # fmt: skip
    found = costs_by_origin(study(costs=[paid("IDN", 0), paid("PHL", 90), paid("VNM", 700), *others]))
    assert [(f.origin, f.value) for f in found] == [("VNM", 700), ("PHL", 90), ("IDN", 0)]
    assert not costs_by_origin(study(costs=[paid("VNM", 700), *others]))
    assert not costs_by_origin(study(costs=[]))
