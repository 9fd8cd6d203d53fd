"""New keys of both sides, by stick and by line, where the county's lines lie in PostgreSQL and programs share them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.county.schema import COUNTY
from app.county.store import County
from app.desk import Desk
from app.domain.errors import StorageError
from app.domain.steps.upload import SetUploadAddress
from app.exchange import format
from app.exchange.keys import decode_card, key_id
from tests.app.line.serving import serving
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, raw, registered
from tests.postgres import Server

pytestmark = pytest.mark.parametrize("county_folder", ["postgresql"], indirect=True)


def key_of(place: County | Desk) -> str:
    return key_id(decode_card(place.card()).sign_key)


def known_to(desk: Desk) -> str:
    card = desk.county()
    assert card is not None
    return key_id(card.sign_key)


def stick(paired: Paired) -> tuple[str, set[str]]:
    """Everything up, everything down; who signed what went up, and who the answers."""
    sent = Path(str(paired.desk.export(paired.stick).file))
    paired.county.receive(sent)
    told = paired.county.answer(paired.desk.station, paired.stick)
    files = [Path(name) for name in (told.file, *(one.file for one in told.dispatches))]
    for file in files:
        paired.desk.receive(file)
    return format.peek(sent.read_bytes()).keys.sign, {format.peek(file.read_bytes()).keys.sign for file in files}


def renew(folder: Path, clock: FixedClock) -> str:
    """A program of its own renews the county's keys and ends."""
    with County.open(folder, PASSPHRASE, clock=clock, alone=True) as county:
        county.renew_keys("例行更换")
        return key_of(county)


def test_by_stick_a_program_that_was_open_goes_on_and_what_was_cut_short_is_told_with_the_answer(
    paired: Paired, clock: FixedClock, server: Server
) -> None:
    desk, old, old_desk = paired.desk, key_of(paired.county), key_of(paired.desk)
    registered(desk)
    assert stick(paired) == (old_desk, {old})
    with pytest.raises(StorageError) as refused:
        paired.county.renew_keys("例行更换")  # it does not have the folder alone
    assert code_of(refused) == "opened-read-only"
    clock.pass_by(days=1)
    file = raw(paired.county.folder, COUNTY)
    (address,) = file.execute("SELECT url FROM elsewhere").fetchone()
    file.close()
    with server.session(address.partition("@/")[2].partition("?")[0]) as session:
        session.execute("SET search_path = shouwentai")
        session.execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'full'"
            " USING ERRCODE = 'disk_full'; END$$"
        )
        session.execute(
            "CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON dispatches DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION fail()"
        )
        new = renew(paired.county.folder, clock)  # the server gives way in the commit: the keys are in the folder
        session.execute("DROP TRIGGER fail ON dispatches")
    assert key_of(paired.county) == new != old
    assert [one.code for one in paired.county.late()] == [desk.station]
    registered(desk)
    assert stick(paired) == (old_desk, {old})
    assert known_to(desk) == new
    desk.renew_keys("电脑更换")
    assert stick(paired) == (old_desk, {new})
    registered(desk)
    assert stick(paired) == (key_of(desk), {new})
    assert paired.county.late() == ()
    assert desk.exchange().waiting == 0
    paired.county.verify(rebuild=True)


def test_by_line_the_server_takes_at_once_what_is_sealed_to_keys_that_another_program_made(
    paired: Paired, clock: FixedClock
) -> None:
    desk, folder = paired.desk, paired.county.folder
    paired.county.close()
    registered(desk)
    with serving(folder, clock) as server:
        desk.run_desk(SetUploadAddress(url=server.url))
        assert desk.upload().sent == 1
        clock.pass_by(days=1)
        new = renew(folder, clock)
        assert desk.upload().sent == 0  # the server has nothing to take in that would make it look
        assert known_to(desk) == new
        registered(desk)
        assert desk.upload().sent == 1
        desk.renew_keys("电脑更换")
        for _n in range(2):
            registered(desk)
            assert desk.upload().sent == 1
        assert not [event for event in server.events.all if event["event"] in ("fault", "failed")]
    assert desk.exchange().waiting == 0
    with County.open(folder, PASSPHRASE, clock=clock) as county:
        assert (county.late(), county.status().held) == ((), ())
        assert key_id(county.stations()[desk.station].sign_key) == key_of(desk)
        assert county.verify(rebuild=True)["rebuilt"] == {"petitions": 4}
