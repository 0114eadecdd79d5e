"""Spelling by house style, countries and lists as a reader of the language expects them."""

from __future__ import annotations

import pytest

from gspbrief.language.formats import Format
from gspbrief.language.languages import language
from gspbrief.language.styles import find
from gspbrief.language.typography import capital, respelled
from spelling import british_to_american, british_words

AMERICAN, BRITISH = find("mpi"), find("oecd")
NOT_RESPELT = {  # stems: rare in what we write, or a word of its own in American as well
    *("aggrandis", "biass", "dialogue", "doughnut", "lambast", "maths", "mitre", "ochre", "parallelis"),
    *("routeing", "saleable", "storey", "titbit", "writeable"),
}


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("care workers", "Care workers"),
        ("étudiants", "Étudiants"),
        ("eMigrate", "eMigrate"),
        ("ﬁn", "ﬁn"),
        ("ß", "ß"),
        ("საქართველო", "საქართველო"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_a_name_as_it_is_written(text: str, begun: str) -> None:
    assert capital(text) == begun


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("a labour programme", "a labor program"),
        ("Programmes for licensing", "Programs for licensing"),
        ("the Pacific Labour Scheme", "the Pacific Labour Scheme"),
        ("Seasonal Worker Programme and a programme", "Seasonal Worker Programme and a program"),
        ("the Centre for Migration", "the Center for Migration"),
        ("The programme of Spain", "The program of Spain"),
    ],
)
def test_words_are_respelt_and_names_are_not(text: str, spelt: str) -> None:
    assert respelled(text, language("en"), "american") == spelt
    assert Format("en", BRITISH).written(text) == text


def test_a_text_as_long_as_two_books_is_respelt_sentence_by_sentence() -> None:
    sentence = "The Programme for Migrant Labour, as Malta’s Labour Office has it, recognises 3 programmes. "
    spelt = "The Programme for Migrant Labour, as Malta’s Labour Office has it, recognizes 3 programs. "

    # to look back to its beginning at each name would take half an hour
    assert respelled(sentence * 10_000, language("en"), "american") == spelt * 10_000


def test_every_british_spelling_of_the_dictionary_is_respelt_and_no_american_one_is() -> None:
    words = british_to_american()
    wanted = {w: to for w, to in words.items() if not any(stem in w for stem in NOT_RESPELT)}

    def spelt(word: str) -> str:
        return respelled(word, language("en"), "american")

    assert {word: spelt(word) for word in wanted} == wanted
    assert {word: spelt(word) for word in words.values()} == {word: word for word in words.values()}
    assert all(any(stem in word for word in words) for stem in NOT_RESPELT)


@pytest.mark.parametrize(
    "word",
    [
        "programmed",
        "programmer",
        "enrolled",
        "fulfilling",
        "excelled",
        "selling",
        "promise",
        "advise",
        "exercise",
        "precise",
        "merchandise",
        "advertise",
        "improvisation",
        "analyses",
        "hours",
        "arising",
        "parameters",
    ],
)
def test_a_word_that_both_spell_alike_stays(word: str) -> None:
    assert respelled(word, language("en"), "american") == word


@pytest.mark.parametrize(
    ("word", "spelt"),
    [
        ("to enrol", "to enroll"),
        ("Enrolment", "Enrollment"),
        ("she enrols", "she enrolls"),
        ("centred", "centered"),
        ("labelled, travelling", "labeled, traveling"),
    ],
)
def test_a_part_of_a_word_is_respelt_where_what_stands_beside_it_asks_for_it(word: str, spelt: str) -> None:
    assert respelled(word, language("en"), "american") == spelt


def test_the_search_for_british_spellings_finds_them_and_leaves_names_and_quotations() -> None:
    text = (
        "## The Programmes of a Year\n\nThe centre is `labour`, “labour” [@labour_2018, Labour] and "
        "[organised](labour.html) by the Pacific Labour Scheme and the Example Programme."
    )
    assert british_words(text, ["Example Programme"]) == ["centre", "organised", "programmes"]


@pytest.mark.parametrize("style", [AMERICAN, BRITISH], ids=["american", "british"])
def test_a_list_is_written_as_the_prose_is_without_a_comma_before_the_last(style: object) -> None:
    form = Format("en", style)  # type: ignore[arg-type]

    assert form.listing(["a", "b", "c"]) == "a, b and c"
    assert (form.listing(["a", "b"]), form.listing(["a"]), form.listing([])) == ("a and b", "a", "")
    assert Format("es").listing(["Bélgica", "Italia"]) == "Bélgica e Italia"


def test_countries_stand_in_the_alphabetical_order_of_the_language() -> None:
    codes = ["KHM", "BIH", "KGZ", "EGY", "ETH"]

    assert Format("en").countries(codes) == "Bosnia and Herzegovina, Cambodia, Egypt, Ethiopia and Kyrgyzstan"
    assert Format("fr").in_order(codes) == [
        "Bosnie-Herzégovine",
        "Cambodge",
        "Égypte",
        "Éthiopie",
        "Kirghizstan",
    ]
    assert (
        Format("es").countries(reversed(codes))
        == "Bosnia y Herzegovina, Camboya, Egipto, Etiopía y Kirguistán"
    )
