"""A county whose received lines lie in PostgreSQL: a real server, real processes, real faults."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.county import postgres_schema
from app.county.moving import move
from app.county.restoring import restore
from app.county.schema import COUNTY, OF_THE_VAULT
from app.county.store import County
from app.desk import Desk
from app.domain.errors import DeskError, ExchangeError, RuleBroken, StorageError
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, Paired, code_of, raw, registered, stored
from tests.postgres import GUARDED, PASSWORD, Server

pytestmark = pytest.mark.parametrize("county_folder", ["postgresql"], indirect=True)


def url_of(folder: Path) -> str:
    connection = raw(folder, COUNTY)
    (url,) = connection.execute("SELECT url FROM elsewhere").fetchone()
    connection.close()
    return str(url)


def database_of(folder: Path) -> str:
    found = re.search(r"/(copy_\w+)\?", url_of(folder))
    assert found
    return found.group(1)


def exported(desk: Desk, stick: Path) -> Path:
    return Path(str(desk.export(stick).file))


@pytest.fixture
def session(server: Server, county_folder: Path) -> Iterator[Any]:
    """Whoever administers the database, who may do everything."""
    with server.session(database_of(county_folder)) as connection:
        connection.execute("SET search_path = shouwentai")
        yield connection


def test_both_engines_have_the_same_tables(county_folder: Path, session: Any) -> None:
    """Whoever adds a table or a column to one adds it to the other."""
    here = raw(county_folder, COUNTY)
    sqlite = here.execute(
        "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
    ).fetchall()
    here.close()
    words = {"TEXT": "text", "INTEGER": "bigint", "BLOB": "bytea"}
    expected = {(table, column, words[kind]) for table, column, kind in sqlite if table not in OF_THE_VAULT}
    found = session.execute(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c"
        " JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'shouwentai'::regnamespace"
        " WHERE c.table_schema = 'shouwentai' AND NOT t.relispartition AND t.relkind IN ('r', 'p')"
    ).fetchall()
    assert {row for row in found if row[0] not in {"identity", "schema_version"}} == expected


def test_no_statement_changes_a_line_that_came(paired: Paired, session: Any) -> None:
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    (part,) = session.execute("SELECT DISTINCT tableoid::regclass::text FROM entries").fetchone()
    for table in ("entries", part):
        for statement in (f"UPDATE {table} SET body = ''", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(Exception, match="append-only"):
                session.execute(statement)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entries SET body = convert_to('{}', 'UTF8') WHERE seq = 2", "journal-damaged"),
        ("DELETE FROM entries WHERE seq = 2", "journal-damaged"),
        ("UPDATE folded SET stage = 'closed'", "projection-differs"),
        ("DELETE FROM folded", "projection-differs"),
    ],
)
def test_verifying_finds_what_was_tampered_with(paired: Paired, session: Any, statement: str, code: str) -> None:
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 1}
    session.execute("SET session_replication_role = replica")  # past the triggers, as an administrator can
    assert session.execute(statement).rowcount == 1
    with pytest.raises(StorageError) as refused:
        paired.county.verify(rebuild=True)
    assert code_of(refused) == code


# Several at once


def test_many_stations_are_received_by_several_processes_at_once(
    paired: Paired, tmp_path: Path, clock: FixedClock
) -> None:
    """Three programs, the packages of four stations given to each: every entry is there once, every chain holds."""
    packages, numbers = [], {}
    for n in range(1, 5):
        office = msgspec.structs.replace(OFFICE, station=f"4306211020000{n}", name=f"柳林{n}乡政府", short=f"柳林{n}")
        with Desk.create(
            tmp_path / f"desk{n}",
            office=office,
            officers=OFFICERS,
            passphrase=PASSPHRASE,
            common=True,
            clock=clock,
            unlock_seconds=0.01,
        ) as desk:
            desk.trust(paired.county.card())
            paired.county.trust(desk.card())
            number = registered(desk)
            numbers[number] = stored(desk, number)
            packages.append(exported(desk, paired.stick))
    folder = paired.county.folder
    paired.county.close()
    command = [sys.executable, "-m", "app", "county-receive", str(folder), *map(str, packages)]
    environment = {**os.environ, "SHOUWEN_PASSPHRASE": PASSPHRASE}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    answers = []
    for one in running:
        out, refused = one.communicate(timeout=60)
        assert one.returncode == 0, refused.decode()
        answers.append(json.loads(out)["received"])
    for place in range(len(packages)):
        assert sorted(answer[place]["new"] for answer in answers) == [0, 0, 3]
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert county.verify(rebuild=True)["entries"] == 12
        assert {number: county.show(number)[0] for number in numbers} == numbers


def test_two_with_the_same_package_one_waits_for_the_other(paired: Paired, clock: FixedClock, session: Any) -> None:
    """The second is inside its transaction's lock while the first has not committed: then it finds everything here."""
    registered(paired.desk)
    package = exported(paired.desk, paired.stick)
    told: list[Any] = []

    def second() -> None:
        with County.open(paired.county.folder, PASSPHRASE, clock=clock) as other:
            told.append(other.receive(package).new)

    tables = vars(paired.county)["_tables"]
    with tables.atomic():
        tables.lock(paired.desk.station)
        thread = threading.Thread(target=second)
        thread.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not session.execute(waiting).fetchone()[0]:
            assert thread.is_alive()
        first = paired.county.receive(package).new
    thread.join(timeout=60)
    assert (first, told) == (3, [0])


# Restored from an older dump


def test_a_database_restored_from_an_older_dump_names_the_gap(
    paired: Paired, server: Server, tmp_path: Path, clock: FixedClock
) -> None:
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    url, dump = url_of(paired.county.folder), tmp_path / "county.dump"
    subprocess.run([server.program("pg_dump"), "-Fc", "-f", dump, url], check=True)
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    registered(paired.desk)
    second = exported(paired.desk, paired.stick)
    paired.county.receive(second)
    empty = tmp_path / "later"
    empty.mkdir()
    paired.desk.receive(paired.county.reply(paired.desk.station, empty))
    with server.session() as administrator:
        administrator.execute(f"DROP DATABASE {database_of(paired.county.folder)} WITH (FORCE)")
    server.create(database_of(paired.county.folder), "template0")
    subprocess.run([server.program("pg_restore"), "--single-transaction", "-d", url, dump], check=True)
    registered(paired.desk)
    third = exported(paired.desk, empty)
    with County.open(paired.county.folder, PASSPHRASE, clock=clock) as county:
        assert county.verify(rebuild=True)["entries"] == 3
        with pytest.raises(ExchangeError) as refused:
            county.receive(third)
        assert (code_of(refused), refused.value.facts["missing"]) == ("package-gap", [4, 4])
        assert [county.receive(package).new for package in (second, third)] == [1, 1]
        assert county.verify(rebuild=True)["entries"] == 5


# What goes wrong


def refused_at(url: str, folder: Path) -> DeskError:
    with pytest.raises(DeskError) as refused:
        County.create(
            folder, code="430621", name="县", passphrase=PASSPHRASE, clock=FixedClock(), unlock_seconds=0.01, url=url
        )
    assert not (folder / "county.db").exists()
    assert PASSWORD not in json.dumps(refused.value.facts) + refused.value.message
    return refused.value


def test_a_wrong_address_is_told_in_a_sentence_without_its_password(
    server: Server, tmp_path: Path, county_folder: Path
) -> None:
    with server.session() as session:
        session.execute(f"DROP ROLE IF EXISTS {GUARDED}")
        session.execute(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'another'")
        session.execute("CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    new = tmp_path / "new"
    given = {
        f"postgresql://{GUARDED}:{PASSWORD}@{PASSWORD}/postgres": "server-unreachable",  # @ not escaped
        server.url("postgres", GUARDED, "geheim%40x"): "server-login",
        server.url("nowhere"): "server-no-database",
        server.url("latin"): "server-encoding",
        f"postgresql:///x?host={tmp_path}": "server-unreachable",
        f"postgresql:///x?host={tmp_path}&geheim={PASSWORD}": "store-url-wrong",
        "mysql://x": "store-url-wrong",
    }
    for url, code in given.items():
        assert refused_at(url, new).code == code


def test_a_database_with_another_countys_lines_is_left_alone(paired: Paired, tmp_path: Path, session: Any) -> None:
    refused = refused_at(url_of(paired.county.folder), tmp_path / "new")
    assert isinstance(refused, RuleBroken)
    assert refused.code == "store-occupied"
    paired.county.close()
    session.execute("UPDATE identity SET store = 'x'")
    with pytest.raises(StorageError) as other:
        County.open(paired.county.folder, PASSPHRASE, clock=FixedClock())
    assert code_of(other) == "store-of-another"


def test_a_newer_database_is_refused_and_left_alone(county_folder: Path, clock: FixedClock, session: Any) -> None:
    session.execute("UPDATE schema_version SET version = %s", (len(postgres_schema.MIGRATIONS) + 1,))
    with pytest.raises(StorageError) as refused:
        County.open(county_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "database-newer"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "server-gone"),
        ("RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'", "server-disk-full"),
        ("RAISE EXCEPTION 'lock' USING ERRCODE = 'lock_not_available'", "server-locked"),
        ("RAISE EXCEPTION 'page' USING ERRCODE = 'data_corrupted'", "server-damaged"),
        ("RAISE EXCEPTION 'privilege' USING ERRCODE = 'insufficient_privilege'", "server-privilege"),
    ],
)
def test_what_the_server_does_in_mid_transaction_leaves_nothing_half_in(
    paired: Paired, clock: FixedClock, session: Any, fault: str, code: str
) -> None:
    registered(paired.desk)
    package = exported(paired.desk, paired.stick)
    session.execute(f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {fault}; RETURN NEW; END$$")
    session.execute("CREATE TRIGGER fail BEFORE INSERT ON folded FOR EACH ROW EXECUTE FUNCTION fail()")
    with pytest.raises(StorageError) as refused:
        paired.county.receive(package)
    assert code_of(refused) == code
    session.execute("DROP TRIGGER fail ON folded")
    with County.open(paired.county.folder, PASSPHRASE, clock=clock) as again:
        assert again.verify(rebuild=True)["entries"] == 0
        assert again.receive(package).new == 3


def test_the_address_changes_and_a_backup_says_what_it_does_not_hold(
    paired: Paired, server: Server, tmp_path: Path, clock: FixedClock, session: Any
) -> None:
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    folder, url = paired.county.folder, url_of(paired.county.folder)
    paired.county.close()
    environment = {**os.environ, "SHOUWEN_PASSPHRASE": PASSPHRASE}

    def run(*given: object) -> dict[str, Any]:
        command = [sys.executable, "-m", "app", *map(str, given)]
        return dict(json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout))

    connection = raw(folder, COUNTY)
    connection.execute("UPDATE elsewhere SET url = ?", (server.url("gone"),))
    connection.close()
    with pytest.raises(StorageError) as refused:
        County.open(folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "server-no-database"
    for wrong, code in ((server.url("postgres"), "database-foreign"), (server.url("gone"), "server-no-database")):
        with pytest.raises(StorageError) as refused:
            move(folder, PASSPHRASE, wrong, clock=clock)
        assert code_of(refused) == code
    assert run("county-move", folder, "--store", url)["kept_in"] == "postgresql"
    made = run("backup", folder)
    assert "pg_dump" in made["problems"][0]
    told = restore(Path(made["file"]), tmp_path / "again", PASSPHRASE, clock=clock)
    assert "pg_restore" in told.notices[0]
    with County.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        assert again.verify(rebuild=True)["entries"] == 3
    session.execute("UPDATE identity SET store = 'x'")
    with pytest.raises(StorageError) as refused:
        move(folder, PASSPHRASE, url, clock=clock)
    assert code_of(refused) == "store-of-another"


def test_who_reads_only_writes_nothing(paired: Paired, clock: FixedClock) -> None:
    registered(paired.desk)
    package = exported(paired.desk, paired.stick)
    with County.open(paired.county.folder, PASSPHRASE, clock=clock, write=False) as reader:
        with pytest.raises(StorageError) as refused:
            reader.receive(package)
        assert code_of(refused) == "opened-read-only"
        with pytest.raises(Exception, match="read-only"):
            vars(reader)["_tables"].execute("DELETE FROM packages")
        assert reader.verify()["entries"] == 0


def test_the_address_is_in_no_file_that_can_be_read(paired: Paired, server: Server) -> None:
    """The password stays inside the encrypted database, and in its backup."""
    connection = raw(paired.county.folder, COUNTY)
    connection.execute("UPDATE elsewhere SET url = ?", (server.url("postgres", GUARDED, PASSWORD),))
    connection.close()
    paired.county.backup()
    files = [path for path in paired.county.folder.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert not any(PASSWORD.encode() in path.read_bytes() for path in files)
    shutil.rmtree(paired.county.folder / "backups")
