"""复查（复核）意见 of our own office: its draft; approval and issue are those of any opinion (opinion.py)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Basis, Draft, Opinion
from app.domain.records.review import HANDLED_ANEW, REVIEW_RESULTS, Conclusion
from app.domain.steps.opinion import evidence_at_hand
from app.domain.steps.review_case import ARTICLE, case_of
from app.domain.steps.step import Context, Step, accepted_on, refuse_closed, refuse_handler_recused
from app.domain.words import must, named, text

CONCLUSIONS = {code: words for code, words in REVIEW_RESULTS.items() if code != "ended"}


class ReviewOpinionDrafted(Facts, frozen=True, kw_only=True):
    """A draft was written; it replaces an earlier one and takes back an approval of it."""

    kind: ClassVar[str] = "review_opinion_drafted"

    facts_found: str
    evidence: tuple[str, ...]
    basis: tuple[Basis, ...]
    conclusion: Conclusion
    conclusion_words: str
    redo_by: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, opinion=Opinion(draft=record(Draft, self, entry, results=())))

    def sentence(self, entry: Entry) -> str:
        return f"拟写复查（复核）意见：{CONCLUSIONS[self.conclusion]}"


class DraftReviewOpinion(Step, frozen=True, kw_only=True):
    """拟写复查（复核）意见: 维持、变更、撤销 or 退回重新办理. A draft may have gaps; approval and issue may not."""

    name: ClassVar[str] = "draft_review_opinion"
    label: ClassVar[str] = "拟写复查（复核）意见"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-18",
        "conclusion": "annul",
        "facts_found": "经查，水利站测量时未通知当事人到场，补偿面积没有经当事人核对。",
        "basis": [{"law": "《信访工作条例》", "article": "第三十一条第六项"}],
        "conclusion_words": "撤销水站信访意〔2026〕1号处理意见，由水利站会同当事人重新测量后重新作出处理意见。",
        "redo_by": "2026-04-20",
        "evidence": ["原案卷", "现场勘验记录"],
    }
    hint: ClassVar[str] = "结果为维持、变更、撤销或者退回重新办理。撤销、退回的，写明由谁在什么期限内重新作出意见。"
    hints: ClassVar[dict[str, str]] = {"redo_by": "撤销、退回的填；其他结果不填"}
    verb: ClassVar[str] = "保存意见稿"
    day_title: ClassVar[str] = "拟稿日期"

    conclusion: Annotated[Conclusion, named("结果", words=CONCLUSIONS)]
    facts_found: Annotated[str, text("认定的事实")] = ""
    evidence: Annotated[tuple[Annotated[str, must("证据", 300)], ...], msgspec.Meta(title="证据", max_length=200)] = ()
    basis: Annotated[tuple[Basis, ...], msgspec.Meta(title="依据", max_length=50)] = ()
    conclusion_words: Annotated[str, text("复查（复核）意见", 20_000)] = ""
    redo_by: Annotated[dt.date | None, msgspec.Meta(title="重新作出意见的期限", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        case_of(petition)
        accepted = accepted_on(petition)
        refuse_handler_recused(petition)
        opinion = petition.opinion
        if opinion and opinion.issue:
            raise RuleBroken("opinion-issued", f"意见书已于 {opinion.issue.on} 签发，不能再改。")
        if opinion and opinion.approval:
            return opinion.approval.on, "上一稿审批之日"
        return accepted, "受理之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        case = petition.review_case
        return f"{case.name}{case.body}于{case.decided_on}作出的{case.reviewed}（{case.about}）。" if case else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        draft = petition.opinion.draft if petition.opinion else None
        if draft is None:
            return {"evidence": evidence_at_hand(petition)}
        return {
            "conclusion": draft.conclusion,
            "facts_found": draft.facts_found,
            "evidence": draft.evidence,
            "basis": draft.basis,
            "conclusion_words": draft.conclusion_words,
            "redo_by": draft.redo_by,
        }

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if self.redo_by and self.conclusion not in HANDLED_ANEW:
            raise RuleBroken("redo-not-here", "维持、变更的，不填重新作出意见的期限。", field="redo_by")
        if self.redo_by and self.redo_by <= self.day(context):
            raise RuleBroken("redo-too-early", "重新作出意见的期限应晚于拟稿日期。", field="redo_by")
        return (
            ReviewOpinionDrafted(
                facts_found=self.facts_found,
                evidence=self.evidence,
                basis=self.basis,
                conclusion=self.conclusion,
                conclusion_words=self.conclusion_words,
                redo_by=self.redo_by,
            ),
        )
