"""Brain gain: how the prospect of emigrating changes the share of educated people who stay.

A national figure on all emigration, never the effect of one programme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding
from gspbrief.findings.intervals import real_number

ELASTICITY = 0.7  # 1/mu of the package's benchmark
SLOPE = {"low": 5.3, "lower_middle": 3.8, "upper_middle": 0.0, "high": 0.0}
SHORT_RUN_SLOPE = {"low": 1.7, "lower_middle": 0.9, "upper_middle": 0.0, "high": 0.0}
ELASTICITIES = (0.6, 0.7, 1 / 0.7)  # the package's sensitivity runs: mu = 1/0.6, 1/0.7 and 0.7

SOURCE = Citation("changom_replication_2025", "matlab/scripts: inversion and no-migration counterfactual")
FORMULA = (
    "r = wH/wL; Lambda_NM = r^e; Lambda = r^e (1-mL)/(1-mH); "
    "Hn_NM = Hn [(1-1/Lambda_NM)/(1-1/Lambda)]^(1+z); "
    "Hr = Hn(1-mH)/[Hn(1-mH)+(1-Hn)(1-mL)]; net = Hr - Hn_NM"
)
CAVEAT_NATIONAL = "national_not_programme"
CAVEAT_IMMIGRATION = (
    "immigrants_barely_change_it"  # as in 46 of 52 upper-middle-income countries of the source
)
MATCH = (
    1e-4  # relative; rounding in the source's files leaves less, another income group's z changes far more
)


@dataclass(frozen=True, slots=True)
class SkillStock:
    """The model's figures for one country.

    Attributes
    ----------
    premium, premium_no_migration : float
        Return to education with and without the prospect of emigrating, Lambda and Lambda_NM [ratio].
    natives_no_migration : float
        Share with tertiary education if nobody could leave, Hn_NM [share].
    residents : float
        Share with tertiary education among those who stay, Hr [share].
    """

    premium: float
    premium_no_migration: float
    natives_no_migration: float
    residents: float

    @property
    def net(self) -> float:
        """Residents' share less the share if nobody could leave [share difference]."""
        return self.residents - self.natives_no_migration


def skill_stock(
    wage_ratio: float,
    emigration_high: float,
    emigration_low: float,
    tertiary_share: float,
    *,
    elasticity: float = ELASTICITY,
    slope: float,
    tertiary_share_residents: float | None = None,
) -> SkillStock:
    """Solve the model for one country; ``slope`` is z, how unevenly the cost of education is spread.

    Raises
    ------
    EstimationError
        If education does not pay in the model (a premium of one or less), or the counterfactual exceeds one.
    """
    without = float(wage_ratio**elasticity)
    premium = without * (1 - emigration_low) / (1 - emigration_high)
    for name, number in (("without emigration", without), ("with emigration", premium)):
        if not (math.isfinite(number) and number > 1):
            raise EstimationError(
                f"the return to education {name} is {number:.6g}, not above one: nobody would study",
                todo="Check that wage_high exceeds wage_low and the emigration rates",
            )
    natives = tertiary_share * ((1 - 1 / without) / (1 - 1 / premium)) ** (1 + slope)
    if natives > 1:
        raise EstimationError(f"the share if nobody could leave comes out at {natives:.6g}, above one")
    stayers = tertiary_share * (1 - emigration_high)
    share = stayers / (stayers + (1 - tertiary_share) * (1 - emigration_low))
    return SkillStock(premium, without, natives, tertiary_share_residents or share)


def natives_share(residents: float, emigration_high: float, emigration_low: float) -> float:
    """The tertiary share of all natives from that of residents, where immigrants do not change the latter.

    Parameters
    ----------
    residents : float
        Share with tertiary education among residents, Hr, 0-1.
    emigration_high, emigration_low : float
        Shares of those with and without it who have emigrated, 0-1.

    Notes
    -----
    ``Hr = Hn(1-mH)/[Hn(1-mH)+(1-Hn)(1-mL)]``, solved for Hn.
    """
    _require_shares(emigration_high, emigration_low, residents, None)
    high, low = residents * (1 - emigration_low), (1 - residents) * (1 - emigration_high)
    return high / (high + low)


def implied_group(
    wage_ratio: float,
    emigration_high: float,
    emigration_low: float,
    residents: float,
    residents_no_migration: float,
) -> str:
    """The income group whose z gives the source's own tertiary share without migration.

    Parameters
    ----------
    wage_ratio : float
        Pay of people with tertiary education over that of others.
    emigration_high, emigration_low : float
        Shares of each who have emigrated, 0-1.
    residents, residents_no_migration : float
        Tertiary share of residents as it is and as the source models it if nobody could leave, 0-1.

    Returns
    -------
    str
        ``low``, ``lower_middle`` or ``upper_middle``; the last stands for high income too, of the same z.

    Raises
    ------
    EstimationError
        If no group, or more than one, gives that share: then immigrants change the share of residents, or
        emigration is too even to tell.
    """
    natives = natives_share(residents, emigration_high, emigration_low)
    fitting = [
        group
        for group in ("low", "lower_middle", "upper_middle")
        if math.isclose(
            skill_stock(
                wage_ratio, emigration_high, emigration_low, natives, slope=SLOPE[group]
            ).natives_no_migration,
            residents_no_migration,
            rel_tol=MATCH,
        )
    ]
    if len(fitting) != 1:
        raise EstimationError(
            "the model gives the source's share without migration with "
            f"{'several income groups' if fitting else 'no income group'}: "
            "immigrants change the share of residents, or both groups emigrate alike"
        )
    return fitting[0]


def brain_gain(
    wage_high: float,
    wage_low: float,
    emigration_high: float,
    emigration_low: float,
    tertiary_share: float,
    income_group: str,
    *,
    elasticity: float = ELASTICITY,
    slope: float | None = None,
    tertiary_share_residents: float | None = None,
) -> Finding:
    """Net change of the tertiary share among residents because people can emigrate.

    Parameters
    ----------
    wage_high, wage_low : float
        Pay of people with and without tertiary education, in the same unit.
    emigration_high, emigration_low : float
        Shares of each who have emigrated, 0-1.
    tertiary_share : float
        Share with tertiary education among all natives, wherever they live, 0-1.
    income_group : str
        ``low``, ``lower_middle``, ``upper_middle`` or ``high``; sets z.
    elasticity : float
        Elasticity of migration to wages.
    slope : float, optional
        z, in place of the income group's.
    tertiary_share_residents : float, optional
        Observed share among residents, for a country where immigrants change it.

    Returns
    -------
    Finding
        The net change [share difference]; the counterfactual and each step stand in ``details``.

    Raises
    ------
    EstimationError
        If an argument is outside its domain, or for a high-income country without
        ``tertiary_share_residents``: immigrants change that share in 32 of the source's 43, by an amount
        that the other arguments do not tell.

    Notes
    -----
    Cha'ngom, Deuster, Docquier and Machado, replication package of May 2025; all its 174 countries come out
    the same. Source key ``changom_replication_2025``.

    Examples
    --------
    >>> finding = brain_gain(13231.1551, 4168.6067, 0.115977, 0.037304, 0.293748, "lower_middle")
    >>> round(finding.value, 4)
    0.0599
    """
    ratio = _wage_ratio(wage_high, wage_low)
    _require_shares(emigration_high, emigration_low, tertiary_share, tertiary_share_residents)
    _require_group(income_group, tertiary_share_residents)
    z = SLOPE[income_group] if slope is None else _at_least_zero("slope", slope)
    stock = skill_stock(
        ratio,
        emigration_high,
        emigration_low,
        tertiary_share,
        elasticity=_above_zero("elasticity", elasticity),
        slope=z,
        tertiary_share_residents=tertiary_share_residents,
    )
    caveats = [CAVEAT_NATIONAL]
    if income_group == "upper_middle" and tertiary_share_residents is None:
        caveats.append(CAVEAT_IMMIGRATION)
    return Finding(
        id="brain_gain.net",
        measure="brain_gain",
        value=stock.net,
        unit="share_difference",
        grade="modelled",
        base="residents",
        method="selective_emigration_model",
        formula=f"{FORMULA}; e = {_printed(elasticity)}, z = {_printed(z)}",
        sources=(SOURCE,),
        caveats=tuple(caveats),
        details=_details(stock, ratio, elasticity, z, income_group),
    )


def brain_gain_range(
    wage_high: float,
    wage_low: float,
    emigration_high: float,
    emigration_low: float,
    tertiary_share: float,
    income_group: str,
    *,
    tertiary_share_residents: float | None = None,
) -> Finding:
    """``brain_gain`` with the range that it takes over the source's elasticities and values of z.

    The elasticities are those of its sensitivity runs; z is that of the short and of the long run for the
    income group.

    Returns
    -------
    Finding
        The benchmark's value with the lowest and highest of all combinations as ``low`` and ``high``;
        ``interval`` is ``specifications``: it is no confidence interval.

    Raises
    ------
    EstimationError
        If an argument is outside its domain, or residents' share is missing for a high-income country.
    """
    country = (wage_high, wage_low, emigration_high, emigration_low, tertiary_share, income_group)
    benchmark = brain_gain(*country, tertiary_share_residents=tertiary_share_residents)
    slopes = sorted({SHORT_RUN_SLOPE[income_group], SLOPE[income_group]})
    values = [
        brain_gain(*country, elasticity=e, slope=z, tertiary_share_residents=tertiary_share_residents).value
        for e, z in product(ELASTICITIES, slopes)
    ]
    known = [value for value in (*values, benchmark.value) if value is not None]
    over = {"elasticities": _listed(ELASTICITIES), "slopes": _listed(slopes)}
    return replace(
        benchmark,
        id="brain_gain.net_range",
        low=min(known),
        high=max(known),
        interval="specifications",
        details={**benchmark.details, **over, "specifications": str(len(values))},
    )


def _details(stock: SkillStock, ratio: float, elasticity: float, slope: float, group: str) -> dict[str, str]:
    figures = {
        "wage_ratio": ratio,
        "elasticity": elasticity,
        "slope": slope,
        "premium": stock.premium,
        "premium_no_migration": stock.premium_no_migration,
        "tertiary_share_no_migration": stock.natives_no_migration,
        "tertiary_share_residents": stock.residents,
    }
    return {"income_group": group} | {name: _printed(number) for name, number in figures.items()}


def _printed(number: float) -> str:
    return f"{number:.{SIGNIFICANT_DIGITS}g}"


def _listed(numbers: Sequence[float]) -> str:
    return ";".join(_printed(number) for number in numbers)


def _wage_ratio(high: float, low: float) -> float:
    ratio = _above_zero("wage_high", high) / _above_zero("wage_low", low)
    if ratio <= 1:
        raise EstimationError(
            f"wage_high ({high:g}) is not above wage_low ({low:g}): in the model nobody would study",
            todo="Give the pay of people with tertiary education first",
        )
    return ratio


def _require_shares(high: float, low: float, tertiary: float, residents: float | None) -> None:
    for name, share in (("emigration_high", high), ("emigration_low", low)):
        if not 0 <= real_number(name, share) < 1:
            raise EstimationError(f"{name} is {share}, not a share from 0 to below 1")
    inner = {"tertiary_share": tertiary} | (
        {} if residents is None else {"tertiary_share_residents": residents}
    )
    for name, share in inner.items():
        if not 0 < real_number(name, share) < 1:
            raise EstimationError(f"{name} is {share}, not a share between 0 and 1")


def _require_group(group: str, residents: float | None) -> None:
    if not isinstance(group, str) or group not in SLOPE:
        raise EstimationError(f"there is no income group {group!r}", todo=f"It is one of {', '.join(SLOPE)}")
    if group == "high" and residents is None:
        raise EstimationError(
            "in high-income countries immigrants change the tertiary share of residents, "
            "by how much cannot be told from these arguments",
            todo="Give the observed share as tertiary_share_residents",
        )


def _above_zero(name: str, number: float) -> float:
    if not 0 < real_number(name, number) < math.inf:
        raise EstimationError(f"{name} is {number}, not a number above zero")
    return number


def _at_least_zero(name: str, number: float) -> float:
    if not 0 <= real_number(name, number) < math.inf:
        raise EstimationError(f"{name} is {number}, not a number of zero or more")
    return number
