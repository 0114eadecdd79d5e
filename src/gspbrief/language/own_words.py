"""Words of a project's own: ``briefs/words/<language>.yaml`` adds labels or changes them.

It holds what a language's file holds under ``labels``, such as ``measure: {women_departed: Women abroad}``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter

from gspbrief.errors import EvidenceError, Problem
from gspbrief.language.letters import strange
from gspbrief.project.general import WORDS
from gspbrief.project.plain_texts import parse_yaml, read_text, refuse

Labels = Mapping[str, Mapping[str, str]]


def own_labels(root: Path, lang: str, vocabularies: Collection[str]) -> Labels:
    """The labels of a project's own in a language, by vocabulary and word; none if it has no such file.

    Parameters
    ----------
    vocabularies : collection of str
        Those that there are.

    Raises
    ------
    EvidenceError
        If the file is no such mapping, or names a vocabulary that there is not.
    """
    name = f"{WORDS}/{lang}.yaml"
    if not (root / name).is_file():
        return {}
    said = parse_yaml(read_text(root / name, name), name)
    if not isinstance(said, dict):
        refuse(name, "holds no vocabularies", "measure: {women_departed: Women among those who left}")
    problems = list(_problems(said, name, vocabularies))
    if problems:
        raise EvidenceError(problems)
    return said


def _problems(said: Mapping[object, object], name: str, vocabularies: Collection[str]) -> Iterator[Problem]:
    for vocabulary, labels in said.items():
        if vocabulary not in vocabularies:
            near = get_close_matches(str(vocabulary), vocabularies, n=1) or sorted(vocabularies)
            yield Problem(name, 0, str(vocabulary), "there is no such vocabulary", f"such as {near[0]}")
        elif not isinstance(labels, dict):
            yield Problem(name, 0, str(vocabulary), "holds no words", "a word and its label in each line")
        else:
            for word, text in labels.items():
                if not isinstance(word, str) or not isinstance(text, str) or not text.strip():
                    yield Problem(name, 0, f"{vocabulary}.{word}", "has no label", "some words in quotes")


def lacking(root: Path, languages: Mapping[str, Labels]) -> list[Problem]:
    """The words of a project's own that have a label in some of its languages and none in others.

    Parameters
    ----------
    languages : mapping
        All labels of each language that the project publishes in.
    """
    own = {lang: own_labels(root, lang, labels) for lang, labels in languages.items()}
    words = dict.fromkeys(
        (vocabulary, word) for said in own.values() for vocabulary, held in said.items() for word in held
    )
    return [
        Problem(
            f"{WORDS}/{lang}.yaml",
            0,
            f"{vocabulary}.{word}",
            "has no label",
            f"as {_having(own, vocabulary, word)} has",
        )
        for lang, labels in languages.items()
        for vocabulary, word in words
        if word not in labels.get(vocabulary, {})
    ]


def incomplete(lang: str, labels: Labels, original: Labels) -> list[Problem]:
    """The words for which a language of a project's own has no label, and the original has."""
    name = f"{WORDS}/{lang}.yaml"
    return [
        Problem(name, 0, f"labels.{vocabulary}.{word}", "has no label", f"{text!r} in this language")
        for vocabulary, words in original.items()
        for word, text in words.items()
        if word not in labels.get(vocabulary, {})
    ]


def misfitting(lang: str, labels: Labels, original: Labels, *, whole: bool = False) -> list[Problem]:
    """The labels of a project's own in a language that could not be printed as they stand.

    They hold letters that no page shows or, where figures are put into a text, other names in braces than the
    original; of one alone, as in ``rows_one``, the number may be written in words.

    Parameters
    ----------
    whole : bool
        Whether the language is the project's own, and its file says more than labels.
    """
    found = []
    for vocabulary, words in labels.items():
        for word, text in words.items():
            place = f"{'labels.' if whole else ''}{vocabulary}.{word}"
            wrong = [
                (f"holds {letter}: {what}", "other letters") for letter, what in strange(text, breaks=False)
            ]
            asked = _filled(original.get(vocabulary, {}).get(word, ""))
            if asked and not _fits(word, _filled(text), asked):
                named = ", ".join(f"{{{name}}}" for name in sorted(asked))
                wrong.append((f"{text!r:.60} cannot be filled in", f"with {named} and no other brace"))
            found += [Problem(f"{WORDS}/{lang}.yaml", 0, place, *one) for one in wrong]
    return found


def _fits(word: str, held: set[str] | None, asked: set[str]) -> bool:
    return held == asked or (held is not None and held < asked and word.endswith("_one"))


def _filled(text: str) -> set[str] | None:
    """The names in braces in a text; None where its braces are none of names."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _having(own: Mapping[str, Labels], vocabulary: str, word: str) -> str:
    holders: Iterable[str] = (lang for lang, said in own.items() if word in said.get(vocabulary, {}))
    return f"{WORDS}/{next(iter(holders))}.yaml"
