"""来源 in the registration form: nothing while the petitioner came directly, else what the letter or authority says."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.domain.records.origin import Origin
from ui.widgets.completing import CompletingLine
from ui.widgets.editors import Choice, Line, Tick, WrittenDay, aside
from ui.widgets.field import Field
from ui.widgets.layout import abreast, column, label, tab_as_seen

DAY = "如 2026-03-02"
# Short, so that the head of the form keeps its one line at large type.
KINDS = {
    "": "直接",
    "forwarded": "转送",
    "assigned": "交办",
    "hotline": "热线",
    "leader": "批示",
    "agency": "代理",
    "other": "其他",
}
SENDERS = {
    "forwarded": "转送的机关、单位(&J)",
    "assigned": "交办的机关、单位(&J)",
    "hotline": "转办单位(&J)",
    "leader": "批示的领导(&J)",
    "other": "来件机关、单位(&J)",
}
SENT = ("body", "letter_number", "letter_on")
SHOWN = {
    "forwarded": (*SENT, "body_number", "raised_on", "report"),
    "assigned": (*SENT, "body_number", "raised_on", "result_due"),
    "hotline": SENT,
    "leader": SENT,
    "other": SENT,
    "agency": ("agent", "village", "authority_on"),
}


class OriginFields(QWidget):
    """`kind` is the choice itself, which stands in the form's head; `fields` are named as refusals name them."""

    def __init__(self, villages: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.kind = aside(Choice(KINDS))
        self.lines = {name: Line() for name in ("body", "letter_number", "body_number", "agent")}
        self.lines["village"] = CompletingLine(villages)
        self.days = {name: WrittenDay() for name in ("letter_on", "raised_on", "result_due", "authority_on")}
        for day in self.days.values():
            day.setPlaceholderText(DAY)
        self.report = Tick("要求报告(&G)")
        self._fields = self._build_fields()
        self.fields = {f"origin.{name}": field for name, field in self._fields.items()}
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _index: self._show())
        self._show()

    def _build_fields(self) -> dict[str, Field]:
        lines, days = self.lines, self.days
        return {
            "body": Field(SENDERS["forwarded"], lines["body"], required=True),
            "letter_number": Field("来文文号(&W)", lines["letter_number"]),
            "letter_on": Field("来文日期(&E)", days["letter_on"]),
            "body_number": Field("来件机关的编号(&O)", lines["body_number"]),
            "raised_on": Field("原提出日期(&K)", days["raised_on"]),
            "result_due": Field("报送结果期限(&V)", days["result_due"]),
            "agent": Field("代理人(&J)", lines["agent"], required=True),
            "village": Field("所在村、社区(&W)", lines["village"]),
            "authority_on": Field("委托书日期(&E)", days["authority_on"], required=True),
        }

    def _arrange(self) -> None:
        fields = self._fields
        tick = QWidget()
        tick.setLayout(column(label(" "), self.report, spacing=4))
        self._tick = tick
        sent = abreast(*((fields[name], 1) for name in SENT))
        above = abreast(*((fields[name], 1) for name in ("body_number", "raised_on", "result_due")), (tick, 1))
        agency = abreast(*((fields[name], 1) for name in ("agent", "village", "authority_on")))
        self.setLayout(column(sent, above, agency))
        tab_as_seen(self)

    @property
    def value(self) -> Origin | None:
        """What is filled in for the chosen kind, None for a petitioner who came directly."""
        kind = self.kind.value
        if not kind:
            return None
        shown = SHOWN[kind]
        said: dict[str, object] = {name: line.value for name, line in self.lines.items() if name in shown}
        said |= {name: day.day for name, day in self.days.items() if name in shown}
        report = "report" in shown and self.report.isChecked()
        return Origin(kind=kind, report=report, **said)  # type: ignore[arg-type]

    def put(self, origin: Origin | None) -> None:
        """Fill in what is known of the source."""
        if origin is None:
            return
        self.kind.choose(origin.kind)
        for name, line in self.lines.items():
            line.setText(getattr(origin, name))
        for name, day in self.days.items():
            day.setText(str(getattr(origin, name) or ""))
        self.report.setChecked(origin.report)

    @property
    def typed(self) -> tuple[object, ...]:
        """Everything that was typed, days as they were written."""
        return (self.kind.value, *(line.value for line in (*self.lines.values(), *self.days.values())))

    def unread_day(self) -> str:
        """The field whose typed day is no day, "" when there is none."""
        shown = SHOWN.get(self.kind.value, ())
        return next((f"origin.{n}" for n, day in self.days.items() if n in shown and day.value and not day.day), "")

    def _show(self) -> None:
        kind = self.kind.value
        shown = SHOWN.get(kind, ())
        for name, field in self._fields.items():
            field.setVisible(name in shown)
        self._tick.setVisible("report" in shown)
        self._fields["body"].caption.setText(SENDERS.get(kind, SENDERS["other"]))
        self.setVisible(bool(kind))
