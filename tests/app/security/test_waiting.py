"""The wait after wrong passphrases: it grows, survives a restart, and a clock set back does not shorten it."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from app.domain.errors import StorageError
from app.security.waiting import LONGEST_WAIT, Waiting, in_words, wait_after
from tests.helpers import FixedClock


@pytest.fixture
def waiting(tmp_path: Path, clock: FixedClock) -> Waiting:
    return Waiting(tmp_path / "desk.failures.json", clock)


def left(waiting: Waiting) -> int:
    """The seconds that are still to be waited."""
    with contextlib.suppress(StorageError):
        waiting.check()
        return 0
    with pytest.raises(StorageError) as refused:
        waiting.check()
    assert refused.value.code == "passphrase-wait"
    return int(refused.value.facts["seconds"])


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (10**6, 900)]
)
def test_waits_double_from_the_fifth_failure_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == seconds <= LONGEST_WAIT


def test_the_wait_survives_a_restart_and_ends_by_the_clock(tmp_path: Path, clock: FixedClock) -> None:
    for _try in range(5):
        Waiting(tmp_path / "f.json", clock).count()
    assert left(Waiting(tmp_path / "f.json", clock)) == 30
    clock.pass_by(seconds=29)
    assert left(Waiting(tmp_path / "f.json", clock)) == 1
    clock.pass_by(seconds=1)
    assert left(Waiting(tmp_path / "f.json", clock)) == 0


def test_a_clock_set_back_begins_the_wait_anew(waiting: Waiting, clock: FixedClock) -> None:
    for _try in range(6):
        waiting.count()
    clock.pass_by(days=-1)
    assert left(waiting) == 60
    clock.pass_by(seconds=60)
    assert left(waiting) == 0


def test_the_right_passphrase_forgets_the_failures(waiting: Waiting) -> None:
    for _try in range(8):
        waiting.count()
    waiting.clear()
    assert (left(waiting), waiting.count()) == (0, 0)


@pytest.mark.parametrize("data", [b"", b"{", b'{"failures":0,"last":"2026-03-02T09:00:00+08:00"}', b"[" * 2000])
def test_a_count_that_cannot_be_read_locks_nobody_out(tmp_path: Path, clock: FixedClock, data: bytes) -> None:
    (tmp_path / "f.json").write_bytes(data)
    assert left(Waiting(tmp_path / "f.json", clock)) == 0


@pytest.mark.parametrize(("seconds", "words"), [(30, "30秒"), (60, "1分钟"), (90, "1分30秒"), (900, "15分钟")])
def test_a_wait_is_told_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
