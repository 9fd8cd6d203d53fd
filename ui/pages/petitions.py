"""事项 (F6): the list of petitions, filtered, in any order, found as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu

from app.domain.errors import DeskError
from app.domain.listing import COLUMNS, ORDERS, USUAL, Selection
from app.domain.papers import title_of
from ui import access, list_columns, messages, saved_views
from ui.models.windowed import Windowed
from ui.pages.page import Page
from ui.runner import Runner
from ui.saved_views import MOST_KEYS, SavedView
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.columns import Columns
from ui.widgets.filter_bar import FilterBar
from ui.widgets.layout import column, label, row, scrolled
from ui.widgets.table_view import LEAST_LINES, MOST_PICKED, TableView

if TYPE_CHECKING:
    from app.answers import ListRow, ListTold
    from app.desk import Desk

PAPER = "F38"
Progress = Callable[[int, int], None]
SheetKind = Literal["xlsx", "csv", "csv-gb18030"]
MOST_PRINTED = 2000  # petitions, on less than two hundred pages
MOST_EXPORTED = 50_000
KINDS: dict[SheetKind, str] = {
    "xlsx": "电子表格(&X)",
    "csv": "文本表格，UTF-8(&U)",
    "csv-gb18030": "文本表格，GB18030(&G)",
}
FIRST_DOWN = ("number", "received")  # orders whose newest stands first when they are chosen
ALWAYS = ("number", "title")  # columns that are always shown


class PetitionsPage(Page):
    """The list follows the search field of the window and its own filters; Enter opens the petition.

    `words_cleared` asks for an empty search field.
    """

    words_cleared = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__(runner)
        self.selection = Selection()
        self.columns: tuple[str, ...] = USUAL
        self._gone: QMenu | None = None  # the menu in which a view is chosen to be deleted
        self._officer = ""  # whose columns are shown
        self.heading = label("全部事项", "title")
        self.counted = label("", "quiet")
        self.views = self._menu("视图(&V)", self._fill_views)
        self.bar = FilterBar(runner.desk.list_values, runner.desk.today)
        self.bar.changed.connect(self._filtered)
        self.bar.period_wanted.connect(self.ask_period)
        self.bar.cleared.connect(self.clear_filters)
        self.filtered = label("", "quiet", wrap=True)
        self.table = self._table()
        self.preview = label("", "quiet", wrap=True, select=True)
        head = row(self.heading, self.filtered, self.counted, self.views, spacing=16)
        head.setStretch(1, 1)
        self.foot = self._foot()
        inside = column(head, self.bar, self.table, self.foot, margin=16)
        inside.setStretch(2, 1)
        self.area = scrolled(inside, yields=True)
        self.area.verticalScrollBar().rangeChanged.connect(lambda _least, _most: self._show_list())
        self.setLayout(column(self.area))
        self._add_keys()
        self._tell_filters()

    @property
    def wanted(self) -> str:
        """The words that are searched for."""
        return self.selection.words

    def search(self, text: str) -> None:
        """Show what is found, within the filters; an empty text shows everything."""
        self._show(msgspec.structs.replace(self.selection, words=text.strip()))

    def refresh(self) -> None:
        self._own_columns()
        desk = self.runner.desk
        self.exporting.setEnabled(access.allowed(desk, "sheet_out"))
        self.exporting.setToolTip(access.why_not(desk, "sheet_out"))
        current = self.table.current
        self._read(current.number if current else None)

    def arrive(self) -> None:
        self.table.setFocus()
        self._show_list()

    def clear_filters(self) -> None:
        """Everything again, in the same order."""
        if self.selection.sentence:
            self._show(self.selection.cleared())
            self.words_cleared.emit()
        self.table.setFocus()

    def sort_by(self, order: str, descending: bool | None = None) -> None:
        """Put the rows in an order; the same one again turns them round."""
        if descending is None:
            same = self.selection.order == order
            descending = not self.selection.descending if same else order in FIRST_DOWN
        self._show(msgspec.structs.replace(self.selection, order=order, descending=descending))

    def show_columns(self, columns: Sequence[str]) -> None:
        """Show these columns, and those that always are; remembered for the officer."""
        self.columns = tuple(name for name in COLUMNS if name in columns or name in ALWAYS)
        self.table.show_columns(self.columns)
        self.runner.read(lambda: saved_views.remember_columns(self.runner.desk, self.columns), self)

    def show_view(self, view: SavedView) -> None:
        """What was saved, instead of what is shown."""
        self.columns = view.columns
        self.table.show_columns(self.columns)
        self._show(_without_words(view.selection))
        self.words_cleared.emit()
        self.table.setFocus()

    def save_view(self) -> None:
        """Ask for a name and keep what is shown under it."""
        from ui.dialogs.save_view import SaveViewDialog

        dialog = SaveViewDialog(self.runner, self._told(), saved_views.saved_views(self.runner.desk), self)
        dialog.named.connect(self._save)
        dialog.open()

    def print_list(self) -> None:
        """What is seen, or what was picked of it, as a paper to be looked at and printed."""
        from ui.dialogs.pdf import PdfDialog

        ask = self._asked(MOST_PRINTED)
        pdf = self.runner.work(
            lambda desk, work: desk.desk_paper(PAPER, ask(desk, work.tell)), self, f"正在生成{title_of(PAPER)}"
        )
        if pdf is not None:
            PdfDialog(self.runner, title_of(PAPER), pdf, self).open()

    def export(self, kind: SheetKind) -> None:
        """The same as a sheet, where the person says."""
        folder = self.runner.ask.folder(self, "导出到哪里（一般为U盘）")
        if folder is None:
            return
        ask = self._asked(MOST_EXPORTED)
        made = self.runner.work(
            lambda desk, work: desk.export_list(folder, ask(desk, work.tell), kind), self, "正在导出列表"
        )
        if made is not None:
            self.runner.ask.tell(self, "已导出", f"{made.words}\n文件：{made.file}")

    def ask_period(self) -> None:
        """Other days of receipt than those that are offered."""
        from ui.dialogs.period import PeriodDialog

        dialog = PeriodDialog(self.runner, self.selection.first, self.selection.last, self)
        dialog.chosen.connect(lambda first, last: self.bar.choose(first=first, last=last))
        dialog.open()

    def _table(self) -> TableView:
        model = Windowed(
            list_columns.columns(), self._count, self._fetch, lambda r: r.number, self.runner.look.colour, self
        )
        table = TableView(model, "事项", several=True)
        table.opened.connect(lambda chosen: self.opened.emit(chosen.number))
        table.chosen.connect(self._preview)
        table.order_wanted.connect(self.sort_by)
        table.too_many.connect(self._tell_too_many)
        table.selectionModel().selectionChanged.connect(lambda _on, _off: self._preview(self.table.current))
        table.show_columns(self.columns)
        table.least_lines = LEAST_LINES
        return table

    def _foot(self) -> Columns:
        self.orders = self._menu("排序(&O)", self._fill_orders)
        self.shown = self._menu("列(&L)", self._fill_columns)
        self.printing = Button("打印(&P)")
        self.printing.clicked.connect(lambda: self.print_list())
        self.exporting = self._menu("导出(&E)", self._fill_kinds)
        return Columns(self.preview, row(self.orders, self.shown, self.printing, self.exporting), shares=(1, 0))

    def _show_list(self) -> None:
        """At large type the heading gives way to what is to be seen of the list, the filters stay in view."""
        if self.focusWidget() is self.table:
            self.area.ensureVisible(0, self.table.geometry().bottom(), 0, 0)

    def _add_keys(self) -> None:
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        shortcut("Esc", self, "清除筛选和搜索", self.clear_filters, around)
        for n in range(1, MOST_KEYS + 1):
            shortcut(f"Alt+{n}", self, "调出保存的视图", partial(self._recall, n), around)

    def _show(self, selection: Selection) -> None:
        self.selection = selection
        self.bar.show_selection(selection)
        self._read()

    def _read(self, number: str | None = None) -> None:
        """Ask again, and stay on a petition where it still is near its place."""
        self.table.reload(number)
        self._tell_filters()

    def _filtered(self, selection: Selection) -> None:
        self._show(selection)
        self.table.setFocus()

    def _own_columns(self) -> None:
        """Those of whoever is at the desk."""
        desk = self.runner.desk
        if desk.officer != self._officer:
            self._officer = desk.officer
            self.columns = saved_views.last_columns(desk)
            self.table.show_columns(self.columns)

    def _count(self) -> int:
        """How many there are, told in words; none where they could not be read."""
        try:
            found = self.runner.desk.listed(self.selection)
        except DeskError as error:
            self.counted.setText(messages.refusal(error))
            return 0
        self.counted.setText(_counted(self.selection, found.count, more=found.more))
        return found.count

    def _fetch(self, offset: int, limit: int) -> Sequence[ListRow]:
        try:
            return self.runner.desk.list_rows(self.selection, offset=offset, limit=limit)
        except DeskError as error:
            self.counted.setText(messages.refusal(error))
            return ()

    def _tell_filters(self) -> None:
        selection = self.selection
        filters = "，".join(f"{name} {value}" for name, value in selection.filters)
        self.heading.setText(
            f"搜索“{selection.words}”" if selection.words else "符合筛选的事项" if filters else "全部事项"
        )
        self.filtered.setText(f"筛选：{filters}" if filters else "")
        self.table.show_order(selection.order, descending=selection.descending)

    def _told(self) -> str:
        shown = _without_words(self.selection)
        return f"{shown.sentence or '全部事项'}，按{ORDERS[shown.order]}{'倒序' if shown.descending else '顺序'}"

    def _preview(self, chosen: ListRow | None) -> None:
        if picked := self.table.picked:
            self.preview.setText(f"已选定 {sum(last - first + 1 for first, last in picked)} 件")
            return
        if chosen is None:
            nothing = "换一个词，或者只输姓名、电话、编号的一部分。" if self.wanted else "还没有登记事项，按 F2 登记。"
            self.preview.setText("没有符合筛选的事项，按 Esc 清除筛选。" if self.selection.filters else nothing)
            return
        self.preview.setText(f"{chosen.number}    {chosen.who}    {chosen.title}")

    def _tell_too_many(self) -> None:
        self.preview.setText(f"一次最多选定 {MOST_PICKED} 件，请先筛选。")

    def _menu(self, text: str, fill: Callable[[QMenu], None]) -> Button:
        button = Button(text, "menu")
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        return button

    def _fill_orders(self, menu: QMenu) -> None:
        menu.clear()
        for order, word in ORDERS.items():
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(order == self.selection.order)
            action.triggered.connect(lambda _on, order=order: self.sort_by(order))
        menu.addSeparator()
        turned = menu.addAction("倒序")
        turned.setCheckable(True)
        turned.setChecked(self.selection.descending)
        turned.triggered.connect(lambda on: self.sort_by(self.selection.order, descending=on))

    def _asked(self, most: int) -> Callable[[Desk, Progress], ListTold]:
        """The question for what is seen now, or for what was picked of it."""
        selection, columns, picked = self.selection, self.columns, self.table.picked
        return lambda desk, tell: desk.list_told(selection, columns, picked, most=most, progress=tell)

    def _fill_kinds(self, menu: QMenu) -> None:
        menu.clear()
        for kind, word in KINDS.items():
            menu.addAction(word).triggered.connect(partial(self._export, kind))

    def _export(self, kind: SheetKind, _ticked: bool = False) -> None:
        self.export(kind)

    def _fill_columns(self, menu: QMenu) -> None:
        menu.clear()
        for place, (name, word) in enumerate(COLUMNS.items()):
            narrow = name in self.columns and self.table.isColumnHidden(place)
            action = menu.addAction(f"{word}（窗口窄，未显示）" if narrow else word)
            action.setCheckable(True)
            action.setChecked(name in self.columns)
            action.setEnabled(name not in ALWAYS)
            action.triggered.connect(lambda on, name=name: self._tick_column(name, on))
        menu.addSeparator()
        menu.addAction("通常的列").triggered.connect(lambda: self.show_columns(USUAL))

    def _tick_column(self, name: str, on: bool) -> None:
        self.show_columns((*self.columns, name) if on else tuple(one for one in self.columns if one != name))

    def _fill_views(self, menu: QMenu) -> None:
        menu.clear()
        if self._gone is not None:  # what is cleared are the entries alone
            self._gone.deleteLater()
            self._gone = None
        views = saved_views.saved_views(self.runner.desk)
        for n, (name, view) in enumerate(views.items(), 1):
            key = f"\tAlt+{n}" if n <= MOST_KEYS else ""
            action = menu.addAction(name.replace("&", "&&") + key)
            action.setToolTip(view.selection.sentence or "全部事项")
            action.triggered.connect(lambda _on, view=view: self.show_view(view))
        if views:
            menu.addSeparator()
        menu.addAction("保存当前视图…").triggered.connect(lambda: self.save_view())
        if views:
            gone = self._gone = menu.addMenu("删除视图")
            for name in views:
                gone.addAction(name.replace("&", "&&")).triggered.connect(lambda _on, name=name: self._forget(name))
        menu.setToolTipsVisible(True)

    def _recall(self, n: int) -> None:
        views = list(saved_views.saved_views(self.runner.desk).values())
        if n <= len(views):
            self.show_view(views[n - 1])

    def _save(self, name: str) -> None:
        view = SavedView(selection=_without_words(self.selection), columns=self.columns)
        self.runner.read(lambda: saved_views.save(self.runner.desk, name, view), self)

    def _forget(self, name: str) -> None:
        self.runner.read(lambda: saved_views.forget(self.runner.desk, name), self)


def _without_words(selection: Selection) -> Selection:
    """What is searched for is typed each time."""
    return msgspec.structs.replace(selection, words="")


def _counted(selection: Selection, count: int, *, more: bool) -> str:
    if not selection.words:
        return f"符合 {count} 件" if selection.filters else f"共{count}件"
    return f"找到{count}件{'（只看最近的一万件）' if more else ''}" if count else "没有找到"
