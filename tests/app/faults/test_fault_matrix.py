"""Every operation killed and refused at its calls to the system; `tests/bench/fault_matrix.py` tries every one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.faults.calls import Call, Child, NotPossible, Verdict, supervise
from tests.app.faults.killing import needs_fork
from tests.app.faults.matrix import FAULTS, Rehearsed, sample
from tests.app.faults.operations import OPERATIONS, make_world
from tests.app.faults.power import Event, images

pytestmark = needs_fork

WHOLE = {"register", "export"}
"""Of these the whole sample; of the others every fourth call of it, of making a desk every eighth: the script takes
every call of each."""

REFUSED = [  # the rest is for the script
    *(("disk full", name) for name in ("set up", "register", "step of three entries", "county takes in")),
    *(("rename not done", name) for name in ("set up", "county replies")),
    *((fault, name) for fault in FAULTS for name in ("export", "paper saved")),
    ("input/output error", "register"),
    ("half written, then full", "register"),
]

THINNED = {  # every so manieth call of the sample, where many are much the same
    ("set up", "disk full"): 4,
    ("export", "disk full"): 2,
    ("export", "read-only"): 2,
    ("export", "input/output error"): 2,
}

Counted = Callable[[str, int], None]


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Counted:
    """Adds to the totals that are printed at the end of the run."""

    def count(what: str, how_many: int) -> None:
        record_property("faults", [what, how_many])

    return count


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every operation begins with; to be copied."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def rehearse(world: Path, tmp_path: Path) -> Callable[[str], Rehearsed]:
    """An operation, its world prepared and its calls known."""
    return lambda name: Rehearsed(OPERATIONS[name], world, tmp_path)


def test_a_child_is_held_at_every_call_that_can_change_a_file(tmp_path: Path) -> None:
    """Without this, nothing below would have tried anything: so it fails where a kernel does not do it."""
    seen: list[Call] = []

    def work(_child: Child) -> None:
        with (tmp_path / "a").open("wb") as file:
            file.write(b"12345678")
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "b").unlink()
        (tmp_path / "c").mkdir()

    def decide(call: Call) -> Verdict:
        seen.append(call)
        return Verdict()

    try:
        ended = supervise(tmp_path, work, decide)
    except NotPossible as error:
        pytest.fail(
            f"this kernel or container does not let a program be held at its system calls ({error}); "
            "no fault was injected: run the tests on Linux 5.5 or later, x86_64 or aarch64"
        )
    assert ended.code == 0, ended
    assert [call.name for call in seen] == ["open", "write", "rename", "unlink", "mkdir"]
    assert seen[1].data is not None
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


def test_a_folder_renamed_before_a_power_cut_takes_along_what_lies_in_it(tmp_path: Path) -> None:
    half, whole = Path("half"), Path("whole")

    def call(name: str, path: Path, to: Path | None = None, *, new: bool = False, data: bytes = b"") -> Event:
        return Event(Call(name, path, to, 3, 0, len(data), new, empties=False, data=lambda: data), data)

    events = [
        call("open", half / "a", new=True),
        call("write", half / "a", data=b"12345678"),
        call("sync", half / "a"),
        call("sync", half),
        call("rename", half, whole),
        call("sync", Path()),
        Event(None),
    ]
    last = [image for image in images(tmp_path, events, chances=0) if image.after == len(events)]
    assert [image.files for image in last] == [{whole / "a": b"12345678"}]


@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_before_any_call_nothing_confirmed_is_lost(
    rehearse: Callable[[str], Rehearsed], name: str, counted: Counted
) -> None:
    rehearsed = rehearse(name)
    points = sample(rehearsed.calls)[:: 1 if name in WHOLE else 8 if name == "set up" else 4]
    for number in points:
        rehearsed.kill(number)
    counted("killed", len(points))
    counted("calls that there are to be killed at", len(rehearsed.calls) + 1)


@pytest.mark.parametrize("name", ["register", "export", "passphrase given", "backup"])
def test_after_a_power_cut_nothing_confirmed_is_lost(
    rehearse: Callable[[str], Rehearsed], name: str, counted: Counted
) -> None:
    """Contents that were not synced are gone, torn or there, names likewise, in any mixture."""
    rehearsed = rehearse(name)
    events = rehearsed.record()
    images = list(rehearsed.images(events, chances=1))
    assert {"sync", "rename"} & {event.call.name for event in events if event.call}
    for image in images:
        rehearsed.cut(events, image)
    counted("power cuts", len(images))


@pytest.mark.parametrize(("kind", "name"), REFUSED)
def test_refused_by_the_disk_it_is_said_and_can_be_done_again(
    rehearse: Callable[[str], Rehearsed], name: str, kind: str, counted: Counted
) -> None:
    rehearsed, fault = rehearse(name), FAULTS[kind]
    tried = sample(rehearsed.calls)[: -1 : THINNED.get((name, kind), 1)]
    points = [number for number in tried if fault.hits(rehearsed.calls[number - 1])]
    told = Counter(code for number in points for code in rehearsed.fail(fault, number))
    counted(fault.name, len(points))
    assert told
