"""更多—联网接收: desks upload by line while the window is open; where, since when, what came and what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLayout

from app.domain.errors import DeskError
from ui import messages, theme
from ui.county.receiving import STOPPING, Receiving, Story
from ui.county.runner import CountyPage, CountyRunner
from ui.models.table import Column, Table
from ui.widgets.button import Button
from ui.widgets.editors import Count, Line
from ui.widgets.field import Field
from ui.widgets.folder_line import FileLine
from ui.widgets.layout import abreast, card, column, label, row
from ui.widgets.table_view import TableView

ABOUT = (
    "开启后，接待台用“联网上传”把数据包直接传到这里，随即读入并取走回执和下发件。"
    "锁定（包括无人操作自动锁定）、关闭窗口都会停止接收，解锁后须再次开启；没有传完的，接待台下次接着传。"
    "要整天无人值守接收的，请管理员在服务器上用命令行运行接收服务。"
)
EVERYWHERE, PORT = "0.0.0.0", 8420
PLAIN = "没有填写证书：传输不加密。数据包本身是加密签名的，但旁人可以看到哪个接待台何时上传。"
CERTIFICATES = "证书、私钥 (*.pem *.crt *.cer *.key);;所有文件 (*)"
KEPT = {"host": "line/host", "port": "line/port", "certificate": "line/certificate", "key": "line/key"}
NOTHING = "开启以后，这里逐条写明上传的情况。"
LEAST_LINES = 5
Told = tuple[datetime, str, str]

if TYPE_CHECKING:
    from app.county.line_thread import Where


class LinePage(CountyPage):
    """Where it listens is remembered on this PC; that it listens is not."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.receiving: Receiving = runner.receiving
        self.receiving.changed.connect(lambda: self._show())
        self.receiving.ended.connect(self._ended)
        self._names: dict[str, str] = {}
        self.state = label("", "lead", wrap=True, select=True)
        self.begin_button, self.stop_button = Button("开始接收(&S)", "main"), Button("停止接收(&T)")
        self.begin_button.clicked.connect(lambda: self.begin())
        self.stop_button.clicked.connect(lambda: self._stop())
        self.refusal = label("", "refusal", wrap=True)
        self.refusal.hide()
        self.pin = label("", "quiet", wrap=True, select=True)
        self.table = self._events()
        self.words = label(NOTHING, wrap=True)
        inside = column(
            label("联网接收", "title"),
            label(ABOUT, "quiet", wrap=True),
            card(column(self.state, row(self.begin_button, self.stop_button, None), self.refusal, margin=12)),
            self._where(),
            self.pin,
            self.table,
            self.words,
            margin=16,
            spacing=12,
        )
        self.lay_out(inside, 5)
        self._show()

    def refresh(self) -> None:
        names = self.runner.read(self.runner.county.station_names, self)
        self._names = names or {}
        self._show()

    def arrive(self) -> None:
        self.go_to(self.stop_button if self.receiving.running else self.begin_button)

    @property
    def where(self) -> Where:
        """As it stands in the form."""
        from app.county.line_thread import Where  # with the server, which most never need

        return Where(
            host=self.host.value, port=self.port.value(), certificate=self.certificate.value, key=self.key.value
        )

    def begin(self) -> None:
        """Listen where the form says."""
        where = self.where
        problem = self.port.objection or ("" if where.host else "请填写地址。")
        if not problem and bool(where.certificate) != bool(where.key):
            problem = "证书文件和私钥文件要一起填写，或者都不填。"
        self._refuse(problem)
        if problem:
            return
        if self.runner.pc is not None:
            for name, kept in KEPT.items():
                self.runner.pc.setValue(kept, getattr(where, name))
        try:
            self.receiving.begin(where)
        except DeskError as error:
            self._refuse(messages.refusal(error))

    def _stop(self) -> None:
        self.state.setText(f"◇ {STOPPING}…")
        self.receiving.stop()

    def _where(self) -> QLayout:
        self.host, self.port = Line(), Count(1, 65_535, self._port())
        self.host.setText(self._kept("host", EVERYWHERE))
        ask = self.runner.ask
        self.certificate = FileLine(ask, "证书文件", CERTIFICATES, "选择(&O)")
        self.key = FileLine(ask, "私钥文件", CERTIFICATES, "选择(&E)")
        self.certificate.setText(self._kept("certificate", ""))
        self.key.setText(self._kept("key", ""))
        self.certificate.line.textChanged.connect(lambda _text: self._show_pin())
        self.fields = (
            Field("本机地址(&D)", self.host, hint="0.0.0.0：本机全部地址"),
            Field("端口(&K)", self.port),
            Field("证书文件(&F)", self.certificate),
            Field("私钥文件(&M)", self.key),
        )
        host, port, certificate, key = self.fields
        return column(abreast((host, 3), (port, 1)), abreast((certificate, 1), (key, 1)), spacing=12)

    def _kept(self, name: str, preset: str) -> str:
        pc = self.runner.pc
        return preset if pc is None else str(pc.value(KEPT[name], preset))

    def _port(self) -> int:
        kept = self._kept("port", str(PORT))
        return int(kept) if kept.isdecimal() else PORT

    def _events(self) -> TableView:
        columns: list[Column[Told]] = [
            Column("时间", lambda one: f"{one[0]:%H:%M:%S}", 5),
            Column("接待台", lambda one: self._names.get(one[1], one[1]), 12),
            Column("情况", lambda one: one[2], why=lambda one: one[2]),
        ]
        model = Table(columns, self._fetch, lambda one: one, self.runner.look.colour, self)
        table = TableView(model, "上传的情况")
        table.setMinimumHeight(self.fontMetrics().height() * LEAST_LINES)
        return table

    def _fetch(self, offset: int, limit: int) -> Sequence[Told]:
        story = self.receiving.story
        return story.told[offset : offset + limit] if story is not None else ()

    def _ended(self, told: object) -> None:
        if isinstance(told, DeskError):
            self._refuse(messages.refusal(told))

    def _refuse(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))

    def _show(self) -> None:
        running, story, here = self.receiving.running, self.receiving.story, QApplication.focusWidget()
        over = story.over if story is not None else ""
        self.state.setText(_state(story) if running and story is not None else f"○ 没有接收。{over}")
        self.begin_button.setEnabled(not running)
        self.stop_button.setEnabled(running)
        for field in self.fields:
            field.setEnabled(not running)
        if here is not None and self.isAncestorOf(here) and not here.isEnabled():
            (self.stop_button if running else self.begin_button).setFocus()  # else Qt takes it out of the page
        self._show_pin()
        self.table.reload()
        self.words.setVisible(story is None or not story.told)

    def _show_pin(self) -> None:
        """What the desks have to know of the certificate, or that there is none."""
        certificate, told, good = self.certificate.value, PLAIN, True
        if certificate:
            from app.county.line_thread import proof_of

            try:
                proof = proof_of(Path(certificate))
            except DeskError as error:
                told, good = messages.refusal(error), False
            else:
                until, good = proof.told(datetime.now().astimezone())
                told = f"证书指纹（接待台设定上传地址时填写）：{proof.sha256}\n{until}"
        self.pin.setText(told)
        theme.role(self.pin, "quiet" if good else "warn")


def _state(story: Story) -> str:
    if not story.port:
        return "◇ 正在开启…"
    where = story.where
    shown = f"{'https' if where.certificate else 'http'}://{where.host}:{story.port}"
    told = f"● 正在接收，{story.since:%H:%M} 开启，{shown}。收下 {story.taken} 个，没有收下 {story.refused} 个。"
    last = next((at for at, _station, _words in story.told), None)
    return f"{told}最近一次 {last:%H:%M}。" if last else told
