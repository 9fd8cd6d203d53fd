"""The fault matrix: every operation against every kind of fault, counted.

`Rehearsed` does an operation once without faults and knows its calls; `kill`, `fail` do it again with one fault and
judge what is left: what was confirmed is there, what was not is there whole or not at all, nothing but the files that
belong there stays behind, and the operation can be done (again).
"""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.app.faults.calls import GO, HALF, KILL, LIE, Call, Child, Ended, Verdict, supervise
from tests.app.faults.operations import REFUSALS, Operation, State, leftovers
from tests.app.faults.power import Event, Image, Recorder, images

CONFIRMED = "confirmed"


class Fault(NamedTuple):
    """A way in which a disk can fail an operation."""

    name: str
    hits: Callable[[Call], bool]  # the calls that it can happen to
    stays: bool  # from the first call that it happens to until the program was refused, or only once
    verdict: Verdict


def _needs_space(call: Call) -> bool:
    return call.name in {"write", "rename", "link"} or call.new


def _changes(call: Call) -> bool:
    return call.name != "sync"


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("disk full", _needs_space, True, Verdict("error", errno.ENOSPC)),
        Fault("half written, then full", lambda call: call.name == "write" and call.size > 1, True, HALF),
        Fault("read-only", _changes, True, Verdict("error", errno.EROFS)),
        Fault("input/output error", lambda _call: True, False, Verdict("error", errno.EIO)),
        Fault("rename not done", lambda call: call.name == "rename", False, LIE),
    )
}


class Rehearsed:
    """An operation, a world in which it is prepared, the calls that it makes, the state before and after it."""

    def __init__(self, operation: Operation, template: Path, scratch: Path) -> None:
        self.operation = operation
        self._scratch = scratch
        self._world = scratch / "prepared"
        shutil.copytree(template, self._world)
        operation.prepare(self._world)
        self.before = self._state(self._world)
        self.calls: list[Call] = []
        world = self._copy()
        ended = supervise(world, lambda child: self._work(child, world), self._note)
        assert ended == Ended([CONFIRMED], 0), ended
        self.after = self._state(world)
        assert self.after != self.before

    def _note(self, call: Call) -> Verdict:
        self.calls.append(call)
        return GO

    def _copy(self) -> Path:
        return _copied(self._world, self._scratch / "world")

    def _state(self, world: Path) -> State:
        """Of a copy: whoever looks leaves a trace."""
        return self.operation.state(_copied(world, self._scratch / "looked at"))

    # Killed

    def kill(self, number: int) -> None:
        """Kill the program before its call of this number, counted from 1; with one more than there are it lives."""
        world = self._copy()
        passing = Counter[str]()

        def decide(_call: Call) -> Verdict:
            passing["calls"] += 1
            return KILL if passing["calls"] == number else GO

        ended = supervise(world, lambda child: self._work(child, world), decide)
        assert ended.code == (-9 if number <= passing["calls"] else 0), ended
        self._judge(world, confirmed=CONFIRMED in ended.lines)

    def _work(self, child: Child, world: Path) -> None:
        with self.operation.opened(world) as store:
            self.operation.act(store, world)
            child.report(CONFIRMED)

    # Refused by the disk

    def fail(self, fault: Fault, number: int) -> list[str]:
        """Let the call of this number fail, counted from 1; returns the codes with which the clerk was told."""
        world = self._copy()
        passing = Counter[str]()

        def decide(call: Call) -> Verdict:
            passing["calls"] += 1
            begun = passing["calls"] >= number if fault.stays else passing["calls"] == number
            if not begun or not fault.hits(call):
                return GO
            passing["failed"] += 1
            full = fault.verdict is HALF and passing["failed"] > 1
            return Verdict("error", errno.ENOSPC) if full else fault.verdict

        ended = supervise(world, lambda child: self._insist(child, world), decide)
        assert ended.code == 0, "\n".join(ended.lines)
        assert ended.lines[-1:] == [CONFIRMED]
        tidied = fault.stays or self.calls[number - 1].name != "unlink"  # what could not be removed is still there
        self._judge(world, confirmed=True, tidy=tidied)
        return ended.lines[:-1]

    def _insist(self, child: Child, world: Path) -> None:
        """Do the operation; when it is refused, do it once more in the same program, the disk being well again."""
        try:
            with self.operation.opened(world) as store:
                try:
                    self.operation.act(store, world)
                except REFUSALS as refusal:
                    child.report(refusal.code)
                    child.faults_are_over()
                    self.operation.act(store, world)
                child.report(CONFIRMED)
        except REFUSALS as refusal:
            child.report(refusal.code)
            child.faults_are_over()
            self._work(child, world)

    # Without power

    def record(self) -> list[Event]:
        """What the operation did to the disk, call by call, and when it was confirmed."""
        recorder = Recorder()
        world = self._copy()
        ended = supervise(world, lambda child: self._work(child, world), recorder.decide, recorder.hear)
        assert ended == Ended([CONFIRMED], 0), ended
        return recorder.relative_to(world)

    def images(self, events: list[Event], *, chances: int, everywhere: bool = False) -> Iterator[Image]:
        """The states in which a power cut may leave the disk."""
        return images(self._world, events, chances=chances, everywhere=everywhere)

    def cut(self, events: list[Event], image: Image) -> None:
        """Judge what a power cut leaves of the disk: `image` of what was done before it."""
        world = self._copy()
        image.write(world)
        self._judge(world, confirmed=any(event.call is None for event in events[: image.after]))

    # What is left

    def _is_done(self, found: State) -> bool:
        after = self.after
        return (found.store, found.files) == (after.store, after.files) and found.looks >= after.looks

    def _judge(self, world: Path, *, confirmed: bool, tidy: bool = True) -> None:
        found, before, after = self._state(world), self.before, self.after
        assert found.store in (before.store, after.store)
        assert found.files in (before.files, after.files)
        assert found.looks >= before.looks
        if self.operation.file_first and found.store != before.store:
            assert found.files == after.files, "said to be sent, and not there"
        if confirmed:
            assert self._is_done(found), ("confirmed, and lost", found, after)
        if self._is_done(found):
            self.operation.look_again(world)
        else:
            self.operation.do(world)
            assert self._is_done(self._state(world))
        assert not tidy or not leftovers(world), leftovers(world)


def _copied(world: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(world, to))


def every(calls: list[Call]) -> list[int]:
    """The number of each call, and one more: the end of the program."""
    return list(range(1, len(calls) + 2))


def sample(calls: list[Call]) -> list[int]:
    """Numbers of the calls that stand for the others: no kind of call on a file that keeps something is missing.

    The first and the last of each kind on each file, both sides of each fsync and rename, and the end. Left out are
    lock, note and shared memory, of which nothing is kept.
    """
    kinds: dict[tuple[str, str], list[int]] = {}
    for number, call in enumerate(calls, 1):
        if not call.path.name.endswith(("-shm", ".lock", ".json")):
            kinds.setdefault((call.name, call.path.name), []).append(number)
    chosen = {1, len(calls) + 1}
    for (name, _file), numbers in kinds.items():
        chosen |= {numbers[0], numbers[-1]}
        if name in {"sync", "rename"}:
            some = numbers[:: 1 + len(numbers) // 2]  # making the tables syncs some fifty times in much the same way
            chosen |= {*some, *(number + 1 for number in some)}
    return sorted(chosen)
