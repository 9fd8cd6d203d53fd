"""事项 (F6): every petition that came to the county, found as one types, by station and by stage."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from app.domain.codes import STAGES
from app.domain.errors import DeskError
from ui.county.runner import CountyPage, CountyRunner
from ui.models.table import Column
from ui.models.windowed import Windowed
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.layout import column, label, row
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView

if TYPE_CHECKING:
    from app.county.listing import Listing, Row
    from ui.county.petition import CountyPetitionDialog

READING = "正在读取事项"
NOT_READ = "没有读取完。按 F6 再读。"
NOTHING = "还没有收到事项。各接待台的数据包读入以后，事项在这里列出。"
NAME = 11  # half characters of a station or a stage that are to be read at once
NOT_FOUND = "没有符合的事项，按 Esc 清除筛选，或者换一个词。"


class CountyPetitionsPage(CountyPage):
    """What is read is kept until the store is locked; after a change only what is new is read."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.listing: Listing | None = None
        self.rows: Sequence[Row] = ()
        self.dialog: CountyPetitionDialog | None = None
        self._names: Mapping[str, str] = {}
        self.days: dict[str, str] = {}  # of the last entry, by id: as far as it was shown
        self.counted = label("", "quiet")
        self.search = SearchField("编号、标题、接待台", clears=False)
        self.search.asked.connect(self._show)
        self.search.entered.connect(self.arrive)
        self.station, self.stage = Filter("全部接待台", "接待台"), Filter("全部状态", "办理状态")
        for one in (self.station, self.stage):
            one.currentIndexChanged.connect(lambda _place: self._show())
        self.table = self._table()
        self.chosen = label("", wrap=True, select=True)
        self.show_one = Button("查看(&V)  Enter")
        self.show_one.clicked.connect(lambda: self._open(self.table.current))
        head = row(label("事项", "title"), self.counted, None)
        bar = row(label("搜索 F3"), self.search, self.station, self.stage, spacing=12)
        bar.setStretch(1, 1)
        below = row(self.chosen, self.show_one, spacing=12)
        below.setStretch(0, 1)
        inside = column(head, bar, self.table, below, margin=16, spacing=12)
        inside.setStretch(2, 1)
        self.setLayout(inside)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for key in ("F3", "Ctrl+F"):
            shortcut(key, self, "搜索", self._to_search)
        shortcut("Esc", self, "清除筛选", self.clear, within)

    def refresh(self) -> None:
        read = self.runner.work(lambda county, work: county.petitions(self.listing, work.tell), self, READING)
        if read is not None:
            self.show_listing(read)
        else:
            self._show()

    def show_listing(self, listing: Listing) -> None:
        """What was read."""
        self.listing, self._names = listing, listing.names
        self.days.clear()
        self.station.offer(dict(sorted(listing.names.items(), key=lambda one: one[1])))
        self.stage.offer({code: word for code, word in STAGES.items() if code in listing.stages})
        self._show()

    def arrive(self) -> None:
        self.table.setFocus()

    def stop_asking(self) -> None:
        """Nothing that was read stays in memory while the store is locked."""
        self.search.stop()
        self.listing, self.rows = None, ()
        self.days.clear()
        self.table.table.reload()

    def clear(self) -> None:
        """Everything again."""
        for one in (self.station, self.stage):
            one.setCurrentIndex(0)
        self.search.clear()
        self._show()
        self.arrive()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _table(self) -> TableView:
        columns: list[Column[Row]] = [
            Column("信访件编号", lambda one: one.number, 15),
            Column("标题", lambda one: one.title, why=lambda one: one.title),
            Column("接待台", self._name, 10, why=self._name, spare=2),
            Column("办理状态", lambda one: STAGES.get(one.stage, one.stage), 6),
            Column("收到日期", lambda one: one.received_on, 6),
            Column("最近记载", lambda one: self.days.get(one.id, ""), 6, spare=1),
        ]
        model = Windowed(
            columns, lambda: len(self.rows), self._fetch, lambda one: one.id, self.runner.look.colour, self
        )
        table = TableView(model, "事项")
        table.opened.connect(self._open)
        table.chosen.connect(self._tell)
        return table

    def _name(self, one: Row) -> str:
        return self._names.get(one.station, one.station)

    def _fetch(self, offset: int, limit: int) -> Sequence[Row]:
        """A part of what was found; when the last entry of each was written is asked for these alone."""
        rows = self.rows[offset : offset + limit]
        asked = [one.id for one in rows if one.id not in self.days]
        if asked and self.runner.working is None:
            with contextlib.suppress(DeskError):  # said where something is done; here a cell stays empty
                self.days |= self.runner.county.last_days(asked)
        return rows

    def _show(self) -> None:
        from app.county.listing import Wanted

        wanted = Wanted(words=self.search.text(), station=self.station.value, stage=self.stage.value)
        self.rows = self.listing.found(wanted) if self.listing is not None else ()
        current = self.table.current
        self.table.reload(current.id if current else None)
        every = len(self.listing.all) if self.listing is not None else 0
        self.counted.setText(_counted(len(self.rows), every, by_words=bool(wanted.words.strip())))
        self.show_one.setEnabled(bool(self.rows))
        if not self.rows:
            self.chosen.setText(NOT_READ if self.listing is None else NOT_FOUND if every else NOTHING)

    def _tell(self, one: Row | None) -> None:
        if one is not None:
            self.chosen.setText(f"{one.number}    {self._name(one)}    {one.title}")

    def _open(self, one: Row | None) -> None:
        if one is None:
            return
        from ui.county.petition import CountyPetitionDialog, read_petition

        told = self.runner.work(lambda county, _work: read_petition(county, one.number, one.id), self, "正在读取事项")
        if told is not None:
            self.dialog = CountyPetitionDialog(self.runner, told, self._names, self)
            self.dialog.open()


def _counted(found: int, every: int, *, by_words: bool) -> str:
    from app.county.listing import MOST_FOUND

    if found == every:
        return f"共 {every} 件"
    only = "（只看最近的一万件）" if by_words and found == MOST_FOUND else ""
    return f"符合 {found} 件{only}，共 {every} 件"


class Filter(Choice):
    """All of them at first, then each; what was chosen stays chosen when others come."""

    def __init__(self, everything: str, name: str) -> None:
        super().__init__({"": everything})
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(NAME)  # a long name must not widen the window

    def offer(self, words: Mapping[str, str]) -> None:
        """These besides all of them."""
        before = self.value
        self.blockSignals(True)
        while self.count() > 1:
            self.removeItem(1)
        for code, word in words.items():
            self.addItem(word, code)
        self.choose(before)
        self.blockSignals(False)
