"""All partnerships of the evidence as pages about all see them, without a build: their traits are real."""

from __future__ import annotations

from pathlib import Path

from gspbrief.collection.listing import Listing
from gspbrief.evidence.slices import Evidence


def listings(root: Path) -> list[Listing]:
    """A listing for each partnership, with a title that no page may take for markup."""
    return [
        Listing(
            here,
            "brief",
            here.name,
            "told </script> `` of",
            "",
            "",
            (0, 0, 0),
            {},
            f"{name}/index.html",
            "",
            own={"p": 0.4},
        )
        for name, here in Evidence(root / "data").partnerships.items()
    ]
