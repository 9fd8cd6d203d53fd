"""One stick between village, township and county: what waits, what a restore lost comes again, matters sent down."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.county.dispatching import Order
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.records.attachment import FileGiven
from app.domain.steps.arrival import SetAside
from app.domain.steps.register import AddContact, Register
from app.domain.steps.upload import SetUploadAddress
from app.exchange.visit import StickDone
from tests.app.levels.house import DOWN, TAKE, UP, VILLAGE, House
from tests.helpers import (
    BOTH,
    LOOKER,
    PASSPHRASE,
    STATION,
    FixedClock,
    code_of,
    registered,
    stored,
)


def test_one_key_at_each_desk_is_enough_for_a_stick_that_goes_up_and_down(house: House) -> None:
    """One stick lies in the village, then in the township, then at the county, and comes back the same way."""
    registered(house.village)
    for desk in (house.village, house.town):
        assert not desk.exchange_stick(house.stick).of("held", "person")
    for file in sorted(house.stick.glob("SWT*.swt")):
        if file.name.startswith(("SWT-" + STATION, "SWTRELAYED-")):
            house.county.receive(file)
    house.county.reply(STATION, house.stick)
    for desk in (house.town, house.village):
        assert not desk.exchange_stick(house.stick).of("held")
    assert house.village.exchange().waiting == 0
    assert house.town.exchange().waiting == 0


def answers(done: StickDone) -> list[str]:
    """The files that were written for the village."""
    return [line.file for line in done.of("written") if line.words.startswith(f"给 {VILLAGE}")]


def test_a_stick_goes_down_with_what_waits_though_nothing_came_up_on_it(house: House) -> None:
    town = house.town
    assert not town.exchange_stick(house.stick).of("held")
    for file in house.stick.iterdir():
        file.unlink()
    content = {
        "kind": "forwarded",
        "sender": "石桥镇人民政府",
        "title": "请求修渠",
        "petitioners": [{"name": "王五", "address": "石桥村二组"}],
        "facts": "水渠垮塌。",
    }
    town.dispatch(VILLAGE, Order(kind="matter", content=content))
    (written,) = answers(town.exchange_stick(house.stick))
    assert written.startswith("SWTDISPATCHES-")
    assert [line.file for line in house.village.exchange_stick(house.stick).of("taken")] == [written]
    assert [one.title for one in house.village.arrivals()] == ["请求修渠"]
    house.up()
    number = registered(town)
    town.run(number, DOWN)
    for file in house.stick.iterdir():
        file.unlink()
    assert [name.split("-")[0] for name in answers(town.exchange_stick(house.stick))] == ["SWTACK", "SWTHANDED"]
    assert not house.village.exchange_stick(house.stick).of("held")
    house.village.run(number, TAKE)
    house.village.exchange_stick(house.stick)
    town.exchange_stick(house.stick)
    for file in house.stick.iterdir():
        file.unlink()
    assert not answers(town.exchange_stick(house.stick))  # nobody below waits for anything


def test_what_a_restored_township_lost_comes_again_from_every_line_of_the_village(
    house: House, tmp_path: Path, clock: FixedClock
) -> None:
    """The village was restored, and then its township from a backup of before anything came from the village."""
    empty = house.town.backup_job("hand", to=tmp_path).run()
    registered(house.village)
    saved = house.village.backup_job("hand", to=tmp_path).run()
    house.up()
    said = Said(reason="电脑损坏", last_numbers=())
    clock.pass_by(hours=1)
    for backup, place in ((saved, "village2"), (empty, "town2")):
        restore(Path(backup.file), tmp_path / place, PASSPHRASE, said, clock=clock)
    with (
        Desk.open(tmp_path / "village2", PASSPHRASE, clock=clock) as village,
        Desk.open(tmp_path / "town2", PASSPHRASE, clock=clock) as town,
    ):
        for desk in (village, house.town, village):  # the township of before: the line of now is held
            clock.pass_by(hours=1)
            desk.exchange_stick(house.stick)
        assert village.exchange().waiting == 0
        for file in house.stick.iterdir():
            file.unlink()
        number = registered(village)
        for desk in (village, town, village, town, village):  # refused for the gap, told so, sent again
            clock.pass_by(hours=1)
            done = desk.exchange_stick(house.stick)
        assert village.exchange().waiting == 0
        assert not done.of("held")
        assert not town.exchange_stick(house.stick).of("held")
        assert [(one.last, one.petitions) for one in town.below()] == [(2, 2)]
        assert stored(village, number).who
        town.verify(rebuild=True)


def test_a_village_restored_to_before_it_took_a_petition_over_is_handed_it_again(
    house: House, tmp_path: Path, clock: FixedClock
) -> None:
    number = registered(house.town)
    saved = house.village.backup_job("hand", to=tmp_path).run()
    house.town.run(number, DOWN)
    house.down()
    house.village.run(number, TAKE)
    house.village.run(number, AddContact(note="询问进度"))
    house.up()
    clock.pass_by(hours=1)
    restore(Path(saved.file), tmp_path / "again", PASSPHRASE, Said(reason="电脑损坏", last_numbers=()), clock=clock)
    with Desk.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        house.village = again
        house.up()  # the township hears that it was restored
        assert [one.number for one in again.handed()] == [number]
        again.run(number, TAKE)
        again.run(number, AddContact(note="再次询问"))
        house.up()
        house.to_county()
        assert stored(again, number).holder == VILLAGE
        assert not again.handed()
        there = [stored(house.town, number), house.county.show(number)[0]]
        assert [[one.note for one in state.contacts[1:]] for state in there] == [["询问进度", "再次询问"]] * 2
        again.run(number, UP)  # and it goes on from there
        house.up()
        house.town.run(number, TAKE)
        house.up()
        house.to_county()
        assert [state.holder for state in (stored(again, number), stored(house.town, number))] == [STATION] * 2
        house.proven()


@BOTH
def test_a_line_that_a_township_sent_on_is_told_as_such(house: House) -> None:
    registered(house.village)
    house.up()
    house.to_county()
    told = {one.code: one for one in house.county.status().stations}
    assert {code: [line.through for line in one.lines] for code, one in told.items()} == {
        STATION: [""],
        VILLAGE: [STATION],
    }
    assert f"由镇级接待台 {STATION} 转报。" in told[VILLAGE].words
    assert {row["station"]: row["through"] for row in house.county.report("report_lines")} == {
        STATION: "",
        VILLAGE: STATION,
    }


def test_a_village_does_not_upload_because_only_a_county_receives_by_the_line(house: House) -> None:
    house.village.run_desk(SetUploadAddress(url="https://xf.example"))
    with pytest.raises(RuleBroken) as refused:
        house.village.upload()
    assert code_of(refused) == "upload-not-to-county"


def test_a_township_sends_a_matter_down_and_reads_what_became_of_it(house: House) -> None:
    """The county's dispatches and the township's to its village are the same code; none is taken for the other's."""
    town, village = house.town, house.village
    number = registered(village)
    content = {"kind": "forwarded", "sender": "石桥镇人民政府", "title": "水渠", "facts": "垮塌。"}
    people = [{"name": "周某", "address": "石桥村五组", "phone": "13800001234"}]
    town.dispatch(VILLAGE, Order(kind="matter", content={**content, "petitioners": people}))
    house.down()
    (matter,) = village.arrivals()
    assert [one.state for one in town.dispatches()] == ["written"]
    step = msgspec.convert(village.registration(matter.ref), Register)
    village.register(step, arrival=matter.ref)
    house.up()
    (seen,) = town.dispatches()
    assert (seen.state, seen.station) == ("taken_up", VILLAGE)
    reminder = {"body": "石桥镇人民政府", "asked": "请到现场核实。"}
    town.dispatch(VILLAGE, Order(kind="reminder", content=reminder, number=number))
    village.run(number, UP)
    house.up()
    house.down()
    (waiting,) = village.arrivals()
    town.run(number, TAKE)
    house.down()
    with pytest.raises(RuleBroken) as refused:
        town.dispatch(VILLAGE, Order(kind="reminder", content=reminder, number=number))
    assert code_of(refused) == "dispatch-petition-moved"
    village.set_aside(waiting.ref, SetAside(reason="已交镇里办理。"))  # beside nothing: it stands with the desk
    house.up()
    house.to_county()
    assert [one.state for one in town.dispatches()] == ["taken_up", "set_aside"]
    assert town.beside(number) == ()
    assert house.county.dispatches() == ()
    house.proven()


def test_an_attachment_goes_through_the_township_as_it_came(house: House, tmp_path: Path) -> None:
    number = registered(house.village)
    file, saved = tmp_path / "合同.txt", tmp_path / "县级.txt"
    file.write_text("承包地二亩。", "utf-8")
    house.village.attach(number, (FileGiven(path=str(file)),))
    house.up()
    house.to_county()  # each file twice: the same again changes nothing
    house.county.save_attachment(number, 1, saved, LOOKER)
    assert saved.read_bytes() == file.read_bytes()
    assert house.county.verify(rebuild=True)["attachments"]["files"] == 1
    house.town.verify(rebuild=True)


def test_what_is_attached_goes_along_with_a_petition_that_is_handed_down(house: House, tmp_path: Path) -> None:
    number = registered(house.town)
    file = tmp_path / "照片.txt"
    file.write_text("路面塌陷。" * 1_000, "utf-8")
    house.town.attach(number, (FileGiven(path=str(file)),))
    house.town.run(number, DOWN)
    (handed,) = [one for one in house.town.reply(VILLAGE, house.stick) if "HANDED" in one.name]
    whole = handed.read_bytes()
    for bad in (whole[:-1], whole[:-50] + bytes([whole[-50] ^ 1]) + whole[-49:]):
        handed.write_bytes(bad)
        with pytest.raises(ExchangeError):
            house.village.receive(handed)
    handed.write_bytes(whole)
    house.village.receive(handed)
    house.village.run(number, TAKE)
    assert house.village.attachment(number, 1) == file.read_bytes()
    assert not list(house.town.folder.glob("*.part"))
    house.up()
    house.to_county()
    house.proven()
