"""What is published is what the project builds; the first place where it is not is named."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

from gspbrief.brief.publication import read_publication
from gspbrief.commands.verify import differences
from gspbrief.site.crate import METADATA, Contents, metadata
from project_copies import copy_few, run

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]


@pytest.fixture(scope="module")
def published(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that has published one fact sheet."""
    project = copy_few(root, tmp_path_factory.mktemp("verify") / "project", "iom_mida", "tie")
    built = run(project, "build", "iom_mida", "--format", "html")
    assert built.returncode == 0, built.stderr
    return project


def test_one_byte_that_was_changed_is_found_and_is_all_that_differs(published: Path) -> None:
    page = published / "_site" / "iom_mida" / "index.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<main", "<main ", 1), encoding="utf-8")
    try:
        spoilt = run(published, "verify")
    finally:
        page.write_text(text, encoding="utf-8")

    assert spoilt.returncode == 1
    assert " 1 of the published files are not what is built here" in spoilt.stderr
    assert "iom_mida/index.html: line" in spoilt.stderr


def test_a_folder_without_a_manifest_is_no_site(published: Path, tmp_path: Path) -> None:
    answer = run(published, "verify", "--out", str(tmp_path))

    assert answer.returncode == 2
    assert "manifest.json" in answer.stderr


def test_the_crate_of_the_site_opens_and_describes_every_file(published: Path) -> None:
    from rocrate.rocrate import ROCrate

    site = published / "_site"
    with warnings.catch_warnings(record=True):
        crate = ROCrate(site)
    described = {entity.id for entity in crate.data_entities}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}

    assert (
        files
        - described
        - {METADATA, "manifest.json"}
        - {name for name in files if name.startswith("assets/")}
        == set()
    )
    (action,) = crate.get_by_type("CreateAction")
    assert [entity.id for entity in action["result"]] == ["iom_mida/"]
    assert "data/" in [entity.id for entity in action["object"]]
    assert action["instrument"].id == "#gspbrief"
    assert crate.license is not None
    assert crate.get("data/")["license"] is not None


def test_the_crate_knows_neither_clock_nor_chance(root: Path) -> None:
    contents = Contents(
        files={"index.html": "1", "demo/results.json": "2", "data/costs.csv": "3", "docs/cli.html": "5"},
        notebooks={"costs.ipynb": "4"},
        partnerships={"demo": "A demonstration"},
        package=json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8")),
        publication=read_publication(root / "briefs" / "publication.yaml"),
        versions={"python": "3.11"},
    )

    assert metadata(contents) == metadata(contents)
    graph = json.loads(metadata(contents))["@graph"]
    assert [e["datePublished"] for e in graph if "datePublished" in e] == [contents.publication.date]
    assert len({entity["@id"] for entity in graph}) == len(graph)
    assert {*contents.files} <= {entity["@id"] for entity in graph}, "every file is described"


def _folder(path: Path, **files: bytes) -> Path:
    path.mkdir()
    for name, content in files.items():
        (path / name.replace("_", ".")).write_bytes(content)
    return path


def test_a_result_that_differs_is_named_by_its_finding(tmp_path: Path) -> None:
    one, two = (json.dumps([{"id": "a.b", "value": value}]).encode() for value in (1, 2))

    (found,) = differences(
        _folder(tmp_path / "1", results_json=one), _folder(tmp_path / "2", results_json=two)
    )

    assert str(found) == "results.json: finding a.b: value 1 is published, 2 is built"


def test_a_text_is_named_by_its_line_and_other_bytes_by_their_place(tmp_path: Path) -> None:
    old = _folder(tmp_path / "old", a_html=b"x\ny\n", b_png=b"\xff\x01", c_txt=b"gone")
    new = _folder(tmp_path / "new", a_html=b"x\nz\n", b_png=b"\xff\x02", d_txt=b"new")

    assert [str(found) for found in differences(old, new)] == [
        "a.html: line 2: 'y' is published, 'z' is built",
        "b.png: byte 2 of 2 published and 2 built",
        "c.txt: is published, but not built",
        "d.txt: is built, but not published",
    ]


def test_the_manifest_which_lists_all_files_is_named_last(tmp_path: Path) -> None:
    old = _folder(tmp_path / "old", manifest_json=b"1", z_html=b"1")
    new = _folder(tmp_path / "new", manifest_json=b"2", z_html=b"2")

    assert [found.file for found in differences(old, new)] == ["z.html", "manifest.json"]
