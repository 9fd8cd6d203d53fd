"""What windows ask of a county: its petitions as a list, attachments, reports as tables; on both engines alike."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.county.listing import MOST_FOUND, Listing, Row, Wanted
from app.domain.errors import RuleBroken
from app.domain.records.attachment import FileGiven
from app.domain.steps.acceptance import Accept
from tests.app.county.test_store import exported
from tests.helpers import BOTH, LOOKER, STATION, FixedClock, Paired, code_of, registered


def numbers(found: object) -> list[str]:
    return [row.number for row in found]  # type: ignore[attr-defined]


@BOTH
def test_the_list_reads_what_is_new_and_is_searched_by_number_title_and_station(
    paired: Paired, clock: FixedClock
) -> None:
    county, desk = paired.county, paired.desk
    empty = county.petitions()
    assert (empty.all, county.petitions(empty)) == ([], empty)
    road = registered(desk)
    water = registered(desk, title="请求解决饮水问题")
    told: list[tuple[int, int]] = []
    county.receive(exported(desk, paired.stick))
    first = county.petitions(empty, lambda done, total: told.append((done, total)))
    assert numbers(first.all) == [water, road]
    assert told == [(0, 2)]
    assert county.petitions(first) is first
    clock.pass_by(days=1)
    desk.run(road, Accept())
    county.receive(exported(desk, paired.stick))
    now = county.petitions(first)
    name = county.station_names()[STATION]
    assert now.all == county.petitions().all
    assert numbers(now.found(Wanted(stage="accepted"))) == [road]
    assert numbers(now.found(Wanted(words="饮水"))) == [water]
    assert numbers(now.found(Wanted(words=f" {road[-11:]} ", station=STATION))) == [road]
    assert numbers(now.found(Wanted(words=name[:2]))) == [water, road]
    assert not now.found(Wanted(words="饮水", station="没有这个台"))
    assert now.stages == {"accepted", "registered"}
    today = clock().date()
    days = county.last_days([row.id for row in now.all])
    assert [days[row.id] for row in now.all] == [str(today - dt.timedelta(days=1)), str(today)]


def row_of(n: int, title: str, station: str, stage: str) -> Row:
    return Row(str(n), f"N{n:05d}", title, station, stage, f"20{n % 20 + 10}-01-01")


def test_words_that_stand_in_most_titles_find_the_newest_alone() -> None:
    rows = {str(n): row_of(n, "请求修路", "A" if n % 2 else "B", "closed") for n in range(2 * MOST_FOUND + 2)}
    listing = Listing(rows, {}, {})
    assert listing.found(Wanted(words="请求")) == listing.all[:MOST_FOUND]
    of_one = [row for row in listing.all if row.station == "A"]
    assert listing.found(Wanted(words="请求", station="A")) == of_one[:MOST_FOUND]
    assert listing.found(Wanted(station="A")) == of_one
    assert len(listing.found(Wanted(stage="closed"))) == len(rows)


letters = st.text("路水0N ", max_size=3)
stations, stages = st.sampled_from("AB"), st.sampled_from(("registered", "closed"))


@given(
    st.lists(st.tuples(st.text("路水 \n", max_size=8), stations, stages), max_size=12),
    st.builds(Wanted, words=letters, station=st.just("") | stations, stage=st.just("") | stages),
)
def test_what_is_found_is_what_going_through_row_by_row_finds(told: list[tuple[str, str, str]], wanted: Wanted) -> None:
    names = {"A": "水路镇"}
    listing = Listing({str(n): row_of(n, *one) for n, one in enumerate(told)}, {}, names)
    found = [
        row
        for row in listing.all
        if wanted.station in ("", row.station)
        and wanted.stage in ("", row.stage)
        and wanted.words.strip() in f"{row.number} {row.title} {names.get(row.station, '')}"
    ]
    assert listing.found(wanted) == found


@BOTH
def test_an_attachment_is_shown_as_sheets_and_saved_by_the_petition_that_it_belongs_to(
    paired: Paired, tmp_path: Path
) -> None:
    county, desk = paired.county, paired.desk
    number = registered(desk)
    note, sheet = tmp_path / "收条.txt", tmp_path / "图.png"
    note.write_text("收条" * 1000, "utf-8")
    Image.new("RGB", (60, 40), "white").save(sheet)
    desk.attach(number, (FileGiven(path=str(sheet)), FileGiven(path=str(note))))
    county.receive(exported(desk, paired.stick))
    ((petition, _bodies),) = county.all_of(number)
    assert len(pdfium.PdfDocument(county.attachment_shown(petition.id, 1, LOOKER))) == 1
    with pytest.raises(RuleBroken) as refused:
        county.attachment_shown(petition.id, 2, LOOKER)
    assert code_of(refused) == "attachment-not-shown"
    seen: list[tuple[int, int]] = []
    county.save_attachment_of(
        petition.id, 2, tmp_path / "out.txt", LOOKER, lambda done, total: seen.append((done, total))
    )
    assert (tmp_path / "out.txt").read_bytes() == note.read_bytes()
    assert seen[-1][0] == seen[-1][1] == note.stat().st_size


@BOTH
def test_reports_are_tables_in_words_and_sheets_that_hold_no_formula(paired: Paired, tmp_path: Path) -> None:
    county, desk = paired.county, paired.desk
    number = registered(desk)
    desk.run(number, Accept())
    county.receive(exported(desk, paired.stick))
    name = county.station_names()[STATION]
    table = county.report_table("report_petitions")
    headings = tuple(heading for heading, _kind in table.heads)
    assert headings == ("信访件编号", "台号", "接待台", "办理状态", "信访目的", "收到日期", "已办结")
    assert table.rows == ((number, STATION, name, "已受理", "申诉求决", str(desk.today()), "否"),)
    (line,) = county.report_table("report_lines").rows
    assert (line[0], line[1], line[2]) == (STATION, name, 1)
    (station,) = county.report_table("report_stations").rows
    assert station[:2] == (STATION, name)
    assert len(str(station[2])) == len("2026-03-02 09:00")
    (month,) = county.report_table("report_months").rows
    assert month[-1] == 1
    assert county.report_table("report_open").rows == tuple(row[:-1] for row in table.rows)
    done = county.export_report(tmp_path, table, "csv")
    with Path(done.file).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(headings)
    assert rows[1][3:] == ["已受理", "申诉求决", str(desk.today()), "否"]
    assert [cell.lstrip("'") for cell in rows[1][:2]] == [number, STATION]
    assert Path(county.export_report(tmp_path, table).file).suffix == ".xlsx"
    with pytest.raises(RuleBroken) as refused:
        county.report_table("folded")
    assert code_of(refused) == "no-such-report"
