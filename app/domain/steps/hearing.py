"""听证 of a major, complex or difficult matter: called, put off, called off (hearing_held.py: held, concluded).

《信访工作条例》第三十一条第六项 allows a hearing and sets no procedure for it, neither days nor papers. What is asked
here follows general hearing rules; that a matter before court is not heard comes from local rules older than 2022.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, NumberedFacts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.hearing import (
    ASKED_BY,
    AskedBy,
    Hearing,
    HearingChange,
    Invited,
)
from app.domain.records.recusal import plain
from app.domain.steps.step import REGULATION, Context, Step, accepted_on, check_day, refuse_closed, refuse_recused
from app.domain.words import line, must, must_text, named

SERIES = "hearing"  # F22a, F22e, F22f
ARTICLE = f"{REGULATION}第三十一条第六项"
ARTICLE_RECUSAL = f"{REGULATION}第二十八条第三款"
TIME = re.compile(r"([01]?\d|2[0-3])(?:[:：时点]([0-5]?\d)?分?|时整|点整)")
MOST_PEOPLE = 100

Name = Annotated[str, must("姓名", 60)]
Change = Callable[[Hearing], dict[str, Any]]


class HearingPlanned(NumberedFacts, frozen=True, kw_only=True):
    """A hearing was called; what the notice F22a says is fixed here."""

    kind: ClassVar[str] = "hearing_planned"
    series: ClassVar[str] = SERIES

    asked_by: AskedBy
    asked_on: dt.date
    subject: str
    held_on: dt.date
    time: str
    place: str
    chair: str
    members: tuple[str, ...]
    clerk: str
    invited: tuple[Invited, ...]
    public: bool

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, hearings=(*petition.hearings, record(Hearing, self, entry)))

    def sentence(self, entry: Entry) -> str:
        asked = "应信访人申请，" if self.asked_by == "petitioner" else ""
        when = f"{self.held_on} {self.time}"
        return f"{asked}决定于{when}在{self.place}举行听证，主持人{self.chair}，出具听证通知书（{self.number}）"


class HearingPostponed(NumberedFacts, frozen=True, kw_only=True):
    """The hearing was put off; what the new notice F22a says is fixed here."""

    kind: ClassVar[str] = "hearing_postponed"
    series: ClassVar[str] = SERIES

    held_on: dt.date
    time: str
    place: str
    reason: str
    public: bool

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return changed(petition, lambda last: {"changes": (*last.changes, record(HearingChange, self, entry))})

    def sentence(self, entry: Entry) -> str:
        when = f"{self.held_on} {self.time}"
        return f"听证延期至{when}在{self.place}举行，理由：{self.reason}，出具听证延期通知书（{self.number}）"


class HearingCalledOff(NumberedFacts, frozen=True, kw_only=True):
    """The hearing was called off; what the notice F22a says is fixed here."""

    kind: ClassVar[str] = "hearing_called_off"
    series: ClassVar[str] = SERIES

    reason: str
    public: bool

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        change = record(HearingChange, self, entry, held_on=None, time="", place="")
        return changed(petition, lambda last: {"changes": (*last.changes, change)})

    def sentence(self, entry: Entry) -> str:
        return f"取消听证，理由：{self.reason}，出具取消听证通知书（{self.number}）"


class PlanHearing(Step, frozen=True, kw_only=True):
    """决定听证: of an accepted matter, before the opinion is issued, while no court or other body has it."""

    name: ClassVar[str] = "plan_hearing"
    label: ClassVar[str] = "决定听证"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-12",
        "asked_by": "office",
        "pending": False,
        "subject": "石桥村三组道路硬化及资金安排",
        "held_on": "2026-03-20",
        "time": "09:30",
        "place": "镇政府三楼会议室",
        "chair": "陈明",
        "members": ["孙丽", "周强"],
        "clerk": "王芳",
        "invited": [{"name": "李志远", "role": "村民代表"}, {"name": "赵强", "role": "村镇建设办，承办人"}],
        "public": True,
    }
    hint: ClassVar[str] = (
        "重大、复杂、疑难的信访事项可以举行听证。条例没有规定听证程序和期限，听证所需时间计入60日办理期限；"
        "本地另有规定的从其规定。主持人、听证员、记录人与事项或者信访人有直接利害关系的应当回避。"
    )
    hints: ClassVar[dict[str, str]] = {
        "subject": "公开听证的公告写此处文字，请不要写信访人姓名",
        "pending": "正在这些程序中的不听证（2022年以前的地方规则）",
        "public": "涉及国家秘密、商业秘密、个人隐私的不公开",
    }
    verb: ClassVar[str] = "作出听证通知"
    day_title: ClassVar[str] = "通知日期"

    asked_by: Annotated[AskedBy, named("听证由谁提出", words=ASKED_BY)]
    asked_on: Annotated[dt.date | None, named("提出日期")] = None
    pending: Annotated[bool, named("正在诉讼、仲裁、复议")]
    subject: Annotated[str, must("听证事项", 200)]
    held_on: Annotated[dt.date, msgspec.Meta(title="听证日期", extra={"future": True})]
    time: Annotated[str, must("开始时间", 20)]
    place: Annotated[str, must("听证地点", 100)]
    chair: Annotated[str, must("主持人", 60)]
    clerk: Annotated[str, must("记录人", 60)]
    members: Annotated[tuple[Name, ...], msgspec.Meta(title="听证员", max_length=20)] = ()
    invited: Annotated[tuple[Invited, ...], msgspec.Meta(title="受邀参加人", max_length=MOST_PEOPLE)] = ()
    public: Annotated[bool, named("是否公开")]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        accepted = accepted_on(petition)
        _refuse_issued(petition)
        if petition.open_hearing:
            raise RuleBroken("hearing-open", f"已于 {petition.open_hearing.on} 通知听证，听证结束前不能再次决定听证。")
        last = petition.hearings[-1].ended_on if petition.hearings else None
        return (last, "上次听证结束之日") if last else (accepted, "受理之日")

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        found: dict[str, object] = {"subject": petition.title}
        if petition.handler:
            role = "，".join(part for part in (petition.office, "承办人") if part)
            found["invited"] = (Invited(name=petition.handler[:60], role=role[:60]),)
        return found

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        day = self.day(context)
        refuse_pending(self.pending)
        _refuse_past(self.held_on, day)
        self._refuse_concerned(petition)
        return (
            HearingPlanned(
                asked_by=self.asked_by,
                asked_on=self._asked_on(petition, day),
                subject=self.subject,
                held_on=self.held_on,
                time=clock_time(self.time, "time"),
                place=self.place,
                chair=self.chair,
                members=self.members,
                clerk=self.clerk,
                invited=self.invited,
                public=self.public,
                **context.head(SERIES, day),
            ),
        )

    def _asked_on(self, petition: Petition, day: dt.date) -> dt.date:
        """The petitioner's request has a day of its own; the office decides on the day of the notice."""
        if self.asked_on is None and self.asked_by == "petitioner":
            raise RuleBroken("asked-on-missing", "信访人申请听证的，请填写提出日期。", field="asked_on")
        asked = self.asked_on or day
        check_day(asked, day, (petition.received_on, "收到该事项之日"))
        return asked

    def _refuse_concerned(self, petition: Petition) -> None:
        """Nobody holds a hearing in a matter of their own, nor in two places at once."""
        refuse_recused(petition, self.chair, self.clerk, *self.members)
        holders = [plain(name) for name in (self.chair, self.clerk, *self.members)]
        twice = sorted({name for name in holders if holders.count(name) > 1})
        if twice:
            raise RuleBroken(
                "hearing-role-twice", f"{'、'.join(twice)}重复列为主持人、听证员或者记录人，请核对。", field="members"
            )
        people = {plain(person.name) for person in petition.petitioners}
        concerned = [name for name in holders if name in people]
        if concerned:
            raise RuleBroken(
                "hearing-recusal",
                f"{'、'.join(concerned)}与本事项信访人姓名相同。与信访事项有直接利害关系的应当回避；"
                "确非同一人的，请在姓名后注明职务。",
                article=ARTICLE_RECUSAL,
                people=concerned,
                field="chair",
            )


class PostponeHearing(Step, frozen=True, kw_only=True):
    """听证延期: another day with its reason; the petitioners get a new notice."""

    name: ClassVar[str] = "postpone_hearing"
    label: ClassVar[str] = "听证延期"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-18",
        "held_on": "2026-03-25",
        "time": "14:30",
        "reason": "信访人因病住院，申请延期。",
    }
    hint: ClassVar[str] = "延期后重新出具通知书，送达信访人。听证延期不延长办理期限。"
    hints: ClassVar[dict[str, str]] = {"place": "不填为原地点"}
    day_title: ClassVar[str] = "通知日期"

    held_on: Annotated[dt.date, msgspec.Meta(title="新的听证日期", extra={"future": True})]
    time: Annotated[str, must("开始时间", 20)]
    place: Annotated[str, line("听证地点", 100)] = ""
    reason: Annotated[str, must_text("延期理由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _last_notice(waiting(petition))

    @classmethod
    def told(cls, petition: Petition) -> str:
        return told_of(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        hearing = petition.open_hearing
        if hearing is None:
            return {}
        told = hearing.announced
        return {"time": told.time, "place": told.place}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        hearing, day = waiting(petition), self.day(context)
        before = hearing.announced
        time = clock_time(self.time, "time")
        _refuse_past(self.held_on, day)
        if (self.held_on, time) <= (before.held_on, before.time):
            raise RuleBroken(
                "hearing-not-later",
                f"新的听证时间 {self.held_on} {time} 不晚于原定的 {before.held_on} {before.time}，请核对。",
                field="held_on",
            )
        return (
            HearingPostponed(
                held_on=self.held_on,
                time=time,
                place=self.place or before.place,
                reason=self.reason,
                public=hearing.public,
                **context.head(SERIES, day),
            ),
        )


class CallOffHearing(Step, frozen=True, kw_only=True):
    """取消听证: the petitioner takes the request back, or the matter went to court; the petitioners are told."""

    name: ClassVar[str] = "call_off_hearing"
    label: ClassVar[str] = "取消听证"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"on": "2026-03-18", "reason": "信访人书面撤回听证申请。"}
    hint: ClassVar[str] = "取消听证不影响信访事项继续办理。出具通知书，送达信访人。"
    day_title: ClassVar[str] = "通知日期"

    reason: Annotated[str, must_text("取消理由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _last_notice(waiting(petition))

    @classmethod
    def told(cls, petition: Petition) -> str:
        return told_of(petition)

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        public = waiting(petition).public
        return (HearingCalledOff(reason=self.reason, public=public, **context.head(SERIES, self.day(context))),)


def refuse_pending(pending: bool) -> None:
    """What lies with a court or another body is not heard here."""
    if pending:
        raise RuleBroken(
            "hearing-elsewhere",
            "事项正在诉讼、仲裁或者行政复议程序中，不举行听证（参照2022年以前的地方信访听证规则）。"
            "请按法定程序办理，或者在该程序结束后再决定听证。",
            field="pending",
        )


def clock_time(told: str, field: str) -> str:
    """A time of day as HH:MM. Raises RuleBroken("time-invalid") for what is none."""
    found = TIME.fullmatch("".join(told.split()))
    if found is None:
        raise RuleBroken("time-invalid", f"“{told}”不是有效的时间，请写成 9:30 或者 14时30分。", field=field)
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def changed(petition: Petition, change: Change) -> Petition:
    """The petition with its last hearing changed; as it is where there is none."""
    if not petition.hearings:
        return petition
    *others, last = petition.hearings
    return msgspec.structs.replace(petition, hearings=(*others, msgspec.structs.replace(last, **change(last))))


def _refuse_issued(petition: Petition) -> None:
    issue = petition.opinion.issue if petition.opinion else None
    if issue:
        raise RuleBroken("opinion-issued", f"处理意见书已于 {issue.on} 签发，不再听证。")


def going_on(petition: Petition) -> Hearing:
    """The hearing that goes on. Raises RuleBroken without one."""
    refuse_closed(petition)
    accepted_on(petition)
    _refuse_issued(petition)
    if petition.open_hearing is None:
        raise RuleBroken("no-hearing", "没有正在进行的听证，先办理“决定听证”。", article=ARTICLE)
    return petition.open_hearing


def waiting(petition: Petition) -> Hearing:
    """The hearing that is announced and not held yet."""
    hearing = going_on(petition)
    if hearing.session:
        raise RuleBroken("hearing-held", f"听证已于 {hearing.session.on} 举行，下一步办理“听证结论”。")
    return hearing


def _last_notice(hearing: Hearing) -> tuple[dt.date, str]:
    return hearing.announced.on, "通知听证之日"


def told_of(petition: Petition) -> str:
    if petition.open_hearing is None:
        return ""
    told = petition.open_hearing.announced
    return f"通知的听证时间：{told.held_on} {told.time}，地点：{told.place}（{told.number}）。"


def _refuse_past(held_on: dt.date, day: dt.date) -> None:
    if held_on < day:
        raise RuleBroken("hearing-before-notice", f"听证日期 {held_on} 早于通知日期 {day}，请核对。", field="held_on")
