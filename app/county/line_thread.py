"""The upload line of a store that somebody has open, in a thread of its own, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.county.certificates import Proof, proof_of, tls_of
from app.county.serve import Heard, Journal, receive
from app.county.store import County
from app.domain.errors import DeskError

__all__ = ["LineThread", "Proof", "Where", "proof_of"]


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where it listens: an address of this machine, a port, and the files by which it proves itself ("" for plain
    HTTP)."""

    host: str
    port: int
    certificate: str = ""
    key: str = ""


class LineThread:
    """Opens a store of its own by `opening`, in its own thread. `heard` and `ended` are called in threads of the line:
    with each event (app/county/serve.py), and at the end with this line and the error that it ended with, None when it
    was told to.
    """

    def __init__(
        self,
        opening: Callable[[], County],
        where: Where,
        heard: Heard,
        ended: Callable[[LineThread, DeskError | None], None],
    ) -> None:
        self._opening, self._where, self._heard, self._ended = opening, where, heard, ended
        self._lock = threading.Lock()
        self._stopped = False
        self._stop: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=self._run, name="upload line", daemon=True)

    def start(self) -> None:
        """Begin to listen; whether that worked is heard."""
        self._thread.start()

    def stop(self) -> None:
        """It is wanted no more: every connection is cut, what is being taken in is finished."""
        with self._lock, contextlib.suppress(RuntimeError):  # it has ended by itself
            self._stopped = True
            self._stop()

    def join(self) -> None:
        """Wait until it has let go of the store."""
        self._thread.join()

    @property
    def running(self) -> bool:
        """Whether it has not let go of the store yet."""
        return self._thread.is_alive()

    def _run(self) -> None:
        told: DeskError | None = None
        try:
            asyncio.run(self._until_told())
        except DeskError as error:
            told = error
        finally:
            self._ended(self, told)

    async def _until_told(self) -> None:
        where, stop = self._where, asyncio.Event()
        loop = asyncio.get_running_loop()
        with self._lock:
            self._stop = lambda: loop.call_soon_threadsafe(stop.set)
            if self._stopped:
                return
        await receive(
            self._opening,
            host=where.host,
            port=where.port,
            tls=tls_of(Path(where.certificate) if where.certificate else None, Path(where.key) if where.key else None),
            journal=Journal(None, self._heard),
            stop=stop,
        )
