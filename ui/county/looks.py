"""查阅记录 (更多) of a county's store: who looked at details in full and at attachments, when and what for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from app.domain.looks import Look
from ui.county.runner import CountyRunner
from ui.pages.looks import LooksList


class CountyLooksPage(LooksList):
    """Whoever has the store's passphrase sees it."""

    hint = "记录显示完整信息、查看和另存附件，姓名由查看人填写；不能修改、不能删除。"

    def __init__(self, runner: CountyRunner) -> None:
        self.runner = runner
        super().__init__(runner)

    def ask(self, number: str, officer: str, day: dt.date | None, offset: int, limit: int) -> Sequence[Look]:
        county = self.runner.county
        found = self.runner.read(
            lambda: county.looked(number, officer=officer, day=day, offset=offset, limit=limit), self
        )
        return found or ()

    def ask_names(self) -> Sequence[str]:
        return self.runner.read(self.runner.county.looked_by, self) or ()
