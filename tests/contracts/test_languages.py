"""What a language asks for stands in its file of words: no code and no filter knows one by its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from each_case import each
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.subjects import ORIGINAL
from package_modules import PACKAGE, ROOT, modules

pytestmark = pytest.mark.slow

SCRIPTS = sorted(
    path
    for folder in (ROOT / "_extensions", ROOT / "briefs", PACKAGE)
    for path in folder.rglob("*")
    if path.suffix in (".lua", ".js", ".typ", ".css", ".html", ".j2")
)


def told_apart(tree: ast.AST) -> Iterator[str]:
    """The language codes that code compares with, or looks up by."""
    for node in ast.walk(tree):
        compared: list[ast.expr | None] = []
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            compared = [node.value]
        elif isinstance(node, ast.Dict):
            compared = list(node.keys)
        for part in compared:
            for found in ast.walk(part) if part is not None else ():
                if isinstance(found, ast.Constant) and found.value in LANGUAGES:
                    yield f"line {node.lineno}: {found.value!r}"  # type: ignore[attr-defined]


@each("name", modules())
def test_no_code_tells_languages_apart_by_their_codes(name: str) -> None:
    assert list(told_apart(ast.parse(modules()[name].read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["x = lang == 'fr'", "x = (lang, style) != ('en', 'mpi')", "x = {'es': 1}[lang]", "x = lang in ('fr',)"],
)
def test_the_search_for_language_codes_finds_them(code: str) -> None:
    assert list(told_apart(ast.parse(code))) != []


@each("path", SCRIPTS)
def test_no_filter_script_or_style_tells_languages_apart(path: Path) -> None:
    codes = "|".join(LANGUAGES)
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(rf"[=~!]=+ *[\"'](?:{codes})[\"']|:lang\((?:{codes})\)|^ *(?:{codes}) = {{", text, re.M)
        == []
    )


def test_the_languages_are_the_files_of_words() -> None:
    found = {path.stem for path in (PACKAGE / "language" / "words").iterdir()}
    assert set(LANGUAGES) == found
    assert LANGUAGES[0] == ORIGINAL
