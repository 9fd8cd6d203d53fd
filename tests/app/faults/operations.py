"""What is done to a desk and its county while faults are put in its way, and how the result is judged.

A world is a folder with a desk, a county that knows it, and a stick. An operation is prepared in a world once; each
fault then happens in a copy of that world.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from app.county.store import County
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.acceptance import Accept
from app.domain.steps.notice import Decline
from app.domain.steps.reception import PlanReceptionDay
from app.domain.steps.service import Serve
from app.exchange import format
from app.security import backup_file
from app.storage.files import write_whole
from tests.app.test_older_desk import age
from tests.helpers import (
    MORNING,
    OFFICE,
    OFFICERS,
    PASSPHRASE,
    STATION,
    FixedClock,
    person,
    raw,
    registered,
    registration,
)

REFUSALS = (RuleBroken, StorageError, ExchangeError)  # nothing else may reach a clerk
KEPT = {"desk.db", "desk.key", "desk.lock", "looked.db", "backups", "backups.json", "sent", "county.db", "county.key"}
"""All that a closed folder may hold."""

Act = Callable[[Any, Path], object]


class State(NamedTuple):
    """What a world holds, as far as an operation may change it."""

    store: tuple[object, ...]  # of the desk or county at work: counted after everything was checked against a replay
    looks: int  # recorded before what was asked for is done, and so perhaps once more when it is done again
    files: tuple[str, ...]  # that bear their names on the stick, each whole


class Operation(NamedTuple):
    """Something that is confirmed on the screen when `act` has returned."""

    name: str
    act: Act
    prepare: Callable[[Path], object] = lambda _world: None
    place: str = "desk"  # desk, county, or new (a desk that is only made)
    file_first: bool = False  # what the store says was sent must be on the stick; a file alone does no harm
    schema: bool = False  # the version of the schema is looked at before the store is opened, which may raise it

    @contextlib.contextmanager
    def opened(self, world: Path) -> Iterator[Any]:
        """The desk or the county at work."""
        if self.place == "new":
            yield None
        else:
            with (open_desk if self.place == "desk" else open_county)(world / self.place) as store:
                yield store

    def do(self, world: Path) -> None:
        """All of it, as a program that is started, used and closed."""
        with self.opened(world) as store:
            self.act(store, world)

    def look_again(self, world: Path) -> None:
        """The next day's first look at what was done, after which nothing half-made may be left."""
        if self.place == "county":
            open_county(world / self.place).close()
        else:
            with open_desk(world / self.place) as desk:
                desk.looked()
                if self.place == "new":
                    desk.backup()

    def state(self, world: Path) -> State:
        """What is there. Everything is checked on the way: chain, projections, pages, packages."""
        version = _schema(world / self.place) if self.schema else 0
        store, looks = _store(world / self.place, county=self.place == "county")
        return State((version, *store), looks, _stick(world / "stick"))


def make_world(folder: Path) -> Path:
    """A desk and a county that know each other, and an empty stick; to be copied."""
    early = FixedClock(MORNING.replace(hour=8))
    settings = {"passphrase": PASSPHRASE, "clock": early, "unlock_seconds": 0.01}
    (folder / "stick").mkdir()
    with (
        Desk.create(folder / "desk", office=OFFICE, officers=OFFICERS, **settings) as desk,
        County.create(folder / "county", code="430621", name="岳阳县信访局", **settings) as county,
    ):
        desk.trust(county.card())
        county.trust(desk.card())
    return folder


def open_desk(folder: Path) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=FixedClock())


def open_county(folder: Path) -> County:
    return County.open(folder, PASSPHRASE, clock=FixedClock())


def leftovers(world: Path) -> set[str]:
    """Files that nobody will ever ask for."""
    places = [world / place for place in ("desk", "county", "new") if (world / place).exists()]
    found = {path.name for place in places for path in place.iterdir()} - KEPT
    found |= {path.name for path in world.glob("*/backups/*") if path.suffix != backup_file.SUFFIX}
    found |= {path.name for path in world.glob("desk/sent/*") if path.suffix != ".swt"}
    found |= {path.name for path in world.iterdir()} - {"desk", "county", "new", "stick"}
    return found | {path.name for path in (world / "stick").iterdir() if ".part" in path.name}


def _store(folder: Path, *, county: bool) -> tuple[tuple[object, ...], int]:
    if not (folder / ("county.db" if county else "desk.db")).exists():
        return (), 0
    with (open_county if county else open_desk)(folder) as store:
        told = store.verify(rebuild=True)
        if isinstance(store, County):
            return (told["entries"], told["witnessed"]), 0
        exchange = store.exchange()
        lines = [(entry.epoch, entry.seq) for entry in store.journal()]
        for epoch in {line for line, _seq in lines}:
            seqs = [seq for line, seq in lines if line == epoch]
            assert seqs == list(range(1, len(seqs) + 1))
        used = tuple((series, after - 1) for series, after in store.next_serials().items() if after > 1)
        numbers = tuple(row.number for row in store.page())
        keys = tuple((one.officer, one.own, one.first) for one in store.passphrases().holders)
        looks = len(store.looked())
        return (told["entries"], numbers, used, exchange.sent, exchange.acknowledged, keys), looks


def _schema(folder: Path) -> int:
    connection = raw(folder)
    with contextlib.closing(connection):
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _stick(folder: Path) -> tuple[str, ...]:
    names = sorted(path.name for path in folder.iterdir() if ".part" not in path.name)
    for name in names:
        data = (folder / name).read_bytes()
        if name.endswith(".swt"):
            header = format.peek(data)
            payload = data[-header.payload_bytes :]
            assert len(payload) == header.payload_bytes, f"{name} is cut"
            assert hashlib.sha256(payload).hexdigest() == header.payload_sha256, f"{name} is damaged"
        elif name.endswith(".pdf"):
            assert data == PAPER, f"{name} is not whole"
        elif name.endswith(backup_file.SUFFIX):
            backup_file.check_parts(folder / name, backup_file.read_header(folder / name))
    return tuple(dict.fromkeys("a backup" if name.endswith(backup_file.SUFFIX) else name for name in names))


# What the operations are

PAPER = b"%PDF-1.7\n" + b"paper " * 5_000
SCHEDULE = {
    "year": 2027,
    "notice": "试验用通知",
    "source": "试验用",
    "off": {f"2027-02-{day:02d}": "春节" for day in range(5, 12)},
    "work": {"2027-02-20": "春节"},
}
PLAN = PlanReceptionDay(
    held_on=dt.date(2026, 3, 18),
    leader="陈明",
    post="镇长",
    hours="9:00至11:30",
    place="信访接待室",
    published="公示栏",
)


def _newest(desk: Desk) -> str:
    return desk.page(limit=1)[0].number


def _with_one(world: Path) -> None:
    with open_desk(world / "desk") as desk:
        registered(desk, person("张三"), person("李四"), person("王五"))


def _accepted(world: Path) -> None:
    _with_one(world)
    with open_desk(world / "desk") as desk:
        desk.run(_newest(desk), Accept(office="村镇建设办", handler="赵强"))


def _sent(world: Path) -> None:
    _with_one(world)
    with open_desk(world / "desk") as desk:
        desk.export(world / "stick")


def _taken_in(world: Path) -> None:
    _sent(world)
    with open_county(world / "county") as county:
        county.receive(next((world / "stick").glob("SWT-*.swt")))


def _answered(world: Path) -> None:
    _taken_in(world)
    with open_county(world / "county") as county:
        county.reply(STATION, world / "stick")


def _schedule(world: Path) -> None:
    _accepted(world)
    (world / "stick" / "2027.json").write_text(json.dumps(SCHEDULE, ensure_ascii=False), encoding="utf-8")


def _create(_nothing: None, world: Path) -> None:
    if (world / "new" / "desk.db").exists():
        return
    Desk.create(
        world / "new", office=OFFICE, officers=OFFICERS, passphrase=PASSPHRASE, clock=FixedClock(), unlock_seconds=0.01
    ).close()


def _backed_up(world: Path) -> None:
    _with_one(world)
    with open_desk(world / "desk") as desk:
        desk.backup(world / "stick")


def _restore(_nothing: None, world: Path) -> None:
    if not (world / "new" / "desk.db").exists():
        file = next((world / "stick").glob(f"*{backup_file.SUFFIX}"))
        restore(file, world / "new", PASSPHRASE, Said(reason="电脑损坏", last_numbers=()), clock=FixedClock())


def _describe(desk: Desk, _world: Path) -> None:
    desk.describe(msgspec.structs.replace(desk.office, phone="0730-7654321"), (*OFFICERS, "周涛"))


DECLINE = Decline(reason_code="N3", reason="该纠纷已由县人民法院立案审理。", body="某某县人民法院")

OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("set up", _create, place="new"),
        Operation("register", lambda desk, _world: desk.register(registration())),
        Operation("step", lambda desk, _world: desk.run(_newest(desk), Accept()), _with_one),
        Operation("step with a document number", lambda desk, _world: desk.run(_newest(desk), DECLINE), _with_one),
        Operation("step of three entries", lambda desk, _world: desk.run(_newest(desk), Serve(paper="F03")), _accepted),
        Operation("step of the desk", lambda desk, _world: desk.run_desk(PLAN)),
        Operation("describe", _describe),
        Operation("calendar", lambda desk, world: desk.load_schedule(world / "stick" / "2027.json"), _schedule),
        Operation("export", lambda desk, world: desk.export(world / "stick"), _with_one, file_first=True),
        Operation(
            "acknowledgement read",
            lambda desk, world: desk.receive(next((world / "stick").glob("SWTACK-*.swt"))),
            _answered,
        ),
        Operation(
            "county takes in",
            lambda county, world: county.receive(next((world / "stick").glob("SWT-*.swt"))),
            _sent,
            place="county",
        ),
        Operation(
            "county replies", lambda county, world: county.reply(STATION, world / "stick"), _taken_in, place="county"
        ),
        Operation("passphrase given", lambda desk, _world: desk.give_passphrase(OFFICERS[1], "王芳的首次口令 2")),
        Operation(
            "look recorded", lambda desk, _world: desk.take_out("print", "F02", desk.page(limit=1)[0].number), _with_one
        ),
        Operation(
            "schema raised",
            lambda _desk, _world: None,
            lambda world: (_with_one(world), age(world / "desk")),
            schema=True,
        ),
        Operation("backup", lambda desk, world: desk.backup(world / "stick"), _with_one),
        Operation("restore", _restore, _backed_up, place="new"),
        Operation("paper saved", lambda _desk, world: write_whole(world / "stick" / "F02.pdf", PAPER)),
    )
}
