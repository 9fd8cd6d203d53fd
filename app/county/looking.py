"""What windows ask of a county's store: its petitions as a list, one with its attachments, reports as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.county import listing, report_tables
from app.county.carried import attachments_in
from app.county.listing import Listing, Progress
from app.county.report_tables import ReportTable, SheetOut
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.attachment import Attachment
from app.domain.steps.attachment import attachment_of, refuse_pageless, refuse_too_large
from app.exchange.sheet_writing import SheetKind
from app.storage.files import write_pieces
from app.storage.petitions import read_state


class Looking:
    """Questions that change nothing."""

    code: str
    _tables: Tables
    _clock: Callable[[], dt.datetime]

    @broken_store()
    def petitions(self, before: Listing | None = None, progress: Progress = lambda _done, _total: None) -> Listing:
        """Every petition, to be searched; with what was read `before`, only what is new is read."""
        return listing.read(self._tables, before, progress)

    @broken_store()
    def last_days(self, petitions: Sequence[str]) -> dict[str, str]:
        """The day of the last entry of each of these petitions, by its id."""
        return listing.last_days(self._tables, petitions)

    @broken_store()
    def station_names(self) -> dict[str, str]:
        """Every station that was ever registered here, code -> name, those that were revoked too."""
        rows = self._tables.execute("SELECT code, name FROM stations ORDER BY code").fetchall()
        return dict(rows)

    @broken_store()
    def attachment_shown(self, petition: str, place: int) -> bytes:
        """An attachment of the petition with this id, by its place from 1: a PDF or a picture as A4 sheets in one PDF,
        drawn anew, so that nothing in it does more than be seen; nothing of it is written to a disk.

        Raises RuleBroken: no-such-petition, no-such-attachment, attachment-not-shown, attachment-too-large-to-show,
        attachment-not-bound; StorageError: attachment-lost, attachment-damaged.
        """
        from app.documents.attached import sheets

        chosen = attachment_of(self._petition(petition), place)
        refuse_pageless(chosen)
        refuse_too_large(chosen)
        return sheets(chosen.media, b"".join(attachments_in(self._tables).read(chosen.sha256)))

    @broken_store()
    def save_attachment_of(
        self, petition: str, place: int, to: Path, progress: Progress = lambda _done, _total: None
    ) -> Attachment:
        """Write an attachment of the petition with this id into a file, as `save_attachment` does that of a number."""
        chosen = attachment_of(self._petition(petition), place)
        write_pieces(to, _told(attachments_in(self._tables).read(chosen.sha256), chosen.size, progress))
        return chosen

    @broken_store()
    def report_table(self, view: str, progress: Progress = lambda _done, _total: None) -> ReportTable:
        """One of the views for reports, as people read it. Raises RuleBroken("no-such-report")."""
        return report_tables.read(self._tables, view, self.station_names(), progress)

    def export_report(self, folder: Path, table: ReportTable, kind: SheetKind = "xlsx") -> SheetOut:
        """Write a report as it was seen into a sheet. Raises ExchangeError("folder-missing"), StorageError,
        RuleBroken("sheet-too-long")."""
        return report_tables.export(folder, table, kind, county=self.code, at=self._clock())

    def _petition(self, id_: str) -> Petition:
        found = self._tables.execute("SELECT state FROM folded WHERE id = ?", (id_,)).fetchone()
        if found is None:
            raise RuleBroken("no-such-petition", f"没有内部编号为“{id_}”的事项，或尚未收到该台数据包。", number=id_)
        return read_state(found[0])


def _told(pieces: Iterable[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    done = 0
    for piece in pieces:
        yield piece
        done += len(piece)
        progress(done, total)
