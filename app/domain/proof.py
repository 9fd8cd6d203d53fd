"""What a desk can show to others: the register of a day with the end of the chain, and the report of what was checked.

A printed page of the register fixes the chain at the end of its day: whoever holds the page can hold the desk to it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal

import msgspec

from app.domain.errors import RuleBroken
from app.domain.masking import masked_name
from app.domain.petition import Petition

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
FORMAT = "shouwentai-verify"
VERSION = 1
REPORT_JSON, REPORT_CLAIM = "report.json", "report.claim.txt"  # the attachments of a report's PDF

State = Literal["passed", "failed", "not_checked"]
STATES: dict[State, str] = {"passed": "通过", "failed": "未通过", "not_checked": "未核对"}


class DayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One petition that was registered on the day, as it stood at the end of the day."""

    number: str
    at: str  # HH:MM
    received_on: dt.date
    who: str  # masked
    title: str
    first_contact: str
    office: str  # "" where nobody has it yet
    voided: bool = False


class DayRegister(msgspec.Struct, frozen=True, kw_only=True):
    """What was registered on a day, and the last entry that was written up to its end: `seq` 0 where there is none.

    `entries` is how many the day added, `whole` whether the day was over when this was asked for.
    """

    day: dt.date
    station: str
    epoch: int
    seq: int
    hash: str
    entries: int
    whole: bool
    lines: tuple[DayLine, ...]

    @property
    def anchor(self) -> str:
        """What the page's QR says, and what is handed to `verify --anchor`."""
        return f"{self.day}={self.hash}"


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """The chain's last hash as it stands on a printed page of the register."""

    day: dt.date
    hash: str


class AnchorSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of it: the last entry of that day, an earlier end of the same day, or nothing."""

    day: dt.date
    hash: str
    state: Literal["last", "earlier", "missing"]
    epoch: int = 0
    seq: int = 0

    @property
    def told(self) -> str:
        page = f"{self.day} 的登记簿页"
        if self.state == "missing":
            return f"{page}所印摘要 {self.hash[:16]}… 不是本台台账当日的末条，台账与该页不一致。"
        where = f"第 {self.seq} 号记载" + (f"（账期 {self.epoch}）" if self.epoch > 1 else "")
        if self.state == "last":
            return f"{page}所印摘要与{where}一致，是当日末条。"
        return f"{page}所印摘要与{where}一致，打印后当日另有记载。"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was checked: what came out in words and in numbers, of a failure also its code and place."""

    code: str
    title: str
    state: State
    told: str
    numbers: dict[str, int] = {}
    error: str = ""
    place: dict[str, Any] = {}


class ChainLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the chain: station and epoch, how many entries, the last one's moment and hash."""

    station: str
    epoch: int
    entries: int
    at: str
    hash: str


class VerifyReport(msgspec.Struct, frozen=True, kw_only=True):
    """One run of every check; `at` is when, ISO 8601 with zone. Its canonical JSON is what is signed."""

    station: str
    unit: str
    epoch: int
    at: str
    program: str
    officer: str
    checks: tuple[Check, ...]
    lines: tuple[ChainLine, ...] = ()
    anchors: tuple[AnchorSeen, ...] = ()
    format: str = FORMAT
    version: int = VERSION

    @property
    def passed(self) -> bool:
        """Whether nothing that was checked failed."""
        return all(check.state != "failed" for check in self.checks)

    @property
    def head(self) -> str:
        """The end of the station's own line in its last epoch, "" where the chain could not be read."""
        own = [line for line in self.lines if (line.station, line.epoch) == (self.station, self.epoch)]
        return own[-1].hash if own else ""

    @property
    def verdict(self) -> str:
        """The result as one sentence."""
        failed = [check.title for check in self.checks if check.state == "failed"]
        if failed:
            return f"核验未通过：{'、'.join(failed)}。请保留现状并联系管理员，从备份核对。"
        return "核验通过：所核对的各项均一致。"


class SignedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report with the station's signed claim about it (app/security/report_proof.py)."""

    report: VerifyReport
    claim: str


def canonical(report: VerifyReport) -> bytes:
    """The bytes of a report that are hashed and signed: JSON with sorted keys, no white space, UTF-8."""
    return msgspec.json.encode(report, order="sorted")


def read_anchor(text: str) -> Anchor:
    """DATE=HASH as the page's QR gives it or as it was typed, with spaces or capitals. Raises RuleBroken."""
    day, _, digest = "".join(text.split()).lower().partition("=")
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        found = None
    if found is None or found.isoformat() != day or not HASH.fullmatch(digest):
        raise RuleBroken(
            "anchor-unreadable",
            f"“{text}”不是登记簿页上的日期和链尾摘要，应如 2026-03-02=（64 位摘要）。请对照页脚重新输入。",
            anchor=text,
            problems=[{"field": "anchors", "title": "登记簿页摘要", "problem": "应为日期=摘要（64位）"}],
        )
    return Anchor(day=found, hash=digest)


def day_line(petition: Petition) -> DayLine:
    """The line of a petition in the register; a denunciation shows neither who nor what."""
    hidden = petition.category == "denunciation"
    return DayLine(
        number=petition.number,
        at=petition.registered_at[11:16],
        received_on=petition.received_on,
        who="" if hidden else _who(petition),
        title="" if hidden else petition.title,
        first_contact=petition.first_contact,
        office=petition.assignments[-1].office if petition.assignments else "",
        voided=petition.voided is not None,
    )


def _who(petition: Petition) -> str:
    first = petition.petitioners[0]
    name = first.name if first.kind == "organisation" else masked_name(first.name)
    return f"{name}等{petition.head_count}人" if petition.head_count > 1 else name
