"""Looking is recorded: who looked at which petition, when and what for."""

from __future__ import annotations

import contextlib
import datetime as dt
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from app.desk.base import DeskBase
from app.desk.needs import needs
from app.domain.covering import covered
from app.domain.entries import GENESIS
from app.domain.errors import RuleBroken, StorageError
from app.domain.looks import (
    AGAIN,
    DETAILS,
    MOST_FOUND,
    MOST_WORDS,
    ONE_LOOK,
    Act,
    Look,
    Printed,
    counted,
    printed,
    purpose_told,
)
from app.domain.masking import Sight
from app.domain.petition import Petition
from app.domain.rights import Right
from app.domain.steps.denunciation import APART
from app.domain.steps.looks import LooksCounted
from app.security import looks
from app.storage.database import broken_surroundings, checkpoint
from app.storage.driver import Database
from app.storage.look_log import LookHead, LookLog, of_file
from app.storage.petitions import no_such, sound
from app.writer import Writer


class Looking(DeskBase):
    """The log of looking. `place` is what the program sets: the page or command from which is being looked."""

    place: str = ""
    look_problem: str = ""  # why looks cannot be recorded at this moment, "" when they can
    _looks_db: Database | None = None
    _looks_counted: dt.date | None = None  # the day on which the journal's count was last made sure of
    _pending: Look | None = None  # a search whose words may still be being typed

    @needs(Right.LOOKS)
    def looked(
        self,
        number: str = "",
        *,
        officer: str = "",
        day: dt.date | None = None,
        limit: int = 500,
        offset: int = 0,
    ) -> tuple[Look, ...]:
        """Who looked, the newest first; of one petition also the searches that were after it.

        Raises RuleBroken("no-right"), RuleBroken("no-such-petition"), StorageError when the log cannot be read.
        """
        self.settle()
        with broken_surroundings():
            known = self._petitions.find(number) or self._petitions.denunciations.find(number) if number else None
            if number and (known is None or not (known.category != APART or self._sees(known))):
                raise no_such(sound(number))
            found = self._look_log().read(petition=number, officer=officer, day=day, limit=limit, offset=offset)
            return self._looks_seen(found)

    @needs(Right.LOOKS)
    def looked_by(self) -> tuple[str, ...]:
        """Everybody who ever looked at this desk. Raises RuleBroken("no-right")."""
        with broken_surroundings():
            return self._look_log().officers()

    @needs(Right.READ, Right.OWN, Right.COUNT)
    def take_out(self, act: Act, what: str, number: str = "", *, copies: int = 0) -> None:
        """Say before a paper goes to the printer (print) or into a file (save); after it that the printer did not
        take it (print_failed), that nobody knows whether it came out (print_unsure), or that it did (print_came).

        Raises StorageError when this cannot be recorded: then it does not go.
        """
        self._looked(act, number, what=what, copies=copies, must=True)

    @needs(Right.READ, Right.OWN)
    def printed(self, number: str) -> tuple[Printed, ...]:
        """Which papers of a petition went to a printer, how often, and who printed each last.

        Raises RuleBroken("no-such-petition"), StorageError when the log cannot be read.
        """
        petition = self._seen(number)
        with broken_surroundings():
            return printed(reversed(self._look_log().read(petition=petition.number, limit=-1)))

    @needs(Right.REVEAL)
    @broken_surroundings()
    def reveal(self, number: str, fields: Collection[str], purpose: str) -> Petition:
        """A petition with these details of its persons (keys of DETAILS) in full, once it is recorded what for.

        Raises RuleBroken: no-right, purpose-missing, no-such-detail, no-such-petition; StorageError
        ("look-not-recorded").
        """
        wanted = [field for field in DETAILS if field in fields]
        if not wanted or len(wanted) < len(set(fields)):
            raise RuleBroken(
                "no-such-detail", f"能够显示的有：{'、'.join(DETAILS)}，请写明其中的一项或者几项。", field="field"
            )
        told = purpose_told(purpose, "看完整信息，如“电话联系信访人”")
        petition = self._seen(number)
        self._looked("reveal", number, what="、".join(wanted), purpose=told, must=True)
        return covered(petition, Sight(full=frozenset(wanted)))

    @needs()
    def settle(self) -> None:
        """The words of the last search stand still: it is recorded. Also asked for by whatever is looked at next."""
        pending, self._pending = self._pending, None
        if pending is not None:
            self._append(pending, must=False)

    def _furnish(self) -> None:
        super()._furnish()
        with contextlib.suppress(StorageError):  # made at the first look, then
            self._look_log()

    def close(self) -> None:
        self.settle()
        db, self._looks_db = self._looks_db, None
        if db is not None:
            with contextlib.suppress(StorageError):
                checkpoint(db)
            db.close()
        super().close()

    def rest(self) -> None:
        super().rest()
        if self._looks_db is not None:
            with contextlib.suppress(StorageError):  # it stays in the log beside it; the next look says what is wrong
                checkpoint(self._looks_db)

    def _typed_only(self) -> None:
        """What was searched for while a registration was typed has become that registration: it says who wrote it."""
        if self._pending is not None and self._pending.act == "candidates":
            self._pending = None

    def _looked(
        self, act: Act, number: str = "", *, what: str = "", purpose: str = "", copies: int = 0, must: bool = False
    ) -> None:
        """Record a look before its answer is given.

        With `must` nothing is shown that could not be recorded: raises StorageError("look-not-recorded"). Without, the
        petition stays readable and `look_problem` says what happened.
        """
        self.settle()
        look = self._look(act, number, what=what, purpose=purpose or self.place, copies=copies)
        if act in AGAIN and self._seen_lately(look):
            return
        self._append(look, must=must)

    def _searched(self, act: Act, words: str, found: Sequence[Any]) -> None:
        """A search that may be going on: it takes the place of the one before while the words are being typed."""
        told = " ".join(unicodedata.normalize("NFKC", words).split())[:MOST_WORDS]
        told = told.encode("utf-8", "replace").decode("utf-8")  # half a pair of a character cannot be kept
        pending = self._pending
        if pending is not None and not (told and pending.act == act and _goes_on(pending.words, told, act)):
            self.settle()
        few = tuple(row.number for row in found) if len(found) <= MOST_FOUND else ()
        if told:
            self._pending = self._look(act, words=told, hits=len(found), found=few, purpose=self.place)

    def _look(self, act: Act, number: str = "", **told: Any) -> Look:
        at = self._clock().isoformat(timespec="seconds")
        return Look(line="", seq=0, prev=GENESIS, at=at, officer=self.officer, act=act, petition=number, **told)

    def _append(self, look: Look, *, must: bool) -> None:
        try:
            with broken_surroundings():
                self._look_log().append(look)
            self.look_problem = ""
        except StorageError as error:
            self.look_problem = f"查阅记录没有写成：{error.message}"
            if must:
                raise StorageError(
                    "look-not-recorded",
                    f"{self.look_problem}没有留下记录的，不能显示完整信息、出文书、打印、导出。",
                    cause=error.code,
                ) from error
        else:
            self._lately[_again(look)] = look.at

    def _seen_lately(self, look: Look) -> bool:
        before = self._lately.get(_again(look))
        return before is not None and dt.timedelta() <= _since(before, look.at) < ONE_LOOK

    @property
    def _lately(self) -> dict[tuple[str, ...], str]:
        """When each look was last recorded by this program."""
        found: dict[tuple[str, ...], str] = vars(self).setdefault("_recorded", {})
        return found

    def _look_log(self) -> LookLog:
        if self._looks_db is None:
            self._looks_db = looks.open_log(self.folder, self._vault.subkey(looks.PURPOSE))
        return of_file(self._looks_db)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Writer]:
        """The first transaction of a day also counts the looks of the days before."""
        with super()._writing() as writer:
            facts = self._to_count(writer.today)
            if facts is not None:
                writer.write("", writer.today, facts)
            yield writer
        self._looks_counted = writer.today

    def _count_looks(self) -> None:
        """Count them although nothing else is written: a package goes out."""
        if self._to_count(self._now().date()) is not None:
            with self._writing():
                pass

    def _to_count(self, today: dt.date) -> LooksCounted | None:
        """What cannot be read is counted on another day: the log must not keep a petition from being registered."""
        if self._looks_counted == today:
            return None
        try:
            with broken_surroundings():
                return self._uncounted(today)
        except StorageError:
            return None

    def _uncounted(self, today: dt.date) -> LooksCounted | None:
        """The looks before today that no entry has counted yet, None when there are none."""
        log = self._look_log()
        counts = [entry.facts for entry in self._journal.of_desk(LooksCounted.kind)]
        last = next((facts for facts in counts if isinstance(facts, LooksCounted)), None)
        known = last.rows if last is not None and last.line == log.line else 0
        head = log.head_before(today)
        if head.rows <= known:
            return None
        found = list(log.between(known, head.rows))
        if all(look.act == "export" for look in found):  # else each package would leave an entry for the next one
            return None
        return LooksCounted(
            line=log.line,
            rows=head.rows,
            head=head.hash,
            first=found[0].day,
            last=found[-1].day,
            counts=counted(found),
            lost=last.rows if last is not None and last.line != log.line else 0,
        )

    def _verify_looks(self) -> dict[str, Any]:
        """Check the chain of looks, and every count of it in the journal against it.

        Raises StorageError: looks-damaged, looks-cut (looks that the journal counted are not there any more).
        """
        there = self._looks_db is not None or (self.folder / looks.FILE).exists()
        log = self._look_log() if there else None
        head = log.verify() if log else LookHead(line="")
        gone: dict[str, int] = {}
        for entry in self._journal.of_desk(LooksCounted.kind):
            facts = entry.facts
            if not isinstance(facts, LooksCounted):
                continue
            if log is None or facts.line != log.line:
                gone.setdefault(facts.line, facts.rows)  # the newest count of a line comes first
            elif log.hash_at(facts.rows) != facts.head:
                raise StorageError(
                    "looks-cut",
                    f"查阅记录校验未通过：台账第 {entry.seq} 号记载时有 {facts.rows} 条，现有 {head.rows} 条，"
                    f"第 {facts.rows} 条与当时不符，查阅记录可能被删改。请保留现状并联系管理员，从备份核对。",
                    counted=facts.rows,
                    rows=head.rows,
                    seq=entry.seq,
                )
        return {"rows": head.rows, "hash": head.hash, "gone": sum(gone.values())}


def _again(look: Look) -> tuple[str, ...]:
    return look.officer, look.act, look.petition, look.what


def _since(before: str, at: str) -> dt.timedelta:
    return dt.datetime.fromisoformat(at) - dt.datetime.fromisoformat(before)


def _goes_on(before: str, words: str, act: str) -> bool:
    """Whether the words are those of before with something typed or taken away at the end.

    Of a registration the first name tells: its other fields are filled in any order.
    """
    if act == "candidates":
        before, words = before.partition(" ")[0], words.partition(" ")[0]
    return words.startswith(before) or before.startswith(words)
