"""送达."""

from __future__ import annotations

from app.domain.codes import SERVICE_MODES
from app.domain.papers import SERVED, title_of
from app.domain.steps.service import Serve
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.editors import Choice, Line, TextArea, Tick, together
from ui.widgets.field import Field
from ui.widgets.layout import column
from ui.words import named

# Which fields a mode asks for; the others are not shown.
FIELDS_OF_MODE = {
    "direct": ("receiver", "relation", "place"),
    "left": ("refusal", "witnesses", "place"),
    "entrusted": ("receiver", "place"),
    "post": ("tracking", "place"),
    "electronic": ("place",),
    "public": ("place",),
}

# Which day is the day of service, where it is not the day on which the officer acts.
DAY_OF_MODE = {
    "post": "送达日期填回执上的收件日期，不是寄出的日期。",
    "public": "参照民事诉讼法，自发出公告之日起经过30日视为送达。期满后再登记，送达日期填期满之日，"
    "何时在何处公告写入备注。",
}


class ServeDialog(StepDialog):
    """Which paper reached whom, how, and who signed for it."""

    step_type = Serve
    verb = "登记送达"
    day_title = "送达日期"

    def fill(self) -> None:
        self.paper, self.mode = Choice(self._papers()), Choice(SERVICE_MODES)
        self.receiver, self.relation = Line(), Line()
        self.refusal_reason, self.witnesses = Line(), Line()
        self.pair(
            ("paper", Field("文书(&W)", self.paper, required=True)),
            ("mode", Field("送达方式(&M)", self.mode, required=True)),
        )
        self._add_people()
        self.pair(
            ("receiver", Field("签收人(&R)", self.receiver, hint="不填为本人")),
            ("relation", Field("代收人与受送达人关系", self.relation)),
        )
        self.tracking = self.add("tracking", "邮寄单号(&T)", Line(), required=True)
        self.pair(
            ("refusal", Field("拒收事由", self.refusal_reason, required=True)),
            ("witnesses", Field("见证人", self.witnesses, required=True, hint="几个人用顿号分开")),
        )
        self.place = self.add("place", "送达地点（地址、号码）(&P)", Line())
        self.note = self.add("note", "备注(&N)", TextArea(2))
        self.paper.currentIndexChanged.connect(lambda _: self._offer_people())
        self.mode.currentIndexChanged.connect(lambda _: self._offer_fields())
        self._offer_people()
        self._offer_fields()

    def step(self) -> Serve:
        shown = FIELDS_OF_MODE[self.mode.value]
        return Serve(
            on=self.on.value,
            paper=self.paper.value,
            to=tuple(number for number, tick in self.people.items() if tick.isChecked() and tick.isEnabled()),
            mode=self.mode.value,  # type: ignore[arg-type]
            place=self.place.value,
            receiver=self.receiver.value if "receiver" in shown else "",
            relation=self.relation.value if "relation" in shown else "",
            tracking=self.tracking.value if "tracking" in shown else "",
            witnesses=named(self.witnesses.value) if "witnesses" in shown else (),
            refusal=self.refusal_reason.value if "refusal" in shown else "",
            note=self.note.value,
        )

    def act(self) -> None:
        if not any(tick.isChecked() and tick.isEnabled() for tick in self.people.values()):
            self.clear_refusals()
            self.fields["to"].say("请至少勾选一位受送达人。", "refusal")
            return
        super().act()

    def _papers(self) -> dict[str, str]:
        """The papers that somebody still has to receive, the one made last first."""
        left = [code for code in self.petition.outgoing if self._waiting(code)]
        return {key: title_of(key) for key in reversed(left)} or dict(SERVED)

    def _waiting(self, paper: str) -> set[int]:
        return set(self.petition.addressee_numbers) - self.petition.served(paper).keys()

    def _add_people(self) -> None:
        self.people = {n: Tick(_plain(self.petition.petitioners[n - 1].name)) for n in self.petition.addressee_numbers}
        box = together(list(self.people.values()))
        self.fields["to"] = Field("受送达人", box, required=True)
        self.form.addLayout(column(self.fields["to"]))

    def _offer_people(self) -> None:
        waiting = self._waiting(self.paper.value)
        served = self.petition.served(self.paper.value)
        for number, tick in self.people.items():
            name = _plain(self.petition.petitioners[number - 1].name)
            tick.setEnabled(number in waiting)
            tick.setChecked(number in waiting)
            tick.setText(name if number in waiting else f"{name}（{served[number]} 已送达）")

    def _offer_fields(self) -> None:
        shown = FIELDS_OF_MODE[self.mode.value]
        for name in ("receiver", "relation", "tracking", "refusal", "witnesses", "place"):
            self.fields[name].setVisible(name in shown)
        self.fields["mode"].say(DAY_OF_MODE.get(self.mode.value, ""))

    def clear_refusals(self) -> None:
        super().clear_refusals()
        self._offer_fields()


def _plain(name: str) -> str:
    """A name as the text of a tick: its & is no mnemonic."""
    return name.replace("&", "&&")
