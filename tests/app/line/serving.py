"""A county's server on a real socket, and a line to it that is cut where a test says."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import queue
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.county.http import Limits
from app.county.serve import Journal, receive
from app.county.store import County
from tests.helpers import PASSPHRASE, FixedClock

PATIENCE = 20  # seconds after which a test fails instead of hanging


class Events(io.TextIOBase):
    """What the server tells, as it tells it."""

    def __init__(self) -> None:
        self.told: queue.Queue[dict[str, Any]] = queue.Queue()
        self.all: list[dict[str, Any]] = []

    def write(self, text: str) -> int:
        event = json.loads(text)
        self.all.append(event)
        self.told.put(event)
        return len(text)

    def wait_for(self, name: str, **facts: Any) -> dict[str, Any]:
        """The next event of this name."""
        while True:
            event = self.told.get(timeout=PATIENCE)
            if event["event"] == name and facts.items() <= event.items():
                return event


class Serving:
    """A server in a thread of its own."""

    def __init__(
        self,
        folder: Path,
        clock: FixedClock,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.events = Events()
        self._folder, self._clock, self._tls, self._limits = folder, clock, tls, limits
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(port,))
        self._thread.start()
        self.port: int = self.events.wait_for("listening")["port"]

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._failed:
            raise self._failed

    def _run(self, port: int) -> None:
        def opened() -> County:
            return County.open(self._folder, PASSPHRASE, clock=self._clock, program="county-serve")

        try:
            self._loop.run_until_complete(
                receive(
                    opened,
                    host="127.0.0.1",
                    port=port,
                    tls=self._tls,
                    journal=Journal(self.events),
                    stop=self._stop,
                    limits=self._limits,
                )
            )
        except BaseException as error:
            self._failed = error
            self.events.write('{"event": "listening", "port": 0}')
        finally:
            self._loop.close()


@contextlib.contextmanager
def serving(folder: Path, clock: FixedClock, **given: Any) -> Iterator[Serving]:
    """A server for the time of a block."""
    server = Serving(folder, clock, **given)
    try:
        yield server
    finally:
        server.stop()


class CutLine:
    """A line to a server: each of its first connections is cut after so many bytes towards the server."""

    def __init__(self, port: int, *cuts: int) -> None:
        self._to, self._cuts = port, list(cuts)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(PATIENCE)
        for end in self._sockets:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            try:
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                near.close()
                continue
            self._sockets += [near, far]
            cut = self._cuts.pop(0) if self._cuts else None
            for one, other, most in ((near, far, cut), (far, near, None)):
                thread = threading.Thread(target=self._carry, args=(one, other, most), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, one: socket.socket, other: socket.socket, most: int | None) -> None:
        carried = 0
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if most is not None and carried + len(data) > most:
                    other.sendall(data[: most - carried])
                    break
                carried += len(data)
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def cut_line(port: int, *cuts: int) -> Iterator[CutLine]:
    """Such a line for the time of a block."""
    made = CutLine(port, *cuts)
    try:
        yield made
    finally:
        made.close()
