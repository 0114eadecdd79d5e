"""Standard errors of a regression that hold with few persons or clusters, with their degrees of freedom."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import Floats

DETERMINED = 1e-9  # of a direction's variance left outside a cluster, below which the cluster determines it


@dataclass(frozen=True, slots=True)
class Robust:
    """A standard error and the degrees of freedom of its t interval."""

    standard_error: float
    degrees: float


def bias_reduced(
    exog: Floats, residuals: Floats, column: int, codes: NDArray[np.intp] | None = None
) -> Robust:
    """The bias-reduced robust standard error of one coefficient: HC2, or by cluster CR2.

    Parameters
    ----------
    exog : array of float, shape (persons, coefficients)
        Regressors, and ``residuals`` of the least-squares fit; both times the root of the weights, if any.
    column : int
        The coefficient.
    codes : array of int, optional
        Cluster of each person.

    Returns
    -------
    Robust
        Of the coefficient in the unit of ``exog``.

    Raises
    ------
    EstimationError
        If one person, or one cluster, alone determines the coefficient.

    Notes
    -----
    Bell and McCaffrey (2002), Survey Methodology 28; degrees of freedom by Satterthwaite, the persons taken
    as equally spread (Pustejovsky and Tipton 2018, Journal of Business & Economic Statistics 36). For two
    means without clusters the error is Welch's. All is computed in the few dimensions of the coefficients, so
    that a million persons take seconds; a direction that lies in one cluster alone counts there with no
    error, as by the generalised inverse of R's clubSandwich.
    """
    q, r = np.linalg.qr(exog)
    contrast = np.linalg.solve(r.T, np.eye(r.shape[1])[column])
    pieces = _by_person if codes is None else _by_cluster
    scores, own, shared = pieces(q, residuals, contrast, codes)
    variance = float((scores**2).sum())
    expected = own - (shared**2).sum(axis=1)  # p'p of Satterthwaite's matrix, its diagonal
    crossed = shared.T @ shared
    squares = (own**2 - 2 * own * (shared**2).sum(axis=1)).sum() + (crossed**2).sum()
    if not squares > 0 or not expected.sum() > DETERMINED * own.sum():
        one = "person" if codes is None else "cluster"
        raise EstimationError(
            f"one {one} alone determines the group's coefficient: nothing says how it varies",
            todo="Merge small categories or leave a covariate out",
        )
    return Robust(math.sqrt(variance), float(expected.sum() ** 2 / squares))


def _by_person(
    q: Floats, residuals: Floats, contrast: Floats, _: NDArray[np.intp] | None
) -> tuple[Floats, Floats, Floats]:
    leverage = (q**2).sum(axis=1)
    left = 1 - leverage
    adjusted = np.where(left > DETERMINED, 1 / np.sqrt(np.maximum(left, DETERMINED)), 0.0)
    along = (q @ contrast) * adjusted
    return along * residuals, along**2, q * along[:, None]


def _by_cluster(
    q: Floats, residuals: Floats, contrast: Floats, codes: NDArray[np.intp] | None
) -> tuple[Floats, Floats, Floats]:
    """Each cluster's score, the size of its adjusted contrast and its part in the coefficients' space."""
    assert codes is not None
    width, count = q.shape[1], int(codes.max()) + 1
    grams = np.empty((count, width, width))
    for i in range(width):
        for j in range(i + 1):
            grams[:, i, j] = grams[:, j, i] = np.bincount(codes, weights=q[:, i] * q[:, j], minlength=count)
    scores = np.column_stack(
        [np.bincount(codes, weights=q[:, i] * residuals, minlength=count) for i in range(width)]
    )
    sizes, axes = np.linalg.eigh(grams)
    sizes = np.clip(sizes, 0.0, 1.0)
    left = 1 - sizes
    adjusted = np.where(left > DETERMINED, 1 / np.sqrt(np.maximum(left, DETERMINED)), 0.0)
    turned = np.einsum("gij,i->gj", axes, contrast)
    by_axis = np.einsum("gij,gi->gj", axes, scores)
    own = (sizes * adjusted**2 * turned**2).sum(axis=1)
    shared = np.einsum("gij,gj->gi", axes, sizes * adjusted * turned)
    return (adjusted * turned * by_axis).sum(axis=1), own, shared
