"""The county's store: every station's line as it came, nothing lost, nothing taken on trust."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from app.domain.entries import GENESIS, Entry, body_of, hash_of
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.table import KINDS
from app.exchange import acknowledgement, format
from app.exchange.keys import StationKeys, decode_card, to_text
from app.exchange.sealing import seal
from app.storage.driver import sqlite3
from tests.conftest import REFERENCE
from tests.helpers import (
    BOTH,
    MORNING,
    OFFICE,
    OFFICERS,
    PASSPHRASE,
    STATION,
    FixedClock,
    Paired,
    code_of,
    raw,
    registered,
    serve_all,
    stored,
    tamper,
    to_issue,
)


def exported(desk: Desk, stick: Path) -> Path:
    return Path(str(desk.export(stick).file))


def count(county: County) -> int:
    return int(county.verify()["entries"])


@pytest.mark.parametrize(
    ("code", "name"), [("", "县"), ("43062", "县"), ("４３０６２１", "县"), ("43062a", "县"), ("430621", " ")]
)
def test_a_county_has_a_code_and_a_name(tmp_path: Path, clock: FixedClock, code: str, name: str) -> None:
    with pytest.raises(RuleBroken):
        County.create(tmp_path / "new", code=code, name=name, passphrase=PASSPHRASE, clock=clock)
    assert not (tmp_path / "new").exists()


def test_a_desk_folder_is_no_county_and_a_county_folder_no_desk(
    desk_folder: Path, county_folder: Path, clock: FixedClock
) -> None:
    with pytest.raises(StorageError) as refused:
        County.open(desk_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "no-desk"
    for name in ("db", "key"):
        shutil.copy(desk_folder / f"desk.{name}", county_folder / f"county.{name}")
    with pytest.raises(StorageError) as refused:
        County.open(county_folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "database-foreign"


@BOTH
def test_the_same_package_twice_changes_nothing(paired: Paired) -> None:
    registered(paired.desk)
    package = exported(paired.desk, paired.stick)
    first = paired.county.receive(package)
    assert (first.first, first.last, first.new, first.head, first.petitions) == (1, 3, 3, 3, 1)
    again = paired.county.receive(package)
    assert (again.new, again.head, again.petitions) == (0, 3, 0)
    assert count(paired.county) == 3


def test_a_gap_is_named_and_closed_by_the_package_before(paired: Paired, tmp_path: Path) -> None:
    desk, county = paired.desk, paired.county
    registered(desk)
    county.receive(exported(desk, paired.stick))
    desk.receive(county.reply(desk.station, paired.stick))
    registered(desk)
    missing = exported(desk, paired.stick)
    reply_later = tmp_path / "empty"
    reply_later.mkdir()
    with_all = county_copy(paired, tmp_path)
    with_all.receive(missing)
    desk.receive(with_all.reply(desk.station, reply_later))
    with_all.close()
    registered(desk)
    ahead = exported(desk, paired.stick)
    with pytest.raises(ExchangeError) as refused:
        county.receive(ahead)
    assert code_of(refused) == "package-gap"
    assert refused.value.facts["missing"] == [4, 4]
    assert "第 4 至 4 号" in refused.value.message
    assert count(county) == 3
    county.receive(missing)
    county.receive(ahead)
    assert count(county) == 5
    county.verify(rebuild=True)


def county_copy(paired: Paired, tmp_path: Path) -> County:
    """A second machine of the same county, as after moving to another PC."""
    paired.county._vault.rest()  # noqa: SLF001
    folder = Path(
        shutil.copytree(paired.county.folder, tmp_path / "moved", ignore=shutil.ignore_patterns("desk.lock", "*.json"))
    )
    return County.open(folder, PASSPHRASE, clock=FixedClock())


@BOTH
def test_a_fork_is_found_and_nothing_is_lost(
    paired: Paired, desk_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """Somebody copied the desk's folder and both copies went on: the second line is refused, the first stays."""
    paired.desk.rest()
    copy = Path(shutil.copytree(desk_folder, tmp_path / "copy", ignore=shutil.ignore_patterns("desk.lock", "*.json")))
    number = registered(paired.desk, title="原件上的登记")
    paired.county.receive(exported(paired.desk, paired.stick))
    with Desk.open(copy, PASSPHRASE, clock=clock) as other:
        registered(other, title="副本上的登记")
        registered(other)
        other_stick = tmp_path / "other"
        other_stick.mkdir()
        forked = exported(other, other_stick)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(forked)
    assert code_of(refused) == "package-fork"
    assert refused.value.facts["seq"] == 3
    assert paired.county.show(number)[0].title == "原件上的登记"
    assert count(paired.county) == 3
    paired.county.verify(rebuild=True)


@BOTH
def test_two_stations_have_a_line_each(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    office = msgspec.structs.replace(OFFICE, station="43062110200001", name="柳林乡人民政府", short="柳林乡")
    with Desk.create(
        tmp_path / "second", office=office, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as second:
        second.trust(paired.county.card())
        paired.county.trust(second.card())
        one, two = registered(paired.desk), registered(second)
        for desk in (second, paired.desk):
            paired.county.receive(exported(desk, paired.stick))
        assert one != two
        assert paired.county.show(one)[0] == stored(paired.desk, one)
        assert paired.county.show(two)[0] == stored(second, two)
        assert set(paired.county.verify(rebuild=True)["lines"]) == {f"{STATION}/1", "43062110200001/1"}
        with pytest.raises(ExchangeError):  # the acknowledgement of the other desk
            second.receive(paired.county.reply(paired.desk.station, paired.stick))
        assert (
            second.receive(paired.county.reply(second.station, paired.stick)).last == 4
        )  # opened, passphrase set, paired, registered


def test_another_card_of_a_known_desk_is_not_taken(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    with Desk.create(
        tmp_path / "again", office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as impostor:
        with pytest.raises(RuleBroken) as refused:
            paired.county.trust(impostor.card())
        assert code_of(refused) == "card-differs"
        impostor.trust(paired.county.card())
        registered(impostor)
        with pytest.raises(ExchangeError) as forged:
            paired.county.receive(exported(impostor, paired.stick))
    assert code_of(forged) == "package-sender-unknown"
    paired.county.trust(paired.desk.card())
    assert paired.county.stations()[STATION].sign_key


def test_the_county_acknowledges_only_what_it_has(paired: Paired) -> None:
    for station in (STATION, "43062110200001", ""):
        with pytest.raises(RuleBroken) as refused:
            paired.county.reply(station, paired.stick)
        assert code_of(refused) == "nothing-received"
    with pytest.raises(RuleBroken) as refused:
        paired.county.show("43062110100001-2026-000001")
    assert code_of(refused) == "no-such-petition"


def test_a_reader_of_the_county_takes_nothing_in(paired: Paired, clock: FixedClock) -> None:
    number = registered(paired.desk)
    package = exported(paired.desk, paired.stick)
    paired.county.receive(package)
    registered(paired.desk)
    with County.open(paired.county.folder, PASSPHRASE, clock=clock, write=False) as reader:
        assert reader.show(number)[0] == stored(paired.desk, number)
        with pytest.raises(StorageError) as refused:
            reader.receive(exported(paired.desk, paired.stick))
        assert code_of(refused) == "opened-read-only"
        with pytest.raises(StorageError) as refused:
            reader.trust(paired.desk.card())
        assert code_of(refused) == "opened-read-only"


@pytest.fixture
def filled(paired: Paired, county_folder: Path) -> Path:
    """A closed county with a long petition and a short one."""
    number = registered(paired.desk)
    to_issue(paired.desk, number)
    serve_all(paired.desk, number)
    registered(paired.desk)
    paired.county.receive(exported(paired.desk, paired.stick))
    paired.county.verify(rebuild=True)
    paired.county.close()
    return county_folder


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entries SET body = x'7b7d' WHERE seq = 4", "journal-damaged"),
        ("UPDATE entries SET hash = 'x' WHERE seq = 4", "journal-damaged"),
        ("UPDATE entries SET petition = '' WHERE seq = 4", "journal-damaged"),
        ("DELETE FROM entries WHERE seq = 4", "journal-damaged"),
        (
            "UPDATE folded SET state = CAST(replace(CAST(state AS TEXT), '土路', '油路') AS BLOB)",
            "projection-differs",
        ),
        ("UPDATE folded SET state = x'7b7d' WHERE number LIKE '%1'", "projection-differs"),
        ("UPDATE folded SET number = '43062110100001-2026-000077' WHERE number LIKE '%1'", "projection-differs"),
        ("UPDATE folded SET stage = 'closed' WHERE number LIKE '%1'", "projection-differs"),
        ("UPDATE folded SET station = '43062110200001' WHERE number LIKE '%1'", "projection-differs"),
        ("UPDATE folded SET received_on = '2020-01-01' WHERE number LIKE '%1'", "projection-differs"),
        ("DELETE FROM folded WHERE number LIKE '%1'", "projection-differs"),
        ("UPDATE folded SET id = 'x' WHERE number LIKE '%1'", "projection-differs"),
        (
            "INSERT INTO folded SELECT 'x', number, station, stage, received_on, state FROM folded LIMIT 1",
            "projection-differs",
        ),
    ],
)
def test_verifying_finds_what_was_tampered_with(filled: Path, clock: FixedClock, statement: str, code: str) -> None:
    tamper(filled, statement, kind=COUNTY)
    with County.open(filled, PASSPHRASE, clock=clock) as county, pytest.raises(StorageError) as refused:
        county.verify(rebuild=True)
    assert code_of(refused) == code


def test_no_statement_changes_a_line_that_came(filled: Path) -> None:
    connection = raw(filled, COUNTY)
    for statement in ("UPDATE entries SET body = x''", "DELETE FROM entries"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            connection.execute(statement)
    connection.close()


# A desk whose key is known and whose program is not ours


def keys_of(desk_folder: Path) -> StationKeys:
    connection = raw(desk_folder)
    keys = StationKeys.from_bytes(connection.execute("SELECT keys FROM desk").fetchone()[0])
    connection.close()
    return keys


def lines(*given: dict[str, object]) -> list[bytes]:
    """A chain of entries from seq 1, with fields replaced; the hashes always fit."""
    found: list[bytes] = []
    previous = GENESIS
    for seq, fields in enumerate(given, 1):
        entry = Entry(
            **{
                "station": STATION,
                "epoch": 1,
                "seq": seq,
                "at": "2026-03-02T09:00:00+08:00",
                "on": MORNING.date(),
                "officer": "李明",
                "petition": f"{STATION}.1.1",
                "kind": "closed",
                "facts": KINDS["closed"](summary="", settled=None),  # type: ignore[call-arg]
                "prev": previous,
                **fields,
            }  # type: ignore[arg-type]
        )
        body = body_of(entry)
        previous = hash_of(body)
        found.append(body)
    return found


def hostile(paired: Paired, desk_folder: Path, part: bytes, *, first: int, last: int, epoch: int = 1) -> Path:
    outline = format.Outline(kind="entries", sender=STATION, epoch=epoch, first=first, last=last, made_at=MORNING)
    data = seal(
        outline,
        {acknowledgement.ENTRIES: part},
        signer=keys_of(desk_folder),
        recipient=decode_card(paired.county.card()),
    )
    path = paired.stick / "hostile.swt"
    path.write_bytes(data)
    return path


def as_of(version: str, path: Path, desk_folder: Path) -> Path:
    """The same package as a program of another version would have written it."""
    magic, header, _proof, payload = path.read_bytes().split(b"\n", 3)
    head = magic + b"\n" + header.replace(b'"version":"1.1"', b'"version":"%s"' % version.encode()) + b"\n"
    proof = f"{hashlib.sha256(head).hexdigest()} {to_text(keys_of(desk_folder).sign(head))}\n"
    path.write_bytes(head + proof.encode() + payload)
    return path


OTHER = "43062110200001"


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        (b"", 1, 1),
        (b"{}", 1, 1),
        (b"\xff", 1, 1),
        (b"[" * 100_000, 1, 1),
        (b"\n".join(lines({}, {})), 1, 3),
        (b"\n".join(lines({}, {})), 1, 1),
        (b"\n".join(lines({}, {})) + b"\n", 1, 2),
        (b"\n".join(reversed(lines({}, {}))), 1, 2),
        (b"\n".join(lines({}, {"prev": "0" * 64})), 1, 2),
        (b"\n".join(lines({"prev": "1" * 64})), 1, 1),
        (b"\n".join(lines({"seq": 0})), 0, 0),
        (b"\n".join(lines({"station": OTHER})), 1, 1),
        (b"\n".join(lines({"epoch": 2})), 1, 1),
        (b"\n".join(lines({"petition": f"{OTHER}.1.2"})), 1, 1),
        (lines({})[0].replace(b'"settled":null', b'"settled":"\xff"'), 1, 1),
        (lines({})[0].replace(b'"settled":null', b'"settled":7'), 1, 1),
        (lines({})[0].replace(b'"settled"', b'"se\xfftled"'), 1, 1),
        (lines({})[0].replace(b'"v":1', b'"v":2'), 1, 1),
    ],
)
def test_a_signed_package_of_nonsense_is_refused_whole(
    paired: Paired, desk_folder: Path, part: bytes, first: int, last: int
) -> None:
    with pytest.raises((ExchangeError, StorageError)):
        paired.county.receive(hostile(paired, desk_folder, part, first=first, last=last))
    assert count(paired.county) == 0


def test_an_epoch_below_one_is_refused(paired: Paired, desk_folder: Path) -> None:
    part = b"\n".join(lines({"epoch": 0}))
    with pytest.raises((ExchangeError, StorageError)):
        paired.county.receive(hostile(paired, desk_folder, part, first=1, last=1, epoch=0))
    assert count(paired.county) == 0


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (b'"kind":"closed"', b'"kind":"mediated"', "mediated"),
        (b'"facts":{', b'"facts":{"added":1,', "closed.added"),
    ],
)
def test_what_a_later_program_wrote_is_kept_and_named_and_of_no_other_taken(
    paired: Paired, desk_folder: Path, old: bytes, new: bytes, named: str
) -> None:
    body = lines({})[0].replace(old, new)
    with pytest.raises(ExchangeError, match=named) as refused:
        paired.county.receive(hostile(paired, desk_folder, body, first=1, last=1))
    assert code_of(refused) == "package-unlisted"
    merged = paired.county.receive(as_of("1.2", hostile(paired, desk_folder, body, first=1, last=1), desk_folder))
    assert (merged.new, merged.unlisted) == (1, (named,))
    assert named in merged.words
    kept = raw(paired.county.folder, COUNTY).execute("SELECT body FROM entries").fetchall()
    assert kept == [(body,)]
    assert paired.county.verify()["entries"] == 1


def test_a_line_that_says_it_began_from_itself_holds_nobody_up(paired: Paired, desk_folder: Path) -> None:
    facts = msgspec.json.decode(
        json.dumps(json.loads((REFERENCE / "journal" / "restored.json").read_bytes())["facts"]), type=KINDS["restored"]
    )
    body = lines({"kind": "restored", "petition": "", "facts": facts})[0]
    assert paired.county.receive(hostile(paired, desk_folder, body, first=1, last=1)).new == 1
    paired.county.answer(STATION, paired.stick)


@BOTH
def test_a_petition_that_was_never_registered_is_no_obstacle(paired: Paired, desk_folder: Path) -> None:
    """An entry of a petition whose registration this program could not read: kept, and the check holds."""
    paired.county.receive(hostile(paired, desk_folder, lines({})[0], first=1, last=1))
    assert paired.county.verify(rebuild=True)["rebuilt"] == {"petitions": 0}


@settings(max_examples=15)
@given(data=st.data())
def test_a_signed_body_with_any_byte_changed_is_taken_whole_or_refused_whole(
    paired: Paired, desk_folder: Path, data: st.DataObject
) -> None:
    registered_body = Path(__file__).parents[2].joinpath("reference/journal/registered.json").read_bytes()
    body = bytearray(registered_body.replace(b'"seq":2', b'"seq":1'))
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    before = count(paired.county)
    try:
        paired.county.receive(hostile(paired, desk_folder, bytes(body), first=1, last=1))
    except (ExchangeError, StorageError):
        assert count(paired.county) == before
    else:
        assert count(paired.county) == 1


def test_a_line_cut_at_its_end_is_found_by_the_packages_that_came(paired: Paired, clock: FixedClock) -> None:
    registered(paired.desk)
    sent = paired.desk.export(paired.stick)
    paired.county.receive(Path(str(sent.file)))
    folder = paired.county.folder
    paired.county.close()
    tamper(folder, f"DELETE FROM entries WHERE seq = {sent.last}", kind=COUNTY)
    with County.open(folder, PASSPHRASE, clock=clock) as county, pytest.raises(StorageError) as refused:
        county.verify()
    assert code_of(refused) == "journal-cut"
