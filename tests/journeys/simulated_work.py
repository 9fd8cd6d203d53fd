"""What clerks do in a simulated office: the ordinary steps, drawn at random, through the desk's own doors."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from app.county.dispatching import Order
from app.county.store import County
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.attachment import FileGiven
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.arrival import SetAside
from app.domain.steps.assignment import Assign
from app.domain.steps.correction import Correct
from app.domain.steps.custody import PassBack, PassOn, SettleBeside, TakeOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact, Register
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from tests.app.exchange.test_dispatches import MATTER, REMINDER
from tests.helpers import person, registered

PEOPLE = ("张三", "李四", "王五", "赵六", "周七", "吴八")
DRAFT = DraftOpinion(
    facts_found="道路确为土路，已列入计划。",
    evidence=("现场照片",),
    basis=(Basis(law="《农村公路建设管理办法》", article="第十条", words=""),),
    results=(RequestResult(request=1, result="support", opinion="年内硬化"),),
)
STEPS: tuple[Step, ...] = (
    AddContact(note="询问进度"),
    AddContact(note="又来一次"),
    Accept(office="村镇建设办", handler="赵强"),
    Assign(office="村镇建设办", handler="赵强"),
    Investigate(participants=("赵强",), record="现场查看，道路确为土路。"),
    Correct(field="address", to=1, value="石桥村五组", reason="本人来电"),
    DRAFT,
    ApproveOpinion(),
    IssueOpinion(),
    Serve(paper="F03"),
)
PATH: tuple[Step, ...] = (STEPS[2], STEPS[3], STEPS[4], DRAFT, ApproveOpinion(), IssueOpinion(), Serve(paper="F03"))


def known(desk: Desk) -> list[str]:
    """The numbers of the petitions at a desk."""
    return [row.number for row in desk.page(limit=1000)]


class Work:
    """One act of a clerk at a time. An act that the law does not allow now is refused by name and leaves nothing."""

    def __init__(self, rng: random.Random, files: Path) -> None:
        self._rng = rng
        self._files = files
        files.mkdir()

    def act(self, desk: Desk) -> str:
        """Do something; returns what, "" when it was refused or there was nothing to do."""
        acts: tuple[tuple[Callable[[Desk], str], int], ...] = (
            (self._register, 4),
            (self._step, 8),
            (self._go_far, 1),
            (self._attach, 2),
            (self._pass_on, 2),
            (self._answer_hand_over, 4),
            (self._settle_beside, 2),
            (self._take_up, 3),
        )
        (act,) = self._rng.choices([one for one, _ in acts], [weight for _, weight in acts])
        with contextlib.suppress(RuleBroken):
            return act(desk)
        return ""

    def dispatch(self, county: County, station: str, numbers: list[str]) -> str:
        """The county sends a matter or a reminder down; returns what."""
        with contextlib.suppress(RuleBroken):
            if numbers and self._rng.random() < 0.5:
                county.dispatch(station, Order(kind="reminder", content=REMINDER, number=self._rng.choice(numbers)))
                return "reminder sent down"
            county.dispatch(
                station, Order(kind="matter", content={**MATTER, "title": f"第{self._rng.randrange(1000)}件"})
            )
            return "matter sent down"
        return ""

    def _register(self, desk: Desk) -> str:
        registered(desk, person(self._rng.choice(PEOPLE)), facts=f"第{self._rng.randrange(10**6)}处道路为土路。")
        return "registered"

    def _any(self, desk: Desk) -> str:
        return self._rng.choice(known(desk) or [""])  # the desk itself refuses ""

    def _step(self, desk: Desk) -> str:
        desk.run(self._any(desk), self._rng.choice(STEPS))
        return "step"

    def _go_far(self, desk: Desk) -> str:
        number = self._any(desk)
        for step in PATH:
            with contextlib.suppress(RuleBroken):
                desk.run(number, step)
        return "step"

    def _attach(self, desk: Desk) -> str:
        number = self._any(desk)
        file = self._files / f"通话录音{self._rng.randrange(4)}.mp3"  # some are the same: kept once
        file.write_bytes(b"ID3\x03" + file.name.encode() * self._rng.randrange(1, 200))
        desk.attach(number, (FileGiven(path=str(file)),))
        return "attached"

    def _pass_on(self, desk: Desk) -> str:
        number = self._any(desk)
        below = desk.below()
        to = self._rng.choice(below).code if below else ""
        desk.run(number, PassOn(to=to, reason="请对方办理。", despite=True))
        return "passed on"

    def _answer_hand_over(self, desk: Desk) -> str:
        waiting = [one.number for one in desk.handed() if one.incoming]
        if not waiting:
            return ""
        back = self._rng.random() < 0.2
        desk.run(self._rng.choice(waiting), PassBack(reason="不属本台职责。") if back else TakeOver())
        return "passed back" if back else "taken over"

    def _settle_beside(self, desk: Desk) -> str:
        number = self._any(desk)
        for one in desk.beside(number):
            if not one.settled:
                desk.run(number, SettleBeside(entry=one.ref, adopted=False, reason="经电话核对。"))
                return "beside settled"
        return ""

    def _take_up(self, desk: Desk) -> str:
        waiting = desk.arrivals()
        if not waiting:
            return ""
        seen = self._rng.choice(waiting)
        if self._rng.random() < 0.2:
            desk.set_aside(seen.ref, SetAside(reason="已按纸质来文办理。"))
        elif seen.step == "register":
            filled = {name: value for name, value in desk.registration(seen.ref).items() if value is not None}
            desk.register(Register(**filled), arrival=seen.ref)
        elif seen.step:
            told: dict[str, Any] = msgspec.to_builtins(desk.suggest(seen.number, seen.step, arrival=seen.ref))
            desk.run(seen.number, desk.read_step(seen.step, told), arrival=seen.ref)
        return "taken up"
