"""Photographs and scans become the pages of one PDF; what cannot be taken in is said in a sentence that helps."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken
from app.domain.records.attachment import FileGiven
from app.scans import MOST_PAGES, Page, Whole, bound, is_picture, read, read_picture
from tests.helpers import registered


def photo(width: int, height: int, **saved: object) -> bytes:
    """A JPEG, its upper left corner black."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), "black")
    out = io.BytesIO()
    image.save(out, "JPEG", **saved)
    return out.getvalue()


def one(pages: tuple[Page, ...] | Whole) -> Page:
    assert isinstance(pages, tuple)
    (page,) = pages
    return page


def dark_corner(sheet: pdfium.PdfPage) -> tuple[bool, bool]:
    """(left, upper): where the black corner of the picture on a sheet stands."""
    shown = sheet.render(scale=0.5).to_pil().convert("L")
    left, top, right, bottom = shown.point(lambda grey: 255 if grey < 100 else 0).getbbox()
    return left + right < shown.width, top + bottom < shown.height


def test_pages_are_bound_in_order_upright_or_lying_and_no_finer_than_is_needed(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "1.jpg").write_bytes(photo(1800, 2400, quality=95))
    sideways = Image.Exif()
    sideways[0x0112] = 6  # held upright, its head to the right
    (tmp_path / "2.jpg").write_bytes(photo(2400, 1800, exif=sideways))
    Image.new("1", (2480, 1754), 1).save(tmp_path / "3.tif", save_all=True, append_images=[Image.new("1", (300, 200))])
    first, second = one(read(tmp_path / "1.jpg")), one(read(tmp_path / "2.jpg"))
    assert (first.width, first.height) == (1654, 2205)
    assert (second.width, second.height) == (1654, 2205)
    frames = read(tmp_path / "3.tif")
    assert isinstance(frames, tuple)
    assert [(page.width, page.height, page.path) for page in frames] == [(2339, 1654, ""), (300, 200, "")]
    assert first.path == str(tmp_path / "1.jpg")
    assert all(max(Image.open(io.BytesIO(page.thumbnail)).size) <= 280 for page in (first, second, *frames))
    pdf = bound([(frames[0], 0), (first, 0), (second, 90), (frames[1], 0)])
    sheets = list(pdfium.PdfDocument(pdf))
    assert [tuple(round(side) for side in sheet.get_size()) for sheet in sheets] == [
        (842, 595), (595, 842), (842, 595), (842, 595),
    ]  # fmt: skip
    assert dark_corner(sheets[1]) == (True, True)
    assert dark_corner(sheets[2]) == (False, False)  # EXIF turned it once, the clerk once more
    assert len(pdf) < sum(len(page.jpeg) for page in (first, second, *frames)) + 5_000  # the JPEGs as they are
    number = registered(desk)
    desk.attach(number, (FileGiven(path="扫描件.pdf", title="材料"),), held={"扫描件.pdf": pdf})
    (kept,) = desk.attachments(number)
    assert (kept.media, kept.pages, kept.file) == ("application/pdf", 4, "扫描件.pdf")
    assert desk.attachment(number, 1) == pdf
    assert len(pdfium.PdfDocument(desk.attachment_shown(number, 1))) == 4
    desk.verify()


def test_a_pdf_and_what_is_no_picture_stay_as_they_are(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "合同.jpg"))  # misnamed: the content counts
    for _page in range(3):
        canvas.drawString(99, 99, "CONTRACT")
        canvas.showPage()
    canvas.save()
    (tmp_path / "录音.mp3").write_bytes(b"ID3" + bytes(50))
    (tmp_path / "锁住.pdf").write_bytes(b"%PDF-1.7 locked")
    assert not is_picture(tmp_path / "合同.jpg")
    contract, sound, locked = (read(tmp_path / name) for name in ("合同.jpg", "录音.mp3", "锁住.pdf"))
    assert isinstance(contract, Whole)
    assert (contract.pages, contract.words[:4]) == (3, "PDF，")
    assert Image.open(io.BytesIO(contract.thumbnail)).height > 200
    assert isinstance(sound, Whole)
    assert (sound.words, sound.thumbnail) == ("MP3录音，53 字节", b"")
    assert isinstance(locked, Whole)
    assert locked.pages == 0


def declares(width: int, height: int) -> bytes:
    """A PNG whose head says more than its few bytes hold."""
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return bytes(data[:29]) + zlib_crc(bytes(data[12:29])) + bytes(data[33:])


def zlib_crc(data: bytes) -> bytes:
    import zlib

    return zlib.crc32(data).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("name", "content", "code", "word"),
    [
        ("IMG_1.HEIC", lambda: b"\0\0\0\x18ftypheic" + bytes(40), "scan-heic", "兼容性最佳"),
        ("照片.jpg", lambda: b"\0\0\0\x18ftypmif1" + bytes(40), "scan-heic", "另存为JPG"),
        ("半张.jpg", lambda: photo(900, 900)[:4_000], "scan-broken", "不完整"),
        ("坏.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(30), "scan-broken", "重新拍照"),
        ("巨大.png", lambda: declares(60_000, 60_000), "scan-too-large", "300 dpi"),
        ("空.jpg", lambda: b"", "attachment-empty", "空文件"),
        ("不是.jpg", lambda: b"MZ" + bytes(99), "attachment-kind", "不是可以添加的种类"),
    ],
)
def test_what_cannot_be_taken_in_is_said(
    tmp_path: Path, name: str, content: Callable[[], bytes], code: str, word: str
) -> None:
    (tmp_path / name).write_bytes(content())
    assert is_picture(tmp_path / name)
    with pytest.raises(DeskError) as refused:
        read(tmp_path / name)
    assert refused.value.code == code
    assert word in refused.value.message
    assert f"“{name}”" in refused.value.message


def test_a_picture_from_the_clipboard_a_telephone_s_double_and_transparent_ones_are_one_page() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    page = one(read_picture(out.getvalue(), "粘贴的图片"))
    assert Image.open(io.BytesIO(page.jpeg)).getpixel((5, 5)) == (255, 255, 255)
    assert page.path == ""
    double = io.BytesIO()
    Image.new("RGB", (80, 60)).save(double, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 6))])
    assert one(read_picture(double.getvalue(), "照片")).width == 80
    with pytest.raises(RuleBroken) as refused:
        bound([(page, 0)] * (MOST_PAGES + 1))
    assert refused.value.code == "scan-too-many"
