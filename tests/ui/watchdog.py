"""No key and no click may keep the window's thread busy for longer than a person notices.

Measured is the processor's time of that thread alone, of everything that one key sets off before the next one is
heard: a slow disk, waiting and work in other threads do not count. Time of the garbage collector is left out: it grows
with all that the tests hold. A slower or crowded processor gets as much more as it takes longer over a few labels, so
that the same code gives the same answer on every machine.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

LIMIT = 0.1  # seconds of a processor that styles STYLED widgets IN; also for what is opened for the first time
STYLED, IN = 120, 0.0095


class Watchdog:
    """Remembers what took too long."""

    def __init__(self) -> None:
        self.limit = LIMIT
        self.slow: list[str] = []
        self._collecting = self._collected = 0.0

    def begin(self) -> None:
        """For another test."""
        self.limit = LIMIT
        self.slow.clear()

    @contextlib.contextmanager
    def watching(self, what: str) -> Iterator[None]:
        """What is done within is what one key sets off."""
        gc.callbacks.append(self._collects)
        collected, began = self._collected, time.thread_time()
        try:
            yield
        finally:
            taken = time.thread_time() - began - (self._collected - collected)
            gc.callbacks.remove(self._collects)
            if taken > self.limit and (seconds := taken / slower()) > self.limit:
                self.slow.append(f"{what}: {seconds * 1000:.0f} ms")

    def _collects(self, phase: str, _about: Any) -> None:
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            self._collected += time.thread_time() - self._collecting


WATCHDOG = Watchdog()  # one for all tests: keys are pressed by plain functions


def slower() -> float:
    """How many times slower than the measure this processor styles labels at this moment, at least 1."""
    collects = gc.isenabled()
    gc.disable()
    began = time.thread_time()
    for place in range(STYLED):
        made = QLabel("汉字") if place % 2 else QPushButton("登记")
        made.setProperty("role", "main")
        made.ensurePolished()
        made.sizeHint()
    taken = time.thread_time() - began
    if collects:
        gc.enable()
    return max(1.0, taken / IN)
