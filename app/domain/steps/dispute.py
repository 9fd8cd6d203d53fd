"""管辖争议: which of several bodies accepts a matter is asked of the body above them, and what it decides (第二十四条).

Bodies that a matter touches agree who accepts it; where they do not, the next body above all of them decides, or the
joint conference where there is none. The article stops no period and sets none for the decision: what was to be told by
a day is to be told by that day.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.dispute import (
    ARBITERS,
    OUTCOMES,
    SETTLED_HOW,
    Arbiter,
    CompetenceDecision,
    CompetenceDispute,
    Outcome,
    SettledHow,
)
from app.domain.steps.notice import undecided
from app.domain.steps.step import ARTICLE_DISPUTE, Context, Step, refuse_closed
from app.domain.words import line, must, must_text, named, text

SERIES = "competence"  # F10a
MOST_BODIES = 10

Body = Annotated[str, must("机关、单位", 100)]


class CompetenceDisputed(NumberedFacts, frozen=True, kw_only=True):
    """The body above was asked who accepts the matter; what the letter F10a says is fixed here."""

    kind: ClassVar[str] = "competence_disputed"
    series: ClassVar[str] = SERIES

    bodies: tuple[str, ...]
    arbiter: Arbiter
    superior: str
    views: str
    signer: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        disputes = (*petition.disputes, record(CompetenceDispute, self, entry))
        return msgspec.structs.replace(petition, disputes=disputes)

    def sentence(self, entry: Entry) -> str:
        return (
            f"与{'、'.join(self.bodies)}对由谁受理有争议，提请{self.superior}决定（{self.number}）；"
            "条例未规定决定的期限，书面告知的期限照常计算"
        )


class CompetenceDecided(Facts, frozen=True, kw_only=True):
    """The dispute ended. `dispute` is the entry that began it."""

    kind: ClassVar[str] = "competence_decided"

    dispute: str
    how: SettledHow
    outcome: Outcome
    by_body: str
    competent: str
    number: str
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        decision = record(CompetenceDecision, self, entry)
        decided = tuple(
            msgspec.structs.replace(one, decision=decision) if one.ref == self.dispute else one
            for one in petition.disputes
        )
        return msgspec.structs.replace(petition, disputes=decided)

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        who = f"{self.by_body}决定" if self.how == "decided" else "各方协商一致，"
        return f"{who}由{self.competent}受理{number}，期限自收到之日起连续计算"


class DisputeCompetence(Step, frozen=True, kw_only=True):
    """提请决定受理机关: before any decision, while no objection waits for its answer."""

    name: ClassVar[str] = "dispute_competence"
    label: ClassVar[str] = "提请决定受理机关"
    article: ClassVar[str] = ARTICLE_DISPUTE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-05",
        "bodies": ["某某县城关镇人民政府"],
        "arbiter": "superior",
        "superior": "某某县人民政府",
        "views": "争议地块位于两镇交界处，登记在城关镇名下，由石桥镇村民耕种。双方协商未能一致。",
        "signer": "陈明",
    }
    hint: ClassVar[str] = (
        "涉及两个以上机关、单位的，先协商由谁受理；有争议的，由共同的上一级机关、单位决定。"
        "条例没有规定决定的期限，也没有规定中止：书面告知的期限照常计算，决定前不能作出受理、告知、转送等决定。"
    )
    hints: ClassVar[dict[str, str]] = {
        "views": "印在请示上，写明涉及的机关、单位各自的意见和理由",
        "signer": "本单位负责人",
    }
    verb: ClassVar[str] = "提请决定"
    day_title: ClassVar[str] = "提请日期"

    bodies: Annotated[
        tuple[Body, ...], msgspec.Meta(title="有争议的其他机关、单位", min_length=1, max_length=MOST_BODIES)
    ]
    arbiter: Annotated[Arbiter, named("由谁决定", words=ARBITERS)] = "superior"
    superior: Annotated[str, must("共同的上一级机关、单位（联席会议）", 100)]
    views: Annotated[str, must_text("争议情况和理由", 5_000)]
    signer: Annotated[str, must("签发人", 100)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return undecided(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        bodies = tuple(body.strip() for body in self.bodies)
        superior, own = self.superior.strip(), context.office.name
        if own in bodies:
            raise RuleBroken(
                "body-is-own", f"{own}就是本单位，请填写有争议的其他机关、单位。", article=self.article, field="bodies"
            )
        if superior in (own, *bodies):
            raise RuleBroken(
                "superior-is-party",
                f"{superior}是争议的一方，不能自己决定。请填写共同的上一级机关、单位。",
                article=self.article,
                field="superior",
            )
        return (
            CompetenceDisputed(
                **context.head(SERIES, self.day(context)),
                bodies=bodies,
                arbiter=self.arbiter,
                superior=superior,
                views=self.views.strip(),
                signer=self.signer.strip(),
            ),
        )


class SettleCompetence(Step, frozen=True, kw_only=True):
    """受理机关决定: ours, and a decision of our own follows; or another body's, and the matter is forwarded to it."""

    name: ClassVar[str] = "competence_decided"
    label: ClassVar[str] = "受理机关决定"
    article: ClassVar[str] = ARTICLE_DISPUTE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-11",
        "how": "decided",
        "outcome": "other",
        "competent": "某某县城关镇人民政府",
        "number": "某政函〔2026〕5号",
        "note": "按土地登记由城关镇人民政府受理。",
    }
    hint: ClassVar[str] = "由本单位受理的，办理“受理”；由其他机关、单位受理的，办理“转送”。期限自收到之日起连续计算。"
    hints: ClassVar[dict[str, str]] = {"competent": "由本单位受理的不填"}
    verb: ClassVar[str] = "记录决定"
    day_title: ClassVar[str] = "决定日期"

    how: Annotated[SettledHow, named("怎样决定", words=SETTLED_HOW)] = "decided"
    outcome: Annotated[Outcome, named("决定", words=OUTCOMES)]
    competent: Annotated[str, line("受理的机关、单位", 100)] = ""
    number: Annotated[str, line("决定文号", 100)] = ""
    note: Annotated[str, text("决定内容", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        waiting = petition.open_dispute
        if waiting is None:
            raise RuleBroken("no-dispute", "没有等待决定的管辖争议。", article=ARTICLE_DISPUTE)
        return waiting.on, "提请决定之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        waiting = petition.open_dispute
        if waiting is None:
            return ""
        return f"{waiting.on} 因与{'、'.join(waiting.bodies)}有争议，提请{waiting.superior}决定（{waiting.number}）。"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting = petition.open_dispute
        own, competent = context.office.name, self.competent.strip()
        if self.outcome == "ours" and competent not in ("", own):
            raise RuleBroken("competent-other", f"由{competent}受理的，请选“{OUTCOMES['other']}”。", field="competent")
        if self.outcome == "other" and competent in ("", own):
            raise RuleBroken(
                "competent-missing",
                "请填写受理的机关、单位；由本单位受理的另选。",
                article=self.article,
                field="competent",
            )
        return (
            CompetenceDecided(
                dispute=waiting.ref if waiting else "",
                how=self.how,
                outcome=self.outcome,
                by_body=waiting.superior if waiting and self.how == "decided" else "",
                competent=competent or own,
                number=self.number.strip(),
                note=self.note,
            ),
        )
