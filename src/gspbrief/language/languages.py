"""A language as a value: how it is written, and its words, from one file of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from gspbrief.errors import TemplateError
from gspbrief.language.own_words import own_labels
from gspbrief.project.general import WORDS, home, working_place
from gspbrief.project.subjects import ORIGINAL

_NUMBER = re.compile(r"\d+")
_WORDS = Path(str(files("gspbrief"))) / "language" / "words"
LANGUAGES = tuple(
    sorted((path.stem for path in _WORDS.glob("*.yaml")), key=lambda lang: (lang != ORIGINAL, lang))
)


def languages() -> tuple[str, ...]:
    """The languages of the package, and those for which the project here has a whole file of words."""
    root = home()
    own = sorted(path.stem for path in (root / WORDS).glob("*.yaml")) if root else ()
    return tuple(dict.fromkeys((*LANGUAGES, *own)))


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """A word that is another one before certain sounds.

    Attributes
    ----------
    of, before : str
        Regular expressions: the word, and how what follows it begins.
    to : str
        What stands in its place, which may refer to groups of the first.
    """

    of: str
    before: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Article:
    """The article that a percentage has in a sentence, and what a preposition and it become in any text."""

    article: str
    merged: Mapping[str, str]


_PARTS: dict[str, type[Replacement | Article]] = {
    "elision": Replacement,
    "changed_and": Replacement,
    "percent_article": Article,
}


@dataclass(frozen=True, kw_only=True)
class Language:
    """How a language is written, and its words; what is blank is as the house style has it.

    Attributes
    ----------
    code : str
        Its ISO 639 code, such as ``fr``.
    name : str
        What it calls itself.
    labels : mapping
        By vocabulary and word.
    locale : str
        Of CLDR, such as ``fr_FR``.
    thousands, percent : str
        What stands between groups of digits; a percentage, as ``"{} %"``.
    grouped_from : int
        The least number whose digits are grouped.
    percent_sign, colon, semicolon : str
        Each with the space that stands before it.
    ranges_in_words : bool
        Whether a sentence says *to* between the ends of a range.
    money : str
        The order of ``{currency}`` and ``{amount}``.
    month : str
        The CLDR pattern of a month with its year.
    short_years : bool
        Whether the second year of a span may have two digits.
    quotes : tuple of str
        Quotation marks with the spaces inside them; empty where Pandoc's own will do.
    narrow_before, narrow_after : str
        Marks that have a narrow space, which is typed as a plain one.
    elision : Replacement or None
        Of a word before a figure.
    changed_and : Replacement or None
        Of the last *and* in a list.
    percent_article : Article or None
        Where a percentage has one, and what it makes of the prepositions before it.
    groups : mapping
        English texts of the evidence that say whose figure one is, as in ``first cohort``, and their words;
        a number in a text stands as ``{n}`` on both sides where every number would do.
    places : mapping
        Words that English says of a place in a source, as in ``Section II, note 14``, and what they become.
    spellings : mapping
        By the name of a spelling that a house style may ask for: parts of words, as patterns without
        groups, and what they become.
    small_words : tuple of str
        Those that stay small in a title in capitals; empty where no title is.
    comparing : tuple of str
        Regular expressions: words with which a sentence compares, ranks or denies.
    denying : tuple of str
        Regular expressions: words with which a sentence says that nothing was found.
    """

    code: str
    name: str
    labels: Mapping[str, Mapping[str, str]] = field(repr=False)
    locale: str = ""
    thousands: str = ""
    grouped_from: int = 1000
    percent: str = ""
    percent_sign: str = "%"
    colon: str = ":"
    semicolon: str = ";"
    ranges_in_words: bool = False
    money: str = "{currency} {amount}"
    month: str = "MMMM y"
    short_years: bool = True
    quotes: tuple[str, ...] = ()
    narrow_before: str = ""
    narrow_after: str = ""
    elision: Replacement | None = None
    changed_and: Replacement | None = None
    percent_article: Article | None = None
    groups: Mapping[str, str] = field(default_factory=dict, repr=False)
    places: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    small_words: tuple[str, ...] = ()
    comparing: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()

    def group(self, text: str) -> str:
        """Words for whose figure one is, or the state that partnerships are counted in; empty for none."""
        if not self.groups:  # the evidence is written in this language
            return ""
        state = self.labels["cell"].get(text.replace(" ", "_"), "")
        if said := self.groups.get(text, state):
            return said
        return self.groups.get(_NUMBER.sub("{n}", text), "").format(n="".join(_NUMBER.findall(text)[:1]))

    @cached_property
    def figure_elision(self) -> tuple[re.Pattern[str], str] | None:
        """What finds a word to be elided before a linked figure, and what it becomes."""
        if self.elision is None:
            return None
        figure = rf"(?=\*{{0,2}}\[[{self.elision.before}][^\]]*\]\(#n-)"
        return re.compile(f"{self.elision.of} {figure}"), self.elision.to


def language(code: str) -> Language:
    """A language by its code, with the words of its own that the project here has.

    Raises
    ------
    TemplateError
        If it has no file of words, or one that says what no language is asked for.
    EvidenceError
        If the project's own words are no labels of a vocabulary.
    """
    return _in(working_place(), code)


@cache
def _in(place: Path, code: str) -> Language:
    """A language with the words of the project around a folder, which may have a language of its own."""
    root = home(place)
    if root and code not in LANGUAGES and (whole := root / WORDS / f"{code}.yaml").is_file():
        return _read(whole, code)
    common = _common(code)
    own = own_labels(root, code, common.labels) if root else {}
    return replace(common, labels={**common.labels, **{v: {**common.labels[v], **own[v]} for v in own}})


def common_labels(code: str) -> Mapping[str, Mapping[str, str]]:
    """The labels of a language as the package has them, without those of a project's own."""
    return _common(code).labels


@cache
def _common(code: str) -> Language:
    """A language as the package has it."""
    if code not in LANGUAGES:
        todo = f"There are {', '.join(LANGUAGES)}; gspbrief copy --language {code} begins another"
        raise TemplateError(f"there is no language {code!r}", todo=todo)
    return _read(_WORDS / f"{code}.yaml", code)


def _read(path: Path, code: str) -> Language:
    import yaml

    try:
        said = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        for name, kind in _PARTS.items():
            if name in said:
                said[name] = kind(**said[name])
        for name in ("quotes", "small_words", "comparing", "denying"):
            said[name] = tuple(said.get(name, ()))
        if not all(isinstance(text, str) for words in said["labels"].values() for text in words.values()):
            raise TypeError("a label is no text")
        return Language(code=code, **said)
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise TemplateError(
            str(error), where=path.name, todo="The class Language says what it may hold"
        ) from None
