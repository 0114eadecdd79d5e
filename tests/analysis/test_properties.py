"""What holds for any numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_frames import count, money, study
from gspbrief.analysis import costs, migration
from gspbrief.findings.finding import Finding, quotient

settings.register_profile("gspbrief", deadline=None)  # the first example of a run imports statsmodels
settings.load_profile("gspbrief")

amounts = st.floats(1, 1e12)
counts = st.integers(1, 10**6)
shares = st.floats(0, 1)
SPAN = {"start": "2010", "end": "2014", "timing": "cumulative"}


@given(counts, st.data())
def test_an_interval_holds_its_share_and_stays_within_zero_and_one(total: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, total))
    found = migration.rate(successes, total)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(counts, st.data(), st.integers(2, 50))
def test_more_people_make_the_interval_no_wider(total: int, data: st.DataObject, times: int) -> None:
    successes = data.draw(st.integers(0, total))
    small, large = migration.rate(successes, total), migration.rate(successes * times, total * times)
    assert (large.high or 0) - (large.low or 0) <= (small.high or 0) - (small.low or 0) + 1e-12


@given(st.integers(0, 500), counts)
def test_success_and_failure_are_mirror_images(successes: int, failures: int) -> None:
    one = migration.rate(successes, successes + failures)
    other = migration.rate(failures, successes + failures)
    assert one.low == pytest.approx(1 - (other.high or 0), abs=1e-9)


@pytest.mark.slow
@given(amounts, counts)
def test_doubling_prices_doubles_costs(total: float, graduates: int) -> None:
    trained = count("demo.trained", "trained", graduates, **SPAN)
    values = []
    for factor in (1, 2):
        row = money("demo.total", "programme_cost", factor * total, **SPAN)
        [found] = costs.derived_unit_costs(study(costs=[row], migration=[trained]))
        values.append(found.value or 0)
    assert values[1] == pytest.approx(2 * values[0])


@given(amounts, st.floats(0, 0.95), shares, amounts, counts)
def test_the_closed_formula_scales_with_prices_and_never_falls_below_the_course(
    cost: float, drop_out: float, chi: float, fixed: float, graduates: int
) -> None:
    one = costs.cost_per_graduate(cost, drop_out, chi, fixed, graduates)
    assert costs.cost_per_graduate(2 * cost, drop_out, chi, 2 * fixed, graduates) == pytest.approx(2 * one)
    assert costs.cost_per_graduate(cost, drop_out, chi) >= cost * (1 - 1e-12)


@pytest.mark.slow
@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=6))
def test_payer_shares_sum_to_one_with_unallocated(weights: list[float]) -> None:
    payers = ("donor", "employer", "migrant", "diaspora", "students", "local_government")
    total = max(1.0, sum(weights))
    rows = [
        {"id": f"demo.{p}", "measure": "payer_share", "value": w / total, "unit": "share", "payer": p}
        for p, w in zip(payers, weights, strict=False)
    ]
    [left] = costs.payers(study(costs=rows))
    assert sum(w / total for w in weights) + (left.value or 0) == pytest.approx(1)


@pytest.mark.slow
@given(st.permutations(range(5)))
def test_the_order_of_rows_is_irrelevant(order: list[int]) -> None:
    rows = [
        count("demo.applied", "applied", 9677, end="2019"),
        count("demo.enrolled", "enrolled", 120, base_id="demo.applied", end="2019"),
        count("demo.phl", "applied", 50, origin="PHL", base_id="demo.applied", end="2019"),
        count("demo.bih", "applied", 60, origin="BIH", base_id="demo.applied", end="2019"),
        count("demo.plan", "enrolled", 150, status="planned"),
    ]
    here, mixed = study(migration=rows), study(migration=[rows[i] for i in order])
    for estimate in (migration.rates, migration.funnel, migration.missing):
        one = sorted(str(f.to_json()) for f in estimate(here))
        assert one == sorted(str(f.to_json()) for f in estimate(mixed))


@given(amounts, amounts, amounts, amounts)
def test_a_quotient_of_ranges_holds_every_quotient_of_their_points(
    a: float, b: float, c: float, d: float
) -> None:
    def between(one: float, two: float) -> Finding:
        ends = {"low": min(one, two), "high": max(one, two)}
        return Finding(
            id="x", measure="y", value=None, unit="money", grade="published", bound="range", **ends
        )

    _, low, high, _ = quotient(between(a, b), between(c, d))
    known = [top / bottom for top in (a, b) for bottom in (c, d)]
    assert low is None or low <= min(known) * (1 + 1e-12)
    assert high is None or high >= max(known) * (1 - 1e-12)
