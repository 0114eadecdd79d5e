"""A survey of few people, or of others than one expects: the brief says what it may, and leaves no gap."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from delivered_surveys import answered, french
from gspbrief.commands.check import own_surveys
from gspbrief.surveys import tracer
from gspbrief.surveys.proposal import describe
from gspbrief.surveys.tracer_curves import graduates
from newcomer import ID, Newcomer, newcomer

PERSON, GROUP, TRACK, GRADUATED = "N° bénéficiaire", "Groupe", "Volet", "Fin de formation"
LANGS = ("en", "es", "fr")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Newcomer, pd.DataFrame]:
    """The newcomer's project with a survey of 300 people, and its rows."""
    folder = tmp_path_factory.mktemp("few")
    own = newcomer(folder / "own")
    surveys = own.root / "data" / "surveys"
    describe(french(folder, 300), ID, surveys)
    answered(surveys / f"{ID}.yaml")
    return own, pd.read_csv(surveys / f"{ID}.csv", dtype=str, keep_default_na=False)


def with_rows(own: Newcomer, rows: pd.DataFrame) -> Newcomer:
    """The same project with other rows of the survey, which are sound."""
    rows.to_csv(own.root / "data" / "surveys" / f"{ID}.csv", index=False)
    assert not own_surveys(own.root / "data")
    return Newcomer(own.root)


@pytest.mark.slow
@pytest.mark.parametrize("persons", [5, 12, 300])
def test_whoever_was_asked_however_few_the_brief_says_from_how_many_on_it_tells(
    whole: tuple[Newcomer, pd.DataFrame], persons: int
) -> None:
    own, rows = whole
    few = with_rows(own, rows[rows[PERSON].astype(int) <= persons])
    pages = {lang: few.woven(lang) for lang in LANGS}
    assert "No group of fewer than 10 people is told of" in pages["en"]
    assert ("people were asked" in pages["en"]) == (persons >= 10)
    assert ("in the last round" in pages["en"]) == (persons == 300)  # of 12 all but a few answered
    assert not [lang for lang, page in pages.items() if re.search(r"(?:end|final|fin) ?: ,", page)]


@pytest.mark.slow
def test_people_without_a_place_who_graduated_elsewhere_are_no_graduates_of_the_programme(
    whole: tuple[Newcomer, pd.DataFrame],
) -> None:
    own, rows = whole
    placed = rows[GROUP] == "Bénéficiaire"
    expected = rows.loc[placed & (rows[GRADUATED] != ""), PERSON].nunique()
    elsewhere = rows.assign(**{GRADUATED: rows[GRADUATED].mask(~placed, "06/2020")})
    changed = with_rows(own, elsewhere)
    assert len(graduates(tracer.load(ID, own.root / "data"))) == expected
    assert "Migration rate" in changed.woven()


@pytest.mark.slow
def test_a_graduate_whose_track_is_not_known_is_on_neither(whole: tuple[Newcomer, pd.DataFrame]) -> None:
    own, rows = whole
    someone = rows.loc[(rows[GRADUATED] != "") & (rows[TRACK] == "Étranger"), PERSON].iloc[0]
    with_rows(own, rows.assign(**{TRACK: rows[TRACK].mask(rows[PERSON] == someone, "")}))
    people = graduates(tracer.load(ID, own.root / "data"))
    assert people["home"].isna().sum() == 1
    assert set(people["home"].dropna()) == {0, 1}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("waves: {after: 3}", "waves, after: there is no wave 3 (0, 1, 2)"),
        ("waves: {before: 2, after: 0}", "waves: before is 2 and after 0 (the earlier wave before)"),
        ("currency: francs", "currency: 'francs' is not a code of three capital letters (such as EUR)"),
    ],
)
def test_a_description_that_the_survey_cannot_answer_is_a_problem(
    whole: tuple[Newcomer, pd.DataFrame], said: str, told: str
) -> None:
    own, rows = whole
    with_rows(own, rows)
    description: Path = own.root / "data" / "surveys" / f"{ID}.yaml"
    sound = description.read_text(encoding="utf-8")
    kept = [line for line in sound.splitlines() if not line.startswith(said.partition(":")[0] + ":")]
    description.write_text("\n".join([*kept, said, ""]), encoding="utf-8")
    problems = [str(problem) for problem in own_surveys(own.root / "data")]
    description.write_text(sound, encoding="utf-8")
    assert problems == [f"{ID}.yaml, {told}"]
