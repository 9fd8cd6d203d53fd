"""The way into a desk: a new one, with a passphrase, with a recovery sheet; and whether that passphrase still holds."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Self

from app import setup
from app.answers import Changes
from app.desk.backups import back_up_before_migrating
from app.desk.needs import needs
from app.desk.surroundings import Surroundings
from app.domain.entries import Facts
from app.domain.errors import RuleBroken, StorageError
from app.domain.office import Office
from app.domain.passphrases import Known, known
from app.domain.rights import Right
from app.domain.steps.keys import PassphraseSet, RecoveryUsed
from app.security import recovery_key, slots, vault
from app.security.unlock import KeyFile, Slot
from app.setup import DESK, Clock, machine_clock
from app.storage import program_folder
from app.storage.database import broken_surroundings

MOST_REASON = 500
MIGRATING = "程序升级后第一次打开，正在整理查找用的索引（备份已做好）"


class Opening(Surroundings):
    """Create, open, and put right what a cut between journal and key file left."""

    mended: tuple[str, ...] = ()  # what was put right at this unlock, in sentences

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        office: Office,
        officers: tuple[str, ...],
        passphrase: str,
        common: bool = False,
        roles: Mapping[str, tuple[str, ...]] | None = None,
        practice: bool = False,
        clock: Clock = machine_clock,
        unlock_seconds: float = 1.0,
        program: str = "首问台",
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> Self:
        """Set up a new desk in a folder and open it. Raises StorageError when there is one already.

        The passphrase is the first officer's own, who gives the others theirs; with `common` all share it. `roles` of
        officers take the place of the usual ones (`setup.first_roles`). A code of practice needs `practice`.
        What `progress` raises ends it, and nothing is left in the folder.
        """
        roles = roles or {}
        office = setup.check_new(office, officers, roles, practice)
        opened = vault.create(
            folder,
            DESK,
            passphrase,
            lambda db, slot: setup.fill(db, office, officers, clock, "" if common else slot.mark, roles),
            unlock_seconds=unlock_seconds,
            program=program,
            officer="" if common else officers[0],
            progress=progress,
        )
        with _closed_on_failure(opened):
            desk = cls(folder, opened, clock=clock, officer=None)
            desk._furnish()
            desk._watch_clock(desk._written_last, None)
        return desk

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        *,
        clock: Clock = machine_clock,
        write: bool = True,
        officer: str | None = None,
        new_passphrase: str | None = None,
        program: str = "首问台",
        careful: bool | None = None,
        told: Callable[[str, int, int], None] | None = None,
    ) -> Self:
        """Unlock a desk with the officer's own passphrase, or the common one for who has none.

        Without `officer` the passphrase says who it is. `new_passphrase` takes the place of the one that opened.
        `careful`: the date is asked about before the first entry (`clock_doubt`); None: where it is the machine's own.
        `told` hears of the backup before an update changes the data, and of that change; what it raises ends it there,
        nothing is changed.
        Raises StorageError: no desk here, wrong passphrase, wait, withdrawn, in use, newer, damaged;
        RuleBroken("passphrase-first") for a first passphrase without a new one.
        """
        if new_passphrase is not None:
            slots.check_passphrase(new_passphrase, field="new_passphrase")
        opened = vault.open_vault(
            folder,
            DESK,
            passphrase,
            write=write,
            program=program,
            officer=officer,
            changing=new_passphrase is not None,
            clock=clock,
            before_migrating=lambda key: back_up_before_migrating(folder, key, clock(), told),
            told=functools.partial(told, MIGRATING) if told else None,
        )
        with _closed_on_failure(opened):
            desk = cls(folder, opened, clock=clock, officer=officer)
            before = desk._written_last
            if new_passphrase is not None:
                desk._set_own(passphrase, new_passphrase)
            desk._mend()
            desk._watch_clock(before, careful)
        if write:
            program_folder.mark_opened(clock(), Path(sys.executable))
        return desk

    @classmethod
    def recover(
        cls,
        folder: Path,
        key: str,
        *,
        officer: str,
        new_passphrase: str,
        reason: str,
        clock: Clock = machine_clock,
        program: str = "首问台",
    ) -> Self:
        """Open a desk with its recovery sheet: an administrator gets a new passphrase, the journal says why.

        Raises RuleBroken: recovery-key-wrong naming the group, reason-missing, passphrase-short, no-right;
        StorageError as `open` does.
        """
        opening = recovery_key.read(key)
        slots.check_passphrase(new_passphrase, field="new_passphrase")
        if not reason.strip():
            raise RuleBroken("reason-missing", "请写明为什么使用恢复表。", field="reason")
        opened = vault.open_vault(
            folder,
            DESK,
            opening,
            write=True,
            program=program,
            recovery=True,
            clock=clock,
            before_migrating=lambda key: back_up_before_migrating(folder, key, clock()),
        )
        with _closed_on_failure(opened):
            desk = cls(folder, opened, clock=clock, officer=officer)
            before = desk._written_last
            desk._require(Right.ADMINISTER, what="使用恢复表")
            used = RecoveryUsed(sheet=int(opened.slot.holder), reason=reason.strip()[:MOST_REASON])
            desk._put(opened.seal(desk.officer, new_passphrase, "officer"), used)
            desk._mend()
            desk._watch_clock(before, None)
        return desk

    @property
    @needs()
    def locked(self) -> bool:
        """Whether it was locked up and not opened again."""
        return self._vault.closed

    @property
    @needs()
    def left_open(self) -> str:
        """That the program was killed, or the power cut, while the desk was open before: in words, "" when not."""
        before = self._vault.lock.left_open if self._vault.lock else None
        if before is None:
            return ""
        since = before.since[:16].replace("T", " ")
        return (
            f"上次（{since}打开）没有正常关闭，可能断电或者程序被强行结束。已经办理的内容都在，没有丢失。"
            "填写到一半的表格，由填写的人在“接待”页恢复；当时正在导出、备份的没有做完，请再做一次。"
        )

    @needs()
    def lock_up(self) -> None:
        """Close it and forget what was read from it, keys first; whose it was stays known for `go_on`."""
        self.close()
        for name in vars(self).keys() - {"folder", "station", "_vault", "_officer", "_watch"}:
            vars(self).pop(name)

    @needs()
    def go_on(self, opened: Self) -> None:
        """Take over what was opened anew for the same officer: whoever holds this desk works on with it.

        A clock that was set meanwhile is noticed by what was known of it before.
        """
        watch = self._watch
        vars(self).update(vars(opened))
        self._watch = watch or self._watch

    @property
    @needs()
    def officer_names(self) -> tuple[str, ...]:
        """In whose name may be acted: one's own, with the common passphrase anybody's who has none of their own."""
        if self._vault.slot.use != "common":
            return (self.officer,)
        return self._common_holders(self._vault.keyfile())

    def _who(self, officer: str | None) -> str:
        slot = self._vault.slot
        self._refuse_withdrawn(slot)
        if slot.use == "officer":
            return slot.holder
        if officer is None and slot.use == "common" and self.officers:
            officer = next(iter(self._common_holders(self._vault.keyfile())), None)
            if officer is None:
                raise _withdrawn("每位工作人员都有自己的口令，共用口令不再用来打开本台。请用自己的口令解锁。")
        return super()._who(officer)

    def _may_act_as(self, officer: str) -> None:
        if self._known_officer(officer) not in self.officer_names:
            raise RuleBroken(
                "officer-other",
                f"现在是{self.officer}在用本台，不能以{officer}的名义办理。请锁定后由{officer}用自己的口令解锁。",
                officer=officer,
            )

    def _common_holders(self, keyfile: KeyFile) -> tuple[str, ...]:
        return tuple(name for name in self.officers if not slots.of(keyfile, "officer", name))

    @property
    def _known(self) -> Known:
        return known(self._own)

    def _withdrawn(self, slot: Slot) -> bool:
        """Whether the journal says that this slot opens nothing any more, or knows nothing of its holder."""
        if not self.officers:  # a journal robbed of its opening: it can be verified, and nothing else
            return False
        if slot.use == "officer":
            return slot.holder not in self.officers
        return self._known.common_ended if slot.use == "common" else slot.holder != str(self._known.sheet)

    def _refuse_withdrawn(self, slot: Slot) -> None:
        if not self._withdrawn(slot):
            return
        if slot.use == "officer":
            raise _withdrawn(f"{slot.holder}已不是本台工作人员，这个口令不能再打开本台。", officer=slot.holder)
        if slot.use == "common":
            raise _withdrawn("共用口令已停用，请用自己的口令解锁。钥匙文件可能被换成了旧的，请告诉管理员。")
        raise _withdrawn(f"第{slot.holder}号恢复表已经作废，请用最近制作的恢复表。", sheet=slot.holder)

    def _set_own(self, passphrase: str, new: str) -> Changes:
        """Put a new passphrase in the place of the one that opened, which is asked once more."""
        if self._vault.slot.use != "officer":
            raise RuleBroken("passphrase-common", "这是共用口令，不能在这里更换。请先由管理员为您设置自己的口令。")
        return self._put(self._vault.own_anew(passphrase, new))

    def _put(self, slot: Slot, *before: Facts) -> Changes:
        """A passphrase set, in the key file and in the journal: both, or neither unless the program is killed.

        Then the key file is ahead, and the next unlock writes the missing line (`_mend`).
        """
        self._check_writable()
        told = PassphraseSet(officer=slot.holder, mark=slot.mark, given=slot.first)
        changed = slots.with_slot(self._vault.keyfile(), slot)
        with self._vault.changing_keyfile(changed), self._writing() as writer:
            for facts in (*before, told):
                writer.write("", writer.today, facts)
        if slot.holder == self.officer and not slot.first:
            self._vault.slot = slot
        self._read_anew()
        return self._changes(writer)

    def _mend(self) -> None:
        """Put right what a cut between journal and key file left, and say it in `mended`."""
        if not self._vault.writable:
            return
        self._drop_withdrawn()
        marks = self._known.marks
        differing = [
            slot
            for slot in slots.of(self._vault.keyfile(), "officer")
            if not self._withdrawn(slot) and marks.get(slot.holder) != slot.mark
        ]
        if not differing:
            return
        with self._writing() as writer:
            for slot in differing:
                facts = PassphraseSet(officer=slot.holder, mark=slot.mark, given=slot.first, found=True)
                entry = writer.write("", writer.today, facts)
                self.mended = (*self.mended, f"{facts.sentence(entry)}。不是本人更换的，请立即告诉管理员。")
        self._read_anew()

    def _drop_withdrawn(self) -> None:
        """Take out of the key file what opens nothing any more; left in it, the journal refuses it all the same."""
        gone = [slot for slot in self._vault.keyfile().slots if self._withdrawn(slot)]
        if gone and self._vault.writable:
            with contextlib.suppress(RuleBroken, StorageError):
                self._vault.write_keyfile(slots.without(self._vault.keyfile(), gone.__contains__))

    def _read_anew(self) -> None:
        super()._read_anew()
        self._drop_withdrawn()


@contextlib.contextmanager
def _closed_on_failure(opened: vault.Vault) -> Iterator[None]:
    try:
        with broken_surroundings():
            yield
    except BaseException:
        opened.close()
        raise


def _withdrawn(message: str, **facts: object) -> StorageError:
    return StorageError("passphrase-withdrawn", message, **facts)
