"""领导包案 and 领导批示 (《信访工作条例》第十八条第二款). They change no period and no competence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.leader import Instruction, LeadCase
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import line, must, must_text, text

ARTICLE = f"{REGULATION}第十八条第二款"


class LeadCaseTaken(Facts, frozen=True, kw_only=True):
    """A leader took the matter upon himself."""

    kind: ClassVar[str] = "lead_case_taken"

    leader: str
    post: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, lead_cases=(*petition.lead_cases, record(LeadCase, self, entry)))

    def sentence(self, entry: Entry) -> str:
        reason = f"，事由：{self.reason}" if self.reason else ""
        return f"由{_who(self.leader, self.post)}包案{reason}"


class LeadCaseEnded(Facts, frozen=True, kw_only=True):
    """The leader no longer leads it; `taken` is the entry that said so first."""

    kind: ClassVar[str] = "lead_case_ended"

    taken: str
    leader: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        ended = {"ended_on": entry.on, "ended_by": entry.officer, "ended_reason": self.reason}
        cases = (msgspec.structs.replace(x, **ended) if x.ref == self.taken else x for x in petition.lead_cases)
        return msgspec.structs.replace(petition, lead_cases=tuple(cases))

    def sentence(self, entry: Entry) -> str:
        return f"{self.leader}包案结束，事由：{self.reason}"


class Instructed(Facts, frozen=True, kw_only=True):
    """A leader's instruction was recorded; `on` is its day."""

    kind: ClassVar[str] = "instructed"

    leader: str
    post: str
    words: str
    passed_to: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(
            petition, instructions=(*petition.instructions, record(Instruction, self, entry))
        )

    def sentence(self, entry: Entry) -> str:
        passed = f"，已转{self.passed_to}" if self.passed_to else ""
        return f"{_who(self.leader, self.post)}批示：{self.words}{passed}"


class TakeLeadCase(Step, frozen=True, kw_only=True):
    """领导包案. Also on a closed petition: closed is not settled."""

    name: ClassVar[str] = "lead_case"
    label: ClassVar[str] = "领导包案"
    article: ClassVar[str] = ARTICLE
    ours: ClassVar[tuple[str, ...]] = ("leader",)
    example: ClassVar[dict[str, object]] = {"leader": "陈明", "post": "镇长", "reason": "涉及多个部门，需要协调资金"}
    hint: ClassVar[str] = "包案是由领导负责推动化解，不改变承办单位、承办人和法定期限。"
    day_title: ClassVar[str] = "包案日期"

    leader: Annotated[str, must("包案领导", 60)]
    post: Annotated[str, must("职务", 60)]
    reason: Annotated[str, text("包案事由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        standing = _standing(petition)
        if standing:
            raise RuleBroken(
                "led-already",
                f"该事项自 {standing.on} 起由{standing.leader}包案。更换的，先办理“结束包案”。",
                leader=standing.leader,
            )
        ended = [case.ended_on for case in petition.lead_cases if case.ended_on]
        return (max(ended), "前次包案结束之日") if ended else (petition.received_on, "收到该事项之日")

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (LeadCaseTaken(leader=self.leader.strip(), post=self.post.strip(), reason=self.reason.strip()),)


class EndLeadCase(Step, frozen=True, kw_only=True):
    """结束包案, with the reason: settled, or another leader takes it."""

    name: ClassVar[str] = "end_lead_case"
    label: ClassVar[str] = "结束包案"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"reason": "问题已化解"}
    day_title: ClassVar[str] = "结束日期"

    reason: Annotated[str, must_text("结束事由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _led(petition).on, "包案之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        standing = _standing(petition)
        return f"包案领导：{_who(standing.leader, standing.post)}，自 {standing.on} 起" if standing else ""

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        standing = _led(petition)
        return (LeadCaseEnded(taken=standing.ref, leader=standing.leader, reason=self.reason.strip()),)


class RecordInstruction(Step, frozen=True, kw_only=True):
    """领导批示, as it was written; also on a closed petition."""

    name: ClassVar[str] = "instruction"
    label: ClassVar[str] = "记录领导批示"
    article: ClassVar[str] = ARTICLE
    ours: ClassVar[tuple[str, ...]] = ("leader",)
    example: ClassVar[dict[str, object]] = {
        "leader": "陈明",
        "post": "镇长",
        "words": "请村镇建设办抓紧核实，依法按期答复。",
        "passed_to": "村镇建设办",
    }
    hint: ClassVar[str] = "照录批示原文。批示不改变法定期限和办理程序，也不代替给信访人的答复。"
    day_title: ClassVar[str] = "批示日期"

    leader: Annotated[str, must("批示领导", 60)]
    post: Annotated[str, line("职务", 60)] = ""
    words: Annotated[str, must_text("批示内容", 5_000)]
    passed_to: Annotated[str, line("转交科室（单位）", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (
            Instructed(
                leader=self.leader.strip(),
                post=self.post.strip(),
                words=self.words.strip(),
                passed_to=self.passed_to.strip(),
            ),
        )


def _standing(petition: Petition) -> LeadCase | None:
    last = petition.lead_cases[-1] if petition.lead_cases else None
    return last if last and last.ended_on is None else None


def _led(petition: Petition) -> LeadCase:
    standing = _standing(petition)
    if standing is None:
        raise RuleBroken("no-lead-case", "该事项没有领导包案。")
    return standing


def _who(leader: str, post: str) -> str:
    return f"{leader}（{post}）" if post else leader
