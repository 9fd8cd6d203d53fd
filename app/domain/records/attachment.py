"""附件: what of a file the petition remembers; its bytes lie beside the journal, named by their hash."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from app.domain.records.record import Record
from app.domain.words import line, must, named, text

MaterialKind = Literal["petitioner", "ours", "other"]
MATERIAL_KINDS: dict[str, str] = {"petitioner": "信访人提交", "ours": "本单位形成", "other": "其他"}

MOST_BYTES = 1 << 30  # of one file
MOST_AT_ONCE = 50
MOST_ATTACHMENTS = 500  # of one petition, those that were set aside too
MOST_TITLE = 120


class Media(msgspec.Struct, frozen=True):
    """One kind of content that may be attached; `ending` is how such a file is named when it is saved."""

    words: str
    ending: str
    bound: bool = False  # its pages go into the case file


# Media type -> what it is called. A closed list: no programs, no scripts, no documents with macros.
MEDIA: dict[str, Media] = {
    "application/pdf": Media("PDF", ".pdf", bound=True),
    "image/jpeg": Media("JPEG图片", ".jpg", bound=True),
    "image/png": Media("PNG图片", ".png", bound=True),
    "image/tiff": Media("TIFF图片", ".tif", bound=True),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Media("DOCX文档", ".docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Media("XLSX表格", ".xlsx"),
    "text/plain": Media("文本", ".txt"),
    "audio/mpeg": Media("MP3录音", ".mp3"),
    "audio/mp4": Media("M4A录音", ".m4a"),
    "audio/wav": Media("WAV录音", ".wav"),
    "video/mp4": Media("MP4录像", ".mp4"),
}
ALLOWED_WORDS = "PDF、JPG、PNG、TIFF、DOCX、XLSX、TXT、MP3、M4A、WAV、MP4"


class FileGiven(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file on this computer, as an officer files it."""

    path: Annotated[str, must("文件", 4_096)]
    title: Annotated[str, line("附件名称", MOST_TITLE)] = ""  # the file's name without its ending when not given
    material: Annotated[MaterialKind, named("材料来源", MATERIAL_KINDS)] = "petitioner"
    note: Annotated[str, text("说明", 1_000)] = ""


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a file found. `stored` names what is kept in its place where its bytes are sealed."""

    file: str  # its name, without folders
    media: str
    size: int  # bytes
    sha256: str
    pages: int = 0  # 0: not known
    stored: str = ""


class Attachment(Record, frozen=True, kw_only=True):
    """One file of a petition. What was attached by mistake stays, set aside: it is not bound and not counted."""

    title: str
    file: str
    media: str
    size: int
    sha256: str
    pages: int
    material: MaterialKind
    note: str
    stored: str = ""
    set_aside_on: dt.date | None = None
    set_aside_by: str = ""
    set_aside_reason: str = ""

    @property
    def standing(self) -> bool:
        """Whether it was not set aside."""
        return self.set_aside_on is None

    @property
    def kept_as(self) -> str:
        """The hash under which its bytes lie: their own, or that of the sealed bytes."""
        return self.stored or self.sha256

    @property
    def words(self) -> str:
        """Its kind, size and pages: PDF，1.2 MB，3页."""
        pages = f"，{self.pages}页" if self.pages else ""
        return f"{media_words(self.media)}，{size_words(self.size)}{pages}"

    @property
    def paged(self) -> bool:
        """Whether it is a PDF or a picture, which can be shown page by page."""
        return self.media in MEDIA and MEDIA[self.media].bound

    @property
    def bound(self) -> bool:
        """Whether its pages go into the case file."""
        return self.standing and self.paged

    @property
    def file_name(self) -> str:
        """A name to save it under: what it is called, with the ending of its content."""
        plain = "".join(c for c in self.title if c.isprintable() and c not in '\\/:*?"<>|').strip(" .")
        kind = MEDIA.get(self.media)
        ending = kind.ending if kind else ".bin"
        return f"{plain or '附件'}{'' if plain.lower().endswith(ending) else ending}"


def media_words(media: str) -> str:
    """A kind of content by name; one of a later version by its media type."""
    return MEDIA[media].words if media in MEDIA else media


def size_words(size: int) -> str:
    """A size in words: 812 字节, 45 KB, 1.2 MB."""
    if size < 1_024:
        return f"{size} 字节"
    if size < 1_024 * 1_024:
        return f"{size / 1_024:.0f} KB"
    if size < 1_024**3:
        return f"{size / 1_024**2:.1f} MB"
    return f"{size / 1_024**3:.2f} GB"
