"""The first window: the passphrase of a desk, or the way to make or choose one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ui.ask import Ask
from ui.look import Look
from ui.widgets.button import Button
from ui.widgets.layout import card, column, label, row


class UnlockWindow(QWidget):
    """Opens the desk in `folder`; emits `opened` with it. Imports nothing of the desk before it is painted."""

    opened = Signal(object)

    def __init__(self, look: Look, ask: Ask, folder: Path | None) -> None:
        super().__init__()
        self.look = look
        self.ask = ask
        self.folder = folder
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        look.add_keys(self)
        self._build()
        self._show_folder()

    def _build(self) -> None:
        self.heading = label("首问台", "display")
        self.about = label("", "quiet", wrap=True)
        self.note = label("", "refusal", wrap=True)
        self.note.hide()
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("口令")
        self.passphrase.returnPressed.connect(self.unlock)
        self.passphrase.textEdited.connect(lambda _text: self.note.hide())
        self.caption = label("口令(&P)")
        self.caption.setTextFormat(Qt.TextFormat.AutoText)
        self.caption.setBuddy(self.passphrase)
        self.go = self._button("解锁  Enter", "main", self.unlock)
        self.new_desk = self._button("新建接待台(&C)", "", self._create)
        self.other_desk = self._button("打开其他接待台(&O)", "", self._choose)
        inside = column(
            self.heading,
            self.about,
            column(self.caption, self.passphrase, self.note, spacing=4),
            self.go,
            row(self.new_desk, self.other_desk, None),
            spacing=16,
            margin=32,
        )
        frame = card(inside)
        frame.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 30)
        self.setLayout(column(None, row(None, frame, None), None, margin=24))
        self.resize(760, 480)

    def _button(self, text: str, role: str, act: Callable[[], None]) -> QPushButton:
        made = Button(text, role)
        made.clicked.connect(lambda: act())
        return made

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self.passphrase if self.passphrase.isVisible() else self.new_desk).setFocus()

    def _show_folder(self) -> None:
        """What the window says and offers, with a desk and without one."""
        there = self.folder is not None and (self.folder / "desk.key").exists()
        self.setWindowTitle("解锁" if there else "开始使用")
        for part in (self.caption, self.passphrase, self.go):
            part.setVisible(there)
        self.about.setText(f"接待台：{self.folder.name}" if there and self.folder else "这台电脑上还没有打开过接待台。")
        self.about.setToolTip(str(self.folder or ""))
        (self.passphrase if there else self.new_desk).setFocus()

    def unlock(self) -> None:
        """Say that it is under way, then open: the key takes about a second on purpose."""
        if self.folder is None or not self.go.isEnabled():
            return
        if not self.passphrase.text():
            self.refuse("请输入口令。")
            return
        self._busy(True)
        QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        from app.desk import Desk
        from app.domain.errors import DeskError

        if self.folder is None:
            return
        try:
            desk = Desk.open(self.folder, self.passphrase.text())
        except DeskError as error:
            self.refuse(error.message)
            return
        finally:
            self._busy(False)
        self.passphrase.clear()
        self.opened.emit(desk)

    def _busy(self, busy: bool) -> None:
        for part in (self.go, self.passphrase, self.new_desk, self.other_desk):
            part.setEnabled(not busy)
        self.go.setText("正在解锁…" if busy else "解锁  Enter")
        self.repaint()

    def refuse(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
        self._fit_note()
        self.passphrase.setEnabled(True)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_note()

    def _fit_note(self) -> None:
        """A sentence of several lines has its height only for a width, and the layouts around it ask for none."""
        self.note.setMinimumHeight(max(0, self.note.heightForWidth(self.passphrase.width())))
        self.resize(self.size().expandedTo(self.minimumSizeHint()))

    def _choose(self) -> None:
        chosen = self.ask.folder(self, "打开接待台所在的文件夹")
        if chosen is None:
            return
        if not (chosen / "desk.key").exists():
            self.note.setText(f"文件夹“{chosen.name}”中没有接待台，请另选一个，或者新建。")
            self.note.show()
            return
        self.note.hide()
        self.folder = chosen
        self._show_folder()

    def _create(self) -> None:
        from ui.dialogs.create_desk import CreateDeskDialog

        dialog = CreateDeskDialog(self, self)
        dialog.created.connect(self.opened)
        dialog.open()
