"""A county's store and a competent body's folder opened with the recovery sheet, when the passphrase is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from app.county import competent
from app.county.backups import back_up_before_migrating
from app.county.competent import BODY, Competent
from app.county.schema import COUNTY, PROGRAM
from app.county.store import County
from app.security import one_passphrase

Clock = Callable[[], dt.datetime]


def recover_county(folder: Path, key: str, *, new_passphrase: str, clock: Clock, program: str = PROGRAM) -> County:
    """The store, open: the new passphrase takes the place of the one that all shared; the sheet still holds.

    Raises RuleBroken: recovery-key-wrong naming the groups, passphrase-short; StorageError as `County.open` does.
    """
    one_passphrase.recover(
        *(folder, COUNTY, key, new_passphrase),
        clock=clock,
        program=program,
        before_migrating=lambda store_key: back_up_before_migrating(folder, store_key, clock()),
    )
    return County.open(folder, new_passphrase, clock=clock, program=program)


def recover_body(folder: Path, key: str, *, new_passphrase: str, clock: Clock) -> Competent:
    """The same of a competent body's folder."""
    one_passphrase.recover(folder, BODY, key, new_passphrase, clock=clock, program=competent.PROGRAM)
    return Competent.open(folder, new_passphrase, clock=clock)
