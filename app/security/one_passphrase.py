"""A locked folder with one passphrase for all who use it and no officers: a county's store, a competent body's folder.

There is no journal that knows of passphrases: the key file alone says what opens. It is written whole or not at all, so
that a cut leaves the old passphrase or the new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from app.domain.passphrases import Passphrases, RecoverySheet, Unit
from app.security import recovery_key, slots
from app.security.unlock import Slot
from app.security.vault import Vault, VaultKind, open_vault


class OnePassphrase:
    """What opens the folder. Where several computers use folders of their own, each has its key file."""

    _vault: Vault
    _clock: Callable[[], dt.datetime]

    @property
    def unit(self) -> Unit:
        """Whose it is, as its recovery sheet says."""
        raise NotImplementedError

    def passphrases(self) -> Passphrases:
        """That one passphrase opens it, and which recovery sheet holds."""
        sheets = slots.of(self._vault.keyfile(), "recovery")
        return Passphrases(holders=(), common=True, sheet=int(sheets[0].holder) if sheets else 0)

    def change_passphrase(self, passphrase: str, new: str) -> Passphrases:
        """Another passphrase in the place of the one that opened, which is asked once more.

        Raises RuleBroken: passphrase-old-wrong, -same, -short, -empty; StorageError: database-gone, desk-in-use.
        """
        self._vault.check_there()
        with self._vault.held():
            self._put(self._vault.own_anew(passphrase, new))
        return self.passphrases()

    def make_recovery_sheet(self) -> RecoverySheet:
        """A new recovery key, told this once; every earlier sheet is void. Raises StorageError as the change does."""
        self._vault.check_there()
        groups = recovery_key.generate()
        with self._vault.held():
            sheet = self.passphrases().sheet + 1
            self._put(self._vault.seal(str(sheet), "".join(groups), "recovery"))
        code = self.unit.station
        qr = recovery_key.qr_text(code, sheet, groups)
        return RecoverySheet(sheet=sheet, groups=groups, qr=qr, station=code, made_by="")

    def recovery_paper(self, told: RecoverySheet) -> bytes:
        """The sheet (F35b) as PDF."""
        from app.documents.recovery_sheet import OF_STORE, StoreContext  # what draws papers takes its time to load

        return OF_STORE.render(StoreContext(told=told, office=self.unit, today=self._clock().date()))

    def _put(self, slot: Slot) -> None:
        """Into the key file, in the place of its holder's former one."""
        self._vault.write_keyfile(slots.with_slot(self._vault.keyfile(), slot))
        if slot.use != "recovery":
            self._vault.slot = slot


def recover(
    folder: Path,
    kind: VaultKind,
    key: str,
    new: str,
    *,
    clock: Callable[[], dt.datetime],
    program: str,
    before_migrating: Callable[[bytes], None] | None = None,
) -> None:
    """Put a new passphrase in the place of the one that nobody knows any more, with the key on the recovery sheet.

    Raises RuleBroken: recovery-key-wrong naming the groups, passphrase-short, -empty; StorageError as `open_vault`.
    """
    opening = recovery_key.read(key)
    slots.check_passphrase(new, field="new_passphrase")
    opened = open_vault(
        *(folder, kind, opening),
        write=True,
        program=program,
        recovery=True,
        clock=clock,
        before_migrating=before_migrating,
    )
    with contextlib.closing(opened):
        keyfile = opened.keyfile()
        holder = slots.of(keyfile, "common")[0].holder
        opened.write_keyfile(slots.with_slot(keyfile, opened.seal(holder, new, "common")))
