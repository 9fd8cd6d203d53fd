"""The frame of every dialog: one form, one main action on Ctrl+Enter, a place for refusals, Esc asks if typed."""

from __future__ import annotations

from typing import Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from app.domain.errors import RuleBroken
from ui import messages
from ui.ask import Ask
from ui.look import Look
from ui.widgets.button import Button
from ui.widgets.editors import go_on
from ui.widgets.field import Field
from ui.widgets.layout import BETWEEN, abreast, column, label, line, row, scrolled, tab_as_seen

W = TypeVar("W", bound=QWidget)

SIDE_BY_SIDE = 54  # Chinese characters that form and neighbour need next to each other


class Hands(Protocol):
    """What a dialog needs besides the desk: a Runner has it, and so has the unlock window."""

    ask: Ask
    look: Look


class Dialog(QDialog):
    """Subclasses fill `self.form`, name their `verb` and do the work in `act`. Opened with open(), freed on close."""

    verb = "办理"
    characters = 44  # width of the form in Chinese characters
    hint = "Enter 下一项    Shift+Enter 换行"
    gap = 12  # between fields
    tall = False  # as high as the screen allows, for what has a preview beside it

    def __init__(self, hands: Hands, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hands = hands
        self.fields: dict[str, Field] = {}
        self._left = False
        self._shown = False
        self._first_answers: object = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.hands.look.add_keys(self)
        self.form = QVBoxLayout()
        self.build()
        self._frame()
        self._first_answers = self.answers()
        self._settle()

    def build(self) -> None:
        """Put the fields into `self.form`."""
        raise NotImplementedError

    def answers(self) -> object:
        """What has been filled in; compared to see whether anything was typed."""
        return None

    def beside(self) -> QWidget | None:
        """What stands to the right of the form."""
        return None

    def act(self) -> None:
        """The main action."""
        raise NotImplementedError

    def add(
        self, name: str, title: str, editor: W, *, required: bool = False, hint: str = "", more: QWidget | None = None
    ) -> W:
        """A field of the step: `name` is what refusals call it."""
        self.fields[name] = Field(title, editor, required=required, hint=hint, more=more)
        self.form.addWidget(self.fields[name])
        return editor

    def pair(self, *fields: tuple[str, Field]) -> None:
        """Fields side by side, each under the name that refusals call it."""
        self.fields.update(fields)
        self.form.addLayout(abreast(*((field, 1) for _name, field in fields)))

    def refuse(self, error: RuleBroken) -> None:
        """Show a refusal beside the field that it is about, else above the buttons."""
        self.clear_refusals()
        general, focused = [], False
        for path, sentence in messages.refusals(error).items():
            field = self.field_at(path)
            if field is None:
                general.append(sentence)
                continue
            field.say(sentence, "refusal")
            if not focused:
                field.editor.setFocus()
                self._bring_into_view(field)
                focused = True
        self.refusal.setText("\n".join(general))
        self.refusal.setVisible(bool(general))

    def refuse_at(self, name: str, sentence: str) -> None:
        """A refusal of the form itself, beside one of its fields."""
        self.clear_refusals()
        self.fields[name].refuse(sentence)
        self._bring_into_view(self.fields[name])

    def field_at(self, path: str) -> Field | None:
        """The field that a refusal's path means: the whole path, else its head ("results[1].opinion" -> results)."""
        return self.fields.get(path) or self.fields.get(path.split("[")[0].split(".")[0])

    def clear_refusals(self) -> None:
        for field in self.fields.values():
            field.say("")
        self.refusal.hide()

    def leave(self) -> None:
        """Close after the work is done, without asking."""
        self._left = True
        self.accept()

    def reject(self) -> None:
        if self._may_leave():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            go_on(self.body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At large type on a small screen, what stands beside the form goes below it."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().horizontalAdvance("汉") * SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self.middle.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_leave():
            super().closeEvent(event)
        else:
            event.ignore()

    @property
    def unfinished(self) -> bool:
        """Whether something was typed that is not done yet."""
        return not self._left and self.answers() != self._first_answers

    def _may_leave(self) -> bool:
        if self.unfinished:
            self._left = self.hands.ask.confirm(
                self, "还没有办理", "已填写的内容尚未办理，离开后不保留。", "不办了，离开"
            )
            return self._left
        return True

    def _bring_into_view(self, field: Field) -> None:
        """After the form has made room for what is said below its fields."""
        QTimer.singleShot(0, field, lambda: self.body.ensureWidgetVisible(field))

    def _frame(self) -> None:
        """Around the form, and after it, so that Tab reaches the buttons last."""
        self.form.setSpacing(self.gap)
        self.form.setContentsMargins(BETWEEN, 12, BETWEEN, 12)
        self.body = scrolled(self.form)
        self.refusal = label("", "refusal", wrap=True)
        self.refusal.hide()
        self.main = Button(f"{self.verb}  Ctrl+Enter", "main")
        self.main.setDefault(True)
        self.main.clicked.connect(lambda: self.act())
        self.back = Button("返回  Esc")
        self.back.clicked.connect(lambda: self.reject())
        self.buttons = row(label(self.hint, "small"), None, self.back, self.main)
        foot = column(self.refusal, self.buttons, margin=12)
        self.middle = row(self.body, spacing=0)
        self.middle.setStretch(0, 3)
        right = self.beside()
        if right is not None:
            self.middle.addWidget(right, 2)
        self.setLayout(column(self.middle, line(), foot, spacing=0))
        tab_as_seen(self)
        QWidget.setTabOrder(self.main, self.back)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self, self.main.click)

    def _settle(self) -> None:
        """A size that shows the whole form where the screen allows it."""
        self.form.addStretch(1)
        self.ensurePolished()
        one = self.fontMetrics().horizontalAdvance("汉")
        width = one * self.characters + 2 * BETWEEN
        inner = self.body.widget()
        room = self.screen().availableGeometry()
        height = inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()
        foot = self.main.sizeHint().height() + 40
        highest = room.height() - 60
        self.resize(min(width, room.width() - 40), highest if self.tall else min(height + foot, highest))
