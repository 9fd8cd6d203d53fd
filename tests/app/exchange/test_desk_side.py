"""Desk and county over a stick: nothing counts as delivered before the county's word was read back."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from app.county import restoring
from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from app.domain.entries import hash_of
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.register import AddContact
from app.exchange import acknowledgement, desk_side, format
from app.exchange.history import ARRIVED, LOST
from app.exchange.keys import StationKeys, encode_card, make_card
from app.exchange.sealing import seal
from tests.helpers import MORNING, PASSPHRASE, FixedClock, Paired, code_of, raw, registered, stored, tamper


def exported(paired: Paired) -> Path:
    """The package that the desk has just written."""
    sent = paired.desk.export(paired.stick)
    assert sent.file is not None
    return Path(sent.file)


def delivered(paired: Paired) -> desk_side.Received:
    """The whole round: export, receive, acknowledge, read back."""
    paired.county.receive(exported(paired))
    return paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))


def test_a_petition_is_delivered_only_after_the_acknowledgement_was_read(paired: Paired, clock: FixedClock) -> None:
    desk = paired.desk
    number = registered(desk)
    assert desk.delivery(number).state == "waiting"
    package = exported(paired)
    assert desk.delivery(number).state == "sent"
    paired.county.receive(package)
    assert desk.delivery(number).state == "sent"
    clock.pass_by(hours=2)
    reply = paired.county.reply(desk.station, paired.stick)
    clock.pass_by(hours=1)
    received = desk.receive(reply)
    assert (received.kind, received.last, received.new) == ("acknowledgement", 3, True)
    assert desk.delivery(number).state == "delivered"
    state = desk.exchange()
    assert (state.written, state.sent, state.acknowledged, state.waiting) == (3, 3, 3, 0)
    assert state.county == "岳阳县信访局"
    assert [at[11:16] for at in (state.sent_at, state.acknowledged_at, state.read_at)] == ["09:00", "09:00", "12:00"]


def test_a_new_entry_makes_the_petition_wait_again(paired: Paired) -> None:
    number, other = registered(paired.desk), registered(paired.desk)
    delivered(paired)
    assert paired.desk.undelivered() == []
    paired.desk.run(number, Accept())
    assert paired.desk.delivery(number).state == "waiting"
    assert paired.desk.delivery(other).state == "delivered"
    assert [row.number for row in paired.desk.undelivered()] == [number]


def test_an_unpaired_desk_says_so(desk: Desk, tmp_path: Path) -> None:
    number = registered(desk)
    assert desk.delivery(number).state == "unpaired"
    assert desk.exchange().county == ""
    with pytest.raises(RuleBroken) as refused:
        desk.export(tmp_path)
    assert code_of(refused) == "not-paired"


def test_exporting_with_nothing_new_writes_nothing(paired: Paired) -> None:
    registered(paired.desk)
    delivered(paired)
    before = sorted(paired.stick.iterdir())
    sent = paired.desk.export(paired.stick)
    assert (sent.file, sent.entries) == (None, 0)
    assert sorted(paired.stick.iterdir()) == before


def test_what_was_not_acknowledged_is_exported_again_with_the_new(paired: Paired) -> None:
    registered(paired.desk)
    first = exported(paired)
    number = registered(paired.desk)
    second = paired.desk.export(paired.stick)
    assert (second.first, second.last, second.entries) == (1, 4, 4)
    assert Path(str(second.file)) != first
    assert paired.county.receive(Path(str(second.file))).new == 4
    assert paired.county.receive(first).new == 0
    assert paired.county.show(number)[0] == stored(paired.desk, number)
    delivered_state = paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert delivered_state.last == 4
    assert paired.desk.export(paired.stick).file is None


def test_exporting_twice_leaves_one_whole_package_on_the_stick(paired: Paired) -> None:
    registered(paired.desk)
    assert exported(paired) == exported(paired)
    (package,) = paired.stick.iterdir()
    assert paired.county.receive(package).new == 3


def test_every_sent_package_is_kept_as_it_was_put_on_the_stick(paired: Paired, desk_folder: Path) -> None:
    registered(paired.desk)
    written = [exported(paired).read_bytes(), exported(paired).read_bytes()]
    registered(paired.desk)
    written.append(exported(paired).read_bytes())
    packages = paired.desk.exchange().packages[::-1]
    assert [(one["first"], one["last"]) for one in packages] == [(1, 3), (1, 3), (1, 4)]
    assert [(desk_folder / "sent" / one["kept"]).read_bytes() for one in packages] == written
    assert len(list((desk_folder / "sent").iterdir())) == 3
    paired.county.receive(desk_folder / "sent" / packages[-1]["kept"])  # the stick was lost: its copy does as well
    connection = raw(desk_folder)
    assert connection.execute("SELECT sum(length(package)) FROM packages_sent").fetchone() == (0,)
    connection.close()


def test_a_full_disk_of_the_desk_is_not_blamed_on_the_stick(paired: Paired, desk_folder: Path) -> None:
    number = registered(paired.desk)
    (desk_folder / "sent").write_bytes(b"")  # no folder can be made there
    with pytest.raises(StorageError) as refused:
        exported(paired)
    assert code_of(refused) == "package-not-made"
    assert paired.desk.delivery(number).state == "waiting"
    assert list(paired.stick.iterdir()) == []


def test_what_is_not_on_the_list_does_not_leave_the_desk(paired: Paired) -> None:
    """A newer program wrote it, and its user went back to this one."""
    registered(paired.desk)
    connection = vars(paired.desk)["_db"].conn
    seq, prev, body = connection.execute("SELECT seq, hash, body FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    fields = {**msgspec.json.decode(body), "seq": seq + 1, "prev": prev, "kind": "whereabouts"}
    body = msgspec.json.encode(fields, order="sorted")
    row = (paired.desk.station, paired.desk.epoch, seq + 1, fields["petition"], hash_of(body), body)
    connection.execute("INSERT INTO journal (station, epoch, seq, petition, hash, body) VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.commit()
    with pytest.raises(ExchangeError, match="whereabouts") as refused:
        paired.desk.export(paired.stick)
    assert (code_of(refused), refused.value.facts["seq"]) == ("export-unlisted", seq + 1)
    assert list(paired.stick.iterdir()) == []
    assert paired.desk.exchange().packages == ()


def test_an_export_that_fails_is_not_recorded(paired: Paired) -> None:
    number = registered(paired.desk)
    with pytest.raises(ExchangeError) as refused:
        paired.desk.export(paired.stick / "gone")
    assert code_of(refused) == "medium-gone"
    assert paired.desk.delivery(number).state == "waiting"
    assert paired.desk.exchange().packages == ()
    exported(paired)


def test_the_same_acknowledgement_again_changes_nothing(paired: Paired) -> None:
    registered(paired.desk)
    delivered(paired)
    reply = paired.county.reply(paired.desk.station, paired.stick)
    assert paired.desk.receive(reply).new
    before = paired.desk.exchange()
    again = paired.desk.receive(reply)
    assert not again.new
    assert paired.desk.exchange() == before


def test_an_older_acknowledgement_after_a_newer_one_takes_nothing_back(paired: Paired) -> None:
    number = registered(paired.desk)
    paired.county.receive(exported(paired))
    old = paired.county.reply(paired.desk.station, paired.stick)
    paired.desk.run(number, AddContact())
    paired.county.receive(exported(paired))
    new = paired.county.reply(paired.desk.station, paired.stick)
    assert paired.desk.receive(new).last == 4
    assert paired.desk.receive(old).last == 3
    assert paired.desk.exchange().acknowledged == 4
    assert paired.desk.delivery(number).state == "delivered"


def test_a_delayed_answer_that_says_less_takes_nothing_back_and_a_clock_that_ran_ahead_blocks_nothing(
    paired: Paired, clock: FixedClock
) -> None:
    desk, county, stick = paired.desk, paired.county, paired.stick
    held = []
    late = []
    for hours in (1, 24 * 365, -24 * 364):  # the second answer is made by a clock a year ahead
        number = registered(desk)
        county.receive(exported(paired))
        clock.pass_by(hours=hours)
        answer = county.reply(desk.station, stick)
        late.append(answer.read_bytes())
        if hours != 1:
            clock.pass_by(hours=-hours if hours > 1 else 24 * 364)
            desk.receive(answer)
            held.append(desk.exchange().acknowledged == desk.exchange().written)
    (stick / "late.swt").write_bytes(late[0])
    desk.receive(stick / "late.swt")
    assert held == [True, True]
    assert desk.exchange().waiting == 0
    assert desk.delivery(number).state == "delivered"


def test_what_a_restored_county_lost_is_sent_again_unasked(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    desk, stick = paired.desk, paired.stick
    registered(desk)
    paired.county.receive(exported(paired))
    desk.receive(paired.county.reply(desk.station, stick))
    backup = Path(paired.county.backup(stick).file)
    lost = registered(desk)
    paired.county.receive(exported(paired))
    clock.pass_by(hours=1)
    desk.receive(paired.county.reply(desk.station, stick))
    assert desk.delivery(lost).state == "delivered"
    paired.county.close()
    clock.pass_by(hours=1)
    restoring.restore(backup, tmp_path / "again", PASSPHRASE, clock=clock)
    with County.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        desk.receive(again.reply(desk.station, stick))  # nothing new was written at the desk
        assert desk.delivery(lost).state != "delivered"
        assert [line.state for line in desk.exchange_history() if line.out] == [LOST, ARRIVED]
        again.receive(Path(str(desk.export(stick).file)))
        assert again.show(lost)[0].who
        clock.pass_by(hours=1)
        desk.receive(again.reply(desk.station, stick))
        assert (desk.exchange().waiting, desk.delivery(lost).state) == (0, "delivered")
        assert {line.state for line in desk.exchange_history() if line.out} == {ARRIVED}


def places(size: int) -> list[int]:
    """Positions over a whole file: every part of the head, then every so often."""
    return sorted({0, 5, 18, 19, 25, 200, 600, 800, 900, size // 2, size - 20, size - 1, *range(30, size, size // 25)})


@pytest.mark.parametrize("way", ["to county", "to desk"])
def test_one_changed_byte_refuses_the_whole_package(paired: Paired, tmp_path: Path, way: str) -> None:
    registered(paired.desk)
    package = exported(paired)
    if way == "to desk":
        paired.county.receive(package)
        package = paired.county.reply(paired.desk.station, paired.stick)
    receive = paired.county.receive if way == "to county" else paired.desk.receive
    whole = package.read_bytes()
    changed = tmp_path / "changed.swt"
    for place in places(len(whole)):
        for data in (whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :], whole[:place]):
            changed.write_bytes(data)
            with pytest.raises(ExchangeError):
                receive(changed)
    changed.write_bytes(whole + b"\n")
    with pytest.raises(ExchangeError):
        receive(changed)
    assert paired.desk.exchange().acknowledged == 0
    receive(package)


def other_county(tmp_path: Path, clock: FixedClock, code: str = "430622") -> County:
    return County.create(
        tmp_path / f"county{code}",
        code=code,
        name="另一县信访局",
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.01,
    )


def test_another_countys_package_and_a_package_for_another_county_are_refused(
    paired: Paired, tmp_path: Path, clock: FixedClock
) -> None:
    registered(paired.desk)
    package = exported(paired)
    with other_county(tmp_path, clock) as stranger:
        stranger.trust(paired.desk.card())
        with pytest.raises(ExchangeError) as refused:
            stranger.receive(package)
        assert code_of(refused) == "package-for-another"
    with other_county(tmp_path, clock, "430621") as namesake:  # the same code and other keys
        namesake.trust(paired.desk.card())
        with pytest.raises(ExchangeError) as refused:
            namesake.receive(package)
        assert code_of(refused) == "package-for-another"


@pytest.mark.parametrize("code", ["430621", "430600", "430699"])
def test_a_new_county_has_nothing_until_it_says_so(
    paired: Paired, tmp_path: Path, clock: FixedClock, code: str
) -> None:
    """The county lost its store and begins with new keys, or the township now belongs to another county."""
    number = registered(paired.desk)
    delivered(paired)
    with other_county(tmp_path, clock, code) as new:
        paired.desk.trust(new.card(), replace=True)
        new.trust(paired.desk.card())
        state = paired.desk.exchange()
        assert (state.county, state.sent, state.acknowledged) == ("另一县信访局", 0, 0)
        assert paired.desk.delivery(number).state == "waiting"
        assert new.receive(exported(paired)).new == 4
        assert paired.desk.delivery(number).state == "sent"
        paired.desk.receive(new.reply(paired.desk.station, paired.stick))
        assert paired.desk.delivery(number).state == "delivered"
        assert new.show(number)[0] == stored(paired.desk, number)
    assert len(paired.desk.exchange().packages) == 2
    paired.desk.verify(rebuild=True)


def test_a_county_is_replaced_only_when_that_is_said(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    entries = paired.desk.exchange().written
    with other_county(tmp_path, clock, "430621") as namesake:
        with pytest.raises(RuleBroken) as refused:
            paired.desk.trust(namesake.card())
        assert code_of(refused) == "county-differs"
        assert refused.value.facts["offered"] == namesake.fingerprint()
    assert paired.desk.trust(paired.county.card()).entries == ()
    assert paired.desk.exchange().written == entries
    assert paired.desk.peers()["430621"].name == "岳阳县信访局"


def test_a_package_is_taken_neither_by_its_sender_nor_from_a_stranger(
    paired: Paired, county_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    registered(paired.desk)
    with pytest.raises(ExchangeError):
        paired.desk.receive(exported(paired))
    with other_county(tmp_path, clock) as untold:
        paired.desk.trust(untold.card(), replace=True)
        with pytest.raises(ExchangeError):
            untold.receive(exported(paired))


def test_a_file_that_is_no_package_is_refused_on_both_sides(paired: Paired) -> None:
    for content in (b"", b"hello", b"SHOUWENTAI PACKAGE\n", b"\xff" * 100_000):
        (paired.stick / "x.swt").write_bytes(content)
        for side in (paired.desk, paired.county):
            with pytest.raises(ExchangeError):
                side.receive(paired.stick / "x.swt")
    with pytest.raises(ExchangeError):
        paired.county.receive(paired.stick / "nothing.swt")
    with pytest.raises(ExchangeError):
        paired.desk.receive(paired.stick)


def test_cards_of_the_wrong_side_are_refused(paired: Paired) -> None:
    with pytest.raises(RuleBroken) as refused:
        paired.desk.trust(paired.desk.card())
    assert code_of(refused) == "card-own"
    keys = StationKeys.generate()
    body = make_card(keys, role="body", code="430621JW", name="某县纪律检查委员会", made_on=paired.desk.today())
    for below in (False, True):
        with pytest.raises(RuleBroken) as refused:
            paired.desk.trust(encode_card(body, keys), below=below, replace=True)
        assert code_of(refused) == "card-not-county"
    with pytest.raises(RuleBroken) as refused:
        paired.county.trust(paired.county.card())
    assert code_of(refused) == "card-not-desk"
    for side in (paired.desk, paired.county):
        for card in (b"", b"{}", paired.desk.card()[:-5], paired.county.card().replace(b"4306", b"4307", 1)):
            with pytest.raises(ExchangeError):
                side.trust(card)


def test_a_fingerprint_read_on_the_telephone_is_the_one_of_the_card(paired: Paired, desk_folder: Path) -> None:
    (entry,) = [entry for entry in paired.desk.journal() if entry.kind == "paired"]
    assert entry.facts.fingerprint == paired.county.fingerprint()  # type: ignore[attr-defined]
    assert paired.desk.peers()["430621"].name == "岳阳县信访局"
    assert paired.county.stations()[paired.desk.station].name == paired.desk.office.name


def test_an_acknowledgement_of_another_history_is_refused(
    paired: Paired, desk_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """The county has what a copy of the desk wrote: nothing of ours may count as delivered."""
    paired.desk.rest()
    copy = Path(shutil.copytree(desk_folder, tmp_path / "copy", ignore=shutil.ignore_patterns("desk.lock", "*.json")))
    with Desk.open(copy, PASSPHRASE, clock=clock) as other:
        registered(other, title="副本上的登记")
        paired.county.receive(Path(str(other.export(paired.stick).file)))
    number = registered(paired.desk)
    exported(paired)
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert code_of(refused) == "acknowledgement-mismatch"
    assert paired.desk.delivery(number).state == "sent"


def test_an_acknowledgement_beyond_our_line_is_refused(
    paired: Paired, desk_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """A desk that was set back to an older copy learns that the county knows more than it does."""
    paired.desk.rest()
    copy = Path(shutil.copytree(desk_folder, tmp_path / "old", ignore=shutil.ignore_patterns("desk.lock", "*.json")))
    registered(paired.desk)
    paired.county.receive(exported(paired))
    reply = paired.county.reply(paired.desk.station, paired.stick)
    with Desk.open(copy, PASSPHRASE, clock=clock) as old:
        with pytest.raises(ExchangeError) as refused:
            old.receive(reply)
        assert code_of(refused) == "acknowledgement-mismatch"
        assert old.exchange().acknowledged == 0


def county_keys(county_folder: Path) -> StationKeys:
    connection = raw(county_folder, COUNTY)
    keys = StationKeys.from_bytes(connection.execute("SELECT keys FROM county").fetchone()[0])
    connection.close()
    return keys


@pytest.mark.parametrize(
    ("kind", "part", "content", "code"),
    [
        ("acknowledgement", acknowledgement.PART, b"{}", "acknowledgement-damaged"),
        ("acknowledgement", acknowledgement.PART, b"\xff", "acknowledgement-damaged"),
        ("acknowledgement", acknowledgement.PART, b"[" * 100_000, "acknowledgement-damaged"),
        ("acknowledgement", acknowledgement.PART, None, "acknowledgement-damaged"),
        ("acknowledgement", "other.json", b"{}", "package-kind-unknown"),
        ("reminders", "reminders.json", b"{}", "package-kind-unknown"),
    ],
)
def test_a_signed_package_with_strange_content_is_refused(
    paired: Paired, county_folder: Path, kind: str, part: str, content: bytes | None, code: str
) -> None:
    if content is None:  # numbers that no database holds
        content = acknowledgement.encode(
            acknowledgement.Acknowledgement(
                station=paired.desk.station,
                epoch=1,
                last=2**63,
                last_hash="0" * 64,
                county="430621",
                county_name="岳阳县信访局",
                received_at="2026-03-02T09:00:00+08:00",
            )
        )
    (card,) = paired.county.stations().values()
    outline = format.Outline(kind=kind, sender="430621", epoch=1, first=1, last=1, made_at=MORNING)
    data = seal(outline, {part: content}, signer=county_keys(county_folder), recipient=card)
    path = paired.stick / "strange.swt"
    path.write_bytes(data)
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(path)
    assert code_of(refused) == code
    assert paired.desk.exchange().acknowledged == 0


def test_a_reader_neither_exports_nor_receives(paired: Paired, desk_folder: Path, clock: FixedClock) -> None:
    registered(paired.desk)
    package = exported(paired)
    paired.county.receive(package)
    reply = paired.county.reply(paired.desk.station, paired.stick)
    before = sorted(paired.stick.iterdir())
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, write=False) as reader:
        with pytest.raises(StorageError):
            reader.export(paired.stick)
        with pytest.raises(StorageError):
            reader.receive(reply)
    assert sorted(paired.stick.iterdir()) == before
    assert paired.desk.receive(reply).new


def test_nothing_readable_about_a_person_is_outside_the_seal(paired: Paired) -> None:
    registered(paired.desk)
    package = exported(paired)
    data = package.read_bytes()
    for secret in ("张三", "硬化", "石桥", paired.desk.office.name):
        assert secret.encode() not in data
        assert secret not in package.name


def test_what_the_county_gets_is_byte_for_byte_what_was_written(paired: Paired) -> None:
    number = registered(paired.desk)
    delivered(paired)
    assert paired.county.show(number)[1] == [*paired.desk.written(number)]


def test_a_tampered_desk_can_not_hand_on_its_line(
    paired: Paired, desk_folder: Path, county_folder: Path, clock: FixedClock
) -> None:
    for _ in range(2):
        registered(paired.desk)
    paired.desk.close()
    tamper(
        desk_folder, "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '土路', '油路') AS BLOB) WHERE seq = 3"
    )
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        package = Path(str(desk.export(paired.stick).file))
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(package)
    assert code_of(refused) == "package-chain"
    assert refused.value.facts["seq"] == 4


def test_another_county_takes_the_place_of_ours_only_when_that_is_said(
    paired: Paired, tmp_path: Path, clock: FixedClock
) -> None:
    with other_county(tmp_path, clock) as other:
        with pytest.raises(RuleBroken) as refused:
            paired.desk.trust(other.card())
        assert code_of(refused) == "county-differs"
        assert refused.value.facts == {"known": paired.county.fingerprint(), "offered": other.fingerprint()}
        assert paired.desk.exchange().county == paired.county.name
        paired.desk.trust(other.card(), replace=True)
        assert paired.desk.exchange().county == other.name


@pytest.mark.parametrize("reported", [True, False])
def test_a_chain_cut_at_its_end_is_found_by_what_was_sent(paired: Paired, clock: FixedClock, reported: bool) -> None:
    registered(paired.desk)
    if reported:
        exported(paired)
    folder = paired.desk.folder
    last = paired.desk.exchange().written
    paired.desk.close()
    tamper(folder, f"DELETE FROM journal WHERE seq = {last}")
    with Desk.open(folder, PASSPHRASE, clock=clock) as desk:
        if reported:
            with pytest.raises(StorageError) as refused:
                desk.verify()
            assert (code_of(refused), refused.value.facts["seq"]) == ("journal-cut", last)
        else:
            assert desk.verify()["entries"] == last - 1  # nobody has seen it: only the tables know
            with pytest.raises(StorageError):
                desk.verify(rebuild=True)
