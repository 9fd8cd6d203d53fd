"""告知处理途径: the six routes of art. 31, five of which are told with this notice; the sixth is acceptance.

The questions of the guided list come first; who knows the route chooses it by hand.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.domain.codes import ROUTES
from app.domain.errors import DeskError
from app.domain.routes import Guide
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import NotifyRoute
from app.shipped import load_routes
from ui import messages
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside
from ui.widgets.field import Field
from ui.widgets.layout import clear, label
from ui.widgets.route_guide import RouteGuide, meaning
from ui.widgets.ways import Ways

EXPLANATION = "先分清途径（条例第三十一条），再书面告知信访人。走第一至五项途径的，不出具处理意见书，不告知复查。"
OWN = "31-5"  # we act or answer ourselves
EITHER = "31-4"  # our own procedure or another body's
ORDINARY = "31-6"
GO_ACCEPT = "第六项走信访程序，不用本告知书：请办理“受理”，出具《受理告知书》。"
ANSWER_FIRST = "请先按 Y（是）或 N（否）回答，或者直接选择途径。"
DETAILS = ("procedure", "term", "body", "body_address", "body_phone")
WHOSE = {True: "由本单位按该程序办理的，不填", False: "必须写明，信访人凭告知书去那里提出"}

# Route -> what its procedure may be called.
PROCEDURES = {
    "31-1": "如 民事诉讼",
    "31-2": "如 劳动争议仲裁",
    "31-3": "如 党员申诉",
    "31-4": "如 行政裁决",
    "31-5": "如 查处违法行为",
}


class NotifyRouteDialog(StepDialog):
    """First the route, then who is to be turned to by which procedure."""

    step_type = NotifyRoute
    verb = "出具告知书"
    day_title = "告知日期"
    characters = 50
    tall = True

    def fill(self) -> None:
        self.form.addWidget(label(EXPLANATION, "quiet", wrap=True))
        self.list = self._list()
        self.guide = RouteGuide(self.list)
        self.guide.decided.connect(self._decided)
        self.guide.by_hand.connect(lambda: self._choose_by_hand())
        self.add("guide", "", self.guide)
        self._by_hand = False
        ways = {code: (word, self.list.way(code).leads_to) for code, word in ROUTES.items()}
        self.again = aside(Button("改选途径(&G)"))
        self.again.clicked.connect(lambda: self._choose_again())
        self.route = self.add("route", "处理途径", Ways(ways), required=True, more=self.again)
        self._meaning = QVBoxLayout()
        self.form.addLayout(self._meaning)
        self._ask_details()
        self.route.chosen.connect(self._lead)
        self._ask_for("")

    def _list(self) -> Guide:
        """The guided list; where the county's own cannot be read that is said, and the shipped one is asked."""
        try:
            return self.runner.desk.routes()
        except DeskError as error:
            told = f"{messages.refusal(error)}现按随程序提供的清单提问。"
            self.form.addWidget(label(told, "refusal", wrap=True))
            return load_routes()

    def _ask_details(self) -> None:
        self.procedure, self.term = Line(), Line()
        self.competent, self.body_address, self.body_phone = Line(), Line(), Line()
        self.pair(
            ("procedure", Field("处理程序(&P)", self.procedure, required=True)),
            ("term", Field("办理期限(&Q)", self.term, hint="该程序有规定的填写")),
        )
        self.add("body", "处理机关、单位(&B)", self.competent)
        self.pair(
            ("body_address", Field("该单位地址(&A)", self.body_address)),
            ("body_phone", Field("该单位电话(&T)", self.body_phone)),
        )

    def step(self) -> NotifyRoute:
        other = self.route.value != OWN
        return NotifyRoute(
            on=self.on.value,
            route=self.route.value,  # type: ignore[arg-type]
            procedure=self.procedure.value,
            body=self.competent.value if other else "",
            body_address=self.body_address.value if other else "",
            body_phone=self.body_phone.value if other else "",
            term=self.term.value,
        )

    def act(self) -> None:
        if not self.route.value and not self._by_hand:
            self.refuse_at("guide", ANSWER_FIRST)
        elif not self.route.value:
            self.refuse_at("route", "请先选择处理途径。")
        elif self.route.value == ORDINARY:
            self.leave()
            self.instead.emit(Accept.name)
        else:
            super().act()

    def _lead(self, route: str) -> None:
        """Go on to what the chosen route needs; the sixth needs acceptance instead."""
        self.clear_refusals()
        self.main.setText(f"{self.verb}  Ctrl+Enter")
        self._ask_for(route)
        told = meaning(self.list.way(route))
        self._meaning.addWidget(told)
        told.show()
        self.route.fold()
        if route == ORDINARY:
            self.fields["route"].say(GO_ACCEPT, "warn")
            self.main.setText(f"{Accept.label}  Ctrl+Enter")
            self.main.setFocus()
            return
        self.procedure.setPlaceholderText(PROCEDURES[route])
        self.competent.setPlaceholderText(WHOSE[route == EITHER])
        self.procedure.setFocus()
        self._bring_into_view(self.fields["procedure"])

    def _decided(self, route: str) -> None:
        """The questions have led to a route."""
        self.route.choose(route)

    def _choose_by_hand(self) -> None:
        """All six to choose from, no questions."""
        self._by_hand = True
        self._choose_again()

    def _choose_again(self) -> None:
        """Back to the last question, or to all six; what was typed stays."""
        self.route.unfold()
        self._ask_for("")
        self.clear_refusals()
        self.main.setText(f"{self.verb}  Ctrl+Enter")
        (self.route if self._by_hand else self.guide).setFocus()

    def _ask_for(self, route: str) -> None:
        asked = route not in ("", ORDINARY)
        clear(self._meaning)
        self.fields["guide"].setVisible(not route and not self._by_hand)
        self.fields["route"].setVisible(bool(route) or self._by_hand)
        self.again.setVisible(bool(route))
        for name in DETAILS:
            self.fields[name].setVisible(asked and not (route == OWN and name.startswith("body")))
