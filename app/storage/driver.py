"""The encrypting SQLite driver, put where sqlite-utils looks for one before it is imported.

sqlite-utils takes `pysqlite3` when there is one and catches that module's exceptions; without this, errors of
SQLCipher would pass it by. This is the only place that may import either of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import sqlcipher3
from sqlcipher3 import dbapi2 as sqlite3

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlite3)

from sqlite_utils import Database, Migrations  # noqa: E402 - only after the driver is in its place

__all__ = ["Database", "Migrations", "OpenedDatabase", "sqlite3"]


class OpenedDatabase(Database):
    """One that was opened from a file; `told` hears how far a migration is that reads every row (done, total)."""

    told: Callable[[int, int], None] | None = None
