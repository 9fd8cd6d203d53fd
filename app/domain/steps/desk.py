"""Entries of the desk itself: opened, described, paired, a clock that ran backwards."""

from __future__ import annotations

from typing import ClassVar

from app.domain.entries import Entry, Facts
from app.domain.office import Office


class Opened(Facts, frozen=True, kw_only=True):
    """The desk was set up: the first entry of every station's line."""

    kind: ClassVar[str] = "opened"

    office: Office
    officers: tuple[str, ...]
    program: str

    def sentence(self, entry: Entry) -> str:
        return f"启用接待台：{self.office.name}"


class Described(Facts, frozen=True, kw_only=True):
    """The office's data were changed; papers made before keep what stood on them."""

    kind: ClassVar[str] = "described"

    office: Office
    officers: tuple[str, ...]

    def sentence(self, entry: Entry) -> str:
        return "修改单位资料"


class Paired(Facts, frozen=True, kw_only=True):
    """The public keys of the county were taken in."""

    kind: ClassVar[str] = "paired"

    code: str
    name: str
    fingerprint: str
    card: str

    def sentence(self, entry: Entry) -> str:
        return f"与{self.name}交换公钥，指纹{self.fingerprint}"


class ClockSetBack(Facts, frozen=True, kw_only=True):
    """The machine's clock stood before the last entry: noticed and recorded, never silently accepted."""

    kind: ClassVar[str] = "clock_set_back"

    machine: str  # what the machine's clock said
    last: str  # `at` of the entry before

    def sentence(self, entry: Entry) -> str:
        return f"电脑时钟被拨回：时钟显示{self.machine}，而上一条记载写于{self.last}"
