"""异议 to what was sent down: within 5 working days, with detailed reasons, and the sender answers (第二十三条第三款).

The law gives the objection no effect of its own: until the sender agrees the matter stays here, its periods run on from
the day on which it was received, and its papers stay in the house.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.objection import ANSWERS, AnswerKind, Objection, ObjectionAnswer
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed, refuse_open_objection
from app.domain.words import line, must_text, named, text

SERIES = "objection"  # F10
ARTICLE = f"{REGULATION}第二十三条第三款"


class Objected(NumberedFacts, frozen=True, kw_only=True):
    """The office objected; what the letter F10 says is fixed here."""

    kind: ClassVar[str] = "objected"
    series: ClassVar[str] = SERIES

    body: str
    reason: str
    competent: str
    returned: tuple[str, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, objections=(*petition.objections, record(Objection, self, entry)))

    def sentence(self, entry: Entry) -> str:
        competent = f"，建议由{self.competent}办理" if self.competent else ""
        return f"向{self.body}提出异议，认为不属于本单位职权范围{competent}，异议函{self.number}"


class ObjectionAnswered(Facts, frozen=True, kw_only=True):
    """The objection was answered, or taken back. `objection` is the entry that raised it."""

    kind: ClassVar[str] = "objection_answered"

    objection: str
    outcome: AnswerKind
    body: str
    number: str
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        answer = record(ObjectionAnswer, self, entry)
        answered = tuple(
            msgspec.structs.replace(one, answer=answer) if one.ref == self.objection else one
            for one in petition.objections
        )
        return msgspec.structs.replace(petition, objections=answered)

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        if self.outcome == "agreed":
            return f"{self.body}核实同意异议{number}，材料交还"
        if self.outcome == "refused":
            return f"{self.body}不同意异议{number}，由本单位继续办理，期限自收到之日起连续计算"
        return "本单位撤回异议，继续办理，期限自收到之日起连续计算"


class RaiseObjection(Step, frozen=True, kw_only=True):
    """提出异议: only to what was sent down, before any decision, and not after the fifth working day."""

    name: ClassVar[str] = "object"
    label: ClassVar[str] = "提出异议"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-04",
        "reason": "该路段为省道，由县公路事业发展中心管理养护，本镇没有管理职权。",
        "competent": "某某县公路事业发展中心",
    }
    hint: ClassVar[str] = (
        "不属于本单位（本系统）职权范围的，自收到之日起5个工作日内提出，并详细说明理由。"
        "对方核实同意后才交还材料；答复前期限照常计算，不能作出受理、告知等决定。"
    )
    hints: ClassVar[dict[str, str]] = {"reason": "印在异议函上"}
    day_title: ClassVar[str] = "提出日期"

    reason: Annotated[str, must_text("不属于本单位职权的理由", 5_000)]
    competent: Annotated[str, line("建议的承办单位", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.from_above is None:
            raise RuleBroken(
                "not-from-above",
                "只有信访部门或者上级机关、单位转送、交办的事项才提出异议；直接提出而不属于本单位职权的，"
                "办理“告知向有权机关提出”或者“转送”。",
                article=ARTICLE,
            )
        refuse_open_objection(petition)
        if petition.decision:
            what, on = petition.decision
            raise RuleBroken(
                "decided-already",
                f"该事项已于 {on} {what}，不能再提出异议。",
                article=ARTICLE,
                decision=what,
                on=str(on),
            )
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day, last = self.day(context), context.last_day("D3", petition.received_on)
        if day > last:
            raise RuleBroken(
                "objection-too-late",
                f"提出日期 {day} 晚于收到之日起第5个工作日 {last}，不能再提出异议。确有争议的，请与来件单位协商。",
                article=ARTICLE,
                on=str(day),
                last_day=str(last),
            )
        self._check_new(petition)
        sent = petition.from_above
        body = sent.body if sent else ""
        if self.competent.strip() == context.office.name:
            raise RuleBroken("body-is-own", f"{self.competent}就是本单位，请核对。", article=ARTICLE, field="competent")
        return (
            Objected(
                **context.head(SERIES, day),
                body=body,
                reason=self.reason.strip(),
                competent=self.competent.strip(),
                returned=_papers_held(petition, day),
            ),
        )

    def _check_new(self, petition: Petition) -> None:
        """An objection that was refused is not raised again for the same reason."""
        said = _unspaced(self.reason)
        for before in petition.objections:
            if _unspaced(before.reason) == said and before.answer:
                raise RuleBroken(
                    "objection-repeated",
                    f"同一理由的异议已于 {before.answer.on} 有结果（{ANSWERS[before.answer.outcome]}），不能再提。",
                    article=ARTICLE,
                    on=str(before.answer.on),
                    field="reason",
                )


class AnswerObjection(Step, frozen=True, kw_only=True):
    """异议答复: agreed, and the matter goes back; or not, and it is handled here."""

    name: ClassVar[str] = "objection_answer"
    label: ClassVar[str] = "异议答复"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-09",
        "outcome": "refused",
        "body": "某某县信访局",
        "number": "某信函〔2026〕3号",
        "note": "按属地管理由镇政府牵头办理。",
    }
    hint: ClassVar[str] = (
        "对方核实同意的，交还材料，本单位不再办理；不同意的，由本单位办理，书面告知的期限自收到之日起连续计算，没有中止。"
    )
    verb: ClassVar[str] = "记录答复"
    day_title: ClassVar[str] = "答复日期"

    outcome: Annotated[AnswerKind, named("核实意见", words=ANSWERS)]
    body: Annotated[str, line("答复单位", 100)] = ""
    number: Annotated[str, line("答复文号", 100)] = ""
    note: Annotated[str, text("答复内容", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        waiting = petition.open_objection
        if waiting is None:
            raise RuleBroken("no-objection", "没有等待答复的异议。", article=ARTICLE)
        return waiting.on, "提出异议之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        waiting = petition.open_objection
        return f"{waiting.on} 向{waiting.body}提出异议（{waiting.number}）：{waiting.reason}" if waiting else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"body": petition.from_above.body} if petition.from_above else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting = petition.open_objection
        sender = waiting.body if waiting else ""
        return (
            ObjectionAnswered(
                objection=waiting.ref if waiting else "",
                outcome=self.outcome,
                body=context.office.name if self.outcome == "withdrawn" else self.body.strip() or sender,
                number=self.number.strip(),
                note=self.note,
            ),
        )


def _papers_held(petition: Petition, day: dt.date) -> tuple[str, ...]:
    """What goes back when the sender agrees: its letter, and every material that came in up to this day."""
    sent = petition.from_above
    on = sent.letter_on if sent else None
    dated = f"{on.year}年{on.month}月{on.day}日" if on else ""  # it stands on a paper
    known = "，".join(filter(None, (sent.letter_number if sent else "", dated)))
    came = [f"{sent.body}来文（{known}）"] if sent and known else []
    later = (m for contact in petition.standing_contacts[1:] if contact.on <= day for m in contact.materials)
    for paper in (*petition.materials, *later):
        came.append(f"{paper.name}，{paper.copies}份，{paper.pages}页{'（原件）' if paper.original else ''}")
    return tuple(came)


def _unspaced(text: str) -> str:
    return "".join(text.split())
