"""The reviewing body asks for our answer and the case file, and gets them (答辩意见 F21).

《信访工作条例》 sets no period for this. Where a province does (D16) that runs, else the day that the letter names.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.papers import PAPERS, title_of
from app.domain.petition import Petition
from app.domain.records.review import INSTANCES, NO_LIMIT, FileRequest, Instance, ReviewAnswer
from app.domain.steps.review_request import asked_words, find_open, open_review, with_review
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import line, must, must_text

SERIES = "answer"  # F21
ARTICLE = f"{REGULATION}第三十五条、第三十六条；本省复查复核规则"


class FileRequested(Facts, frozen=True, kw_only=True):
    """The body asks for our answer and the case file; `due` is the day that its letter names."""

    kind: ClassVar[str] = "review_file_requested"

    instance: Instance
    review: str
    body: str
    number: str
    due: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        asked = record(FileRequest, self, entry)
        return with_review(petition, self.review, lambda one: {"file_requests": (*one.file_requests, asked)})

    def sentence(self, entry: Entry) -> str:
        letter = f"（{self.number}）" if self.number else ""
        when = f"限{self.due}前提交" if self.due else f"来函未定期限，{NO_LIMIT}"
        return f"收到{self.body}{INSTANCES[self.instance]}来函{letter}，要求提交答辩意见和案卷，{when}"


class ReviewAnswered(NumberedFacts, frozen=True, kw_only=True):
    """Our office answered; what F21 says is fixed here, the list of what went along too."""

    kind: ClassVar[str] = "review_answered"
    series: ClassVar[str] = SERIES

    instance: Instance
    review: str
    body: str
    asked: str
    reasons: str
    evidence: tuple[str, ...]
    enclosed: tuple[str, ...]

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        answer = record(ReviewAnswer, self, entry)
        return with_review(petition, self.review, lambda one: {"answers": (*one.answers, answer)})

    def sentence(self, entry: Entry) -> str:
        what = f"{INSTANCES[self.instance]}答辩意见（{self.number}）"
        return f"向{self.body}提交{what}、证据{len(self.evidence)}项和全部案卷"


class RequestFile(Step, frozen=True, kw_only=True):
    """收到要求提交答辩意见和案卷的通知."""

    name: ClassVar[str] = "file_requested"
    label: ClassVar[str] = "登记答辩通知"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"on": "2026-04-15", "number": "某政复查函〔2026〕3号", "due": "2026-04-22"}
    hint: ClassVar[str] = (
        "复查（复核）机关通知提交答辩意见、证据和案卷的，登记收到之日。"
        "来函写明期限的填写期限；《信访工作条例》未规定期限，本省另有规定的按规定。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"

    number: Annotated[str, line("来函文号", 100)] = ""
    due: Annotated[dt.date | None, msgspec.Meta(title="来函要求提交的日期", extra={"future": True})] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        review = open_review(petition)
        waiting = review.waiting_answer
        if waiting:
            raise RuleBroken(
                "requested-already",
                f"已于 {waiting.on} 登记答辩通知，尚未答辩，先办理“提交答辩意见”。",
                on=str(waiting.on),
            )
        return review.began_on, f"请求{review.name}之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return asked_words(find_open(petition))

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = open_review(petition)
        day = self.day(context)
        if self.due and self.due < day:
            raise RuleBroken("due-before-event", f"要求提交的日期 {self.due} 早于收到之日 {day}，请核对。", field="due")
        return (
            FileRequested(
                instance=review.instance, review=review.ref, body=review.body, number=self.number, due=self.due
            ),
        )


class AnswerReview(Step, frozen=True, kw_only=True):
    """提交答辩意见 (F21): reasons, list of evidence, and the complete case file."""

    name: ClassVar[str] = "answer_review"
    label: ClassVar[str] = "提交答辩意见"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-20",
        "reasons": "征收面积经双方到场测量并签字确认，处理意见认定事实清楚，依据正确，请求予以维持。",
        "evidence": ["2026年3月10日测量记录", "补偿标准文件"],
    }
    hint: ClassVar[str] = (
        "逐项说明处理意见的事实、依据和程序。证据逐项列明，与全部案卷一并报送；"
        "有的省规定，不答辩或者证据未录入系统的，处理意见可以被撤销。"
    )
    hints: ClassVar[dict[str, str]] = {"evidence": "处理意见书、送达回证等案卷材料自动列入，不必重复填写"}
    verb: ClassVar[str] = "出具答辩意见"
    day_title: ClassVar[str] = "答辩日期"

    reasons: Annotated[str, must_text("答辩意见", 20_000)]
    evidence: Annotated[
        tuple[Annotated[str, must("证据", 300)], ...], msgspec.Meta(title="证据清单", max_length=200)
    ] = ()

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        review = open_review(petition)
        waiting = review.waiting_answer
        if waiting is None and review.answers:
            last = review.answers[-1]
            raise RuleBroken("answered-already", f"已于 {last.on} 提交答辩意见（{last.number}）。", on=str(last.on))
        if waiting:
            return waiting.on, "收到答辩通知之日"
        return review.began_on, f"请求{review.name}之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return asked_words(find_open(petition))

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        draft = petition.opinion.draft if petition.opinion else None
        return {"evidence": draft.evidence} if draft else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = open_review(petition)
        waiting = review.waiting_answer
        return (
            ReviewAnswered(
                **context.head(SERIES, self.day(context)),
                instance=review.instance,
                review=review.ref,
                body=review.body,
                asked=waiting.ref if waiting else "",
                reasons=self.reasons,
                evidence=self.evidence,
                enclosed=_enclosed(petition),
            ),
        )


def _enclosed(petition: Petition) -> tuple[str, ...]:
    """The papers of the case so far, each with its number, and the proofs of service: what the file contains."""
    papers = []
    for paper in petition.made:
        kind = PAPERS[paper.code]
        number = f"（{paper.number}）" if paper.number else ""
        papers.append(f"{kind.full or title_of(paper.code)}{number}")
        if petition.served(paper.key):
            papers.append(f"{title_of(paper.key)}的送达回证{len(petition.served(paper.key))}份")
    return tuple(papers)
