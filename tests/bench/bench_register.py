"""Register one petition durably, against the same bytes written in one encrypted commit.

Two floors, each on an encrypted file opened as the desk's is: "rows" writes the very same rows into the very same
tables with bare SQL (what storing them costs without deciding, folding or hashing anything); "blob" writes the three
texts of the registration (journal body, state, search terms) as one row without any index. All take turns, so that a
busy machine slows them alike. Prints one JSON line; `ratio` is against "rows".
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.desk import Desk
from app.domain.entries import body_of
from app.domain.office import Office
from app.setup import DESK
from app.storage.database import create_database
from app.storage.driver import Database, Migrations
from app.storage.found_by import people_terms, searched
from app.storage.schema import migrations
from app.storage.terms import terms
from tests.bench.synthetic import petitions

WARM, COUNTED = 200, 1000


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        desk = Desk.create(
            folder / "desk",
            office=Office(station="43068210500001", name="某某镇人民政府"),
            officers=("李某",),
            passphrase="bench",
            unlock_seconds=0.01,
        )
        twin = create_database(folder / "twin.db", b"k" * 32, application=DESK.application, migrations=migrations)
        blob = create_database(folder / "blob.db", b"k" * 32, application=DESK.application, migrations=_blob())
        reader = _reader(desk, folder)
        times: dict[str, list[float]] = {"ours": [], "rows": [], "blob": []}
        for step in petitions(WARM + COUNTED):
            start = time.perf_counter()
            changes = desk.register(step)
            times["ours"].append(time.perf_counter() - start)
            rows, texts = _written(reader, changes)
            times["rows"].append(_commit(twin, lambda db, rows=rows: _insert(db, rows)))
            times["blob"].append(_commit(blob, lambda db, texts=texts: _insert(db, [("texts", (None, *texts))])))
        reader.close()
        desk.close()
        twin.close()
        blob.close()
    ours, rows_ms, blob_ms = (statistics.median(times[name][WARM:]) * 1000 for name in ("ours", "rows", "blob"))
    print(
        json.dumps(
            {
                "name": "register one petition, durable",
                "ours_ms": round(ours, 3),
                "floor_ms": round(rows_ms, 3),
                "ratio": round(ours / rows_ms, 2),
                "blob_floor_ms": round(blob_ms, 3),
                "blob_ratio": round(ours / blob_ms, 2),
            }
        )
    )


def _commit(db: Database, write: Callable[[Database], None]) -> float:
    start = time.perf_counter()
    with db.atomic():
        write(db)
    return time.perf_counter() - start


def _insert(db: Database, rows: list[tuple[str, tuple[Any, ...]]]) -> None:
    for table, values in rows:
        db.conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(values))})", values)


def _blob() -> Migrations:
    made = Migrations("blob")

    @made()
    def m0001_texts(db: Database) -> None:
        db.conn.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, body BLOB, state BLOB, terms TEXT) STRICT")

    return made


def _reader(desk: Desk, folder: Path) -> Desk:
    """The same desk opened a second time for reading: the rows are taken from what was really written."""
    return Desk.open(folder / "desk", "bench", write=False, officer=desk.officer)


def _written(reader: Desk, changes: Any) -> tuple[list[tuple[str, tuple[Any, ...]]], tuple[bytes, bytes, str]]:
    """Every row that the registration wrote, and its three texts."""
    db: Database = vars(reader)["_db"]
    (entry,) = changes.entries
    row = db.conn.execute("SELECT * FROM petitions WHERE id = ?", (entry.petition,)).fetchone()
    index = (" ".join(terms(searched(changes.petition))), " ".join(people_terms(changes.petition)))
    rows: list[tuple[str, tuple[Any, ...]]] = [
        ("journal", db.conn.execute("SELECT * FROM journal WHERE seq = ?", (entry.seq,)).fetchone()),
        ("petitions", row),
        ("contacts", db.conn.execute("SELECT * FROM contacts WHERE petition = ?", (row[0],)).fetchone()),
        ("numbers", db.conn.execute("SELECT * FROM numbers").fetchone()),
        ("search (rowid, text, people)", (row[0], *index)),
    ]
    return rows, (body_of(entry), row[-1], index[0])


if __name__ == "__main__":
    main()
