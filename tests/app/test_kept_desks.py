"""Desks as released versions left them (tests/reference/desks): each opens with this program, proves itself, goes on.

A folder is named after the version of its schema and is never made again. Whoever adds a migration finds the desk of
the schema before it here; `pytest tests/app/test_kept_desks.py --update-reference` keeps one of the new schema.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.entries import hash_of
from app.domain.errors import StorageError
from app.domain.records.attachment import FileGiven
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import Forward
from app.storage.driver import Database
from app.storage.schema import migrations
from tests.app.faults.calls import GO, KILL, Call, NotPossible, Verdict, supervise
from tests.app.faults.killing import needs_fork
from tests.helpers import PASSPHRASE, FixedClock, raw, registered, serve_all, to_issue

DESKS = Path(__file__).parents[1] / "reference" / "desks"
KEPT = sorted(DESKS.iterdir(), key=lambda folder: int(folder.name.partition("-")[2]))
FILES = ("desk.db", "desk.key")
LATEST = len(migrations.pending(Database(memory=True, execute_plugins=False)))


@pytest.fixture(params=KEPT, ids=lambda folder: folder.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a kept desk."""
    return Path(shutil.copytree(request.param, tmp_path / "kept"))


def told(folder: Path) -> dict[str, object]:
    """What a kept desk holds, without opening it by the program."""
    connection = raw(folder)
    count, last = connection.execute("SELECT count(*), max(id) FROM journal").fetchone()
    (body,) = connection.execute("SELECT body FROM journal WHERE id = ?", (last,)).fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master ORDER BY name")]
    connection.close()
    return {"version": version, "entries": count, "head": hash_of(body), "tables": len(tables)}


def test_a_desk_of_every_version_opens_proves_itself_and_goes_on(kept: Path, clock: FixedClock) -> None:
    expected = json.loads((kept / "told.json").read_text("utf-8"))
    assert told(kept) == expected
    with Desk.open(kept, PASSPHRASE, clock=clock) as desk:
        checked = desk.verify(rebuild=True)
        lines = checked["lines"][f"{desk.station}/1"]
        assert (checked["entries"], lines["hash"]) == (expected["entries"], expected["head"])
        (number,) = [row.number for row in desk.page() if row.stage == "registered"]
        desk.run(number, Forward(body="供水站"))
        registered(desk)
        desk.verify(rebuild=True)
    assert told(kept)["version"] == LATEST


def test_an_index_that_nobody_waits_for_is_made_the_next_time(tmp_path: Path, clock: FixedClock) -> None:
    folder = Path(shutil.copytree(DESKS / "schema-16", tmp_path / "desk"))
    heard: list[tuple[str, int, int]] = []

    def ended(words: str, done: int, total: int) -> None:
        heard.append((words, done, total))
        if "索引" in words:
            raise LookupError(words)

    for _again in range(2):
        with pytest.raises(LookupError, match="正在整理查找用的索引"):
            Desk.open(folder, PASSPHRASE, clock=clock, told=ended)
        assert told(folder)["version"] == 16
    assert heard[-1][1:] == (3, 3)
    with Desk.open(folder, PASSPHRASE, clock=clock) as desk:
        assert len(desk.search("zhangsan")) == 3


def test_a_desk_of_the_schema_of_today_is_kept(
    desk_folder: Path, clock: FixedClock, request: pytest.FixtureRequest
) -> None:
    target = DESKS / f"schema-{LATEST}"
    if request.config.getoption("--update-reference") and not target.exists():
        keep(desk_folder, clock, target)
    assert (target / "told.json").exists(), "run this test with --update-reference, once, before the release"


def keep(folder: Path, clock: FixedClock, target: Path) -> None:
    """Use a desk a little and keep it."""
    with Desk.open(folder, PASSPHRASE, clock=clock) as desk:
        numbers = [registered(desk) for _ in range(3)]
        desk.run(numbers[1], Accept())
        to_issue(desk, numbers[2])
        serve_all(desk, numbers[2])
        contract = folder.parent / "合同.txt"
        contract.write_text("承包地二亩。", "utf-8")
        desk.attach(numbers[2], (FileGiven(path=str(contract)),))
    save(folder, target)


def save(folder: Path, target: Path) -> None:
    """Keep a closed desk with what it holds."""
    target.mkdir(parents=True)
    for name in FILES:
        shutil.copy(folder / name, target / name)
    (target / "told.json").write_text(json.dumps(told(folder), indent=1) + "\n", "utf-8")


@needs_fork
def test_a_migration_that_is_killed_left_the_old_version_or_the_new(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    oldest = tmp_path / "oldest"
    shutil.copytree(KEPT[0], oldest)
    before = told(oldest)
    calls: list[Call] = []

    def migrate(folder: Path) -> None:
        Desk.open(folder, PASSPHRASE, clock=FixedClock()).close()

    def killed_before(number: int) -> Path:
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(oldest, copy)
        calls.clear()

        def decide(call: Call) -> Verdict:
            calls.append(call)
            return KILL if len(calls) == number else GO

        supervise(copy, lambda _child: migrate(copy), decide)
        return copy

    try:
        after = told(killed_before(0))
    except NotPossible as error:
        pytest.skip(str(error))
    assert (after["version"], before["version"]) == (LATEST, 1)
    own = [n for n, call in enumerate(calls, 1) if call.path.name in ("desk.db", "desk.db-wal")]
    chosen = sorted({*own[:: max(3, len(own) // 20)], own[-1]})
    for number in chosen:
        copy = killed_before(number)
        assert told(copy) in (before, after), number
        with Desk.open(copy, PASSPHRASE, clock=FixedClock()) as desk:
            assert desk.verify(rebuild=True)["entries"] == before["entries"]
    record_property("faults", ["kill points of a migration", len(chosen)])


def test_a_desk_of_a_newer_program_is_refused_and_not_touched(desk_folder: Path) -> None:
    connection = raw(desk_folder)
    connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    connection.close()
    data = (desk_folder / "desk.db").read_bytes()
    for write in (True, False):
        with pytest.raises(StorageError) as newer:
            Desk.open(desk_folder, PASSPHRASE, write=write)
        assert newer.value.code == "database-newer"
        assert newer.value.facts == {"file_version": LATEST + 1, "program_version": LATEST}
    assert (desk_folder / "desk.db").read_bytes() == data
