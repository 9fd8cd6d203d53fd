"""A township's month in a minute: villages, townships and a county, and the sticks between them, drawn at random.

Everything goes through the real doors: encrypted files, sealed packages, folders as sticks. What the roads do to the
sticks is on purpose (`Incident`), and how each was named is counted. What every desk confirmed is noted when it is
confirmed (`Ledger`); tests/journeys/simulated_proof.py heals and compares.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec

from app.county.refusals import FORGOTTEN
from app.county.store import County
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import DeskError
from app.exchange import format
from app.exchange.medium import read_start
from app.exchange.stick import lying
from app.exchange.visit import StickDone
from app.storage.driver import Database
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock
from tests.journeys.simulated_work import Work, known

COUNTY: Final = "430621"
Entry = tuple[str, int, int]  # station, epoch, seq
Road = Literal["lost", "copied", "late", "cut", "flipped", "wrong station"]
ROADS: Final[tuple[Road, ...]] = ("lost", "copied", "late", "cut", "flipped", "wrong station")
DAMAGE: Final = ("cut", "flipped")
UNTOUCHED_BY_REFUSAL: Final = ("refusals", "looks", "sqlite_sequence")

# What a station may say of a file that nobody damaged: all follow from lost and late sticks, restores and new keys.
FOLLOWS: Final = frozenset(
    {
        "package-gap",
        "package-chain",
        "package-key-former",
        "package-sender-unknown",
        "package-for-another",
        "acknowledgement-mismatch",
        "dispatch-gap",
        "handed-not-for-us",
        "relayed-card-differs",
    }
)


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much is simulated; `trouble` is the share of journeys on which something happens to the stick."""

    townships: int
    villages: int
    days: int
    acts: int  # of a day, over all desks
    trouble: float = 0.35


class Station(msgspec.Struct, kw_only=True):
    """A desk, whoever is above it, and what is left of its former computers."""

    code: str
    above: str
    desk: Desk
    backups: list[Path] = []
    aside: list[Path] = []  # folders of the desk that were replaced and can still be read


class Stick(msgspec.Struct, kw_only=True):
    """A folder on its way between a station and the one above it."""

    folder: Path
    below: str
    going: Literal["up", "down"]
    due: int  # the act before which it arrives
    damaged: dict[str, str] = {}  # file -> what happened to it
    incident: str = ""  # what happened to the stick itself


class Ledger(msgspec.Struct, kw_only=True):
    """Every entry that a desk has confirmed, with its hash, and those that a desk has lost in a restore."""

    confirmed: dict[Entry, str] = {}
    lost: set[Entry] = set()  # not at their desk any more
    stolen: set[Entry] = set()  # of these, those whose computer nobody can read any more

    def note(self, desk: Desk) -> None:
        """Write down what this desk has confirmed since the last time."""
        known = sum(1 for station, epoch, _seq in self.confirmed if (station, epoch) == (desk.station, desk.epoch))
        rows = vars(desk)["_db"].conn.execute(
            "SELECT seq, hash FROM journal WHERE station = ? AND epoch = ? AND seq > ?",
            (desk.station, desk.epoch, known),
        )
        self.confirmed.update({(desk.station, desk.epoch, seq): digest for seq, digest in rows})


class World:
    """Stations, sticks on their way, and what happened."""

    def __init__(self, folder: Path, size: Size, seed: int) -> None:
        self.folder = folder
        self.size = size
        self.rng = random.Random(seed)
        self.clock = FixedClock()
        self.ledger = Ledger()
        self.done: Counter[str] = Counter()
        self.injected: Counter[str] = Counter()
        self.named: Counter[tuple[str, str]] = Counter()
        self.sticks: list[Stick] = []
        self.missing: set[str] = set()  # stations of which those above lack entries
        self._folders = 0
        folder.mkdir(exist_ok=True)
        self.work = Work(self.rng, folder / "files")
        self.county = County.create(
            folder / "county",
            code=COUNTY,
            name="岳阳县信访局",
            passphrase=PASSPHRASE,
            clock=self.clock,
            unlock_seconds=0.01,
        )
        self.stations: dict[str, Station] = {}
        for n in range(size.townships):
            self._found(f"4306211{n + 1:02d}00001", COUNTY)
        for n in range(size.villages):
            town, village = n % size.townships + 1, n // size.townships + 1
            self._found(f"4306211{town:02d}2{village:02d}01", f"4306211{town:02d}00001")

    def close(self) -> None:
        """Lock all of them."""
        for station in self.stations.values():
            station.desk.close()
        self.county.close()

    def run(self) -> None:
        """All days; afterwards the sticks that are still on their way are where they are."""
        for act in range(self.size.days * self.size.acts):
            self.clock.pass_by(minutes=24 * 60 // self.size.acts)
            for stick in [one for one in self.sticks if one.due <= act]:
                self.sticks.remove(stick)
                self.arrive(stick, act)
            self._act(act)

    # Acts

    def _act(self, act: int) -> None:
        station = self.rng.choice(list(self.stations.values()))
        match self.rng.choices(
            ("work", "stick", "dispatch", "backup", "restore", "keys", "county"), (60, 22, 6, 5, 2, 1, 2)
        )[0]:
            case "work":
                self.done[self.work.act(station.desk) or "refused or nothing to do"] += 1
                self.ledger.note(station.desk)
            case "stick":
                self.depart(station, act)
            case "dispatch" if station.above == COUNTY:
                self.done[self.work.dispatch(self.county, station.code, known(station.desk)) or "none to send"] += 1
            case "backup":
                made = station.desk.backup(self.new_folder("backup"))
                station.backups.append(Path(made.file))
                self.done["backup"] += 1
            case "restore" if station.backups:
                self._restore(station)
            case "keys":
                station.desk.renew_keys("例行更换")
                self.ledger.note(station.desk)
                self.done["keys renewed"] += 1
            case "county":
                self._reopen_county()

    def _restore(self, station: Station) -> None:
        """An old backup becomes the desk: in the place of the one that is there, or because that one was stolen."""
        self.ledger.note(station.desk)
        stolen = self.rng.random() < 0.3
        old = station.desk.folder
        station.desk.close()
        self.clock.pass_by(minutes=1)
        file = self.rng.choice(station.backups)
        if stolen:
            said = Said(reason="电脑被盗", last_numbers=())
            told = restore(file, self.new_folder("desk") / "desk", PASSPHRASE, said, clock=self.clock)
        else:
            told = restore(file, old, PASSPHRASE, Said(reason="硬盘损坏"), clock=self.clock, replace=True)
            station.aside.append(Path(told.aside))
        station.desk = Desk.open(Path(told.folder), PASSPHRASE, clock=self.clock)
        here = self._written(station.desk)
        lost = {entry for entry in self.ledger.confirmed if entry[0] == station.code} - here - self.ledger.lost
        self.ledger.lost |= lost
        self.ledger.stolen |= lost if stolen else set()
        self.ledger.lost -= here  # a later backup brings back what an earlier one had not
        self.ledger.stolen -= here
        self.ledger.note(station.desk)
        what = "computer stolen, old backup restored" if stolen else "old backup restored"
        self.injected[what] += 1
        assert station.desk.epoch == told.epoch
        self.named[what, "new epoch"] += 1

    def _written(self, desk: Desk) -> set[Entry]:
        rows = vars(desk)["_db"].conn.execute(
            "SELECT station, epoch, seq FROM journal WHERE station = ?", (desk.station,)
        )
        return {(station, epoch, seq) for station, epoch, seq in rows}

    def _reopen_county(self) -> None:
        self.county.close()
        self.county = County.open(self.folder / "county", PASSPHRASE, clock=self.clock)
        self.done["county closed and opened"] += 1

    # Sticks

    def depart(self, station: Station, act: int) -> None:
        """An empty stick is put in and goes up."""
        stick = Stick(folder=self.new_folder("stick"), below=station.code, going="up", due=act)
        self.visit(station, stick)
        self.send(stick, act)

    def send(self, stick: Stick, act: int) -> None:
        """On the road; something may happen to it there."""
        stick.due = act + self.rng.randrange(1, self.size.acts)
        if self.rng.random() >= self.size.trouble:
            self.sticks.append(stick)
            return
        what = self.rng.choice(ROADS)
        getattr(self, f"_{what.split()[0]}")(stick, what)

    def _lost(self, stick: Stick, what: str) -> None:
        self.injected[what] += 1
        station = self.stations[stick.below]
        state, now = station.desk.exchange(), station.desk.epoch
        lines = (one for one in lying(stick.folder) if one.kind == "entries" and one.sender == station.code)
        brought = stick.going == "up" and any(one.epoch == now and one.last > state.acknowledged for one in lines)
        if brought:
            assert state.waiting > 0  # nothing counts as delivered that was not acknowledged
        self.named[what, "still waiting at the desk" if brought else "nothing new on it"] += 1
        shutil.rmtree(stick.folder)

    def _copied(self, stick: Stick, what: str) -> None:
        """A copy comes later, or before: then the stick itself is the late one."""
        self.injected[what] += 1
        copy = Path(shutil.copytree(stick.folder, self.new_folder("stick"), dirs_exist_ok=True))
        due = stick.due + self.rng.randrange(-self.size.acts, 3 * self.size.acts)
        twin = Stick(folder=copy, below=stick.below, going=stick.going, due=due, incident=what)
        self.sticks += [stick, twin]

    def _late(self, stick: Stick, what: str) -> None:
        """Others overtake it."""
        self.injected[what] += 1
        stick.due += self.rng.randrange(2, 5) * self.size.acts
        stick.incident = what
        self.sticks.append(stick)

    def _cut(self, stick: Stick, what: str) -> None:
        self._damage(stick, what)

    def _flipped(self, stick: Stick, what: str) -> None:
        self._damage(stick, what)

    def _damage(self, stick: Stick, what: str) -> None:
        """One file for whoever gets the stick is shorter, or has one other bit."""
        station = self.stations[stick.below]
        to = station.above if stick.going == "up" else station.code
        place, files = self.rng.random(), [one.path for one in lying(stick.folder) if one.recipient == to]
        if files:
            file = self.rng.choice(files)
            data = bytearray(file.read_bytes())
            at = int(place * len(data))
            if what == "cut":
                del data[at:]
            else:
                data[at] ^= 1 << self.rng.randrange(8)
            file.write_bytes(data)
            stick.damaged[file.name] = what
            self.injected[what] += 1
        self.sticks.append(stick)

    def _wrong(self, stick: Stick, what: str) -> None:
        """It is put in at another desk, or at the county, before it comes to where it belongs."""
        station = self.stations[stick.below]
        others = [one for one in self.stations.values() if one.code not in (station.code, station.above)]
        other = self.rng.choice([*others, None] if station.above != COUNTY else others)
        ends = {station.code, station.above}
        files = [one for one in lying(stick.folder) if {one.sender, one.recipient} == ends]
        if files:
            self.injected[what] += 1
            if other is None:
                self._refused_at_county(files[0].path, what)
            else:
                told = other.desk.exchange_stick(stick.folder)
                self.ledger.note(other.desk)
                passed = {line.file for line in told.of("passed")}
                assert {one.path.name for one in files} <= passed
                self.named[what, "“这是发给……的”, passed over"] += 1
        self.sticks.append(stick)

    def arrive(self, stick: Stick, act: int) -> None:
        """It is put in where it goes; from above it comes back with the answer."""
        station = self.stations[stick.below]
        if stick.going == "down":
            self.visit(station, stick)
            if self.rng.random() < 0.3:
                stick.going = "up"
                self.send(stick, act)
            return
        if station.above == COUNTY:
            self.at_county(stick)
        else:
            self.visit(self.stations[station.above], stick)
        stick.going = "down"
        self.send(stick, act)

    def visit(self, station: Station, stick: Stick) -> StickDone:
        """One key at a desk."""
        for file, what in stick.damaged.items():
            self._refused_at_desk(station.desk, stick.folder / file, what)
        if station.code in self.missing and stick.going == "up":
            self.missing.discard(station.code)
            self.send_again(station, stick.folder)
        told = station.desk.exchange_stick(stick.folder)
        self.ledger.note(station.desk)
        kept = {(one.name, one.code) for one in station.desk.refused()}
        held = told.of("held")
        assert {line.file for line in held} >= set(stick.damaged)
        for line in held:
            assert (line.file, line.code) in kept, line
            if line.file in stick.damaged:
                self.named[stick.damaged[line.file], line.code] += 1
                continue
            assert line.code in FOLLOWS, line
            self.named["follows", line.code] += 1
            self._ask(stick.folder / line.file, station, line.code)
        self._tell(stick, {"taken in": len(told.of("taken")), "seen before": len(told.of("same"))}, len(held))
        return told

    def at_county(self, stick: Stick) -> None:
        """Whatever is on the stick is taken in, in any order, then the answer is written."""
        files = [one.path for one in lying(stick.folder) if one.sender != COUNTY]
        self.rng.shuffle(files)
        took: Counter[str] = Counter()
        for file in files:
            if file.name in stick.damaged:
                self._refused_at_county(file, stick.damaged[file.name])
                continue
            before = traces(vars(self.county)["_db"])
            taken: list[bool] = []
            refused = refusal(lambda file=file, taken=taken: taken.append(self.county.receive(file).new > 0))
            if refused is None:
                took["taken in" if taken[0] else "seen before"] += 1
                continue
            assert refused.code in FOLLOWS, refused
            assert traces(vars(self.county)["_db"]) == before
            self.named["follows", refused.code] += 1
            took["held"] += 1
            self._ask(file, None, refused.code)
        self._tell(stick, took, took.pop("held", 0))
        if self.rng.random() < 0.2:
            self._reopen_county()
        silent = refusal(lambda: self.county.answer(stick.below, stick.folder))
        assert silent is None or silent.code == "nothing-received"  # all of the first stick was refused

    def _tell(self, stick: Stick, took: Mapping[str, int], held: int) -> None:
        """Count what became of the files, and how a stick that was copied or late was met."""
        for what, files in took.items():
            self.done[f"file {what}"] += files
        if stick.incident:
            for what, files in {**took, "refused by name": held}.items():
                self.named[stick.incident, what] += files
            if not any(took.values()) and not held:
                self.named[stick.incident, "nothing on it for whom it reached"] += 1
        for file in stick.damaged:
            (stick.folder / file).unlink()
        stick.damaged, stick.incident = {}, ""

    # Refusals

    def _refused_at_desk(self, desk: Desk, file: Path, what: str) -> None:
        before = traces(vars(desk)["_db"])
        assert refusal(lambda: desk.receive(file)) is not None, f"{what}: {file.name} was taken in"
        assert traces(vars(desk)["_db"]) == before, what

    def _refused_at_county(self, file: Path, what: str) -> None:
        before = traces(vars(self.county)["_db"])
        refused = refusal(lambda: self.county.receive(file))
        assert refused is not None, f"{what}: {file.name} was taken in"
        assert traces(vars(self.county)["_db"]) == before, what
        kept = vars(self.county)["_tables"].rows("SELECT name, code FROM refusals")
        assert refused.code in FORGOTTEN or {"name": file.name, "code": refused.code} in kept
        self.named[what, refused.code] += 1

    def _ask(self, file: Path, at: Station | None, code: str) -> None:
        """What the officers of two stations do about a refusal: send again, or compare the cards by telephone."""
        head = format.peek(read_start(file))
        sender = self.stations.get(head.sender)
        if head.recipient != (at.code if at else COUNTY):
            return
        if code == "package-for-another" and at is not None:  # sealed to a key that was lost in a restore
            self.telephone(at, sender)
        if code == "package-for-another" and at is None and sender is not None:
            raise AssertionError("the county never lost a key")
        if sender is None:
            return
        if code == "package-gap":
            self.missing.add(sender.code)
        if code in {"package-key-former", "package-sender-unknown"}:
            self.telephone(sender, at)
            if at is not None and sender.above == at.code:  # whoever has new keys by hand hears it from the answer
                refusal(lambda: at.desk.reply(sender.code, file.parent))
        if code == "relayed-card-differs":
            for village in (one for one in self.stations.values() if one.above == sender.code):
                self.telephone(village, None)

    def telephone(self, sender: Station, at: Station | None) -> None:
        """The fingerprint was compared: the sender's card of now is taken."""
        self.done["cards compared by telephone"] += 1
        if at is None:
            self.county.trust(sender.desk.card(), replace=True)
        else:
            at.desk.trust(sender.desk.card(), replace=True, below=sender.above == at.code)
            self.ledger.note(at.desk)

    def send_again(self, station: Station, folder: Path) -> None:
        """What those above say they lack: from the journal, and what was written before a restore from the archive."""
        desk = station.desk
        above = self.county if station.above == COUNTY else self.stations[station.above].desk
        (held,) = (
            vars(above)["_db"]
            .conn.execute(
                "SELECT coalesce(max(seq), 0) FROM entries WHERE station = ? AND epoch = ?", (desk.station, desk.epoch)
            )
            .fetchone()
        )
        state = desk.exchange()
        if held < state.written:
            desk.export(folder, first=1 + min(held, max(state.acknowledged, state.sent)))
        for place in (desk.folder, *station.aside):
            for file in sorted((place / "sent").glob("SWT-*.swt")):
                if format.peek(read_start(file)).epoch != desk.epoch:
                    shutil.copy(file, folder)
        self.done["sent again"] += 1

    # Making

    def new_folder(self, kind: str) -> Path:
        """An empty folder."""
        self._folders += 1
        folder = self.folder / f"{kind}{self._folders}"
        folder.mkdir()
        return folder

    def _found(self, code: str, above: str) -> None:
        """A desk, paired with whoever is above it."""
        desk = Desk.create(
            self.folder / code,
            office=msgspec.structs.replace(OFFICE, station=code, name=f"第{code[6:9]}镇第{code[9:12]}点"),
            officers=OFFICERS,
            passphrase=PASSPHRASE,
            common=True,
            clock=self.clock,
            unlock_seconds=0.01,
        )
        self.stations[code] = Station(code=code, above=above, desk=desk)
        if above == COUNTY:
            desk.trust(self.county.card())
            self.county.trust(desk.card())
        else:
            town = self.stations[above].desk
            desk.trust(town.card())
            town.trust(desk.card(), below=True)
            self.ledger.note(town)
        self.ledger.note(desk)


def refusal(call: Callable[[], object]) -> DeskError | None:
    """What a call was refused with, None when it was not."""
    try:
        call()
    except DeskError as refused:
        return refused
    return None


def traces(db: Database) -> dict[str, int]:
    """How much there is in each table, but for what is kept of refusals themselves."""
    names = [name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: db.conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in names
        if name not in UNTOUCHED_BY_REFUSAL
    }
