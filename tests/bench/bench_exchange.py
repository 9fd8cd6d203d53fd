"""Export 100,000 entries (or the number given) and merge them at the county.

Export against: serialise, compress and encrypt the same entries. Merge against: bulk insert of the same rows into
the same tables of a second county file. Prints two JSON lines.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import pyrage
import zstandard

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.county.schema import APPLICATION_ID, migrations
from app.county.store import County
from app.desk import Desk
from app.exchange.sealing import LEVEL
from app.setup import machine_clock
from app.storage.database import create_database
from tests.bench.loaded import loaded_desk

ROUNDS = 3


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with loaded_desk(folder / "desk", count) as desk:
            package = _export(desk, folder)
            _merge(desk, package, folder)


def _export(desk: Desk, folder: Path) -> Path:
    _county(desk, folder / "county").close()
    rows = vars(desk)["_db"].conn.execute("SELECT body FROM journal ORDER BY id")
    entries = [msgspec.json.decode(body) for (body,) in rows]
    serialise = msgspec.json.Encoder(order="sorted").encode
    reader = pyrage.x25519.Identity.generate().to_public()
    ours, floor = [], []
    for n in range(ROUNDS):
        stick = folder / f"stick{n}"
        stick.mkdir()
        start = time.perf_counter()
        sent = desk.export(stick)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        pyrage.encrypt(zstandard.ZstdCompressor(level=LEVEL).compress(b"\n".join(map(serialise, entries))), [reader])
        floor.append(time.perf_counter() - start)
    _print(f"export {sent.entries} entries", ours, floor)
    return Path(str(sent.file))


def _merge(desk: Desk, package: Path, folder: Path) -> None:
    ours, floor = [], []
    for n in range(ROUNDS):
        with County.open(_copy(folder / "county", folder / f"copy{n}"), "bench", clock=machine_clock) as county:
            ours.append(_time(lambda county=county: county.receive(package)))
            rows = _rows(county)
        floor.append(_bulk(folder / f"bulk{n}.db", rows))
    _print(f"merge {desk.exchange().written} entries at the county", ours, floor)


def _county(desk: Desk, folder: Path) -> County:
    county = County.create(
        folder, code="430682", name="县级", passphrase="bench", clock=machine_clock, unlock_seconds=0.01
    )
    county.trust(desk.card())
    desk.trust(county.card())
    return county


def _copy(county: Path, folder: Path) -> Path:
    """The empty county store once more: it is closed, so its main file is complete."""
    folder.mkdir()
    for name in ("county.db", "county.key"):
        (folder / name).write_bytes((county / name).read_bytes())
    return folder


def _rows(county: County) -> dict[str, list[Any]]:
    db = vars(county)["_db"]
    return {
        table: db.conn.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("stations", "entries", "folded", "packages")
    }


def _bulk(path: Path, rows: dict[str, list[Any]]) -> float:
    db = create_database(path, b"k" * 32, application=APPLICATION_ID, migrations=migrations)

    def insert() -> None:
        with db.atomic():
            for table, values in rows.items():
                marks = ", ".join("?" * len(values[0]))
                db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

    taken = _time(insert)
    db.close()
    return taken


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _print(name: str, ours: list[float], floor: list[float]) -> None:
    ours_ms, floor_ms = median(ours) * 1000, median(floor) * 1000
    print(
        json.dumps(
            {
                "name": name,
                "ours_ms": round(ours_ms),
                "floor_ms": round(floor_ms),
                "ratio": round(ours_ms / floor_ms, 2),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
