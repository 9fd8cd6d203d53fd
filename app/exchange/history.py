"""What went out and what came in, the newest first: from the packages that were kept, not from memory."""

from __future__ import annotations

import msgspec

from app.storage.driver import Database

MOST = 200  # lines that are shown

KINDS = {
    "entries": "上报记载",
    "relayed": "转报下级记载",
    "acknowledgement": "回执",
    "dispatches": "下发件",
    "handed": "移交的事项",
}


class Exchanged(msgspec.Struct, frozen=True, kw_only=True):
    """One package. `state` says in words whether it arrived, "" for what came in."""

    at: str
    out: bool
    kind: str
    name: str
    span: str
    state: str


def history(db: Database) -> tuple[Exchanged, ...]:
    """The packages that were written and taken in."""
    sent = db.conn.execute(
        "SELECT p.made_at, p.kind, p.name, p.first, p.last, EXISTS (SELECT 1 FROM acknowledgements a"
        " WHERE a.epoch = p.epoch AND a.last >= p.last AND p.kind = 'entries')"
        " FROM packages_sent p ORDER BY p.id DESC LIMIT ?",
        (MOST,),
    ).fetchall()
    came = db.conn.execute(
        "SELECT received_at, kind, sender FROM packages_received ORDER BY rowid DESC LIMIT ?", (MOST,)
    ).fetchall()
    below = db.conn.execute(
        "SELECT received_at, name, first, last FROM packages ORDER BY rowid DESC LIMIT ?", (MOST,)
    ).fetchall()
    lines = [
        Exchanged(
            at=at,
            out=True,
            kind=KINDS.get(kind, kind),
            name=name,
            span=_span(first, last),
            state=("已签收" if arrived else "尚未签收") if kind == "entries" else "",
        )
        for at, kind, name, first, last, arrived in sent
    ]
    lines += [
        Exchanged(at=at, out=False, kind=KINDS.get(kind, kind), name=f"来自 {sender}", span="", state="已读入")
        for at, kind, sender in came
    ]
    lines += [
        Exchanged(at=at, out=False, kind="下级记载", name=name, span=_span(first, last), state="已收下")
        for at, name, first, last in below
    ]
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True)[:MOST])


def _span(first: int, last: int) -> str:
    return f"第 {first} 至 {last} 号" if last else ""
