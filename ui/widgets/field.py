"""A form row: label above the editor, 必填 in words, a note or a refusal below."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ui import theme
from ui.widgets.layout import column, label, row

INFORMS = ("已输入", "旧证15位")  # how notes begin that doubt nothing


class Field(QWidget):
    """`title` may hold a mnemonic ("姓名(&N)"); `editor` is the widget that takes the focus, `more` a button that
    stands at the right end of the head."""

    def __init__(
        self, title: str, editor: QWidget, *, required: bool = False, hint: str = "", more: QWidget | None = None
    ) -> None:
        super().__init__()
        self.editor = editor
        self.caption = QLabel(title)
        self.caption.setBuddy(editor)
        if not title:  # the editor says itself what it is
            self.caption.hide()
        self.note: QLabel = label("", wrap=True)
        self.note.hide()
        head = row(self.caption, spacing=8)
        if required:
            head.addWidget(label("必填", "required"))
        if hint:
            head.addWidget(label(hint, "small", wrap=True), 1)
        else:
            head.addStretch(1)
        if more is not None:
            head.addWidget(more)
        self.setLayout(column(head, editor, self.note, spacing=4))
        if title.strip():
            (editor.focusProxy() or editor).setAccessibleName(title.split("(")[0])
        self._always = "，".join(part for part in ("必填" if required else "", hint) if part)
        self._tell_reader("")

    def say(self, text: str, role: str = "small") -> None:
        """A note beside the field, "" to take it away. Never a wall: the form can go on."""
        self.note.setText(text)
        theme.role(self.note, role)
        self.note.setVisible(bool(text))
        self._mark(role == "refusal" and bool(text))
        self._tell_reader(text)

    def advise(self, note: str) -> None:
        """A note on a number that is being typed: quiet while it only counts or informs, else a warning."""
        self.say(note, "small" if note.startswith(INFORMS) else "warn")

    def refuse(self, text: str) -> None:
        """What is wrong with this field, and put the focus there."""
        self.say(text, "refusal")
        self.editor.setFocus()

    def _tell_reader(self, note: str) -> None:
        """What stands around the editor is read out with it."""
        told = "。".join(part for part in (note, self._always) if part)
        (self.editor.focusProxy() or self.editor).setAccessibleDescription(told)

    def _mark(self, wrong: bool) -> None:
        theme.role(self.editor, "true" if wrong else "false", key="wrong")
