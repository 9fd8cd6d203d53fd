"""The entries of a package: that they are the sender's, without gap, and hang together."""

from __future__ import annotations

import msgspec

from app.domain.entries import hash_of, read_body
from app.domain.errors import ExchangeError, StorageError
from app.exchange.format import Header


class Line(msgspec.Struct, frozen=True):
    """One entry as it came: its place in the sender's line, its hash, its canonical bytes."""

    seq: int
    petition: str
    prev: str
    hash: str
    body: bytes


def check_lines(part: bytes, header: Header) -> list[Line]:
    """The lines of `entries.jsonl`. Raises ExchangeError("package-chain") when they are not one whole piece."""
    lines: list[Line] = []
    previous: str | None = None
    for expected, body in enumerate(part.split(b"\n"), header.first):
        try:
            read = read_body(body)
        except StorageError as error:
            raise _broken(header, expected, error.message) from None
        place = (read.station, read.epoch, read.seq)
        if place != (header.sender, header.epoch, expected) or min(read.epoch, read.seq) < 1:
            raise _broken(header, expected, "编号不连续")
        if read.petition and not read.petition.startswith(f"{header.sender}."):
            raise _broken(header, expected, "事项不属于该台")
        if previous is not None and read.prev != previous:
            raise _broken(header, expected, "链条不符")
        previous = hash_of(body)
        lines.append(Line(expected, read.petition, read.prev, previous, body))
    if not lines or lines[-1].seq != header.last:
        raise _broken(header, header.last, "条数不符")
    return lines


def _broken(header: Header, seq: int, why: str) -> ExchangeError:
    return ExchangeError(
        "package-chain",
        f"数据包第 {seq} 号记载不能采用（{why}），整包没有采用。请该台重新导出；再次出现请联系管理员校验该台台账。",
        station=header.sender,
        seq=seq,
        why=why,
    )
