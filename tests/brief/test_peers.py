"""What a partnership is said to have in common with another is what both of them are."""

from pathlib import Path

import pytest

from each_case import each
from gspbrief.brief.profile import Profile
from gspbrief.evidence.reading import read_partnerships
from gspbrief.language.formats import Format
from notebook_cells import study_on

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.slow
@each("name", sorted(read_partnerships(DATA)))
def test_only_the_same_countries_all_of_them_named_are_said_to_be_the_same(name: str) -> None:
    study, form = study_on(name), Format("en")
    here = study.partnership
    for peer, (_, _, shared) in zip(study.peers, Profile(study, form, "../").peers, strict=True):
        said_same = "rigin countries" in shared
        all_named = not (here.origins_named or peer.origins_named)
        assert said_same == (bool(here.origins) and set(here.origins) == set(peer.origins) and all_named)
        overlap = bool(set(here.origins) & set(peer.origins))
        assert ("an origin country" in shared) == (overlap and not said_same)
        assert ("estination countries" in shared) == (
            bool(here.destinations) and set(here.destinations) == set(peer.destinations)
        )
