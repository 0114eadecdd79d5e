"""The prose templates as files: no typed figures, no way around the escaping, every part in place."""

import os
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from gspbrief.brief.templates import FILTERS, environment, render
from gspbrief.evidence.reading import read_partnerships
from gspbrief.language.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "briefs"
SKELETONS = sorted((BRIEFS / "shared").glob("*.j2"))
TEMPLATES = sorted(path for lang in LANGUAGES for path in (BRIEFS / lang).glob("**/*.j2")) + SKELETONS
GENERAL = sorted(BRIEFS.glob("en/*.j2"))
PASSAGES = sorted(BRIEFS.glob("en/partnerships/*.md.j2"))

NOT_PROSE = (
    r"\{##.*?##\}",  # comments
    r"\{%.*?%\}",
    r"\{\{.*?\}\}",
    r"\[@[^\]]*\]",  # citations and their locators
    r"@[\w-]+",
    r"\{[#.:][^}]*\}",  # ids and attributes
    r"\]\(<?[^)]*\)",  # addresses
    r"`[^`]*`",
)
NAMES = (
    r"\b(?:19|20)\d{2}\b",  # years
    r"\b[ABC][12]\b",  # levels of the Common European Framework
    r"SHA-256",
)


def name_of(path: Path) -> str:
    return str(path.relative_to(BRIEFS))


def typed_digits(text: str) -> list[str]:
    """The digits that stand in the prose of a template, with the words around them."""
    for pattern in NOT_PROSE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    for pattern in NAMES:
        text = re.sub(pattern, " ", text)
    return [" ".join(found.split()) for found in re.findall(r"[^\n]{0,30}\d+[^\n]{0,30}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_figure_is_typed_into_the_prose(path: Path) -> None:
    assert typed_digits(path.read_text(encoding="utf-8")) == []


def test_the_search_for_typed_figures_finds_them() -> None:
    assert typed_digits("Of 257 graduates, {{ x[2] }} left by 2016 [@key, p. 3]. {#sec-1}") == [
        "Of 257 graduates, left by ."
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_joins_text_past_the_escaping(path: Path) -> None:
    tree = environment([BRIEFS]).parse(path.read_text(encoding="utf-8"))
    assert not list(tree.find_all((nodes.Concat, nodes.Mod, nodes.MarkSafe)))
    assert {found.name for found in tree.find_all(nodes.Filter)} <= set(FILTERS)


@pytest.mark.parametrize("path", GENERAL, ids=name_of)
def test_passages_fill_what_their_skeleton_prints_and_nothing_else(path: Path) -> None:
    passages = environment([BRIEFS]).parse(path.read_text(encoding="utf-8"))
    filled = {block.name for block in passages.find_all(nodes.Block)}
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


def test_skeletons_hold_no_words() -> None:
    for path in SKELETONS:
        text = path.read_text(encoding="utf-8")
        for pattern in (*NOT_PROSE, r":::.*"):
            text = re.sub(pattern, " ", text, flags=re.DOTALL if pattern in NOT_PROSE else 0)
        assert re.findall(r"[^\W\d_]{2,}", text) == [], path.name


@pytest.mark.parametrize("path", PASSAGES, ids=name_of)
def test_a_partnership_s_passages_belong_to_a_partnership_and_fill_every_block(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = environment([BRIEFS]).parse(source)
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    wanted = {"title", "subtitle", "description", "abstract", "summary", "key_messages", "introduction"}
    assert wanted | {"costs", "migration", "outcomes", "strengths", "conclusion"} <= blocks
    assert path.name.removesuffix(".md.j2") in read_partnerships(ROOT / "data")


def block(path: Path, name: str) -> str:
    found = re.search(
        rf"{{% block {name} %}}(.*?){{%-? endblock", path.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found
    return found[1].strip()


@pytest.mark.parametrize("path", PASSAGES, ids=name_of)
def test_key_messages_are_three_to_six_that_begin_with_a_bold_sentence(path: Path) -> None:
    messages = re.findall(r"^- (.*)$", block(path, "key_messages"), re.MULTILINE)
    assert 3 <= len(messages) <= 6
    assert all(re.match(r"\*\*[^*]+[.?!]\*\* \S", message) for message in messages)


@pytest.mark.parametrize("path", PASSAGES, ids=name_of)
def test_a_summary_is_prose_of_at_most_900_words_and_an_abstract_has_two_paragraphs(path: Path) -> None:
    summary = block(path, "summary")
    assert len(summary.split()) <= 900
    assert not re.search(r"^\s*[-*] ", summary, re.MULTILINE)
    assert len(re.split(r"\n\s*\n", block(path, "abstract"))) == 2


@pytest.mark.parametrize("path", PASSAGES, ids=name_of)
def test_recommendations_are_imperatives_in_bold(path: Path) -> None:
    lessons = re.findall(r"^- (.*)$", block(path, "conclusion"), re.MULTILINE)
    assert len(lessons) >= 3
    assert all(re.match(r"\*\*[A-Z]\w+[^*]*\.\*\* ", lesson) for lesson in lessons)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
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
