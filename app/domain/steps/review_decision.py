"""复查、复核意见 as they are read in, and what they start (《信访工作条例》第三十五条、第三十六条).

Upheld or changed: the matter has a result that holds. Annulled or sent back: our opinion becomes history and the
matter is handled anew. Nothing that was written is taken away by either.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.opinion import Round
from app.domain.records.review import (
    BACK,
    HANDLED_ANEW,
    INSTANCES,
    NO_LIMIT,
    REVIEW_RESULTS,
    Back,
    Instance,
    Review,
    ReviewDecision,
    ReviewHearing,
    ReviewResult,
    ReviewServed,
)
from app.domain.steps.review_request import ARTICLES, asked_words, find_open, open_review, with_review
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import line, must, named, text

PEOPLE = {"petitioners": True}


class ReviewHeard(Facts, frozen=True, kw_only=True):
    """A hearing in a final review: from its first to its last day the 30 days do not run."""

    kind: ClassVar[str] = "review_heard"

    review: str
    body: str
    begins: dt.date
    ends: dt.date

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        heard = record(ReviewHearing, self, entry)
        return with_review(petition, self.review, lambda one: {"hearings": (*one.hearings, heard)})

    def sentence(self, entry: Entry) -> str:
        return f"{self.body}于{self.begins}至{self.ends}举行复核听证，所需时间不计入复核期限"


class ReviewDecided(Facts, frozen=True, kw_only=True):
    """The opinion of the reviewing body was read in."""

    kind: ClassVar[str] = "review_decided"

    instance: Instance
    review: str
    body: str
    number: str
    decided_on: dt.date
    result: ReviewResult
    orders: str
    due: dt.date | None
    back: Back
    to: tuple[int, ...]  # on whom it was served when this was read in
    petitioners: tuple[str, ...]
    served_on: dt.date | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        decision = record(ReviewDecision, self, entry)
        had = tuple(
            record(ReviewServed, self, entry, on=self.served_on, to=to, petitioner=name)
            for to, name in zip(self.to, self.petitioners, strict=True)
        )
        after = with_review(
            petition, self.review, lambda one: {"decision": decision, "body": self.body, "served": (*one.served, *had)}
        )
        if self.result not in HANDLED_ANEW:
            return after
        decided = next((one for one in after.reviews if one.ref == self.review), None)
        if decided is None or decided.round != petition.round:
            return after
        if self.back == "reviewer":
            return _reviewed_again(after, decided, decision, entry)
        return _handled_anew(after, self.why, decision)

    @property
    def why(self) -> str:
        """某县人民政府复查意见（文号）撤销."""
        return f"{self.body}{INSTANCES[self.instance]}意见（{self.number}）{REVIEW_RESULTS[self.result]}"

    def sentence(self, entry: Entry) -> str:
        told = f"收到{self.body}{INSTANCES[self.instance]}意见（{self.number}，{self.decided_on}）"
        told += f"：{REVIEW_RESULTS[self.result]}"
        if self.orders:
            told += f"，{self.orders.strip().removesuffix('。')}"
        if self.result not in HANDLED_ANEW:
            return told
        when = f"限{self.due}前办到" if self.due else f"意见未定期限，{NO_LIMIT}"
        return f"{told}；由{BACK[self.back]}，{when}"


class ReviewOpinionServed(Facts, frozen=True, kw_only=True):
    """One petitioner had the review opinion."""

    kind: ClassVar[str] = "review_served"

    instance: Instance
    review: str
    number: str
    to: int
    petitioner: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        had = record(ReviewServed, self, entry)
        return with_review(petition, self.review, lambda one: {"served": (*one.served, had)})

    def sentence(self, entry: Entry) -> str:
        return f"{self.petitioner}收到{INSTANCES[self.instance]}意见书（{self.number}）"


class HearFinalReview(Step, frozen=True, kw_only=True):
    """复核听证: only here the law takes the time out of the period (第三十六条第二款)."""

    name: ClassVar[str] = "final_review_heard"
    label: ClassVar[str] = "登记复核听证"
    article: ClassVar[str] = f"{REGULATION}第三十六条第二款"
    example: ClassVar[dict[str, object]] = {"on": "2026-06-12", "begins": "2026-06-10", "ends": "2026-06-12"}
    hint: ClassVar[str] = (
        "听证所需时间不计算在复核期限内。起止日期按复核机关的听证通知或者结论填写，首日、末日都不计入。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "得知日期"

    begins: Annotated[dt.date, named("听证开始日期")]
    ends: Annotated[dt.date, named("听证结束日期")]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return open_review(petition, "final_review").began_on, "请求复核之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return asked_words(find_open(petition, "final_review"))

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = open_review(petition, "final_review")
        first = review.received_on or review.began_on
        if not first <= self.begins <= self.ends <= self.day(context):
            raise RuleBroken(
                "hearing-out-of-order",
                f"听证日期 {self.begins} 至 {self.ends} 次序不对：应在复核机关收到请求之日 {first} 以后，"
                f"并已于 {self.day(context)} 结束。",
                article=self.article,
                field="begins",
            )
        for heard in review.hearings:
            if self.begins <= heard.ends and heard.begins <= self.ends:
                raise RuleBroken(
                    "hearing-twice", f"{heard.begins} 至 {heard.ends} 的听证已经登记，日期重叠。", field="begins"
                )
        return (ReviewHeard(review=review.ref, body=review.body, begins=self.begins, ends=self.ends),)


class _Decided(Step, frozen=True, kw_only=True):
    """What both opinions ask for."""

    instance: ClassVar[Instance]

    result: Annotated[ReviewResult, named("结果", words=REVIEW_RESULTS)]
    number: Annotated[str, must("意见书文号", 100)]
    decided_on: Annotated[dt.date, named("意见书日期")]
    body: Annotated[str, line("作出机关", 100)] = ""
    orders: Annotated[str, text("意见要点（责令的内容）", 5_000)] = ""
    due: Annotated[dt.date | None, msgspec.Meta(title="意见要求办到的日期", extra={"future": True})] = None
    to: Annotated[tuple[int, ...], msgspec.Meta(title="送达哪些信访人", max_length=200, extra=PEOPLE)] = ()
    served_on: Annotated[dt.date | None, named("信访人收到之日")] = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        review = open_review(petition, cls.instance)
        return review.began_on, f"请求{review.name}之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return asked_words(find_open(petition, cls.instance))

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        review = find_open(petition, cls.instance)
        return {"body": review.body, "to": tuple(one.to for one in review.requests)} if review else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = open_review(petition, self.instance)
        self._check_days(review, self.day(context), context.today)
        served = tuple(self.to or (one.to for one in review.requests)) if self.served_on else ()
        _check_people(petition, served)
        return (
            ReviewDecided(
                instance=self.instance,
                review=review.ref,
                body=self.body.strip() or review.body,
                number=self.number.strip(),
                decided_on=self.decided_on,
                result=self.result,
                orders=self.orders,
                due=self.due,
                back=self._back(),
                to=served,
                petitioners=tuple(petition.petitioners[to - 1].name for to in served),
                served_on=self.served_on,
            ),
        )

    def _back(self) -> Back:
        return "office"

    def _check_days(self, review: Review, day: dt.date, today: dt.date) -> None:
        if not review.began_on <= self.decided_on <= day:
            raise RuleBroken(
                "decision-out-of-order",
                f"意见书日期 {self.decided_on} 应在请求之日 {review.began_on} 至收到之日 {day} 之间，请核对。",
                field="decided_on",
            )
        if self.due and self.due < self.decided_on:
            raise RuleBroken("due-before-event", f"要求办到的日期 {self.due} 早于意见书日期，请核对。", field="due")
        if self.served_on and not self.decided_on <= self.served_on <= today:
            raise RuleBroken(
                "served-out-of-order",
                f"信访人收到之日 {self.served_on} 应在意见书日期 {self.decided_on} 至今天 {today} 之间，请核对。",
                field="served_on",
            )


class DecidedReview(_Decided, frozen=True, kw_only=True):
    """收到复查意见: its result decides whether the matter rests, goes on, or is handled anew."""

    name: ClassVar[str] = "review_decided"
    label: ClassVar[str] = "登记复查意见"
    article: ClassVar[str] = ARTICLES["review"]
    instance: ClassVar[Instance] = "review"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-05-12",
        "result": "annul",
        "number": "某政复查〔2026〕8号",
        "decided_on": "2026-05-11",
        "orders": "撤销原处理意见，重新核定补偿面积。",
        "due": "2026-06-10",
        "to": [1],
        "served_on": "2026-05-12",
    }
    hint: ClassVar[str] = (
        "按复查意见书填写。维持、变更的，信访人收到之日起30日内可以请求复核；"
        "撤销、退回的，原处理意见转为历史，本单位重新办理。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"


class DecidedFinalReview(_Decided, frozen=True, kw_only=True):
    """收到复核意见: upheld or changed, the matter is final (第三十六条第三款)."""

    name: ClassVar[str] = "final_review_decided"
    label: ClassVar[str] = "登记复核意见"
    article: ClassVar[str] = ARTICLES["final_review"]
    instance: ClassVar[Instance] = "final_review"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-06-30",
        "result": "uphold",
        "number": "某市信复核〔2026〕2号",
        "decided_on": "2026-06-29",
    }
    hint: ClassVar[str] = (
        "按复核意见书填写。维持、变更后，信访人仍以同一事实和理由提出投诉请求的，不再受理；"
        "撤销、退回的，写明由谁重新办理。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "收到日期"

    back: Annotated[Back, named("撤销、退回后由谁办理", words=BACK)] = "office"

    def _back(self) -> Back:
        return self.back if self.result in HANDLED_ANEW else "office"


class ServedReview(Step, frozen=True, kw_only=True):
    """复查（复核）意见送达信访人: the day is told by the body or by the petitioner; the next 30 days begin with it."""

    name: ClassVar[str] = "review_served"
    label: ClassVar[str] = "登记复查（复核）意见送达"
    article: ClassVar[str] = f"{REGULATION}第三十五条、第三十六条第一款"
    example: ClassVar[dict[str, object]] = {"on": "2026-05-14", "to": [2]}
    hint: ClassVar[str] = "复查（复核）意见书由该机关送达。不同日期收到的，分别登记。"
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "信访人收到之日"

    to: Annotated[tuple[int, ...], msgspec.Meta(title="哪些信访人", min_length=1, max_length=200, extra=PEOPLE)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        review = _last_decided(petition)
        if len(review.served) >= len(petition.petitioners):
            raise RuleBroken("served-already", f"{review.name}意见已登记送达全部信访人。")
        assert review.decision is not None
        return review.decision.decided_on, f"{review.name}意见书日期"

    @classmethod
    def told(cls, petition: Petition) -> str:
        review = _find_decided(petition)
        return f"{asked_words(review)}意见书：{review.decision.number}。" if review and review.decision else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        review = _find_decided(petition)
        asked = review.requests if review else ()
        return {"to": tuple(one.to for one in asked if review and review.served_on(one.to) is None)}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = _last_decided(petition)
        people = tuple(dict.fromkeys(self.to))
        _check_people(petition, people)
        again = [petition.petitioners[to - 1].name for to in people if review.served_on(to)]
        if again:
            raise RuleBroken("served-already", f"{'、'.join(again)}收到{review.name}意见的日期已经登记。", field="to")
        assert review.decision is not None
        return tuple(
            ReviewOpinionServed(
                instance=review.instance,
                review=review.ref,
                number=review.decision.number,
                to=to,
                petitioner=petition.petitioners[to - 1].name,
            )
            for to in people
        )


def _check_people(petition: Petition, people: tuple[int, ...]) -> None:
    wrong = [to for to in people if not 1 <= to <= len(petition.petitioners)]
    if wrong or len(set(people)) < len(people):
        raise RuleBroken(
            "no-such-petitioner",
            f"本事项有 {len(petition.petitioners)} 位信访人，请核对送达哪几位，每位写一次。",
            field="to",
        )


def _find_decided(petition: Petition) -> Review | None:
    """The review that was decided last, None when none was."""
    decided = [one for one in petition.reviews if one.decision]
    return max(decided, key=lambda one: one.decision.on if one.decision else one.began_on, default=None)


def _last_decided(petition: Petition) -> Review:
    """The same. Raises RuleBroken when none was."""
    review = _find_decided(petition)
    if review is None:
        raise RuleBroken(
            "no-review-opinion", "尚无复查（复核）意见，先办理“登记复查意见”。", article=ARTICLES["review"]
        )
    return review


def _handled_anew(petition: Petition, why: str, decision: ReviewDecision) -> Petition:
    """The opinion and its closing go into history; the matter is in hand again."""
    if petition.opinion is None:
        return petition
    ended = Round(
        opinion=petition.opinion,
        closing=petition.closing,
        archive=petition.archive,
        ended_on=decision.decided_on,
        known_on=decision.on,
        ended_by=decision.ref,
        why=why,
        due=decision.due,
    )
    return msgspec.structs.replace(
        petition, opinion=None, closing=None, archive=None, earlier_rounds=(*petition.earlier_rounds, ended)
    )


def _reviewed_again(petition: Petition, final: Review, decision: ReviewDecision, entry: Entry) -> Petition:
    """The review opinion that was reviewed finally has to be made anew by its body; ours stands until then."""
    annulled = next((x for x in petition.reviews if x.decision and x.decision.number == final.about), final)
    again = Review(
        ref=entry.ref,
        instance="review",
        round=final.round,
        body=annulled.body,
        about=annulled.about,
        again=decision,
    )
    after = with_review(petition, annulled.ref, lambda _one: {"annulled": decision})
    return msgspec.structs.replace(after, reviews=(*after.reviews, again))
