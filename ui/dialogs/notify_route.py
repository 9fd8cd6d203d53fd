"""告知处理途径: the six routes of art. 31, five of which are told with this notice; the sixth is acceptance."""

from __future__ import annotations

from app.domain.petition import ROUTES
from app.domain.steps.notice import NotifyRoute
from ui.dialogs.step_dialog import StepDialog
from ui.widgets.button import Button
from ui.widgets.editors import Line, aside, go_on
from ui.widgets.field import Field
from ui.widgets.layout import label
from ui.widgets.ways import Ways

EXPLANATION = "先分清途径（条例第三十一条），再书面告知信访人。走第一至五项途径的，不出具处理意见书，不告知复查。"
OWN = "31-5"  # we act or answer ourselves
EITHER = "31-4"  # our own procedure or another body's
ORDINARY = "31-6"
GO_ACCEPT = "第六项走信访程序，不用本告知书：请返回后办理“受理”，出具《受理告知书》。"
DETAILS = ("procedure", "term", "body", "body_address", "body_phone")
WHOSE = {True: "由本单位按该程序办理的，不填", False: "必须写明，信访人凭告知书去那里提出"}

# Route -> where it leads, and what its procedure may be called.
LEADS_TO = {
    "31-1": ("应当走诉讼、刑事立案、法律监督等程序的。请信访人向有关机关提出。", "如 民事诉讼"),
    "31-2": ("应当通过仲裁解决的。请信访人向仲裁机构提出。", "如 劳动争议仲裁"),
    "31-3": ("请信访人向有权处理的党组织、机关提出。", "如 党员申诉"),
    "31-4": ("导入相应的行政程序，救济途径依该程序。", "如 行政裁决"),
    "31-5": ("由本单位依法履行职责，查清后办理“答复”，出具处理情况告知书。", "如 查处违法行为"),
    "31-6": ("不属于以上情形的：调查核实，出具处理意见书。请办理“受理”。", ""),
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
        ways = {code: (word, LEADS_TO[code][0]) for code, word in ROUTES.items()}
        self.again = aside(Button("改选途径(&G)"))
        self.again.clicked.connect(lambda: self._choose_again())
        self.route = self.add("route", "处理途径", Ways(ways), required=True, more=self.again)
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
        self.route.chosen.connect(self._lead)
        self._ask_for("")

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
        if self.route.value in ("", ORDINARY):
            self.refuse_at("route", GO_ACCEPT if self.route.value else "请先选择处理途径。")
            return
        super().act()

    def _lead(self, route: str) -> None:
        """Go on to what the chosen route needs; the sixth needs acceptance instead."""
        self.clear_refusals()
        self._ask_for(route)
        if route == ORDINARY:
            self.fields["route"].say(GO_ACCEPT, "warn")
            return
        self.procedure.setPlaceholderText(LEADS_TO[route][1])
        self.competent.setPlaceholderText(WHOSE[route == EITHER])
        self.route.fold()
        go_on(self.route.radios[route])

    def _choose_again(self) -> None:
        """All six again; what was typed stays."""
        self.route.unfold()
        self._ask_for("")
        self.clear_refusals()
        self.route.setFocus()

    def _ask_for(self, route: str) -> None:
        asked = route not in ("", ORDINARY)
        self.again.setVisible(asked)
        for name in DETAILS:
            self.fields[name].setVisible(asked and not (route == OWN and name.startswith("body")))
