"""信访处理意见书: draft, approval, issue (《信访工作条例》第三十一条第六项、第三十二条、第三十五条)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.officer import holders
from app.domain.records.opinion import Approval, Basis, Draft, Issue, Opinion, RequestResult
from app.domain.records.recusal import plain
from app.domain.records.review_case import ReviewCase
from app.domain.rights import Right
from app.domain.steps.at_desk import AtDesk
from app.domain.steps.step import (
    REGULATION,
    Context,
    Step,
    accepted_on,
    refuse_closed,
    refuse_handler_recused,
    refuse_recused,
    refuse_review_case,
    refuse_suspended,
)
from app.domain.words import line, must, named, text

SERIES = "F12"
ARTICLE_CONTENTS = f"{REGULATION}第三十二条"
ARTICLE_REVIEW = f"{REGULATION}第三十五条"


class OpinionDrafted(Facts, frozen=True, kw_only=True):
    """A draft was written; it replaces an earlier one and takes back an approval of it."""

    kind: ClassVar[str] = "opinion_drafted"

    facts_found: str
    evidence: tuple[str, ...]
    basis: tuple[Basis, ...]
    results: tuple[RequestResult, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, opinion=Opinion(draft=record(Draft, self, entry)))

    def sentence(self, entry: Entry) -> str:
        return "拟写信访处理意见书"


class OpinionApproved(Facts, frozen=True, kw_only=True):
    """The head agreed to a draft, or sent it back."""

    kind: ClassVar[str] = "opinion_approved"

    draft: str  # ref of the draft
    approver: str
    agreed: bool
    remarks: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        if petition.opinion is None:
            return petition
        word = record(Approval, self, entry, by=self.approver)
        return msgspec.structs.replace(petition, opinion=msgspec.structs.replace(petition.opinion, approval=word))

    def sentence(self, entry: Entry) -> str:
        said = f"：{self.remarks}" if self.remarks else ""
        return f"{self.approver}{'审批同意处理意见' if self.agreed else '将处理意见退回修改'}{said}"


class OpinionIssued(NumberedFacts, frozen=True, kw_only=True):
    """The opinion left the house; what its head and its review paragraph say is fixed here."""

    kind: ClassVar[str] = "opinion_issued"
    series: ClassVar[str] = SERIES

    review_body: str
    review_address: str
    fulfil_by: dt.date | None = None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        if petition.opinion is None:
            return petition
        issue = record(Issue, self, entry)
        return msgspec.structs.replace(petition, opinion=msgspec.structs.replace(petition.opinion, issue=issue))

    def sentence(self, entry: Entry) -> str:
        promised = f"，承诺于{self.fulfil_by}前落实" if self.fulfil_by else ""
        return f"签发信访处理意见书（{self.number}），复查机关为{self.review_body}{promised}"


class ReviewOpinionIssued(NumberedFacts, frozen=True, kw_only=True):
    """Our opinion as the body that reviews left the house; a final one names no further body."""

    kind: ClassVar[str] = "review_opinion_issued"

    paper: str  # F17, F18: also the series of its number
    review_body: str
    review_address: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        if petition.opinion is None:
            return petition
        issue = record(Issue, self, entry)
        return msgspec.structs.replace(petition, opinion=msgspec.structs.replace(petition.opinion, issue=issue))

    def sentence(self, entry: Entry) -> str:
        further = f"，复核机关为{self.review_body}" if self.review_body else ""
        return f"签发{title_of(self.paper)}（{self.number}）{further}"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((self.paper, self.year, self.number_serial),)


class DraftOpinion(Step, frozen=True, kw_only=True):
    """拟写处理意见. A draft may have gaps; approval and issue may not."""

    name: ClassVar[str] = "draft_opinion"
    label: ClassVar[str] = "拟写处理意见"
    article: ClassVar[str] = ARTICLE_CONTENTS
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-20",
        "facts_found": "经查，该路段列入2025年计划，因资金调整未实施。",
        "basis": [{"law": "《中华人民共和国公路法》", "article": "第八条"}],
        "results": [{"request": 1, "result": "support", "opinion": "列入2026年度计划，10月底前完工。"}],
        "evidence": ["2025年项目计划表"],
    }

    facts_found: Annotated[str, text("事实和理由")] = ""
    basis: Annotated[tuple[Basis, ...], msgspec.Meta(title="法律法规依据", max_length=50)] = ()
    results: Annotated[tuple[RequestResult, ...], msgspec.Meta(title="处理意见", max_length=50)] = ()
    evidence: Annotated[tuple[Annotated[str, must("证据", 300)], ...], msgspec.Meta(title="证据", max_length=200)] = ()

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_review_case(petition)
        refuse_suspended(petition)
        accepted_on(petition)
        refuse_handler_recused(petition)
        if petition.opinion and petition.opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {petition.opinion.issue.on} 签发，不能再改。")
        if not petition.investigations:
            raise RuleBroken(
                "not-investigated",
                "尚无调查核实记录。出具意见书前应当听取信访人陈述事实和理由，并调查核实，先办理“调查核实”。",
                article=f"{REGULATION}第三十一条第六项",
            )
        if petition.opinion and petition.opinion.approval:
            return petition.opinion.approval.on, "上一稿审批之日"
        if petition.earlier_rounds:
            return petition.earlier_rounds[-1].known_on, "收到撤销（退回）意见之日"
        return min(record.on for record in petition.investigations), "调查核实之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"evidence": evidence_at_hand(petition)}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        self._check_requests(petition)
        return (
            OpinionDrafted(
                facts_found=self.facts_found, evidence=self.evidence, basis=self.basis, results=self.results
            ),
        )

    def _check_requests(self, petition: Petition) -> None:
        numbers = [r.request for r in self.results]
        wrong = sorted({n for n in numbers if n > len(petition.requests) or numbers.count(n) > 1})
        if wrong:
            raise RuleBroken(
                "request-number-wrong",
                f"诉求序号 {'、'.join(map(str, wrong))} 不存在或者重复；"
                f"本事项共有 {len(petition.requests)} 项诉求，每项答复一次。",
                requests=wrong,
            )


class ApproveOpinion(Step, frozen=True, kw_only=True):
    """审批处理意见: the head agrees, or sends the draft back with remarks."""

    name: ClassVar[str] = "approve_opinion"
    label: ClassVar[str] = "审批处理意见"
    article: ClassVar[str] = ARTICLE_CONTENTS
    right: ClassVar[Right] = Right.APPROVE
    example: ClassVar[dict[str, object]] = {"on": "2026-03-22", "approver": "陈明", "agreed": True}

    approver: Annotated[str, line("审批人", 100)] = ""
    agreed: Annotated[bool, named("同意")] = True
    remarks: Annotated[str, text("审批意见", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_suspended(petition)
        opinion = petition.opinion
        if opinion is None:
            raise RuleBroken("no-draft", "尚未拟写处理意见，先办理“拟写处理意见”。")
        if opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {opinion.issue.on} 签发。")
        if opinion.approval:
            done = "审批同意" if opinion.approval.agreed else "退回修改，须重新拟写"
            raise RuleBroken("decided-already", f"该稿已于 {opinion.approval.on} {done}。")
        return opinion.draft.on, "拟稿之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        approver = self.approver or context.officer
        refuse_recused(petition, approver)
        refuse_own_draft(petition, context, approver)
        if self.agreed:
            refuse_gaps(petition)
        elif not self.remarks.strip():
            raise RuleBroken("remarks-missing", "退回修改的，请写明意见。")
        draft = petition.opinion.draft.ref if petition.opinion else ""
        return (OpinionApproved(draft=draft, approver=approver, agreed=self.agreed, remarks=self.remarks),)


class IssueOpinion(AtDesk, frozen=True, kw_only=True):
    """签发处理意见书: number it and fix the review paragraph. Refuses without the four contents of art. 32.

    The head's word is the approval that it follows; numbering and sending are the handler's work.
    """

    name: ClassVar[str] = "issue_opinion"
    label: ClassVar[str] = "签发意见书"
    article: ClassVar[str] = f"{REGULATION}第三十一条第六项、第三十二条、第三十五条"
    example: ClassVar[dict[str, object]] = {"on": "2026-03-23"}
    hint: ClassVar[str] = (
        "签发后编定文号，意见书内容不能再改。意见书写明：信访人自收到之日起30日内可以请求复查；"
        "本单位作出的复查意见写明请求复核，复核意见写明不再受理。"
    )
    verb: ClassVar[str] = "签发"
    hints: ClassVar[dict[str, str]] = {
        "fulfil_by": "意见书写明了期限的填，有几个的填最早的；到期列入“现在要做”；复查（复核）意见不填"
    }
    day_title: ClassVar[str] = "签发日期"

    fulfil_by: Annotated[dt.date | None, msgspec.Meta(title="承诺落实的日期", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        refuse_suspended(petition)
        opinion = petition.opinion
        if opinion is None or opinion.approval is None or not opinion.approval.agreed:
            raise RuleBroken("not-approved", "处理意见尚未经负责人审批同意，先办理“审批处理意见”。")
        if opinion.issue:
            raise RuleBroken("opinion-issued", f"处理意见书已于 {opinion.issue.on} 签发。")
        return opinion.approval.on, "审批之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        approval = petition.opinion.approval if petition.opinion else None
        return f"{approval.on} {approval.by} 审批同意。" if approval and approval.agreed else ""

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_gaps(petition)
        office = context.office
        case = petition.review_case
        if not office.review_body.strip() and (case is None or case.instance == "review"):
            raise RuleBroken(
                "review-body-missing",
                "尚未设置复查机关，意见书缺少告知复查（复核）权利的内容。"
                "请先在单位资料中填写复查机关（一般为县级人民政府）。",
                article=case.article if case else ARTICLE_REVIEW,
            )
        self._check_promise(petition, self.day(context))
        if case:
            return (self._of_review(case, context),)
        return (
            OpinionIssued(
                fulfil_by=self.fulfil_by,
                **context.head(SERIES, self.day(context)),
                review_body=office.review_body,
                review_address=office.review_address,
            ),
        )

    def _of_review(self, case: ReviewCase, context: Context) -> ReviewOpinionIssued:
        """The body above us is whom the petitioner may ask for 复核; after 复核 nobody."""
        office, further = context.office, case.instance == "review"
        return ReviewOpinionIssued(
            paper=case.opinion_code,
            review_body=office.review_body if further else "",
            review_address=office.review_address if further else "",
            **context.head(case.opinion_code, self.day(context)),
        )

    def _check_promise(self, petition: Petition, day: dt.date) -> None:
        draft = petition.opinion.draft if petition.opinion else None
        if self.fulfil_by is None or draft is None:
            return
        if not any(result.result == "support" for result in draft.results):
            raise RuleBroken("promise-not-here", "没有予以支持的诉求，不填承诺落实的日期。", field="fulfil_by")
        if self.fulfil_by < day:
            raise RuleBroken("promise-too-early", "承诺落实的日期不能早于签发日期。", field="fulfil_by")


def refuse_own_draft(petition: Petition, context: Context, approver: str) -> None:
    """Who wrote the draft does not approve it, neither themselves nor in another's name (the desk's own rule).

    Where the office says that it has one officer, that officer records what the head signed; an older desk that has
    not said so goes on as before.
    """
    if context.office.one_officer is not False or petition.opinion is None:
        return
    author = petition.opinion.draft.by
    if plain(author) not in (plain(approver), plain(context.officer)):
        return
    others = [name for name in holders(context.staff, context.roles, Right.APPROVE) if plain(name) != plain(author)]
    who = f"请由{'、'.join(others)}审批。" if others else "请管理员在“工作人员”中分配审批权限。"
    raise RuleBroken(
        "own-draft",
        f"处理意见由{author}拟写，不能由本人审批。{who}本台只有一名工作人员的，在单位资料中注明。",
        author=author,
        others=others,
    )


def evidence_at_hand(petition: Petition) -> tuple[str, ...]:
    """What a draft may name as evidence: that of the last draft, else of the investigations; then hearing records
    and agreements."""
    draft = petition.opinion.draft if petition.opinion else None
    found = draft.evidence if draft else tuple(e for one in petition.investigations for e in one.evidence)
    agreed = [m.settlement for m in petition.mediations if m.settlement]
    held = (hearing.session.on for hearing in petition.hearings if hearing.session)
    return tuple(
        dict.fromkeys(
            (
                *found,
                *(f"{on.year}年{on.month}月{on.day}日听证笔录" for on in held),
                *(f"{one.title}（{one.number}）" for one in agreed),
            )
        )
    )


def opinion_gaps(petition: Petition) -> tuple[str, ...]:
    """What the draft still lacks of the four contents of art. 32, in Chinese; empty when it is whole."""
    draft = petition.opinion.draft if petition.opinion else None
    if draft is None:
        return ("处理意见",)
    if petition.review_case:
        return _review_gaps(petition.review_case, draft)
    answered = {r.request: r for r in draft.results}
    gaps = [] if petition.requests else ["投诉请求"]
    if not draft.facts_found.strip():
        gaps.append("事实和理由")
    for number in range(1, len(petition.requests) + 1):
        given = answered.get(number)
        if given is None:
            gaps.append(f"第{number}项诉求的处理意见")
        elif not given.opinion.strip():
            gaps.append(f"第{number}项诉求的处理意见内容")
    if not draft.basis:
        gaps.append("法律法规依据")
    return tuple(gaps)


def _review_gaps(case: ReviewCase, draft: Draft) -> tuple[str, ...]:
    """认定、依据、意见 of a review opinion, with the result."""
    contents = {
        "认定的事实": draft.facts_found.strip(),
        "依据": draft.basis,
        "结果": draft.conclusion,
        f"{case.name}意见": draft.conclusion_words.strip(),
    }
    return tuple(name for name, value in contents.items() if not value)


def refuse_gaps(petition: Petition) -> None:
    """Raise RuleBroken("opinion-incomplete") when one of the four contents of art. 32 is missing."""
    gaps = opinion_gaps(petition)
    case = petition.review_case
    if gaps and case:
        raise RuleBroken(
            "opinion-incomplete",
            f"{case.name}意见书应当写明认定的事实、依据和{case.name}意见，还缺：{'、'.join(gaps)}。",
            article=case.article,
            missing=list(gaps),
        )
    if gaps:
        raise RuleBroken(
            "opinion-incomplete",
            f"处理意见书应当载明投诉请求、事实和理由、处理意见及其法律法规依据，还缺：{'、'.join(gaps)}。",
            article=ARTICLE_CONTENTS,
            missing=list(gaps),
        )
