"""调解协议 and 和解协议: reached and signed, confirmed by a court, carried out (《信访工作条例》第三十三条)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.mediation import (
    COURT_RESULTS,
    MEDIATION_FORMS,
    CourtConfirmation,
    CourtResult,
    Mediation,
    MediationForm,
    Performance,
    Settlement,
)
from app.domain.steps.mediation import ARTICLE, Names, changed, going_on, refuse_no_mediator
from app.domain.steps.step import Context, Step, check_day, refuse_recused
from app.domain.words import line, must, must_text, named, text

SERIES = "settlement"  # F23
ARTICLE_COURT = "《中华人民共和国人民调解法》第三十三条"


class Settled(NumberedFacts, frozen=True, kw_only=True):
    """Both sides agreed; what the paper F23 says is fixed here."""

    kind: ClassVar[str] = "settled"
    series: ClassVar[str] = SERIES

    form: MediationForm
    body: str
    mediators: tuple[str, ...]
    facts: str
    liability: str
    content: str
    performance: str
    perform_by: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"settlement": record(Settlement, self, entry)})

    def sentence(self, entry: Entry) -> str:
        until = f"，{self.perform_by}前履行" if self.perform_by else ""
        title = "和解协议书" if self.form == "settlement" else "调解协议书"
        return f"双方达成协议{until}，制作{title}（{self.number}）"


class ConfirmationRecorded(Facts, frozen=True, kw_only=True):
    """Both sides asked the court to confirm the agreement, and what it said so far."""

    kind: ClassVar[str] = "judicial_confirmation"

    applied_on: dt.date
    court: str
    result: CourtResult
    ruling: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"confirmation": record(CourtConfirmation, self, entry)})

    def sentence(self, entry: Entry) -> str:
        ruling = f"（{self.ruling}）" if self.ruling else ""
        return f"双方于{self.applied_on}向{self.court}申请司法确认，{COURT_RESULTS[self.result]}{ruling}"


class PerformanceRecorded(Facts, frozen=True, kw_only=True):
    """Whether the agreement was carried out."""

    kind: ClassVar[str] = "settlement_performed"

    performed: bool
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"performance": record(Performance, self, entry)})

    def sentence(self, entry: Entry) -> str:
        note = f"：{self.note}" if self.note else ""
        return f"协议{'已经履行' if self.performed else '没有履行'}{note}"


class Settle(Step, frozen=True, kw_only=True):
    """达成协议: what both sides agreed on, within discretion and no mandatory rule broken."""

    name: ClassVar[str] = "settle"
    label: ClassVar[str] = "达成协议"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-18",
        "form": "people",
        "body": "石桥镇人民调解委员会",
        "mediators": ["孙丽"],
        "facts": "2025年修路占用张三菜地86平方米，未支付补偿。",
        "liability": "村委会未及时支付补偿。",
        "content": "村委会按每平方米12元补偿张三1032元，双方就该菜地再无争议。",
        "performance": "转账支付至张三账户。",
        "perform_by": "2026-04-15",
        "lawful": True,
    }
    hint: ClassVar[str] = (
        "达成一致意见的，应当制作调解协议书或者和解协议书，日期填各方签名之日。达成协议不自动终止办理、不延长办理期限。"
    )
    hints: ClassVar[dict[str, str]] = {"liability": "可以不写", "perform_by": "由双方约定，法律没有规定"}
    verb: ClassVar[str] = "制作协议书"
    day_title: ClassVar[str] = "签名日期"

    form: Annotated[MediationForm, named("协议形式", words=MEDIATION_FORMS)]
    body: Annotated[str, must("调解组织（单位）", 60)]
    mediators: Annotated[Names, msgspec.Meta(title="调解员", max_length=20)] = ()
    facts: Annotated[str, must_text("主要事实和争议事项", 10_000)]
    liability: Annotated[str, text("各方责任", 5_000)] = ""
    content: Annotated[str, must_text("协议内容", 20_000)]
    performance: Annotated[str, must_text("履行方式", 5_000)]
    perform_by: Annotated[dt.date | None, msgspec.Meta(title="履行期限", extra={"future": True})] = None
    lawful: Annotated[bool, named("内容在裁量权范围内，不违反强制性规定")] = False

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        mediation = going_on(petition)
        if not mediation.sessions:
            raise RuleBroken("no-session", "尚无调解记录，先办理“调解记录”。", article=ARTICLE)
        return mediation.sessions[-1].on, "上次调解之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        mediation = petition.mediation
        if mediation is None or not mediation.sessions:
            return {}
        last = mediation.sessions[-1]
        return {"form": last.form, "body": last.body, "mediators": last.mediators, "facts": mediation.dispute}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        refuse_no_mediator(self.form, self.mediators)
        refuse_recused(petition, *self.mediators)
        if not self.lawful:
            raise RuleBroken(
                "not-confirmed",
                "请核对协议内容：应当在裁量权范围内，不违反政策法规强制性规定，核对后勾选。",
                article=ARTICLE,
                field="lawful",
            )
        if self.perform_by and self.perform_by < day:
            raise RuleBroken(
                "perform-by-past", f"履行期限 {self.perform_by} 早于签名日期 {day}，请核对。", field="perform_by"
            )
        return (
            Settled(
                form=self.form,
                body=self.body,
                mediators=self.mediators,
                facts=self.facts,
                liability=self.liability,
                content=self.content,
                performance=self.performance,
                perform_by=self.perform_by,
                **context.head(SERIES, day),
            ),
        )


class ConfirmInCourt(Step, frozen=True, kw_only=True):
    """司法确认: asked for by both sides together, recorded again once the court has ruled. A closed matter takes it."""

    name: ClassVar[str] = "judicial_confirmation"
    label: ClassVar[str] = "司法确认"
    article: ClassVar[str] = ARTICLE_COURT
    example: ClassVar[dict[str, object]] = {
        "applied_on": "2026-04-02",
        "court": "岳阳县人民法院",
        "result": "pending",
    }
    hint: ClassVar[str] = (
        "经人民调解委员会调解达成的协议，双方可以自协议生效之日起30日内共同向人民法院申请司法确认。"
        "裁定作出后再登记一次结果。"
    )

    applied_on: Annotated[dt.date, named("申请日期")]
    court: Annotated[str, must("人民法院", 60)]
    result: Annotated[CourtResult, named("结果", words=COURT_RESULTS)]
    ruling: Annotated[str, line("裁定书文号", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        mediation, settlement = _settled(petition)
        if settlement.form == "settlement":
            raise RuleBroken("not-mediated", "和解协议不是调解协议，不适用调解协议的司法确认。", article=ARTICLE_COURT)
        known = mediation.confirmation
        if known and known.result != "pending":
            raise RuleBroken("ruled-already", f"{known.court}已{COURT_RESULTS[known.result]}，不重复登记。")
        return (known.on, "登记申请之日") if known else (settlement.on, "协议签名之日")

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        known = petition.mediation.confirmation if petition.mediation else None
        return {"applied_on": known.applied_on, "court": known.court} if known else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        _mediation, settlement = _settled(petition)
        check_day(self.applied_on, self.day(context), (settlement.on, "协议签名之日"))
        return (
            ConfirmationRecorded(applied_on=self.applied_on, court=self.court, result=self.result, ruling=self.ruling),
        )


class RecordPerformance(Step, frozen=True, kw_only=True):
    """协议履行情况. A closed matter takes it too: most agreements are carried out afterwards."""

    name: ClassVar[str] = "settlement_performed"
    label: ClassVar[str] = "协议履行情况"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"performed": True, "note": "补偿款已转账，张三确认收到。"}
    verb: ClassVar[str] = "记录"

    performed: Annotated[bool, named("是否履行", words={"yes": "已经履行", "no": "没有履行", "": "请选择"})]
    note: Annotated[str, text("情况", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        mediation, settlement = _settled(petition)
        known = mediation.performance
        if known and known.performed:
            raise RuleBroken("performed-already", f"协议已于 {known.on} 登记为已经履行。")
        return (known.on, "上次登记之日") if known else (settlement.on, "协议签名之日")

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (PerformanceRecorded(performed=self.performed, note=self.note),)


def _settled(petition: Petition) -> tuple[Mediation, Settlement]:
    """The mediation that led to an agreement. Raises RuleBroken without one."""
    last = petition.mediation
    if last is None or last.settlement is None:
        raise RuleBroken("no-settlement", "没有调解协议或者和解协议，先办理“达成协议”。", article=ARTICLE)
    return last, last.settlement
