"""The closed compartment (检举控告): entries sealed in the journal, petitions in a table that no other question reads.

No list, search index, contact or link of the other tables ever has a row of one, so that a question which was not
written for denunciations cannot show any. The key is derived from the desk's secret, which never leaves its database.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.entries import Entry, Facts
from app.domain.errors import StorageError
from app.domain.petition import Petition
from app.domain.steps.denunciation import APART, Sealed
from app.domain.steps.table import KINDS
from app.storage.driver import Database

PURPOSE = b"shouwentai denunciations v1"
NONCE = 12  # bytes
PADDED = 1024  # the box tells the length of what is in it only in steps of so many bytes
OF_FILES = b"shouwentai denunciations attachments v1"
SALT = 16  # bytes
FILE_PADDED = 1 << 16  # the same of an attachment


class _Told(msgspec.Struct):
    """What is in the box."""

    kind: str
    facts: msgspec.Raw


class Compartment:
    """Seals and opens the entries of denunciations. The key is made when it is first needed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._cipher: AESGCM | None = None

    def sealed(self, entry: Entry) -> Entry:
        """The entry as it is written: kind and facts in a box that fits its place in the journal alone."""
        told = msgspec.json.encode({"kind": entry.kind, "facts": entry.facts}, order="sorted")
        told = told.ljust(-(-len(told) // PADDED) * PADDED)  # spaces after a JSON value are nothing
        nonce = os.urandom(NONCE)
        box = nonce + self._key().encrypt(nonce, told, _place(entry))
        facts = Sealed(box=base64.urlsafe_b64encode(box).decode("ascii"))
        return msgspec.structs.replace(entry, kind=Sealed.kind, facts=facts)

    def opened(self, entry: Entry) -> Entry:
        """The entry that was sealed; any other as it is. Raises StorageError("sealed-damaged")."""
        if not isinstance(entry.facts, Sealed):
            return entry
        try:
            box = base64.urlsafe_b64decode(entry.facts.box)
            told = msgspec.json.decode(self._key().decrypt(box[:NONCE], box[NONCE:], _place(entry)), type=_Told)
            facts: Facts = msgspec.json.decode(told.facts, type=KINDS[told.kind])
        except (InvalidTag, ValueError, KeyError) as error:
            raise StorageError(
                "sealed-damaged",
                f"台账第{entry.seq}号密封记载打不开，可能已损坏。请保留现状并联系管理员，从备份核对。",
                problem=type(error).__name__,
            ) from None
        return msgspec.structs.replace(entry, kind=told.kind, facts=facts)

    def sealed_pieces(self, pieces: Iterable[bytes], salt: bytes) -> Iterator[bytes]:
        """The content of a file sealed: the salt, then each piece under the file's own key, the last one marked.

        The same salt seals the same content to the same bytes: never use one again for another content that is kept.
        """
        yield salt
        cipher = self._derived(salt, OF_FILES)
        n, size, last = 0, 0, b""
        for piece in pieces:
            if last:
                yield cipher.encrypt(_counted(n, last=False), last, None)
                n += 1
            last, size = piece, size + len(piece)
        yield cipher.encrypt(_counted(n, last=True), last + bytes(-size % FILE_PADDED), None)

    def opened_pieces(self, pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
        """The content behind sealed pieces, `size` bytes of it. Raises StorageError("sealed-damaged")."""
        rest = iter(pieces)
        cipher = self._derived(next(rest, b""), OF_FILES)
        n, held = 0, next(rest, b"")
        while held:
            after = next(rest, b"")
            try:
                piece = cipher.decrypt(_counted(n, last=not after), held, None)
            except (InvalidTag, ValueError):
                break
            yield piece[:size]
            size -= min(size, len(piece))
            n, held = n + 1, after
        if held or size:
            raise StorageError(
                "sealed-damaged", "密封的附件打不开，可能已损坏。请保留现状并联系管理员，从备份核对。", piece=n
            )

    def _key(self) -> AESGCM:
        if self._cipher is None:
            self._cipher = self._derived(None, PURPOSE)
        return self._cipher

    def _derived(self, salt: bytes | None, info: bytes) -> AESGCM:
        (secret,) = self._db.conn.execute("SELECT secret FROM desk").fetchone()
        return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret))


class Denunciations:
    """The table of denunciations: few at any desk, so that each question reads them all."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def by_id(self, id_: str) -> Petition | None:
        """The denunciation with this id."""
        return self._one("id", id_)

    def find(self, number: str) -> Petition | None:
        """The denunciation with this number."""
        return self._one("number", number)

    def all(self) -> Iterator[Petition]:
        """Every one, the newest first."""
        for (state,) in self._db.conn.execute("SELECT state FROM denunciations ORDER BY row DESC"):
            yield _read(state)

    def numbers(self) -> frozenset[str]:
        """The numbers of all of them."""
        return frozenset(number for (number,) in self._db.conn.execute("SELECT number FROM denunciations"))

    def save(self, petition: Petition, entry: Entry) -> None:
        """Keep it as it stands after an entry."""
        self._db.conn.execute(
            "INSERT INTO denunciations (id, number, station, epoch, last_seq, state) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET station = excluded.station, epoch = excluded.epoch,"
            " last_seq = excluded.last_seq, state = excluded.state",
            (petition.id, petition.number, entry.station, entry.epoch, entry.seq, encode(petition)),
        )

    def _one(self, column: str, value: str) -> Petition | None:
        found = self._db.conn.execute(f"SELECT state FROM denunciations WHERE {column} = ?", (value,)).fetchone()
        return _read(found[0]) if found else None


def begins(facts: Facts) -> bool:
    """Whether an entry registers a denunciation."""
    return getattr(facts, "category", "") == APART


def rewritten(state: bytes) -> bytes:
    """A state as this program writes it."""
    return encode(_read(state))


encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Petition).decode


def _read(state: bytes) -> Petition:
    try:
        return _decode(state)
    except msgspec.DecodeError as error:
        raise StorageError(
            "state-damaged",
            "事项内容在数据文件中已损坏，无法读取。请不要改动该文件，从备份恢复。",
            problem=str(error),
        ) from None


def _counted(n: int, *, last: bool) -> bytes:
    """The nonce of a piece: its place, and whether it is the last, so that none is missing at the end."""
    return n.to_bytes(NONCE - 1, "big") + bytes([last])


def _place(entry: Entry) -> bytes:
    return f"{entry.ref} {entry.petition}".encode()
