"""A year's schedule over 100,000 open petitions (or the number given): which clocks move. Prints one JSON line.

All were received in the last twelve days, so that each has its first clock running and each is moved: the worst case.
"ours" is the whole of `Desk.load_schedule`: reading the file, the clocks by both calendars, the entry. The floor reads
the same open petitions from the same encrypted file and does nothing with them.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.desk import Desk
from app.domain.steps.register import Register
from app.setup import machine_clock
from tests.bench.loaded import loaded_desk
from tests.bench.synthetic import petitions

ROUNDS = 3


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place, loaded_desk(Path(place) / "desk", count, _received(count)) as desk:
        ours, floor, moved = [], [], 0
        for n in range(ROUNDS):
            file = _schedule(Path(place) / f"{n}.json", desk.today(), days=20 + 5 * n)
            start = time.perf_counter()
            told = desk.load_schedule(file)
            ours.append(time.perf_counter() - start)
            moved = len(told.moved)
            start = time.perf_counter()
            _read(desk)
            floor.append(time.perf_counter() - start)
    ours_ms, floor_ms = statistics.median(ours) * 1000, statistics.median(floor) * 1000
    print(
        json.dumps(
            {
                "name": f"a schedule over {count} open petitions",
                "ours_ms": round(ours_ms),
                "floor_ms": round(floor_ms),
                "ratio": round(ours_ms / floor_ms, 2),
                "moved": moved,
            }
        )
    )


def _received(count: int) -> Iterator[Register]:
    today = machine_clock().date()
    for n, step in enumerate(petitions(count)):
        yield msgspec.structs.replace(step, on=today - dt.timedelta(days=n % 12))


def _schedule(file: Path, today: dt.date, days: int) -> Path:
    """An invented holiday from tomorrow on, a longer one in each round: every first clock ends in it."""
    off = {day.isoformat(): "试验" for n in range(days) if (day := today + dt.timedelta(days=n + 1)).year == today.year}
    told = {"year": today.year, "notice": "试验", "source": "试验", "off": off}
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


def _read(desk: Desk) -> int:
    return sum(1 for _petition in vars(desk)["_petitions"].open())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
