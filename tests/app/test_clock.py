"""A PC whose date is wrong: asked about before the first entry, and nothing lost where it was noticed too late."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from app.clock import QUIET, ClockWatch
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.acceptance import Accept
from app.setup import machine_clock
from tests.helpers import MORNING, PASSPHRASE, FixedClock, code_of, registered, registration

OPENED = MORNING.replace(hour=8)  # when the desk of the tests was set up: its last entry
FAR = MORNING + dt.timedelta(days=100)


@pytest.fixture
def careful(desk_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """A desk that asks, opened an hour after its last entry."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, careful=True) as opened:
        yield opened


def why(watch: ClockWatch, machine: dt.datetime) -> str:
    found = watch.doubt(machine)
    return found.why if found else ""


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        (dt.timedelta(), ""),
        (dt.timedelta(days=3), ""),  # a weekend
        (dt.timedelta(days=9), ""),  # 春节 or 国庆
        (QUIET, ""),  # the longest with leave on both sides
        (QUIET + dt.timedelta(seconds=1), "ahead"),
        (dt.timedelta(days=28), "ahead"),  # the smallest slip of a month
        (dt.timedelta(days=365), "ahead"),
        (-dt.timedelta(minutes=5), ""),  # put right by a time server within the day: noticed when written
        (-dt.timedelta(days=1), "behind"),
    ],
)
def test_a_break_is_no_reason_to_ask_and_a_slip_of_a_month_is(since: dt.timedelta, asked: str) -> None:
    assert why(ClockWatch(MORNING, lambda: 0.0), MORNING + since) == asked


@pytest.mark.parametrize(
    ("slip", "asked"),
    [(0, ""), (3600, ""), (3601, "jumped"), (-3600, ""), (-3601, "jumped"), (86400, "jumped")],
)
def test_while_the_program_runs_a_clock_that_is_set_is_noticed_by_the_hour(slip: int, asked: str) -> None:
    ticks = [0.0]
    watch = ClockWatch(None, lambda: ticks[0])
    assert why(watch, MORNING) == ""
    ticks[0] = 5 * 86400.0  # five days pass, asleep or not
    assert why(watch, MORNING + dt.timedelta(days=5, seconds=slip)) == asked
    assert why(watch, MORNING + dt.timedelta(days=5)) == ""  # put back: there is nothing to ask


def test_a_date_far_ahead_is_asked_about_before_anything_is_written(desk_folder: Path, clock: FixedClock) -> None:
    clock.set(FAR)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, careful=True) as desk:
        with pytest.raises(RuleBroken) as refused:
            desk.register(registration())
        assert code_of(refused) == "clock-doubtful"
        assert refused.value.facts["question"] == "本机日期是2026年6月10日，上次登记是2026年3月2日。日期对吗？"
        assert "请核对本机日期" in desk.clock_words()
        assert [entry.kind for entry in desk.journal()] == ["opened"]
        clock.set(MORNING)  # put right: nothing has been written and nothing is asked
        assert (desk.clock_doubt(), desk.clock_words()) == (None, "")
        registered(desk)
        clock.set(FAR)
        assert desk.clock_doubt() is not None
        desk.confirm_clock()
        desk.register(registration())
        assert [entry.kind for entry in desk.journal()] == ["opened", "registered", "registered"]


def test_where_a_clock_ran_ahead_the_right_day_counts_from_then_on_and_nothing_is_lost(
    careful: Desk, clock: FixedClock
) -> None:
    clock.set(FAR)
    careful.confirm_clock()  # wrongly
    early = registered(careful)
    careful.backup()
    folder = careful.folder
    careful.close()
    clock.set(MORNING + dt.timedelta(days=1))
    with Desk.open(folder, PASSPHRASE, clock=clock, careful=True) as desk:
        doubt = desk.clock_doubt()
        assert doubt is not None
        assert doubt.words == "本机日期是2026年3月3日，早于上次登记的2026年6月10日。"
        assert desk.today() == FAR.date()
        desk.confirm_clock()
        assert desk.today() == clock.now.date()
        assert "写到2026年6月10日" in desk.clock_words()
        made = desk.register(registration())
        assert made.notices == ()
        assert {(one.day_zero, one.state) for one in made.deadlines} == {(clock.now.date(), "running")}
        desk.run(made.number, Accept())
        assert desk.backup_due()  # the one of June does not stand for all the days until then
    clock.pass_by(days=3)
    with Desk.open(folder, PASSPHRASE, clock=clock, careful=True) as desk:
        assert desk.clock_doubt() is None  # recorded: it is not asked about again
        registered(desk)
        assert desk.petition(early).received_on == FAR.date()
        said = [entry.facts for entry in desk.journal() if entry.kind == "clock_set_back"]
        assert [(one.confirmed, one.machine[:10]) for one in said] == [(True, "2026-03-03"), (True, "2026-03-06")]  # type: ignore[attr-defined]
        assert len({entry.at for entry in desk.journal()} - {OPENED.isoformat(timespec="seconds")}) == 1
        clock.set(MORNING - dt.timedelta(days=4000))  # now its battery is empty
        assert desk.today() == FAR.date()
        desk.verify(rebuild=True)
    clock.set(FAR + dt.timedelta(days=1))
    with Desk.open(folder, PASSPHRASE, clock=clock, careful=True) as desk:
        assert desk.clock_doubt() is not None  # three months without a word
        desk.confirm_clock()
        assert (registered(desk)[-6:], desk.clock_words()) == ("000004", "")


def test_the_command_line_refuses_until_somebody_says_which_day_it_is(
    desk_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("SHOUWEN_TODAY")
    given = tmp_path / "in.json"
    people = [{"name": "张三", "address": "石桥镇石桥村三组"}]
    words = {"title": "请求硬化村道", "requests": ["硬化道路"], "facts": "道路为土路。", "reasons": "没有动工。"}
    given.write_text(json.dumps({"petitioners": people, **words}), "utf-8")
    today = machine_clock().date()  # far from March
    register = ["register", str(desk_folder), "--json", str(given)]
    told = []
    for more in ([], ["--today", "2026-03-02"], ["--today", str(today)], []):
        cli.main([*register, *more])
        told.append(json.loads("".join(capsys.readouterr())))
    assert [answer.get("error", "") for answer in told] == ["clock-doubtful", "today-differs", "", ""]
    assert f"--today {today}" in told[0]["message"]
