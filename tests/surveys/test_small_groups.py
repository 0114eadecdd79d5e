"""No small group of a survey's people follows from what is published: an attack on it, and its control."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from delivered_surveys import answered, french
from gspbrief.surveys.description import read_description
from gspbrief.surveys.disclosure import Disclosure
from gspbrief.surveys.microdata import read_microdata
from gspbrief.surveys.proposal import describe

ROOT = Path(__file__).parents[2]
PARTNERSHIP = "triple_win"
SMALL = 10

Masks = dict[str, NDArray[np.bool_]]


def results_of(folder: Path, persons: int, threshold: int) -> tuple[dict[str, Any], pd.DataFrame]:
    """What the notebook finds in a delivered survey, its cells run as they stand, and the survey."""
    folder.mkdir()
    data = folder / "data"
    data.mkdir()
    for path in (ROOT / "data").iterdir():
        if path.is_file():
            (data / path.name).symlink_to(path)
    surveys = data / "surveys"
    describe(french(folder, persons), PARTNERSHIP, surveys)
    answered(surveys / f"{PARTNERSHIP}.yaml", threshold)
    notebook = json.loads((ROOT / "notebooks" / "survey.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= {"data": str(data), "out": str(folder), "partnership": PARTNERSHIP}
    found = json.loads((folder / "survey.json").read_text(encoding="utf-8"))
    description = read_description(surveys / f"{PARTNERSHIP}.yaml")
    return found, read_microdata(surveys / f"{PARTNERSHIP}.csv", description)


def month(people: pd.DataFrame, name: str) -> pd.Series:
    months = [int(t[:4]) * 12 + int(t[5:]) if isinstance(t, str) else np.nan for t in people[name]]
    return pd.Series(months, people.index, float)


def published(found: Mapping[str, Any], rows: pd.DataFrame) -> Masks:
    """Whose number each published figure tells, or tells with its base; more than a reader would be told."""
    last = rows[rows["wave"] == rows["wave"].max()].set_index("person").sort_index()
    first = rows[rows["wave"] == 0].set_index("person").sort_index()
    graduated, departed, returned = (
        month(last, name).astype(float) for name in ("graduated", "departed", "returned")
    )
    until = month(last, "observed")
    graduate, waited = graduated.notna(), np.fmin(departed, until) - graduated
    left = (departed <= until) & graduate
    away, since = departed.notna(), np.fmin(returned, until) - departed
    back = (returned <= until) & away
    works = [wave["work"].isin(("home", "abroad")) for wave in (last, first)]
    masks: dict[str, pd.Series] = {}

    def tell(name: str, group: pd.Series) -> None:
        masks[name] = group.fillna(value=False).astype(bool)

    def divide(name: str, base: pd.Series, part: pd.Series) -> None:
        tell(f"{name} base", base)
        tell(f"{name} part", base & part)

    for finding in found["findings"]:
        _, measure, *scope = finding["id"].split(".")
        if finding["value"] is None and finding["low"] is None:
            continue
        if measure == "survey_sample":
            tell("all", last["group"].notna())
        elif measure in ("response_rate", "survey_responses"):
            divide("answered", last["group"].notna(), last["answered"] == 1)
        elif measure == "migration_rate":
            track, at = scope
            divide(f"left {track} {at}", graduate & (last["track"] == track), left & (waited <= int(at)))
        elif measure == "retention_rate":
            divide(f"back {scope[0]}", away, back & (since <= int(scope[0])))
        elif measure == "rate_difference":
            for track in ("away", "home"):
                whole = graduate & (last["track"] == track) & (until - graduated >= int(scope[0]))
                divide(f"followed {track} {scope[0]}", whole, left & (waited <= int(scope[0])))
        elif measure in ("log_rank", "hazard_ratio"):
            divide("left", graduate, left)
        elif measure in ("employed", "employed_bounds"):
            divide("in work", last["answered"] == 1, works[0])
            divide("answered", last["group"].notna(), last["answered"] == 1)
        elif measure in ("attrition", "effect_bounds", "bounds", "covered"):
            for group in (0, 1):
                divide(f"answered {group}", last["group"] == group, last["answered"] == 1)
        if measure in ("effect", "bounds", "covered") and scope[0] != "earnings":
            waves = [0, 1] if scope[-1] == "did" else [0]
            known = (
                (last["answered"] == 1) & (first["answered"] == 1)
                if len(waves) > 1
                else last["answered"] == 1
            )
            for wave, group in ((w, g) for w in waves for g in (0, 1)):
                divide(
                    f"employed {wave} {group} {scope[-1] == 'did'}",
                    known & (last["group"] == group),
                    works[wave],
                )
    for exhibit in found["exhibits"]:
        for row in exhibit["data"] if exhibit["id"] in ("survey/departures", "survey/still_abroad") else ():
            of_track = exhibit["id"] == "survey/departures"
            base = graduate & (last["track"] == row["track"]) if of_track else away
            lasted, came = (waited, left) if of_track else (since, back)
            if 0 < row["value"] < 1 and not row["year"]:
                divide(
                    f"{exhibit['id']} {row['track']} {row['months']}", base, came & (lasted <= row["months"])
                )
            if row["at_risk"] is not None:
                tell(f"{exhibit['id']} {row['track']} risk {row['months']}", base & (lasted >= row["months"]))
    return {name: np.asarray(mask) for name, mask in masks.items()}


def recovered(masks: Masks) -> list[str]:
    """The small groups whose size follows from the published ones, all counts being none or more."""
    told = np.array(list(masks.values()))
    kinds, sizes = np.unique(told.T, axis=0, return_counts=True)
    equations = kinds.T.astype(float)
    counts = equations @ sizes
    found = []
    for name, target in small_between(masks, kinds, sizes):
        ends = [
            float(linprog(sign * target, A_eq=equations, b_eq=counts, bounds=(0, None)).fun or 0) * sign
            for sign in (1, -1)
        ]
        if ends[1] - ends[0] < 0.5:
            found.append(name)
    return found


def small_between(
    masks: Masks, kinds: NDArray[np.bool_], sizes: NDArray[np.intp]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """What two published groups have in common, or one has and the other lacks, where that is few."""
    columns = dict(zip(masks, kinds.T, strict=True))
    seen: set[bytes] = set()
    for one, other in combinations(columns, 2):
        a, b = columns[one], columns[other]
        for word, part in (("and", a & b), ("not", a & ~b), ("not", b & ~a), ("and", a)):
            if 0 < part @ sizes < SMALL and part.tobytes() not in seen:
                seen.add(part.tobytes())
                yield f"{one} {word} {other}", part.astype(float)


@pytest.mark.slow
@pytest.mark.parametrize("persons", [420])
def test_no_small_group_follows_from_what_is_published(persons: int, tmp_path: Path) -> None:
    found, rows = results_of(tmp_path / "kept", persons, SMALL)
    assert recovered(published(found, rows)) == []
    assert [f for f in found["findings"] if f["details"].get("reason") == "withheld"], (
        "nothing had to be withheld"
    )
    assert [f for f in found["findings"] if f["value"] is not None and f["unit"] == "share"], (
        "nothing was left"
    )
    digits = [f"{f[part]:.12g}" for f in found["findings"] for part in ("value", "low", "high") if f[part]]
    assert max(len(text.strip("-0.").replace(".", "")) for text in digits) <= 4


@pytest.mark.slow
def test_the_attack_finds_small_groups_where_nothing_is_withheld(tmp_path: Path) -> None:
    found, rows = results_of(tmp_path / "open", 160, 2)
    assert recovered(published(found, rows))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8), st.integers(20, 60))
def test_whatever_is_asked_no_small_group_lies_in_what_was_told(
    seed: int, threshold: int, persons: int
) -> None:
    random = np.random.default_rng(seed)
    disclosure = Disclosure(np.arange(persons), threshold)
    asked = []
    for _ in range(12):
        members = np.flatnonzero(random.random(persons) < random.choice([0.1, 0.3, 0.6, 0.9]))
        asked.append(np.isin(np.arange(persons), members))
        disclosure.admits(members, np.setdiff1d(np.arange(persons), members))
    told = np.array(disclosure.told, dtype=float).reshape(-1, persons)
    assert all(members.sum() >= threshold for members in disclosure.told)
    pairs = [part for a, b in combinations(disclosure.told, 2) for part in (a & b, a & ~b, b & ~a)]
    for target in (part for part in (*asked, *pairs) if 0 < part.sum() < threshold):
        solution = np.linalg.lstsq(told.T, target.astype(float), rcond=None)[0] if len(told) else np.empty(0)
        assert np.abs(told.T @ solution - target).max() > 1e-6
