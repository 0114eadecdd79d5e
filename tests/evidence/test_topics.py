"""Topics: declared in a file of the evidence, read strictly; each sees all of the evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.errors import EvidenceError
from gspbrief.evidence.checks import check
from gspbrief.evidence.slices import Evidence
from gspbrief.evidence.topics import TOPICS, read_topics

DECLARED = """\
wages:
  statements: [result]
  exhibits:
    pay: {form: bars, rows: [a.b, c.d]}
  ratios:
    more: [a.b, c.d]
"""


def declare(data: Path, text: str) -> None:
    (data / TOPICS).write_text(text, encoding="utf-8")


def test_a_topic_says_what_stands_side_by_side(tmp_path: Path) -> None:
    declare(tmp_path, DECLARED)
    (wages,) = read_topics(tmp_path).values()

    assert (wages.id, wages.statements) == ("wages", ("result",))
    assert wages.exhibits["pay"].rows == wages.ratios["more"] == ("a.b", "c.d")
    assert list(wages.rows) == ["a.b", "c.d"] * 2


def test_an_evidence_without_the_file_has_no_topics(tmp_path: Path) -> None:
    assert read_topics(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- wages", "holds no topics by name"),
        ("Wages Rise: {statements: [result]}", "cannot be the name of a topic"),
        ("wages: {}", "lacks statements"),
        ("wages: {statements: [result], chart: x}", "holds something else"),
        ("wages: {statements: [result], exhibits: {pay: {form: pie, rows: [a]}}}", "is no exhibit"),
        ("wages: {statements: [result], exhibits: {pay: {form: bars, rows: a}}}", "is no exhibit"),
        ("wages: {statements: [result], exhibits: [pay]}", "is no exhibit"),
        ("wages: {statements: [result], ratios: {more: [a]}}", "is no ratio"),
        ("wages: {statements: [1]}", "lacks statements"),
        ("wages: {statements: [result], exhibits: {pay: {form: bars, rows: []}}}", "names no row"),
        ("wages: {statements: [result], exhibits: {pay: {form: bars, rows: [a.b, a.b]}}}", "'a.b' twice"),
        ("wages: {statements: [result], exhibits: {a/b: {form: table, rows: [a.b]}}}", "cannot be a name"),
        ("wages: {statements: [result], ratios: {2: [a.b, c.d]}}", "cannot be a name"),
    ],
)
def test_what_is_not_known_is_refused_with_what_may_stand_there(text: str, said: str, tmp_path: Path) -> None:
    declare(tmp_path, text)
    with pytest.raises(EvidenceError, match=said) as refused:
        read_topics(tmp_path)

    (problem,) = refused.value.problems
    assert (problem.file, bool(problem.allowed or "no topics" in problem.what)) == (TOPICS, True)


def test_rows_features_and_names_that_are_not_there_are_problems_of_the_evidence(evidence: Path) -> None:
    known = next(iter(Evidence(evidence).partnerships))
    declare(evidence, f"{known}: {{statements: [no_feature], ratios: {{more: [no.row, no.row]}}}}")

    assert {problem.what for problem in check(evidence)} == {
        "is the name of something else",
        "there is no row 'no.row'",
        "nothing is said in general of 'no_feature'",
    }


def test_a_topic_sees_all_of_the_evidence_and_what_topics_declare_and_the_synthesis_only_the_first(
    evidence: Path,
) -> None:
    declare(evidence, DECLARED)
    cut = Evidence(evidence)
    of_topic, of_all = cut.own("wages"), cut.own("synthesis")

    assert set(of_topic) - set(of_all) == {TOPICS}
    assert all(of_topic[name] == content for name, content in of_all.items())
    assert [cut.about(name) for name in ("wages", "synthesis", "model", next(iter(cut.partnerships)))] == [
        "topic", "synthesis", "model", "",
    ]  # fmt: skip
    assert "wages" in cut.subjects
