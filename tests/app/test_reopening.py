"""撤销办结: a closing made by mistake is undone; no clock is moved, figures follow, what was there stays readable."""

from __future__ import annotations

import datetime as dt

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.archive import Archive
from app.domain.steps.closing import Close
from app.domain.steps.demands import Remind
from app.domain.steps.investigation import Investigate
from app.domain.steps.reopening import Reopen
from tests.helpers import FixedClock, code_of, registered, serve_all, to_issue

REOPEN = Reopen(reason="选错事项", approver="陈明")


@pytest.fixture
def number(desk: Desk, clock: FixedClock) -> str:
    """Closed on 2 March, with a reminder that waits for an answer by 12 March."""
    made = registered(desk)
    to_issue(desk, made)
    serve_all(desk, made)
    desk.run(made, Remind(body="村镇建设办", asked="请尽快落实。", due=dt.date(2026, 3, 12)))
    desk.run(made, Close(summary="误点", settled=True))
    clock.pass_by(days=20)
    return made


def demanded(desk: Desk, number: str) -> tuple[str, dt.date]:
    (clock,) = (clock for clock in desk.view(number).deadlines if clock.code == "D12")
    return clock.state, clock.day_zero


def closed_in_march(desk: Desk) -> int:
    return len(desk.counts(dt.date(2026, 3, 1), dt.date(2026, 3, 31)).shares[0].rows)


def test_clocks_that_the_closing_ended_run_from_their_own_day_zero(desk: Desk, number: str) -> None:
    before = {(c.code, c.subject): (c.day_zero, c.effective) for c in desk.view(number).deadlines}
    assert demanded(desk, number) == ("stopped", dt.date(2026, 3, 2))
    assert closed_in_march(desk) == 1
    desk.run(number, REOPEN)
    assert demanded(desk, number) == ("missed", dt.date(2026, 3, 2))
    assert {(c.code, c.subject): (c.day_zero, c.effective) for c in desk.view(number).deadlines} == before
    assert closed_in_march(desk) == 0
    assert number in {duty.number for duty in desk.due()}
    desk.verify(rebuild=True)


def test_the_closing_that_was_undone_stays_readable_and_handling_goes_on(desk: Desk, number: str) -> None:
    petition = desk.run(number, REOPEN).petition
    assert petition is not None
    assert (petition.stage, petition.closing) == ("served", None)
    (undone,) = petition.reopenings
    assert (undone.closing.on, undone.closing.summary, undone.approver) == (dt.date(2026, 3, 2), "误点", "陈明")
    told = [event.sentence for event in desk.view(number).timeline]
    assert told[-1] == "陈明批准撤销误办的办结，继续办理，事由：选错事项"
    desk.run(number, Investigate(record="补充核实。"))
    desk.run(number, Close())
    with pytest.raises(RuleBroken) as early:
        desk.run(number, Reopen(on=dt.date(2026, 3, 2), reason="再次误点", approver="陈明"))
    assert code_of(early) == "on-before-event"


def test_an_archived_file_comes_back_first_and_keeps_its_number(desk: Desk, number: str) -> None:
    desk.run(number, Archive(retention="30_years", pages=16))
    kept = desk.petition(number).archive
    assert kept is not None
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, REOPEN)
    assert (code_of(refused), kept.number in refused.value.message) == ("archived", True)
    desk.run(number, Reopen(reason="选错事项", approver="陈明", from_archive=True))
    desk.run(number, Close())
    again = desk.suggest(number, "archive")
    assert again["number"] == kept.number
    desk.run(number, desk.read_step("archive", {"retention": "30_years", "pages": 18, **again}))
    assert desk.petition(number).archive is not None
    assert desk.petition(number).archive.number == kept.number  # type: ignore[union-attr]
    assert desk.petition(number).reopenings[0].archive == kept
    desk.verify(rebuild=True)


def test_what_is_not_closed_is_not_reopened(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.run(registered(desk), REOPEN)
    assert code_of(refused) == "not-closed"
