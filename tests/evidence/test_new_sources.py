"""A source comes in whole; one that lacks something is one problem, and others keep their bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gspbrief.commands.cli import app
from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.checks import check
from gspbrief.evidence.new_sources import add_sources
from gspbrief.evidence.sources import read_bibliography

# As doi.org answers when it is asked for BibTeX
DOI = (
    " @article{Clemens_2009, title={Skill Flow &amp; a <i>Theoretical</i> Case}, volume={118},"
    " ISSN={0013-0133}, url={http://dx.doi.org/10.1111/j.1468-0297.2008.02141.x},"
    " DOI={10.1111/j.1468-0297.2008.02141.x}, number={528}, journal={The Economic Journal},"
    " publisher={Oxford University Press (OUP)}, author={Clemens, Michael A.}, year={2009},"
    " month=jul, pages={631–652} }\n"
)
# As Zotero exports, with what it keeps for its owner
ZOTERO = (Path(__file__).parents[1] / "fixtures/deliveries/12_report_with_institution.bib").read_text("utf-8")
BARE = ZOTERO.replace("\tkind = {evaluation},\n", "").replace("\treaddepth = {full},\n", "")
SAID = {"kind": "peer_reviewed", "readdepth": "full"}


def refused(data: Path, text: str, **said: str) -> list[str]:
    before = (data / "sources.bib").read_bytes()
    with pytest.raises(EvidenceError) as caught:
        add_sources(data, text, said, file="mine.bib")
    assert (data / "sources.bib").read_bytes() == before
    return [str(problem) for problem in caught.value.problems]


def test_what_a_doi_gives_comes_in_with_all_its_fields_and_others_keep_their_bytes(few: Path) -> None:
    before = (few / "sources.bib").read_bytes()

    (added,) = add_sources(few, DOI, SAID)

    assert (few / "sources.bib").read_bytes().startswith(before)
    assert check(few) == []
    source = read_bibliography(few / "sources.bib")[added.key]
    assert (added.key, added.given, added.left_out) == ("clemens_2009", "Clemens_2009", ())
    assert source.title == "Skill Flow & a Theoretical Case"
    assert {
        name: source.said[name] for name in ("journaltitle", "volume", "number", "pages", "publisher", "doi")
    } == {
        "journaltitle": "The Economic Journal",
        "volume": "118",
        "number": "528",
        "pages": "631–652",
        "publisher": "Oxford University Press (OUP)",
        "doi": "10.1111/j.1468-0297.2008.02141.x",
    }
    assert source.issued is not None
    assert source.issued.parts == ((2009, 7),)


def test_an_imperfect_entry_is_one_problem_with_what_to_add(few: Path) -> None:
    (said,) = refused(
        few,
        BARE + DOI.replace("@article{", "@article{my_").replace(" }", ", kind={research}, readdepth={full}}"),
    )
    assert said.startswith(
        "mine.bib, line 1: entry hessen_report_2021: kind says nothing; readdepth says nothing ("
    )
    assert "--kind official, peer_reviewed" in said
    assert "--read excerpt, full" in said

    (untitled,) = refused(few, "@misc{x, author = {Doe, A.}, year = {2020}}", **SAID)
    assert "entry x: has no title (--title its title" in untitled


def test_a_file_of_entries_takes_what_is_said_for_all_where_they_say_nothing(few: Path) -> None:
    added = add_sources(few, ZOTERO + DOI, SAID)

    sources = read_bibliography(few / "sources.bib")
    assert [sources[one.key].kind for one in added] == ["evaluation", "peer_reviewed"]


def test_what_is_its_owner_s_alone_does_not_come_in(few: Path) -> None:
    text = ZOTERO.replace(
        "\tmonth", "\tnote = {ask Anna},\n\tkeywords = {mine},\n\tannotation = {weak},\n\tmonth"
    )
    (added,) = add_sources(few, text, {})

    assert set(added.left_out) == {"file", "note", "keywords", "annotation"}
    content = (few / "sources.bib").read_text(encoding="utf-8")
    assert not any(word in content for word in ("Zotero", "Users", "ask Anna", "{mine}", "{weak}"))
    assert "Hessisches Ministerium" in content

    (kept,) = add_sources(few, text.replace("kerala}", "kerala/2}"), {}, key="second", keep=["note"])
    assert "note = {ask Anna}" in kept.text


def test_a_source_that_is_held_is_not_added_again(few: Path) -> None:
    add_sources(few, DOI, SAID)

    assert "there is a source clemens_2009" in refused(few, DOI, **SAID)[0]
    (same,) = refused(few, DOI.replace("Clemens_2009", "Other"), **SAID)
    assert "is held as clemens_2009, with the same address" in same
    assert (
        "is held as clemens_2009"
        in refused(few, DOI.replace("Clemens_2009, ", "B, ").replace("dx.", ""), **SAID)[0]
    )
    twice = refused(few, ZOTERO + ZOTERO.replace("hessen_report_2021", "again"))
    assert "is held as hessen_report_2021" in twice[0]


@pytest.mark.parametrize(
    ("given", "key"), [("10.1111/j.14", "s_10_1111_j_14"), ("Müller:2020", "m_ller_2020")]
)
def test_a_key_is_one_that_rows_can_name(few: Path, given: str, key: str) -> None:
    assert add_sources(few, DOI.replace("Clemens_2009", given), SAID)[0].key == key


def test_what_is_no_entry_is_told(few: Path) -> None:
    with pytest.raises(ArgumentError, match="holds no entry"):
        add_sources(few, "10.1111/j.1468", SAID)
    with pytest.raises(ArgumentError, match="2 entries for one key"):
        add_sources(few, ZOTERO + DOI, SAID, key="one")
    assert "cannot be read" in refused(few, "@misc{x, title = {open")[0]


def test_the_command_takes_options_a_file_or_what_is_pasted(few: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.bib"
    file.write_text(ZOTERO, encoding="utf-8")
    said = ["--kind", "research", "--read", "full", "--data", str(few)]
    options = ["--title", "A study", "--author", "Doe, Jane", "--date", "2020-03", "--field", "series=Papers"]

    def ran(*arguments: str, pasted: str = "") -> str:
        done = CliRunner().invoke(
            app, ["source", "add", *arguments, *said], input=pasted, catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return done.output.splitlines()[-1]

    assert ran(*options, "--form", "techreport").endswith("added: doe_2020")
    assert ran(str(file)).endswith("added: hessen_report_2021")
    assert ran(pasted=DOI).endswith("added: clemens_2009")
    sources = read_bibliography(few / "sources.bib")
    assert (sources["doe_2020"].form, sources["doe_2020"].said["series"]) == ("techreport", "Papers")


def test_a_new_entry_that_is_imperfect_hides_no_other_and_makes_no_row_wrong(few: Path) -> None:
    with (few / "sources.bib").open("a", encoding="utf-8") as bibliography:
        bibliography.write("\n" + BARE)

    told = [str(problem) for problem in check(few)]

    assert len(told) == 2
    assert all("entry hessen_report_2021 says nothing" in line for line in told)


def test_what_is_no_doi_is_refused_with_the_option_that_gives_one(few: Path) -> None:
    (said,) = refused(
        few, "@misc{x, title = {A}, author = {Doe, A.}, year = {2020}, doi = {forthcoming}}", **SAID
    )

    assert "'forthcoming', which is no DOI (--doi such as 10.1257/" in said
