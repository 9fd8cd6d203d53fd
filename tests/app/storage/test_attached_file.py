"""What may be attached is found from the content; what cannot be read is said."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import DeskError
from app.domain.records.attachment import MEDIA, MOST_BYTES
from app.storage.attached_file import CHUNK, AttachedFile

FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz: 417 bytes


def zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in names:
            parts.writestr(zipfile.ZipInfo(name), "x")  # of no moment
    return made.getvalue()


def mp4(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(64)


WORD, SHEET = ["[Content_Types].xml", "word/document.xml"], ["[Content_Types].xml", "xl/workbook.xml"]
DOCX, XLSX = (media for media, kind in MEDIA.items() if kind.ending in (".docx", ".xlsx"))
KINDS: list[tuple[str, bytes, str]] = [
    ("合同.exe", b"%PDF-1.7\n", "application/pdf"),  # the name says nothing
    ("1.pdf", b"\xff\xd8\xff\xe0" + bytes(64), "image/jpeg"),
    ("1.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    ("1.tif", b"II*\x00\x08\x00", "image/tiff"),
    ("1.tif", b"MM\x00*\x00\x08", "image/tiff"),
    ("1.docx", zipped(*WORD), DOCX),
    ("1.xlsx", zipped(*SHEET), XLSX),
    ("说明.txt", "承包地二亩。\n".encode(), "text/plain"),
    ("说明.TXT", "承包地二亩。\r\n".encode("gb18030"), "text/plain"),
    ("1.mp3", b"ID3\x03" + bytes(64), "audio/mpeg"),
    ("1.mp3", FRAME + FRAME, "audio/mpeg"),
    ("1.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav"),
    ("1.m4a", mp4(b"M4A "), "audio/mp4"),
    ("1.mp4", mp4(b"isom"), "video/mp4"),
    ("1.3gp", mp4(b"3gp4"), "video/mp4"),
]
REFUSED: list[tuple[str, bytes]] = [
    ("1.pdf", b"MZ\x90\x00" + bytes(64)),  # a program for Windows
    ("1.pdf", b"\x7fELF" + bytes(64)),
    ("1.txt", b"#!/bin/sh\nrm x\n"),
    ("1.bat", b"del x\r\n"),  # a text that is not named as one
    ("1.txt", b"a\x00b"),
    ("1.txt", b"\x81\x20\xff\xff"),  # no text in either encoding
    ("1.zip", zipped("a.txt")),
    ("1.docx", zipped(*WORD, "word/vbaProject.bin")),
    ("1.docx", zipped(*WORD)[:40]),
    ("1.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(64)),
    ("1.heic", mp4(b"heic")),
    ("1.mp3", FRAME + b"no second frame"),
    ("1.svg", b"<svg onload='x()'/>"),
    ("1.html", b"<html>"),
]


def media_of(path: Path) -> str:
    with AttachedFile(path) as file:
        return file.media()


@pytest.mark.parametrize(("name", "content", "media"), KINDS, ids=range(len(KINDS)))
def test_the_kind_is_found_from_the_content(tmp_path: Path, name: str, content: bytes, media: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert media_of(tmp_path / name) == media
    assert media in MEDIA


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=range(len(REFUSED)))
def test_programs_scripts_and_what_is_not_on_the_list_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DeskError) as refused:
        media_of(tmp_path / name)
    assert refused.value.code == "attachment-kind"


def test_what_is_no_file_or_holds_nothing_or_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    os.mkfifo(tmp_path / "pipe.pdf")
    with (tmp_path / "large.pdf").open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    told = {}
    for name in ("empty.pdf", "pipe.pdf", "large.pdf", ".", "gone.pdf", "a" * 300):
        with pytest.raises(DeskError) as refused:
            AttachedFile(tmp_path / name)
        told[name[:9]] = refused.value.code
    assert told == {
        "empty.pdf": "attachment-empty",
        "pipe.pdf": "attachment-no-file",
        "large.pdf": "attachment-too-large",
        ".": "attachment-no-file",
        "gone.pdf": "attachment-missing",
        "a" * 9: "attachment-unreadable",
    }


def shrink(file: AttachedFile, path: Path) -> None:
    os.truncate(path, CHUNK)


def grow(file: AttachedFile, path: Path) -> None:
    with path.open("ab") as more:
        more.write(b"more")


def pull_out(file: AttachedFile, path: Path) -> None:
    """As a stick: the system gives no more of it. Another file stands under its number from then on."""
    with path.parent.joinpath("written").open("wb") as other:
        os.dup2(other.fileno(), file.handle.fileno())


@pytest.mark.parametrize(
    ("change", "code"),
    [(shrink, "attachment-changed"), (grow, "attachment-changed"), (pull_out, "attachment-unreadable")],
)
def test_a_file_that_changes_or_goes_away_while_it_is_read_is_refused(
    tmp_path: Path, change: Callable[[AttachedFile, Path], None], code: str
) -> None:
    path = tmp_path / "record.pdf"
    path.write_bytes(b"%PDF-" + bytes(3 * CHUNK))
    with AttachedFile(path) as file:
        pieces = file.pieces()
        next(pieces)
        change(file, path)
        with pytest.raises(DeskError) as refused:
            list(pieces)
    assert refused.value.code == code
