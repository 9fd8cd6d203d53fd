"""Count a month among 10,000 petitions (or the number given), against reading and decoding the same states.

Prints one JSON line; times in milliseconds, memory in MB over what the open desk held before.
"""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.storage.petitions import read_state
from tests.bench.loaded import loaded_desk

ROUNDS = 5
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
STATEMENT = "SELECT state FROM petitions WHERE received_on <= ? ORDER BY row"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, loaded_desk(Path(folder) / "desk", count) as desk:
        db = vars(desk)["_db"]
        ours, floor = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            counts = desk.counts(FIRST, LAST)
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            for (state,) in db.conn.execute(STATEMENT, (LAST.isoformat(),)):
                read_state(state)
            floor.append(time.perf_counter() - start)
        tracemalloc.start()
        counts = desk.counts(FIRST, LAST)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    ours_ms, floor_ms = (statistics.median(times) * 1000 for times in (ours, floor))
    print(
        json.dumps(
            {
                "name": f"count a month among {count} petitions",
                "counted": counts.figures[0].cell.value,
                "ours_ms": round(ours_ms, 1),
                "floor_ms": round(floor_ms, 1),
                "ratio": round(ours_ms / floor_ms, 2),
                "peak_mb": round(peak / 1e6, 1),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
