"""Key files of every version open, and their slots say whose they are."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.domain.errors import RuleBroken, StorageError
from app.security import slots, unlock
from app.security.unlock import KeyFile, Slot

REFERENCE = Path(__file__).parents[2] / "reference" / "keyfile"
KEY = bytes(range(32))


def slot(holder: str, passphrase: str = "口令", use: unlock.Use = "officer", *, first: bool = False) -> Slot:
    return unlock.seal(holder, passphrase, KEY, use=use, aim=1, first=first, cost=unlock.FLOOR)


COMMON, LI, WANG, SHEET = slot("desk", use="common"), slot("李明", "甲"), slot("王芳", "乙"), slot("1", use="recovery")


def test_a_key_file_of_version_1_opens_for_ever() -> None:
    data = (REFERENCE / "version-1.key").read_bytes()
    key = unlock.unlock(unlock.decode(data), "枫桥 1963 x")
    assert key.hex() == "39701e81a26f708ea35f36e3f47d6265a4d486e125c3d473a77b743c3db89353"
    assert unlock.encode(unlock.decode(data)) == data


def test_a_key_file_of_version_2_opens_for_ever() -> None:
    data = (REFERENCE / "version-2.key").read_bytes()
    keyfile = unlock.decode(data)
    assert [(one.use, one.holder, one.first) for one in keyfile.slots] == [
        *(("common", "desk", False), ("officer", "李明", False), ("officer", "王芳", True), ("recovery", "1", False))
    ]
    assert unlock.unlock(keyfile, "乙") == KEY
    assert unlock.encode(keyfile) == data


def test_a_file_with_the_common_slot_alone_is_written_as_an_older_program_reads_it() -> None:
    plain = unlock.seal("desk", "口令", KEY, use="common", aim=unlock.SECOND, cost=unlock.FLOOR)
    assert unlock.keyfile_of((plain,)).version == 1
    assert unlock.keyfile_of((plain, LI)).version == 2


@pytest.mark.parametrize(
    "change", [{"holder": "王芳"}, {"first": False}, {"use": "common"}, {"aim": 5}, {"cost": unlock.Cost(19456, 3)}]
)
def test_what_a_slot_says_of_itself_is_sealed_with_its_key(change: dict[str, object]) -> None:
    given = slot("李明", first=True)
    assert unlock.try_slots((given,), "口令")
    assert unlock.try_slots((msgspec.structs.replace(given, **change),), "口令") is None


@pytest.mark.parametrize(
    ("officer", "tried"),
    [("李明", (LI,)), ("赵强", (COMMON,)), (None, (COMMON, LI, WANG))],
)
def test_an_officer_with_a_passphrase_is_opened_by_nothing_else(officer: str | None, tried: tuple[Slot, ...]) -> None:
    assert slots.tried(unlock.keyfile_of((LI, COMMON, WANG, SHEET)), officer) == tried


def test_a_new_slot_takes_the_place_of_its_holders_former_one_and_a_sheet_that_of_every_other() -> None:
    keyfile = unlock.keyfile_of((COMMON, LI, SHEET))
    again, second = slot("李明", "丙"), slot("2", use="recovery")
    assert slots.with_slot(keyfile, again).slots == (COMMON, SHEET, again)
    assert slots.with_slot(keyfile, second).slots == (COMMON, LI, second)
    assert slots.with_slot(keyfile, WANG).slots == (*keyfile.slots, WANG)


@pytest.mark.parametrize("keyfile", [unlock.keyfile_of((LI,)), unlock.keyfile_of((LI, SHEET))])
def test_the_last_passphrase_stays(keyfile: KeyFile) -> None:
    with pytest.raises(RuleBroken) as refused:
        slots.without(keyfile, lambda one: one == LI)
    assert refused.value.code == "last-passphrase"


def test_a_slot_far_from_its_aim_is_wrapped_anew_and_is_the_same_passphrase() -> None:
    cheap = unlock.seal("李明", "口令", KEY, use="officer", aim=300, cost=unlock.FLOOR)
    opened = unlock.try_slots((cheap,), "口令")
    assert opened
    dearer = unlock.retuned(msgspec.structs.replace(opened, seconds=0.02), "口令")
    assert dearer
    assert dearer.cost.memory * dearer.cost.passes > cheap.cost.memory * cheap.cost.passes
    assert (dearer.mark, dearer.aim) == (cheap.mark, cheap.aim)
    assert unlock.try_slots((dearer,), "口令")
    assert unlock.retuned(msgspec.structs.replace(opened, seconds=0.3), "口令") is None  # as it should be
    assert unlock.retuned(msgspec.structs.replace(opened, seconds=9.0), "口令") is None  # never below the floor


def test_a_short_passphrase_is_refused() -> None:
    slots.check_passphrase("12345678")
    with pytest.raises(RuleBroken, match="至少8个字符"):
        slots.check_passphrase("1234567 ")


def test_a_newer_key_file_names_the_versions() -> None:
    with pytest.raises(StorageError) as refused:
        unlock.decode(b'{"format": "shouwentai-keyfile", "version": 3}')
    assert refused.value.facts == {"version": 3, "supported": 2}
