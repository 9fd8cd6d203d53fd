"""What a step is: an input, the rule that allows it, and the entries that it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar, Protocol

import msgspec

from app.domain.deadlines import Deadline, Pause, Period
from app.domain.entries import Entry, Facts
from app.domain.errors import RuleBroken
from app.domain.finality import FinalOpinion
from app.domain.office import Numbered, Office
from app.domain.petition import Petition
from app.domain.records.attachment import FileRead
from app.domain.records.custody import Station
from app.domain.records.officer import Staff, holders
from app.domain.records.reception import ReceptionDay
from app.domain.records.recusal import plain
from app.domain.rights import EVERY_RIGHT, RIGHTS, Right, Roles
from app.domain.suspension_rules import SuspensionRule
from app.domain.words import named

REGULATION = "《信访工作条例》"
ARTICLE_DISPUTE = f"{REGULATION}第二十四条"


class LastDay(Protocol):
    """The last day of the period `code` from a day zero on; `pauses`: days of hearings (Period.excludes_hearing)."""

    def __call__(self, code: str, day: dt.date, pauses: tuple[Pause, ...] = ..., /) -> dt.date: ...


def no_file(path: str, _petition: Petition) -> FileRead:
    """Where no file can be taken in."""
    raise RuleBroken("attachment-missing", f"找不到文件“{path}”，没有添加。请检查文件和U盘。", file=path)


NO_ROLES = Roles(title="", source="", valid_from=dt.date.min, roles={})


class Context(msgspec.Struct, frozen=True):
    """What a decision may know besides the petition: all of it handed in, nothing looked up."""

    today: dt.date
    officer: str
    office: Office
    due: LastDay  # the last day of a period as it is counted
    last_day: LastDay  # the same, moved on where it is a day of rest: the legal last day
    serial: Callable[[str, int], int]  # (series, year) -> the next free number of that series
    code_hash: Callable[[str], str]  # petition number -> hash of its query code
    other: Callable[[str], Petition | None]  # petition number -> that petition, None when there is none
    reception_days: Callable[[dt.date], Sequence[ReceptionDay]] = lambda _day: ()  # planned for a day, cancelled too
    received_on: Callable[[dt.date, str], int] = lambda _day, _leader: 0  # petitions that a leader received on a day
    file: Callable[[str, Petition], FileRead] = no_file  # path -> what is in it, kept with the entries that follow
    period: Callable[[str, dt.date], Period | None] = lambda _code, _day: None  # the period that holds, where one does
    suspension: Callable[[dt.date], SuspensionRule | None] = lambda _day: None  # where handling may be suspended
    clocks: Callable[[Petition], Sequence[Deadline]] = lambda _petition: ()  # of a petition as they stand today
    ended: Callable[[Petition], tuple[FinalOpinion, ...]] = lambda _petition: ()  # like it and ended by a final review
    coded: Callable[[str, str], str] = lambda _list, text: text  # (code list, code or words) -> the words of the list
    rights: frozenset[Right] = EVERY_RIGHT  # of the officer
    staff: Staff = ()
    roles: Roles = NO_ROLES
    above: Station | None = None  # the desk above, where there is one: never the county
    below: tuple[Station, ...] = ()  # the desks below
    hash_of: Callable[[str], str] = lambda _ref: ""  # of an entry of the petition that is decided about
    beside: Callable[[Petition], tuple[Entry, ...]] = lambda _petition: ()  # written by desks that did not hold it

    def take(self, series: str, day: dt.date) -> Numbered:
        """The next document number of a series in the year of `day`; it is taken by the entry that names it."""
        serial = self.serial(series, day.year)
        return Numbered(self.office.document_number(self.office.pattern(series), day.year, serial), day.year, serial)

    def head(self, series: str, day: dt.date) -> dict[str, Any]:
        """What `NumberedFacts` say of a paper made on `day`: the next number of its series, our name and phone."""
        taken = self.take(series, day)
        return {
            "number": taken.number,
            "year": taken.year,
            "number_serial": taken.serial,
            "unit": self.office.name,
            "phone": self.office.phone,
        }


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing an officer may do. Subclasses are verbs; their fields are the JSON that scripts send."""

    name: ClassVar[str] = ""
    label: ClassVar[str] = ""
    article: ClassVar[str] = ""
    example: ClassVar[dict[str, object]] = {}

    right: ClassVar[Right] = Right.HANDLE  # the one that the officer needs
    also: ClassVar[tuple[Right, ...]] = ()  # others, any of which does as well

    # What the form says besides its fields; all of it may be left out.
    hint: ClassVar[str] = ""  # one paragraph under the head: what the law wants here
    hints: ClassVar[dict[str, str]] = {}  # field -> a few words beside it
    verb: ClassVar[str] = ""  # the main button; the label when empty
    day_title: ClassVar[str] = "日期"  # what `on` is called

    on: Annotated[dt.date | None, named("日期")] = None  # the day it happened; today when not given

    def day(self, context: Context) -> dt.date:
        """The day on which the thing happened."""
        return self.on or context.today


class DeskStep(Act, frozen=True, kw_only=True):
    """An act of the desk itself, about no petition: its entries stand in the journal with an empty `petition`."""

    right: ClassVar[Right] = Right.ADMINISTER

    def decide(self, context: Context) -> tuple[Facts, ...]:
        """The facts this step leaves. Raises RuleBroken when the law or the desk's rule forbids it."""
        return ()


class Step(Act, frozen=True, kw_only=True):
    """One thing an officer may do on one petition."""

    ours: ClassVar[tuple[str, ...]] = ()  # fields that name our people who take part: none of them may be kept out

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        """The event this step follows: its day and its Chinese name.

        Raises RuleBroken when the step is not possible now; the sentence says why and what comes first.
        """
        refuse_closed(petition)
        return petition.received_on, "收到该事项之日"

    @classmethod
    def allowed(cls, context: Context) -> None:
        """Raises RuleBroken when the data of this office know no such step, whatever the petition."""

    @classmethod
    def told(cls, petition: Petition) -> str:
        """What a form says about this petition before it asks: what the step answers to. "" for nothing."""
        return ""

    @classmethod
    def leaves_open(cls, petition: Petition) -> tuple[str, ...]:
        """What is still to be done once this step was taken; its form has said so before, a script is told after."""
        return ()

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        """What a form is filled with before anybody types: field -> value. Holds for any petition, decides nothing."""
        return {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        """The facts this step leaves. Raises RuleBroken when the law or the desk's rule forbids it."""
        return ()


def refuse_no_right(act: type[Act], context: Context) -> None:
    """Raise RuleBroken("no-right") when the officer's roles do not allow an act, naming who at this desk may do it."""
    if context.rights.isdisjoint((act.right, *act.also)):
        raise no_right(act.label, act.right, context.officer, holders(context.staff, context.roles, act.right))


def no_right(what: str, right: Right, officer: str, having: Sequence[str]) -> RuleBroken:
    """The refusal of what an officer has no right to; `what` is the step, "" for a question; `having` are the names
    of those who have it."""
    what = f"“{what}”" if what else "此项"
    who = f"本台由{'、'.join(having)}办理。" if having else "本台目前没有人有此权限，请管理员在“工作人员”中分配。"
    return RuleBroken(
        "no-right",
        f"{what}需要“{RIGHTS[right]}”权限，{officer}没有。{who}",
        right=right.value,
        having=list(having),
    )


def refuse_void(petition: Petition) -> None:
    """Nothing is added to a registration that was a mistake."""
    if petition.voided:
        raise RuleBroken(
            "registration-void",
            f"该登记已于 {petition.voided.on} 作废（{petition.voided.reason}），不能再办理。",
            on=str(petition.voided.on),
        )


def refuse_closed(petition: Petition, *, terminated: bool = True) -> None:
    """Nothing is added to a petition that is closed, except by a correction, a new contact or its archiving.

    Nor is one handled further that was terminated; without `terminated` that is allowed: serving and closing.
    """
    if petition.closing:
        raise RuleBroken(
            "closed", f"该事项已于 {petition.closing.on} 办结，不能再办理此步骤。", on=str(petition.closing.on)
        )
    if terminated and petition.termination:
        raise RuleBroken(
            "terminated",
            f"该事项{petition.termination.words}，不再办理此步骤；告知书送达后办理“办结”。",
            on=str(petition.termination.on),
        )


TO_CORRECT = "目的登记有误的，先办理“更正登记内容”。"


def refuse_decided(petition: Petition) -> None:
    """A petition is accepted, or told, forwarded, refused, replied to: one of them, once (第二十三条第一款)."""
    refuse_open_objection(petition)
    _refuse_open_dispute(petition)
    refuse_review_case(petition)
    if petition.decision:
        what, on = petition.decision
        raise RuleBroken(
            "decided-already",
            f"该事项已于 {on} {what}，不能再作另一决定。",
            article=f"{REGULATION}第二十三条第一款",
            decision=what,
            on=str(on),
        )


def refuse_review_case(petition: Petition) -> None:
    """A request for review goes its own way: nothing of the first instance is done on it (第三十五条、第三十六条)."""
    case = petition.review_case
    if case:
        raise RuleBroken(
            "review-case",
            f"该事项是{case.name}请求（{case.body}，{case.about}），按{case.name}程序办理，不适用此步骤。",
            article=case.article,
        )


def refuse_open_objection(petition: Petition) -> None:
    """Raise RuleBroken("objection-waiting") while the sender has not answered."""
    waiting = petition.open_objection
    if waiting:
        raise RuleBroken(
            "objection-waiting",
            f"已于 {waiting.on} 向{waiting.body}提出异议，尚未答复，不能作出受理、告知等决定。"
            "收到答复后先办理“异议答复”。",
            article=f"{REGULATION}第二十三条第三款",
            on=str(waiting.on),
        )


def refuse_competent_elsewhere(petition: Petition) -> None:
    """What another body is to accept is neither accepted nor answered here."""
    if petition.competent_elsewhere:
        raise RuleBroken(
            "competent-elsewhere",
            f"已经决定由{petition.competent_elsewhere}受理，本单位不再受理、答复，请办理“转送”。",
            article=ARTICLE_DISPUTE,
        )


def to_decide(petition: Petition) -> tuple[dt.date, str]:
    """What a first decision follows: the receipt, or the decision that ended a dispute about who accepts the matter."""
    settled = petition.disputes[-1].decision if petition.disputes else None
    return (settled.on, "受理机关决定之日") if settled else (petition.received_on, "收到该事项之日")


def _refuse_open_dispute(petition: Petition) -> None:
    waiting = petition.open_dispute
    if waiting:
        raise RuleBroken(
            "dispute-waiting",
            f"已于 {waiting.on} 提请{waiting.superior}决定受理机关，尚未决定，不能作出受理、告知等决定。"
            "收到决定或者协商一致后先办理“受理机关决定”。",
            article=ARTICLE_DISPUTE,
            on=str(waiting.on),
        )


def accepted_on(petition: Petition) -> dt.date:
    """The day of acceptance. Raises RuleBroken without one: "decided-already" when it is no longer possible."""
    if petition.acceptance:
        return petition.acceptance.on
    case = petition.review_case
    if case:
        why = f"已于{petition.notice.on}决定不予受理" if petition.notice else "尚未受理，先办理“决定是否受理请求”"
        raise RuleBroken("not-accepted", f"该{case.name}请求{why}。", article=case.article)
    refuse_decided(petition)
    raise RuleBroken("not-accepted", "该事项尚未受理，先办理“受理”。", article=f"{REGULATION}第二十三条")


def refuse_suspended(petition: Petition) -> None:
    """While handling is suspended nothing ends or lengthens it; it goes on first."""
    waiting = petition.suspended
    if waiting:
        raise RuleBroken(
            "suspended", f"该事项已于 {waiting.on} 中止办理（{waiting.number}），先办理“恢复办理”。", on=str(waiting.on)
        )


def refuse_recused(petition: Petition, *people: str) -> None:
    """Who is kept out of the matter takes no part in handling it (第二十八条第三款)."""
    for person in people:
        if plain(person) in petition.recused:
            raise RuleBroken(
                "recused",
                f"{person}已回避本事项，不能参与办理或者审批，请由其他人员办理。",
                article=f"{REGULATION}第二十八条第三款",
                person=person,
            )


def refuse_recused_officer(step: type[Step], petition: Petition, context: Context) -> None:
    """Recusal beats every role: who is kept out handles and approves nothing of the matter (第二十八条第三款).

    Receiving the petitioner and handing the matter to somebody else is no handling.
    """
    if step.right in (Right.HANDLE, Right.APPROVE):
        refuse_recused(petition, context.officer)


def refuse_recused_people(step: Step, petition: Petition) -> None:
    """Nor do they take part under another officer's hand."""
    for field in step.ours:
        named = getattr(step, field)
        refuse_recused(petition, *((named,) if isinstance(named, str) else named))


def refuse_handler_recused(petition: Petition) -> None:
    """Handling goes on once somebody was named in the place of a handler who is kept out."""
    if petition.handler_recused:
        raise RuleBroken(
            "handler-recused",
            f"承办人{petition.handler}已回避，先办理“交承办”更换承办人。",
            article=f"{REGULATION}第二十八条第三款",
            person=petition.handler,
        )


def check_day(day: dt.date, today: dt.date, after: tuple[dt.date, str] | None) -> None:
    """`on` may not lie in the future, nor before the event it follows."""
    if day > today:
        raise RuleBroken(
            "on-in-future", f"日期 {day} 晚于今天 {today}，尚未发生的事不能登记。", on=str(day), today=str(today)
        )
    if after and day < after[0]:
        raise RuleBroken(
            "on-before-event",
            f"日期 {day} 早于{after[1]}（{after[0]}），次序不对，请核对日期。",
            on=str(day),
            event=after[1],
            event_on=str(after[0]),
        )
