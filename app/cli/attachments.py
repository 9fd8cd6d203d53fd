"""Commands of attachments: add files, list them, write one out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import answers
from app.cli.opening import open_county, open_desk
from app.cli.parser import Answer
from app.cli.writing import check_out
from app.domain.errors import RuleBroken

if TYPE_CHECKING:
    from app.domain.records.attachment import Attachment


def attach(options: argparse.Namespace) -> Answer:
    from app.domain.records.attachment import FileGiven

    if options.title and len(options.file) > 1:
        raise RuleBroken("usage", "--title 一次只用于一个文件，几个文件的名称请分次填写。")
    given = tuple(
        FileGiven(path=file, title=options.title or "", material=options.material, note=options.note or "")
        for file in options.file
    )
    with open_desk(options) as desk:
        changes = desk.attach(options.number, given, on=options.on)
    listed = changes.petition.attachments if changes.petition else ()
    return {
        "number": changes.number,
        **answers.of_changes(changes),
        "attachments": [_told(n, one) for n, one in enumerate(listed, 1)],
    }


def attachments(options: argparse.Namespace) -> Answer:
    with open_desk(options, write=False) as desk:
        listed = desk.attachments(options.number)
    return {"number": options.number, "attachments": [_told(n, one) for n, one in enumerate(listed, 1)]}


def attachment_save(options: argparse.Namespace) -> Answer:
    out = Path(options.to)
    check_out(out, Path(options.desk))
    with open_desk(options, write=False) as desk:
        saved = desk.save_attachment(options.number, options.n, out)
    return {"file": str(out), **_told(options.n, saved)}


def county_attachment(options: argparse.Namespace) -> Answer:
    from app.domain.looks import Looker

    out = Path(options.to)
    check_out(out, Path(options.store))
    with open_county(options) as county:
        looker = Looker(name=options.by, purpose=options.purpose)
        saved = county.save_attachment(options.number, options.n, out, looker)
    return {"file": str(out), **_told(options.n, saved)}


def _told(n: int, one: Attachment) -> Answer:
    from app.domain.records.attachment import MATERIAL_KINDS

    aside = {"on": str(one.set_aside_on), "by": one.set_aside_by, "reason": one.set_aside_reason}
    return {
        "n": n,
        "title": one.title,
        "file_name": one.file,
        "media": one.media,
        "words": one.words,
        "size": one.size,
        "sha256": one.sha256,
        "pages": one.pages,
        "material": one.material,
        "material_words": MATERIAL_KINDS[one.material],
        "note": one.note,
        "on": str(one.on),
        "by": one.by,
        "ref": one.ref,
        "set_aside": None if one.standing else aside,
    }
