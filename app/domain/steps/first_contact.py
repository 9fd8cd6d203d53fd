"""首问责任: who received first answers for the matter until somebody else has confirmed that they took it.

First-contact responsibility is not in the 条例; it comes from local rules. The first contact itself is fixed at
registration and stays on the petition for ever.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.office import FirstContactRules
from app.domain.petition import Petition
from app.domain.records.hand_over import HandOver as HandOverState
from app.domain.rights import Right
from app.domain.steps.step import Context, Step, refuse_closed
from app.domain.words import line, must, must_text, text


class HandedOver(Facts, frozen=True, kw_only=True):
    """The matter was handed to an office or officer, with the reason."""

    kind: ClassVar[str] = "handed_over"

    to_office: str
    to_officer: str
    reason: str
    confirm_within: int = 0  # working days, 0 for no limit
    return_within: int = 0
    rule: str = ""

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        return msgspec.structs.replace(petition, hand_overs=(*petition.hand_overs, record(HandOverState, self, entry)))

    def sentence(self, entry: Entry) -> str:
        return f"移交{self.to_office}{self.to_officer}，事由：{self.reason}"


class HandOverConfirmed(Facts, frozen=True, kw_only=True):
    """The receiver confirmed that the matter is with them now."""

    kind: ClassVar[str] = "hand_over_confirmed"

    hand_over: str  # ref of the hand-over
    receiver: str
    note: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        handed = tuple(
            msgspec.structs.replace(h, confirmed_on=entry.on, confirmed_by=self.receiver)
            if h.ref == self.hand_over
            else h
            for h in petition.hand_overs
        )
        return msgspec.structs.replace(petition, hand_overs=handed)

    def sentence(self, entry: Entry) -> str:
        said = f"（{self.note}）" if self.note else ""
        return f"{self.receiver}确认接收移交{said}"


class HandOverReturned(Facts, frozen=True, kw_only=True):
    """The receiver did not take the matter and said why; it stays with whom it was before."""

    kind: ClassVar[str] = "hand_over_returned"

    hand_over: str  # ref of the hand-over
    receiver: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        handed = tuple(
            msgspec.structs.replace(h, returned_on=entry.on, returned_by=self.receiver, return_reason=self.reason)
            if h.ref == self.hand_over
            else h
            for h in petition.hand_overs
        )
        return msgspec.structs.replace(petition, hand_overs=handed)

    def sentence(self, entry: Entry) -> str:
        return f"{self.receiver}退回移交，理由：{self.reason}"


class HandOver(Step, frozen=True, kw_only=True):
    """首问移交: hand the matter to the office or officer who will handle it."""

    name: ClassVar[str] = "hand_over"
    label: ClassVar[str] = "首问移交"
    article: ClassVar[str] = "首问责任制（本地规定）"
    right: ClassVar[Right] = Right.REGISTER
    ours: ClassVar[tuple[str, ...]] = ("to_officer",)
    example: ClassVar[dict[str, object]] = {"to_office": "村镇建设办", "to_officer": "王芳", "reason": "属该办职责"}
    verb: ClassVar[str] = "移交"
    day_title: ClassVar[str] = "移交日期"

    to_office: Annotated[str, must("接收部门", 60)]
    to_officer: Annotated[str, line("接收人", 100)] = ""
    reason: Annotated[str, text("移交事由", 2_000)] = "属该部门职责"

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        refuse_closed(petition)
        waiting = petition.open_hand_over
        if waiting:
            raise RuleBroken(
                "hand-over-waiting",
                f"{waiting.on} 已移交{waiting.to_office}{waiting.to_officer}，尚待对方确认，不能再次移交。",
                hand_over=waiting.ref,
            )
        answered = petition.hand_overs[-1].answered_on if petition.hand_overs else None
        return (answered, "上次移交答复之日") if answered else (petition.received_on, "收到该事项之日")

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        local = context.office.first_contact or FirstContactRules()
        return (
            HandedOver(
                to_office=self.to_office,
                to_officer=self.to_officer,
                reason=self.reason,
                confirm_within=local.confirm_days,
                return_within=local.return_days,
                rule=local.rule.strip(),
            ),
        )


class Confirm(Step, frozen=True, kw_only=True):
    """确认接收: the receiver says that the matter has arrived."""

    name: ClassVar[str] = "confirm"
    label: ClassVar[str] = "确认接收"
    article: ClassVar[str] = "首问责任制（本地规定）"
    ours: ClassVar[tuple[str, ...]] = ("receiver",)
    example: ClassVar[dict[str, object]] = {"receiver": "王芳"}
    day_title: ClassVar[str] = "接收日期"

    receiver: Annotated[str, line("接收人", 100)] = ""
    note: Annotated[str, text("备注", 2_000)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _open(petition).on, "移交之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return _told(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        waiting = petition.open_hand_over
        return {"receiver": waiting.to_officer} if waiting else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting = _open(petition)
        receiver = self.receiver or waiting.to_officer or context.officer
        return (HandOverConfirmed(hand_over=waiting.ref, receiver=receiver, note=self.note),)


class ReturnHandOver(Step, frozen=True, kw_only=True):
    """退回移交: the receiver does not take the matter and says why; a new hand-over is possible."""

    name: ClassVar[str] = "return_hand_over"
    label: ClassVar[str] = "退回移交"
    article: ClassVar[str] = "首问责任制（本地规定）"
    example: ClassVar[dict[str, object]] = {"receiver": "王芳", "reason": "该路段由县公路部门管理，不属本办职责"}
    hint: ClassVar[str] = "由接收人办理，写明理由。退回后仍由移交前的责任人负责，可以另行移交。"
    verb: ClassVar[str] = "退回"
    day_title: ClassVar[str] = "退回日期"

    reason: Annotated[str, must_text("退回理由", 2_000)]
    receiver: Annotated[str, line("退回人", 100)] = ""

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return _open(petition).on, "移交之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        return _told(petition)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        waiting = petition.open_hand_over
        return {"receiver": waiting.to_officer} if waiting else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        waiting = _open(petition)
        receiver = self.receiver.strip() or waiting.to_officer or context.officer
        return (HandOverReturned(hand_over=waiting.ref, receiver=receiver, reason=self.reason),)


def _open(petition: Petition) -> HandOverState:
    """The hand-over that waits for its receiver."""
    refuse_closed(petition)
    waiting = petition.open_hand_over
    if waiting is None:
        raise RuleBroken("no-hand-over", "没有待确认的移交。先由首问责任人办理“首问移交”。")
    return waiting


def _told(petition: Petition) -> str:
    waiting = petition.open_hand_over
    if waiting is None:
        return ""
    return f"{waiting.on} {waiting.by} 移交{waiting.to_office}{waiting.to_officer}：{waiting.reason}"
