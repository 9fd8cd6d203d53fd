"""登记来件: the registration of a matter that came down in a sheet, filled with what its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.errors import RuleBroken
from app.domain.steps.register import Register
from ui.dialogs.register import RegisterDialog
from ui.drafts import Opens
from ui.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.answers import Changes, StagedFilled
    from app.domain.steps.links import LinkEarlier


class StagedRegisterDialog(RegisterDialog):
    """Details of persons that stay masked mean what the row says."""

    def __init__(self, runner: Runner, filled: StagedFilled, parent: QWidget | None = None) -> None:
        self._filled = filled
        register = filled.register
        super().__init__(runner, parent, given={name: getattr(register, name) for name in register.__struct_fields__})
        self.setWindowTitle("登记来件")

    def came(self) -> str:
        row = self._filled.row
        found = [
            f"{one.heading}：{one.words}" if one.heading else one.words for one in row.findings if one.kind != "note"
        ]
        said = f"请先核对：{'；'.join(found).removesuffix('。')}。" if found else ""
        return f"来件表格“{row.sheet}”第{row.sheet_row}行。{said}收到日期按读入表格之日填写，早已收到的请改。"

    def opens(self) -> Opens | None:
        return Opens(form="register", row=self._filled.row.row)

    def take(self, step: Register, links: Sequence[LinkEarlier]) -> Changes:
        return self.runner.desk.take_staged(self._filled.row.row, step, links)

    def merge(self, number: str, told: str = "") -> None:
        """What was sent down has its own periods and its own number: it may be linked, never merged."""
        text = f"转送、交办来的事项在这里登记为新件，不并入事项 {told or number}；属于同一件事的，请关联。"
        self.refuse(RuleBroken("staged-merged", text))

    def _fill_in(self) -> None:
        super()._fill_in()
        given = self._filled.register
        self.on.setEnabled(True)
        self.category.choose(given.category)
        self.origin.put(given.origin)
        self.title.setText(given.title)
        self._own_title = True
