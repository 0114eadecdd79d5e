"""Whatever a build keeps or has published may be spoilt: the next build gives the same bytes as before."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from pathlib import Path

import pytest

from gspbrief.project.files import files_below
from project_copies import copy_few, run

pytestmark = [pytest.mark.xdist_group("healing"), pytest.mark.slow]

SEED = 20_261_129
BUILD = ("build", "iom_mida", "--format", "html", "--jobs", "1")
KEPT = (
    "state",
    "about",
    "common",
    "results",
    "notebooks",
    "slices",
    "fonts",
    "woven",
)  # in the working folder


def _flip(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def _spoil(path: Path, chance: random.Random) -> None:
    """Cut a file short, flip a bit of it, empty it, or let something else stand in its place."""
    content = path.read_bytes() or b" "
    cut, other = (
        content[: chance.randrange(len(content))],
        chance.choice((b"[]", b"null", b'{"form"', b"\xff\x00")),
    )
    path.write_bytes(chance.choice((cut, _flip(content, chance), b"", other)))


@pytest.fixture(scope="module")
def published(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own, fonts too, that has published one fact sheet."""
    project = copy_few(root, tmp_path_factory.mktemp("healing") / "project", "iom_mida", "tie", "kani")
    (project / "build" / "fonts").unlink()
    shutil.copytree(root / "build" / "fonts", project / "build" / "fonts")
    built = run(project, *BUILD)
    assert built.returncode == 0, built.stderr
    return project


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files_below(folder).items()}


def test_every_file_that_builds_keep_is_known_by_its_hash(published: Path) -> None:
    site, chance = _contents(published / "_site"), random.Random(SEED)
    kept = [path for kind in KEPT for path in files_below(published / "build" / kind).values()]
    assert {path.relative_to(published / "build").parts[0] for path in kept} == {*KEPT}
    for path in kept:
        _spoil(path, chance)

    again = run(published, *BUILD)

    assert again.returncode == 0, again.stderr
    assert "Traceback" not in again.stderr
    assert _contents(published / "_site") == site


def test_a_published_file_that_was_changed_is_published_again(published: Path) -> None:
    site, chance = _contents(published / "_site"), random.Random(SEED)
    spoilt = chance.sample(sorted(files_below(published / "_site").values()), 20)
    for path in {*spoilt, published / "_site" / "manifest.json"}:
        _spoil(path, chance)

    again = run(published, *BUILD)

    assert again.returncode == 0, again.stderr
    assert _contents(published / "_site") == site


def test_the_pages_about_all_are_the_same_whoever_makes_them_and_wherever(published: Path) -> None:
    site = _contents(published / "_site")
    elsewhere = {"OMP_NUM_THREADS": "3", "TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    (published / "_site" / "iom_mida" / "index.html").unlink()
    assert run(published, *BUILD, **elsewhere).stdout.startswith("1 built")  # its worker makes them
    (published / "_site" / "known.html").unlink()
    assert run(published, *BUILD, **elsewhere).stdout.startswith("Up to date")  # there was none
    assert _contents(published / "_site") == site


def test_bytes_that_rot_without_a_trace_are_found_by_reading_all(published: Path) -> None:
    site, chance = _contents(published / "_site"), random.Random(SEED)
    for path in chance.sample(sorted(files_below(published / "_site").values()), 12):
        if path.name != "manifest.json":
            before = path.stat()
            path.write_bytes(_flip(path.read_bytes(), chance))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    again = run(published, "build", "--repair", "--jobs", "1")

    assert again.returncode == 0, again.stderr
    assert _contents(published / "_site") == site
    assert run(published, *BUILD).stdout.startswith("Up to date")


def test_two_briefs_that_were_corrected_and_built_one_after_the_other_are_in_the_manifest(
    published: Path,
) -> None:
    assert run(published, "build", "iom_mida", "tie", *BUILD[2:]).returncode == 0
    design = published / "data" / "design.csv"
    before = design.read_text(encoding="utf-8")
    try:
        rows = before.splitlines(keepends=True)
        others = [
            row.replace(",high,", ",medium,", 1) for row in rows if ",iom_mida," in row or ",tie," in row
        ]
        assert others
        kept = [row for row in rows if not (",iom_mida," in row or ",tie," in row)]
        design.write_text("".join(kept + others), encoding="utf-8")
        for asked in (("tie",), ("iom_mida",), ("iom_mida", "tie")):
            assert run(published, "build", *asked, *BUILD[2:]).returncode == 0
    finally:
        design.write_text(before, encoding="utf-8")
    listed = json.loads((published / "_site" / "manifest.json").read_text(encoding="utf-8"))["files"]
    standing = _contents(published / "_site")
    wrong = {name for name, noted in listed.items() if hashlib.sha256(standing[name]).hexdigest() != noted}
    assert not wrong
    assert {*listed, "manifest.json"} == {*standing}


def test_what_a_killed_build_left_beside_the_pages_about_all_goes(published: Path) -> None:
    journal = published / "build" / "state" / ".holdings"
    room = published / "_site" / "..0123456789abcdef"
    room.mkdir()
    (room / "new").write_text("half", encoding="utf-8")
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"room": "..0123456789abcdef", "place": ""}\n')

    assert run(published, *BUILD).returncode == 0
    assert not room.exists()
