"""A survey of one's own from the file as it was delivered to a brief, in an otherwise fresh project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from delivered_surveys import answered, french
from gspbrief.commands.new_project import Wishes, init
from gspbrief.errors import EvidenceError
from gspbrief.evidence.slices import Evidence
from gspbrief.surveys import tracer
from gspbrief.surveys.proposal import describe

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("survey")]  # one project for all, not one a worker

ID = "sen_deu_soins"
SOURCE = """
@report{accord2023, title={Accord de mobilité}, author={{Institut des migrations}}, year={2023},
  url={https://example.org/accord}, kind={programme}, readdepth={full}}
"""
INSTITUTE = "Institut des migrations"


def gspbrief(project: Path, *words: str) -> str:
    asked = [sys.executable, "-m", "gspbrief", *words]
    done = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project with one partnership, of which nothing is known but its survey, built."""
    folder = tmp_path_factory.mktemp("own") / "project"
    languages = ("en", "fr")
    init(folder, Wishes(name="Notes", institute=INSTITUTE, languages=languages, example="none"))
    bibliography = folder / "data" / "sources.bib"
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + SOURCE, encoding="utf-8")
    about = (
        "--name",
        "Soins Sénégal–Allemagne",
        "--source",
        "accord2023",
        "--model",
        "global_skill_partnership",
    )
    gspbrief(folder, "new", ID, *about)
    delivered = french(folder.parent)
    surveys = folder / "data" / "surveys"
    describe(delivered, ID, surveys)
    answered(surveys / f"{ID}.yaml")
    gspbrief(folder, "check")
    gspbrief(folder, "build", ID, "--jobs", "1", "--format", "html")
    return folder


def words_of(page: Path) -> str:
    text = re.sub(
        r"<(script|style|svg).*?</\1>|<[^>]+>", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", text)


def test_the_brief_has_the_survey_as_the_publishers_own_in_every_language(project: Path) -> None:
    english, francais = (words_of(project / "_site" / ID / page) for page in ("index.html", "fr/index.html"))
    assert f"survey of the publisher’s own ( {INSTITUTE} )" in english.replace(
        f"({INSTITUTE})", f"( {INSTITUTE} )"
    )
    assert "What the Survey Says" in english
    assert "Simulated" not in english
    assert "No group of fewer than 10 people is told of" in english
    assert "What it does not tell: training centers, the age" in english
    assert "not asked in the survey" in english.lower()
    assert "Ce que dit l’enquête" in francais
    assert "Aucun groupe de moins de 10 personnes" in francais
    assert "non demandé dans l’enquête" in francais.lower()
    graded = json.loads((project / "_site" / ID / "results.json").read_text(encoding="utf-8"))
    assert {f["grade"] for f in graded if f["id"].startswith("survey.") and f["value"] is not None} == {
        "modelled"
    }


def test_rows_leave_the_folder_of_surveys_nowhere(project: Path) -> None:
    rows = (project / "data" / "surveys" / f"{ID}.csv").read_text(encoding="utf-8").splitlines()
    telling = {line.encode() for line in rows[1:] if len(line) > 30} | {b"Ndiaye", b"Diallo", b"Moussa"}
    elsewhere = [p for top in ("build", "_site") for p in (project / top).rglob("*") if not p.is_dir()]
    links = [path for path in elsewhere if path.is_symlink()]
    assert [path.relative_to(project / "build").as_posix() for path in links] == [
        f"slices/{ID}/surveys/{ID}.csv"
    ]
    assert links[0].resolve() == (project / "data" / "surveys" / f"{ID}.csv").resolve()
    for path in set(elsewhere) - set(links):
        content = path.read_bytes()
        if path.suffix == ".zip":
            content = b"".join(zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())
        assert not [text for text in telling if text in content], path
    assert not list((project / "_site").rglob(f"{ID}.csv"))


def test_git_takes_neither_rows_nor_what_describes_them(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    asked = ["git", "ls-files", "--others", "--exclude-standard", "data/surveys"]
    told = subprocess.run(asked, cwd=project, capture_output=True, text=True, check=True).stdout.split()
    assert told == ["data/surveys/datapackage.json", "data/surveys/demo.csv"]


def test_a_changed_row_makes_the_brief_stale_and_is_named_as_the_cause(project: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(project / "data", tmp_path / "data"))
    before = Evidence(data).slice(ID)
    rows = data / "surveys" / f"{ID}.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace("Femme", "Homme", 1), encoding="utf-8")
    after = Evidence(data).slice(ID)
    assert {name for name in after if after[name] != before[name]} == {f"surveys/{ID}.csv.sha256"}
    rows.write_text(rows.read_text(encoding="utf-8").replace("Homme", "?", 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match="is not understood as female"):
        tracer.load(ID, data)
