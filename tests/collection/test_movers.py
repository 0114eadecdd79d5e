"""Who left, of whom, and who paid: what lists say of each partnership is the firmest figure that is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_frames import count, study
from gspbrief.analysis.migration import RATES
from gspbrief.collection.asked_figures import asked_figures
from gspbrief.collection.movers import in_numbers, in_words, share_moved
from gspbrief.collection.unanswered import in_few_words, why_unanswered
from gspbrief.evidence.reading import load_all
from gspbrief.evidence.study import Study
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.synthesis.cells import ANSWERED
from gspbrief.synthesis.gap_map import of_study
from gspbrief.synthesis.scorecard import CONFLICTING, PAYERS, paying

LANGUAGES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def studies(root: Path) -> Mapping[str, Study]:
    """Every partnership of the evidence."""
    return {study.partnership.id: study for study in load_all(root / "data")}


def test_a_share_is_of_those_trained_and_of_all_of_them_where_such_a_one_is_held(
    studies: Mapping[str, Study],
) -> None:
    engineers = share_moved(studies["deu_tun_engineers"])
    assert engineers is not None
    assert (engineers.base, engineers.value) == ("trained", pytest.approx(100 / 120))
    college = share_moved(studies["aptc"])  # which prints shares of a part, and of earlier years, as well
    assert college is not None
    assert (college.id, college.destination) == ("aptc.departed.share.2016", "")


def test_every_share_says_of_whom_it_is_and_counts_as_no_more_than_it_is_at_least(
    studies: Mapping[str, Study],
) -> None:
    held = {name: share for name, study in studies.items() if (share := share_moved(study))}
    for name, share in held.items():
        numbers = in_numbers(studies[name])
        for lang in LANGUAGES:
            form = Format(lang)
            assert form.word("base", share.base) in in_words(studies[name], form)["share_said"]
        least = [end for end in (share.value, share.low) if end is not None]
        assert numbers["share"] in (*least, 0)
        orders = share.bound not in ("at_most", "below") and share.base in RATES["placement_rate"][0][1]
        assert bool(numbers["share"]) == orders

    assert len(held) > 3
    assert held["deu_kos_diakonie"].bound == "at_most"


def test_who_paid_has_a_word_for_whatever_the_scorecard_makes_of_it(studies: Mapping[str, Study]) -> None:
    known = {state for study in studies.values() if (state := paying(study).state)}

    assert set(words("who_paid")) == {*PAYERS.values(), "government", "shared", CONFLICTING}
    assert known - set(words("who_paid")) <= {"not_found", "described", "unclear"}


def test_every_answer_and_whoever_paid_has_its_figure_in_words_with_of_whom_it_is(
    root: Path, studies: Mapping[str, Study]
) -> None:
    known_payers = set(words("who_paid"))
    for lang in LANGUAGES:
        form = Format(lang, texts=read_texts(root / "briefs", lang))
        for name, held in studies.items():
            said = asked_figures(held, form)
            answers, payer = said["answers"], said["payer_said"]
            cells = {cell.aspect: cell for cell in of_study(held) if cell.rows}
            assert answers.keys() == cells.keys(), name
            for question, text in answers.items():
                unsaid = cells[question].state == "published"
                assert form.colon in text, (name, question)
                assert unsaid or form.word("cell", cells[question].state) in text, (name, question)
            assert bool(payer) or paying(held).state not in known_payers, name

    nurses = asked_figures(studies["triple_win"], Format("en"))
    assert "EUR 9,500–17,000" in nurses["answers"]["unit_cost"]  # of recruitment, of whom, who paid
    assert all(
        of in nurses["answers"]["unit_cost"] for of in ("recruitment", "per person placed", "employer")
    )
    pilot = asked_figures(studies["deu_geo_2013_16"], Format("en"))["answers"]["returned"]
    assert "9 persons" in pilot  # of those who took part, and not 55 of others at home and abroad
    assert "(14)" in pilot
    assert asked_figures(None, Format("en")) == {"answers": {}, "payer_said": ""}


def test_what_is_no_partnership_has_none_of_them() -> None:
    assert in_numbers(None) == {"people": 0, "share": 0, "payer": ""}
    assert set(in_words(None, Format("en")).values()) == {""}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_row_of_the_index_says_nothing(root: Path, studies: Mapping[str, Study], lang: str) -> None:
    form = Format(lang, texts=read_texts(root / "briefs", lang))
    for name, held in studies.items():
        told, why = in_few_words(held, form), why_unanswered(held)
        answered = any(cell.state in ANSWERED for cell in of_study(held))
        assert bool(told) is bool(why) is not answered, name
        if why:
            (purpose, *_) = held.design[held.design["feature"] == "purpose"]["statement"]
            said = form.written(form.translated(purpose) or purpose)
            assert told == f"{said.removesuffix('.')}. {form.word('unanswered', why)}", name


@pytest.mark.parametrize(
    ("measures", "here", "why"),
    [
        (("applied", "departed"), {}, ""),
        (("applied", "planned"), {}, "counted"),
        (("planned",), {}, "plans"),
        ((), {}, "not_found"),
        (("before",), {}, "not_found"),
        (("planned",), {"status": "not_implemented"}, "not_implemented"),
        (("applied",), {"kind": "dialogue"}, "dialogues"),
        (("applied",), {"iom_theme": "remittances"}, "funds"),
    ],
)
def test_why_nothing_is_answered_follows_from_what_is_held(
    measures: tuple[str, ...], here: Mapping[str, str], why: str
) -> None:
    rows = {
        "applied": count("demo.applied", "applied", 9),
        "departed": count("demo.departed", "departed", 9),
        "planned": count("demo.departed.planned", "departed", 9, status="planned"),
        "before": count("demo.applied.before", "applied", 9, about="before"),
    }
    made = study(migration=[rows[name] for name in measures])

    assert why_unanswered(replace(made, partnership=replace(made.partnership, **here))) == why
