"""Children that are killed: at a chosen statement or file operation, or at a chosen moment.

A child counts its fault points (every SQL statement before it runs, every file that it opens, renames or removes
in the desk's folder) and kills itself with SIGKILL at the n-th. Nothing of the program is changed for that: the
points are SQLite's own trace and Python's audit events, set in the child alone.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.storage.driver import sqlite3

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL, which Windows does not have")

FILE_EVENTS = {"open", "os.mkdir", "os.remove", "os.rename"}

Report = Callable[[str], None]
Work = Callable[[Report], None]  # what the child does; it may report lines to its parent


class Points:
    """Counts points and kills the child at the n-th; with `killed_at` 0 it lives."""

    def __init__(self, folder: Path, killed_at: int, report: Report) -> None:
        self._folder = str(folder)
        self._left = killed_at
        self._report = report
        real = sqlite3.connect

        def connect(path: str, **given: Any) -> sqlite3.Connection:
            connection = real(path, **given)
            if path != ":memory:":
                connection.set_trace_callback(self._pass)
            return connection

        sqlite3.connect = connect
        sys.addaudithook(self._audit)

    def _audit(self, event: str, details: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and str(details[0]).startswith(self._folder):
            self._pass(f"{event} {details[0]}")

    def _pass(self, point: str) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        elif self._left < 0:
            self._report(" ".join(point.split())[:60])


def points(folder: Path, work: Work) -> list[str]:
    """Every point that the work passes in its folder, in order. Does the work."""
    return _run(lambda report: (Points(folder, 0, report), work(report)), None)


def kill_at(number: int, folder: Path, work: Work) -> None:
    """Begin the work in a child that dies at this point, counted from 1."""
    _run(lambda report: (Points(folder, number, report), work(lambda _line: None)), 0)


def kill_after(seconds: float, work: Work) -> list[str]:
    """Begin the work in a child and kill it so long after its first report; returns what it had reported."""
    return _run(work, seconds)


def _run(work: Callable[[Report], object], killed_after: float | None) -> list[str]:
    """The lines that a child reported. `killed_after` None: it must end well; 0: it must kill itself."""
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
    if killed_after:
        heard += os.read(reading, 65536)
        select.select([], [], [], killed_after)  # the moment of the kill is what is tested
        os.kill(child, signal.SIGKILL)
    while more := os.read(reading, 65536):
        heard += more
    os.close(reading)
    return heard.decode()
