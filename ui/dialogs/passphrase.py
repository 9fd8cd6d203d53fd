"""Passphrases of one's own: changed, set at the first unlock, set with a recovery sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.store_runner import StoreRunner
from ui.unlocking import NOT_READY, unlocked
from ui.widgets.editors import Line, TextArea
from ui.widgets.field import Field
from ui.widgets.layout import label, row
from ui.widgets.secret import hide_text, show_button
from ui.working import Stopped

SHORTEST = 8
HINT = f"至少{SHORTEST}个字符"
FIRST = "这是管理员设置的首次口令。请换成只有您自己知道的口令，以后用它解锁。"
CHANGED = "口令已经更换，下次解锁用新口令。"
SHARED_CHANGED = (
    "口令已经更换，下次解锁用新口令，请告知其他使用的人。以前的备份仍用作备份时的口令打开。"
    "文件夹复制到几台电脑使用的，每台都要更换。"
)
RECOVER = "使用恢复表记入台账。打开以后请马上制作新的恢复表，旧表即作废。"


RECOVER_STORE = "原口令不再使用。打开以后请马上制作新的恢复表，旧表即作废。"
Recover = Callable[[Path, str, str], object]


class NewPassphrase(Dialog):
    """The new passphrase twice; `opened` carries the desk, or other store, that was opened with it."""

    opened = Signal(object)

    def add_new(self, title: str = "新口令(&N)", again: str = "再输一次新口令(&G)") -> None:
        """The two fields, and the button that shows what is in them."""
        self.new, self.again = Line(), Line()
        hide_text(self.new, self.again)
        self.pair(
            ("new_passphrase", Field(title, self.new, required=True, hint=HINT)),
            ("again", Field(again, self.again, required=True)),
        )

    def answers(self) -> object:
        return self.new.text(), self.again.text()

    def agreed(self) -> bool:
        """Whether both are the same; said beside the field when not."""
        self.clear_refusals()
        if self.new.text() != self.again.text():
            self.fields["again"].refuse("两次输入的口令不一致。")
            return False
        return True

    def long_enough(self) -> bool:
        """Whether nobody can guess it at once; said beside the field when not. For what has no officers."""
        if len(self.new.text().strip()) >= SHORTEST:
            return True
        self.refuse_at("new_passphrase", f"口令太短，至少{SHORTEST}个字符。")
        return False

    def try_opening(self, opening: Callable[[], object]) -> None:
        """Open a desk, or make a store, with what was typed; refusals beside their fields."""
        try:
            opened = unlocked(lambda _told: opening(), self)
        except Stopped:
            self.hands.ask.tell(self, "没有打开", NOT_READY)
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有打开", messages.refusal(error))
        else:
            self.leave()
            self.opened.emit(opened)


class FirstPassphraseDialog(NewPassphrase):
    """After a first passphrase: nothing opens before it is changed."""

    verb = "更换并打开"
    hint = "Enter 下一项"

    def __init__(self, hands: Hands, folder: Path, officer: str | None, passphrase: str, parent: QWidget) -> None:
        self._folder, self._officer, self._passphrase = folder, officer, passphrase
        super().__init__(hands, "更换首次口令", parent)

    def build(self) -> None:
        self.form.addWidget(label(FIRST, wrap=True))
        self.add_new()
        self.form.addLayout(row(show_button(self.new, self.again), None))

    def act(self) -> None:
        if self.agreed():
            folder, passphrase, new = self._folder, self._passphrase, self.new.text()
            self.try_opening(lambda: Desk.open(folder, passphrase, officer=self._officer, new_passphrase=new))


class RecoverFrom(NewPassphrase):
    """用恢复表打开: the groups, and a new passphrase; `told` says what it leads to."""

    verb = "打开"
    characters = 52
    told = ""

    def __init__(self, hands: Hands, folder: Path, parent: QWidget) -> None:
        self._folder = folder
        super().__init__(hands, "用恢复表打开", parent)

    def build(self) -> None:
        self.form.addWidget(label(self.told, "warn", wrap=True))
        self.key = self.add("key", "恢复表上的八组字符(&K)", TextArea(2), required=True, hint="不分大小写，也可以扫码")
        self.ask_more()
        self.add_new()
        self.form.addLayout(row(show_button(self.new, self.again), None))

    def ask_more(self) -> None:
        """What is asked besides."""

    def answers(self) -> object:
        return self.key.value, super().answers()

    def opening(self) -> Callable[[], object]:
        """What opens it with what was typed; called in a thread."""
        raise NotImplementedError

    def act(self) -> None:
        if self.agreed():
            self.try_opening(self.opening())


class RecoverStoreDialog(RecoverFrom):
    """Of what has one passphrase and no officers; `recover` opens it with folder, groups and new passphrase."""

    told = RECOVER_STORE

    def __init__(self, hands: Hands, folder: Path, recover: Recover, parent: QWidget) -> None:
        self._recover = recover
        super().__init__(hands, folder, parent)

    def opening(self) -> Callable[[], object]:
        folder, key, new = self._folder, self.key.value, self.new.text()
        return lambda: self._recover(folder, key, new)


class RecoverDialog(RecoverFrom):
    """Of a desk: why, and which administrator takes a new passphrase."""

    told = RECOVER

    def __init__(self, hands: Hands, folder: Path, officers: tuple[str, ...], parent: QWidget) -> None:
        self._officers = officers
        super().__init__(hands, folder, parent)

    def ask_more(self) -> None:
        self.reason = self.add("reason", "使用的事由(&S)", Line(), required=True)
        self.officer = self.add("officer", "管理员姓名(&J)", Line(), required=True, hint="由谁设置新口令")
        if len(self._officers) == 1:
            self.officer.setText(self._officers[0])

    def answers(self) -> object:
        return self.reason.value, super().answers()

    def opening(self) -> Callable[[], object]:
        key, officer, reason, new = self.key.value, self.officer.value, self.reason.value, self.new.text()
        return lambda: Desk.recover(self._folder, key, officer=officer, new_passphrase=new, reason=reason)


class ChangePassphraseDialog(NewPassphrase):
    """更换口令, while the store is open: of `who` is at the desk, or the one that all share."""

    verb = "更换口令"
    hint = "Enter 下一项"

    def __init__(self, runner: StoreRunner[Any], parent: QWidget | None = None, *, who: str = "") -> None:
        self.runner = runner
        self.told = CHANGED if who else SHARED_CHANGED
        super().__init__(runner, f"更换口令（{who}）" if who else "更换口令", parent)

    def build(self) -> None:
        self.old = self.add("passphrase", "原口令(&O)", Line(), required=True)
        hide_text(self.old)
        self.add_new()
        self.form.addLayout(row(show_button(self.old, self.new, self.again), None))

    def answers(self) -> object:
        return self.old.text(), super().answers()

    def act(self) -> None:
        if not self.agreed():
            return
        old, new = self.old.text(), self.new.text()
        done = self.runner.work(
            lambda store, _work: store.change_passphrase(old, new), self, "正在更换口令", self.refuse, changes=True
        )
        if done is not None:
            self.leave()
            self.hands.ask.tell(self.parentWidget(), "已经更换", self.told)
