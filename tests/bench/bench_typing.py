"""Typing into the registration form with 100,000 petitions (or the number given) in the store: key press to screen.

A clerk's rhythm: a key each 90 to 160 ms, now and then a pause in which earlier petitions are looked up, a class is
suggested and the draft is kept. The time of a key runs from the moment at which it was due, so that whatever holds the
window up counts, to the painted field. Prints one JSON line; times in milliseconds. Offscreen.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.bench.loaded import loaded_desk
from tests.bench.synthetic import petitions
from ui import offscreen
from ui.application import prepare
from ui.ask import Ask
from ui.dialogs.register import RegisterDialog
from ui.look import Look
from ui.runner import Runner

FORMS = 5
PAUSE = 0.45  # seconds in which the looking up has its turn
EVERY = 9  # keys between two pauses


class Painted(QObject):
    """Counts what is painted of one widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.times = 0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.times += 1
        return False


def main(count: int) -> None:
    offscreen.choose()
    app = QApplication([])
    prepare(app)
    with tempfile.TemporaryDirectory() as folder, loaded_desk(Path(folder) / "desk", count) as desk:
        look = Look(app)
        look.apply()
        runner = Runner(desk, Ask(), look)
        looks: list[float] = []
        keys = [took for step in petitions(FORMS, seed=8) for took in _fill(app, runner, step, looks)]
    keys.sort()
    print(
        json.dumps(
            {
                "name": f"key press to screen in registration, {count} petitions",
                "keys": len(keys),
                "p50_ms": round(statistics.median(keys), 1),
                "p95_ms": round(keys[int(len(keys) * 0.95)], 1),
                "p99_ms": round(keys[int(len(keys) * 0.99)], 1),
                "worst_ms": round(keys[-1], 1),
                "look_up_p50_ms": round(statistics.median(looks), 1),
                "look_up_worst_ms": round(max(looks), 1),
            },
            ensure_ascii=False,
        )
    )


def _fill(app: QApplication, runner: Runner, step: object, looks: list[float]) -> Iterator[float]:
    """One form: name, address and phone by keys, the story by an input method. `looks`: what each look-up took."""
    chance = random.Random(7)
    form = RegisterDialog(runner)
    form.looking.timeout.disconnect()
    form.looking.timeout.connect(lambda: looks.append(_timed(form.look_up)))
    form.show()
    form.activateWindow()
    QTest.qWait(300)
    person = step.petitioners[0]  # type: ignore[attr-defined]
    row = form.people.rows[0]
    texts = (
        (row.name, person.name),
        (row.address, f"shiqiao {person.address}"),
        (row.phone, person.phone or "13800001234"),
        (form.facts, step.facts[:60]),  # type: ignore[attr-defined]
        (form.requests.areas[0], step.requests[0][:30]),  # type: ignore[attr-defined]
    )
    for widget, text in texts:
        widget.setFocus()
        for place, letter in enumerate(text):
            pause = PAUSE if place % EVERY == EVERY - 1 else chance.uniform(0.09, 0.16)
            yield _key(app, widget, letter, pause)
    form.leave()
    app.processEvents()


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _key(app: QApplication, widget: QWidget, letter: str, pause: float) -> float:
    """Wait, press, and say how long it took from when it was due until the field was painted."""
    due = time.perf_counter() + pause
    while (left := due - time.perf_counter()) > 0:
        app.processEvents()
        time.sleep(min(left, 0.001))
    painted = Painted(widget.viewport() if hasattr(widget, "viewport") else widget)
    if letter.isascii() and letter.isalnum():
        QTest.keyClick(widget, letter)
    else:
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(widget, event)
    while not painted.times:
        app.processEvents()
    return (time.perf_counter() - due) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
