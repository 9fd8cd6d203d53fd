"""The encrypted file: refused without a trace when it is not ours, unreadable to anybody else, one writer."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import DeskError, RuleBroken, StorageError
from app.domain.office import Office
from app.security.vault import open_vault
from app.setup import DESK
from app.storage.database import broken_surroundings
from app.storage.driver import sqlite3
from tests.helpers import (
    OFFICE,
    OFFICERS,
    PASSPHRASE,
    FixedClock,
    code_of,
    person,
    raw,
    registered,
    registration,
    tamper,
    to_issue,
)


def files(folder: Path) -> dict[str, str]:
    """Every file of a folder but the lock and the count of wrong passphrases, with the hash of its bytes."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name not in ("desk.lock", "desk.in-use.json", "desk.failures.json")
    }


def refusal(folder: Path, clock: FixedClock, passphrase: str = PASSPHRASE, *, write: bool = True) -> StorageError:
    """Opening is refused, the files stay as they were, and the folder is free again."""
    before = files(folder)
    with pytest.raises(StorageError) as refused:
        Desk.open(folder, passphrase, clock=clock, write=write)
    assert files(folder) == before
    assert refused.value.message.endswith("。")
    assert not (folder / "desk.in-use.json").exists()
    return refused.value


def test_a_wrong_passphrase_is_refused_and_changes_nothing(desk_folder: Path, clock: FixedClock) -> None:
    assert refusal(desk_folder, clock, "石桥镇信访办-2025").code == "passphrase-wrong"


def test_a_folder_without_a_desk_is_refused(tmp_path: Path, clock: FixedClock) -> None:
    assert refusal(tmp_path, clock).code == "no-desk"
    with pytest.raises(StorageError) as refused:
        Desk.open(tmp_path / "nowhere", PASSPHRASE, clock=clock)
    assert code_of(refused) == "no-desk"


@pytest.mark.parametrize("write", [True, False])
def test_a_file_of_a_newer_program_is_refused_and_not_touched(
    desk_folder: Path, clock: FixedClock, write: bool
) -> None:
    tamper(desk_folder, "PRAGMA user_version = 9999")
    refused = refusal(desk_folder, clock, write=write)
    assert refused.code == "database-newer"
    assert refused.facts["file_version"] == 9999
    assert "升级" in refused.message


@pytest.mark.parametrize("write", [True, False])
def test_a_file_of_another_program_is_refused_and_not_touched(
    desk_folder: Path, clock: FixedClock, write: bool
) -> None:
    tamper(desk_folder, "PRAGMA application_id = 1")
    assert refusal(desk_folder, clock, write=write).code == "database-foreign"


def test_an_older_file_is_not_changed_by_a_reader(desk_folder: Path, clock: FixedClock) -> None:
    tamper(desk_folder, "PRAGMA user_version = 0")
    assert refusal(desk_folder, clock, write=False).code == "database-older"
    Desk.open(desk_folder, PASSPHRASE, clock=clock).close()
    Desk.open(desk_folder, PASSPHRASE, clock=clock, write=False).close()


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" + bytes(4080), os.urandom(8192)])
def test_garbage_in_place_of_the_database_is_refused(desk_folder: Path, clock: FixedClock, content: bytes) -> None:
    (desk_folder / "desk.db").write_bytes(content)
    assert refusal(desk_folder, clock).code in ("database-damaged", "database-foreign")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_cut_off_database_is_refused_or_says_so_when_it_is_checked(
    desk_folder: Path, clock: FixedClock, share: float
) -> None:
    file = desk_folder / "desk.db"
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(StorageError), Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        desk.verify(rebuild=True)


@settings(max_examples=12)
@given(data=st.data())
def test_one_changed_byte_anywhere_in_the_database_is_found(
    desk_template: Path, tmp_path: Path, clock: FixedClock, data: st.DataObject
) -> None:
    folder = tmp_path / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(desk_template, folder)
    content = bytearray((folder / "desk.db").read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    (folder / "desk.db").write_bytes(content)
    with pytest.raises(StorageError) as refused, Desk.open(folder, PASSPHRASE, clock=clock) as desk:
        desk.verify(rebuild=True)
    assert code_of(refused) in ("database-damaged", "database-foreign", "disk-failed")


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"format":"shouwentai-keyfile"}', b"[" * 100_000])
def test_a_damaged_key_file_is_refused(desk_folder: Path, clock: FixedClock, content: bytes) -> None:
    (desk_folder / "desk.key").write_bytes(content)
    with pytest.raises(DeskError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused).startswith("keyfile")


def test_a_reader_reads_while_the_writer_writes(desk: Desk, desk_folder: Path, clock: FixedClock) -> None:
    number = registered(desk)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, write=False) as reader:
        assert reader.petition(number) == desk.petition(number)
        again = registered(desk)
        assert reader.count() == 2
        assert reader.view(again).petition.number == again
        assert reader.verify(rebuild=True)["entries"] == 3


def test_a_reader_writes_nothing(desk: Desk, desk_folder: Path, clock: FixedClock, tmp_path: Path) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, write=False) as reader:
        for refused_call in (
            lambda: reader.register(registration()),
            lambda: reader.describe(OFFICE, OFFICERS),
        ):
            with pytest.raises(StorageError) as refused:
                refused_call()
            assert code_of(refused) == "opened-read-only"
    assert desk.verify(rebuild=True)["entries"] == 1


SECOND = """
import sys
from pathlib import Path
from app.desk import Desk
from app.domain.errors import StorageError
sys.stdin.reconfigure(encoding="utf-8")
try:
    Desk.open(Path(sys.argv[1]), sys.stdin.read(), program="第二个程序").close()
except StorageError as error:
    sys.stdout.buffer.write(f"{error.code}|{error.facts.get('program')}|{error.message}".encode())
"""


def other_process(folder: Path) -> str:
    """What a second program is told that opens the same desk."""
    ran = subprocess.run(
        [sys.executable, "-c", SECOND, str(folder)],
        input=PASSPHRASE.encode(),
        capture_output=True,
        check=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    return ran.stdout.decode()


def test_a_second_program_is_told_which_one_holds_the_desk(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, program="首问台窗口") as desk:
        told = other_process(desk_folder)
        registered(desk)
    code, program, message = told.split("|")
    assert code == "desk-in-use"
    assert program == "首问台窗口"
    assert "首问台窗口" in message
    assert str(os.getpid()) in message
    assert other_process(desk_folder) == ""


def test_a_second_writer_in_the_same_program_is_refused(desk: Desk, desk_folder: Path, clock: FixedClock) -> None:
    with pytest.raises(StorageError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "desk-in-use"
    registered(desk)


def test_a_damaged_note_about_the_holder_does_not_hide_the_refusal(
    desk: Desk, desk_folder: Path, clock: FixedClock
) -> None:
    (desk_folder / "desk.in-use.json").write_bytes(b"\xff{")
    with pytest.raises(StorageError) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "desk-in-use"
    assert desk.count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON petitions (title)",
        "CREATE TRIGGER more AFTER INSERT ON petitions BEGIN SELECT 1; END",
        "CREATE VIEW more AS SELECT 1",
        "DROP TABLE petitions",
        "DROP TRIGGER journal_never_changes",
        "DROP INDEX journal_petition",
        "ALTER TABLE petitions ADD COLUMN more TEXT",
        "ATTACH DATABASE ':memory:' AS more",
        "CREATE VIRTUAL TABLE more USING fts5 (text)",
    ],
)
def test_after_opening_the_schema_can_not_change(desk_folder: Path, statement: str) -> None:
    vault = open_vault(desk_folder, DESK, PASSPHRASE, write=True, program="首问台")
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        vault.db.conn.execute(statement)
    vault.close()


@pytest.mark.parametrize("kind", ["desk", "county"])
def test_every_table_of_ours_is_strict(request: pytest.FixtureRequest, kind: str) -> None:
    from app.county.schema import COUNTY

    folder = request.getfixturevalue(f"{kind}_folder")
    connection = raw(folder, DESK if kind == "desk" else COUNTY)
    tables = connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
    ).fetchall()
    connection.close()
    assert len(tables) >= 5
    assert [name for name, strict in tables if not strict] == []


def test_what_was_written_is_durable_in_the_way_the_design_says(desk_folder: Path) -> None:
    vault = open_vault(desk_folder, DESK, PASSPHRASE, write=True, program="首问台")
    ask = vault.db.conn.execute
    assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ask("PRAGMA synchronous").fetchone()[0] == 2
    assert ask("PRAGMA foreign_keys").fetchone()[0] == 1
    assert ask("PRAGMA temp_store").fetchone()[0] == 2
    vault.close()


SECRETS = ("欧阳铁柱", "13712345678", "430621199001011234", "强拆我家祖屋", "后山水源被占", "石桥镇人民政府", "李明")


def test_nothing_readable_lies_in_any_file_of_the_folder(desk_folder: Path, clock: FixedClock) -> None:
    one = person("欧阳铁柱", phone="13712345678", id_number="430621199001011234")
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        number = registered(desk, one, title="强拆我家祖屋", facts="后山水源被占" * 500)
        to_issue(desk, number)
        open_files = {path.name: path.read_bytes() for path in desk_folder.iterdir()}
        assert len(open_files["desk.db-wal"]) > 4096
    closed_files = {path.name: path.read_bytes() for path in desk_folder.iterdir()}
    assert {"desk.db", "desk.key"} <= closed_files.keys()
    for name, content in [*open_files.items(), *closed_files.items()]:
        for secret in (*SECRETS, PASSPHRASE):
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert secret.encode(encoding) not in content, f"{secret} in {name}"
    for pages in (open_files["desk.db"], closed_files["desk.db"], open_files["desk.db-wal"]):
        assert b"SQLite format" not in pages
        assert b"CREATE TABLE" not in pages


def test_closing_leaves_nothing_in_the_log(desk_folder: Path, clock: FixedClock, tmp_path: Path) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk)
    log = desk_folder / "desk.db-wal"
    assert not log.exists() or log.stat().st_size == 0
    assert_copy_alone_is_whole(desk_folder, tmp_path, clock)


def test_resting_puts_everything_into_the_main_file(desk: Desk, desk_folder: Path, tmp_path: Path) -> None:
    registered(desk)
    desk.rest()
    assert (desk_folder / "desk.db-wal").stat().st_size == 0
    assert_copy_alone_is_whole(desk_folder, tmp_path, FixedClock())


def assert_copy_alone_is_whole(folder: Path, tmp_path: Path, clock: FixedClock) -> None:
    """People copy the main file and the key file, nothing else."""
    copy = tmp_path / "copied"
    copy.mkdir()
    for name in ("desk.db", "desk.key"):
        shutil.copy(folder / name, copy / name)
    with Desk.open(copy, PASSPHRASE, clock=clock) as desk:
        assert desk.count() == 1
        desk.verify(rebuild=True)


def test_a_desk_that_was_not_closed_has_every_confirmed_entry(
    desk: Desk, desk_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    for _ in range(3):
        registered(desk)
    cut = tmp_path / "cut"
    shutil.copytree(desk_folder, cut)  # what is on the disk when the power goes
    with Desk.open(cut, PASSPHRASE, clock=clock) as after:
        assert after.count() == 3
        assert after.verify(rebuild=True)["entries"] == 4


def create(folder: Path, clock: FixedClock, office: Office = OFFICE, officers: tuple[str, ...] = OFFICERS) -> Desk:
    return Desk.create(
        folder, office=office, officers=officers, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    )


def test_a_desk_is_never_created_over_another(desk_folder: Path, clock: FixedClock) -> None:
    before = files(desk_folder)
    with pytest.raises(StorageError) as refused:
        create(desk_folder, clock)
    assert code_of(refused) == "database-exists"
    assert files(desk_folder) == before


def test_a_key_file_alone_is_never_overwritten(desk_folder: Path, clock: FixedClock) -> None:
    (desk_folder / "desk.db").unlink()
    before = files(desk_folder)
    with pytest.raises(StorageError) as refused:
        create(desk_folder, clock)
    assert code_of(refused) == "keyfile-alone"
    assert files(desk_folder) == before


@pytest.mark.parametrize("left", [("desk.db.new",), ("desk.db.new", "desk.key"), ("desk.db.new", "desk.db.new-wal")])
def test_a_creation_that_was_cut_short_can_be_done_again(
    desk_folder: Path, clock: FixedClock, left: tuple[str, ...]
) -> None:
    whole = (desk_folder / "desk.db").read_bytes()
    for path in desk_folder.iterdir():
        if path.name not in left:
            path.unlink()
    for name in left:
        if not (desk_folder / name).exists():
            (desk_folder / name).write_bytes(whole[:5000])
    with create(desk_folder, clock) as desk:
        registered(desk)
    assert sorted(set(files(desk_folder))) == ["desk.db", "desk.key", "looked.db"]
    Desk.open(desk_folder, PASSPHRASE, clock=clock).close()


def test_a_refused_creation_leaves_no_desk(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(RuleBroken) as refused:
        Desk.create(tmp_path / "new", office=OFFICE, officers=OFFICERS, passphrase="  ", clock=clock)
    assert code_of(refused) == "passphrase-empty"
    assert not (tmp_path / "new").exists()
    create(tmp_path / "new", clock).close()


def test_a_folder_that_can_not_be_made_is_a_storage_error(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as refused:
        create(tmp_path / "file" / "desk", clock)
    assert code_of(refused) == "folder-not-writable"


def test_two_desks_have_nothing_secret_in_common(desk_folder: Path, tmp_path: Path, clock: FixedClock) -> None:
    create(tmp_path / "other", clock).close()
    keys = [
        json.loads((folder / "desk.key").read_bytes())["slots"][0]["salt"]
        for folder in (desk_folder, tmp_path / "other")
    ]
    assert keys[0] != keys[1]
    rows = [
        raw(folder).execute("SELECT keys, secret FROM desk").fetchone() for folder in (desk_folder, tmp_path / "other")
    ]
    assert rows[0][0] != rows[1][0]
    assert rows[0][1] != rows[1][1]


def test_want_of_memory_is_told_in_a_sentence() -> None:
    """SQLCipher reports a page with a broken seal, met while writing, as want of memory."""
    with pytest.raises(StorageError) as refused, broken_surroundings():
        raise MemoryError
    assert refused.value.code == "memory-or-damage"
    assert "没有写入" in refused.value.message
