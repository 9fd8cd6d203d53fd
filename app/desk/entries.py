"""The journal as it is read page by page: each entry in words, with its facts and its hash."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from app.answers import JournalEntry, JournalLine
from app.desk.needs import needs
from app.desk.steps import Steps
from app.domain import entry_told
from app.domain.covering import covered_facts
from app.domain.entries import Entry
from app.domain.errors import RuleBroken
from app.domain.looks import purpose_told
from app.domain.rights import Right
from app.domain.steps.table import read_entry
from app.storage.database import broken_surroundings
from app.storage.journal import Placed


class Entries(Steps):
    """Of one petition, or of the whole desk: that needs the right to read every petition, and denunciations stay
    sealed there."""

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def journal_count(self, number: str = "") -> int:
        """How many entries there are. Raises RuleBroken: no-right, no-such-petition."""
        return self._journal.count(self._about(number))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def journal_lines(self, number: str = "", *, offset: int = 0, limit: int = 100) -> tuple[JournalLine, ...]:
        """Some of them, the newest first, details of persons masked. Recorded as one look while it is being read.

        Raises RuleBroken: no-right, no-such-petition; StorageError("look-not-recorded").
        """
        petition = self._about(number)
        if not self._seen_lately(self._look("journal", number)):
            self._looked("journal", number, must=True)
        return tuple(self._line(one, number) for one in self._journal.page(petition, offset, limit))

    @needs(Right.READ, Right.OWN)
    @broken_surroundings()
    def journal_entry(self, station: str, epoch: int, seq: int, *, number: str = "", purpose: str = "") -> JournalEntry:
        """One of them with its facts: details of persons masked, or in full for a `purpose`, recorded each time.

        `number` says in whose journal it is being read. Raises RuleBroken: no-right, no-such-petition, no-such-entry,
        purpose-missing; StorageError("look-not-recorded").
        """
        petition = self._about(number)
        if purpose:
            self._require(Right.REVEAL, what="显示完整信息")
            purpose = purpose_told(purpose, "看完整信息，如“核对台账”")
        found = self._journal.placed(station, epoch, seq)
        if found is None or petition not in (None, found.petition):
            raise RuleBroken("no-such-entry", f"台账中没有 {station} 第 {seq} 号记载，请核对。", seq=seq)
        if purpose or not self._seen_lately(self._look("journal", number)):
            self._looked("journal", number or found.number, purpose=purpose, must=True)
        entry = self._entry(found, number)
        written: dict[str, Any] = json.loads(found.body)
        as_written = entry.kind == written["kind"]  # else it is what a sealed entry says
        facts = written["facts"] if as_written else msgspec.to_builtins(entry.facts)
        return JournalEntry(
            line=self._line(found, number),
            facts=entry_told.told(entry.kind, facts if purpose else covered_facts(entry.kind, facts)),
            previous=entry.prev,
            body=found.body.decode("utf-8") if purpose and as_written else "",
        )

    def _about(self, number: str) -> str | None:
        """The id of the petition whose journal it is; None for the whole."""
        if number:
            return self._seen(number).id
        self._require(Right.READ, what="查看全台台账")
        return None

    def _entry(self, placed: Placed, number: str) -> Entry:
        """What it says; a denunciation's is opened in the journal of that alone."""
        entry = read_entry(placed.body)
        return self._petitions.opened(entry) if number else entry

    def _line(self, placed: Placed, number: str) -> JournalLine:
        entry = self._entry(placed, number)
        return JournalLine(
            station=placed.station,
            epoch=placed.epoch,
            seq=placed.seq,
            at=entry.at,
            on=entry.on,
            officer=entry.officer,
            number=number or placed.number,
            kind=entry.kind,
            sentence=entry.facts.sentence(entry),
            hash=placed.hash,
        )
