"""The address of a county's PostgreSQL database changes: another server, user or password."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from app.county import places
from app.county.backups import back_up_before_migrating
from app.county.schema import COUNTY
from app.county.surroundings import broken_store
from app.security import vault


def move(
    folder: Path, passphrase: str, url: str, *, clock: Callable[[], dt.datetime], program: str = "首问台（县级）"
) -> None:
    """Keep a new address, once the county's own tables were found there; the old one need not answer any more.

    Raises RuleBroken: store-url-wrong, store-in-folder; StorageError: store-of-another, database-foreign, and what the
    server says. Nothing has changed then.
    """
    opened = vault.open_vault(
        *(folder, COUNTY, passphrase),
        write=True,
        program=program,
        before_migrating=lambda key: back_up_before_migrating(folder, key, clock()),
    )
    with contextlib.closing(opened), broken_store():
        places.move(opened.db, url)
