"""The journal table: nothing changes a line, and checking the chain names the first place that does not hold."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import StorageError
from app.security.vault import open_vault
from app.setup import DESK
from app.storage.driver import Database, sqlite3
from app.storage.journal import Journal
from tests.helpers import PASSPHRASE, STATION, FixedClock, raw, registered, tamper


@pytest.fixture
def written(desk_folder: Path, clock: FixedClock) -> Path:
    """A closed desk with four entries: opened, and three petitions."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        for _ in range(3):
            registered(desk)
    return desk_folder


def refused_at(folder: Path, clock: FixedClock) -> tuple[str, int, int]:
    """Verify a desk and give the place that the refusal names."""
    with Desk.open(folder, PASSPHRASE, clock=clock) as desk, pytest.raises(StorageError) as refused:
        desk.verify()
    assert refused.value.code == "journal-damaged"
    facts = refused.value.facts
    assert f"第 {facts['seq']} 号" in refused.value.message
    return facts["station"], facts["epoch"], facts["seq"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET body = x'00' WHERE seq = 2",
        "UPDATE journal SET petition = '' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 4",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        "REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
    ],
)
def test_no_statement_changes_or_removes_a_line(written: Path, statement: str) -> None:
    vault = open_vault(written, DESK, PASSPHRASE, write=True, program="首问台")
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        vault.db.conn.execute(statement)
    vault.close()


def test_another_program_is_refused_too(written: Path) -> None:
    connection = raw(written)
    for statement in ("UPDATE journal SET body = x'00'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_a_whole_chain_names_its_head(desk: Desk) -> None:
    registered(desk)
    found = desk.verify()
    last = list(desk.journal())[-1]
    assert found["entries"] == 2
    assert found["lines"][f"{STATION}/1"]["seq"] == last.seq == 2
    assert found["rebuilt"] is None


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '土路', '油路') AS BLOB) WHERE seq = 3", 3),
        ("""UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '"v":1', '"v":2') AS BLOB) WHERE seq = 3""", 3),
        ("UPDATE journal SET body = x'7b7d' WHERE seq = 2", 2),
        ("UPDATE journal SET body = x'ff' WHERE seq = 2", 2),
        ("UPDATE journal SET body = x'' WHERE seq = 4", 4),
        ("UPDATE journal SET hash = replace(hex(zeroblob(32)), '0', 'a') WHERE seq = 3", 3),
        ("UPDATE journal SET petition = '' WHERE seq = 2", 2),
        ("UPDATE journal SET station = '43062110100002' WHERE seq = 4", 4),
        ("UPDATE journal SET epoch = 2 WHERE seq = 4", 4),
        ("UPDATE journal SET seq = 9 WHERE seq = 4", 9),
        ("DELETE FROM journal WHERE seq = 1", 2),
        ("DELETE FROM journal WHERE seq = 3", 4),
    ],
)
def test_checking_the_chain_names_the_changed_place(written: Path, clock: FixedClock, statement: str, seq: int) -> None:
    tamper(written, statement)
    assert refused_at(written, clock)[2] == seq


def test_swapped_rows_are_found(written: Path, clock: FixedClock) -> None:
    tamper(
        written,
        "UPDATE journal SET seq = 99 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 99",
    )
    assert refused_at(written, clock) == (STATION, 1, 3)


def test_a_body_with_its_own_new_hash_breaks_at_the_next_line(written: Path, clock: FixedClock) -> None:
    connection = raw(written)
    body = connection.execute("SELECT body FROM journal WHERE seq = 2").fetchone()[0]
    connection.close()
    changed = body.replace("土路".encode(), "油路".encode())
    digest = hashlib.sha256(changed).hexdigest()
    tamper(written, f"UPDATE journal SET body = x'{changed.hex()}', hash = '{digest}' WHERE seq = 2")
    assert refused_at(written, clock)[2] == 3


def test_a_removed_last_line_is_found_by_the_rebuild(written: Path, clock: FixedClock) -> None:
    tamper(written, "DELETE FROM journal WHERE seq = 4")
    with Desk.open(written, PASSPHRASE, clock=clock) as desk:
        desk.verify()  # a chain that ends earlier is still a chain
        with pytest.raises(StorageError) as refused:
            desk.verify(rebuild=True)
    assert refused.value.code == "projection-differs"


@settings(max_examples=80)
@given(data=st.data())
def test_any_changed_byte_of_any_body_is_a_storage_error(
    data: st.DataObject, memory_journal: tuple[list[tuple[object, ...]], Database]
) -> None:
    rows, db = memory_journal
    at = data.draw(st.integers(0, len(rows) - 1), "row")
    body = bytearray(bytes(rows[at][6]))  # type: ignore[call-overload]
    place = data.draw(st.integers(0, len(body) - 1), "byte")
    body[place] ^= data.draw(st.integers(1, 255), "bits")
    db.conn.execute("DELETE FROM journal")
    for n, row in enumerate(rows):
        values = (*row[:6], bytes(body)) if n == at else row
        db.conn.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    with pytest.raises(StorageError) as refused:
        Journal(db).verify()
    assert refused.value.facts["seq"] == rows[at][3]


@pytest.fixture(scope="module")
def memory_journal(
    desk_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[tuple[object, ...]], Database]:
    """The rows of a real journal, and an unguarded table of the same shape in memory."""
    folder = tmp_path_factory.mktemp("journal") / "desk"
    shutil.copytree(desk_template, folder)
    with Desk.open(folder, PASSPHRASE, clock=FixedClock()) as desk:
        registered(desk)
        registered(desk)
    connection = raw(folder)
    rows = connection.execute("SELECT * FROM journal ORDER BY id").fetchall()
    table = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'journal'").fetchone()[0]
    connection.close()
    db = Database(memory=True, execute_plugins=False)
    db.conn.execute(table)
    return rows, db
