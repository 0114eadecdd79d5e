"""Of what kind a partnership is, as far as that says which quantities and questions it can be asked for.

A dialogue has no graduates, a fund trains nobody: what they cannot have is neither missed nor asked.
"""

from __future__ import annotations

from collections.abc import Callable

from gspbrief.evidence.study import Partnership

Fits = Callable[[Partnership], bool]

DEGREE = ("1", "2")
"""Major groups of ISCO-08 at its fourth skill level: occupations that call for a degree (ISCED 6 and up)."""
NOT_RUN = ("planned", "not_implemented")
NOBODY_LEFT = ("not_implemented", "trained_not_moved")


def kind_of(here: Partnership) -> str:
    """Whether it trains, places or moves people, is about money sent home, or is a dialogue or network.

    In funds and agreements on money sent home, and in dialogues and networks, nobody is trained or placed:
    what becomes of people is asked of the others, and counted over them.
    """
    if here.iom_theme == "remittances":
        return "funds"
    meets = here.kind in ("dialogue", "network") or here.iom_theme == "regional_dialogue"
    return "dialogues" if meets else "programmes"


def handles_people(here: Partnership) -> bool:
    """Whether it trains, places or moves people."""
    return kind_of(here) == "programmes"


def anyone(_: Partnership) -> bool:
    """Any partnership: all of them cost something that somebody pays."""
    return True


def moves_people(here: Partnership) -> bool:
    """Whether people move to work through it, as through both models of partnership."""
    return here.model != "neither" or bool(here.tracks)


def could_leave(here: Partnership) -> bool:
    """Whether anybody could move through it: a programme that stopped before that has no one who did."""
    return moves_people(here) and here.status not in NOBODY_LEFT


def moves_ashore(here: Partnership) -> bool:
    """Whether those who leave move to another country: seafarers sign on, and are counted as employed."""
    return could_leave(here) and here.sector != "shipping"


def trains_for_home(here: Partnership) -> bool:
    """Whether it trains people for work at home as well, as a global skill partnership does."""
    return here.model == "global_skill_partnership"


def teaches(here: Partnership) -> bool:
    """Whether anybody may be taught in it: elsewhere a test that people pass is no training."""
    return here.training_place != "none"


def trains(here: Partnership) -> bool:
    """Whether people move who were trained for it: elsewhere nobody finishes a course."""
    trained = here.oecd_class or trains_for_home(here) or here.tracks == "home_and_away"
    return moves_people(here) and bool(trained)


def sends_money(here: Partnership) -> bool:
    """Whether it is about money that migrants send."""
    return here.iom_theme == "remittances"


def talks(here: Partnership) -> bool:
    """Whether governments talk in it: a dialogue, or a frame for policy."""
    return here.kind == "dialogue" or here.sector == "policy"


def brings_back(here: Partnership) -> bool:
    """Whether it helps people who live abroad to go back, for a time or for good, with what they can do."""
    circulates = here.kind == "programme" and here.iom_theme == "human_capital_circulation"
    return circulates and not (moves_people(here) or talks(here))


def moves_or_brings_back(here: Partnership) -> bool:
    """Whether people go in either direction through it."""
    return could_leave(here) or brings_back(here)


def moves_or_sends_money(here: Partnership) -> bool:
    """Whether money is sent home by those whom it moves, or through it."""
    return could_leave(here) or sends_money(here)


def moves_graduates(here: Partnership) -> bool:
    """Whether every occupation that it moves people to calls for a degree.

    Only then does the prospect of leaving bear on who takes one. Where it also moves seasonal workers, hotel
    staff or practical nurses, a figure on the tertiary-educated says nothing of them.
    """
    degrees = [code.startswith(DEGREE) for code in here.isco08]
    return moves_people(here) and bool(degrees) and all(degrees)
