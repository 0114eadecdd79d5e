"""What a build says at its end is what is so: no more than was asked for is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.build.report import older, replaced, stopped, told
from gspbrief.render.edition import Edition

INDEX = Path("_site/index.html")


@pytest.mark.parametrize(
    ("built", "asked", "said"),
    [
        (0, (), "Up to date."),
        (3, (), "3 built, the rest was up to date."),
        (0, ("a",), "Up to date, what was asked for."),
        (1, ("a",), "1 built."),
        (1, ("a", "b"), "1 built, the others that were asked for were up to date."),
    ],
)
def test_only_what_was_asked_for_is_said_to_be_up_to_date(
    built: int, asked: tuple[str, ...], said: str
) -> None:
    assert told(built, asked, INDEX) == f"{said} Open {INDEX}"


def test_documents_that_are_not_made_anew_stay_and_those_of_another_language_go_and_all_are_named(
    tmp_path: Path,
) -> None:
    published, finished = tmp_path / "site" / "aptc", tmp_path / "finished" / "aptc"
    there = ("index.html", "aptc.pdf", "aptc.docx", "aptc.fr.pdf")
    for folder, names in ((published, there), (finished, ("index.html",))):
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch()

    kept, none = older(published, Edition(formats=("html",))), tmp_path / "nothing"
    assert kept == ("aptc.pdf", "aptc.docx")
    assert older(published, Edition(formats=("html", "docx"))) == ("aptc.pdf",)
    assert older(published, Edition()) == older(none, Edition(formats=("html",))) == ()
    for name in kept:
        (finished / name).touch()
    gone = replaced(published, finished)
    assert gone == ["aptc.fr.pdf"]
    assert replaced(none, finished) == []
    said = told(1, ("aptc",), INDEX, kept, gone)
    assert "Older than their pages, which say so: aptc.docx, aptc.pdf; to have them anew, build" in said
    assert (
        "Taken away with the pages in their language: aptc.fr.pdf; to have them, build without --lang" in said
    )
    assert "and 2 more" in told(1, ("aptc",), INDEX, [f"{n}.pdf" for n in range(6)])


def test_a_build_that_is_stopped_says_how_far_it_came() -> None:
    assert stopped(4, 62) == "4 of the 62 briefs that were stale are"
