"""A child whose every writing system call is held until its parent has decided what becomes of it.

The kernel does the holding (seccomp user notification, Linux 5.5 and later, no privilege needed): the child asks
for it with a filter of its own, so that the calls of SQLCipher are seen as well as those of Python, fsync and rename
among them. Nothing of the program is changed. The parent lets a call through, kills the child before it, answers
an error in its place, does half of a write, or answers success without doing anything.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import mmap
import os
import platform
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

PATHS = {"open", "creat", "mkdir", "rmdir", "unlink", "truncate", "rename", "link", "symlink"}
AT = {"openat", "mkdirat", "unlinkat", "renameat", "renameat2", "linkat", "symlinkat"}
ON_FILES = {
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "pwritev2",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "sendfile",
    "copy_file_range",
}
NUMBERS = {
    "x86_64": {
        "write": 1,
        "open": 2,
        "pwrite64": 18,
        "writev": 20,
        "sendfile": 40,
        "fsync": 74,
        "fdatasync": 75,
        "truncate": 76,
        "ftruncate": 77,
        "rename": 82,
        "mkdir": 83,
        "rmdir": 84,
        "creat": 85,
        "link": 86,
        "unlink": 87,
        "symlink": 88,
        "openat": 257,
        "mkdirat": 258,
        "unlinkat": 263,
        "renameat": 264,
        "linkat": 265,
        "symlinkat": 266,
        "sync_file_range": 277,
        "fallocate": 285,
        "pwritev": 296,
        "renameat2": 316,
        "copy_file_range": 326,
        "pwritev2": 328,
    },
    "aarch64": {
        "mkdirat": 34,
        "unlinkat": 35,
        "symlinkat": 36,
        "linkat": 37,
        "renameat": 38,
        "truncate": 45,
        "ftruncate": 46,
        "fallocate": 47,
        "openat": 56,
        "write": 64,
        "writev": 66,
        "pwrite64": 68,
        "pwritev": 70,
        "sendfile": 71,
        "fsync": 82,
        "fdatasync": 83,
        "sync_file_range": 84,
        "renameat2": 276,
        "copy_file_range": 285,
        "pwritev2": 287,
    },
}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SECCOMP = {"x86_64": 317, "aarch64": 277}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

PR_SET_NO_NEW_PRIVS = 38
RECEIVE, SEND = 0xC0502100, 0xC0182101  # the two ioctl of <linux/seccomp.h>
ASKED = struct.Struct("=QIIiIQ6Q")  # struct seccomp_notif
ANSWER = struct.Struct("=QqiI")  # struct seccomp_notif_resp
GO_ON = 1

Report = Callable[[str], None]


class Call(NamedTuple):
    """One writing call on a file of the watched folder, before it is done."""

    name: str  # write, sync, open, truncate, rename, unlink, mkdir …: the same word for every form of it
    path: Path
    to: Path | None  # of a rename or link
    fd: int  # -1 for calls on names
    at: int  # where in the file
    size: int  # of a write, or the new size of a truncate
    new: bool  # an open that makes the file, a truncate that makes it longer
    empties: bool  # an open that empties the file
    data: Callable[[], bytes]  # what a write would write


class Verdict(NamedTuple):
    """What becomes of a call: done, or answered in its place."""

    kind: str = "go"  # go | kill | error | half | lie
    errno: int = 0


GO, KILL, HALF, LIE = Verdict(), Verdict("kill"), Verdict("half"), Verdict("lie")


class Decide(Protocol):
    """Says what becomes of one call of the child."""

    def __call__(self, call: Call) -> Verdict: ...


class Child:
    """What the work in the child has of its parent: it reports lines, and says when the faults are over."""

    def __init__(self, report: Report, over: mmap.mmap) -> None:
        self.report = report
        self._over = over

    def faults_are_over(self) -> None:
        """From now on every call is let through: the disk has space again."""
        self._over[0] = 1


class Ended(NamedTuple):
    """What a child had reported, and how it ended: exit code or minus the signal."""

    lines: list[str]
    code: int


class NotPossible(Exception):
    """This kernel, or the container around us, does not let a child be held at its calls."""


def supervise(
    folder: Path, work: Callable[[Child], None], decide: Decide, hear: Callable[[bytes], None] = lambda _more: None
) -> Ended:
    """Do the work in a child that is held at every writing call on files below `folder`. Raises NotPossible.

    `hear` is given what the child reports, before any call that the child makes after it.
    """
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    over = mmap.mmap(-1, mmap.PAGESIZE)
    pid = os.fork()
    if pid == 0:
        ours.close()
        os.close(reading)
        _be_child(work, theirs, writing, over)
    theirs.close()
    os.close(writing)
    try:
        listener = _listener(ours)
    except BaseException:
        os.close(reading)
        os.waitpid(pid, 0)
        raise
    finally:
        ours.close()
    try:
        heard = _Parent(folder, pid, listener, over, decide).serve(reading, hear)
    finally:
        os.close(listener)
        os.close(reading)
        over.close()
        with_status = os.waitpid(pid, 0)[1]
    return Ended(heard.decode().splitlines(), os.waitstatus_to_exitcode(with_status))


def _be_child(work: Callable[[Child], None], to_parent: socket.socket, writing: int, over: mmap.mmap) -> NoReturn:
    code = 1
    try:
        try:
            listener = _hold_own_calls()
        except OSError as error:
            to_parent.sendall(f"!{error}".encode())
            os._exit(1)
        socket.send_fds(to_parent, [b"+"], [listener])
        os.close(listener)
        to_parent.close()
        work(Child(lambda line: os.write(writing, f"{line}\n".encode()) and None, over))
        code = 0
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
    os._exit(code)


def _hold_own_calls() -> int:
    """Put the filter on this thread and what it starts; returns the descriptor on which the calls are announced."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in NUMBERS:
        raise OSError(errno.ENOSYS, f"no list of system calls for {sys.platform} {machine}")
    code = ctypes.create_string_buffer(_program(machine))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    libc.syscall.restype = ctypes.c_long
    listener = int(libc.syscall(SECCOMP[machine], 1, 8, ctypes.c_void_p(ctypes.addressof(program))))
    if listener < 0:
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")
    return listener


def _program(machine: str) -> bytes:
    """The filter (classic BPF): announce the calls of NUMBERS, an open only when it can write."""
    load, jump_equal, jump_set, give = 0x20, 0x15, 0x45, 0x06
    announce, allow = 0x7FC00000, 0x7FFF0000
    steps = [(load, 0, 0, 4), (jump_equal, 1, 0, ARCHITECTURE[machine]), (give, 0, 0, allow), (load, 0, 0, 0)]
    for name, number in NUMBERS[machine].items():
        if name in {"open", "openat"}:
            flags = 16 + 8 * (2 if name == "openat" else 1)
            steps += [(jump_equal, 0, 4, number), (load, 0, 0, flags), (jump_set, 0, 1, WRITING)]
            steps += [(give, 0, 0, announce), (give, 0, 0, allow)]
        else:
            steps += [(jump_equal, 0, 1, number), (give, 0, 0, announce)]
    steps.append((give, 0, 0, allow))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _listener(ours: socket.socket) -> int:
    words, found, _flags, _from = socket.recv_fds(ours, 200, 1)
    if not found:
        raise NotPossible(words.decode(errors="replace").lstrip("!") or "the child ended before it could be held")
    return found[0]


class _Parent:
    """Answers the calls of one child until it has ended."""

    def __init__(self, folder: Path, pid: int, listener: int, over: mmap.mmap, decide: Decide) -> None:
        self._folder = folder.resolve()
        self._pid = pid
        self._listener = listener
        self._over = over
        self._decide = decide
        self._names = {number: name for name, number in NUMBERS[platform.machine()].items()}

    def serve(self, reading: int, hear: Callable[[bytes], None]) -> bytes:
        """Returns what the child reported."""
        waiting = select.poll()
        waiting.register(reading, select.POLLIN | select.POLLHUP)
        waiting.register(self._listener, select.POLLIN)
        heard = b""
        while True:
            ready = dict(waiting.poll())
            if reading in ready:  # first: it was said before the call that waits
                more = os.read(reading, 65536)
                if not more:
                    return heard
                heard += more
                hear(more)
            announced = ready.get(self._listener, 0)
            if announced & select.POLLIN:
                self._answer_one()
            elif announced:  # nobody is held any more; until the child is gone, poll would tell so again and again
                waiting.unregister(self._listener)

    def _answer_one(self) -> None:
        asked = bytearray(ASKED.size)
        try:
            fcntl.ioctl(self._listener, RECEIVE, asked)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.EINTR}:  # the child was killed before we looked
                return
            raise
        number, task, _flags, call, _arch, _at, *given = ASKED.unpack(asked)
        value, refusal, go = 0, 0, GO_ON
        seen = self._seen(task, self._names[call], given)
        if seen and not self._over[0]:
            verdict = self._decide(seen)
            if verdict.kind == "kill":
                os.kill(self._pid, signal.SIGKILL)
                return
            if verdict.kind != "go":
                go, refusal = 0, -verdict.errno
                value = self._half(task, seen) if verdict.kind == "half" else 0
                if verdict.kind == "lie" and seen.name == "write":
                    value = seen.size
        try:
            fcntl.ioctl(self._listener, SEND, ANSWER.pack(number, value, refusal, go))
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise

    def _half(self, task: int, call: Call) -> int:
        done = call.data()[: call.size // 2]
        target = os.open(f"/proc/{task}/fd/{call.fd}", os.O_WRONLY)
        os.pwrite(target, done, call.at)
        os.close(target)
        return len(done)

    # What the child is about to do

    def _seen(self, task: int, name: str, given: list[int]) -> Call | None:
        """The call when it is about a file below the folder; None for anything else."""
        if name in ON_FILES:
            return self._on_file(task, name, given)
        paths = self._paths(task, name, given)
        if not any(path.is_relative_to(self._folder) for path in paths):
            return None
        word = {"creat": "open", "rmdir": "unlink"}.get(name, name.removesuffix("2").removesuffix("at"))
        flags = {"open": given[1], "openat": given[2]}.get(name, os.O_CREAT | os.O_TRUNC if name == "creat" else 0)
        there = os.path.lexists(paths[0])
        if word == "mkdir" and there:  # it will fail by itself
            return None
        return Call(
            name=word,
            path=paths[0],
            to=paths[1] if len(paths) > 1 else None,
            fd=-1,
            at=0,
            size=given[1] if word == "truncate" else 0,
            new=word == "open" and not there and bool(flags & os.O_CREAT),
            empties=there and bool(flags & os.O_TRUNC),
            data=bytes,
        )

    def _on_file(self, task: int, name: str, given: list[int]) -> Call | None:
        fd = given[2] if name == "copy_file_range" else given[0]
        try:
            path = Path(f"/proc/{task}/fd/{fd}").readlink()
        except OSError:
            return None  # the descriptor is not open: the call will fail by itself
        if not path.is_relative_to(self._folder):
            return None
        if name in {"fsync", "fdatasync", "sync_file_range"}:
            return Call("sync", path, None, fd, 0, 0, False, False, bytes)
        if name == "ftruncate":
            return Call("truncate", path, None, fd, 0, given[1], given[1] > path.stat().st_size, False, bytes)
        if name not in {"write", "pwrite64"}:
            raise AssertionError(f"{name} is not taken apart here yet: {path}")
        at = given[3] if name == "pwrite64" else _place(task, fd)
        return Call("write", path, None, fd, at, given[2], False, False, lambda: _memory(task, given[1], given[2]))

    def _paths(self, task: int, name: str, given: list[int]) -> list[Path]:
        if name in AT:
            named = [(given[0], given[1])]
            if name.startswith(("rename", "link")):
                named.append((given[2], given[3]))
        else:
            named = [(-100, given[0])]
            if name in {"rename", "link"}:
                named.append((-100, given[1]))
        return [self._path(task, ctypes.c_int(folder).value, at) for folder, at in named]

    def _path(self, task: int, folder: int, at: int) -> Path:
        text = Path(os.fsdecode(_text(task, at)))
        if text.is_absolute():
            return text
        base = Path(f"/proc/{task}/cwd" if folder == -100 else f"/proc/{task}/fd/{folder}").readlink()
        return Path(os.path.normpath(base / text))


def _memory(task: int, at: int, size: int) -> bytes:
    with Path(f"/proc/{task}/mem").open("rb", buffering=0) as memory:
        memory.seek(at)
        return memory.read(size)


def _text(task: int, at: int) -> bytes:
    """A C string; read up to the end of its page at a time, because the next may not be there."""
    text = b""
    while b"\0" not in text:
        size = 4096 - (at + len(text)) % 4096
        text += _memory(task, at + len(text), size)
    return text.split(b"\0", 1)[0]


def _place(task: int, fd: int) -> int:
    """Where the next write() goes."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{task}/fdinfo/{fd}").read_text().splitlines())
    return int(fields["pos"])
