"""Attachments as pages: how many a file has, and its pages for the case file."""

from __future__ import annotations

from typing import BinaryIO


def count_pages(media: str, file: BinaryIO) -> int:
    """How many pages a file has: 1 of an image, 0 where they are not known or cannot be counted."""
    if media == "application/pdf":
        return _of_pdf(file)
    if media in ("image/jpeg", "image/png"):
        return 1
    return _of_tiff(file) if media == "image/tiff" else 0


def _of_pdf(file: BinaryIO) -> int:
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


def _of_tiff(file: BinaryIO) -> int:
    from PIL import Image

    file.seek(0)
    try:
        with Image.open(file) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0
