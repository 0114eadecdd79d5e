"""A simulated tracer survey for the fictitious programme ``demo``: nobody in it exists.

Run, it writes ``demo.csv`` beside this file: 1,200 persons, three waves, always the same bytes.

A lottery among applicants decides who is offered a place; some drop out, some leave, some return, some leave
the trade, and not everybody answers. Every coefficient is made up; the point is the form, not the figures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError

if TYPE_CHECKING:
    import pandas as pd

SEED, PERSONS = 20180829, 1200  # of the survey that is shipped
WAVES = 3
COHORTS = (2018, 2019, 2020)
END = (2025 - 1970) * 12  # months since January 1970 up to which dates are known
MONTHS_OF_WAVE = (0, 30, 48)  # since application
TRAINING = 18  # months
NEVER = np.iinfo(np.int32).max

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def simulate(seed: int, persons: int) -> pd.DataFrame:
    """Simulate the survey table.

    Parameters
    ----------
    seed : int
        The same seed gives the same table.
    persons : int
        At least one.

    Returns
    -------
    pandas.DataFrame
        ``persons`` x 3 rows by person and wave, columns as ``data/surveys/datapackage.json`` says; months as
        text, blank if none; ``simulated`` is 1 throughout.

    Raises
    ------
    EstimationError
        If there is nobody to simulate.
    """
    import pandas as pd

    if persons < 1:
        raise EstimationError(f"{persons} persons cannot be simulated", todo="Ask for one or more")
    random = np.random.default_rng(seed)
    people = _people(random, persons)
    dates = _dates(random, people)
    answers = _answers(random, people, dates)
    once = {name: np.repeat(values, WAVES) for name, values in people.items() if name != "ability"}
    months = {name: np.repeat(_as_months(values), WAVES) for name, values in dates.items()}
    columns = {
        "person": np.repeat(np.arange(1, persons + 1), WAVES),
        "wave": np.tile(np.arange(WAVES), persons),
        **once,
        **months,
        **answers,
        "simulated": np.ones(persons * WAVES, dtype=np.int8),
    }
    return pd.DataFrame(columns)[list(_ORDER)]


_ORDER = (
    *("person", "wave", "group", "track", "cohort", "cluster", "female", "age", "schooling"),
    *("applied", "enrolled", "graduated", "departed", "returned", "changed", "observed"),
    *("answered", "work", "skilled", "earnings", "remittances", "weight", "simulated"),
)


def _people(random: np.random.Generator, n: int) -> dict[str, NDArray[np.generic]]:
    cluster = random.integers(1, max(2, min(n // 40, 400)) + 1, n)
    group = (random.random(n) < 0.5).astype(np.int8)
    track = np.where(group == 1, np.where(random.random(n) < 0.5, "away", "home"), "none")
    return {
        "group": group,
        "track": track,
        "cohort": random.choice(COHORTS, n),
        "cluster": cluster,
        "female": (random.random(n) < 0.45).astype(np.int8),
        "age": np.clip(np.round(random.normal(22, 3, n)), 17, 35).astype(np.int64),
        "schooling": np.clip(np.round(random.normal(11, 1.5, n)), 8, 16).astype(np.int64),
        "ability": random.normal(0, 1, n) + 0.4 * np.sin(cluster),
    }


def _dates(random: np.random.Generator, people: dict[str, NDArray[np.generic]]) -> dict[str, Ints]:
    n = len(people["group"])
    applied = (people["cohort"].astype(np.int64) - 1970) * 12 + random.integers(0, 12, n)
    offered, away = people["group"] == 1, people["track"] == "away"
    ability = people["ability"].astype(np.float64)
    enrolled = _when(offered & (random.random(n) < 0.92), applied + 3)
    stayed = random.random(n) < _logistic(1.7 + 0.5 * ability)
    graduated = _when((enrolled < NEVER) & stayed, enrolled + TRAINING)
    base = np.where(graduated < NEVER, graduated, applied + 3 + TRAINING)
    mean_wait = np.where(away & (graduated < NEVER), 20.0, np.where(graduated < NEVER, 120.0, 200.0))
    wait = 1 + random.exponential(mean_wait).astype(np.int64)
    change = 1 + random.exponential(np.where(graduated < NEVER, 90.0, 70.0)).astype(np.int64)
    departed = _when((wait <= change) & (base + wait <= END), base + wait)
    changed = _when((change < wait) & (base + change <= END), base + change)
    back = departed + 6 + random.exponential(60.0, n).astype(np.int64)
    returned = _when((departed < NEVER) & (back <= END), back)
    return {
        "applied": applied,
        "enrolled": enrolled,
        "graduated": graduated,
        "departed": departed,
        "returned": returned,
        "changed": changed,
        "observed": np.full(n, END),
    }


def _answers(
    random: np.random.Generator, people: dict[str, NDArray[np.generic]], dates: dict[str, Ints]
) -> dict[str, NDArray[np.generic]]:
    n = len(people["group"])
    shape = (n, WAVES)
    now = dates["applied"][:, None] + np.array(MONTHS_OF_WAVE)
    abroad = (dates["departed"][:, None] <= now) & (now < dates["returned"][:, None])
    training = (dates["enrolled"][:, None] <= now) & (now < dates["graduated"][:, None])
    training &= now < dates["enrolled"][:, None] + TRAINING
    trained = dates["graduated"][:, None] <= now
    ability = people["ability"].astype(np.float64)[:, None]
    chance = _logistic(0.2 + 0.4 * ability + 0.5 * trained)
    employed = abroad | (~training & (random.random(shape) < chance))
    work = np.where(
        abroad, "abroad", np.where(training, "training", np.where(employed, "home", "none"))
    ).astype(object)
    left = (dates["changed"][:, None] <= now) | ~trained
    skilled = employed & ~left & (random.random(shape) < np.where(abroad, 0.8, 0.65))
    level = np.where(abroad, 7.6, 6.0) + 0.25 * skilled + 0.2 * ability
    earnings = employed * np.round(np.exp(level + random.normal(0, 0.35, shape)))
    sends = abroad & (random.random(shape) < 0.75)
    remittances = np.round(sends * earnings * random.uniform(0.05, 0.3, shape))
    offered = (people["group"] == 1)[:, None]
    answered = (random.random(shape) < _logistic(1.2 + 0.5 * offered - 0.4 * abroad)) | (now == now[:, :1])
    blank = ~answered
    weight = np.round(random.uniform(0.8, 1.25, n), 3)
    return {
        "answered": answered.ravel().astype(np.int8),
        "work": np.where(blank, "", work).ravel(),
        "skilled": _optional(skilled, blank | ~employed),
        "earnings": _optional(earnings, blank),
        "remittances": _optional(remittances, blank),
        "weight": np.repeat(weight, WAVES),
    }


def _logistic(index: NDArray[np.generic]) -> Floats:
    return np.asarray(1 / (1 + np.exp(-index.astype(np.float64))))


def _when(happens: NDArray[np.bool_], month: Ints) -> Ints:
    return np.where(happens, month, NEVER)


def _as_months(months: Ints) -> NDArray[np.object_]:
    known, codes = np.unique(months, return_inverse=True)
    texts = np.array(
        ["" if month == NEVER else f"{1970 + month // 12:04d}-{month % 12 + 1:02d}" for month in known],
        dtype=object,
    )
    return texts[codes]


def _optional(values: NDArray[np.generic], blank: NDArray[np.bool_]) -> NDArray[np.object_]:
    import pandas as pd

    whole = pd.array(values.astype(np.int64).ravel(), dtype="Int32")
    whole[blank.ravel()] = pd.NA
    return whole  # type: ignore[return-value]


if __name__ == "__main__":
    simulate(SEED, PERSONS).to_csv(Path(__file__).with_name("demo.csv"), index=False, lineterminator="\n")
