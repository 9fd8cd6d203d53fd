"""关联以往事项: a person joins two petitions and says why; both see it, nothing else changes, it can be undone."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.closing import Close
from app.domain.steps.links import LinkEarlier, Unlink
from app.domain.steps.notice import Forward
from app.domain.steps.service import Serve
from tests.helpers import FixedClock, code_of, person, registered, registration


@pytest.fixture
def first(desk: Desk) -> str:
    return registered(desk, on=dt.date(2026, 2, 2))


@pytest.fixture
def second(desk: Desk, first: str) -> str:
    return registered(desk)


def link(desk: Desk, number: str, other: str, kind: str = "repeat", **given: object) -> None:
    desk.run(number, desk.read_step("link", {"other": other, "link": kind, "reason": "同一条道路", **given}))


def refusal(desk: Desk, number: str, other: str, kind: str = "repeat") -> RuleBroken:
    before = desk.petition(number)
    with pytest.raises(RuleBroken) as refused:
        link(desk, number, other, kind)
    assert desk.petition(number) == before
    return refused.value


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("repeat", "本件重复反映该件", "该件重复反映本件"),
        ("related", "相关事项", "相关事项"),
    ],
)
def test_a_link_is_seen_from_both_sides(desk: Desk, first: str, second: str, kind: str, here: str, there: str) -> None:
    link(desk, second, first, kind)
    (ours,) = desk.view(second).links
    (theirs,) = desk.view(first).links
    assert (ours.number, ours.words, ours.earlier) == (first, here, True)
    assert (theirs.number, theirs.words, theirs.earlier) == (second, there, False)
    for seen in (ours, theirs):
        assert (seen.reason, seen.by, seen.on) == ("同一条道路", "李明", desk.today())
    assert desk.view(second).timeline[-1].sentence.startswith(f"关联以往事项 {first}")
    assert len(desk.view(first).timeline) == 1  # the entry belongs to the later one
    desk.verify(rebuild=True)


def test_a_link_bars_nothing_and_moves_no_clock(desk: Desk, first: str, second: str) -> None:
    before = [(desk.view(number).deadlines, desk.petition(number).stage) for number in (first, second)]
    possible = {offer.step for offer in desk.view(second).steps if offer.possible}
    link(desk, second, first)
    assert [(desk.view(number).deadlines, desk.petition(number).stage) for number in (first, second)] == before
    assert {offer.step for offer in desk.view(second).steps if offer.possible} == possible | {"unlink"}


def test_an_undone_link_stays_readable_on_both_sides(desk: Desk, clock: FixedClock, first: str, second: str) -> None:
    link(desk, second, first)
    clock.pass_by(days=1)
    desk.run(second, Unlink(other=first, reason="经核实是另一条道路"))
    for number in (first, second):
        (seen,) = desk.view(number).links
        assert (seen.undone_on, seen.undone_by, seen.undone_reason) == (desk.today(), "李明", "经核实是另一条道路")
    assert desk.petition(second).standing_links == ()
    link(desk, second, first, "related")  # and may be made anew
    assert [seen.undone_on is None for seen in desk.view(first).links] == [False, True]
    desk.verify(rebuild=True)


def test_several_petitions_are_linked_to_one(desk: Desk, first: str, second: str) -> None:
    third = registered(desk)
    link(desk, second, first)
    link(desk, third, first)
    link(desk, third, second, "related")
    assert [seen.number for seen in desk.view(first).links] == [third, second]
    assert [(seen.number, seen.earlier) for seen in desk.view(second).links] == [(first, True), (third, False)]
    desk.verify(rebuild=True)


def test_what_is_not_there_is_not_linked(desk: Desk, second: str) -> None:
    refused = refusal(desk, second, "43062110100001-2026-000099")
    assert (refused.code, refused.facts["field"]) == ("link-unknown", "other")


def test_a_petition_is_not_linked_to_itself(desk: Desk, second: str) -> None:
    assert refusal(desk, second, second).code == "link-itself"


def test_two_petitions_are_linked_once_whichever_side_asks(desk: Desk, first: str, second: str) -> None:
    link(desk, second, first, "related")
    assert refusal(desk, second, first).code == "linked-already"
    assert refusal(desk, first, second, "related").code == "linked-already"


def test_an_earlier_petition_does_not_repeat_a_later_one(desk: Desk, first: str, second: str) -> None:
    refused = refusal(desk, first, second)
    assert (refused.code, refused.facts["field"]) == ("link-later", "link")
    link(desk, first, second, "related")
    assert refusal(desk, second, first).code == "linked-already"


def test_of_the_same_day_either_may_repeat_the_other(desk: Desk, second: str) -> None:
    link(desk, second, registered(desk))
    assert desk.view(second).links


def test_only_a_standing_link_of_this_petition_is_undone(desk: Desk, first: str, second: str) -> None:
    with pytest.raises(RuleBroken) as none:
        desk.run(second, Unlink(other=first, reason="错"))
    assert code_of(none) == "no-link"
    link(desk, second, first)
    with pytest.raises(RuleBroken) as other:
        desk.run(second, Unlink(other=second, reason="错"))
    assert code_of(other) == "not-linked"
    with pytest.raises(RuleBroken) as elsewhere:
        desk.run(first, Unlink(other=second, reason="错"))
    assert code_of(elsewhere) == "no-link"


def test_a_later_link_is_not_undone_before_it_was_made(desk: Desk, clock: FixedClock, first: str, second: str) -> None:
    third = registered(desk)
    link(desk, third, first)
    made = desk.today()
    clock.pass_by(days=3)
    link(desk, third, second)
    with pytest.raises(RuleBroken) as refused:
        desk.run(third, Unlink(other=second, reason="错", on=made))
    assert code_of(refused) == "on-before-event"
    desk.run(third, Unlink(other=second, reason="错"))
    desk.run(third, Unlink(other=first, reason="错", on=made))


def test_closed_petitions_are_linked_and_unlinked(desk: Desk, first: str, second: str) -> None:
    for number in (first, second):
        for step in (Forward(body="供水站"), Serve(paper="F05"), Close()):
            desk.run(number, step)
    link(desk, second, first)
    desk.run(second, Unlink(other=first, reason="错"))
    assert desk.petition(second).stage == "closed"


def test_a_registration_is_linked_in_one_go(desk: Desk, first: str) -> None:
    done = desk.register(registration(person("李四")), [LinkEarlier(other=first, link="related", reason="同一条道路")])
    assert [entry.kind for entry in done.entries] == ["registered", "linked"]
    assert done.petition is not None
    assert done.petition.standing_links[0].number == first
    assert done.query_code


def test_a_registration_whose_link_is_refused_leaves_nothing(desk: Desk, first: str) -> None:
    links = [LinkEarlier(other=first, reason="同一条道路"), LinkEarlier(other="没有", reason="同一条道路")]
    with pytest.raises(RuleBroken) as refused:
        desk.register(registration(), links)
    assert code_of(refused) == "link-unknown"
    with pytest.raises(RuleBroken) as empty:
        desk.register(registration(), [LinkEarlier(other=first, reason="")])
    assert code_of(empty) == "input-invalid"
    assert desk.count() == 1
    assert registered(desk).endswith("000002")


def test_what_is_alike_leaves_the_petition_itself_out(desk: Desk, first: str, second: str) -> None:
    (found,) = desk.alike(second)
    assert (found.number, found.alike) == (first, 100)
