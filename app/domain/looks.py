"""Looking: who looked at which petition, when, and what for; the bytes of it that are hashed.

It serves the petitioner, who may ask who looked at the matter (《个人信息保护法》第五十一条). So that it does not
become a watch over petitioners, a look names nothing of a person but the petition's number and, of a search, the words.

The canonical body is made as that of a journal entry (docs/journal.md): one JSON object in UTF-8, keys sorted, no white
space. Bodies are stored and hashed as they were written and never encoded again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from app.domain.entries import UNREADABLE
from app.domain.errors import RuleBroken, StorageError
from app.domain.masking import masked_id, masked_phone
from app.domain.papers import title_of
from app.domain.records.petitioner import Petitioner

VERSION: Final = 1
MOST_WORDS = 200  # characters of a search that are kept
LEAST_PURPOSE, MOST_PURPOSE = 2, 100  # characters of what a reveal was for
MOST_NAME = 50  # characters of who looked, where somebody types it
MOST_FOUND = 9  # a search that finds no more names what it found: it was after these
ONE_LOOK = dt.timedelta(minutes=10)  # the same page read again within this time is the same look

Act = Literal[
    "open", "search", "candidates", "reveal", "paper", "case_file", "attachment", "attachment_saved", "print",
    "print_failed", "print_unsure", "print_came", "save", "journal", "export",
]  # fmt: skip
ACTS: dict[str, str] = {
    "open": "打开事项",
    "search": "检索",
    "candidates": "登记时查找",
    "reveal": "显示完整信息",
    "paper": "调阅文书",
    "case_file": "调阅案卷",
    "attachment": "查看附件",
    "attachment_saved": "另存附件",
    "print": "打印",
    "print_failed": "未打印成",
    "print_unsure": "不能确认是否打印",
    "print_came": "确认已打印",
    "save": "另存文件",
    "journal": "调阅台账",
    "export": "导出数据包",
}
AGAIN = frozenset({"open", "paper", "case_file", "attachment"})  # what a window asks for again and again
PRINTS = ("print", "print_failed", "print_unsure", "print_came")
DETAILS = {"id_number": "证件号码", "phone": "联系电话", "address": "住址"}  # what can be revealed, keys of MASKS


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look. `line` names the file it was written into, `seq` its place there, without a gap from 1."""

    v: int = VERSION
    line: str
    seq: int
    at: str  # ISO 8601 with zone, to the second
    officer: str
    act: str  # a key of ACTS, or of a later version
    petition: str = ""  # number; "" where it was about no single one
    what: str = ""  # of a reveal the field, of a paper its code, of an export its entries
    purpose: str = ""  # page or command from which it was done; of a reveal what was typed
    words: str = ""  # of a search
    hits: int = 0
    found: tuple[str, ...] = ()  # numbers of the petitions found, where they are few
    copies: int = 0  # of a print; 0: of nothing printed, and in what an earlier version wrote
    prev: str

    @property
    def day(self) -> dt.date:
        """The day on which it was."""
        return dt.date.fromisoformat(self.at[:10])

    @property
    def sentence(self) -> str:
        """The look in words, without moment, officer and purpose. What was searched for is masked."""
        told = ACTS.get(self.act, self.act)
        if self.act in ("search", "candidates"):
            return f"{told}“{masked_words(self.words)}”，找到{self.hits}件"
        if self.act == "reveal":
            return f"{told}：{'、'.join(DETAILS.get(one, one) for one in self.what.split('、'))}"
        if self.act in ("paper", "save", *PRINTS):
            return f"{told}：{title_of(self.what)}{f'，{self.copies}份' if self.copies > 1 else ''}"
        if self.act in ("attachment", "attachment_saved"):
            return f"{told}：第{self.what}份"
        return f"{told}：{self.what}" if self.what else told


class Looker(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks at a county's store and what for. It has no officers: the name is what was typed, nobody checks it."""

    name: str
    purpose: str


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """How often one paper of a petition went to a printer, and who printed it last and when (ISO 8601)."""

    paper: str
    times: int
    copies: int
    at: str
    officer: str


def printed(looks: Iterable[Look]) -> tuple[Printed, ...]:
    """What was printed, from looks in their order.

    What a printer did not take counts for nothing, nor what may not have come out until somebody says that it did.
    """
    gone: dict[str, list[Look]] = {}
    unsure: dict[str, list[Look]] = {}
    for look in looks:
        mine, open_ = gone.setdefault(look.what, []), unsure.setdefault(look.what, [])
        if look.act == "print":
            mine.append(look)
        elif look.act == "print_failed" and mine:
            mine.pop()
        elif look.act == "print_unsure" and mine:
            open_.append(mine.pop())
        elif look.act == "print_came" and open_:
            mine.append(open_.pop())
    return tuple(
        Printed(
            paper=paper,
            times=len(prints),
            copies=sum(max(1, one.copies) for one in prints),
            at=prints[-1].at,
            officer=prints[-1].officer,
        )
        for paper, prints in gone.items()
        if prints
    )


def purpose_told(purpose: str, what: str, *, field: str = "purpose") -> str:
    """What a look is for, as it is kept; `what` says what of, with an example. Raises RuleBroken("purpose-missing")."""
    told = " ".join(purpose.split())[:MOST_PURPOSE]
    if len(told) < LEAST_PURPOSE:
        raise RuleBroken("purpose-missing", f"请写明为什么要{what}。", field=field)
    return told


def looker_told(looker: Looker) -> Looker:
    """As it is kept. Raises RuleBroken: looker-missing, purpose-missing."""
    name = " ".join(looker.name.split())[:MOST_NAME]
    if not name:
        raise RuleBroken("looker-missing", "请填写查看人的姓名。", field="name")
    return Looker(name=name, purpose=purpose_told(looker.purpose, "看完整信息，如“电话联系信访人”"))


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Look)


def look_body(look: Look) -> bytes:
    """The canonical bytes of a look."""
    return _encoder.encode(look)


def look_hash(body: bytes) -> str:
    """The hash that chains looks: SHA-256 of the canonical body, in hex."""
    return hashlib.sha256(body).hexdigest()


def read_look(body: bytes) -> Look:
    """The look behind a canonical body. Raises StorageError("look-damaged"), StorageError("look-newer")."""
    try:
        look = _decoder.decode(body)
    except UNREADABLE as error:
        raise StorageError("look-damaged", "查阅记录有一条已损坏，无法读取。", problem=str(error)) from None
    if look.v != VERSION:
        raise StorageError("look-newer", "查阅记录由更新版本的程序写成，请先升级本程序。", version=look.v)
    return look


def counted(looks: Iterable[Look]) -> dict[str, int]:
    """How often each act was done: all that leaves the desk."""
    found = Counter(look.act for look in looks)
    return {act: found[act] for act in sorted(found)}


def told_counts(counts: dict[str, int]) -> str:
    """打开事项12次、打印3次: in the order of ACTS."""
    order = [*ACTS, *sorted(counts.keys() - ACTS.keys())]
    return "、".join(f"{ACTS.get(act, act)}{counts[act]}次" for act in order if counts.get(act))


def told_of(people: Iterable[Petitioner]) -> str:
    """What a registration searches for: names and numbers of its petitioners, as far as they are typed."""
    parts = ((person.name, person.id_number or person.credit_code, person.phone) for person in people)
    return " ".join(part for person in parts for part in person if part)


def masked_words(words: str) -> str:
    """What was searched for, its document and telephone numbers masked."""
    told = re.sub(r"[0-9]{14,17}[0-9Xx]", lambda number: masked_id(number.group()), words)
    return re.sub(r"(?<![0-9*-])[0-9]{7,13}(?![0-9*-])", lambda number: masked_phone(number.group()), told)
