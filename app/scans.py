"""Photographs and scans as pages: each made upright, no finer than 200 dpi on A4, and bound into one PDF in order.

Needs no desk and keeps nothing on a disk: what is read stays in memory until it is attached. Works in any thread.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec

from app.domain.errors import RuleBroken
from app.domain.records.attachment import media_words, size_words
from app.pdfium import ALONE
from app.storage.attached_file import AttachedFile

if TYPE_CHECKING:
    from PIL import Image

A4: Final = (595.28, 841.89)  # points
DOTS_PER_INCH: Final = 200
COARSEST: Final = 100  # dots per inch: a small picture is not blown up beyond this
QUALITY: Final = 80  # of the JPEG of a page
MOST_PIXELS: Final = 80_000_000
MOST_PAGES: Final = 300  # what a case file takes of one attachment
THUMBNAIL: Final = (220, 280)
HEAD: Final = 32
FORMATS: Final = ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF")
ENDINGS: Final = frozenset(
    (".jpg", ".jpeg", ".jfif", ".png", ".tif", ".tiff", ".bmp", ".webp", ".gif", ".heic", ".heif")
)  # of names, where the content says nothing
HEIC: Final = frozenset((b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"))
BEGINNINGS: Final = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"BM", b"GIF8",
)  # fmt: skip
NO_IMAGE: Final = (OSError, ValueError, SyntaxError, EOFError, MemoryError)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page as it is bound: a JPEG, its size in dots, and a small picture of it (JPEG).

    `path` is the file that it came from while that holds this page alone, "" for what was pasted.
    """

    name: str
    path: str = ""
    jpeg: bytes
    width: int
    height: int
    thumbnail: bytes


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is attached as it is: a PDF keeps its bytes. `pages` 0: not known; `thumbnail` b"": none."""

    name: str
    path: str
    words: str
    pages: int = 0
    thumbnail: bytes = b""


def is_picture(path: Path) -> bool:
    """Whether a file is a picture by its beginning or, where that cannot be told, by its name. Raises nothing."""
    head = b""
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(HEAD)
    return _picture(head) or (not head.startswith(b"%PDF-") and path.suffix.lower() in ENDINGS)


def read(path: Path) -> tuple[Page, ...] | Whole:
    """The pages of a picture, else the file as a whole.

    Raises RuleBroken: scan-heic, scan-broken, scan-too-large, attachment-no-file, attachment-empty,
    attachment-too-large, attachment-kind; StorageError: attachment-missing, attachment-unreadable.
    """
    with AttachedFile(path) as file:
        file.handle.seek(0)
        if _picture(file.handle.read(HEAD)):
            file.handle.seek(0)
            pages = _pages(file.handle, file.name)
            return (msgspec.structs.replace(pages[0], path=str(path)),) if len(pages) == 1 else pages
        media = file.media()
        pages_of, picture = _seen(file.handle) if media == "application/pdf" else (0, b"")
        words = f"{media_words(media)}，{size_words(file.size)}"
        return Whole(name=file.name, path=str(path), words=words, pages=pages_of, thumbnail=picture)


def read_picture(data: bytes, name: str) -> tuple[Page, ...]:
    """The pages of a picture that was never a file. Raises RuleBroken: scan-heic, scan-broken, scan-too-large."""
    return _pages(BytesIO(data), name)


def bound(pages: Sequence[tuple[Page, int]]) -> bytes:
    """One PDF of pages, each with the degrees by which it is turned to the right. JPEGs are taken over unchanged.

    Raises RuleBroken("scan-too-many").
    """
    import pypdfium2

    if len(pages) > MOST_PAGES:
        raise RuleBroken(
            "scan-too-many", f"共 {len(pages)} 页，一份PDF最多 {MOST_PAGES} 页，请分成几份添加。", most=MOST_PAGES
        )
    out = BytesIO()
    with ALONE:
        made = pypdfium2.PdfDocument.new()
        try:
            for page, turned in pages:
                lying = page.width > page.height
                sheet = made.new_page(*(reversed(A4) if lying else A4))
                image = pypdfium2.PdfImage.new(made)
                image.load_jpeg(BytesIO(page.jpeg), inline=True)
                width, height = _fitted(page, *sheet.get_size())
                left, bottom = (sheet.get_width() - width) / 2, (sheet.get_height() - height) / 2
                image.set_matrix(pypdfium2.PdfMatrix().scale(width, height).translate(left, bottom))
                sheet.insert_obj(image)
                sheet.gen_content()
                sheet.set_rotation(turned % 360)
                sheet.close()
            made.save(out)
        finally:
            made.close()
    return out.getvalue()


def _picture(head: bytes) -> bool:
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    return head.startswith(BEGINNINGS) or webp or _heic(head)


def _heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC


def _pages(file: BinaryIO, name: str) -> tuple[Page, ...]:
    from PIL import Image

    if _heic(file.read(HEAD)):
        raise RuleBroken(
            "scan-heic",
            f"“{name}”是手机的HEIC照片，本程序读不了，没有取入。请在手机的相机设置中把照片格式改为“兼容性最佳”（JPG）"
            "后重拍，或者用电脑的看图软件另存为JPG。",
            file=name,
        )
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(name)
            return tuple(_page(frame, name) for frame in _frames(image, name))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(name) from None
    except NO_IMAGE as error:
        raise RuleBroken(
            "scan-broken",
            f"“{name}”打不开或者不完整，没有取入。请检查是否拍完、扫完、拷完，重新拍照、扫描后再取入。",
            file=name,
            problem=str(error),
        ) from None


def _frames(image: Image.Image, name: str) -> Iterator[Image.Image]:
    """Only the pictures inside a TIFF are pages: a telephone hides a second, small one in its JPEG."""
    frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    if frames > MOST_PAGES:
        raise RuleBroken("scan-too-many", f"“{name}”有 {frames} 页，最多 {MOST_PAGES} 页，没有取入。", file=name)
    for place in range(frames):
        image.seek(place)
        if image.width * image.height > MOST_PIXELS:
            raise _too_large(name)
        yield image


def _page(image: Image.Image, name: str) -> Page:
    from PIL import Image, ImageOps

    most = (round(A4[0] / 72 * DOTS_PER_INCH), round(A4[1] / 72 * DOTS_PER_INCH))
    room = (most[1], most[0]) if _lies(image) else most
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (max(most), max(most)))  # decoded no finer than it is needed
    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("1", "P", "LA", "PA", "RGBA") or "transparency" in shown.info:
        white = Image.new("RGBA", shown.size, "white")
        shown = Image.alpha_composite(white, shown.convert("RGBA"))
        shown = shown.convert("L" if image.mode in ("1", "LA") else "RGB")
    shown = shown.convert("L" if shown.mode in ("L", "I;16") else "RGB")
    shown.thumbnail(room)
    small = shown.copy()
    small.thumbnail(THUMBNAIL)
    return Page(name=name, jpeg=_jpeg(shown), width=shown.width, height=shown.height, thumbnail=_jpeg(small))


def _lies(image: Image.Image) -> bool:
    """Whether it is wider than high once it stands as the camera was held (EXIF orientation 5 to 8 turn it)."""
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (image.height > image.width) if turned else (image.width > image.height)


def _jpeg(image: Image.Image) -> bytes:
    made = BytesIO()
    image.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _fitted(page: Page, width: float, height: float) -> tuple[float, float]:
    """Width and height of the picture on a sheet, in points."""
    scale = min(width / page.width, height / page.height, 72 / COARSEST)
    return page.width * scale, page.height * scale


def _seen(file: BinaryIO) -> tuple[int, bytes]:
    """How many pages a PDF has, and a small picture of the first; 0 where it cannot be opened."""
    import pypdfium2

    file.seek(0)
    with ALONE:
        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError:  # damaged, or locked with a password: it is kept as it is
            return 0, b""
        try:
            first = document[0]
            scale = min(THUMBNAIL[0] / first.get_width(), THUMBNAIL[1] / first.get_height())
            return len(document), _jpeg(first.render(scale=scale).to_pil().convert("RGB"))
        except (pypdfium2.PdfiumError, *NO_IMAGE):
            return len(document), b""
        finally:
            document.close()


def _too_large(name: str) -> RuleBroken:
    return RuleBroken(
        "scan-too-large",
        f"“{name}”的尺寸超过 {MOST_PIXELS // 10_000} 万像素，没有取入。请把扫描仪的分辨率调到 300 dpi 以下，"
        "或者把照片缩小后再取入。",
        file=name,
        most=MOST_PIXELS,
    )
