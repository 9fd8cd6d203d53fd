"""Sheets at the desk: out as XLSX and CSV, masked, in the layouts of the county; text stays text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import openpyxl
import pytest

from app.county.dispatching import Order
from app.desk import Desk
from app.domain.errors import RuleBroken, StorageError
from app.domain.records.origin import Origin
from app.domain.rights import GIVEN
from app.domain.sheets.taken import Said
from app.domain.steps.acceptance import Accept
from app.domain.steps.arrival import SetAside
from app.domain.steps.officers import ChangeOfficer
from app.exchange import sheet_writing
from app.storage.staged import Staged, Waiting
from tests.helpers import FixedClock, Paired, code_of, denounced, person, registered, stored

ID, PHONE, ADDRESS = "430621199001011234", "0730-0012345", "石桥镇石桥村三组12号"
EVIL = '=HYPERLINK("http://x","点")\n+1\n'
RARE = "𠮷鼋㐂"  # beyond GBK


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def numbers(desk: Desk, clock: FixedClock) -> list[str]:
    """Three petitions on two days, the second accepted, and a denunciation."""
    people = (person(f"{RARE}三", phone=PHONE, id_number=ID, address=ADDRESS), person("李四", phone="13800001234"))
    made = [registered(desk, *people, title="@SUM(1)", facts=EVIL, head_count=2), registered(desk)]
    clock.pass_by(days=1)
    made.append(registered(desk, title="007"))
    desk.run(made[1], Accept(office="村镇建设办", handler="赵强"))
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("reception", GIVEN)))
    desk.officer = "王芳"
    denounced(desk, title="侵占集体资金")
    desk.officer = "李明"
    return made


def xlsx(file: str) -> list[dict[str, openpyxl.cell.Cell]]:
    """The rows of a sheet: heading -> cell."""
    head, *rows = openpyxl.load_workbook(file).active.iter_rows()
    return [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]


def csv_rows(file: str, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(file).read_bytes().decode(encoding), newline="")))


def test_a_sheet_holds_text_as_text_masked_and_no_denunciation(desk: Desk, numbers: list[str], stick: Path) -> None:
    made = desk.export_sheet(stick, "plain")
    rows = xlsx(made.file)
    assert [row["信访件编号"].value for row in rows] == numbers
    first = rows[0]
    assert (first["标题"].value, first["事实"].value, first["姓名"].value) == ("@SUM(1)", EVIL, f"{RARE}三\n李四")
    assert {cell.data_type for row in rows for cell in row.values() if cell.value is not None} == {"s", "n"}
    assert all(cell.number_format == "@" for cell in (first["标题"], first["事实"], first["联系电话"]))
    assert first["人数"].value == 2
    assert first["联系电话"].value == "073****2345\n138****1234"
    assert first["住址"].value.startswith("石桥镇石桥村****")
    assert ID not in str([cell.value for cell in first.values()])
    assert [path.name for path in stick.iterdir()] == [Path(made.file).name]
    assert (made.rows, made.full, made.cut) == (3, False, ())
    assert "没有加密" in made.words


def test_details_go_out_in_full_by_right_alone_with_a_purpose_that_is_recorded(
    desk: Desk, numbers: list[str], stick: Path
) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.export_sheet(stick, "plain", full=" x ")
    assert code_of(refused) == "purpose-missing"
    full = xlsx(desk.export_sheet(stick, "plain", full="县局核对名册").file)[0]
    assert (full["证件号码"].value, full["联系电话"].value) == (f"{ID}\n", f"{PHONE}\n13800001234")
    assert [cell.data_type for cell in (full["证件号码"], full["联系电话"])] == ["s", "s"]
    look = next(look for look in desk.looked() if look.act == "export")
    assert ("写完整" in look.what, look.purpose) == (True, "县局核对名册")
    for roles in (("administrator",), ("reception",)):  # the one may not read, the other may do both
        desk.change_officer(ChangeOfficer(officer="王芳", roles=roles))
        desk.officer = "王芳"
        if roles == ("administrator",):
            with pytest.raises(RuleBroken) as refused:
                desk.export_sheet(stick, "plain")
            assert code_of(refused) == "no-right"
        else:
            assert desk.export_sheet(stick, "plain").rows == 3
        desk.officer = "李明"


@pytest.mark.parametrize(("kind", "encoding"), [("csv", "utf-8-sig"), ("csv-gb18030", "gb18030")])
def test_a_csv_holds_no_formula_and_no_number_made_of_text(
    desk: Desk, numbers: list[str], stick: Path, kind: sheet_writing.SheetKind, encoding: str
) -> None:
    made = desk.export_sheet(stick, "plain", kind, full="核对")
    assert Path(made.file).read_bytes().startswith(b"\xef\xbb\xbf") == (kind == "csv")
    rows = csv_rows(made.file, encoding)
    assert [row["标题"] for row in rows] == ["'@SUM(1)", "请求硬化村道", "'007"]
    assert (rows[0]["事实"], rows[0]["姓名"], rows[1]["人数"]) == (f"'{EVIL}", f"{RARE}三\n李四", "1")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_the_rows_are_those_of_the_period_and_the_stage(desk: Desk, numbers: list[str], stick: Path) -> None:
    second = dt.date(2026, 3, 3)
    chosen = {
        (): 3,
        ("first",): 1,
        ("last",): 2,
        ("stage",): 1,
    }
    given = {"first": second, "last": dt.date(2026, 3, 2), "stage": "accepted"}
    for names, count in chosen.items():
        made = desk.export_sheet(stick, "pinyin", **{name: given[name] for name in names})  # type: ignore[arg-type]
        assert len(xlsx(made.file)) == made.rows == count
    accepted = xlsx(desk.export_sheet(stick, "pinyin", stage="accepted").file)[0]
    told = {name: accepted[name].value for name in ("xfjbh", "blfs", "zrbm", "xfjzt", "xfrq")}
    assert told == {"xfjbh": numbers[1], "blfs": "受理", "zrbm": "村镇建设办", "xfjzt": "已受理", "xfrq": "2026-03-02"}
    for wrong, code in (({"stage": "x"}, "no-such-stage"), ({**given, "stage": ""}, "days-turned-round")):
        with pytest.raises(RuleBroken) as refused:
            desk.export_sheet(stick, "plain", **wrong)  # type: ignore[arg-type]
        assert code_of(refused) == code


def test_a_text_that_no_cell_holds_is_cut_and_named(desk: Desk, stick: Path) -> None:
    registered(desk, facts="𠮷" * 20_000)
    made = desk.export_sheet(stick, "plain")
    assert made.cut == ("第2行“事实”",)
    assert "有1个单元格写不下" in made.words
    assert xlsx(made.file)[0]["事实"].value.endswith("（全文20000字，单元格写不下，其余未列）")
    assert csv_rows(desk.export_sheet(stick, "plain", "csv").file, "utf-8-sig")[0]["事实"] == "𠮷" * 20_000


def test_a_county_replaces_a_layout_and_is_told_of_its_mistakes(desk: Desk, numbers: list[str], stick: Path) -> None:
    own = desk.folder / "sheets"
    own.mkdir()
    layout = {
        "title": "某县",
        "source": "某县信访局",
        "valid_from": "2026-01-01",
        "days": "cell",
        "words": [{"field": "stage", "code": "registered", "word": "01"}],
        "export": [{"field": name, "heading": f"={name}"} for name in ("received_on", "stage", "channel")],
    }
    (own / "plain.json").write_text(json.dumps(layout), "utf-8")
    (own / "wrong.json").write_text('{"title": "甲",\n"export": []}', "utf-8")
    known = {one.code: one for one in desk.layouts()}
    assert (known["plain"].own, known["plain"].title, known["pinyin"].own) == (True, "某县", False)
    assert "第2行" in known["wrong"].problem or "第1行" in known["wrong"].problem
    row = xlsx(desk.export_sheet(stick, "plain").file)[0]
    assert [cell.value for cell in row.values()] == [dt.datetime(2026, 3, 2), "01", "来访"]
    for code, wanted in (("wrong", "layout-invalid"), ("none", "layout-missing")):
        with pytest.raises(RuleBroken) as refused:
            desk.export_sheet(stick, code)
        assert code_of(refused) == wanted
    assert [path.suffix for path in stick.iterdir()] == [".xlsx"]


# Sheets that come in

HEAD = (
    "下发方式",
    "信访件编号",
    "姓名",
    "住址",
    "电话",
    "标题",
    "反映内容",
    "诉求",
    "理由",
    "来文日期",
    "办结期限",
    "目的",
)
Y1 = (
    "交办",
    "Y1",
    "张三",
    ADDRESS,
    PHONE,
    "请求硬化村道",
    "土路难行",
    "硬化村道",
    "已列计划",
    "2026-02-27",
    "2026年4月20日",
    "",
)
Y2 = ("转送", "Y2", "李四", "", 13800001234, "请求低保", "生活困难", "低保", "无收入", 46080, "", "")
Y3 = ("转送", "Y3", "赵六", "石桥村", "", "侵占", "侵占土路款", "查处", "不公", "2026-02-27", "", "检举控告")
Y4 = ("转送", "Y4", "孙七", "石桥村一组", "", "请求修渠", "水渠垮塌", "修渠", "", "2026年2月26日", "", "")
FROM = Said(sender="岳阳县信访局", letter_number="岳信〔2026〕7号")


def sheet(folder: Path, *rows: tuple[object, ...], name: str = "交办表.xlsx") -> Path:
    made = openpyxl.Workbook()
    for row in (HEAD, *rows):
        made.active.append(row)
    made.save(folder / name)
    return folder / name


def test_a_matter_comes_down_in_a_sheet_and_is_registered_with_its_clocks(
    desk: Desk, stick: Path, clock: FixedClock
) -> None:
    read = desk.stage_sheet(sheet(stick, Y1, Y2, Y3, Y4), "plain", said=FROM)
    assert [(row.sheet_row, row.who, row.sound) for row in read.rows] == [
        (2, "张三", True),
        (3, "李四", False),
        (5, "孙七", True),
    ]
    assert "请填写李四的住址" in read.rows[1].words
    assert read.skipped == ("第4行：检举控告事项不在表格中下发，这一行没有读入、没有保存；请来件机关另行密封转送",)
    assert "赵六" not in str(desk.staged())
    assert (desk.count(), len(desk.staged())) == (0, 3)  # nothing is registered by itself
    filled = desk.staged_row(1)
    assert PHONE not in str(filled)
    assert "三组12号" not in str(filled)
    assert ("联系电话", "073****2345") in filled.cells
    clock.pass_by(days=1)
    changes = desk.take_staged(1, msgspec.structs.replace(filled.register, title="请求硬化石桥村道"))
    petition = stored(desk, changes.number)
    assert petition.petitioners[0].phone == PHONE  # the mask meant what stands behind it
    assert (petition.title, petition.received_on) == ("请求硬化石桥村道", dt.date(2026, 3, 2))
    origin = petition.origin
    assert origin is not None
    assert (origin.kind, origin.body, origin.letter_number, origin.body_number, origin.report) == (
        *("assigned", "岳阳县信访局", "岳信〔2026〕7号", "Y1"),
        True,
    )
    clocks = {one.code: one for one in changes.deadlines}
    assert clocks["D2"].day_zero == clocks["D3"].day_zero == dt.date(2026, 3, 2)
    assert clocks["D11"].nominal == dt.date(2026, 4, 20)
    with pytest.raises(RuleBroken) as refused:
        desk.take_staged(1)
    assert code_of(refused) == "staged-settled"
    assert [row.number for row in desk.staged(settled=True)] == [changes.number]
    desk.verify(rebuild=True)


def test_a_row_with_problems_is_completed_by_a_person_or_set_aside_with_a_reason(desk: Desk, stick: Path) -> None:
    desk.stage_sheet(sheet(stick, Y2, Y4), "plain", said=FROM)
    with pytest.raises(RuleBroken) as refused:
        desk.take_staged(1)
    assert code_of(refused) == "staged-problems"
    completed = msgspec.structs.replace(desk.staged_row(1).register, identity_unclear=True)
    with pytest.raises(RuleBroken) as refused:
        desk.take_staged(1, msgspec.structs.replace(completed, category="denunciation"))
    assert code_of(refused) == "denunciation-staged"
    assert desk.take_staged(1, completed).number
    for reason, code in (("", "reason-missing"), ("x" * 501, "reason-missing")):
        with pytest.raises(RuleBroken) as refused:
            desk.set_aside_staged(2, reason)
        assert code_of(refused) == code
    assert desk.set_aside_staged(2, "来件机关已收回。").state == "set_aside"
    last = list(desk.journal())[-1]
    assert last.facts.sentence(last).endswith("岳信〔2026〕7号，Y4）不登记：来件机关已收回。")
    assert (desk.staged(), desk.staged(settled=True)[0].reason) == ((), "来件机关已收回。")
    assert "孙七" not in str(desk.staged(settled=True)) + str(Staged(vars(desk)["_db"]).row(2))
    with pytest.raises(RuleBroken) as refused:
        desk.staged_row(2)
    assert code_of(refused) == "staged-settled"


def test_the_same_rows_again_are_named_and_not_kept_twice(desk: Desk, stick: Path) -> None:
    first = sheet(stick, Y1, Y2, Y4)
    desk.stage_sheet(first, "plain", said=FROM)
    number = desk.take_staged(1).number
    desk.set_aside_staged(3, "来件机关将更正。")
    by_hand = Origin(kind="forwarded", body="岳阳县信访局", body_number="Y9")
    other = registered(desk, origin=by_hand)
    changed = (*Y2[:3], "石桥村二组", *Y2[4:])
    again = desk.stage_sheet(
        sheet(stick, Y1, Y2, changed, Y4, ("转送", "Y9", *Y4[2:]), name="乙.xlsx"), "plain", said=FROM
    )
    assert [row.sheet_row for row in again.rows] == [4, 5]
    assert [words.partition("：")[2][:13] for words in again.skipped] == [
        f"已经登记为 {number}"[:13],
        "内容与待登记的“交办表.x",
        f"已经登记为 {other}"[:13],
    ]
    assert "与待登记的“交办表.xlsx”第3行相同，内容不同" in again.rows[0].words
    assert "已搁置：来件机关将更正。" in again.rows[1].words


def test_a_row_whose_matter_came_as_a_dispatch_too_says_so_while_that_waits(paired: Paired) -> None:
    desk, county = paired.desk, paired.county
    desk.stage_sheet(sheet(paired.stick, Y1, Y4), "plain", said=FROM)
    content = {
        "kind": "assigned",
        "sender": "岳阳县信访局",
        "body_number": "Y1",
        "title": "请求硬化村道",
        "petitioners": [{"name": "张三", "address": ADDRESS}],
        "result_due": "2026-04-20",
        "facts": "土路难行",
    }
    county.dispatch(desk.station, Order(kind="matter", content=content))
    desk.receive(Path(county.answer(desk.station, paired.stick).dispatches[0].file))
    first, second = sorted(desk.staged(), key=lambda row: row.row)
    assert "已有下发件，尚未办理" in first.words
    assert (first.sound, second.sound) == (False, True)
    assert "已有下发件，尚未办理" in desk.staged_row(first.row).row.words
    (left,) = desk.take_sound().left
    assert left[0] == first.row
    desk.set_aside(desk.arrivals()[0].ref, SetAside(reason="以表格所列为准"))
    assert desk.staged()[0].sound


def test_all_sound_rows_are_registered_but_none_that_a_person_should_see_first(desk: Desk, stick: Path) -> None:
    known = registered(
        desk, person("孙七", address="石桥村一组"), title="请求修渠", facts="水渠垮塌", requests=("修渠",)
    )
    desk.stage_sheet(sheet(stick, Y1, Y2, Y4), "plain", said=FROM)
    done = desk.take_sound()
    assert [row for row, _number in done.taken] == [1]
    assert dict(done.left)[2].startswith("请填写李四的住址")
    assert known in dict(done.left)[3]
    assert len(desk.staged()) == 2


def half_way(add: Callable[..., int]) -> Callable[..., int]:
    """The disk is full at the second row."""

    def of(self: Staged, row: Waiting, **told: str) -> int:
        if row.sheet_row == 3:
            raise StorageError("disk-full", "磁盘空间不足。")
        return add(self, row, **told)

    return of


def test_a_refused_sheet_leaves_nothing_and_a_full_disk_takes_no_half(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = stick / "坏.xlsx"
    bad.write_bytes(sheet(stick, Y1).read_bytes()[:-100])
    before = len(list(desk.journal()))
    for file, code in ((bad, "sheet-broken"), (stick / "没有.xlsx", "file-not-read")):
        with pytest.raises((RuleBroken, StorageError)) as refused:
            desk.stage_sheet(file, "plain", said=FROM)
        assert refused.value.code == code
    monkeypatch.setattr(Staged, "add", half_way(Staged.add))
    with pytest.raises(StorageError):
        desk.stage_sheet(sheet(stick, Y1, Y4), "plain", said=FROM)
    assert (desk.staged(), len(list(desk.journal()))) == ((), before)


def test_only_who_registers_and_reads_sees_what_waits(desk: Desk, stick: Path) -> None:
    desk.stage_sheet(sheet(stick, Y1), "plain", said=FROM)
    for role in ("village", "administrator", "approver"):
        desk.change_officer(ChangeOfficer(officer="王芳", roles=(role,)))
        desk.officer = "王芳"
        for ask in (
            desk.staged,
            lambda: desk.staged_row(1),
            lambda: desk.take_staged(1),
            desk.take_sound,
            lambda: desk.set_aside_staged(1, "重复。"),
            lambda: desk.stage_sheet(stick / "交办表.xlsx", "plain"),
        ):
            with pytest.raises(RuleBroken) as refused:
                ask()
            assert code_of(refused) == "no-right"
        desk.officer = "李明"
    assert len(desk.staged()) == 1
