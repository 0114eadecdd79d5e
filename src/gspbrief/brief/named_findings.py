"""What templates see of the findings: a name that prints as one figure, linked to where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from markupsafe import Markup

from gspbrief.brief.comparisons import Comparable, Quantity, allowed
from gspbrief.brief.lookup import called
from gspbrief.brief.markdown import anchor, attribute, citation, covered, escape
from gspbrief.brief.print_record import PrintRecord
from gspbrief.errors import TemplateError
from gspbrief.findings.finding import Finding
from gspbrief.language import figures
from gspbrief.language.figures import exact_amount, figure, interval, period, stated
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.language.typography import capital


@dataclass(frozen=True)
class NamedFindings(Comparable):
    """The findings that go by one name; where there is exactly one, it prints as its figure.

    In a template: ``{{ costs.cost_per_graduate }}``, ``{{ migration.placed.where(origin="PHL") }}``,
    ``{{ migration["departed.2016"] }}``, ``{{ migration.arrival_rate["2019"].with_interval }}``; and in
    claims ``{% claim migration["2017"] < migration["2018"] %}``.
    """

    name: str
    findings: tuple[Finding, ...]
    record: PrintRecord
    spell: Callable[[Finding, Format], str] = figure
    initial: bool = False
    in_sentence: bool = False

    def __iter__(self) -> Iterator[NamedFindings]:
        return (replace(self, name=f.id, findings=(f,)) for f in self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, scope: str) -> NamedFindings:
        """The one of the findings whose id is the scope, ends in it, or has its parts in this order.

        Raises
        ------
        TemplateError
            If there is none.
        """
        fitting = called(scope, self.findings)
        if not fitting:
            raise TemplateError(
                f"{self.name} has nothing called {scope!r}", todo=f"It has: {_choices(self.findings)}"
            )
        return replace(self, name=f"{self.name}.{scope}", findings=fitting)

    def where(self, **values: object) -> NamedFindings:
        """The findings whose attributes, or details such as the payer, have these values."""
        fitting = tuple(f for f in self.findings if all(_has(f, key, value) for key, value in values.items()))
        terms = ", ".join(f"{key}={value!r}" for key, value in values.items())
        return replace(self, name=f"{self.name}.where({terms})", findings=fitting)

    @property
    def found(self) -> bool:
        """Whether at least one of them has a value."""
        return any(f.found for f in self.findings)

    @property
    def one(self) -> Finding | None:
        """The finding that prints; None where there is none.

        Raises
        ------
        TemplateError
            If there are several with a value.
        """
        with_value = [f for f in self.findings if f.found]
        if len(with_value) > 1:
            raise TemplateError(
                f"{self.name} has {len(with_value)} values",
                todo=f'Say which with where(...) or ["id"], or use each(...): {_choices(with_value)}',
            )
        return next(iter(with_value or self.findings), None)

    @property
    def finding(self) -> Finding:
        """The one finding.

        Raises
        ------
        TemplateError
            If there is none or more than one.
        """
        if self.one is None:
            raise TemplateError(f"{self.name} has no value here", todo="Ask `.found` first")
        return self.one

    def quantity(self) -> Quantity:
        """The values that the one finding allows."""
        finding, form = self.finding, self.record.form
        return allowed(finding, figure(finding, form) if finding.found else "")

    def markdown(self) -> Markup:
        """The figure in the brief's format, as a link to the numbers annex that carries the finding."""
        finding = self.one
        if finding is None or not is_figure(finding):
            return escape(self.record.consulted.not_found)
        text = escape(self._spelled(finding)) if finding.found else self.record.reason(finding)
        self.record.note(finding)
        shown = text[:1].upper() + text[1:] if self.initial else text
        return linked(shown, finding)

    def _spelled(self, finding: Finding) -> str:
        text = self.spell(finding, self.record.form)
        self.record.shows_interval |= self.spell is _with_interval and bool(
            interval(finding, self.record.form)
        )
        return self.record.form.in_sentence(text) if self.in_sentence else text

    @property
    def capital(self) -> NamedFindings:
        """The same, beginning a sentence: ``More than ...``."""
        return replace(self, initial=True)

    @property
    def with_interval(self) -> NamedFindings:
        """The figure followed by its interval, level and kind in parentheses."""
        return replace(self, spell=_with_interval)

    @property
    def percent(self) -> NamedFindings:
        """A ratio printed as a percentage."""
        return replace(self, spell=lambda finding, form: figure(finding, form, as_percent=True))

    @property
    def exact(self) -> NamedFindings:
        """An amount of money in full instead of in millions."""
        return replace(self, spell=exact_amount)

    @property
    def plain(self) -> NamedFindings:
        """The figure without its hedge, for sentences that say it in words."""
        return replace(self, spell=lambda f, form: figure(replace(f, bound="exact"), form))

    @property
    def as_range(self) -> NamedFindings:
        """Both ends of the figure's range in place of its value."""
        return replace(self, spell=lambda f, form: figure(replace(f, value=None), form))

    @property
    def in_table(self) -> NamedFindings:
        """The figure as a table has it, with what it counts and with its sign where it is a change."""
        return replace(self, spell=stated, in_sentence=False)

    @property
    def alone(self) -> NamedFindings:
        """The figure as it stands by itself and not in a sentence: in Spanish without an article."""
        return replace(self, in_sentence=False)

    @property
    def size(self) -> NamedFindings:
        """The figure without its sign, for sentences that say in words that it is a loss."""
        return replace(self, spell=lambda f, form: figure(_unsigned(f), form))

    def counted(self, one: str = "", other: str = "") -> NamedFindings:
        """The figure and what it counts, in the singular or plural: ``1 person``, ``28 nurses``."""
        return replace(self, spell=lambda finding, form: figures.counted(finding, form, one, other))

    def detail(self, name: str) -> str:
        """A detail of the one finding, such as its payer; empty where it has none."""
        return self.finding.details.get(name, "")

    def words(self, vocabulary: str) -> list[str]:
        """What the details of that name say of each finding, in the words of its vocabulary.

        A detail may hold several words, with commas between them.
        """
        said = [f.details[vocabulary] for f in self.findings if f.details.get(vocabulary)]
        named = [word for text in said for word in text.split(",")]
        return [self.record.form.word(vocabulary, word) for word in dict.fromkeys(named)]

    def side(self, which: str) -> str:
        """The ``first`` or the ``second`` of two groups that a difference compares, in words."""
        along, name = self.detail("along"), self.detail(which)
        if along == "track":
            return self.record.form.word("track", name)
        if along in ("origin", "destination"):
            return self.record.form.country(name)
        return self.record.form.group(name) if along == "group" else name

    @property
    def base(self) -> str:
        """What a share is a share of, in words; empty where unknown."""
        finding = self.finding
        return self.record.form.word("base", finding.base) if finding.base else ""

    @property
    def period(self) -> str:
        """When the figure holds; empty where unknown."""
        return period(self.finding, self.record.form)

    @property
    def origins(self) -> str:
        """The origin countries that the figures are on, as an enumeration; empty for all."""
        codes = dict.fromkeys(code for f in self.findings for code in f.origin.split(";") if code)
        return self.record.form.countries(codes)

    @property
    def refusals(self) -> list[NamedFindings]:
        """The findings without a value, together where they have one reason."""
        groups: dict[str, list[Finding]] = {}
        for f in self.findings:
            if not f.found:
                groups.setdefault(f.details.get("reason", ""), []).append(f)
        return [replace(self, findings=tuple(group)) for group in groups.values()]

    @property
    def why(self) -> Markup:
        """Why there is no value, in words."""
        return self.record.reason(self.findings[0])

    @property
    def label(self) -> str:
        """What was measured, in words."""
        return self.record.form.word("measure", self.finding.measure)

    @property
    def scoped_label(self) -> Markup:
        """What was measured, beginning with a capital, and for which part of the programme."""
        form, finding = self.record.form, self.finding
        what = escape(capital(figures.measured(finding.measure, finding.quantity, form)))
        part = covered(finding, form)
        return Markup(f"{what} ({part})") if part else what

    @property
    def base_or_per(self) -> str:
        """What a share is of, an amount is per, or a change or effect is against; empty where unknown."""
        return figures.of_what(self.finding, self.record.form)

    @property
    def grade(self) -> str:
        """How the value came to be, in words."""
        return self.record.form.word("grade", self.finding.grade)

    @property
    def status(self) -> str:
        """Whether it is a plan, a ceiling or a projection, in words; empty for what was achieved."""
        status = self.finding.status
        return "" if status == "achieved" else self.record.form.word("status", status)

    @property
    def cite(self) -> Markup:
        """Its sources as citations."""
        cited = self.finding.sources
        placed = {c.key for c in cited if c.locator}  # one place in a source is enough
        placed_or_new = [c for c in cited if c.locator or c.key not in placed]
        return Markup(" ").join(citation(c.key, c.locator) for c in placed_or_new)


def is_figure(finding: Finding) -> bool:
    """Whether there is something to explain: a figure, or why one was refused; not for what was not found."""
    return finding.found or finding.details.get("reason", "not_found") != "not_found"


def linked(text: Markup, finding: Finding) -> Markup:
    """Text as a link to the finding's entry in the numbers annex, carrying the finding as data."""
    pairs = {
        "data-finding": finding.id,
        "data-grade": finding.grade if finding.found else "",
        "data-value": _number(finding.value),
        "data-low": _number(finding.low),
        "data-high": _number(finding.high),
    }
    kept = {key: value for key, value in pairs.items() if value or key == "data-value"}
    data = " ".join(f"{key}={attribute(value)}" for key, value in kept.items())
    return Markup(f"[{text}](#{anchor(finding.id)}){{.finding {data}}}")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _has(finding: Finding, key: str, value: object) -> bool:
    if key in finding.__slots__:
        return bool(getattr(finding, key) == value)
    return finding.details.get(key, "") == value


def _choices(findings: Iterable[Finding]) -> str:
    return ", ".join(f.id for f in findings)


def _with_interval(finding: Finding, form: Format) -> str:
    beside = interval(finding, form)
    return f"{figure(finding, form)} ({beside})" if beside else figure(finding, form)


def _unsigned(finding: Finding) -> Finding:
    return finding if finding.value is None else replace(finding, value=abs(finding.value))


@dataclass(frozen=True)
class Subject:
    """The findings of one notebook, by measure, by their whole id or its head, or by some parts of it."""

    name: str
    partnership: str
    findings: tuple[Finding, ...]
    record: PrintRecord

    def __getitem__(self, name: str) -> NamedFindings:
        """The evidence under a name.

        Raises
        ------
        TemplateError
            If the name is neither an id or parts of one nor a measure of the vocabulary.
        """
        ids = (name, f"{self.name}.{name}", f"{self.partnership}.{name}")
        exact = [f for f in self.findings if f.id in ids and f.found]
        computed = f"{name}." if "." in name else f"{self.name}.{name}."
        fitting = exact or [f for f in self.findings if f.measure == name or f.id.startswith(computed)]
        if not fitting and name not in words("measure"):
            fitting = list(called(name, self.findings))
        if not fitting and name not in words("measure"):
            near = get_close_matches(name, [*words("measure"), *(f.id for f in self.findings)], n=3)
            hint = f"Did you mean {' or '.join(near)}?" if near else "words/en.yaml lists every measure"
            raise TemplateError(f"{self.name} has no finding or measure {name!r}", todo=hint)
        return NamedFindings(f"{self.name}.{name}", tuple(fitting), self.record, in_sentence=True)

    @property
    def own(self) -> NamedFindings:
        """Every figure on the partnership itself: none on something else, no remainder of nothing."""
        fitting = (
            f for f in self._here if not f.about and (f.value or f.details.get("payer") != "unallocated")
        )
        return NamedFindings(f"{self.name}.own", tuple(fitting), self.record)

    @property
    def beside(self) -> NamedFindings:
        """The figures held on it that are about something else: what it belongs to, what was before it."""
        return NamedFindings(f"{self.name}.beside", tuple(f for f in self._here if f.about), self.record)

    @property
    def _here(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.partnership == self.partnership)


def each(evidence: NamedFindings | Iterable[NamedFindings]) -> list[NamedFindings]:
    """Every finding that has a value, one after the other."""
    return [one for one in evidence if one.found]


def finalize(value: object) -> Markup:
    """What a template prints for a value: evidence as its figure, Markdown as it is, other text escaped."""
    if isinstance(value, NamedFindings):
        return value.markdown()
    if isinstance(value, (Subject, Mapping)):
        raise TemplateError("a whole subject cannot be printed", todo="Name one of its findings")
    return escape(value)
