"""What a county takes in, on SQLite and on PostgreSQL: `bench_county.py [ENTRIES [STATIONS]]`, preset 100000 and 300.

One package of ENTRIES entries, received into an empty county, against a bulk insert of the same rows into the same
tables of the same engine in one transaction: executemany on SQLite, COPY on PostgreSQL. Then STATIONS packages of
1,000 entries each, received into PostgreSQL by two programs at once, against one COPY of the same rows. One JSON line
each. The server is a real one that flushes to disk, of the wheel that the tests use.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.county import postgres
from app.county.schema import APPLICATION_ID, migrations
from app.county.store import County
from app.domain.entries import GENESIS, hash_of
from app.exchange import acknowledgement, format
from app.exchange.keys import KeyCard, StationKeys, decode_card, encode_card, make_card
from app.exchange.sealing import seal
from app.setup import machine_clock
from app.storage.database import create_database
from tests.bench.loaded import loaded_desk
from tests.postgres import Server, start, stop

ROUNDS = 3
EACH = 1_000  # entries of one of the many stations
PROGRAMS = 2
TABLES = ("stations", "entries", "folded", "packages")


def main(entries: int, stations: int) -> None:
    server = start()
    try:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            _one_package(server, folder, entries)
            _many_stations(server, folder, stations)
    finally:
        stop(server)


def _one_package(server: Server, folder: Path, entries: int) -> None:
    with loaded_desk(folder / "desk", entries) as desk:
        with _county(folder / "first", None) as county:
            desk.trust(county.card())
            keys = vars(county)["_intake"].opening("")
        package, card = Path(str(desk.export(folder).file)), desk.card()
    for engine, where in (("sqlite", None), ("postgresql", server)):
        ours, floor = [], []
        for n in range(ROUNDS):
            with _county(folder / f"{engine}{n}", where) as county:
                vars(county)["_db"].conn.execute(
                    "UPDATE county SET keys = ?", (keys.to_bytes(),)
                )  # the package is sealed to the first one
                county.trust(card)
                ours.append(_time(lambda county=county: county.receive(package)))
                rows = _rows(county)
            floor.append(_bulk(where, folder / f"bulk{engine}{n}", rows))
        _print(f"{engine}: one package of {len(rows['entries'])} entries", len(rows["entries"]), ours, floor)


def _many_stations(server: Server, folder: Path, stations: int) -> None:
    with loaded_desk(folder / "pattern", EACH - 1) as desk:
        bodies = [body for (body,) in vars(desk)["_db"].conn.execute("SELECT body FROM journal ORDER BY id")][:EACH]
    sticks = folder / "sticks"
    sticks.mkdir()
    with _county(folder / "many", server) as county:
        reader = decode_card(county.card())
        for n in range(stations):
            keys = StationKeys.generate()
            card = make_card(keys, role="desk", code=f"4306821{n:07d}", name=f"第{n}台", made_on=machine_clock().date())
            county.trust(encode_card(card, keys))
            (sticks / f"{card.code}.swt").write_bytes(_package(bodies, card, keys, reader))
    packages = sorted(map(str, sticks.iterdir()))
    (folder / "passphrase").write_text("bench")
    command = (sys.executable, "-m", "app", "county-receive", str(folder / "many"))
    given = ("--passphrase-file", str(folder / "passphrase"))

    def receive() -> None:
        running = [
            subprocess.Popen([*command, *packages[n::PROGRAMS], *given], stdout=subprocess.DEVNULL)
            for n in range(PROGRAMS)
        ]
        assert [one.wait() for one in running] == [0] * PROGRAMS

    ours = _time(receive)
    with County.open(folder / "many", "bench", clock=machine_clock) as county:
        rows = _rows(county)
        assert county.verify()["entries"] == len(rows["entries"]) == stations * len(bodies)
    floor = _bulk(server, folder / "bulkmany", rows)
    name = f"postgresql: {stations} stations of {len(bodies)} entries, {PROGRAMS} programs"
    _print(name, len(rows["entries"]), [ours], [floor])


def _package(bodies: list[bytes], card: KeyCard, keys: StationKeys, reader: KeyCard) -> bytes:
    """The same entries as another station's line: its code in them, its own chain."""
    pattern = re.search(rb'"station":"([0-9]+)"', bodies[0])
    assert pattern
    previous, lines = GENESIS, []
    for body in bodies:
        own = body.replace(pattern.group(1), card.code.encode())
        own = re.sub(rb'"prev":"[0-9a-f]{64}"', b'"prev":"%s"' % previous.encode(), own)
        previous = hash_of(own)
        lines.append(own)
    outline = format.Outline(
        kind="entries", sender=card.code, epoch=1, first=1, last=len(lines), made_at=machine_clock()
    )
    return seal(outline, {acknowledgement.ENTRIES: b"\n".join(lines)}, signer=keys, recipient=reader)


@contextlib.contextmanager
def _county(folder: Path, server: Server | None) -> Iterator[County]:
    url = server.create(folder.name) if server else ""
    county = County.create(
        folder, code="430682", name="县级", passphrase="bench", clock=machine_clock, unlock_seconds=0.01, url=url
    )
    with county:
        yield county


def _rows(county: County) -> dict[str, list[Any]]:
    tables = vars(county)["_tables"]
    return {table: tables.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def _bulk(server: Server | None, place: Path, rows: dict[str, list[Any]]) -> float:
    """Seconds for the same rows into an empty store of the same engine."""
    if server is None:
        db = create_database(place, b"k" * 32, application=APPLICATION_ID, migrations=migrations)

        def insert() -> None:
            with db.atomic():
                for table, values in rows.items():
                    marks = ", ".join("?" * len(values[0]))
                    db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", values)

        with contextlib.closing(db):
            return _time(insert)
    with _county(place, server):
        pass
    connection = postgres.connect(server.url(place.name))

    def copy() -> None:
        with connection.transaction(), connection.cursor() as cursor:
            for table, values in rows.items():
                described = cursor.execute(f"SELECT * FROM {table} LIMIT 0".encode()).description
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()) as into:
                    into.set_types([column.type_code for column in described])
                    for row in values:
                        into.write_row(row)

    with contextlib.closing(connection):
        return _time(copy)


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _print(name: str, entries: int, ours: list[float], floor: list[float]) -> None:
    told = {
        "name": name,
        "ours_ms": round(median(ours) * 1000),
        "floor_ms": round(median(floor) * 1000),
        "ratio": round(median(ours) / median(floor), 2),
        "entries_per_second": round(entries / median(ours)),
        "floor_entries_per_second": round(entries / median(floor)),
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(given[0] if given else 100_000, given[1] if len(given) > 1 else 300)
