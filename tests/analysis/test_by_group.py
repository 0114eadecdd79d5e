"""Groups that one count tells apart stand side by side, with all of them, and others' counts apart."""

from __future__ import annotations

from typing import Any

from evidence_frames import count, study
from gspbrief.analysis.by_group import shares_by_group


def left(name: str, share: float, group: str, **row: Any) -> dict[str, Any]:
    told = {"unit": "share", "base": "working_abroad", "start": "2019", "end": "2022", "group": group}
    return count(f"demo.{name}", "left_employer", share, **told | {"evidence_root": "office"} | row)


def test_groups_of_one_count_stand_with_all_of_them_the_highest_first() -> None:
    rows = [
        left("nobody", 0, "ships"),
        left("care", 0.1, "care"),
        left("all", 0.2, ""),
        left("hotels", 0.3, "hotels"),
        left("farms", 0.25, "farms"),
    ]
    found = shares_by_group(study(outcomes=rows))
    assert [f.id for f in found] == ["demo.hotels", "demo.farms", "demo.all", "demo.care", "demo.nobody"]


def test_two_groups_are_too_few_and_all_is_no_group() -> None:
    rows = [left("care", 0.1, "care"), left("all", 0.2, ""), left("hotels", 0.3, "hotels")]
    assert not shares_by_group(study(outcomes=rows))
    assert not shares_by_group(study(outcomes=[]))


def test_another_count_span_or_base_is_no_group_beside_them() -> None:
    firm = [left("care", 0.1, "care"), left("hotels", 0.3, "hotels"), left("farms", 0.2, "farms")]
    rows = [
        *firm,
        left("other", 0.9, "cars", evidence_root="press"),
        left("later", 0.9, "ships", end="2023"),
        left("of", 0.9, "food", base="departed"),
        left("weak", 0.9, "mines", confidence="low"),
        left("bound", 0.9, "roads", bound="above"),
        left("part", 0.9, "woods", origin="VNM"),
        left("there", 0.9, "towns", destination="DEU"),
        left("track", 0.9, "rails", track="away"),
        *(left(f"base{n}", 0.9, f"group {n}", base="") for n in range(4)),
        *(left(f"end{n}", 0.9, f"group {n}", end="") for n in range(4)),
    ]
    assert {f.id for f in shares_by_group(study(outcomes=rows))} == {"demo.care", "demo.hotels", "demo.farms"}
