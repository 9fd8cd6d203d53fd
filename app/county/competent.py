"""The competent body's side of a denunciation: a key folder that opens what is sealed to it, and keeps nothing else.

What is in a package is written into a folder that the person names; this program shows and stores nothing of it.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.passphrases import Unit
from app.domain.practice import refuse_apart
from app.exchange import sealed_material
from app.exchange.format import Header, peek
from app.exchange.keys import KeyCard, StationKeys, card_name, decode_card, encode_card, fingerprint, make_card
from app.exchange.medium import read_start, write_package
from app.exchange.opening import Opened, opened
from app.exchange.sealed_material import SealedMaterial
from app.security import vault
from app.security.one_passphrase import OnePassphrase
from app.security.unlock import Slot
from app.security.vault import VaultKind
from app.storage.database import broken_surroundings
from app.storage.driver import Database, Migrations
from app.storage.files import write_pieces

APPLICATION_ID = 0x53574231  # "SWB1"
Progress = Callable[[int, int], None]  # bytes that are written, of how many
PROGRAM = "密封材料接收"  # who holds the lock of the folder
MOST_MATERIAL = 16 * 1024 * 1024  # bytes of the description; attachments have no such limit

migrations = Migrations("body")
BODY = VaultKind("密封材料接收库", "sealed.db", "sealed.key", APPLICATION_ID, migrations)


@migrations()
def m0001_body(db: Database) -> None:
    """The body's keys, the desks whose packages it opens, and which it has opened."""
    for statement in (
        """CREATE TABLE body (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            keys BLOB NOT NULL,
            made_on TEXT NOT NULL
        ) STRICT""",
        "CREATE TABLE desks (code TEXT PRIMARY KEY, card TEXT NOT NULL) STRICT",
        "CREATE TABLE opened (sha256 TEXT NOT NULL, sender TEXT NOT NULL, opened_at TEXT NOT NULL) STRICT",
    ):
        db.conn.execute(statement)


class TakenOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was written out of a package."""

    folder: str
    number: str
    sender: str
    files: int
    words: str


class KnownDesk(msgspec.Struct, frozen=True, kw_only=True):
    """A desk whose packages are opened, and the fingerprint of its card."""

    code: str
    name: str
    fingerprint: str


class Competent(OnePassphrase):
    """One key folder of a competent body, unlocked. Use `create` or `open`, and close it; it is a context manager."""

    def __init__(self, folder: Path, opened_vault: vault.Vault, clock: Callable[[], dt.datetime]) -> None:
        self.folder = folder
        self._vault = opened_vault
        self._db = opened_vault.db
        self._clock = clock
        with broken_surroundings():
            code, name, keys, made_on = self._db.conn.execute("SELECT code, name, keys, made_on FROM body").fetchone()
        self._keys = StationKeys.from_bytes(keys)
        self._card = make_card(self._keys, role="body", code=code, name=name, made_on=dt.date.fromisoformat(made_on))

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        code: str,
        name: str,
        passphrase: str,
        clock: Callable[[], dt.datetime],
        unlock_seconds: float = 1.0,
    ) -> Competent:
        """Make a key folder. `code` is the body's own: 1 to 32 digits and Latin letters.

        Raises RuleBroken: body-code-wrong, body-name-missing; StorageError as a desk does.
        """
        if not (code.isascii() and code.isalnum() and len(code) <= 32):
            raise RuleBroken("body-code-wrong", "接收机关代码应为1至32位数字或者拉丁字母。", field="code", given=code)
        if not 1 <= len(name.strip()) <= 100:
            raise RuleBroken("body-name-missing", "请填写接收机关名称（100字以内）。", field="name")

        def fill(db: Database, _slot: Slot) -> None:
            row = (code, name.strip(), StationKeys.generate().to_bytes(), clock().date().isoformat())
            db.conn.execute("INSERT INTO body VALUES (1, ?, ?, ?, ?)", row)

        made = vault.create(folder, BODY, passphrase, fill, unlock_seconds=unlock_seconds, program=PROGRAM)
        return cls(folder, made, clock)

    @classmethod
    def open(cls, folder: Path, passphrase: str, *, clock: Callable[[], dt.datetime]) -> Competent:
        """Unlock a key folder. Raises StorageError as a desk does."""
        found = vault.open_vault(folder, BODY, passphrase, write=True, program=PROGRAM)
        try:
            return cls(folder, found, clock)
        except BaseException:
            found.close()
            raise

    def close(self) -> None:
        """Lock the folder."""
        self._vault.close()

    @property
    def locked(self) -> bool:
        """Whether it was locked up and not opened again."""
        return self._vault.closed

    def lock_up(self) -> None:
        """Close it and forget the keys; what it is called stays known."""
        self.close()
        vars(self).pop("_keys", None)

    def go_on(self, opened: Competent) -> None:
        """Take over what was opened anew: whoever holds this folder works on with it."""
        vars(self).update(vars(opened))

    def twin(self) -> Callable[[Callable[[], bool] | None], Competent]:
        """What opens the folder a second time under this one's lock: called in the thread that works with it. What is
        taken out stops where it tells its progress, never in the midst of a statement. Raises StorageError."""
        self._vault.check_there()
        opened = self._vault.twin()
        return lambda _stopped: Competent(self.folder, opened(), self._clock)

    def heed_twin(self) -> None:
        """Everything is read anew where it is asked for."""

    def rest(self) -> None:
        """Everything into the main file, because people copy it alone."""
        self._vault.rest()

    def __enter__(self) -> Competent:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def unit(self) -> Unit:
        return Unit(name=self.name, station=self.code)

    @property
    def code(self) -> str:
        """The body's own code."""
        return self._card.code

    @property
    def name(self) -> str:
        """What the body is called."""
        return self._card.name

    def desks(self) -> tuple[KnownDesk, ...]:
        """The desks whose cards are here, by their codes."""
        cards = self._cards()
        known = (cards[code] for code in sorted(cards))
        return tuple(KnownDesk(code=one.code, name=one.name, fingerprint=fingerprint(one)) for one in known)

    def write_card(self, folder: Path) -> Path:
        """Write the body's card into a folder, for the desks. Raises ExchangeError for the medium."""
        return write_package(folder, card_name(self._card), self.card())

    def card(self) -> bytes:
        """The body's public key card, for the desks."""
        return encode_card(self._card, self._keys)

    def fingerprint(self) -> str:
        """Our card's fingerprint, to be compared by telephone."""
        return fingerprint(self._card)

    def trust(self, card: bytes) -> KeyCard:
        """Take in a desk's card, or its next one; the fingerprint was compared by telephone. Raises RuleBroken."""
        desk = decode_card(card)
        if desk.role != "desk":
            raise RuleBroken("card-not-desk", f"这不是接待台的公钥卡（{desk.name}）。")
        refuse_apart(self._card.code, desk.code, desk.name)
        with broken_surroundings(), self._db.atomic():
            self._db.conn.execute(
                "INSERT INTO desks VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET card = excluded.card",
                (desk.code, card.decode("utf-8")),
            )
        return desk

    def take_out(self, path: Path, to: Path, progress: Progress = lambda _done, _total: None) -> TakenOut:
        """Write what is in a package into a new folder inside `to`: material.json, letter.pdf and the attachments.

        What `progress` raises ends it, and nothing is left of what was written; nor of a package that turns out
        damaged. Raises ExchangeError as opening.opened, material-damaged, package-kind-unknown; StorageError when the
        folder is there already or cannot be written.
        """
        seen = peek(read_start(path))
        if seen.kind != sealed_material.KIND:
            raise ExchangeError(
                "package-kind-unknown", "这不是密封材料，没有打开。数据包请交给县级接收。", kind=seen.kind
            )
        target = to / f"{seen.sender}-e{seen.epoch}-{seen.first}"
        desks = self._cards()
        with opened(path, keys=self._keys, me=self._card.code, senders=desks) as package:
            if target.exists():
                raise StorageError("taken-out", f"已经取出过：{target.name}，没有再写。如需重取，请先移走该文件夹。")
            material = _write(package, target, progress)
        with broken_surroundings(), self._db.atomic():
            self._db.conn.execute(
                "INSERT INTO opened VALUES (?, ?, ?)",
                (package.sha256, seen.sender, self._clock().isoformat(timespec="seconds")),
            )
        return TakenOut(
            folder=str(target),
            number=material.number,
            sender=desks[seen.sender].name,
            files=len(material.files),
            words=f"已取出{desks[seen.sender].name}的密封材料，内容未加密，请按本机关规定保管。",
        )

    def _cards(self) -> dict[str, KeyCard]:
        """The desks' cards by their codes."""
        with broken_surroundings():
            rows = self._db.conn.execute("SELECT code, card FROM desks").fetchall()
        return {code: decode_card(card.encode("utf-8")) for code, card in rows}


def _write(package: Opened, target: Path, progress: Progress) -> SealedMaterial:
    """All parts into a new folder that stays only when every one of them was right."""
    parts: dict[str, Path] = {}
    total, before = sum(part.size for part in package.listed), 0
    try:
        target.mkdir(parents=True)
        (target / "attachments").mkdir()
        for part, chunks in package.parts():
            file = target / part.name
            if part.name == sealed_material.PART and part.size > MOST_MATERIAL:
                raise ExchangeError("package-too-large", "密封材料的说明过大，没有取出。", size=part.size)
            write_pieces(file, _told(chunks, before, total, progress))
            parts[part.name] = file
            before += part.size
        material = _described(package.header, parts)
    except OSError as error:
        _remove(target)
        raise StorageError("file-not-written", f"写不到{target}，没有取出。请换一个文件夹再试。") from error
    except BaseException:
        _remove(target)
        raise
    return material


def _told(chunks: Iterable[bytes], before: int, total: int, progress: Progress) -> Iterator[bytes]:
    """The pieces of a part, and after each how far the whole is."""
    for chunk in chunks:
        yield chunk
        before += len(chunk)
        progress(before, total)


def _described(header: Header, parts: dict[str, Path]) -> SealedMaterial:
    """The description, and each attachment under the name that it has there."""
    if sealed_material.PART not in parts or sealed_material.LETTER not in parts:
        raise ExchangeError("material-damaged", "密封材料缺少说明或者转送函，没有取出。请对方重新导出。")
    material = sealed_material.decode(parts[sealed_material.PART].read_bytes())
    listed = {f"attachments/{one.sha256}" for one in material.files}
    if material.station != header.sender or listed != {name for name in parts if name.startswith("attachments/")}:
        raise ExchangeError("material-damaged", "密封材料的说明与内容不一致，没有取出。请对方重新导出。")
    return material


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
