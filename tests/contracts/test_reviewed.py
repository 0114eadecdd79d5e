"""What passages by hand printed when they were last read is what is found now."""

from __future__ import annotations

import json

import yaml

from gspbrief.brief.reviewed import LEDGER, subject_of
from package_modules import ROOT


def test_no_figure_has_moved_since_its_passage_was_read() -> None:
    read = yaml.safe_load((ROOT / "briefs" / LEDGER).read_text(encoding="utf-8"))
    moved, compared = [], 0
    for part, blocks in read.items():
        golden = ROOT / "tests" / "golden" / f"{subject_of(part)}.json"
        found = json.loads(golden.read_text(encoding="utf-8")) if golden.is_file() else {}
        for block, figures in blocks.items():
            for name in figures.keys() & found.keys():
                value = found[name][0]
                compared += 1
                if value is not None and f"{value:.6g} " not in f"{figures[name]} ":
                    moved.append(f"{part}, {block}: {name} {figures[name]} → {value:.6g}")

    assert compared > 300
    assert not moved, "\n".join([*moved, "Read the block again, then gspbrief reviewed ID"])


def test_each_passage_that_is_held_to_have_been_read_stands() -> None:
    read = yaml.safe_load((ROOT / "briefs" / LEDGER).read_text(encoding="utf-8"))
    assert [part for part in read if not (ROOT / "briefs" / "en" / f"{part}.md.j2").is_file()] == []
