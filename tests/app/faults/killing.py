"""Children: one that is killed so long after its first report, one that must end well."""

from __future__ import annotations

import os
import select
import signal
import traceback
from collections.abc import Callable

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL, which Windows does not have")

Report = Callable[[str], None]
Work = Callable[[Report], None]  # what the child does; it may report lines to its parent


def in_child(work: Work) -> list[str]:
    """Do the work in a child that must end well; returns what it reported."""
    return _run(work, None)


def kill_after(seconds: float, work: Work) -> list[str]:
    """Begin the work in a child and kill it so long after its first report; returns what it had reported."""
    return _run(work, seconds)


def _run(work: Callable[[Report], object], killed_after: float | None) -> list[str]:
    """The lines that a child reported. `killed_after` None: it must end well."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(work, writing)
    os.close(writing)
    heard = _listen(reading, child, killed_after)
    _pid, status = os.waitpid(child, 0)
    if killed_after is None:
        assert os.waitstatus_to_exitcode(status) == 0, heard
    else:
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, heard
    return heard.splitlines()


def _be_child(work: Callable[[Report], object], writing: int) -> None:
    code = 0
    try:
        work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
        code = 1
    os._exit(code)


def _listen(reading: int, child: int, killed_after: float | None) -> str:
    heard = b""
    if killed_after is not None:
        heard += os.read(reading, 65536)
        select.select([], [], [], killed_after)  # the moment of the kill is what is tested
        os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 65536):
        heard += more
    os.close(reading)
    return heard.decode()
