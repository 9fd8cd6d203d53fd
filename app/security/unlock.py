"""The key file beside the encrypted database: passphrases open slots, each slot holds the store key.

The database is encrypted with a random 32-byte store key that never changes. A slot wraps that key with
a key derived from a passphrase (Argon2id), so a passphrase can be changed, or an officer given their own,
without touching the database. Which slots there are, and which is tried for whom, says slots.py.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Final, Literal

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import RuleBroken, StorageError

FORMAT: Final = "shouwentai-keyfile"
VERSION: Final = 2  # the newest that is written; 1 knew the common slot alone and is still written where it suffices
SLOT_VERSION: Final = 1  # what a slot is sealed under; what was added since stands in its JSON only where it is used
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12

MEMORY_FLOOR = 19 * 1024  # KiB; with two passes this is OWASP's minimum for Argon2id
MEMORY_CEILING = 256 * 1024  # KiB; a ten-year-old PC with 4 GB must still spare it while the window is open
PASSES_FLOOR = 2


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Argon2id parameters; `memory` is in KiB. The upper bounds keep a hostile file from hanging the PC."""

    memory: Annotated[int, msgspec.Meta(ge=MEMORY_FLOOR, le=1024 * 1024)]
    passes: Annotated[int, msgspec.Meta(ge=PASSES_FLOOR, le=1000)]
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1


FLOOR = Cost(memory=MEMORY_FLOOR, passes=PASSES_FLOOR)


Use = Literal["common", "officer", "recovery"]
SECOND = 1000  # milliseconds


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One passphrase's hold on the store key.

    `holder` says whose it is: "desk" for the common one, the officer's name, the number of a recovery sheet.
    `first`: somebody else chose the passphrase, and it must be changed before anything else. `aim`: the milliseconds
    that opening should take. All of it is sealed with the key.
    """

    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    kdf: Literal["argon2id"]
    cost: Cost
    salt: bytes
    cipher: Literal["aes-256-gcm"]
    nonce: bytes
    wrapped: bytes
    use: Use = "common"
    first: bool = False
    aim: Annotated[int, msgspec.Meta(ge=1, le=60 * SECOND)] = SECOND

    @property
    def mark(self) -> str:
        """What the journal calls this passphrase: 16 hex digits that stay when only its cost changes."""
        return hashlib.sha256(self.salt).hexdigest()[:16]


class Opened(msgspec.Struct, frozen=True):
    """A slot that opened: the store key, and the seconds of this processor's time that it took."""

    slot: Slot
    key: bytes
    seconds: float


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What lies beside the database: no secret by itself, worthless without a passphrase."""

    format: Literal["shouwentai-keyfile"]
    version: Literal[1, 2]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(min_length=1, max_length=100)]


class _Stored(KeyFile, frozen=True, forbid_unknown_fields=True):
    """The file's form: `check` tells a damaged file from a wrong passphrase; it protects no secret."""

    check: str


def create(passphrase: str, *, seconds: float = 1.0, officer: str = "") -> tuple[KeyFile, bytes]:
    """Make a new store key, held by one slot that takes about `seconds` to open on this machine.

    The slot is the officer's, without a name the common one. Raises RuleBroken("passphrase-empty").
    """
    refuse_empty(passphrase)
    store_key = secrets.token_bytes(KEY_BYTES)
    use: Use = "officer" if officer else "common"
    slot = seal(officer or "desk", passphrase, store_key, use=use, aim=in_milliseconds(seconds))
    return keyfile_of((slot,)), store_key


def refuse_empty(passphrase: str) -> None:
    """Raises RuleBroken("passphrase-empty")."""
    if not passphrase.strip():
        raise RuleBroken("passphrase-empty", "口令不能为空。请输入一个只有本台人员知道的口令。", field="passphrase")


def in_milliseconds(seconds: float) -> int:
    """An aim: whole milliseconds, at least one."""
    return min(60 * SECOND, max(1, round(seconds * SECOND)))


def keyfile_of(slots: tuple[Slot, ...]) -> KeyFile:
    """A key file of these slots, in the oldest version that can say it."""
    plain = all((slot.use, slot.first, slot.aim) == ("common", False, SECOND) for slot in slots)
    return KeyFile(format=FORMAT, version=1 if plain else 2, slots=slots)


def unlock(keyfile: KeyFile, passphrase: str) -> bytes:
    """The 32-byte store key, whoever's passphrase it is. Raises StorageError("passphrase-wrong")."""
    opened = try_slots(keyfile.slots, passphrase)
    if opened is None:
        raise wrong()
    return opened.key


def try_slots(slots: Iterable[Slot], passphrase: str) -> Opened | None:
    """The first of these slots that opens, None when none does. Raises StorageError("memory-short")."""
    for slot in slots:
        began = time.thread_time()  # of this thread alone: a busy PC must not look like a slow one
        try:
            key = _open_slot(slot, passphrase)
        except InvalidTag:
            continue
        return Opened(slot, key, time.thread_time() - began)
    return None


def wrong() -> StorageError:
    """What is said of a passphrase that opens nothing."""
    return StorageError("passphrase-wrong", "口令不对，没有打开。请检查大小写和输入法后再输一次；数据没有任何改动。")


def seal(
    holder: str, passphrase: str, store_key: bytes, *, use: Use, aim: int, first: bool = False, cost: Cost | None = None
) -> Slot:
    """A slot that wraps the store key. Without `cost` it is tuned to the aim on this machine."""
    slot = Slot(
        holder=holder,
        kdf="argon2id",
        cost=cost or tune(aim / SECOND),
        salt=secrets.token_bytes(SALT_BYTES),
        cipher="aes-256-gcm",
        nonce=b"",
        wrapped=b"",
        use=use,
        first=first,
        aim=aim,
    )
    return _wrap(slot, passphrase, store_key)


def retuned(opened: Opened, passphrase: str) -> Slot | None:
    """The same slot at a cost that suits this machine; None while it opens within its aim, give or take.

    Far off is a third of the aim or four times it. The salt stays: it is the same passphrase.
    """
    slot, aim = opened.slot, opened.slot.aim / SECOND
    if aim / 3 <= opened.seconds <= aim * 4 or slot.use == "recovery":
        return None
    cost = tune(aim)
    stronger = cost.memory * cost.passes > slot.cost.memory * slot.cost.passes
    if cost == slot.cost or stronger != (opened.seconds < aim):  # measured at a bad moment: leave it as it is
        return None
    return _wrap(msgspec.structs.replace(slot, cost=cost), passphrase, opened.key)


def subkey(store_key: bytes, purpose: str) -> bytes:
    """The key of another file beside the database (HKDF-SHA256): it opens that file and tells nothing of ours."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode("utf-8")).derive(store_key)


def encode(keyfile: KeyFile) -> bytes:
    """The file's bytes: one JSON object, readable by a person, ending in a line feed."""
    fields = msgspec.structs.asdict(keyfile)
    stored = _Stored(**fields, check=_check(keyfile))
    return msgspec.json.format(msgspec.json.encode(stored, order="sorted"), indent=2) + b"\n"


def decode(data: bytes) -> KeyFile:
    """Read the file's bytes. Raises StorageError("keyfile-newer") or StorageError("keyfile-damaged")."""
    _refuse_newer(data)
    try:
        stored = msgspec.json.decode(data, type=_Stored)
    except ValueError as error:
        raise _damaged() from error
    fields = {name: getattr(stored, name) for name in KeyFile.__struct_fields__}
    keyfile = KeyFile(**fields)
    if stored.check != _check(keyfile) or not all(_sizes_are_right(slot) for slot in keyfile.slots):
        raise _damaged()
    return keyfile


def tune(seconds: float) -> Cost:
    """The cost that takes about `seconds` here: memory first (it hurts an attacker most), then passes."""
    try:
        floor_time = max(_measure(FLOOR), 1e-4)
        memory = int(min(MEMORY_CEILING, max(MEMORY_FLOOR, MEMORY_FLOOR * seconds / floor_time)))
        wide = Cost(memory=memory, passes=PASSES_FLOOR)
        passes = int(PASSES_FLOOR * seconds / max(_measure(wide), 1e-4))
    except HashingError:  # not even this much memory is free: the floor still holds
        return FLOOR
    return Cost(memory=memory, passes=min(1000, max(PASSES_FLOOR, passes)))


def _measure(cost: Cost) -> float:
    start = time.perf_counter()
    _derive("measure", bytes(SALT_BYTES), cost)
    return time.perf_counter() - start


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """Argon2id of the NFKC form, so that full-width letters of an input method open the same lock."""
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _wrap(slot: Slot, passphrase: str, store_key: bytes) -> Slot:
    bare = msgspec.structs.replace(slot, nonce=secrets.token_bytes(NONCE_BYTES), wrapped=b"")
    wrapped = AESGCM(_derive(passphrase, bare.salt, bare.cost)).encrypt(bare.nonce, store_key, _bound(bare))
    return msgspec.structs.replace(bare, wrapped=wrapped)


def _open_slot(slot: Slot, passphrase: str) -> bytes:
    try:
        key = _derive(passphrase, slot.salt, slot.cost)
    except HashingError as error:
        raise StorageError(
            "memory-short",
            "电脑内存不足，口令没有核对。请关闭其他程序后再试；数据没有任何改动。",
            needed_kib=slot.cost.memory,
        ) from error
    return AESGCM(key).decrypt(slot.nonce, slot.wrapped, _bound(slot))


def _bound(slot: Slot) -> bytes:
    """What the wrapping authenticates beside the key: format, version and every parameter of the slot."""
    bare = msgspec.structs.replace(slot, wrapped=b"")
    return msgspec.json.encode([FORMAT, SLOT_VERSION, bare], order="sorted")


def _check(keyfile: KeyFile) -> str:
    return hashlib.sha256(msgspec.json.encode(keyfile, order="sorted")).hexdigest()


def _sizes_are_right(slot: Slot) -> bool:
    sizes = (len(slot.salt), len(slot.nonce), len(slot.wrapped))
    return sizes == (SALT_BYTES, NONCE_BYTES, KEY_BYTES + 16)


def _refuse_newer(data: bytes) -> None:
    """Look at format and version alone, because nothing else of a newer file can be relied on."""
    try:
        fields = msgspec.json.decode(data, type=dict)
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    version = fields.get("version")
    if fields.get("format") == FORMAT and isinstance(version, int) and version > VERSION:
        raise StorageError(
            "keyfile-newer",
            "钥匙文件由更新版本的程序写成，本程序不能打开，也没有改动它。请先升级本程序。",
            version=version,
            supported=VERSION,
        )


def _damaged() -> StorageError:
    return StorageError(
        "keyfile-damaged",
        "钥匙文件已损坏，没有打开，也没有改动任何文件。请从最近的备份中取回钥匙文件后再试。",
    )
