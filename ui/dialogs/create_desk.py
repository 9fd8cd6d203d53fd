"""新建接待台: which office, who works here, the passphrase twice, the folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken
from app.domain.office import Office
from ui import messages
from ui.dialogs.dialog import Dialog, Hands
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, label, row
from ui.widgets.office_form import OfficeForm
from ui.words import listed

SHORTEST = 8
STATION_HINT = "12位区划代码加2位台序号，共14位数字"
OFFICERS_HINT = "几个人用顿号分开，第一位为默认"
WARNING = (
    "这是第一位接访人（管理员）自己的口令。建成以后，请在“更多—口令和恢复表”中为其他人设置首次口令，"
    "并制作恢复表：口令都忘记时，没有恢复表就谁也打不开。"
)


class CreateDeskDialog(Dialog):
    """Sets up a desk in an empty folder; `created` carries it, open. `unlock_seconds`: what opening may cost."""

    verb = "新建接待台"
    hint = "Enter 下一项"
    created = Signal(object)

    def __init__(self, hands: Hands, parent: QWidget | None = None, *, unlock_seconds: float = 1.0) -> None:
        self._unlock_seconds = unlock_seconds
        super().__init__(hands, "新建接待台", parent)

    def build(self) -> None:
        self.station = self.add(
            "station", "台号(&C)", Line(), required=True, hint="12位区划代码加2位台序号，共14位数字"
        )
        self.office_form = OfficeForm(self)
        officers = Line()
        self.officers = self.add(
            "officers", "接访人(&J)", officers, required=True, hint="几个人用顿号分开，第一位为默认"
        )
        self.folder = Line()
        self.folder.setText(str(Path.home() / "接待台"))
        self.browse = aside(Button("选择(&O)"))
        self.browse.clicked.connect(lambda: self._choose())
        chosen = QWidget()
        chosen.setLayout(row(self.folder, self.browse))
        chosen.setFocusProxy(self.folder)
        self.fields["folder"] = Field("存放文件夹(&F)", chosen, required=True)
        self.form.addWidget(self.fields["folder"])
        self.passphrase, self.again = _secret(), _secret()
        hint = f"至少{SHORTEST}个字符"
        self.fields["passphrase"] = Field("口令(&P)", self.passphrase, required=True, hint=hint)
        self.fields["again"] = Field("再输一次口令(&G)", self.again, required=True)
        self.form.addLayout(abreast((self.fields["passphrase"], 1), (self.fields["again"], 1)))
        self.form.addWidget(label(WARNING, "warn", wrap=True))

    def answers(self) -> object:
        lines = (*self.office_form.lines.values(), self.station, self.officers, self.passphrase)
        return tuple(line.text() for line in lines)

    def act(self) -> None:
        self.clear_refusals()
        wrong = self._wrong()
        if wrong:
            self.fields[wrong[0]].refuse(wrong[1])
            return
        try:
            desk = self._make()
        except RuleBroken as error:
            self.refuse(error)
        except DeskError as error:
            self.hands.ask.warn(self, "没有建成", messages.refusal(error))
        else:
            self.leave()
            self.created.emit(desk)

    def _wrong(self) -> tuple[str, str] | None:
        """What this dialog alone can know: the passphrases and the empty fields."""
        if not self.officers.value:
            return "officers", "请填写接访人姓名。"
        if not self.folder.value:
            return "folder", "请选择存放文件夹。"
        if len(self.passphrase.text()) < SHORTEST:
            return "passphrase", f"口令太短，至少{SHORTEST}个字符。"
        if self.passphrase.text() != self.again.text():
            return "again", "两次输入的口令不一致。"
        return None

    def _make(self) -> Desk:
        return Desk.create(
            Path(self.folder.value),
            office=self.office_form.value(Office(station=self.station.value, name="")),
            officers=listed(self.officers.value),
            passphrase=self.passphrase.text(),
            unlock_seconds=self._unlock_seconds,
        )

    def _choose(self) -> None:
        chosen = self.hands.ask.folder(self, "接待台存放在哪里")
        if chosen is not None:
            self.folder.setText(str(chosen))


def _secret() -> Line:
    made = Line()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
