"""A language that the package does not have, in a project: it builds, and what it lacks is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gspbrief.commands.check import require_all_sound
from gspbrief.commands.new_language import copy_language
from gspbrief.commands.new_project import Wishes, init
from gspbrief.errors import ArgumentError, EvidenceError, TemplateError
from gspbrief.language.formats import Format
from gspbrief.language.labels import label
from gspbrief.language.languages import LANGUAGES, language, languages
from gspbrief.project.inputs import Project
from project_copies import run
from wheel import share_fonts

pytestmark = pytest.mark.slow

OWN = "aptc"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with a word and a passage of its own, in which one works."""
    init(tmp_path, Wishes(name="Briefs", style="mpi", languages=("en",), example=OWN))
    (tmp_path / "briefs" / "words").mkdir()
    (tmp_path / "briefs" / "words" / "en.yaml").write_text(
        "measure: {led: 'Led by \"us\"'}\n", encoding="utf-8"
    )
    passages = tmp_path / "briefs" / "en" / "partnerships" / f"{OWN}.md.j2"
    passages.parent.mkdir(parents=True)
    passages.write_text('{% extends "partnership.md.j2" %}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


def test_a_language_is_begun_in_english_with_what_the_project_has_of_its_own_and_nothing_is_written_over(
    project: Project,
) -> None:
    written = copy_language(project, "de")

    assert languages() == (*LANGUAGES, "de")
    german = language("de")
    assert german.name == "Deutsch"
    assert german.labels.keys() == language("en").labels.keys()
    assert label("measure", "led", "de") == 'Led by "us"'
    assert Format("de").tag == "de"
    assert {
        "briefs/de/partnership.md.j2",
        f"briefs/de/partnerships/{OWN}.md.j2",
        "briefs/pages/_index.de.j2",
    } <= set(written)
    assert "de" in project.languages
    assert copy_language(project, "de") == []


@pytest.mark.parametrize(
    ("code", "said"), [("fr", "comes with gspbrief"), ("xx", "no language 'xx'"), ("../x", "no lang")]
)
def test_a_language_that_is_there_or_that_there_is_not_is_refused(
    project: Project, code: str, said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        copy_language(project, code)
    assert languages() == LANGUAGES


def test_words_that_it_lacks_are_listed_and_a_broken_file_is_named(project: Project) -> None:
    copy_language(project, "de")
    said = project.publication.read_text(encoding="utf-8").replace("[en]", "[en, de]")
    project.publication.write_text(said, encoding="utf-8")
    require_all_sound(project.root / "data", project.root / "briefs")

    words = project.root / "briefs" / "words" / "de.yaml"
    text = yaml.safe_load(words.read_text(encoding="utf-8"))
    del text["labels"]["measure"]["departed"]
    again = project.root / "briefs" / "words" / "nl.yaml"
    again.write_text(yaml.safe_dump(text), encoding="utf-8")
    project.publication.write_text(said.replace("de]", "nl]"), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"words/nl\.yaml, labels\.measure\.departed: has no label"):
        require_all_sound(project.root / "data", project.root / "briefs")

    (project.root / "briefs" / "words" / "it.yaml").write_text(
        "labels: {measure: {led: x}}\n", encoding="utf-8"
    )
    with pytest.raises(TemplateError, match=r"it\.yaml"):
        language("it")


@pytest.mark.xdist_group("build")
def test_a_brief_is_built_in_it_with_its_words(project: Project, root: Path) -> None:
    share_fonts(root, project.root)
    copy_language(project, "de")
    words = project.root / "briefs" / "words" / "de.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace('press: "Press release"', 'press: "Pressemitteilung"'), encoding="utf-8")

    built = run(project.root, "build", OWN, "--lang", "en,de", "--format", "html", "--renderer", "embedded")

    assert built.returncode == 0, built.stderr
    page = (project.root / "_site" / OWN / "de" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "Pressemitteilung" in page
    english = (project.root / "_site" / OWN / "index.html").read_text(encoding="utf-8")
    assert '<a href="de/index.html" hreflang="de" lang="de">Deutsch</a>' in english
    assert "Pressemitteilung" not in english
