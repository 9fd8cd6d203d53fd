"""county-serve: the upload line of a county store, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import signal
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

import msgspec

from app.county.certificates import tls_of
from app.county.http import Limits, Server
from app.county.store import County
from app.county.uploads import Uploads
from app.domain.errors import StorageError

Heard = Callable[[str, dict[str, Any]], None]


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a server that has stopped."""

    host: str
    port: int
    tls: bool
    taken: int
    refused: int
    words: str


class Journal:
    """What happens on the line, a JSON object in each line: no names, no addresses of machines, no content. `heard` is
    told the same, in the thread of the line."""

    def __init__(self, out: TextIO | None, heard: Heard | None = None) -> None:
        self._out = out
        self._heard = heard
        self.counts = {"taken": 0, "refused": 0}

    def __call__(self, event: str, **facts: Any) -> None:
        if event in self.counts:
            self.counts[event] += 1
        at = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        if self._heard is not None:
            self._heard(event, facts)
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more: the line goes on
            if self._out is not None:
                self._out.write(json.dumps({"at": at, "event": event, **facts}, ensure_ascii=False) + "\n")
                self._out.flush()


def serve(
    open_county: Callable[[], County],
    *,
    host: str,
    port: int,
    certificate: Path | None = None,
    key: Path | None = None,
    out: TextIO | None = None,
) -> Served:
    """Open the store, receive until SIGTERM or SIGINT, close it. Port 0 takes any that is free: the journal names it.

    Raises StorageError: as opening a store does; certificate-not-read; address-not-had.
    """
    journal = Journal(out)

    async def until_told() -> int:
        stop = asyncio.Event()
        with _on_signal(asyncio.get_running_loop(), stop.set):
            return await receive(
                open_county, host=host, port=port, tls=tls_of(certificate, key), journal=journal, stop=stop
            )

    return Served(
        host=host,
        port=asyncio.run(until_told()),
        tls=certificate is not None,
        taken=journal.counts["taken"],
        refused=journal.counts["refused"],
        words="已停止接收。",
    )


async def receive(
    open_county: Callable[[], County],
    *,
    host: str,
    port: int,
    tls: ssl.SSLContext | None,
    journal: Journal,
    stop: asyncio.Event,
    limits: Limits | None = None,
) -> int:
    """Receive until `stop` is set; returns the port. The store is opened, used and closed in a thread of its own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="store") as store:
        county = await loop.run_in_executor(store, open_county)
        try:
            uploads = Uploads(county, store, journal)
            server = Server(uploads.answer, limits or Limits(), lambda what: journal("trouble", what=what))
            await uploads.begin()
            port = await _started(server, host, port, tls)
            journal("listening", host=host, port=port, tls=tls is not None)
            await stop.wait()
            await server.stop()
            await uploads.end()
        finally:
            await loop.run_in_executor(store, county.close)
    journal("stopped")
    return port


async def _started(server: Server, host: str, port: int, tls: ssl.SSLContext | None) -> int:
    try:
        return await server.start(host, port, tls)
    except OSError as error:
        raise StorageError(
            "address-not-had",
            f"不能在 {host} 的 {port} 端口接收：端口已被占用，或者本机没有这个地址。",
            host=host,
            port=port,
            problem=str(error),
        ) from None


@contextlib.contextmanager
def _on_signal(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT stop the server."""
    before = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
