"""催办、督办、三项建议 from above: the day that the letter sets is the clock, the law sets none (第四十条)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app import shipped
from app.domain.clocks import clocks_of
from app.domain.deadlines import Deadline, explain
from app.domain.errors import RuleBroken
from app.domain.records.origin import Origin
from app.domain.records.supervision import NO_TERM, TRIGGERS
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.notice import Forward
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.domain.steps.supervision import GiveFeedback, ReceiveReminder, ReceiveSuggestion, ReceiveSupervision
from tests.app.domain.folding import COMPLETE, RECEIVED, TODAY, Folding
from tests.helpers import Paired, registered, registration

COUNTY = "岳阳县信访局"
DUE = dt.date(2026, 3, 18)
CAME = dt.date(2026, 3, 10)


def supervised(**given: Any) -> ReceiveSupervision:
    return ReceiveSupervision(
        **{"on": CAME, "body": COUNTY, "trigger": "T1", "asked": "请按期办结。", "due": DUE, **given}
    )


def suggested(**given: Any) -> ReceiveSuggestion:
    return ReceiveSuggestion(
        **{"on": CAME, "body": COUNTY, "suggestion": "improve", "asked": "建议公示进度。", **given}
    )


def answered(**given: Any) -> GiveFeedback:
    return GiveFeedback(**{"situation": "已进场施工。", "reasons": "资金到位晚。", **given})


def after(*steps: Step, **given: Any) -> Folding:
    folding = Folding(registration(on=RECEIVED, **given))
    folding.run(*steps)
    return folding


def clocks(folding: Folding, today: dt.date = TODAY) -> list[Deadline]:
    found = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), today)
    return [clock for clock in found if clock.code == "D12"]


def refusal(folding: Folding, step: Step) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        folding.run(step)
    return refused.value


# The clock of the letter


@pytest.mark.parametrize(
    ("today", "state"),
    [(CAME, "running"), (DUE, "running"), (dt.date(2026, 3, 19), "missed")],
)
def test_the_answer_is_owed_by_the_day_that_the_letter_sets(today: dt.date, state: str) -> None:
    (clock,) = clocks(after(supervised(letter_number="岳信督〔2026〕5号")), today)
    assert (clock.day_zero, clock.nominal, clock.effective, clock.state) == (CAME, DUE, DUE, state)
    assert (clock.whose, clock.subject, clock.length) == ("office", f"{COUNTY} 岳信督〔2026〕5号", 8)
    assert clock.article == "《信访工作条例》第四十条"
    assert "法律没有规定天数" in clock.why
    assert not clock.provisional


@pytest.mark.parametrize(
    ("given_on", "state"),
    [(CAME, "met"), (DUE, "met"), (dt.date(2026, 3, 19), "met_late")],
)
def test_the_written_answer_meets_it(given_on: dt.date, state: str) -> None:
    folding = after(supervised(), answered(on=given_on))
    (clock,) = clocks(folding)
    assert (clock.state, clock.met_on) == (state, given_on)


@pytest.mark.parametrize("step", [supervised(due=None), suggested(), ReceiveReminder(body=COUNTY, asked="请抓紧。")])
def test_without_a_day_no_clock_runs_and_that_is_said(step: Step) -> None:
    folding = after(step)
    assert clocks(folding) == []
    (facts,) = Folding().decide(step)
    entry: Any = None
    assert NO_TERM in facts.sentence(entry)
    assert NO_TERM in GiveFeedback.told(folding.petition)
    assert not folding.petition.awaits_answer


@pytest.mark.parametrize("step", [supervised(due=None), suggested(), ReceiveReminder(body=COUNTY, asked="请抓紧。")])
def test_the_thirty_days_of_the_older_text_are_nowhere(step: Step) -> None:
    for today in (TODAY, CAME + dt.timedelta(days=31), CAME + dt.timedelta(days=400)):
        assert clocks(after(step), today) == []


def test_a_day_of_rest_in_the_letter_stays_the_day() -> None:
    saturday = dt.date(2026, 3, 14)
    (clock,) = clocks(after(supervised(due=saturday)), saturday)
    assert (clock.nominal, clock.effective, clock.state) == (saturday, saturday, "running")
    assert "周六" in clock.why
    days = explain(clock, shipped.load_calendar())
    assert [day.kind for day in days] == ["day_zero", *["counted"] * 4]


def test_a_letter_that_came_after_its_own_day_is_late_at_once() -> None:
    (clock,) = clocks(after(supervised(on=dt.date(2026, 3, 19), letter_on=CAME)), dt.date(2026, 3, 19))
    assert (clock.state, clock.length) == ("missed", 0)


def test_a_reminder_with_a_day_has_its_clock_and_names_no_article_of_the_law() -> None:
    (clock,) = clocks(after(ReceiveReminder(on=CAME, body=COUNTY, asked="请抓紧。", due=DUE)))
    assert clock.nominal == DUE
    assert "第四十条" not in clock.article


def test_every_letter_has_its_own_clock() -> None:
    folding = after(supervised(letter_number="甲1号"), suggested(letter_number="乙1号", due=dt.date(2026, 4, 1)))
    folding.run(answered(letter=1, on=dt.date(2026, 3, 12)))
    assert [(clock.subject, clock.state) for clock in clocks(folding)] == [
        (f"{COUNTY} 甲1号", "met"),
        (f"{COUNTY} 乙1号", "running"),
    ]
    assert clocks(folding)[1].article == "《信访工作条例》第四十条第四款"


# What a letter says


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (supervised(body=COMPLETE.name), "sender-is-own", "body"),
        (supervised(letter_on=dt.date(2026, 3, 11)), "letter-day", "letter_on"),
        (supervised(letter_on=CAME, due=dt.date(2026, 3, 9)), "letter-day", "due"),
    ],
)
def test_a_letter_whose_days_or_sender_cannot_be_is_refused(step: Step, code: str, field: str) -> None:
    refused = refusal(Folding(), step)
    assert (refused.code, refused.facts["field"]) == (code, field)


def test_the_six_situations_are_codes_and_the_supervision_names_one() -> None:
    assert len(TRIGGERS) == 6
    petition = after(supervised(trigger="T5")).petition
    assert petition.supervisions[0].trigger == "T5"


def test_who_sent_the_matter_is_suggested_as_who_asks_after_it() -> None:
    sent = after(origin=Origin(kind="assigned", body=COUNTY))
    assert ReceiveSupervision.suggest(sent.petition, sent.context()) == {"body": COUNTY}
    assert ReceiveSupervision.suggest(Folding().petition, sent.context()) == {}


# The answer


def test_the_most_pressing_letter_is_answered_first() -> None:
    folding = after(supervised(due=None), supervised(due=dt.date(2026, 3, 30)), supervised())
    assert GiveFeedback.suggest(folding.petition, folding.context()) == {"letter": 3}
    folding.run(answered())
    assert [one.answered_on for one in folding.petition.supervisions] == [None, None, TODAY]
    assert folding.petition.feedbacks[0].supervision == folding.petition.supervisions[2].ref


@pytest.mark.parametrize("letter", [1, 3, 10_000])
def test_a_letter_that_is_answered_or_is_not_there_is_refused(letter: int) -> None:
    folding = after(supervised(), supervised(), answered(letter=1))
    assert refusal(folding, answered(letter=letter)).code == "letter-unknown"


def test_an_answer_does_not_come_before_its_letter() -> None:
    folding = after(supervised(), supervised(on=dt.date(2026, 3, 15)))
    refused = refusal(folding, answered(letter=2, on=dt.date(2026, 3, 14)))
    assert (refused.code, refused.facts["field"]) == ("feedback-too-early", "on")
    folding.run(answered(letter=2, on=dt.date(2026, 3, 15)))


@pytest.mark.parametrize(
    ("asked", "given", "code"),
    [
        (supervised(), {"outcome": "adopted"}, "outcome-not-here"),
        (supervised(), {"reasons": " "}, "reasons-missing"),
        (suggested(), {}, "outcome-missing"),
        (suggested(), {"outcome": "partly", "reasons": ""}, "reasons-missing"),
        (suggested(), {"outcome": "not_adopted", "reasons": " "}, "reasons-missing"),
    ],
)
def test_an_answer_says_what_its_letter_asks_for(asked: Step, given: dict[str, Any], code: str) -> None:
    assert refusal(after(asked), answered(**given)).code == code


@pytest.mark.parametrize(
    ("asked", "given", "paper"),
    [
        (supervised(), {}, "F27b"),
        (ReceiveReminder(on=CAME, body=COUNTY, asked="请抓紧。"), {"reasons": ""}, "F27b"),
        (suggested(), {"outcome": "adopted", "reasons": ""}, "F28b"),
        (suggested(suggestion="accountability"), {"outcome": "not_adopted"}, "F28b"),
    ],
)
def test_each_kind_of_letter_gets_its_paper_to_the_body_and_not_to_the_petitioner(
    asked: Step, given: dict[str, Any], paper: str
) -> None:
    petition = after(asked, answered(**given)).petition
    assert [made.key for made in petition.made] == [paper]
    assert petition.made[0].number == "石桥镇信馈〔2026〕1号"
    assert petition.outgoing == {}


def test_two_answers_are_two_papers_of_one_series() -> None:
    petition = after(supervised(), supervised(), answered(), answered()).petition
    assert [(made.key, made.number) for made in petition.made] == [
        ("F27b", "石桥镇信馈〔2026〕1号"),
        ("F27b.2", "石桥镇信馈〔2026〕2号"),
    ]


def test_a_closed_matter_may_still_be_supervised_and_answered() -> None:
    folding = after(Forward(body="供水站", on=CAME), Serve(paper="F05", on=CAME), Close(on=CAME))
    assert not folding.petition.awaits_answer
    folding.run(supervised(trigger="T5"))
    assert folding.petition.awaits_answer
    assert folding.petition.stage == "closed"
    assert not folding.run(answered()).awaits_answer


def test_what_comes_from_above_changes_nothing_in_the_handling() -> None:
    folding = after(Accept(on=CAME))
    before = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), TODAY)
    folding.run(supervised(), suggested(), answered(letter=1))
    now = clocks_of(folding.petition, shipped.load_periods(), shipped.load_calendar(), TODAY)
    assert [clock for clock in now if clock.code != "D12"] == list(before)
    assert folding.petition.stage == "accepted"


# At the desk


def test_the_desk_lists_the_answer_that_is_owed_also_on_a_closed_matter_and_the_county_has_it(paired: Paired) -> None:
    desk = paired.desk
    number = registered(desk)
    for step in (Forward(body="供水站"), Serve(paper="F05"), Close()):
        desk.run(number, step)
    assert desk.due() == ()
    desk.run(number, supervised(on=None, due=dt.date(2026, 3, 20)))
    (duty,) = desk.due()
    assert (duty.deadline.code, duty.what, duty.urgency) == ("D12", "书面反馈", "later")
    desk.verify(rebuild=True)
    desk.run(number, answered())
    assert desk.due() == ()
    assert desk.paper(number, "F27b").startswith(b"%PDF")
    sent = desk.export(paired.stick)
    assert sent.file is not None
    paired.county.receive(Path(sent.file))
    assert [p.answered_on for p in paired.county.show(number)[0].supervisions] == [dt.date(2026, 3, 2)]
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 1}
