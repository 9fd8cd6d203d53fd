"""Who opens a desk: own passphrases, the common one, the recovery sheet; and what a cut leaves is named and mended."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken, StorageError
from app.domain.steps.officers import AddOfficer, RevokeOfficer
from app.security import slots, unlock
from app.setup import DESK
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, code_of, registered

OWN, FIRST, NEW = "李明自己的口令 1", "王芳的首次口令 2", "新的长口令 2026"
LAST = "最后换的口令 9"
LI, WANG = OFFICERS


@pytest.fixture(scope="module")
def own_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk whose first officer has the only passphrase."""
    folder = tmp_path_factory.mktemp("own") / "desk"
    Desk.create(
        folder, office=OFFICE, officers=OFFICERS, passphrase=OWN, clock=FixedClock(), unlock_seconds=0.01
    ).close()
    return folder


@pytest.fixture
def folder(own_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(own_template, tmp_path / "own desk"))


@pytest.fixture
def own(folder: Path) -> Iterator[Desk]:
    with Desk.open(folder, OWN, clock=FixedClock()) as desk:
        yield desk


def opened(folder: Path, passphrase: str, officer: str | None = None, new: str | None = None) -> str:
    """The officer whom the passphrase lets in, or the code of the refusal."""
    try:
        with Desk.open(folder, passphrase, clock=FixedClock(), officer=officer, new_passphrase=new) as desk:
            return desk.officer
    except DeskError as refused:
        return refused.code


def sentences(desk: Desk) -> list[str]:
    return [entry.facts.sentence(entry) for entry in desk.journal()]


def test_a_new_desk_is_opened_by_its_first_officer_alone(folder: Path) -> None:
    assert opened(folder, OWN) == LI
    assert opened(folder, OWN, LI) == LI
    assert opened(folder, OWN, WANG) == "passphrase-wrong"


def test_a_first_passphrase_opens_nothing_but_its_own_change(own: Desk, folder: Path) -> None:
    own.give_passphrase(WANG, FIRST)
    assert [(one.officer, one.own, one.first) for one in own.passphrases().holders] == [
        *((LI, True, False), (WANG, True, True))
    ]
    own.close()
    assert opened(folder, FIRST, WANG) == "passphrase-first"
    assert opened(folder, FIRST, WANG, FIRST) == "passphrase-same"
    assert opened(folder, FIRST, WANG, "1234567") == "passphrase-short"
    assert opened(folder, FIRST, WANG, NEW) == WANG
    assert opened(folder, FIRST, WANG) == "passphrase-wrong"
    with Desk.open(folder, NEW, clock=FixedClock()) as hers:
        assert hers.officer == WANG
        assert hers.petition(registered(hers)).first_contact == WANG
        assert sentences(hers)[1:4] == [f"{LI}更换口令", f"为{WANG}设置首次口令", f"{WANG}更换口令"]
        assert hers.mended == ()
        hers.verify(rebuild=True)


def test_ones_own_passphrase_is_changed_with_the_old_one_only(own: Desk, folder: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        own.change_passphrase("不是原来的口令", NEW)
    assert code_of(refused) == "passphrase-old-wrong"
    own.change_passphrase(OWN, NEW)
    own.close()
    assert (opened(folder, NEW), opened(folder, OWN)) == (LI, "passphrase-wrong")


def test_nobody_acts_for_an_officer_who_has_a_passphrase(desk: Desk, desk_folder: Path) -> None:
    assert desk.officer_names == OFFICERS
    desk.give_passphrase(LI, FIRST)
    assert desk.officer_names == (WANG,)
    with pytest.raises(RuleBroken) as refused:
        desk.officer = LI
    assert code_of(refused) == "officer-other"
    desk.close()
    assert opened(desk_folder, PASSPHRASE, LI) == "passphrase-wrong"
    assert opened(desk_folder, PASSPHRASE) == WANG


def test_the_common_passphrase_ends_when_everybody_has_an_own_one_and_an_old_key_file_brings_it_not_back(
    desk: Desk, desk_folder: Path, tmp_path: Path
) -> None:
    desk.give_passphrase(LI, FIRST)
    with pytest.raises(RuleBroken, match=WANG):
        desk.end_common()
    desk.give_passphrase(WANG, FIRST)
    older = shutil.copy(desk_folder / "desk.key", tmp_path / "older.key")
    desk.end_common()
    assert not desk.passphrases().common
    desk.close()
    assert opened(desk_folder, PASSPHRASE) == "passphrase-wrong"
    shutil.copy(older, desk_folder / "desk.key")
    assert opened(desk_folder, PASSPHRASE) == "passphrase-withdrawn"
    assert opened(desk_folder, FIRST, LI, OWN) == LI
    assert not any(slot.use == "common" for slot in key_file(desk_folder).slots)  # mended


def test_who_left_is_refused_and_their_slot_goes(own: Desk, folder: Path, tmp_path: Path) -> None:
    own.give_passphrase(WANG, FIRST)
    older = shutil.copy(folder / "desk.key", tmp_path / "older.key")
    own.revoke_officer(RevokeOfficer(officer=WANG, reason="调离"))
    assert [slot.holder for slot in key_file(folder).slots] == [LI]
    own.close()
    shutil.copy(older, folder / "desk.key")  # as if the writing had been cut, or an old file put back
    assert opened(folder, FIRST, WANG, NEW) == "passphrase-withdrawn"
    assert opened(folder, OWN) == LI
    assert [slot.holder for slot in key_file(folder).slots] == [LI]


def test_a_key_file_that_is_behind_or_ahead_of_the_journal_is_named(own: Desk, folder: Path, tmp_path: Path) -> None:
    before = shutil.copy(folder / "desk.key", tmp_path / "before.key")
    own.change_passphrase(OWN, NEW)
    own.close()
    after = shutil.copy(folder / "desk.key", tmp_path / "after.key")
    for cut, passphrase in ((before, OWN), (after, NEW)):
        shutil.copy(cut, folder / "desk.key")
        with Desk.open(folder, passphrase, clock=FixedClock()) as desk:
            assert len(desk.mended) == 1
            assert "与台账所记不同" in sentences(desk)[-1]
        with Desk.open(folder, passphrase, clock=FixedClock()) as desk:
            assert desk.mended == ()


def test_a_key_file_that_cannot_be_written_keeps_the_old_passphrase(own: Desk, folder: Path) -> None:
    (folder / "desk.key.part").mkdir()  # where the new file would be made
    lines = len(sentences(own))
    with pytest.raises(StorageError) as refused:
        own.change_passphrase(OWN, NEW)
    assert code_of(refused) == "file-not-written"
    assert len(sentences(own)) == lines
    own.close()
    assert opened(folder, OWN) == LI


def test_a_recovery_sheet_opens_the_desk_with_a_reason_and_a_new_passphrase(own: Desk, folder: Path) -> None:
    sheet = own.make_recovery_sheet()
    assert (sheet.sheet, own.passphrases().sheet) == (1, 1)
    own.close()
    given = {"officer": LI, "new_passphrase": NEW, "reason": "忘记口令", "clock": FixedClock()}
    with pytest.raises(RuleBroken, match="写明"):
        Desk.recover(folder, sheet.qr, **{**given, "reason": " "})
    with Desk.recover(folder, "-".join(sheet.groups), **given) as desk:
        assert sentences(desk)[-2:] == ["用第1号恢复表打开本台，事由：忘记口令", f"{LI}更换口令"]
        second = desk.make_recovery_sheet()
        assert second.groups != sheet.groups
    assert (opened(folder, NEW), opened(folder, OWN)) == (LI, "passphrase-wrong")
    assert opened(folder, "".join(sheet.groups)) == "passphrase-wrong"  # a sheet is no passphrase
    with pytest.raises(StorageError) as refused:
        Desk.recover(folder, sheet.qr, **given)
    assert code_of(refused) == "passphrase-wrong"


def test_a_void_sheet_is_refused_though_an_old_key_file_was_put_back(own: Desk, folder: Path, tmp_path: Path) -> None:
    first = own.make_recovery_sheet()
    older = shutil.copy(folder / "desk.key", tmp_path / "older.key")
    own.make_recovery_sheet()
    own.close()
    shutil.copy(older, folder / "desk.key")
    with pytest.raises(StorageError) as refused:
        Desk.recover(folder, first.qr, officer=LI, new_passphrase=NEW, reason="试", clock=FixedClock())
    assert code_of(refused) == "passphrase-withdrawn"


def test_a_slot_that_opens_too_fast_is_wrapped_anew_at_the_next_unlock(own: Desk, folder: Path) -> None:
    own.close()
    cheap = unlock.seal(LI, OWN, key_of(folder), use="officer", aim=300, cost=unlock.FLOOR)
    (folder / DESK.keyfile).write_bytes(unlock.encode(unlock.keyfile_of((cheap,))))
    assert opened(folder, OWN) == LI
    (dearer,) = key_file(folder).slots
    assert dearer.cost.memory * dearer.cost.passes > cheap.cost.memory * cheap.cost.passes
    assert dearer.mark == cheap.mark
    assert opened(folder, OWN) == LI


def test_wrong_passphrases_make_everybody_wait_and_a_restart_does_not_help(folder: Path) -> None:
    clock = FixedClock()
    for _try in range(5):
        with pytest.raises(StorageError) as refused:
            Desk.open(folder, "不是这个口令", clock=clock)
        assert code_of(refused) == "passphrase-wrong"
    assert refused.value.facts["seconds"] == 30
    with pytest.raises(StorageError, match="30秒") as refused:
        Desk.open(folder, OWN, clock=clock)
    assert code_of(refused) == "passphrase-wait"
    clock.pass_by(seconds=30)
    Desk.open(folder, OWN, clock=clock).close()
    assert not (folder / DESK.failures).exists()


def key_of(folder: Path) -> bytes:
    return unlock.unlock(key_file(folder), OWN)


def key_file(folder: Path) -> unlock.KeyFile:
    return unlock.decode((folder / DESK.keyfile).read_bytes())


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("give", "change", "leave", "join", "end", "sheet", "recover")), st.sampled_from(OFFICERS)
    ),
    min_size=3,
    max_size=9,
)


@settings(max_examples=4, phases=(Phase.explicit, Phase.generate))
@given(acts=ACTS)
def test_whatever_is_given_changed_taken_and_recovered_exactly_the_right_people_open(
    desk_template: Path, acts: list[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(desk_template, Path(place) / "desk"))
        holds, common, sheet, ever = walk(folder, acts)
        keyfile = key_file(folder)
        for officer in OFFICERS:
            for passphrase in ever:
                right = holds.get(officer) == passphrase or (
                    common and officer in holds and not holds[officer] and passphrase == PASSPHRASE
                )
                tried = unlock.try_slots(slots.tried(keyfile, officer), passphrase)
                assert (tried is not None) == right or officer not in holds, (officer, passphrase)
        for officer, passphrase in holds.items():
            if passphrase or common:
                assert opened(folder, passphrase or PASSPHRASE, officer, LAST) in (
                    officer,
                    "passphrase-common",
                )
        if sheet:
            Desk.recover(
                folder, sheet, officer=next(iter(holds)), new_passphrase=NEW, reason="试", clock=FixedClock()
            ).close()


def walk(folder: Path, acts: list[tuple[str, str]]) -> tuple[dict[str, str], bool, str, set[str]]:
    """Do what is possible: officer -> own passphrase or "", whether the common one holds, the sheet, all ever used."""
    holds, common, sheet = dict.fromkeys(OFFICERS, ""), True, ""
    ever, key, who = {PASSPHRASE}, PASSPHRASE, ""
    for number, (act, officer) in enumerate(acts):
        fresh = f"第{number}个新的长口令"
        try:
            if act == "recover":
                Desk.recover(
                    folder, sheet, officer=officer, new_passphrase=fresh, reason="试", clock=FixedClock()
                ).close()
                holds[officer], key, who = fresh, fresh, officer
                ever.add(fresh)
                continue
            with Desk.open(folder, key, officer=who or None, clock=FixedClock()) as desk:
                if act == "give" and officer != who:
                    desk.give_passphrase(officer, fresh)
                    holds[officer] = fresh
                elif act == "change":
                    desk.change_passphrase(key, fresh)
                    holds[desk.officer] = key = fresh
                elif act == "leave" and officer != who:
                    desk.revoke_officer(RevokeOfficer(officer=officer, reason="调离"))
                    del holds[officer]
                elif act == "join":
                    desk.add_officer(AddOfficer(officer=officer, roles=("administrator", "reception")))
                    holds[officer] = ""
                elif act == "end":
                    desk.end_common()
                    common = False
                elif act == "sheet":
                    sheet = desk.make_recovery_sheet().qr
            ever.add(fresh)
        except (RuleBroken, StorageError):
            pass
        if not who and not any(not own for own in holds.values()):  # the common passphrase lets nobody in any more
            officer = next(iter(holds))
            if opened(folder, holds[officer], officer, f"{fresh}之后") == officer:
                holds[officer] = key = f"{fresh}之后"
                who = officer
                ever.add(key)
    return holds, common, sheet, ever
