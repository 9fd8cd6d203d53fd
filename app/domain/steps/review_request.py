"""请求复查、复核 and what the reviewing body said to it (《信访工作条例》第三十五条、第三十六条).

The right belongs to the petitioner and the decision to the body: a late request is recorded and said to be late, never
refused here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.review import (
    FORMS,
    INSTANCES,
    WAYS,
    Form,
    Instance,
    Review,
    ReviewAcceptance,
    ReviewRequest,
    Way,
)
from app.domain.steps.step import REGULATION, Context, Step, refuse_review_case
from app.domain.words import line, named, text

ARTICLES: dict[str, str] = {"review": f"{REGULATION}第三十五条", "final_review": f"{REGULATION}第三十六条"}
PERIODS: dict[str, str] = {"review": "D7", "final_review": "D9"}
Change = Callable[[Review], dict[str, Any]]
ACCEPTED = {"yes": "予以受理", "no": "不予受理"}


class ReviewRequested(Facts, frozen=True, kw_only=True):
    """A petitioner asked for review or final review; what the record F19a says is fixed here."""

    kind: ClassVar[str] = "review_requested"

    instance: Instance
    review: str  # the one it joins, "" when it begins one
    round: int
    body: str
    about: str
    to: int
    petitioner: str
    form: Form
    way: Way
    wish: str
    reasons: str
    last_day: dt.date
    unit: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        asked = record(ReviewRequest, self, entry)
        if self.review:
            return with_review(petition, self.review, lambda one: {"requests": (*one.requests, asked)})
        begun = record(Review, self, entry, requests=(asked,))
        return msgspec.structs.replace(petition, reviews=(*petition.reviews, begun))

    def sentence(self, entry: Entry) -> str:
        late = f"，晚于{self.last_day}，是否受理由该机关决定" if entry.on > self.last_day else ""
        asked = f"{self.petitioner}{FORMS[self.form]}请求{INSTANCES[self.instance]}"
        return f"{asked}（{WAYS[self.way]}），{INSTANCES[self.instance]}机关为{self.body}{late}"


class ReviewAccepted(Facts, frozen=True, kw_only=True):
    """The body said whether it takes the request."""

    kind: ClassVar[str] = "review_accepted"

    instance: Instance
    review: str
    body: str
    accepted: bool
    number: str
    received_on: dt.date
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        told = record(ReviewAcceptance, self, entry)
        return with_review(petition, self.review, lambda _one: {"acceptance": told, "body": self.body})

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        done = "受理" if self.accepted else "决定不予受理"
        why = f"，理由：{self.reason}" if self.reason else ""
        return f"{self.body}{done}{INSTANCES[self.instance]}请求{number}，该机关于{self.received_on}收到请求{why}"


class _Request(Step, frozen=True, kw_only=True):
    """What both requests ask for."""

    instance: ClassVar[Instance]

    to: Annotated[int, msgspec.Meta(title="请求人", ge=1, le=2000, extra={"petitioners": True})]
    form: Annotated[Form, named("提出形式", words=FORMS)] = "written"
    way: Annotated[Way, named("提出途径", words=WAYS)] = "direct"
    body: Annotated[str, line("复查（复核）机关", 100)] = ""
    wish: Annotated[str, text("请求内容", 5_000)] = ""
    reasons: Annotated[str, text("事实和理由", 20_000)] = ""

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        self._check_person(petition)
        body = self.body.strip() or self._usual_body(petition)
        self._check_contents(body)
        about, had_on = self._about(petition)
        if day < had_on:
            raise RuleBroken(
                "on-before-event",
                f"请求日期 {day} 早于其收到意见书之日 {had_on}，请核对日期。",
                on=str(day),
                event_on=str(had_on),
            )
        return (
            ReviewRequested(
                instance=self.instance,
                review=self._joins(petition, about),
                round=petition.round,
                body=body,
                about=about,
                to=self.to,
                petitioner=petition.petitioners[self.to - 1].name,
                form=self.form,
                way=self.way,
                wish=self.wish,
                reasons=self.reasons,
                last_day=context.last_day(PERIODS[self.instance], had_on),
                unit=context.office.name,
            ),
        )

    def _about(self, petition: Petition) -> tuple[str, dt.date]:
        """文号 of the opinion that is to be reviewed, and the day on which this petitioner had it."""
        raise NotImplementedError

    def _usual_body(self, petition: Petition) -> str:
        raise NotImplementedError

    def _check_person(self, petition: Petition) -> None:
        if self.to > len(petition.petitioners):
            raise RuleBroken(
                "no-such-petitioner", f"本事项有 {len(petition.petitioners)} 位信访人，请核对。", field="to"
            )

    def _check_contents(self, body: str) -> None:
        if not body:
            raise RuleBroken("body-missing", f"请填写{INSTANCES[self.instance]}机关。", field="body")
        missing = [name for name, value in (("请求内容", self.wish), ("事实和理由", self.reasons)) if not value.strip()]
        if self.form == "oral" and missing:
            raise RuleBroken(
                "oral-not-recorded",
                f"口头提出的应当如实记录，还缺：{'、'.join(missing)}。",
                article=f"{REGULATION}第十九条第一款",
                missing=missing,
            )

    def _joins(self, petition: Petition, about: str) -> str:
        """The open review of the same opinion, "" when this request begins one."""
        for review in petition.under_review:
            if review.instance == self.instance and review.about == about:
                self._refuse_again(petition, review)
                return review.ref
        decided = (
            one for one in petition.reviews if one.instance == self.instance and one.about == about and one.decision
        )
        for review in decided:
            if review.decision and review.decision.result != "ended":
                self._refuse_again(petition, review)
        return ""

    def _refuse_again(self, petition: Petition, review: Review) -> None:
        asked = review.asked_by(self.to)
        if asked:
            raise RuleBroken(
                "requested-already",
                f"{petition.petitioners[self.to - 1].name}已于 {asked.on} 请求{review.name}，不重复登记。",
                on=str(asked.on),
            )


class RequestReview(_Request, frozen=True, kw_only=True):
    """信访人请求复查; also on a closed petition, for closing ends no right of the petitioner."""

    name: ClassVar[str] = "request_review"
    label: ClassVar[str] = "登记复查请求"
    article: ClassVar[str] = ARTICLES["review"]
    instance: ClassVar[Instance] = "review"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-10",
        "to": 1,
        "form": "oral",
        "way": "us",
        "wish": "撤销处理意见，责令重新核定补偿面积。",
        "reasons": "测量时本人不在场，少算了0.3亩。",
    }
    hint: ClassVar[str] = (
        "信访人收到处理意见书之日起30日内可以请求复查。超过期限提出的也要登记，是否受理由复查机关决定。"
        "口头提出的，请求和理由如实记录，打印申请笔录，读给本人听后签名。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "提出日期"

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_review_case(petition)
        if petition.opinion is None or petition.opinion.issue is None:
            raise RuleBroken("no-opinion", "尚未出具信访处理意见书，没有可以复查的意见。", article=cls.article)
        days = petition.served(petition.opinion_key)
        if not days:
            raise RuleBroken("not-served", "信访处理意见书尚未送达，先办理“送达”。", article=cls.article)
        _refuse_all_asked(petition, cls.instance)
        return min(days.values()), "信访人收到处理意见书之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        issue = petition.opinion.issue if petition.opinion else None
        return {"body": issue.review_body} if issue else {}

    def _usual_body(self, petition: Petition) -> str:
        issue = petition.opinion.issue if petition.opinion else None
        return issue.review_body if issue else ""

    def _about(self, petition: Petition) -> tuple[str, dt.date]:
        """Who was not served in person was served through the representatives: the last of their days counts."""
        issue = petition.opinion.issue if petition.opinion else None
        days = petition.served(petition.opinion_key)
        had_on = days.get(self.to) or (max(days.values()) if self.to not in petition.addressee_numbers else None)
        if issue is None or had_on is None:
            name = petition.petitioners[self.to - 1].name
            raise RuleBroken(
                "not-served", f"信访处理意见书尚未送达{name}，先办理“送达”。", article=self.article, field="to"
            )
        return issue.number, had_on


class RequestFinalReview(_Request, frozen=True, kw_only=True):
    """信访人请求复核, after a review opinion that was served on them."""

    name: ClassVar[str] = "request_final_review"
    label: ClassVar[str] = "登记复核请求"
    article: ClassVar[str] = ARTICLES["final_review"]
    instance: ClassVar[Instance] = "final_review"
    example: ClassVar[dict[str, object]] = {"on": "2026-06-01", "to": 1, "body": "某某市人民政府"}
    hint: ClassVar[str] = (
        "信访人收到复查意见书之日起30日内可以向复查机关的上一级请求复核。"
        "超过期限提出的也要登记，是否受理由复核机关决定。"
    )
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "提出日期"

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_review_case(petition)
        standing = _standing(petition)
        if not standing:
            raise RuleBroken("no-review-opinion", "尚无复查意见，没有可以复核的意见。", article=cls.article)
        days = [one.on for review in standing for one in review.served]
        if not days:
            raise RuleBroken(
                "not-served",
                "复查意见送达信访人的日期尚未登记，先办理“登记复查（复核）意见送达”。",
                article=cls.article,
            )
        _refuse_all_asked(petition, cls.instance)
        return min(days), "信访人收到复查意见书之日"

    def _usual_body(self, petition: Petition) -> str:
        return ""

    def _about(self, petition: Petition) -> tuple[str, dt.date]:
        for review in reversed(_standing(petition)):
            had_on = review.served_on(self.to)
            if had_on and review.decision:
                return review.decision.number, had_on
        name = petition.petitioners[self.to - 1].name
        raise RuleBroken(
            "not-served",
            f"复查意见送达{name}的日期尚未登记，先办理“登记复查（复核）意见送达”。",
            article=self.article,
            field="to",
        )


class _Accepted(Step, frozen=True, kw_only=True):
    """What both acceptances ask for."""

    instance: ClassVar[Instance]

    accepted: Annotated[bool, named("是否受理", words=ACCEPTED)]
    received_on: Annotated[dt.date, named("该机关收到请求之日")]
    number: Annotated[str, line("告知书文号", 100)] = ""
    body: Annotated[str, line("受理机关", 100)] = ""
    reason: Annotated[str, text("不予受理的理由", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        review = open_review(petition, cls.instance)
        if review.acceptance:
            raise RuleBroken("accepted-already", f"{review.body}已于 {review.acceptance.on} 受理该{review.name}请求。")
        return review.began_on, f"请求{review.name}之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return asked_words(find_open(petition, cls.instance))

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        review = find_open(petition, cls.instance)
        if review is None:
            return {}
        known = {"received_on": review.received_on} if review.received_on else {}
        return {"body": review.body, **known}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        review = open_review(petition, self.instance)
        day = self.day(context)
        if not review.began_on <= self.received_on <= day:
            raise RuleBroken(
                "received-out-of-order",
                f"收到请求之日 {self.received_on} 应在提出之日 {review.began_on} 至受理（决定）之日 {day} 之间，"
                "请核对。",
                field="received_on",
            )
        if not self.accepted and not self.reason.strip():
            raise RuleBroken("reason-missing", "请填写不予受理的理由（见该机关的告知书）。", field="reason")
        return (
            ReviewAccepted(
                instance=self.instance,
                review=review.ref,
                body=self.body.strip() or review.body,
                accepted=self.accepted,
                number=self.number,
                received_on=self.received_on,
                reason=self.reason,
            ),
        )


class AcceptedReview(_Accepted, frozen=True, kw_only=True):
    """复查机关受理情况: its notice was received, with the day from which its 30 days run."""

    name: ClassVar[str] = "review_accepted"
    label: ClassVar[str] = "登记复查受理情况"
    article: ClassVar[str] = ARTICLES["review"]
    instance: ClassVar[Instance] = "review"
    example: ClassVar[dict[str, object]] = {
        "on": "2026-04-14",
        "accepted": True,
        "received_on": "2026-04-13",
        "number": "某政复查受〔2026〕8号",
    }
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "受理（决定）日期"


class AcceptedFinalReview(_Accepted, frozen=True, kw_only=True):
    """复核机关受理情况."""

    name: ClassVar[str] = "final_review_accepted"
    label: ClassVar[str] = "登记复核受理情况"
    article: ClassVar[str] = ARTICLES["final_review"]
    instance: ClassVar[Instance] = "final_review"
    example: ClassVar[dict[str, object]] = {"on": "2026-06-04", "accepted": True, "received_on": "2026-06-02"}
    verb: ClassVar[str] = "登记"
    day_title: ClassVar[str] = "受理（决定）日期"


def with_review(petition: Petition, ref: str, change: Change) -> Petition:
    """The petition with one of its reviews changed: `change` gives the fields of it that are new."""
    reviews = (msgspec.structs.replace(x, **change(x)) if x.ref == ref else x for x in petition.reviews)
    return msgspec.structs.replace(petition, reviews=tuple(reviews))


def find_open(petition: Petition, instance: Instance | None = None) -> Review | None:
    """The undecided review or final review, of both the later one; None when there is none."""
    found = [one for one in petition.reviews if one.open and instance in (None, one.instance)]
    return found[-1] if found else None


def open_review(petition: Petition, instance: Instance | None = None) -> Review:
    """The same. Raises RuleBroken when there is none."""
    review = find_open(petition, instance)
    if review is None:
        name = INSTANCES[instance] if instance else "复查（复核）"
        request = f"登记{INSTANCES[instance or 'review']}请求"
        article = ARTICLES[instance or "review"]
        raise RuleBroken("no-review", f"没有正在进行的{name}，先办理“{request}”。", article=article)
    return review


def asked_words(review: Review | None) -> str:
    """张三于2026-04-10请求复查（文号）."""
    if review is None:
        return ""
    who = "、".join(f"{one.petitioner}于{one.on}" for one in review.requests)
    if review.again:
        return f"复核意见（{review.again.number}）退回{review.body}重新复查。"
    return f"{who}请求{review.name}（{review.about}），{review.name}机关为{review.body}。"


def _refuse_all_asked(petition: Petition, instance: Instance) -> None:
    """Everybody has asked for the review of the opinion in force, and none of it was refused or ended."""
    asked = {
        request.to
        for x in petition.reviews
        if x.instance == instance and x.round == petition.round and not x.refused and x.annulled is None
        if x.decision is None or x.decision.result != "ended"
        for request in x.requests
    }
    again = any(x.again and x.round == petition.round for x in petition.reviews)
    if len(asked) == len(petition.petitioners) and not again:
        raise RuleBroken("requested-already", f"信访人均已请求{INSTANCES[instance]}，不重复登记。")


def _standing(petition: Petition) -> list[Review]:
    """The review opinions on the opinion in force that may be reviewed finally."""
    return [x for x in petition.reviews if x.instance == "review" and x.in_force and x.round == petition.round]
