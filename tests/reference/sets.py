"""Random sets on which ``figures.R`` computes what the tests compare; each kind is one table.

They are small and awkward on purpose: times in whole months, one time for all, groups and clusters of unequal
size, a person censored before the first event, effects far apart or closer than their errors.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent


def durations(number: int) -> pd.DataFrame:
    """Persons with times, an event of up to two kinds, a group, a covariate and a cluster."""
    random = np.random.default_rng([1, number])
    n = int(random.integers(15, 60))
    size, x = int(random.choice([1, 3, 12])), np.round(random.normal(size=n), 3)
    t = random.exponential(1, n) * np.exp(-0.5 * x) * 10
    time = np.round(t, 3) if number % 3 == 0 else np.ceil(t / size)
    cause = random.choice([0, 1, 2], n, p=[0.3, 0.45, 0.25]) if number % 4 else random.choice([1, 2], n)
    cause[0], time[0] = (0, 0.0) if number % 2 else (1, time[0])
    cause[1:3] = (1, 2)
    group = np.where(np.arange(n) % 3 == 0, 2, random.integers(0, 2, n))
    cluster = random.permutation(np.arange(n) % max(6, n // 4))
    columns = {"set": number, "time": time, "cause": cause, "group": group, "x": x, "cluster": cluster}
    return pd.DataFrame(columns)


def outcomes(number: int) -> pd.DataFrame:
    """Persons with an outcome, a group, a covariate, a weight, and clusters of unequal size."""
    random = np.random.default_rng([2, number])
    n, count = int(random.integers(24, 70)), int(random.integers(6, 12))
    cluster = np.sort(np.concatenate([np.arange(count), random.integers(0, count, n - count)]))
    whole = number % 2 == 0  # a group is made of clusters, or of persons within them
    drawn = random.permutation(np.arange(count) % 2 if whole else np.arange(n) % 2)
    group = drawn[cluster] if whole else drawn
    x = np.round(random.normal(size=n) + cluster % 3, 3)
    noise = random.normal(size=n) * (1 + group) + random.normal(size=count)[cluster]
    y = np.round(group + 0.5 * x + noise, 3)
    weight = np.round(random.uniform(0.5, 2, n), 3)
    columns = {"set": number, "y": y, "group": group, "x": x, "weight": weight, "cluster": cluster}
    return pd.DataFrame(columns)


def offers(number: int) -> pd.DataFrame:
    """Persons of whom chance offered some a place, and who came."""
    random = np.random.default_rng([3, number])
    n = int(random.integers(60, 120))
    group, never, always = np.arange(n) % 2, random.random(n) < 0.2, random.random(n) < 0.1 * (number % 2)
    came = ((group == 1) & ~never | always).astype(int)
    y = np.round(2 * came + always + random.normal(size=n), 3)
    return pd.DataFrame({"set": number, "y": y, "group": group, "came": came})


def effects(number: int) -> pd.DataFrame:
    """Published effects with standard errors, from as alike as chance allows to far apart."""
    random = np.random.default_rng([4, number])
    k = int(random.integers(3, 12))
    error = np.round(random.uniform(0.05, 0.8, k), 3)
    apart = random.choice([0.0, 0.0, 0.3, 1.5, 30.0])
    value = np.round(0.2 + random.normal(size=k) * np.sqrt(error**2 * random.choice([0.2, 1]) + apart**2), 3)
    return pd.DataFrame({"set": number, "value": value, "error": error})


def write(folder: Path = HERE) -> None:
    """Write every table."""
    for make, count in ((durations, 48), (outcomes, 40), (offers, 20), (effects, 60)):
        table = pd.concat([make(number) for number in range(count)])
        table.to_csv(folder / f"{make.__name__}.csv", index=False, float_format="%.10g")


if __name__ == "__main__":
    write()
