"""What the page on designing a partnership prints: what is held on each choice, and the model to fill."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gspbrief.brief.addresses import common_from, row_address
from gspbrief.brief.explorer_page import inert, number_forms
from gspbrief.collection.choice_effects import EFFECTS
from gspbrief.collection.course_needs import (
    HEALTH,
    NEEDS,
    agreed_with_listed,
    safeguarded,
    said_of_needs,
    year_of_list,
)
from gspbrief.collection.design_cases import CHOICES, answers, in_short, led_to, steps
from gspbrief.collection.listing import Listing
from gspbrief.evidence.sources import Source
from gspbrief.evidence.study import Row
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.typography import capital
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import DRAWN, Assumptions
from gspbrief.scenario.symbols import PARTY_WORDS, SYMBOL_MEASURES, UNITS

Values = Mapping[str, object]

TRACKS = ("home_and_away", "away", "home")
BETWEEN = ("D", "E", "O", "A")  # whom a partnership is agreed between
PARTIES = (*BETWEEN, "H", "F", "X", "Z")
SHOWN_CASES = 2  # of an answer, in the note
COUNTRY_MEASURES = ("share", "ratio")  # units in which a country's figures stand


@dataclass(frozen=True, slots=True)
class Held:
    """What the evidence holds that a designer asks for.

    Attributes
    ----------
    context, design : sequence of Row
        The tables of that name.
    assumptions : Assumptions or None
        None where a project has none.
    sources : mapping of str to Source
        The bibliography.
    """

    context: Sequence[Row]
    design: Sequence[Row]
    assumptions: Assumptions | None
    sources: Mapping[str, Source]


def designing(listed: Sequence[Listing], held: Held, form: Format) -> Values:
    """The values of the page in a language and house style."""
    here = [one.partnership for one in listed]
    known = {row["country"] for row in held.context if row["country"]}
    model = held.assumptions
    return {
        "origins": _countries({code for one in here for code in one.origins} | known, form),
        "destinations": _countries({code for one in here for code in one.destinations}, form),
        "sectors": _words("sector", {one.sector for one in here}, form),
        "tracks": [(word, form.word("tracks", word)) for word in TRACKS],
        "parties": [(party, form.word("party", PARTY_WORDS[party])) for party in BETWEEN],
        "choices": [(name, answers(name, listed, held.design, form)) for name in CHOICES],
        "led_to": lambda one: led_to(one, form),
        "steps": steps(listed, held.design, form),
        "preset": _preset(listed),
        "accounts": _accounts(model, form) if model else [],
        "data": lambda words: _data(listed, held, form, words),
    }


def _preset(listed: Sequence[Listing]) -> dict[str, str]:
    """What stands chosen at first: the way of the partnership known best of those with one trade, if any."""
    of_one = [
        one
        for one in listed
        if one.partnership.origins
        and one.partnership.destinations
        and one.partnership.sector not in ("", "multiple")
    ]
    here = min(of_one, key=lambda one: (-len(one.answered), one.id), default=None)
    if here is None:
        return {}
    ends = {"origin": here.partnership.origins[0], "destination": here.partnership.destinations[0]}
    return {**ends, "sector": here.partnership.sector}


def _countries(codes: set[str], form: Format) -> list[tuple[str, str]]:
    named = [(code, form.country(code)) for code in codes]
    return sorted(named, key=lambda pair: alphabetical(pair[1]))


def _words(vocabulary: str, words: set[str], form: Format) -> list[tuple[str, str]]:
    named = [(word, form.word(vocabulary, word)) for word in words if word]
    return sorted(named, key=lambda pair: alphabetical(pair[1]))


def _accounts(assumptions: Assumptions, form: Format) -> list[tuple[str, str]]:
    """Each party that something flows to or from, with its account in the base case."""
    scenario = evaluate(assumptions, assumptions.rate)
    return [
        (
            capital(form.word("party", PARTY_WORDS[party])),
            _money(scenario.npv[party], assumptions.currency, form),
        )
        for party in PARTIES
        if party in scenario.paid_or_gained
    ]


def _money(amount: float, currency: str, form: Format) -> str:
    return form.money([float(f"{amount:.3g}")], currency)


def _data(listed: Sequence[Listing], held: Held, form: Format, words: Mapping[str, object]) -> Markup:
    """What the page's script needs, as JSON that ends no element."""
    currency = held.assumptions.currency if held.assumptions else ""
    place = {one.id: n for n, one in enumerate(listed)}
    content = {
        "words": dict(words),
        "format": number_forms(form, currency),
        "context": _context(held.context, form),
        "entries": [_entry(one, form) for one in listed],
        "course": [
            {"name": name, "ends": NEEDS[name].ends, "said": said}
            for name, said in said_of_needs(listed, held.design, held.sources, form).items()
        ],
        "safeguards": {
            "sectors": sorted(HEALTH),
            "on": safeguarded(held.context, held.sources, form),
            "year": year_of_list(held.context),
            "agreed": agreed_with_listed(listed, held.context, held.design, held.sources, form),
        },
        "effects": {
            name: {
                answer: {"values": dict(effect.values), "payers": dict(effect.payers)}
                for answer, effect in answered.items()
            }
            for name, answered in EFFECTS.items()
        },
        "cases": {
            name: {
                answer: [place[case.one.id] for case in cases if case.one][:SHOWN_CASES]
                for answer, _, cases in answers(name, listed, held.design, form)
                if cases
            }
            for name in CHOICES
        },
        "newer": form.word("model", "global_skill_partnership"),
        "model": _model(held.assumptions, form) if held.assumptions else None,
    }
    return Markup(inert(json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False)))


def _context(rows: Sequence[Row], form: Format) -> dict[str, dict[str, tuple[str, str]]]:
    """By country its figures, by what they are: the figure, and where its row stands."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows:
        if not row["country"] or row["unit"] not in COUNTRY_MEASURES:
            continue
        value = float(row["value"])
        text = form.percent(form.number(100 * value, 1)) if row["unit"] == "share" else form.number(value, 1)
        address = row_address(common_from(form.lang), f"context.csv#{row['id']}")
        found.setdefault(row["country"], {})[form.word("measure", row["measure"])] = (text, address)
    return found


def _entry(one: Listing, form: Format) -> dict[str, object]:
    here = one.partnership
    return {
        "name": one.name,
        "page": one.page,
        "sector": form.word("sector", here.sector) if here.sector else "",
        "led_to": led_to(one, form),
        "short": in_short(one, form),
        "payer": form.word("who_paid", one.payer) if one.payer else "",
        "status": form.word("partnership_status", here.status) if here.status else "",
        "answered": len(one.answered),
        "traits": [[points, list(words)] for points, words in here.traits if words],
        "own": dict(one.own),
    }


def _model(assumptions: Assumptions, form: Format) -> dict[str, object]:
    ranges = {symbol: list(ends) for symbol, ends in assumptions.ranges.items()}
    return {
        "assumptions": {
            **{name: entry.value for name, entry in assumptions.entries.items() if name in DRAWN},
            "share": {kind: dict(split) for kind, split in assumptions.share.items()},
        },
        "ranges": ranges,
        "currency": assumptions.currency,
        "names": {
            name: form.word("measure", measure) for name, measure in SYMBOL_MEASURES.items() if name in DRAWN
        },
        "units": {name: UNITS[entry.unit][0] for name, entry in assumptions.entries.items()},
        "parties": [(party, form.word("party", PARTY_WORDS[party])) for party in PARTIES],
    }
