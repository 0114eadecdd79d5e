"""What a build would refuse in texts and notebooks is told by check, with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gspbrief.commands.check_texts import EDITED, TEXTS
from gspbrief.errors import NotebookError
from gspbrief.project.notebooks import read_notebooks
from mutations import small_project
from package_modules import ROOT
from project_copies import problems

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a few partnerships, with texts and a look of its own."""
    made = small_project(ROOT, tmp_path / "project")
    for name in ("briefs/en/partnerships/aptc.md.j2", "briefs/shared/_costs.qmd.j2"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, made / name)
    shutil.copytree(ROOT / "_extensions", made / "_extensions")
    return made


def test_a_merge_that_is_not_resolved_is_named_in_each_kind_of_file(project: Path) -> None:
    assert problems(project) == []
    kinds: dict[str, Path] = {}
    for top in EDITED:
        for path in sorted((project / top).rglob("*")):
            kinds.setdefault(path.suffix, path)
    tried = [path for suffix, path in kinds.items() if suffix in TEXTS]
    assert {path.suffix for path in tried} >= {".csv", ".yaml", ".bib", ".json", ".ipynb", ".j2"}

    for path in tried:
        whole = path.read_text(encoding="utf-8")
        first, _, rest = whole.partition("\n")
        path.write_text(f"{first}\n<<<<<<< HEAD\n{rest}=======\n{rest}>>>>>>> theirs\n", encoding="utf-8")
        (said,) = problems(project)
        name = path.relative_to(project).as_posix()
        assert said.startswith((f"{name}, line 2: holds both sides", f"{name}, row 2: holds both sides")), (
            said
        )
        path.write_text(whole, encoding="utf-8")


def test_a_line_of_signs_is_no_merge(project: Path) -> None:
    passage = project / "briefs" / "shared" / "_costs.qmd.j2"
    passage.write_text(f"{passage.read_text(encoding='utf-8')}\n=======\n", encoding="utf-8")
    assert problems(project) == []


def test_a_notebook_with_both_sides_of_a_merge_is_named_wherever_notebooks_are_read(tmp_path: Path) -> None:
    text = (ROOT / "notebooks" / "costs.ipynb").read_text(encoding="utf-8")
    (tmp_path / "costs.ipynb").write_text(f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> x\n", encoding="utf-8")

    with pytest.raises(NotebookError) as caught:
        read_notebooks(tmp_path)
    assert str(caught.value) == (
        "notebooks/costs.ipynb: this is not a readable notebook (line 1: <<<<<<< HEAD)"
    )


def test_check_reads_the_texts_that_a_build_reads(project: Path) -> None:
    own = project / "briefs" / "en" / "partnerships" / "aptc.md.j2"
    whole = own.read_text(encoding="utf-8")
    name = "briefs/en/partnerships/aptc.md.j2"
    for old, new, said in (
        (
            "{% block title %}",
            "{% block title %}\nOf 12,345 nurses ",
            "line 5: a number is typed: “Of 12,345",
        ),
        ("{% block title %}", "{% block title %}{% if %}", "line 4: Expected an expression"),
        (
            "{% block title %}",
            f"{{% block title %}}{{{{ {'(' * 9999} }}}}",
            "line 1: it holds brackets within",
        ),
    ):
        own.write_text(whole.replace(old, new, 1), encoding="utf-8")
        assert any(line.startswith(f"{name}, {said}") for line in problems(project)), problems(project)
    for lost, said in (
        ("{% block sumary %}Words.{% endblock %}", "no page shows the block 'sumary'"),
        ("Words of mine.", "stands outside of all blocks: “Words of mine.”"),
    ):
        own.write_text(f"{whole}\n{lost}\n", encoding="utf-8")
        line = whole.count("\n") + 2
        assert [one for one in problems(project) if one.startswith(f"{name}, line {line}: {said}")]
    own.write_text("Words of mine.\n", encoding="utf-8")
    assert any(line.startswith(f"{name}, line 1: makes no page") for line in problems(project))
    own.write_bytes(whole.replace("{% block", "\xff{% block", 1).encode("latin-1", "replace"))
    assert any("is no letter of UTF-8" in line for line in problems(project))
    own.write_text(whole, encoding="utf-8")

    notebook = project / "notebooks" / "costs.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert any("notebooks/costs.ipynb: this is not a readable notebook" in line for line in problems(project))


def test_a_text_on_what_there_is_not_is_told_with_what_is_near_it(project: Path) -> None:
    text = '{% extends "partnership.md.j2" %}\n'
    for name in ("partnerships/aptcc", "topics/pay", "press/aptc", "press/model"):
        path = project / "briefs" / "en" / f"{name}.md.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert problems(project) == [
        "briefs/en/partnerships/aptcc.md.j2: no brief has it: there is no aptcc (did you mean aptc?)",
        "briefs/en/topics/pay.md.j2: no brief has it: there is no pay"
        " (`gspbrief list` names those that there are)",
    ]


def test_a_general_text_for_which_nothing_asks_is_told_of(project: Path) -> None:
    """A section of a notebook and what another text asks for are read."""
    briefs = project / "briefs"
    for name, text in (
        ("en/_cost.md.j2", '{% extends "_costs.qmd.j2" %}\n'),
        ("en/_costs.md.j2", '{% extends "_costs.qmd.j2" %}\n{% block silence %}Nothing.{% endblock %}\n'),
        ("fr/partnerships.md.j2", '{% extends "partnership.qmd.j2" %}\n'),
        ("shared/_mine.qmd.j2", "Words.\n"),
        ("shared/_asked.qmd.j2", "Words.\n"),
        (
            "en/partnerships/kani.md.j2",
            '{% extends "partnership.md.j2" %}\n{% import "_asked.qmd.j2" as own %}\n',
        ),
    ):
        (briefs / name).parent.mkdir(parents=True, exist_ok=True)
        (briefs / name).write_text(text, encoding="utf-8")

    said = "no brief, notebook or other text asks for it"
    assert problems(project) == [
        f"briefs/en/_cost.md.j2: {said} (did you mean _costs.md.j2?)",
        f"briefs/fr/partnerships.md.j2: {said} (did you mean partnership.md.j2?)",
        f"briefs/shared/_mine.qmd.j2: {said} (ask for it in another text)",
    ]


@pytest.mark.parametrize("folder", ["deu", "partnerships", "FR"])
def test_texts_in_a_folder_of_no_language_are_told_of_once(project: Path, folder: str) -> None:
    place = project / "briefs" / folder / "partnerships"
    place.mkdir(parents=True)
    for name in ("aptc", "kani"):
        (place / f"{name}.md.j2").write_text('{% extends "partnership.md.j2" %}\n', encoding="utf-8")

    assert problems(project) == [
        f"briefs/{folder}: no brief has the texts in it (texts stand in the folder of a language: en, es, fr)"
    ]
