"""The list at 1,000,000 petitions (or the number given): each page of scrolling, sorting and filtering, in the window.

The desk is made of 10,000 petitions through the real entries (a third of them accepted); the rest are copies of their
rows, each hundred of thousands later in time, of which the newest tenth is open. The list reads rows and clocks, no
entries, so that the journal may be short. A second process opens it as the program does, with the main window off the
screen, and measures from the call to the painted list; its peak memory is that of the whole process. Then the first
page and F7 with all open petitions. `FOLDER` keeps the desk for another run. Prints one JSON line; milliseconds.

    bench_list.py [COUNT] [FOLDER]
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.desk import Desk
from app.domain.codes import CHANNELS
from app.domain.listing import ORDERS, Selection
from app.domain.steps.acceptance import Accept
from app.domain.steps.register import Register
from tests.bench.loaded import loaded_desk
from tests.bench.synthetic import VILLAGES, petitions

BASE, OPEN = 10_000, 10  # petitions made by entries; one in so many is open
FIRST = dt.date(2022, 5, 2)
SPAN = 16  # days of the base, and between one copy and the next
OFFICES = [f"{name}办公室" for name in ("农业", "民政", "自然资源", "村镇建设", "水利", "林业", "教育", "卫生")]
CLASSES = ["农村农业／土地征收", "农村农业／土地流转", "城乡建设／道路", "社会保障／低保", "资源环境／饮水", ""]
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
FIELDS = ("id", "number", "title", "who", "channel", "category", "stage", "first_contact", "office", "handler")
KEPT = ("station", "epoch", "last_seq", "last_at")


def main(count: int, folder: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        made = Path(folder or Path(place) / "desk")
        if not made.exists():
            build(made, count)
        command = [sys.executable, __file__, "--measure", str(made)]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    print(told.stdout.strip())


def build(folder: Path, count: int) -> None:
    """The desk, its lists caught up."""
    with loaded_desk(folder, min(BASE, count), varied(min(BASE, count))) as desk:
        for n, row in enumerate(desk.page(limit=BASE)):
            if n % 3 == 0:
                desk.run(row.number, Accept(office=OFFICES[n % len(OFFICES)], handler=f"承办{n % 24}"))
        start = time.perf_counter()
        copied(desk, count)
        print(f"copied in {time.perf_counter() - start:.0f} s", file=sys.stderr)
        start = time.perf_counter()
        desk.ready_lists()
        print(f"caught up in {time.perf_counter() - start:.0f} s", file=sys.stderr)


def varied(count: int) -> Iterator[Register]:
    """Registrations in the order of days, over villages, classes and channels."""
    chance = random.Random(5)
    for n, step in enumerate(petitions(count)):
        yield msgspec.structs.replace(
            step,
            on=FIRST + dt.timedelta(days=n * SPAN // count),
            place=chance.choice(VILLAGES) + "村",
            content_class=chance.choice(CLASSES),
            channel=chance.choice(list(CHANNELS)),
        )


def copied(desk: Desk, count: int) -> None:
    """Copies of the rows until there are so many, each a span later."""
    db = vars(desk)["_db"]
    (base,) = db.conn.execute("SELECT count(*) FROM petitions").fetchone()
    copies = count // base
    db.conn.execute("UPDATE petitions SET closed = 1") if copies > 1 else None
    names = ", ".join((*FIELDS, "received_on", "closed", *KEPT, "state"))
    for copy in range(1, copies):
        later, closed = f"+{copy * SPAN} days", int(copy < copies - copies // OPEN)
        fields = ", ".join(f"{name} || '-{copy}'" if name == "id" else name for name in FIELDS)
        state = "CAST(json_set(CAST(state AS TEXT), '$.received_on', date(received_on, ?)) AS BLOB)"
        db.conn.execute(
            f"INSERT INTO petitions ({names}) SELECT {fields}, date(received_on, ?), ?, {', '.join(KEPT)}, {state}"
            " FROM petitions WHERE row <= ?",
            (later, closed, later, base),
        )
        db.conn.commit()


def measure(folder: Path) -> None:
    """In a process of its own."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui import settings
    from ui.application import prepare
    from ui.ask import Ask
    from ui.look import Look
    from ui.main_window import MainWindow
    from ui.runner import Runner

    app = QApplication([])
    prepare(app)
    Look(app).apply()
    with tempfile.TemporaryDirectory() as place, Desk.open(folder, "bench", clock=lambda: NOW) as desk:
        desk.ready_lists()
        window = MainWindow(Runner(desk, Ask(), Look(app)), settings.open_settings(Path(place)))
        window.resize(1366, 740)
        window.show()
        app.processEvents()
        page, view = window.petitions, window.petitions.table

        busy: list[float] = []

        def timed(work: Callable[[], object]) -> float:
            start, used = time.perf_counter(), time.process_time()
            work()
            view.viewport().repaint()
            busy.append((time.process_time() - used) * 1000)
            return (time.perf_counter() - start) * 1000

        def scroll(found: list[float], many: int) -> None:
            bar = view.verticalScrollBar()
            for n in range(many):
                found.append(timed(lambda n=n: bar.setValue(bar.maximum() * (n * 37 % 101) // 100)))  # type: ignore[misc]
            for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) * 10:
                found.append(timed(lambda key=key: QTest.keyClick(view, key)))  # type: ignore[misc]
            for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
                found.append(timed(lambda key=key: QTest.keyClick(view, key, Qt.KeyboardModifier.ControlModifier)))  # type: ignore[misc]

        times: dict[str, list[float]] = {"open": [timed(lambda: window.go("petitions"))]}
        total = desk.listed(Selection()).count
        scrolled: list[float] = times.setdefault("scroll", [])
        scroll(scrolled, 60)
        for order in ORDERS:
            times.setdefault("sort, first time", []).append(timed(lambda order=order: page.sort_by(order)))  # type: ignore[misc]
            times.setdefault("sort again", []).append(timed(lambda order=order: page.sort_by(order)))  # type: ignore[misc]
            scroll(times.setdefault("scroll a sorted list", []), 20)
        chance = random.Random(3)
        values = desk.list_values()
        first, again = times.setdefault("filter, first time", []), times.setdefault("filter again", [])
        for turn in range(2):
            chance.seed(3)
            for _ in range(60):
                given = _filters(chance, values, desk.today())
                (again if turn else first).append(timed(lambda given=given: page.bar.choose(**given)))  # type: ignore[misc]
        scroll(times.setdefault("scroll a filtered list", []), 40)
        page.clear_filters()
        reached = sorted(times["scroll"] + times["scroll a sorted list"] + times["scroll a filtered list"])
        pages = sorted(one for name, found in times.items() if name != "open" for one in found)
        busy = sorted(busy[1:])
        for name in ("reception", "deadlines"):
            times[name] = [timed(lambda name=name: window.go(name)) for _ in range(5)]  # type: ignore[misc]
        opened = sum(desk.duty_counts().values())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        times["every clock counted, as before"] = [timed(desk.due)]
        print(
            json.dumps(
                {
                    "name": f"the list at {total} petitions, {opened} clocks running",
                    "p50_ms": round(statistics.median(pages), 1),
                    "p95_ms": round(pages[int(len(pages) * 0.95)], 1),
                    "worst_ms": round(pages[-1], 1),
                    "cpu_p50_ms": round(statistics.median(busy), 1),
                    "cpu_p95_ms": round(busy[int(len(busy) * 0.95)], 1),
                    "scroll_p95_ms": round(reached[int(len(reached) * 0.95)], 1),
                    "each": {
                        name: [round(statistics.median(found), 1), round(sorted(found)[int(len(found) * 0.95)], 1)]
                        for name, found in times.items()
                    },
                    "peak_mb": round(peak / 1024),
                    "load": [round(one, 1) for one in os.getloadavg()],
                },
                ensure_ascii=False,
            )
        )
        window.leave()


def _filters(chance: random.Random, values: dict[str, tuple[object, ...]], today: dt.date) -> dict[str, object]:
    """One to three filters, the others open."""
    clear: dict[str, object] = dict.fromkeys(
        ("stage", "clock", "office", "place", "content_class", "channel", "person"), ""
    )
    clear |= {"first": None, "last": None}
    for field in chance.sample(sorted(clear), chance.randint(1, 3)):
        if field == "clock":
            clear[field] = chance.choice(("overdue", "today", "week", "later", "waiting"))
        elif field in ("first", "last"):
            clear[field] = today - dt.timedelta(days=chance.randint(0, 1600))
        else:
            known = values["handler" if field == "person" else field]
            clear[field] = chance.choice(known).value if known else ""  # type: ignore[attr-defined]
    return clear


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2] if len(sys.argv) > 2 else "")
