"""What a build says at its end is what is so: no more than was asked for is up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.build.report import replaced, stopped, told

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


def test_documents_that_would_be_older_than_their_pages_are_taken_away_and_named(tmp_path: Path) -> None:
    published, finished = tmp_path / "site" / "aptc", tmp_path / "finished" / "aptc"
    for folder, names in ((published, ("index.html", "aptc.pdf", "aptc.docx")), (finished, ("index.html",))):
        folder.mkdir(parents=True)
        for name in names:
            (folder / name).touch()

    gone = replaced(published, finished)
    assert gone == ["aptc.docx", "aptc.pdf"]
    assert "older than the pages: aptc.docx, aptc.pdf; to have them" in told(1, ("aptc",), INDEX, gone)
    assert "and 2 more" in told(1, ("aptc",), INDEX, [f"{n}.pdf" for n in range(6)])
    assert replaced(tmp_path / "nothing", finished) == []


def test_a_build_that_is_stopped_says_how_far_it_came() -> None:
    assert stopped(4, 62) == "4 of the 62 briefs that were stale are"
