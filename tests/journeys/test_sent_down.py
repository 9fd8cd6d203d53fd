"""What the county sends down: objected to, handled, reported up; and what the township assigns to a body below."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.domain.petition import Petition
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Material
from app.domain.steps.assign_down import AssignDown, ReceiveReport
from app.domain.steps.closing import Close
from app.domain.steps.objection import AnswerObjection, RaiseObjection
from app.domain.steps.report_up import ReportResult
from app.domain.steps.service import Serve
from tests.app.documents.reading import text_of
from tests.helpers import FixedClock, Paired, person, registered, stored, to_issue
from tests.journeys.days import day, it_is, the_clock, urgency

COUNTY = "岳阳县信访局"
SENT = Origin(
    kind="assigned",
    body=COUNTY,
    letter_number="岳信交〔2026〕3号",
    letter_on=day("2026-02-27"),
    body_number="430621-2026-0088",
    raised_on=day("2026-02-20"),
    result_due=day("2026-04-30"),
)


def told(paired: Paired, number: str, paper: str) -> str:
    return text_of(paired.desk.paper(number, paper))


def at_the_county(paired: Paired, number: str) -> Petition:
    """The petition as the county has it after a package, and the proof that both hold the same."""
    sent = paired.desk.export(paired.stick)
    assert sent.file is not None
    paired.county.receive(Path(sent.file))
    there = paired.county.show(number)[0]
    assert there == stored(paired.desk, number)
    assert paired.county.verify(rebuild=True)["lines"] == paired.desk.verify(rebuild=True)["lines"]
    return there


def test_a_matter_assigned_from_above_is_objected_to_in_vain_handled_and_reported(
    paired: Paired, clock: FixedClock
) -> None:
    desk = paired.desk
    number = registered(desk, channel="letter", origin=SENT, materials=(Material(name="来信", pages=2),))
    assert urgency(desk, number, "2026-03-02") == {"D2": "later", "D3": "week", "D11": "later"}
    assert [row.number for row in desk.search("430621-2026-0088")] == [number]  # by the number it has at the county

    it_is(clock, "2026-03-09")  # the fifth working day
    desk.run(number, RaiseObjection(reason="该路段为省道，由县公路部门管理。", competent="县公路中心"))
    letter = told(paired, number, "F10")
    assert "贵单位2026年2月27日交办（岳信交〔2026〕3号；贵单位编号：430621-2026-0088）的张三反映" in letter
    it_is(clock, "2026-03-12")
    desk.run(number, AnswerObjection(outcome="refused", number="岳信函〔2026〕5号"))
    assert (the_clock(desk, number, "D2").nominal, the_clock(desk, number, "D3").state) == (day("2026-03-17"), "met")

    to_issue(desk, number)
    desk.run(number, Serve(paper="F03"))
    assert the_clock(desk, number, "D2").state == "met"
    notice = told(paired, number, "F03")
    assert "您于2026年2月20日以来信（岳阳县信访局交办，我单位于2026年3月2日收到）形式提出" in notice

    it_is(clock, "2026-03-20")
    desk.run(number, Serve(paper="F12"))
    assert "close" not in [offer.step for offer in desk.view(number).steps if offer.possible]
    desk.run(
        number, ReportResult(signer="陈明", handler="赵强", findings="道路确为土路。", handling="年内硬化，已送达。")
    )
    report = told(paired, number, "F12a")
    assert "关于张三反映请求硬化村道信访事项办理情况的报告" in report
    assert "《信访处理意见书》已于2026年3月20日送达信访人。" in report
    assert the_clock(desk, number, "D11").state == "met"
    desk.run(number, Close(summary="已报送"))
    there = at_the_county(paired, number)
    assert there.origin == msgspec.structs.replace(SENT, report=True)  # always asked of what is assigned
    assert there.report_up is not None


def test_a_matter_that_the_county_takes_back_is_closed_without_a_paper_to_the_petitioner(
    paired: Paired, clock: FixedClock
) -> None:
    desk = paired.desk
    number = registered(desk, origin=SENT)
    it_is(clock, "2026-03-04")
    desk.run(number, RaiseObjection(reason="该路段为省道，由县公路部门管理。"))
    it_is(clock, "2026-03-06")
    desk.run(number, AnswerObjection(outcome="agreed"))
    assert urgency(desk, number, "2026-03-06") == {}
    desk.run(number, Close(summary="材料已交还"))
    assert desk.view(number).papers == ("F01", "F02", "F10")
    there = at_the_county(paired, number)
    assert there.returned is not None
    assert there.stage == "closed"


def test_a_matter_assigned_to_a_body_below_waits_for_its_report(paired: Paired, clock: FixedClock) -> None:
    desk = paired.desk
    number = registered(desk, person("李四"), title="反映经常停水")
    desk.run(number, AssignDown(body="石桥镇供水站", report_due=day("2026-03-20"), demands="请核实停水原因。"))
    desk.run(number, Serve(paper="F05"))
    assert urgency(desk, number, "2026-03-20") == {"D11": "waiting"}
    assert urgency(desk, number, "2026-03-21") == {"D11": "overdue"}
    assert "于2026年3月20日前将办理结果报送我单位" in told(paired, number, "F09")

    it_is(clock, "2026-03-23")
    desk.run(number, ReceiveReport(number="石水报〔2026〕2号", summary="支管已更换，恢复供水。"))
    assert the_clock(desk, number, "D11").state == "met_late"
    desk.run(number, Close(settled=True))
    there = at_the_county(paired, number)
    assert there.report is not None
    assert (there.notice.kind if there.notice else "", there.report.body) == ("assigned_down", "石桥镇供水站")
