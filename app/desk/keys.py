"""Who can open the desk: passphrases of officers, the end of the common one, recovery sheets."""

from __future__ import annotations

from app.answers import Changes
from app.desk.needs import needs
from app.desk.opening import Opening
from app.domain.errors import RuleBroken
from app.domain.passphrases import Holder, Passphrases, RecoverySheet
from app.domain.rights import Right
from app.domain.steps.keys import CommonPassphraseEnded, RecoverySheetMade
from app.security import recovery_key, slots


class Keys(Opening):
    """Give, change, end, and print the sheet that opens when all forget."""

    @needs()
    def passphrases(self) -> Passphrases:
        """Which officer has a passphrase, whether the common one still opens, which recovery sheet holds."""
        keyfile = self._vault.keyfile()
        own = {slot.holder: slot for slot in slots.of(keyfile, "officer")}
        held = (Holder(officer=name, own=name in own, first=name in own and own[name].first) for name in self.officers)
        sheets = [slot for slot in slots.of(keyfile, "recovery") if not self._withdrawn(slot)]
        return Passphrases(
            holders=tuple(held),
            common=any(not self._withdrawn(slot) for slot in slots.of(keyfile, "common")),
            sheet=int(sheets[0].holder) if sheets else 0,
        )

    @needs(Right.ADMINISTER)
    def give_passphrase(self, officer: str, passphrase: str) -> Changes:
        """An officer's first passphrase, also for one who forgot theirs; it must be changed at the first unlock.

        Raises RuleBroken: no-right, no-such-officer, passphrase-empty, passphrase-short.
        """
        name = self._known_officer(officer)
        slots.check_passphrase(passphrase)
        return self._put(self._vault.seal(name, passphrase, "officer", first=True))

    @needs()
    def change_passphrase(self, passphrase: str, new: str) -> Changes:
        """One's own, the old one asked. Raises RuleBroken: passphrase-old-wrong, -same, -short, -common."""
        return self._set_own(passphrase, new)

    @needs(Right.ADMINISTER)
    def end_common(self) -> Changes:
        """From now on everybody opens with their own. Raises RuleBroken: no-right, or naming who has none yet."""
        state = self.passphrases()
        if not state.common:
            raise RuleBroken("common-ended", "共用口令已经停用。")
        if state.without:
            raise RuleBroken(
                "passphrases-missing",
                f"{'、'.join(state.without)}还没有自己的口令，停用后不能打开本台。请先为其设置首次口令。",
                officers=list(state.without),
            )
        with self._writing() as writer:  # first the journal: it refuses the slot even where it could not be taken out
            writer.write("", writer.today, CommonPassphraseEnded())
        self._read_anew()
        return self._changes(writer)

    @needs(Right.ADMINISTER)
    def make_recovery_sheet(self) -> RecoverySheet:
        """A new recovery key, told this once; every earlier sheet is void. Raises RuleBroken("no-right")."""
        self._check_writable()
        groups = recovery_key.generate()
        with self._writing() as writer:  # first the journal: a sheet that it does not know opens nothing
            sheet = self._known.sheet + 1
            writer.write("", writer.today, RecoverySheetMade(sheet=sheet))
        self._read_anew()
        slot = self._vault.seal(str(sheet), "".join(groups), "recovery")
        self._vault.write_keyfile(slots.with_slot(self._vault.keyfile(), slot))
        return RecoverySheet(
            sheet=sheet,
            groups=groups,
            qr=recovery_key.qr_text(self.station, sheet, groups),
            station=self.station,
            made_by=self.officer,
        )
