"""文号登记簿: every number of a year in its order, void ones with their reason; printed as F32."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.numbering import TITLES, NumberLine, NumberRegister
from ui.dialogs.dialog import Dialog
from ui.models.table import Column, Table
from ui.papers import Goes
from ui.printing import print_made
from ui.runner import Runner
from ui.widgets.editors import Choice
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.widgets.table_view import TableView
from ui.widgets.year import Year

CODE = "F32"
COLUMNS: tuple[Column[NumberLine], ...] = (
    Column("文号", lambda line: line.number, 12),
    Column("文书", lambda line: line.paper, 9),
    Column("信访件编号", lambda line: line.petition, 14, spare=1),
    Column("取号日期", lambda line: str(line.on), 6),
    Column("状态", lambda line: _state(line), tone=lambda line: "" if line.state == "valid" else "quiet"),
)


class NumberRegisterDialog(Dialog):
    """Looks only: a number becomes void at its petition."""

    verb = "打印"
    hint = "作废文号在该事项的页面上办理"
    characters = 60
    tall = yields = True

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "文号登记簿", parent)

    def build(self) -> None:
        this_year = self.runner.desk.today().year
        self.series = Choice({"": "全部文号", **TITLES})
        self.year = Year(this_year, this_year)
        self.pair(("series", Field("文号种类(&S)", self.series)), ("year", Field("年份(&N)", self.year)))
        self.count = label("", "quiet")
        self.form.addWidget(self.count)
        self.told = self._read()
        model = Table(COLUMNS, self._page, lambda line: line.number, self.runner.look.colour)
        self.table = TableView(model, "文号登记簿")
        self.table.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self.form.addWidget(self.table, 100)
        self.series.currentTextChanged.connect(lambda _text: self.read())
        self.year.valueChanged.connect(lambda _year: self.read())
        self.read()

    def read(self) -> None:
        """The register of the chosen series and year."""
        self.told = self._read()
        void = sum(line.state == "void" for line in self.told.lines)
        self.count.setText(f"共{len(self.told.lines)}个，其中作废{void}个{_unseen(self.told)}")
        self.table.reload()

    def act(self) -> None:
        pdf = self.runner.read(lambda: self.runner.desk.desk_paper(CODE, self.told), self)
        if pdf is not None:
            print_made(self.runner, pdf, f"文号登记簿-{self.told.year}.pdf", self, Goes(CODE))

    def _read(self) -> NumberRegister:
        return self.runner.desk.document_numbers(self.series.value, self.year.value())

    def _page(self, offset: int, limit: int) -> tuple[NumberLine, ...]:
        return self.told.lines[offset : offset + limit]


def _unseen(told: NumberRegister) -> str:
    return f"；不在本人查看范围：{told.unseen}" if told.unseen else ""


def _state(line: NumberLine) -> str:
    if line.state == "valid":
        return "有效"
    if line.state == "skipped":
        return line.reason
    return f"作废：{line.reason}" + (f"，改用{line.replaced_by}" if line.replaced_by else "")
