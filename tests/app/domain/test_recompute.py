"""A holiday schedule that comes late: which running clocks move, from when to when, because of which days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Periods
from app.domain.petition import Petition
from app.domain.recompute import Loaded, Moved, clocks_as_loaded, moved
from app.domain.records.handling import Extension
from app.domain.steps.acceptance import Accept
from app.domain.steps.service import Serve
from app.domain.workdays import Calendar, YearSchedule
from tests.app.domain.folding import Folding
from tests.app.domain.test_clocks import TO_ISSUE
from tests.helpers import person, registration

PERIODS = shipped.load_periods()
BEFORE = shipped.load_calendar()  # of 2027 the statutory days only, Spring Festival 5 to 8 February
FESTIVAL = [dt.date(2027, 2, day) for day in range(5, 12)]
# Invented for these tests: the State Council's notice of 2027 is not out.
NOTICE = YearSchedule(
    2027,
    "测试用通知",
    "测试",
    off=dict.fromkeys(FESTIVAL, "春节"),
    work={dt.date(2027, 1, 30): "春节", dt.date(2027, 2, 14): "春节"},
)
AFTER = Calendar([*BEFORE.schedules, NOTICE])
TODAY = dt.date(2027, 1, 28)


def received(on: dt.date, *, today: dt.date = TODAY) -> Folding:
    return Folding(registration(on=on), today=today)


def report(*petitions: Petition, today: dt.date = TODAY, periods: Periods = PERIODS) -> list[Moved]:
    return list(moved(BEFORE, AFTER, petitions, periods, today))


def test_a_late_schedule_moves_an_open_petition_and_says_which_days_did_it() -> None:
    petition = received(dt.date(2027, 1, 25)).petition
    assert report(petition) == [
        Moved(
            number=petition.number,
            code="D1",
            subject="",
            before=dt.date(2027, 2, 9),
            after=dt.date(2027, 2, 12),
            why="2027-02-09、2027-02-10、2027-02-11由工作日改为春节假期",
        )
    ]


def test_a_make_up_working_day_moves_a_clock_back_to_it() -> None:
    (found,) = report(received(dt.date(2027, 1, 15)).petition)
    assert (found.before, found.after) == (dt.date(2027, 2, 1), dt.date(2027, 1, 30))
    assert found.why == "2027-01-30由周六改为春节调休上班"


def test_a_day_that_is_worked_after_all_is_told_as_such() -> None:
    petition = received(dt.date(2027, 1, 25)).petition
    (found,) = moved(AFTER, BEFORE, [petition], PERIODS, TODAY)
    assert (found.before, found.after) == (dt.date(2027, 2, 12), dt.date(2027, 2, 9))
    assert found.why == "2027-02-09、2027-02-10、2027-02-11由春节假期改为工作日"


def test_every_open_petition_that_moved_is_listed_in_the_order_given() -> None:
    first = received(dt.date(2027, 1, 25)).petition
    second = received(dt.date(2026, 12, 12)).run(Accept(on=dt.date(2026, 12, 12)))
    untouched = received(dt.date(2027, 1, 28)).petition
    assert [(found.code, found.before, found.after) for found in report(first, untouched, second)] == [
        ("D1", dt.date(2027, 2, 9), dt.date(2027, 2, 12)),
        ("D5", dt.date(2027, 2, 10), dt.date(2027, 2, 12)),
    ]


def test_a_notice_already_served_keeps_its_date() -> None:
    folding = received(dt.date(2027, 1, 25))
    folding.run(Accept(on=dt.date(2027, 1, 26)), Serve(paper="F03", to=(1,), on=dt.date(2027, 1, 27)))
    assert report(folding.petition) == []


def test_a_duty_that_does_not_bind_is_not_reported() -> None:
    folding = Folding(registration(person(address=""), on=dt.date(2027, 1, 25), identity_unclear=True), today=TODAY)
    assert report(folding.petition) == []


def test_a_clock_that_had_run_out_and_runs_again_is_reported() -> None:
    petition = received(dt.date(2027, 1, 25), today=dt.date(2027, 2, 10)).petition
    assert [found.after for found in report(petition, today=dt.date(2027, 2, 10))] == [dt.date(2027, 2, 12)]


def test_a_clock_that_is_over_by_both_calendars_is_not_reported() -> None:
    petition = received(dt.date(2027, 1, 25), today=dt.date(2027, 2, 13)).petition
    assert report(petition, today=dt.date(2027, 2, 13)) == []


def test_each_addressee_has_the_own_clock_reported() -> None:
    folding = Folding(registration(person("张三"), person("李四"), on=dt.date(2026, 12, 20)), today=TODAY)
    folding.run(*(msgspec.structs.replace(step, on=dt.date(2026, 12, 21)) for step in TO_ISSUE))
    folding.run(
        Serve(paper="F12", to=(1,), on=dt.date(2026, 12, 28)), Serve(paper="F12", to=(2,), on=dt.date(2027, 1, 10))
    )
    (found,) = [each for each in report(folding.petition) if each.code == "D7"]
    assert (found.subject, found.before, found.after) == ("李四", dt.date(2027, 2, 9), dt.date(2027, 2, 12))


def test_working_days_move_by_any_day_they_count() -> None:
    short = msgspec.structs.replace(PERIODS.lookup("D1", TODAY), length=10, unit="working_day")
    (found,) = report(received(dt.date(2027, 1, 28)).petition, periods=Periods([short]))
    assert (found.before, found.after) == (dt.date(2027, 2, 15), dt.date(2027, 2, 16))
    assert found.why == (
        "2027-01-30由周六改为春节调休上班；2027-02-09、2027-02-10、2027-02-11由工作日改为春节假期；"
        "2027-02-14由周日改为春节调休上班"
    )


def test_nothing_is_read_when_the_two_calendars_are_the_same() -> None:
    def unread() -> Iterator[Petition]:
        raise AssertionError("no petition needs to be read")
        yield

    assert list(moved(BEFORE, BEFORE, unread(), PERIODS, TODAY)) == []


def test_the_petitions_are_taken_one_by_one() -> None:
    taken: list[str] = []

    def taking(petitions: Iterable[Petition]) -> Iterator[Petition]:
        for petition in petitions:
            taken.append(petition.number)
            yield petition

    petition = received(dt.date(2027, 1, 25)).petition
    found = moved(BEFORE, AFTER, taking([petition, petition]), PERIODS, TODAY)
    next(found)
    assert len(taken) == 1


DAYS = [dt.date(2026, 11, 1) + dt.timedelta(days=number) for number in range(300)]
SCHEDULES = st.builds(
    lambda off, work: YearSchedule(
        2027,
        "",
        "",
        off=dict.fromkeys(off, "节日"),
        work={day: "节日" for day in work - off if day.weekday() >= 5},
    ),
    *[st.sets(st.sampled_from([day for day in DAYS if day.year == 2027]), max_size=30)] * 2,
)


@settings(deadline=None)
@given(SCHEDULES, SCHEDULES, st.sampled_from(DAYS[:120]), st.integers(0, 90), st.booleans())
def test_the_report_is_exactly_the_difference_of_the_running_clocks(
    one: YearSchedule, other: YearSchedule, on: dt.date, later: int, in_working_days: bool
) -> None:
    today = on + dt.timedelta(days=later)
    petition = received(on, today=today).run(Accept(on=on))
    unit = "working_day" if in_working_days else "day"
    periods = Periods(msgspec.structs.replace(period, unit=unit) for period in PERIODS.all)
    before, after = Calendar([one]), Calendar([other])
    found = {each.code: each for each in moved(before, after, [petition], periods, today)}
    clocks = zip(clocks_of(petition, periods, before, today), clocks_of(petition, periods, after, today), strict=True)
    assert {code: (each.before, each.after) for code, each in found.items()} == {
        was.code: (was.effective, now.effective)
        for was, now in clocks
        if "running" in (was.state, now.state) and was.effective != now.effective
    }
    assert all("改为" in each.why for each in found.values())


LOADED = [Loaded(dt.date(2026, 1, 1), BEFORE, PERIODS), Loaded(dt.date(2027, 1, 27), AFTER, PERIODS)]


def ends(petition: Petition, calendars: list[Loaded] = LOADED) -> dict[str, dt.date]:
    """Code -> effective day, where the notice of 2027 was loaded on 27 January."""
    return {clock.code: clock.effective for clock in clocks_as_loaded(petition, calendars, TODAY)}


def test_a_clock_closed_before_the_schedule_was_loaded_keeps_the_date_it_had() -> None:
    folding = received(dt.date(2027, 1, 25))
    folding.run(Accept(on=dt.date(2027, 1, 25)), Serve(paper="F03", to=(1,), on=dt.date(2027, 1, 26)))
    assert ends(folding.petition)["D1"] == dt.date(2027, 2, 9)


def test_a_clock_closed_on_the_day_the_schedule_was_loaded_has_the_new_date() -> None:
    folding = received(dt.date(2027, 1, 25))
    folding.run(Accept(on=dt.date(2027, 1, 25)), Serve(paper="F03", to=(1,), on=dt.date(2027, 1, 27)))
    assert ends(folding.petition)["D1"] == dt.date(2027, 2, 12)


def test_an_open_clock_counts_by_the_newest_schedule() -> None:
    petition = received(dt.date(2027, 1, 25)).petition
    assert ends(petition)["D1"] == dt.date(2027, 2, 12)
    assert ends(petition, LOADED[:1])["D1"] == dt.date(2027, 2, 9)


def test_a_clock_that_an_extension_stopped_keeps_the_date_it_had() -> None:
    def extended(on: dt.date) -> dict[str, dt.date]:
        extension = Extension(
            on=on, by="李明", reason="情况复杂", days=30, approver="王强", due=dt.date(2027, 3, 12), number="1",
            unit="信访办", phone="1", ref="x.1.9",
        )  # fmt: skip
        petition = received(dt.date(2026, 12, 12)).run(Accept(on=dt.date(2026, 12, 12)))
        return ends(msgspec.structs.replace(petition, extension=extension))

    assert extended(dt.date(2027, 1, 26))["D5"] == dt.date(2027, 2, 10)
    assert extended(dt.date(2027, 1, 28))["D5"] == dt.date(2027, 2, 12)
