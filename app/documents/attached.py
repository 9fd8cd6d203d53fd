"""Attachments as pages: how many a file has, and its pages as sheets of A4 for the case file.

Only what can be seen is taken over: scripts, links and files inside a PDF stay behind.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from app.documents.ink import PAGE_HEIGHT, PAGE_WIDTH
from app.domain.errors import RuleBroken
from app.pdfium import ALONE

if TYPE_CHECKING:
    from PIL import Image

MOST_PAGES: Final = 300  # of one file that is bound
MOST_PIXELS: Final = 80_000_000  # of one picture: a few bytes of a file may ask for gigabytes
DOTS_PER_INCH: Final = 200  # of a picture in the case file
QUALITY: Final = 85
MARGIN: Final = 28.0  # points around a picture, so that a printer loses nothing of it

PDF, TIFF = "application/pdf", "image/tiff"


def count_pages(media: str, file: BinaryIO) -> int:
    """How many pages a file has: 1 of an image, 0 where they are not known or cannot be counted."""
    if media == PDF:
        with ALONE:
            return _pages_of_pdf(file)
    if media in ("image/jpeg", "image/png"):
        return 1
    return _frames(file) if media == TIFF else 0


def sheets(media: str, data: bytes) -> bytes:
    """A PDF or a picture as a PDF of upright A4 sheets.

    Raises RuleBroken("attachment-not-bound") when it cannot be opened or has too many pages.
    """
    if media != PDF:
        return _sheets_of_image(media, data)
    with ALONE:
        return _sheets_of_pdf(data)


def _pages_of_pdf(file: BinaryIO) -> int:
    import pypdfium2

    file.seek(0)
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:  # damaged, or locked with a password
        return 0
    try:
        return len(document)
    finally:
        document.close()


def _frames(file: BinaryIO) -> int:
    file.seek(0)
    try:
        with _image(file) as image:
            return int(getattr(image, "n_frames", 1))
    except _NO_IMAGE:
        return 0


_NO_IMAGE = (OSError, ValueError, SyntaxError, EOFError, MemoryError)


def _sheets_of_pdf(data: bytes) -> bytes:
    import pypdfium2

    try:
        source, made = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    except pypdfium2.PdfiumError as error:
        raise _not_bound("打不开，可能已损坏或者设有口令") from error
    try:
        _check_count(len(source))
        source.init_forms()
        for place in range(len(source)):
            _lay(source, place, made)
        out = BytesIO()
        made.save(out)
        return out.getvalue()
    except pypdfium2.PdfiumError as error:
        raise _not_bound("有打不开的页，可能已损坏") from error
    finally:
        made.close()
        source.close()


def _lay(source: Any, place: int, made: Any) -> None:
    """One page with what was filled in and noted on it, turned and scaled to an upright sheet."""
    import pypdfium2

    page = source[place]
    pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_PRINT)
    page.close()
    page = source[place]
    shown = page.get_size()  # as it is cropped and turned, and so it is drawn
    page.close()
    matrix = pypdfium2.PdfMatrix()
    if shown[0] > shown[1]:  # lying: its head to the left
        matrix = matrix.rotate(270).translate(shown[1], 0)
        shown = (shown[1], shown[0])
    scale = min(PAGE_WIDTH / shown[0], PAGE_HEIGHT / shown[1])
    matrix = matrix.scale(scale, scale).translate(
        (PAGE_WIDTH - shown[0] * scale) / 2, (PAGE_HEIGHT - shown[1] * scale) / 2
    )
    held = source.page_as_xobject(place, made)
    drawn = held.as_pageobject()
    drawn.set_matrix(matrix)
    sheet = made.new_page(PAGE_WIDTH, PAGE_HEIGHT)
    sheet.insert_obj(drawn)
    sheet.gen_content()
    held.close()
    sheet.close()


def _sheets_of_image(media: str, data: bytes) -> bytes:
    """Of the pictures inside one file only TIFF's are pages: a telephone hides a second, small one in its JPEG."""
    from PIL import ImageOps, ImageSequence
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, (PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1)
    try:
        with _image(BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1) if media == TIFF else 1
            _check_count(frames)
            for frame in islice(ImageSequence.Iterator(image), frames):
                if frame.width * frame.height > MOST_PIXELS:
                    raise _not_bound("图片尺寸太大")
                shown = _shown(ImageOps.exif_transpose(frame))
                width, height = _fitted(shown)
                left, bottom = (PAGE_WIDTH - width) / 2, (PAGE_HEIGHT - height) / 2
                canvas.drawImage(ImageReader(_small(shown)), left, bottom, width, height)
                canvas.showPage()
    except _NO_IMAGE as error:
        raise _not_bound("打不开，可能已损坏") from error
    canvas.save()
    return out.getvalue()


@contextmanager
def _image(file: BinaryIO) -> Iterator[Image.Image]:
    """A picture that was opened; ValueError for one that asks for too much memory."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValueError("too many dots") from error


def _shown(image: Image.Image) -> Image.Image:
    """As it is seen on white paper, lying pictures turned upright, not finer than a printer needs."""
    from PIL import Image

    if image.width > image.height:
        image = image.transpose(Image.Transpose.ROTATE_90)
    most = (round(PAGE_WIDTH / 72 * DOTS_PER_INCH), round(PAGE_HEIGHT / 72 * DOTS_PER_INCH))
    if image.mode in ("1", "P", "LA", "PA", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    image = image.convert("L" if image.mode in ("L", "I;16") else "RGB")
    image.thumbnail(most)
    return image


def _fitted(image: Image.Image) -> tuple[float, float]:
    """Width and height on the sheet: as large as it can be, a small one not blown up beyond its own dots."""
    room = (PAGE_WIDTH - 2 * MARGIN, PAGE_HEIGHT - 2 * MARGIN)
    scale = min(room[0] / image.width, room[1] / image.height, 1.0)
    return image.width * scale, image.height * scale


def _small(image: Image.Image) -> BytesIO:
    made = BytesIO()
    image.save(made, "JPEG", quality=QUALITY)
    made.seek(0)
    return made


def _check_count(pages: int) -> None:
    if pages > MOST_PAGES:
        raise _not_bound(f"有 {pages} 页，超过 {MOST_PAGES} 页")


def _not_bound(why: str) -> RuleBroken:
    return RuleBroken("attachment-not-bound", f"附件{why}，请另存后查看、打印。")
