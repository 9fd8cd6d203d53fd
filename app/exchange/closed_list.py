"""What an entry may carry out of a station and into another: the kinds and fields of this version, and no others.

`docs/schema/entries.schema.json` says the same for readers in other languages, down to the innermost field; a test
holds it against the structs, so that no field leaves a desk that nobody has put on the list.
"""

from __future__ import annotations

from typing import Final

import msgspec

from app.domain.entries import UNREADABLE, Body, read_body
from app.domain.errors import ExchangeError, StorageError
from app.domain.steps.table import KINDS

LISTED: Final = {kind: frozenset(facts.__struct_fields__) for kind, facts in KINDS.items()}

_KIND = b'"kind":"'
_KINDS = {kind.encode("ascii") for kind in LISTED}

_names = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def unlisted(body: Body) -> tuple[str, ...]:
    """What of an entry this version does not know: its kind, or some of its fields as `kind.field`; usually nothing.

    Raises StorageError("entry-damaged") when the facts are no JSON.
    """
    listed = LISTED.get(body.kind)
    if listed is None:
        return (body.kind,)
    try:
        names = _names(body.facts)
    except UNREADABLE as error:
        raise StorageError("entry-damaged", f"台账第{body.seq}号记载已损坏，无法读取。", problem=str(error)) from None
    return tuple(f"{body.kind}.{name}" for name in names if name not in listed)


def refuse_unlisted(body: bytes) -> None:
    """No kind leaves a station that is not on its list. Raises ExchangeError("export-unlisted").

    Looked for in the bytes, because a desk has many entries: `kind` stands behind all facts, and a quotation mark in
    a text is escaped. Fields need no look here: a desk's entries are written from the structs the list is made from.
    """
    at = body.rfind(_KIND) + len(_KIND)
    if body[at : body.find(b'"', at)] in _KINDS:
        return
    read = read_body(body)
    found = unlisted(read)
    raise ExchangeError(
        "export-unlisted",
        f"第 {read.seq} 号记载含有本版程序不认识的内容（{'、'.join(found)}），没有导出，本台数据没有改动。"
        "请先升级程序。",
        seq=read.seq,
        unlisted=list(found),
    )
