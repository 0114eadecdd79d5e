"""Sentences on a partnership that compare, rank or deny name what they rest on, in every language."""

from pathlib import Path

from gspbrief.brief.unclaimed import require_claims

BRIEFS = Path(__file__).parents[2] / "briefs"


def test_every_paragraph_that_compares_has_its_claim() -> None:
    require_claims(BRIEFS)  # raises what has none
