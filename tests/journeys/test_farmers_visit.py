"""A farmer comes in on Monday, 2 March 2026, about a road. Told to the end, with the day of every clock."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.petitioner import Material
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.closing import Close
from app.domain.steps.first_contact import Confirm, HandOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from tests.helpers import FixedClock, code_of, person, registration
from tests.journeys.days import day, it_is, the_clock, urgency


def test_from_the_first_word_to_the_closing(desk: Desk, clock: FixedClock) -> None:
    # Monday, 2 March: registered while the farmer speaks. Fifteen days after the 2nd end on the 17th, a Tuesday.
    it_is(clock, "2026-03-02", "09:10")
    told = desk.register(registration(person("张三", phone="13800000000"), materials=(Material(name="照片", pages=3),)))
    number = told.number
    assert number == "43062110100001-2026-000001"
    (notice,) = told.deadlines
    assert (notice.code, notice.nominal, notice.effective) == ("D1", day("2026-03-17"), day("2026-03-17"))
    assert notice.why == "自2026-03-02收到信访事项次日起15日，止于2026-03-17。依据《信访工作条例》第二十三条第二款。"
    assert [urgency(desk, number, on)["D1"] for on in ("2026-03-09", "2026-03-10", "2026-03-17", "2026-03-18")] == [
        "later",
        "week",
        "today",
        "overdue",
    ]
    assert desk.papers(desk.petition(number)) == ("F01", "F02")
    desk.run(number, HandOver(to_office="村镇建设办", to_officer="赵强"))
    assert desk.petition(number).now_responsible == "李明"  # until the other side has confirmed

    # Tuesday: the construction office confirms.
    it_is(clock, "2026-03-03", "08:40")
    desk.run(number, Confirm())
    assert desk.petition(number).now_responsible == "赵强"
    assert desk.waiting_hand_overs() == ()

    # Thursday, 5 March: accepted. 26 days of March, 30 of April and 4 of May make sixty: 4 May, within the
    # holiday of 1 to 5 May; the first working day after it is Wednesday, the 6th.
    it_is(clock, "2026-03-05")
    desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    handling = the_clock(desk, number, "D5")
    assert (handling.nominal, handling.effective) == (day("2026-05-04"), day("2026-05-06"))
    assert handling.why == (
        "自2026-03-05受理次日起60日，止于2026-05-04（劳动节）；法定顺延至2026-05-06。依据《信访工作条例》第三十四条。"
    )
    notes = desk.explain(handling)
    assert [note.kind for note in notes].count("counted") == 60
    assert [note.day for note in notes if note.kind == "added"] == [day("2026-05-05"), day("2026-05-06")]

    # Friday: the notice is handed over; the first clock stops.
    it_is(clock, "2026-03-06")
    desk.run(number, Serve(paper="F03", place="镇信访接待室"))
    assert (the_clock(desk, number, "D1").state, the_clock(desk, number, "D1").met_on) == ("met", day("2026-03-06"))
    assert set(urgency(desk, number, "2026-03-06")) == {"D5"}
    desk.run(number, Assign(office="村镇建设办", handler="赵强"))

    # The facts are found; meanwhile the farmer asks how it stands: the same number, no new clock.
    it_is(clock, "2026-03-12", "16:00")
    desk.run(number, Investigate(place="石桥村三组", participants=("张三", "赵强"), record="现场查看，确为土路。"))
    it_is(clock, "2026-03-19")
    desk.run(number, AddContact(note="询问进度"))
    assert desk.count() == 1
    assert [clock.code for clock in desk.view(number).deadlines] == ["D1", "D5"]

    # Drafted, agreed to, issued on Thursday, 16 April: within the sixty days.
    it_is(clock, "2026-04-10")
    desk.run(
        number,
        DraftOpinion(
            facts_found="该段道路确为土路，已列入计划。",
            basis=(Basis(law="《信访工作条例》", article="第三十二条"),),
            results=(RequestResult(request=1, result="support", opinion="10月底前硬化。"),),
        ),
    )
    it_is(clock, "2026-04-14")
    desk.run(number, ApproveOpinion(approver="陈镇长"))
    it_is(clock, "2026-04-16")
    issued = desk.run(number, IssueOpinion()).petition
    assert issued is not None
    assert issued.opinion is not None
    assert issued.opinion.issue is not None
    assert issued.opinion.issue.number == "石桥镇信访意〔2026〕1号"
    assert the_clock(desk, number, "D5").state == "met"

    # Handed over on Friday, 17 April. Thirty days end on Sunday, 17 May; the citizen's right on Monday, the 18th.
    it_is(clock, "2026-04-17")
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Close(settled=True))
    assert code_of(refused) == "not-served"
    desk.run(number, Serve(paper="F12", place="石桥村三组"))
    review = the_clock(desk, number, "D7")
    assert (review.nominal, review.effective, review.whose) == (day("2026-05-17"), day("2026-05-18"), "citizen")
    assert urgency(desk, number, "2026-05-18") == {"D7": "waiting"}

    # Closed on 30 April; nothing may be added but a further contact.
    it_is(clock, "2026-04-30", "11:00")
    desk.run(number, Close(summary="意见书已送达", settled=True))
    with pytest.raises(RuleBroken) as refused:
        desk.run(number, Investigate(record="再看一次"))
    assert code_of(refused) == "closed"
    assert desk.due() == ()
    it_is(clock, "2026-05-18")
    assert the_clock(desk, number, "D7").state == "running"
    it_is(clock, "2026-05-19")
    assert the_clock(desk, number, "D7").state == "lapsed"

    assert [(str(event.on), event.kind) for event in desk.view(number).timeline] == [
        ("2026-03-02", "registered"),
        ("2026-03-02", "handed_over"),
        ("2026-03-03", "hand_over_confirmed"),
        ("2026-03-05", "accepted"),
        ("2026-03-06", "served"),
        ("2026-03-06", "assigned"),
        ("2026-03-12", "investigated"),
        ("2026-03-19", "contacted"),
        ("2026-04-10", "opinion_drafted"),
        ("2026-04-14", "opinion_approved"),
        ("2026-04-16", "opinion_issued"),
        ("2026-04-17", "served"),
        ("2026-04-30", "closed"),
    ]
    counts = [entry for entry in desk.journal() if entry.kind == "looks_counted"]  # of the days on which was looked
    assert desk.verify(rebuild=True)["entries"] == 14 + len(counts)  # thirteen, and the one that opened the desk
