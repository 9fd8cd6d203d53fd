"""关联以往事项."""

from __future__ import annotations

from app.domain.records.link import CHOSEN
from app.domain.steps.links import LinkEarlier
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Line, TextArea
from ui.widgets.layout import label

LIST_WIDTH = 12  # Chinese characters; a longer entry does not widen the dialog
UNCHOSEN = "请选择，或者在下面填写编号"
NOTHING = "没有查到相近的事项，请填写编号"


class LinkDialog(StepDialog):
    """Which petition, what it has to do with this one, and why. What is alike is offered; any number may be typed."""

    step_type = LinkEarlier
    verb = "关联"
    day_title = "关联日期"

    def fill(self) -> None:
        self.form.addWidget(label(LinkEarlier.hint, "quiet", wrap=True))
        joined = {link.number for link in self.petition.standing_links}
        alike = [c for c in self.runner.desk.alike(self.petition.number) if c.number not in joined]
        offered = {c.number: f"{c.received_on} {c.who} {c.title}（{c.why}）" for c in alike}
        self.found = self.add("found", "查到的事项(&C)", Choice({"": UNCHOSEN if offered else NOTHING, **offered}))
        self.found.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.found.setMinimumContentsLength(LIST_WIDTH)
        self.other = self.add("other", "以往事项编号(&N)", Line(), required=True)
        self.link = self.add("link", "关联类型(&L)", Choice(CHOSEN), required=True)
        self.link.choose("related")
        self.reason = self.add("reason", "关联理由(&S)", TextArea(2), required=True)
        self.found.currentIndexChanged.connect(lambda _: self.other.setText(self.found.value))

    def step(self) -> LinkEarlier:
        return LinkEarlier(
            on=self.on.value,
            other=self.other.value,
            link=self.link.value,  # type: ignore[arg-type]
            reason=self.reason.value,
        )
