"""A backup becomes a desk again, with a line of its own and no number given out twice; else nothing changes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.desk.restoring import Said, look, restore
from app.domain.errors import RuleBroken, StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.restored import MOST_SKIPPED, Restored, place_of, skipped
from tests.app.faults.calls import GO, KILL, Call, Verdict, supervise
from tests.app.faults.killing import needs_fork
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, STATION, FixedClock, code_of, registered

NOTHING_LATER = Said(reason="电脑硬盘损坏", last_numbers=())
UNSAID = Said(reason="电脑硬盘损坏")


@pytest.fixture
def backup(desk_folder: Path, clock: FixedClock, tmp_path: Path) -> Path:
    """A backup of a desk with one accepted petition, on a stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        (desk_folder / "wording").mkdir()
        (desk_folder / "wording" / "F03.toml").write_text("# 本县用语", "utf-8")
        (desk_folder / "sheets").mkdir()
        (desk_folder / "sheets" / "own.json").write_text("{}", "utf-8")
        desk.run(registered(desk), Accept())
        return Path(desk.backup(stick).file)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_restored_desk_goes_on_in_a_line_of_its_own(backup: Path, clock: FixedClock, tmp_path: Path) -> None:
    clock.pass_by(days=1)
    told = restore(backup, tmp_path / "new", PASSPHRASE, NOTHING_LATER, clock=clock)
    assert (told.station, told.entries, told.petitions, told.aside, told.notices) == (STATION, 3, 1, "", ())
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        desk.verify(rebuild=True)
        assert desk.epoch == told.epoch > 1
        assert desk.wording == tmp_path / "new" / "wording"
        assert [one.code for one in desk.layouts() if one.own] == ["own"]
        before, after = list(desk.journal())[-2:]
        assert isinstance(after.facts, Restored)
        assert (after.seq, after.epoch, after.facts.from_epoch, after.facts.from_seq) == (1, told.epoch, 1, before.seq)
        assert after.facts.from_hash == desk.verify()["lines"][f"{STATION}/1"]["hash"]
        assert [one.reason for one in desk.backups(check=True)] == ["restored"]
        assert registered(desk) == f"{STATION}-2026-000002"
        assert desk.petition(f"{STATION}-2026-000002").id == f"{STATION}.{told.epoch}.2"


class Wanted(Exception):
    """Somebody wants no more of it."""


def test_a_restore_that_nobody_wants_any_more_leaves_what_was_there(
    backup: Path, desk_folder: Path, clock: FixedClock
) -> None:
    before, told = tree(desk_folder), list[str]()

    def ended_at(moment: int) -> None:
        told.clear()

        def tell(words: str, done: int, total: int) -> None:
            assert done <= total
            told.append(words)
            if len(told) == moment:
                raise Wanted

        restore(backup, desk_folder, PASSPHRASE, UNSAID, replace=True, clock=clock, told=tell)

    for moment in range(1, 100):
        try:
            ended_at(moment)
        except Wanted:
            assert tree(desk_folder) == before
            assert [one.name for one in desk_folder.parent.iterdir() if one.name.startswith("desk")] == ["desk"]
        else:
            break
    assert list(dict.fromkeys(told)) == [
        "正在核对口令",
        "正在读出备份",
        "正在核对备份的每一页",
        "正在写入数据",
        "正在备份原有接待台",
        "正在逐条核对台账",
    ]
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        assert desk.epoch > 1


def test_a_desk_that_nobody_wants_any_more_is_not_made(tmp_path: Path, clock: FixedClock) -> None:
    for moment in (1, 2, 3):

        def tell(done: int, _total: int, last: int = moment) -> None:
            if done == last:
                raise Wanted

        with pytest.raises(Wanted):
            Desk.create(
                tmp_path / "here",
                office=OFFICE,
                officers=OFFICERS,
                passphrase=PASSPHRASE,
                unlock_seconds=0,
                progress=tell,
            )
        assert not (tmp_path / "here").exists()


def test_a_log_of_looking_that_went_another_way_is_not_put_in_the_place_of_the_backups(
    backup: Path, desk_folder: Path, clock: FixedClock, tmp_path: Path
) -> None:
    """The wrong backup was put back first, and looked at; then the right one, made later on the computer of before."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        number = desk.page()[0].number
        for _ in range(3):
            clock.pass_by(hours=1)
            desk.view(number)
        clock.pass_by(days=1)
        registered(desk)  # the looks of the day before are counted in the journal
        later = Path(desk.backup(tmp_path).file)
    restore(backup, tmp_path / "new", PASSPHRASE, NOTHING_LATER, clock=clock)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        for _ in range(5):
            clock.pass_by(hours=1)
            desk.view(number)
    restore(later, tmp_path / "new", PASSPHRASE, UNSAID, clock=clock, replace=True)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        assert desk.verify(rebuild=True)["looks"]["gone"] == 0


def test_two_restores_of_one_backup_never_share_a_line(backup: Path, clock: FixedClock, tmp_path: Path) -> None:
    first = restore(backup, tmp_path / "first", PASSPHRASE, NOTHING_LATER, clock=clock)
    clock.pass_by(seconds=1)
    second = restore(backup, tmp_path / "second", PASSPHRASE, NOTHING_LATER, clock=clock)
    assert first.epoch != second.epoch


def test_numbers_given_out_on_paper_after_the_backup_are_skipped(
    backup: Path, clock: FixedClock, tmp_path: Path
) -> None:
    said = Said(reason="电脑被盗", last_numbers=(f"{STATION}-2026-000004", "石桥镇信受〔2026〕2号"), officer="王芳")
    told = restore(backup, tmp_path / "new", PASSPHRASE, said, clock=clock)
    assert told.skipped == (
        "受理告知书石桥镇信受〔2026〕2号",
        f"信访件编号{STATION}-2026-000002至{STATION}-2026-000004",
    )
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        number = registered(desk)
        assert number == f"{STATION}-2026-000005"
        desk.run(number, Accept())
        made = desk.petition(number).made
        assert [paper.number for paper in made if paper.code == "F03"] == ["石桥镇信受〔2026〕3号"]
        lines = desk.document_numbers("F03").lines
        assert [(line.serial, line.state) for line in lines] == [(1, "valid"), (2, "skipped"), (3, "valid")]
        assert desk.desk_paper("F32", desk.document_numbers("F03"))
        assert list(desk.journal(None))[3].officer == "王芳"
        desk.verify(rebuild=True)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (None, "numbers-unsaid"),
        (("石桥镇信受[2026]2号",), "number-not-ours"),
        (("43062110100002-2026-000004",), "number-not-ours"),
        ((f"{STATION}-2026-{MOST_SKIPPED + 2:06d}",), "number-too-far"),
    ],
)
def test_what_is_said_about_the_numbers_is_checked(
    backup: Path, tmp_path: Path, numbers: tuple[str, ...] | None, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        restore(backup, tmp_path / "new", PASSPHRASE, msgspec.structs.replace(UNSAID, last_numbers=numbers))
    assert code_of(refused) == code
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.restoring").exists()


def test_every_number_the_office_writes_is_found_again() -> None:
    for pattern in ("{short}{year}第{serial}号", "{year}-{year}-{serial}", "档（{serial}）+{year}"):
        office = msgspec.structs.replace(OFFICE, short="石桥（镇）", acceptance_number=pattern)
        written = office.document_number(pattern, 2026, 41)
        place = place_of(office, written)
        assert place is not None
        assert place[:3] == ("F03", 2026, 41)
        (gap,) = skipped(office, (written,), {("F03", 2026): 40})
        assert gap.number(gap.first) == written


def test_the_desk_that_was_here_is_kept_aside_and_tells_its_numbers(
    backup: Path, desk_folder: Path, clock: FixedClock
) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        lost = registered(desk)
    before = tree(desk_folder)
    with pytest.raises(StorageError) as refused:
        restore(backup, desk_folder, PASSPHRASE, UNSAID, clock=clock)
    assert code_of(refused) == "desk-exists"
    told = restore(backup, desk_folder, PASSPHRASE, UNSAID, clock=clock, replace=True)
    assert tree(Path(told.aside)) == before
    assert (told.lost, told.beyond) == (1, 0)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        assert registered(desk) == f"{STATION}-2026-000003"
        assert desk.document_numbers("petition").lines[1].number == lost
        assert {one.reason: one.entries for one in desk.backups(check=True)} == {"restore": 4, "restored": 4}


def test_a_damaged_desk_is_replaced_when_its_backups_say_whose_it_is(
    backup: Path, desk_folder: Path, clock: FixedClock
) -> None:
    (desk_folder / "desk.db").write_bytes(os.urandom(8192))
    (desk_folder / "desk.key").write_bytes(b"burnt")
    with pytest.raises(StorageError) as refused:
        restore(backup, desk_folder, PASSPHRASE, NOTHING_LATER, clock=clock, replace=True)
    assert code_of(refused) == "backup-for-another"
    (desk_folder / "backups").mkdir()
    own = desk_folder / "backups" / backup.name
    own.write_bytes(backup.read_bytes())
    told = restore(own, desk_folder, PASSPHRASE, NOTHING_LATER, clock=clock, replace=True)
    assert "原有数据已不能读取" in told.notices[0]
    Desk.open(desk_folder, PASSPHRASE, clock=clock).close()


def test_another_stations_desk_is_never_replaced(backup: Path, clock: FixedClock, tmp_path: Path) -> None:
    other = msgspec.structs.replace(OFFICE, station="43062110100002")
    folder = tmp_path / "other"
    Desk.create(
        folder, office=other, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ).close()
    before = tree(folder)
    with pytest.raises(StorageError) as refused:
        restore(backup, folder, PASSPHRASE, NOTHING_LATER, clock=clock, replace=True)
    assert code_of(refused) == "backup-for-another"
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "1.jpg").write_bytes(b"")
    with pytest.raises(StorageError) as strange:
        restore(backup, tmp_path / "photos", PASSPHRASE, NOTHING_LATER, clock=clock, replace=True)
    assert code_of(strange) == "folder-not-empty"
    assert tree(folder) == before


def test_wrong_passphrase_open_desk_and_missing_reason_are_refused(
    backup: Path, desk_folder: Path, clock: FixedClock, tmp_path: Path
) -> None:
    with pytest.raises(StorageError) as wrong:
        restore(backup, tmp_path / "new", "口令不对", NOTHING_LATER, clock=clock)
    assert code_of(wrong) == "passphrase-wrong"
    with pytest.raises(RuleBroken) as silent:
        restore(backup, tmp_path / "new", PASSPHRASE, Said(reason=" ", last_numbers=()), clock=clock)
    assert code_of(silent) == "reason-missing"
    with Desk.open(desk_folder, PASSPHRASE, clock=clock), pytest.raises(StorageError) as in_use:
        restore(backup, desk_folder, PASSPHRASE, UNSAID, clock=clock, replace=True)
    assert code_of(in_use) == "desk-in-use"
    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_newer_program_and_one_that_was_changed_are_refused(backup: Path, tmp_path: Path) -> None:
    data = backup.read_bytes()
    newer = tmp_path / "newer.swtbak"
    newer.write_bytes(rewritten(data, b'"version":1', b'"version":2'))
    with pytest.raises(StorageError) as refused:
        look(newer)
    assert code_of(refused) == "backup-newer"
    newer.write_bytes(rewritten(data, b'"schema":', b'"schema":99'))
    with pytest.raises(StorageError) as schema:
        look(newer)
    assert code_of(schema) == "backup-newer"
    forged = tmp_path / "forged.swtbak"
    forged.write_bytes(rewritten(data, b'"journal":3', b'"journal":9'))
    assert look(forged).entries == 9  # nobody without the key can tell
    for bad, place in ((forged, None), (tmp_path / "flipped.swtbak", 5000)):
        if place:
            bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(StorageError) as damaged:
            restore(bad, tmp_path / "new", PASSPHRASE, NOTHING_LATER)
        assert code_of(damaged) == "backup-damaged"
        assert not (tmp_path / "new").exists()


def rewritten(data: bytes, before: bytes, after: bytes) -> bytes:
    """The backup with another head whose hash fits, as a newer program or a forger would write it."""
    length = int(data[-92:].split()[2])
    line = data[-92 - length : -92]
    assert before in line
    line = line.replace(before, after)
    tail = f"SHOUWENTAI BACKUP {len(line):08d} {hashlib.sha256(line).hexdigest()}\n".encode()
    return data[: -92 - length] + line + tail


@needs_fork
def test_killed_in_a_restore_one_desk_or_the_other_is_whole(backup: Path, desk_folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "pc"
    place.mkdir()
    calls: list[Call] = []

    def work(folder: Path) -> None:
        restore(backup, folder, PASSPHRASE, UNSAID, clock=FixedClock(), replace=True)

    def killed_at(number: int, folder: Path) -> None:
        passing = Counter[str]()

        def decide(_call: Call) -> Verdict:
            passing["calls"] += 1
            return KILL if passing["calls"] == number else GO

        assert supervise(place, lambda _child: work(folder), decide).code == -9

    def note(call: Call) -> Verdict:
        calls.append(call)
        return GO

    rehearsal = Path(shutil.copytree(desk_folder, place / "rehearsal"))
    assert supervise(place, lambda _child: work(rehearsal), note).code == 0
    renames = [n for n, call in enumerate(calls, 1) if call.name == "rename" and call.path.parent == place]
    assert len(renames) == 2  # the old one aside, the new one into its place
    for number in (len(calls) // 2, *renames, renames[-1] + 1):
        folder = Path(shutil.copytree(desk_folder, place / f"desk{number}"))
        killed_at(number, folder)
        aside = [path for path in place.glob(f"desk{number}-*") if path.is_dir()]
        assert any(is_desk(one) for one in (folder, *aside)), calls[number - 1]
        again = restore(backup, folder, PASSPHRASE, NOTHING_LATER, clock=FixedClock(), replace=folder.exists())
        assert is_desk(Path(again.folder))
        assert not (place / f"desk{number}.restoring").exists()


def is_desk(folder: Path) -> bool:
    try:
        with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
            desk.verify()
            return True
    except (StorageError, OSError):
        return False


def test_the_log_of_looking_comes_back_too(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    number = registered(desk)
    desk.view(number)
    backup = Path(desk.backup(reason="hand").file)
    assert not desk.backup(reason="close").new  # looking alone makes no new backup
    restore(backup, tmp_path / "new", PASSPHRASE, NOTHING_LATER, clock=clock)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as restored:
        assert [look.petition for look in restored.looked(number)] == [number]
        restored.verify()
