"""A partnership in the reader's words: where, what kind, on what evidence, and whom it resembles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from markupsafe import Markup

from gspbrief.brief.markdown import citation, english, escape, link
from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.evidence.sources import Bibliography
from gspbrief.evidence.study import Partnership, Study
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital
from gspbrief.project.subjects import ORIGINAL

SHOWN_COUNTRIES = 3  # of each peer
SEVERAL = "multiple"
NEITHER = "neither"  # to be of neither model is nothing to have in common, and no fact to print


@dataclass(frozen=True)
class Statement:
    """One piece of qualitative evidence with its citation.

    Attributes
    ----------
    text : str
        In English, as the evidence holds it.
    form : Format
        The language and house style of the brief.
    """

    feature: str
    answer: str
    text: str
    cite: Markup
    form: Format

    @property
    def foreign(self) -> bool:
        """Whether it is in another language than the brief."""
        return self.form.lang != ORIGINAL and not self.form.translated(self.text)

    @property
    def topic(self) -> str:
        """What it is about, with the answer where there is one, in words."""
        answer = f" ({self.form.word('answer', self.answer)})" if self.answer else ""
        return f"{self.form.word('feature', self.feature)}{answer}"

    @property
    def cited(self) -> Markup:
        """The statement, marked as English where the brief is not, with its citation before the full stop."""
        stop = "." if self.text.endswith(".") else ""
        said = english(self.text.removesuffix("."), self.form)
        return Markup(f"{said} {self.cite}{stop}" if self.cite else f"{said}{stop}")


@dataclass(frozen=True)
class ConsultedSource:
    """One source that was consulted: citation, kind and how deeply it was read, in words."""

    cite: Markup
    kind: str
    depth: str


@dataclass(frozen=True)
class Consulted:
    """The sources that were consulted on a partnership, and how deeply they were read."""

    sources: Bibliography
    form: Format

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.sources)

    @property
    def full(self) -> int:
        """How many were read in full."""
        return sum(source.read_depth == "full" for source in self.sources.values())

    @property
    def excerpts(self) -> int:
        """How many were read in excerpts only."""
        return self.total - self.full

    @property
    def not_found(self) -> str:
        """The phrase for what none of them gives."""
        where = "" if self.full == self.total else "parts_"  # of an excerpt the rest is not known
        phrase = self.form.word("phrase", f"not_found_{where}{'one' if self.total == 1 else 'other'}")
        return phrase.format(n=self.form.number(self.total))

    @property
    def not_found_either(self) -> str:
        """The phrase for what they do not give, once it has been said how many they are."""
        return self.form.word("phrase", "not_found")

    def __iter__(self) -> Iterator[ConsultedSource]:
        for key, source in self.sources.items():
            kind = self.form.word("source_kind", source.kind)
            depth = self.form.word("read_depth", source.read_depth)
            yield ConsultedSource(Markup(f"@{key}"), kind, depth)


@dataclass(frozen=True)
class Profile:
    """What a template may say of the partnership itself.

    Attributes
    ----------
    site_root : str
        Relative address of the site's root, for links to other briefs.
    """

    study: Study
    form: Format
    site_root: str

    @property
    def here(self) -> Partnership:
        """The partnership's row."""
        return self.study.partnership

    @property
    def id(self) -> Markup:
        """Its short name in addresses and commands."""
        return Markup(self.here.id)

    @property
    def name(self) -> str:
        """Its full name."""
        return self.form.named(self.here.name)

    @property
    def short_name(self) -> str:
        """Its name as it stands in headings."""
        return self.form.named(self.here.short_name)

    @property
    def origins(self) -> str:
        """Origin countries as an enumeration, which says where there are others."""
        named = self._countries(self.here.origins)
        if not self.here.origins_named:
            return named
        return self.form.word("origins_named", self.here.origins_named).format(places=named)

    @property
    def destinations(self) -> str:
        """Destination countries as an enumeration."""
        return self._countries(self.here.destinations)

    @property
    def years(self) -> str:
        """The span of years it ran, as far as the sources tell; since when, if no end is known."""
        return years_of(self.here, self.form)

    @property
    def covered(self) -> str:
        """The years that its achieved figures are of; empty if none is dated."""
        years = self.study.years_covered
        return self.form.years(*years) if years else ""

    @property
    def revised(self) -> str:
        """The day on which the evidence on it was last gone over; empty if no revision is noted."""
        days = max(map(str, self.study.revisions["date"]), default="")
        return self.form.date(days) if days else ""

    @property
    def status(self) -> str:
        """Whether it runs, in words, and when the sources say so; empty if unknown."""
        status, when = self.word("partnership_status", self.here.status), self.here.status_as_of
        if not when:
            return status
        date = self.form.date(when.removesuffix(APPROXIMATE))
        date = self.form.word("phrase", "about_date").format(date=date) if APPROXIMATE in when else date
        return self.form.word("phrase", "as_of").format(status=status, date=date)

    @property
    def over(self) -> bool:
        """Whether it is known to have ended, or never to have begun."""
        return self.here.status in ("ended", "not_implemented", "trained_not_moved")

    @property
    def facts(self) -> list[tuple[str, Markup]]:
        """The partnership's features that are known, as label and text, for a page of Pandoc's."""
        return [(name, escape(text)) for name, text in self.features]

    @property
    def features(self) -> list[tuple[str, str]]:
        """The partnership's features that are known, as label and plain text."""
        here = self.here
        texts = {
            "kind": self.word("kind", here.kind),
            "origins": self.origins,
            "destinations": self.destinations,
            "sector": self.word("sector", here.sector),
            "model": self.word("model", here.model if here.model != NEITHER else ""),
            "oecd_class": self._classed(),
            "training_place": self.word("training_place", here.training_place),
            "tracks": self.word("tracks", here.tracks),
            "years": self.years,
            "status": self.status,
        }
        return [(self.form.word("fact", name), text) for name, text in texts.items() if text]

    @property
    def in_short(self) -> str:
        """What sector, from where to where and when; else its full name, if it is not that in headings."""
        here = self.here
        places = " → ".join(filter(None, (self.origins, self.destinations)))
        told = (capital(self.word("sector", here.sector)), places, self.years)
        full = self.name if self.name != self.short_name else ""
        return self.form.series(text for text in told if text) or full

    @property
    def cite(self) -> Markup:
        """The source of the partnership's description."""
        return citation(self.here.source, self.here.locator)

    @property
    def peers(self) -> list[tuple[Markup, str, str]]:
        """The nearest comparable partnerships: link, countries and what they share with this one."""
        return [self._peer(peer) for peer in self.study.peers]

    @property
    def further_reading(self) -> Markup:
        """What may be read on it beside the sources consulted, as citations; empty where nothing is known."""
        here, consulted = self.here.id, self.study.consulted
        found = (
            key for key, one in self.study.sources.items() if here in one.concerns and key not in consulted
        )
        return Markup("; ").join(Markup(f"@{key}") for key in found)

    def design(self, *features: str) -> list[Statement]:
        """The statements on these design features, in the order given; all of them if none is named."""
        frame = self.study.design
        rows = [row for _, row in frame.iterrows()]
        wanted = features or tuple(dict.fromkeys(str(row["feature"]) for row in rows))
        return [
            Statement(
                row["feature"],
                row["answer"],
                row["statement"],
                citation(row["source"], row["locator"]),
                self.form,
            )
            for feature in wanted
            for row in rows
            if row["feature"] == feature
        ]

    def told(self, *features: str) -> list[Statement]:
        """The statements on these design features that read one after the other in the brief's language.

        Of several in a row from one place in a source only the last names it; nothing is said twice.
        """
        said = [one for one in self._once(*features) if not one.foreign]
        return [
            replace(one, cite=Markup("")) if after and after.cite == one.cite else one
            for one, after in zip_longest(said, said[1:])
        ]

    def untold(self, *features: str) -> list[Statement]:
        """The statements on these design features that are held in another language only."""
        return [one for one in self._once(*features) if one.foreign]

    def _once(self, *features: str) -> Iterable[Statement]:
        return {statement.text: statement for statement in self.design(*features)}.values()

    def word(self, vocabulary: str, word: str) -> str:
        """The label of a word; empty for an empty word."""
        return self.form.word(vocabulary, word) if word else ""

    def _some(self, codes: tuple[str, ...]) -> str:
        """The first countries of a list, and how many more there are."""
        rest = len(codes) - SHOWN_COUNTRIES
        if rest < 2:
            return self._countries(codes)
        more = self.form.word("phrase", f"and_more_{self.form.plural(rest)}").format(n=self.form.number(rest))
        names = ", ".join(self.form.in_order(codes)[:SHOWN_COUNTRIES])
        return f"{names} {more}"

    def _countries(self, codes: Iterable[str]) -> str:
        return self.form.countries(codes)

    def _classed(self) -> str:
        if not self.here.oecd_class:
            return ""
        basis = self.word("class_basis", self.here.class_basis)
        return f"{self.word('oecd_class', self.here.oecd_class)} ({basis})"

    def _peer(self, peer: Partnership) -> tuple[Markup, str, str]:
        here = self.here
        shared = [
            self.word("fact", name)
            for name in ("oecd_class", "sector", "model")
            if getattr(here, name) not in ("", NEITHER, SEVERAL)
            and getattr(here, name) == getattr(peer, name)
        ]
        for name in ("origins", "destinations"):
            own, others = set(getattr(here, name)), set(getattr(peer, name))
            if own & others:
                unnamed = name == "origins" and (here.origins_named or peer.origins_named)
                same = own == others and not unnamed
                shared.append(self.word("fact" if same else "shared", name))
        places = f"{self._some(peer.origins)} → {self._some(peer.destinations)}"
        address = f"{self.site_root}{peer.id}/index.html"
        return (
            link(self.form.named(peer.short_name), address),
            places.strip(" →"),
            self.form.listing(text if text[:2].isupper() else text[:1].lower() + text[1:] for text in shared),
        )


def years_of(here: Partnership, form: Format) -> str:
    """The span of years that a partnership ran; since when or until when, if only that is known."""
    if here.start and here.end:
        return form.years(int(here.start[:4]), int(here.end[:4]))
    known = "since" if here.start else "until"
    date = form.date(here.start or here.end)
    return form.word("phrase", known).format(date=date) if date else ""
