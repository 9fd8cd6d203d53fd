"""文号作废与重新编号: a sheet is spoilt; its number stays visible as void, the paper gets the next one.

Numbers have no gaps and are never used twice. What the paper says does not change, its day included: only its number
does, so no clock that hangs on the decision moves. Services of the void number no longer count.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.office import series_of
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.numbers import Voiding, VoidNumber
from app.domain.records.record import Made
from app.domain.steps.demands import SERIES as DEMANDS
from app.domain.steps.step import Context, Step, refuse_closed
from app.domain.words import must, must_text, named

ARTICLE = "文号管理（本单位规定）"


class NumberVoided(Facts, frozen=True, kw_only=True):
    """A document number became void."""

    kind: ClassVar[str] = "number_voided"

    paper: str
    number: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        void = record(VoidNumber, self, entry)
        return msgspec.structs.replace(petition, void_numbers=(*petition.void_numbers, void))

    def sentence(self, entry: Entry) -> str:
        return f"{title_of(self.paper)}（{self.number}）文号作废，事由：{self.reason}"


class NumberReissued(Facts, frozen=True, kw_only=True):
    """The paper whose number became void bears a new one, the next of its series."""

    kind: ClassVar[str] = "number_reissued"

    paper: str
    void: str  # the number in whose place it stands
    series: str
    number: str
    year: int
    number_serial: int

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        voids = tuple(
            msgspec.structs.replace(one, replaced_by=self.number, replaced_on=entry.on)
            if one.number == self.void
            else one
            for one in petition.void_numbers
        )
        return msgspec.structs.replace(petition.renumbered(self.void, self.number), void_numbers=voids)

    def sentence(self, entry: Entry) -> str:
        return f"{title_of(self.paper)}重新编号为{self.number}，原文号{self.void}作废"

    def serials(self) -> tuple[tuple[str, int, int], ...]:
        return ((self.series, self.year, self.number_serial),)


class Void(Step, frozen=True, kw_only=True):
    """作废文号, mostly with a new number at once."""

    name: ClassVar[str] = "void_number"
    label: ClassVar[str] = "作废文号"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"number": "石桥镇信受〔2026〕1号", "reason": "打印时卡纸，原件已收回销毁"}
    hint: ClassVar[str] = (
        "用于打印出错、纸张损坏等情形。作废的文号保留在登记簿上，不再使用；文书内容和日期不变，换用下一个文号。"
        "已经送达的，须用新文号重新送达，原来的送达不再计算。"
    )
    verb: ClassVar[str] = "作废"
    day_title: ClassVar[str] = "作废日期"

    number: Annotated[str, must("作废的文号", 100)]
    reason: Annotated[str, must_text("作废事由", 2_000)]
    reissue: Annotated[bool, named("同时重新编号")] = True

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        found = _numbered(petition)
        if not found:
            refuse_closed(petition, terminated=False)
            raise RuleBroken("no-number", "本事项没有可以作废的文号。")
        return found[0].on, f"{title_of(found[0].key)}的日期"

    @classmethod
    def told(cls, petition: Petition) -> str:
        found = "；".join(f"{title_of(paper.key)} {paper.number}" for paper in _numbered(petition))
        return f"现有文号：{found}" if found else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        found = _numbered(petition)
        return {"number": found[-1].number} if found else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        number = self.number.strip()
        paper = next((paper for paper in _numbered(petition) if paper.number == number), None)
        if paper is None:
            raise RuleBroken(
                "no-such-number", f"本事项没有使用文号“{number}”，或者该文号已经作废。请核对。", field="number"
            )
        if paper.code == "F12" and petition.reviews:
            raise RuleBroken("under-review", "对该处理意见已经提出复查（复核）申请，文号不能作废。", field="number")
        _check_after(self.day(context), petition, paper)
        served = [one.addressee for one in petition.standing_services if one.paper == paper.key]
        if served and not self.reissue:
            raise RuleBroken(
                "served-needs-reissue",
                f"{title_of(paper.key)}已向{'、'.join(served)}送达，作废后须同时重新编号，并重新送达。",
                field="reissue",
            )
        voided = NumberVoided(paper=paper.key, number=number, reason=self.reason)
        return (voided, _reissued(petition, paper, context)) if self.reissue else (voided,)


class Reissue(Step, frozen=True, kw_only=True):
    """重新编号: the paper whose number became void is wanted after all."""

    name: ClassVar[str] = "reissue_number"
    label: ClassVar[str] = "重新编号"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"number": "石桥镇信受〔2026〕1号"}
    day_title: ClassVar[str] = "编号日期"

    number: Annotated[str, must("已作废的文号", 100)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        found = _unreplaced(petition)
        if not found:
            refuse_closed(petition, terminated=False)
            raise RuleBroken("no-void-number", "没有作废后尚未重新编号的文书。")
        return found[0].on, "文号作废之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        found = "；".join(f"{title_of(one.paper)} {one.number}" for one in _unreplaced(petition))
        return f"已作废：{found}" if found else ""

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        found = _unreplaced(petition)
        return {"number": found[0].number} if found else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        number = self.number.strip()
        void = next((one for one in _unreplaced(petition) if one.number == number), None)
        if void is None:
            raise RuleBroken("no-such-number", f"“{number}”不是本事项作废后尚未重新编号的文号。", field="number")
        day = self.day(context)
        if day < void.on:
            raise RuleBroken(
                "on-before-event",
                f"编号日期 {day} 早于文号作废之日 {void.on}，请核对。",
                on=str(day),
                event_on=str(void.on),
            )
        made = next(paper for paper in petition.made if paper.number == number)
        return (_reissued(petition, made, context),)


class RegistrationVoided(Facts, frozen=True, kw_only=True):
    """A registration was a mistake; its number stays visible as void."""

    kind: ClassVar[str] = "registration_voided"

    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, voided=record(Voiding, self, entry))

    def sentence(self, entry: Entry) -> str:
        return f"登记作废，编号不再使用，事由：{self.reason}"


class VoidRegistration(Step, frozen=True, kw_only=True):
    """登记作废: registered by mistake. Only while nothing came of it: a matter that somebody raised is handled, not
    made void.
    """

    name: ClassVar[str] = "void_registration"
    label: ClassVar[str] = "登记作废"
    article: ClassVar[str] = "登记管理（本单位规定）"
    example: ClassVar[dict[str, object]] = {"reason": "同一事项误登两次，以前一件为准"}
    hint: ClassVar[str] = (
        "只用于误登，如同一事项登记了两次。编号保留为作废，不再使用，不计入统计。"
        "信访人确实提出的事项不能作废；信访人不再要求办理的，办理“撤回”。回执已经交给信访人的，应当收回并说明。"
    )
    verb: ClassVar[str] = "作废登记"
    day_title: ClassVar[str] = "作废日期"

    reason: Annotated[str, must_text("作废事由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        handled = (petition.made, petition.decision, petition.assignments, petition.investigations)
        if any(handled) or len(petition.standing_contacts) > 1 or petition.unregistered:
            raise RuleBroken("registration-handled", "该事项已经办理或者信访人再次来访，不能作废登记。")
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        return (RegistrationVoided(reason=self.reason),)


def _numbered(petition: Petition) -> list[Made]:
    """The papers that bear a number which holds; of a closed petition those that were made since."""
    return [
        paper
        for paper in petition.made
        if paper.number and not paper.void and _after_closing(petition, paper.ref) and _series(petition, paper)
    ]


def _after_closing(petition: Petition, ref: str) -> bool:
    """Whether an entry came after the closing, or the petition is open."""
    return petition.closing is None or petition.stands(ref) > petition.stands(petition.closing.ref)


def _series(petition: Petition, paper: Made) -> str:
    """The series of a paper; a reminder and a supervision (both F27) are numbered apart."""
    demand = next((one for one in petition.demands if one.ref == paper.ref), None)
    return DEMANDS[demand.demand] if demand else series_of(paper.code)


def _unreplaced(petition: Petition) -> list[VoidNumber]:
    """The void numbers without a new one; of a closed petition those that became void since."""
    return [one for one in petition.void_numbers if not one.replaced_by and _after_closing(petition, one.ref)]


def _reissued(petition: Petition, paper: Made, context: Context) -> NumberReissued:
    """In the year that stands on the paper, so that number and date agree."""
    series = _series(petition, paper)
    taken = context.take(series, paper.on)
    return NumberReissued(
        paper=paper.key,
        void=paper.number,
        series=series,
        number=taken.number,
        year=taken.year,
        number_serial=taken.serial,
    )


def _check_after(day: dt.date, petition: Petition, paper: Made) -> None:
    """A number is void from a day on which the paper was there, and not before it was served."""
    last = max([paper.on, *(one.on for one in petition.standing_services if one.paper == paper.key)])
    if day < last:
        raise RuleBroken(
            "on-before-event",
            f"作废日期 {day} 早于{title_of(paper.key)}的作出或者送达日期 {last}，请核对。",
            on=str(day),
            event_on=str(last),
        )
