"""The fictitious programme: a simulated survey from the notebook to the woven brief, and spoiled ones too."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import t

from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.errors import EvidenceError
from gspbrief.evidence.reading import read_partnerships
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.inputs import Project
from gspbrief.project.subjects import DEMO
from gspbrief.render.edition import Edition
from gspbrief.surveys import tracer, tracer_curves
from gspbrief.surveys.estimands import ESTIMANDS

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]  # what they look at is made once

ROOT = Path(__file__).parents[2]
BANNER = "**Simulated.** This programme does not exist"

Spoil = Callable[[pd.DataFrame], pd.DataFrame]


def data_with(survey: Spoil, folder: Path) -> Path:
    """The project's evidence with a survey that is spoiled."""
    shutil.copytree(ROOT / "data", folder)
    path = folder / "surveys" / "demo.csv"
    survey(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)
    return folder


def run_notebook(data: Path, out: Path) -> Results:
    """What the notebook finds, its cells run as they stand but without a kernel."""
    notebook = json.loads((ROOT / "notebooks" / "survey.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= {"data": str(data), "out": str(out)}
    return results.read(out / "survey.json")


def woven(found: Results, data: Path, out: Path, lang: str = "en") -> str:
    inputs = BriefInputs(
        study=tracer.load(DEMO, data).study,
        results=(found,),
        notebooks=Project(ROOT).notebooks(DEMO),
        templates=ROOT / "briefs",
        out=out / "woven",
        lang=lang,
        draw=lambda exhibit, *_: f"<svg>{exhibit.id} {exhibit.spec.get('title')}</svg>",
        publication=read_publication(ROOT / "briefs" / "publication.yaml"),
        evidence_hash="0" * 64,
        version="1.0",
        edition=Edition(style="oecd"),
    )
    return weave(inputs).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return run_notebook(ROOT / "data", tmp_path_factory.mktemp("results"))


def test_every_finding_of_simulated_persons_is_illustrative(found: Results) -> None:
    assert len(found.findings) > 30
    assert {finding.grade for finding in found.findings} == {"illustrative"}
    assert {finding.partnership for finding in found.findings} == {DEMO}
    assert all(finding.found for finding in found.findings)


def test_the_programme_is_not_among_the_partnerships() -> None:
    assert DEMO not in read_partnerships(ROOT / "data")


def test_every_effect_says_what_it_estimates(found: Results) -> None:
    effects = [f for f in found.findings if f.measure == "effect"]

    assert {f.method for f in effects} == set(ESTIMANDS)
    assert all(f.details["estimand"] and f.details["clusters"] == "30" for f in effects)


def test_both_exits_and_staying_share_out_the_graduates(found: Results) -> None:
    left, trade = (
        found.findings.named(f"survey.{name}.away.36").value for name in ("migration_rate", "left_trade_rate")
    )

    assert left is not None
    assert trade is not None
    assert 0 < left < left + trade < 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brief_that_cites_nothing_has_no_list_of_sources(found: Results, tmp_path: Path, lang: str) -> None:
    text = woven(found, ROOT / "data", tmp_path, lang)

    assert "references.bib" not in text
    assert "#sources" not in text
    assert "{#citation " in text


def test_the_brief_says_first_that_it_is_simulated(found: Results, tmp_path: Path) -> None:
    text = woven(found, ROOT / "data", tmp_path)
    body = text.split("\n---\n", 1)[1].lstrip()

    assert body.startswith(f"::: {{.banner}}\n{BANNER}")
    assert set(re.findall(r'data-grade="(\w+)"', text)) == {"illustrative"}
    assert "Not estimated" not in text


def test_every_file_of_a_chart_or_table_says_by_itself_that_it_is_simulated(
    found: Results, tmp_path: Path
) -> None:
    woven(found, ROOT / "data", tmp_path)
    tables = sorted((tmp_path / "woven").rglob("data/survey-*.csv"))
    charts = sorted((tmp_path / "woven").rglob("data/survey-*.chart.js"))
    drawings = [path for path in (tmp_path / "woven").rglob("figures/*.svg") if ".narrow" not in path.name]

    assert (len(tables), len(charts), len(drawings)) == (8, 5, 5)
    for path in tables:
        assert set(pd.read_csv(path)["grade"]) == {"illustrative"}, path.name
    for path in charts:
        assert path.read_text(encoding="utf-8").count('"A simulated survey"') == 2, path.name
    for path in drawings:
        assert "@phrase:simulated_survey" in path.read_text(encoding="utf-8"), path.name


def one_centre(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(cluster="1")


def only_women_are_offered_places(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(female=rows["group"])


def ages_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """Two persons of each group in the age of the other, so that age alone does not tell them apart."""
    odd = rows["person"].isin(("1", "2", "3", "4", "5", "6", "7", "8"))
    old = (rows["group"] == "1") != odd
    age = [
        str(60 + int(p) % 20 if is_old else 18 + int(p) % 20)
        for p, is_old in zip(rows["person"], old, strict=True)
    ]
    return rows.assign(age=age)


def nobody_leaves(rows: pd.DataFrame) -> pd.DataFrame:
    work = rows["work"].replace("abroad", "home")
    remittances = rows["remittances"].where(rows["remittances"] == "", "0")
    return rows.assign(departed="", returned="", work=work, remittances=remittances)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "refused", "reason"),
    [
        (one_centre, "survey.effect.earnings.ols", "single cluster"),
        (one_centre, "survey.hazard_ratio.age", "single cluster"),
        (only_women_are_offered_places, "survey.effect.employed.aipw", "perfect separation: female"),
        (only_women_are_offered_places, "survey.outside_overlap", "perfect separation: female"),
        (ages_apart, "survey.effect.employed.ipw", "no overlap"),
        (nobody_leaves, "survey.hazard_ratio.home", "nobody had the event"),
        (nobody_leaves, "survey.retention_rate.12", "nobody was observed"),
        (nobody_leaves, "survey.marginal_effect.home", "nobody has left = 1"),
    ],
)
def test_what_cannot_be_estimated_says_why_and_the_brief_is_still_woven(
    spoil: Spoil, refused: str, reason: str, tmp_path: Path
) -> None:
    data = data_with(spoil, tmp_path / "data")
    found = run_notebook(data, tmp_path / "results")
    finding = found.findings.named(refused)
    text = woven(found, data, tmp_path)

    assert (finding.value, finding.grade) == (None, "illustrative")
    assert reason in finding.reason
    assert re.sub(r"\W+", " ", finding.reason) in re.sub(r"\W+", " ", text), "the brief says why"
    assert BANNER in text


def test_a_track_that_nobody_left_has_a_rate_of_zero_with_its_upper_end(tmp_path: Path) -> None:
    data = data_with(nobody_leaves, tmp_path / "data")
    found = run_notebook(data, tmp_path / "results").findings.named("survey.migration_rate.away.12")

    assert (found.value, found.low) == (0, 0)
    assert found.high is not None
    assert 0 < found.high < 0.05


def test_movers_are_told_within_a_window_that_all_could_be_followed_for(found: Results) -> None:
    """Rule 2 of the analysis: who is observed longer has had longer to leave."""
    survey = tracer.load(DEMO, ROOT / "data")
    short, long = (tracer_curves.followed(survey, month) for month in (24, 48))

    assert found.findings.named("survey.marginal_effect.home").n == len(short)
    assert len(long) < len(short)
    assert not (short["left"] & (short["months"] > 24)).any()


def test_a_survey_row_that_is_wrong_is_refused_with_its_row(tmp_path: Path) -> None:
    data = data_with(lambda rows: rows.assign(age=["nan", *rows["age"][1:]]), tmp_path / "data")

    with pytest.raises(EvidenceError, match=r"demo\.csv, row 2, column age"):
        tracer.load(DEMO, data)


def test_rows_are_published_only_if_marked_and_simulated_throughout(tmp_path: Path) -> None:
    real = data_with(
        lambda rows: rows.assign(simulated=["0"] * 3 + ["1"] * (len(rows) - 3)), tmp_path / "real"
    )
    unmarked = data_with(lambda rows: rows, tmp_path / "unmarked")
    descriptor = unmarked / "surveys" / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace('"publish": true', '"publish": false'), encoding="utf-8")

    assert [path.name for path in tracer.published(DEMO, ROOT / "data")] == ["demo.csv", "datapackage.json"]
    assert tracer.published(DEMO, real) == ()
    assert tracer.published(DEMO, unmarked) == ()


def test_the_primary_outcome_is_tested_as_it_is_and_the_others_are_adjusted(found: Results) -> None:
    tested = {
        f.id.rpartition(".")[2]: f for f in found.findings if f.id.count(".") == 2 and f.measure == "p_value"
    }
    exact = {name: float(tested[name].details["p_value"]) for name in ("employed", "earnings", "remittances")}

    assert tested["employed"].method == "primary"
    assert {tested[name].method for name in ("earnings", "remittances")} == {"holm"}
    effect = found.findings.named("survey.effect.earnings.difference")
    degrees, ratio = float(effect.details["degrees"]), effect.value / effect.standard_error  # type: ignore[operator]
    assert exact["earnings"] == pytest.approx(2 * 2 * t.sf(ratio, degrees), rel=1e-9), "the smaller of two"
    assert (tested["earnings"].value, tested["earnings"].bound) == (0.001, "below")


def test_a_survey_that_names_no_primary_outcome_says_that_nothing_is_adjusted(tmp_path: Path) -> None:
    data = data_with(lambda rows: rows, tmp_path / "data")
    descriptor = data / "surveys" / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace('"primary_outcome": "employed",', ""), encoding="utf-8")
    found = run_notebook(data, tmp_path / "results")
    page = woven(found, data, tmp_path)

    assert found.findings.named("survey.p_value.employed").method == "unadjusted"
    assert "no p-value is adjusted" in page
    assert "are adjusted together" not in page


def test_the_brief_says_what_came_of_the_test_of_proportional_hazards(found: Results, tmp_path: Path) -> None:
    """The track's ratio changes with time in these data (R's cox.zph: p 0.040; all four: 0.158)."""
    track, together = (
        found.findings.named(f"survey.p_value.proportional.{name}") for name in ("home", "all")
    )

    assert (track.value, together.value) == (pytest.approx(0.04035, abs=1e-5), pytest.approx(0.158, abs=1e-4))
    assert "an average over the months observed" in woven(found, ROOT / "data", tmp_path)


def test_tables_name_outcomes_in_the_language_of_the_page(found: Results, tmp_path: Path) -> None:
    page = woven(found, ROOT / "data", tmp_path, "fr")

    assert re.search(r"\| En emploi\s+\|", page)
    assert not re.search(r"\| \[?(in work|earnings|remittances)", page)
