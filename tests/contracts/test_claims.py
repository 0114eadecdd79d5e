"""Sentences that compare, rank or deny name what they rest on, in every text for one subject and language."""

import re
from pathlib import Path

from gspbrief.brief import weave
from gspbrief.brief.passages import written
from gspbrief.brief.unclaimed import require_claims

BRIEFS = Path(__file__).parents[2] / "briefs"


def test_every_paragraph_that_compares_has_its_claim() -> None:
    require_claims(BRIEFS)  # raises what has none


def test_a_text_that_is_not_looked_into_is_a_part_of_others_or_chosen_for_several_subjects() -> None:
    texts = {path.relative_to(BRIEFS / "en").as_posix() for path in (BRIEFS / "en").rglob("*.md.j2")}
    users = (*BRIEFS.glob("**/*.j2"), Path(weave.__file__))
    named = {name for path in users for name in re.findall(r'"([\w-]+\.md\.j2)"', path.read_text("utf-8"))}
    serves_several = {name for name in texts if name.startswith("_") or name in named}
    assert texts - set(written(BRIEFS)) == serves_several
