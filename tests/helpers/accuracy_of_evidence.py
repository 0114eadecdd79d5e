"""Figures that a source prints or that follow from it, and the scenario's base case, as data.

They come from the project's own rows of evidence through the estimators, never from numbers typed here; what
stands here is the figure that each should equal.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from accuracy import Check, number
from gspbrief.analysis import costs, migration, outcomes
from gspbrief.findings.finding import Findings, quotient
from gspbrief.scenario.accounts import Scenario, evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import break_even, break_even_away_share, repaying_earnings
from ledger import ledger
from notebook_cells import study_on

DATA = Path(__file__).parents[2] / "data"
PLACEMENTS = "Federal Employment Agency, table of placements by country and year"
MODEL = "the specification of the model, base case"
ALPHA_PLAIN = {"CA": 14_000, "CH": 14_000, "CL": 0, "CM": 0, "dA": 0, "dH": 0, "chi": 0.5, "p": 1}
ALPHA_FULL = {**ALPHA_PLAIN, "CL": 6_000, "CM": 7_000, "dA": 0.15, "dH": 0.15, "p": 0.62}


@cache
def figures(partnership: str) -> Findings:
    """Published counts and outcomes of a partnership, and the general figures on costs."""
    here = study_on(partnership)
    return here.published("migration") + here.published("outcomes")


def _share(partnership: str, part: str, whole: str) -> Callable[[], float]:
    def share() -> float:
        found = figures(partnership)
        return number(quotient(found.named(part), found.named(whole))[0])

    return share


def _placements() -> list[Check]:
    """M4: the table reconciles by year and in total, and the arrival rate follows from it."""

    def placed(end: str) -> float:
        counts = study_on("triple_win").published("migration")
        parts = counts.where(measure="placed", end=end, timing="during")
        return sum(number(f.value) for f in parts if f.origin)

    def everybody() -> float:
        (whole,) = migration.sum_of_parts(study_on("triple_win"))
        return number(whole.value)

    def arrived(scope: str) -> float:
        name = f"migration.arrival_rate.departed.cumulative.{scope}"
        return number(migration.rates(study_on("triple_win")).named(name).value)

    checks = [
        Check(
            "Sum of parts (M4)",
            f"Triple Win, placed in {words}, all countries",
            lambda end=end: placed(end),
            reference,
            0,
            "published",
            PLACEMENTS,
        )
        for end, words, reference in (
            ("2016", "2013–2016", 1100),
            ("2017", "2017", 593),
            ("2018", "2018", 859),
            ("2019", "2019", 1025),
        )
    ]
    total = (
        "Sum of parts (M4)",
        "Triple Win, placed by end-2019",
        everybody,
        3577,
        0,
        "published",
        PLACEMENTS,
    )
    so_far = ("Arrival rate, open (M4)", "Triple Win, 2,220 of 3,577", lambda: arrived("2019"), 0.620632)
    bound = (
        "Arrival rate, at most (M4)",
        "Triple Win, 2,220 of 2,552",
        lambda: arrived("2019.placed_by_2018"),
    )
    return [
        *checks,
        Check(*total),
        Check(*so_far, 5e-7, "closed form", "2,220 ÷ 3,577"),
        Check(*bound, 0.869906, 5e-7, "closed form", "2,220 ÷ 2,552"),
    ]


def _training_costs() -> list[Check]:
    """M5 and M6: what repays a sponsor, and trainees for the price of one."""

    def general(row: str) -> float:
        frame = study_on("triple_win").general["costs"]
        return float(frame.loc[f"general.{row}.nursing_moldova", "value"])

    def trainees(name: str, end: str) -> float:
        return number(getattr(costs.trainees_for_one(study_on("triple_win")).named(f"costs.{name}"), end))

    def away_share(inputs: dict[str, float], saving: float) -> float:
        return number(break_even_away_share({**inputs, "F0": 0, "N": 100}, saving))

    nurse = "less than 14,000 against 80,000 to 100,000 (MPI 2018, note 10)"
    clemens = "Clemens, GSP brief: one trainee abroad and half a trainee at home"
    return [
        Check(
            "Sponsor's cost (M5)",
            "worked example, one and a half trainees",
            lambda: 1.5 * general("training_cost_origin"),
            15_000,
            0,
            "published",
            clemens,
        ),
        Check(
            "Earnings that repay a sponsor (M5)",
            "worked example, a year",
            lambda: repaying_earnings(general("sponsor_cost"), general("earnings_repaid_share"), 4),
            37_500,
            1e-9,
            "closed form",
            "15,000 ÷ (10 percent × 4 years)",
        ),
        *(
            Check(
                "Trainees for one (M6)",
                f"nurses, at least, {words} end",
                lambda end=end: trainees("trainees_for_one", end),
                reference,
                0.005,
                "closed form",
                nurse,
            )
            for end, words, reference in (("low", "lower", 5.71), ("high", "upper", 7.14))
        ),
        *(
            Check(
                "Break-even away share (M6)",
                f"nurses, {words}, saving of {saving:,}",
                lambda inputs=inputs, saving=saving: away_share(inputs, saving),
                reference,
                tolerance,
                kind,
                source,
            )
            for inputs, words, saving, reference, tolerance, kind, source in (
                (ALPHA_PLAIN, "plain", 100_000, 0.140, 5e-4, "closed form", "1 ÷ trainees for one"),
                (ALPHA_PLAIN, "plain", 80_000, 0.175, 5e-4, "closed form", "1 ÷ trainees for one"),
                (ALPHA_FULL, "with drop-out and add-ons", 100_000, 0.30, 0.005, "specification", MODEL),
                (ALPHA_FULL, "with drop-out and add-ons", 80_000, 0.39, 0.005, "specification", MODEL),
            )
        ),
    ]


def _printed_percentages() -> list[Check]:
    """M7: percentages and sums that the sources print must follow from their own counts."""
    palm = "palm.working_abroad.2022"
    ssw, mission = "jpn_ssw.working_abroad", "mida_ethiopia.participants"
    tonga = ("palm.receiving_remittances.ton.all", "palm.survey_sample.ton")

    def count(partnership: str, row: str) -> float:
        return number(figures(partnership).named(row).value)

    rows: tuple[tuple[str, Callable[[], float], float, float, str], ...] = (
        (
            "MobiPro-EU, 5,642 of 9,177 applicants Spanish",
            _share("mobipro_eu", "mobipro_eu.applied.esp.2014", "mobipro_eu.applied.2014"),
            0.615,
            5e-4,
            "investing_mobipro: 61.5 percent",
        ),
        (
            "PALM, 35,100 ÷ 24,400 − 1",
            lambda: count("palm", f"{palm}_12") / count("palm", f"{palm}_05") - 1,
            0.44,
            5e-3,
            "au_gov_palm_35000: 44 percent",
        ),
        (
            "Norwegian cadets, 350 of 10,000",
            _share("nsa_seafarers", "nsa_seafarers.accepted.2015", "nsa_seafarers.applied.2015"),
            0.035,
            5e-4,
            "scandasia_ntc: 3.5 percent",
        ),
        (
            "APTC, 527 of 579 answered",
            lambda: number(outcomes.shares(study_on("aptc"))[0].value),
            0.91,
            5e-3,
            "aptc_tracer_2017: 91 percent",
        ),
        (
            "Tonga, 959 of 1,160 households receive remittances",
            _share("palm", *tonga),
            0.83,
            5e-3,
            "devpolicy_tonga_remittances_2022: 83 percent",
        ),
        (
            "Ethiopian mission, 38 + 67",
            lambda: (
                count("mida_ethiopia", f"{mission}.heart_beat_2008")
                + count("mida_ethiopia", f"{mission}.enahpa_2008")
            ),
            105,
            0,
            "iom_mideth_medics_2008: 105",
        ),
        (
            "Japan, specified skills, 22,567 − 17,299",
            lambda: count("jpn_ssw", f"{ssw}.2021_03") - count("jpn_ssw", f"{ssw}.switched.2021_03"),
            5268,
            0,
            "asahi_ssw_2021: 5,268 others",
        ),
    )
    return [
        Check("Printed percentage or sum (M7)", case, ours, reference, tolerance, "published", source)
        for case, ours, reference, tolerance, source in rows
    ]


def _wilson() -> list[Check]:
    """M8."""
    return [
        Check(
            "Wilson interval (M8)",
            f"{successes} of {total}, {end} end",
            lambda counts=(successes, total), end=end: number(getattr(migration.rate(*counts), end)),
            reference,
            5e-7,
            "closed form",
            "Wilson (1927), the score interval solved by hand",
        )
        for successes, total, ends in (
            (8, 160, (0.025551, 0.095551)),
            (77, 412, (0.152207, 0.227365)),
        )
        for end, reference in zip(("low", "high"), ends, strict=True)
    ]


@cache
def assumptions() -> Assumptions:
    """The assumptions of the project."""
    return read_assumptions(DATA / "assumptions.yaml")


@cache
def base_case() -> Scenario:
    """The scenario at its base case."""
    return evaluate(assumptions(), 0.03)


def _scenario() -> list[Check]:
    parties = {
        "E": "destination employers",
        "D": "destination government",
        "O": "origin government",
        "A": "away entrants",
        "H": "home entrants",
        "F": "origin employers",
        "Z": "displaced residents",
    }
    again = ledger(assumptions(), 0.03)
    others: list[tuple[str, Callable[[], float], float, float]] = [
        ("cost per placed, full", lambda: number(base_case().cost_per_placed_full), 87_339, 0.5),
        (
            "cost per placed, incremental",
            lambda: number(base_case().cost_per_placed_incremental),
            18_143,
            0.5,
        ),
        ("net skill stock at once", lambda: base_case().net_skill_stock(0), 42.755, 5e-4),
    ]
    identity = base_case().identity
    assert identity is not None
    return [
        *(
            Check(
                "Scenario, base case",
                words,
                lambda party=party: base_case().npv[party],
                again[party],
                1e-6,
                "closed form",
                "the case as payments from party to party (tests/helpers/ledger.py)",
            )
            for party, words in parties.items()
        ),
        *(
            Check("Scenario, base case", case, ours, reference, tolerance, "specification", MODEL)
            for case, ours, reference, tolerance in others
        ),
        *(
            Check(
                "Scenario, break-even",
                f"account of D at the {words} that breaks even",
                lambda symbol=symbol: _at_break_even(symbol),
                0,
                1e-4,
                "closed form",
                "zero by definition, in the ledger of payments",
            )
            for symbol, words in (("p", "placement rate"), ("alpha", "away share"))
        ),
        Check(
            "Scenario, identity",
            "sum of accounts less value of real resources",
            lambda: base_case().total - sum(identity.values()),
            0,
            1e-6,
            "closed form",
            "transfers cancel at one common rate",
        ),
    ]


def _at_break_even(symbol: str) -> float:
    value = number(break_even(assumptions(), symbol, "D"))
    return ledger(assumptions().with_values({symbol: value}), 0.03)["D"]


EVIDENCE: tuple[Check, ...] = (
    *_placements(),
    *_training_costs(),
    *_printed_percentages(),
    *_wilson(),
    *_scenario(),
)
