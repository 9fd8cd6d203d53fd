"""What a passphrase opens, and how long it takes: nothing is opened."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.security import vault
from app.setup import DESK, machine_clock

USES = {"common": "共用口令", "officer": "口令", "recovery": "恢复表"}


class SlotTried(msgspec.Struct, frozen=True, kw_only=True):
    """One passphrase's hold on the desk: whose, whether this one is it, and the seconds that it took."""

    words: str
    opens: bool
    seconds: float
    aim: float


def try_passphrase(folder: Path, passphrase: str) -> tuple[SlotTried, ...]:
    """Try every slot of a desk but a recovery sheet's. One that opens none counts as a wrong passphrase.

    Raises StorageError: no-desk, and while nothing may be tried after wrong ones.
    """
    found = vault.try_all(folder, DESK, passphrase, machine_clock)
    return tuple(
        SlotTried(
            words=f"{one.slot.holder}的口令" if one.slot.use == "officer" else USES[one.slot.use],
            opens=one.opens,
            seconds=one.seconds,
            aim=one.slot.aim / 1000,
        )
        for one in found
    )
