"""Every partnership's brief or fact sheet weaves from the evidence as it stands."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gspbrief.brief import comparisons, named_findings
from gspbrief.brief.comparisons import Compared, Quantity, allowed
from gspbrief.brief.inputs import BriefInputs
from gspbrief.brief.publication import read_publication
from gspbrief.brief.sufficiency import QUESTIONS, would_carry
from gspbrief.brief.weave import has_brief, weave
from gspbrief.errors import TemplateError
from gspbrief.evidence.reading import read_partnerships
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from gspbrief.project.inputs import Project
from gspbrief.render.edition import Edition
from notebook_cells import found_on, study_on
from published_sites import Sites, work_of
from spelling import british_words

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("passages")]  # what these find is found once

ROOT = Path(__file__).parents[2]
DATA, BRIEFS = ROOT / "data", ROOT / "briefs"
NOTEBOOKS = Project(ROOT).notebooks()
PASSAGES = sorted(path.name.removesuffix(".md.j2") for path in (BRIEFS / "en" / "partnerships").glob("*.j2"))


@pytest.fixture(scope="module")
def text_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """A page of a partnership as evidence and passages stand, woven once."""

    @cache
    def of(partnership: str, style: str) -> Path:
        return woven(partnership, found_on(partnership), tmp_path_factory.mktemp(partnership), style)

    def text(partnership: str, style: str = "mpi", page: str = "index") -> str:
        path = of(partnership, style).with_name(f"{page}.qmd")
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    return text


def woven(partnership: str, found: tuple[Results, ...], out: Path, style: str) -> Path:
    inputs = BriefInputs(
        study=study_on(partnership),
        results=found,
        notebooks=NOTEBOOKS,
        templates=BRIEFS,
        out=out / partnership,
        draw=lambda exhibit, *_: f"<svg>{exhibit.id}</svg>",
        publication=read_publication(BRIEFS / "publication.yaml"),
        evidence_hash="0" * 64,
        version="1.0",
        edition=Edition(style=style),
    )
    return weave(inputs)


@pytest.fixture(scope="module")
def work(sites: Sites) -> Path:
    """The working folder of the whole site."""
    return work_of(sites.built("whole"))


@pytest.mark.parametrize("partnership", PASSAGES)
@pytest.mark.parametrize("style", ["mpi", "oecd"])
def test_a_brief_weaves_in_both_styles(partnership: str, style: str, text_of: Callable[..., str]) -> None:
    text = text_of(partnership, style)
    printed = set(re.findall(r'data-finding="([^"]+)"', text))
    explained = set(re.findall(r"\{#n-([\w-]+) \.number\}", text))
    assert {re.sub(r"\W", "-", name) for name in printed} <= explained
    prose = re.sub(r"```\{=html\}.*?```", "", text.split(".numbers-annex")[0], flags=re.DOTALL)
    assert len(re.findall(r"not found in the", prose)) <= 1
    spelled = re.search(r" percent\b", prose) is not None
    assert (spelled, "%" in prose) == ((style == "mpi"), (style == "oecd"))
    assert not re.search(r"(?m)^## [^\n]*\n+(?=## )", text), "a section is empty"


def test_those_with_passages_are_those_whose_evidence_carries_a_brief(work: Path) -> None:
    found = {
        name: tuple(map(results.read, (work / "results" / name).glob("*.json")))
        for name in read_partnerships(DATA)
    }
    assert all(found.values())
    assert [name for name, parts in found.items() if has_brief(parts)] == PASSAGES


def test_every_other_partnership_has_a_fact_sheet(work: Path) -> None:
    for name in read_partnerships(DATA):
        if name not in PASSAGES:
            text = (work / "woven" / name / "en" / "index.qmd").read_text(encoding="utf-8")
            assert "form: fact-sheet" in text
            deciding = text.split("## What Would Decide")[1].split("\n## ")[0]
            assert len(re.findall(r"(?m)^- .*\?$", deciding)) == 5, name
            said = text.split("\n---\n", 1)[1].split("## The Numbers")[0]
            assert len(re.findall("not found in the", said)) <= 1, name
            assert "achieved figures" not in said, "what makes a brief is no news"
            on_paper = re.sub(r"<details.*?</details>", "", said, flags=re.DOTALL)
            assert len(on_paper.split()) < 1500, name


def test_american_pages_have_no_british_spellings(work: Path) -> None:
    known = read_partnerships(DATA)
    names = [text for here in known.values() for text in (here.name, here.short_name)]
    for name in known:
        texts = [page.read_text(encoding="utf-8") for page in (work / "woven" / name / "en").glob("*.qmd")]
        titles = [source.title for source in study_on(name).sources.values()]
        assert texts
        assert [british_words(text, [*names, *titles]) for text in texts] == [[] for _ in texts], name


def test_a_threshold_is_printed_only_beside_a_rate_of_the_programmes_own(
    text_of: Callable[..., str],
) -> None:
    shown = set()
    for name in PASSAGES:
        text = text_of(name)
        deciding = text.split("## What Would Decide")[1].split("\n## ")[0].replace("\\", "")
        ids = {f.id for part in found_on(name) for f in part.findings if f.found}
        if "data-finding=" in deciding:
            shown.add(name)
        assert ("**The threshold.**" in deciding) == ("scenario.own_rate" in ids), name
        assert "both thresholds" not in deciding, (
            "no programme's own costs are known as the model defines them"
        )
        assert "model/index.html#explore" in deciding or "scenario.no_threshold" in {
            f.id for part in found_on(name) for f in part.findings
        }
        assert "$$" not in text, "equations stand once, on the page of the model"
    assert shown == {"deu_tun_engineers"}


def test_a_brief_says_assumed_wherever_it_prints_an_assumed_figure(text_of: Callable[..., str]) -> None:
    text = text_of("deu_tun_engineers")
    deciding = text.split("## What Would Decide")[1].split("\n## ")[0]
    sentences = re.split(r"(?<=\.)\s", deciding.replace("\n", " "))
    silent = [
        s for s in sentences if 'data-grade="assumed"' in s and "assumed" not in re.sub(r"\{[^}]*\}", "", s)
    ]

    assert 'data-grade="assumed"' in deciding
    assert silent == []
    assert "#explore?p=0.83" in deciding.replace("\\", ""), "the link sets the programme's own rate"


def test_no_real_programme_has_earned_a_scenario_of_its_own() -> None:
    own = [
        f.id for name in PASSAGES for part in found_on(name) for f in part.findings if f.grade == "modelled"
    ]
    assert not [name for name in own if name.startswith("scenario.")]


LINK = re.compile(r'data-finding="([^"]+)"((?: data-[\w-]+="[^"]*")*)')
DENIED = re.compile(r"count\(\w+\.(\w+)\) == 0")


def told(text: str) -> dict[str, str]:
    """The findings that a page prints, by id, each with its value and its range."""
    return {name: values for name, values in LINK.findall(text) if 'data-grade=""' not in values}


@pytest.mark.parametrize("partnership", PASSAGES)
def test_a_brief_and_its_press_note_do_not_contradict_each_other(
    partnership: str, text_of: Callable[..., str]
) -> None:
    parts = found_on(partnership)
    brief, press = (told(text_of(partnership, page=page)) for page in ("index", "press"))
    findings = {f.id: f for part in parts for f in part.findings}
    named = [BRIEFS / "en" / folder / f"{partnership}.md.j2" for folder in ("partnerships", "press")]
    denied = {measure for path in named for measure in DENIED.findall(path.read_text(encoding="utf-8"))}
    own = [findings[name] for name in brief | press if findings[name].partnership in ("", partnership)]

    assert brief.keys() & press.keys()
    assert {name: press[name] for name in press if name in brief} == {
        name: brief[name] for name in brief if name in press
    }
    assert denied & {finding.measure for finding in own if finding.grade != "assumed"} == set()


@pytest.mark.parametrize("partnership", PASSAGES)
def test_what_was_not_found_is_said_once(partnership: str, text_of: Callable[..., str]) -> None:
    text = text_of(partnership).split("{#method")[0]
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("|"))  # a cell may be empty
    assert len(re.findall(r"\bnot found\b", prose)) <= 1
    assert text.count("What was not found") == 1


@pytest.mark.parametrize("partnership", PASSAGES)
def test_a_figure_that_moves_far_enough_breaks_every_brief_that_compares_it(
    partnership: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts, compared, smaller = found_on(partnership), dict[str, None](), set[str]()
    set_against = comparisons._compared

    def noting(finding: Finding, said: str) -> Quantity:
        compared[finding.id] = None
        return allowed(finding, said)

    def noting_order(one: object, sign: str, other: object, test: Any) -> Compared:
        smaller.update(finding.id for finding in getattr(other if ">" in sign else one, "findings", ()))
        return set_against(one, sign, other, test)

    with monkeypatch.context() as patched:
        patched.setattr(named_findings, "allowed", noting)
        patched.setattr(comparisons, "_compared", noting_order)
        woven(partnership, parts, tmp_path, "mpi")
    unmoved = [  # tried first is what sooner breaks a claim: the smaller grows, the larger shrinks
        name
        for name in compared
        if not any(
            broken(name, by, parts, tmp_path) for by in sorted((1 / 1000, 1000), reverse=name in smaller)
        )
    ]

    assert compared
    assert unmoved == []


def broken(name: str, by: float, parts: tuple[Results, ...], out: Path) -> bool:
    """Whether a brief is refused once a figure is this many times what it was."""
    moved = tuple(
        replace(part, findings=Findings(times(f, by) if f.id == name else f for f in part.findings))
        for part in parts
    )
    try:
        woven(parts[0].partnership, moved, out, "mpi")
    except TemplateError as error:
        return "it is not so that" in error.what or "cannot be decided" in error.what
    return False


def times(finding: Finding, by: float) -> Finding:
    value, low, high = (None if x is None else x * by for x in (finding.value, finding.low, finding.high))
    return replace(finding, value=value, low=low, high=high)


def test_a_fact_sheet_with_one_question_answered_says_which_figure_would_carry_more(
    text_of: Callable[..., str],
) -> None:
    """Nurses from Kenya are counted step by step; what one of them cost, and what became of them, is not."""
    said = text_of("gbr_ken_nurses")
    assert would_carry(found_on("gbr_ken_nurses")) == ("costs", "outcomes")
    form = Format("en")
    wanted = f"{form.word('firm', 'costs')}, or {form.word('firm', 'outcomes')}."
    assert wanted in said.replace("\\", "")

    silent = text_of("berne_initiative")
    assert not any(form.word("firm", name) in silent for name in QUESTIONS)
