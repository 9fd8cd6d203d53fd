"""What windows ask of a county's store: its petitions as a list, reports as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from app.county import listing, report_tables
from app.county.listing import Listing, Progress
from app.county.report_tables import ReportTable, SheetOut
from app.county.surroundings import broken_store
from app.county.tables import Tables
from app.exchange.sheet_writing import SheetKind


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
    def report_table(self, view: str, progress: Progress = lambda _done, _total: None) -> ReportTable:
        """One of the views for reports, as people read it. Raises RuleBroken("no-such-report")."""
        return report_tables.read(self._tables, view, self.station_names(), progress)

    def export_report(self, folder: Path, table: ReportTable, kind: SheetKind = "xlsx") -> SheetOut:
        """Write a report as it was seen into a sheet. Raises ExchangeError("folder-missing"), StorageError,
        RuleBroken("sheet-too-long")."""
        return report_tables.export(folder, table, kind, county=self.code, at=self._clock())
