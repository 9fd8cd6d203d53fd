"""An HTTP/1.1 server for a few paths, that strangers may talk to: everything bounded in size and in time.

h11 reads and writes the protocol, asyncio holds the connections; what is answered is decided elsewhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import h11
import msgspec

HEAD_LIMIT: Final = 16 * 1024  # bytes of a request's line and headers
LINGER: Final = 4 * 1024 * 1024  # bytes of a body nobody wants that are read so that the sender hears the refusal
BLOCK: Final = 16 * 1024
SLOWEST: Final = 1024  # bytes a second over a whole body


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, and connections at a time."""

    head: float = 10.0  # for a whole request head, TLS included
    idle: float = 60.0  # between two requests
    pause: float = 30.0  # between two bytes of a body, or of an answer
    connections: int = 200


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back: a body in memory, or the bytes [start, end) of a file."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    file: Path | None = None
    start: int = 0
    end: int = 0


class Request:
    """One request; its body is read when somebody wants it, and only then."""

    def __init__(self, connection: Connection, event: h11.Request) -> None:
        self.method = event.method.decode("ascii")
        self.path = event.target.decode("ascii", "replace")
        self.headers = {name.decode("ascii"): value.decode("latin-1") for name, value in event.headers}
        names = [name.decode("ascii") for name, _value in event.headers]
        self.repeated = {name for name in names if names.count(name) > 1}
        self._connection = connection

    def body(self) -> AsyncIterator[bytes]:
        """The body's bytes as they come. Raises TimeoutError for a sender that is too slow, ConnectionError."""
        return self._connection.body()

    def proven(self) -> None:
        """Say that the sender is one of ours: such a connection does not make room for strangers."""
        self._connection.proven()


Handler = Callable[[Request], Awaitable[Answer]]


class Server:
    """Listens, and hands each request to the handler."""

    def __init__(self, handler: Handler, limits: Limits, trouble: Callable[[str], None]) -> None:
        self._handler = handler
        self.limits = limits
        self.trouble = trouble
        self._tasks: set[asyncio.Task[None]] = set()
        self.strangers: dict[asyncio.Task[None], None] = {}  # in the order in which they came
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        """Begin to listen; returns the port. Raises OSError when the address cannot be had."""
        times = {"ssl_handshake_timeout": self.limits.head, "ssl_shutdown_timeout": self.limits.head} if tls else {}
        self._server = await asyncio.start_server(self._serve, host, port, ssl=tls, **times)  # type: ignore[arg-type]
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and cut every connection: what was received stays, and its sender comes again."""
        if self._server:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._tasks) >= self.limits.connections:
            oldest = next(iter(self.strangers), None)
            if oldest is None:
                self.trouble("full")
                writer.close()
                return
            del self.strangers[oldest]
            oldest.cancel()
        self._tasks.add(task)
        self.strangers[task] = None
        try:
            await Connection(self, reader, writer).run(self._handler)
        except asyncio.CancelledError:  # stopping, or room was made: the connection ends, nothing else does
            pass
        except TimeoutError:
            self.trouble("slow")
        except (OSError, ssl.SSLError, h11.LocalProtocolError):
            self.trouble("cut")
        finally:
            self._tasks.discard(task)
            self.strangers.pop(task, None)
            writer.close()


class Connection:
    """One connection, request after request."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._limits = server.limits
        self._reader = reader
        self._writer = writer
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_LIMIT)
        self._task = asyncio.current_task()
        self._bodiless = False

    def proven(self) -> None:
        """See Request."""
        if self._task:
            self._server.strangers.pop(self._task, None)

    async def run(self, handler: Handler) -> None:
        """Answer until one of both ends wants no more. Raises TimeoutError, ConnectionError."""
        wait = self._limits.head
        while True:
            try:
                event = await self._head(wait)
            except h11.RemoteProtocolError as error:
                self._server.trouble("garbage")
                await self._send(Answer(status=error.error_status_hint))
                return
            if event is None:
                return
            self._bodiless = event.method == b"HEAD"
            answer = await handler(Request(self, event))
            if self._h11.their_state is h11.SEND_BODY:
                with contextlib.suppress(h11.RemoteProtocolError):
                    self._h11.next_event()  # the end of a request without a body is an event too
            await self._send(answer)
            await self._drain_body()
            if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
                return
            self._h11.start_next_cycle()
            wait = self._limits.idle

    async def body(self) -> AsyncIterator[bytes]:
        """See Request."""
        if self._h11.they_are_waiting_for_100_continue:
            await self._write(self._h11.send(h11.InformationalResponse(status_code=100, headers=[])))
        length, begun = 0, asyncio.get_running_loop().time()
        while True:
            try:
                event = await self._event(self._limits.pause)
            except h11.RemoteProtocolError as error:
                raise ConnectionResetError("no body as HTTP has it") from error
            if not isinstance(event, h11.Data):
                return
            length += len(event.data)
            if asyncio.get_running_loop().time() - begun > self._limits.pause + length / SLOWEST:
                raise TimeoutError
            yield bytes(event.data)

    async def _head(self, wait: float) -> h11.Request | None:
        """The next request's head, None when the other end has gone."""
        if self._h11.trailing_data[0] == b"":
            async with asyncio.timeout(wait):
                data = await self._reader.read(BLOCK)
            self._h11.receive_data(data)
        async with asyncio.timeout(self._limits.head):
            event = await self._event(self._limits.head)
        return event if isinstance(event, h11.Request) else None

    async def _event(self, wait: float) -> object:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(wait):
                data = await self._reader.read(BLOCK)
            if not data and self._h11.their_state is h11.SEND_BODY:
                raise ConnectionResetError("cut in the middle of a body")
            self._h11.receive_data(data)
        return event

    async def _drain_body(self) -> None:
        """Read what is left of a body nobody wanted, within limits, so that the sender hears why."""
        left = LINGER
        with contextlib.suppress(h11.RemoteProtocolError, ConnectionError, TimeoutError):
            while self._h11.their_state is h11.SEND_BODY and left > 0:
                event = await self._event(self._limits.head)
                left -= len(event.data) if isinstance(event, h11.Data) else 0

    async def _send(self, answer: Answer) -> None:
        size = answer.end - answer.start if answer.file else len(answer.body)
        headers = [*answer.headers, ("Cache-Control", "no-store")]
        if answer.status != 204:
            headers.append(("Content-Length", str(size)))
        if self._h11.their_state is not h11.DONE:
            headers.append(("Connection", "close"))
        await self._write(self._h11.send(h11.Response(status_code=answer.status, headers=headers)))
        for block in () if self._bodiless else _blocks(answer):
            await self._write(self._h11.send(h11.Data(data=block)))
        await self._write(self._h11.send(h11.EndOfMessage()))

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            async with asyncio.timeout(self._limits.pause):
                await self._writer.drain()


def _blocks(answer: Answer) -> Iterator[bytes]:
    if answer.file is None:
        if answer.body:
            yield answer.body
        return
    with answer.file.open("rb") as file:
        file.seek(answer.start)
        left = answer.end - answer.start
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
