"""Projections: they can be rebuilt from the journal, and a row that says something else is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import StorageError
from app.domain.records.attachment import FileGiven
from app.domain.rights import ROLES
from app.domain.steps.closing import Close
from app.domain.steps.links import LinkEarlier
from app.domain.steps.officers import ChangeOfficer
from app.domain.steps.reception import PlanReceptionDay, ReceiveByLeader
from app.domain.steps.register import AddContact
from app.security.vault import open_vault
from app.setup import DESK
from app.storage.petitions import PROJECTIONS
from tests.app.exchange.test_dispatches import down, matter
from tests.helpers import (
    PASSPHRASE,
    FixedClock,
    Paired,
    code_of,
    denounced,
    person,
    registered,
    serve_all,
    tamper,
    to_issue,
)


@pytest.fixture(scope="module")
def made(desk_template: Path, county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed desk with something in every projection, to be copied and never opened."""
    place, clock = tmp_path_factory.mktemp("made"), FixedClock()
    for name, template in (("desk", desk_template), ("county", county_template)):
        shutil.copytree(template, place / name)
    (place / "stick").mkdir()
    with (
        Desk.open(place / "desk", PASSPHRASE, clock=clock) as desk,
        County.open(place / "county", PASSPHRASE, clock=clock) as county,
    ):
        desk.trust(county.card())
        county.trust(desk.card())
        _fill(Paired(desk, county, place / "stick"))
    return place / "desk"


@pytest.fixture
def filled(made: Path, tmp_path: Path) -> Path:
    """A closed desk of this test's own with something in every projection."""
    return Path(shutil.copytree(made, tmp_path / "filled"))


def _fill(paired: Paired) -> None:
    desk = paired.desk
    desk.change_officer(ChangeOfficer(officer="李明", roles=ROLES))
    denounced(desk)
    number = registered(desk, person("张三", phone="13800000000", id_number="430621199001011234"), person("李四"))
    desk.run(number, AddContact(note="询问进度"))
    to_issue(desk, number)
    serve_all(desk, number)
    desk.run(number, Close())
    contract = paired.stick.parent / "合同.txt"
    contract.write_text("承包地二亩。", "utf-8")
    desk.attach(number, (FileGiven(path=str(contract)),))
    other = registered(desk, person("王五"))
    desk.run(other, LinkEarlier(other=number, reason="同一条道路"))
    desk.run_desk(PlanReceptionDay(held_on=desk.today(), leader="陈明", post="镇长", hours="上午", place="信访接待室"))
    desk.run(other, ReceiveByLeader(leader="陈明", decided="核实。"))
    paired.county.receive(Path(str(desk.export(paired.stick).file)))
    paired.county.dispatch(desk.station, matter(), by="周局")
    for file in down(paired):
        desk.receive(file)
    paired.county.renew_keys("例行更换")
    for written in paired.county.send_down(desk.station, paired.stick):
        desk.receive(Path(written.file))
    found = desk.verify(rebuild=True)["rebuilt"]
    assert set(found) == set(PROJECTIONS)
    assert [table for table, rows in found.items() if not rows] == []


TAMPERING = {
    "petitions": [
        "UPDATE petitions SET state = CAST(replace(CAST(state AS TEXT), '土路', '油路') AS BLOB) WHERE row = 1",
        "UPDATE petitions SET title = '别的' WHERE row = 2",
        "UPDATE petitions SET stage = 'registered' WHERE row = 1",
        "UPDATE petitions SET closed = 1 WHERE row = 2",
        "UPDATE petitions SET last_seq = 2 WHERE row = 1",
        "UPDATE petitions SET row = 77 WHERE row = 2",
        "DELETE FROM petitions WHERE row = 2",
        "INSERT INTO petitions SELECT 9, 'x' || id, number, title, who, channel, category, stage, received_on,"
        " first_contact, office, handler, closed, station, epoch, last_seq, last_at, state FROM petitions"
        " WHERE row = 1",
    ],
    "attached": ["UPDATE attached SET seq = 77", "DELETE FROM attached"],
    "arrivals": ["UPDATE arrivals SET taken = 1", "DELETE FROM arrivals"],
    "contacts": ["UPDATE contacts SET head_count = 99", "DELETE FROM contacts WHERE n = 2"],
    "denunciations": [
        "UPDATE denunciations SET state = CAST(replace(CAST(state AS TEXT), '土路', '油路') AS BLOB)",
        "UPDATE denunciations SET last_seq = 1",
        "DELETE FROM denunciations",
    ],
    "links": ["UPDATE links SET n = 2", "DELETE FROM links"],
    "former_peers": ["UPDATE former_peers SET n = 2", "DELETE FROM former_peers"],
    "numbers": ["UPDATE numbers SET last = 1 WHERE series = 'petition'", "DELETE FROM numbers WHERE series = 'F12'"],
    "office": ["UPDATE office SET state = CAST(replace(CAST(state AS TEXT), '石桥', '木桥') AS BLOB)"],
    "peers": ["UPDATE peers SET fingerprint = '1'", "DELETE FROM peers"],
    "reception_days": [
        "UPDATE reception_days SET state = CAST(replace(CAST(state AS TEXT), '上午', '下午') AS BLOB)",
        "DELETE FROM reception_days",
    ],
    "receptions": ["UPDATE receptions SET leader = '周岚'", "DELETE FROM receptions"],
    "search_places": ["DELETE FROM search WHERE rowid = 2"],
}
CASES = [(table, statement) for table, statements in TAMPERING.items() for statement in statements]


def test_every_projection_has_its_case() -> None:
    assert set(TAMPERING) == set(PROJECTIONS)


@pytest.mark.parametrize(("table", "statement"), CASES)
def test_a_row_that_says_something_else_is_found_by_its_table(
    filled: Path, clock: FixedClock, table: str, statement: str
) -> None:
    tamper(filled, "PRAGMA foreign_keys = OFF", statement)
    with Desk.open(filled, PASSPHRASE, clock=clock) as desk:
        desk.verify()
        with pytest.raises(StorageError) as refused:
            desk.verify(rebuild=True)
    assert code_of(refused) == "projection-differs"
    assert refused.value.facts["table"] == table


def test_every_table_is_a_projection_or_has_a_life_of_its_own(desk_folder: Path) -> None:
    """A new table must be rebuilt by `verify`, or be named here with the reason why it can't be."""
    own_life = {"journal", "desk", "packages_sent", "packages_received", "acknowledgements"}
    own_life |= {"attachments", "attachment_chunks"}  # bytes that no entry holds: each is held against its hash
    own_life |= {"attached_below"}  # of entries that came from below, which keep theirs
    own_life |= {"former_keys"}  # what opens packages that were sealed to our keys before these
    own_life |= {
        "stations",
        "former_cards",
        "entries",
        "folded",
        "packages",
    }  # of the stations below: the received store
    own_life |= {"dispatches", "dispatch_news", "excerpts", "relays_acknowledged", "held_above"}  # what others told us
    own_life |= {"refusals"}  # files that were never taken in
    own_life |= {"remembered"}  # what the windows keep for an officer
    own_life |= {"listing_values", "listing_bits", "listing_changed", "listing_until", "listing_made", "duties"}
    # ^ held against the petitions and their clocks, which hang on the calendar (tests/app/test_listing.py)
    own_life |= {"custody", "staged_matters"}  # held against the lines from below; rows that wait for a person
    vault = open_vault(desk_folder, DESK, PASSPHRASE, write=False, program="首问台")
    tables = {
        name
        for (name,) in vault.db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith(("sqlite_", "_sqlite_migrations", "search"))
    }
    vault.close()
    assert tables - own_life == set(PROJECTIONS) - {"search_places"}


def test_a_reader_sees_an_entry_with_all_its_tables(desk: Desk, desk_folder: Path) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=FixedClock(), write=False) as reader:
        number = registered(desk)
        assert reader.search("张三")[0].number == number
        assert reader.verify(rebuild=True)["entries"] == 2
