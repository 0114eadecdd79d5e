"""The columns that a study is made of, by table; a package may describe more."""

from __future__ import annotations

from collections.abc import Iterable

from gspbrief.errors import EvidenceError, Problem

APPROXIMATE = "~"  # behind a date that is approximate, as in ISO 8601-2

_KINDS = {"": "string", "n": "number", "i": "integer"}
_NEEDED = {
    "partnerships": """
        id name short_name kind origins origins_named destinations sector isco08 isic4 model oecd_class
        class_basis iom_theme start end status status_as_of tracks training_place parent source locator note
    """,
    "costs": """
        id partnership measure value:n low:n high:n range_kind bound unit quantity status about
        origin destination group start end timing base base_n:i base_id source locator
        as_printed grade confidence evidence_root note
        currency price_year:i per payer rest_paid_by component concept place oda
    """,
    "migration": """
        id partnership measure value:n low:n high:n range_kind bound unit quantity status about
        origin destination group start end timing base base_n:i base_id source locator
        as_printed grade confidence evidence_root note track
    """,
    "outcomes": """
        id partnership measure value:n low:n high:n range_kind bound unit quantity status about
        origin destination group start end timing base base_n:i base_id source locator
        as_printed grade confidence evidence_root note
        track currency price_year:i per per_period comparator method se:n n:i
    """,
    "design": """
        id partnership feature answer value:n unit statement source locator confidence note
    """,
    "context": """
        id country measure group value:n low:n high:n bound unit currency price_year:i start end
        source locator grade note
    """,
    "revisions": """
        date partnership what why
    """,
}

COLUMNS = {
    table: {name: _KINDS[kind] for name, _, kind in (word.partition(":") for word in words.split())}
    for table, words in _NEEDED.items()
}


def require(table: str, header: Iterable[str], wanted: Iterable[str] | None = None) -> None:
    """Refuse a table that lacks columns that a study is made of.

    Raises
    ------
    EvidenceError
        Naming each of them.
    """
    known = set(header)
    missing = [name for name in (COLUMNS.get(table, ()) if wanted is None else wanted) if name not in known]
    if missing:
        allowed = "see datapackage.json"
        raise EvidenceError(
            [Problem(f"{table}.csv", 1, name, "the column is missing", allowed) for name in missing]
        )
