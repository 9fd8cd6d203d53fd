"""更多 - 打印设置: how each kind of paper is printed on this PC, and a test page."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.dialogs.dialog import Dialog
from ui.dialogs.printing import PrintDialog
from ui.printers import ALL, ALL_WORDS, INTO_PDF, INTO_PDF_WORDS, Way
from ui.printing import CHANGE, Print, kind_words
from ui.runner import Runner
from ui.widgets.button import Button
from ui.widgets.editors import Choice
from ui.widgets.field import Field
from ui.widgets.layout import label, row

KIND = Qt.ItemDataRole.UserRole
SHEETS = {"a4": "A4纸", "80mm": "80毫米小票纸"}
NOT_SET = "还没有设置，第一次打印时选择"


class PrintersDialog(Dialog):
    """What is remembered is changed or taken back here; the test page goes to the printer that is chosen for it."""

    verb = "打印测试页"
    characters = 44
    hint = ""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        self.dialog: PrintDialog | None = None
        super().__init__(runner, "打印设置", parent)

    def build(self) -> None:
        found = self.runner.printing.find(self.parentWidget())
        names = found.names
        told = f"{found.none_words}。" if not names else f"在这台电脑上每种文书怎样打印。{CHANGE}"
        self.form.addWidget(label(told, "" if names else "strong", wrap=True))
        self.list = QListWidget()
        self.list.setAccessibleName("每种文书怎样打印")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 7)
        self.list.itemActivated.connect(lambda _item: self.change())
        self.list.currentRowChanged.connect(lambda _row: self._offer())
        self.changing = Button("更改(&C)")
        self.changing.clicked.connect(lambda: self.change())
        self.forgetting = Button("取消单独设置(&R)")
        self.forgetting.clicked.connect(lambda: self.forget())
        self.form.addWidget(self.list, 1)
        self.form.addLayout(row(self.changing, self.forgetting, None))
        printers = {**{name: name for name in names}, INTO_PDF: INTO_PDF_WORDS}
        self.printer, self.sheet = Choice(printers), Choice(SHEETS)
        self.pair(
            ("printer", Field("测试页打印到(&P)", self.printer)),
            ("sheet", Field("测试页用纸(&Z)", self.sheet)),
        )
        text = "测试页用来查看边距、比例、字体和生僻字是否正常，不属于任何事项，不计入打印记录。"
        self.form.addWidget(label(text, "quiet", wrap=True))
        self.show_ways()

    def show_ways(self) -> None:
        """Every way that is remembered, the common one first."""
        kept, ways = self.list.currentRow(), self.runner.printing.ways.all
        self.list.clear()
        for kind in (ALL, *sorted(kind for kind in ways if kind != ALL)):
            words = ways[kind].words if kind in ways else NOT_SET
            item = QListWidgetItem(f"{ALL_WORDS if kind == ALL else kind_words(kind)}：{words}")
            item.setData(KIND, kind)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(kept, 0), self.list.count() - 1))

    @property
    def kind(self) -> str:
        """The chosen kind of paper."""
        item = self.list.currentItem()
        return str(item.data(KIND)) if item else ALL

    def change(self) -> None:
        """Ask how this kind is printed, without printing."""
        way = self.runner.printing.ways.of(self.kind)
        self.dialog = PrintDialog(self.runner, self.kind, way, self, only=True)
        self.dialog.chosen.connect(lambda _way: self.show_ways())
        self.dialog.open()

    def forget(self) -> None:
        """From now on like all others."""
        self.runner.printing.ways.forget(self.kind)
        self.show_ways()

    def act(self) -> None:
        name = self.printer.value
        sheet: Literal["a4", "80mm"] = "80mm" if self.sheet.value == "80mm" else "a4"
        words = self.printer.currentText()
        pdf = self.runner.read(lambda: self.runner.desk.test_page(sheet, words), self)
        if pdf is not None:
            self.runner.printing.send(Print(pdf=pdf, name="测试页.pdf", goes=None, kind="desk"), Way(name), self)

    def _offer(self) -> None:
        alone = self.kind != ALL
        self.forgetting.setEnabled(alone)
        self.forgetting.setToolTip("" if alone else "其他文书的设置对没有单独设置的文书都有效，只能更改")
