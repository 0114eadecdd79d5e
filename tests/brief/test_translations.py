"""Every language says the same: the same templates, blocks, figures, exhibits, citations and ids."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from jinja2 import nodes

from each_case import each
from gspbrief.brief.publication import read_publication
from gspbrief.brief.templates import environment
from gspbrief.brief.translations import accept, require_current
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.errors import ArgumentError, TemplateError, TranslationError
from gspbrief.evidence.reading import load
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.languages import LANGUAGES, language
from gspbrief.language.typography import elided
from gspbrief.project.inputs import Project
from project_copies import ALL_LANGUAGES, copy_project, run

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "briefs"
TRANSLATED = [lang for lang in LANGUAGES if lang != "en" and (BRIEFS / lang).is_dir()]
PROJECT = Project(ROOT)
SUBJECTS = {notebook.name for notebook in PROJECT.all_notebooks}
ENGLISH = sorted(path.relative_to(BRIEFS / "en").as_posix() for path in (BRIEFS / "en").rglob("*.j2"))
CITED = re.compile(r"@([A-Za-z][\w-]*)")
NAMED = re.compile(r"\{#([\w-]+)")


def parsed(lang: str, name: str) -> nodes.Template:
    return environment([BRIEFS / lang], lang=lang).parse(read(lang, name))


def read(lang: str, name: str) -> str:
    return (BRIEFS / lang / name).read_text(encoding="utf-8")


def blocks(tree: nodes.Template) -> list[str]:
    return sorted(block.name for block in tree.find_all(nodes.Block))


def figures(tree: nodes.Template) -> set[str]:
    """The findings that a template asks for, whichever way it then prints them."""
    return {
        f"{access.node.name}.{key}"
        for access in tree.find_all((nodes.Getattr, nodes.Getitem))
        if isinstance(access.node, nodes.Name) and access.node.name in SUBJECTS
        for key in keys(access)
    }


def keys(access: nodes.Node) -> Iterable[str]:
    if isinstance(access, nodes.Getattr):
        yield access.attr
    elif isinstance(access, nodes.Getitem) and isinstance(access.arg, nodes.Const):
        yield str(access.arg.value)


def called(tree: nodes.Template, name: str) -> list[object]:
    """The first arguments of the calls of a function."""
    return sorted(
        str(call.args[0].value)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        and call.node.name == name
        and call.args
        and isinstance(call.args[0], nodes.Const)
    )


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_template_is_there_in_every_language_and_no_other(lang: str) -> None:
    found = sorted(path.relative_to(BRIEFS / lang).as_posix() for path in (BRIEFS / lang).rglob("*.j2"))
    assert found == ENGLISH


@pytest.mark.slow
@pytest.mark.parametrize("lang", TRANSLATED)
@each("name", ENGLISH)
def test_a_translation_prints_the_same_blocks_figures_and_exhibits(lang: str, name: str) -> None:
    english, translated = parsed("en", name), parsed(lang, name)
    assert blocks(translated) == blocks(english)
    assert figures(translated) == figures(english)
    assert called(translated, "exhibit") == called(english, "exhibit")
    assert called(translated, "explorer") == called(english, "explorer")


@pytest.mark.parametrize("lang", TRANSLATED)
@each("name", ENGLISH)
def test_a_translation_cites_the_same_sources_and_has_the_same_ids(lang: str, name: str) -> None:
    english, translated = read("en", name), read(lang, name)
    assert set(CITED.findall(translated)) == set(CITED.findall(english))
    assert sorted(NAMED.findall(translated)) == sorted(NAMED.findall(english))


@pytest.mark.parametrize("lang", TRANSLATED)
@each("name", [name for name in ENGLISH if name.startswith("partnerships/")])
def test_a_translation_has_as_many_messages_and_lessons(lang: str, name: str) -> None:
    assert len(bullets(lang, name)) == len(bullets("en", name))
    assert all(re.match(r"\*\*[^*]+[.?!]\*\* \S", message) for message in bullets(lang, name))


def bullets(lang: str, name: str) -> list[str]:
    return re.findall(r"^- (.*)$", read(lang, name), re.MULTILINE)


@each("path", sorted((BRIEFS / "fr").rglob("*.j2")))
def test_french_has_typographic_apostrophes_and_quotation_marks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"\{%.*?%\}|\{\{(?! exhibit).*?\}\}", "", text, flags=re.DOTALL)
    assert re.findall(r"\w'\w+", prose) == []
    assert re.findall(r"«\S|\S»", prose) == []
    assert re.findall(r"\w[;!?](?=\s|$)", re.sub(r"\[@[^\]]*\]", "", prose)) == []


def test_french_marks_get_a_narrow_space_in_the_words_of_templates_and_nowhere_else() -> None:
    env = environment([BRIEFS / "fr"], lang="fr")
    text = env.from_string("{{ x }} : « a » ; b ?\n\n: c {#tbl-d}\n\n ![e](f) {{ ' ;' }}").render(x="g : h")
    assert text == ("g : h\u202f: «\u202fa\u202f»\u202f; b\u202f?\n\n: c {#tbl-d}\n\n ![e](f) \u202f;")


def test_french_elides_before_a_figure_that_begins_with_a_vowel() -> None:
    said = "plus de [environ 9](#n-a) de [9](#n-b)"
    assert elided(said, language("fr")) == "plus d’[environ 9](#n-a) de [9](#n-b)"
    assert elided(said, language("es")) == said


def test_the_publication_speaks_the_language_of_the_brief() -> None:
    publication = read_publication(BRIEFS / "publication.yaml")
    assert publication.in_language("fr").author == ("Projet gspbrief",)
    assert publication.in_language("en") == publication
    assert publication.in_language("fr").licence == publication.licence


def test_passages_that_are_not_translated_are_missed_by_name(tmp_path: Path) -> None:
    for name in ("en/partnerships/aptc.md.j2", "fr/partnership.md.j2", "fr/press.md.j2"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"fr, .*/shared.*: there is no template .*/aptc\.md\.j2"):
        weave(inputs(tmp_path))


@pytest.fixture
def briefs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BRIEFS, tmp_path / "briefs"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def to_revisit(briefs: Path) -> list[str]:
    with pytest.raises(TranslationError) as caught:
        require_current(briefs)
    return list(caught.value.problems)


def test_every_translation_is_of_the_english_that_stands_now() -> None:
    require_current(BRIEFS)  # raises what is stale


@pytest.mark.slow
def test_an_english_block_that_says_something_else_is_missed_in_its_translations_until_they_are_revisited(
    briefs: Path,
) -> None:
    edit(briefs / "en/press/aptc.md.j2", "Few of the Pacific islanders", "Most of the Pacific islanders")
    edit(briefs / "pages/_index.en.j2", '"All changes"', '"Every change"')

    assert to_revisit(briefs) == [
        f"{place}: {block}: made from an older English text; "
        f"revisit, then `gspbrief translated {lang} {part}`"
        for lang in TRANSLATED
        for place, block, part in (
            (f"{lang}/press/aptc.md.j2", "lead", "press/aptc"),
            (f"pages/_index.{lang}.j2", "all_changes", "pages/_index"),
        )
    ]
    assert accept(briefs, "fr", ["press/aptc"]) == accept(briefs, "es", ["aptc:lead", "index"]) - 1 == 1
    assert [problem.split(":")[0] for problem in to_revisit(briefs)] == ["pages/_index.fr.j2"]
    assert accept(briefs, "fr") == 1
    require_current(briefs)


def test_a_language_that_the_publication_is_not_in_is_not_asked_for(briefs: Path) -> None:
    (briefs / "fr" / "_costs.md.j2").unlink()
    (briefs / "es" / "_costs.md.j2").unlink()
    said = (briefs / "publication.yaml").read_text(encoding="utf-8")
    (briefs / "publication.yaml").write_text(f"{said}\nlanguages: [en, fr]\n", encoding="utf-8")

    assert to_revisit(briefs) == ["fr/_costs.md.j2: is not there; translate en/_costs.md.j2"]


def test_lines_may_be_broken_anew_and_a_skeleton_may_change(briefs: Path) -> None:
    edit(briefs / "en/press/aptc.md.j2", "Few of the Pacific islanders", "Few of the\nPacific islanders")
    edit(briefs / "shared/press.qmd.j2", "::: {.key-figure}", "::: {.key-figure .first}")
    require_current(briefs)  # would raise


def test_what_is_not_translated_is_told_with_its_english_text(briefs: Path) -> None:
    (briefs / "fr/press/aptc.md.j2").unlink()
    edit(briefs / "es/_skills.md.j2", "{% block refusal %}", "{% block else %}")
    assert to_revisit(briefs) == [
        "es/_skills.md.j2: has no refusal",
        "fr/press/aptc.md.j2: is not there; translate en/press/aptc.md.j2",
    ]


@pytest.mark.parametrize(
    ("lang", "name", "said"),
    [("de", "aptc", "es, fr"), ("fr", "atpc", "aptc"), ("fr", "aptc:led", "aptc:lead")],
)
def test_only_what_there_is_can_be_revisited(briefs: Path, lang: str, name: str, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        accept(briefs, lang, [name])


@pytest.mark.slow
def test_the_command_line_checks_translations_and_accepts_them(root: Path, tmp_path: Path) -> None:
    project = copy_project(root, tmp_path / "project", ALL_LANGUAGES)
    edit(project / "briefs/en/partnerships/kani.md.j2", "{% block summary %}", "{% block summary %}\nNot so.")
    told = run(project, "check")
    assert (told.returncode, "fr/partnerships/kani.md.j2: summary:" in told.stderr) == (2, True)
    for lang in TRANSLATED:
        assert "1 texts" in run(project, "translated", lang, "partnerships/kani").stdout
    assert run(project, "check").returncode == 0


def inputs(templates: Path) -> BriefInputs:
    """What a brief on the Australia-Pacific college is woven from, with as few findings as make a brief."""
    given = {"partnership": "aptc", "grade": "published", "base": "graduates"}
    cost = Finding(
        id="aptc.c",
        measure="cost_per_graduate",
        value=9,
        unit="money",
        per="graduate",
        row="costs.csv#c",
        **given,
    )  # type: ignore[arg-type]
    share = Finding(id="aptc.d", measure="departed", value=0.1, unit="share", row="migration.csv#d", **given)  # type: ignore[arg-type]
    return BriefInputs(
        study=load("aptc", ROOT / "data"),
        results=(Results("costs", "aptc", Findings([cost, share]), ()),),
        notebooks=PROJECT.notebooks("aptc"),
        templates=templates,
        out=templates / "out",
        draw=lambda *_: "",
        publication=read_publication(BRIEFS / "publication.yaml"),
        evidence_hash="0",
        version="1",
        lang="fr",
    )
