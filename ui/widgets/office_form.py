"""The fields of an office's data, for the dialog that makes a desk and the one that changes it."""

from __future__ import annotations

import msgspec

from app.domain.office import Office
from ui.dialogs.dialog import Dialog
from ui.widgets.editors import Line

# name -> (title, hint, required)
FIELDS = {
    "name": ("单位名称(&N)", "如 某某镇人民政府", True),
    "address": ("接待地点(&A)", "印在回执上", False),
    "phone": ("查询电话(&T)", "印在回执和告知书上", False),
    "short": ("机关代字(&S)", "文号用，不填按单位名称", False),
    "review_body": ("复查机关(&R)", "一般为县级人民政府，不填按区划代码", False),
    "review_address": ("复查机关地址(&B)", "", False),
}


class OfficeForm:
    """Puts the lines into a dialog and reads them back."""

    def __init__(self, dialog: Dialog, office: Office | None = None) -> None:
        self.lines: dict[str, Line] = {}
        for name, (title, hint, required) in FIELDS.items():
            self.lines[name] = dialog.add(name, title, Line(), required=required, hint=hint)
            if office is not None:
                self.lines[name].setText(getattr(office, name))

    def value(self, office: Office) -> Office:
        """`office` with what has been filled in."""
        return msgspec.structs.replace(office, **{name: line.value for name, line in self.lines.items()})
