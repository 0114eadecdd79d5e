"""Read, check and analyse one survey in a fresh process, by this project or with plain pandas.

    python benchmarks/survey_once.py ours|plain SURVEY.csv

Both check the table and end with the same figures: shares that left by track, a difference of means and a
regression, with standard errors by cluster, which in ours allow for few clusters and are compared no further
than that they are a number. It prints CPU time and memory; what importing the libraries costs
is counted to neither.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

LIBRARIES = (
    *("pandas", "statsmodels.api", "statsmodels.formula.api", "statsmodels.duration.survfunc", "scipy.stats"),
    *("gspbrief.surveys.survey", "gspbrief.surveys.effects", "gspbrief.surveys.survival"),
)
COVARIATES = ("age", "female", "schooling")
CONSTANT = (
    *("group", "track", "cohort", "cluster", "female", "age", "schooling", "simulated"),
    *("applied", "enrolled", "graduated", "departed", "returned", "changed", "observed"),
)
STAGES = ("applied", "enrolled", "graduated", "departed", "returned")


def ours(path: Path) -> dict[str, float]:
    """The project's reader and estimators."""
    from gspbrief.surveys import survey
    from gspbrief.surveys.effects import effect
    from gspbrief.surveys.survival import cumulative_incidence

    rows = survey.read(path)
    found: dict[str, float] = {}
    timed = survey.durations(rows, competing=("changed",))
    for track, part in timed.groupby("track", observed=True):
        found[f"left.{track}"] = cumulative_incidence(part, time="months", cause="cause")[0].incidence[-1]
    after = survey.answers(rows, 2)
    for method, covariates in (("difference", ()), ("ols", COVARIATES)):
        finding = effect(
            after, outcome="earnings", group="group", covariates=covariates, method=method, cluster="cluster"
        )
        found[method], found[f"{method}.error"] = finding.value or 0.0, float(bool(finding.standard_error))
    return found


def plain(path: Path) -> dict[str, float]:
    """The same with pandas and statsmodels as a tutorial would have it."""
    import pandas as pd
    import statsmodels.formula.api as smf
    from statsmodels.duration.survfunc import CumIncidenceRight

    months = [*STAGES, "changed", "observed"]
    rows = pd.read_csv(path, parse_dates=months, date_format="%Y-%m")
    _check(rows)
    found: dict[str, float] = {}
    people = rows.groupby("person").first()
    people = people[people["graduated"].notna()]
    for track, part in people.groupby("track"):
        months_to = {
            name: _months(part["graduated"], part[name]) for name in ("departed", "changed", "observed")
        }
        exits = pd.DataFrame(months_to)
        exits = exits.where(exits.le(exits["observed"], axis=0))
        lasted = exits.min(axis=1)
        cause = exits.apply(_cause, axis=1)
        found[f"left.{track}"] = float(CumIncidenceRight(lasted, cause).cinc[0][-1])
    after = rows[(rows["wave"] == 2) & (rows["answered"] == 1)]
    for method, right in (("difference", "group"), ("ols", "group + age + female + schooling")):
        fit = smf.ols(f"earnings ~ {right}", after).fit(
            cov_type="cluster", cov_kwds={"groups": after["cluster"]}, use_t=True
        )
        found[method], found[f"{method}.error"] = float(fit.params["group"]), float(bool(fit.bse["group"]))
    return found


def _months(start: object, end: object) -> object:
    import pandas as pd

    first, last = pd.DatetimeIndex(start), pd.DatetimeIndex(end)  # type: ignore[arg-type]
    return (last.year - first.year) * 12 + last.month - first.month


def _cause(row: object) -> int:
    name = row.idxmin()  # type: ignore[attr-defined]
    return {"departed": 1, "changed": 2, "observed": 0}[name]


def _check(rows: object) -> None:
    """The rules that the survey's descriptor states, in plain pandas."""
    import pandas as pd

    assert isinstance(rows, pd.DataFrame)
    problems = {
        "twice": rows.duplicated(["person", "wave"]).sum(),
        "track": (~rows["track"].isin(["away", "home", "none"])).sum(),
        "age": (~rows["age"].between(14, 80)).sum(),
        "earnings": (~rows["earnings"].dropna().between(0, 1_000_000)).sum(),
        "weight": (~rows["weight"].between(1e-6, 1_000_000)).sum(),
    }
    varied = rows.groupby("person")[list(CONSTANT)].nunique(dropna=False) > 1
    problems |= {name: int(varied[name].sum()) for name in CONSTANT}
    for before, then in pairwise(STAGES):
        problems[f"{before} {then}"] = int((rows[then] < rows[before]).sum())
    silent = rows["answered"] == 0
    problems["silent"] = int(rows.loc[silent, ["work", "earnings", "remittances"]].notna().to_numpy().sum())
    wrong = {name: int(count) for name, count in problems.items() if count}
    if wrong:
        raise SystemExit(f"the survey is wrong: {wrong}")


def main() -> None:
    """Do it and print CPU seconds, the peak of memory above the libraries' in MB, and the figures."""
    way, path = sys.argv[1], Path(sys.argv[2])
    for name in LIBRARIES:
        importlib.import_module(name)
    before, start = _peak(), time.process_time()
    found = {"ours": ours, "plain": plain}[way](path)
    took = time.process_time() - start
    print(json.dumps({"CPU seconds": took, "megabytes": _peak() - before, **found}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
