"""A desk that version 0.1 set up and used: opens as it is, proves its journal, and goes on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.desk import Desk
from app.domain.entries import GENESIS
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import Forward
from tests.helpers import OFFICE, PASSPHRASE, FixedClock, raw, registered, serve_all, tamper, to_issue

PATTERNS = ("notice_number", "decline_number", "reply_number", "extension_number", "letter_number")
# What was added since version 0.1, by a field that tells an office and a petition from all else.
ADDED = {
    "hand_overs": ("notice", "extension", "reply", "links", "receptions", "lead_cases", "instructions", "follow_ups"),
    "acceptance_number": (*PATTERNS, "patterns", "first_contact", "one_officer", "lock_after"),
    "program": ("roles",),
}
# The tables that version 0.1 did not have.
OLDER_SCHEMA = (
    "DROP TABLE links",
    "DROP TABLE reception_days",
    "DROP TABLE receptions",
    "DELETE FROM _sqlite_migrations WHERE name IN ('m0002_links', 'm0003_receptions')",
    "PRAGMA user_version = 1",
)


def canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def without(value: Any) -> Any:
    """The value without any field that was added since version 0.1."""
    if isinstance(value, dict):
        added = [name for mark, names in ADDED.items() if mark in value for name in names]
        return {name: without(inner) for name, inner in value.items() if name not in added}
    return [without(inner) for inner in value] if isinstance(value, list) else value


def age(folder: Path) -> None:
    """Turn a closed desk into what version 0.1 would have written, its chain and its tables."""
    connection = raw(folder)
    bodies = connection.execute("SELECT id, body FROM journal ORDER BY id").fetchall()
    states = [
        (table, row, state)
        for table, column in (("petitions", "row"), ("office", "only"))
        for row, state in connection.execute(f"SELECT {column}, state FROM {table}").fetchall()
    ]
    connection.close()
    statements, previous = [], GENESIS
    for number, body in bodies:
        old = canonical({**without(json.loads(body)), "prev": previous})
        previous = hashlib.sha256(old).hexdigest()
        statements.append(f"UPDATE journal SET body = X'{old.hex()}', hash = '{previous}' WHERE id = {number}")
    for table, row, state in states:
        old = canonical(without(json.loads(state)))
        statements.append(f"UPDATE {table} SET state = X'{old.hex()}' WHERE rowid = {row}")
    tamper(folder, *statements, *OLDER_SCHEMA)


@pytest.fixture
def older(desk_folder: Path, clock: FixedClock) -> Path:
    """A desk of version 0.1 with three petitions: registered, accepted, served."""
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        for _ in range(3):
            registered(desk)
        numbers = [row.number for row in desk.page()]
        desk.run(numbers[1], Accept())
        to_issue(desk, numbers[2])
        serve_all(desk, numbers[2])
    age(desk_folder)
    return desk_folder


def test_an_older_desk_is_proved_row_by_row(older: Path, clock: FixedClock) -> None:
    assert b"letter_number" not in b"".join(bodies(older))
    with Desk.open(older, PASSPHRASE, clock=clock) as desk:
        assert [getattr(desk.office, name) for name in PATTERNS] == [getattr(OFFICE, name) for name in PATTERNS]
        assert desk.verify(rebuild=True)["rebuilt"]["petitions"] == 3


def test_an_older_desk_goes_on_with_what_is_new(older: Path, clock: FixedClock) -> None:
    with Desk.open(older, PASSPHRASE, clock=clock) as desk:
        (number,) = [row.number for row in desk.page() if row.stage == "registered"]
        notice = desk.run(number, Forward(body="供水站")).petition
        assert notice is not None
        assert notice.outgoing["F05"][0] == "石桥镇信告〔2026〕1号"
        desk.verify(rebuild=True)


def test_the_journal_of_an_older_desk_is_told_as_it_was_written(
    older: Path, clock: FixedClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    assert cli.main(["journal", str(older)]) == 3  # a reader changes nothing, not even the tables
    assert json.loads(capsys.readouterr().err)["error"] == "database-older"
    Desk.open(older, PASSPHRASE, clock=clock).close()
    assert cli.main(["journal", str(older)]) == 0
    told = json.loads(capsys.readouterr().out)["entries"]
    assert [entry["hash"] for entry in told] == [hashlib.sha256(body).hexdigest() for body in bodies(older)]
    assert [entry["prev"] for entry in told] == [GENESIS, *(entry["hash"] for entry in told[:-1])]
    assert "notice_number" not in told[0]["facts"]["office"]


def bodies(folder: Path) -> list[bytes]:
    connection = raw(folder)
    found = [body for (body,) in connection.execute("SELECT body FROM journal ORDER BY id")]
    connection.close()
    return found
