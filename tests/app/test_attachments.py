"""Attachments at the desk: entry and bytes together or not at all, read back as they came, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import RuleBroken, StorageError
from app.domain.records.attachment import FileGiven
from app.domain.rights import GIVEN, ROLES
from app.domain.steps.attachment import Attach, SetAsideAttachment
from app.domain.steps.officers import ChangeOfficer
from app.storage.attached_file import CHUNK
from app.storage.driver import sqlite3
from tests.helpers import PASSPHRASE, FixedClock, code_of, denounced, raw, registered, tamper

RECORDING = b"ID3\x03" + bytes(range(251)) * (2 * CHUNK // 251 + 9)  # three rows, the last one not full


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "通话录音.mp3"
    path.write_bytes(RECORDING)
    return path


def given(path: Path, **said: str) -> FileGiven:
    return FileGiven(path=str(path), **said)  # type: ignore[arg-type]


def rows(desk: Desk, table: str) -> int:
    return int(vars(desk)["_db"].conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_file_comes_back_as_it_went_in_and_is_kept_once(desk: Desk, recording: Path, tmp_path: Path) -> None:
    number, other = registered(desk), registered(desk)
    heard: list[tuple[int, int]] = []
    changes = desk.attach(number, (given(recording, title="通话录音"),), progress=lambda *done: heard.append(done))
    assert heard[-1] == (2 * len(RECORDING), 2 * len(RECORDING))
    (entry,) = changes.entries
    assert entry.facts.sha256 == hashlib.sha256(RECORDING).hexdigest()  # type: ignore[attr-defined]
    assert entry.facts.sentence(entry) == "添加附件“通话录音”（信访人提交，MP3录音，2.0 MB）"
    desk.attach(other, (given(recording),))
    assert (rows(desk, "attachments"), rows(desk, "attachment_chunks"), rows(desk, "attached")) == (1, 3, 2)
    assert desk.attachment(other, 1) == RECORDING
    saved = tmp_path / "saved.mp3"
    assert desk.save_attachment(number, 1, saved).title == "通话录音"
    assert saved.read_bytes() == RECORDING
    assert [look.sentence for look in desk.looked(number)][:1] == ["另存附件：第1份"]
    desk.run(number, SetAsideAttachment(attachment=1, reason="属于另一事项"))
    (aside,) = desk.attachments(number)
    assert (aside.standing, aside.set_aside_by) == (False, "李明")
    assert desk.attachment(number, 1) == RECORDING  # what was set aside stays
    assert desk.verify(rebuild=True)["attachments"] == {"files": 1, "bytes": len(RECORDING)}
    told = next(one for one in desk.verify_report().report.checks if one.code == "attachments")
    assert (told.state, told.numbers) == ("passed", {"attachments": 1, "bytes": len(RECORDING)})


def test_several_files_are_taken_together_or_not_at_all(desk: Desk, recording: Path, tmp_path: Path) -> None:
    number = registered(desk)
    before = desk.petition(number)
    program = tmp_path / "照片.jpg"
    program.write_bytes(b"MZ" + bytes(100))
    with pytest.raises(RuleBroken) as refused:
        desk.attach(number, (given(recording), given(program)))
    assert code_of(refused) == "attachment-kind"
    with pytest.raises(StorageError) as missing:
        desk.run(number, Attach(files=(given(recording), given(tmp_path / "没有.pdf"))))
    assert missing.value.code == "attachment-missing"
    assert desk.petition(number) == before
    assert (rows(desk, "attachments"), rows(desk, "attachment_chunks"), rows(desk, "attached")) == (0, 0, 0)


def test_a_file_that_is_written_to_between_the_two_readings_is_refused(desk: Desk, recording: Path) -> None:
    number = registered(desk)

    def change(done: int, total: int) -> None:
        if 2 * done == total:  # read once
            recording.write_bytes(RECORDING[:-1] + b"!")

    with pytest.raises(StorageError) as refused:
        desk.attach(number, (given(recording),), progress=change)
    assert refused.value.code == "attachment-changed"
    assert rows(desk, "attachments") == 0
    desk.attach(number, (given(recording),))  # and taken once it lies still
    assert desk.attachment(number, 1).endswith(b"!")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachments SET size = 1",
        "DELETE FROM attachment_chunks WHERE n = 1",
        "UPDATE attachment_chunks SET data = x'00' WHERE n = 0",
        "INSERT OR REPLACE INTO attachment_chunks SELECT sha256, 0, x'00' FROM attachments",
        "INSERT OR REPLACE INTO attachments SELECT sha256, 1 FROM attachments",
    ],
)
def test_nothing_that_was_kept_can_be_changed(desk: Desk, recording: Path, statement: str) -> None:
    desk.attach(registered(desk), (given(recording),))
    with pytest.raises(sqlite3.DatabaseError, match="never changed"):
        vars(desk)["_db"].conn.execute(statement)


TAMPERED = {
    "UPDATE attachment_chunks SET data = zeroblob(length(data)) WHERE n = 1": "attachment-damaged",
    "DELETE FROM attachment_chunks WHERE n = 2": "attachment-damaged",
    "DELETE FROM attachment_chunks; DELETE FROM attachments": "attachment-lost",
}


@pytest.mark.parametrize(("statement", "code"), TAMPERED.items())
def test_bytes_that_were_changed_behind_the_program_are_found_and_not_given_out(
    desk_folder: Path, recording: Path, tmp_path: Path, clock: FixedClock, statement: str, code: str
) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        number = registered(desk)
        desk.attach(number, (given(recording),))
    tamper(desk_folder, *statement.split("; "))
    saved = tmp_path / "saved.mp3"
    saved.write_bytes(b"before")
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        for ask in (desk.verify, lambda: desk.attachment(number, 1), lambda: desk.save_attachment(number, 1, saved)):
            with pytest.raises(StorageError) as refused:
                ask()
            assert refused.value.code == code
        told = next(one for one in desk.verify_report().report.checks if one.code == "attachments")
        assert (told.state, told.error) == ("failed", code)
    assert saved.read_bytes() == b"before"
    assert sorted(tmp_path.glob("saved*")) == [saved]


def test_a_backup_brings_the_attachments_back(desk: Desk, recording: Path, tmp_path: Path) -> None:
    number = registered(desk)
    desk.attach(number, (given(recording),))
    made = desk.backup()
    restore(Path(made.file), tmp_path / "restored", PASSPHRASE, Said(reason="演练", last_numbers=()))
    with Desk.open(tmp_path / "restored", PASSPHRASE) as again:
        assert again.attachment(number, 1) == RECORDING
        assert again.verify(rebuild=True)["attachments"]["files"] == 1


@pytest.fixture
def holder(desk: Desk) -> Desk:
    """李明 has every role, that for denunciations too."""
    desk.change_officer(ChangeOfficer(officer="李明", roles=(*ROLES[:2], "approver", "administrator", GIVEN)))
    return desk


def test_the_file_of_a_denunciation_is_sealed_and_looks_like_no_other(holder: Desk, recording: Path) -> None:
    desk = holder
    number, other = denounced(desk), registered(desk)
    desk.attach(other, (given(recording),))
    desk.attach(number, (given(recording, title="录音"),))
    (sealed,) = desk.attachments(number)
    assert sealed.sha256 == hashlib.sha256(RECORDING).hexdigest()
    assert sealed.stored not in ("", sealed.sha256)
    assert desk.attachment(number, 1) == RECORDING
    second = denounced(desk)
    desk.attach(second, (given(recording),))
    assert desk.attachments(second)[0].stored != sealed.stored  # nor does one tell of another
    assert rows(desk, "attachments") == 3
    assert rows(desk, "attached") == 1
    assert desk.verify(rebuild=True)["attachments"] == {"files": 1, "bytes": len(RECORDING)}
    with raw(desk.folder) as read:
        kept = b"".join(
            data
            for (data,) in read.execute(
                "SELECT data FROM attachment_chunks WHERE sha256 = ? ORDER BY n", (sealed.stored,)
            )
        )
        sizes = {size for (size,) in read.execute("SELECT size FROM attachments WHERE sha256 <> ?", (sealed.sha256,))}
    assert RECORDING[5_000:5_100] not in kept
    assert {(size - 16 * 4) % 65_536 for size in sizes} == {0}
    desk.officer = "王芳"
    for ask in (lambda: desk.attachments(number), lambda: desk.attachment(number, 1)):
        with pytest.raises(RuleBroken) as refused:
            ask()
        assert code_of(refused) == "no-such-petition"
