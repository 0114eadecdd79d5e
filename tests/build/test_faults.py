"""Whatever strikes a build, what was published stands, the next build is right to the byte, nothing is left.

``make faults`` tries each fault 20 times and counts; a run of the tests tries those that no other test does.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults import FAULTS, NAMES, Fault, Scene, scene, tried
from trust_table import record

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.slow]

TIMES = int(os.environ.get("GSPBRIEF_FAULTS", "0"))
SEED = int(os.environ.get("GSPBRIEF_FAULTS_SEED", "20261129"))  # another one is counted beside
ATTEMPTS = 4  # of a fault; some builds have ended before it
ONLY_HERE = ("kill -9 of the resource tracker",)


@pytest.fixture(scope="module")
def struck(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A scene for all faults, one after the other."""
    names = NAMES if TIMES else NAMES[:2]  # enough for a fault that strikes once
    with scene(root, tmp_path_factory.mktemp("faults"), SEED, names) as made:
        yield made


def _tried(struck: Scene, fault: Fault, most: int) -> tuple[int, list[str]]:
    for _ in range(ATTEMPTS):
        times, wrong = tried(struck, fault, most)
        if times or wrong:
            return times, wrong
    pytest.skip(f"{ATTEMPTS} builds had ended before the fault")


@pytest.mark.skipif(TIMES > 0, reason="all faults are tried")
@pytest.mark.parametrize("name", ONLY_HERE)
def test_a_fault_costs_nothing_that_was_published_and_leaves_nothing(struck: Scene, name: str) -> None:
    times, wrong = _tried(struck, FAULTS[name], 1)
    assert (times, wrong) == (1, [])


_times: Counter[str] = Counter()
_wrong: defaultdict[str, list[str]] = defaultdict(list)


@pytest.mark.skipif(TIMES == 0, reason="make faults tries all of them")
@pytest.mark.parametrize("name", list(FAULTS) * TIMES)
def test_every_fault_is_tried_again_and_again_and_counted(struck: Scene, name: str) -> None:
    if _times[name] >= TIMES:
        pytest.skip("tried often enough")
    times, wrong = _tried(struck, FAULTS[name], TIMES - _times[name])
    _times[name] += times
    _wrong[name] += wrong
    record(name, "fault", _times[name], _wrong[name], part=f"seed {SEED}")
    assert not wrong
