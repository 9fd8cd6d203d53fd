from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleBroken, StorageError
from app.security import unlock
from app.security.unlock import KeyFile

PASSPHRASE = "枫桥 1963 x"


@cache
def made() -> tuple[KeyFile, bytes]:
    return unlock.create(PASSPHRASE, seconds=0.001)


def replaced(**fields: object) -> bytes:
    """The key file with fields changed and its checksum made to fit again, as an attacker would."""
    keyfile, _ = made()
    slot = msgspec.structs.replace(keyfile.slots[0], **fields)
    return unlock.encode(msgspec.structs.replace(keyfile, slots=(slot,)))


def test_passphrase_opens_what_it_locked() -> None:
    keyfile, key = made()
    assert len(key) == 32
    assert unlock.unlock(unlock.decode(unlock.encode(keyfile)), PASSPHRASE) == key


def test_wrong_passphrase_is_refused_with_a_sentence() -> None:
    with pytest.raises(StorageError) as refused:
        unlock.unlock(made()[0], PASSPHRASE + "y")
    assert refused.value.code == "passphrase-wrong"
    assert "口令不对" in refused.value.message


def test_two_stores_never_share_a_key() -> None:
    first, second = unlock.create("a", seconds=0.001), unlock.create("a", seconds=0.001)
    assert first[1] != second[1]
    assert first[0].slots[0].salt != second[0].slots[0].salt


def test_full_width_typing_opens_the_same_lock() -> None:
    keyfile, key = made()
    assert unlock.unlock(keyfile, "枫桥　１９６３　ｘ") == key


@pytest.mark.parametrize("passphrase", ["", " ", "　\t"])
def test_empty_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        unlock.create(passphrase, seconds=0.001)
    assert refused.value.code == "passphrase-empty"


def test_passphrase_with_undecodable_bytes_still_works() -> None:
    odd = b"caf\xe9".decode("utf-8", "surrogateescape")
    keyfile, key = unlock.create(odd, seconds=0.001)
    assert unlock.unlock(keyfile, odd) == key


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.2])
def test_cost_never_falls_below_the_floor(seconds: float) -> None:
    cost = unlock.tune(seconds)
    assert unlock.MEMORY_FLOOR <= cost.memory <= unlock.MEMORY_CEILING
    assert cost.passes >= 2
    assert cost.lanes == 1


def test_parameters_are_stored_beside_the_wrapped_key() -> None:
    keyfile, key = made()
    data = unlock.encode(keyfile)
    slot = json.loads(data)["slots"][0]
    assert slot["cost"] == {"memory": keyfile.slots[0].cost.memory, "passes": 2, "lanes": 1}
    assert slot["kdf"] == "argon2id"
    assert key not in data


def test_each_slot_opens_with_its_own_passphrase() -> None:
    (first, key), (second, other) = made(), unlock.create("另一人", seconds=0.001)
    both = msgspec.structs.replace(first, slots=first.slots + second.slots)
    assert unlock.unlock(both, PASSPHRASE) == key
    assert unlock.unlock(both, "另一人") == other


def test_newer_key_file_is_refused_as_newer() -> None:
    newer = json.dumps({"format": "shouwentai-keyfile", "version": 3, "vault": "?"}).encode()
    with pytest.raises(StorageError) as refused:
        unlock.decode(newer)
    assert refused.value.code == "keyfile-newer"


def outcome(data: bytes) -> str:
    """The code of the refusal; "same" when only white space between fields, which carries nothing, differs."""
    try:
        keyfile = unlock.decode(data)
    except StorageError as refused:
        return refused.code
    return "same" if keyfile == made()[0] else "accepted"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    whole = unlock.encode(made()[0])
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[at]))
    changed = whole[:at] + bytes([byte]) + whole[at + 1 :]
    assert outcome(changed) in {"keyfile-damaged", "keyfile-newer", "same"}


def test_nesting_without_end_is_refused_as_damaged() -> None:
    assert outcome(b'{"slots":' + b"[" * 100_000) == "keyfile-damaged"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_as_damaged(data: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        unlock.decode(data)
    assert refused.value.code == "keyfile-damaged"


@pytest.mark.parametrize(
    "fields",
    [
        {"cost": unlock.Cost(memory=1024, passes=2)},
        {"cost": unlock.Cost(memory=unlock.MEMORY_FLOOR, passes=1)},
        {"cost": unlock.Cost(memory=1 << 30, passes=2)},
        {"salt": b"short"},
        {"nonce": b""},
        {"wrapped": bytes(20)},
    ],
)
def test_weak_or_absurd_parameters_are_refused_even_with_a_fitting_checksum(fields: dict[str, object]) -> None:
    with pytest.raises(StorageError) as refused:
        unlock.decode(replaced(**fields))
    assert refused.value.code == "keyfile-damaged"


def test_slot_is_bound_to_its_holder_and_parameters() -> None:
    changed = unlock.decode(replaced(holder="别人"))
    with pytest.raises(StorageError) as refused:
        unlock.unlock(changed, PASSPHRASE)
    assert refused.value.code == "passphrase-wrong"


@contextlib.contextmanager
def little_memory(more: int) -> Iterator[None]:
    """As on a PC that has only `more` bytes left."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="the address space can be limited on Unix only")
def test_slot_that_needs_more_memory_than_there_is_says_so() -> None:
    large = unlock.decode(replaced(cost=unlock.Cost(memory=900 * 1024, passes=2)))
    with little_memory(200 * 1024**2), pytest.raises(StorageError) as refused:
        unlock.unlock(large, PASSPHRASE)
    assert refused.value.code == "memory-short"
    assert refused.value.facts == {"needed_kib": 900 * 1024}


@pytest.mark.skipif(sys.platform == "win32", reason="the address space can be limited on Unix only")
def test_pc_short_of_memory_gets_the_floor() -> None:
    with little_memory(100 * 1024**2):
        assert unlock.tune(60) == unlock.FLOOR
