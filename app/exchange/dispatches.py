"""Dispatches (下发件): what a body above sends down, numbered and chained for each recipient (docs/exchange.md).

They travel in packages of kind `dispatches`, one canonical body per line of the part `dispatches.jsonl`. Bodies are
kept, sent and hashed as they were first written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec

from app.domain.entries import GENESIS, hash_of
from app.domain.errors import ExchangeError
from app.domain.records.dispatch import ABOUT_ONE, APART, CONTENTS, MATTER
from app.exchange.format import VERSION, Header, Kind
from app.exchange.keys import Code

KIND: Final = "dispatches"
PART: Final = "dispatches.jsonl"
FORMAT: Final = 1
MOST: Final = 2**53 - 1

Place = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Id = Annotated[str, msgspec.Meta(pattern=r"\A([0-9A-Za-z]{1,32}\.[1-9][0-9]{0,15}\.[1-9][0-9]{0,15})?\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d\Z")]


class Dispatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dispatch. `petition` is the id of the one at the recipient that it is about, "" for none."""

    v: int
    sender: Code
    epoch: Place
    recipient: Code
    seq: Place
    at: Moment
    officer: str
    kind: Kind
    petition: Id
    content: dict[str, Any]
    prev: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]

    @property
    def id(self) -> str:
        """How entries and lists name it."""
        return f"{self.sender}.{self.epoch}.{self.recipient}.{self.seq}"


class Chained(msgspec.Struct, frozen=True):
    """A dispatch with its canonical body and hash."""

    dispatch: Dispatch
    hash: str
    body: bytes


class Held(msgspec.Struct, frozen=True):
    """How far a recipient holds the dispatches of one sender and epoch."""

    seq: int = 0
    hash: str = GENESIS


def encode(dispatch: Dispatch) -> Chained:
    """The canonical body."""
    body = msgspec.json.encode(dispatch, order="sorted")
    return Chained(dispatch, hash_of(body), body)


def part_of(bodies: Iterable[bytes]) -> bytes:
    """The part of a package: a body on each line, no line feed at the end."""
    return b"\n".join(bodies)


def read_part(part: bytes, header: Header) -> list[Chained]:
    """The dispatches of a package, each as the header says and hanging together.

    Raises ExchangeError: dispatch-damaged, dispatch-newer, dispatch-content (a known kind with other fields),
    dispatch-denunciation. The package is refused whole.
    """
    found: list[Chained] = []
    previous = ""
    for seq, body in enumerate(part.split(b"\n"), header.first):
        one = _read(body, seq)
        _check_place(one, seq, header, previous)
        _check_content(one, header)
        chained = Chained(one, hash_of(body), body)
        previous = chained.hash
        found.append(chained)
    if not found or found[-1].dispatch.seq != header.last:
        raise _damaged(header.last, "件数不符")
    return found


def new_ones(found: Sequence[Chained], held: Held, known: Mapping[int, str], sender_name: str) -> list[Chained]:
    """Those that the recipient does not hold yet; `known` are the hashes of those it holds, by seq.

    Raises ExchangeError: dispatch-gap (which numbers are missing, which package to ask for), dispatch-fork.
    """
    first = found[0].dispatch
    if first.seq > held.seq + 1:
        missing = f"第 {held.seq + 1} 至 {first.seq - 1} 号" if first.seq > held.seq + 2 else f"第 {held.seq + 1} 号"
        raise ExchangeError(
            "dispatch-gap",
            f"缺少{sender_name}下发的{missing}，本包没有采用。请先读入前一个下发包"
            f"（文件名以 SWTDISPATCHES-{first.sender}-{first.recipient}-e{first.epoch}-{held.seq + 1}- 开头），"
            "没有的请该单位重新出具：没有送达的都会再发一次。",
            sender=first.sender,
            epoch=first.epoch,
            missing=[held.seq + 1, first.seq - 1],
        )
    fresh = [one for one in found if one.dispatch.seq > held.seq]
    for one in found:
        if one.dispatch.seq <= held.seq and known.get(one.dispatch.seq) != one.hash:
            raise _fork(one.dispatch, sender_name)
    if fresh and fresh[0].dispatch.prev != held.hash:
        raise _fork(fresh[0].dispatch, sender_name)
    return fresh


def plain(value: object) -> bool:
    """Whether JSON is what canonical bodies may hold: no fractions, no numbers beyond 2^53 - 1."""
    if isinstance(value, dict):
        return all(plain(one) for one in value.values())
    if isinstance(value, list):
        return all(plain(one) for one in value)
    if isinstance(value, bool) or value is None:
        return True
    return isinstance(value, str) or (isinstance(value, int) and -MOST <= value <= MOST)


def _read(body: bytes, seq: int) -> Dispatch:
    try:
        fields = msgspec.json.decode(body, type=dict[str, Any])
        if msgspec.json.encode(fields, order="sorted") != body or not plain(fields):
            raise _damaged(seq, "不是规定的写法")
        version = fields.get("v")
        if isinstance(version, int) and version > FORMAT:
            raise ExchangeError(
                "dispatch-newer",
                f"第 {seq} 号下发件由更新版本的程序写成，整包没有采用。请先升级本程序，再读入一次。",
                seq=seq,
                version=version,
            )
        return msgspec.convert(fields, Dispatch)
    except (ValueError, RecursionError) as error:
        raise _damaged(seq, "内容读不出来", problem=str(error)) from None


def _check_place(one: Dispatch, seq: int, header: Header, previous: str) -> None:
    if (one.v, one.sender, one.epoch, one.recipient, one.seq) != (
        *(FORMAT, header.sender, header.epoch, header.recipient, seq),
    ):
        raise _damaged(seq, "编号不符")
    if (previous and one.prev != previous) or (seq == 1 and one.prev != GENESIS):
        raise _damaged(seq, "链条不符")


def _check_content(one: Dispatch, header: Header) -> None:
    """A content of a kind that is known here has that kind's fields, unless a newer minor may have added some."""
    if one.kind == MATTER and one.content.get("category") == APART:
        raise ExchangeError(
            "dispatch-denunciation",
            f"第 {one.seq} 号是检举控告，不得与其他下发件放在一起，整包没有采用。"
            "请告知下发单位：检举控告单独密封，交有管理权限的机关。",
            seq=one.seq,
        )
    kind = CONTENTS.get(one.kind)
    if kind is None:
        return
    try:
        msgspec.convert(one.content, kind)
        fits = bool(one.petition) == (one.kind in ABOUT_ONE)
        problem = "" if fits else "petition"
    except msgspec.ValidationError as error:
        problem = "" if int(header.version.partition(".")[2]) > VERSION[1] else str(error)
    if problem:
        raise ExchangeError(
            "dispatch-content",
            f"第 {one.seq} 号下发件（{one.kind}）的内容不合规定，整包没有采用。请下发单位核对后重新出具。",
            seq=one.seq,
            kind=one.kind,
            problem=problem,
        )


def _damaged(seq: int, why: str, **facts: Any) -> ExchangeError:
    return ExchangeError(
        "dispatch-damaged",
        f"下发包第 {seq} 号不能采用（{why}），整包没有采用，本台数据没有改动。请下发单位重新出具。",
        seq=seq,
        why=why,
        **facts,
    )


def _fork(one: Dispatch, sender_name: str) -> ExchangeError:
    return ExchangeError(
        "dispatch-fork",
        f"{sender_name}下发的第 {one.seq} 号与本台已收的不一致，本包没有采用，已收内容没有改动。"
        "请与该单位核对，可能是旧备份恢复后的另一条线。",
        sender=one.sender,
        epoch=one.epoch,
        seq=one.seq,
    )
