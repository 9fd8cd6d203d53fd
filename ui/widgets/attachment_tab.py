"""附件: which files there are, the chosen one beside, and what may be done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.domain.errors import RuleBroken
from app.domain.records.attachment import MATERIAL_KINDS, Attachment
from ui import messages
from ui.runner import Runner
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row
from ui.widgets.pdf_preview import PdfPreview
from ui.working import Work

if TYPE_CHECKING:
    from app.answers import View
    from app.desk import Desk

PLACE = Qt.ItemDataRole.UserRole
NONE_YET = "还没有附件。按“添加”选择文件，或者把文件拖到这里。"


class AttachmentView(QWidget):
    """Reads a file only when it is looked at; nothing of it is written to a disk unless it is saved.

    Subclasses say how the store is asked for a file and whose it is; the store is that of the thread that works.
    """

    nothing = ""  # said where there is none

    def __init__(self, runner: StoreRunner[Any]) -> None:
        super().__init__()
        self._runner = runner
        self._number = ""
        self._attachments: tuple[Attachment, ...] = ()
        self._shown: tuple[str, int] = ("", 0)
        self.setProperty("role", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("附件")
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.save_button = Button("另存为(&S)")
        self.save_button.clicked.connect(lambda: self.save())
        self.preview = PdfPreview()
        self.preview.setAccessibleName("附件预览")
        self.told = label("", "quiet", wrap=True)
        self.right = QStackedWidget()
        self.right.addWidget(self.preview)
        told = QWidget()
        told.setLayout(column(self.told, None, margin=16))
        self.right.addWidget(told)
        self.closer_button = Button("放大看(&E)")
        self.closer_button.clicked.connect(lambda: self.look_closer())
        self.list.itemActivated.connect(lambda _item: self.look_closer())
        keys = row(*self.keys(), None)
        below = row(self.list, self.right, spacing=12)
        below.setStretch(0, 3)
        below.setStretch(1, 5)
        inside = column(keys, below, margin=12, spacing=8)
        inside.setStretch(1, 1)
        self.setLayout(inside)

    @property
    def barred(self) -> str:
        """Why no file may be looked at, in words; "" where they may."""
        return ""

    def keys(self) -> tuple[Button, ...]:
        """What may be done, from left to right."""
        return self.save_button, self.closer_button

    def shown(self, store: Any, place: int) -> bytes:
        """The file at a place as sheets."""
        raise NotImplementedError

    def saved(self, store: Any, place: int, to: Path, work: Work) -> object:
        """Write the file at a place."""
        raise NotImplementedError

    def show_files(self, number: str, attachments: tuple[Attachment, ...]) -> None:
        """List the attachments of a petition, staying on the one in view; a new one is gone to."""
        same = number == self._number
        grown = same and len(attachments) > len(self._attachments)
        current = self.place if same and not grown else len(attachments)
        self._number, self._attachments = number, attachments
        self.list.blockSignals(True)
        self.list.clear()
        for place, one in enumerate(attachments, 1):
            item = QListWidgetItem(_words(place, one))
            item.setData(PLACE, place)
            item.setToolTip(f"{item.text()}\n{one.file}\nSHA-256 {one.sha256}")
            self.list.addItem(item)
        self.list.setCurrentRow(current - 1)
        self.list.blockSignals(False)
        self._show()

    @property
    def place(self) -> int:
        """The place of the chosen one, from 1; 0 for none."""
        item = self.list.currentItem()
        return int(item.data(PLACE)) if item else 0

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._show()

    def look_closer(self) -> None:
        """The chosen one in a window of its own, as large as the screen; what has no pages is saved instead."""
        if not self.closer_button.isEnabled():
            return
        from ui.dialogs.look_closer import LookCloserDialog  # loaded when first opened, as the others

        title = self._attachments[self.place - 1].title
        LookCloserDialog(self._runner, title, self.preview.pdf, self.save, self).open()

    def save(self) -> None:
        """Write the chosen one where the person says."""
        if not self.place:
            return
        one, place = self._attachments[self.place - 1], self.place
        ending = Path(one.file_name).suffix
        chosen = self._runner.ask.save_as(
            self, "另存附件", one.file_name, f"{one.words.partition('，')[0]} (*{ending})"
        )
        if chosen is None:
            return
        to = chosen if chosen.suffix.lower() == ending else chosen.with_name(chosen.name + ending)
        self._runner.work(lambda store, work: self.saved(store, place, to, work), self, "正在另存附件")

    def offer(self, chosen: Attachment | None) -> None:
        """Let the further keys say what may be done with the chosen one."""

    def _show(self) -> None:
        place = self.place
        chosen = self._attachments[place - 1] if place else None
        barred = self.barred
        self.save_button.setEnabled(chosen is not None and not barred)
        self.offer(chosen)
        self.closer_button.setEnabled(chosen is not None and chosen.paged and not barred)
        if chosen is None or barred:
            self._shown = ("", 0)
            self._tell(barred if chosen else self.nothing)
            return
        if not self.isVisible() or self._shown == (self._number, place):
            return
        self._shown = (self._number, place)
        number = self._number
        pages = self._runner.work(lambda store, _work: self.shown(store, place), self, "正在打开附件", self._refuse)
        if pages is not None and self._shown == (number, place):  # no other was chosen while it was read
            self.preview.show_pdf(pages)
            self.right.setCurrentIndex(0)
        else:
            self.closer_button.setEnabled(False)

    def _refuse(self, error: RuleBroken) -> None:
        self._tell(messages.refusal(error))

    def _tell(self, words: str) -> None:
        self.preview.show_pdf(b"")
        self.told.setText(words)
        self.right.setCurrentIndex(1)


class AttachmentTab(AttachmentView):
    """Of a petition at the desk. `wanted` asks for files to be added, `dropped` for these ones, `unwanted` for the one
    at a place to be set aside."""

    wanted = Signal()
    dropped = Signal(list)
    unwanted = Signal(int)
    nothing = NONE_YET

    def __init__(self, runner: Runner) -> None:
        self._may_set_aside = False
        super().__init__(runner)

    def keys(self) -> tuple[Button, ...]:
        self.add_button = Button("添加(&A)")
        self.add_button.clicked.connect(lambda: self.wanted.emit())
        self.aside_button = Button("撤下(&R)")
        self.aside_button.clicked.connect(lambda: self.unwanted.emit(self.place))
        return self.add_button, self.save_button, self.aside_button, self.closer_button

    def show_attachments(self, view: View) -> None:
        """Those of a petition, and what may be done with them."""
        self.setAcceptDrops(self._offer(self.add_button, view, "attach"))
        self._may_set_aside = self._offer(self.aside_button, view, "set_aside_attachment")
        self.show_files(view.petition.number, view.petition.attachments)

    def shown(self, store: Desk, place: int) -> bytes:
        return store.attachment_shown(self._number, place)

    def saved(self, store: Desk, place: int, to: Path, work: Work) -> object:
        return store.save_attachment(self._number, place, to, progress=work.tell)

    def offer(self, chosen: Attachment | None) -> None:
        self.aside_button.setEnabled(chosen is not None and chosen.standing and self._may_set_aside)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.dropped.emit(files)

    def _offer(self, button: Button, view: View, step: str) -> bool:
        """Whether the step is possible; where it is not, the button says why."""
        offer = next(one for one in view.steps if one.step == step)
        button.setEnabled(offer.possible)
        button.setToolTip(offer.reason)
        return offer.possible


def _words(place: int, one: Attachment) -> str:
    mark = "" if one.standing else "（已撤下）"
    lines = [f"{place}. {one.title}{mark}", f"{one.words}，{MATERIAL_KINDS[one.material]}", f"{one.on} {one.by}"]
    if one.note:
        lines.append(one.note)
    if not one.standing:
        lines.append(f"{one.set_aside_on} {one.set_aside_by}撤下：{one.set_aside_reason}")
    return "\n".join(lines)
