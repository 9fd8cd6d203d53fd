"""What our office asks of the body whose opinion it reviews: its answer with the case file (F21a), and a new opinion.

The 条例 sets no day for the answer: our notice sets one, which a rule of the region may bound (D16).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.review import HANDLED_ANEW
from app.domain.records.review_case import AnswerAsked, Redone
from app.domain.rights import Right
from app.domain.steps.review_case import ARTICLE, case_of
from app.domain.steps.step import Context, Step, accepted_on, refuse_closed
from app.domain.words import must, must_text, named

SERIES = "answer_asked"  # F21a
PERIOD = "D16"


class AnswerBelowAsked(NumberedFacts, frozen=True, kw_only=True):
    """The body below was asked for its answer and the case file; what F21a says is fixed here."""

    kind: ClassVar[str] = "answer_below_asked"
    series: ClassVar[str] = SERIES

    body: str
    due: dt.date
    article: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        case = petition.review_case
        if case is None:
            return petition
        changed = msgspec.structs.replace(case, answers=(*case.answers, record(AnswerAsked, self, entry)))
        return msgspec.structs.replace(petition, review_case=changed)

    def sentence(self, entry: Entry) -> str:
        return f"通知{self.body}于{self.due}前提交答辩意见和案卷（{self.number}）"


class AnswerBelowReceived(Facts, frozen=True, kw_only=True):
    """Its answer came in."""

    kind: ClassVar[str] = "answer_below_received"

    notice: str  # ref of the notice
    body: str
    answer: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        case = petition.review_case
        if case is None:
            return petition
        changed = case.with_answer(self.notice, entry.on, self.answer)
        return msgspec.structs.replace(petition, review_case=changed)

    def sentence(self, entry: Entry) -> str:
        return f"收到{self.body}答辩意见：{self.answer}"


class OpinionRedone(Facts, frozen=True, kw_only=True):
    """The body below made its opinion anew."""

    kind: ClassVar[str] = "opinion_redone"

    body: str
    number: str
    decided_on: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        case = petition.review_case
        if case is None:
            return petition
        changed = msgspec.structs.replace(case, redone=record(Redone, self, entry))
        return msgspec.structs.replace(petition, review_case=changed)

    def sentence(self, entry: Entry) -> str:
        return f"{self.body}已于{self.decided_on}重新作出意见（{self.number}）"


class AskAnswer(Step, frozen=True, kw_only=True):
    """通知原办理单位提交答辩意见和案卷 (F21a)."""

    name: ClassVar[str] = "ask_answer"
    label: ClassVar[str] = "通知提交答辩"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"on": "2026-03-06", "due": "2026-03-13"}
    hint: ClassVar[str] = (
        "《信访工作条例》没有规定答辩的期限，由通知书确定；本省有规定并列入期限规定的，不填即按本省规定。"
    )
    verb: ClassVar[str] = "出具提交答辩通知书"
    day_title: ClassVar[str] = "通知日期"

    due: Annotated[dt.date | None, msgspec.Meta(title="提交答辩的期限", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        case = case_of(petition)
        accepted = accepted_on(petition)
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"意见书已于 {petition.opinion.issue.on} 签发，不再通知提交答辩。")
        if case.open_answer:
            raise RuleBroken("answer-waiting", f"已于 {case.open_answer.on} 通知提交答辩，尚未收到。")
        if case.answers:
            return case.answers[-1].answered_on or accepted, "收到上次答辩之日"
        return accepted, "受理之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        case, day = case_of(petition), self.day(context)
        period = context.period(PERIOD, day)
        due = self.due or (context.last_day(PERIOD, day) if period else None)
        if due is None:
            raise RuleBroken(
                "due-missing", "《信访工作条例》没有规定答辩的期限，请填写。", field="due", article=case.article
            )
        if due <= day:
            raise RuleBroken("due-too-early", f"提交答辩的期限 {due} 应晚于通知日期 {day}。", field="due")
        return (
            AnswerBelowAsked(
                body=case.body,
                due=due,
                article=period.article if period else case.article,
                **context.head(SERIES, day),
            ),
        )


class ReceiveAnswer(Step, frozen=True, kw_only=True):
    """收到答辩意见和案卷."""

    name: ClassVar[str] = "receive_answer"
    label: ClassVar[str] = "收到答辩意见"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"on": "2026-03-12", "answer": "答辩意见书（水站〔2026〕3号）及原案卷一册。"}
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"

    answer: Annotated[str, must_text("收到的答辩意见和材料", 5_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        waiting = case_of(petition).open_answer
        if waiting is None:
            raise RuleBroken("no-answer-asked", "没有等待的答辩意见，先办理“通知提交答辩”。", article=cls.article)
        return waiting.on, "通知提交答辩之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        case = case_of(petition)
        waiting = case.open_answer
        assert waiting is not None
        return (AnswerBelowReceived(notice=waiting.ref, body=case.body, answer=self.answer),)


class ReceiveRedone(Step, frozen=True, kw_only=True):
    """收到重新作出的意见, also on a closed petition: closing ends no duty of the body below."""

    name: ClassVar[str] = "receive_redone"
    label: ClassVar[str] = "收到重新作出的意见"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-20",
        "number": "水站信访意〔2026〕7号",
        "decided_on": "2026-04-17",
    }
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"

    number: Annotated[str, must("新意见书文号", 100)]
    decided_on: Annotated[dt.date, named("新意见书日期")]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        case, opinion = case_of(petition), petition.opinion
        issue = opinion.issue if opinion else None
        if opinion is None or issue is None or opinion.draft.conclusion not in HANDLED_ANEW:
            raise RuleBroken("nothing-redone", "没有要求重新作出意见的复查（复核）意见。", article=cls.article)
        if case.redone:
            raise RuleBroken("redone-already", f"已于 {case.redone.on} 登记重新作出的意见（{case.redone.number}）。")
        return issue.on, "签发复查（复核）意见书之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        issue = petition.opinion.issue if petition.opinion else None
        assert issue is not None
        if not issue.on <= self.decided_on <= self.day(context):
            raise RuleBroken(
                "redone-out-of-order",
                f"新意见书日期 {self.decided_on} 应在本单位意见书日期 {issue.on} 至收到日期之间，请核对。",
                field="decided_on",
            )
        return (OpinionRedone(body=case_of(petition).body, number=self.number, decided_on=self.decided_on),)
