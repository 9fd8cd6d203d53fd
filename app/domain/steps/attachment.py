"""附件: files join the petition, and one that was attached by mistake is set aside. The bytes are kept in the same
transaction as the entry that names them; nothing of a file but its kind, size and pages is looked at."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.attachment import (
    MATERIAL_KINDS,
    MOST_AT_ONCE,
    MOST_ATTACHMENTS,
    MOST_TITLE,
    Attachment,
    FileGiven,
    FileRead,
    MaterialKind,
    media_words,
    size_words,
)
from app.domain.rights import Right
from app.domain.steps.step import Context, Step, refuse_recused
from app.domain.words import must_text

ARTICLE = "登记管理（本单位规定）"
NUMBERED = "第几份附件"
MOST_SHOWN = 64 << 20  # bytes of what is shown without being saved


class Attached(Facts, frozen=True, kw_only=True):
    """A file joined the petition. `stored` is "" but for a denunciation: the hash of the sealed bytes."""

    kind: ClassVar[str] = "attached"

    title: str
    file: str
    media: str
    size: int
    sha256: str
    pages: int
    material: MaterialKind
    note: str
    stored: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        added = record(Attachment, self, entry)
        return msgspec.structs.replace(petition, attachments=(*petition.attachments, added))

    def sentence(self, entry: Entry) -> str:
        pages = f"，{self.pages}页" if self.pages else ""
        told = f"{MATERIAL_KINDS[self.material]}，{media_words(self.media)}，{size_words(self.size)}{pages}"
        return f"添加附件“{self.title}”（{told}）"


class AttachmentSetAside(Facts, frozen=True, kw_only=True):
    """A file was attached by mistake: it stays in store and journal, and is neither bound nor counted."""

    kind: ClassVar[str] = "attachment_set_aside"

    attachment: str  # ref of the entry that attached it
    title: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        found = tuple(
            msgspec.structs.replace(
                one, set_aside_on=entry.on, set_aside_by=entry.officer, set_aside_reason=self.reason
            )
            if one.ref == self.attachment
            else one
            for one in petition.attachments
        )
        return msgspec.structs.replace(petition, attachments=found)

    def sentence(self, entry: Entry) -> str:
        return f"撤下附件“{self.title}”：{self.reason}"


class Attach(Step, frozen=True, kw_only=True):
    """添加附件: each file becomes an entry of its own. Also after the closing, until the file is archived."""

    name: ClassVar[str] = "attach"
    label: ClassVar[str] = "添加附件"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    also: ClassVar[tuple[Right, ...]] = (Right.HANDLE,)
    example: ClassVar[dict[str, object]] = {
        "on": "2026-03-06",
        "files": [{"path": "/media/usb/土地证.pdf", "title": "土地承包合同复印件", "material": "petitioner"}],
    }
    hint: ClassVar[str] = "文件内容原样加密保存，不会改动；添加后不能删除，加错的办理“撤下附件”。"
    verb: ClassVar[str] = "添加"
    day_title: ClassVar[str] = "收到或者形成日期"

    files: Annotated[tuple[FileGiven, ...], msgspec.Meta(title="文件", min_length=1, max_length=MOST_AT_ONCE)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        _refuse_archived(petition)
        if len(petition.attachments) >= MOST_ATTACHMENTS:
            raise RuleBroken(
                "attachments-too-many", f"该事项已有 {MOST_ATTACHMENTS} 份附件，不能再添加。请把零散的文件合成一份。"
            )
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        if any(one.material == "ours" for one in self.files):
            refuse_recused(petition, context.officer)  # receiving the petitioner's papers is no handling
        if len(petition.attachments) + len(self.files) > MOST_ATTACHMENTS:
            raise RuleBroken(
                "attachments-too-many",
                f"该事项已有 {len(petition.attachments)} 份附件，最多 {MOST_ATTACHMENTS} 份，这次没有添加。",
            )
        known = {one.sha256: one.title for one in petition.attachments if one.standing}
        facts = []
        for given in self.files:
            read = context.file(given.path, petition)
            attached = _attached(given, read)
            if read.sha256 in known:
                raise RuleBroken(
                    "attached-already",
                    f"“{read.file}”与附件“{known[read.sha256]}”内容完全相同，没有添加。",
                    file=read.file,
                    sha256=read.sha256,
                )
            known[read.sha256] = attached.title
            facts.append(attached)
        return tuple(facts)


class SetAsideAttachment(Step, frozen=True, kw_only=True):
    """撤下附件: what was attached by mistake. Nothing is deleted."""

    name: ClassVar[str] = "set_aside_attachment"
    label: ClassVar[str] = "撤下附件"
    article: ClassVar[str] = ARTICLE
    right: ClassVar[Right] = Right.REGISTER
    also: ClassVar[tuple[Right, ...]] = (Right.HANDLE,)
    example: ClassVar[dict[str, object]] = {"on": "2026-03-06", "attachment": 1, "reason": "属于另一事项的材料"}
    hint: ClassVar[str] = "撤下的附件仍保存在台账中，不再装入案卷，不能删除。"
    verb: ClassVar[str] = "撤下"
    day_title: ClassVar[str] = "撤下日期"

    attachment: Annotated[int, msgspec.Meta(title=NUMBERED, ge=1, le=MOST_ATTACHMENTS)]
    reason: Annotated[str, must_text("撤下的原因", 500)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        _refuse_archived(petition)
        standing = [one for one in petition.attachments if one.standing]
        if not standing:
            raise RuleBroken("no-attachment", "该事项没有可以撤下的附件。")
        return min(one.on for one in standing), "添加附件之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        standing = [(place, one.title) for place, one in enumerate(petition.attachments, 1) if one.standing]
        return "；".join(f"第{place}份 {title}" for place, title in standing)

    @classmethod
    def suggest(cls, petition: Petition, context: Context) -> dict[str, object]:
        standing = [place for place, one in enumerate(petition.attachments, 1) if one.standing]
        return {"attachment": standing[-1]} if standing else {}

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        refuse_recused(petition, context.officer)
        chosen = attachment_of(petition, self.attachment)
        if not chosen.standing:
            raise RuleBroken(
                "attachment-set-aside", f"附件“{chosen.title}”已于 {chosen.set_aside_on} 撤下。", field="attachment"
            )
        if self.day(context) < chosen.on:
            raise RuleBroken(
                "on-before-event",
                f"撤下日期 {self.day(context)} 早于添加附件之日（{chosen.on}），请核对日期。",
                field="on",
            )
        return (AttachmentSetAside(attachment=chosen.ref, title=chosen.title, reason=self.reason),)


def attachment_of(petition: Petition, place: int) -> Attachment:
    """The attachment at a place, from 1. Raises RuleBroken("no-such-attachment")."""
    if not 1 <= place <= len(petition.attachments):
        have = len(petition.attachments)
        told = f"该事项有 {have} 份附件，没有第 {place} 份。" if have else "该事项没有附件。"
        raise RuleBroken("no-such-attachment", told, field="attachment", attachments=have)
    return petition.attachments[place - 1]


def refuse_too_large(chosen: Attachment) -> None:
    """Raise RuleBroken("attachment-too-large-to-show") for what is saved and opened elsewhere."""
    if chosen.size > MOST_SHOWN:
        raise RuleBroken(
            "attachment-too-large-to-show",
            f"附件“{chosen.title}”为 {size_words(chosen.size)}，太大，不能在这里显示，请另存后打开。",
            size=chosen.size,
        )


def refuse_pageless(chosen: Attachment) -> None:
    """Raise RuleBroken("attachment-not-shown") for what has no pages: a recording, say."""
    if not chosen.paged:
        raise RuleBroken(
            "attachment-not-shown", f"{media_words(chosen.media)}不能在这里显示，请另存后用相应的程序打开。"
        )


def _attached(given: FileGiven, read: FileRead) -> Attached:
    stem, _dot, _ending = read.file.rpartition(".")
    return Attached(
        title=(given.title.strip() or stem or read.file)[:MOST_TITLE],
        file=read.file,
        media=read.media,
        size=read.size,
        sha256=read.sha256,
        pages=read.pages,
        material=given.material,
        note=given.note.strip(),
        stored=read.stored,
    )


def _refuse_archived(petition: Petition) -> None:
    """The case file was counted and put away: it comes back by undoing the closing."""
    if petition.archive:
        raise RuleBroken(
            "archived-already",
            f"该事项已于 {petition.archive.on} 归档（{petition.archive.number}），案卷已经清点，附件不再增减。"
            "确需补充的，先办理“撤销办结”。",
            on=str(petition.archive.on),
        )
