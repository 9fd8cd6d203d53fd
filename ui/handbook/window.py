"""The window of the handbook: contents and search on the left, the page on the right; it blocks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QResizeEvent, QScreen, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QWidget
from shiboken6 import isValid

from ui.handbook import text
from ui.handbook.book import FIRST, Book
from ui.shortcuts import shortcut
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import card, column, label, row

if TYPE_CHECKING:
    from ui.dialogs.dialog import Hands

NAME = Qt.ItemDataRole.UserRole
TITLE = "使用手册"
CONTENTS_WIDE, LINE_LONG, WIDE, HIGH = 13, 40, 60, 46  # in Chinese characters
KEPT = "handbook/geometry"
EDGE = 40  # pixels that the window leaves free of the screen
NOT_YET = "打开接待台以后可以打印"
NOTHING = "没有找到。请换一个词，或者少写几个字。"


class SearchLine(QLineEdit):
    """↓ goes into the list below."""

    own_keys = (("↓", "到目录"),)

    def __init__(self, below: QListWidget) -> None:
        super().__init__()
        self._below = below
        self.setPlaceholderText("在手册里找")
        self.setAccessibleName("在手册里找")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._below.setFocus()
        else:
            super().keyPressEvent(event)


class HandbookWindow(QWidget):
    """A window without parent, so that a dialog that blocks its own parent leaves it free."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.book = Book()
        self.name = ""
        self._kept = hands.pc if isinstance(hands, StoreRunner) else None  # what this PC remembers
        self.origin: QWidget | None = None
        self._past: list[str] = []
        self._ahead: list[str] = []
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the program ends with its own windows
        self._build()
        self._add_keys()
        hands.look.changed.connect(self._look_again)
        self._list_all()

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("目录")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda now, _before: self._chosen(now))
        self.search = SearchLine(self.list)
        self.search.textChanged.connect(lambda _text: self._find())
        self.search.returnPressed.connect(self._open_first)
        self.none = label(NOTHING, "quiet", wrap=True)
        self.none.hide()
        self.page = QTextBrowser()
        self.page.setAccessibleName("手册正文")
        self.list.itemActivated.connect(lambda _item: self.page.setFocus())
        self.page.setOpenLinks(False)
        self.page.setSearchPaths([str(self.book.folder)])
        self.page.anchorClicked.connect(self._follow)
        self.back, self.before, self.after = Button("后退(&B)"), Button("上一页(&U)"), Button("下一页(&N)")
        self.print_button, self.close_button = Button("打印本页(&P)"), Button("关闭  Esc")
        for button, act in (
            (self.back, self.go_back),
            (self.before, lambda: self._beside(-1)),
            (self.after, lambda: self._beside(1)),
            (self.print_button, self.print),
            (self.close_button, self.close),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())
        self.print_button.setEnabled(isinstance(self.hands, StoreRunner))
        self.print_button.setToolTip("" if self.print_button.isEnabled() else NOT_YET)
        left = column(self.search, self.none, self.list, spacing=8)
        middle = row(left, self.page, spacing=12, margin=12)
        middle.setStretch(1, 1)
        foot = card(
            row(self.back, self.before, self.after, None, self.print_button, self.close_button, margin=8), "foot"
        )
        inside = column(middle, foot, spacing=0)
        inside.setStretch(0, 1)
        self.setLayout(inside)
        self._fit_list()

    def _add_keys(self) -> None:
        self.hands.look.add_keys(self)
        for keys, words, act in (
            (("Esc",), "关闭手册，回到原来的窗口", self.close),
            (("F1",), "手册第一页", lambda: self.go(FIRST)),
            (("F3", "Ctrl+F"), "在手册里找", self._to_search),
            (("Alt+Left",), "后退", self.go_back),
            (("Alt+Right",), "前进", self.go_on),
            (("Ctrl+PgUp",), "上一页", lambda: self._beside(-1)),
            (("Ctrl+PgDown",), "下一页", lambda: self._beside(1)),
            (("Ctrl+P",), "打印本页", self.print_button.click),
            (("F11", "Ctrl+/"), "显示本屏的全部按键", self._show_keys),
        ):
            for key in keys:
                shortcut(key, self, words, act)

    def open(self, name: str, origin: QWidget | None) -> None:
        """Show a page for somebody who asked from `origin`, which gets the keyboard back afterwards."""
        if self.origin is None and origin is not None:
            self._place(origin.screen())
        self.origin = origin if origin is not self else self.origin
        self.search.clear()
        self.go(name)
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def go(self, name: str) -> None:
        """To a page of this name; where one came from stays in reach."""
        if name == self.name or name not in self.book.pages:
            return
        if self.name:
            self._past.append(self.name)
        self._ahead.clear()
        self._show(name)

    def go_back(self) -> None:
        if self._past:
            self._ahead.append(self.name)
            self._show(self._past.pop())

    def go_on(self) -> None:
        """Where one came back from."""
        if self._ahead:
            self._past.append(self.name)
            self._show(self._ahead.pop())

    def print(self) -> None:
        """The page as it would be printed."""
        if not isinstance(self.hands, StoreRunner):
            return
        from ui.handbook.paper import HandbookPaper  # loads what draws papers

        shown = self.book.pages[self.name]
        pdf = text.printed(shown.text, shown.title, self.book.folder)
        self.paper = HandbookPaper(self.hands, f"{TITLE}：{shown.title}", pdf, self)
        self.paper.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_page()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self._kept is not None:
            self._kept.setValue(KEPT, self.saveGeometry())
        if self.origin is not None and isValid(self.origin) and self.origin.isVisible():
            self.origin.activateWindow()

    def _show(self, name: str) -> None:
        self.name = name
        self.setWindowTitle(f"{TITLE}：{self.book.pages[name].title}")
        self._draw()
        self._mark_in_list()
        self.back.setEnabled(bool(self._past))
        self.before.setEnabled(self.book.beside(name, -1) != name)
        self.after.setEnabled(self.book.beside(name, 1) != name)

    def _draw(self) -> None:
        look = self.hands.look
        text.fill(self.page.document(), self.book.pages[self.name].text, self.font(), look.colours)
        self._fit_page()
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
        self._mark_found()

    def _fit_page(self) -> None:
        """Lines stay short in a wide window; pictures go as far as the lines."""
        if not self.name:
            return
        document, one = self.page.document(), self._character()
        room = self.page.viewport().width() - 2 * one
        shape = document.rootFrame().frameFormat()
        shape.setLeftMargin(one)
        shape.setRightMargin(one + max(0, room - one * LINE_LONG))
        document.rootFrame().setFrameFormat(shape)
        wide, ratio = min(room, one * LINE_LONG) - 8, self.page.devicePixelRatioF()
        text.fit_pictures(document, self.book.folder, wide, self.hands.look.percent / 100, ratio)

    def _mark_found(self) -> None:
        """Every place of the words that were searched for, the first one brought into view."""
        marks = []
        for word in self.search.text().split():
            at = self.page.document().find(word)
            while not at.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = at  # type: ignore[attr-defined]
                shape = mark.cursor.charFormat()  # type: ignore[attr-defined]
                shape.setBackground(QColor(self.hands.look.colour("main")))
                shape.setForeground(QColor(self.hands.look.colour("on_main")))
                mark.format = shape  # type: ignore[attr-defined]
                marks.append(mark)
                at = self.page.document().find(word, at, QTextDocument.FindFlag(0))
        self.page.setExtraSelections(marks)
        if marks:
            first = min((mark.cursor for mark in marks), key=lambda cursor: cursor.position())  # type: ignore[attr-defined]
            place = QTextCursor(first)
            place.clearSelection()
            self.page.setTextCursor(place)
            self.page.ensureCursorVisible()

    def _list_all(self) -> None:
        """The contents, below the headings of their chapters."""
        self.list.blockSignals(True)
        self.list.clear()
        for title, pages in self.book.chapters.items():
            heading = QListWidgetItem(title)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            font = self.list.font()
            font.setBold(True)
            heading.setFont(font)
            self.list.addItem(heading)
            for name in pages:
                self._add(name, f"　{self.book.pages[name].title}")
        self.list.blockSignals(False)
        self._mark_in_list()

    def _find(self) -> None:
        """What is found instead of the contents, while something stands in the search line."""
        words = self.search.text().strip()
        found = self.book.find(words)
        self.none.setVisible(bool(words) and not found)
        if not words:
            self._list_all()
            self.page.setExtraSelections([])
            return
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            self._add(one.page.name, f"{one.page.title}\n{one.around}")
        self.list.blockSignals(False)
        self._mark_in_list()

    def _add(self, name: str, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(NAME, name)
        self.list.addItem(item)

    def _mark_in_list(self) -> None:
        self.list.blockSignals(True)
        names = [self.list.item(place).data(NAME) for place in range(self.list.count())]
        self.list.setCurrentRow(names.index(self.name) if self.name in names else -1)
        self.list.blockSignals(False)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME):
            self._open_found(str(item.data(NAME)))

    def _open_found(self, name: str) -> None:
        if name == self.name:
            self._mark_found()
        else:
            self.go(name)

    def _open_first(self) -> None:
        """Enter in the search line: the best page."""
        found = self.book.find(self.search.text())
        if found:
            self._open_found(found[0].page.name)
            self.page.setFocus()

    def _follow(self, link: QUrl) -> None:
        self.go(link.path().removesuffix(".md"))

    def _beside(self, step: int) -> None:
        self.go(self.book.beside(self.name, step))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _show_keys(self) -> None:
        from ui.dialogs.keys_shown import KeysDialog

        KeysDialog(self.hands, self).open()

    def _look_again(self) -> None:
        """Type size or colours have changed."""
        self._fit_list()
        if self.search.text().strip():
            self._find()
        else:
            self._list_all()
        if self.name:
            self._draw()

    def _fit_list(self) -> None:
        wide = self._character() * CONTENTS_WIDE
        self.list.setFixedWidth(wide)
        self.search.setFixedWidth(wide)
        self.none.setFixedWidth(wide)

    def _character(self) -> int:
        return self.fontMetrics().horizontalAdvance("汉")

    def _place(self, screen: QScreen) -> None:
        """Where it was last; at first at the right edge, so that much of the work beside it is to be seen."""
        kept = self._kept.value(KEPT) if self._kept is not None else None
        if isinstance(kept, QByteArray) and self.restoreGeometry(kept):
            return
        room = screen.availableGeometry()
        one = self._character()
        self.resize(min(one * WIDE, room.width() - EDGE), min(one * HIGH, room.height() - EDGE * 2))
        self.move(room.right() - self.width() - EDGE // 4, room.top() + EDGE)
