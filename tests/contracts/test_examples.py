"""The examples in docstrings do what they show."""

import doctest
from importlib import import_module

import pytest

from package_modules import modules

SHOWING = sorted(name for name, path in modules().items() if ">>> " in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", SHOWING)
def test_every_example_gives_what_it_shows(module: str) -> None:
    found = doctest.testmod(import_module(f"gspbrief.{module}"))

    assert found.attempted
    assert not found.failed
