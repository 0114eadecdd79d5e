"""A project of one's own: `gspbrief init` writes it, it is whole from the wheel alone, errors help."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from command_blocks import blocks, commands
from gspbrief.brief.publication import read_publication
from gspbrief.commands.check import require_all_sound
from gspbrief.commands.new_project import NONE, Wishes, copy, init
from gspbrief.errors import ArgumentError
from gspbrief.evidence.reading import load, read_partnerships
from gspbrief.evidence.sources import read_bibliography
from gspbrief.project.general import MARK, files, general, is_general
from gspbrief.project.inputs import Project, find_project
from wheel import Wheel, built, share_fonts

pytestmark = pytest.mark.slow

WISHES = Wishes(
    name="Skills “on the move”: briefs",
    institute="Institut für Migration",
    languages=("en", "fr"),
    style="mpi",
)
PARTS = [
    one for top in ("briefs", "notebooks") for one in files(general(), top, "**/*") if is_general(one[0])
]
CITED = re.compile(r"(?<![\w\\])@([a-z][a-z0-9_]+\d[a-z0-9_]*)")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as it is written."""
    init(tmp_path / "own", WISHES)
    return tmp_path / "own"


def sound(project: Path) -> None:
    require_all_sound(project / "data", project / "briefs")


@pytest.mark.parametrize("example", ["", NONE, "palim"])
def test_a_new_project_is_sound_with_an_example_of_ones_choice_or_none(tmp_path: Path, example: str) -> None:
    init(tmp_path, Wishes(name="Briefs", style="mpi", example=example))

    sound(tmp_path)
    assert list(read_partnerships(tmp_path / "data")) == ([] if example == NONE else [example or "aptc"])


def test_a_project_holds_every_source_that_general_texts_cite(project: Path) -> None:
    texts = [path for name, path in PARTS if path.suffix in (".j2", ".ipynb")]
    cited = {key for path in texts for key in CITED.findall(path.read_text(encoding="utf-8"))}

    assert cited
    assert cited <= set(read_bibliography(project / "data" / "sources.bib"))


def test_what_stands_in_a_project_stays_and_what_is_missing_comes_back(project: Path) -> None:
    readme, table = project / "README.md", project / "data" / "design.csv"
    readme.write_text("Ours\n", encoding="utf-8")
    table.unlink()

    assert init(project, WISHES) == ["data/design.csv"]
    assert readme.read_text(encoding="utf-8") == "Ours\n"
    assert table.read_text(encoding="utf-8").count("\n") == 1, (
        "the rows of an example would come among others"
    )
    assert init(project, WISHES) == []


def test_what_a_new_project_may_say_besides_is_right_as_it_stands_there(project: Path) -> None:
    said = project / MARK
    text = re.sub(r"(?m)^# (?=\w+:|  )", "", said.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^author: .* # or ", "author: ", text)
    said.write_text(text, encoding="utf-8")
    (project / "briefs" / "logo.svg").write_text("<svg/>", encoding="utf-8")

    sound(project)
    found = read_publication(said)
    assert found.people
    assert found.brand.logo
    assert found.data_licence_url


def test_a_notebook_opens_with_the_only_partnership_where_none_is_named(project: Path) -> None:
    assert load("", project / "data").partnership.id == "aptc"


def test_a_file_of_the_same_name_wins_and_all_others_are_those_of_the_package(project: Path) -> None:
    before = Project(project).files("briefs/en")

    assert copy(Project(project), ["briefs/en/_costs.md.j2"]) == ["briefs/en/_costs.md.j2"]
    assert Project(project).files("briefs/en") == before, "a copy changes nothing"
    (project / "briefs" / "en" / "_costs.md.j2").write_text("ours", encoding="utf-8")
    after = Project(project).files("briefs/en")
    assert {name for name in before if before[name] != after[name]} == {"briefs/en/_costs.md.j2"}


def test_a_notebook_of_the_same_name_wins(project: Path) -> None:
    copy(Project(project), ["notebooks"])
    own = project / "notebooks" / "costs.ipynb"

    assert own in {one.path for one in Project(project).all_notebooks}
    own.unlink()
    (found,) = [one.path for one in Project(project).all_notebooks if one.name == "costs"]
    assert found == general() / "notebooks" / "costs.ipynb"


def test_what_the_package_does_not_have_is_not_copied(project: Path) -> None:
    with pytest.raises(ArgumentError, match=r"there is no file 'briefs/en/_cost\.md\.j2'.*Did you mean"):
        copy(Project(project), ["briefs/en/_cost.md.j2"])
    with pytest.raises(ArgumentError, match="there is no file"):
        copy(Project(project), ["briefs/en/partnerships/aptc.md.j2"])


def test_passages_of_another_project_are_never_taken(project: Path) -> None:
    assert not Project(project).has_text("synthesis", "en")
    assert not [name for name in Project(project).files("briefs/en") if "partnerships" in name]


def test_outside_a_project_the_error_names_the_command_that_makes_one(
    tmp_path: Path,
) -> None:
    with pytest.raises(ArgumentError, match="gspbrief init"):
        find_project(tmp_path)


def test_an_example_that_there_is_not_is_refused_with_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="Did you mean palim"):
        init(tmp_path, Wishes(name="x", style="mpi", example="pallim"))
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Wheel:
    """The package installed from its wheel; what it needs is there already."""
    return built(root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, wheel: Wheel, root: Path) -> Path:
    """A project that the wheel wrote, by the command of the README; the static fonts are the repository's."""
    folder = tmp_path_factory.mktemp("written")
    (block,) = [one for one in blocks(root / "README.md") if "gspbrief init" in one.text]
    init, *others = commands(block)
    assert others == [["cd", init[2]], ["gspbrief", "build"]]
    made = wheel(folder, *init[1:])
    assert made.returncode == 0, made.stderr
    share_fonts(root, folder / init[2])
    return folder / init[2]


@pytest.fixture
def own(tmp_path: Path, written: Path) -> Path:
    """A copy of it that a test may spoil."""
    return Path(shutil.copytree(written, tmp_path / "own", symlinks=True))


@pytest.mark.xdist_group("build")
def test_a_project_with_one_partnership_builds_whole_from_the_wheel_alone(own: Path, wheel: Wheel) -> None:
    checked, built = wheel(own, "check"), wheel(own, "build", "--format", "html", "--jobs", "1")

    assert checked.returncode == 0, checked.stderr
    assert built.returncode == 0, built.stderr
    site = own / "_site"
    published = {path.parent.name for path in site.glob("*/results.json")}
    assert published == {"aptc", "model", "demo"}
    assert (site / "fr" / "index.html").is_file() or (site / "index.fr.html").is_file()
    index = (site / "index.html").read_text(encoding="utf-8")
    assert "There is no text across partnerships yet" in index
    assert not (site / "docs").exists(), "it has no pages of its own"
    assert "docs/" not in (site / "methods.html").read_text(encoding="utf-8")
    assert "what is in print on\none of them" in index
    assert "up to date" in wheel(own, "status", "--format", "html").stdout
    refused = wheel(own, "build", "synthesis")
    assert refused.returncode == 2
    assert "there is no text for synthesis" in refused.stderr


@pytest.mark.xdist_group("build")
@pytest.mark.parametrize(
    "name",
    ["data/datapackage.json", "data/costs.csv", "data/design.csv", "data/sources.bib",
     "data/assumptions.yaml", "briefs/publication.yaml", "data/partnerships.csv"],
)  # fmt: skip
def test_what_is_missing_is_named_with_the_command_that_makes_it(own: Path, wheel: Wheel, name: str) -> None:
    (own / name).unlink()

    answer = wheel(own, "build", "aptc", "--format", "html", "--jobs", "1")

    assert answer.returncode != 0
    assert Path(name).name in answer.stderr
    assert "gspbrief init" in answer.stderr
    assert "Make room" not in answer.stderr
    assert "Traceback" not in answer.stderr
