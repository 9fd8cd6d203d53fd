"""办结: the last paper has reached everybody. Closed is not the same as solved, so both are recorded."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.ending import Closing
from app.domain.records.record import code_of
from app.domain.records.review_case import ARTICLES
from app.domain.steps.step import REGULATION, Context, Step, refuse_closed
from app.domain.words import named, text

# Why a paper must be served; all others: 第二十三条.
_ARTICLE_OF = {"F12": f"{REGULATION}第三十五条", "F17": ARTICLES["review"], "F18": ARTICLES["final_review"], "F25": ""}
SETTLED = {"yes": "问题已化解", "no": "问题尚未化解", "": "暂不判断"}


class Closed(Facts, frozen=True, kw_only=True):
    """The petition was closed."""

    kind: ClassVar[str] = "closed"

    summary: str
    settled: bool | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, closing=record(Closing, self, entry))

    def sentence(self, entry: Entry) -> str:
        settled = {True: "，问题已化解", False: "，问题尚未化解", None: ""}[self.settled]
        return f"办结{settled}"


class Close(Step, frozen=True, kw_only=True):
    """办结. Possible once every addressee has the paper that ends the matter: the opinion (第三十二条、第三十四条), the
    reply (第二十九条、第三十一条第五项), or the notice that another body or procedure handles it (第二十三条).

    What the sender took back after an objection (第二十三条第三款) is closed without a paper to the petitioners. That
    notice need not reach people whose name and address are unclear (第二十三条第二款). A matter that was
    ended (终止) is closed once its notice was served, at once where nobody is left to serve it on.
    """

    name: ClassVar[str] = "close"
    label: ClassVar[str] = "办结"
    article: ClassVar[str] = f"{REGULATION}第二十三条、第三十二条、第三十四条"
    example: ClassVar[dict[str, object]] = {"on": "2026-03-26", "summary": "意见书已送达", "settled": True}
    hints: ClassVar[dict[str, str]] = {"settled": "办结不等于化解，请据实选择"}
    day_title: ClassVar[str] = "办结日期"

    settled: Annotated[bool | None, named("是否化解", words=SETTLED)] = None
    summary: Annotated[str, text("办结情况", 5_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition, terminated=False)
        if petition.returned:
            return petition.returned.on, "同意退回之日"
        ended = _ended(petition)
        return max(ended, _reported_below(petition), _reported(petition), key=lambda event: event[0])

    @classmethod
    def told(cls, petition: Petition) -> str:
        if not petition.unfulfilled:
            return ""
        numbers = "、".join(map(str, petition.unfulfilled))
        return f"予以支持的第{numbers}项诉求尚未登记落实，办结后仍应当督促执行，可以继续登记“落实情况”。"

    @classmethod
    def leaves_open(cls, petition: Petition) -> tuple[str, ...]:
        left = cls.told(petition)
        return (left,) if left else ()

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (Closed(summary=self.summary, settled=self.settled),)


# The 条例 lets the notice be where nobody can be told (第二十三条第二款), and says nothing of opinions and replies.
UNREACHED = (
    "姓名、住址不清，无法直接送达、邮寄送达的，可以公告送达（参照民事诉讼法，自发出公告之日起经过30日），"
    "期满后办理“送达”。"
)


def _ended(petition: Petition) -> tuple[dt.date, str]:
    """The day on which every addressee had the paper that ends the matter."""
    paper = petition.last_paper
    if not paper:
        raise _nothing_ends(petition)
    served = petition.served_on_all(paper)
    ended = petition.termination
    if served is None and ended and (ended.ground == "gone" or petition.identity_unclear):
        return ended.on, "终止办理之日"
    if served is None and petition.identity_unclear and petition.notice and petition.notice.paper == paper:
        return petition.notice.on, "作出决定之日"
    if served is None:
        have = petition.served(paper)
        missing = [petition.petitioners[n - 1].name for n in petition.addressee_numbers if n not in have]
        way = UNREACHED if petition.identity_unclear else ""
        raise RuleBroken(
            "not-served",
            f"{title_of(paper)}尚未送达{'、'.join(missing)}，不能办结。{way}",
            article=_ARTICLE_OF.get(code_of(paper), f"{REGULATION}第二十三条第二款"),
            missing=missing,
        )
    return served, "送达之日"


def _reported_below(petition: Petition) -> tuple[dt.date, str]:
    """The report of the body to which the matter was assigned."""
    notice = petition.notice
    if notice is None or notice.kind != "assigned_down":
        return petition.received_on, "收到该事项之日"
    if petition.report is None:
        raise RuleBroken(
            "report-waiting",
            f"已交{notice.body}办理，尚未收到其办结报告，不能办结。收到后先办理“收到办结报告”。",
            article=f"{REGULATION}第二十三条第一款",
        )
    return petition.report.on, "收到办结报告之日"


def _reported(petition: Petition) -> tuple[dt.date, str]:
    """The report that the sender asked for: while it is missing the matter stays open, and its clock in sight."""
    sent = petition.from_above
    if sent is None or not sent.report:
        return petition.received_on, "收到该事项之日"
    if petition.report_up is None:
        raise RuleBroken(
            "no-report",
            f"{sent.body}要求报送办结报告，尚未报送，不能办结。先办理“报送办结报告”。",
            article=f"{REGULATION}第二十二条第一款第三项",
        )
    return petition.report_up.on, "报送办结报告之日"


def _nothing_ends(petition: Petition) -> RuleBroken:
    """Why the petition cannot be closed while no paper ends it."""
    case = petition.review_case
    if case:
        return RuleBroken("no-opinion", f"尚未签发信访{case.name}意见书，不能办结。", article=case.article)
    if petition.notice:
        return RuleBroken("no-reply", "尚未答复处理情况，不能办结。", article=f"{REGULATION}第三十一条第五项")
    if petition.category != "claim":
        return RuleBroken("no-reply", "尚未答复信访人，不能办结。", article=f"{REGULATION}第二十九条")
    return RuleBroken("no-opinion", "尚未签发信访处理意见书，不能办结。", article=f"{REGULATION}第三十一条第六项")
