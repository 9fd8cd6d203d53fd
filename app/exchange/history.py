"""What went out and what came in, the newest first: from the packages that were kept, not from memory."""

from __future__ import annotations

import msgspec

from app.exchange.held import Answers
from app.exchange.keys import KeyCard
from app.exchange.superior import keys_of
from app.storage.driver import Database

MOST = 200  # lines that are shown
ARRIVED, WAITING, LOST = "已签收", "尚未签收", "上级已丢失，将重新上报"

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


def history(db: Database, above: KeyCard | None = None) -> tuple[Exchanged, ...]:
    """The packages that were written and taken in; `above` is the superior of now, who may have lost what it had."""
    answers, epochs = Answers(above.code, keys_of(db, above)) if above else None, dict[int, int]()

    def state(epoch: int, last: int, recipient: str, arrived: bool) -> str:
        if answers is None or above is None or recipient != above.code or not arrived:
            return ARRIVED if arrived else WAITING
        if epoch not in epochs:
            epochs[epoch] = answers.line(db, epoch)
        return ARRIVED if epochs[epoch] >= last else LOST

    sent = db.conn.execute(
        "SELECT p.made_at, p.kind, p.name, p.epoch, p.first, p.last, p.recipient, EXISTS"
        " (SELECT 1 FROM acknowledgements a WHERE a.epoch = p.epoch AND a.last >= p.last AND p.kind = 'entries')"
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
            state=state(epoch, last, recipient, arrived) if kind == "entries" else "",
        )
        for at, kind, name, epoch, first, last, recipient, arrived in sent
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
