"""The partnership scenario: who gains and who pays, for one set of assumptions.

The model is defined in `gspbrief.scenario.equations`; this module sums its years, splits costs among payers
and states the result. Money is real, in the one currency and price year of the assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.scenario.equations import COSTS, FLOWS, IDENTITY, INPUTS, MEMO, Array, cohort, year
from gspbrief.scenario.symbols import (
    BESIDE,
    COST_KINDS,
    PARTIES,
    Rate,
    Shares,
    require_complete,
    require_rates,
)

_COST_OUTPUTS = tuple(f"cost.{kind}" for kind in COSTS)
_ACCOUNT_OUTPUTS = (*(f"flow.{party}" for party in FLOWS), "memo.sponsor", *_COST_OUTPUTS)
_ALL_OUTPUTS = (
    *(f"flow.{party}" for party in FLOWS),
    *_COST_OUTPUTS,
    *(f"identity.{name}" for name in IDENTITY),
    *(f"memo.{name}" for name in MEMO),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The outcome of one set of assumptions.

    Attributes
    ----------
    npv : mapping of str to float
        Net present value by party: E, D, O, A, H, F, X, Z [money].
    cost_by_payer : mapping of str to float
        Present value of programme costs, stipends included [money]. A payer's costs are discounted at its own
        rate.
    cost_per_placed_full : float or None
        All costs per person placed abroad; None when nobody is [money per placed].
    cost_per_placed_incremental : float or None
        The costs that an away track adds to a programme of home track only [money per placed].
    identity : mapping of str to float, optional
        Real resources gained and used, as present values at one common rate [money]; their sum is that of all
        parties' accounts, for taxes, repayments, stipends and the pay that displaced residents lose are
        transfers. None where the parties have rates of their own.
    origin_budget : mapping of str to float
        What the origin government's account is made of [money]: tax lost and gained, on pay and on what is
        spent of it, services and training saved, programme costs; losses are negative.
    remittances_sent, remittances_received : float
        Before and after the fee, at the migrants' rate; a memo, part of the pay that `npv` counts already.
    sponsor_npv : float
        The employers' account for those who sponsor: surplus only while the worker stays with them.
    spent_abroad : float
        Net pay spent at the destination, less the tax on it; part of the account of A [money].
    persons : mapping of str to float
        NA, NH entrants; GA, GH graduates; XA, XH full courses consumed; P placed; U away graduates not
        placed; Pnew placed who would not have emigrated anyway. Also yH, yR, yC, yT, pay at home a year, and
        aO, the share of it that households keep.
    yearly : mapping of str to tuple of float
        Each party's flow net of its costs in the years 0 to T, not discounted; ``sponsor`` likewise.
    rates : mapping of str to float
        Discount rate by party.
    assumptions : mapping of str to float
        The numbers that went in.
    """

    npv: Mapping[str, float]
    cost_by_payer: Mapping[str, float]
    cost_per_placed_full: float | None
    cost_per_placed_incremental: float | None
    identity: Mapping[str, float] | None
    origin_budget: Mapping[str, float]
    remittances_sent: float
    remittances_received: float
    sponsor_npv: float
    spent_abroad: float
    persons: Mapping[str, float]
    yearly: Mapping[str, tuple[float, ...]]
    rates: Mapping[str, float]
    assumptions: Mapping[str, float]

    @property
    def total(self) -> float:
        """Sum of all parties' net present values [money]."""
        return sum(self.npv.values())

    @property
    def total_cost(self) -> float:
        """Present value of all programme costs [money]."""
        return sum(self.cost_by_payer.values())

    @property
    def paid_or_gained(self) -> tuple[str, ...]:
        """The parties that anything flows to or from in any year."""
        return tuple(party for party in PARTIES if any(self.yearly[party]))

    def per_entrant(self, party: str) -> float:
        """A party's net present value per entrant of both tracks."""
        return self.npv[party] / self.assumptions["N"]

    def per_placed(self, party: str) -> float | None:
        """A party's net present value per person placed abroad; None when nobody is."""
        return _per(self.npv[party], self.persons["P"])

    def per_money_spent(self, party: str) -> float | None:
        """A party's net present value per unit of what it pays itself; None where it pays nothing."""
        return _per(self.npv[party], self.cost_by_payer[party])

    def net_skill_stock(self, k: float = 0) -> float:
        """Skilled persons at home k years after training, against no programme: ΔS(k)."""
        return self._skills("net_skill_stock", k)

    def skills_used(self, k: float = 0) -> float:
        """Persons who use the skill at work at home k years after training, against no programme."""
        return self._skills("skills_used", k)

    def payback_year(self, account: str = "E") -> int | None:
        """Years after training until the cumulative present value is no longer negative.

        Parameters
        ----------
        account : str
            A party, or ``sponsor``.

        Returns
        -------
        int or None
            The first such k of 0, 1, ...; None if there is none up to year T.
        """
        rate = self.rates["E" if account == "sponsor" else account]
        flows = np.asarray(self.yearly[account])
        cumulative = np.cumsum(flows * (1 + rate) ** -np.arange(len(flows), dtype=np.float64))
        training = int(self.assumptions["tau"])
        paid_back = np.flatnonzero(cumulative[training:] >= 0)
        return int(paid_back[0]) if len(paid_back) else None

    def away_at_origin_prices(self, price_level: float) -> float:
        """The account of A with pay spent abroad valued at the origin's prices [money].

        Parameters
        ----------
        price_level : float
            Price level of the destination relative to origin, π.

        Raises
        ------
        EstimationError
            If the price level is not positive.
        """
        if refusal := BESIDE["pi"].refusal(price_level):
            raise EstimationError(refusal, where="pi")
        return self.npv["A"] - self.spent_abroad * (1 - 1 / price_level)

    def _skills(self, name: str, k: float) -> float:
        if not k >= 0:
            raise EstimationError(f"{k} is not a number of years after training", where="k")
        inputs = as_arrays(self.assumptions)
        return float(year(inputs["tau"] + k, inputs, cohort(inputs), (f"skills.{name}",))[0])


def _per(amount: float, count: float) -> float | None:
    return amount / count if count > 0 else None


def evaluate(assumptions: Mapping[str, object], rate: Rate = 0.03) -> Scenario:
    """Evaluate the partnership model for one set of assumptions.

    Parameters
    ----------
    assumptions : mapping
        Every symbol of `gspbrief.scenario.symbols.DOMAINS` by its ASCII name, shares as 0-1, money per
        person; and ``share``, kind of cost -> party -> share. Names beyond these are not looked at.
    rate : float or mapping of str to float
        The common discount rate, or one for every party (own rates).

    Returns
    -------
    Scenario

    Raises
    ------
    EstimationError
        If a symbol is missing or a value is outside its domain; each is named.
    """
    values, share = require_complete(assumptions)
    rates = require_rates(rate)
    inputs = as_arrays(values)
    persons = cohort(inputs)
    years = years_of(inputs, persons, _ALL_OUTPUTS)
    discount = _discount(rates, years)
    paid = {party: _paid(years, share, party) for party in PARTIES}
    net = {party: years[f"flow.{party}"] - paid[party] for party in PARTIES}
    net["sponsor"] = years["memo.sponsor"] - paid["E"]
    cost_by_payer = {party: float(paid[party] @ discount[party]) for party in PARTIES}
    total_cost, placed = sum(cost_by_payer.values()), float(persons["P"])
    remitted = float(years["memo.remittances"] @ discount["A"])
    return Scenario(
        npv=MappingProxyType({party: float(net[party] @ discount[party]) for party in PARTIES}),
        cost_by_payer=MappingProxyType(cost_by_payer),
        cost_per_placed_full=_per(total_cost, placed),
        cost_per_placed_incremental=_per(total_cost - _cost_without_away(inputs, share, rates), placed),
        identity=_identity(years, discount["E"]) if len(set(rates.values())) == 1 else None,
        origin_budget=_origin_budget(years, discount["O"], cost_by_payer["O"]),
        remittances_sent=remitted,
        remittances_received=remitted * (1 - values["f"]),
        sponsor_npv=float(net["sponsor"] @ discount["E"]),
        spent_abroad=float(years["memo.spent_abroad"] @ discount["A"]),
        persons=MappingProxyType({name: float(value) for name, value in persons.items()}),
        yearly=MappingProxyType({account: tuple(flows.tolist()) for account, flows in net.items()}),
        rates=MappingProxyType(rates),
        assumptions=MappingProxyType(values),
    )


def _discount(rates: Mapping[str, float], years: Mapping[str, Array]) -> dict[str, Array]:
    t = np.arange(len(years["cost.F0"]), dtype=np.float64)
    return {party: (1 + rate) ** -t for party, rate in rates.items()}


def _origin_budget(years: Mapping[str, Array], discount: Array, costs: float) -> Mapping[str, float]:
    parts = {name: float(years[f"memo.{name}"] @ discount) for name in _ORIGIN_PARTS}
    return MappingProxyType({**parts, "programme_costs": -costs})


_ORIGIN_PARTS = ("tax_lost", "tax_gained", "services_saved", "training_saved")


def as_arrays(values: Mapping[str, float]) -> dict[str, Array]:
    """The inputs as 0-dimensional arrays, which divide by zero without raising."""
    return {name: np.asarray(values[name], dtype=np.float64) for name in INPUTS}


def years_of(
    inputs: Mapping[str, Array], persons: Mapping[str, Array], outputs: tuple[str, ...]
) -> dict[str, Array]:
    """The outputs in the years 0 to the last T, shape (years, ...); zero in years after a draw's own T."""
    shape = np.broadcast_shapes(*(value.shape for value in inputs.values()))
    t = _years_since_start(int(np.max(inputs["T"])) + 1, len(shape))
    counted = (t <= inputs["T"]).astype(np.float64)
    whole = (len(t), *shape)
    values = year(t, inputs, persons, outputs)
    return {
        name: np.broadcast_to(value * counted, whole) for name, value in zip(outputs, values, strict=True)
    }


def _years_since_start(count: int, draws_axes: int) -> Array:
    """0, 1, ... along a first axis, before those of the draws."""
    return np.arange(count, dtype=np.float64).reshape(-1, *(1,) * draws_axes)


def net_present_values(
    inputs: Mapping[str, Array],
    share: Shares,
    rates: Mapping[str, float | Array],
    accounts: tuple[str, ...] = PARTIES,
    *,
    alone: bool = False,
) -> dict[str, Array]:
    """Net present values of many sets of inputs at once; the inputs are not checked.

    Parameters
    ----------
    inputs : mapping of str to array
        Every symbol, each of shape (draws,) or 0-dimensional; at least one of the former if a rate is.
    accounts : tuple of str
        Parties, or ``sponsor``.
    alone : bool
        Whether to compile a year of these accounts alone, which pays for very many sets of inputs.

    Returns
    -------
    dict of str to array
        Money by account, shape (draws,).
    """
    flows = tuple(_ACCOUNT_FLOW.get(account, f"flow.{account}") for account in accounts)
    years = years_of(inputs, cohort(inputs), (*flows, *_COST_OUTPUTS) if alone else _ACCOUNT_OUTPUTS)
    t = _years_since_start(len(years["cost.F0"]), years["cost.F0"].ndim - 1)
    spent = {kind: cost for kind in COST_KINDS if np.any(cost := years[f"cost.{kind}"])}
    discounts: dict[int, Array] = {}
    totals = {}
    for account, flow in zip(accounts, flows, strict=True):
        party = _ACCOUNT_PARTY.get(account, account)
        net = years[flow]
        for kind, cost in spent.items():
            if part := share[kind].get(party):
                net = net - part * cost
        rate = rates[party]
        if id(rate) not in discounts:  # one rate for all is raised to its powers once
            discounts[id(rate)] = (1 + rate) ** -t
        totals[account] = np.sum(net * discounts[id(rate)], axis=0)
    return totals


_ACCOUNT_FLOW = {"sponsor": "memo.sponsor"}
_ACCOUNT_PARTY = {"sponsor": "E"}


def _paid(years: Mapping[str, Array], share: Shares, party: str) -> Array:
    nothing = np.zeros_like(years["cost.F0"])
    return sum((share[kind].get(party, 0.0) * years[f"cost.{kind}"] for kind in COST_KINDS), nothing)


def _kind_cost(years: Mapping[str, Array], share: Shares, kind: str, discount: Mapping[str, Array]) -> float:
    return sum(part * float(years[f"cost.{kind}"] @ discount[party]) for party, part in share[kind].items())


def _cost_without_away(inputs: Mapping[str, Array], share: Shares, rates: Mapping[str, float]) -> float:
    home_only = {**inputs, "alpha": np.zeros(())}
    years = years_of(home_only, cohort(home_only), _ALL_OUTPUTS)
    discount = _discount(rates, years)
    return sum(_kind_cost(years, share, kind, discount) for kind in COST_KINDS)


def _identity(years: Mapping[str, Array], discount: Array) -> Mapping[str, float]:
    real = sum((years[f"cost.{kind}"] for kind in COST_KINDS if kind != "b"), np.zeros_like(discount))
    terms = {name: float(years[f"identity.{name}"] @ discount) for name in IDENTITY}
    return MappingProxyType({**terms, "programme_costs": -float(real @ discount)})
