"""Proof that the tables say what the journal says: replay it into an empty database and compare row by row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Any

from app.domain.errors import StorageError
from app.storage.custody import Custody
from app.storage.denunciations import Compartment
from app.storage.driver import Database
from app.storage.journal import Journal
from app.storage.petitions import PROJECTIONS, STATES, Petitions
from app.storage.schema import migrations

TOLD_EVERY = 500  # entries


def verify_rebuild(db: Database, told: Callable[[int], None] | None = None) -> dict[str, int]:
    """Table -> number of rows compared. `told` hears how many entries are replayed.

    Raises StorageError("projection-differs") naming table and row.
    """
    replay = Database(memory=True, execute_plugins=False)
    try:
        migrations.apply(replay)
        petitions = Petitions(replay, Compartment(db), Custody(replay, lines=db))
        with replay.atomic():
            for done, entry in enumerate(Journal(db).entries(), 1):
                petitions.project(entry)
                if told and done % TOLD_EVERY == 0:
                    told(done)
        return {table: _compare(db, replay, table, order) for table, order in PROJECTIONS.items()}
    finally:
        replay.close()


def _as_now(table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row with its state as this program writes it: an older one did not know the fields that were added since."""
    again = STATES.get(table)
    return (*row[:-1], again(row[-1])) if again else row


def _compare(db: Database, replay: Database, table: str, order: str) -> int:
    statement = f"SELECT * FROM {table} ORDER BY {order}"
    count = 0
    for ours, theirs in zip_longest(db.conn.execute(statement), replay.conn.execute(statement)):
        if ours != theirs and (ours is None or _as_now(table, ours) != theirs):
            raise StorageError(
                "projection-differs",
                f"表“{table}”第 {count + 1} 行与台账重算结果不一致，须由管理员从台账重建。",
                table=table,
                row=count + 1,
            )
        count += 1
    return count
