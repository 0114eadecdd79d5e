"""The partnership model in symbols, defined once: NumPy, LaTeX and JavaScript all come from here.

One year's flows are expressions in the inputs, the cohort and the year ``t``; ``k = t - tau`` counts years
after training. The sum over years is a plain loop in Python and in JavaScript, since a closed form would
divide by the discount rate.
"""

# ruff: noqa: N816  (the names are the symbols of the equations)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from gspbrief.scenario.symbols import DOMAINS, PARTIES

Array = NDArray[np.float64]
Year = Callable[..., list[Array]]

INPUTS = tuple(DOMAINS)
_N, _alpha, _dA, _dH, _chi, _p, _xi, _psi, _sig, _gam = sp.symbols("N alpha dA dH chi p xi psi sig gam")
_tau, _J, _nlam, _omega, _l, _h, _hH, _q, _lam = sp.symbols("tau J nlam omega l h hH q lam")
_wD, _wS, _w0, _e0, _eH, _eR, _uH, _uR, _g = sp.symbols("wD wS w0 e0 eH eR uH uR g")
_kappa, _iota, _thD, _thO, _vD, _v, _muE, _muO = sp.symbols("kappa iota thD thO vD v muE muO")
_phi, _nZ, _beta = sp.symbols("phi nZ beta")
_cD, _cO, _m, _f, _eta, _b = sp.symbols("cD cO m f eta b")
_CA, _CH, _CL, _CM, _CR, _F0 = sp.symbols("CA CH CL CM CR F0")
_NA, _NH, _GA, _GH, _XA, _XH = sp.symbols("NA NH GA GH XA XH")
_P, _U, _Pnew, _yH, _yR, _yC, _yT, _aO = sp.symbols("P U Pnew yH yR yC yT aO")
_t, _k, _M, _R, _Q, _yD, _n, _L, _dY, _lamk, _phik = sp.symbols("t k M R Q yD n L dY lamk phik")

COHORT: Mapping[sp.Symbol, sp.Expr] = {
    _NA: _alpha * _N,
    _NH: (1 - _alpha) * _N,
    _GA: _NA * (1 - _dA),
    _GH: _NH * (1 - _dH),
    _XA: _GA + _chi * (_NA - _GA),
    _XH: _GH + _chi * (_NH - _GH),
    _P: _p * _GA,
    _U: _GA - _P,
    _Pnew: (1 - _xi) * _P,
    _yH: _eH * (_uH * _wS + (1 - _uH) * _w0),
    _yR: _eR * (_uR * (1 + _g) * _wS + (1 - _uR) * _w0),
    _yC: (1 - _psi) * _e0 * _w0 + _psi * _yH,
    _yT: (1 - _psi) * _e0 * _w0 + _psi * (1 - _sig) * _yH,
    _aO: (1 - _thO) * (1 - _v),
}
"""What does not change from year to year, each in terms of inputs and of those before it.

``yT`` is the pay that training keeps people from: who would be trained elsewhere gives that pay up in either
case. ``aO`` is what households at home keep of gross pay once it is taxed and, as it is spent, taxed again.
"""

YEAR: Mapping[sp.Symbol, sp.Expr] = {
    _k: _t - _tau,
    _M: _Pnew * (1 - _h) ** _k,
    _R: _Pnew - _M,
    _Q: (1 - _psi) * (1 - (1 - _hH) ** _k) * (_U + _GH),
    _yD: _wD * sp.Piecewise((_omega, _k < _J), (_l + (1 - _l) * _omega, True)),
    _n: (1 - _thD) * _yD,
    _L: (1 + _kappa) * _yD,
    _dY: (_U + _GH) * (_yH - _yC) + _R * _yR - _Pnew * _yC - _Q * _yH,
    _lamk: sp.Piecewise((_lam, _k < _nlam), (0, True)),
    _phik: sp.Piecewise((_phi, _k < _nZ), (0, True)),
}
"""What the year adds: who is abroad, who was trained for home and left by other ways (``Q``, beyond those who
would have anyway), pay and its cost, the change in pay at home, the shares repaid and still displaced."""

_forgone = _eta * _yT * (_XA + _XH)
_elsewhere = _psi * _sig * _CH  # what a course elsewhere would have cost, for those who would have taken one

START: Mapping[str, sp.Expr] = {
    "O": _gam * _elsewhere * (_XA + _XH),
    "A": (1 - _gam) * _elsewhere * _XA,
    "H": (1 - _gam) * _elsewhere * _XH,
}
"""What is saved at the start: courses elsewhere that nobody pays for any more, at the home course's cost."""

TRAINING: Mapping[str, sp.Expr] = {
    "A": _XA * (_b * (1 - _v) - _eta * _aO * _yT),
    "H": _XH * (_b * (1 - _v) - _eta * _aO * _yT),
    "O": _v * _b * (_XA + _XH) - (1 - _aO) * _forgone,
    "F": -_muO * _forgone,
}
"""Each party's flow in a year of training, t < tau; parties not named have none."""

_displaced = _phik * _n * _M  # net pay that residents lose

WORKING: Mapping[str, sp.Expr] = {
    "E": (1 - _phik) * _muE * _L * _M + _lamk * _M * _yD,
    "D": (1 - _phik) * ((1 - _iota) * _kappa + _thD) * _yD * _M
    + _vD * (1 - _m) * _n * _M
    - _cD * _M
    - (_beta + _vD * (1 - _beta)) * _displaced,
    "O": (1 - _aO) * _dY + _v * (1 - _f) * _m * _n * _M + _cO * (_M + _Q),
    "A": _M * _n * (1 - _m * (_f + _v * (1 - _f)) - _vD * (1 - _m))
    + _iota * _kappa * _yD * _M
    + _R * _aO * _yR
    - _Pnew * _aO * _yC
    + _U * _aO * (_yH - _yC)
    - _lamk * _M * _yD,
    "H": _GH * _aO * (_yH - _yC),
    "F": _muO * _dY,
    "Z": -(1 - _vD) * (1 - _beta) * _displaced - _iota * _kappa * _yD * _phik * _M,
}
"""Each party's flow in a year after training, t >= tau, before programme costs."""

COSTS: Mapping[str, sp.Expr] = {
    "CA": sp.Piecewise((_CA * _XA, sp.Eq(_t, 0)), (0, True)),
    "CH": sp.Piecewise((_CH * _XH, sp.Eq(_t, 0)), (0, True)),
    "CL": sp.Piecewise((_CL * _XA, sp.Eq(_t, 0)), (0, True)),
    "F0": sp.Piecewise((_F0, sp.Eq(_t, 0)), (0, True)),
    "b": sp.Piecewise((_b * (_XA + _XH), _t < _tau), (0, True)),
    "CM": sp.Piecewise((_CM * _P, sp.Eq(_k, 0)), (0, True)),
    "CR": sp.Piecewise((_CR * _P * ((1 - _h) ** (_k - 1) - (1 - _h) ** _k), _k >= 1), (0, True)),
}
"""What the programme spends in a year, by kind of cost, before it is split among payers."""


def _by_stage(training: sp.Expr, working: sp.Expr) -> sp.Expr:
    return sp.Piecewise((training, _t < _tau), (working, True))


def _at_start(expression: sp.Expr) -> sp.Expr:
    return sp.Piecewise((expression, sp.Eq(_t, 0)), (0, True))


IDENTITY: Mapping[str, sp.Expr] = {
    "output_abroad": _by_stage(sp.S.Zero, (1 - _phik) * (1 + _muE) * _L * _M),
    "pay_elsewhere": _by_stage(sp.S.Zero, _aO * _yH * _Q),
    "services_destination": _by_stage(sp.S.Zero, -_cD * _M),
    "services_origin": _by_stage(sp.S.Zero, _cO * (_M + _Q)),
    "transfer_fees": _by_stage(sp.S.Zero, -_f * _m * _n * _M),
    "output_at_origin": _by_stage(sp.S.Zero, (1 + _muO) * _dY),
    "output_forgone": _by_stage(-(1 + _muO) * _forgone, sp.S.Zero),
    "training_elsewhere": _at_start(_elsewhere * (_XA + _XH)),
}
"""Real resources: their present value, less all costs but stipends, is the sum of all parties' accounts.

Who was trained for home and left by other ways is taken to keep what home would have paid: ``pay_elsewhere``.
"""

MEMO: Mapping[str, sp.Expr] = {
    "sponsor": _by_stage(sp.S.Zero, (1 - _phik) * _muE * _L * _M * (1 - _q) ** _k + _lamk * _M * _yD),
    "spent_abroad": _by_stage(sp.S.Zero, (1 - _vD) * (1 - _m) * _n * _M),
    "remittances": _by_stage(sp.S.Zero, _m * _n * _M),
    "tax_lost": -(1 - _aO) * _by_stage(_forgone, _Pnew * _yC + _Q * _yH),
    "tax_gained": _by_stage(
        _v * _b * (_XA + _XH),
        (1 - _aO) * ((_U + _GH) * (_yH - _yC) + _R * _yR) + _v * (1 - _f) * _m * _n * _M,
    ),
    "services_saved": _by_stage(sp.S.Zero, _cO * (_M + _Q)),
    "training_saved": _at_start(START["O"]),
}
"""Parts of the accounts that are reported beside them and never added to them."""

SKILLS: Mapping[str, sp.Expr] = {
    "net_skill_stock": (1 - _psi) * (_GH + _U + _Pnew) - _M - _Q,
    "skills_used": _eH * _uH * (_GH + _U - _Q) + _eR * _uR * _R - _psi * _eH * _uH * (_GH + _U + _Pnew),
}
"""Skilled persons at home against no programme, k years after training: held, and used at work."""

FLOWS: Mapping[str, sp.Expr] = {
    party: _by_stage(TRAINING.get(party, sp.S.Zero), WORKING.get(party, sp.S.Zero))
    + (_at_start(START[party]) if party in START else sp.S.Zero)
    for party in PARTIES
}
"""Each party's flow in any year."""


def _named(group: str, expressions: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
    return {f"{group}.{name}": expression for name, expression in expressions.items()}


OUTPUTS: Mapping[str, sp.Expr] = {
    **_named("flow", FLOWS),
    **_named("cost", COSTS),
    **_named("identity", IDENTITY),
    **_named("memo", MEMO),
    **_named("skills", SKILLS),
}
"""Everything the model says about one year, under ``group.name``."""


def _resolved(definitions: Mapping[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    done: dict[sp.Symbol, sp.Expr] = {}
    for symbol, expression in definitions.items():
        done[symbol] = expression.xreplace(done)
    return done


def _select(conditions: list[Array | bool], choices: list[Array], default: float) -> Array:  # noqa: ARG001
    """The first choice whose condition holds, the last being True; much faster than `numpy.select`."""
    value = choices[-1]
    for condition, choice in zip(conditions[-2::-1], choices[-2::-1], strict=True):
        value = np.where(condition, choice, value)
    return value


_MODULES = [{"select": _select}, "numpy"]


@cache
def _cohort_function() -> Year:
    arguments = [sp.Symbol(name) for name in INPUTS]
    return cast(Year, sp.lambdify(arguments, list(_resolved(COHORT).values()), _MODULES, cse=True))


@cache
def _year_function(outputs: tuple[str, ...]) -> Year:
    year = _resolved(YEAR)
    arguments = [_t, *(sp.Symbol(name) for name in INPUTS), *COHORT]
    expressions = [OUTPUTS[name].xreplace(year) for name in outputs]
    return cast(Year, sp.lambdify(arguments, expressions, _MODULES, cse=True))


def cohort(inputs: Mapping[str, Array]) -> dict[str, Array]:
    """The persons and the yearly pay at home that follow from the inputs.

    Parameters
    ----------
    inputs : mapping of str to array
        Every symbol of `INPUTS`; arrays of one shape, or 0-dimensional.

    Returns
    -------
    dict of str to array
        NA, NH, GA, GH, XA, XH, P, U, Pnew [persons]; yH, yR, yC, yT [money per person and year];
        aO [share].
    """
    values = _cohort_function()(*(inputs[name] for name in INPUTS))
    return dict(zip((symbol.name for symbol in COHORT), values, strict=True))


def year(
    t: float | Array, inputs: Mapping[str, Array], persons: Mapping[str, Array], outputs: tuple[str, ...]
) -> list[Array]:
    """One year's values of the outputs asked for, vectorised over the inputs.

    Parameters
    ----------
    t : float or array
        Years since the start.
    persons : mapping
        What `cohort` returned.
    outputs : tuple of str
        Keys of `OUTPUTS`.
    """
    # A branch that does not apply may divide by zero (everybody returns at once, k < 0); it is not selected.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        values = _year_function(outputs)(t, *(inputs[name] for name in INPUTS), *persons.values())
    return [np.asarray(value, dtype=np.float64) for value in values]


@dataclass(frozen=True, slots=True)
class Equations:
    """One block of the method annex: its name and its equations in LaTeX."""

    block: str
    equations: tuple[str, ...]


_TEX = {
    "dA": "d_A", "dH": "d_H", "wD": "w_D", "wS": "w_S", "w0": "w_0", "e0": "e_0", "eH": "e_H", "eR": "e_R",
    "uH": "u_H", "uR": "u_R", "thD": r"\theta_D", "thO": r"\theta_O", "muE": r"\mu", "muO": r"\mu_O",
    "cD": "c_D", "cO": "c_O", "CA": "C_A", "CH": "C_H", "CL": "C_L", "CM": "C_M", "CR": "C_R", "F0": "F_0",
    "lam": r"\lambda", "nlam": r"n_\lambda", "l": r"\ell", "NA": "N_A", "NH": "N_H", "GA": "G_A",
    "GH": "G_H", "XA": "X_A", "XH": "X_H", "Pnew": "P'", "yH": "y_H", "yR": "y_R", "yC": "y_C", "yT": "y_T",
    "yD": "y_D",
    "dY": r"\Delta Y", "lamk": r"\lambda_k", "phik": r"\varphi_k", "phi": r"\varphi", "nZ": "n_Z",
    "sig": r"\sigma", "gam": r"\gamma", "hH": "h_H",
    "vD": "v_D", "aO": "a_O",
}  # fmt: skip


def _tex(expression: sp.Expr, otherwise: str = "") -> str:
    names = {symbol: _TEX[symbol.name] for symbol in expression.free_symbols if symbol.name in _TEX}
    text = cast(str, sp.latex(expression, symbol_names=names, order="none"))
    return text.replace(r"\text{for}\: ", "").replace(r"\text{otherwise}", rf"\text{{{otherwise}}}")


def latex(otherwise: str = "otherwise") -> tuple[Equations, ...]:
    """The whole model as equations for the method annex, from the expressions that are computed.

    Parameters
    ----------
    otherwise : str
        The word at the last line of a case distinction, in the reader's language.
    """

    def block(name: str, left: str, expressions: Mapping[str, sp.Expr]) -> Equations:
        pairs = expressions.items()
        return Equations(
            name, tuple(f"{left.format(key)} = {_tex(value, otherwise)}" for key, value in pairs)
        )

    return (
        block("cohort", "{}", {_tex(symbol): value for symbol, value in COHORT.items()}),
        block("year", "{}", {_tex(symbol): value for symbol, value in YEAR.items()}),
        block("start", r"\mathrm{{saved}}_{{{}}}", START),
        block("training", r"\mathrm{{flow}}_{{{}}}", TRAINING),
        block("working", r"\mathrm{{flow}}_{{{}}}", WORKING),
        block(
            "costs", r"\mathrm{{cost}}_{{{}}}", {_TEX.get(kind, kind): cost for kind, cost in COSTS.items()}
        ),
        block("skills", "{}", dict(zip(_SKILLS_TEX, SKILLS.values(), strict=True))),
    )


_SKILLS_TEX = (r"\Delta S(k)", r"\Delta S_u(k)")
