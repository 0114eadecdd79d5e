"""The prose templates as files: no typed figures, no way around the escaping, every part in place."""

import os
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from each_case import each
from gspbrief.brief.templates import FILTERS, block_names, environment, render, render_block
from gspbrief.brief.typed_numbers import typed_numbers
from gspbrief.errors import TemplateError
from gspbrief.evidence.reading import read_partnerships
from gspbrief.language.labels import words
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.general import OF_ONE

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "briefs"
SKELETONS = sorted((BRIEFS / "shared").glob("*.j2"))
TEMPLATES = sorted(path for lang in LANGUAGES for path in (BRIEFS / lang).glob("**/*.j2")) + SKELETONS
GENERAL = sorted(BRIEFS.glob("en/*.j2"))
PASSAGES = sorted(BRIEFS.glob("en/partnerships/*.md.j2"))
ADDRESSEES = tuple(name for name in words("addressee") if name != "donors")  # whom topics address too
ELSEWHERE = {"in_brief"}  # blocks that no skeleton prints: what the front page says of a text

NOT_PROSE = (
    r"\{##.*?##\}",
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"\{[#.:][^}]*\}",
    r"\]\(<?[^)]*\)",
    r"`[^`]*`",
    r"@[\w-]+",
)


def name_of(path: Path) -> str:
    return str(path.relative_to(BRIEFS))


@pytest.mark.slow
@each("path", TEMPLATES, name_of)
def test_no_figure_is_typed_into_the_prose(path: Path) -> None:
    assert list(typed_numbers(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_typed_figures_finds_them_with_their_line() -> None:
    text = "Of the\nfirst {{ x[2] }}\n257 graduates, some left by 2016 [@key, p. 3]. {#sec-1} `9`\n"
    assert list(typed_numbers(text)) == [(3, "257 graduates, some left by .")]
    for typed in ('{{ exhibit("a/b", headline="All 12 left") }}', "{{ 12 }}", "{{ 3 * 4 }}", "12,345 euros"):
        assert list(typed_numbers(typed)), typed
    for fine in ('{{ migration.placed["2019"] }}', "{{ x.where(n=3) }}", "{## 12 ##}", '{{ "LILAMA 2" }}'):
        assert not list(typed_numbers(fine)), fine


def test_years_decades_and_winters_are_names_and_other_spans_are_figures() -> None:
    assert not list(typed_numbers("Since the 1990s, in 2021 and the winter of 2021–22"))
    assert list(typed_numbers("Between 15–21 of them"))
    assert list(typed_numbers("In 2021–2 or 1,990s"))


def test_a_number_that_is_typed_into_a_passage_of_anybodys_stops_its_brief(tmp_path: Path) -> None:
    (tmp_path / "partnerships").mkdir()
    for name in ("partnerships/x.md.j2", "_costs.md.j2"):
        (tmp_path / name).write_text("Employers\npaid 12,345 euros.", encoding="utf-8")
        with pytest.raises(
            TemplateError, match=rf"^{name}, line 2: a number is typed: “paid 12,345 euros\.”"
        ):
            render(environment([tmp_path]), name, {})


@pytest.mark.slow
@each("path", TEMPLATES, name_of)
def test_no_template_joins_text_past_the_escaping(path: Path) -> None:
    tree = environment([BRIEFS]).parse(path.read_text(encoding="utf-8"))
    assert not list(tree.find_all((nodes.Concat, nodes.Mod, nodes.MarkSafe)))
    assert {found.name for found in tree.find_all(nodes.Filter)} <= set(FILTERS)


def blocks_of(path: Path) -> set[str]:
    tree = environment([BRIEFS]).parse(path.read_text(encoding="utf-8"))
    return {block.name for block in tree.find_all(nodes.Block)}


@each("path", GENERAL, name_of)
def test_passages_fill_what_their_skeleton_prints_and_nothing_else(path: Path) -> None:
    passages = environment([BRIEFS]).parse(path.read_text(encoding="utf-8"))
    filled = {block.name for block in passages.find_all(nodes.Block)} - ELSEWHERE
    if path.name == "topic.md.j2":  # which each topic's own text extends
        filled |= set.intersection(*map(blocks_of, (path.parent / "topics").glob("*.j2")))
    extended = passages.find(nodes.Extends)
    assert extended is not None
    assert isinstance(extended.template, nodes.Const)
    skeleton = environment([BRIEFS]).parse((BRIEFS / "shared" / extended.template.value).read_text())
    own = {block.name: block for block in skeleton.find_all(nodes.Block)}
    called = {
        access.attr
        for access in skeleton.find_all(nodes.Getattr)
        if isinstance(access.node, nodes.Name) and access.node.name == "self"
    }
    empty = {name for name, block in own.items() if not block.body}
    assert filled - called - own.keys() == set()
    assert called | empty <= filled | own.keys() | {"strengths", "evidence"}


def test_no_paragraph_ends_in_a_tag_that_takes_the_end_of_its_line() -> None:
    """What follows would run into it: the template's tags take the line break behind them."""
    run_on = re.compile(r"(?m)^(?!\s*\{[%#]).*\S\{% end(?:if|for|claimed) %\}\n\n")
    paths = BRIEFS.rglob("*.j2")
    found = [(path.name, line) for path in paths for line in run_on.findall(path.read_text(encoding="utf-8"))]

    assert found == []


def test_skeletons_hold_no_words() -> None:
    for path in SKELETONS:
        text = path.read_text(encoding="utf-8")
        for pattern in (*NOT_PROSE, r":::.*"):
            text = re.sub(pattern, " ", text, flags=re.DOTALL if pattern in NOT_PROSE else 0)
        assert re.findall(r"[^\W\d_]{2,}", text) == [], path.name


@each("path", PASSAGES, name_of)
def test_a_partnership_s_passages_belong_to_a_partnership_and_fill_every_block(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = environment([BRIEFS]).parse(source)
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    wanted = {"title", "subtitle", "description", "summary", "chart", *ADDRESSEES, "introduction"}
    assert wanted | {"costs", "migration", "outcomes", "strengths", "conclusion"} <= blocks
    assert path.name.removesuffix(".md.j2") in read_partnerships(ROOT / "data")


def block(path: Path, name: str) -> str:
    found = re.search(
        rf"{{% block {name} %}}(.*?){{%-? endblock", path.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found
    return found[1].strip()


def unclaimed(text: str) -> str:
    return re.sub(r"\{% claim .*?%\}\n", "", text, flags=re.DOTALL)


@each("path", PASSAGES, name_of)
def test_page_one_is_the_finding_in_two_paragraphs_one_chart_and_what_to_do(path: Path) -> None:
    summary, chart = unclaimed(block(path, "summary")), block(path, "chart")
    advice = {name: unclaimed(block(path, name)) for name in ADDRESSEES}
    addressed = [text for text in advice.values() if text]

    assert len(re.split(r"\n\s*\n", summary)) == 2
    assert len(summary.split()) <= 220
    assert not re.search(r"^\s*[-*] ", summary, re.MULTILINE)
    assert chart.count("exhibit(") == 1
    assert "@fig-" in chart.split("{{ exhibit(")[0]
    assert len(addressed) >= 2
    assert not [text for text in addressed if re.search(r"\n|\*\*|^- ", text)]


@each("path", PASSAGES, name_of)
def test_every_chart_of_a_brief_says_what_its_headline_rests_on(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    charts = [call for call in exhibits_of(path) if f"@fig-{str(call[0]).replace('/', '-')}" in text]

    assert charts
    assert [name for name, rests_on in charts if not rests_on] == []


def exhibits_of(path: Path) -> list[tuple[object, list[nodes.Expr]]]:
    """The exhibits that a passage prints, each with the figures that its headline rests on."""
    tree = environment([path.parents[1]]).parse(path.read_text(encoding="utf-8"))
    calls = (c for c in tree.find_all(nodes.Call) if getattr(c.node, "name", "") == "exhibit")
    return [
        (
            call.args[0].value,
            [item for key in call.kwargs if key.key == "rests_on" for item in key.value.items],
        )
        for call in calls
    ]


@each("path", PASSAGES, name_of)
def test_no_paragraph_stands_twice_in_a_brief(path: Path) -> None:
    paragraphs = [p for p in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")) if len(p.split()) > 8]
    said = [sentence for p in paragraphs for sentence in re.split(r"(?<=[.?!])\s+", p)]
    long = [sentence for sentence in said if len(sentence.split()) > 8]
    assert len(long) == len(set(long))


@each("path", TEMPLATES, name_of)
def test_a_headline_has_at_most_15_words(path: Path) -> None:
    headlines = re.findall(r'headline="([^"]*)"', path.read_text(encoding="utf-8"))
    assert [headline for headline in headlines if len(headline.split()) > 15] == []


def test_a_template_that_was_edited_is_read_anew_whatever_its_time_says(tmp_path: Path) -> None:
    own, general = tmp_path / "own", tmp_path / "general"
    for folder in (own, general):
        folder.mkdir()
    env = environment([own, general])
    template = general / "text.j2"
    printed = []
    for path, text in ((template, "one"), (template, "two"), (own / "text.j2", "own")):
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(0, 0))
        printed.append(render(env, "text.j2", {}))
    (own / "text.j2").unlink()

    assert [*printed, render(env, "text.j2", {})] == ["one", "two", "own", "two"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one\n{% set x = 1 / 0 %}", "ZeroDivisionError: division by zero"),
        ("one\n{{ (1).nothing() }}", "has no attribute 'nothing'"),
        ("one\n{{ self.words() }}", "there is no block 'words', which is printed here. Write it into "),
        ("one\n{{ none() }}", "TypeError: 'NoneType' object is not callable"),
        ("one\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "RecursionError: calls itself without end"),
    ],
)
def test_whatever_a_template_does_ends_in_an_error_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    for folder in ("", *(f"{name}/" for name in OF_ONE)):
        path = tmp_path / folder / "a.md.j2"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

        with pytest.raises(TemplateError) as caught:
            render(environment([tmp_path]), f"{folder}a.md.j2", {"none": None})

        assert said in str(caught.value)
        assert str(caught.value).startswith(f"{folder}a.md.j2, line 2: ")


@pytest.mark.parametrize(
    "loops",
    [
        "{% for a in letters %}{% for b in letters %}{% endfor %}{% endfor %}",
        "{% macro m() %}{% for b in letters %}{% endfor %}{% endmacro %}"
        "{% for a in letters %}{{ m() }}{% endfor %}",
        "{% for a in letters recursive %}{{ loop(letters) }}{% endfor %}",
        "{% for a in letters if a == a %}{% for b in letters if b != a %}{% endfor %}{% endfor %}",
    ],
    ids=["loops", "a macro", "recursive", "filtered"],
)
def test_a_template_without_end_is_stopped_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loops: str
) -> None:
    monkeypatch.setattr("gspbrief.brief.templates.LONGEST", 0.2)
    (tmp_path / "a.md.j2").write_text(f"one\n{loops}", encoding="utf-8")

    with pytest.raises(TemplateError) as caught:
        render(environment([tmp_path]), "a.md.j2", {"letters": ["x"] * 10_000})

    assert "a.md.j2, line 2" in str(caught.value)
    assert "did not end within 0.2 seconds and was stopped" in str(caught.value) or "itself" in str(
        caught.value
    )


def test_a_loop_goes_over_whatever_it_is_given_and_knows_its_length(tmp_path: Path) -> None:
    text = "{% for a, b in pairs.items() %}{{ loop.index }}/{{ loop.length }}{{ a }}{{ b }}{% endfor %}"
    (tmp_path / "a.md.j2").write_text(text, encoding="utf-8")
    (tmp_path / "b.md.j2").write_text("{% for a in items %}{{ a }}{{ loop.last }}{% else %}no{% endfor %}")
    env = environment([tmp_path])

    assert render(env, "a.md.j2", {"pairs": {"x": "y", "z": "w"}}) == "1/2xy2/2zw"
    assert render(env, "b.md.j2", {"items": (letter for letter in "ab")}) == "aFalsebTrue"
    assert render(env, "b.md.j2", {"items": ()}) == "no"


def test_a_template_that_changes_is_read_anew_for_a_block_of_what_it_extends(tmp_path: Path) -> None:
    for name in ("first", "second"):
        text = f"{{% block said %}}{name}{{% endblock %}}{{% block {name} %}}{{% endblock %}}"
        (tmp_path / f"{name}.md.j2").write_text(text, encoding="utf-8")
    passages, env, seen = tmp_path / "a.md.j2", environment([tmp_path]), []
    for name in ("first", "second", "first"):
        passages.write_text(f'{{% extends "{name}.md.j2" %}}', encoding="utf-8")
        seen.append((render_block(env, "a.md.j2", "said", {}), block_names(env, "a.md.j2")))

    assert seen == [(name, ("said", name)) for name in ("first", "second", "first")]
