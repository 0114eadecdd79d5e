"""The scenario explorer in a brief: data and words for the page's script, and the model beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

from gspbrief.errors import TemplateError
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.language.formats import MILLION, Format
from gspbrief.language.typography import capital

WORDS = (
    "as_set",
    "base",
    "beside",
    "caption",
    "chart",
    "chosen",
    "even_at",
    "forgotten",
    "four",
    "hint",
    "input",
    "legend",
    "less",
    "losers",
    "more",
    "never",
    "no_loser",
    "nobody",
    "not_repaid",
    "others",
    "own",
    "party",
    "placed",
    "reset",
    "solve",
    "span",
    "sponsor_only",
    "stock",
    "unmoved",
)
"""What a template says of an explorer; those of its sentence hold places in braces for figures."""

_THOUSANDS = 10_000  # the least number that every language groups


def explorer_markdown(
    exhibit: Exhibit, form: Format, words: Mapping[str, str], site_root: str
) -> tuple[Markup, dict[str, str]]:
    """The explorer as a raw block for the page, and the files that it needs beside it.

    Without its script the block shows nothing: what it starts from is printed as tables.

    Parameters
    ----------
    words : mapping
        By the names in `WORDS`.

    Raises
    ------
    TemplateError
        If a word is missing or not among them.
    """
    if strays := sorted(set(WORDS) ^ set(words)):
        raise TemplateError(
            f"the explorer {exhibit.id} has no place for, or lacks, {', '.join(strays)}",
            todo=f"It takes {', '.join(WORDS)}",
        )
    file = f"data/{exhibit.id.replace('/', '-')}.js"
    text = json.dumps(_content(exhibit, form, words), ensure_ascii=False, sort_keys=True, allow_nan=False)
    lines = (
        "```{=html}",
        f'<script type="application/json" class="explorer-data">{inert(text)}</script>',
        f'<script src="{file}" defer></script>',
        f'<script src="{site_root}assets/numbers.js" defer></script>',
        f'<script src="{site_root}assets/solve.js" defer></script>',
        f'<script src="{site_root}assets/accounts.js" defer></script>',
        f'<script src="{site_root}assets/explorer.js" defer></script>',
        "```",
    )
    return Markup("\n".join(lines)), {file: str(exhibit.spec["model"])}


def inert(text: str) -> str:
    """JSON in which nothing can end the script element or the raw block around it."""
    return text.replace("<", "\\u003c").replace("`", "\\u0060")


def _content(exhibit: Exhibit, form: Format, words: Mapping[str, str]) -> dict[str, object]:
    spec = exhibit.spec
    parties, forgotten, others, cases = (spec[name] for name in ("parties", "forgotten", "others", "cases"))
    assert isinstance(parties, Mapping)
    assert isinstance(forgotten, list)
    assert isinstance(others, list)
    assert isinstance(cases, Mapping)
    return {
        **{name: spec[name] for name in ("assumptions", "ranges")},
        "controls": [
            {**row, "name": capital(form.word("measure", str(row["measure"]))), "first": row in exhibit.data}
            for row in (*exhibit.data, *others)
        ],
        "cases": [{"id": name, "name": form.word("case", name), **case} for name, case in cases.items()],
        "parties": [
            {"id": party, "name": form.word("party", word), "forgotten": party in forgotten}
            for party, word in parties.items()
        ],
        "format": number_forms(form, str(spec["currency"])),
        "words": dict(words),
    }


def number_forms(form: Format, currency: str = "") -> dict[str, object]:
    """How the language and the house style write numbers, for a page's scripts, which know neither.

    Parameters
    ----------
    currency : str
        Of the money that the page prints; blank where it prints none.
    """
    return {
        "locale": str(form.locale).replace("_", "-"),
        "group": "".join(c for c in form.number(_THOUSANDS) if not c.isdigit()),
        "percent": form.percent("{n}"),
        "years": {"one": form.word("unit_one", "years"), "other": form.word("unit", "years")},
        "to": form.word("phrase", "to"),
        "between": form.series(("", "")),
        **(_money_forms(form, currency) if currency else {}),
    }


def _money_forms(form: Format, currency: str) -> dict[str, object]:
    return {
        "money": form.money([1], currency).replace(form.number(1), "{n}"),
        "million": {
            word: form.money([count * MILLION], currency).replace(form.number(count), "{n}", 1)
            for word, count in (("one", 1), ("other", 2))
        },
    }
