"""What a sentence claims of its figures, in a form that is checked whenever it is printed.

A tag stands on a line of its own right above the paragraph that it is for, and prints nothing::

    {% claim migration["2017"] < migration["2018"] < migration["2019"] %}
    Placements rose in each year from 2017 to 2019.

Where a reader may lay other figures under a text, such as a scenario of the model, a passage that claims has
another beside it, which is printed where the claim does not hold or cannot be decided::

    {% claimed model.state > 0.5 %}
    In most draws the account is below zero.
    {% else %}
    In {{ model.state }} of the draws the account is below zero.
    {% endclaimed %}
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from gspbrief.brief.comparisons import Comparable, Compared, Quantity
from gspbrief.errors import TemplateError
from gspbrief.language.labels import words

if TYPE_CHECKING:
    from gspbrief.brief.named_findings import NamedFindings


@dataclass(frozen=True)
class NotOurs:
    """Why a paragraph that compares has nothing to check: a source says so, or no figures are compared."""

    why: str


class Claims(Extension):
    """The tags ``{% claim a < b, c > 0.5 %}`` and ``{% claimed a < b %}…{% else %}…{% endclaimed %}``."""

    tags = {"claim", "claimed"}  # noqa: RUF012 (Jinja has it so)

    def parse(self, parser: Parser) -> nodes.Node:
        """A tag as a statement that checks each of its claims, or chooses a passage by them."""
        tag = next(parser.stream)
        claims = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            claims.append(parser.parse_expression())
        if tag.value == "claim":
            return nodes.ExprStmt(self.call_method("check", claims, lineno=tag.lineno), lineno=tag.lineno)
        passage = parser.parse_statements(("name:else", "name:endclaimed"))
        if next(parser.stream).value != "else":
            parser.fail("a passage that is printed if a claim holds needs {% else %} and another", tag.lineno)
        other = parser.parse_statements(("name:endclaimed",), drop_needle=True)
        return nodes.If(self.call_method("holds", claims), passage, [], other, lineno=tag.lineno)

    @classmethod
    def holds(cls, *claimed: object) -> bool:
        """Whether all of it holds; what cannot be decided does not. ``x.found`` may be asked as well.

        Raises
        ------
        TemplateError
            If something is neither.
        """
        cls.check(*(claim for claim in claimed if not isinstance(claim, (Compared, bool))))
        return all(claim.holds if isinstance(claim, Compared) else claim for claim in claimed)

    @staticmethod
    def check(*claimed: object) -> None:
        """Refuse a claim that does not hold.

        Raises
        ------
        TemplateError
            With the comparison and the values of its figures.
        """
        for claim in claimed:
            if not isinstance(claim, (Compared, NotOurs)):
                raise TemplateError(
                    f"a claim of {claim!r} cannot be checked",
                    todo="Compare findings, or give count, absent, said_by, states or no_comparison",
                )
            if isinstance(claim, Compared) and not claim:
                raise TemplateError(
                    f"it is not so that {claim.text}", todo="Rewrite the sentence that claims it"
                )


def count(evidence: Iterable[object]) -> Quantity:
    """How many of some findings have a value, for claims such as ``count(costs.own) == 1``."""
    found = [one for one in evidence if getattr(one, "found", True)]
    name = getattr(evidence, "name", "these")
    return Quantity(f"count({name})", f"{len(found)}", len(found), len(found))


def absent(*evidence: NamedFindings) -> Compared:
    """That nothing is held of some quantities, for sentences that say that no figure was found.

    A quantity that is looked for and that several measures give, such as ``outcomes.remittances``, is absent
    only where the search of it says so: a row of any measure that gives it breaks the sentence.
    """
    held = []
    for one in evidence:
        held += [f.id for f in one.findings if f.found]
        if not one.findings and one.name.split(".")[1] in words("missing"):
            held.append(f"a figure that gives {one.name}, or it was not looked for here")
    names = ", ".join(one.name for one in evidence)
    return Compared(f"nothing is held of {names}: there is {', '.join(held) or 'none'}", not held)


def total(evidence: Iterable[Comparable]) -> Quantity:
    """What some figures come to together, for claims such as ``a / total(paid) > 0.5``.

    Raises
    ------
    TemplateError
        If there are none, or they are unlike.
    """
    figures = [one.quantity() for one in evidence]
    if not figures:
        raise TemplateError("there is nothing to add up", todo="Ask `.found` first")
    return reduce(Quantity.__add__, figures)


def said_by(source: str, consulted: Container[str]) -> NotOurs:
    """Of a comparison that a source makes: the paragraph cites it.

    Raises
    ------
    TemplateError
        If that source was not consulted.
    """
    if source not in consulted:
        raise TemplateError(f"{source!r} is no source that was consulted", todo="Name the source by its key")
    return NotOurs(source)


def states(*rows: str, held: Container[str]) -> NotOurs:
    """Of a paragraph that tells what rows of ``design.csv`` say, and cites the source of each.

    Raises
    ------
    TemplateError
        If there is no such row.
    """
    for row in rows:
        if row not in held:
            raise TemplateError(f"there is no statement {row!r}", todo="Name a row of design.csv")
    return NotOurs(", ".join(rows))


def unstated(partnership: str, feature: str, held: Container[tuple[str, str]]) -> Compared:
    """That no row of ``design.csv`` says something of a partnership, as where no reason of an end was found.

    Parameters
    ----------
    held : container of tuple of str
        Of each row the partnership and the feature.
    """
    holds = (partnership, feature) not in held
    return Compared(f"no row states the {feature} of {partnership}", holds)


def no_comparison(reason: str) -> NotOurs:
    """Of a paragraph with words that compare, where no figures are compared.

    Raises
    ------
    TemplateError
        If there is no reason.
    """
    if not reason.strip():
        raise TemplateError("no reason is given why nothing is compared")
    return NotOurs(reason)
