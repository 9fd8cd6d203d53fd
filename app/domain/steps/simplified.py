"""简易办理: who may be handled so, and the way back to the ordinary procedure.

The rule (《信访事项简易办理办法（试行）》) is known from a press summary only, so an office must switch it on
(`Office.simplified`). The 60 days of 第三十四条 stay the limit of the law.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.simplified import Ordinary
from app.domain.steps.step import Context, Step, accepted_on, refuse_closed
from app.domain.words import must_text

RULE = "《信访事项简易办理办法（试行）》"
GROUP = 5  # persons from which a matter is collective [from memory]


class TurnedOrdinary(Facts, frozen=True, kw_only=True):
    """A simplified matter goes on by the ordinary procedure."""

    kind: ClassVar[str] = "turned_ordinary"

    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, ordinary=record(Ordinary, self, entry))

    def sentence(self, entry: Entry) -> str:
        return f"由简易办理转为普通程序，理由：{self.reason}"


class TurnOrdinary(Step, frozen=True, kw_only=True):
    """转为普通程序, until the opinion is issued; the 60 days go on from the acceptance."""

    name: ClassVar[str] = "to_ordinary"
    label: ClassVar[str] = "转为普通程序"
    article: ClassVar[str] = f"{RULE}（未见原文，使用前请核对）"
    example: ClassVar[dict[str, object]] = {"on": "2026-03-11", "reason": "经调查涉及三个村民小组的界线，争议较大。"}
    hint: ClassVar[str] = "办理中发现不适合简易办理的，转为普通程序。60日的办理期限仍从受理之日起算。"
    verb: ClassVar[str] = "转为普通程序"
    day_title: ClassVar[str] = "决定日期"

    reason: Annotated[str, must_text("转为普通程序的理由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        accepted = accepted_on(petition)
        if petition.ordinary:
            raise RuleBroken("ordinary-already", f"该事项已于 {petition.ordinary.on} 转为普通程序。")
        if not petition.simplified:
            raise RuleBroken("not-simplified", "该事项没有适用简易办理。")
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.opinion.issue.on} 签发，不需转为普通程序。")
        return accepted, "受理之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (TurnedOrdinary(reason=self.reason),)


def refuse_not_simple(petition: Petition, office: Office) -> None:
    """Raise RuleBroken with every reason why the matter may not be handled so. That the facts are clear and little is
    in dispute, the officer says who chooses it.
    """
    if not office.simplified:
        raise RuleBroken(
            "simplified-off", "本单位没有开启简易办理。确认当地适用后，先在单位资料中开启。", field="simplified"
        )
    reasons = [
        told
        for told, found in (
            (f"人数为{petition.head_count}人，属于集体信访", petition.head_count >= GROUP),
            ("已关联为重复信访，不是初次提出", any(link.link == "repeat" for link in petition.standing_links)),
        )
        if found
    ]
    if reasons:
        raise RuleBroken(
            "not-simple",
            f"不适用简易办理：{'；'.join(reasons)}。请按普通程序受理。",
            article=RULE,
            field="simplified",
            reasons=reasons,
        )
