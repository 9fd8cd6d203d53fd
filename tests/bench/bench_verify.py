"""Verify the chain of 100,000 entries (or the number given), against hashing the same bytes. Prints one JSON line.

Two floors: "read" takes the same bodies from the same encrypted file and hashes them, which nobody can verify without;
"hash" hashes them once they lie in memory, which leaves decrypting the file out. `ratio` is against "read".
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.storage.journal import Journal
from tests.bench.loaded import loaded_desk

ROUNDS = 5
STATEMENT = "SELECT body FROM journal ORDER BY id"


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, loaded_desk(Path(folder) / "desk", count) as desk:
        db = vars(desk)["_db"]
        bodies = [body for (body,) in db.conn.execute(STATEMENT)]
        ours, floor, hashing = [], [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            checked = Journal(db).verify()
            ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            for (body,) in db.conn.execute(STATEMENT):
                hashlib.sha256(body).hexdigest()
            floor.append(time.perf_counter() - start)
            start = time.perf_counter()
            for body in bodies:
                hashlib.sha256(body).hexdigest()
            hashing.append(time.perf_counter() - start)
    ours_ms, floor_ms, hash_ms = (statistics.median(times) * 1000 for times in (ours, floor, hashing))
    print(
        json.dumps(
            {
                "name": f"verify the chain of {checked.entries} entries",
                "ours_ms": round(ours_ms, 1),
                "floor_ms": round(floor_ms, 1),
                "ratio": round(ours_ms / floor_ms, 2),
                "hash_floor_ms": round(hash_ms, 1),
                "hash_ratio": round(ours_ms / hash_ms, 2),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
