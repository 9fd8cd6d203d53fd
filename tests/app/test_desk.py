"""The one door: a whole petition, from the first word to the closing."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.cli.answers import of_changes
from app.desk import Desk
from app.domain.errors import RuleBroken, StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.first_contact import Confirm, HandOver
from app.domain.steps.register import AddContact, Register
from app.domain.steps.service import Serve
from app.domain.steps.table import STEPS
from tests.helpers import (
    MORNING,
    PASSPHRASE,
    FixedClock,
    code_of,
    person,
    registered,
    registration,
    serve_all,
    tamper,
    to_issue,
)


def test_a_petition_goes_from_registration_to_closing(desk: Desk) -> None:
    number = registered(desk)
    assert number == "43062110100001-2026-000001"
    to_issue(desk, number)
    serve_all(desk, number)
    closed = desk.run(number, Close(summary="意见书已送达", settled=True))
    assert of_changes(closed)["notices"] == list(closed.remains)
    assert "第1项诉求尚未登记落实" in closed.remains[0]
    view = desk.view(number)
    assert view.petition.stage == "closed"
    assert [event.kind for event in view.timeline] == [
        "registered",
        "accepted",
        "assigned",
        "investigated",
        "opinion_drafted",
        "opinion_approved",
        "opinion_issued",
        "served",
        "served",
        "closed",
    ]
    assert desk.verify(rebuild=True)["entries"] == 11


def test_what_a_step_changed_is_said_in_one_value(desk: Desk) -> None:
    changes = desk.register(registration(person(id_number="430621199001011230"), on=dt.date(2026, 2, 27)))
    assert changes.number == desk.page()[0].number
    assert changes.petition == desk.petition(changes.number)
    assert [deadline.code for deadline in changes.deadlines] == ["D1"]
    assert len(changes.query_code) == 9
    assert len(changes.notices) == 2  # a doubtful number, and late
    accepted = desk.run(changes.number, Accept())
    assert [entry.kind for entry in accepted.entries] == ["accepted"]
    assert [deadline.code for deadline in accepted.deadlines] == ["D1", "D5"]


def test_one_step_may_leave_several_entries(desk: Desk) -> None:
    number = registered(desk, person("张三"), person("李四"), person("张三", address="五组"))
    desk.run(number, Accept())
    changes = desk.run(number, Serve(paper="F03"))
    assert [entry.facts.to for entry in changes.entries] == [1, 2, 3]  # type: ignore[attr-defined]
    assert [entry.seq for entry in changes.entries] == [4, 5, 6]
    desk.verify(rebuild=True)


def test_a_refused_step_of_several_entries_leaves_none(desk: Desk) -> None:
    number = registered(desk, person("张三"), person("李四"))
    desk.run(number, Accept())
    before = desk.petition(number)
    with pytest.raises(RuleBroken):
        desk.run(number, Serve(paper="F03", to=(1, 9)))
    assert desk.petition(number) == before
    assert desk.verify(rebuild=True)["entries"] == 3


@pytest.mark.parametrize("name", STEPS)
def test_every_example_is_read_as_its_step(desk: Desk, name: str) -> None:
    step = desk.read_step(name, msgspec.json.encode(STEPS[name].example))
    assert type(step) is STEPS[name]


def test_the_examples_in_their_order_are_a_whole_petition(desk: Desk, clock: FixedClock) -> None:
    clock.set(MORNING + dt.timedelta(days=60))
    number = desk.register(msgspec.convert(Register.example, Register)).number
    desk.describe(msgspec.structs.replace(desk.office, review_body="岳阳县人民政府"), desk.officers)
    for name in ("hand_over", "confirm", "accept", "contact", "assign", "investigate", "draft_opinion"):
        desk.run(number, desk.read_step(name, dict(STEPS[name].example)))
    for name in ("approve_opinion", "issue_opinion", "serve", "close"):
        desk.run(number, desk.read_step(name, dict(STEPS[name].example)))
    assert desk.petition(number).stage == "closed"


BRANCHES = {
    "notify_route": (("serve", {"paper": "F04"}),),
    "notify_elsewhere": (("serve", {"paper": "F04b"}),),
    "forward": (("serve", {"paper": "F05"}),),
    "decline": (("serve", {"paper": "F06"}),),
    "decline_final": (("serve", {"paper": "F07"}),),
}


@pytest.mark.parametrize("name", BRANCHES)
def test_the_example_of_every_other_decision_ends_a_petition_and_rebuilds(
    desk: Desk, clock: FixedClock, name: str
) -> None:
    clock.set(MORNING + dt.timedelta(days=60))
    number = desk.register(msgspec.convert(Register.example, Register)).number
    for step, given in ((name, dict(STEPS[name].example)), *BRANCHES[name], ("close", {"summary": "已告知"})):
        desk.run(number, desk.read_step(step, given))
    assert desk.petition(number).stage == "closed"
    assert desk.due() == ()
    desk.verify(rebuild=True)


def test_the_example_of_a_reply_answers_a_suggestion(desk: Desk, clock: FixedClock) -> None:
    clock.set(MORNING + dt.timedelta(days=60))
    number = registered(desk, category="suggestion", on=MORNING.date())
    for step, given in (("reply", dict(STEPS["reply"].example)), ("serve", {"paper": "F14"}), ("close", {})):
        desk.run(number, desk.read_step(step, given))
    assert desk.petition(number).stage == "closed"


def test_a_petition_is_found_by_what_was_told_and_replied(desk: Desk) -> None:
    forwarded, suggestion = registered(desk), registered(desk, category="suggestion")
    desk.run(forwarded, desk.read_step("forward", {"body": "石桥镇供水站"}))
    desk.run(suggestion, desk.read_step("reply", {"handling": "已列入村庄绿化计划", "outcome": "adopted"}))
    assert [row.number for row in desk.search("供水站")] == [forwarded]
    assert [row.number for row in desk.search("村庄绿化")] == [suggestion]
    assert {row.stage for row in desk.page()} == {"notified", "replied"}
    desk.verify(rebuild=True)


def test_the_example_of_an_extension_moves_the_duty(desk: Desk, clock: FixedClock) -> None:
    clock.set(MORNING + dt.timedelta(days=55))
    number = registered(desk, on=MORNING.date())
    for step in ("accept", "extend"):
        desk.run(number, desk.read_step(step, dict(STEPS[step].example)))
    serve_all(desk, number, ("F03",))
    (duty,) = desk.due()
    assert (duty.deadline.code, duty.deadline.nominal) == ("D6", dt.date(2026, 5, 24))
    extension = desk.petition(number).extension
    assert extension is not None
    assert extension.due == duty.deadline.nominal


def test_an_extension_is_granted_until_the_legal_last_day(desk: Desk, clock: FixedClock) -> None:
    """Accepted on 2 March: D5 is counted to 1 May, a holiday, and ends on 6 May."""
    number = registered(desk)
    desk.run(number, Accept())
    extend = desk.read_step("extend", {"reason": "需鉴定。", "days": 5, "approver": "陈明"})
    clock.set(dt.datetime(2026, 5, 7, 9, tzinfo=MORNING.tzinfo))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, extend)
    assert code_of(refused) == "extension-too-late"
    assert refused.value.facts["last_day"] == "2026-05-06"
    desk.run(number, msgspec.structs.replace(extend, on=dt.date(2026, 5, 6)))


PAPERS: list[tuple[tuple[tuple[str, dict[str, object]], ...], tuple[str, ...]]] = [
    ((), ("F01", "F02")),
    ((("accept", {}),), ("F01", "F02", "F03", "F24")),
    (
        (("accept", {}), ("extend", {"reason": "需鉴定", "days": 5, "approver": "陈明"})),
        ("F01", "F02", "F03", "F11", "F11a", "F24", "F24-F03"),
    ),
    ((("notify_route", {"route": "31-4", "procedure": "行政裁决"}),), ("F01", "F02", "F04", "F24")),
    ((("notify_elsewhere", {"body": "县林业局"}),), ("F01", "F02", "F04b", "F24")),
    ((("forward", {"body": "供水站"}),), ("F01", "F02", "F05", "F08", "F24")),
    ((("decline", {"reason_code": "N5", "reason": "重复", "body": "县林业局"}),), ("F01", "F02", "F06", "F24")),
    (
        (
            ("notify_route", {"route": "31-5", "procedure": "查处"}),
            ("investigate", {"record": "查"}),
            ("reply", {"findings": "属实", "handling": "已改正", "basis": [{"law": "《水法》"}]}),
        ),
        ("F01", "F02", "F04", "F13", "F24", "F24-F04"),
    ),
]


@pytest.mark.parametrize(("steps", "papers"), PAPERS)
def test_papers_are_offered_as_soon_as_they_are_made(
    desk: Desk, steps: tuple[tuple[str, dict[str, object]], ...], papers: tuple[str, ...]
) -> None:
    number = registered(desk)
    for name, given in steps:
        desk.run(number, desk.read_step(name, given))
    assert desk.view(number).papers == papers
    for code in papers:
        assert desk.paper(number, code).startswith(b"%PDF")


def test_duties_stand_nearest_first_and_the_petitioners_own_last(desk: Desk, clock: FixedClock) -> None:
    late, soon, served = (registered(desk, title=title) for title in ("早", "中", "晚"))
    desk.run(soon, Accept())
    serve_all(desk, soon, ("F03",))
    to_issue(desk, served)
    serve_all(desk, served)
    clock.set(MORNING + dt.timedelta(days=20))
    duties = desk.due()
    assert [(duty.number, duty.deadline.code, duty.urgency) for duty in duties] == [
        (late, "D1", "overdue"),
        (soon, "D5", "later"),
        (served, "D7", "waiting"),
    ]
    urgency = {day: desk.due(day)[0].urgency for day in (dt.date(2026, 3, n) for n in (3, 10, 17, 18))}
    assert list(urgency.values()) == ["later", "week", "today", "overdue"]
    desk.run(served, Close())
    assert served not in {duty.number for duty in desk.due()}


def test_the_days_visits_are_listed_in_the_order_they_came(desk: Desk, clock: FixedClock) -> None:
    first, second = registered(desk, person("张三")), registered(desk, person("李四"), channel="phone")
    clock.pass_by(days=1)
    desk.run(first, AddContact(channel="phone", head_count=2))
    assert [(visit.number, visit.who) for visit in desk.visits(MORNING.date())] == [(first, "张三"), (second, "李四")]
    (today,) = desk.visits()
    assert (today.number, today.head_count, today.officer) == (first, 2, "李明")
    assert desk.visits(dt.date(2026, 1, 1)) == ()


def test_a_hand_over_waits_until_it_is_confirmed(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, HandOver(to_office="农办", to_officer="赵强"))
    assert [petition.number for petition in desk.waiting_hand_overs()] == [number]
    desk.run(number, Confirm())
    assert desk.waiting_hand_overs() == ()


def test_pages_go_through_all_petitions_newest_first(desk: Desk) -> None:
    numbers = [registered(desk) for _ in range(7)]
    pages = [row.number for offset in (0, 3, 6, 9) for row in desk.page(offset=offset, limit=3)]
    assert pages == numbers[::-1]
    assert desk.count() == 7


def test_damage_that_is_met_while_working_is_told_in_words(desk_folder: Path, clock: FixedClock) -> None:
    """One page after the other is damaged: whatever is asked is answered, or refused as a StorageError."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        numbers = [registered(desk, facts=f"{n}" * 9_000) for n in range(12)]
    file = desk_folder / "desk.db"
    whole = file.read_bytes()
    met: set[int] = set()
    for place in range(2 * 4096, len(whole), 4096 * (len(whole) // 4096 // 12)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with contextlib.suppress(StorageError), Desk.open(desk_folder, PASSPHRASE, clock=clock, write=False) as desk:
            met |= {n for n, ask in enumerate(questions(desk, numbers)) if refused(ask)}
    assert met == {0, 1, 2, 3, 4, 5}


def questions(desk: Desk, numbers: list[str]) -> list[Callable[[], object]]:
    return [
        lambda: [desk.petition(number) for number in numbers],
        lambda: [desk.view(number) for number in numbers],
        lambda: desk.due(),
        lambda: [desk.search("硬化"), desk.candidates(registration(facts="222"))],
        lambda: list(desk.journal()),
        lambda: desk.verify(),
    ]


def refused(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except StorageError:
        return True
    return False


def test_a_journal_without_its_opening_is_refused(desk_folder: Path, clock: FixedClock) -> None:
    tamper(desk_folder, "DELETE FROM office")
    with pytest.raises(StorageError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "desk-not-opened"
    with pytest.raises(StorageError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "desk-not-opened"  # and the folder was let go


def test_what_is_known_is_suggested_and_nothing_is_written(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, HandOver(to_office="村镇建设办", to_officer="赵强"))
    before = len(list(desk.journal()))
    assert desk.suggest(number, "confirm") == {"receiver": "赵强"}
    assert desk.suggest(number, "forward") == {}
    assert len(list(desk.journal())) == before
    with pytest.raises(RuleBroken, match="没有“nothing”这个步骤"):
        desk.suggest(number, "nothing")


@pytest.mark.parametrize("step", STEPS)
def test_suggestions_name_fields_of_the_step_and_hold_for_any_petition(desk: Desk, step: str) -> None:
    number = registered(desk)
    known = {field.name for field in msgspec.structs.fields(STEPS[step])}
    assert desk.suggest(number, step).keys() <= known
    assert STEPS[step].hints.keys() <= known
    to_issue(desk, number)
    assert desk.suggest(number, step).keys() <= known
    assert isinstance(STEPS[step].told(desk.petition(number)), str)
