"""What clerks of the practice desk ran into, each told once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.records.petitioner import Material
from app.domain.steps.register import AddContact
from tests.helpers import Paired, person, registration


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_matter_with_a_doubtful_number_is_registered_once_and_said(desk: Desk) -> None:
    changes = desk.register(registration(person(id_number="439906196603120013")))
    assert any("查无对应" in notice for notice in changes.notices)
    assert desk.count() == 1


@pytest.mark.parametrize("typed", ["𠅤", "陈", "陈𠅤", "c𠅤", "水", "3组", "组 陈"])
def test_one_character_finds_the_name_or_the_text_it_stands_in(desk: Desk, typed: str) -> None:
    found = desk.register(registration(person("陈𠅤"), facts="石桥村3组断水，C𠅤也来过。")).number
    desk.register(registration(person("程建民"), facts="二社道路塌方。"))
    hits = [row.number for row in desk.search(typed)]
    assert hits == ([found] if typed != "水" else [])  # one character alone is looked for in names only


def test_the_reason_of_a_candidate_is_words_that_a_person_can_read(desk: Desk) -> None:
    desk.register(registration(person("李四"), facts="今年春天起塘湾村二组自来水发黄，水压不足。"))
    (found,) = desk.candidates(
        registration(person("赵六"), title="水", requests=("放清水",), facts="塘湾村二组自来水发黄，放一会才清。")
    )
    assert found.why == "内容73%相同：塘湾村二组自来水发黄"


def test_a_receipt_printed_again_lists_what_was_handed_in_then_and_not_later(desk: Desk) -> None:
    number = desk.register(registration(materials=(Material(name="身份证复印件"),))).number
    desk.run(number, AddContact(note="送来照片", materials=(Material(name="水样照片"),)))
    printed = text_of(desk.paper(number, "F02"))
    assert "身份证复印件" in printed
    assert "水样照片" not in printed
    assert desk.view(number).timeline[-1].sentence.endswith("提交材料：水样照片1份")


def test_a_receipt_is_dated_with_the_day_it_was_made(desk: Desk) -> None:
    number = desk.register(registration(on=dt.date(2026, 2, 27))).number
    printed = text_of(desk.paper(number, "F02"))
    assert "2026年2月27日以来访形式" in printed.replace("\r\n", "")
    assert printed.count("2026年3月2日") >= 1


def test_whom_we_cannot_write_to_we_do_not_promise_a_letter(desk: Desk) -> None:
    number = desk.register(registration(person("群众", address=""), identity_unclear=True)).number
    printed = text_of(desk.paper(number, "F02")).replace("\r\n", "")
    assert "无法书面告知" in printed
    assert "得到书面告知是" not in printed


def test_the_service_of_the_notice_can_be_printed_after_the_opinion_left(desk: Desk) -> None:
    number = desk.register(registration()).number
    for name, given in (
        ("accept", {}),
        ("investigate", {"record": "实地查看。"}),
        ("draft_opinion", DRAFT),
        ("approve_opinion", {}),
        ("issue_opinion", {}),
    ):
        desk.run(number, desk.read_step(name, given))
    assert desk.view(number).papers == ("F01", "F02", "F03", "F12", "F19", "F24", "F24-F03")
    assert "信访事项受理告知书" in text_of(desk.paper(number, "F24-F03"))
    assert "信访处理意见书" in text_of(desk.paper(number, "F24"))


DRAFT = {
    "facts_found": "经查属实。",
    "basis": [{"law": "《信访工作条例》", "article": "第三十二条"}],
    "results": [{"request": 1, "result": "support", "opinion": "列入计划。"}],
}


def test_a_county_that_lost_a_package_gets_it_again(paired: Paired, tmp_path: Path) -> None:
    paired.desk.register(registration())
    package = paired.desk.export(paired.stick)
    paired.county.receive(Path(str(package.file)))
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    paired.desk.register(registration())
    again = paired.desk.export(paired.stick, first=1)
    assert (again.first, again.last) == (1, paired.desk.exchange().written)
    assert paired.county.receive(Path(str(again.file))).new == again.last - package.last


def test_an_export_may_not_leave_a_gap(paired: Paired) -> None:
    paired.desk.register(registration())
    with pytest.raises(RuleBroken, match="否则会缺记载"):
        paired.desk.export(paired.stick, first=2)


def test_a_forwarding_letter_lists_each_material_once(desk: Desk) -> None:
    number = desk.register(registration(materials=(Material(name="断水照片"),))).number
    desk.run(number, AddContact(materials=(Material(name="水样单据"),)))
    desk.run(number, desk.read_step("forward", {"body": "石桥镇供水站"}))
    printed = text_of(desk.paper(number, "F08"))
    assert printed.count("断水照片") == 1
    assert printed.count("水样单据") == 1


@pytest.mark.parametrize("first", ["李明", "欧阳建国"])
def test_a_place_for_the_telephone_number_does_not_tear_the_line(desk: Desk, first: str) -> None:
    desk.describe(msgspec.structs.replace(desk.office, phone=""), tuple(dict.fromkeys((first, *desk.officers))))
    desk.officer = first
    number = desk.register(registration()).number
    desk.run(number, desk.read_step("notify_elsewhere", {"body": "县水利局"}))
    lines = text_of(desk.paper(number, "F04b")).splitlines()
    assert f"（首问责任人：{first}，联系电话：{'_' * 8}）" in [line.strip() for line in lines]
