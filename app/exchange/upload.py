"""The desk's end of the upload line: sends the files that a stick would carry, and fetches what the county answers.

tus 1.0.0 over urllib3 (docs/exchange.md). Nothing here reads or writes the desk's store, so that any thread may do it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import ssl
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast
from urllib.parse import urlsplit

import msgspec
import urllib3
from urllib3 import exceptions as broken

from app.domain.errors import ExchangeError
from app.exchange import line
from app.exchange.keys import KeyCard, StationKeys
from app.exchange.line import Address, Outcome, Progress, ReplyFile, Told

CONNECT_SECONDS: Final = 15.0
READ_SECONDS: Final = 60.0
WAIT_SECONDS: Final = 2  # that the server may wait with an answer, so that one can be stopped meanwhile
LARGEST_ANSWER: Final = 1024 * 1024  # bytes of JSON
_PLACES = (  # of the authorities' certificates, where the program's OpenSSL looks elsewhere
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
)


class Line:
    """One county's server, spoken to as one station. Raises ExchangeError alone; each says what to do."""

    def __init__(
        self,
        address: Address,
        *,
        keys: Sequence[StationKeys],
        station: str,
        county: KeyCard,
        former: Sequence[KeyCard] = (),
    ) -> None:
        self._keys = list(keys)  # while they are being renewed: the county may know the former or the new ones
        self._station = station
        self._county = county
        self._signers = (county, *former)  # the county may not know yet that we have its newest card
        self._url = address.url
        self._nonce = ""
        self._pool = _pool(address)

    def close(self) -> None:
        """Let the connection go."""
        self._pool.connection_from_url(self._url).close()

    def send(self, file: Path, progress: Progress) -> Outcome:
        """Send a file from where the server says, and wait for what becomes of it.

        A line that is cut is taken up again as long as each time something more has come through.
        """
        size = file.stat().st_size
        with file.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            path = line.upload_path(self._station, digest)
            self._created(digest, file.name, size)
            here, before = self._offset(path), -1
            while here < size:
                try:
                    self._pieces(path, source, here, size, progress)
                    break
                except ExchangeError as error:
                    if error.code not in AGAIN or here <= before:
                        raise
                before, here = here, self._offset(path)
            return self._outcome(path, file, lambda: progress(size, size))

    def replies(self, folder: Path, progress: Progress) -> list[Path]:
        """Fetch what waits for this station into a folder."""
        told = self._told(line.reply_path(self._station))
        return [self._fetched(one, folder, progress) for one in told.files]

    def _created(self, digest: str, name: str, size: int) -> None:
        headers = {"Upload-Length": str(size), "Upload-Metadata": line.metadata(digest, name), "Content-Length": "0"}
        self._asked("POST", line.uploads_path(self._station), headers)

    def _offset(self, path: str) -> int:
        return int(self._asked("HEAD", path).offset)

    def _pieces(self, path: str, source: BinaryIO, here: int, size: int, progress: Progress) -> None:
        while here < size:
            length = min(line.PIECE, size - here)
            headers = {
                "Content-Type": "application/offset+octet-stream",
                "Content-Length": str(length),
                "Upload-Offset": str(here),
            }
            source.seek(here)
            self._asked("PATCH", path, headers, _Piece(source, here, length, size, progress))
            here += length

    def _outcome(self, path: str, file: Path, waiting: Callable[[], None]) -> Outcome:
        while True:
            told = self._told(path)
            if told.state in ("taken", "refused"):
                return Outcome(file=file, code=told.code, words=told.words, facts=told.facts)
            if told.state != "waiting":
                raise said("line-cut")
            waiting()

    def _fetched(self, one: ReplyFile, folder: Path, progress: Progress) -> Path:
        """One file of the reply; a cut is taken up again as long as something more has come."""
        target, before = folder / one.name, -1
        with target.open("w+b") as file:
            while (here := file.tell()) < one.size:
                if here <= before:
                    raise said("line-cut")
                before = here
                try:
                    self._more(line.reply_path(self._station, one.sha256), one.size, file, progress)
                except ExchangeError as error:
                    if error.code not in AGAIN:
                        raise
            file.seek(0)
            if hashlib.file_digest(file, "sha256").hexdigest() != one.sha256:
                raise said("line-not-ours")
        return target

    def _more(self, path: str, size: int, file: BinaryIO, progress: Progress) -> None:
        with self._opened("GET", path, {"Range": f"bytes={file.tell()}-"}, None) as (answer, _signature):
            if answer.status != 206:
                raise said("line-not-ours", status=answer.status)
            for block in answer.stream(64 * 1024, decode_content=False):
                if file.tell() + len(block) > size:
                    raise said("line-not-ours")
                file.write(block)
                progress(file.tell(), size)

    def _told(self, path: str) -> Told:
        answer = self._asked("GET", path, {"Prefer": f"wait={WAIT_SECONDS}"})
        try:
            return msgspec.json.decode(answer.data, type=Told)
        except ValueError:
            raise said("line-not-ours") from None

    def _asked(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: _Piece | None = None
    ) -> _Answer:
        """The county's own answer to a request. What it refuses is raised in its words."""
        with self._opened(method, path, headers or {}, body) as (answer, signature):
            data = answer.read(LARGEST_ANSWER + 1)
            offset, length = (answer.headers.get(name, "") for name in ("Upload-Offset", "Upload-Length"))
            signed = answer.headers.get(line.ANSWER_SIGNATURE, "")
            status = answer.status
        content = (signature, status, offset, length, data)
        if not any(line.is_answer(card.sign_key, signed, *content) for card in self._signers):
            raise said(_UNSIGNED.get(status, "line-not-ours"), status=status)
        if status < 300:
            return _Answer(offset, data)
        try:
            told = msgspec.json.decode(data, type=Told)
        except ValueError:
            told = Told()
        raise ExchangeError(told.code, told.words) if told.code else said("line-cut")

    @contextlib.contextmanager
    def _opened(
        self, method: str, path: str, headers: Mapping[str, str], body: _Piece | None
    ) -> Iterator[tuple[urllib3.BaseHTTPResponse, str]]:
        """The answer, its body unread, to a request proven with a nonce of the server's; and our signature."""
        with self._in_words():
            for _again in range(4):
                proof = self._proof(method, path, headers)
                answer = self._pool.request(
                    method,
                    self._url + path,
                    headers={"Tus-Resumable": line.TUS, **headers, **proof},
                    body=cast("IO[bytes] | None", body),
                    preload_content=False,
                    redirect=False,
                    retries=False,
                )
                try:
                    if answer.status != 401:
                        told = line.read_proof(proof.get("Authorization", ""))
                        yield answer, told.signature if told else ""
                        return
                    answer.drain_conn()
                    self._take_nonce(answer.headers.get("WWW-Authenticate", ""), proven=bool(proof))
                    if body:
                        body.rewind()
                finally:
                    if answer.length_remaining == 0:
                        answer.release_conn()
                    answer.close()
            raise said("line-not-known")

    def _proof(self, method: str, path: str, headers: Mapping[str, str]) -> dict[str, str]:
        if not self._nonce:
            return {}
        told = {name.lower(): value for name, value in headers.items()}
        return {"Authorization": line.proof(self._keys[0], self._station, self._nonce, method, path, told)}

    def _take_nonce(self, header: str, *, proven: bool) -> None:
        told = line.read_challenge(header)
        if told is None:
            raise said("line-not-ours", status=401)
        if told.realm != self._county.code:
            raise said("line-other-county", realm=told.realm)
        if proven and not told.stale:
            self._keys.pop(0)
            if not self._keys:
                raise said("line-not-known")
        self._nonce = told.nonce

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        """What may happen to a line, as a person is told it."""
        host = urlsplit(self._url).hostname
        try:
            yield
        except broken.ProxyError as error:
            raise said("line-proxy", problem=str(error)) from None
        except broken.NameResolutionError as error:
            raise said("line-name", host=host, problem=str(error)) from None
        except broken.NewConnectionError as error:
            refused = "refused" in str(error).lower() or "10061" in str(error)
            raise said("line-refused" if refused else "line-none", host=host, problem=str(error)) from None
        except broken.TimeoutError as error:
            raise said("line-late", host=host, problem=str(error)) from None
        except broken.SSLError as error:
            raise said(_tls_code(str(error)), host=host, problem=str(error)) from None
        except (broken.HTTPError, OSError) as error:
            code = "line-cut" if self._nonce or "without response" not in str(error) else "line-silent"
            raise said(code, host=host, problem=str(error)) from None


class _Answer(msgspec.Struct, frozen=True):
    offset: str
    data: bytes


class _Piece:
    """A piece of the file as urllib3 reads it: tells how far it is, and may be stopped by whom it tells."""

    def __init__(self, source: BinaryIO, start: int, length: int, size: int, progress: Progress) -> None:
        self._source = source
        self._start = start
        self._length = length
        self._size = size
        self._progress = progress
        self._left = length

    def rewind(self) -> None:
        """Begin again."""
        self._source.seek(self._start)
        self._left = self._length

    def read(self, size: int) -> bytes:
        """The next bytes of the piece."""
        block = self._source.read(min(size, self._left))
        if self._left and not block:
            raise said("line-file-changed")
        self._left -= len(block)
        self._progress(self._start + self._length - self._left, self._size)
        return block


def _pool(address: Address) -> urllib3.PoolManager:
    """Connections to the county, through the proxy that the system names. Raises ExchangeError("line-proxy")."""
    parts = urlsplit(address.url)
    given: dict[str, Any] = {"timeout": urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS), "maxsize": 1}
    if address.certificate_sha256:
        given |= {"cert_reqs": "CERT_NONE", "assert_fingerprint": address.certificate_sha256}
    elif parts.scheme == "https":
        given["ssl_context"] = _authorities()
    proxy = urllib.request.getproxies().get(parts.scheme)
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return urllib3.PoolManager(**given)
    try:
        told = urllib3.util.parse_url(proxy)
        headers = urllib3.make_headers(proxy_basic_auth=told.auth) if told.auth else None
        return urllib3.ProxyManager(proxy, proxy_headers=headers, **given)
    except broken.HTTPError as error:
        raise said("line-proxy", problem=str(error)) from None


def _authorities() -> ssl.SSLContext:
    """Whom the system trusts. A program built elsewhere may look for its list in the wrong place."""
    context = ssl.create_default_context()
    if not context.get_ca_certs() and not os.environ.get("SSL_CERT_FILE"):
        with contextlib.suppress(OSError, ssl.SSLError):
            context.load_verify_locations(next(place for place in _PLACES if Path(place).is_file()))
    return context


def _tls_code(problem: str) -> str:
    if "Fingerprints did not match" in problem:
        return "line-fingerprint"
    if "WRONG_VERSION_NUMBER" in problem or "HTTP_REQUEST" in problem:
        return "line-not-tls"
    if "has expired" in problem or "not yet valid" in problem:
        return "line-certificate-date"
    if "CERTIFICATE_VERIFY_FAILED" in problem or "certificate" in problem.lower() or "hostname" in problem.lower():
        return "line-certificate"
    return "line-cut"


def said(code: str, **facts: Any) -> ExchangeError:
    """What happened to the line, in words."""
    return ExchangeError(code, SENTENCES[code], **facts)


AGAIN: Final = ("line-cut", "line-late", "upload-offset")  # after these it is asked how far it came
_UNSIGNED: Final = {407: "line-proxy", 413: "line-proxy-size", 502: "line-away", 503: "line-away", 504: "line-away"}
_KEPT: Final = "本台数据没有改动，已传部分不必重传。"
SENTENCES: Final = {
    "line-none": f"连不上县级服务器，可能没有接通网络。{_KEPT}请检查网络后再传，或者用U盘报送。",
    "line-name": f"找不到县级服务器，可能没有接通网络，或者地址有误。{_KEPT}请核对上传地址后再传，或者用U盘报送。",
    "line-refused": f"县级服务器没有开启接收。{_KEPT}请联系县级，开启后再传，或者用U盘报送。",
    "line-late": f"县级服务器长时间没有应答。{_KEPT}请稍后再传，或者用U盘报送。",
    "line-cut": f"线路中断，没有传完。{_KEPT}请再传一次，或者用U盘报送。",
    "line-silent": f"服务器没有应答就断开了线路，没有上传。{_KEPT}"
    "请与县级核对上传地址：县级使用证书的，地址以 https:// 开头；地址无误的，请再传一次，或者用U盘报送。",
    "line-certificate-date": f"县级服务器的证书已到期或者还没有生效，没有上传。{_KEPT}"
    "请先检查本机日期；日期无误的，请县级更换证书，或者用U盘报送。",
    "line-certificate": f"县级服务器的证书不被本机信任，没有上传。{_KEPT}"
    "县级使用自制证书的，请管理员填写其指纹并电话核对；不是的，请检查本机日期。",
    "line-fingerprint": f"县级服务器的证书与填写的指纹不同，没有上传。{_KEPT}"
    "请打电话给县级核对证书是否已更换；没有更换的，可能连到了别人的服务器。",
    "line-not-tls": f"服务器没有使用加密线路（https），没有上传。{_KEPT}请与县级核对上传地址。",
    "line-not-ours": f"对方的应答不是县级接收库的，没有采用。{_KEPT}"
    "请与县级核对上传地址；地址无误的，可能被网络设备拦截，请用U盘报送。",
    "line-other-county": f"这是另一个县级接收库的服务器，没有上传。{_KEPT}请与县级核对上传地址。",
    "line-not-known": f"县级没有登记本台的公钥卡，或者登记的不是这一张，没有上传。{_KEPT}"
    "请与县级交换公钥卡并电话核对指纹后再传。",
    "line-proxy": f"网络代理没有放行，没有上传。{_KEPT}请联系网络管理员，或者用U盘报送。",
    "line-proxy-size": f"网络设备限制了上传大小，没有上传。{_KEPT}请联系网络管理员，或者用U盘报送。",
    "line-away": f"县级服务器暂时不能接收。{_KEPT}请稍后再传，或者用U盘报送。",
    "line-file-changed": f"要上传的文件已不完整，没有传完。{_KEPT}请再传一次。",
}
