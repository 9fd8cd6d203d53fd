"""Which slots a key file has: who is tried, what is put in and taken out. Never is the last slot taken that opens."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.errors import RuleBroken
from app.security.unlock import KeyFile, Slot, Use, keyfile_of, refuse_empty

SHORTEST = 8  # characters of an officer's passphrase


def tried(keyfile: KeyFile, officer: str | None) -> tuple[Slot, ...]:
    """The slots that a passphrase may open: the officer's own, else the common one; without a name all but recovery.

    Whoever has a passphrase of their own is not opened by the common one: nobody acts in their name with it.
    """
    if officer is None:
        return tuple(sorted((s for s in keyfile.slots if s.use != "recovery"), key=lambda slot: slot.use))
    return of(keyfile, "officer", officer) or of(keyfile, "common")


def of(keyfile: KeyFile, use: Use, holder: str | None = None) -> tuple[Slot, ...]:
    """The slots of a kind, of one holder when one is named."""
    return tuple(slot for slot in keyfile.slots if slot.use == use and holder in (None, slot.holder))


def with_slot(keyfile: KeyFile, slot: Slot) -> KeyFile:
    """The key file with this slot in the place of its holder's former one; one recovery slot at most."""
    former = (of(keyfile, "recovery") if slot.use == "recovery" else of(keyfile, slot.use, slot.holder)) or ()
    return keyfile_of((*(one for one in keyfile.slots if one not in former), slot))


def without(keyfile: KeyFile, gone: Callable[[Slot], bool]) -> KeyFile:
    """The key file without these slots. Raises RuleBroken("last-passphrase") when nobody's passphrase would be left."""
    left = tuple(slot for slot in keyfile.slots if not gone(slot))
    if all(slot.use == "recovery" for slot in left):
        raise RuleBroken("last-passphrase", "这是最后一个能打开本台的口令，不能停用。请先为其他工作人员设置口令。")
    return keyfile_of(left)


def check_passphrase(passphrase: str, *, field: str = "passphrase") -> None:
    """An officer's own. Raises RuleBroken: passphrase-empty, passphrase-short."""
    refuse_empty(passphrase)
    if len(passphrase.strip()) < SHORTEST:
        raise RuleBroken("passphrase-short", f"口令太短，至少{SHORTEST}个字符。", field=field)
