"""The frame of every dialog: one form, one main action on Ctrl+Enter, a place for refusals, Esc asks if typed."""

from __future__ import annotations

import math
from typing import Protocol, TypeVar

from PySide6.QtCore import QSettings, Qt, QTime, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from app.domain.errors import RuleBroken
from ui import messages, settings, theme
from ui.ask import Ask
from ui.drafts import Draft, Drafts, Keeper, Kept, Opens
from ui.look import Look
from ui.runner import Runner
from ui.shortcuts import shortcut
from ui.store_runner import StoreRunner
from ui.widgets.button import Button
from ui.widgets.day import Day
from ui.widgets.draft_line import DraftLine
from ui.widgets.editors import Count, go_on
from ui.widgets.field import Field
from ui.widgets.filled import Filled, filled, put, typed
from ui.widgets.growing import Growing
from ui.widgets.layout import BETWEEN, abreast, column, label, line, row, scrolled, tab_along, tab_stops
from ui.widgets.practice_band import practice_band
from ui.widgets.snippet_menu import SnippetMenu

W = TypeVar("W", bound=QWidget)

LARGE = 60  # Chinese characters in the width of a form: its size is remembered
SIDE_BY_SIDE = 54  # Chinese characters that form and neighbour need next to each other, at least
FORM, BESIDE = 3, 2  # their shares of the width


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
    yields = False  # lists and sheets give way down to their least height before the form scrolls

    def __init__(self, hands: Hands, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hands = hands
        self.fields: dict[str, Field] = {}
        self._left = False
        self._shown = False
        self._first_answers: object = None
        self.keeper: Keeper | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.hands.look.add_keys(self)
        self.form = QVBoxLayout()  # in its place at once: Qt styles anew whatever gets another parent
        self.body = scrolled(self.form, parent=self, yields=self.yields)
        self.build()
        self._frame()
        self._first_answers = self.answers()
        self._first_filled: Filled = {}
        self._settle()

    def keep_drafts(self, drafts: Drafts) -> None:
        """From now on what is typed is kept as a draft; what is filled in by now is what the form began with."""
        self._first_filled = filled(self.body)
        self.keeper = Keeper(drafts, self, self)
        self.keeper.start()
        self.finished.connect(self._end_draft)
        shortcut(QKeySequence.StandardKey.Save, self, "保存草稿", self.save_draft)
        self.drafts = DraftLine(drafts, self.hands.ask, lambda kept: kept.draft.opens == self.opens())
        self.drafts.wanted.connect(self._put_back_instead)
        self.form.insertWidget(0, self.drafts)

    def opens(self) -> Opens | None:
        """What opens this form again with its draft; None: no draft of it is kept."""
        return None

    def who(self) -> str:
        """About whom the draft is, for the line that offers it back."""
        return ""

    def more_filled(self) -> Filled:
        """What was decided beside the form and belongs to its draft."""
        return {}

    def undrafted(self) -> str:
        """What belongs to the form and no draft keeps, in words; "" for nothing."""
        return ""

    def draft(self) -> Draft | None:
        """What was typed, None while nothing was."""
        opens = self.opens()
        found = typed(filled(self.body), self._first_filled)
        if opens is None or self._left or not (found and self.unfinished):
            return None
        return Draft(opens=opens, title=self.windowTitle(), who=self.who(), filled=found, more=self.more_filled())

    def put_back(self, kept: Kept) -> None:
        """Go on with a draft. What found no place, because the form has changed since, is said."""
        put(self.body, self._first_filled)
        lost = put(self.body, kept.draft.filled)
        if self.keeper is not None:
            self.keeper.take_over(kept)
        self.recalled(kept.draft.more)
        if lost:
            self.refusal.setText("草稿中的以下内容在表中没有对应的栏目，请核对：\n" + "\n".join(lost))
            self.refusal.show()

    def recalled(self, more: Filled) -> None:
        """What was typed stands in the form again; `more` is what stood beside it."""

    def save_draft(self) -> None:
        """Keep the draft now; who then goes back is not asked, and the draft stays."""
        if self.keeper is not None:
            self.keeper.save(on_purpose=True)

    def tell_kept(self, told: str, *, wrong: bool = False) -> None:
        """In the place of the hint below the form, where it moves nothing."""
        theme.role(self.below, "warn" if wrong else "small")
        self.below.setText(told if wrong else f"{told} {QTime.currentTime().toString('HH:mm')}")

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

    def tell_at(self, name: str, sentence: str) -> None:
        """Something to be known beside one of the fields, which is no refusal."""
        self.clear_refusals()
        self.fields[name].say(sentence)
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
            if isinstance(self.hands, Runner):
                self.snippets = SnippetMenu(self, self.hands.snippets, self._manage_snippets)
                if self.opens() is not None:
                    self.keep_drafts(self.hands.drafts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At large type on a small screen, what stands beside the form goes below it."""
        super().resizeEvent(event)
        narrow = self.width() < self.least_abreast
        directions = QBoxLayout.Direction
        wanted = directions.TopToBottom if narrow else directions.LeftToRight
        if self.middle.direction() != wanted:
            self.middle.setDirection(wanted)
            self.turned(narrow)

    @property
    def least_abreast(self) -> int:
        """Pixels below which what stands beside the form goes below it."""
        form = self.body.widget().minimumSizeHint().width() + self.body.verticalScrollBar().sizeHint().width()
        characters = self.fontMetrics().horizontalAdvance("汉") * SIDE_BY_SIDE
        return max(characters, math.ceil(form * (FORM + BESIDE) / FORM))

    def turned(self, narrow: bool) -> None:
        """What stands beside the form went below it, or back."""

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
        if self.keeper is not None and self.keeper.on_purpose and self.draft() is not None:
            lost = self.undrafted()
            text = f"草稿已存，{lost}不在其中，离开后不保留。"
            return not lost or self.hands.ask.confirm(self, "离开", text, "离开")
        if self.unfinished:
            self._left = self.hands.ask.confirm(
                self, "还没有办理", "已填写的内容尚未办理，离开后不保留。", "不办了，离开"
            )
            return self._left
        return True

    def _put_back_instead(self, kept: Kept) -> None:
        """The draft in the place of what was typed here meanwhile, which is asked about."""
        text = "恢复草稿后，现在填写的内容不保留。"
        if not self.unfinished or self.hands.ask.confirm(self, "恢复草稿", text, "恢复草稿"):
            self.put_back(kept)
            go_on(self.body)

    def _end_draft(self) -> None:
        """Done or given up: the draft goes. Kept by key: it stays."""
        if self.keeper is not None:
            self.keeper.end(keep=self.keeper.on_purpose and not self._left)

    def _manage_snippets(self) -> None:
        from ui.dialogs.snippets import SnippetsDialog  # is a dialog itself

        if isinstance(self.hands, Runner):
            self.managing = SnippetsDialog(self.hands, self)
            self.managing.open()

    def _bring_into_view(self, field: Field) -> None:
        """After the form has made room for what is said below its fields."""
        QTimer.singleShot(0, field, lambda: self.body.ensureWidgetVisible(field))

    def _frame(self) -> None:
        """Around the form, and after it, so that Tab reaches the buttons last."""
        self.form.setSpacing(self.gap)
        self.form.setContentsMargins(BETWEEN, 12, BETWEEN, 12)
        self.refusal = label("", "refusal", wrap=True)
        self.refusal.hide()
        self.main = Button(f"{self.verb}  Ctrl+Enter", "main")
        self.main.setDefault(True)
        self.main.clicked.connect(lambda: self._act_whole())
        self.back = Button("返回  Esc")
        self.back.clicked.connect(lambda: self.reject())
        self.below = label(self.hint, "small")
        self.buttons = row(self.below, None, self.back, self.main)
        foot = column(self.refusal, self.buttons, margin=12)
        self._band = self._practice()
        self.middle = row(self.body, spacing=0)
        self.middle.setStretch(0, FORM)
        right = self.beside()
        if right is not None:
            self.middle.addWidget(right, BESIDE)
        self.setLayout(column(*self._band, self.middle, line(), foot, spacing=0))
        self.order_tabs()
        for key in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+Shift+Return", "Ctrl+Shift+Enter"):
            shortcut(key, self, self.verb, self._act_by_key)
        for key in ("F11", "Ctrl+/"):
            shortcut(key, self, "显示本屏的全部按键", self._show_keys)
        shortcut("F1", self, "使用手册", lambda: self.hands.ask.handbook.open(self.hands, self))

    def order_tabs(self) -> None:
        """Tab goes as one reads, whatever was added since; of the buttons of the foot the main one comes first."""
        foot = list(tab_stops(self.buttons))
        form = [stop for stop in tab_stops(self) if stop not in foot]
        tab_along([*form, *sorted(foot, key=lambda stop: stop is not self.main)])

    def focusNextPrevChild(self, following: bool) -> bool:
        self.order_tabs()
        return super().focusNextPrevChild(following)

    def _show_keys(self) -> None:
        from ui.dialogs.keys_shown import KeysDialog

        if not isinstance(self, KeysDialog):
            KeysDialog(self.hands, self).open()

    def _act_by_key(self) -> None:
        """What an input method still holds becomes text first; where it keeps it, it wants the key itself."""
        QGuiApplication.inputMethod().commit()
        if not getattr(self.focusWidget(), "composing", False):
            self.main.click()

    def _act_whole(self) -> None:
        """Act, unless a day or a number is none that it may be."""
        for name, field in self.fields.items():
            if isinstance(field.editor, Count | Day) and field.isVisible() and field.editor.objection:
                self.refuse_at(name, field.editor.objection)
                return
        self.act()

    def _practice(self) -> tuple[QWidget, ...]:
        """The band of what is for practice; before a store is open there is none to tell of."""
        return practice_band(self.hands.code) if isinstance(self.hands, StoreRunner) else ()

    def _settle(self) -> None:
        """A size that shows the whole form where the screen allows it, also when more comes into it, unless somebody
        gave it another one."""
        self.form.addStretch(1)
        self.ensurePolished()
        one = self.fontMetrics().horizontalAdvance("汉")
        width = one * self.characters + 2 * BETWEEN
        room = self.screen().availableGeometry()
        by_width = self.form.hasHeightForWidth()
        height = self.form.totalHeightForWidth(width) if by_width else self.form.totalSizeHint().height()
        foot = self.main.sizeHint().height() + 40 + sum(band.sizeHint().height() for band in self._band)
        self.growing = Growing(self, self.body)
        self.growing.start_at(min(width, room.width() - 40), self.growing.highest if self.tall else height + foot)
        kept = settings.kept_size(self._pc, type(self).__name__, self.hands.look.percent)
        if kept is not None:
            self.resize(kept.boundedTo(room.size()))

    @property
    def _pc(self) -> QSettings | None:
        """Where the size is remembered: of what is large, once a store is open."""
        large = self.tall or self.characters >= LARGE
        return self.hands.pc if large and isinstance(self.hands, StoreRunner) else None

    def done(self, result: int) -> None:
        """Remember the size where somebody has changed it."""
        if self.size() != self.growing.usual and not self.isMaximized():
            settings.keep_size(self._pc, type(self).__name__, self.hands.look.percent, self.size())
        super().done(result)
