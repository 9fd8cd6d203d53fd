"""Where a county's received lines lie changes: from its own file into PostgreSQL, back, or to another address."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from app.county import places
from app.county.backups import back_up_before_migrating
from app.county.schema import COUNTY, PROGRAM
from app.county.surroundings import broken_store
from app.security import vault
from app.storage.driver import Database

COPIED = (
    "收到的记载已全部复制到 PostgreSQL，逐条核对一致，此后存放在那里。本文件夹中的原样保留（加密），"
    "没有新收、新下发的内容以前，可以改回。"
)
MOVED = "已改用新的数据库地址。"
BACK = "已改回本文件夹。数据库中的没有清除，不再使用。"


def move(folder: Path, passphrase: str, url: str, *, clock: Callable[[], dt.datetime], program: str = PROGRAM) -> str:
    """Copy the lines that lie in the folder into PostgreSQL, or keep a new address of those that lie there; the old one
    need not answer any more. Returns what was done, in words.

    Raises RuleBroken: store-url-wrong, store-occupied; StorageError: store-of-another, database-foreign, copy-differs,
    and what the server says. Nothing has changed then.
    """
    with _opened(folder, passphrase, clock, program) as db:
        return COPIED if places.move(db, url) else MOVED


def move_back(folder: Path, passphrase: str, *, clock: Callable[[], dt.datetime], program: str = PROGRAM) -> str:
    """The lines in the folder count again. Raises RuleBroken: store-in-folder, store-moved-on."""
    with _opened(folder, passphrase, clock, program) as db:
        places.move_back(db)
    return BACK


@contextlib.contextmanager
def _opened(folder: Path, passphrase: str, clock: Callable[[], dt.datetime], program: str) -> Iterator[Database]:
    """The county's own file, of which no other program makes use meanwhile."""
    opened = vault.open_vault(
        *(folder, COUNTY, passphrase),
        write=True,
        program=program,
        before_migrating=lambda key: back_up_before_migrating(folder, key, clock()),
    )
    with contextlib.closing(opened), broken_store():
        yield opened.db
