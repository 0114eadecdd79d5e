"""Claims: what sentences say of their figures holds for every value that these allow, or breaks the build."""

import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gspbrief.brief.claims import absent, count, no_comparison, said_by, unstated
from gspbrief.brief.comparisons import Comparable, Compared
from gspbrief.brief.named_findings import Subject
from gspbrief.brief.passages import own_press, own_text
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.profile import Consulted
from gspbrief.brief.templates import environment, render
from gspbrief.brief.unclaimed import require_claims, unclaimed
from gspbrief.errors import ClaimError, TemplateError
from gspbrief.evidence.sources import Bibliography
from gspbrief.findings.finding import Bound, Finding
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.project.subjects import SUBJECTS, TOPIC

FORM = Format("en", styles.find("mpi"))
BOUNDS: Sequence[Bound] = ("exact", "about", "above", "below", "at_least", "at_most", "range")


def finding(name: str, value: float | None, unit: str = "persons", **values: object) -> Finding:
    basis = {"measure": "placed", "grade": "published"} | values
    return Finding(id=name, value=value, unit=unit, **basis)  # type: ignore[arg-type]


def subject(*findings: Finding) -> Subject:
    return Subject("migration", "pilot", findings, PrintRecord(FORM, Consulted(Bibliography({}), FORM)))


def rendered(template: str, *findings: Finding, folder: Path) -> str:
    (folder / "text.j2").write_text(template, encoding="utf-8")
    values = {
        "migration": subject(*findings),
        "absent": absent,
        "count": count,
        "no_comparison": no_comparison,
    }
    return render(environment([folder]), "text.j2", values)


YEARS = (finding("placed.2017", 593), finding("placed.2018", 859), finding("placed.2019", 1025))
GREW = 'Few.\n\n{% claim migration["2017"] < migration["2018"] < migration["2019"] %}\nIt grew.\n'


def test_a_claim_that_holds_prints_nothing_not_even_a_line(tmp_path: Path) -> None:
    assert rendered(GREW, *YEARS, folder=tmp_path) == "Few.\n\nIt grew.\n"


@pytest.mark.parametrize("year", [0, 1, 2])
def test_a_moved_number_breaks_the_sentence_that_rests_on_it(year: int, tmp_path: Path) -> None:
    moved = [finding(f.id, 859 if i == year else f.value) for i, f in enumerate(YEARS)]
    if year == 1:
        moved[1] = finding("placed.2018", 593)
    with pytest.raises(TemplateError) as refused:
        rendered(GREW, *moved, folder=tmp_path)
    said = str(refused.value)
    assert "text.j2, line 3" in said
    assert "it is not so that placed.201" in said
    assert "is 859" in said or "is 593" in said


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("true", "cannot be checked"),
        ("not (migration.a < migration.b)", "cannot be checked"),
        ("migration.a", "cannot be checked"),
        ("migration.a < migration.more", "cannot be decided"),
        ("migration.more > migration.more", "cannot be decided"),
        ("migration.half > 0.5", "cannot be decided"),
        ("migration.a < migration.half", "unlike"),
        ("migration.money < migration.euro", "unlike: money is in money, AUD"),
        ("migration.money < migration.each", "unlike"),
        ("migration.money > 3", "unlike"),
        ("migration.a < migration.missing", "no value"),
        ("count(migration.placed) == 3", "it is not so that count(migration.placed) == 3"),
        ("migration.b < migration.a, migration.a < migration.b", "it is not so that b < a"),
        ("migration.a / migration.b > 0.9", "it is not so that (a / b) > 0.9 ((a / b) is 0.5)"),
        ("migration.a / migration.less > 0.9", "only figures above zero"),
    ],
)
def test_what_is_false_or_undecided_or_unlike_is_refused(claim: str, why: str, tmp_path: Path) -> None:
    held = (
        finding("a", 10),
        finding("b", 20),
        finding("more", 5, bound="above"),
        finding("less", 5, bound="below"),
        finding("half", 0.5, "share", bound="about"),
        finding("money", 4, "money", currency="AUD"),
        finding("euro", 5, "money", currency="EUR"),
        finding("each", 5, "money", currency="AUD", per="graduate"),
        finding("missing", None, reason="not found"),
    )
    with pytest.raises(TemplateError) as refused:
        rendered(f"{{% claim {claim} %}}\nText.\n", *held, folder=tmp_path)
    assert why in str(refused.value)
    assert "text.j2, line 1" in str(refused.value)


@pytest.mark.parametrize(
    "claim",
    [
        "migration.a < migration.b",
        "migration.b > migration.a and migration.a <= migration.b",
        "migration.a > migration.b or migration.b >= migration.a",
        "migration.more > 5, migration.a / migration.b == 0.5",
        "migration.a + migration.a == migration.b, migration.b - migration.a == 10",
        "migration.b < migration.range",
        "migration.a / migration.half > migration.a, migration.half / migration.half < 2",
        "count(migration.placed) == 5, count(migration.returned) == 0",
        "count(migration.placed) != 3",
        'no_comparison("advice and no finding")',
    ],
)
def test_what_holds_is_printed(claim: str, tmp_path: Path) -> None:
    held = (
        finding("a", 10),
        finding("b", 20),
        finding("more", 5, bound="above"),
        finding("range", None, low=30, high=40, bound="range"),
        finding("half", 0.5, "share"),
        finding("missing", None, reason="not found"),
    )
    assert rendered(f"{{% claim {claim} %}}\nText.\n", *held, folder=tmp_path) == "Text.\n"


CHOSEN = """{% claimed migration.a < migration.b %}
Fewer.
{% else %}
{{ migration.a }} and {{ migration.b }}.
{% endclaimed %}
Text.
"""


@pytest.mark.parametrize(
    ("b", "said"),
    [
        (finding("b", 20), "Fewer.\nText.\n"),
        (finding("b", 5), "10 and 5.\nText.\n"),
        (finding("b", 5, bound="above"), "10 and more than 5.\nText.\n"),
    ],
)
def test_a_passage_whose_claim_does_not_hold_or_is_not_decided_gives_way_to_another(
    b: Finding, said: str, tmp_path: Path
) -> None:
    text = rendered(CHOSEN, finding("a", 10), b, folder=tmp_path)
    assert re.sub(r"\[(.+?)\]\(#[^)]*\)\{[^}]*\}", r"\1", text) == said


def test_a_passage_is_chosen_by_a_comparison_and_has_another_beside_it(tmp_path: Path) -> None:
    for template, why in (
        ("{% claimed migration.a %}A{% else %}B{% endclaimed %}", "cannot be checked"),
        ("{% claimed migration.a < 3 %}A{% endclaimed %}", "needs {% else %}"),
    ):
        with pytest.raises(TemplateError, match=re.escape(why)):
            rendered(template, finding("a", 10), folder=tmp_path)


def test_a_source_that_is_said_to_compare_is_one_that_was_consulted() -> None:
    assert said_by("mpi_2018", {"mpi_2018"})
    with pytest.raises(TemplateError, match="no source that was consulted"):
        said_by("mpi_2019", {"mpi_2018"})
    with pytest.raises(TemplateError, match="no reason"):
        no_comparison(" ")


def test_what_is_said_not_to_be_stated_is_a_feature_without_a_row() -> None:
    held = {("kani", "purpose"), ("aptc", "discontinuation")}
    assert unstated("kani", "discontinuation", held)
    assert not unstated("aptc", "discontinuation", held)


NOT_FOUND = finding(
    "migration.stayed", None, measure="stayed", reason="not found", details={"reason": "not_found"}
)


@pytest.mark.parametrize(
    ("claim", "held", "why"),
    [
        ("migration.stayed, migration.completed", (NOT_FOUND,), ""),
        ("migration.completed", (finding("c", 3, measure="completed"),), "there is c"),
        (
            'migration.completed.where(origin="PHL")',
            (finding("c", 3, measure="completed", origin="VNM"),),
            "",
        ),
        (
            'migration.completed.where(origin="PHL")',
            (finding("c", 3, measure="completed", origin="PHL"),),
            "c",
        ),
        ("migration.stayed", (finding("s", 3, measure="retention"),), "a figure that gives migration.stayed"),
    ],
)
def test_nothing_is_held_of_what_is_said_not_to_be_found(
    claim: str, held: Sequence[Finding], why: str, tmp_path: Path
) -> None:
    template = f"{{% claim absent({claim}) %}}\nNot found.\n"
    if not why:
        assert rendered(template, *held, folder=tmp_path) == "Not found.\n"
        return
    with pytest.raises(TemplateError, match=why):
        rendered(template, *held, folder=tmp_path)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Finding, float]:
    """A figure as a source prints it, with some bound, and a number that it may be of."""
    bound = draw(st.sampled_from(BOUNDS))
    value, more = draw(st.integers(1, 1000)), draw(st.integers(0, 300))
    if bound == "range":
        return finding("f", None, low=value, high=value + 300, bound=bound), value + more
    real = {
        "above": value + more + 0.5,
        "at_least": value + more,
        "below": max(value - more - 0.5, 0),
        "at_most": max(value - more, 0),
        "about": value * (1 + draw(st.floats(-0.005, 0.005))),
    }
    return finding("f", value, bound=bound), real.get(bound, value)


@given(figures(), figures())
def test_what_is_decided_holds_for_all_that_the_figures_allow(
    one: tuple[Finding, float], other: tuple[Finding, float]
) -> None:
    named = subject(one[0])["f"], subject(other[0])["f"]
    a, b = one[1], other[1]
    for decided, real in (
        (named[0] < named[1], a < b),
        (named[0] <= named[1], a <= b),
        (named[0] > named[1], a > b),
        (named[0] >= named[1], a >= b),
        (named[0].quantity() == named[1], a == b),
        (named[0] + named[1] < 700, a + b < 700),
        (named[0] - named[1] > 10, a - b > 10),
    ):
        assert decided.holds in (None, real), decided.text


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_exact_counts_are_always_decided(a: int, b: int) -> None:
    one, other = subject(finding("f", a))["f"], subject(finding("f", b))["f"]
    assert (bool(one < other), bool(one >= other)) == (a < b, a >= b)
    assert bool(one / other > 0.5) == (a / b > 0.5)
    assert math.isclose((one / other).low, a / b)


def test_only_a_comparison_knows_whether_it_holds() -> None:
    with pytest.raises(NotImplementedError):
        Comparable().quantity()
    with pytest.raises(TemplateError, match="cannot be decided whether a < b"):
        bool(Compared("a < b", None))


SENTENCES = """
{% block migration %}
Few of them left [@key, p. 3].

{% claim migration.a < migration.b, said_by("key") %}
More came in {{ each_year }} [@key].

{% claim said_by("other") %}
Most stayed.

They came from {{ most.of_them }} countries {## most ##}.

{{ exhibit("most/few", headline="Fewer left", note="Two dates") }}

{% set headline = "Most stayed" + label("most", "few") %}
{% endblock %}
"""


def test_a_paragraph_that_compares_needs_a_claim_and_a_source_that_is_said_to_compare_is_cited() -> None:
    assert list(unclaimed(SENTENCES, "en")) == [
        (2, "“Few” compares or denies, and no claim says what it rests on"),
        (8, "what other is said to say is not cited from it"),
        (13, "“Fewer” compares or denies, and no claim says what it rests on"),
        (15, "“Most” compares or denies, and no claim says what it rests on"),
    ]
    never_less = {
        "en": "It has kept growing, at every sitting.",
        "fr": "Il n’a cessé de croître.",
        "es": "Gana en cada año.",
    }
    assert all(list(unclaimed(said, lang)) for lang, said in never_less.items())
    assert [line for line, _ in unclaimed("Peu sont partis.\n\nLa plupart restent.\n\nUn peu.", "fr")] == [
        1,
        3,
    ]
    assert [line for line, _ in unclaimed("Pocos se fueron.\n\nLa mayoría se quedó.\n\nPoco.", "es")] == [
        1,
        3,
        5,
    ]


def test_a_paragraph_that_says_that_nothing_was_found_claims_of_what() -> None:
    said = "{{% claim {claim} %}}\nWhat it costs was not found.\n"
    for claim, problems in (
        ("absent(costs.programme_cost)", 0),
        ("count(costs.own) == 0", 0),
        ("a < b", 1),
        ('no_comparison("advice")', 1),
    ):
        assert len(list(unclaimed(said.format(claim=claim), "en"))) == problems
    assert list(unclaimed("{% claim a < b %}\nAucune des sources consultées ne le dit.", "fr"))
    assert list(unclaimed("{% claim a < b %}\nNo se ha encontrado.", "es"))


def test_a_translation_claims_what_the_english_claims(tmp_path: Path) -> None:
    english = "{% block a %}\n{% claim x < y %}\nFew.\n{% endblock %}\n"
    for lang, text in (
        ("en", english),
        ("fr", english.replace("x < y", "x > y")),
        ("es", "{% block a %}\nSi.\n{% endblock %}\n"),
    ):
        (tmp_path / lang / "partnerships").mkdir(parents=True)
        (tmp_path / lang / "partnerships" / "pilot.md.j2").write_text(text, encoding="utf-8")
    with pytest.raises(ClaimError) as refused:
        require_claims(tmp_path)
    assert list(refused.value.problems) == [
        f"{lang}/partnerships/pilot.md.j2: the block a claims something else than in en"
        for lang in ("es", "fr")
    ]


def test_whatever_is_written_for_one_subject_is_looked_into_and_what_serves_several_is_not(
    tmp_path: Path,
) -> None:
    kinds = {"": "pilot", **{about: "pay" if about == TOPIC else about for about in SUBJECTS.values()}}
    own = {own_text(id_, about) for about, id_ in kinds.items()} | {own_press(id_) for id_ in kinds.values()}
    for name in (*own, "partnership.md.j2", "fact-sheet.md.j2", "press.md.j2", "topic.md.j2", "_costs.md.j2"):
        (tmp_path / "en" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "en" / name).write_text("Few left.", encoding="utf-8")
    with pytest.raises(ClaimError) as refused:
        require_claims(tmp_path)
    assert {problem.split(",")[0] for problem in refused.value.problems} == {f"en/{name}" for name in own}
