"""调查核实: listening to the petitioner and finding the facts, each time as a dated record."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.handling import Investigation
from app.domain.steps.step import (
    REGULATION,
    Context,
    Step,
    accepted_on,
    refuse_closed,
    refuse_handler_recused,
)
from app.domain.words import line, must, must_text


class Investigated(Facts, frozen=True, kw_only=True):
    """One record of investigation."""

    kind: ClassVar[str] = "investigated"

    place: str
    participants: tuple[str, ...]
    record: str
    evidence: tuple[str, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(
            petition, investigations=(*petition.investigations, record(Investigation, self, entry))
        )

    def sentence(self, entry: Entry) -> str:
        where = f"在{self.place}" if self.place else ""
        return f"{where}调查核实：{self.record}"


class Investigate(Step, frozen=True, kw_only=True):
    """调查核实记录: of an accepted petition, or of an application to act (第三十一条第五项)."""

    name: ClassVar[str] = "investigate"
    label: ClassVar[str] = "调查核实"
    article: ClassVar[str] = f"{REGULATION}第三十一条第五项、第六项"
    ours: ClassVar[tuple[str, ...]] = ("participants",)
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-10",
        "place": "石桥村三组",
        "participants": ["张三", "村支书李某"],
        "record": "现场查看道路，听取张三陈述，核对项目计划。",
        "evidence": ["现场照片4张", "2025年项目计划表"],
    }
    verb: ClassVar[str] = "记录"
    day_title: ClassVar[str] = "调查日期"

    record: Annotated[str, must_text("调查情况")]
    place: Annotated[str, line("地点", 200)] = ""
    participants: Annotated[
        tuple[Annotated[str, must("参加人", 100)], ...], msgspec.Meta(title="参加人", max_length=100)
    ] = ()
    evidence: Annotated[tuple[Annotated[str, must("证据", 300)], ...], msgspec.Meta(title="证据", max_length=200)] = ()

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_handler_recused(petition)
        if petition.notice and petition.notice.route == "31-5":
            if petition.reply:
                raise RuleBroken(
                    "replied-already", f"该事项已于 {petition.reply.on} 答复处理情况，答复后不再补记调查核实。"
                )
            return petition.notice.on, "告知之日"
        return accepted_on(petition), "受理之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (
            Investigated(place=self.place, participants=self.participants, record=self.record, evidence=self.evidence),
        )
