"""What one visit of a stick did, file by file, told alike by a desk and by a county."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from app.exchange.stick import Lying, Medium

State = Literal["taken", "same", "held", "person", "passed", "written", "unwritten"]
"""Taken in; nothing new; refused and why; waits for a person; not for us; written onto the stick; not written, why."""

VERBS: Final = {"taken": "读入", "written": "写出", "held": "没有收下", "person": "待核对"}
PULLED: Final = "U盘上后面的没有读入，要写出的没有写出，数据没有改动；已读入的不必重来。请插好U盘再按一次。"


class StickLine(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file."""

    file: str
    state: State
    words: str
    code: str = ""


class StickDone(msgspec.Struct, frozen=True, kw_only=True):
    """What one visit of a stick did, file by file."""

    lines: tuple[StickLine, ...]
    words: str

    def of(self, *states: State) -> tuple[StickLine, ...]:
        """The lines with one of these states."""
        return tuple(line for line in self.lines if line.state in states)


class StickSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A stick before anything is done with it."""

    medium: Medium
    for_us: int
    words: str


def seen(medium: Medium, found: Iterable[Lying], for_us: int) -> StickSeen:
    """A stick in words, with `for_us` files to be taken in among those found on it."""
    halves = sum(one.kind == "half" for one in found)
    more = f"另有 {halves} 个没有写完的文件，不会读入。" if halves else ""
    told = f"有 {for_us} 个文件可读入。" if for_us else "没有要读入的文件。"
    return StickSeen(medium=medium, for_us=for_us, words=f"{medium.words}{told}{more}")


def done(lines: Iterable[StickLine]) -> StickDone:
    """The visit, with how much came of it in words."""
    every = tuple(lines)
    counted = [(verb, sum(line.state == state for line in every)) for state, verb in VERBS.items()]
    unwritten = ["没有写出"] if any(line.state == "unwritten" for line in every) else []
    told = "，".join([*(f"{verb} {n} 个" for verb, n in counted if n), *unwritten])
    return StickDone(lines=every, words=f"{told}。" if told else "没有要读入的，也没有要写出的。")


def pulled(code: str) -> StickLine:
    """What was left undone because the stick was not there any more."""
    return StickLine(file="", state="unwritten", words=PULLED, code=code)


def passed(one: Lying) -> StickLine:
    """A file that is for somebody else."""
    return StickLine(file=one.path.name, state="passed", words=f"这是发给 {one.recipient} 的，没有读入。")


def twice(one: Lying) -> StickLine:
    """A file that lies there a second time under another name."""
    return StickLine(file=one.path.name, state="same", words="与U盘上另一个文件内容相同，没有重复读入。")
