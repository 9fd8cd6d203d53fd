"""导出表格: petitions as a sheet that other programs read, in a layout; details of persons masked unless said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.codes import STAGES
from app.domain.looks import LEAST_PURPOSE, MOST_PURPOSE
from app.domain.rights import RIGHTS, Right
from ui.dialogs.dialog import Dialog
from ui.runner import Runner
from ui.widgets.editors import Choice, Line, Tick, WrittenDay
from ui.widgets.field import Field
from ui.widgets.layout import label

if TYPE_CHECKING:
    from pathlib import Path

    from app.answers import LayoutSeen, SheetMade

EXPLANATION = "供上级现有系统使用。表格没有加密，请妥善保管，用后删除。检举控告不导出。"
KINDS = {"xlsx": "电子表格", "csv": "文本表格（UTF-8）", "csv-gb18030": "文本表格（GB18030）"}
DAY = "如 2026-03-02"


class SheetOutDialog(Dialog):
    """Stays open after the file was written: where it lies has to be read."""

    verb = "选择位置并导出"
    characters = 52

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "导出表格", parent)

    def build(self) -> None:
        known = self.runner.read(self.runner.desk.layouts, self) or ()
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        usable = {one.code: one.title for one in known if one.told}
        self.layouts = Choice(usable)
        self.layouts.choose("plain")
        self.kind = Choice(KINDS)
        self.pair(("layout", Field("表样(&L)", self.layouts)), ("kind", Field("格式(&K)", self.kind)))
        wrong = _problems(known)
        if wrong:
            self.form.addWidget(label(wrong, "warn", wrap=True))
        self.first, self.last = WrittenDay(), WrittenDay()
        for day in (self.first, self.last):
            day.setPlaceholderText(DAY)
        self.pair(
            ("first", Field("收到日期从(&D)", self.first, hint="不填不限")),
            ("last", Field("到(&T)", self.last, hint="当日计入")),
        )
        self.stage = self.add("stage", "办理状态(&S)", Choice({"": "全部", **STAGES}))
        self.full = Tick("证件号码、联系电话、住址写完整(&W)")
        self.add("whole", "", self.full)
        self.purpose = self.add("full", "为什么需要完整信息(&Y)", Line(), hint="写完整的必填，记入查阅记录")
        self.purpose.setMaxLength(MOST_PURPOSE)
        self.full.toggled.connect(self._ask_purpose)
        self._ask_purpose(False)
        may = self.runner.desk.may(Right.REVEAL)
        self.full.setEnabled(may)
        self.full.setToolTip("" if may else f"需要“{RIGHTS[Right.REVEAL]}”权限")
        self.told = label("", wrap=True, select=True)
        self.told.hide()
        self.form.addWidget(self.told)

    def act(self) -> None:
        wrong = next((name for name, day in self._days().items() if day.value and day.day is None), "")
        if wrong:
            self.refuse_at(wrong, "不是有效的日期，应如 2026-03-02。")
            return
        if self.full.isChecked() and len(self.purpose.value) < LEAST_PURPOSE:
            self.refuse_at("full", "请写明为什么需要完整信息，如“县局核对名册”。")
            return
        folder = self.runner.ask.folder(self, "导出到哪里（一般为U盘）")
        if folder is None:
            return
        self.clear_refusals()
        made = self._export(folder)
        if made is not None:
            self.told.setText(f"{made.words}\n文件：{made.file}")
            self.told.show()

    def _export(self, folder: Path) -> SheetMade | None:
        layout, kind, stage = self.layouts.value, self.kind.value, self.stage.value
        first, last, full = self.first.day, self.last.day, self.purpose.value if self.full.isChecked() else ""
        return self.runner.work(
            lambda desk, work: desk.export_sheet(
                folder,
                layout,
                kind,  # type: ignore[arg-type]
                first=first,
                last=last,
                stage=stage,
                full=full,
                progress=work.tell,
            ),
            self,
            "正在导出表格",
            self.refuse,
        )

    def _days(self) -> dict[str, WrittenDay]:
        return {"first": self.first, "last": self.last}

    def _ask_purpose(self, asked: bool) -> None:
        self.purpose.setEnabled(asked)
        if asked:
            self.purpose.setFocus()


def _problems(known: tuple[LayoutSeen, ...]) -> str:
    return "\n".join(one.problem for one in known if one.problem)
