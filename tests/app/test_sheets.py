"""Sheets at the desk: out as XLSX and CSV, masked, in the layouts of the county; text stays text."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.rights import GIVEN
from app.domain.steps.acceptance import Accept
from app.domain.steps.officers import ChangeOfficer
from app.exchange import sheet_writing
from tests.helpers import FixedClock, code_of, denounced, person, registered

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
