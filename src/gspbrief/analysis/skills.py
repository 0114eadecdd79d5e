"""What a programme itself does to the stock of skills at home, bounded by its own counts alone."""

from __future__ import annotations

from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import derived
from gspbrief.findings.finding import Finding, Findings

LEFT = ("placement_rate", "migration_rate")  # rates whose count left the country
TRAINED = ("trained", "certified", "completed", "graduates")
SKILLED_BEFORE = ("international_trainees", "sectoral_recruitment_nursing")
"""Classes of partnership that take people who hold the trade; what these are taught is a language."""


def net_skill_stock_change(study: Study, rates: Findings) -> Findings:
    """Skilled persons at home when training ends, against no programme, bounded without assumptions.

    Parameters
    ----------
    rates : Findings
        From ``migration.rates``.

    Returns
    -------
    Findings
        For each cohort whose trained and departed are counted exactly, the lowest and highest change
        [persons], without value; if there is none, one finding that says so, which holds whatever was taught.
        A programme whose people hold the trade when they come has taught none: that is refused, however well
        they are counted.

    Notes
    -----
    The model's ``(1-psi)(G - xi P) - (1-xi) P`` for G trained of whom P left. Programmes publish neither psi,
    who would hold the skill anyway, nor xi, who would have left anyway. Over all shares of both the change
    runs from ``-P`` (all would be skilled, nobody would have left) to ``G - P`` (nobody would be skilled).
    """
    known = rates.where(lambda f: f.measure in LEFT and f.base in TRAINED and _exact(f))
    if not known:
        why = "no cohort is known of which those trained and those of them who left are counted exactly"
        return Findings([_none(study, why, "skill_stock_inputs_missing")])
    if study.partnership.oecd_class in SKILLED_BEFORE:
        why = "it taught a language to people who held the trade already"
        return Findings([_none(study, why, "skill_held_before")])
    return Findings(_bounded(rate) for rate in known)


def _exact(rate: Finding) -> bool:
    return rate.bound == "exact" and rate.value is not None and rate.n is not None


def _bounded(rate: Finding) -> Finding:
    trained = rate.n or 0
    departed = round((rate.value or 0) * trained)
    return derived(
        rate.id.replace(rate.measure, "net_skill_stock_change", 1),
        "net_skill_stock_change",
        "persons",
        (rate,),
        low=-departed,
        high=trained - departed,
        interval="bounds",
        bound="range",
        n=trained,
        base=rate.base,
        formula="(1-psi)(G - xi P) - (1-xi) P, 0 <= psi, xi <= 1",
        caveats=("without_assumptions",),
        details={"departed": str(departed)},
    )


def _none(study: Study, why: str, code: str) -> Finding:
    return Finding(
        id="migration.net_skill_stock_change",
        measure="net_skill_stock_change",
        value=None,
        reason=why,
        unit="persons",
        grade="derived",
        partnership=study.partnership.id,
        details={"reason": code},
    )
