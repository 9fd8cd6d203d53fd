"""A wait after wrong passphrases that a restart does not shorten: a small file beside the key file counts them.

Whoever may write into the folder can delete the file. What makes guessing slow is Argon2; this keeps somebody at the
desk's own keyboard from trying all afternoon.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec

from app.domain.errors import StorageError
from app.storage.files import write_whole

FREE = 5  # wrong passphrases before the first wait
FIRST_WAIT = 30  # seconds; doubled by every further one
LONGEST_WAIT = 15 * 60  # seconds
MOST_BYTES = 1000


class Failures(msgspec.Struct, frozen=True):
    """How many wrong passphrases in a row, and when the last one was."""

    failures: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
    last: dt.datetime


class Waiting:
    """The count of one folder. `clock` is the machine's, with its zone."""

    def __init__(self, path: Path, clock: Callable[[], dt.datetime]) -> None:
        self._path = path
        self._clock = clock

    def check(self) -> None:
        """Raises StorageError("passphrase-wait") with the seconds that remain.

        A clock that stands before the last failure was set back: the wait then begins anew.
        """
        found, now = self._read(), self._clock()
        if found is None or found.failures < FREE:
            return
        if now < found.last:
            found = Failures(failures=found.failures, last=now)
            self._write(found)
        left = wait_after(found.failures) - (now - found.last).total_seconds()
        if left > 0:
            seconds = max(1, round(left))
            raise StorageError(
                "passphrase-wait",
                f"口令已连续输错{found.failures}次，请在{in_words(seconds)}后再试。重新启动程序或电脑不会缩短等待。",
                failures=found.failures,
                seconds=seconds,
            )

    def count(self) -> int:
        """One more wrong passphrase; the seconds to wait now."""
        found = self._read()
        failures = min((found.failures if found else 0) + 1, 1_000_000)
        self._write(Failures(failures=failures, last=self._clock()))
        return wait_after(failures)

    def clear(self) -> None:
        """The right passphrase was given."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _read(self) -> Failures | None:
        try:
            with self._path.open("rb") as file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=Failures)
        except (OSError, ValueError):
            return None

    def _write(self, found: Failures) -> None:
        with contextlib.suppress(StorageError):  # a folder that can't be written is no reason to refuse its owner
            write_whole(self._path, msgspec.json.encode(found))


def wait_after(failures: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row."""
    return 0 if failures < FREE else min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - FREE, 10))


def in_words(seconds: int) -> str:
    """A wait in words: 30秒, 2分钟, 1分30秒."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest}秒"
    return f"{minutes}分{rest}秒" if rest else f"{minutes}分钟"
