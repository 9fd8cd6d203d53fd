"""F30: the case file of a petition read back: its order, its numbers, its bookmarks, and what is not in it."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.desk import Desk
from app.documents import case_file
from app.documents.attached import count_pages as count_attached
from app.documents.attached import sheets
from app.documents.binding import Part, bind, count_pages
from app.documents.case_order import ORDER, OTHERS, in_order, rank
from app.documents.papers import PAPERS, render
from app.domain.errors import RuleBroken, StorageError
from app.domain.records.attachment import FileGiven
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Material
from app.domain.steps.archive import Archive
from app.domain.steps.attachment import SetAsideAttachment
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.investigation import Investigate
from app.domain.steps.links import LinkEarlier
from app.domain.steps.notice import Forward
from app.domain.steps.numbers import VoidRegistration
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from app.domain.steps.split import SplitContact
from tests.app.documents.reading import MM, fonts_of, pages_of, text_of
from tests.app.documents.sample import sample_context
from tests.helpers import FixedClock, person, registered, serve_all, to_issue

TOP_OF_STAMP = 285 * MM  # the stamps stand above, the papers' own print below


def closed(desk: Desk) -> str:
    """A petition on its whole way, with a further contact and two investigations."""
    number = registered(desk, materials=(Material(name="现场照片", pages=3),))
    desk.run(number, AddContact(channel="phone", note="询问办理进度"))
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close(summary="已送达"))
    return number


def bookmarks(pdf: bytes) -> list[tuple[str, int]]:
    """(title, index of the page) of every bookmark."""
    document = pdfium.PdfDocument(pdf)
    return [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]


def stamps(pdf: bytes) -> list[str]:
    """What is stamped at the top right of each page, "" where nothing is."""
    return [
        "".join(glyph.text for glyph in page if glyph.y > TOP_OF_STAMP and glyph.x > 180 * MM) for page in pages_of(pdf)
    ]


def page_text(pdf: bytes, index: int) -> str:
    return str(pdfium.PdfDocument(pdf)[index].get_textpage().get_text_range())


def contents_of(pdf: bytes) -> list[str]:
    """The column 页号 of the contents list, from the top."""
    index = dict(bookmarks(pdf))["卷内目录"]
    rows: dict[float, str] = {}
    for glyph in pages_of(pdf)[index]:
        if glyph.x > 168 * MM and glyph.size == 10.5:
            rows[round(glyph.y, 1)] = rows.get(round(glyph.y, 1), "") + glyph.text
    return [rows[y].strip() for y in sorted(rows, reverse=True)]


def test_every_paper_stands_in_the_order_of_the_archive(desk: Desk) -> None:
    case = desk.bind_case(closed(desk))
    assert [item.title for item in case.items] == [
        "信访事项登记表",
        "信访事项登记回执",
        "再次来访（来信、来电）记载",
        "信访事项受理告知书",
        "送达回证（信访事项受理告知书）",
        "调查核实记载",
        "信访处理意见书",
        "送达回证（信访处理意见书）",
        "办理经过",
    ]
    assert case.left_out == ()


def test_bookmarks_lead_to_the_page_where_each_item_begins(desk: Desk) -> None:
    case = desk.bind_case(closed(desk))
    found = bookmarks(case.pdf)
    assert [title for title, _ in found] == [
        "案卷封面",
        "卷内目录",
        *(f"{place}. {item.title}" for place, item in enumerate(case.items, 1)),
        "卷内备考表",
    ]
    for (_mark, index), item in zip(found[2:-1], case.items, strict=True):
        first_words = item.title.removesuffix("（信访事项受理告知书）").removesuffix("（信访处理意见书）")
        assert first_words in page_text(case.pdf, index).replace("\r\n", "")


def test_the_pages_are_numbered_on_and_the_contents_list_names_the_real_numbers(desk: Desk) -> None:
    case = desk.bind_case(closed(desk))
    marks, stamped = bookmarks(case.pdf), stamps(case.pdf)
    assert [number for number in stamped if number] == [str(n) for n in range(1, case.pages + 1)]
    real = [stamped[index] for _, index in marks[2:-1]]
    listed = contents_of(case.pdf)
    assert [number.partition("-")[0] for number in listed] == real
    last = case.items[-1]
    assert listed[-1] == (f"{real[-1]}-{case.pages}" if last.pages > 1 else real[-1])
    outside = [index for title, index in marks if title in ("案卷封面", "卷内目录", "卷内备考表")]
    assert [stamped[index] for index in outside] == ["", "", ""]


def test_a_reader_shows_the_stamped_numbers_as_page_labels(desk: Desk) -> None:
    document = pdfium.PdfDocument(desk.case_file(closed(desk)))
    labels = [document.get_page_label(index) for index in range(len(document))]
    assert labels[:4] == ["案卷封面", "卷内目录", "1", "2"]
    assert labels[-1] == "卷内备考表"


def test_the_contents_list_names_number_author_and_day(desk: Desk) -> None:
    case = desk.bind_case(closed(desk))
    opinion = next(item for item in case.items if item.code == "F12")
    assert (opinion.number, opinion.author) == ("石桥镇信访意〔2026〕1号", "石桥镇人民政府")
    listed = page_text(case.pdf, 1).replace("\r\n", "")
    assert "石桥镇信访意〔2026〕1" in listed
    assert "20260302" in listed


def test_an_office_renamed_later_stays_the_author_of_its_earlier_papers(desk: Desk) -> None:
    number = closed(desk)
    desk.describe(msgspec.structs.replace(desk.office, name="石桥街道办事处"), desk.officers)
    authors = {item.code: item.author for item in desk.bind_case(number).items}
    assert authors["F12"] == "石桥镇人民政府"
    assert authors["F02"] == "石桥街道办事处"


def test_the_query_code_of_the_petitioner_is_not_in_the_file(desk: Desk) -> None:
    number = closed(desk)
    code = desk.query_code(number)
    assert code in text_of(desk.paper(number, "F02"))
    told = text_of(desk.case_file(number))
    assert code not in told
    assert "查询码" not in told


def test_a_matter_sent_down_names_sender_and_letter(desk: Desk) -> None:
    origin = Origin(
        kind="assigned", body="岳阳县信访局", letter_number="岳信交〔2026〕3号", letter_on=dt.date(2026, 2, 27)
    )
    case = desk.bind_case(registered(desk, on=dt.date(2026, 3, 2), origin=origin))
    told = page_text(case.pdf, dict(bookmarks(case.pdf))["1. 信访事项登记表"]).replace("\r\n", "")
    assert "上级交办（岳阳县信访局，岳信交〔2026〕3号，2026-02-27）" in told


def test_no_document_number_of_a_person_is_in_the_file_not_even_a_corrected_one(desk: Desk) -> None:
    number = registered(desk, person(id_number="430621197005121234", phone="13800001234"))
    desk.run(number, Correct(field="id_number", to=1, value="430621197005125678", reason="抄错"))
    told = text_of(desk.case_file(number))
    assert "13800001234" in told
    assert "430621197005121234" not in told
    assert "430621197005125678" not in told


def test_a_petition_that_is_not_closed_has_its_file_too_and_the_note_says_so(desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    desk.run(number, Serve(paper="F12"))
    case = desk.bind_case(number)
    assert {"F12", "F24"} <= {item.code for item in case.items}
    assert "尚未办结" in page_text(case.pdf, 0)
    assert "尚未办结" in page_text(case.pdf, dict(bookmarks(case.pdf))["卷内备考表"])


def test_cover_and_note_say_how_it_was_archived(desk: Desk) -> None:
    number = closed(desk)
    assert "XF-2026" not in page_text(desk.case_file(number), 0)
    desk.run(number, Archive(retention="30_years", pages=31, place="档案室3号柜", checker="王芳", note="照片附卷末。"))
    case = desk.bind_case(number)
    cover = page_text(case.pdf, 0)
    assert all(told in cover for told in ("XF-2026-1", "30年", "档案室3号柜", f"{case.pages}页"))
    note = page_text(case.pdf, dict(bookmarks(case.pdf))["卷内备考表"]).replace("\r\n", "")
    assert all(told in note for told in ("1卷31页", "照片附卷末", "李明", "王芳", "2026年3月2日"))


def test_a_slip_without_a_service_is_told_in_the_note(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, Forward(body="石桥镇供水站", reason="属该站职责。"))
    case = desk.bind_case(number)
    assert [one.code for one in case.left_out] == ["F24"]
    note = page_text(case.pdf, dict(bookmarks(case.pdf))["卷内备考表"]).replace("\r\n", "")
    assert "没有送达《转送（交办）去向告知书》的记载" in note
    assert "F08" in {item.code for item in case.items}


def test_a_paper_that_cannot_be_drawn_is_told_in_the_note_with_its_reason(desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    desk.run(number, Investigate(record="自造字\ue001的情况。"))
    case = desk.bind_case(number)
    titles = [one.title for one in case.left_out]
    assert "调查核实记载" in titles
    assert "办理经过" in titles
    note = page_text(case.pdf, dict(bookmarks(case.pdf))["卷内备考表"]).replace("\r\n", "")
    assert "《调查核实记载》未收入本卷" in note
    assert "U+E001" in note


def test_a_broken_wording_file_of_one_paper_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "F03.toml").write_text("[title\n", "utf-8")
    context = sample_context(context={"wording": tmp_path})
    case = case_file.build(context, ("F03", "F12"), (), lambda code: render(code, context))
    assert [one.code for one in case.left_out] == ["F03"]
    assert "F03.toml" in case.left_out[0].reason
    assert "F12" in {item.code for item in case.items}


def test_a_broken_wording_file_of_the_case_file_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "F30.toml").write_text("[title\n", "utf-8")
    context = sample_context(context={"wording": tmp_path})
    with pytest.raises(StorageError) as broken:
        case_file.build(context, ("F12",), (), lambda code: render(code, context))
    assert "F30.toml" in broken.value.message


def test_the_same_petition_gives_the_same_bytes(desk: Desk) -> None:
    number = closed(desk)
    assert desk.case_file(number) == desk.case_file(number)


def test_the_file_carries_its_fonts(desk: Desk) -> None:
    fonts = fonts_of(desk.case_file(closed(desk)))
    assert fonts
    assert all(embedded for _, embedded in fonts)


def test_nothing_of_the_papers_is_changed_by_binding(desk: Desk) -> None:
    number = closed(desk)
    case = desk.bind_case(number)
    index = dict(bookmarks(case.pdf))["7. 信访处理意见书"]
    alone = [(g.text, round(g.x, 1), round(g.y, 1)) for g in pages_of(desk.paper(number, "F12"))[0]]
    bound = [(g.text, round(g.x, 1), round(g.y, 1)) for g in pages_of(case.pdf)[index] if g.y < TOP_OF_STAMP]
    assert bound == alone


def test_materials_that_are_not_in_the_file_are_listed_in_the_note(desk: Desk) -> None:
    case = desk.bind_case(closed(desk))
    note = page_text(case.pdf, dict(bookmarks(case.pdf))["卷内备考表"]).replace("\r\n", "")
    assert "现场照片1份，每份3页" in note


def test_a_long_contents_list_repeats_its_head_on_every_page(desk: Desk, clock: FixedClock) -> None:
    number = registered(desk)
    for _ in range(40):
        clock.pass_by(minutes=1)
        desk.run(number, AddContact(channel="phone", note="询问办理进度"))
    case = desk.bind_case(number)
    first = dict(bookmarks(case.pdf))["卷内目录"]
    following = dict(bookmarks(case.pdf))["1. 信访事项登记表"]
    assert following - first >= 2
    for index in range(first, following):
        assert "责任者" in page_text(case.pdf, index)
    numbers = re.findall(r"\d+", "".join(stamps(case.pdf)[following : following + 9]))
    assert numbers == ["123456789"]


# The order, one table


@given(st.lists(st.sampled_from([*PAPERS, "F22b", "F99", "F40"]), unique=True, max_size=12))
def test_each_slip_stands_right_behind_its_paper(codes: list[str]) -> None:
    papers = [code for code in codes if code != "F24"]
    slips = [f"F24-{code}" for code in papers]
    ordered = in_order((*papers, *slips), "")
    assert sorted(ordered) == sorted((*papers, *slips))
    assert [ordered[at + 1] for at, code in enumerate(ordered) if not code.startswith("F24")] == [
        f"F24-{code}" for code in ordered if not code.startswith("F24")
    ]


def test_the_slip_without_a_name_stands_behind_the_paper_that_left_last() -> None:
    assert in_order(("F02", "F03", "F12", "F24", "F24-F03"), "F12") == ["F02", "F03", "F24-F03", "F12", "F24"]


@pytest.mark.parametrize(("code", "like"), [("F22b", "F22"), ("F99", OTHERS), ("F17a", "F17"), ("R03-2", "R03")])
def test_a_paper_that_the_table_does_not_name_stands_with_its_family_or_the_others(code: str, like: str) -> None:
    assert rank(code) == ORDER.index(like)
    assert rank("F01") < rank(code) < rank("R04")


def test_every_paper_of_the_program_has_its_place() -> None:
    assert [code for code in PAPERS if code != "F24" and rank(code) == ORDER.index(OTHERS)] == []


# Binding


def test_parts_that_stand_outside_are_not_counted() -> None:
    paper = render("F03", sample_context())
    out = bind([Part(paper, "封面", numbered=False), Part(paper, "一"), Part(paper, "二")], "卷", "单位")
    assert count_pages(out) == 3 * count_pages(paper)
    assert stamps(out) == ["", "1", "2"]
    assert pdfium.PdfDocument(out).get_metadata_dict()["Title"] == "卷"


def test_the_file_of_a_void_registration_says_why_it_is_void(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, VoidRegistration(reason="同一事项误登两次"))
    case = desk.bind_case(number)
    assert [(item.code, item.title) for item in case.items] == [("R05", "撤销件说明"), ("R04", "办理经过")]
    told = "".join(page_text(case.pdf, dict(bookmarks(case.pdf))["1. 撤销件说明"]).split())
    assert "同一事项误登两次" in told
    assert "不计入统计" in told


def test_the_file_names_what_was_joined_and_parted_in_both_files(desk: Desk) -> None:
    first, second = registered(desk, person("张三")), registered(desk, person("张三"), title="再次请求硬化村道")
    undone = registered(desk, person("李四"))
    for other in (first, undone):
        desk.run(second, LinkEarlier(other=other, link="related", reason="同一条道路"))
    desk.run(second, desk.read_step("unlink", {"other": undone, "reason": "经核实是另一条道路"}))
    desk.run(first, AddContact(note="排水沟"))
    desk.run(first, SplitContact(contact=2, reason="另一事项"))
    told = {}
    for number in (first, second):
        case = desk.bind_case(number)
        (place,) = (index for title, index in bookmarks(case.pdf) if title.endswith("合并件说明"))
        told[number] = "".join(page_text(case.pdf, place).split())
    assert "再次请求硬化村道" in told[first]
    assert "同一条道路" in told[first]
    assert "误并入本件" in told[first]
    assert "尚未另行登记" in told[first]
    assert first in told[second]
    assert undone not in told[second], "what was undone stands in the course of the matter only"
    assert not [item for item in desk.bind_case(undone).items if item.code == "R06"]
    contact = next(index for title, index in bookmarks(desk.bind_case(first).pdf) if "再次来访" in title)
    assert "拆出说明" in page_text(desk.bind_case(first).pdf, contact)


def picture(folder: Path) -> Path:
    """A lying picture, taken with the camera turned."""
    made = folder / "现场.jpg"
    image = Image.new("RGB", (300, 200), "white")
    exif = image.getexif()
    exif[0x0112] = 6  # turned by a quarter
    image.save(made, exif=exif)
    return made


def scan(folder: Path) -> Path:
    """Two pages with a script, a link and a field that was filled in, one of them lying."""
    made = folder / "合同.pdf"
    canvas = Canvas(str(made), (595, 842))
    canvas.drawString(60, 700, "CONTRACT")
    canvas.acroForm.textfield(value="FILLED", x=60, y=500, width=200, height=30)
    canvas.linkURL("https://example.org/x", (0, 0, 99, 99))
    canvas.showPage()
    canvas.setPageSize((842, 595))
    canvas.drawString(60, 500, "MAP")
    canvas.showPage()
    canvas.save()
    return made


def test_attachments_are_listed_with_their_hash_and_bound_where_they_have_pages(desk: Desk, tmp_path: Path) -> None:
    number = registered(desk)
    (tmp_path / "录音.mp3").write_bytes(b"ID3" + bytes(99))
    (tmp_path / "误加.pdf").write_bytes(scan(tmp_path).read_bytes() + b"\n")
    (tmp_path / "损坏.pdf").write_bytes(b"%PDF-1.7\n")
    files = (scan(tmp_path), picture(tmp_path), *(tmp_path / name for name in ("录音.mp3", "误加.pdf", "损坏.pdf")))
    desk.attach(number, tuple(FileGiven(path=str(file), material="ours") for file in files))
    desk.run(number, SetAsideAttachment(attachment=4, reason="属于另一事项"))
    case = desk.bind_case(number)
    assert [(item.title, item.pages) for item in case.items][-3:] == [
        ("附件清单", 1),
        ("附件1 合同", 2),
        ("附件2 现场", 1),
    ]
    assert [(one.title, "打不开" in one.reason) for one in case.left_out] == [("附件5 损坏", True)]
    assert [title for title, _page in bookmarks(case.pdf)][-3:-1] == ["5. 附件1 合同", "6. 附件2 现场"]
    assert stamps(case.pdf)[-4:] == ["5", "6", "7", ""]
    said = text_of(case.pdf)
    for one in desk.attachments(number):
        assert one.sha256 in said.replace("\n", "")
    assert "CONTRACT" in said
    assert "FILLED" in said
    assert "由李明撤下：属于另一事项" in said
    assert case.pdf.count(b"/URI") == case.pdf.count(b"/Annots") == 0
    document = pdfium.PdfDocument(case.pdf)
    assert {(round(page.get_width()), round(page.get_height())) for page in document} == {(595, 842)}
    assert desk.bind_case(number).pdf == case.pdf


def test_what_would_fill_the_memory_or_the_binder_is_not_bound() -> None:
    canvas, out = Canvas(made := io.BytesIO(), (99, 99)), io.BytesIO()
    for _page in range(301):
        canvas.showPage()
    canvas.save()
    Image.new("1", (10_000, 9_000)).save(out, "PNG")
    for media, data in (
        ("application/pdf", made.getvalue()),
        ("image/png", out.getvalue()),
        ("image/jpeg", b"\xff\xd8"),
    ):
        with pytest.raises(RuleBroken) as refused:
            sheets(media, data)
        assert refused.value.code == "attachment-not-bound"


def test_pages_of_a_picture_with_several_are_counted_and_drawn() -> None:
    out = io.BytesIO()
    frames = [Image.new("1", (80, 100)), Image.new("1", (100, 80), 1)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    assert count_attached("image/tiff", out) == 2
    assert count_pages(sheets("image/tiff", out.getvalue())) == 2
    assert count_attached("application/pdf", io.BytesIO(b"%PDF-1.7")) == 0
    telephone = io.BytesIO()
    frames[0].convert("L").save(telephone, "MPO", save_all=True, append_images=[frames[1].convert("L")])
    assert count_pages(sheets("image/jpeg", telephone.getvalue())) == 1  # the second one is a small copy of the first
    assert count_attached("text/plain", io.BytesIO(b"")) == 0
