"""下发件 before anybody has taken it up: which step it leads to, what that is filled with, which clocks run."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import shipped
from app.domain import arrival_clocks, shape
from app.domain.entries import GENESIS, Entry
from app.domain.errors import RuleBroken
from app.domain.records.dispatch import Arrival
from app.domain.steps import arrival as arriving
from app.domain.steps.arrival import Arrived
from app.domain.steps.table import STEPS
from tests.app.exchange.test_dispatches import EACH
from tests.helpers import STATION, code_of, registration

DAY = dt.date(2026, 3, 2)
PETITION = f"{STATION}.1.2"
HERE: Any = registration()  # whose petitioners are looked at, nothing else


def arrived(brings: str, **content: Any) -> Arrival:
    """A dispatch of a kind, read in on DAY; `content` replaces fields of the usual one."""
    facts = Arrived(
        dispatch=f"430621.1.{STATION}.1",
        sender="430621",
        sender_name="岳阳县信访局",
        epoch=1,
        seq=1,
        hash="ab" * 32,
        brings=brings,
        about="" if brings in ("matter", "data", "key") else PETITION,
        issued_at="2026-03-02T08:30:00+08:00",
        issued_by="周局",
        content={**EACH.get(brings, {}), **content},
    )
    entry = Entry(
        **{"station": STATION, "epoch": 1, "seq": 9, "at": "2026-03-02T09:00:00+08:00", "on": DAY},
        **{"officer": "李明", "petition": facts.about, "kind": "arrived", "facts": facts, "prev": GENESIS},
    )
    return arriving.arrival_of(entry)


@pytest.mark.parametrize(
    ("arrival", "words", "step", "clocks"),
    [
        (arrived("matter"), "交办事项", "register", {"D3": "2026-03-09", "D2": "2026-03-17", "D11": "2026-04-30"}),
        (
            arrived("matter", kind="forwarded", result_due=None),
            *("转送事项", "register", {"D3": "2026-03-09", "D2": "2026-03-17"}),
        ),
        (arrived("reminder"), "催办", "reminder_received", {"D12": "2026-03-27"}),
        (arrived("reminder", due=None), "催办", "reminder_received", {}),
        (arrived("supervision"), "督办", "supervision_received", {"D12": "2026-03-27"}),
        (
            arrived("supervision", supervision="improve", trigger=""),
            *("改进工作的建议", "suggestion_received", {"D12": "2026-03-27"}),
        ),
        (arrived("review_request"), "复查答辩通知", "file_requested", {"D16": "2026-04-22"}),
        (arrived("review_decision"), "复查意见", "review_decided", {}),
        (arrived("review_decision", instance="final_review"), "复核意见", "final_review_decided", {}),
        (arrived("objection_answer"), "异议答复", "objection_answer", {}),
        (arrived("data"), "数据文件", "", {}),
        (arrived("key"), "新公钥卡", "", {}),
        (arrived("appointment", day="2026-04-01"), "本版程序不认识的下发件（appointment）", "", {}),
    ],
)
def test_each_kind_leads_to_its_step_by_its_own_clocks(
    arrival: Arrival, words: str, step: str, clocks: dict[str, str]
) -> None:
    found = arrival_clocks.clocks_of(arrival, shipped.load_periods(), shipped.load_calendar(), DAY)
    assert (arrival.words, arriving.step_for(arrival)) == (words, step)
    assert {one.code: str(one.effective) for one in found} == clocks
    assert [one.effective for one in found] == sorted(one.effective for one in found)
    why = arrival_clocks.why(arrival, found)
    assert clocks or "法律未规定期限" in why or "升级程序" in why


@pytest.mark.parametrize(
    ("arrival", "day"),
    [
        (arrived("reminder"), DAY),
        (arrived("supervision"), DAY),
        (arrived("supervision", supervision="policy", trigger=""), DAY),
        (arrived("review_request"), DAY),
        (arrived("review_decision", orders="维持原处理意见。"), DAY),
        (arrived("objection_answer", answered_on="2026-03-01"), dt.date(2026, 3, 1)),
    ],
)
def test_what_it_says_fills_the_form_of_its_step(arrival: Arrival, day: dt.date) -> None:
    kind, told = STEPS[arriving.step_for(arrival)], arrival.told
    filled = arriving.filled(arrival, kind, HERE)
    step = kind(**filled)
    shape.check(step)
    shared = [name for name in kind.__struct_fields__ if name != "on" and hasattr(told, name)]
    assert shared
    assert [getattr(step, name) for name in shared] == [getattr(told, name) for name in shared]
    assert step.on == day
    assert arriving.filled(arrival, STEPS["close"], HERE) == {}


def test_a_request_for_review_that_was_made_elsewhere_is_registered_first() -> None:
    arrival = arrived("review_request", requested_on="2026-03-01", wish="撤销", reasons="少算了面积。")
    assert arriving.before(arrival) == "request_review"
    filled = arriving.filled(arrival, STEPS["request_review"], HERE)
    assert (filled["to"], filled["way"], filled["on"]) == (1, "direct", dt.date(2026, 3, 1))
    assert arriving.taken_up(arrival, STEPS["request_review"], "1", PETITION) is None


def test_it_is_taken_up_once_by_its_own_step_on_its_own_petition() -> None:
    arrival = arrived("reminder")
    with pytest.raises(RuleBroken) as refused:
        arriving.taken_up(arrival, STEPS["close"], "1", PETITION)
    assert code_of(refused) == "arrival-other-step"
    with pytest.raises(RuleBroken) as refused:
        arriving.taken_up(arrival, STEPS["reminder_received"], "2", f"{STATION}.1.3")
    assert code_of(refused) == "arrival-other-petition"
    facts = arriving.taken_up(arrival, STEPS["reminder_received"], "1", PETITION)
    assert facts is not None
    assert (facts.how, facts.dispatch) == ("recorded", f"430621.1.{STATION}.1")


def test_the_right_to_object_is_no_duty_once_it_lapsed() -> None:
    late = DAY + dt.timedelta(days=10)
    found = arrival_clocks.clocks_of(arrived("matter"), shipped.load_periods(), shipped.load_calendar(), late)
    assert [one.code for one in found] == ["D2", "D11"]
