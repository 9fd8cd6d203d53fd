"""Attachments on their way: each is carried once, none that nobody names, none that is sealed, none is lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.entries import Facts
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.records.attachment import FileGiven
from app.domain.rights import ROLES
from app.domain.steps.attachment import Attached, SetAsideAttachment
from app.domain.steps.officers import ChangeOfficer
from app.exchange import acknowledgement, format
from app.exchange.keys import decode_card
from app.exchange.opening import opened
from app.exchange.sealing import seal
from app.storage.attached_file import CHUNK
from tests.app.county.test_store import exported, keys_of, lines
from tests.helpers import LOOKER, MORNING, STATION, Paired, code_of, denounced, registered

CONTENT = b"ID3\x03" + bytes(range(251)) * (CHUNK // 251 + 9)  # two rows
SHA = hashlib.sha256(CONTENT).hexdigest()


def attached(desk: Desk, number: str, content: bytes = CONTENT) -> None:
    path = desk.folder.parent / "录音.mp3"
    path.write_bytes(content)
    desk.attach(number, (FileGiven(path=str(path)),))


def listed(paired: Paired, path: Path) -> set[str]:
    """The attachments that a package carries, by their hashes."""
    keys = paired.county._new_keys().current  # noqa: SLF001
    with opened(path, keys=keys, me="430621", senders=paired.county.stations()) as box:
        return {part.name[12:] for part, _chunks in box.parts() if part.name.startswith("attachments/")}


def answered(paired: Paired) -> None:
    """The county acknowledges, the desk reads it."""
    paired.desk.receive(paired.county.reply(STATION, paired.stick))


@pytest.mark.parametrize("county_folder", ["", "postgresql"], indirect=True)
def test_an_attachment_travels_once_and_comes_out_as_it_went_in(paired: Paired, tmp_path: Path) -> None:
    desk, county = paired.desk, paired.county
    number = registered(desk)
    attached(desk, number)
    first = exported(desk, paired.stick)
    assert listed(paired, first) == {SHA}
    assert county.receive(first).new == desk.exchange().written
    assert county.receive(first).new == 0  # the same again changes nothing
    saved = tmp_path / "saved.mp3"
    assert county.save_attachment(number, 1, saved, LOOKER).sha256 == SHA
    assert saved.read_bytes() == CONTENT
    answered(paired)
    other = registered(desk)
    attached(desk, other)  # the same content: the county has it
    attached(desk, other, CONTENT + b"1")
    desk.run(number, SetAsideAttachment(attachment=1, reason="另一事项"))
    second = exported(desk, paired.stick)
    assert listed(paired, second) == {hashlib.sha256(CONTENT + b"1").hexdigest()}
    county.receive(second)
    assert not county.show(number)[0].attachments[0].standing
    county.save_attachment(other, 1, saved, LOOKER)
    assert saved.read_bytes() == CONTENT
    assert county.verify(rebuild=True)["attachments"] == {"files": 2, "bytes": 2 * len(CONTENT) + 1}
    with pytest.raises(RuleBroken) as refused:
        county.save_attachment(other, 3, saved, LOOKER)
    assert code_of(refused) == "no-such-attachment"


def test_what_the_county_asks_for_again_brings_its_attachments_again(paired: Paired) -> None:
    desk = paired.desk
    attached(desk, registered(desk))
    paired.county.receive(exported(desk, paired.stick))
    answered(paired)
    registered(desk)
    assert listed(paired, exported(desk, paired.stick)) == set()
    assert listed(paired, Path(str(desk.export(paired.stick, first=1).file))) == {SHA}


def test_the_attachment_of_a_denunciation_stays_at_the_desk(paired: Paired) -> None:
    desk = paired.desk
    desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))
    number = denounced(desk)
    attached(desk, number)
    path = exported(desk, paired.stick)
    assert listed(paired, path) == set()
    paired.county.receive(path)
    assert paired.county.verify(rebuild=True)["attachments"] == {"files": 0, "bytes": 0}
    attached(desk, registered(desk))  # the same content in the open: then it travels
    assert listed(paired, exported(desk, paired.stick)) == {SHA}


def naming(sha256: str) -> Facts:
    given = {"title": "录音", "file": "录音.mp3", "media": "audio/mpeg", "size": len(CONTENT), "sha256": sha256}
    return Attached(**given, pages=0, material="other", note="", stored="")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("named", "carried", "code"),
    [
        ((SHA,), {}, "package-attachment-missing"),
        ((), {SHA: CONTENT}, "package-part-unnamed"),
        (("0" * 64,), {SHA: CONTENT}, "package-part-unnamed"),
        ((SHA,), {SHA: CONTENT}, ""),
        ((SHA, SHA), {SHA: CONTENT}, ""),
    ],
)
def test_what_is_named_and_what_is_carried_must_be_the_same(
    paired: Paired, desk_folder: Path, named: tuple[str, ...], carried: dict[str, bytes], code: str
) -> None:
    entries = [{"kind": "attached", "facts": naming(sha256)} for sha256 in named] or [{}]
    body = b"\n".join(lines(*entries))  # type: ignore[arg-type]
    outline = format.Outline(kind="entries", sender=STATION, epoch=1, first=1, last=len(entries), made_at=MORNING)
    parts = {acknowledgement.ENTRIES: body, **{f"attachments/{sha}": data for sha, data in carried.items()}}
    path = paired.stick / "made.swt"
    recipient = decode_card(paired.county.card())
    path.write_bytes(seal(outline, parts, signer=keys_of(desk_folder), recipient=recipient))
    before = paired.county.verify()
    if code:
        with pytest.raises(ExchangeError) as refused:
            paired.county.receive(path)
        assert code_of(refused) == code
        assert paired.county.verify() == before  # refused whole: nothing of it is kept
    else:
        assert paired.county.receive(path).new == len(entries)
        assert paired.county.verify(rebuild=True)["attachments"] == {"files": 1, "bytes": len(CONTENT)}


def tampered(county: County, *statements: str) -> None:
    connection = vars(county)["_db"].conn
    connection.set_authorizer(None)
    for table in ("attachments", "attachment_chunks"):
        for word in ("change", "shrink"):
            connection.execute(f"DROP TRIGGER {table}_never_{word}")
    for statement in statements:
        connection.execute(statement)


TAMPERING: dict[str, tuple[bool, str]] = {
    "UPDATE attachment_chunks SET data = zeroblob(9) WHERE n = 1": (False, "attachment-damaged"),
    "DELETE FROM attachment_chunks": (False, "attachment-damaged"),
    "DELETE FROM attached_below": (True, "projection-differs"),
    "UPDATE attached_below SET seq = seq + 1": (True, "projection-differs"),
}


@pytest.mark.parametrize(("statement", "how"), TAMPERING.items())
def test_the_county_finds_what_was_changed(paired: Paired, statement: str, how: tuple[bool, str]) -> None:
    attached(paired.desk, registered(paired.desk))
    paired.county.receive(exported(paired.desk, paired.stick))
    tampered(paired.county, statement)
    with pytest.raises(StorageError) as refused:
        paired.county.verify(rebuild=how[0])
    assert code_of(refused) == how[1]


def test_volumes_carry_what_their_entries_name(paired: Paired) -> None:
    desk = paired.desk
    number = registered(desk)
    for n in range(3):
        attached(desk, number, CONTENT + bytes([n]))
    sent = desk.export(paired.stick, volume=2 * CHUNK)
    files = [Path(str(sent.file)), *map(Path, sent.volumes)]
    assert [len(listed(paired, file)) for file in files] == [1, 1, 1]
    for file in files:
        paired.county.receive(file)
    assert paired.county.verify(rebuild=True)["attachments"]["files"] == 3
