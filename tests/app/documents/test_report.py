"""F31 月报、年度报告, F33 接访安排表, F34 接访记录: what they print is what the desk answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.documents.desk_paper import DeskContext, render
from app.domain.codes import CHANNELS
from app.domain.counted import Counts
from app.domain.counting import CountingRules
from app.domain.errors import RuleBroken
from app.domain.records.reception import ReceptionDays
from app.domain.report import Report
from app.domain.steps.acceptance import Accept
from app.domain.steps.follow_up import FollowUpWith
from app.domain.steps.reception import CancelReceptionDay, PlanReceptionDay, ReceiveByLeader
from app.ledgers.counts import count
from tests.app.documents.reading import fonts_of, lines_of, pages_of, text_of
from tests.app.documents.sample import OFFICE
from tests.app.domain.test_counting import contact, petition
from tests.helpers import FixedClock, person, registered

DAY = dt.date(2026, 3, 2)


def drawn(told: Any, code: str = "F31") -> bytes:
    return render(code, DeskContext(told=told, office=OFFICE, today=DAY))


def plain(pdf: bytes) -> str:
    return "".join(text_of(pdf).split())


def report_of(counts: Counts, month: int | None = 3) -> Report:
    return Report(year=2026, month=month, counts=counts)


contacts = st.builds(
    lambda day, channel, people: contact(DAY + dt.timedelta(days=day), channel, people),
    st.integers(0, 40),
    st.sampled_from(sorted(CHANNELS)),
    st.integers(1, 30),
)
places = st.sampled_from(["", "石桥村", "白沙村一组"])


@settings(max_examples=8)
@given(st.lists(st.tuples(st.lists(contacts, min_size=1, max_size=4), places), max_size=8))
def test_every_printed_figure_is_the_counted_one(matters: list[tuple[list[Any], str]]) -> None:
    petitions = [
        petition(*sorted(some, key=lambda one: one.on), number=str(n), place=place)
        for n, (some, place) in enumerate(matters)
    ]
    rules = CountingRules()
    counts = count(petitions, rules, dt.date(2026, 3, 1), dt.date(2026, 3, 31), clocks=lambda _petition: (), as_of=DAY)
    pdf = drawn(report_of(counts))
    told = plain(pdf)
    for figure in counts.figures:
        assert f"{figure.column.title}{figure.column.unit}{figure.cell.value}" in told
        assert "".join(figure.column.caliber.split()) in told
    for table in counts.tables:
        for line in table.lines:
            values = "".join("—" if cell.value is None else str(cell.value) for cell in line.cells)
            assert f"{line.title}{values}" in told
    for group in counts.groups:
        assert all(f"{tally.title}{tally.value}" in told for tally in group.tallies)
    for rate in counts.rates:
        assert f"{rate.title}{rate.in_time}{rate.due}" in told
    for share in counts.shares:
        assert f"{share.title}{share.part}{share.whole}" in told


def test_a_month_and_a_year_have_their_titles_and_days(desk: Desk) -> None:
    registered(desk)
    monthly, yearly = desk.report(2026, 3), desk.report(2026)
    assert monthly.counts == desk.counts(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert yearly.counts == desk.counts(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert "信访情况月报（2026年3月）" in plain(desk.desk_paper("F31", monthly))
    told = plain(desk.desk_paper("F31", yearly))
    assert "信访情况年度报告（2026年）" in told
    assert "2026年1月1日至2026年12月31日，按2026年3月2日的台账统计" in told


def test_the_report_names_no_petitioner_and_no_leader(desk: Desk) -> None:
    number = registered(desk, person("欧阳铁柱", phone="13800000000"), place="石桥村")
    desk.run(number, Accept())
    desk.run(number, FollowUpWith(way="phone", satisfaction="dissatisfied", said="太慢了"))
    desk.run(number, ReceiveByLeader(leader="陈明", decided="核实。"))
    told = plain(desk.desk_paper("F31", desk.report(2026)))
    assert "石桥村" in told
    for word in ("欧阳铁柱", "13800000000", "太慢了", "陈明", number):
        assert word not in told


def test_the_four_contents_of_the_article_stand_in_their_order(desk: Desk) -> None:
    told = plain(desk.desk_paper("F31", desk.report(2026)))
    heads = (
        "一、信访事项的数据统计",
        "二、转送、交办、督办情况",
        "三、提出建议以及被采纳情况",
        "四、其他应当报告的事项",
    )
    places_of_heads = [told.index(head) for head in heads]
    assert places_of_heads == sorted(places_of_heads)


def test_every_page_of_a_report_bears_its_number_and_its_own_faces(desk: Desk) -> None:
    for n in range(30):
        registered(desk, place=f"第{n}村", content_class=f"第{n}类")
    pdf = desk.desk_paper("F31", desk.report(2026))
    count_of_pages = len(pages_of(pdf))
    assert count_of_pages > 3
    numbers = [line for line in lines_of(pdf) if line.strip("— ").isdigit() and line.startswith("—")]
    assert numbers == [f"— {n} —" for n in range(1, count_of_pages + 1)]
    assert all(embedded for _name, embedded in fonts_of(pdf))
    assert pdf == desk.desk_paper("F31", desk.report(2026))


def test_progress_is_told_to_the_end(desk: Desk) -> None:
    for _ in range(3):
        registered(desk)
    heard: list[tuple[int, int]] = []
    desk.report(2026, 3, lambda done, total: heard.append((done, total)))
    assert heard[-1] == (3, 3)


PLAN = PlanReceptionDay(
    held_on=dt.date(2026, 3, 18),
    leader="陈明",
    post="镇长",
    hours="9:00至11:30",
    place="信访接待室",
    published="公示栏",
)


def test_the_posted_plan_tells_day_leader_hours_and_place_and_nobody_who_came(desk: Desk, clock: FixedClock) -> None:
    desk.run_desk(PLAN)
    desk.run_desk(
        PlanReceptionDay(held_on=dt.date(2026, 3, 25), leader="周岚", post="副镇长", hours="下午", place="石桥村")
    )
    desk.run_desk(CancelReceptionDay(held_on=dt.date(2026, 3, 25), leader="周岚", reason="上级会议"))
    clock.pass_by(days=16)
    desk.run(registered(desk, person("欧阳铁柱")), ReceiveByLeader(leader="陈明", decided="核实。"))
    told = plain(desk.desk_paper("F33", ReceptionDays(year=2026, days=desk.reception_days(2026))))
    for words in ("领导接访安排表", "2026年3月18日星期三", "陈明镇长", "9:00至11:30", "信访接待室", "代表不超过5人"):
        assert words in told
    assert "周岚" not in told  # cancelled
    assert "欧阳铁柱" not in told


def test_a_plan_without_days_is_not_printed(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.desk_paper("F33", ReceptionDays(year=2026, days=()))
    assert refused.value.code == "no-reception-days"
    assert refused.value.article == "《信访工作条例》第十八条第一款"


def test_the_record_of_a_day_tells_the_matters_without_document_numbers(desk: Desk) -> None:
    people = person("欧阳铁柱", phone="13800000000", id_number="430621199001011234", address="石桥村三组")
    number = registered(desk, people)
    desk.run(
        number,
        ReceiveByLeader(leader="陈明", post="镇长", said="盼早动工。", decided="两周答复。", due=dt.date(2026, 3, 16)),
    )
    (day,) = desk.reception_days(2026)
    told = plain(desk.desk_paper("F34", day))
    for words in (
        "领导接访记录",
        "2026年3月2日星期一",
        "陈明",
        "镇长",
        "欧阳铁柱",
        number,
        "盼早动工。",
        "2026年3月16日",
    ):
        assert words in told
    assert "未列入事先公布的安排" in told
    for word in ("13800000000", "430621199001011234", "三组"):
        assert word not in told


@pytest.mark.parametrize("code", ["F31", "F33", "F34", "F35"])
def test_each_refuses_another_answer(code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(OFFICE, code)
    assert refused.value.code == "paper-of-another-answer"
