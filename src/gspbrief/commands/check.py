"""What people edit, checked at once: all that a build reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path, PurePosixPath

from gspbrief.brief.passages import written
from gspbrief.brief.publication import read_publication
from gspbrief.commands.check_texts import conflicts, notebooks, texts, unread
from gspbrief.commands.check_topics import undrawable
from gspbrief.errors import EvidenceError, GspBriefError, Problem, TemplateError
from gspbrief.evidence.checks import check
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.reading import read_partnerships
from gspbrief.evidence.slices import SURVEY_FOLDER, SURVEYS, Evidence
from gspbrief.evidence.tables import read_rows
from gspbrief.language import styles
from gspbrief.language.evidence_texts import FILE, read_texts
from gspbrief.language.languages import LANGUAGES, common_labels, language, languages
from gspbrief.language.own_words import Labels, incomplete, lacking, misfitting, own_labels
from gspbrief.project.general import WORDS
from gspbrief.project.subjects import ORIGINAL, UNLISTED
from gspbrief.render import fonts
from gspbrief.scenario.assumption import BASE
from gspbrief.scenario.assumptions import read_assumptions
from gspbrief.surveys import survey
from gspbrief.surveys.description import read_description
from gspbrief.surveys.microdata import read_microdata

TEXTS = ("partnerships", "costs", "migration", "outcomes", "design", "context", "revisions")  # printed


def require_all_sound(data: Path, briefs: Path) -> None:
    """Refuse what no build could read or should print.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    briefs : Path
        Folder of ``publication.yaml``.

    Raises
    ------
    EvidenceError
        With every problem of every file.
    """
    root = briefs.parent
    if unmerged := conflicts(root):  # whatever else is wrong follows from them
        raise EvidenceError(unmerged)
    wrong = check(data)
    problems = [*wrong, *([] if wrong else undrawable(data)), *texts(root), *unread(root), *notebooks(root)]
    if not wrong and data.resolve() == (root / "data").resolve():  # texts go with the project's own evidence
        problems += unread_texts(data, briefs)
    problems += _problems(lambda: read_assumptions(data / "assumptions.yaml"))
    if (data / SURVEYS).exists():
        problems += _problems(lambda: _surveys(data / SURVEYS))
    for find in (partial(own_surveys, data), partial(translated_texts, data, briefs)):
        try:
            problems += find()
        except EvidenceError as error:
            problems += error.problems
    problems += _problems(lambda: _cases(data, briefs))
    problems += _problems(lambda: read_publication(briefs / "publication.yaml"))
    problems += _problems(lambda: _own_words(briefs)) + _problems(lambda: _style(briefs))
    problems += _problems(lambda: _translations(briefs))
    problems += _problems(styles.known) + _problems(lambda: fonts.of_brand(root))
    if problems:
        raise EvidenceError(list(dict.fromkeys(problems)))  # what is read from twice is told of once


def _problems(read: Callable[[], object]) -> list[Problem]:
    try:
        read()
    except EvidenceError as error:
        return list(error.problems)
    except GspBriefError as error:
        return [Problem(error.where, 0, "", error.what, error.todo)]
    return []


def _surveys(descriptor: Path) -> None:
    for described in read_package(descriptor).values():
        survey.read(descriptor.parent / described.path)


def _labels(briefs: Path) -> dict[str, Labels]:
    """The labels of each language of the publication."""
    try:
        said = read_publication(briefs / "publication.yaml").languages or (ORIGINAL,)
        return {lang: language(lang).labels for lang in said}
    except TemplateError as error:  # of a language that there is not
        raise EvidenceError([Problem("publication.yaml", 0, "languages", error.what, error.todo)]) from None


def _own_words(briefs: Path) -> None:
    labels, original = _labels(briefs), language(ORIGINAL).labels
    problems = lacking(briefs.parent, {lang: said for lang, said in labels.items() if lang in LANGUAGES})
    for lang, said in labels.items():
        if lang in LANGUAGES:
            own = own_labels(briefs.parent, lang, said)
            problems += misfitting(lang, own, common_labels(ORIGINAL))
        else:
            problems += incomplete(lang, said, original)
            problems += misfitting(lang, said, original, whole=True)
    if problems:
        raise EvidenceError(problems)


def _translations(briefs: Path) -> None:
    """Refuse translations of the publication into what is no language here: no page would have them."""
    held = languages()
    problems = [
        Problem("publication.yaml", 0, f"translations, {lang}", "there is no such language", ", ".join(held))
        for lang in read_publication(briefs / "publication.yaml").translations
        if lang not in held
    ]
    if problems:
        raise EvidenceError(problems)


def _style(briefs: Path) -> None:
    chosen = read_publication(briefs / "publication.yaml").style
    if chosen and chosen not in (known := styles.known()):
        problem = Problem(
            "publication.yaml", 0, "style", f"there is no style {chosen!r:.40}", ", ".join(known)
        )
        raise EvidenceError([problem])


def _cases(data: Path, briefs: Path) -> None:
    """Refuse cases of the model that have no label in a language of the publication."""
    cases = read_assumptions(data / "assumptions.yaml").cases
    problems = [
        Problem(
            f"{WORDS}/{lang}.yaml",
            0,
            f"{vocabulary}.{word}",
            "has no label",
            f"the case {name} of assumptions.yaml in words",
        )
        for lang, said in _labels(briefs).items()
        for name in cases
        for vocabulary, word in (("case", name), ("column", f"case_{name}"))
        if name != BASE and word not in said.get(vocabulary, {})
    ]
    if problems:
        raise EvidenceError(problems)


def unread_texts(data: Path, briefs: Path) -> Iterator[Problem]:
    """Texts by hand on what is neither a partnership nor a topic: no brief has them."""
    known = (*Evidence(data).subjects, *UNLISTED)
    for name in written(briefs):
        subject = PurePosixPath(name).name.partition(".")[0]
        if subject in known:
            continue
        near = get_close_matches(subject, known, 2)
        todo = f"did you mean {' or '.join(near)}?" if near else "`gspbrief list` names those that there are"
        for path in sorted(briefs.glob(f"*/{name}")):
            file = path.relative_to(briefs.parent).as_posix()
            yield Problem(file, 0, "", f"no brief has it: there is no {subject}", todo)


def translated_texts(data: Path, briefs: Path) -> list[Problem]:
    """What is wrong with the evidence's texts in other languages, such as one whose English has changed."""
    files = sorted(briefs.glob(f"*/{FILE}"))
    said = {text for table in TEXTS if files for row in read_rows(data, table) for text in row.values()}
    said |= set(read_assumptions(data / "assumptions.yaml").reasons if files else ())
    todo = "the English as it stands now, or no line"
    problems: list[Problem] = []
    for path in files:
        lang, name = path.parent.name, path.relative_to(briefs.parent).as_posix()
        if unread := _problems(partial(read_texts, briefs, lang)):
            problems += unread
            continue
        problems += [
            Problem(name, 0, "", f"translates what the evidence does not say: {text!r:.80}", todo)
            for text in read_texts(briefs, lang)
            if text not in said
        ]
    return problems


def own_surveys(data: Path) -> list[Problem]:
    """What is wrong with the surveys of partnerships: descriptions, rows, and files without the other."""
    folder = data / SURVEY_FOLDER
    shipped = (folder / DESCRIPTOR).exists() and read_package(folder / DESCRIPTOR)
    found = {path.stem for kind in ("yaml", "csv") for path in folder.glob(f"*.{kind}")}
    known = read_partnerships(data) if found else {}
    problems: list[Problem] = []
    for name in sorted(found - set(shipped or ())):
        description, rows = folder / f"{name}.yaml", folder / f"{name}.csv"
        if name not in known:
            near = "call it as the partnership whose survey it is: `gspbrief list`"
            problems.append(Problem(f"surveys/{name}.*", 0, "", "there is no such partnership", near))
        if not description.exists():
            todo = "`gspbrief survey describe FILE --partnership ID`, with the file outside the project"
            problems.append(Problem(rows.name, 0, "", "lies among the surveys undescribed", todo))
            continue
        problems += _problems(partial(_read_own, rows, description))
    return problems


def _read_own(rows: Path, description: Path) -> None:
    read_microdata(rows, read_description(description))
