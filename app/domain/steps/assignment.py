"""交承办: the matter is assigned to an office of the house with a named handler."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.handling import Assignment
from app.domain.records.recusal import plain
from app.domain.steps.step import REGULATION, Context, Step, accepted_on, refuse_closed, refuse_recused
from app.domain.words import must, text


class Assigned(Facts, frozen=True, kw_only=True):
    """The matter was assigned; a later assignment replaces the handler, the earlier one stays in the record."""

    kind: ClassVar[str] = "assigned"

    office: str
    handler: str
    co_handlers: tuple[str, ...]
    note: str
    reason: str = ""  # why the handler was changed
    former: str = ""  # the handler until then

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, assignments=(*petition.assignments, record(Assignment, self, entry)))

    def sentence(self, entry: Entry) -> str:
        helped = f"，协办{'、'.join(self.co_handlers)}" if self.co_handlers else ""
        if not self.former:
            return f"交{self.office}承办，承办人{self.handler}{helped}"
        return f"承办人由{self.former}调整为{self.handler}，{self.office}承办{helped}，理由：{self.reason}"


class Assign(Step, frozen=True, kw_only=True):
    """交承办, and the change of a handler with its reason: until the matter is answered.

    Who handles it or helps may not be a petitioner of the matter, nor be kept out of it (第二十八条第三款). Matters
    under route 31-5, suggestions and consultations are assigned as well: 第二十九条、第三十一条第五项 ask for work too.
    """

    name: ClassVar[str] = "assign"
    label: ClassVar[str] = "交承办"
    article: ClassVar[str] = f"{REGULATION}第二十八条第三款、第二十九条、第三十一条"
    example: ClassVar[dict[str, object]] = {"office": "村镇建设办", "handler": "王芳", "co_handlers": ["刘强"]}
    hints: ClassVar[dict[str, str]] = {"reason": "更换承办人的必填；首次交办不填"}
    day_title: ClassVar[str] = "交办日期"

    office: Annotated[str, must("承办单位", 60)]
    handler: Annotated[str, must("承办人", 100)]
    co_handlers: Annotated[
        tuple[Annotated[str, must("协办人", 100)], ...], msgspec.Meta(title="协办人", max_length=20)
    ] = ()
    note: Annotated[str, text("拟办意见", 5_000)] = ""
    reason: Annotated[str, text("更换承办人的理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.reply:
            raise RuleBroken("replied-already", f"该事项已于 {petition.reply.on} 答复，不再交办。")
        if petition.notice and petition.notice.route == "31-5":
            return petition.notice.on, "告知之日"
        if petition.category != "claim" and petition.decision is None:
            return petition.received_on, "收到该事项之日"
        accepted = accepted_on(petition)
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.opinion.issue.on} 签发，不再交办。")
        return accepted, "受理之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        handler = "" if petition.handler_recused else petition.handler
        return {"office": petition.office, "handler": handler, "co_handlers": petition.co_handlers}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_concerned(petition, self.handler, *self.co_handlers)
        former = petition.handler if plain(petition.handler) != plain(self.handler) else ""
        if former and not self.reason.strip():
            raise RuleBroken(
                "change-reason-missing",
                f"该事项已由{former}承办，更换承办人的，请写明理由。",
                field="reason",
                former=former,
            )
        if self.reason.strip() and not former:
            raise RuleBroken("change-reason-not-here", "没有更换承办人，请不要填写更换的理由。", field="reason")
        return (
            Assigned(
                office=self.office,
                handler=self.handler,
                co_handlers=self.co_handlers,
                note=self.note,
                reason=self.reason,
                former=former,
            ),
        )


def refuse_concerned(petition: Petition, *people: str) -> None:
    """Who handles the matter may not bear a petitioner's name, nor be kept out of it (第二十八条第三款)."""
    refuse_recused(petition, *people)
    concerned = {plain(p.name) for p in petition.petitioners}
    for person in people:
        if plain(person) in concerned:
            raise RuleBroken(
                "recusal",
                f"{person}与本事项信访人姓名相同。与信访事项有直接利害关系的应当回避；确非同一人的，请在姓名后注明职务。",
                article=f"{REGULATION}第二十八条第三款",
                person=person,
            )
