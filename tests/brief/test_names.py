"""The names that `gspbrief names` prints get what they say; the passages that it writes change nothing."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from gspbrief.brief.named_findings import Subject
from gspbrief.brief.names import names, shortest
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.profile import Consulted
from gspbrief.brief.templates import environment
from gspbrief.commands import answers, first_passages
from gspbrief.commands.cli import app
from gspbrief.commands.first_passages import write_passages
from gspbrief.evidence.sources import Bibliography
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding, Findings, not_found
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from newcomer import ID, Newcomer, newcomer

pytestmark = pytest.mark.slow

KINDS = ("finding", "exhibit", "block")
FORM = Format("en")
RECORD = PrintRecord(FORM, Consulted(Bibliography({}), FORM))


def finding(name: str, measure: str) -> Finding:
    return Finding(id=name, measure=measure, value=1, unit="persons", grade="published", partnership="p")


def gets(subject: Subject, name: str) -> Finding:
    """What a template gets by a name."""
    asked = environment([]).compile_expression(name, undefined_to_none=False)
    found: Finding = asked(**{subject.name: subject}).finding
    return found


def test_each_name_gets_its_finding_whatever_the_ids_of_the_others_are() -> None:
    chance = random.Random(20_261_129)
    parts = ("2019", "2020", "phl", "all", "cumulative", "placed", "departed", "enrolled")
    for _ in range(300):
        rows = (chance.choices(parts, k=chance.randint(1, 5)) for _ in range(chance.randint(1, 12)))
        ids = {".".join((chance.choice(("p", "migration")), *row)) for row in rows}
        found = [finding(name, chance.choice(("placed", "departed"))) for name in sorted(ids)]
        found.append(not_found("migration.enrolled", "enrolled", "persons", 2))
        subject = Subject("migration", "p", tuple(found), RECORD)
        for one in (one for one in found if one.found):
            assert gets(subject, shortest(subject, one)) is one


def test_the_shortest_name_is_the_measure_then_a_part_of_the_id() -> None:
    found = [finding("p.placed.all.2019", "placed"), finding("p.placed.all.2020", "placed")]
    found.append(finding("p.departed.2019", "departed"))
    listed = names([Results("migration", "p", Findings(found), ())], FORM)

    assert [one.name for one in listed] == [
        'migration.placed["2019"]',
        'migration.placed["2020"]',
        "migration.departed",
    ]
    assert [(one.value, one.unit) for one in listed] == [("1 person", "persons")] * 3


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    return newcomer(tmp_path_factory.mktemp("names") / "own")


def test_passages_as_they_are_written_print_what_the_general_text_did(
    new: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new.root)
    listed = names(new.inputs.results, FORM)
    general = [new.woven(lang) for lang in ("en", "fr", "es")]

    assert len(write_passages(ID)) == 3
    assert len(write_passages(ID, listed)) == 3, "nobody has changed them yet"
    assert [new.woven(lang) for lang in ("en", "fr", "es")] == general
    written = new.root / "briefs" / "en" / "partnerships" / f"{ID}.md.j2"
    text = written.read_text(encoding="utf-8")
    asked = dict.fromkeys(re.findall(r"(?m)^    ((?:costs|migration|outcomes|scenario)[.\[]\S+)  ", text))
    assert set(asked) == {one.name for one in listed}

    written.write_text(text.replace("{{ super() }}", "Ours", 1), encoding="utf-8")
    assert [path for path in write_passages(ID, listed) if "/en/" in path] == []
    assert "Ours" in written.read_text(encoding="utf-8")


def test_a_new_partnership_is_asked_for_countries_sector_and_years_and_gets_its_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = newcomer(tmp_path / "own", rows=tmp_path).root
    monkeypatch.chdir(project)
    said = ("--name", "Carers", "--source", "hessen_report_2021", "--model", "neither")
    about = ("--origins", "India; Kenia", "--destinations", "DEU", "--sector", "nursing", "--start", "2019")

    refused = CliRunner().invoke(app, ["new", "carers"])
    done = CliRunner().invoke(app, ["new", "carers", *said, *about, "--end", "2021"])

    assert "--name, --source, --model must be given" in str(refused.exception)
    assert done.exit_code == 0, done.output
    text = (project / "data" / "partnerships.csv").read_text(encoding="utf-8")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["id"] == "carers")
    assert [row[name] for name in ("origins", "destinations", "sector", "start", "end")] == [
        "IND;KEN", "DEU", "nursing", "2019", "2021",
    ]  # fmt: skip
    assert "briefs/en/partnerships/carers.md.j2" in done.output
    assert CliRunner().invoke(app, ["check"]).exit_code == 0


def test_programs_are_told_the_same_in_the_shape_of_all_answers(
    new: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(new.root)
    monkeypatch.setattr(first_passages, "results_of", lambda *_: list(new.inputs.results))
    told, listed = (CliRunner().invoke(app, ["names", ID, *more]).stdout for more in (["--json"], []))
    found = json.loads(told)

    Draft202012Validator(answers.schema("names")).validate(found)
    kinds = {kind: {one["name"] for one in found["items"] if one["kind"] == kind} for kind in KINDS}
    assert {"costs.programme_cost", 'migration.departed["2019"]'} <= kinds["finding"]
    assert "migration/funnel" in kinds["exhibit"]
    assert {"summary", "chart", "costs", "headline"} <= kinds["block"]
    assert all(name in listed for names in kinds.values() for name in names)


def test_what_is_published_is_listed_with_names_that_get_it(sample: Path) -> None:
    measures = words("measure")
    for path in sample.glob("*/results.json"):
        held = [Finding.from_json(one) for one in json.loads(path.read_text(encoding="utf-8"))]
        by_notebook: dict[str, list[Finding]] = {}
        for one in held:
            by_notebook.setdefault(one.notebook, []).append(one)
        for notebook, found in by_notebook.items():
            subject = Subject(notebook, path.parent.name, tuple(found), RECORD)
            for one in (one for one in found if one.found and one.measure in measures):
                assert gets(subject, shortest(subject, one)) == one
