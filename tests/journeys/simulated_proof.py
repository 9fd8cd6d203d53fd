"""What must hold once all sticks come through again: nothing lost, nothing twice, the same at desk and county."""

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import msgspec

from app.county.folding import encode, told_of
from app.desk import Desk
from app.domain.custody import told
from app.domain.records.record import sequence
from tests.helpers import PASSPHRASE, registered
from tests.journeys.simulation import COUNTY, Entry, Station, Stick, World, refusal

ROUNDS = 8


class Proven(msgspec.Struct, kw_only=True):
    """What was compared, in numbers."""

    confirmed: int
    at_county: int
    stolen: int  # written at a computer that was stolen before any stick came through
    petitions: int
    same: int
    beyond: int  # petitions of which the desk lost entries in a restore: they are at the county alone
    dispatches: int
    rounds: int


def heal(world: World) -> int:
    """From now on every stick comes through. Old computers are read out, then all exchange until nothing waits."""
    for stick in sorted(world.sticks, key=lambda one: one.due):
        come_home(world, stick)
    world.sticks.clear()
    below_first = sorted(world.stations.values(), key=lambda one: one.above == COUNTY)
    for station in below_first:
        for folder in station.aside:
            read_out(world, station, folder)
    for station in below_first:  # who has nothing new to tell hears of no gap
        registered(station.desk)
        world.ledger.note(station.desk)
    for rounds in range(1, ROUNDS + 1):
        world.clock.pass_by(hours=1)
        for station in below_first:
            stick = Stick(folder=world.new_folder("stick"), below=station.code, going="up", due=0)
            world.visit(station, stick)
            come_home(world, stick)
        if not waiting(world):
            return rounds
    raise AssertionError(f"still waiting after {ROUNDS} rounds: {waiting(world)}")


def come_home(world: World, stick: Stick) -> None:
    """Up, where it goes up, and down again."""
    station = world.stations[stick.below]
    if stick.going == "up":
        if station.above == COUNTY:
            world.at_county(stick)
        else:
            world.visit(world.stations[station.above], stick)
        stick.going = "down"
    world.visit(station, stick)
    shutil.rmtree(stick.folder)


def waiting(world: World) -> list[str]:
    """What has not come through."""
    found = [f"{code}: {n}" for code, one in world.stations.items() if (n := one.desk.exchange().waiting)]
    found += [f"{one.id}: {one.state}" for one in world.county.dispatches() if one.state in ("waiting", "written")]
    return found + [f"{entry} not at the county" for entry in sorted(missing(world))[:10]]


def read_out(world: World, station: Station, folder: Path) -> None:
    """The disk that was replaced is read once more: what it had not sent goes up, whoever's key it signs with."""
    stick = Stick(folder=world.new_folder("stick"), below=station.code, going="up", due=0)
    now = station.desk
    with Desk.open(folder, PASSPHRASE, clock=world.clock) as station.desk:
        for _time in range(3):
            world.send_again(station, stick.folder)
            station.desk.export(stick.folder)
            if station.above == COUNTY:
                world.at_county(stick)
            else:
                world.visit(world.stations[station.above], stick)
            for answer in stick.folder.glob("SWTACK-*"):  # it may show that a new card of this computer is known
                refusal(functools.partial(station.desk.receive, answer))
        before = set(world.ledger.confirmed)
        world.ledger.note(station.desk)  # an export counts who looked: an entry of the old line
        world.ledger.lost |= world.ledger.confirmed.keys() - before
    station.desk = now
    world.done["old computer read out"] += 1


def at_county(world: World) -> dict[Entry, str]:
    """Every entry at the county, each once."""
    rows = vars(world.county)["_db"].conn.execute("SELECT station, epoch, seq, hash FROM entries").fetchall()
    found = {(station, epoch, seq): digest for station, epoch, seq, digest in rows}
    assert len(found) == len(rows)
    return found


def missing(world: World) -> set[Entry]:
    """Confirmed entries that are not at the county, but for those on a stolen computer."""
    return world.ledger.confirmed.keys() - at_county(world).keys() - world.ledger.stolen


def prove(world: World, rounds: int) -> Proven:
    """Every assertion of the simulation. Raises AssertionError or what `verify` raises."""
    there, confirmed = at_county(world), world.ledger.confirmed
    assert not missing(world)
    assert all(confirmed.get(entry) == digest for entry, digest in there.items())  # nothing that nobody wrote
    world.county.verify(rebuild=True)
    for station in world.stations.values():
        assert station.desk.verify(rebuild=True)["entries"] > 0
        _restores_are_told(world, station, there)
    for what, times in world.injected.items():
        assert sum(n for (one, _how), n in world.named.items() if one == what) >= times, what
    petitions, same = _petitions(world)
    return Proven(
        confirmed=len(confirmed),
        at_county=len(there),
        stolen=len(confirmed) - len(there),
        petitions=petitions,
        same=same,
        beyond=petitions - same,
        dispatches=_dispatches(world),
        rounds=rounds,
    )


def _restores_are_told(world: World, station: Station, there: dict[Entry, str]) -> None:
    """The desk knows how many entries from before a restore are held above that it does not have."""
    gone = [entry for entry in world.ledger.lost if entry[0] == station.code and entry in there]
    if station.above == COUNTY:
        assert station.desk.exchange().beyond == len(gone), station.code
        status = next(one for one in world.county.status().stations if one.code == station.code)
        assert not status.gaps
        assert not status.forks


def _petitions(world: World) -> tuple[int, int]:
    """Every petition at the county against the desk that holds it."""
    tables = vars(world.county)["_tables"]
    same = 0
    ids = [row["id"] for row in tables.rows("SELECT id FROM folded ORDER BY id")]
    for petition in ids:
        above = told_of(tables, petition)
        assert above.petition is not None
        station = world.stations[above.petition.holder or above.petition.station]
        petitions = vars(station.desk)["_petitions"]
        here = petitions.custody.told(petition)
        there, known = ({entry.ref for entry in one.entries} for one in (above, here))
        if there != known:  # its desk lost an entry, or the one that had taken it over was stolen before it went up
            assert (there | known) & beyond(world), (petition, station.code)
            continue
        assert encode(above.petition) == encode(petitions.by_id(petition)), petition
        assert told(petition, (*above.bodies, *above.beside_bodies)).petition == above.petition
        same += 1
    return len(ids), same


def beyond(world: World) -> set[str]:
    """The entries that their desk lost in a restore, by ref."""
    return {".".join(map(str, entry)) for entry in world.ledger.lost}


def _dispatches(world: World) -> int:
    """Each arrived once, in order, and both ends say the same of what became of it."""
    every = 0
    for station in world.stations.values():
        came = [one.arrival for one in station.desk.arrivals(all_of_them=True) if one.arrival.sender == COUNTY]
        by_number = sorted(came, key=lambda one: (one.epoch, one.seq))
        assert [one.seq for one in by_number] == list(range(1, len(came) + 1)), station.code
        refs = [sequence(one.ref) for one in by_number]
        assert refs == sorted(refs)
        sent = world.county.dispatches(station.code)
        assert len(sent) == len(came)
        for outgoing, arrival in zip(sent, by_number, strict=True):
            assert (outgoing.state != "arrived") == (arrival.taken is not None)
        every += len(came)
    return every
