"""Random walks at the desk: whatever is tried, in whatever order, the tables say what the journal says."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.answers import Changes
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.listing import Selection
from app.domain.records.attachment import FileGiven
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.origin import Origin
from app.domain.rights import ROLES
from app.domain.steps.acceptance import Accept
from app.domain.steps.assign_down import AssignDown, ReceiveReport
from app.domain.steps.attachment import Attach
from app.domain.steps.closing import Close
from app.domain.steps.ending import Terminate, Withdraw
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import Forward, NotifyRoute
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.reception import CancelReceptionDay, PlanReceptionDay
from app.domain.steps.reply import Reply
from app.domain.steps.report_up import ReportResult
from app.domain.steps.review_answer import AnswerReview, RequestFile
from app.domain.steps.review_decision import DecidedReview
from app.domain.steps.review_request import RequestReview
from app.domain.steps.service import Serve
from app.domain.steps.step import DeskStep, Step
from app.domain.steps.table import DESK_STEPS, STEPS
from app.domain.steps.upload import SetUploadAddress
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, person, registration
from tests.strategies import any_step

TEMPLATE: list[Path] = []
DAY = dt.date(2026, 3, 2)

names = st.sampled_from(["张三", "李四", "欧阳铁柱", "𠮷田", "阿依古丽·买买提", "John Smith"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), min_size=0, max_size=12)
written = texts.map(lambda text: f"情况{text}")
days = st.none() | st.integers(-20, 3).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n))

leaders = st.sampled_from(["陈明", " 陈明", "周岚"])

origins = st.sampled_from(
    [
        None,
        Origin(kind="forwarded", body="岳阳县信访局"),
        Origin(kind="assigned", body="岳阳县信访局", result_due=dt.date(2026, 3, 20)),
        Origin(kind="agency", agent="刘运来", authority_on=dt.date(2026, 2, 1)),
        Origin(kind="forwarded"),
    ]
)
houses = st.sampled_from(["农办", "供水站", OFFICE.name])
sooner = st.integers(-5, 9).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n))


desk_steps: dict[str, st.SearchStrategy[DeskStep]] = {
    "plan_reception_day": st.builds(
        PlanReceptionDay,
        on=days,
        held_on=st.integers(-5, 5).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n)),
        leader=leaders,
        post=st.just("镇长"),
        hours=st.just("上午"),
        place=written,
    ),
    "cancel_reception_day": st.builds(
        CancelReceptionDay,
        on=days,
        held_on=st.integers(-5, 5).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n)),
        leader=leaders,
        reason=written,
    ),
}

staff = st.sampled_from(["王芳", "孙丽", "王 芳", "赵某"])
roles = st.lists(st.sampled_from([*ROLES, "chief"]), min_size=1, max_size=2).map(tuple)
desk_steps |= {
    "add_officer": st.builds(AddOfficer, on=days, officer=staff, roles=roles),
    "change_officer": st.builds(ChangeOfficer, on=days, officer=staff, roles=roles),
    "revoke_officer": st.builds(RevokeOfficer, on=days, officer=staff, reason=written),
    "set_upload_address": st.builds(
        SetUploadAddress, on=days, url=st.sampled_from(["", "https://xf.example", "http://127.0.0.1:80/a", "xf"])
    ),
}

PATH: tuple[Step, ...] = (
    Accept(),
    Investigate(record="查"),
    DraftOpinion(
        facts_found="属实",
        basis=(Basis(law="《公路法》"),),
        results=(RequestResult(request=1, result="support", opinion="办"),),
    ),
    ApproveOpinion(),
    IssueOpinion(),
    Serve(paper="F12"),
    Close(),
)


ACT: tuple[Step, ...] = (
    NotifyRoute(route="31-5", procedure="查处"),
    Serve(paper="F04"),
    Investigate(record="查"),
    Reply(findings="属实", handling="已改正", basis=(Basis(law="《水法》"),)),
    Serve(paper="F13"),
    Close(),
)
REPORTED: tuple[Step, ...] = (
    *PATH[:-1],
    ReportResult(signer="陈明", handler="赵强", findings="属实", handling="已办"),
    Close(),
)
OBJECTED: tuple[Step, ...] = (RaiseObjection(reason="不属本镇"), AnswerObjection(outcome="agreed"), Close())
REVIEWED: tuple[Step, ...] = (
    *PATH,
    RequestReview(to=1, form="oral", wish="撤销", reasons="少算"),
    RequestFile(),
    AnswerReview(reasons="请求维持"),
    DecidedReview(result="annul", number="县复查1号", decided_on=dt.date(2026, 3, 2)),
    *PATH[2:5],
    Serve(paper="F12.2"),
)
FORWARDED: tuple[Step, ...] = (Forward(body="供水站"), Serve(paper="F05"), Close())
TAKEN_BACK: tuple[Step, ...] = (
    Withdraw(who=(1,), form="oral", voluntary=True, for_all=True),
    Terminate(ground="withdrawn", approver="陈明"),
    Serve(paper="F25"),
    Close(),
)
BELOW: tuple[Step, ...] = (
    AssignDown(body="供水站", report_due=dt.date(2026, 4, 10)),
    Serve(paper="F05"),
    ReceiveReport(summary="已恢复供水"),
    Close(),
)
ANSWERED: tuple[Step, ...] = (Reply(handling="采纳", outcome="adopted"), Serve(paper="F14"), Close())


class RandomDesk(RuleBasedStateMachine):
    """Registers, tries every step on any petition, changes the office, moves the clock, opens again."""

    def __init__(self) -> None:
        super().__init__()
        self.parent = tempfile.TemporaryDirectory()
        self.folder = Path(self.parent.name) / "desk"
        self.clock = FixedClock()
        self.entries = 1
        self.numbers: list[str] = []

    @initialize()
    def open(self) -> None:
        shutil.copytree(TEMPLATE[0], self.folder)
        self.desk = Desk.open(self.folder, PASSPHRASE, clock=self.clock)

    def attempt(self, call: Any) -> None:
        """A step is taken, or refused and leaves nothing."""
        before = [self.desk.petition(number) for number in self.numbers]
        changes: Changes | None = None
        with contextlib.suppress(RuleBroken):
            changes = call()
        if changes is None:
            assert [self.desk.petition(number) for number in self.numbers] == before
            return
        assert changes.entries
        self.entries += len(changes.entries)
        if changes.number and changes.number not in self.numbers:
            self.numbers.append(changes.number)

    @rule(
        who=st.lists(names, min_size=1, max_size=6),
        on=days,
        facts=written,
        count=st.none() | st.integers(1, 12),
        category=st.sampled_from(["claim", "claim", "suggestion", "consultation"]),
        origin=origins,
    )
    def register(
        self,
        who: list[str],
        on: dt.date | None,
        facts: str,
        count: int | None,
        category: str,
        origin: Origin | None,
    ) -> None:
        step = registration(*map(person, who), on=on, facts=facts, head_count=count, category=category, origin=origin)
        self.attempt(lambda: self.desk.register(step))

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def take_a_step(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.numbers), "number")
        possible = [offer.step for offer in self.desk.view(number).steps if offer.possible]
        name = data.draw(st.sampled_from(possible or sorted(STEPS)) | st.sampled_from(sorted(STEPS)), "step")
        around = [DAY + dt.timedelta(days=n) for n in (-20, -3, 0, 0, 1, 3)]
        step = data.draw(any_step(STEPS[name], self.desk.petition(number), around), name)
        if isinstance(step, Attach):
            step = msgspec.structs.replace(step, files=tuple(self._there(one) for one in step.files))
        self.attempt(lambda: self.desk.run(number, step))

    def _there(self, given: FileGiven) -> FileGiven:
        """The same of a file that exists."""
        file = Path(self.parent.name) / "附件.txt"
        file.write_text(given.title or "附件", "utf-8")
        return msgspec.structs.replace(given, path=str(file))

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def go_far(self, data: st.DataObject) -> None:
        """One of the usual paths from wherever the petition stands."""
        number = data.draw(st.sampled_from(self.numbers), "number")
        paths = (PATH, ACT, REVIEWED, FORWARDED, ANSWERED, TAKEN_BACK, OBJECTED, REPORTED, BELOW)
        path = data.draw(st.sampled_from(paths), "path")
        for step in path[: data.draw(st.integers(1, len(path)), "how far")]:
            self.attempt(lambda step=step: self.desk.run(number, step))

    @rule(data=st.data())
    def take_a_step_of_the_desk(self, data: st.DataObject) -> None:
        step = data.draw(desk_steps[data.draw(st.sampled_from(sorted(DESK_STEPS)), "step")])
        self.attempt(lambda: self.desk.run_desk(step))

    @rule(phone=texts)
    def describe(self, phone: str) -> None:
        office = msgspec.structs.replace(OFFICE, phone=phone, review_body="岳阳县人民政府", simplified=True)
        self.attempt(lambda: self.desk.describe(office, OFFICERS))

    @rule(hours=st.integers(-30, 40))
    def time_passes(self, hours: int) -> None:
        self.clock.pass_by(hours=hours)

    @rule()
    def open_again(self) -> None:
        self.desk.close()
        self.desk = Desk.open(self.folder, PASSPHRASE, clock=self.clock)

    @invariant()
    def every_entry_is_there(self) -> None:
        if hasattr(self, "desk"):
            assert self.desk.count() == len(self.numbers)

    @invariant()
    def lists_say_what_the_petitions_say(self) -> None:
        if hasattr(self, "desk"):
            assert self.desk.listed(Selection()).count == len(self.numbers)
            assert self.desk.duties() == self.desk.due()[:100]

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            entries = list(self.desk.journal())
            assert len(entries) == self.entries
            assert self.desk.verify(rebuild=True)["entries"] == self.entries
            by_year: dict[str, list[int]] = {}
            for number in self.numbers:
                _station, year, serial = number.split("-")
                by_year.setdefault(year, []).append(int(serial))
            assert all(serials == list(range(1, len(serials) + 1)) for serials in by_year.values())
            for number in self.numbers:
                view = self.desk.view(number)
                assert view.petition.entries == len(view.timeline)
                decided = (view.petition.acceptance, view.petition.notice)
                assert sum(one is not None for one in decided) <= 1
                assert self.desk.search(number)[0].number == number
            self.desk.due()
            seen = [matter.number for day in self.desk.reception_days(2026) for matter in day.matters]
            kept = [number for number in self.numbers for _ in self.desk.petition(number).receptions]
            assert sorted(seen) == sorted(kept)
            self.desk.close()
        self.parent.cleanup()


def test_random_walks_leave_tables_that_say_what_the_journal_says(desk_template: Path) -> None:
    assert set(desk_steps) == set(DESK_STEPS)
    TEMPLATE[:] = [desk_template]
    settings = hypothesis.settings(hypothesis.settings(), max_examples=8, stateful_step_count=20)
    hypothesis.stateful.run_state_machine_as_test(RandomDesk, settings=settings)
