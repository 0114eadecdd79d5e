"""Words of a project's own: they add to the package's labels or win over them, and are read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.commands.check import require_all_sound
from gspbrief.commands.new_project import NONE, Wishes, init
from gspbrief.errors import EvidenceError
from gspbrief.language.labels import label
from gspbrief.project.inputs import Project, changed

pytestmark = pytest.mark.slow


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the words of a project, in which one works."""
    init(tmp_path, Wishes(name="Briefs", style="mpi", languages=("en", "fr"), example=NONE))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "briefs" / "words"
    folder.mkdir()
    return folder


def test_own_words_add_labels_and_win_over_those_of_the_package(own: Path) -> None:
    (own / "en.yaml").write_text("measure: {led: Led by women, departed: Set off}\n", encoding="utf-8")

    assert (label("measure", "led"), label("measure", "departed")) == ("Led by women", "Set off")
    assert label("measure", "departed", "fr") != "Set off"


def test_a_number_may_be_in_words_where_there_is_one_and_braces_stand_where_nothing_is_filled_in(
    own: Path,
) -> None:
    for lang in ("en", "fr"):
        text = "phrase: {rows_one: one row, since: 'from {date} on'}\nmeasure: {departed: 'Set {off}'}\n"
        (own / f"{lang}.yaml").write_text(text, encoding="utf-8")
    require_all_sound(own.parents[1] / "data", own.parent)


def test_results_and_briefs_depend_on_own_words(own: Path) -> None:
    before = Project(own.parents[1])
    results, brief = before.common_inputs(), before.brief_inputs("fr")
    for lang in ("en", "fr"):
        (own / f"{lang}.yaml").write_text("measure: {led: x}\n", encoding="utf-8")
    now = Project(own.parents[1])

    assert changed(results, now.common_inputs()) == ["briefs/words/en.yaml"]
    assert changed(brief, now.brief_inputs("fr")) == ["briefs/words/fr.yaml"]


def test_a_word_that_a_language_of_the_publication_lacks_is_a_problem(own: Path) -> None:
    (own / "en.yaml").write_text("measure: {led: Led by women}\n", encoding="utf-8")

    with pytest.raises(
        EvidenceError, match=r"words/fr\.yaml, measure\.led: has no label \(as .*en\.yaml has"
    ):
        require_all_sound(own.parents[1] / "data", own.parent)


def test_words_in_every_language_of_the_publication_are_sound(own: Path) -> None:
    (own / "en.yaml").write_text("measure: {led: Led by women}\n", encoding="utf-8")
    (own / "fr.yaml").write_text("measure: {led: Dirigés par des femmes}\n", encoding="utf-8")

    require_all_sound(own.parents[1] / "data", own.parent)
    assert label("measure", "led", "fr") == "Dirigés par des femmes"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mesure: {led: x}", r"en\.yaml, mesure: there is no such vocabulary \(such as measure\)"),
        ("measure: [led]", r"en\.yaml, measure: holds no words"),
        ("measure: {led: 3}", r"en\.yaml, measure\.led: has no label"),
        ("measure: {led: ' '}", r"en\.yaml, measure\.led: has no label"),
        ('measure: {led: "L\\aed"}', r"en\.yaml, measure\.led: holds .*U\+0007"),
        ('measure: {led: "Led\\nby"}', r"en\.yaml, measure\.led: holds .*U\+000A"),
        (
            "phrase: {span: '{from} to {end}'}",
            r"phrase\.span: .* cannot be filled in \(with {end}, {start} and",
        ),
        ("phrase: {span: '{start} to'}", r"phrase\.span: .* cannot be filled in"),
        ("phrase: {since: 'since {date} {'}", r"phrase\.since: .* cannot be filled in \(with {date} and"),
        ("- measure", r"en\.yaml: holds no vocabularies"),
        (
            "measure: {led: x}\nmeasure: {departed: y}",
            r"en\.yaml, line 2: 'measure' stands here a second time",
        ),
        ("measure: {led: *x}", r"en\.yaml, line 1: .*\*x"),
    ],
)
def test_what_is_no_word_is_refused(own: Path, text: str, told: str) -> None:
    (own / "en.yaml").write_text(f"{text}\n", encoding="utf-8")

    with pytest.raises(EvidenceError, match=told):
        require_all_sound(own.parents[1] / "data", own.parent)
