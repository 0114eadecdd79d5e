"""Committed files: nothing of one machine, nothing left undone, one version everywhere, one glossary."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml

from gspbrief import __version__
from gspbrief.analysis.migration import RATES
from gspbrief.findings.citation import GRADES
from package_modules import ROOT, modules

# Each pattern is written so that it does not find itself.
STRAYS = {
    "the host of a package registry": re.compile(
        r"\b(pypi\.or[g]|pythonhosted\.or[g]|registry\.npmjs\.or[g]|anaconda\.or[g]|proxy\.golang\.or[g]|"
        r"crates\.i[o]|artifactor[y]|nexus\.[a-z])"
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.:)\]}>*~/-])/(work|tmp|root|home|Users)/(?=[\w.])|\bC:\\\\?User[s]"
    ),
    "something left undone": re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b"),
}


@cache
def committed_texts() -> dict[str, str]:
    """Text files that git keeps, and those it would keep, by their path in the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    paths = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return {name: text for name in paths if (text := _text(ROOT / name)) is not None}


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    return None if b"\0" in content else content.decode("utf-8", errors="replace")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("stray", STRAYS)
def test_no_committed_file_holds_what_belongs_to_one_machine_or_one_day(stray: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in committed_texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if STRAYS[stray].search(line)
    ]

    assert not found, f"{stray}:\n" + "\n".join(found)


def test_the_patterns_find_what_they_look_for() -> None:
    examples = {
        "the host of a package registry": "https://" + "pypi." + "org/simple",
        "a path of one machine": "see /" + "home/ada/notes",
        "something left undone": "# TO" + "DO: later",
    }

    assert all(STRAYS[stray].search(line) for stray, line in examples.items())
    assert not STRAYS["a path of one machine"].search("https://example.org/home/page and build/work/x")


def test_the_version_is_the_same_wherever_it_is_said() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    newest = re.findall(r"^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$", read("CHANGELOG.md"), flags=re.M)[0]

    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == __version__
    assert citation["version"] == __version__
    assert newest == (__version__, str(citation["date-released"]))


def test_the_edition_of_the_evidence_is_dated_by_its_newest_revision() -> None:
    newest = max(row["date"] for row in csv.DictReader(read("data/revisions.csv").splitlines()))
    (evidence,) = yaml.safe_load(read("CITATION.cff"))["references"]
    edition = yaml.safe_load(read("briefs/publication.yaml"))

    assert newest == str(edition["date"]) == str(evidence["date-released"])


def test_every_version_says_which_published_numbers_changed() -> None:
    versions = re.split(r"^## ", read("CHANGELOG.md"), flags=re.M)[1:]

    assert versions
    assert all("### Numbers changed" in version for version in versions)


def test_the_software_is_under_the_licence_that_it_names() -> None:
    assert "Apache License\n" in read("LICENSE")
    assert "END OF TERMS AND CONDITIONS" in read("LICENSE")
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "Apache-2.0"


def glossary_entries() -> dict[str, list[str]]:
    """The terms of each subject of the glossary, in the order in which they stand."""
    subjects = re.split(r"^##+ ", read("GLOSSARY.md"), flags=re.M)[1:]
    return {s.splitlines()[0]: re.findall(r"^- \*\*(.+?)\*\*", s, flags=re.M) for s in subjects}


def glossary_words() -> set[str]:
    return set(re.findall(r"`([^`]+)`", read("GLOSSARY.md")))


def vocabulary(table: str, column: str) -> list[str]:
    package = json.loads(read("data/datapackage.json"))
    schema = {r["name"]: r["schema"]["fields"] for r in package["resources"] if "schema" in r}
    (allowed,) = (f["constraints"]["enum"] for f in schema[table] if f["name"] == column)
    return list(allowed)


def test_the_glossary_has_every_stage_in_the_order_of_the_schema() -> None:
    section = read("GLOSSARY.md").split("### Stages, in order")[1].split("### ")[0]

    assert re.findall(r"^- \*\*.+?\*\* \(`(\w+)`", section, flags=re.M) == vocabulary("migration", "measure")


def test_the_glossary_has_every_cost_rate_and_grade_by_its_word() -> None:
    needed = {*vocabulary("costs", "measure"), *RATES, *GRADES}

    assert needed - glossary_words() == set()


@pytest.mark.parametrize(
    "column", ["model", "kind", "concept", "range_kind", "bound", "confidence", "status"]
)
def test_the_glossary_explains_the_words_that_qualify_a_figure(column: str) -> None:
    table = "partnerships" if column in ("model", "kind") else "costs"

    assert set(vocabulary(table, column)) - {"neither"} - glossary_words() == set()


@pytest.mark.parametrize("subject", sorted(set(glossary_entries()) - {"Stages, in order"}))
def test_the_terms_of_a_subject_stand_in_alphabetical_order(subject: str) -> None:
    terms = [re.sub(r"[^a-z ]", " ", term.lower().replace(",", " ")) for term in glossary_entries()[subject]]

    assert terms == sorted(terms)


def test_no_term_is_explained_twice() -> None:
    terms = [term for terms in glossary_entries().values() for term in terms]

    assert sorted(terms) == sorted(set(terms))


@pytest.mark.slow
def test_the_glossary_names_nothing_that_data_and_code_do_not_use() -> None:
    files = [*modules().values(), *(ROOT / "data").glob("*.*"), *(ROOT / "src" / "gspbrief").rglob("*.yaml")]
    used = "\n".join(path.read_text(encoding="utf-8") for path in files) + " ".join(modules())
    heads = re.findall(
        r"^- \*\*[^\n]+?\*\* \(([^)]*(?:\(\)[^)]*)*)\)\.", read("GLOSSARY.md"), flags=re.M | re.S
    )
    names = {name.removesuffix("()") for head in heads for name in re.findall(r"`([^`]+)`", head)}

    assert names
    assert sorted(name for name in names if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", used)) == []


def test_what_quarto_would_add_to_the_ignored_files_stands_there() -> None:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert {"/.quarto/", "**/*.quarto_ipynb"} <= {*lines}  # else `quarto render` changes a tracked file
