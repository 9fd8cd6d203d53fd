"""由备份恢复: choose a file, see what it holds, say who and why, and the last numbers on paper; then it is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.errors import DeskError, RuleBroken
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.button import Button
from ui.widgets.editors import Line, TextArea, Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import label, row
from ui.words import listed
from ui.working import Stopped, Work

if TYPE_CHECKING:
    from app.answers import RestoredDesk
    from app.domain.backups import BackupSeen

FILES = "首问台备份 (*.swtbak);;所有文件 (*)"
EXPLANATION = (
    "备份之后办的事不在备份里，恢复后须凭回执、文书和登记簿补登。恢复的接待台另起一条台账，与县级往来不受影响；"
    "此处原有的接待台移到一旁保存，不作改动。"
)
STOPPED = "已取消，没有恢复，什么都没有改动。"
NUMBERS_HINT = "照纸上原样写，每行一个"


class RestoreFrom(Dialog):
    """What restoring any store asks: the file, the folder, the passphrase of that day; then it is done in a thread.

    `restored` carries what was made; it is opened by its passphrase afterwards. `other_kind` carries the path of a
    backup that is of another kind of store.
    """

    verb = "恢复"
    hint = "Enter 下一项"
    restored = Signal(object)
    other_kind = Signal(object)

    explanation: ClassVar[str]
    word: ClassVar[str]  # what is restored
    files: ClassVar[tuple[str, ...]]  # one of which such a store has
    not_ours: ClassVar[str]  # the code with which a backup of another kind is refused

    def __init__(self, hands: Hands, here: Path | None, parent: QWidget | None = None) -> None:
        self.here = here  # the one that was opened on this PC last
        self.seen: BackupSeen | None = None
        super().__init__(hands, "由备份恢复", parent)

    def build(self) -> None:
        self.form.addWidget(label(self.explanation, wrap=True))
        self.file, self.folder = Line(), Line()
        self.file.editingFinished.connect(self._look)
        self._chooser("file", "备份文件(&B)", self.file, self.choose_file)
        self.told = label("", wrap=True)
        self.told.hide()
        self.form.addWidget(self.told)
        self.folder.setText(str(self.here or Path.home() / self.word))
        self._chooser("folder", "恢复到文件夹(&F)", self.folder, self._choose_folder)
        self.passphrase = Line()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add("passphrase", "作备份时的口令(&P)", self.passphrase, required=True)
        self.recovery = Tick("这是恢复表上的恢复码(&R)")
        self.recovery.toggled.connect(
            lambda on: self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        )
        self.form.addWidget(self.recovery)

    def look(self, file: Path) -> BackupSeen:
        """What a backup tells without any key. Raises StorageError."""
        raise NotImplementedError

    def told_of(self, one: BackupSeen) -> str:
        """A backup in words."""
        raise NotImplementedError

    def restore(self, file: Path, folder: Path, passphrase: str, *, replace: bool) -> Callable[[Work], object]:
        """What is to be done in the thread, with what the fields say by now."""
        raise NotImplementedError

    def words_of(self, told: Any) -> str:
        """What it did, for reading once."""
        raise NotImplementedError

    def answers(self) -> object:
        return self.file.text(), self.passphrase.text()

    def act(self) -> None:
        self.clear_refusals()
        if self.file.value and self.seen is None and not self._look():
            return
        empty = self._empty()
        if empty:
            self.refuse_at(*empty)
            return
        folder = Path(self.folder.value)
        replace = any((folder / name).exists() for name in self.files)
        if replace and not self._confirmed(folder):
            return
        self.main.setEnabled(False)
        self.repaint()
        restore = self.restore(Path(self.file.value), folder, self.passphrase.text(), replace=replace)
        try:
            told = Work().run(restore, self, "正在由备份恢复并核对")
        except Stopped:
            self.tell_at("file", STOPPED)
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有恢复", messages.refusal(error))
        else:
            self.leave()
            self.hands.ask.tell(self.parentWidget(), "已恢复", self.words_of(told))
            self.restored.emit(told)
        finally:
            self.main.setEnabled(True)

    def choose_file(self) -> None:
        """Ask for the backup and show what it holds."""
        files = self.hands.ask.files(self, "选择备份文件", FILES)
        if files:
            self.take_file(files[0])

    def take_file(self, file: Path) -> None:
        """Show what a backup holds."""
        self.file.setText(str(file))
        self._look()

    def _empty(self) -> tuple[str, str] | None:
        if not self.file.value:
            return "file", "请选择备份文件。"
        if not self.folder.value:
            return "folder", "请选择恢复到哪个文件夹。"
        if not self.passphrase.text():
            return "passphrase", "请输入口令。"
        return None

    def _look(self) -> bool:
        """Show what the chosen file holds; whether it is a backup."""
        self.seen = None
        if self._left or not self.file.value:  # the line tells that it was left, too, when the form goes
            return False
        try:
            self.seen = self.look(Path(self.file.value))
        except DeskError as error:
            self.told.hide()
            self.fields["file"].refuse(error.message)
            if error.code == self.not_ours:
                self.other_kind.emit(Path(self.file.value))
            return False
        self.fields["file"].say("")
        self.told.setText(self.told_of(self.seen))
        self.told.show()
        return True

    def _confirmed(self, folder: Path) -> bool:
        text = f"文件夹“{folder}”中已有{self.word}。恢复后由备份代替它；它的文件夹原样移到一旁保存，能读出的先作备份。"
        return self.hands.ask.confirm(self, f"替换现有{self.word}", text, "替换")

    def _chooser(self, name: str, title: str, line: Line, choose: Callable[[], None]) -> None:
        browse = aside(Button(f"选择(&{'O' if name == 'file' else 'D'})"))
        browse.clicked.connect(lambda: choose())
        chosen = QWidget()
        chosen.setLayout(row(line, browse))
        chosen.setFocusProxy(line)
        self.fields[name] = Field(title, chosen, required=True)
        self.form.addWidget(self.fields[name])

    def _choose_folder(self) -> None:
        chosen = self.hands.ask.folder(self, "恢复到哪个文件夹")
        if chosen is not None:
            self.folder.setText(str(chosen))


class RestoreDialog(RestoreFrom):
    """Of a desk: who and why goes into its journal, and no number is given out twice."""

    explanation = EXPLANATION
    word = "接待台"
    files = ("desk.key", "desk.db")
    not_ours = "backup-of-county"

    def build(self) -> None:
        super().build()
        self.reason = self.add("reason", "恢复事由(&S)", Line(), required=True, hint="如电脑损坏、被盗，记入台账")
        self.numbers = self.add(
            "last_numbers", "纸上已用出的最后的编号和文号(&N)", TextArea(2), required=True, hint=NUMBERS_HINT
        )
        self.none_later = Tick("已经核对，没有用出比备份更大的号码(&Z)")
        self.none_later.toggled.connect(lambda on: self.numbers.setEnabled(not on))
        self.form.addWidget(self.none_later)

    def answers(self) -> object:
        return super().answers(), self.reason.text(), self.numbers.value

    def look(self, file: Path) -> BackupSeen:
        from app.desk.restoring import look

        return look(file)

    def told_of(self, one: BackupSeen) -> str:
        return (
            f"台号{one.station}，作于{one.made_at[:16].replace('T', ' ')}（{one.reason_words}），"
            f"{one.petitions}件事项，{one.entries}条记载，程序{one.program}版。"
        )

    def restore(self, file: Path, folder: Path, passphrase: str, *, replace: bool) -> Callable[[Work], RestoredDesk]:
        from app.desk.restoring import Said, restore

        numbers = () if self.none_later.isChecked() else listed(self.numbers.value) or None
        said = Said(reason=self.reason.value, last_numbers=numbers)
        recovery = self.recovery.isChecked()
        return lambda work: restore(file, folder, passphrase, said, replace=replace, recovery=recovery, told=work.say)

    def words_of(self, told: RestoredDesk) -> str:
        return words_of(told)


def words_of(told: RestoredDesk) -> str:
    """What a restore did, for reading once."""
    lines = [
        f"已恢复到“{told.folder}”：{told.petitions}件事项，{told.entries}条记载，"
        f"备份作于{told.made_at[:16].replace('T', ' ')}。请用口令解锁。"
    ]
    if told.aside:
        lines.append(f"原有接待台保存在“{told.aside}”。")
    if told.lost:
        lines.append(f"原有接待台另有{told.lost}条记载不在备份中，请补登。")
    if told.beyond:
        lines.append(f"其中县级已签收{told.beyond}条，可请县级查阅。")
    if told.skipped:
        lines.append(f"不再使用的号码：{'；'.join(told.skipped)}。")
    return "\n".join((*lines, *told.notices))
