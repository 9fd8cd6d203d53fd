"""The first decision where it is not to accept: notice by competence, forwarding, refusal.

《信访工作条例》第二十三条第一款 asks for one of three notices; 第三十一条 says by which procedure a matter is handled;
第十九条、第二十条 and 第三十六条第三款 say what is not accepted.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from app.domain.codes import (
    CATEGORIES,
    DECLINE_REASONS,
    FINAL_REASONS,
    NOTICES,
    ROUTES,
    DeclineReason,
    FinalReason,
    NoticeKind,
    Route,
)
from app.domain.entries import Entry, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Notice
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.step import REGULATION, TO_CORRECT, Context, Step, refuse_closed, refuse_decided, to_decide
from app.domain.words import line, must, must_text, named, text

NOTICE_SERIES = "notice"  # F04, F04b, F05
DECLINE_SERIES = "decline"  # F06, F07
LETTER_SERIES = "letter"  # F08


class Notified(NumberedFacts, frozen=True, kw_only=True):
    """The office told what it decided other than to accept; what the paper says is fixed here."""

    kind: ClassVar[str] = "notified"

    notice: NoticeKind
    paper: str
    route: Route | Literal[""] = ""
    body: str = ""
    body_address: str = ""
    body_phone: str = ""
    procedure: str = ""
    term: str = ""
    reason_code: DeclineReason | FinalReason | Literal[""] = ""
    reason: str = ""
    original_number: str = ""
    original_body: str = ""
    original_on: dt.date | None = None
    letter_number: str = ""
    letter_serial: int = 0  # 0 when there is no letter

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, notice=record(Notice, self, entry, kind=self.notice))

    def sentence(self, entry: Entry) -> str:
        if self.notice == "route":
            told = f"{NOTICES['route']}：{ROUTES[self.route]}"
        elif self.notice == "elsewhere":
            told = f"告知向{self.body}提出"
        elif self.notice == "forwarded":
            told = f"转送{self.body}，转送函{self.letter_number}"
        else:
            why = (DECLINE_REASONS | FINAL_REASONS)[self.reason_code]
            told = f"{NOTICES[self.notice]}：{why}"
        return f"{told}，出具告知书（{self.number}）"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        letter = ((LETTER_SERIES, self.year, self.letter_serial),) if self.letter_serial else ()
        return ((_series(self.paper), self.year, self.number_serial), *letter)

    def numbers(self) -> tuple[str, ...]:
        return (self.number, self.letter_number)[: len(self.serials())]


class NotifyRoute(AtDesk, frozen=True, kw_only=True):
    """告知处理途径 (F04): the matter is ours, and another procedure than this one handles it (31-1 to 31-5).

    Without a `body` our own office handles it by that procedure.
    """

    name: ClassVar[str] = "notify_route"
    label: ClassVar[str] = "告知处理途径"
    article: ClassVar[str] = f"{REGULATION}第二十三条第一款、第三十一条"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "route": "31-2",
        "procedure": "劳动争议仲裁",
        "body": "某某县劳动人事争议仲裁委员会",
        "body_address": "某某县城建设路1号",
        "body_phone": "0730-7654321",
    }

    route: Annotated[Literal["31-1", "31-2", "31-3", "31-4", "31-5"], named("办理途径")]
    procedure: Annotated[str, must("处理程序", 100)]
    body: Annotated[str, line("处理机关、单位", 100)] = ""
    body_address: Annotated[str, line("地址", 200)] = ""
    body_phone: Annotated[str, line("电话", 60)] = ""
    term: Annotated[str, line("办理期限", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        event = undecided(petition)
        if petition.category != "claim":
            raise RuleBroken(
                "not-a-claim",
                f"该事项登记为“{CATEGORIES[petition.category]}”，第三十一条的办理途径只适用于申诉求决类事项，请研究答复。"
                f"{TO_CORRECT}",
                article=f"{REGULATION}第三十一条",
            )
        return event

    def decide(self, petition: Petition, context: Context) -> tuple[NumberedFacts, ...]:
        own = context.office.name
        if self.route in ("31-1", "31-2", "31-3") and not self.body.strip():
            raise RuleBroken("body-missing", "请填写处理机关、单位：该途径不由本单位办理。", article=self.article)
        if self.route == "31-5" and self.body.strip() not in ("", own):
            raise RuleBroken(
                "body-elsewhere",
                f"申请由{self.body}履行职责的，不属于本单位职权范围，请办理“告知向有权机关提出”或者“转送”。",
                article=f"{REGULATION}第二十三条第一款",
                body=self.body,
            )
        return (
            _notified(
                self,
                context,
                "route",
                "F04",
                route=self.route,
                body=self.body.strip() or own,
                body_address=self.body_address,
                body_phone=self.body_phone,
                procedure=self.procedure,
                term=self.term,
            ),
        )


class NotifyElsewhere(AtDesk, frozen=True, kw_only=True):
    """告知向有权机关提出 (F04b): the matter is neither ours nor our subordinates'. A notice, not a refusal."""

    name: ClassVar[str] = "notify_elsewhere"
    label: ClassVar[str] = "告知向有权机关提出"
    article: ClassVar[str] = f"{REGULATION}第二十三条第一款"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "body": "某某县自然资源局",
        "body_address": "某某县城建设路2号",
        "body_phone": "0730-7654322",
        "reason": "土地权属登记由县自然资源局负责。",
    }
    hint: ClassVar[str] = "不属于本单位职权范围的，书面告知向有权处理的机关、单位提出，不作不予受理。"
    verb: ClassVar[str] = "出具告知书"
    day_title: ClassVar[str] = "告知日期"

    body: Annotated[str, must("有权处理的机关、单位", 100)]
    body_address: Annotated[str, line("该单位地址", 200)] = ""
    body_phone: Annotated[str, line("该单位电话", 60)] = ""
    reason: Annotated[str, text("不属于本单位职权的理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        event = undecided(petition)
        if petition.from_above:
            raise RuleBroken(
                "object-instead",
                "转送、交办来的事项不属于本单位职权范围的，应当自收到之日起5个工作日内提出异议，"
                "不直接告知信访人另行提出；未提出异议或者异议未获同意的，可以办理“转送”。",
                article=f"{REGULATION}第二十三条第三款",
            )
        return event

    def decide(self, petition: Petition, context: Context) -> tuple[NumberedFacts, ...]:
        refuse_own(self.body, context)
        return (
            _notified(
                self,
                context,
                "elsewhere",
                "F04b",
                body=self.body,
                body_address=self.body_address,
                body_phone=self.body_phone,
                reason=self.reason,
            ),
        )


class Forward(AtDesk, frozen=True, kw_only=True):
    """转送 (F05 to the petitioner, letter F08 to the body): a subordinate's or another office's competence."""

    name: ClassVar[str] = "forward"
    label: ClassVar[str] = "转送"
    article: ClassVar[str] = f"{REGULATION}第二十三条第一款"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "body": "某某镇供水站",
        "reason": "属该站职责范围。",
    }
    hint: ClassVar[str] = "材料连同转送函送有权处理的机关、单位，转送去向书面告知信访人。"
    day_title: ClassVar[str] = "转送日期"

    body: Annotated[str, must("转送哪个机关、单位", 100)]
    reason: Annotated[str, text("转送理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return undecided(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"body": petition.competent_elsewhere} if petition.competent_elsewhere else {}

    def decide(self, petition: Petition, context: Context) -> tuple[NumberedFacts, ...]:
        refuse_own(self.body, context)
        letter = context.take(LETTER_SERIES, self.day(context))
        return (
            _notified(
                self,
                context,
                "forwarded",
                "F05",
                body=self.body,
                reason=self.reason,
                letter_number=letter.number,
                letter_serial=letter.serial,
            ),
        )


class Decline(AtDesk, frozen=True, kw_only=True):
    """不予受理 (F06), always with the competent body: want of competence alone is no reason (F04b is made then)."""

    name: ClassVar[str] = "decline"
    label: ClassVar[str] = "不予受理"
    article: ClassVar[str] = f"{REGULATION}第十九条第三款、第二十条"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "reason_code": "N3",
        "reason": "该纠纷已由县人民法院立案审理。",
        "body": "某某县人民法院",
    }
    hint: ClassVar[str] = "不属于本单位职权的不用本告知书，请用“告知向有权机关提出”。理由写具体，印在告知书上。"
    verb: ClassVar[str] = "出具不予受理告知书"
    day_title: ClassVar[str] = "决定日期"

    reason_code: Annotated[DeclineReason, named("不予受理的情形", words=DECLINE_REASONS)]
    reason: Annotated[str, must_text("具体理由", 2_000)]
    body: Annotated[str, must("有权处理的机关、单位", 100)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return undecided(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[NumberedFacts, ...]:
        return (
            _notified(
                self, context, "declined", "F06", reason_code=self.reason_code, reason=self.reason, body=self.body
            ),
        )


class DeclineFinal(AtDesk, frozen=True, kw_only=True):
    """不再受理 (F07): the final review has spoken and the same is raised on the same facts and reasons."""

    name: ClassVar[str] = "decline_final"
    label: ClassVar[str] = "不再受理"
    article: ClassVar[str] = f"{REGULATION}第三十六条第三款"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "reason_code": "R1",
        "original_number": "某信复核〔2025〕3号",
        "original_body": "某某市人民政府",
        "original_on": "2025-06-20",
        "reason": "请求、事实和理由与复核时相同。",
    }
    hint: ClassVar[str] = "复核终结或者依法终结后，仍以同一事实和理由提出的，不再受理。请对照终结文书填写。"
    verb: ClassVar[str] = "出具不再受理告知书"
    day_title: ClassVar[str] = "决定日期"

    reason_code: Annotated[FinalReason, named("不再受理的情形", words=FINAL_REASONS)]
    original_body: Annotated[str, must("复核（终结）机关", 100)]
    original_number: Annotated[str, must("终结文书文号", 100)]
    original_on: Annotated[dt.date, named("终结文书日期")]
    reason: Annotated[str, text("具体理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return undecided(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        """The final opinion of the one ended matter that may be the same; with several a person looks them up."""
        ended = context.ended(petition)
        if len(ended) != 1:
            return {}
        return {
            "reason_code": "R1",
            "original_body": ended[0].original_body,
            "original_number": ended[0].original_number,
            "original_on": ended[0].original_on,
        }

    def decide(self, petition: Petition, context: Context) -> tuple[NumberedFacts, ...]:
        if self.original_on > petition.received_on:
            raise RuleBroken(
                "original-too-late",
                f"复核意见（终结文书）日期 {self.original_on} 晚于收到本事项之日 {petition.received_on}，"
                "不属于终结后再次提出，请核对。",
                article=self.article,
                original_on=str(self.original_on),
            )
        return (
            _notified(
                self,
                context,
                "declined_final",
                "F07",
                reason_code=self.reason_code,
                original_number=self.original_number,
                original_body=self.original_body,
                original_on=self.original_on,
                reason=self.reason,
            ),
        )


def undecided(petition: Petition) -> tuple[dt.date, str]:
    """What a first decision follows; refused when there is one already."""
    refuse_closed(petition)
    refuse_decided(petition)
    return to_decide(petition)


def refuse_own(body: str, context: Context) -> None:
    if body.strip() == context.office.name:
        raise RuleBroken(
            "body-is-own",
            f"{body}就是本单位。属于本单位职权范围的，请办理“受理”或者“告知处理途径”。",
            article=f"{REGULATION}第二十三条第一款",
            body=body,
        )


def _series(paper: str) -> str:
    """The series that numbers a paper; the refusals have their own."""
    return DECLINE_SERIES if paper in ("F06", "F07") else NOTICE_SERIES


def _notified(step: Step, context: Context, notice: NoticeKind, paper: str, **told: Any) -> Notified:
    """The facts of one notice, numbered in the series of its paper."""
    return Notified(
        notice=notice,
        paper=paper,
        **context.head(_series(paper), step.day(context)),
        **told,
    )
