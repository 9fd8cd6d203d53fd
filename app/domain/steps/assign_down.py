"""交办 to a subordinate body, with a day by which it reports the result (第二十三条第一款), and its report.

A matter that is only sent on (转送, F08) has no report; one that is assigned stays open here until the report is in.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Notice
from app.domain.records.sent_down import BodyReport
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.notice import NOTICE_SERIES, refuse_own, undecided
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed
from app.domain.words import line, must, must_text, text

ARTICLE = f"{REGULATION}第二十三条第一款"
SERIES = "assignment"  # F09


class AssignedDown(NumberedFacts, frozen=True, kw_only=True):
    """The matter was assigned to a body below: F05 to the petitioners, letter F09 to the body."""

    kind: ClassVar[str] = "assigned_down"
    series: ClassVar[str] = NOTICE_SERIES

    body: str
    reason: str
    demands: str
    report_due: dt.date
    letter_number: str
    letter_serial: int

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        notice = record(Notice, self, entry, kind="assigned_down", paper="F05")
        return msgspec.structs.replace(petition, notice=notice)

    def sentence(self, entry: Entry) -> str:
        return (
            f"交{self.body}办理，交办函{self.letter_number}，要求{self.report_due}前报送办结报告，"
            f"出具告知书（{self.number}）"
        )

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return (*super().serials(), (SERIES, self.year, self.letter_serial))

    def numbers(self) -> tuple[str, ...]:
        return (*super().numbers(), self.letter_number)


class ReportReceived(Facts, frozen=True, kw_only=True):
    """The body's report came in."""

    kind: ClassVar[str] = "report_received"

    body: str
    number: str
    summary: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, report=record(BodyReport, self, entry))

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        return f"收到{self.body}办结报告{number}：{self.summary}"


class AssignDown(AtDesk, frozen=True, kw_only=True):
    """交办 (F05 to the petitioner, letter F09 to the body), with the day of its report."""

    name: ClassVar[str] = "assign_down"
    label: ClassVar[str] = "交办下级单位"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "body": "某某镇供水站",
        "report_due": "2026-04-10",
        "demands": "请核实三组停水原因，提出解决办法和完成日期。",
        "reason": "属该站职责范围。",
    }
    hint: ClassVar[str] = (
        "需要反馈结果的，交由有权处理的下级单位办理，写明报送办结报告的日期；交办去向书面告知信访人。"
        "只需送去、不要求报告的，用“转送”。"
    )
    hints: ClassVar[dict[str, str]] = {"demands": "印在交办函上"}
    verb: ClassVar[str] = "交办"
    day_title: ClassVar[str] = "交办日期"

    body: Annotated[str, must("交办哪个单位", 100)]
    report_due: Annotated[dt.date, msgspec.Meta(title="报送结果的日期", extra={"future": True})]
    demands: Annotated[str, text("办理要求", 2_000)] = ""
    reason: Annotated[str, text("交办理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return undecided(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_own(self.body, context)
        day = self.day(context)
        if self.report_due < day:
            raise RuleBroken(
                "report-due-past",
                f"报送结果的日期 {self.report_due} 早于交办日期 {day}，请核对。",
                article=ARTICLE,
                field="report_due",
                on=str(day),
            )
        letter = context.take(SERIES, day)
        return (
            AssignedDown(
                **context.head(NOTICE_SERIES, day),
                body=self.body.strip(),
                reason=self.reason,
                demands=self.demands,
                report_due=self.report_due,
                letter_number=letter.number,
                letter_serial=letter.serial,
            ),
        )


class ReceiveReport(Step, frozen=True, kw_only=True):
    """收到办结报告 of the body to which the matter was assigned."""

    name: ClassVar[str] = "report_received"
    label: ClassVar[str] = "收到办结报告"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-08",
        "number": "某水报〔2026〕2号",
        "summary": "停水系支管破裂，4月6日已更换，恢复供水，信访人签字认可。",
    }
    hint: ClassVar[str] = "记下对方报送的办理结果；报告原件归入案卷。"
    verb: ClassVar[str] = "记录报告"
    day_title: ClassVar[str] = "收到日期"

    number: Annotated[str, line("报告文号", 100)] = ""
    summary: Annotated[str, must_text("报告内容", 20_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        notice = petition.notice
        if notice is None or notice.kind != "assigned_down":
            raise RuleBroken("not-assigned-down", "该事项没有交办下级单位，没有等待的办结报告。", article=ARTICLE)
        if petition.report:
            raise RuleBroken(
                "report-received-already", f"已于 {petition.report.on} 收到{petition.report.body}办结报告。"
            )
        return notice.on, "交办之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        notice = petition.notice
        if notice is None or notice.report_due is None:
            return ""
        return f"{notice.on} 交{notice.body}办理（{notice.letter_number}），要求 {notice.report_due} 前报送。"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        body = petition.notice.body if petition.notice else ""
        return (ReportReceived(body=body, number=self.number.strip(), summary=self.summary),)
