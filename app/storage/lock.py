"""One writer at a time: a lock on the desk's folder that names the program which holds it."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from app.domain.errors import StorageError

LOCK = "desk.lock"
HOLDER = "desk.in-use.json"


class Holder(msgspec.Struct, frozen=True):
    """Who holds the lock, in words for the clerk in front of the other screen."""

    program: str
    pid: int
    host: str
    since: str


class WriterLock:
    """Held while a program may write. Released by the operating system when the program dies."""

    def __init__(self, folder: Path, program: str) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK, thread_local=False)  # taken in one thread, given back in another
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise _in_use(_read_holder(folder)) from None
        except OSError as error:
            raise StorageError(
                "folder-not-writable",
                f"不能在文件夹“{folder}”中写入，请检查磁盘和权限。没有任何改动。",
                folder=str(folder),
                problem=str(error),
            ) from None
        self.left_open = _read_holder(folder)  # whoever had it before was ended without giving it back
        self._tell(program)

    def _tell(self, program: str) -> None:
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        holder = Holder(program=program, pid=os.getpid(), host=socket.gethostname(), since=now)
        with contextlib.suppress(OSError):  # only words for others: a full disk must not stop the holder here
            (self._folder / HOLDER).write_bytes(msgspec.json.encode(holder))

    def release(self) -> None:
        """Give the lock back; harmless when it was given back before."""
        with contextlib.suppress(OSError):
            (self._folder / HOLDER).unlink(missing_ok=True)
        self._lock.release()


def _read_holder(folder: Path) -> Holder | None:
    try:
        return msgspec.json.decode((folder / HOLDER).read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def _in_use(holder: Holder | None) -> StorageError:
    if holder is None:
        return StorageError("desk-in-use", "本台数据正由另一个程序使用，请先关闭那个程序。")
    return StorageError(
        "desk-in-use",
        f"本台数据正由另一个程序使用（{holder.program}，电脑 {holder.host}，进程 {holder.pid}，"
        f"自 {holder.since[:16].replace('T', ' ')} 起），请先关闭那个程序。",
        **msgspec.to_builtins(holder),
    )
