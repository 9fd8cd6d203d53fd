"""Packages that were not taken in, and why: nothing that was refused is forgotten until it has been put right."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import msgspec

from app.county.tables import Tables
from app.domain.errors import ExchangeError
from app.exchange import format
from app.exchange.medium import read_start

# A file that is no package, one of our own, and one that is not there concern nobody below.
FORGOTTEN = frozenset({"package-not-ours", "package-own", "medium-gone"})

_COLUMNS = "sha256, name, station, epoch, last, code, words, facts, at"


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One package that was refused. What its head says is its own claim: it may have been refused for that."""

    sha256: str  # of the whole file; "" when it could not be read to its end
    name: str
    station: str  # the sender in the head; "" when that could not be read
    epoch: int
    last: int  # the last entry that it said it brings
    code: str
    words: str
    facts: dict[str, msgspec.Raw]
    at: str  # the last time

    @property
    def missing(self) -> tuple[int, int] | None:
        """The first and last number that a gap lacks."""
        if self.code != "package-gap":
            return None
        first, last = msgspec.json.decode(self.facts["missing"], type=tuple[int, int])
        return first, last


class Refusals:
    """Reads and adds. The caller holds the transaction."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def keep(self, file: Path, refused: ExchangeError, now: str, *, sha256: str = "") -> None:
        """Remember why a file was refused; the same file for the same reason again is the same refusal.

        With `sha256`, that of the whole, the file is what came of an upload, and is named as its head says.
        """
        if refused.code in FORGOTTEN:
            return
        station, epoch, last, name = _head_of(file)
        facts = msgspec.json.encode(refused.facts, enc_hook=str, order="sorted").decode("utf-8")
        name = (name or f"{sha256[:12]}{format.PACKAGE_SUFFIX}") if sha256 else file.name
        row = (sha256 or _digest(file), name, station, epoch, last, refused.code, refused.message, facts, now)
        self._tables.execute(
            f"INSERT INTO refusals ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (sha256, code) DO UPDATE SET name = excluded.name, words = excluded.words,"
            " facts = excluded.facts, at = excluded.at",
            row,
        )

    def standing(self) -> tuple[Refusal, ...]:
        """What was refused and is still missing, the newest first.

        It is settled when the file itself was taken in later, or what it said it brings is here by others; a fork is
        settled by neither: people decide.
        """
        rows = self._tables.execute(
            f"SELECT {_COLUMNS} FROM refusals r WHERE code = 'package-fork' OR NOT EXISTS"
            " (SELECT 1 FROM packages p WHERE p.station = r.station AND p.epoch = r.epoch AND p.last >= r.last)"
            " ORDER BY at DESC, sha256, code"
        ).fetchall()
        return tuple(map(_read, rows))


def _read(row: tuple[str, str, str, int, int, str, str, str, str]) -> Refusal:
    sha256, name, station, epoch, last, code, words, facts, at = row
    return Refusal(
        last=last,
        sha256=sha256,
        name=name,
        station=station,
        epoch=epoch,
        code=code,
        words=words,
        facts=msgspec.json.decode(facts, type=dict[str, msgspec.Raw]),
        at=at,
    )


def _head_of(file: Path) -> tuple[str, int, int, str]:
    """Sender, epoch, last entry and name as the file's head says; ("", 0, 0, "") when it has none."""
    with contextlib.suppress(ExchangeError):
        header = format.peek(read_start(file))
        return header.sender, header.epoch, header.last, format.package_name(header)
    return "", 0, 0, ""


def _digest(file: Path) -> str:
    """SHA-256 of a file of any size; "" when the medium does not give it."""
    try:
        with file.open("rb") as read:
            return hashlib.file_digest(read, "sha256").hexdigest()
    except OSError:
        return ""
