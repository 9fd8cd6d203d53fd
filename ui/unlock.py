"""The first window: who it is and their passphrase, or the way to make, choose or recover a desk or another store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QStyle, QWidget

from ui.ask import Ask
from ui.holders import Holders, read_holders
from ui.look import Look
from ui.shortcuts import shortcut
from ui.stores import COUNTY, DESK, KINDS, Kind, kind_of
from ui.unlocking import NOT_READY, unlocked
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.growing import Growing
from ui.widgets.layout import card, column, label, row, scrolled
from ui.widgets.secret import CAPITALS, CapitalsWatch, hide_text, show_button
from ui.working import Stopped

if TYPE_CHECKING:
    from app.answers import RestoredDesk
    from app.county.restoring import RestoredCounty
    from app.domain.errors import DeskError

MARGIN = 24  # around the card
PAINTED_MS = 50  # until the window has been painted: nothing of the desk is imported before
SHARED = "其他人员（共用口令）"


class UnlockWindow(QWidget):
    """Opens what lies in `folder` (ui/stores.py), emits `opened` with it. Imports nothing of app until painted."""

    opened = Signal(object)

    def __init__(self, look: Look, ask: Ask, folder: Path | None, last_officer: str = "") -> None:
        super().__init__()
        self.look = look
        self.ask = ask
        self.folder = folder
        self.last_officer = last_officer
        self.may_close: Callable[[], bool] = lambda: True
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        look.add_keys(self)
        for key in ("F11", "Ctrl+/"):
            shortcut(key, self, "显示本屏的全部按键", self._show_keys)
        shortcut("F1", self, "使用手册", lambda: self.ask.handbook.open(self, self))
        self._build()
        self._show_folder()

    def _show_keys(self) -> None:
        from ui.dialogs.keys_shown import KeysDialog

        KeysDialog(self, self).open()

    def _build(self) -> None:
        self.heading = label("首问台", "display")
        self.about = label("", "quiet", wrap=True)
        self.note = label("", "refusal", wrap=True)
        self.note.hide()
        self.practice = label("", "practice", wrap=True, select=True)
        self.officer = Choice({})
        self.officer.setAccessibleName("接访人")
        self.officer_caption = label("接访人(&J)")
        self.officer_caption.setTextFormat(Qt.TextFormat.AutoText)
        self.officer_caption.setBuddy(self.officer)
        self.officer.currentIndexChanged.connect(lambda _index: self.note.hide())
        self.passphrase = QLineEdit()
        hide_text(self.passphrase)
        self.passphrase.setAccessibleName("口令")
        self.show_typed = show_button(self.passphrase)
        self.capitals = label(CAPITALS, "warn")
        self.capitals.hide()
        CapitalsWatch(self.passphrase).noticed.connect(self.capitals.setVisible)
        self.passphrase.returnPressed.connect(self.unlock)
        self.passphrase.textEdited.connect(lambda _text: self.note.hide())
        self.caption = label("口令(&P)")
        self.caption.setTextFormat(Qt.TextFormat.AutoText)
        self.caption.setBuddy(self.passphrase)
        self.go = self._button("解锁  Enter", "main", self.unlock)
        self.recover = self._button("用恢复表打开(&R)", "", self._recover)
        self.new_desk = self._button("新建接待台(&C)", "", self._create)
        self.other_desk = self._button("打开其他文件夹(&O)", "", self._choose)
        typed = row(self.passphrase, self.show_typed)
        typed.setStretch(0, 1)
        self.practise = self._button("练习台(&L)", "", self._practise)
        self.from_backup = self._button("由备份恢复(&B)", "", self._restore)
        self.more = Button("其他(&G)", "menu")
        self.more.setMenu(self._rare())
        inside = column(
            self.heading,
            self.about,
            self.practice,
            column(self.officer_caption, self.officer, spacing=4),
            column(self.caption, typed, self.capitals, self.note, spacing=4),
            self.go,
            row(self.new_desk, self.other_desk, None),
            row(self.recover, self.from_backup, self.practise, self.more, None),
            spacing=16,
            margin=32,
        )
        frame = card(inside)
        frame.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 30)
        area = scrolled(column(None, row(None, frame, None), None, margin=MARGIN))
        self.setLayout(column(area))
        self._frame = frame
        self._growing = Growing(self, area)

    def _button(self, text: str, role: str, act: Callable[[], None]) -> QPushButton:
        made = Button(text, role)
        made.clicked.connect(lambda: act())
        return made

    def _rare(self) -> QMenu:
        """What hardly anybody here ever wants."""
        menu = QMenu(self)
        self.new_county = menu.addAction("新建县级接收库")
        self.new_county.triggered.connect(lambda: self._create_county())
        self.new_body = menu.addAction("新建密封材料接收")
        self.new_body.triggered.connect(lambda: self._create_body())
        self.move_county = menu.addAction("县级记载存放位置")
        self.move_county.triggered.connect(lambda: self._move_county())
        self.check_report = menu.addAction("核对核验报告")
        self.check_report.triggered.connect(lambda: self._check_report())
        return menu

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)  # where the window cannot be high enough
        around = QMargins(MARGIN, MARGIN, MARGIN + 2 * bar, MARGIN)
        wanted = (
            self._frame.sizeHint().expandedTo(self._frame.minimumSize()).grownBy(around).expandedTo(QSize(760, 480))
        )
        self._growing.start_at(min(wanted.width(), self.screen().availableSize().width()), wanted.height())
        (self.passphrase if self.passphrase.isVisible() else self.new_desk).setFocus()

    def _show_folder(self) -> None:
        """What the window says and offers, with a desk and without one."""
        self.kind = kind = kind_of(self.folder)
        there = kind is not None
        self.holders = read_holders(self.folder / kind.keyfile) if kind and self.folder else Holders()
        self._offer_officers(there)
        self.practice.setVisible(self.holders.practice)
        if self.holders.practice:
            QTimer.singleShot(PAINTED_MS, self, self._tell_practice)
        self.recover.setVisible(there and self.holders.recovery)
        self.move_county.setEnabled(kind is COUNTY)
        self.setWindowTitle("解锁" if there else "开始使用")
        for part in (self.caption, self.passphrase, self.show_typed, self.go):
            part.setVisible(there)
        named = f"{kind.word}：{self.folder.name}" if kind and self.folder else ""
        self.about.setText(named or "这台电脑上还没有打开过接待台。")
        self.about.setToolTip(str(self.folder or ""))
        (self.passphrase if there else self.new_desk).setFocus()

    def _offer_officers(self, there: bool) -> None:
        """Those who have a passphrase of their own; nothing to choose where there is but one passphrase."""
        names = {name: name for name in self.holders.officers} | ({"": SHARED} if self.holders.common else {})
        self.officer.clear()
        for code, word in names.items():
            self.officer.addItem(word, code)
        self.officer.choose(self.last_officer)
        for part in (self.officer_caption, self.officer):
            part.setVisible(there and len(names) > 1)

    @property
    def chosen(self) -> str | None:
        """Whose passphrase it is; None where the passphrase itself says so. With the common one, who was here last."""
        return self.officer.value or (None if self.last_officer in self.holders.officers else self.last_officer) or None

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
        from app.domain.errors import DeskError

        if self.folder is None or self.kind is None:
            return
        kind, folder, typed, officer = self.kind, self.folder, self.passphrase.text(), self.chosen
        try:
            store = unlocked(lambda told: kind.open(folder, typed, officer, told), self)
        except Stopped:
            self._busy(False)
            self.refuse(NOT_READY)
            return
        except DeskError as error:
            self._busy(False)
            self._refused(error)
            return
        self._busy(False)
        self._emit(store)

    def _emit(self, store: object) -> None:
        self.passphrase.clear()
        self.show_typed.setChecked(False)
        self.opened.emit(store)

    def _refused(self, error: DeskError) -> None:
        """A first passphrase is changed at once, everything else is said beside the field."""
        if error.code in ("officer-left", "no-such-officer"):
            self.last_officer = ""
        if error.code != "passphrase-first" or self.folder is None:
            self.refuse(error.message)
            return
        from ui.dialogs.passphrase import FirstPassphraseDialog

        officer = str(error.facts["officer"])
        dialog = FirstPassphraseDialog(self, self.folder, officer, self.passphrase.text(), self)
        dialog.opened.connect(self._emit)
        dialog.open()

    def _recover(self) -> None:
        if self.folder is None or self.kind is None:
            return
        from ui.dialogs.passphrase import RecoverDialog, RecoverFrom, RecoverStoreDialog

        dialog: RecoverFrom
        if self.kind.recover is None:
            dialog = RecoverDialog(self, self.folder, self.holders.officers, self)
        else:
            dialog = RecoverStoreDialog(self, self.folder, self.kind.recover, self)
        dialog.opened.connect(self._emit)
        dialog.open()

    def _busy(self, busy: bool) -> None:
        others = (self.new_desk, self.other_desk, self.recover, self.from_backup, self.practise, self.more)
        for part in (self.go, self.officer, self.passphrase, *others):
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

    def end(self) -> None:
        """A desk was opened: this window has done its work."""
        self.may_close = lambda: True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close():
            super().closeEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_note()

    def _fit_note(self) -> None:
        """A sentence of several lines has its height only for a width, and the layouts around it ask for none."""
        self.note.setMinimumHeight(max(0, self.note.heightForWidth(self.passphrase.width())))

    def _choose(self) -> None:
        words = "、".join(kind.word for kind in KINDS)
        chosen = self.ask.folder(self, f"打开哪个文件夹（{words}）")
        if chosen is None:
            return
        if kind_of(chosen) is None:
            self.note.setText(f"文件夹“{chosen.name}”中没有{words}，请另选一个，或者新建。")
            self.note.show()
            return
        self.note.hide()
        self.folder = chosen
        self._show_folder()

    def _create(self) -> None:
        from ui.wizard.wizard import Wizard

        dialog = Wizard(self, self)
        dialog.created.connect(self.opened)
        dialog.open()

    def _create_county(self) -> None:
        from ui.county.create import NewCountyDialog

        dialog = NewCountyDialog(self, self)
        dialog.opened.connect(self.opened)
        dialog.open()

    def _create_body(self) -> None:
        from ui.competent.new_folder import NewBodyDialog

        dialog = NewBodyDialog(self, self)
        dialog.opened.connect(self.opened)
        dialog.open()

    def _move_county(self) -> None:
        from ui.county.move import MoveDialog

        if self.folder is not None:
            MoveDialog(self, self.folder, self).open()

    def _check_report(self) -> None:
        """A desk's verify report against its card: that needs no desk."""
        from ui.dialogs.check_report import CheckReportDialog

        CheckReportDialog(self, self).open()

    def _practise(self) -> None:
        from ui.wizard.practice import PracticeDialog

        dialog = PracticeDialog(self, self)
        dialog.created.connect(self.opened)
        dialog.open()

    def _tell_practice(self) -> None:
        """The passphrase of a practice desk is no secret."""
        from app.domain.practice import PASSPHRASE, TOLD

        self.practice.setText(f"{TOLD}\n口令：{PASSPHRASE}")

    def _restore(self) -> None:
        """Of the kind of what was opened here last; the file says it where it is of another."""
        self._restore_of(COUNTY if self.kind is COUNTY else DESK, self.folder)

    def _restore_of(self, kind: Kind, here: Path | None, file: Path | None = None) -> None:
        from ui.county.restore import RestoreCountyDialog
        from ui.dialogs.restore import RestoreDialog

        dialog = (RestoreCountyDialog if kind is COUNTY else RestoreDialog)(self, here, self)
        dialog.restored.connect(self._restored)
        other = DESK if kind is COUNTY else COUNTY

        def instead(of_other: Path) -> None:
            dialog.leave()
            self._restore_of(other, None, of_other)

        dialog.other_kind.connect(instead)
        dialog.open()
        if file is not None:
            dialog.take_file(file)

    def _restored(self, told: RestoredDesk | RestoredCounty) -> None:
        """What was restored is to be unlocked."""
        self.note.hide()
        self.folder = Path(told.folder)
        self._show_folder()
