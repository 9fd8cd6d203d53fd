"""What recording a look costs: a petition opened with and without it, a search typed letter by letter.

The floor of a look is one encrypted, durable commit of the same body into a table without index. Prints one JSON line.
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
from app.domain.office import Office
from app.setup import DESK
from app.storage.database import create_database
from app.storage.driver import Database, Migrations
from tests.bench.synthetic import petitions

PETITIONS = 600
BODY = b"x" * 330  # as long as a look
TYPED = ("张", "张三", "张三 道", "张三 道路", "张三 道路 硬")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        desk = Desk.create(
            folder / "desk",
            office=Office(station="43068210500001", name="某某镇人民政府"),
            officers=("李某",),
            passphrase="bench-bench",
            unlock_seconds=0.01,
        )
        numbers = [desk.register(step).number for step in petitions(PETITIONS)]
        floor = create_database(folder / "floor.db", b"k" * 32, application=DESK.application, migrations=_plain())
        times: dict[str, list[float]] = {"recorded": [], "again": [], "commit": [], "typed": [], "found": []}
        search: Any = vars(desk)["_search"]
        for number in numbers:
            times["recorded"].append(_timed(lambda number=number: desk.view(number)))
            times["again"].append(_timed(lambda number=number: desk.view(number)))
            times["commit"].append(_timed(lambda: _commit(floor)))
        for words in TYPED * 60:
            times["found"].append(_timed(lambda words=words: search.find(words, limit=200)))
            times["typed"].append(_timed(lambda words=words: desk.search(words, limit=200)))
        floor.close()
        desk.close()
    told = {f"{name}_ms": round(statistics.median(found) * 1000, 3) for name, found in times.items()}
    look = told["recorded_ms"] - told["again_ms"]
    print(json.dumps({"name": "look recorded", **told, "ratio": round(look / told["commit_ms"], 2)}))


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _commit(db: Database) -> None:
    with db.atomic():
        db.conn.execute("INSERT INTO bodies VALUES (NULL, ?)", (BODY,))


def _plain() -> Migrations:
    made = Migrations("plain")

    @made()
    def m0001_bodies(db: Database) -> None:
        db.conn.execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB) STRICT")

    return made


if __name__ == "__main__":
    main()
