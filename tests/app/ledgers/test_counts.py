"""Counting at a real desk: what was registered, told and closed in time, with the matters behind each figure."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.desk import Desk
from app.domain.counted import Counts, Rate
from app.domain.errors import RuleBroken
from app.domain.records.link import LinkKind
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.correction import Correct
from app.domain.steps.extension import Extend
from app.domain.steps.investigation import Investigate
from app.domain.steps.links import LinkEarlier, Unlink
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from tests.helpers import MORNING, FixedClock, person, registered

MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
MAY = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))


def value(counts: Counts, code: str) -> int | None:
    return next(figure.cell.value for figure in counts.figures if figure.column.code == code)


def rate(counts: Counts, code: str) -> Rate:
    return next(one for one in counts.rates if one.code == code)


def at(clock: FixedClock, month: int, day: int) -> None:
    clock.set(MORNING.replace(month=month, day=day))


def test_an_empty_desk_counts_nought_everywhere(desk: Desk) -> None:
    found = desk.counts(*MARCH)
    assert {figure.cell.value for figure in found.figures} == {0}
    assert [(one.in_time, one.due) for one in found.rates] == [(0, 0), (0, 0)]
    assert (found.first, found.last, found.as_of) == (*MARCH, dt.date(2026, 3, 2))


def test_figures_of_a_month_and_the_numbers_behind_them(desk: Desk, clock: FixedClock) -> None:
    people = (person("张三", representative=True), person("李四"))
    group = registered(desk, *people, head_count=8, place="石桥村")
    letter = registered(desk, person("王五"), channel="letter", head_count=6)
    at(clock, 3, 5)
    desk.run(group, AddContact(channel="visit", head_count=2))
    found = desk.counts(*MARCH)
    told = {figure.column.code: figure.cell.value for figure in found.figures}
    assert told == {
        "matters": 2,
        "contacts": 3,
        "visits": 2,
        "persons": 10,
        "items": 1,
        "first": 2,
        "repeat": 1,
        "single_visits": 1,
        "single_persons": 2,
        "group_visits": 1,
        "group_persons": 8,
        "joint_letters": 1,
        "joint_network": 0,
    }
    rows = {f.column.code: [(row.number, row.contact) for row in f.cell.rows] for f in found.figures}
    assert rows["persons"] == [(group, 1), (group, 2)]
    assert rows["repeat"] == [(group, 2)]
    assert rows["joint_letters"] == [(letter, 1)]


def test_a_letter_registered_late_counts_on_the_day_it_came(desk: Desk) -> None:
    registered(desk, channel="letter", on=dt.date(2026, 2, 27))
    assert value(desk.counts(*MARCH), "matters") == 0
    assert value(desk.counts(dt.date(2026, 2, 1), dt.date(2026, 2, 28)), "matters") == 1


def test_a_corrected_place_counts_as_corrected(desk: Desk) -> None:
    number = registered(desk, place="石乔村")
    desk.run(number, Correct(field="place", value="石桥村", reason="错字"))
    places = next(one for one in desk.counts(*MARCH).tables if one.code == "place")
    assert [line.title for line in places.lines] == ["石桥村"]


def test_form_and_number_of_people_count_as_corrected(desk: Desk) -> None:
    number = registered(desk, person("张三", representative=True), channel="letter")
    desk.run(number, Correct(field="channel", value="visit", reason="登错"))
    desk.run(number, Correct(field="head_count", value="6", reason="点错"))
    found = desk.counts(*MARCH)
    assert [value(found, code) for code in ("visits", "persons", "items", "group_visits")] == [1, 6, 0, 1]
    channels = next(one for one in found.tables if one.code == "channel")
    assert [line.title for line in channels.lines if any(cell.value for cell in line.cells)] == ["来访"]


@pytest.mark.parametrize(("link", "repeat"), [("repeat", 1), ("related", 0)])
def test_a_matter_linked_as_a_repeat_is_no_first_one_until_the_link_is_undone(
    desk: Desk, link: LinkKind, repeat: int
) -> None:
    earlier, later = registered(desk), registered(desk)
    desk.run(later, LinkEarlier(other=earlier, link=link, reason="同一条路"))
    found = desk.counts(*MARCH)
    assert [value(found, code) for code in ("matters", "first", "repeat")] == [2, 2 - repeat, repeat]
    desk.run(later, Unlink(other=earlier, reason="不是同一条路"))
    found = desk.counts(*MARCH)
    assert [value(found, code) for code in ("matters", "first", "repeat")] == [2, 2, 0]


@pytest.mark.parametrize(("served", "in_time"), [(2, 1), (16, 1), (17, 1), (18, 0)])
def test_notice_within_fifteen_days_is_in_time(desk: Desk, clock: FixedClock, served: int, in_time: int) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    at(clock, 3, served)
    desk.run(number, Serve(paper="F03"))
    found = rate(desk.counts(*MARCH), "notice")
    assert (found.in_time, found.due) == (in_time, 1)
    assert [(row.number, row.code, row.due, row.met_on) for row in found.rows] == [
        (number, "D1", dt.date(2026, 3, 17), dt.date(2026, 3, served))
    ]


@pytest.mark.parametrize(("day", "due"), [(16, 0), (17, 0), (18, 1)])
def test_a_notice_not_given_counts_against_the_office_once_its_last_day_is_over(
    desk: Desk, clock: FixedClock, day: int, due: int
) -> None:
    registered(desk)
    at(clock, 3, day)
    found = rate(desk.counts(*MARCH), "notice")
    assert (found.in_time, found.due) == (0, due)


def test_a_notice_counts_in_the_month_it_was_due_not_in_the_month_it_was_given(desk: Desk, clock: FixedClock) -> None:
    at(clock, 3, 25)
    number = registered(desk)
    desk.run(number, Accept())
    desk.run(number, Serve(paper="F03"))
    assert rate(desk.counts(*MARCH), "notice").due == 0
    assert rate(desk.counts(dt.date(2026, 4, 1), dt.date(2026, 4, 30)), "notice").due == 1


def test_who_cannot_be_told_is_not_counted_as_untold(desk: Desk, clock: FixedClock) -> None:
    registered(desk, identity_unclear=True)
    at(clock, 4, 1)
    assert rate(desk.counts(*MARCH), "notice").due == 0


@pytest.mark.parametrize(("month", "day", "in_time"), [(4, 30, 1), (5, 1, 1), (5, 6, 1), (5, 7, 0)])
def test_an_opinion_within_sixty_days_rolled_over_the_holiday_is_in_time(
    desk: Desk, clock: FixedClock, month: int, day: int, in_time: int
) -> None:
    """Accepted on 2 March: 60 days end on 1 May, a holiday until 5 May."""
    number = registered(desk)
    desk.run(number, Accept())
    at(clock, month, day)
    issue(desk, number)
    found = rate(desk.counts(*MAY), "closing")
    assert (found.in_time, found.due) == (in_time, 1)
    assert found.rows[0].due == dt.date(2026, 5, 6)


def test_an_extended_matter_is_judged_by_its_extension_alone(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    desk.run(number, Accept())
    at(clock, 4, 28)
    desk.run(number, Extend(reason="需要委托鉴定", days=30, approver="王镇长"))
    at(clock, 5, 20)
    issue(desk, number)
    found = rate(desk.counts(dt.date(2026, 3, 1), dt.date(2026, 6, 30)), "closing")
    assert [(row.code, row.in_time) for row in found.rows] == [("D6", True)]


@pytest.mark.parametrize(("day", "in_time"), [((3, 27), True), ((5, 6), True), ((5, 7), False)])
def test_a_simplified_matter_is_judged_once_by_the_sixty_days_of_the_law(
    desk: Desk, clock: FixedClock, day: tuple[int, int], in_time: bool
) -> None:
    """Accepted on 2 March: the ten working days of simplified handling end on 16 March, the 60 days on 6 May."""
    desk.describe(msgspec.structs.replace(desk.office, simplified=True), desk.officers)
    number = registered(desk)
    desk.run(number, Accept(simplified=True))
    at(clock, *day)
    issue(desk, number)
    assert {clock.code: clock.state for clock in desk.view(number).deadlines}["D13"] == "met_late"
    found = rate(desk.counts(dt.date(2026, 3, 1), dt.date(2026, 6, 30)), "closing")
    assert [(row.code, row.in_time) for row in found.rows] == [("D5", in_time)]
    assert "适用简易办理的同样按第三十四条的办理期限计" in found.caliber


def test_a_matter_never_accepted_has_no_closing_to_be_judged_by(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    at(clock, 9, 1)
    assert rate(desk.counts(dt.date(2026, 1, 1), dt.date(2026, 9, 1)), "closing").due == 0


def test_days_turned_round_are_refused_at_the_desk(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.counts(MARCH[1], MARCH[0])
    assert refused.value.code == "days-turned-round"


def issue(desk: Desk, number: str) -> None:
    """From the accepted matter to the issued opinion, on one day."""
    result = RequestResult(request=1, result="support", opinion="年内硬化")
    basis = Basis(law="《农村公路建设管理办法》", article="第十条")
    desk.run(number, Investigate(participants=("赵强",), record="现场查看，道路确为土路。"))
    desk.run(number, DraftOpinion(facts_found="道路确为土路。", evidence=("照片",), basis=(basis,), results=(result,)))
    desk.run(number, ApproveOpinion())
    desk.run(number, IssueOpinion())
