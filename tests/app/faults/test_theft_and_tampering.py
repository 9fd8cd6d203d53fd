"""A folder that is stolen tells nothing; a row that is changed behind the program's back is found and named."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.entries import GENESIS
from app.domain.errors import StorageError
from app.storage.driver import sqlite3
from app.storage.petitions import PROJECTIONS
from tests.app.faults.calls import GO, Call, Child, Verdict, supervise
from tests.app.faults.killing import needs_fork
from tests.app.faults.operations import PLAN
from tests.app.test_looking import log_of
from tests.helpers import OFFICERS, PASSPHRASE, FixedClock, person, raw, registered, to_issue

ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
HOLDERS = "desk.key"  # it names the officers who have a passphrase, and nobody else (docs/security.md)

Totals = Callable[[str, object], None]


def opened(folder: Path) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=FixedClock())


def use(desk: Desk, stick: Path) -> str:
    """A day at the desk: two matters, papers, looks, a package."""
    one = person("欧阳铁柱", phone="13712345678", id_number="430621199001011234", address="石桥村后山组12号")
    number = registered(desk, one, person("诸葛翠花"), title="强拆我家祖屋", facts="后山水源被占，请求恢复。" * 40)
    to_issue(desk, number)
    registered(desk, person("百里长风", phone="13912345678"), title="低保被取消")
    desk.run_desk(PLAN)
    desk.search("欧阳铁柱")
    desk.view(number)
    desk.take_out("print", "F12", number)
    desk.paper(number, "F12")
    if desk.county():
        desk.export(stick)
    return number


def texts(value: Any) -> Iterator[str]:
    """Every text of an entry that could tell something: not a code, not a date."""
    if isinstance(value, str):
        if len(value.encode()) >= 6 and (not value.isascii() or value.isdigit()):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def images_of(state: str, folder: Path) -> dict[str, bytes]:
    """Every file of a folder, the backups in it too."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {f"{state}{path.relative_to(folder)}": path.read_bytes() for path in files}


def test_a_stolen_folder_and_a_found_stick_hold_nothing_that_can_be_read(
    desk_folder: Path, county_folder: Path, tmp_path: Path, record_property: Totals
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    images: dict[str, bytes] = {}
    with opened(desk_folder) as desk, County.open(county_folder, PASSPHRASE, clock=FixedClock()) as county:
        desk.trust(county.card())
        county.trust(desk.card())
        use(desk, stick)
        written = {text for body in desk.written() for text in texts(json.loads(body))}
        images |= images_of("open ", desk_folder)
        county.receive(next(stick.glob("*.swt")))
        images |= images_of("open ", county_folder)
    for folder in (desk_folder, county_folder, stick):
        images |= images_of("", folder)
    assert {"欧阳铁柱", "13712345678", "430621199001011234", "强拆我家祖屋", "百里长风", "陈明"} <= written
    assert {"open desk.db-wal", "open looked.db-wal", "looked.db", "county.db"} <= images.keys()
    assert any(name.startswith("backups") for name in images)  # the county's, made before it took the package in
    # The head of a package says from which desk to which county it goes; that of a backup where its chain stands.
    public = {desk.station, county.code, GENESIS}
    for name, data in images.items():
        for text in {*written, PASSPHRASE} - public - (set(OFFICERS) if name.endswith(HOLDERS) else set()):
            assert not any(text.encode(encoding) in data for encoding in ENCODINGS), f"{text} in {name}"
    record_property("faults", ["texts looked for in every file of a stolen folder", len(written)])


@needs_fork
def test_nothing_is_written_anywhere_but_into_the_folder_and_onto_the_stick(desk_folder: Path, tmp_path: Path) -> None:
    """No temporary file, no cache, no list of recent files: no writing call of a day at the desk goes elsewhere."""
    elsewhere: set[Path] = set()

    def decide(call: Call) -> Verdict:
        if not any(path.is_relative_to(tmp_path) for path in (call.path, call.to or call.path)):
            elsewhere.add(call.path)
        return GO

    def work(_child: Child) -> None:
        with opened(desk_folder) as desk:
            use(desk, tmp_path)

    assert supervise(Path("/"), work, decide).code == 0
    assert elsewhere <= {Path("/dev/null")}


# Tampering: with the passphrase, past the program, its triggers dropped


@pytest.fixture
def used(desk_folder: Path, tmp_path: Path) -> Path:
    with opened(desk_folder) as desk:
        use(desk, tmp_path)
    return desk_folder


@contextlib.contextmanager
def meddling(folder: Path, *, log: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection that may do anything to a copy of the folder; the triggers are there again afterwards."""
    connection = log_of(folder) if log else raw(folder)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()


def refusal(folder: Path) -> StorageError:
    with opened(folder) as desk, pytest.raises(StorageError) as caught:
        desk.verify(rebuild=True)
    return caught.value


def spoilt(value: Any, chance: random.Random) -> object:
    """Another value of the same kind: one character or byte of it, or one more."""
    if isinstance(value, int):
        return value + 1
    places = [n for n, one in enumerate(value) if one in b"0123456789"] if isinstance(value, bytes) else []
    place = chance.choice(places or range(max(1, len(value))))  # of JSON a figure: the name of an empty field is idle
    if isinstance(value, str):
        return value[:place] + ("0" if value[place : place + 1] != "0" else "1") + value[place + 1 :]
    return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]


def copies(folder: Path, rows: list[Any]) -> Iterator[tuple[Path, Any]]:
    for row in rows:
        copy = folder.with_name("meddled")
        shutil.rmtree(copy, ignore_errors=True)
        yield Path(shutil.copytree(folder, copy)), row


def test_a_change_in_any_line_of_the_journal_is_found_and_its_place_named(used: Path, record_property: Totals) -> None:
    chance = random.Random(7)
    with contextlib.closing(raw(used)) as connection:
        rows = connection.execute("SELECT seq, petition, hash, body FROM journal").fetchall()
    for copy, (seq, *values) in copies(used, rows):
        column, value = chance.choice(list(zip(("petition", "hash", "body"), values, strict=True)))
        with meddling(copy) as connection:
            connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (spoilt(value or "x", chance), seq))
        refused = refusal(copy)
        assert refused.code == "journal-damaged"
        assert refused.facts["seq"] == seq, column
        assert str(seq) in refused.message
    record_property("faults", ["tampered lines of the journal, each named", len(rows)])


def test_a_change_in_any_table_that_follows_from_the_journal_is_found_and_named(
    used: Path, record_property: Totals
) -> None:
    chance = random.Random(7)
    tried = 0
    for table, order in PROJECTIONS.items():
        if table == "search_places":  # a view of the index, which nobody can write into
            continue
        with contextlib.closing(raw(used)) as connection:
            found = connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
            names = [column[0] for column in found.description]
            rows = found.fetchall()
        for copy, row in copies(used, rows[:3]):
            column = names[-1]
            where = " AND ".join(f'"{name}" IS ?' for name in names)
            with meddling(copy) as connection:
                connection.execute("PRAGMA ignore_check_constraints = ON")
                statement = f'UPDATE {table} SET "{column}" = ? WHERE {where}'
                assert connection.execute(statement, (spoilt(row[-1], chance), *row)).rowcount == 1
            refused = refusal(copy)
            assert refused.code in {"projection-differs", "state-damaged"}, (table, column, refused)
            assert refused.facts.get("table", table) == table
            tried += 1
    assert tried >= 9
    record_property("faults", ["tampered rows of other tables, each found", tried])


def test_a_change_in_any_line_of_the_log_of_looking_is_found_and_its_place_named(
    used: Path, record_property: Totals
) -> None:
    chance = random.Random(7)
    with contextlib.closing(log_of(used)) as connection:
        rows = connection.execute("SELECT seq, officer, hash, body FROM looks").fetchall()
    assert rows
    for copy, (seq, *values) in copies(used, rows):
        column, value = chance.choice(list(zip(("officer", "hash", "body"), values, strict=True)))
        with meddling(copy, log=True) as connection:
            connection.execute(f"UPDATE looks SET {column} = ? WHERE seq = ?", (spoilt(value, chance), seq))
        refused = refusal(copy)
        assert refused.code == "looks-damaged"
        assert refused.facts["seq"] == seq, column
    record_property("faults", ["tampered lines of the log of looking, each named", len(rows)])
