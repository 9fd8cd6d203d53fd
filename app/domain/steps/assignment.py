"""交承办: the matter is assigned to an office of the house with a named handler."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Assignment, Petition
from app.domain.steps.step import REGULATION, Context, Step, accepted_on, refuse_closed
from app.domain.words import must, text


class Assigned(Facts, frozen=True, kw_only=True):
    """The matter was assigned; a later assignment replaces the handler, the earlier one stays in the record."""

    kind: ClassVar[str] = "assigned"

    office: str
    handler: str
    co_handlers: tuple[str, ...]
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, assignments=(*petition.assignments, record(Assignment, self, entry)))

    def sentence(self, entry: Entry) -> str:
        helped = f"，协办{'、'.join(self.co_handlers)}" if self.co_handlers else ""
        return f"交{self.office}承办，承办人{self.handler}{helped}"


class Assign(Step, frozen=True, kw_only=True):
    """交承办单位. The handler may not be a petitioner of the same matter (第二十八条第三款)."""

    name: ClassVar[str] = "assign"
    label: ClassVar[str] = "交承办"
    article: ClassVar[str] = f"{REGULATION}第二十八条第三款、第三十一条"
    example: ClassVar[dict[str, object]] = {"office": "村镇建设办", "handler": "王芳", "co_handlers": ["刘强"]}
    day_title: ClassVar[str] = "交办日期"

    office: Annotated[str, must("承办单位", 60)]
    handler: Annotated[str, must("承办人", 100)]
    co_handlers: Annotated[
        tuple[Annotated[str, must("协办人", 100)], ...], msgspec.Meta(title="协办人", max_length=20)
    ] = ()
    note: Annotated[str, text("拟办意见", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        accepted = accepted_on(petition)
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.opinion.issue.on} 签发，不再交办。")
        return accepted, "受理之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        helped = petition.assignments[-1].co_handlers if petition.assignments else ()
        return {"office": petition.office, "handler": petition.handler, "co_handlers": helped}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        concerned = {_unspaced(p.name) for p in petition.petitioners}
        for person in (self.handler, *self.co_handlers):
            if _unspaced(person) in concerned:
                raise RuleBroken(
                    "recusal",
                    f"{person}与本事项信访人姓名相同。与信访事项有直接利害关系的应当回避；确非同一人的，请在姓名后注明职务。",
                    article=f"{REGULATION}第二十八条第三款",
                    person=person,
                )
        return (Assigned(office=self.office, handler=self.handler, co_handlers=self.co_handlers, note=self.note),)


def _unspaced(name: str) -> str:
    return "".join(name.split())
