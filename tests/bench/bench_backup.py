"""A backup in the background, and what it does to the clerk's steps meanwhile.

Registers one petition after the other on a large desk: first alone, then while a backup is made in a thread as the
window makes it. Prints one JSON line: size, seconds of the backup, p50 and p95 of a step alone and during it, ratio.
`python tests/bench/bench_backup.py [PETITIONS] [FOLDER]`; 100,000 petitions are about a third of a gigabyte.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.desk import Desk
from tests.bench.loaded import loaded_desk
from tests.bench.synthetic import petitions
from ui.backing_up import PAUSE

ALONE, BETWEEN = 300, 0.05  # steps before, seconds between two steps: a busy desk, not a stress


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    where = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=where) as place, loaded_desk(Path(place) / "desk", count) as desk:
        print(json.dumps(measure(desk)))


def measure(desk: Desk) -> dict[str, float]:
    steps = iter(petitions(20_000, seed=11))

    def one() -> float:
        start = time.perf_counter()
        desk.register(next(steps))
        taken = time.perf_counter() - start
        time.sleep(BETWEEN)
        return taken

    alone = [one() for _ in range(ALONE)]
    job = desk.backup_job("hand", pause=PAUSE)
    began = time.perf_counter()
    thread = threading.Thread(target=job.run)
    thread.start()
    during = []
    while thread.is_alive():
        during.append(one())
    seconds = time.perf_counter() - began
    size = (desk.folder / "desk.db").stat().st_size / 1e6
    return {
        "megabytes": round(size),
        "backup_seconds": round(seconds, 1),
        "steps_during": len(during),
        "alone_p50_ms": _ms(alone, 50),
        "during_p50_ms": _ms(during, 50),
        "alone_p95_ms": _ms(alone, 95),
        "during_p95_ms": _ms(during, 95),
        "ratio_p50": round(_ms(during, 50) / _ms(alone, 50), 2),
        "ratio_p95": round(_ms(during, 95) / _ms(alone, 95), 2),
    }


def _ms(times: list[float], percent: int) -> float:
    return round(statistics.quantiles(times, n=100)[percent - 1] * 1e3, 2)


if __name__ == "__main__":
    main()
