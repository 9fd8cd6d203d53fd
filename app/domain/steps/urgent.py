"""重大紧急信访事项报告 (第二十五条): at once, at any stage; the 条例 says 及时 and sets no number of hours."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.urgent import UrgentReport
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import line, must, must_text, text

SERIES = "urgent"  # F29
ARTICLE = f"{REGULATION}第二十五条"
GOVERNMENT = "人民政府"


class UrgentReported(NumberedFacts, frozen=True, kw_only=True):
    """A report left the house; what F29 says is fixed here. `registered_at` is when the matter was registered."""

    kind: ClassVar[str] = "urgent_reported"
    series: ClassVar[str] = SERIES

    reported_to: tuple[str, ...]
    informed: tuple[str, ...]
    happened_on: dt.date
    time: str
    place: str
    people_count: int | None
    happening: str
    measures: str
    asked: str
    follow_up: bool
    registered_at: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        reports = (*petition.urgent_reports, record(UrgentReport, self, entry))
        return msgspec.structs.replace(petition, urgent_reports=reports)

    def sentence(self, entry: Entry) -> str:
        what = "续报" if self.follow_up else "报告"
        informed = f"，通报{'、'.join(self.informed)}" if self.informed else ""
        since = elapsed(self.registered_at, entry.at, entry.on)
        return f"{what}重大紧急信访事项：向{'、'.join(self.reported_to)}报告{informed}（{self.number}），{since}"


class ReportUrgent(Step, frozen=True, kw_only=True):
    """重大紧急报告 to the own party committee and government (F29); every further one is a 续报."""

    name: ClassVar[str] = "report_urgent"
    label: ClassVar[str] = "重大紧急报告"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "reported_to": ["中共某某镇委员会", "某某镇人民政府"],
        "informed": ["某某县应急管理局", "某某县信访工作联席会议办公室"],
        "happened_on": "2026-03-02",
        "time": "上午9时许",
        "place": "石桥村三组路口",
        "people_count": 12,
        "happening": "路基塌陷，三组对外交通中断，群众到镇政府反映，要求当天恢复通行。",
        "measures": "镇分管负责人到现场，已设警示标志，安排临时便道。",
        "asked": "请县交通运输局派员抢修。",
    }
    hint: ClassVar[str] = (
        "应当及时报告本级党委和政府，通报相关主管部门和本级信访工作联席会议办公室。条例没有规定小时数。"
        "只写事情，不写对个人的评价、家庭情况和行程。"
    )
    hints: ClassVar[dict[str, str]] = {"people_count": "只填数字，不列名单", "time": "写到几时几分"}
    verb: ClassVar[str] = "出具报告"
    day_title: ClassVar[str] = "报告日期"

    reported_to: Annotated[
        tuple[Annotated[str, must("报告对象", 100)], ...],
        msgspec.Meta(title="报告对象", min_length=1, max_length=20),
    ]
    informed: Annotated[
        tuple[Annotated[str, must("同时通报", 100)], ...], msgspec.Meta(title="同时通报", max_length=20)
    ] = ()
    happened_on: Annotated[dt.date, msgspec.Meta(title="发生日期")]
    time: Annotated[str, line("发生时间", 40)] = ""
    place: Annotated[str, must("发生地点", 200)]
    people_count: Annotated[int, msgspec.Meta(title="涉及人数", ge=1, le=1_000_000)] | None = None
    happening: Annotated[str, must_text("事情经过和现场情况", 20_000)]
    measures: Annotated[str, must_text("已采取的措施", 20_000)]
    asked: Annotated[str, text("请求事项", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if petition.urgent_reports:
            return petition.urgent_reports[-1].on, "上次报告之日"
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        if petition.urgent_reports:
            last = petition.urgent_reports[-1]
            return {name: getattr(last, name) for name in ("reported_to", "informed", "happened_on", "time", "place")}
        own = context.office.name
        place = own.removesuffix(GOVERNMENT)
        to = (f"中共{place}委员会", own) if own.endswith(GOVERNMENT) and place else ()
        return {"reported_to": to, "place": petition.place}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        if self.happened_on > day:
            raise RuleBroken(
                "happened-too-late",
                f"发生日期 {self.happened_on} 晚于报告日期 {day}，请核对。",
                field="happened_on",
            )
        return (
            UrgentReported(
                reported_to=self.reported_to,
                informed=self.informed,
                happened_on=self.happened_on,
                time=self.time,
                place=self.place,
                people_count=self.people_count,
                happening=self.happening,
                measures=self.measures,
                asked=self.asked,
                follow_up=bool(petition.urgent_reports),
                registered_at=petition.registered_at,
                **context.head(SERIES, day),
            ),
        )


def elapsed(registered_at: str, at: str, on: dt.date) -> str:
    """How long after the registration a report was made: to the minute, in days when it was written down later."""
    registered, written = dt.datetime.fromisoformat(registered_at), dt.datetime.fromisoformat(at)
    if written.date() != on:
        days = (on - registered.date()).days
        return f"登记后第{days}日" if days > 0 else "登记当日" if days == 0 else "在登记以前"
    minutes = max(int((written - registered).total_seconds()) // 60, 0)
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = (f"{days}天" if days else "", f"{hours}小时" if hours else "", f"{minutes % 60}分")
    return f"距登记{''.join(parts)}"
