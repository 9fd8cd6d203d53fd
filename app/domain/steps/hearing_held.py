"""听证 as it is held and concluded: the record F22d, then facts and views, F22e (《信访工作条例》第三十一条第六项)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.hearing import Hearing, HearingConclusion, HearingSession, HearingView
from app.domain.steps.hearing import ARTICLE, MOST_PEOPLE, SERIES, Name, changed, clock_time, going_on, told_of, waiting
from app.domain.steps.step import Context, Step
from app.domain.words import must, must_text, text


class HearingHeld(Facts, frozen=True, kw_only=True):
    """The record of the hearing, as F22d says it."""

    kind: ClassVar[str] = "hearing_held"

    from_time: str
    to_time: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    petitioner_statement: str
    office_statement: str
    other_statements: str
    evidence: tuple[str, ...]
    closing_statements: str
    unit: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"session": record(HearingSession, self, entry)})

    def sentence(self, entry: Entry) -> str:
        absent = f"，{'、'.join(self.absent)}缺席" if self.absent else ""
        return f"{self.from_time}至{self.to_time}举行听证，{len(self.present)}人到场{absent}，制作听证笔录"


class HearingConcluded(NumberedFacts, frozen=True, kw_only=True):
    """What came of the hearing, as F22e says it."""

    kind: ClassVar[str] = "hearing_concluded"
    series: ClassVar[str] = SERIES

    facts_held: str
    views: tuple[HearingView, ...]
    conclusion: str
    votes_for: int | None
    votes_against: int | None
    votes_abstained: int | None

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda _last: {"conclusion": record(HearingConclusion, self, entry)})

    def sentence(self, entry: Entry) -> str:
        return f"作出听证结论（{self.number}）：{self.conclusion}"


class RecordHearing(Step, frozen=True, kw_only=True):
    """听证笔录: who came and what was said, on the day that was told."""

    name: ClassVar[str] = "record_hearing"
    label: ClassVar[str] = "听证笔录"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-20",
        "from_time": "09:30",
        "to_time": "11:20",
        "present": ["张三", "陈明", "孙丽", "周强", "王芳", "李志远"],
        "absent": ["赵强"],
        "petitioner_statement": "道路2025年列入计划后没有动工，请求说明原因并明确完工日期。",
        "office_statement": "因县级配套资金调整没有招标，资金已到账，可以组织实施。",
        "evidence": ["2025年农村公路建设计划", "资金到账凭证复印件"],
        "closing_statements": "信访人同意以公示的完工日期为准。",
    }
    hint: ClassVar[str] = "保存后打印笔录，由参加人逐页签名。"
    verb: ClassVar[str] = "保存笔录"
    day_title: ClassVar[str] = "听证日期"

    from_time: Annotated[str, must("开始时间", 20)]
    to_time: Annotated[str, must("结束时间", 20)]
    present: Annotated[tuple[Name, ...], msgspec.Meta(title="到场人员", min_length=1, max_length=MOST_PEOPLE)]
    absent: Annotated[tuple[Name, ...], msgspec.Meta(title="缺席人员", max_length=MOST_PEOPLE)] = ()
    petitioner_statement: Annotated[str, must_text("信访人陈述", 20_000)]
    office_statement: Annotated[str, must_text("承办单位陈述", 20_000)]
    other_statements: Annotated[str, text("其他人员陈述", 20_000)] = ""
    evidence: Annotated[
        tuple[Annotated[str, must("证据", 300)], ...], msgspec.Meta(title="出示的证据", max_length=200)
    ] = ()
    closing_statements: Annotated[str, text("最后陈述", 20_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return waiting(petition).announced.held_on, "通知的听证日期"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return told_of(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        hearing = petition.open_hearing
        if hearing is None:
            return {}
        told = hearing.announced
        names = (
            *(person.name for person in petition.addressees),
            *(hearing.chair, *hearing.members, hearing.clerk),
            *(one.name for one in hearing.invited),
        )
        return {
            "on": told.held_on,
            "from_time": told.time,
            "present": tuple(dict.fromkeys(name[:60] for name in names)),
        }

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day, told = self.day(context), waiting(petition).announced
        if day != told.held_on:
            raise RuleBroken(
                "hearing-other-day",
                f"通知的听证日期是 {told.held_on}，与填写的 {day} 不符。改了日期的，先办理“听证延期”并通知信访人。",
                field="on",
                held_on=str(told.held_on),
            )
        start, end = clock_time(self.from_time, "from_time"), clock_time(self.to_time, "to_time")
        if end <= start:
            raise RuleBroken("hearing-times", f"结束时间 {end} 不晚于开始时间 {start}，请核对。", field="to_time")
        both = sorted(set(self.present) & set(self.absent))
        if both:
            raise RuleBroken(
                "hearing-present-and-absent", f"{'、'.join(both)}同时列为到场和缺席，请核对。", field="absent"
            )
        return (
            HearingHeld(
                from_time=start,
                to_time=end,
                present=self.present,
                absent=self.absent,
                petitioner_statement=self.petitioner_statement,
                office_statement=self.office_statement,
                other_statements=self.other_statements,
                evidence=self.evidence,
                closing_statements=self.closing_statements,
                unit=context.office.name,
            ),
        )


class ConcludeHearing(Step, frozen=True, kw_only=True):
    """听证结论: the facts held and a view on every request; votes as numbers, never by name."""

    name: ClassVar[str] = "conclude_hearing"
    label: ClassVar[str] = "听证结论"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-20",
        "facts_held": "该路段列入2025年计划，因资金调整未实施，没有及时告知村民。",
        "views": [{"request": 1, "view": "应列入2026年度计划，明确完工日期。"}],
        "conclusion": "信访人的请求有事实和计划依据，建议予以支持。",
        "votes_for": 3,
        "votes_against": 0,
        "votes_abstained": 0,
    }
    hint: ClassVar[str] = (
        "条例没有规定作出和送达听证结论的期限；部分地方在2022年以前规定当场宣布的10日内送达，否则20日内送达，"
        "请按本地规定办理。票数只记数字，没有表决的不填。"
    )
    day_title: ClassVar[str] = "结论日期"

    facts_held: Annotated[str, must_text("听证认定的事实", 20_000)]
    views: Annotated[tuple[HearingView, ...], msgspec.Meta(title="听证意见", min_length=1, max_length=50)]
    conclusion: Annotated[str, must_text("结论", 10_000)]
    votes_for: Annotated[int, msgspec.Meta(title="赞成票", ge=0, le=MOST_PEOPLE)] | None = None
    votes_against: Annotated[int, msgspec.Meta(title="反对票", ge=0, le=MOST_PEOPLE)] | None = None
    votes_abstained: Annotated[int, msgspec.Meta(title="弃权票", ge=0, le=MOST_PEOPLE)] | None = None

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        hearing = going_on(petition)
        if hearing.session is None:
            raise RuleBroken("hearing-not-held", "听证尚未举行，先办理“听证笔录”。", article=ARTICLE)
        return hearing.session.on, "听证之日"

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        return {"views": tuple({"request": number, "view": ""} for number in range(1, len(petition.requests) + 1))}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        self._check_requests(petition)
        self._check_votes(going_on(petition))
        return (
            HearingConcluded(
                facts_held=self.facts_held,
                views=self.views,
                conclusion=self.conclusion,
                votes_for=self.votes_for,
                votes_against=self.votes_against,
                votes_abstained=self.votes_abstained,
                **context.head(SERIES, self.day(context)),
            ),
        )

    def _check_requests(self, petition: Petition) -> None:
        given = sorted(view.request for view in self.views)
        wanted = list(range(1, len(petition.requests) + 1))
        if given != wanted:
            raise RuleBroken(
                "hearing-views",
                f"本事项共有 {len(wanted)} 项诉求，每项写一条听证意见，序号不能重复或者缺少。",
                field="views",
                requests=given,
            )

    def _check_votes(self, hearing: Hearing) -> None:
        votes = sum(filter(None, (self.votes_for, self.votes_against, self.votes_abstained)))
        voters = 1 + len(hearing.members)
        if votes > voters:
            raise RuleBroken(
                "hearing-votes",
                f"共 {votes} 票，多于主持人和听证员的人数 {voters}，请核对。",
                field="votes_for",
                votes=votes,
            )
