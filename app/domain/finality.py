"""终结情况: how far a matter has gone through 处理、复查、复核, and whether its end is one that lets it be refused.

Only after a final review opinion is the same fact and reason no longer accepted (《信访工作条例》第三十六条第三款).
A period that ran out unused ends a right of asking; the 条例 does not say that it ends the matter. A person decides,
about a matter; nothing here is kept, and nothing is said about a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from app.domain.deadlines import Deadline
from app.domain.petition import Petition
from app.domain.records.opinion import Opinion
from app.domain.records.review import HANDLED_ANEW, INSTANCES, REVIEW_RESULTS, STANDING, Review, ReviewDecision
from app.domain.records.review_case import ReviewCase

ARTICLE = "《信访工作条例》第三十六条第三款"
FINAL = (
    f"已经复核终结（{{body}}，{{number}}，{{on}}）。信访人仍以同一事实和理由提出投诉请求的，依据{ARTICLE}不再受理；"
    "是否同一事实和理由，由经办人对照复核意见判断。"
)
NOT_FINAL = f"尚未复核终结，不能依据{ARTICLE}不再受理。"
LAPSED = "{who}的{name}期限已过而未请求：《信访工作条例》没有规定逾期即为终结，各地规定不一，请按本省规定办理。"


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """When one petitioner had a paper, None while that is not known."""

    name: str
    on: dt.date | None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of the chain: 受理, 处理意见, 复查, 复核; what it says, and what is missing in the record of it."""

    name: str
    number: str = ""
    body: str = ""
    on: dt.date | None = None
    result: str = ""
    served: tuple[Served, ...] = ()
    missing: tuple[str, ...] = ()
    history: bool = False  # annulled since


class FinalOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """A matter of the desk that a final review has ended, as a refusal names it."""

    petition: str  # its number
    title: str
    original_number: str
    original_body: str
    original_on: dt.date


class Finality(msgspec.Struct, frozen=True, kw_only=True):
    """The chain of a matter, whether it is final, and why. `earlier` are ended matters that may be the same one."""

    number: str
    final: bool
    words: str
    chain: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    earlier: tuple[FinalOpinion, ...] = ()


def finality(petition: Petition, clocks: Iterable[Deadline]) -> Finality:
    """The chain of a petition as it stands; `clocks` tell which periods of the petitioners have run out."""
    ended = final_decision(petition)
    if ended:
        words = FINAL.format(body=ended.body, number=ended.number, on=ended.decided_on)
    else:
        words = NOT_FINAL + _next(petition)
    return Finality(
        number=petition.number,
        final=ended is not None,
        words=words,
        chain=tuple(_chain(petition)),
        notes=() if ended else tuple(_lapsed(tuple(clocks))),
    )


def final_decision(petition: Petition) -> ReviewDecision | None:
    """The final review opinion that ended the matter: upheld or changed, about the opinion in force."""
    if petition.review_case:
        return _own_final_decision(petition, petition.review_case)
    for review in reversed(petition.reviews):
        if review.instance == "final_review" and review.stands and review.round == petition.round:
            return review.decision
    return None


def _own_final_decision(petition: Petition, case: ReviewCase) -> ReviewDecision | None:
    """Our own 复核意见, where our office was the body that reviews finally."""
    opinion = petition.opinion
    issue = opinion.issue if opinion else None
    if opinion is None or issue is None or case.instance != "final_review":
        return None
    conclusion = opinion.draft.conclusion
    if conclusion == "" or conclusion not in STANDING:
        return None
    return ReviewDecision(
        on=issue.on,
        by=issue.by,
        ref=issue.ref,
        number=issue.number,
        body=issue.unit,
        decided_on=issue.on,
        result=conclusion,
        orders=opinion.draft.conclusion_words,
        due=None,
    )


def final_opinion(petition: Petition) -> FinalOpinion | None:
    """The same with what names the matter, for a refusal of the same fact and reason."""
    ended = final_decision(petition)
    if ended is None:
        return None
    return FinalOpinion(
        petition=petition.number,
        title=petition.title,
        original_number=ended.number,
        original_body=ended.body,
        original_on=ended.decided_on,
    )


def _chain(petition: Petition) -> Iterator[Part]:
    if petition.review_case:
        yield from _own_chain(petition, petition.review_case)
        return
    if petition.acceptance:
        taken = petition.acceptance
        yield Part(name="受理", number=taken.notice_number, body=taken.unit, on=taken.on)
    for place in range(1, petition.round + 1):
        history = place < petition.round
        opinion = petition.earlier_rounds[place - 1].opinion if history else petition.opinion
        if opinion and opinion.issue:
            yield _opinion(petition, opinion, "F12" if place == 1 else f"F12.{place}", history)
        for review in petition.reviews:
            if review.round == place:
                yield _review(review, history)


def _own_chain(petition: Petition, case: ReviewCase) -> Iterator[Part]:
    """The chain of a request that our office decides: the opinion of the body below, our decisions."""
    petitioner = (Served(name=petition.who, on=case.served_on),)
    yield Part(name=case.reviewed, number=case.about, body=case.body, on=case.decided_on, served=petitioner)
    if petition.acceptance:
        taken = petition.acceptance
        yield Part(name=f"受理{case.name}请求", number=taken.notice_number, body=taken.unit, on=taken.on)
    if petition.notice:
        told = petition.notice
        yield Part(name=f"{case.name}请求", number=told.number, body=told.unit, on=told.on, result="不予受理")
    if petition.opinion and petition.opinion.issue:
        part = _opinion(petition, petition.opinion, case.opinion_code, history=False)
        result = REVIEW_RESULTS[petition.opinion.draft.conclusion]
        yield msgspec.structs.replace(part, name=f"{case.name}意见", result=result)


def _opinion(petition: Petition, opinion: Opinion, key: str, history: bool) -> Part:
    days = petition.served(key)
    people = [Served(name=petition.petitioners[n - 1].name, on=days.get(n)) for n in petition.addressee_numbers]
    missing = [f"尚未送达{one.name}" for one in people if one.on is None and not history]
    issue = opinion.issue
    return Part(
        name="处理意见",
        number=issue.number if issue else "",
        body=issue.unit if issue else "",
        on=issue.on if issue else None,
        result="已被撤销（退回），转为历史" if history else "",
        served=tuple(people),
        missing=tuple(missing),
        history=history,
    )


def _review(review: Review, history: bool) -> Part:
    decision = review.decision
    people = tuple(Served(name=one.petitioner, on=review.served_on(one.to)) for one in review.requests)
    others = tuple(Served(name=one.petitioner, on=one.on) for one in review.served if review.asked_by(one.to) is None)
    return Part(
        name=review.name,
        number=decision.number if decision else "",
        body=review.body,
        on=decision.decided_on if decision else None,
        result=_result(review),
        served=(*people, *others) if decision else (),
        missing=tuple(_missing(review)),
        history=history or review.annulled is not None,
    )


def _result(review: Review) -> str:
    if review.annulled:
        return f"已被复核意见（{review.annulled.number}）撤销（退回）"
    if review.decision:
        return REVIEW_RESULTS[review.decision.result]
    return "不予受理" if review.refused else "正在进行"


def _missing(review: Review) -> Iterator[str]:
    if review.open:
        if review.acceptance is None and review.again is None:
            yield "未登记受理情况"
        if review.waiting_answer:
            yield "本单位尚未提交答辩意见"
        yield f"尚未收到{review.name}意见"
    elif review.decision:
        yield from (f"未登记送达{one.petitioner}的日期" for one in review.requests if not review.served_on(one.to))


def _next(petition: Petition) -> str:
    """What stands between the matter and its end."""
    if petition.review_case:
        return _next_of(petition, petition.review_case)
    if petition.under_review:
        return f"正在{petition.under_review[-1].name}。"
    if petition.earlier_rounds and (petition.opinion is None or petition.opinion.issue is None):
        return "原处理意见已被撤销（退回），正在重新办理。"
    if petition.opinion is None or petition.opinion.issue is None:
        return "本单位尚未出具信访处理意见书。"
    instance = "复核" if any(one.instance == "review" and one.in_force for one in petition.reviews) else "复查"
    return f"尚无{instance}意见。"


def _next_of(petition: Petition, case: ReviewCase) -> str:
    opinion = petition.opinion
    if petition.notice:
        return f"本单位已决定不予受理{case.name}请求。"
    if opinion is None or opinion.issue is None:
        return f"本单位正在{case.name}。"
    if opinion.draft.conclusion in HANDLED_ANEW:
        return f"{case.reviewed}已被撤销（退回），由{case.body}重新作出。"
    return "尚无复核意见。"


def _lapsed(clocks: tuple[Deadline, ...]) -> Iterator[str]:
    for code, name in (("D7", INSTANCES["review"]), ("D9", INSTANCES["final_review"])):
        who = [clock.subject for clock in clocks if clock.code == code and clock.state == "lapsed"]
        if who:
            yield LAPSED.format(who="、".join(who), name=f"请求{name}")
