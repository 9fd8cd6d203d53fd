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
from app.domain.papers import SERVED
from app.domain.petition import Basis, RequestResult
from app.domain.records.archiving import RETENTIONS
from app.domain.records.follow_up import FOLLOW_UP_WAYS, SATISFACTION
from app.domain.records.hearing import HearingView
from app.domain.records.origin import Origin
from app.domain.steps.acceptance import Accept
from app.domain.steps.archive import Archive
from app.domain.steps.assign_down import AssignDown, ReceiveReport
from app.domain.steps.assignment import Assign
from app.domain.steps.closing import Close
from app.domain.steps.correction import FIELDS, Correct
from app.domain.steps.demands import ReceiveFeedback, Remind, SuggestImprovement, Supervise
from app.domain.steps.ending import Terminate, Withdraw
from app.domain.steps.extension import Extend
from app.domain.steps.first_contact import Confirm, HandOver
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.fulfilment import Fulfil
from app.domain.steps.hearing import CallOffHearing, PlanHearing, PostponeHearing
from app.domain.steps.hearing_held import ConcludeHearing, RecordHearing
from app.domain.steps.investigation import Investigate
from app.domain.steps.leader import EndLeadCase, RecordInstruction, TakeLeadCase
from app.domain.steps.links import LinkEarlier, Unlink
from app.domain.steps.mediation import ConsentMediation, EndMediation, HoldMediation
from app.domain.steps.notice import Decline, DeclineFinal, Forward, NotifyElsewhere, NotifyRoute
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.reception import AnswerLeader, CancelReceptionDay, PlanReceptionDay, ReceiveByLeader
from app.domain.steps.recusal import Recuse
from app.domain.steps.register import AddContact
from app.domain.steps.reply import Reply
from app.domain.steps.report_up import ReportResult
from app.domain.steps.review_answer import AnswerReview, RequestFile
from app.domain.steps.review_decision import DecidedFinalReview, DecidedReview, HearFinalReview, ServedReview
from app.domain.steps.review_request import AcceptedFinalReview, AcceptedReview, RequestFinalReview, RequestReview
from app.domain.steps.service import Serve
from app.domain.steps.settlement import ConfirmInCourt, RecordPerformance, Settle
from app.domain.steps.simplified import TurnOrdinary
from app.domain.steps.spot import AnswerOnSpot
from app.domain.steps.step import DeskStep, Step
from app.domain.steps.supervision import GiveFeedback, ReceiveReminder, ReceiveSuggestion, ReceiveSupervision
from app.domain.steps.table import DESK_STEPS, STEPS
from app.domain.steps.urgent import ReportUrgent
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, person, registration

TEMPLATE: list[Path] = []

names = st.sampled_from(["张三", "李四", "欧阳铁柱", "𠮷田", "阿依古丽·买买提", "John Smith"])
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), min_size=0, max_size=12)
written = texts.map(lambda text: f"情况{text}")
days = st.none() | st.integers(-20, 3).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n))

leaders = st.sampled_from(["陈明", " 陈明", "周岚"])
others = st.integers(1, 4).map(lambda serial: f"{OFFICE.station}-2026-{serial:06d}")

origins = st.sampled_from(
    [
        None,
        Origin(kind="forwarded", body="岳阳县信访局"),
        Origin(kind="assigned", body="岳阳县信访局", result_due=dt.date(2026, 3, 20)),
        Origin(kind="agency", agent="刘运来", authority_on=dt.date(2026, 2, 1)),
        Origin(kind="forwarded"),
    ]
)
bodies = st.sampled_from(["县信访局", "县委督查室", OFFICE.name])
houses = st.sampled_from(["农办", "供水站", OFFICE.name])
sooner = st.integers(-5, 9).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n))
later = st.none() | st.integers(-10, 30).map(lambda n: dt.date(2026, 3, 2) + dt.timedelta(days=n))
on_days = days.filter(bool)
people = st.sampled_from([(), (1,), (2,), (1, 2)])


def acceptance(step: type[AcceptedReview] | type[AcceptedFinalReview]) -> st.SearchStrategy[Step]:
    return st.builds(step, on=days, accepted=st.booleans(), received_on=on_days, reason=texts, number=texts)


def decision(step: type[DecidedReview] | type[DecidedFinalReview], **more: Any) -> st.SearchStrategy[Step]:
    results = st.sampled_from(["uphold", "change", "annul", "return", "ended"])
    return st.builds(
        step, on=days, result=results, number=written, decided_on=on_days, due=days, to=people, served_on=days, **more
    )


steps: dict[str, st.SearchStrategy[Step]] = {
    "accept": st.builds(Accept, on=days, office=st.sampled_from(["", "农办"]), handler=names, simplified=st.booleans()),
    "answer_on_spot": st.builds(
        AnswerOnSpot,
        on=days,
        handling=written,
        accepted=st.booleans(),
        outcome=st.sampled_from(["", "adopted"]),
        to=st.sampled_from([(), (1,), (9,)]),
    ),
    "fulfil": st.builds(
        Fulfil,
        on=days,
        request=st.integers(1, 2),
        state=st.sampled_from(["done", "partly", "not_yet"]),
        unit=names,
        evidence=written,
        next_on=st.none() | st.just(dt.date(2026, 5, 1)),
    ),
    "to_ordinary": st.builds(TurnOrdinary, on=days, reason=written),
    "notify_route": st.builds(
        NotifyRoute,
        on=days,
        route=st.sampled_from(["31-1", "31-4", "31-5", "31-5"]),
        procedure=written,
        body=st.sampled_from(["", "县人民法院"]),
    ),
    "notify_elsewhere": st.builds(NotifyElsewhere, on=days, body=st.sampled_from(["县林业局", OFFICE.name])),
    "forward": st.builds(Forward, on=days, body=st.just("供水站"), reason=texts),
    "assign_down": st.builds(
        AssignDown,
        on=days,
        body=st.sampled_from(["供水站", OFFICE.name]),
        report_due=st.dates(dt.date(2026, 2, 20), dt.date(2026, 4, 1)),
        demands=texts,
    ),
    "report_received": st.builds(ReceiveReport, on=days, number=texts, summary=written),
    "decline": st.builds(Decline, on=days, reason_code=st.sampled_from(["N1", "N5"]), reason=written, body=names),
    "decline_final": st.builds(
        DeclineFinal,
        on=days,
        reason_code=st.sampled_from(["R1", "R2"]),
        original_number=written,
        original_body=names,
        original_on=st.dates(dt.date(2026, 1, 1), dt.date(2026, 4, 1)),
    ),
    "assign": st.builds(
        Assign,
        on=days,
        office=st.just("农办"),
        handler=names | st.just("赵强"),
        note=texts,
        reason=st.sampled_from(["", "分工调整"]),
    ),
    "withdraw": st.builds(
        Withdraw,
        on=days,
        who=st.sampled_from([(1,), (2,), (1, 2), (9,)]),
        form=st.sampled_from(["written", "oral"]),
        voluntary=st.sampled_from([True, True, False]),
        for_all=st.booleans(),
        reason=texts,
    ),
    "terminate": st.builds(
        Terminate,
        on=days,
        ground=st.sampled_from(["withdrawn", "solved", "gone", "other"]),
        approver=names,
        reason=written,
        evidence=st.sampled_from(["", "协议书"]),
    ),
    "recuse": st.builds(
        Recuse,
        on=days,
        person=names | st.sampled_from(["赵强", "李明"]),
        asked_by=st.sampled_from(["self", "petitioner", "head"]),
        reason=written,
        decided_by=names,
        granted=st.booleans(),
    ),
    "report_up": st.builds(ReportResult, on=days, signer=names, handler=names, findings=written, handling=written),
    "object": st.builds(RaiseObjection, on=days, reason=written, competent=st.sampled_from(["", "县公路中心"])),
    "objection_answer": st.builds(
        AnswerObjection, on=days, outcome=st.sampled_from(["agreed", "refused", "withdrawn"]), note=texts
    ),
    "investigate": st.builds(Investigate, on=days, record=written, place=st.just("三组")),
    "draft_opinion": st.builds(
        DraftOpinion,
        on=days,
        facts_found=written | st.just(""),
        basis=st.sampled_from([(), (Basis(law="《公路法》"),)]),
        results=st.sampled_from([(), (RequestResult(request=1, result="support", opinion="年内办结"),)]),
    ),
    "approve_opinion": st.builds(ApproveOpinion, on=days, agreed=st.booleans(), remarks=texts),
    "issue_opinion": st.builds(IssueOpinion, on=days, fulfil_by=st.none() | st.just(dt.date(2026, 5, 1))),
    "serve": st.builds(
        Serve,
        on=days,
        paper=st.sampled_from([*sorted(SERVED), "F12.2"]),
        to=st.sampled_from([(), (1,), (2,), (1, 2), (9,)]),
        mode=st.sampled_from(["direct", "left", "post"]),
        tracking=st.sampled_from(["", "EMS1"]),
    ),
    "reply": st.builds(
        Reply,
        on=days,
        findings=written | st.just(""),
        handling=written,
        basis=st.sampled_from([(), (Basis(law="《水法》"),)]),
        outcome=st.sampled_from(["", "adopted", "not_adopted"]),
        interest=st.booleans(),
        review_body=st.sampled_from(["", "县人民政府"]),
        court=st.just("县人民法院"),
    ),
    "extend": st.builds(Extend, on=days, reason=written, days=st.integers(1, 30), approver=names),
    "consent_mediation": st.builds(
        ConsentMediation,
        on=days,
        other_name=names,
        other_kind=st.sampled_from(["person", "organisation"]),
        dispute=written,
        petitioners_agree=st.sampled_from([True, True, False]),
        other_agrees=st.sampled_from([True, True, False]),
        other_on=days,
    ),
    "mediation_session": st.builds(
        HoldMediation,
        on=days,
        form=st.sampled_from(["people", "settlement"]),
        body=written,
        place=written,
        mediators=st.sampled_from([(), ("孙丽",)]),
        present=st.just(("张三",)),
        record=written,
    ),
    "settle": st.builds(
        Settle,
        on=days,
        form=st.sampled_from(["people", "settlement"]),
        body=written,
        mediators=st.just(("孙丽",)),
        facts=written,
        content=written,
        performance=written,
        perform_by=days,
        lawful=st.sampled_from([True, True, False]),
    ),
    "mediation_failed": st.builds(EndMediation, on=days, reason=written),
    "judicial_confirmation": st.builds(
        ConfirmInCourt,
        on=days,
        applied_on=days.map(lambda day: day or dt.date(2026, 3, 4)),
        court=written,
        result=st.sampled_from(["pending", "confirmed", "rejected"]),
    ),
    "settlement_performed": st.builds(RecordPerformance, on=days, performed=st.booleans()),
    "plan_hearing": st.builds(
        PlanHearing,
        on=days,
        asked_by=st.sampled_from(["petitioner", "office"]),
        asked_on=days,
        pending=st.sampled_from([False, False, True]),
        subject=written,
        held_on=days.map(lambda day: day or dt.date(2026, 3, 2)),
        time=st.sampled_from(["9:30", "上午"]),
        place=written,
        chair=names,
        members=st.sampled_from([(), ("孙丽",), ("孙丽", "孙丽")]),
        clerk=st.just("王芳"),
        public=st.booleans(),
    ),
    "postpone_hearing": st.builds(
        PostponeHearing,
        on=days,
        held_on=days.map(lambda day: day or dt.date(2026, 3, 6)),
        time=st.sampled_from(["14时", "25:00"]),
        reason=written,
    ),
    "call_off_hearing": st.builds(CallOffHearing, on=days, reason=written),
    "record_hearing": st.builds(
        RecordHearing,
        on=days,
        from_time=st.just("9:30"),
        to_time=st.sampled_from(["11:00", "9:00"]),
        present=st.just(("张三", "陈明")),
        absent=st.sampled_from([(), ("张三",), ("李四",)]),
        petitioner_statement=written,
        office_statement=written,
    ),
    "conclude_hearing": st.builds(
        ConcludeHearing,
        on=days,
        facts_held=written,
        views=st.integers(1, 2).map(lambda n: (HearingView(request=n, view="支持"),)),
        conclusion=written,
        votes_for=st.none() | st.integers(0, 3),
    ),
    "close": st.builds(Close, on=days, settled=st.none() | st.booleans()),
    "archive": st.builds(
        Archive,
        on=days,
        retention=st.sampled_from(sorted(RETENTIONS)),
        pages=st.integers(1, 40),
        number=st.sampled_from(["", "", "0043-XF-7", "XF-2026-1"]),
    ),
    "request_review": st.builds(
        RequestReview,
        on=days,
        to=st.integers(1, 3),
        form=st.sampled_from(["written", "oral"]),
        way=st.sampled_from(["direct", "us"]),
        wish=texts,
        reasons=texts,
    ),
    "review_accepted": acceptance(AcceptedReview),
    "file_requested": st.builds(RequestFile, on=days, number=texts, due=days),
    "answer_review": st.builds(AnswerReview, on=days, reasons=written, evidence=st.just(("照片",))),
    "review_decided": decision(DecidedReview),
    "review_served": st.builds(ServedReview, on=days, to=st.sampled_from([(1,), (2,), (1, 1), (1, 2)])),
    "request_final_review": st.builds(RequestFinalReview, on=days, to=st.integers(1, 3), body=names),
    "final_review_accepted": acceptance(AcceptedFinalReview),
    "final_review_heard": st.builds(HearFinalReview, on=days, begins=on_days, ends=on_days),
    "final_review_decided": decision(DecidedFinalReview, back=st.sampled_from(["office", "reviewer"])),
    "hand_over": st.builds(HandOver, on=days, to_office=st.just("农办"), to_officer=names),
    "confirm": st.builds(Confirm, on=days, receiver=names | st.just("")),
    "correct": st.builds(
        Correct,
        on=days,
        field=st.sampled_from(sorted(FIELDS)),
        to=st.integers(0, 2),
        value=names | texts,
        reason=written,
    ),
    "follow_up": st.builds(
        FollowUpWith,
        on=days,
        way=st.sampled_from(sorted(FOLLOW_UP_WAYS)),
        to=st.integers(1, 3),
        satisfaction=st.sampled_from(sorted(SATISFACTION)),
        result=st.sampled_from(["", "dissatisfied"]),
        said=texts,
        remains=texts,
    ),
    "answer_leader": st.builds(AnswerLeader, on=days, leader=leaders | st.just(""), answer=written),
    "lead_case": st.builds(TakeLeadCase, on=days, leader=leaders, post=st.just("镇长"), reason=texts),
    "end_lead_case": st.builds(EndLeadCase, on=days, reason=written),
    "instruction": st.builds(RecordInstruction, on=days, leader=leaders, words=written, passed_to=texts),
    "receive_by_leader": st.builds(
        ReceiveByLeader, on=days, leader=leaders, said=texts, decided=written, head_count=st.integers(1, 9), due=days
    ),
    "link": st.builds(LinkEarlier, on=days, other=others, link=st.sampled_from(["repeat", "related"]), reason=written),
    "unlink": st.builds(Unlink, on=days, other=others, reason=written),
    "reminder_received": st.builds(ReceiveReminder, on=days, body=bodies, asked=written, due=later),
    "supervision_received": st.builds(
        ReceiveSupervision, on=days, body=bodies, trigger=st.sampled_from(["T1", "T5"]), asked=written, due=later
    ),
    "suggestion_received": st.builds(
        ReceiveSuggestion,
        on=days,
        body=bodies,
        suggestion=st.sampled_from(["improve", "policy", "accountability"]),
        asked=written,
        letter_on=days,
        due=later,
    ),
    "remind": st.builds(Remind, on=days, body=houses, asked=written, due=sooner),
    "supervise": st.builds(
        Supervise, on=days, body=houses, trigger=st.just("T2"), reason=written, asked=written, due=sooner
    ),
    "suggest_improvement": st.builds(SuggestImprovement, on=days, body=houses, reason=written, asked=written),
    "feedback_received": st.builds(
        ReceiveFeedback, on=days, answer=written, letter=st.integers(0, 3), outcome=st.sampled_from(["", "adopted"])
    ),
    "report_urgent": st.builds(
        ReportUrgent,
        on=days,
        reported_to=st.just(("镇党委",)),
        happened_on=sooner,
        place=written,
        happening=written,
        measures=written,
        people_count=st.none() | st.integers(1, 99),
    ),
    "feedback": st.builds(
        GiveFeedback,
        on=days,
        situation=written,
        reasons=texts,
        letter=st.integers(0, 3),
        outcome=st.sampled_from(["", "", "adopted", "partly"]),
    ),
    "contact": st.builds(AddContact, on=days, note=texts, head_count=st.integers(1, 20)),
}

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
        name = data.draw(st.sampled_from(possible) | st.sampled_from(sorted(STEPS)), "step")
        step = data.draw(steps[name], name)
        self.attempt(lambda: self.desk.run(number, step))

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
    assert set(steps) == set(STEPS)
    assert set(desk_steps) == set(DESK_STEPS)
    TEMPLATE[:] = [desk_template]
    settings = hypothesis.settings(hypothesis.settings(), max_examples=8, stateful_step_count=20)
    hypothesis.stateful.run_state_machine_as_test(RandomDesk, settings=settings)
