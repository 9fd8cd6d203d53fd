"""A backup is made, opened again and counted; what is not whole is refused; old ones make room."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import threading
from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken, StorageError
from app.domain.office import Office
from app.security import backup_file
from app.security.backups import PREFIX
from tests.app.test_older_desk import OLDER_SCHEMA
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, STATION, FixedClock, code_of, person, raw, registered

NAME = f"{PREFIX}{STATION}-20260302-090000{backup_file.SUFFIX}"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_holds_what_is_there_and_is_checked(desk: Desk) -> None:
    registered(desk)
    made = desk.backup()
    assert (made.new, made.problems) == (True, ())
    assert (made.seen.petitions, made.seen.entries, made.seen.seq, made.seen.station) == (1, 2, 2, STATION)
    assert names(desk.folder / "backups") == [NAME]
    assert [(one.file, one.problem) for one in desk.backups(check=True)] == [(made.file, "")]


def test_nothing_readable_about_a_person_is_in_a_backup(desk: Desk) -> None:
    (desk.folder / "wording").mkdir()
    (desk.folder / "wording" / "F03.toml").write_text("本县用语", "utf-8")
    registered(desk, person("欧阳震华", phone="13907301234"), facts="三组至村部一公里道路为土路")
    data = Path(desk.backup().file).read_bytes()
    for word in ("欧阳震华", "13907301234", "道路为土路", "李明", "王芳", "本县用语", "石桥镇"):
        assert word.encode() not in data
    assert STATION.encode() in data  # whose it is can be seen


def test_without_anything_new_no_backup_is_made_but_by_hand(desk: Desk, clock: FixedClock) -> None:
    registered(desk)
    desk.backup()
    clock.pass_by(hours=5)
    assert desk.backup_due()
    assert not desk.backup(reason="interval").new
    registered(desk)
    assert desk.backup(reason="close").new
    (desk.folder / "routes.json").write_text("{}", "utf-8")
    assert desk.backup(reason="close").new
    assert desk.backup(reason="hand").new
    assert len(desk.backups()) == 4


def test_what_is_registered_while_a_backup_is_made_waits_for_the_next(desk: Desk) -> None:
    registered(desk)
    job = desk.backup_job("hand")
    made = []
    begun, go_on = threading.Event(), threading.Event()

    def progress(_done: int, _total: int) -> None:
        begun.set()
        go_on.wait(10)

    thread = threading.Thread(target=lambda: made.append(job.run(progress)))
    thread.start()
    assert begun.wait(10)
    registered(desk)
    desk.rest()  # the log cannot be emptied now, and nobody waits for it
    go_on.set()
    thread.join(10)
    assert made[0].seen.petitions == 1
    assert desk.backup().seen.petitions == 2


def test_a_copy_goes_to_the_second_place_and_its_age_is_told(desk: Desk, clock: FixedClock, stick: Path) -> None:
    registered(desk)
    assert desk.backup_state().words == "本台还没有备份；从未备份到第二处"
    desk.set_second_place(stick)
    clock.pass_by(hours=5)
    made = desk.backup()
    assert Path(made.second).read_bytes() == Path(made.file).read_bytes()
    state = desk.backup_state()
    assert (state.words, state.urgent) == (f"最近一次备份：今天 14:00，已核对；第二处（{stick}）：今天 14:00", False)
    clock.pass_by(days=8)
    shutil.rmtree(stick)  # pulled out
    registered(desk)
    assert desk.backup().problems == ()
    state = desk.backup_state()
    assert state.words == f"最近一次备份：今天 14:00，已核对；第二处（{stick}）：8天前"
    assert state.urgent
    assert not state.second_there


def test_the_second_place_lies_outside_the_desk(desk: Desk, stick: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.set_second_place(desk.folder)
    assert code_of(refused) == "second-place-own"
    with pytest.raises(StorageError) as missing:
        desk.set_second_place(stick / "nowhere")
    assert code_of(missing) == "backup-place-missing"


def test_a_failure_is_told_until_a_backup_was_made(desk: Desk, stick: Path) -> None:
    registered(desk)
    (desk.folder / "backups").write_text("not a folder", "utf-8")
    desk.set_second_place(stick)
    made = desk.backup()  # the second place alone
    assert made.file.startswith(str(stick))
    assert "备份没有做成" in made.problems[0]
    assert desk.backup_state().problems == made.problems
    desk.set_second_place(None)
    with pytest.raises(StorageError) as failed:
        desk.backup()
    assert code_of(failed) == "backup-not-made"
    (desk.folder / "backups").unlink()
    desk.backup()
    assert desk.backup_state().problems == ()


def test_thinning_removes_only_backups_of_this_desk(desk: Desk, clock: FixedClock, stick: Path) -> None:
    other = stick.parent / "other"
    with Desk.create(
        other, office=replaced_station(), officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as another:
        another.backup(stick)
    desk.set_second_place(stick)
    for _hours in range(4):
        registered(desk)
        desk.backup()
        clock.pass_by(hours=1)
    (stick / "家庭照片.swtbak").write_bytes(b"not ours")
    shutil.copy(next(stick.glob(f"{PREFIX}{STATION}*")), stick / "另存的备份.swtbak")
    clock.pass_by(days=20)
    registered(desk)
    desk.backup()
    assert len(list((desk.folder / "backups").iterdir())) == 2  # the last of that week, and the new one
    left = names(stick)
    assert len(left) == 5
    assert {"家庭照片.swtbak", "另存的备份.swtbak"} <= set(left)
    assert sum(name.startswith(PREFIX) and STATION not in name for name in left) == 1


def replaced_station() -> Office:
    return msgspec.structs.replace(OFFICE, station="43062110100002")


def test_what_a_killed_backup_left_is_cleared_away(desk: Desk) -> None:
    own = desk.folder / "backups"
    own.mkdir()
    (own / f"{PREFIX}{STATION}-20260301-090000.swtbak.part").write_bytes(b"half")
    (own / f"{PREFIX}{STATION}-20260301-090000.swtbak.part-journal").write_bytes(b"half")
    desk.backup()
    assert names(own) == [NAME]


def test_a_failing_copy_leaves_no_half_file(desk: Desk) -> None:
    class PulledOut(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise PulledOut

    with pytest.raises(PulledOut):
        desk.backup(progress=stop)
    assert names(desk.folder / "backups") == []
    registered(desk)


def test_a_damaged_desk_makes_no_backup(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk, facts="三组至村部一公里道路为土路。" * 2_000)  # on pages that opening the desk does not read
    data = bytearray((desk_folder / "desk.db").read_bytes())
    data[len(data) - 6 * 4096] ^= 1
    (desk_folder / "desk.db").write_bytes(data)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk, pytest.raises(StorageError) as failed:
        desk.backup()
    assert code_of(failed) in {"database-damaged", "memory-or-damage", "disk-failed", "backup-not-made"}
    assert names(desk_folder / "backups") == []


def test_the_data_are_backed_up_before_a_newer_program_changes_them(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk)
    age_schema(desk_folder)

    def ended(words: str, _done: int, _total: int) -> None:
        raise LookupError(words)

    for _again in range(2):  # the second finds nothing changed
        with pytest.raises(LookupError, match="正在备份升级前的数据"):
            Desk.open(desk_folder, PASSPHRASE, clock=clock, told=ended)
        assert not list((desk_folder / "backups").iterdir())
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        assert [one.reason for one in desk.backups(check=True)] == ["migration"]
        assert backup_file.read_header(Path(desk.backups()[0].file)).schema == 1
    age_schema(desk_folder)
    shutil.rmtree(desk_folder / "backups")
    (desk_folder / "backups").write_text("no room here", "utf-8")
    with pytest.raises(StorageError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "migration-without-backup"
    (desk_folder / "backups").unlink()
    Desk.open(desk_folder, PASSPHRASE, clock=clock).close()


def age_schema(folder: Path) -> None:
    connection = raw(folder)
    for statement in OLDER_SCHEMA:
        connection.execute(statement)
    connection.close()


def test_every_flipped_or_missing_byte_of_a_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    registered(desk)
    whole = Path(desk.backup().file)
    data = whole.read_bytes()
    header = backup_file.read_header(whole)
    head = header.database.size + header.files.size
    places = [0, 100, header.database.size - 1, header.database.size + 3, head + 50, *range(head + 700, len(data), 41)]
    bad = tmp_path / "bad.swtbak"
    for place in (*places, len(data) - 1):
        bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert is_refused(bad, desk), place
    for length in (0, 1, 91, 92, header.database.size, head, len(data) - 93, len(data) - 1):
        bad.write_bytes(data[:length])
        assert is_refused(bad, desk), length
    bad.write_bytes(data + b"\n")
    assert is_refused(bad, desk)


def is_refused(file: Path, desk: Desk) -> bool:
    """By what looks at a backup with the store key; the restore reads the same parts by the same functions."""
    found = next(one for one in desk.backups(file.parent, check=True) if one.file == str(file))
    return bool(re.search("没有采用", found.problem))


def test_a_moved_head_is_no_head(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    """The database of one backup under the head of another is not what that head was made for."""
    registered(desk)
    first = Path(desk.backup().file)
    clock.pass_by(minutes=1)
    second = Path(desk.backup().file)
    size = backup_file.read_header(first).database.size
    mixed = tmp_path / "mixed.swtbak"
    mixed.write_bytes(first.read_bytes()[:size] + second.read_bytes()[size:])
    assert is_refused(mixed, desk)
    assert dt.datetime.fromisoformat(desk.backups()[0].made_at) > dt.datetime.fromisoformat(desk.backups()[1].made_at)
