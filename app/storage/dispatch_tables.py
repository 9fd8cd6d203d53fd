"""The tables of what is sent down: in the county's store and, for its villages, in a township's desk."""

from __future__ import annotations

from typing import Final

TABLES: Final = (
    """CREATE TABLE dispatches (
        recipient TEXT NOT NULL REFERENCES stations (code),
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        id TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL,
        body BLOB NOT NULL,
        written_at TEXT NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (recipient, epoch, seq)
    ) STRICT""",
    # What the recipients' entries say of them; `lost` are those that a desk no longer has since it was restored.
    """CREATE TABLE dispatch_news (
        station TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        dispatch TEXT NOT NULL,
        hash TEXT NOT NULL,
        day TEXT NOT NULL,
        how TEXT NOT NULL,
        number TEXT NOT NULL,
        note TEXT NOT NULL,
        lost INTEGER NOT NULL,
        PRIMARY KEY (station, epoch, seq)
    ) STRICT""",
    "CREATE INDEX dispatch_news_of ON dispatch_news (dispatch)",
)
