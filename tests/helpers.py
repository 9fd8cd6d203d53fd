"""What tests of every layer need: a clock that can be set, and steps as a clerk would fill them in."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.looks import Looker
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.denunciation import Denounced
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.petitioner import Petitioner
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.register import Register
from app.domain.steps.service import Serve
from app.security import unlock
from app.security.vault import VaultKind
from app.setup import DESK
from app.storage.driver import sqlite3

ZONE = dt.timezone(dt.timedelta(hours=8))
MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)  # a Monday, no holiday near
PASSPHRASE = "石桥镇信访办-2026"
STATION = "43062110100001"
OFFICE = Office(
    station=STATION,
    name="石桥镇人民政府",
    address="石桥镇政府一楼信访接待室",
    phone="0730-1234567",
    review_address="县城建设路1号",
    one_officer=True,
)
OFFICERS = ("李明", "王芳")


# For tests of what is the same wherever a county keeps what it received.
BOTH = pytest.mark.parametrize("county_folder", ["sqlite", "postgresql"], indirect=True)


LOOKER = Looker(name="赵敏", purpose="电话联系信访人")


class FixedClock:
    """A clock that stands still until it is set or moved."""

    def __init__(self, now: dt.datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, now: dt.datetime) -> None:
        """Put the hands anywhere, back included."""
        self.now = now

    def pass_by(self, **amount: float) -> None:
        """Let time pass: days=3, minutes=5."""
        self.now += dt.timedelta(**amount)


class Paired(msgspec.Struct, frozen=True):
    """A desk and its county that know each other's cards, and the stick between them."""

    desk: Desk
    county: County
    stick: Path


def person(name: str = "张三", **given: Any) -> Petitioner:
    """A petitioner with an address, unless told otherwise."""
    return Petitioner(**{"name": name, "address": "石桥镇石桥村三组", **given})


def registration(*people: Petitioner, **given: Any) -> Register:
    """A registration as the reception clerk fills it in; `given` replaces fields."""
    fields: dict[str, Any] = {
        "title": "请求硬化村道",
        "petitioners": people or (person(),),
        "requests": ("硬化石桥村三组至村部的道路",),
        "facts": "三组至村部一公里道路为土路，雨天无法通行。",
        "reasons": "去年列入计划，至今没有动工。",
        **given,
    }
    return Register(**fields)


def registered(desk: Desk, *people: Petitioner, **given: Any) -> str:
    """Register one petition and give its number."""
    return desk.register(registration(*people, **given)).number


def stored(desk: Desk, number: str) -> Petition:
    """A petition as it is kept: what the desk hands out hides the details of persons."""
    petition: Petition = vars(desk)["_petitions"].load(number)
    return petition


def denounced(desk: Desk, *people: Petitioner, **given: Any) -> str:
    """Register a denunciation of 钱某 and give its number; the officer needs the right."""
    about = Denounced(people=("钱某",), bodies=("石桥村村民委员会",))
    return registered(desk, *people, **{"category": "denunciation", "denounced": about, **given})


def to_issue(desk: Desk, number: str) -> None:
    """Everything from acceptance to the issued opinion, on one day."""
    requests = len(desk.petition(number).requests)
    steps = (
        Accept(office="村镇建设办", handler="赵强"),
        Assign(office="村镇建设办", handler="赵强"),
        Investigate(participants=("赵强",), record="现场查看，道路确为土路。"),
        DraftOpinion(
            facts_found="道路确为土路，已列入计划。",
            evidence=("现场照片",),
            basis=(Basis(law="《农村公路建设管理办法》", article="第十条", words=""),),
            results=tuple(
                RequestResult(request=n, result="support", opinion="年内硬化") for n in range(1, requests + 1)
            ),
        ),
        ApproveOpinion(),
        IssueOpinion(),
    )
    for step in steps:
        desk.run(number, step)


def serve_all(desk: Desk, number: str, papers: Iterable[Literal["F03", "F12"]] = ("F03", "F12")) -> None:
    """Serve these papers on every addressee, in person."""
    for paper in papers:
        desk.run(number, Serve(paper=paper))


def raw(folder: Path, kind: VaultKind = DESK) -> sqlite3.Connection:
    """The database as somebody with the passphrase and another program sees it: nothing refuses a change."""
    key = _key((folder / kind.keyfile).read_bytes())
    connection = sqlite3.connect(str(folder / kind.database), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


@functools.cache
def _key(keyfile: bytes) -> bytes:
    return unlock.unlock(unlock.decode(keyfile), PASSPHRASE)


def tamper(folder: Path, *statements: str, kind: VaultKind = DESK) -> None:
    """Change a closed store behind the program's back, its triggers dropped first."""
    connection = raw(folder, kind)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert connection.execute(statement).rowcount != 0, f"changed nothing: {statement}"
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()


def code_of(refused: Any) -> str:
    """The code of the refusal that pytest.raises caught."""
    return str(refused.value.code)
