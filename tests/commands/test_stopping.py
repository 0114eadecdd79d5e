"""A command that is told to end says one sentence, and its exit code is that of the signal that came."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# A library in another language, called back by a handler that raises, makes an error of its own of that.
COMMAND = """
import os, signal, sys
from gspbrief.commands import cli

@cli.app.command()
def swallow(number: int) -> None:
    try:
        os.kill(os.getpid(), number)
        signal.pause()
    except BaseException:
        raise RuntimeError("something panicked") from None

cli.main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_a_library_makes_of_a_signal_ends_a_command_as_that_signal_does(
    number: signal.Signals,
) -> None:
    command = [sys.executable, "-c", COMMAND, "swallow", str(int(number))]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 128 + number
    assert ended.stderr == "gspbrief: stopped; what is published is whole, and the next build goes on\n"
