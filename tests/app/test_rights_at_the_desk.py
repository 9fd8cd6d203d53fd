"""What each role sees at a real desk: figures alone, only the own petitions, everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.rights import ROLES, Right
from app.domain.steps.acceptance import Accept
from app.domain.steps.first_contact import HandOver
from app.domain.steps.links import LinkEarlier
from app.domain.steps.officers import AddOfficer, ChangeOfficer
from app.domain.steps.register import AddContact
from app.domain.steps.step import Step
from tests.helpers import MORNING, code_of, person, registered, registration, to_issue

SECRET = "黄土岭"  # stands in the petition that is not the village officer's
DAY = MORNING.date()
# Each question of the desk that could tell of a petition, asked of a number.
DOORS: dict[str, Callable[[Desk, str], Any]] = {
    "petition": lambda desk, number: desk.petition(number),
    "view": lambda desk, number: desk.view(number),
    "finality": lambda desk, number: desk.finality(number),
    "alike": lambda desk, number: desk.alike(number),
    "suggest": lambda desk, number: desk.suggest(number, "assign"),
    "delivery": lambda desk, number: desk.delivery(number),
    "query_code": lambda desk, number: desk.query_code(number),
    "paper": lambda desk, number: desk.paper(number, "F01"),
    "bind_case": lambda desk, number: desk.bind_case(number),
    "case_file": lambda desk, number: desk.case_file(number),
    "docx": lambda desk, number: desk.docx(number),
    "journal": lambda desk, number: list(desk.journal(number)),
    "written": lambda desk, number: list(desk.written(number)),
    "whole journal": lambda desk, number: list(desk.written()),
    "search": lambda desk, number: desk.search(SECRET),
    "number": lambda desk, number: desk.search(number),
    "page": lambda desk, number: desk.page(),
    "count": lambda desk, number: desk.count(),
    "due": lambda desk, number: desk.due(),
    "visits": lambda desk, number: desk.visits(DAY),
    "waiting": lambda desk, number: desk.waiting_hand_overs(),
    "undelivered": lambda desk, number: desk.undelivered(),
    "candidates": lambda desk, number: desk.candidates(registration(person("李四"), title=f"{SECRET}修路")),
    "numbers": lambda desk, number: desk.document_numbers(),
    "receptions": lambda desk, number: desk.reception_days(DAY.year),
    "counts": lambda desk, number: desk.counts(DAY, DAY),
    "report": lambda desk, number: desk.report(DAY.year),
    "day register": lambda desk, number: desk.day_register(DAY),
    "verify report": lambda desk, number: desk.verify_report(),
    "handled_by": lambda desk, number: desk.handled_by("李明"),
}

SHOWING = ("petition", "page", "number", "due", "undelivered", "visits", "journal")  # they show the number itself


@pytest.fixture
def shared(desk: Desk) -> tuple[Desk, str, str]:
    """A desk where 赵某 registered one petition and 李明 another, handed over; both numbers."""
    desk.add_officer(AddOfficer(officer="赵某", roles=("village",)))
    desk.officer = "赵某"
    own = registered(desk)
    desk.officer = "李明"
    other = registered(desk, person("李四"), title=f"{SECRET}修路", facts=f"{SECRET}道路不通。")
    desk.run(other, HandOver(to_office="农办", to_officer="王芳"))
    return desk, own, other


def told(desk: Desk, number: str) -> dict[str, object]:
    """What each door says of a petition: its answer, or the code of the refusal."""
    answers = {name: answer(desk, number, ask) for name, ask in DOORS.items()}
    assert not any(SECRET in message for _told, message in answers.values())
    return {name: given for name, (given, _message) in answers.items()}


def answer(desk: Desk, number: str, ask: Callable[[Desk, str], Any]) -> tuple[object, str]:
    """What is answered, or the code and the sentence of the refusal."""
    try:
        return ask(desk, number), ""
    except RuleBroken as refused:
        return refused.code, refused.message


def test_a_village_officer_sees_what_they_registered_and_no_trace_of_the_rest(shared: tuple[Desk, str, str]) -> None:
    desk, own, other = shared
    desk.officer = "赵某"
    assert [row.number for row in desk.page()] == [own] == [row.number for row in desk.search("道路")]
    assert desk.count() == 1
    assert desk.view(own).petition.number == own
    assert {duty.number for duty in desk.due()} == {own}
    assert not desk.search(SECRET)
    assert not desk.waiting_hand_overs()
    answers = told(desk, other)
    assert all(SECRET not in repr(answer) and other not in repr(answer) for answer in answers.values())
    assert answers["petition"] == answers["paper"] == answers["journal"] == "no-such-petition"
    assert answers["whole journal"] == answers["counts"] == answers["handled_by"] == "no-right"
    steps = (AddContact(), Accept(), LinkEarlier(other=own, link="repeat", reason="同一条路。"))
    assert [refusal(desk, other, step) for step in steps] == ["no-such-petition", "no-right", "no-such-petition"]
    assert refusal(desk, own, LinkEarlier(other=other, link="repeat", reason="同一条路。")) == "link-unknown"
    assert desk.run(own, AddContact()).petition is not None


def test_statistics_sees_figures_and_nothing_behind_them(shared: tuple[Desk, str, str]) -> None:
    desk, _own, other = shared
    full = desk.counts(DAY, DAY)
    desk.change_officer(ChangeOfficer(officer="赵某", roles=("statistics",)))
    desk.officer = "赵某"
    counted = desk.counts(DAY, DAY)
    assert [figure.cell.value for figure in counted.figures] == [figure.cell.value for figure in full.figures]
    assert full.figures[0].cell.rows
    answers = told(desk, other)
    assert {name for name, answer in answers.items() if answer != "no-right"} == {"counts", "report"}
    seen = msgspec.json.encode((answers["counts"], answers["report"])).decode()
    assert other not in seen
    assert SECRET not in seen
    assert desk.desk_paper("F31", desk.report(DAY.year)).startswith(b"%PDF")


def test_entries_are_shown_in_full_to_those_alone_who_may_see_full_details(shared: tuple[Desk, str, str]) -> None:
    desk, own, _other = shared
    desk.change_officer(ChangeOfficer(officer="赵某", roles=("statistics", "village")))
    desk.officer = "赵某"
    assert not desk.may(Right.REVEAL)
    assert list(desk.written(own))
    assert answer(desk, own, lambda desk, number: list(desk.written(number, purpose="核对登记")))[0] == "no-right"
    desk.officer = "李明"
    assert list(desk.written(own, purpose="核对登记"))


def test_an_administrator_alone_reads_no_petition(shared: tuple[Desk, str, str]) -> None:
    desk, _own, other = shared
    desk.change_officer(ChangeOfficer(officer="赵某", roles=("administrator",)))
    desk.officer = "赵某"
    answers = told(desk, other)
    allowed = {"counts", "report", "handled_by", "verify report"}
    assert {name for name, answer in answers.items() if answer != "no-right"} == allowed
    desk.describe(msgspec.structs.replace(desk.office, phone="0730-7654321"), desk.officers)


def refusal(desk: Desk, number: str, step: Step) -> str:
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, step)
    return code_of(refused)


def test_no_order_of_roles_and_calls_shows_or_does_what_the_rights_do_not_allow(
    shared: tuple[Desk, str, str],
) -> None:
    desk, own, other = shared
    to_issue(desk, other)

    @settings(max_examples=25)
    @given(st.sets(st.sampled_from(ROLES), min_size=1), st.sampled_from((own, other)))
    def held(roles: set[str], number: str) -> None:
        desk.officer = "李明"
        wanted = tuple(sorted(roles))
        if next(one for one in desk.staff if one.name == "赵某").roles != wanted:
            desk.change_officer(ChangeOfficer(officer="赵某", roles=wanted))
        desk.officer = "赵某"
        answers = {name: answer(desk, number, DOORS[name])[0] for name in SHOWING}
        reads = desk.may(Right.READ) or (desk.may(Right.OWN) and number == own)
        for name, given_ in answers.items():
            assert (number in repr(given_)) == reads, (wanted, name)
        shown = desk.counts(DAY, DAY).figures[0].cell.rows if desk.may(Right.COUNT) else ()
        assert bool(shown) == (desk.may(Right.COUNT) and desk.may(Right.READ))
        if not desk.may(Right.HANDLE):
            assert refusal(desk, number, Accept()) == "no-right"

    held()
