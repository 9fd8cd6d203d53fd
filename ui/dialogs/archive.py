"""归档."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent

from app.domain.records.archiving import RETENTIONS, suggested
from app.domain.steps.archive import Archive
from app.shipped import load_retention
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Count, Line, TextArea, aside
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.widgets.ways import Ways

MOST_PAGES, MOST_VOLUMES = 100_000, 1_000


class ArchiveDialog(StepDialog):
    """How long, how many pages, where: the pages that the program itself holds are counted already."""

    step_type = Archive
    verb = "归档"
    day_title = "归档日期"

    def fill(self) -> None:
        self.form.addWidget(label(Archive.hint, "quiet", wrap=True))
        rules = load_retention()
        self.retention = self.add(
            "retention",
            "保管期限",
            Ways({rule.retention: (RETENTIONS[rule.retention], rule.words) for rule in rules}),
            required=True,
            hint="条件供参考，按本单位的保管期限表选择",
        )
        likely = suggested(rules, self.petition)
        if likely:
            self.retention.choose(likely)
        drawn = self._drawn()
        told = f"程序内的文书共 {drawn} 页，请加上随卷装订的纸质材料" if drawn else Archive.hints["pages"]
        self.pages = self.add("pages", "页数(&Y)", Count(1, MOST_PAGES, max(drawn, 1)), required=True, hint=told)
        self.volumes = Count(1, MOST_VOLUMES, 1)
        self.number = Line()
        self.pair(
            ("volumes", Field("卷数(&J)", aside(self.volumes))),
            ("number", Field("档号(&H)", aside(self.number), hint=Archive.hints["number"])),
        )
        self.place = self.add("place", "存放位置(&W)", Line())
        self.archivist, self.checker = Line(self.runner.desk.officer), Line()
        self.pair(
            ("archivist", Field("立卷人(&R)", aside(self.archivist))), ("checker", Field("检查人(&C)", self.checker))
        )
        self.note = self.add("note", "本卷情况说明(&S)", TextArea(2))

    def showEvent(self, event: QShowEvent) -> None:
        """The period that is suggested has the focus, not the first of the three."""
        super().showEvent(event)
        if self.retention.value:
            self.retention.radios[self.retention.value].setFocus()

    def act(self) -> None:
        if not self.retention.value:
            self.refuse_at("retention", "请选择保管期限")
            return
        super().act()

    def step(self) -> Archive:
        return Archive(
            on=self.on.value,
            retention=self.retention.value,  # type: ignore[arg-type]
            pages=self.pages.value(),
            volumes=self.volumes.value(),
            number=self.number.value,
            place=self.place.value,
            archivist=self.archivist.value,
            checker=self.checker.value,
            note=self.note.value,
        )

    def _drawn(self) -> int:
        """The numbered pages of the case file as the program would print it, 0 when it cannot be drawn."""
        number, parent = self.petition.number, self.parentWidget() or self
        case = self.runner.work(
            lambda desk, _work: desk.bind_case(number), parent, "正在统计案卷页数", lambda _refused: None
        )
        return case.pages if case is not None else 0
