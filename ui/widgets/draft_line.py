"""The quiet line that offers a half-filled form back. Nothing is restored before somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.ask import Ask
from ui.drafts import Drafts, Kept
from ui.shortcuts import shortcut
from ui.widgets.button import Button
from ui.widgets.editors import Choice, aside
from ui.widgets.filled import UNKEPT
from ui.widgets.layout import column, label, row

KEY = "Ctrl+R"
TIDY = "丢弃30天前的"  # OLD_DAYS
ONE, MORE = "未完成：{}", "未完成的有 {} 份："


class DraftLine(QWidget):
    """`wanted` carries the draft (a `Kept`) to go on with. Hidden while there is none; of several one is chosen."""

    wanted = Signal(object)

    def __init__(self, drafts: Drafts, ask: Ask, suits: Callable[[Kept], bool] = lambda _kept: True) -> None:
        super().__init__()
        self.setProperty(UNKEPT, True)
        self._drafts, self._ask, self._suits = drafts, ask, suits
        self.found: tuple[Kept, ...] = ()
        self.words = label("", wrap=True)
        self.choice = aside(Choice({}))
        self.choice.setAccessibleName("未完成的表格")
        self.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(30)
        self.restore, self.discard = aside(Button(f"恢复  {KEY}")), aside(Button("丢弃"))
        self.tidy = aside(Button(TIDY))
        self.tidy.clicked.connect(lambda: self._tidy())
        self.restore.clicked.connect(lambda: self._restore())
        self.discard.clicked.connect(lambda: self._discard())
        line = row(self.words, self.choice, self.restore, self.discard)
        line.setStretch(0, 1)
        self.setLayout(column(line, row(None, self.tidy), spacing=4))
        shortcut(KEY, self, "恢复未完成的表格", self._restore)
        drafts.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again what waits."""
        self.found = tuple(kept for kept in self._drafts.waiting() if self._suits(kept))
        told = [kept.words(self._drafts.today()) for kept in self.found]
        several = len(told) > 1
        self.words.setText(MORE.format(len(told)) if several else ONE.format("".join(told)))
        self.choice.clear()
        for kept, words in zip(self.found, told, strict=True):
            self.choice.addItem(words, kept.name)
        self.choice.setVisible(several)
        self.tidy.setVisible(several and bool(self._old))
        self.setVisible(bool(self.found))

    @property
    def chosen(self) -> Kept | None:
        """The one that would be restored: the newest, unless another was chosen."""
        return next((kept for kept in self.found if kept.name == self.choice.value), None)

    @property
    def _old(self) -> list[Kept]:
        today = self._drafts.today()
        return [kept for kept in self.found if kept.is_old(today)]

    def _restore(self) -> None:
        if self.chosen is not None:
            self.wanted.emit(self.chosen)

    def _discard(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        text = f"{chosen.words(self._drafts.today())}填写到一半的内容将删除，不能恢复。"
        if self._ask.confirm(self, "丢弃草稿", text, "丢弃"):
            self._drafts.drop(chosen.name)

    def _tidy(self) -> None:
        """All that have waited long: each is named before it goes."""
        old, today = self._old, self._drafts.today()
        told = "\n".join(kept.words(today) for kept in old)
        if self._ask.confirm(self, TIDY, f"以下{len(old)}份填写到一半的内容将删除，不能恢复：\n{told}", "全部丢弃"):
            for kept in old:
                self._drafts.drop(kept.name)
