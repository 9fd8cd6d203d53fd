"""The program killed at a moment of the clock (test_fault_matrix.py: at each of its calls), and its log cut short."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.desk import Desk
from tests.app.faults.killing import Report, kill_after, needs_fork
from tests.helpers import PASSPHRASE, FixedClock, registered

pytestmark = needs_fork


def opened(folder: Path) -> Desk:
    return Desk.open(folder, PASSPHRASE, clock=FixedClock())


def entries(folder: Path) -> int:
    """How many entries there are, once everything has been checked against a replay."""
    with opened(folder) as desk:
        desk.verify(rebuild=True)
        assert [entry.seq for entry in desk.journal()] == list(range(1, len(list(desk.journal())) + 1))
        return len(list(desk.journal()))


def copied(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(name)))


@pytest.mark.parametrize("seconds", [0.0005 * 2.0**n for n in range(7)])
def test_killed_at_any_moment_nothing_that_was_confirmed_is_lost(desk_folder: Path, seconds: float) -> None:
    def work(report: Report) -> None:
        with opened(desk_folder) as desk:
            report("open")
            while True:
                report(registered(desk))

    confirmed = kill_after(seconds, work)[1:]
    entries(desk_folder)
    with opened(desk_folder) as desk:
        there = sorted(row.number for row in desk.page(limit=10_000))
        assert there[: len(confirmed)] == confirmed
        assert len(there) <= len(confirmed) + 1


def test_log_cut_at_any_length_leaves_the_whole_step_or_nothing(desk_folder: Path, tmp_path: Path) -> None:
    """What a power cut leaves of the write-ahead log: some beginning of it."""
    image = tmp_path / "image"
    with opened(desk_folder) as desk:
        desk.rest()
        registered(desk)
        shutil.copytree(desk_folder, image)
    log = (image / "desk.db-wal").read_bytes()
    outcomes = []
    for length in [*range(0, len(log), 6151), len(log) - 1, len(log)]:
        (image / "desk.db-shm").unlink(missing_ok=True)
        cut = copied(image, f"cut{length}")
        (cut / "desk.db-wal").write_bytes(log[:length])
        outcomes.append(entries(cut))
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {1, 2}
