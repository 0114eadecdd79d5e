"""The text on the model is woven whatever a reader assumes, and claims no more than the scenario holds."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from each_case import each
from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.project.inputs import Project
from gspbrief.project.subjects import MODEL
from gspbrief.scenario import party_accounts
from gspbrief.scenario.assumption import DESIGN
from gspbrief.scenario.base_case import load_model
from gspbrief.scenario.draws import simulate
from gspbrief.scenario.laid_over import laid_over
from gspbrief.scenario.ranking import total_effects
from notebook_cells import run_cells
from published_sites import LANGUAGES

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data" / "assumptions.yaml"
BASE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
CHOSEN = {"N": (1, 5000), "alpha": (0.05, 1)}  # what the partners choose has no range of its own
SEEDS = range(4)
PAYERS = ("E", "D", "O", "A", "X")
NOBODY_BACK = {"h": {"value": 0, "low": 0, "why": "Tried"}, "beta": {"value": 0.5, "why": "Tried"}}
FOR_THE_PAYER = "The government that pays: above zero in the base case, below zero in most draws"


def at(position: float | None, rng: random.Random) -> dict[str, Any]:
    """A scenario: every assumption at one place of its range, or each at one of its own."""
    said: dict[str, Any] = {}
    for symbol, entry in BASE["symbols"].items():
        low, high = CHOSEN.get(symbol, (entry.get("low"), entry.get("high")))
        if entry["value"] is None or (position is None and rng.random() < 0.3):
            continue
        value = low + (high - low) * (rng.choice([0, 1, rng.random()]) if position is None else position)
        whole = symbol == "N" or entry["unit"] == "years"
        said[symbol] = {"value": round(value) if whole else min(high, max(low, value))}
        said[symbol]["why"] = "Tried"
        if position is None and entry["tag"] != DESIGN and rng.random() < 0.1:
            said[symbol] |= {"low": said[symbol]["value"], "high": said[symbol]["value"]}
    return said


def paid(rng: random.Random) -> dict[str, Any]:
    """Some kinds of cost paid by two others than assumed."""
    share = {}
    for kind in BASE["share"]["payers"]:
        one, other = rng.sample(PAYERS, 2)
        part = round(rng.random(), 2)
        if rng.random() < 0.4:
            share[kind] = {one: part, other: round(1 - part, 2)}
    return share


def uncertain(*symbols: str) -> dict[str, Any]:
    """A scenario in which these alone have a range that is one."""
    fixed = [
        name for name, entry in BASE["symbols"].items() if "low" in entry and name not in (*symbols, "V")
    ]
    point = {name: dict.fromkeys(("value", "low", "high"), BASE["symbols"][name]["value"]) for name in fixed}
    return {"symbols": {name: {**held, "why": "Known"} for name, held in point.items()}}


def scenarios() -> Mapping[str, dict[str, Any]]:
    """Every assumption at its least and most, each payer alone, hardly any uncertain, and some drawn."""
    rng = random.Random(0)
    kinds = BASE["share"]["payers"]
    tried = {"least": {"symbols": at(0, rng)}, "most": {"symbols": at(1, rng)}}
    tried |= {f"{who} pays": {"share": {"payers": {kind: {who: 1} for kind in kinds}}} for who in "EO"}
    tried["four uncertain"] = uncertain("p", "h", "wD", "CM")
    tried["none that moves the payer"] = uncertain("wS", "w0", "eH", "uH")
    tried["nothing together"] = {"correlations": [], "price_year": 2020, "symbols": NOBODY_BACK}
    for seed in SEEDS:
        rng = random.Random(seed)
        tried[f"drawn {seed}"] = {"symbols": at(None, rng), "share": {"payers": paid(rng)}}
    return tried


def woven(scenario: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """The text on the model by language, with a scenario laid over the assumptions."""
    folder.mkdir()
    (folder / "scenario.yaml").write_text(yaml.safe_dump(scenario), encoding="utf-8")
    data = Path(shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("surveys")))
    (data / FILE.name).write_text(laid_over(FILE, folder / "scenario.yaml"), encoding="utf-8")
    found, study, texts = run_cells(MODEL, MODEL, folder, data), load_model(data), {}
    for lang in LANGUAGES:
        inputs = BriefInputs(
            study=study,
            results=(found,),
            notebooks=tuple(Project(ROOT).notebooks(MODEL)),
            templates=ROOT / "briefs",
            out=folder / lang,
            draw=lambda *_: '<svg height="9"/>',
            publication=read_publication(ROOT / "briefs" / "publication.yaml"),
            evidence_hash="0" * 64,
            version="1.0",
            lang=lang,
            subject=MODEL,
        )
        texts[lang] = weave(inputs).read_text(encoding="utf-8")
    return texts


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw little: what the text does with the figures is looked at, not the figures."""
    monkeypatch.setattr(party_accounts, "simulate", partial(simulate, draws=200))
    monkeypatch.setattr(party_accounts, "total_effects", partial(total_effects, sets=16))


def counted(found: Mapping[str, str]) -> dict[str, int]:
    """How often each text prints each kind of figure of the model, whatever the language."""
    return {lang: text.count('data-finding="scenario.') for lang, text in found.items()}


@each("name", scenarios())
@pytest.mark.slow
def test_the_text_is_woven_in_every_language_with_the_same_figures(name: str, tmp_path: Path) -> None:
    texts = woven(scenarios()[name], tmp_path / name.replace(" ", "-"))

    assert len(set(counted(texts).values())) == 1, counted(texts)
    assert not re.search(r"not found in the \d", texts["en"].split("numbers-annex")[0])
    if name == "none that moves the payer":
        assert "Fewer than three take part in its variation" in texts["en"]
    if name == "nothing together":
        assert "Money is real and in one currency, in prices of 2020." in texts["en"]
        assert "every assumption is drawn on its own" in texts["en"]
        assert not re.search(r"no price year|drawn together|who left have come back|mean of the", texts["en"])
    if name == "E pays":
        assert FOR_THE_PAYER not in texts["en"]
        assert "the destination's government bears none of the costs" in texts["en"]


@pytest.mark.slow
def test_what_is_claimed_of_the_assumptions_as_they_are_stays(tmp_path: Path) -> None:
    texts = woven({}, tmp_path / "as-they-are")

    assert FOR_THE_PAYER in texts["en"]
    assert all(len(text) > 10_000 for text in texts.values())
