"""A request for 复查 or 复核 that our office decides as the 上一级 (《信访工作条例》第三十五条、第三十六条).

It is registered as any matter; the first step says that it is a request for review, and from then on no step of the
first instance is possible. What the 条例 leaves open (whether to take a late request, the time for supplementing) is
decided by the body or set by a rule of the region.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.codes import CATEGORIES
from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Acceptance, Notice
from app.domain.records.review import INSTANCES, Instance
from app.domain.records.review_case import (
    ACCEPTANCES,
    ARTICLES,
    ASKED_WITHIN,
    REFUSALS,
    REVIEWED,
    ReviewCase,
)
from app.domain.rights import Right
from app.domain.steps.assignment import refuse_concerned
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed, refuse_decided
from app.domain.words import line, must, named, text

ARTICLE = f"{REGULATION}第三十五条、第三十六条"
ACCEPTANCE_SERIES = "review_acceptance"  # F15, F16
DECLINE_SERIES = "review_decline"  # F15a, F16a
ACCEPTED = {"yes": "予以受理", "no": "不予受理"}


class ReviewRequestReceived(Facts, frozen=True, kw_only=True):
    """The matter is a request for review, about an opinion of a body below us."""

    kind: ClassVar[str] = "review_request_received"

    instance: Instance
    body: str
    about: str
    decided_on: dt.date
    served_on: dt.date
    received_on: dt.date
    last_day: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, review_case=record(ReviewCase, self, entry))

    def sentence(self, entry: Entry) -> str:
        late = f"，晚于{self.last_day}" if self.received_on > self.last_day else ""
        about = f"{self.body}{REVIEWED[self.instance]}（{self.about}）"
        return f"{self.received_on}收到{INSTANCES[self.instance]}请求，{INSTANCES[self.instance]}{about}{late}"


class ReviewRequestAccepted(NumberedFacts, frozen=True, kw_only=True):
    """Our office takes the request; what F15 or F16 says is fixed here."""

    kind: ClassVar[str] = "review_request_accepted"
    series: ClassVar[str] = ACCEPTANCE_SERIES

    instance: Instance
    paper: str
    office: str
    handler: str
    due: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        taken = record(Acceptance, self, entry, route="", notice_number=self.number)
        return msgspec.structs.replace(petition, acceptance=taken)

    def sentence(self, entry: Entry) -> str:
        name = INSTANCES[self.instance]
        return f"决定受理{name}请求，出具受理告知书（{self.number}），应于{self.due}前提出{name}意见"


class ReviewRequestDeclined(NumberedFacts, frozen=True, kw_only=True):
    """Our office does not take the request; what F15a or F16a says is fixed here."""

    kind: ClassVar[str] = "review_request_declined"
    series: ClassVar[str] = DECLINE_SERIES

    instance: Instance
    paper: str
    reason: str
    body: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        told = record(Notice, self, entry, kind="review_declined")
        return msgspec.structs.replace(petition, notice=told)

    def sentence(self, entry: Entry) -> str:
        return f"决定不予受理{INSTANCES[self.instance]}请求，出具告知书（{self.number}），理由：{self.reason}"


class ReceiveReviewRequest(Step, frozen=True, kw_only=True):
    """收到复查（复核）请求: what was registered is one, and our office is the body that reviews."""

    name: ClassVar[str] = "receive_review_request"
    label: ClassVar[str] = "收到复查（复核）请求"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-02",
        "instance": "review",
        "body": "某某镇水利站",
        "about": "水站信访意〔2026〕1号",
        "decided_on": "2026-02-05",
        "served_on": "2026-02-09",
    }
    hint: ClassVar[str] = (
        "本单位是原办理机关、单位的上一级，收到的是复查或者复核请求的，办理本步骤。"
        "此后按复查复核程序办理，30日自收到该请求之日起计算，不再办理第一次处理的受理、告知、转送、拟写处理意见。"
    )
    hints: ClassVar[dict[str, str]] = {
        "body": "被请求复查（复核）的意见由谁作出",
        "about": "该意见书的文号",
        "served_on": "信访人收到该意见书之日",
    }
    verb: ClassVar[str] = "登记"

    instance: Annotated[Instance, named("审级", words=INSTANCES)]
    body: Annotated[str, must("原作出意见的机关、单位", 100)]
    about: Annotated[str, must("原意见书文号", 100)]
    decided_on: Annotated[dt.date, named("原意见书日期")]
    served_on: Annotated[dt.date, named("信访人收到之日")]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.review_case:
            raise RuleBroken("review-case", f"该事项已经登记为{petition.review_case.name}请求。", article=cls.article)
        refuse_decided(petition)
        if petition.category != "claim":
            raise RuleBroken(
                "not-a-claim",
                f"该事项登记为“{CATEGORIES[petition.category]}”，没有可以复查、复核的信访处理意见。",
                article=cls.article,
            )
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.body.strip() == context.office.name:
            raise RuleBroken(
                "body-is-own",
                f"{self.body}就是本单位。对本单位意见不服的，由上一级机关、单位复查，请告知信访人向其提出。",
                article=ARTICLES[self.instance],
                field="body",
            )
        if not self.decided_on <= self.served_on <= petition.received_on:
            raise RuleBroken(
                "served-out-of-order",
                f"日期次序应为：原意见书日期 {self.decided_on}、信访人收到之日 {self.served_on}、"
                f"本单位收到请求之日 {petition.received_on}，请核对。",
                field="served_on",
            )
        return (
            ReviewRequestReceived(
                instance=self.instance,
                body=self.body.strip(),
                about=self.about.strip(),
                decided_on=self.decided_on,
                served_on=self.served_on,
                received_on=petition.received_on,
                last_day=context.last_day(ASKED_WITHIN[self.instance], self.served_on),
            ),
        )


class DecideReviewRequest(Step, frozen=True, kw_only=True):
    """决定是否受理复查（复核）请求: F15 or F16 when it is taken, F15a or F16a when it is not."""

    name: ClassVar[str] = "decide_review_request"
    label: ClassVar[str] = "决定是否受理请求"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-04",
        "accepted": True,
        "office": "复查复核办公室",
        "handler": "王芳",
    }
    hints: ClassVar[dict[str, str]] = {
        "reason": "不予受理的填，印在告知书上",
        "body": "不予受理的，应向何处提出；没有的不填",
        "office": "受理的填",
        "handler": "受理的填",
    }
    verb: ClassVar[str] = "出具告知书"
    day_title: ClassVar[str] = "决定日期"

    accepted: Annotated[bool, named("是否受理", words=ACCEPTED)]
    office: Annotated[str, line("承办单位", 60)] = ""
    handler: Annotated[str, line("承办人", 100)] = ""
    reason: Annotated[str, text("不予受理的理由", 2_000)] = ""
    body: Annotated[str, line("有权处理的机关、单位", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        case = undecided_case(petition)
        return max((case.on, *(one.received_on or one.on for one in case.supplements))), "收到请求（补正材料）之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        case = petition.review_case
        if case is None:
            return ""
        known = f"信访人于{case.served_on}收到{case.body}{case.reviewed}（{case.about}），{case.received_on}提出请求。"
        late = f"晚于其30日期限届满之日（{case.last_day}），是否受理由本单位决定。" if case.late else ""
        waiting = case.open_supplement
        missing = f"已通知于{waiting.due}前补正，尚未收到材料。" if waiting else ""
        return f"{known}{late}{missing}"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        case, day = undecided_case(petition), self.day(context)
        if not self.accepted:
            return (self._declined(case, day, context),)
        if self.handler:
            refuse_concerned(petition, self.handler)
        return (
            ReviewRequestAccepted(
                instance=case.instance,
                paper=ACCEPTANCES[case.instance],
                office=self.office or context.office.name,
                handler=self.handler,
                due=context.due(case.period, case.received_on, case.pauses(day)),
                **context.head(ACCEPTANCE_SERIES, day),
            ),
        )

    def _declined(self, case: ReviewCase, day: dt.date, context: Context) -> ReviewRequestDeclined:
        if not self.reason.strip():
            raise RuleBroken("reason-missing", "请填写不予受理的理由，印在告知书上。", field="reason")
        waiting = case.open_supplement
        if waiting and day <= waiting.due:
            raise RuleBroken(
                "supplement-waiting",
                f"已通知信访人于 {waiting.due} 前补正材料，期限届满前不能决定不予受理。",
                article=waiting.article,
                due=str(waiting.due),
            )
        return ReviewRequestDeclined(
            instance=case.instance,
            paper=REFUSALS[case.instance],
            reason=self.reason,
            body=self.body.strip(),
            **context.head(DECLINE_SERIES, day),
        )


def case_of(petition: Petition) -> ReviewCase:
    """The request for review that the matter is. Raises RuleBroken("no-review-case") when it is none."""
    if petition.review_case is None:
        raise RuleBroken(
            "no-review-case",
            "该事项没有登记为复查（复核）请求。本单位为复查（复核）机关的，先办理“收到复查（复核）请求”。",
            article=ARTICLE,
        )
    return petition.review_case


def undecided_case(petition: Petition) -> ReviewCase:
    """The same while nothing was decided on the request. Raises RuleBroken("decided-already")."""
    refuse_closed(petition)
    case = case_of(petition)
    if petition.decision:
        what, on = petition.decision
        raise RuleBroken("decided-already", f"该请求已于 {on} {what}。", article=case.article, on=str(on))
    return case
