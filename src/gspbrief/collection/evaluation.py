"""What the page on evaluation prints: what a partnership is to record, what pilots of some sizes show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from gspbrief.brief.explorer_page import inert, number_forms
from gspbrief.collection import sample_sizes as sizes
from gspbrief.collection.indicators import INDICATORS, rows
from gspbrief.collection.sample_sizes import Pilot
from gspbrief.evidence import forms
from gspbrief.language.formats import Format

PEOPLE = (50, 100, 200, 400, 800, 1600)
LOST, CLASS, LIKENESS = 0.2, 20, 0.05  # of the table, an example: nobody knows them of a pilot beforehand
RARE, EVEN, RISE = 0.3, 0.5, 0.1
_PAYERS = "payer_share"  # one line of the list, a row for each payer in the workbook

WORKBOOK = "indicators.xlsx"
OURS = "ours"  # the id in it, until a partnership has one of its own

Values = Mapping[str, object]


def workbook(data: Path) -> bytes:
    """A form with a row for each figure to record, all but the figure, its dates and its source filled in.

    Parameters
    ----------
    data : Path
        Folder of the evidence, whose package describes the tables.
    """
    begun = rows(OURS)
    return forms.form(data, list(begun), begun=begun)


def listed() -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators by table, each by the name that its words have, with its moment; payers are one."""
    found: dict[str, dict[str, str]] = {}
    for one in INDICATORS:
        name = _PAYERS if one.measure == _PAYERS else one.name
        found.setdefault(one.table, {})[name] = one.moment
    return [(table, list(held.items())) for table, held in found.items()]


def evaluation(form: Format) -> Values:
    """The values of the page in a language and house style."""
    return {
        "tables": listed(),
        "workbook": WORKBOOK,
        "setting": _setting(form),
        "pilots": [(form.number(people), _detected(people, form)) for people in PEOPLE],
        "calculator": lambda words: _calculator(form, words),
    }


def _setting(form: Format) -> Mapping[str, str]:
    shares = {
        "level": sizes.LEVEL,
        "power": sizes.POWER,
        "lost": LOST,
        "rare": RARE,
        "even": EVEN,
        "risen": EVEN + RISE,
    }
    return {
        **{name: percent(share, form) for name, share in shares.items()},
        "points": form.number(100 * RISE),
        "cluster": form.number(CLASS),
        "icc": form.number(LIKENESS),
    }


def _detected(people: int, form: Format) -> tuple[str, ...]:
    """What a pilot of this size notices; blank where nothing that can be, or of too few classes."""
    single = Pilot(people=people, attrition=LOST)
    pilots = [single]
    if people >= sizes.fewest_people(CLASS, single.offered):
        pilots.append(replace(single, cluster=CLASS, icc=LIKENESS))
    shares = [sizes.detectable_share(pilot, RARE) for pilot in pilots]
    shares += [None] * (2 - len(pilots))
    ratio = sizes.detectable_hazard_ratio(single, RARE)
    return (
        *("" if share is None else percent(share, form) for share in shares),
        "" if ratio is None else form.number(ratio, 1, fixed=True),
        percent(sizes.power_of_shares(single, EVEN, EVEN + RISE), form),
    )


def percent(share: float, form: Format) -> str:
    """A share in whole percent, as the page's calculator writes it too."""
    return form.percent(form.number(100 * share, 0))


def _calculator(form: Format, words: Mapping[str, str]) -> Markup:
    content = {"format": number_forms(form), "words": dict(words)}
    return Markup(inert(json.dumps(content, ensure_ascii=False, sort_keys=True)))
