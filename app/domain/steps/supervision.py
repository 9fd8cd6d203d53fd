"""催办、督办、三项建议 from a body above, and our written answer (《信访工作条例》第四十条).

The 条例 sets no number of days for the answer (the 30 days of the text of 2005 are gone): the letter sets it or nobody.
All this may also come after a petition was closed, as when an opinion is not carried out.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.codes import OUTCOMES, Outcome
from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.supervision import (
    ARTICLE,
    ARTICLE_SUGGESTED,
    BY_LETTER,
    NO_TERM,
    SUGGESTIONS,
    SUPERVISIONS,
    TRIGGERS,
    Feedback,
    Supervision,
    SupervisionKind,
    Trigger,
)
from app.domain.steps.step import Context, Step
from app.domain.words import line, must, must_text, named, text

SERIES = "feedback"  # F27b, F28b
ANSWER, ADOPTION = "F27b", "F28b"  # 督办（催办）反馈函, 建议采纳情况反馈函
DUE = msgspec.Meta(title="要求反馈的日期", extra={"future": True})


class SupervisionReceived(Facts, frozen=True, kw_only=True):
    """A body above reminded, supervised or suggested."""

    kind: ClassVar[str] = "supervision_received"

    supervision: SupervisionKind
    body: str
    letter_number: str
    letter_on: dt.date | None
    trigger: Trigger | Literal[""]
    asked: str
    due: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(
            petition, supervisions=(*petition.supervisions, record(Supervision, self, entry))
        )

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.letter_number}）" if self.letter_number else ""
        why = f"，督办情形：{TRIGGERS[self.trigger]}" if self.trigger else ""
        until = f"{self.due}前反馈" if self.due else f"来文没有定反馈日期，{NO_TERM}"
        return f"收到{self.body}{SUPERVISIONS[self.supervision]}{number}{why}，要求：{_plain(self.asked)}；{until}"


class FeedbackSent(NumberedFacts, frozen=True, kw_only=True):
    """We answered in writing; what F27b or F28b says is fixed here."""

    kind: ClassVar[str] = "feedback_sent"
    series: ClassVar[str] = SERIES

    paper: str
    supervision: str  # ref of what it answers
    body: str
    outcome: Outcome | Literal[""]
    situation: str
    reasons: str
    measures: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        answered = tuple(
            msgspec.structs.replace(one, answered_on=entry.on) if one.ref == self.supervision else one
            for one in petition.supervisions
        )
        feedbacks = (*petition.feedbacks, record(Feedback, self, entry))
        return msgspec.structs.replace(petition, supervisions=answered, feedbacks=feedbacks)

    def sentence(self, entry: Entry) -> str:
        outcome = f"采纳情况（{OUTCOMES[self.outcome]}）" if self.outcome else "办理情况"
        return f"向{self.body}书面反馈{outcome}（{self.number}）"


class ReceiveReminder(Step, frozen=True, kw_only=True):
    """收到催办: a body above asks us to hurry. No article defines it; an answer is owed where it asks for one."""

    name: ClassVar[str] = "reminder_received"
    label: ClassVar[str] = "收到催办"
    article: ClassVar[str] = BY_LETTER
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "某某县信访局",
        "asked": "请按期办结并书面答复信访人。",
        "letter_number": "某信催〔2026〕7号",
        "letter_on": "2026-03-02",
        "due": "2026-03-27",
    }
    hints: ClassVar[dict[str, str]] = {"due": "来文没有定的不填"}
    verb: ClassVar[str] = "登记催办"
    day_title: ClassVar[str] = "收到日期"

    body: Annotated[str, must("催办机关、单位", 100)]
    asked: Annotated[str, must_text("催办要求", 5_000)]
    letter_number: Annotated[str, line("来文文号", 60)] = ""
    letter_on: Annotated[dt.date | None, named("来文日期")] = None
    due: Annotated[dt.date | None, DUE] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return _usual_body(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_received(self, "reminder", context),)


class ReceiveSupervision(Step, frozen=True, kw_only=True):
    """收到督办, with the situation that it is made for and the day that the letter sets (D12)."""

    name: ClassVar[str] = "supervision_received"
    label: ClassVar[str] = "收到督办"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "某某县信访局",
        "trigger": "T1",
        "asked": "请于3月底前办结，并书面反馈办理情况、说明原因。",
        "letter_number": "某信督〔2026〕5号",
        "letter_on": "2026-03-02",
        "due": "2026-03-31",
    }
    hint: ClassVar[str] = f"条例没有规定督办的反馈期限：督办函定了日期的照填，没有定的不填，记为“{NO_TERM}”。"
    verb: ClassVar[str] = "登记督办"
    day_title: ClassVar[str] = "收到日期"

    body: Annotated[str, must("督办机关、单位", 100)]
    trigger: Annotated[Trigger, named("督办情形", words=TRIGGERS)]
    asked: Annotated[str, must_text("督办要求", 5_000)]
    letter_number: Annotated[str, line("督办函文号", 60)] = ""
    letter_on: Annotated[dt.date | None, named("督办函日期")] = None
    due: Annotated[dt.date | None, DUE] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return _usual_body(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_received(self, "supervision", context, self.trigger),)


class ReceiveSuggestion(Step, frozen=True, kw_only=True):
    """收到三项建议: whether it is adopted is answered in writing (第四十条第四款), within no set number of days."""

    name: ClassVar[str] = "suggestion_received"
    label: ClassVar[str] = "收到三项建议"
    article: ClassVar[str] = ARTICLE_SUGGESTED
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-16",
        "body": "某某县信访局",
        "suggestion": "improve",
        "asked": "建议建立村道项目进度公示制度，每季度在村务公开栏公布。",
        "letter_number": "某信建〔2026〕2号",
        "letter_on": "2026-03-02",
        "due": "2026-04-15",
    }
    hint: ClassVar[str] = (
        f"应当书面反馈采纳情况。条例没有规定天数：建议书定了日期的照填，没有定的不填，记为“{NO_TERM}”。"
    )
    verb: ClassVar[str] = "登记建议"
    day_title: ClassVar[str] = "收到日期"

    body: Annotated[str, must("提出建议的机关、单位", 100)]
    suggestion: Annotated[Literal["improve", "policy", "accountability"], named("建议种类", words=SUGGESTIONS)]
    asked: Annotated[str, must_text("建议内容", 5_000)]
    letter_number: Annotated[str, line("建议书文号", 60)] = ""
    letter_on: Annotated[dt.date | None, named("建议书日期")] = None
    due: Annotated[dt.date | None, DUE] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return _usual_body(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (_received(self, self.suggestion, context),)


class GiveFeedback(Step, frozen=True, kw_only=True):
    """书面反馈: F27b to who reminded or supervised; F28b to who suggested, with 采纳情况. Meets D12."""

    name: ClassVar[str] = "feedback"
    label: ClassVar[str] = "书面反馈"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-20",
        "situation": "已于3月18日召开现场协调会，确定4月10日前完成补偿款发放。",
        "reasons": "补偿名册中有两户面积有出入，需要重新核对。",
        "measures": "由分管负责人包抓，每周通报进度。",
        "letter": 1,
    }
    hints: ClassVar[dict[str, str]] = {
        "letter": "按收到的先后；0 为最急的一份",
        "outcome": "只在反馈三项建议时填写",
    }
    verb: ClassVar[str] = "出具反馈函"
    day_title: ClassVar[str] = "反馈日期"

    situation: Annotated[str, must_text("办理（落实）情况", 20_000)]
    reasons: Annotated[str, text("原因（未采纳的理由）", 20_000)] = ""
    measures: Annotated[str, text("下一步措施", 20_000)] = ""
    letter: Annotated[int, msgspec.Meta(title="反馈第几份来文", ge=0, le=10_000)] = 0
    outcome: Annotated[Outcome | Literal[""], named("采纳情况", words=OUTCOMES)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        waiting = unanswered(petition)
        if not waiting:
            raise RuleBroken("nothing-to-answer", "没有待反馈的催办、督办或者建议。先登记收到的来文。")
        earliest = min(one.on for one in waiting.values())
        return earliest, "收到来文之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return "\n".join(
            f"第{place}份：{one.on} 收到{one.body}{one.letter}，{f'{one.due}前反馈' if one.due else NO_TERM}；"
            f"要求：{_plain(one.asked)}"
            for place, one in unanswered(petition).items()
        )

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"letter": next(iter(unanswered(petition)), 0)}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        asked = self._asked(petition)
        self._check_outcome(suggested=asked.suggested)
        if self.day(context) < asked.on:
            raise RuleBroken(
                "feedback-too-early",
                f"反馈日期 {self.day(context)} 早于收到该来文之日（{asked.on}），请核对日期。",
                field="on",
                event_on=str(asked.on),
            )
        if asked.supervision == "supervision" and not self.reasons.strip():
            raise RuleBroken("reasons-missing", "反馈督办要说明原因，请填写。", field="reasons")
        return (
            FeedbackSent(
                paper=ADOPTION if asked.suggested else ANSWER,
                supervision=asked.ref,
                body=asked.body,
                outcome=self.outcome,
                situation=self.situation,
                reasons=self.reasons,
                measures=self.measures,
                **context.head(SERIES, self.day(context)),
            ),
        )

    def _asked(self, petition: Petition) -> Supervision:
        """The letter that is answered."""
        waiting = unanswered(petition)
        wanted = self.letter or next(iter(waiting), 0)
        if wanted not in waiting:
            known = "、".join(f"第{place}份" for place in waiting)
            raise RuleBroken(
                "letter-unknown", f"第{wanted}份来文不存在或者已经反馈，待反馈的有{known}。", field="letter"
            )
        return waiting[wanted]

    def _check_outcome(self, *, suggested: bool) -> None:
        if self.outcome and not suggested:
            raise RuleBroken("outcome-not-here", "采纳情况只适用于三项建议，请不要填写。", field="outcome")
        if suggested and not self.outcome:
            raise RuleBroken("outcome-missing", "请选择采纳情况。", article=ARTICLE_SUGGESTED, field="outcome")
        if suggested and self.outcome != "adopted" and not self.reasons.strip():
            raise RuleBroken("reasons-missing", "没有全部采纳的，请填写未采纳的理由。", field="reasons")


def unanswered(petition: Petition) -> dict[int, Supervision]:
    """Place (from 1, in the order of receipt) -> what was not answered yet, the most pressing first."""
    waiting = {place: one for place, one in enumerate(petition.supervisions, 1) if one.answered_on is None}
    return dict(sorted(waiting.items(), key=lambda item: (item[1].due or dt.date.max, item[0])))


def _received(
    step: ReceiveReminder | ReceiveSupervision | ReceiveSuggestion,
    kind: SupervisionKind,
    context: Context,
    trigger: Trigger | Literal[""] = "",
) -> SupervisionReceived:
    if step.body.strip() == context.office.name:
        raise RuleBroken("sender-is-own", f"{step.body.strip()}就是本单位，不是来文单位。", field="body")
    day = step.day(context)
    if step.letter_on and step.letter_on > day:
        raise RuleBroken("letter-day", f"来文日期 {step.letter_on} 晚于收到日期 {day}，请核对。", field="letter_on")
    if step.due and step.due < (step.letter_on or dt.date.min):
        raise RuleBroken(
            "letter-day", f"要求反馈的日期 {step.due} 早于来文日期 {step.letter_on}，请核对。", field="due"
        )
    return SupervisionReceived(
        supervision=kind,
        body=step.body.strip(),
        letter_number=step.letter_number.strip(),
        letter_on=step.letter_on,
        trigger=trigger,
        asked=step.asked,
        due=step.due,
    )


def _usual_body(petition: Petition) -> dict[str, object]:
    """Who sent the matter is who usually asks after it."""
    if petition.supervisions:
        return {"body": petition.supervisions[-1].body}
    return {"body": petition.from_above.body} if petition.from_above else {}


def _plain(words: str) -> str:
    """Several lines as part of one sentence."""
    return "；".join(part.strip().rstrip("。；，") for part in words.splitlines() if part.strip())
