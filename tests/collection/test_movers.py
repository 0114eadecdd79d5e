"""Who left, of whom, and who paid: what lists say of each partnership is the firmest figure that is held."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from evidence_frames import count, study
from gspbrief.analysis.migration import RATES, rate_name, rates
from gspbrief.collection.asked_figures import asked_figures, known
from gspbrief.collection.listing import Listing
from gspbrief.collection.measure_next import ASKED
from gspbrief.collection.movers import LEFT, in_numbers, in_words, most_moved, share_moved
from gspbrief.collection.unanswered import in_few_words, why_unanswered
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.language import styles
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.figures import scope
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.site.collection_pages import PAGES
from gspbrief.synthesis.cells import ANSWERED
from gspbrief.synthesis.gap_map import of_study
from gspbrief.synthesis.scorecard import CONFLICTING, PAYERS, paying
from studies import every_study

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "fr", "es")


@pytest.fixture(scope="module")
def studies() -> Mapping[str, Study]:
    """Every partnership of the evidence."""
    return {study.partnership.id: study for study in every_study()}


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
        limit = share.bound in ("at_most", "below", "at_least", "above")
        still = "right_censored" in share.caveats
        assert bool(numbers["share"]) == (share.base in RATES["placement_rate"][0][1] and not limit | still)

    assert len(held) > 3
    assert held["deu_kos_diakonie"].bound == "at_most"
    assert held["ita_art23_training"].bound == "at_least"


def test_a_partnership_without_a_share_has_no_rate_of_those_who_left_in_print_or_derived(
    studies: Mapping[str, Study],
) -> None:
    held = 0
    for name, one in studies.items():
        printed = [
            f
            for f in one.published("migration")
            if f.unit == "share" and rate_name(f.measure, f.base) in ("placement_rate", "migration_rate")
        ]
        derived = [f for f in rates(one) if f.measure in ("placement_rate", "migration_rate")]
        own_ones = [f for f in (*printed, *derived) if f.found and achieved(f) and own(f)]
        held += bool(own_ones)
        for lang in LANGUAGES:
            assert bool(in_words(one, Format(lang))["share_said"]) == bool(own_ones), name
    assert held > 5


def test_who_may_still_leave_is_said_of_a_share_and_none_of_all_is_passed_over_for_it(
    studies: Mapping[str, Study],
) -> None:
    for lang in LANGUAGES:
        form = Format(lang)
        for name, one in studies.items():
            share, said = share_moved(one), in_words(one, form)["share_said"]
            still = share is not None and "right_censored" in share.caveats
            assert (form.word("phrase", "more_may_follow") in said) is still, name
            if still:
                assert all(
                    "right_censored" in f.caveats for f in rates(one) if f.measure in LEFT and f.found
                ), name


def test_two_pages_show_one_figure_for_one_question_and_it_is_among_the_rows_behind_it(
    root: Path, studies: Mapping[str, Study]
) -> None:
    form = Format("en", styles.find("mpi"), read_texts(root / "briefs", "en"))
    listed = [
        Listing(
            one.partnership,
            "brief",
            *[""] * 4,
            (0, 0, 0),
            known(one),
            f"{name}/index.html",
            "",
            **in_numbers(one) | {"payer": ""},  # type: ignore[arg-type]
            **in_words(one, form),  # type: ignore[arg-type]
            **asked_figures(one, form),  # type: ignore[arg-type]
        )
        for name, one in studies.items()
    ]
    exploring = json.loads(PAGES["explore"](None, listed, form)["listing"])["rows"]  # type: ignore[arg-type, call-overload]
    asked_at = {row[0]: row[-1] for row in exploring}
    cells_at = {
        row[0]: dict(zip(ASKED, row[-1], strict=True))
        for row in json.loads(PAGES["known"](None, listed, form)["map"])["rows"]  # type: ignore[arg-type, call-overload]
    }
    compared = 0
    for one in listed:
        asked, cells = asked_at[one.page], cells_at[one.page]
        for question in one.answered:
            _, figure, *ids = cells[question]
            assert asked[question] == figure, (one.id, question)
            compared += 1
        count = most_moved(studies[one.id])
        if count and count.found:
            _, figure, *ids = cells["departed"]
            assert asked["people"].partition(" (")[0] in figure, one.id
            assert all(part in asked["people"] for part in scope(count, form)), one.id  # not as of all
            assert count.row.rpartition("#")[2] in ids, one.id
    assert compared > 100
    (epa,) = (cells["departed"][1] for page, cells in cells_at.items() if page.startswith("japan_epa_all/"))
    assert "6,417" in epa
    assert form.word("phrase", "others_conflict") in epa  # and not that of this one they do


def test_of_how_many_were_trained_the_first_measure_is_told_and_of_one_measure_the_largest_count() -> None:
    one = study(
        migration=[
            count("tests", "certified", 900),
            count("first", "completed", 400, end="2019"),
            count("last", "completed", 300, end="2020"),
        ]
    )
    counts = [count("a", "certified", 900), count("b", "trained", 20), count("c", "completed", 300)]
    both = study(migration=counts)
    none = study(migration=counts[:1])
    said = [asked_figures(held, Format("en"))["answers"]["trained"] for held in (one, both, none)]  # type: ignore[index]

    assert [re.findall(r"\d+ persons", text) for text in said] == [
        ["400 persons"],
        ["20 persons"],
        ["900 persons"],
    ]


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
            others = form.word("phrase", "others_conflict")
            for question, text in answers.items():
                state = cells[question].state
                assert form.colon in text, (name, question)
                said_of_it = form.word("cell", state) in text or (state == "conflicting" and others in text)
                assert state == "published" or said_of_it, (name, question)
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
