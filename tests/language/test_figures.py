"""Figures as each language and house style writes them."""

import pytest

from gspbrief.exhibits.entries import short_figure
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import exact_amount, figure, interval, period, scope
from gspbrief.language.formats import Format
from gspbrief.language.languages import language
from gspbrief.language.styles import find
from gspbrief.language.typography import merged, merged_figures, placed, respelled

MPI, OECD = Format("en", find("mpi")), Format("en", find("oecd"))
FRENCH, SPANISH = Format("fr", find("oecd")), Format("es", find("mpi"))


def finding(value: float | None, unit: str, **values: object) -> Finding:
    """A published figure for the tests."""
    given = {"id": "demo.row", "measure": "placed", "grade": "published", **values}
    return Finding(value=value, unit=unit, **given)  # type: ignore[arg-type]


def test_mpi_writes_thousands_with_commas_and_percent_as_a_word() -> None:
    assert figure(finding(14000, "persons"), MPI) == "14,000"
    assert figure(finding(14000, "money", currency="USD"), MPI) == "USD 14,000"
    assert figure(finding(0.02, "share"), MPI) == "2 percent"


def test_oecd_writes_thousands_with_a_narrow_space_and_a_percent_sign() -> None:
    assert figure(finding(40000, "persons"), OECD) == "40\u202f000"
    assert figure(finding(35000, "money", currency="AUD"), OECD) == "AUD 35\u202f000"
    assert figure(finding(0.02, "share"), OECD) == "2%"


def test_spans_of_years_use_the_dash_or_the_hyphen_of_the_style() -> None:
    assert MPI.years(2015, 2016) == "2015–16"
    assert OECD.years(2014, 2017) == "2014\u201117"
    assert MPI.years(1999, 2001) == "1999–2001"


def test_french_and_spanish_put_the_currency_behind_and_a_comma_before_decimals() -> None:
    assert figure(finding(0.029, "share"), FRENCH) == "2,9\u00a0%"
    assert figure(finding(35000, "money", currency="AUD"), FRENCH) == "35\u202f000\u00a0AUD"
    assert figure(finding(0.615, "share"), SPANISH) == "61,5\u00a0%"


def test_millions_of_a_currency_have_the_word_that_a_language_puts_between() -> None:
    assert FRENCH.money([350e6], "AUD") == "350 millions d’AUD"
    assert FRENCH.money([1.5e6], "EUR") == "1,5 million d’EUR"
    assert FRENCH.money([30e6], "NOK") == "30 millions de\u00a0NOK"
    assert SPANISH.money([30e6], "NOK") == "30 millones de\u00a0NOK"
    assert FRENCH.money([35_000], "AUD") == "35\u202f000\u00a0AUD"


def test_a_sentence_says_a_range_in_words_where_its_language_does() -> None:
    assert FRENCH.in_sentence("9\u202f500–17\u202f000\u00a0EUR") == "9\u202f500 à 17\u202f000\u00a0EUR"
    assert SPANISH.in_sentence("7000–8000") == "7000 a 8000"
    assert SPANISH.in_sentence("70–80\u00a0% (1–3\u00a0%)") == "el 70–80\u00a0% (1–3\u00a0%)"
    assert MPI.in_sentence("7,000–8,000") == "7,000–8,000"


def test_spanish_groups_no_four_digits() -> None:
    assert [SPANISH.number(n) for n in (3577, 9999.994, 10_000, 14_000.5)] == [
        "3577", "9999,99", "10\u202f000", "14\u202f000,5",
    ]  # fmt: skip
    assert SPANISH.number(-9999.999) == "−10\u202f000"
    assert [FRENCH.number(n) for n in (999, 3577)] == ["999", "3\u202f577"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "[@a, section II, note 14] [@b, encadré 2; @c] Box 2"),
        ("es", "[@a, sección II, nota 14] [@b, recuadro 2; @c] Box 2"),
        ("en", "[@a, Section II, note 14] [@b, Box 2; @c] Box 2"),
    ],
)
def test_citations_say_in_their_language_where_something_stands(lang: str, said: str) -> None:
    assert placed("[@a, Section II, note 14] [@b, Box 2; @c] Box 2", language(lang)) == said
    assert placed("[@Section2, Boxer]", language(lang)) == "[@Section2, Boxer]"


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        ("about", "about 12,000"),
        ("above", "more than 12,000"),
        ("below", "less than 12,000"),
        ("at_most", "at most 12,000"),
        ("at_least", "at least 12,000"),
        ("exact", "12,000"),
    ],
)
def test_a_hedge_is_part_of_the_figure(bound: str, text: str) -> None:
    assert figure(finding(12000, "persons", bound=bound), MPI) == text


def test_a_range_prints_both_ends_once_with_one_unit() -> None:
    money = finding(None, "money", low=9500, high=17000, bound="range", currency="EUR")
    assert figure(money, MPI) == "EUR 9,500–17,000"
    assert figure(finding(None, "relative_change", low=0.09, high=0.1, bound="range"), MPI) == "9–10 percent"
    points = finding(None, "share_difference", low=0.1, high=0.14, bound="range")
    assert figure(points, OECD) == "10–14 percentage points"


def test_large_amounts_are_written_in_millions() -> None:
    assert figure(finding(350e6, "money", currency="AUD", bound="above"), MPI) == "more than AUD 350 million"
    assert figure(finding(20751293, "money", currency="AUD"), OECD) == "AUD 20.75 million"
    assert figure(finding(1e6, "money", currency="EUR"), FRENCH) == "1 million d’EUR"
    assert figure(finding(1.5e6, "money", currency="EUR"), FRENCH) == "1,5 million d’EUR"
    assert figure(finding(2e6, "money", currency="EUR"), FRENCH) == "2 millions d’EUR"


def test_an_amount_in_full_has_its_cents_and_no_millions() -> None:
    budget = finding(1496448.5, "money", currency="EUR")
    assert figure(budget, MPI) == "EUR 1.5 million"
    assert exact_amount(budget, MPI) == "EUR 1,496,448.50"


def test_computed_figures_are_rounded_and_published_ones_are_not() -> None:
    derived = {"grade": "derived", "formula": "a ÷ b"}
    assert figure(finding(12470.404, "money", currency="EUR", **derived), MPI) == "EUR 12,500"
    assert figure(finding(0.620632, "share", **derived), MPI) == "62 percent"
    assert figure(finding(0.012401, "share", **derived), MPI) == "1.2 percent"
    assert figure(finding(0.9495, "share"), MPI) == "94.95 percent"


@pytest.mark.parametrize(
    ("bound", "share", "amount", "ratio"),
    [
        ("exact", "75.6 percent", "EUR 12,500", "5.71–7.14"),
        ("about", "about 75.6 percent", "about EUR 12,500", "about 5.71–7.14"),
        ("at_least", "at least 75.5 percent", "at least EUR 12,400", "5.71–7.14 or more"),
        ("above", "more than 75.5 percent", "more than EUR 12,400", "5.71–7.14 or more"),
        ("at_most", "at most 75.6 percent", "at most EUR 12,500", "5.72–7.15 or less"),
        ("below", "less than 75.6 percent", "less than EUR 12,500", "5.72–7.15 or less"),
    ],
)
def test_a_bound_is_rounded_to_its_own_side(bound: str, share: str, amount: str, ratio: str) -> None:
    derived = {"grade": "derived", "formula": "a ÷ b", "bound": bound}
    whole = share.replace("75.5", "75").replace("75.6", "76")
    assert figure(finding(68 / 90, "share", **derived), MPI) == whole
    assert figure(finding(12470.4, "money", currency="EUR", **derived), MPI) == amount
    assert figure(finding(None, "ratio", low=80 / 14, high=100 / 14, **derived), MPI) == ratio
    row = {"unit": "share", "value": 68 / 90, "bound": bound, "grade": "derived"}
    assert short_figure(row, MPI).lstrip("≈><≥≤ ") == f"{whole.split()[-2]}%"


@pytest.mark.parametrize("bound", ["at_least", "at_most"])
def test_what_is_exact_stays_as_it_is_with_a_bound(bound: str) -> None:
    derived = {"grade": "derived", "formula": "a ÷ b", "bound": bound}
    assert figure(finding(0.7, "share", **derived), MPI).endswith(" 70 percent")
    assert figure(finding(-0.29, "share", **derived), MPI).endswith(" −29 percent")
    assert figure(finding(0, "money", currency="EUR", **derived), MPI).endswith(" EUR 0")
    assert figure(finding(350e6, "money", currency="AUD", **derived), MPI).endswith(" AUD 350 million")


def test_a_share_that_its_source_prints_in_words_prints_in_words() -> None:
    assert figure(finding(0.6667, "share", bound="about", as_printed="about two-thirds"), MPI) == (
        "about two-thirds"
    )
    assert figure(finding(0.5, "share", as_printed="50%"), MPI) == "50 percent"


def test_an_interval_says_its_level_and_kind() -> None:
    rate = finding(0.857, "share", low=0.685, high=0.943, interval="wilson", level=0.95, grade="derived")
    assert interval(rate, MPI) == "69–94 percent, 95 percent Wilson interval"
    assert interval(finding(0.857, "share"), MPI) == ""


def test_periods_say_whether_they_are_totals_or_dates() -> None:
    assert period(finding(1, "persons", start="2007", end="2016-12", timing="cumulative"), MPI) == (
        "2007 to December 2016, in total"
    )
    assert period(finding(1, "persons", end="2018", timing="cumulative"), MPI) == "by 2018"
    assert period(finding(1, "persons", start="2013", end="2016", timing="during"), OECD) == "2013\u201116"
    assert period(finding(1, "persons"), MPI) == ""


def test_countries_are_named_in_the_language_and_kosovo_too() -> None:
    assert scope(finding(1, "persons", origin="BIH;XKX"), FRENCH) == ["Bosnie-Herzégovine et Kosovo"]


def test_american_spelling_changes_words_and_keeps_their_capitals() -> None:
    said = "Programmes of labour, recognised"
    assert respelled(said, language("en"), "american") == "Programs of labor, recognized"
    assert respelled("specialists specialised", language("en"), "american") == "specialists specialized"
    assert respelled(said, language("en"), "") == respelled(said, language("fr"), "american") == said


def test_spanish_puts_an_article_before_a_percentage_in_a_sentence_and_nowhere_else() -> None:
    share = finding(0.02, "share", bound="about")
    assert figure(share, SPANISH) == "alrededor de 2\u00a0%"
    assert SPANISH.in_sentence(figure(share, SPANISH)) == "alrededor del 2\u00a0%"
    assert SPANISH.in_sentence("como máximo 2\u00a0% (1–3\u00a0%)") == "como máximo el 2\u00a0% (1–3\u00a0%)"
    assert [SPANISH.in_sentence(text) for text in ("257", "la mitad")] == ["257", "la mitad"]
    assert FRENCH.in_sentence("2\u00a0%") == "2\u00a0%"


def test_spanish_merges_its_article_with_the_word_before_and_has_none_in_a_cell() -> None:
    link = "[el 16,4\u00a0%](#n-share)"
    said = f"cayó a {link}, fue de {link}\n| 2024 | {link} |\nlo hizo {link}"
    bare = link.replace("el ", "")
    told = f"cayó al {bare}, fue del {bare}\n| 2024 | {bare} |\nlo hizo {link}"
    assert merged_figures(said, SPANISH.language) == told
    assert merged("de el objetivo, de El Cairo, a el objetivo", SPANISH.language) == (
        "del objetivo, de El Cairo, al objetivo"
    )
    assert merged_figures(said, FRENCH.language) == merged(said, FRENCH.language) == said


def test_spanish_joins_names_amounts_and_dates_as_spanish_does() -> None:
    assert SPANISH.listing(["Filipinas", "India"]) == "Filipinas e India"
    assert SPANISH.listing(["Bosnia y Herzegovina", "Serbia"]) == "Bosnia y Herzegovina y Serbia"
    assert SPANISH.money([350e6], "AUD") == "350 millones de\u00a0AUD"
    assert SPANISH.date("2016-12") == "diciembre de 2016"
    assert SPANISH.years(2015, 2016) == "2015–2016"
