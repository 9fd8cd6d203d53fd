"""报送办结报告: the sender of an assigned matter is told what came of it (第二十二条第一款第三项)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.codes import RESULTS
from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.sent_down import ReportUp
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed, refuse_open_objection
from app.domain.words import line, must, must_text

SERIES = "report"  # F12a
ARTICLE = f"{REGULATION}第二十二条第一款第三项"


class ReportedUp(NumberedFacts, frozen=True, kw_only=True):
    """The result was reported; what F12a says of our work is fixed here."""

    kind: ClassVar[str] = "reported_up"
    series: ClassVar[str] = SERIES

    body: str
    signer: str
    handler: str
    handler_phone: str
    findings: str
    handling: str
    annex: str
    annex_number: str
    served_on: dt.date | None
    office: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, report_up=record(ReportUp, self, entry))

    def sentence(self, entry: Entry) -> str:
        annex = f"，附{title_of(self.annex)}（{self.annex_number}）" if self.annex else ""
        return f"向{self.body}报送办结报告（{self.number}），签发人{self.signer}{annex}"


class ReportResult(Step, frozen=True, kw_only=True):
    """报送办结报告: where the sender asked for it, once the matter is answered."""

    name: ClassVar[str] = "report_up"
    label: ClassVar[str] = "报送办结报告"
    article: ClassVar[str] = ARTICLE
    ours: ClassVar[tuple[str, ...]] = ("signer", "handler")
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-27",
        "signer": "陈明",
        "handler": "王芳",
        "handler_phone": "0730-1234567",
        "findings": "经现场查看并查阅建设计划，反映的路段为土路，雨天无法通行，情况属实。",
        "handling": "已列入今年建设计划，10月底前完工，处理意见书已送达信访人。",
    }
    hint: ClassVar[str] = (
        "上级交办的，在交办函要求的期限内反馈结果、提交办结报告。信访人签收的处理意见书（答复）作为附件。"
    )
    hints: ClassVar[dict[str, str]] = {"signer": "本单位负责人"}
    verb: ClassVar[str] = "报送"
    day_title: ClassVar[str] = "报送日期"

    signer: Annotated[str, must("签发人", 100)]
    handler: Annotated[str, must("经办人", 100)]
    handler_phone: Annotated[str, line("经办人电话", 60)] = ""
    findings: Annotated[str, must_text("调查核实情况", 20_000)]
    handling: Annotated[str, must_text("办理情况", 20_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition, terminated=False)
        refuse_unasked(petition)
        refuse_open_objection(petition)
        if petition.report_up:
            raise RuleBroken(
                "reported-already", f"已于 {petition.report_up.on} 报送办结报告（{petition.report_up.number}）。"
            )
        answered = _answered_on(petition)
        if answered is None:
            raise RuleBroken(
                "not-answered",
                "尚未出具处理意见书、答复或者告知书（交办下级的，尚未收到其办结报告），还没有可以报送的结果。",
                article=ARTICLE,
            )
        return answered, "作出处理意见（答复、告知）之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        draft = petition.opinion.draft if petition.opinion else None
        reply, below = petition.reply, petition.report
        results = draft.results if draft else ()
        handled = "\n".join(f"诉求{r.request}（{RESULTS[r.result]}）：{r.opinion}" for r in results)
        return {
            "handler": petition.handler or context.officer,
            "handler_phone": context.office.phone,
            "findings": draft.facts_found if draft else reply.findings if reply else below.summary if below else "",
            "handling": handled or (reply.handling if reply else ""),
        }

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        sent = petition.from_above
        assigned = petition.notice is not None and petition.notice.kind == "assigned_down"
        annex = "" if assigned else petition.last_paper  # what the body below told them lies with its report
        return (
            ReportedUp(
                **context.head(SERIES, self.day(context)),
                body=sent.body if sent else "",
                signer=self.signer.strip(),
                handler=self.handler.strip(),
                handler_phone=self.handler_phone.strip(),
                findings=self.findings,
                handling=self.handling,
                annex=annex,
                served_on=petition.served_on_all(annex),
                office=petition.office or context.office.name,
                annex_number=petition.outgoing[annex][0] if annex in petition.outgoing else "",
            ),
        )


def refuse_unasked(petition: Petition) -> None:
    """Raise RuleBroken where the sender asked for no report, or took the matter back."""
    sent = petition.from_above
    if sent is None or not sent.report:
        raise RuleBroken("no-report-asked", "来件机关没有要求报送办结报告，不需要报送。", article=ARTICLE)
    if petition.returned:
        raise RuleBroken(
            "returned",
            f"该事项已于 {petition.returned.on} 经核实同意退回，不需要报送。",
            article=f"{REGULATION}第二十三条第三款",
        )


def _answered_on(petition: Petition) -> dt.date | None:
    """The day of the paper that ends the matter for its petitioners, or of the report of the body that handled it."""
    made = petition.outgoing.get(petition.last_paper)
    notice = petition.notice
    if notice and notice.kind == "assigned_down":
        return petition.report.on if petition.report else None
    return made[1] if made else None
