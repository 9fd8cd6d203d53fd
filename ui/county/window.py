"""The main window of a county's store."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QCloseEvent

from ui.backing_up import Backing
from ui.county import menu
from ui.county.exchange import ExchangePage
from ui.county.places import PLACES
from ui.county.runner import CountyPage, CountyRunner
from ui.county.stations import StationsPage
from ui.frame import Frame
from ui.pages.page import AnyPage

KEPT_IN = {"sqlite": "收到的记载加密存放在本文件夹", "postgresql": "收到的记载存放在 PostgreSQL 数据库"}
ENDS = "关闭窗口后停止接收。没有传完的，接待台下次接着传，已传的部分不必重传。"


class CountyWindow(Frame):
    """The county's end: what came from the stations below, and what goes back to them."""

    places = PLACES
    entries = menu.ENTRIES
    all_keys = menu.KEYS
    remembered = "county/geometry"

    def __init__(self, runner: CountyRunner, settings: QSettings) -> None:
        self.runner: CountyRunner = runner
        super().__init__(runner, settings)
        self.setWindowTitle(runner.county.name)
        self.backing: Backing = Backing(runner, self, timed=False)
        self.locked.connect(self.backing.stop)
        runner.receiving.changed.connect(self.refresh_foot)
        self.go("stations")

    @property
    def stations(self) -> StationsPage:
        return self.page(StationsPage)

    @property
    def exchange(self) -> ExchangePage:
        return self.page(ExchangePage)

    def connect_page(self, page: AnyPage) -> None:
        if isinstance(page, StationsPage):
            page.lock_wanted.connect(self.lock)

    def stop_asking(self) -> None:
        for page in self.pages.built:
            if isinstance(page, CountyPage):
                page.stop_asking()

    @property
    def headline(self) -> str:
        return f"首问台（县级接收） · {self.runner.county.name}"

    def foot_line(self) -> str:
        county = self.runner.county
        line = " · 正在联网接收" if self.runner.receiving.running else ""
        return f"县级代码 {county.code} · {KEPT_IN[county.kept_in]}{line}"

    def close_store(self) -> None:
        """The line stops first: it has the store open too."""
        self.runner.receiving.finish(self)
        super().close_store()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.runner.receiving.running and not self.runner.ask.confirm(self, "正在联网接收", ENDS, "停止接收并关闭"):
            event.ignore()
            return
        super().closeEvent(event)
