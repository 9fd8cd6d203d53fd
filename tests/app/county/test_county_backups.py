"""The county's store is backed up before it takes anything in, and put back it says which lines it lacks."""

from __future__ import annotations

import copy
from pathlib import Path

import msgspec
import pytest

from app.county import store
from app.county.restoring import look, restore
from app.county.schema import COUNTY, m0001_county, migrations
from app.county.store import County
from app.desk import Desk
from app.desk import restoring as of_desk
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.register import AddContact
from app.exchange.keys import StationKeys
from app.security import backup_file, vault
from app.security.unlock import Slot
from app.storage.database import latest_version
from app.storage.driver import Database, Migrations
from tests.helpers import LOOKER, PASSPHRASE, FixedClock, Paired, code_of, raw, registered, stored
from tests.journeys.days import it_is


def sent(desk: Desk, stick: Path) -> Path:
    return Path(str(desk.export(stick).file))


def entries(county: County) -> list[tuple[str, int]]:
    """Reason of each backup and how many entries it holds, the newest first."""
    told = [one.header for one in county.backups(check=True) if one.header and not one.problem]
    return [(header.reason, header.rows["entries"]) for header in told]


def test_the_first_merge_of_a_day_is_preceded_by_a_backup(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.county
    registered(desk)
    package = sent(desk, paired.stick)
    county.receive(package)
    registered(desk)
    county.receive(sent(desk, paired.stick))
    assert entries(county) == [("merge", 0)]
    clock.pass_by(days=1)
    county.receive(package)  # brings nothing new
    assert entries(county) == [("merge", 0)]
    registered(desk)
    county.receive(sent(desk, paired.stick))
    assert entries(county) == [("merge", 4), ("merge", 0)]


def test_at_closing_what_is_new_is_backed_up_and_goes_to_the_second_place(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    county, folder = paired.county, paired.county.folder
    with pytest.raises(RuleBroken) as refused:
        county.set_second_place(folder)
    assert "县级接收库文件夹之外" in refused.value.message
    (tmp_path / "second").mkdir()
    assert county.set_second_place(tmp_path / "second").words.startswith("本库还没有备份；第二处")
    made = county.backup(reason="close")
    assert Path(made.second).parent == tmp_path / "second"
    county.close()
    clock.pass_by(minutes=5)
    with County.open(folder, PASSPHRASE, clock=clock) as opened:
        assert not opened.backup(reason="close").new
        opened.revoke(paired.desk.station, "撤销")  # changes rows, and how many there are not
        assert opened.backup(reason="close").new
        words = opened.backup_state().words
    assert "今天 09:05" in words
    restore(Path(made.file), folder, PASSPHRASE, replace=True, clock=clock)
    with County.open(folder, PASSPHRASE, clock=clock) as again:
        assert again.backup_state().second == str(tmp_path / "second")


def test_without_room_for_the_backup_nothing_is_merged(paired: Paired) -> None:
    (paired.county.folder / "backups").write_text("no room here", "utf-8")
    registered(paired.desk)
    package = sent(paired.desk, paired.stick)
    with pytest.raises(StorageError) as refused:
        paired.county.receive(package)
    assert code_of(refused) == "merge-without-backup"
    assert paired.county.verify()["entries"] == 0


def test_a_restored_county_names_what_it_lacks_and_takes_it_again(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    desk, county, stick = paired.desk, paired.county, paired.stick
    number = registered(desk)
    monday = sent(desk, stick)
    county.receive(monday)
    before_monday = county.backups()[0].path
    desk.receive(county.reply(desk.station, stick))
    it_is(clock, "2026-03-06")
    desk.run(number, AddContact(note="询问进度"))
    friday = sent(desk, stick)
    county.receive(friday)
    county.reveal(number, LOOKER)
    fingerprint = county.fingerprint()
    county.close()

    told = restore(before_monday, county.folder, PASSPHRASE, replace=True, clock=clock)
    assert (told.county, told.entries, told.stations, told.lost, told.notices) == (county.code, 0, 1, 4, ())
    with County.open(Path(told.aside), PASSPHRASE, clock=clock, write=False) as old:
        assert old.verify(rebuild=True)["entries"] == 4
    with County.open(county.folder, PASSPHRASE, clock=clock) as back:
        assert sorted(entries(back)) == [("restore", 4), ("restored", 0)]  # made in the same second
        assert back.fingerprint() == fingerprint
        assert [look.petition for look in back.looked()] == [number]  # nobody rids themselves of a look by a restore
        assert back.verify()["looks"]["rows"] == 1
        with pytest.raises(ExchangeError) as refused:
            back.receive(friday)
        assert code_of(refused) == "package-gap"
        assert refused.value.facts["missing"] == [1, 3]
        assert back.receive(monday).new == 3
        from_the_gap = desk.export(tmp_path, first=refused.value.facts["missing"][0])
        assert (from_the_gap.first, back.receive(Path(str(from_the_gap.file))).new) == (1, 1)
        assert back.show(number)[0] == stored(desk, number)
        assert back.verify(rebuild=True)["entries"] == 4


def test_a_desk_never_becomes_a_county_nor_a_county_a_desk(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    desks, countys = Path(paired.desk.backup(paired.stick).file), Path(paired.county.backup(paired.stick).file)
    paired.county.close()
    with pytest.raises(StorageError) as refused:
        restore(desks, paired.county.folder, PASSPHRASE, replace=True, clock=clock)
    assert code_of(refused) == "backup-of-desk"
    said = of_desk.Said(reason="电脑损坏", last_numbers=())
    with pytest.raises(StorageError) as refused:
        of_desk.restore(countys, tmp_path / "new", PASSPHRASE, said, clock=clock)
    assert code_of(refused) == "backup-of-county"
    with pytest.raises(StorageError) as refused:
        restore(countys, paired.desk.folder, PASSPHRASE, replace=True, clock=clock)  # a desk lies there
    assert code_of(refused) == "folder-not-empty"
    with pytest.raises(StorageError) as refused:
        restore(countys, paired.county.folder, PASSPHRASE, clock=clock)
    assert code_of(refused) == "county-exists"
    assert not (tmp_path / "new").exists()


def test_another_countys_store_is_never_replaced(county: County, clock: FixedClock, tmp_path: Path) -> None:
    made = Path(county.backup(tmp_path).file)
    settings = {"passphrase": PASSPHRASE, "clock": clock, "unlock_seconds": 0.001}
    other = tmp_path / "other"
    County.create(other, code="430682", name="临湘市信访局", **settings).close()  # type: ignore[arg-type]
    with pytest.raises(StorageError) as refused:
        restore(made, other, PASSPHRASE, replace=True, clock=clock)
    assert code_of(refused) == "backup-for-another"
    assert "县级接收库" in refused.value.message


def test_a_cut_or_changed_backup_of_a_county_is_refused(county: County, clock: FixedClock, tmp_path: Path) -> None:
    whole = Path(county.backup(tmp_path).file)
    data, bad = whole.read_bytes(), tmp_path / "bad.swtbak"
    place = backup_file.read_header(whole).database.size // 2
    flipped = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    for content, code in (
        (data[:-1], "backup-not-ours"),
        (data[: len(data) // 2], "backup-not-ours"),
        (data[1:], "backup-damaged"),
        (flipped, "backup-damaged"),
    ):
        bad.write_bytes(content)
        with pytest.raises(StorageError) as refused:
            restore(bad, tmp_path / "new", PASSPHRASE, clock=clock)
        assert code_of(refused) == code
        assert not (tmp_path / "new").exists()
    with pytest.raises(StorageError) as refused:
        restore(whole, tmp_path / "new", "不是这个口令", clock=clock)
    assert code_of(refused) == "passphrase-wrong"
    assert restore(whole, tmp_path / "new", PASSPHRASE, clock=clock).aside == ""


def test_the_store_is_backed_up_before_a_newer_program_changes_it(
    county_folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = copy.deepcopy(migrations)

    @newer()
    def m9999_more(db: Database) -> None:
        db.conn.execute("CREATE TABLE more (only INTEGER) STRICT")

    monkeypatch.setattr(store, "COUNTY", msgspec.structs.replace(COUNTY, migrations=newer))
    with County.open(county_folder, PASSPHRASE, clock=clock) as county:
        (made,) = county.backups(check=True)
        assert made.header is not None
        assert (made.header.reason, made.header.schema, made.problem) == ("migration", latest_version(migrations), "")
        assert "more" not in made.header.rows


def test_petitions_of_the_first_schema_are_there_after_the_second(tmp_path: Path, clock: FixedClock) -> None:
    first = Migrations("county")
    first()(m0001_county)
    folder = tmp_path / "county"
    older = msgspec.structs.replace(COUNTY, migrations=first)

    def fill(db: Database, _slot: Slot) -> None:
        keys = StationKeys.generate().to_bytes()
        db.conn.execute("INSERT INTO county VALUES (1, '430621', '岳阳县信访局', ?, '2026-03-02')", (keys,))

    vault.create(folder, older, PASSPHRASE, fill, unlock_seconds=0.01, program="旧版").close()
    row = ("a.1.2", "a-2026-000001", "a", "closed", "2026-03-02", b"{}")
    raw(folder, COUNTY).execute("INSERT INTO petitions VALUES (?, ?, ?, ?, ?, ?)", row)
    County.open(folder, PASSPHRASE, clock=clock).close()
    assert raw(folder, COUNTY).execute("SELECT * FROM folded").fetchall() == [row]


def test_a_backup_of_a_county_tells_no_name(county: County, tmp_path: Path) -> None:
    made = county.backup(tmp_path)
    header = look(Path(made.file)).header
    assert header is not None
    assert (header.station, header.made_at) == (county.code, made.seen.made_at)
    data = Path(made.file).read_bytes()
    assert county.name.encode() not in data
    assert county.card() not in data
