"""联网上传 on the exchange page: one key to send and to fetch, how far it is, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from app.domain.errors import DeskError
from app.domain.rights import Right
from app.domain.steps.upload import SetUploadAddress
from ui import messages
from ui.dialogs.form_dialog import DeskFormDialog
from ui.runner import Runner
from ui.uploading import Uploading
from ui.widgets.button import Button
from ui.widgets.layout import column, label, row

if TYPE_CHECKING:
    from app.desk.upload import Uploaded

NONE = "没有设定联网上传地址，用U盘报送。"
TOWNSHIP = "本台报送镇级接待台，联网上传只能传到县级，用U盘报送。"
WAITS = "县级的答复已经取回，手头的窗口关闭后读入。"
STOPPED = "已停止上传，已传部分不必重传。"


class UploadLine(QWidget):
    """Nothing is sent by itself: somebody presses the key."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
        self.uploading = Uploading(runner, self)
        self.begin = Button("联网上传(&W)")
        self.begin.clicked.connect(lambda: self._begin())
        self.stop = Button("停止上传(&T)")
        self.stop.clicked.connect(lambda: self._stop())
        self.again = Button("重新上传(&A)")
        self.again.setToolTip("县级提示缺少某号记载时，从该号起重新上传")
        self.again.clicked.connect(lambda: self._ask_first())
        self.set_address = Button("上传地址(&D)")
        self.set_address.clicked.connect(lambda: self._set_address())
        self.where = label("", "quiet", wrap=True, select=True)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("上传进度")
        self.bar.setFormat("已传 %v KB，共 %m KB")
        self.outcome = label("", wrap=True, select=True)
        for hidden in (self.stop, self.bar, self.outcome):
            hidden.hide()
        buttons = row(self.begin, self.stop, self.again, self.set_address, None)
        self.setLayout(column(buttons, self.where, self.bar, self.outcome))
        self.uploading.told.connect(self._tell)
        self.uploading.waits.connect(lambda: self._say(WAITS))
        self.uploading.ended.connect(self._ended)

    def refresh(self) -> None:
        """Read again what may be done."""
        desk = self.runner.desk
        address = desk.upload_address()
        county = desk.county()
        to_township = county is not None and county.role != "county"
        where = "\n".join(filter(None, (f"传到 {address.url}", address.warning))) if address else NONE
        self.where.setText(TOWNSHIP if to_township else where)
        able = address is not None and county is not None and not to_township and desk.may(Right.EXPORT)
        for button in (self.begin, self.again):
            button.setEnabled(able and not self.uploading.busy)
        self.set_address.setEnabled(desk.may(Right.ADMINISTER) and not self.uploading.busy)

    def _ask_first(self) -> None:
        """From which entry on, when the county misses some."""
        from ui.dialogs.resend import UploadAgainDialog  # loaded when first opened, as the others

        dialog = UploadAgainDialog(self.runner, self)
        dialog.wanted.connect(self._begin)
        dialog.open()

    def _begin(self, first: int | None = None) -> None:
        self._busy(True)
        self.uploading.begin(first)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.uploading.stop()

    def _set_address(self) -> None:
        address = self.runner.desk.upload_address()
        given = {"url": address.url, "certificate_sha256": address.certificate_sha256} if address else {}
        DeskFormDialog(self.runner, SetUploadAddress, given, self).open()

    def _tell(self, done: int, total: int) -> None:
        self.bar.setRange(0, total if done < total else 0)  # all sent: how long the county takes is not known
        self.bar.setValue(done)

    def _ended(self, told: object) -> None:
        self._busy(False)
        good = not isinstance(told, DeskError)
        words = messages.refusal(told) if isinstance(told, DeskError) else STOPPED
        if told is not None and good:
            done: Uploaded = told  # type: ignore[assignment]
            words = done.words
        self._say(words, "" if good else "refusal")
        if not self.runner.desk.locked:
            self.runner.changed.emit(told)

    def _say(self, words: str, role: str = "") -> None:
        self.outcome.setText(words)
        self.outcome.setProperty("role", role)
        self.outcome.style().polish(self.outcome)
        self.outcome.show()

    def _busy(self, busy: bool) -> None:
        self.begin.setEnabled(not busy)
        self.again.setEnabled(not busy)
        self.set_address.setEnabled(not busy)
        self.stop.setEnabled(busy)
        self.stop.setVisible(busy)
        self.bar.setRange(0, 0)
        self.bar.setVisible(busy)
        if busy:
            self.outcome.hide()
