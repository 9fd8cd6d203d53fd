"""由备份恢复: choose a file, see what it holds, say who and why, and the last numbers on paper; then it is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    from app.answers import BackupSeen, RestoredDesk

FILES = "首问台备份 (*.swtbak);;所有文件 (*)"
EXPLANATION = (
    "备份之后办的事不在备份里，恢复后须凭回执、文书和登记簿补登。恢复的接待台另起一条台账，与县级往来不受影响；"
    "此处原有的接待台移到一旁保存，不作改动。"
)
STOPPED = "已取消，没有恢复，什么都没有改动。"
NUMBERS_HINT = "照纸上原样写，每行一个"


class RestoreDialog(Dialog):
    """`restored` carries the RestoredDesk; the desk itself is opened by its passphrase afterwards."""

    verb = "恢复"
    hint = "Enter 下一项"
    restored = Signal(object)

    def __init__(self, hands: Hands, here: Path | None, parent: QWidget | None = None) -> None:
        self.here = here  # the desk that was opened on this PC last
        self.seen: BackupSeen | None = None
        super().__init__(hands, "由备份恢复", parent)

    def build(self) -> None:
        self.form.addWidget(label(EXPLANATION, wrap=True))
        self.file, self.folder = Line(), Line()
        self.file.editingFinished.connect(self._look)
        self._chooser("file", "备份文件(&B)", self.file, self.choose_file)
        self.told = label("", wrap=True)
        self.told.hide()
        self.form.addWidget(self.told)
        self.folder.setText(str(self.here or Path.home() / "接待台"))
        self._chooser("folder", "恢复到文件夹(&F)", self.folder, self._choose_folder)
        self.passphrase = Line()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.add("passphrase", "作备份时的口令(&P)", self.passphrase, required=True)
        self.recovery = Tick("这是恢复表上的恢复码(&R)")
        self.recovery.toggled.connect(
            lambda on: self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        )
        self.form.addWidget(self.recovery)
        self.reason = self.add("reason", "恢复事由(&S)", Line(), required=True, hint="如电脑损坏、被盗，记入台账")
        self.numbers = self.add(
            "last_numbers", "纸上已用出的最后的编号和文号(&N)", TextArea(2), required=True, hint=NUMBERS_HINT
        )
        self.none_later = Tick("已经核对，没有用出比备份更大的号码(&Z)")
        self.none_later.toggled.connect(lambda on: self.numbers.setEnabled(not on))
        self.form.addWidget(self.none_later)

    def answers(self) -> object:
        return self.file.text(), self.passphrase.text(), self.reason.text(), self.numbers.value

    def act(self) -> None:
        self.clear_refusals()
        if self.file.value and self.seen is None and not self._look():
            return
        empty = self._empty()
        if empty:
            self.refuse_at(*empty)
            return
        folder = Path(self.folder.value)
        replace = (folder / "desk.key").exists() or (folder / "desk.db").exists()
        if replace and not self._confirmed(folder):
            return
        self.main.setEnabled(False)
        self.repaint()
        try:
            told = self._restore(folder, replace=replace)
        except Stopped:
            self.tell_at("file", STOPPED)
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有恢复", messages.refusal(error))
        else:
            self.leave()
            self.hands.ask.tell(self.parentWidget(), "已恢复", words_of(told))
            self.restored.emit(told)
        finally:
            self.main.setEnabled(True)

    def _restore(self, folder: Path, *, replace: bool) -> RestoredDesk:
        from app.desk.restoring import Said, restore

        numbers = () if self.none_later.isChecked() else listed(self.numbers.value) or None
        said = Said(reason=self.reason.value, last_numbers=numbers)
        given = (Path(self.file.value), folder, self.passphrase.text(), said)
        recovery = self.recovery.isChecked()
        return Work().run(
            lambda work: restore(*given, replace=replace, recovery=recovery, told=work.say),
            self,
            "正在由备份恢复并核对",
        )

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
        from app.desk.restoring import look

        self.seen = None
        if not self.file.value:
            return False
        try:
            self.seen = look(Path(self.file.value))
        except DeskError as error:
            self.told.hide()
            self.fields["file"].refuse(error.message)
            return False
        self.fields["file"].say("")
        one = self.seen
        self.told.setText(
            f"台号{one.station}，作于{one.made_at[:16].replace('T', ' ')}（{one.reason_words}），"
            f"{one.petitions}件事项，{one.entries}条记载，程序{one.program}版。"
        )
        self.told.show()
        return True

    def _confirmed(self, folder: Path) -> bool:
        text = f"文件夹“{folder}”中已有接待台。恢复后由备份代替它；它的文件夹原样移到一旁保存，能读出的先作备份。"
        return self.hands.ask.confirm(self, "替换现有接待台", text, "替换")

    def _chooser(self, name: str, title: str, line: Line, choose: object) -> None:
        browse = aside(Button(f"选择(&{'O' if name == 'file' else 'D'})"))
        browse.clicked.connect(lambda: choose())  # type: ignore[operator]
        chosen = QWidget()
        chosen.setLayout(row(line, browse))
        chosen.setFocusProxy(line)
        self.fields[name] = Field(title, chosen, required=True)
        self.form.addWidget(self.fields[name])

    def choose_file(self) -> None:
        """Ask for the backup and show what it holds."""
        files = self.hands.ask.files(self, "选择备份文件", FILES)
        if files:
            self.file.setText(str(files[0]))
            self._look()

    def _choose_folder(self) -> None:
        chosen = self.hands.ask.folder(self, "恢复到哪个文件夹")
        if chosen is not None:
            self.folder.setText(str(chosen))


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
