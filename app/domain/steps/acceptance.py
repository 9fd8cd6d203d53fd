"""受理 under route 31(6), the only route that leads to an opinion and to review.

《信访工作条例》第二十三条、第三十一条第六项、第三十四条.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.codes import CATEGORIES
from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.competence import Acceptance
from app.domain.steps.assignment import refuse_concerned
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.simplified import refuse_not_simple
from app.domain.steps.step import (
    REGULATION,
    TO_CORRECT,
    Context,
    refuse_closed,
    refuse_competent_elsewhere,
    refuse_decided,
    to_decide,
)
from app.domain.words import line, named

SERIES = "F03"


class Accepted(Facts, frozen=True, kw_only=True):
    """The petition was accepted; what the notice F03 says is fixed here."""

    kind: ClassVar[str] = "accepted"

    route: str
    notice_number: str
    year: int
    notice_serial: int
    office: str
    handler: str
    due: dt.date
    unit: str
    phone: str
    simplified: bool = False
    simplified_due: dt.date | None = None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, acceptance=record(Acceptance, self, entry))

    def sentence(self, entry: Entry) -> str:
        how = "（适用简易办理）" if self.simplified else ""
        return f"决定受理{how}，出具受理告知书（{self.notice_number}），应于{self.due}前办结"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((SERIES, self.year, self.notice_serial),)

    def numbers(self) -> tuple[str, ...]:
        return (self.notice_number,)


class Accept(AtDesk, frozen=True, kw_only=True):
    """受理: decide to handle the petition by the ordinary procedure and make the notice F03."""

    name: ClassVar[str] = "accept"
    label: ClassVar[str] = "受理"
    article: ClassVar[str] = f"{REGULATION}第二十三条、第三十一条第六项"
    example: ClassVar[dict[str, object]] = {"on": "2026-03-05", "office": "村镇建设办", "handler": "王芳"}

    office: Annotated[str, line("承办单位", 60)] = ""
    handler: Annotated[str, line("承办人", 100)] = ""
    route: Annotated[Literal["31-6"], named("办理途径")] = "31-6"
    # Chosen by an officer who finds: raised for the first time, facts and duty clear, little dispute, one unit only.
    simplified: Annotated[bool, named("适用简易办理")] = False

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.acceptance:
            raise RuleBroken("accepted-already", f"该事项已于 {petition.acceptance.on} 受理。")
        refuse_decided(petition)
        refuse_competent_elsewhere(petition)
        if petition.category != "claim":
            raise RuleBroken(
                "not-a-claim",
                f"该事项登记为“{CATEGORIES[petition.category]}”，不适用第三十一条第六项的受理程序，"
                f"不出具信访处理意见书，请按相应条款研究答复。{TO_CORRECT}",
                article=f"{REGULATION}第二十九条" if petition.category == "suggestion" else f"{REGULATION}第二十三条",
            )
        return to_decide(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.handler:
            refuse_concerned(petition, self.handler)
        if self.simplified:
            refuse_not_simple(petition, context.office)
        day = self.day(context)
        taken, office = context.take(SERIES, day), context.office
        return (
            Accepted(
                route=self.route,
                notice_number=taken.number,
                year=taken.year,
                notice_serial=taken.serial,
                office=self.office or office.name,
                handler=self.handler,
                due=context.due("D5", day),
                unit=office.name,
                phone=office.phone,
                simplified=self.simplified,
                simplified_due=context.due("D13", day) if self.simplified else None,
            ),
        )
