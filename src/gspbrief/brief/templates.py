"""The prose templates: Jinja2 made strict, escaping what comes from data, errors naming template and line."""

from __future__ import annotations

import math
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from time import monotonic

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from gspbrief.brief import blocks
from gspbrief.brief.claims import Claims
from gspbrief.brief.named_findings import finalize
from gspbrief.brief.template_trees import extended, text_of, tree_of, unprinted
from gspbrief.brief.typed_numbers import typed_numbers
from gspbrief.errors import GspBriefError, TemplateError
from gspbrief.language.languages import language
from gspbrief.language.typography import NARROW_SPACE, respelled, spaced
from gspbrief.project.general import OF_ONE, folders, is_general
from gspbrief.project.subjects import ORIGINAL

SUFFIX = ".j2"
SHARED = "shared"  # the folder of skeletons, beside each language's folder of passages
LONGEST = 120.0  # seconds for one template; the longest takes a tenth of one
FILTERS = ("length", "first", "last", "sort", "unique")
_NO_BLOCK = re.compile(r"'jinja2\.runtime\.TemplateReference object' has no attribute '(\w+)'")
_WORD = re.compile(r"(?<![@\w/#.-])[A-Za-z][A-Za-z]*(?![\w])")


@cache
def spelling_extension(lang: str, spelling: str) -> list[type[Extension]]:
    """What writes the templates' own words in another spelling; values, ids and citation keys stay."""
    if not language(lang).spellings.get(spelling):
        return []

    class Spelling(Extension):
        """A string in a tag is prose if it holds a space: a headline or a note; words and ids hold none."""

        def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
            """The tokens, those of plain text respelled."""
            for token in stream:
                if token.type == "data" or (token.type == "string" and " " in token.value):
                    text = respelled(token.value, language(lang), spelling, words=_WORD)
                    yield Token(token.lineno, token.type, text)
                else:
                    yield token

    return [Spelling]


@cache
def spacing_extension(lang: str) -> list[type[Extension]]:
    """What gives the templates' own words, typed with plain spaces, those beside the marks of a language."""
    marks = language(lang).narrow_before
    if not marks:
        return []
    leading = re.compile(f" [{re.escape(marks)}]")

    class Spacing(Extension):
        """Text that follows a tag, such as a printed value, may begin with such a space."""

        def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
            """The tokens, those of text with their spaces."""
            before = ""
            for token in stream:
                if token.type in ("data", "string"):
                    text = spaced(token.value, language(lang))
                    leads = token.type == "string" or before in ("variable_end", "block_end")
                    value = NARROW_SPACE + text[1:] if leads and leading.match(text) else text
                    yield Token(token.lineno, token.type, value)
                else:
                    yield token
                before = token.type

    return [Spacing]


class Loader(FileSystemLoader):
    """Reads templates from folders, and says by their content whether a compiled one still holds.

    Their times would not do: of two edits within one tick of the clock the second would not count, nor would
    a template that comes into a folder that is looked through earlier.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Its text, its path, and a function that says whether both are still so.

        What stands in a folder is a passage on one subject: it is looked for in the first folder alone, the
        project's own, and never among the general texts.
        """
        places = self.searchpath[:1] if "/" in template else self.searchpath
        try:
            text, path, _ = FileSystemLoader(places).get_source(environment, template)
        except UnicodeDecodeError as error:
            what = f"byte {error.start + 1} is no letter of UTF-8"
            raise TemplateError(what, where=template, todo="Save it as UTF-8") from error

        def holds() -> bool:
            try:
                return (text, path) == self.get_source(environment, template)[:2]
            except (TemplateNotFound, TemplateError):
                return False

        return text, path, holds


def environment(folders: list[Path], lang: str = ORIGINAL, spelling: str = "") -> Environment:
    """Where templates are looked up and how they print.

    Parameters
    ----------
    folders : list of Path
        Looked through in order.
    lang : str
        The language that the templates are written in.
    spelling : str
        The name of the spelling that they become.

    Notes
    -----
    Comments are ``{## ... ##}`` because Pandoc owns ``{#id}``. Only filters that do not build text are kept:
    one that joins text could carry data past the escaping. The same environment is given again: it keeps its
    templates compiled.
    """
    return _environment(tuple(folders), lang, spelling)


def project_environment(briefs: Path, lang: str, spelling: str) -> Environment:
    """Where the texts of a project in one language are looked up, and those that come with the package.

    Parameters
    ----------
    briefs : Path
        The project's folder with a folder for each language.
    """
    places = (folder for name in (lang, SHARED) for folder in folders(briefs.parent, f"briefs/{name}"))
    return environment(list(places), lang, spelling)


@cache
def _environment(folders: tuple[Path, ...], lang: str, spelling: str) -> Environment:
    env = _Timely(
        loader=Loader(list(folders)),
        undefined=StrictUndefined,
        autoescape=True,  # so that blocks and macros count as finished text; finalize does the escaping
        finalize=finalize,
        comment_start_string="{##",
        comment_end_string="##}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=[Claims, *spelling_extension(lang, spelling), *spacing_extension(lang)],
    )
    env.filters = {name: env.filters[name] for name in FILTERS}
    env.globals = {}
    return env


def render(env: Environment, name: str, values: Mapping[str, object]) -> str:
    """The text of a template.

    Raises
    ------
    TemplateError
        If the template is missing or broken, or asks for what there is not; with its name and line.
    """
    with _named_errors(env, name):
        return env.get_template(name).render(**values)


def render_block(env: Environment, name: str, block: str, values: Mapping[str, object]) -> str:
    """The text of one block of a template or of what it extends; empty where none of them has it.

    Raises
    ------
    TemplateError
        As for a whole template.
    """
    with _named_errors(env, name):
        template = env.get_template(name)
        if block in template.blocks:
            return "".join(template.blocks[block](template.new_context(dict(values)))).strip()
        above = extended(tree_of(env, name))
    return render_block(env, above, block, values) if above else ""


def block_names(env: Environment, name: str) -> tuple[str, ...]:
    """The blocks of a template and then those of what it extends, which a text that extends it may fill.

    Raises
    ------
    TemplateError
        If the template is missing or broken.
    """
    with _named_errors(env, name):
        tree = tree_of(env, name)
    own = [block.name for block in tree.find_all(nodes.Block) if not block.scoped]
    above = extended(tree)
    return tuple(dict.fromkeys((*own, *(block_names(env, above) if above else ()))))


def broken(read: Callable[[], object]) -> tuple[int, str] | None:
    """The line of a template that is no template's, and why; None where it can be read as a tree."""
    try:
        read()
    except TemplateSyntaxError as error:
        return error.lineno, error.message or "wrong syntax"
    except RecursionError:
        return 1, "it holds brackets within brackets, deeper than anybody can read"
    except ValueError as error:
        return 1, f"it holds a number that cannot be read ({error})"
    return None


@contextmanager
def _named_errors(env: Environment, name: str) -> Iterator[None]:
    """Errors of Jinja and of what a template does as our own, with the template and the line."""
    try:
        with blocks.none_open(), _ends_within(LONGEST):
            yield
    except TemplateSyntaxError as error:
        raise TemplateError(
            error.message or "wrong syntax", where=f"{error.name}, line {error.lineno}"
        ) from error
    except TemplateError as error:
        raise TemplateError(error.what, where=_place(error) or error.where, todo=error.todo) from error
    except TemplateNotFound as error:
        places = ", ".join(_folders(env))
        raise TemplateError(f"there is no template {error.name}", where=places) from error
    except UndefinedError as error:
        raise _unknown(error, name) from error
    except _TooLongError as error:
        what = f"did not end within {LONGEST:g} seconds and was stopped"
        raise TemplateError(what, where=_place(error) or name, todo="Look for loops in loops") from error
    except GspBriefError:
        raise
    except Exception as error:
        said = "calls itself without end" if isinstance(error, RecursionError) else f"{error}"
        what = f"{type(error).__name__}: {said}"
        raise TemplateError(what, where=_place(error) or name) from error


def _unknown(error: UndefinedError, name: str) -> TemplateError:
    """What a template asks for and there is not; a block in words of templates, not of Jinja's objects."""
    what, todo = error.message or "unknown name", ""
    if found := _NO_BLOCK.match(what):
        what, todo = f"there is no block {found[1]!r}, which is printed here", f"Write it into {name}"
    return TemplateError(what, where=_place(error), todo=todo)


def _refuse_typed_numbers(env: Environment, name: str) -> None:
    """Refuse a text that prints a number which is not the figure of a finding."""
    for line, words in typed_numbers(text_of(env, name)):
        raise TemplateError(
            f"a number is typed: “{words}”",
            where=f"{name}, line {line}",
            todo='Name a finding (`gspbrief names ID` lists them); part of a name stands as {{ "NAME" }}',
        )


class _TooLongError(Exception):
    """A template was stopped."""


_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


class _Timely(Environment):
    """An environment whose templates look at the clock at each turn of a loop.

    Loops in loops are all that can keep a template busy: what calls itself ends at the interpreter's limit.
    Another thread that raised an error in this one could leave a lock behind it.
    """

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if name and filename:
            _refuse_typed_numbers(self, name)
            for line, what, todo in unprinted(self, source):
                raise TemplateError(what, where=f"{name}, line {line}", todo=f"{todo[:1].upper()}{todo[1:]}")
        if name:
            own = not is_general(f"briefs/{ORIGINAL}/{name}")
            blocks.marked(source, name.removesuffix(f".md{SUFFIX}") if own else "")
        for loop in source.find_all(nodes.For):
            counted = nodes.EnvironmentAttribute("turns", lineno=loop.lineno)
            loop.iter = nodes.Call(counted, [loop.iter], [], None, None, lineno=loop.lineno)
        return super()._generate(source, name, filename, defer_init)

    begins, ends = staticmethod(blocks.begins), staticmethod(blocks.ends)

    @staticmethod
    def turns(items: Iterable[object]) -> Iterable[object]:
        """What a loop goes over, each item if there is time left; loops ask for its length."""
        return _Turns(items if isinstance(items, Sized) else list(items))


class _Turns:
    """Items of which each is given out only in time."""

    def __init__(self, items: Iterable[object]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[object]:
        for item in self.items:
            if monotonic() > _deadline.get():
                raise _TooLongError
            yield item


@contextmanager
def _ends_within(seconds: float) -> Iterator[None]:
    """End the loops of templates after so many seconds."""
    before = _deadline.set(min(_deadline.get(), monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(before)


def _folders(env: Environment) -> list[str]:
    """The names of the folders that templates are looked up in, with the folder above."""
    paths = env.loader.searchpath if isinstance(env.loader, FileSystemLoader) else []
    return ["/".join(Path(path).parts[-2:]) for path in paths]


def _place(error: BaseException) -> str:
    """The innermost template line in a traceback; Jinja2 puts the templates' own lines there."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if frame.filename.endswith(SUFFIX)]
    if not lines:
        return ""
    path = Path(lines[-1].filename)
    name = f"{path.parent.name}/{path.name}" if path.parent.name in OF_ONE else path.name
    return f"{name}, line {lines[-1].lineno}"
