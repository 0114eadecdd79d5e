"""A brand: what may be said of it, what is refused with the reason, and Quarto's own file behind it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gspbrief.brief.publication import is_orcid, read_publication
from gspbrief.commands.check import require_all_sound
from gspbrief.commands.new_project import Wishes, init
from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.language import styles
from gspbrief.language.contrast import contrast, too_faint
from gspbrief.project.brand import read_brand
from gspbrief.project.general import MARK
from gspbrief.project.inputs import Project, changed

pytestmark = pytest.mark.slow

QUARTO = """\
meta: {name: {short: IM, full: Institute of Migration}}
logo:
  images: {mark: {path: mark.png, alt: A mark}}
  medium: mark
color:
  palette: {wine: "#8A1538", sea: "#1B6CA8"}
  foreground: "#112233"
  background: white
  primary: wine
  secondary: sea
typography:
  base: {family: Source Sans 3}
  headings: Source Serif 4
"""


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project, to copy."""
    folder = tmp_path_factory.mktemp("new")
    init(folder, Wishes(name="Briefs", style="mpi"))
    return folder


@pytest.fixture
def project(new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new project, in which the test runs."""
    shutil.copytree(new, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(project: Path, text: str) -> None:
    """Add to what the project says of its publication."""
    with (project / MARK).open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")


def wrong(project: Path) -> str:
    with pytest.raises(EvidenceError) as error:
        require_all_sound(project / "data", project / "briefs")
    return str(error.value)


def test_colours_and_typefaces_of_a_brand_are_those_of_every_style(project: Path) -> None:
    say(project, 'brand: {colours: {accent: "#8A1538", series: ["#123456"]}, fonts: {body: Source Sans 3}}')

    for style in styles.known().values():
        assert style.colours.accent == "#8A1538"
        assert style.colours.tint == "#F6ECEF", "so much of the accent on white"
        assert style.charts.series[0] == "#123456"
        assert style.fonts.body == "Source Sans 3"
    said = (styles.extension() / styles.FILE).read_text(encoding="utf-8")
    assert said.count("#8A1538") >= 2, "the filters read it from the file"


def test_a_project_without_a_brand_looks_as_the_house_does(project: Path) -> None:
    house = styles.known()["mpi"].colours.accent
    say(project, "brand: {name: Institute}")

    assert styles.known()["mpi"].colours.accent == house
    assert not list(project.glob("build/look-*"))


@pytest.mark.parametrize(
    ("colours", "said"),
    [
        ('accent: "#FFD700"', "accent #FFD700 on paper #FFFFFF is 1.4 to 1, and must be 4.5"),
        ('tint: "#0B4F6C"', "accent #0B4F6C on tint #0B4F6C is 1 to 1"),
        ('ink: "#AAAAAA"', "ink #AAAAAA on paper #FFFFFF is 2.32 to 1"),
        ('series: ["#EEEEEE"]', "series 1 #EEEEEE on paper #FFFFFF is 1.16 to 1, and must be 3"),
    ],
)
def test_colours_that_cannot_be_told_apart_are_refused_with_their_ratio(
    project: Path, colours: str, said: str
) -> None:
    say(project, f"brand: {{colours: {{{colours}}}}}")

    with pytest.raises(ArgumentError) as error:
        styles.known()
    assert said in str(error.value)
    assert said in wrong(project)


@pytest.mark.parametrize(
    ("one", "ratio"), [("#000000", 21), ("#FFFFFF", 1), ("#777777", 4.48), ("#767676", 4.54)]
)
def test_the_contrast_is_that_of_wcag(one: str, ratio: float) -> None:
    assert contrast(one, "#FFFFFF") == contrast("#FFFFFF", one) == ratio


def test_the_house_styles_can_be_told_apart() -> None:
    assert not [said for style in styles.known().values() for said in too_faint(style)]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("brand: blue", "brand: is not a list of entries"),
        ("brand: {color: {}}", "brand, color: is not an entry (allowed: name, logo, colours, fonts"),
        ("brand: {colours: {accent: red}}", "brand, colours, accent: 'red' is no colour"),
        ("brand: {colours: {accnt: '#000000'}}", "brand, colours, accnt: is not an entry (allowed: accent"),
        ("brand: {fonts: {heading: Lora}}", "brand, fonts, heading: is not an entry (allowed: body"),
        ("brand: {fonts: {body: No Such Face}}", "No Such Face is not installed (Install it: pip"),
        ("brand: {logo: logo.jpg}", "brand, logo: logo.jpg is no SVG and no PNG"),
        ("brand: {logo: logo.svg}", "brand, logo: there is no logo.svg"),
        ("author: [{orcid: 0000-0002-1825-0097}]", "has an author without a name"),
        ("author: [{name: A, orcid: 0000-0002-1825-0096}]", "0000-0002-1825-0096 is no ORCID"),
        ("author: [{name: A, mail: a@b.org}]", "has 'mail' (allowed: name, orcid, affiliation)"),
        ("data_licence_url: odbl", "odbl is no address on the web"),
        ("doi: forthcoming", "forthcoming is no DOI"),
        ("doi: https://doi.org/forthcoming", "https://doi.org/forthcoming is no DOI"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(project: Path, entry: str, said: str) -> None:
    say(project, entry)

    assert said in wrong(project)


@pytest.mark.parametrize("before", ["", "https://doi.org/", "http://dx.doi.org/", "doi:"])
def test_a_doi_may_be_written_as_the_address_that_it_leads_to(project: Path, before: str) -> None:
    say(project, f"doi: '{before}10.1257/jep.25.3.83'")

    assert read_publication(project / "briefs" / "publication.yaml").doi == "10.1257/jep.25.3.83"


@pytest.mark.parametrize(
    "inside", ["<script>x()</script>", '<a onclick="x"/>', '<image href="https://x.org/a.png"/>']
)
def test_a_logo_that_runs_or_loads_something_is_refused(project: Path, inside: str) -> None:
    (project / "briefs" / "logo.svg").write_text(f"<svg>{inside}</svg>", encoding="utf-8")
    say(project, "brand: {logo: logo.svg}")

    assert "brand, logo: logo.svg holds" in wrong(project)


def test_a_drawing_that_cannot_be_read_is_refused(project: Path) -> None:
    (project / "briefs" / "logo.svg").write_text("<svg><script>x()</script></svg>", encoding="utf-16")
    say(project, "brand: {logo: logo.svg}")

    assert "brand, logo: logo.svg is not UTF-8 text but UTF-16" in wrong(project)


@pytest.mark.parametrize(
    "text", ["a: &a {k: 1}\nb: *a", "[" * 200, "a: !!python/name:os.system", "a: " + "9" * 5000, "a: ["]
)
def test_a_brand_is_read_with_the_limits_that_the_evidence_has(project: Path, text: str) -> None:
    (project / "_brand.yml").write_text(text, encoding="utf-8")

    assert "publication.yaml: cannot be read with _brand.yml" in wrong(project)
    assert read_brand(project) == read_brand(project.parent)


def test_a_brand_that_is_no_plain_file_is_refused_and_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "_brand.yml")

    assert "_brand.yml: is a folder or a device" in wrong(project)


def test_what_quarto_reads_of_a_brand_is_read(project: Path) -> None:
    (project / "_brand.yml").write_text(QUARTO, encoding="utf-8")
    (project / "mark.png").write_bytes(b"x")

    brand = read_brand(project)
    assert brand.name == "Institute of Migration"
    assert brand.logo == project / "mark.png"
    assert brand.colours == {"accent": "#8A1538", "ink": "#112233"}
    assert brand.series == ("#8A1538", "#1B6CA8")
    assert brand.fonts == {"body": "Source Sans 3", "title": "Source Serif 4", "sans": "Source Serif 4"}
    assert styles.known()["mpi"].colours.accent == "#8A1538"
    assert read_publication(project / MARK).publisher == "Institute of Migration"


def test_the_publication_comes_before_quartos_file(project: Path) -> None:
    (project / "_brand.yml").write_text(QUARTO, encoding="utf-8")
    say(project, 'brand: {name: Ours, colours: {accent: "#004400"}}')

    brand = read_brand(project)
    assert (brand.name, brand.colours) == ("Ours", {"accent": "#004400", "ink": "#112233"})


def test_a_ground_that_is_not_white_is_refused_and_not_passed_over(project: Path) -> None:
    (project / "_brand.yml").write_text(QUARTO.replace("white", '"#101010"'), encoding="utf-8")

    assert "_brand.yml, color, background: is #101010 (#FFFFFF: briefs are printed on white)" in wrong(
        project
    )


def test_results_know_the_colours_of_a_brand_and_briefs_all_that_is_said(project: Path) -> None:
    before = Project(project)
    results, briefs = before.common_inputs("aptc"), before.brief_inputs("en")
    (project / "briefs" / "logo.svg").write_text("<svg/>", encoding="utf-8")
    say(project, "brand: {logo: logo.svg}")

    named = Project(project)
    assert not changed(results, named.common_inputs("aptc")), "no number moves with a logo"
    assert changed(briefs, named.brief_inputs("en")) == ["briefs/logo.svg", MARK]
    (project / MARK).write_text(
        (project / MARK).read_text(encoding="utf-8").replace("{logo", '{colours: {accent: "#8A1538"}, logo'),
        encoding="utf-8",
    )
    assert changed(results, Project(project).common_inputs("aptc")) == ["brand"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("0000-0002-1825-0097", True),
        ("https://orcid.org/0000-0002-1694-233X", True),
        ("0000-0002-1694-2330", False),
        ("0000000218250097", False),
        ("", False),
    ],
)
def test_the_last_digit_of_an_orcid_is_a_check(text: str, right: bool) -> None:
    assert is_orcid(text) is right
