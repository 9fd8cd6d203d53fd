"""A locked folder with one passphrase for all who use it and no officers: a county's store, a competent body's folder.

There is no journal that knows of passphrases: the key file alone says what opens. It is written whole or not at all, so
that a cut leaves the old passphrase or the new one.
"""

from __future__ import annotations

from app.domain.passphrases import Passphrases
from app.security import slots
from app.security.unlock import Slot
from app.security.vault import Vault


class OnePassphrase:
    """What opens the folder. Where several computers use folders of their own, each has its key file."""

    _vault: Vault

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

    def _put(self, slot: Slot) -> None:
        """Into the key file, in the place of its holder's former one."""
        self._vault.write_keyfile(slots.with_slot(self._vault.keyfile(), slot))
        if slot.use != "recovery":
            self._vault.slot = slot
