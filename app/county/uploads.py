"""What the county answers on the upload line (docs/exchange.md): who asks is proven first, then tus, then the replies.

One thread holds the store; uploads of many stations come in side by side, and are taken in one after the other by the
same `County.receive` that reads a stick.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import re
import shutil
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from app.county.http import Answer, Request
from app.county.inbox import LARGEST, Inbox, refused
from app.county.store import County, Speaking
from app.domain.errors import DeskError, ExchangeError, RuleBroken
from app.exchange import format, line
from app.exchange.keys import StationKeys, to_text
from app.exchange.line import Challenge, Proof, ReplyFile, Told

T = TypeVar("T")
Key = tuple[str, str]  # station, SHA-256 of the file
Log = Callable[..., None]

NONCE_SECONDS: Final = 300
CARDS_SECONDS: Final = 5  # after which the cards are read anew: where lines lie in PostgreSQL, others may write them
PATIENCE: Final = 20  # seconds that a question for an outcome waits at most
OFFSET_TYPE: Final = "application/offset+octet-stream"
REPLIES: Final = "replies"  # under the inbox: what was made for the stations
REPLY_SECONDS: Final = 3600  # that a reply can be fetched after it was listed
_ONCE: Final = frozenset({"authorization", *line.SIGNED})  # headers that a request bears once or not at all
_UPLOAD = re.compile(r"/upload/([0-9A-Za-z]{1,32})(?:/([0-9a-f]{64}))?")
_REPLY = re.compile(r"/reply/([0-9A-Za-z]{1,32})(?:/([0-9a-f]{64}))?")
_STATUS: Final = {
    "upload-too-large": 413,
    "upload-full": 507,
    "upload-too-many": 429,
    "upload-unknown": 404,
    "upload-nothing-there": 404,
    "upload-offset": 409,
    "upload-version": 412,
    "upload-busy": 503,
    "upload-other-sender": 403,
}


class Uploads:
    """The handler of the server. `store` is the one thread in which `county` may be used."""

    def __init__(self, county: County, store: ThreadPoolExecutor, log: Log) -> None:
        self._county = county
        self._store = store
        self._log = log
        self._inbox = Inbox(county.folder)
        self._known = Speaking({}, None, {})
        self._read_at = 0.0
        self._reading: asyncio.Task[None] | None = None
        self._secret = os.urandom(32)
        self._writers: dict[Key, asyncio.Task[Any]] = {}
        self._taking: dict[Key, asyncio.Task[Told]] = {}
        self._replies: dict[Key, tuple[float, Path, ReplyFile]] = {}

    async def begin(self) -> None:
        """Learn whose cards are here, and take in what had come whole before the server was stopped."""
        await self._read_cards()
        shutil.rmtree(self._inbox.folder / REPLIES, ignore_errors=True)
        for key in list(self._inbox.whole()):
            self._take(key)

    async def end(self) -> None:
        """Wait for what is being taken in."""
        await asyncio.gather(*self._taking.values(), return_exceptions=True)

    # Who asks

    async def answer(self, request: Request) -> Answer:
        """The server's handler. Nothing is said, read or done for somebody who has not proven which station asks."""
        proof = line.read_proof(request.headers.get("authorization", ""))
        proven = proof is not None and await self._is_proven(request, proof)
        if proof is None or not proven or not self._is_fresh(proof.nonce):
            self._log("unproven", stale=proven)
            return self._challenge(stale=proven)
        request.proven()
        signer = self._known.signing[proof.station]
        try:
            answer = await self._routed(request, proof)
        except DeskError as error:
            self._log("refused", station=proof.station, code=error.code)
            answer = _told(_STATUS.get(error.code, 400), Told(code=error.code, words=error.message))
        except (TimeoutError, ConnectionError):
            raise
        except OSError as error:
            self._log("failed", station=proof.station, errno=error.errno)
            answer = _told(507, _of(refused("upload-full")))
        except Exception as error:  # a bug of ours must not end the server
            self._log("fault", station=proof.station, kind=type(error).__name__)
            answer = _told(500, Told(code="program-fault", words="县级服务器出现内部错误，没有接收。请告知县级。"))
        return self._signed(
            proof, signer, answer if request.method != "HEAD" else msgspec.structs.replace(answer, body=b"")
        )

    async def _is_proven(self, request: Request, proof: Proof) -> bool:
        """Whether the station signed it by the card that is known here, which may have been replaced a moment ago."""
        if request.repeated & _ONCE:
            return False
        old = asyncio.get_running_loop().time() - self._read_at
        if old > CARDS_SECONDS and not self._reading:
            self._reading = asyncio.create_task(self._read_cards())
        if self._is_signed(request, proof):
            return True
        if self._reading:
            await asyncio.shield(self._reading)
        return self._is_signed(request, proof)

    def _is_signed(self, request: Request, proof: Proof) -> bool:
        card = self._known.cards.get(proof.station)
        return card is not None and line.proves(proof, card.sign_key, request.method, request.path, request.headers)

    async def _read_cards(self) -> None:
        """The cards that hold; never twice at a time, and not for every stranger who knocks."""
        try:
            self._known = await self._in_store(self._county.speaking)
            self._read_at = asyncio.get_running_loop().time()
        except DeskError as error:
            self._log("failed", code=error.code)
        finally:
            self._reading = None

    def _challenge(self, *, stale: bool) -> Answer:
        told = Challenge(self._county.code, self._nonce(), stale)
        return Answer(status=401, headers=(("WWW-Authenticate", line.challenge(told)), ("Tus-Resumable", line.TUS)))

    def _nonce(self) -> str:
        now = struct.pack(">Q", int(asyncio.get_running_loop().time() * 1000))
        return to_text(now + hmac.digest(self._secret, now, "sha256")[:16])

    def _is_fresh(self, nonce: str) -> bool:
        try:
            data = base64.urlsafe_b64decode(nonce + "=" * (-len(nonce) % 4))
        except ValueError:
            return False
        now, mark = data[:8], data[8:]
        if len(now) != 8 or not hmac.compare_digest(hmac.digest(self._secret, now, "sha256")[:16], mark):
            return False
        age = asyncio.get_running_loop().time() - struct.unpack(">Q", now)[0] / 1000
        return -1 <= age <= NONCE_SECONDS

    def _signed(self, proof: Proof, signer: StationKeys, answer: Answer) -> Answer:
        told = {name.lower(): value for name, value in answer.headers}
        signature = line.sign_answer(
            signer,
            proof.signature,
            answer.status,
            told.get("upload-offset", ""),
            told.get("upload-length", ""),
            answer.body,
        )
        headers = (*answer.headers, ("Tus-Resumable", line.TUS), (line.ANSWER_SIGNATURE, signature))
        return msgspec.structs.replace(answer, headers=headers)

    # What is asked

    async def _routed(self, request: Request, proof: Proof) -> Answer:
        found = _UPLOAD.fullmatch(request.path) or _REPLY.fullmatch(request.path)
        if found is None or found[1] != proof.station:
            raise refused("upload-nothing-there")
        station, name, method = found[1], found[2] or "", request.method
        if request.path.startswith("/reply/") and method == "GET":
            return await (self._reply(request, (station, name)) if name else self._replies_of(station))
        if method == "OPTIONS":
            return Answer(status=204, headers=_ABLE)
        if method == "GET" and name:
            wait = re.fullmatch(r"wait=([0-9]{1,2})", request.headers.get("prefer", ""))
            return await self._outcome((station, name), min(int(wait[1]), PATIENCE) if wait else PATIENCE)
        if request.headers.get("tus-resumable") != line.TUS:
            raise refused("upload-version")
        if method == "POST" and not name:
            return self._create(request, station)
        if method == "HEAD" and name:
            return await self._offset((station, name))
        if method == "PATCH" and name:
            return await self._piece(request, (station, name))
        raise refused("upload-nothing-there")

    def _create(self, request: Request, station: str) -> Answer:
        """tus creation. The same file again is the same upload."""
        length = _number(request.headers.get("upload-length", ""))
        told = _metadata(request.headers.get("upload-metadata", ""))
        if length is None or not re.fullmatch(r"[0-9a-f]{64}", told.get("sha256", "")):
            raise refused("upload-wrong")
        key = (station, told["sha256"])
        self._inbox.create(*key, length, self._county.now())
        self._log("begun", station=station, length=length)
        return Answer(status=201, headers=(("Location", f"{station}/{told['sha256']}"),))

    async def _offset(self, key: Key) -> Answer:
        """tus HEAD. Whoever asks where to go on has lost the line before: what still hangs on it is ended."""
        await self._end_writer(key)
        here, length = self._size(key)
        return Answer(status=200, headers=(("Upload-Offset", str(here)), ("Upload-Length", str(length))))

    async def _piece(self, request: Request, key: Key) -> Answer:
        """tus PATCH: append what comes, as far as it comes. The newest sender wins where there are two."""
        await self._end_writer(key)
        here, length = self._size(key)
        coming = _number(request.headers.get("content-length", ""))
        if _number(request.headers.get("upload-offset", "")) != here:
            raise refused("upload-offset", offset=here)
        if request.headers.get("content-type") != OFFSET_TYPE or coming is None or coming > length - here:
            raise refused("upload-wrong")
        if here == length:
            return Answer(status=204, headers=(("Upload-Offset", str(here)),))
        task = asyncio.current_task()
        assert task is not None
        self._writers[key] = task
        try:
            here = await self._append(request, key, here)
        finally:
            if self._writers.get(key) is task:
                del self._writers[key]
        if here == length:
            self._take(key)
        return Answer(status=204, headers=(("Upload-Offset", str(here)),))

    async def _append(self, request: Request, key: Key, here: int) -> int:
        """Write the pieces behind what is here; before more than a head has come, the head has to be right."""
        try:
            checked = here > format.HEAD_LIMIT or await self._is_head_right(key)
            with self._inbox.open_to_append(*key) as file:
                async for block in request.body():
                    file.write(block)
                    here += len(block)
                    if not checked:
                        file.flush()
                        checked = await self._is_head_right(key)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
        except ExchangeError as error:
            await self._keep_refusal(key, error)
            self._inbox.forget(*key)
            raise
        return here

    async def _is_head_right(self, key: Key) -> bool:
        """False while the head is not whole yet. Raises ExchangeError when it is not that of a package for us."""
        data, length = self._inbox.beginning(*key), self._size(key)[1]
        try:
            header, whole = self._county.check_head(data, self._known.cards, self._known.ring)
        except ExchangeError as error:
            if error.code == "package-cut" and len(data) < min(format.HEAD_LIMIT, length):
                return False
            if error.code not in ("package-sender-unknown", "package-for-another"):
                raise
            header, whole = await self._in_store(
                lambda: self._county.check_head(data)
            )  # by, or for, keys that are not read yet
        if header.sender != key[0]:
            raise refused("upload-other-sender")
        if whole != length:
            raise refused("upload-wrong")
        return True

    async def _end_writer(self, key: Key) -> None:
        writer = self._writers.pop(key, None)
        if writer is not None and writer is not asyncio.current_task():
            writer.cancel()
            await asyncio.wait([writer])

    def _size(self, key: Key) -> tuple[int, int]:
        size = self._inbox.size(*key)
        if size is None:
            raise refused("upload-unknown")
        return size

    # Taking in

    async def _outcome(self, key: Key, wait: float) -> Answer:
        """What became of an upload; waits so many seconds for it (RFC 7240)."""
        here, length = self._size(key)
        known = self._inbox.outcome(*key)
        if known is None and here < length:
            return _told(200, Told(state="receiving"))
        if known is None:
            try:
                known = await asyncio.wait_for(asyncio.shield(self._take(key)), wait)
            except TimeoutError:
                known = Told(state="waiting")
        return _told(200, known)

    def _take(self, key: Key) -> asyncio.Task[Told]:
        """The one task that takes an upload in."""
        task = self._taking.get(key)
        if task is None:
            task = self._taking[key] = asyncio.create_task(self._taken(key))
            task.add_done_callback(lambda _task: self._taking.pop(key, None))
        return task

    async def _taken(self, key: Key) -> Told:
        try:
            if not await asyncio.to_thread(self._inbox.is_whole, *key):
                damaged = refused("upload-damaged")
                await self._keep_refusal(key, damaged)
                self._inbox.empty(*key)
                raise damaged
            path = self._inbox.named(*key)
            merged = await self._in_store(lambda: self._county.receive(path))
            await self._read_cards()  # it may have brought the station's new key
        except ExchangeError as error:
            told = Told(state="refused", code=error.code, words=error.message, facts=_plain(error.facts))
            self._inbox.close(*key, told)
        except DeskError as error:  # our disk, not the package: it stays, and is tried again when it is asked for
            told = Told(state="refused", code=error.code, words=f"县级接收库没有读入。{error.message}")
        except Exception as error:  # a bug of ours: the package stays
            told = Told(state="refused", code="program-fault", words="县级接收库出现内部错误，没有读入。请告知县级。")
            self._log("fault", station=key[0], kind=type(error).__name__)
        else:
            told = Told(state="taken", words=merged.words)
            self._inbox.close(*key, told)
        self._log(told.state, station=key[0], code=told.code)
        return told

    async def _keep_refusal(self, key: Key, why: ExchangeError) -> None:
        """What is refused here, before the store sees it, stands among its refusals all the same."""
        found = self._inbox.file(*key)
        if found is not None:
            await self._in_store(lambda: self._county.keep_refusal(found, why, sha256=key[1]))

    # Replies

    async def _replies_of(self, station: str) -> Answer:
        """Make the station's reply anew and tell what it is; what was listed before can still be fetched."""
        now = asyncio.get_running_loop().time()
        for key, (made_at, path, _one) in list(self._replies.items()):
            if now - made_at > REPLY_SECONDS:
                path.unlink(missing_ok=True)
                del self._replies[key]
        made = await self._in_store(lambda: self._make_replies(station))
        self._replies |= {(station, one.sha256): (now, path, one) for path, one in made}
        return _told(200, Told(files=tuple(one for _path, one in made)))

    def _make_replies(self, station: str) -> list[tuple[Path, ReplyFile]]:
        making = self._inbox.folder / REPLIES / station / "making"
        making.mkdir(parents=True, exist_ok=True)
        try:
            answered = self._county.answer(station, making)
        except RuleBroken:  # nothing was received yet, and nothing is sent down
            return []
        paths = [Path(name) for name in (answered.file, *(one.file for one in answered.dispatches)) if name]
        made = [(path, _file(path)) for path in paths]
        return [(path.replace(making.parent / told.sha256), told) for path, told in made]

    async def _reply(self, request: Request, key: Key) -> Answer:
        """One file of a reply, or from a byte on (RFC 9110 section 14)."""
        _made_at, path, told = self._replies.get(key, (0.0, None, None))
        if path is None or told is None:
            raise refused("upload-nothing-there")
        asked = re.fullmatch(r"bytes=([0-9]{1,16})-", request.headers.get("range", ""))
        start = int(asked[1]) if asked else 0
        if start >= told.size > 0:
            return Answer(status=416, headers=(("Content-Range", f"bytes */{told.size}"),))
        headers = [("Content-Type", "application/octet-stream"), ("Accept-Ranges", "bytes")]
        if asked:
            headers.append(("Content-Range", f"bytes {start}-{told.size - 1}/{told.size}"))
        return Answer(status=206 if asked else 200, headers=tuple(headers), file=path, start=start, end=told.size)

    async def _in_store(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._store, act)


_ABLE: Final = (("Tus-Version", line.TUS), ("Tus-Extension", "creation"), ("Tus-Max-Size", str(LARGEST)))


def _told(status: int, told: Told) -> Answer:
    body = msgspec.json.encode(told)
    return Answer(status=status, headers=(("Content-Type", "application/json; charset=utf-8"),), body=body)


def _of(error: DeskError) -> Told:
    return Told(code=error.code, words=error.message)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts that a desk may know: no path of this machine."""
    return {
        name: value for name, value in facts.items() if isinstance(value, int | list) or name in ("station", "kind")
    }


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,16}", text) else None


def _metadata(text: str) -> dict[str, str]:
    """tus metadata: `key base64,key base64`. Raises ExchangeError("upload-wrong")."""
    told: dict[str, str] = {}
    try:
        for pair in text.split(",") if text else ():
            key, _, value = pair.strip().partition(" ")
            told[key] = base64.b64decode(value, validate=True).decode("ascii")
    except ValueError:
        raise refused("upload-wrong") from None
    return told


def _file(path: Path) -> ReplyFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ReplyFile(name=path.name, size=path.stat().st_size, sha256=digest)
