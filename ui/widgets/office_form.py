"""The fields of an office's data, for the dialog that makes a desk and the one that changes it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from app.domain.office import NATIONAL, Office
from app.shipped import load_regions
from ui.dialogs.dialog import Dialog
from ui.widgets.editors import Choice, Line, Tick, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast

# Rows of (name, title, hint, required).
ROWS = (
    (("name", "单位名称(&N)", "如 某某镇人民政府", True), ("phone", "查询电话(&T)", "印在回执上", False)),
    (("address", "接待地点(&A)", "印在回执上", False), ("hours", "接待时间(&H)", "印在回执上，可不填", False)),
    (("review_body", "复查机关(&R)", "不填按区划代码", False), ("review_address", "复查机关地址(&B)", "", False)),
    (("short", "机关代字(&S)", "文号用，可不填", False),),
)
HOURS = "如 工作日9:00至11:30，14:30至17:00"


REGION_HINT = "各地的期限使用前请向当地信访局核实"
SIMPLIFIED_HINT = "10个工作日出具处理意见；办法未见原文，向县级核实后再勾选"
CHANGED_HINT = f"更改自次日起适用，已起算的期限不变；{REGION_HINT}"


class OfficeForm:
    """Puts the lines into a dialog and reads them back."""

    def __init__(self, dialog: Dialog, office: Office | None = None, regions: Mapping[str, str] | None = None) -> None:
        self.lines: dict[str, Line] = {}
        for parts in ROWS:
            fields = []
            for name, title, hint, required in parts:
                self.lines[name] = Line()
                self.lines[name].setText(getattr(office, name) if office else "")
                dialog.fields[name] = Field(title, self.lines[name], required=required, hint=hint)
                fields.append(dialog.fields[name])
            dialog.form.addLayout(abreast(*((field, 1) for field in fields)))
        self.lines["hours"].setPlaceholderText(HOURS)
        self.region = aside(Choice(regions or load_regions().titles))
        self.region.choose(office.region if office else NATIONAL)
        dialog.add("region", "适用期限规定(&L)", self.region, hint=CHANGED_HINT if office else REGION_HINT)
        self.simplified = aside(Tick("适用简易办理(&K)"))
        self.simplified.setChecked(bool(office and office.simplified))
        dialog.add("simplified", "", self.simplified, hint=SIMPLIFIED_HINT)

    def value(self, office: Office) -> Office:
        """`office` with what has been filled in."""
        told = {name: line.value for name, line in self.lines.items()}
        return msgspec.structs.replace(office, **told, region=self.region.value, simplified=self.simplified.isChecked())
