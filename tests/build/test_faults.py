"""Whatever strikes a build, what was published stands, the next build is right to the byte, nothing is left.

``make faults`` tries each fault 20 times and counts; a run of the tests tries those that no other test does.
"""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import pytest

from faults import FAULTS, NotStruckError, Scene, scene, tried
from trust_table import record

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.slow]

TIMES = int(os.environ.get("GSPBRIEF_FAULTS", "0"))
SEED = 20_261_129
ATTEMPTS = 4  # of a fault; some builds have ended before it
ONLY_HERE = ("kill -9 of the resource tracker",)


@pytest.fixture(scope="module")
def struck(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A scene for all faults, one after the other."""
    return scene(root, tmp_path_factory.mktemp("faults"), SEED)


def _wrong(struck: Scene, name: str) -> str:
    for _ in range(ATTEMPTS):
        with suppress(NotStruckError):
            return "; ".join(tried(struck, FAULTS[name]))
    pytest.skip(f"{ATTEMPTS} builds had ended before the fault")


@pytest.mark.skipif(TIMES > 0, reason="all faults are tried")
@pytest.mark.parametrize("name", ONLY_HERE)
def test_a_fault_costs_nothing_that_was_published_and_leaves_nothing(struck: Scene, name: str) -> None:
    assert not _wrong(struck, name)


@pytest.mark.skipif(TIMES == 0, reason="make faults tries all of them")
def test_every_fault_is_tried_again_and_again_and_counted(struck: Scene) -> None:
    tries: dict[str, list[str]] = defaultdict(list)
    for _ in range(TIMES):
        for name in FAULTS:
            with suppress(pytest.skip.Exception):
                tries[name].append(_wrong(struck, name))
                record(name, "fault", len(tries[name]), list(filter(None, tries[name])))

    assert not {name: list(filter(None, wrong)) for name, wrong in tries.items() if any(wrong)}
