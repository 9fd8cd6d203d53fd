"""下发件 at the desk: it arrived, and what somebody made of it. Nothing is applied by itself; a person decides.

An arrival leads to one of the ordinary steps, whose form it fills; the step is decided as ever, and `taken_up` is
written beside it in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.dispatch import (
    TAKEN,
    Arrival,
    DataFile,
    How,
    ObjectionReply,
    Reminder,
    ReviewNotice,
    ReviewOpinion,
    SupervisionLetter,
    TakeUp,
    words_of,
)
from app.domain.records.matter import Matter
from app.domain.rights import Right
from app.domain.steps import objection, review_answer, review_decision, review_request, supervision
from app.domain.steps.matter import register_from
from app.domain.steps.register import AddContact, Register
from app.domain.steps.step import Act, Step
from app.domain.words import line, must_text

Filled = dict[str, object]


class Arrived(Facts, frozen=True, kw_only=True):
    """A dispatch was read in. `dispatch` names it, `hash` is its hash: the sender reads here that it has arrived."""

    kind: ClassVar[str] = "arrived"

    dispatch: str  # "<sender>.<epoch>.<recipient>.<seq>"
    sender: str
    sender_name: str
    epoch: int
    seq: int
    hash: str
    brings: str
    about: str
    issued_at: str
    issued_by: str
    content: dict[str, Any]

    def sentence(self, entry: Entry) -> str:
        return f"收到{self.sender_name}下发的{words_of(self.brings, self.content)}（下发第{self.seq}号）"


class TakenUp(Facts, frozen=True, kw_only=True):
    """What was made of an arrival (`arrival` is its entry): the petition `number`, or the reason why nothing."""

    kind: ClassVar[str] = "taken_up"

    arrival: str
    dispatch: str
    how: How
    number: str
    note: str

    def sentence(self, entry: Entry) -> str:
        number = f"（{self.number}）" if self.number else ""
        note = f"：{self.note}" if self.note else ""
        return f"下发件（{self.dispatch}）{TAKEN[self.how]}{number}{note}"


class SetAside(Act, frozen=True, kw_only=True):
    """不另行办理: the matter is here already from the paper letter, or nothing is to be done."""

    name: ClassVar[str] = "set_aside"
    label: ClassVar[str] = "不另行办理"
    article: ClassVar[str] = "本台对下发件的办理要求"
    right: ClassVar[Right] = Right.REGISTER
    example: ClassVar[dict[str, object]] = {"reason": "已按纸质来文登记。", "number": "43062110100001-2026-000001"}
    hint: ClassVar[str] = (
        "已按纸质来文登记的，填写编号；下发有误的，先与下发单位核对。理由随下次上报告知下发单位，期限不因此停止。"
    )
    hints: ClassVar[dict[str, str]] = {"number": "没有的不填"}

    reason: Annotated[str, must_text("理由", 1_000)]
    number: Annotated[str, line("已登记的事项编号", 60)] = ""


def arrival_of(entry: Entry) -> Arrival:
    """What is kept of an arrival until it is taken up."""
    return record(Arrival, entry.facts, entry, here=bool(entry.petition))


def taken(arrival: Arrival, entry: Entry) -> Arrival:
    """The same after it was taken up."""
    return msgspec.structs.replace(arrival, taken=record(TakeUp, entry.facts, entry))


# Which step takes it up


def step_for(arrival: Arrival) -> str:
    """The step that usually takes an arrival up, "" where none does: not known here, or taken up another way."""
    return next(iter(steps_for(arrival)), "")


def steps_for(arrival: Arrival) -> tuple[str, ...]:
    """The steps that take it up, the usual one first."""
    told = arrival.told
    if isinstance(told, Matter):
        return (Register.name, AddContact.name)
    if isinstance(told, Reminder):
        return (supervision.ReceiveReminder.name,)
    if isinstance(told, SupervisionLetter):
        supervised = told.supervision == "supervision"
        return ((supervision.ReceiveSupervision if supervised else supervision.ReceiveSuggestion).name,)
    if isinstance(told, ReviewNotice):
        return (review_answer.RequestFile.name,)
    if isinstance(told, ReviewOpinion):
        final = told.instance == "final_review"
        return ((review_decision.DecidedFinalReview if final else review_decision.DecidedReview).name,)
    return (objection.AnswerObjection.name,) if isinstance(told, ObjectionReply) else ()


def before(arrival: Arrival) -> str:
    """The step that must come first where the desk knows of no request for review: it was made elsewhere."""
    told = arrival.told
    if not isinstance(told, ReviewNotice | ReviewOpinion):
        return ""
    final = told.instance == "final_review"
    return (review_request.RequestFinalReview if final else review_request.RequestReview).name


# What its form is filled with


def filled(arrival: Arrival, step: type[Step], petition: Petition) -> Filled:
    """What the form of a step is filled with from an arrival: field -> value; {} where it says nothing for it."""
    told = arrival.told
    if told is None or step.name not in (*steps_for(arrival), before(arrival)):
        return {}
    if isinstance(told, Matter):
        return _contact(told, arrival) if step is AddContact else {}
    known = {name: getattr(told, name) for name in told.__struct_fields__ if name in step.__struct_fields__}
    found = {"on": arrival.on, **{name: value for name, value in known.items() if value not in ("", None, ())}}
    special = _SPECIAL.get(step.name)
    return {**found, **special(told, petition)} if special else found


def registration(arrival: Arrival) -> Register:
    """The registration of a matter, filled as far as its sender told; its periods run from the day of arrival.

    Raises RuleBroken("arrival-no-matter").
    """
    told = arrival.told
    if not isinstance(told, Matter):
        raise RuleBroken("arrival-no-matter", f"{arrival.words}不是转送、交办的事项，不登记为新件。")
    return register_from(told, arrival.on)


def _contact(matter: Matter, arrival: Arrival) -> Filled:
    """A matter that is here already: what the letter says, as a further contact."""
    said = [f"{arrival.sender_name}{arrival.words}（{matter.letter_number}）", *matter.requests, matter.facts]
    return {
        "on": arrival.on,
        "channel": matter.channel,
        "note": "\n".join(part for part in said if part)[:20_000],
        "materials": matter.materials,
    }


def _suggested(told: msgspec.Struct, petition: Petition) -> Filled:
    return {"suggestion": told.supervision} if isinstance(told, SupervisionLetter) else {}


def _answered(told: msgspec.Struct, petition: Petition) -> Filled:
    return {"on": told.answered_on} if isinstance(told, ObjectionReply) and told.answered_on else {}


def _asked(told: msgspec.Struct, petition: Petition) -> Filled:
    """The request behind a notice or an opinion: made to the body itself, by the petitioner of that name."""
    found: Filled = {"way": "direct"}
    if isinstance(told, ReviewNotice):
        names = [person.name for person in petition.petitioners]
        if told.petitioner in names:
            found["to"] = names.index(told.petitioner) + 1
        if told.requested_on:
            found["on"] = told.requested_on
    return found


_SPECIAL: dict[str, Callable[[msgspec.Struct, Petition], Filled]] = {
    supervision.ReceiveSuggestion.name: _suggested,
    objection.AnswerObjection.name: _answered,
    review_request.RequestReview.name: _asked,
    review_request.RequestFinalReview.name: _asked,
}


# What is written beside the step


def taken_up(arrival: Arrival, step: type[Step], number: str, petition: str) -> TakenUp | None:
    """What is written beside a step that an arrival was the reason for; None for one that only prepares it.

    `petition` is the id of the one that the step was taken on. Raises RuleBroken: arrival-taken, arrival-other-step,
    arrival-other-petition.
    """
    refuse_taken(arrival)
    if arrival.about and arrival.about != petition:
        raise RuleBroken(
            "arrival-other-petition", f"该{arrival.words}说的不是事项 {number}，请在它所说的事项中办理。", number=number
        )
    if step.name == before(arrival):
        return None
    if step.name not in steps_for(arrival):
        raise RuleBroken(
            "arrival-other-step", f"{arrival.words}不由“{step.label}”办理。", allowed=list(steps_for(arrival))
        )
    how: How = "registered" if step is Register else "recorded"
    return TakenUp(arrival=arrival.ref, dispatch=dispatch_of(arrival), how=how, number=number, note="")


def taken_in(arrival: Arrival, note: str) -> TakenUp:
    """What is written when a data file was loaded. Raises RuleBroken: arrival-taken, arrival-no-data."""
    refuse_taken(arrival)
    data_of(arrival)
    return TakenUp(arrival=arrival.ref, dispatch=dispatch_of(arrival), how="recorded", number="", note=note)


def followed(arrival: Arrival, note: str) -> TakenUp:
    """What is written with the sender's next key card. Raises RuleBroken("arrival-taken")."""
    refuse_taken(arrival)
    return TakenUp(arrival=arrival.ref, dispatch=dispatch_of(arrival), how="recorded", number="", note=note)


def data_of(arrival: Arrival) -> bytes:
    """The data file of an arrival. Raises RuleBroken("arrival-no-data")."""
    told = arrival.told
    if not isinstance(told, DataFile):
        raise RuleBroken("arrival-no-data", f"{arrival.words}不是数据文件。")
    return told.file.encode("utf-8")


def set_aside(arrival: Arrival, step: SetAside, known: Petition | None) -> TakenUp:
    """What is written where nothing is to be done; `known` is the petition that the reason names.

    Raises RuleBroken: arrival-taken, no-such-petition.
    """
    refuse_taken(arrival)
    number = step.number.strip()
    if number and known is None:
        raise RuleBroken("no-such-petition", f"没有编号为“{number}”的事项，请核对编号。", number=number, field="number")
    return TakenUp(
        arrival=arrival.ref,
        dispatch=dispatch_of(arrival),
        how="set_aside",
        number=known.number if known else "",
        note=step.reason.strip(),
    )


def refuse_taken(arrival: Arrival) -> None:
    """Each is taken up once."""
    if arrival.taken:
        number = f"（{arrival.taken.number}）" if arrival.taken.number else ""
        raise RuleBroken(
            "arrival-taken",
            f"该{arrival.words}已于 {arrival.taken.on} {TAKEN[arrival.taken.how]}{number}，不重复办理。",
            on=str(arrival.taken.on),
            number=arrival.taken.number,
        )


def dispatch_of(arrival: Arrival) -> str:
    """The dispatch by its name: the recipient is the station whose entry this is."""
    station = arrival.ref.split(".")[0]
    return f"{arrival.sender}.{arrival.epoch}.{station}.{arrival.seq}"
