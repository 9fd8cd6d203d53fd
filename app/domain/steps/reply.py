"""答复: to an application to act (第三十一条第五项), to a suggestion (第二十九条), to a consultation."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.codes import OUTCOMES, Outcome
from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Basis
from app.domain.records.reply import Reply as ReplyState
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.step import (
    REGULATION,
    Context,
    refuse_closed,
    refuse_competent_elsewhere,
    refuse_decided,
    refuse_handler_recused,
    to_decide,
)
from app.domain.words import line, must_text, named, text

SERIES = "reply"  # F13, F14
ACT = "F13"  # 投诉（举报）处理情况告知书
ANSWER = "F14"  # 建议意见（咨询）回复函


class Replied(NumberedFacts, frozen=True, kw_only=True):
    """The reply left the house; what it says is fixed here."""

    kind: ClassVar[str] = "replied"
    series: ClassVar[str] = SERIES

    paper: str
    findings: str
    handling: str
    basis: tuple[Basis, ...]
    outcome: Outcome | Literal[""]
    interest: bool
    review_body: str
    court: str
    on_spot: bool = False  # while the visitor was here (第二十三条第二款)
    accepted: bool | None = None  # whether the visitor agreed with it, asked on the spot only

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, reply=record(ReplyState, self, entry))

    def sentence(self, entry: Entry) -> str:
        if self.paper == ACT:
            return f"答复处理情况，出具处理情况告知书（{self.number}）"
        on_spot = ("当场答复", "，信访人认可" if self.accepted else "，信访人不认可") if self.on_spot else ("答复", "")
        outcome = f"，建议意见{OUTCOMES[self.outcome]}" if self.outcome else ""
        return f"{on_spot[0]}信访人{outcome}{on_spot[1]}，出具回复函（{self.number}）"


class Reply(AtDesk, frozen=True, kw_only=True):
    """答复. Never instead of an opinion, and with no review (复查): that belongs to route 31-6 alone.

    `interest` says that the petitioner has a legal interest: then F13 names 行政复议 and 行政诉讼.
    """

    name: ClassVar[str] = "reply"
    label: ClassVar[str] = "答复"
    article: ClassVar[str] = f"{REGULATION}第二十九条、第三十一条第五项"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-25",
        "handling": "已列入2026年度村庄绿化计划，10月底前补植。",
        "outcome": "adopted",
    }

    handling: Annotated[str, must_text("处理（答复）情况", 20_000)]
    findings: Annotated[str, text("调查（研究论证）情况", 20_000)] = ""
    basis: Annotated[tuple[Basis, ...], msgspec.Meta(title="法律法规依据", max_length=50)] = ()
    outcome: Annotated[Outcome | Literal[""], named("采纳情况")] = ""
    interest: Annotated[bool, named("存在法律上利害关系")] = False
    review_body: Annotated[str, line("行政复议机关", 100)] = ""
    court: Annotated[str, line("管辖法院", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        if petition.reply:
            raise RuleBroken("replied-already", f"该事项已于 {petition.reply.on} 答复。", on=str(petition.reply.on))
        refuse_handler_recused(petition)
        if petition.notice and petition.notice.route == "31-5":
            return _investigated(petition)
        refuse_decided(petition)
        refuse_competent_elsewhere(petition)
        if petition.category not in ("suggestion", "consultation"):
            raise RuleBroken(
                "not-decided",
                "申诉求决类事项先作出受理、告知等决定；属于申请查处违法行为、履行法定职责的，先办理“告知处理途径”。",
                article=f"{REGULATION}第二十三条第一款",
            )
        return to_decide(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        paper = ACT if petition.notice else ANSWER
        self._check_outcome(petition)
        self._check_act() if paper == ACT else self._check_answer()
        return (
            Replied(
                paper=paper,
                findings=self.findings,
                handling=self.handling,
                basis=self.basis,
                outcome=self.outcome,
                interest=self.interest,
                review_body=self.review_body,
                court=self.court,
                **context.head(SERIES, self.day(context)),
            ),
        )

    def _check_outcome(self, petition: Petition) -> None:
        suggestion = petition.category == "suggestion"
        if suggestion and not self.outcome:
            raise RuleBroken("outcome-missing", "请选择采纳情况。", article=f"{REGULATION}第二十九条")
        if self.outcome and not suggestion:
            raise RuleBroken("outcome-not-here", "采纳情况只适用于建议意见类事项，请不要填写。")

    def _check_act(self) -> None:
        """F13 says what was found, by which law it was handled, and the remedies of whom it concerns."""
        needed = {"调查（研究论证）情况": self.findings.strip(), "法律法规依据": self.basis}
        if self.interest:
            needed |= {"行政复议机关": self.review_body.strip(), "管辖法院": self.court.strip()}
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise RuleBroken(
                "reply-incomplete",
                f"处理情况告知书还缺：{'、'.join(missing)}。",
                article=f"{REGULATION}第三十一条第五项",
                missing=missing,
            )

    def _check_answer(self) -> None:
        if self.interest:
            raise RuleBroken("remedy-not-here", "对建议意见和咨询的回复不告知行政复议、行政诉讼，请不要勾选利害关系。")


def _investigated(petition: Petition) -> tuple[dt.date, str]:
    """The first record of investigation after the notice of route 31-5."""
    if not petition.investigations:
        raise RuleBroken(
            "not-investigated",
            "尚无调查核实记录。答复前应当调查核实，先办理“调查核实”。",
            article=f"{REGULATION}第三十一条第五项",
        )
    return min(record.on for record in petition.investigations), "调查核实之日"
