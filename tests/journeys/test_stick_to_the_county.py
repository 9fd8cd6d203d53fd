"""The stick between desks and county: two desks, a lost stick, a county that asks again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import ExchangeError
from app.domain.steps.register import AddContact
from tests.helpers import OFFICE, PASSPHRASE, FixedClock, Paired, code_of, registered, stored
from tests.journeys.days import it_is

NEIGHBOUR = msgspec.structs.replace(OFFICE, station="43062110200001", name="白沙乡人民政府", short="白沙乡")


@pytest.fixture
def neighbour(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """A second township's desk."""
    with Desk.create(
        tmp_path / "neighbour",
        office=NEIGHBOUR,
        officers=("周晓岚",),
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.01,
    ) as desk:
        yield desk


def export(desk: Desk, stick: Path) -> Path:
    """The package that a desk writes onto the stick."""
    stick.mkdir(exist_ok=True)
    sent = desk.export(stick)
    assert sent.file is not None
    return Path(sent.file)


def test_two_desks_share_one_county_and_one_stick(paired: Paired, neighbour: Desk) -> None:
    ours, theirs = registered(paired.desk), registered(neighbour)
    assert (ours, theirs) == ("43062110100001-2026-000001", "43062110200001-2026-000001")
    neighbour.trust(paired.county.card())
    packages = [export(desk, paired.stick) for desk in (paired.desk, neighbour)]

    # The neighbour's card has not come yet: its package is not taken, ours is.
    paired.county.receive(packages[0])
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(packages[1])
    assert code_of(refused) == "package-sender-unknown"
    paired.county.trust(neighbour.card())
    assert paired.county.receive(packages[1]).new == 4  # opened, passphrase set, registered, paired
    assert paired.county.show(ours)[0] == stored(paired.desk, ours)
    assert paired.county.show(theirs)[0] == stored(neighbour, theirs)

    # Two acknowledgements on the same stick; each desk reads its own, and only that.
    for_us, for_them = (paired.county.reply(desk.station, paired.stick) for desk in (paired.desk, neighbour))
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(for_them)
    assert code_of(refused) == "package-for-another"
    assert paired.desk.delivery(ours).state == "sent"
    paired.desk.receive(for_us)
    neighbour.receive(for_them)
    assert paired.desk.delivery(ours).state == neighbour.delivery(theirs).state == "delivered"
    assert set(paired.county.verify(rebuild=True)["lines"]) == {"43062110100001/1", "43062110200001/1"}


def test_a_lost_stick_costs_nothing(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    first = registered(paired.desk)
    lost = export(paired.desk, tmp_path / "lost")
    it_is(clock, "2026-03-06")
    second = registered(paired.desk)
    again = export(paired.desk, paired.stick)

    # The second package carries the whole line again, because nothing was acknowledged.
    assert paired.county.receive(again).new == 4  # opened, paired, two registered
    it_is(clock, "2026-03-09")
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert [paired.desk.delivery(number).state for number in (first, second)] == ["delivered", "delivered"]

    # The lost stick turns up: nothing changes.
    merged = paired.county.receive(lost)
    assert (merged.new, merged.head) == (0, 4)
    assert paired.desk.export(paired.stick).file is None


def test_what_comes_after_the_acknowledgement_waits_for_the_next(paired: Paired) -> None:
    number = registered(paired.desk)
    paired.county.receive(export(paired.desk, paired.stick))
    answer = paired.county.reply(paired.desk.station, paired.stick)
    assert paired.desk.receive(answer).new
    paired.desk.run(number, AddContact(note="询问进度"))
    assert not paired.desk.receive(answer).new
    assert paired.desk.delivery(number).state == "waiting"
    sent = paired.desk.export(paired.stick)
    assert (sent.first, sent.last) == (4, 4)  # after opened, paired, registered


def test_a_county_restored_from_a_backup_names_what_is_missing(
    desk: Desk, county_folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    stick, backup = tmp_path / "stick", tmp_path / "backup"
    with County.open(county_folder, PASSPHRASE, clock=clock) as county:
        desk.trust(county.card())
        county.trust(desk.card())
    shutil.copytree(county_folder, backup)

    # Monday's package (opened, paired, registered) is taken and acknowledged; then the county's disk dies.
    number = registered(desk)
    monday = export(desk, stick)
    with County.open(county_folder, PASSPHRASE, clock=clock) as county:
        county.receive(monday)
        desk.receive(county.reply(desk.station, stick))
    it_is(clock, "2026-03-06")
    desk.run(number, AddContact(note="询问进度"))
    friday = export(desk, stick)

    # The restored county says which lines it lacks, takes Monday's package from the stick, then Friday's.
    with County.open(backup, PASSPHRASE, clock=clock) as county:
        with pytest.raises(ExchangeError) as refused:
            county.receive(friday)
        assert code_of(refused) == "package-gap"
        assert refused.value.facts["missing"] == [1, 3]
        assert county.receive(monday).new == 3
        assert county.receive(friday).new == 1
        assert county.show(number)[0] == stored(desk, number)
        assert county.verify(rebuild=True)["entries"] == 4
