"""单位资料: what stands at the head and foot of the papers, and who works here."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from app.domain.office import FirstContactRules, Office
from ui.dialogs.dialog import Dialog
from ui.drafts import Opens
from ui.runner import Runner
from ui.widgets.editors import Count, Line, Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, label
from ui.widgets.office_form import OfficeForm
from ui.words import joined, named

MOST_DAYS = 60


class OfficeDialog(Dialog):
    """Changes hold from now on; papers made before keep what stood on them."""

    verb = "保存"
    hint = "Enter 下一项"

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        self.runner = runner
        super().__init__(runner, "单位资料", parent)

    def build(self) -> None:
        desk = self.runner.desk
        self._opened_on = desk.office  # a form that waits for its officer at a locked desk asks the desk nothing
        self.form.addWidget(label(f"台号 {desk.station}。修改只影响以后出具的文书。", "quiet", wrap=True))
        self.office_form = OfficeForm(self, desk.office, desk.regions.titles)
        self._first_contact(desk.office.first_contact or FirstContactRules())
        self.officers, self.lock_after = Line(), Count(1, 60, desk.office.lock_after)
        self.officers.setText(joined(desk.officers))
        self.fields["officers"] = Field("接访人(&J)", self.officers, required=True, hint="几个人用顿号分开")
        self.fields["lock_after"] = Field("无人操作几分钟后锁定(&M)", self.lock_after)
        self.form.addLayout(abreast((self.fields["officers"], 3), (self.fields["lock_after"], 2)))
        self.one_officer = aside(Tick("本台只有一名工作人员(&O)"))
        self.one_officer.setChecked(desk.office.one_officer is not False)
        self.add("one_officer", "", self.one_officer, hint="勾选的，拟稿人可以记录负责人的审批；不勾选的，须由他人审批")

    def opens(self) -> Opens | None:
        return Opens(form="office")

    def answers(self) -> object:
        return self._office(self._opened_on), self.officers.value

    def act(self) -> None:
        officers = named(self.officers.value)
        if not officers:
            self.fields["officers"].refuse("至少填写一位接访人。")
            return
        desk = self.runner.desk
        done = self.runner.run(lambda: desk.describe(self._office(desk.office), officers), self, self.refuse)
        if done is not None:
            self.leave()

    def _first_contact(self, local: FirstContactRules) -> None:
        """The office's own limits for a hand-over: no law sets any, so none is preset."""
        self.confirm_days, self.return_days = _days(local.confirm_days), _days(local.return_days)
        self.rule = Line()
        self.rule.setText(local.rule)
        fields = (
            ("confirm_days", Field("移交确认（工作日）(&C)", self.confirm_days)),
            ("return_days", Field("移交退回（工作日）(&U)", self.return_days)),
            ("rule", Field("依据的首问责任规定(&G)", self.rule, hint="本地规定")),
        )
        self.fields.update(fields)
        self.form.addLayout(abreast(*((field, 2 if name == "rule" else 1) for name, field in fields)))

    def _office(self, office: Office) -> Office:
        """The office with what was filled in."""
        local = FirstContactRules(
            confirm_days=self.confirm_days.value(), return_days=self.return_days.value(), rule=self.rule.value
        )
        office = self.office_form.value(office)
        alone = self.one_officer.isChecked()
        return msgspec.structs.replace(
            office,
            first_contact=local if local != FirstContactRules() else None,
            lock_after=self.lock_after.value(),
            one_officer=office.one_officer if alone and office.one_officer is None else alone,
        )


def _days(value: int) -> Count:
    count = Count(0, MOST_DAYS, value)
    count.setSpecialValueText("不计")
    return count
