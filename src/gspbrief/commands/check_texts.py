"""What a build would refuse in the texts and notebooks of a project, told before anything is built."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

from gspbrief.brief.sections import templates_of
from gspbrief.brief.template_trees import rootless, strings, tree_of, unprinted
from gspbrief.brief.templates import SHARED, SUFFIX, broken, environment, project_environment
from gspbrief.brief.typed_numbers import typed_numbers
from gspbrief.errors import NotebookError, Problem, TemplateError
from gspbrief.evidence.descriptor import nearly_called
from gspbrief.language.languages import languages
from gspbrief.project.general import general
from gspbrief.project.inputs import Project
from gspbrief.project.plain_texts import MOST_BYTES
from gspbrief.project.subjects import ORIGINAL, UNLISTED

EDITED = ("data", "briefs", "notebooks", "_extensions")
TEXTS = (".csv", ".yaml", ".bib", ".json", ".ipynb", ".j2", ".css", ".lua", ".typ", ".md")
_CONFLICT = re.compile(rb"^(?:<{7}|>{7}) .*$|^={7}\r?$", re.MULTILINE)
_FORMS = ("partnership", "fact-sheet", "topic", "press")  # with whose general text a brief begins
_PAGES = "pages"  # texts with digits of their own, which are no briefs'


def conflicts(root: Path) -> list[Problem]:
    """The files in which git has left both sides of a merge, with the line and what stands there."""
    found = (_conflict(root, path) for top in EDITED for path in sorted((root / top).rglob("*")))
    return [problem for problem in found if problem]


def _conflict(root: Path, path: Path) -> Problem | None:
    if path.suffix not in TEXTS or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes()
    marks = list(_CONFLICT.finditer(content))
    if not any(mark[0].startswith(b"<") for mark in marks):
        return None
    line = content.count(b"\n", 0, marks[0].start()) + 1
    what = f"holds both sides of a merge: {marks[0][0].decode('utf-8', 'replace').strip()}"
    return Problem(path.relative_to(root).as_posix(), line, "", what, "keep one side, without the marks")


def texts(root: Path) -> Iterator[Problem]:
    """What is wrong with a project's templates: their syntax, numbers typed into them, what no page shows."""
    read = (*languages(), SHARED, _PAGES)
    for folder in sorted((root / "briefs").glob("*/")):
        if folder.name not in read and any(folder.rglob(f"*{SUFFIX}")):
            todo = f"texts stand in the folder of a language: {', '.join(languages())}"
            yield Problem(f"briefs/{folder.name}", 0, "", "no brief has the texts in it", todo)
    for path in sorted((root / "briefs").rglob(f"*{SUFFIX}")):
        name = path.relative_to(root).as_posix()
        if path.relative_to(root / "briefs").parts[0] == _PAGES:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            yield Problem(name, 0, "", f"byte {error.start + 1} is no letter of UTF-8", "save it as UTF-8")
            continue
        except OSError as error:
            yield Problem(
                name, 0, "", f"it cannot be read ({error.strerror})", "put a text there, or nothing"
            )
            continue
        yield from _of_template(root / "briefs", path, text)


def _of_template(briefs: Path, path: Path, text: str) -> Iterator[Problem]:
    file = path.relative_to(briefs.parent).as_posix()
    lang, *below = path.relative_to(briefs).parts
    name, env = "/".join(below), environment([])
    if is_read := lang in (SHARED, *languages()):
        env = project_environment(briefs, ORIGINAL if lang == SHARED else lang, "")
    if wrong := broken(lambda: tree_of(env, name) if is_read else env.parse(text)):
        yield Problem(file, wrong[0], "", wrong[1])
        return
    for line, words in typed_numbers(text):
        todo = "name a finding: `gspbrief names ID`"
        yield Problem(file, line, "", f"a number is typed: “{words}”", todo)
    if is_read:
        tree = tree_of(env, name)
        for line, what, todo in (*unprinted(env, tree), *rootless(name, tree)):
            yield Problem(file, line, "", what, todo)


def unread(root: Path) -> Iterator[Problem]:
    """General texts that no brief begins with, no notebook has as its section and no other text asks for."""
    briefs, common, folders = root / "briefs", general() / "briefs", (SHARED, *languages())
    held = [path for folder in folders for path in sorted((briefs / folder).glob(f"*{SUFFIX}"))]
    known = {f"{form}.md{SUFFIX}" for form in (*_FORMS, *UNLISTED)}
    if common != briefs:
        known |= {path.name for folder in folders for path in (common / folder).glob(f"*{SUFFIX}")}
    left: set[str] = set()
    try:
        known.update(name for notebook in Project(root).all_notebooks for name in templates_of(notebook))
        names = {path.name for path in held} - known
        if broken(lambda: left.update(_unasked(names, briefs))):
            return
    except (NotebookError, TemplateError, OSError):
        return  # `notebooks` and `texts` tell of what cannot be read
    read = sorted((known | names) - left)
    for path in held:
        if path.name in left:
            kind = "".join(path.suffixes)
            near = nearly_called(path.name, [name for name in read if name.endswith(kind)])
            todo = f"did you mean {near}?" if near else "ask for it in another text"
            file = path.relative_to(root).as_posix()
            yield Problem(file, 0, "", "no brief, notebook or other text asks for it", todo)


def _unasked(names: Set[str], briefs: Path) -> set[str]:
    """Those of these names that no text has in quotes, as where it extends, imports or includes another."""
    left = set(names)
    for lang in languages():
        env = project_environment(briefs, lang, "")
        for folder in (SHARED, lang):
            for path in sorted((briefs / folder).rglob(f"*{SUFFIX}")):
                if not left:
                    return left
                left -= set(strings(tree_of(env, path.relative_to(briefs / folder).as_posix())))
    return left


def notebooks(root: Path) -> Iterator[Problem]:
    """The first notebook that no build could read, or that says of itself what is not known."""
    try:
        _ = Project(root).all_notebooks
    except NotebookError as error:
        yield Problem(error.where, 0, "", error.what, error.todo)
