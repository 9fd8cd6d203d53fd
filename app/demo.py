"""The practice desk: invented people and matters, walked from the first word to the county's acknowledgement.

The matters lie in data/demo; their days are told as "so many days ago", so that whenever the desk is made, one
deadline is overdue, one falls on today and one in this week.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app import demo_files, shipped
from app.answers import View
from app.county.dispatching import Order
from app.county.store import County
from app.desk import Desk
from app.domain import practice
from app.domain.codes import STAGES
from app.domain.errors import StorageError
from app.domain.office import Office
from app.domain.records.dispatch import ABOUT_ONE
from app.domain.steps.officers import ChangeOfficer
from app.domain.steps.register import Register
from app.domain.steps.table import DESK_STEPS
from app.domain.workdays import Calendar
from app.setup import machine_clock

T = TypeVar("T")
Progress = Callable[[int, int], None]  # how many of how many are done
PASSPHRASE = practice.PASSPHRASE
NOTICE = "演示数据，均为虚构：人物、单位、地点、事项、电话、证件号码和文号都是编造的，仅供练习，不得用于实际工作。"
COUNTY_CODE = "439906"
COUNTY_NAME = "望川县信访局（演示）"

_MONTHS_AGO = re.compile(r"\{(\d+)个月前\}")
_DAYS_OFF = re.compile(r"\{(\d+)天([前后])\}")
BEIJING = dt.timezone(dt.timedelta(hours=8))
UNLOCK_SECONDS = 0.1  # the passphrase is told to everybody, so guessing need not be slow
DAY_ENDS = dt.time(16, 30)  # the desk has its last visitor before this hour


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One act at the desk: `ago` days before today at `time`, on the next working day when that was none.

    `on_ago` is given where the thing happened on another day than it was written down, `held_ago` for a reception day,
    below nought for one to come, `other` where a step names another matter: its key.
    """

    ago: int
    time: dt.time
    step: str
    officer: str
    input: dict[str, Any] = {}
    on_ago: int | None = None
    held_ago: int | None = None
    other: str = ""


class Matter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One petition: a word for it, and its acts in order; the first registers it. Or acts of the desk itself."""

    key: str
    acts: tuple[Act, ...]


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a practice desk is made of."""

    office: Office
    officers: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    opened_ago: int
    matters: tuple[Matter, ...]


class ScriptedClock:
    """A clock that shows what the script says: `now` with its zone."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def build(
    folder: Path,
    *,
    today: dt.date,
    unlock_seconds: float,
    now: dt.datetime | None = None,
    progress: Progress | None = None,
) -> Desk:
    """A practice desk in `folder`, still open, the same content for the same day.

    Its clock stands at `now` when it is done: half past four of `today` when not given. Raises StorageError when
    the folder holds a desk already. What `progress` raises ends it.
    """
    end = now or dt.datetime.combine(today, DAY_ENDS, BEIJING)
    script = _script(today)
    calendar = shipped.load_calendar()
    clock = ScriptedClock(_moment(calendar, today, script.opened_ago, dt.time(8, 30), end))
    desk = Desk.create(
        folder,
        office=script.office,
        officers=script.officers,
        passphrase=PASSPHRASE,
        practice=True,
        common=True,  # the passphrase is told to everybody, and everybody's part may be played
        clock=clock,
        unlock_seconds=unlock_seconds,
        program="首问台（演示）",
    )
    try:
        with _writing():
            (folder / practice.FILE).write_text(f"{practice.TOLD}\n{NOTICE}\n口令：{PASSPHRASE}\n", "utf-8")
        for name, roles in script.roles.items():
            desk.change_officer(ChangeOfficer(officer=name, roles=roles))
        with tempfile.TemporaryDirectory() as files:
            demo_files.make(Path(files))
            _play(desk, clock, list(_plan(script, calendar, today, end)), today, Path(files), progress)
    except BaseException:
        desk.close()
        raise
    clock.now = end
    desk.officer = desk.officers[0]
    return desk


def make(folder: Path, progress: Progress | None = None) -> None:
    """A practice desk of today in `folder`, closed: whole, or nothing is left of it, also where `progress` raises.

    Raises StorageError when the folder is not empty or cannot be written.
    """
    now = machine_clock()
    with _writing():
        if folder.exists() and any(folder.iterdir()):
            raise StorageError("demo-folder-used", f"文件夹“{folder.name}”不是空的，没有动它。请换一个文件夹。")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as near:
            build(
                Path(near) / "desk", today=now.date(), unlock_seconds=UNLOCK_SECONDS, now=now, progress=progress
            ).close()
            if folder.exists():
                folder.rmdir()
            (Path(near) / "desk").rename(folder)


def run(folder: Path | None, *, unlock_seconds: float = UNLOCK_SECONDS) -> dict[str, Any]:
    """Make the practice desk and a county, deliver, draw every paper, and say where it all lies.

    Raises StorageError when the folder is not empty: nothing is ever overwritten.
    """
    now = machine_clock()
    place = _fresh(folder, now)
    with build(place / "接待台", today=now.date(), unlock_seconds=unlock_seconds, now=now) as desk:
        delivered = deliver(desk, place / "县级接收库", place / "U盘", now=now, unlock_seconds=unlock_seconds)
        papers = draw(desk, place / "文书")
        views = [desk.view(row.number) for row in desk.page(limit=desk.count())]
        return {
            "notice": NOTICE,
            "folder": str(place),
            "desk": str(desk.folder),
            "station": desk.station,
            "office": desk.office.name,
            "passphrase": PASSPHRASE,
            "passphrase_notice": "仅为演示接待台的口令（接待台与县级接收库相同），不得用于实际工作。",
            **delivered,
            "papers_folder": str(place / "文书"),
            "papers": papers,
            "petitions": [_summary(view) for view in views],
            "stages": _stages(views),
            "due": dict(Counter(duty.urgency for duty in desk.due())),
            "verify_desk": {"ok": True, **desk.verify(rebuild=True)},
            "open_window": [f'python3 start.py open "{desk.folder}"', f'python -m ui "{desk.folder}"'],
        }


def deliver(desk: Desk, store: Path, stick: Path, *, now: dt.datetime, unlock_seconds: float) -> dict[str, Any]:
    """Pair a desk with a fresh county, carry its package there and the acknowledgement back."""
    with _writing():
        stick.mkdir(parents=True, exist_ok=True)
    county = County.create(
        store,
        code=COUNTY_CODE,
        name=COUNTY_NAME,
        passphrase=PASSPHRASE,
        clock=ScriptedClock(now),
        unlock_seconds=unlock_seconds,
        program="首问台（演示）",
    )
    with county:
        desk.trust(county.card())
        county.trust(desk.card())
        sent = desk.export(stick)
        if sent.file is None:
            raise StorageError("demo-nothing-sent", "没有可以上报的记载，演示没有完成。")
        merged = county.receive(Path(sent.file))
        down = send_down(desk, county, stick, now.date())
        again = desk.export(stick)
        county.receive(Path(again.file or sent.file))
        reply = county.reply(desk.station, stick)
        received = desk.receive(reply)
        return {
            "county": str(county.folder),
            "county_name": county.name,
            "stick": str(stick),
            "packages": [
                {"file": sent.file, "words": sent.words},
                *down,
                {"file": again.file, "words": again.words},
                {"file": str(reply), "words": received.words},
            ],
            "county_received": _plain(merged),
            "dispatches": _plain(county.dispatches()),
            "acknowledgement": {"last": received.last, "words": received.words},
            "verify_county": {"ok": True, **county.verify(rebuild=True)},
        }


def send_down(desk: Desk, county: County, stick: Path, today: dt.date) -> list[dict[str, str]]:
    """What the county sends down, carried to the desk and taken up there; the packages that it took."""
    orders = _read_script("dispatches.json", today, list[Order])
    views = (desk.view(row.number) for row in desk.page(limit=desk.count()))
    handled = (view.petition.number for view in views if view.petition.stage == "handling")
    about = next(handled)
    for order in orders:
        number = about if order.kind in ABOUT_ONE else ""
        county.dispatch(desk.station, msgspec.structs.replace(order, number=number))
    answered = county.answer(desk.station, stick)
    files = [answered.file, *(one.file for one in answered.dispatches)]
    told = [{"file": file, "words": desk.receive(Path(file)).words} for file in files]
    for seen in desk.arrivals():
        if seen.step == Register.name:
            desk.register(msgspec.convert(desk.registration(seen.ref), Register), arrival=seen.ref)
        else:
            filled = msgspec.to_builtins(desk.suggest(seen.number, seen.step, arrival=seen.ref))
            desk.run(seen.number, desk.read_step(seen.step, filled), arrival=seen.ref)
    return told


def draw(desk: Desk, folder: Path) -> list[dict[str, str]]:
    """Every paper of every petition as a PDF file, named by petition number and F-code."""
    drawn = []
    with _writing():
        folder.mkdir(parents=True, exist_ok=True)
        for row in reversed(desk.page(limit=desk.count())):
            for code in desk.papers(desk.petition(row.number)):
                path = folder / f"{row.number}-{code}.pdf"
                path.write_bytes(desk.paper(row.number, code))
                drawn.append({"number": row.number, "paper": code, "title": row.title, "file": str(path)})
    return drawn


# The script


def _script(today: dt.date) -> Script:
    folder = shipped.root() / "data" / "demo"
    try:
        told = msgspec.json.decode((folder / "desk.json").read_bytes(), type=dict[str, Any])
        matters = [
            msgspec.json.decode(_told(path.read_text("utf-8"), today))
            for path in sorted((folder / "matters").glob("*.json"))
        ]
        return msgspec.convert({**told, "matters": matters}, Script)
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(
            "demo-data-unreadable", "演示数据（data/demo）缺失或损坏，请重新安装程序。", cause=str(error)
        ) from error


def _read_script(name: str, today: dt.date, kind: type[T]) -> T:
    """A file of the practice data that tells its days as `_told` does."""
    try:
        text = (shipped.root() / "data" / "demo" / name).read_text("utf-8")
        return msgspec.json.decode(_told(text, today), type=kind)
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(
            "demo-data-unreadable", "演示数据（data/demo）缺失或损坏，请重新安装程序。", cause=str(error)
        ) from error


def _told(text: str, today: dt.date) -> str:
    """The text with its months named and its days dated: {4个月前} is 今年7月 when told in November, {6天后} a date."""

    def name(found: re.Match[str]) -> str:
        years, month = divmod(today.year * 12 + today.month - 1 - int(found[1]), 12)
        word = {0: "今年", 1: "去年"}.get(today.year - years, f"{years}年")
        return f"{word}{month + 1}月"

    def date(found: re.Match[str]) -> str:
        days = dt.timedelta(days=int(found[1]))
        return str(today - days if found[2] == "前" else today + days)

    return _DAYS_OFF.sub(date, _MONTHS_AGO.sub(name, text))


class Planned(msgspec.Struct, frozen=True):
    """An act with the moment at which it is done, and the day on which the thing happened where that is told."""

    moment: dt.datetime
    matter: str
    act: Act
    on: dt.date | None = None


def _plan(script: Script, calendar: Calendar, today: dt.date, end: dt.datetime) -> Iterator[Planned]:
    """All acts of all matters in the order in which they are done."""
    found = []
    for matter in script.matters:
        before = dt.datetime.min.replace(tzinfo=end.tzinfo)
        ago, day = 0, dt.date.min  # of the thing that happened last: as the matter tells it, and as it was planned
        for act in matter.acts:  # a holiday may bring two days together: the acts of a matter keep their order
            before = max(before, _moment(calendar, today, act.ago, act.time, end))
            happened = before.date()
            if act.on_ago is not None:  # never before what the matter tells as earlier
                happened = today - dt.timedelta(days=act.on_ago)
                happened = max(happened, day) if act.on_ago <= ago else happened
            found.append(Planned(before, matter.key, act, None if act.on_ago is None else happened))
            ago, day = act.ago if act.on_ago is None else act.on_ago, happened
    yield from sorted(found, key=lambda one: one.moment)


def _moment(calendar: Calendar, today: dt.date, ago: int, time: dt.time, end: dt.datetime) -> dt.datetime:
    """When an act is done: on a working day, and today before `end`."""
    day = min(calendar.next_workday(today - dt.timedelta(days=ago)), today)
    moment = dt.datetime.combine(day, time, end.tzinfo)
    if day < today or end.time() >= DAY_ENDS:
        return moment
    # A desk made in the morning has had the morning only: today's acts keep their order and come before now.
    midnight = dt.datetime.combine(today, dt.time(), end.tzinfo)
    planned = dt.datetime.combine(today, DAY_ENDS, end.tzinfo) - midnight
    return midnight + (end - midnight) * ((moment - midnight) / planned)


def _play(
    desk: Desk,
    clock: ScriptedClock,
    plan: list[Planned],
    today: dt.date,
    files: Path,
    progress: Progress | None = None,
) -> None:
    numbers: dict[str, str] = {}
    for done, one in enumerate(plan):
        if progress:
            progress(done, len(plan))
        clock.now = max(clock.now, one.moment)
        desk.officer = one.act.officer
        told = _with_files(one.act.input, files)
        if one.on is not None:
            told["on"] = str(one.on)
        if one.act.held_ago is not None:
            told["held_on"] = str(desk.calendar.next_workday(today - dt.timedelta(days=one.act.held_ago)))
        if one.act.other:
            told = _naming(told, numbers[one.act.other])
        if one.act.step in DESK_STEPS:
            desk.run_desk(desk.read_desk_step(one.act.step, told))
        elif one.act.step == Register.name:
            numbers[one.matter] = desk.register(_registration(desk, told)).number
        else:
            desk.run(numbers[one.matter], desk.read_step(one.act.step, told))


def _with_files(told: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The same with the folder in which the practice files lie, where it attaches some."""
    if "files" not in told:
        return dict(told)
    named = [{**one, "path": one["path"].replace(demo_files.PLACE, str(folder))} for one in told["files"]]
    return {**told, "files": named}


def _naming(told: dict[str, Any], number: str) -> dict[str, Any]:
    """The same with the number of the other matter where it is to be named."""
    came = told.get("split_from")
    return {**told, "split_from": {**came, "number": number}} if came else {**told, "other": number}


def _registration(desk: Desk, told: dict[str, Any]) -> Register:
    came = told.get("split_from")
    given = desk.split_off(came["number"], came["contact"]) if came else {}
    return msgspec.convert({**msgspec.to_builtins(given), **told}, Register)


# The report


def _plain(value: Any) -> Any:
    """As JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """Turns what the disk did into a sentence."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            "demo-folder-unwritable",
            "演示文件夹无法写入（磁盘已满、没有权限或路径不对），演示没有完成。请换一个文件夹。",
            problem=str(error),
        ) from error


def _fresh(folder: Path | None, now: dt.datetime) -> Path:
    """An empty folder to work in."""
    place = folder or Path(tempfile.gettempdir()) / f"首问台演示-{now:%Y%m%d-%H%M%S}"
    with _writing():
        place.mkdir(parents=True, exist_ok=True)
        if any(place.iterdir()):
            raise StorageError(
                "demo-folder-not-empty", f"文件夹“{place}”不是空的，没有改动。请另选一个空文件夹。", folder=str(place)
            )
    return place.resolve()


def _summary(view: View) -> dict[str, Any]:
    petition = view.petition
    return {
        "number": petition.number,
        "title": petition.title,
        "who": petition.who,
        "stage": STAGES[petition.stage],
        "delivery": view.delivery.state,
        "papers": list(view.papers),
    }


def _stages(views: list[View]) -> dict[str, int]:
    counted: Counter[str] = Counter(view.petition.stage for view in views)
    return {name: counted[stage] for stage, name in STAGES.items()}
