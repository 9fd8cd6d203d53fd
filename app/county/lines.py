"""The entries of a package: that they are the sender's, without gap, and hang together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from app.domain.entries import hash_of, read_body
from app.domain.errors import ExchangeError, StorageError
from app.exchange.closed_list import unlisted
from app.exchange.format import Header
from app.exchange.relay import is_below

ANSWERS: Final = ("taken_over", "passed_back")  # by what a station begins to write on another's petition
LINE_LIMIT: Final = 16 * 1024 * 1024  # bytes of one entry; the longest that a desk writes has a few hundred thousand


class Line(msgspec.Struct, frozen=True):
    """One entry as it came: its place in the sender's line, its hash, its canonical bytes."""

    seq: int
    petition: str
    prev: str
    hash: str
    body: bytes
    unlisted: tuple[str, ...] = ()  # what a newer version wrote and this one does not know


def check_lines(
    chunks: Iterable[bytes], header: Header, took: Callable[[str], bool] = lambda _petition: False
) -> Iterator[Line]:
    """The lines of `entries.jsonl`, given out as they come; only when they have ended they were one whole piece.

    A petition is the sender's, or the sender took it over: `took` says whether it did so in an earlier package.

    Raises ExchangeError: package-chain when they are not; package-unlisted for kinds and fields that a package of our
    version or an older one cannot have (docs/exchange.md).
    """
    seq, previous = header.first - 1, None
    taken: set[str] = set()
    for seq, body in enumerate(_split(chunks), header.first):
        if len(body) > LINE_LIMIT:
            raise _broken(header, seq, "记载过长")
        line = _checked(body, seq, header, taken, took)
        if previous is not None and line.prev != previous:
            raise _broken(header, seq, "链条不符")
        previous = line.hash
        yield line
    if seq != header.last:
        raise _broken(header, header.last, "条数不符")


def _split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a part, cut at their line feeds; one that is too long as far as it has come."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > LINE_LIMIT:
            break
    yield rest


def _checked(body: bytes, seq: int, header: Header, taken: set[str], took: Callable[[str], bool]) -> Line:
    """One line by itself: an entry of the sender, with the number that follows."""
    try:
        read = read_body(body)
        found = unlisted(read)
    except StorageError as error:
        raise _broken(header, seq, error.message) from None
    if (read.station, read.epoch, read.seq) != (header.sender, header.epoch, seq) or min(read.epoch, read.seq) < 1:
        raise _broken(header, seq, "编号不连续")
    if read.petition and not read.petition.startswith(f"{header.sender}."):
        if not is_below(read.petition, header.sender):  # the same township
            raise _broken(header, seq, "事项不属于该台")
        if read.kind in ANSWERS:
            taken.add(read.petition)
        elif read.petition not in taken and not took(read.petition):
            raise _broken(header, seq, "事项不属于该台，也没有由该台接收")
    if found and not header.newer:
        raise ExchangeError(
            "package-unlisted",
            f"数据包第 {seq} 号记载含有不在清单上的内容（{'、'.join(found)}），整包没有采用，原有数据没有改动。"
            "请核对该台所用的程序。",
            station=header.sender,
            seq=seq,
            unlisted=list(found),
        )
    return Line(seq, read.petition, read.prev, hash_of(body), body, found)


def _broken(header: Header, seq: int, why: str) -> ExchangeError:
    return ExchangeError(
        "package-chain",
        f"数据包第 {seq} 号记载不能采用（{why}），整包没有采用。请该台重新导出；再次出现请联系管理员校验该台台账。",
        station=header.sender,
        seq=seq,
        why=why,
    )
