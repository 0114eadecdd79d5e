"""What a course needs: the page says that nothing was found for a case only where nothing is held."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import product
from pathlib import Path

import jinja2
import pytest

from evidence_listings import listings
from gspbrief.collection.choice_effects import EFFECTS
from gspbrief.collection.course_needs import (
    CODE,
    HEALTH,
    NEEDS,
    SAFEGUARDS,
    agreed_with_listed,
    safeguarded,
    said_of_needs,
)
from gspbrief.collection.design_cases import CHOICES
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import read_assumptions

NODE = shutil.which("node")
SCRIPT = "_extensions/gspbrief/course.js"
WAYS = ("GHA", "PHL", "MAR", "KIR", "NPL"), ("ITA", "DEU", "ESP", "AUS", "JPN"), (*sorted(HEALTH), "ict")


@pytest.mark.skipif(NODE is None, reason="node is not installed: the page's search for needs was NOT run")
def test_a_need_is_said_to_be_settled_or_not_found_as_the_rows_held_of_the_case_have_it(
    root: Path, tmp_path: Path
) -> None:
    listed = listings(root)
    rows = read_rows(root / "data", "design")
    told = said_of_needs(listed, rows, read_bibliography(root / "data" / "sources.bib"), Format("en"))
    course = [{"name": name, "ends": NEEDS[name].ends, "said": said} for name, said in told.items()]
    traits = [[word for _, words in one.partnership.traits for word in words] for one in listed]
    ways = [{"origin": o, "destination": d, "sector": s} for o, d, s in product(*WAYS)]
    (tmp_path / "run.js").write_text(
        f"""{(root / SCRIPT).read_text(encoding="utf-8")}
        const traits = {json.dumps(traits)};
        const has = (place, word) => traits[place].includes(word);
        console.log(JSON.stringify({json.dumps(ways)}.map((way) => {json.dumps(course)}.map(
            (need) => globalThis.gspbrief.nearestSaid(need, way, has)))));""",
        encoding="utf-8",
    )
    run = subprocess.run(
        [str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    states = set()
    for way, answers in zip(ways, json.loads(run.stdout), strict=True):
        for need, answer in zip(course, answers, strict=True):
            settling = {f"{end} {way[end]}" for end in (*need["ends"], "sector")}
            held = [one for one in need["said"] if one[3] >= 0 and settling <= set(traits[one[3]])]
            assert (answer["state"] == "found") == bool(held), (way, need["name"])
            if held:
                assert answer["one"] in held
            elif answer["state"] == "near":
                assert any(f"{end} {way[end]}" in traits[answer["one"][3]] for end in need["ends"])
            elif answer["state"] == "elsewhere":
                assert f"sector {way['sector']}" in traits[answer["one"][3]]
            states.add(answer["state"])
    assert {"found", "near", "elsewhere", "general"} <= states


def test_what_is_said_of_a_need_leads_to_its_row_and_names_who_says_it(root: Path) -> None:
    listed = listings(root)
    rows = {row["id"]: row for row in read_rows(root / "data", "design")}
    sources = read_bibliography(root / "data" / "sources.bib")
    for lang in LANGUAGES:
        for name, said in said_of_needs(listed, [*rows.values()], sources, Format(lang)).items():
            assert said
            for text, address, cited, place, _ in said:
                row = rows[str(address).rpartition("#")[2]]
                assert text
                assert row["feature"] in NEEDS[name].features
                assert cited == sources[row["source"]].cited
                assert row["partnership"] == ("" if place < 0 else listed[int(str(place))].id)


def test_the_list_of_the_world_health_organization_is_whole(root: Path) -> None:
    context = read_rows(root / "data", "context")
    sources = read_bibliography(root / "data" / "sources.bib")
    held = safeguarded(context, sources, Format("en"))

    assert len(held) == 55  # as the organization counts them: who is not among them is not on the list
    assert {"GHA", "NPL", "NGA", "HTI", "WSM"} <= set(held)
    assert not {"PHL", "IND", "KEN", "TUN"} & set(held)
    rest = [row for row in context if row["measure"] != SAFEGUARDS]
    assert safeguarded(rest, sources, Format("en")) == {}


def test_how_others_on_the_list_went_about_it_is_told_of_health_workers_since_the_code(root: Path) -> None:
    listed = listings(root)
    context = read_rows(root / "data", "context")
    rows = {row["id"]: row for row in read_rows(root / "data", "design")}
    sources = read_bibliography(root / "data" / "sources.bib")
    on = set(safeguarded(context, sources, Format("en")))
    told = agreed_with_listed(listed, context, [*rows.values()], sources, Format("en"))

    here = [listed[int(str(said[3]))].partnership for said, _ in told]
    assert {"gbr_npl_nurses", "isr_npl_care"} <= {one.id for one in here}
    for one, (said, begun) in zip(here, told, strict=True):
        assert one.sector in HEALTH
        assert on & set(one.origins)
        assert one.start.startswith(begun)
        assert begun > CODE
        assert rows[str(said[1]).rpartition("#")[2]]["partnership"] == one.id
    order = [one.kind != "agreement" for one in here]
    assert order == sorted(order)
    without = [row for row in context if row["measure"] != SAFEGUARDS]
    assert agreed_with_listed(listed, without, [*rows.values()], sources, Format("en")) == []


@pytest.mark.skipif(
    NODE is None, reason="node is not installed: the page's search for agreements was NOT run"
)
def test_of_agreements_those_nearest_to_the_case_come_first_and_two_at_most(
    root: Path, tmp_path: Path
) -> None:
    traits = [["origin NPL", "destination GBR"], ["destination JPN", "sector nursing"], ["sector nursing"]]
    asked = [{"origin": "GHA", "destination": to, "sector": "nursing"} for to in ("GBR", "JPN", "ITA")]
    (tmp_path / "run.js").write_text(
        f"""{(root / SCRIPT).read_text(encoding="utf-8")}
        const traits = {json.dumps(traits)};
        const agreed = [0, 1, 2].map((place) => [["", "", "", place, false], "2022"]);
        console.log(JSON.stringify({json.dumps(asked)}.map((way) => globalThis.gspbrief.nearestAgreed(
            agreed, way, (place, word) => traits[place].includes(word)).map(([one]) => one[3]))));""",
        encoding="utf-8",
    )
    run = subprocess.run(
        [str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(run.stdout) == [[0, 1], [1, 2], [1, 2]]


def test_a_choice_moves_an_account_or_its_page_says_why_it_does_not(root: Path) -> None:
    base = read_assumptions(root / "data" / "assumptions.yaml")
    start = evaluate(base, base.rate).npv
    for name, answered in EFFECTS.items():
        for answer, effect in answered.items():
            assert answer in CHOICES[name]
            assert all(sum(split.values()) == pytest.approx(1) for split in effect.payers.values())
            payers = {**base.share, **effect.payers}
            assert evaluate({**base, **effect.values, "share": payers}, base.rate).npv != start, answer
    pages = jinja2.Environment(loader=jinja2.FileSystemLoader(root / "briefs" / "pages"), autoescape=True)
    for lang in LANGUAGES:
        words = pages.get_template(f"_design.{lang}.j2").module.said  # type: ignore[attr-defined]
        assert set(words["effects"]) == set(CHOICES)
        for name, told in words["effects"].items():
            assert set(told) == {*EFFECTS.get(name, {}), "other"}
            both = {"both", "deux", "ambas"}  # tracks: one alone may be chosen
            assert not [text for text in told.values() if both & set(text.split())], name
