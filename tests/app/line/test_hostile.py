"""Strangers and broken clients at the county's server: each is answered with a code, and nothing is taken or lost."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.county import inbox
from app.county.http import Limits
from app.desk import Desk
from app.domain.steps.upload import SetUploadAddress
from app.exchange import line
from app.exchange.keys import StationKeys
from app.exchange.line import Told
from app.exchange.upload import Line
from tests.app.line.serving import Serving, serving
from tests.helpers import FixedClock, Paired, registered

SHA = "ab" * 32
TUS = {"Tus-Resumable": "1.0.0"}


class Client:
    """A client that may say anything."""

    def __init__(self, desk: Desk, server: Serving) -> None:
        self.desk, self.port, self.station = desk, server.port, desk.station
        self.keys: StationKeys = vars(desk)["_ring"].current
        self.folder, self.events = desk.folder.parent / "county", server.events

    def raw(self, data: bytes) -> bytes:
        """All that comes back to these bytes until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as end:
            end.sendall(data)
            return b"".join(iter(lambda: end.recv(65536), b""))

    def nonce(self) -> str:
        status, headers, _body = self.send("GET", "/", {})
        told = line.read_challenge(headers["www-authenticate"])
        assert told
        assert (status, told.realm) == (401, "430621")
        return told.nonce

    def send(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[int, Any, bytes]:
        """The answer to one request as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, str]:
        """Status and code of the answer to a request that is signed as it should be."""
        given = {**TUS, **(headers or {})}
        lowered = {name.lower(): value for name, value in given.items()}
        if body is not None:
            lowered.setdefault("content-length", str(len(body)))
        elif method in ("POST", "PATCH"):
            given["Content-Length"] = lowered["content-length"] = "0"
        given["Authorization"] = line.proof(self.keys, self.station, self.nonce(), method, path, lowered)
        status, told, answer = self.send(method, path, given, body)
        assert told["shouwentai-signature"]
        return status, json.loads(answer).get("code", "") if answer else ""

    def begin(self, length: int = 100, sha256: str = SHA) -> tuple[int, str]:
        headers = {"Upload-Length": str(length), "Upload-Metadata": line.metadata(sha256, "x.swt")}
        return self.ask("POST", line.uploads_path(self.station), headers)

    def piece(self, offset: int, body: bytes, sha256: str = SHA) -> tuple[int, str]:
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return self.ask("PATCH", line.upload_path(self.station, sha256), headers, body)

    def kept(self) -> list[Path]:
        return sorted(path for path in (self.folder / "inbox").rglob("*") if path.name in ("pieces", "about.json"))


@pytest.fixture
def client(paired: Paired, clock: FixedClock) -> Iterator[Client]:
    paired.county.close()
    registered(paired.desk)
    limits = Limits(head=0.3, idle=5.0, pause=0.3, connections=4)
    with serving(paired.county.folder, clock, limits=limits) as server:
        yield Client(paired.desk, server)


def test_who_has_not_proven_a_station_learns_nothing_whatever_is_asked(client: Client) -> None:
    stranger, nonce = StationKeys.generate(), client.nonce()
    paths = ("/", "/upload/43062110100001", "/upload/99999999999999", "/reply/43062110100001", "/..", "/" + "a" * 999)
    answers = set()
    for path in paths:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
            for station in (client.station, "99999999999999"):
                forged = line.proof(stranger, station, nonce, method, path, {})
                for headers in ({}, {"Authorization": forged}, {"Authorization": "Basic YTpi"}):
                    status, told, body = client.send(method, path, headers)
                    told.pop("www-authenticate")
                    answers.add((status, json.dumps(told), body))
    assert {(status, body) for status, _told, body in answers} == {(401, b"")}
    assert len(answers) <= 2  # with and without the line being kept open
    proof = line.proof(client.keys, client.station, "bm9uY2U", "GET", line.reply_path(client.station), {})
    _status, told, _body = client.send("GET", line.reply_path(client.station), {"Authorization": proof})
    assert "stale=true" in told["www-authenticate"]  # the right signature over a nonce that nobody gave out


def test_a_signature_is_for_one_request_alone(client: Client) -> None:
    path = line.uploads_path(client.station)
    headers = {"upload-length": "100", "upload-metadata": line.metadata(SHA, "x.swt"), "content-length": "0"}
    proof = line.proof(client.keys, client.station, client.nonce(), "POST", path, headers)
    right = {**TUS, **headers, "Authorization": proof}
    assert client.send("POST", path, right)[0] == 201
    assert client.send("POST", path, right)[0] == 201  # again: the same upload, nothing else
    assert client.send("POST", path, {**right, "upload-length": "101"})[0] == 401
    assert client.send("GET", path, right)[0] == 401
    assert client.send("POST", path + "/" + SHA, right)[0] == 401
    twice = "".join(
        f"{name}: {value}\r\n" for name, value in [*right.items(), ("Upload-Length", "100"), ("Connection", "close")]
    )
    assert b" 401 " in client.raw(f"POST {path} HTTP/1.1\r\nHost: a\r\n{twice}\r\n".encode())
    assert len(client.kept()) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/upload/43062110100002/" + SHA, 404),
        ("/upload/43062110100001/../43062110100001", 404),
        ("/upload/43062110100001/" + "%61b" * 32, 404),
        ("/upload/43062110100001/" + SHA.upper(), 404),
        ("/upload/43062110100001/" + SHA, 404),
        ("/reply/43062110100001/../../county.key", 404),
        ("/reply/43062110100001/..", 404),
        ("/reply/43062110100001/county.key", 404),
        ("/reply/43062110100001/" + SHA, 404),
        ("/reply/43062110100002", 404),
        ("/reply/43062110100001?x=1", 404),
        ("http://127.0.0.1/reply/43062110100001", 404),
    ],
)
def test_paths_lead_to_the_stations_own_uploads_and_replies_and_nowhere_else(
    client: Client, path: str, status: int
) -> None:
    assert client.ask("GET", path)[0] == status
    assert client.ask("HEAD", path)[0] == status


def test_claims_that_cannot_be_are_refused_before_a_byte_is_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.begin(10 * 1024**3) == (413, "upload-too-large")
    assert client.begin(0) == (413, "upload-too-large")
    path = line.uploads_path(client.station)
    for length in ("-1", "1e3", "", "9" * 30):
        headers = {"Upload-Length": length, "Upload-Metadata": line.metadata(SHA, "x")}
        assert client.ask("POST", path, headers) == (400, "upload-wrong")
    for told in ("", "sha256", "sha256 !!!", f"sha256 {'A' * 88}"):
        assert client.ask("POST", path, {"Upload-Length": "9", "Upload-Metadata": told}) == (400, "upload-wrong")
    assert client.ask("POST", path, {"Tus-Resumable": "0.2"})[1] == "upload-version"
    monkeypatch.setattr(inbox, "RESERVE", 2**60)
    assert client.begin() == (507, "upload-full")
    monkeypatch.setattr(inbox, "RESERVE", 0)
    monkeypatch.setattr(inbox, "MOST", 2)
    begun = [client.begin(sha256=f"{n:064x}") for n in range(3)]
    assert begun == [(201, ""), (201, ""), (429, "upload-too-many")]
    assert client.ask("OPTIONS", path) == (204, "")


def test_pieces_that_do_not_fit_change_nothing(client: Client) -> None:
    assert client.piece(0, b"x") == (404, "upload-unknown")
    assert client.begin() == (201, "")
    assert client.begin(101) == (400, "upload-wrong")
    assert client.piece(1, b"x") == (409, "upload-offset")
    assert client.piece(0, b"x" * 101) == (400, "upload-wrong")
    path = line.upload_path(client.station, SHA)
    assert client.ask("PATCH", path, {"Upload-Offset": "0"}, b"x") == (400, "upload-wrong")  # no type
    assert client.ask("GET", path) == (200, "")
    assert [path.name for path in client.kept()] == ["about.json"]


def test_what_is_no_package_of_this_station_for_this_county_is_refused_by_its_head(
    client: Client, tmp_path: Path
) -> None:
    mine = Path(str(client.desk.export(tmp_path).file)).read_bytes()
    head = mine.index(b"age-encryption")
    for data, code in (
        (b"PK\x03\x04" + bytes(96), (400, "package-not-ours")),
        (mine[: head - 10], (400, "package-cut")),  # announced as this long: the head will never be whole
        (mine.replace(b'"430621"', b'"430622"'), (400, "package-damaged")),
        (mine + b"more", (400, "upload-wrong")),
    ):
        assert client.begin(len(data)) == (201, "")
        assert client.piece(0, data) == code
        assert client.kept() == []
    for _again in range(2):
        assert client.begin(len(mine)) == (201, "")  # under another name than its hash
        assert client.piece(0, mine[:50]) == (204, "")
        assert client.piece(50, mine[50:]) == (204, "")
        assert client.ask("GET", line.upload_path(client.station, SHA)) == (200, "upload-damaged")
        assert [path.name for path in client.kept()] == ["about.json"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n", "slow"),  # the head never ends
        (b"", "slow"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(50) + b"\r\n\r\n", "garbage"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n", "garbage"),
        (b"GET / HTTP/1.1\r\n\r\n", "garbage"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "garbage"),
    ],
)
def test_who_is_slow_or_speaks_something_else_is_hung_up_on(client: Client, data: bytes, what: str) -> None:
    client.raw(data)
    assert client.events.wait_for("trouble", what=what)
    assert client.begin() == (201, "")


def test_a_body_that_stops_coming_is_kept_as_far_as_it_came(client: Client, tmp_path: Path) -> None:
    mine = Path(str(client.desk.export(tmp_path).file)).read_bytes()
    assert client.begin(len(mine)) == (201, "")
    path = line.upload_path(client.station, SHA)
    headers = {"upload-offset": "0", "content-length": str(len(mine))}
    proof = line.proof(client.keys, client.station, client.nonce(), "PATCH", path, headers)
    told = {**headers, **TUS, "Content-Type": "application/offset+octet-stream", "Authorization": proof, "Host": "a"}
    text = f"PATCH {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"
    assert client.raw(text.encode() + mine[:1500]) == b""
    (pieces,) = (path for path in client.kept() if path.name == "pieces")
    assert pieces.read_bytes() == mine[:1500]
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as hanging:  # who hangs on is let go
        headers["upload-offset"], headers["content-length"] = "1500", str(len(mine) - 1500)
        hanging.sendall(text[:10].encode())
        assert client.piece(1500, mine[1500:]) == (204, "")


def test_strangers_who_hold_every_connection_make_room(paired: Paired, clock: FixedClock) -> None:
    paired.county.close()
    with serving(paired.county.folder, clock, limits=Limits(connections=3)) as server:
        client = Client(paired.desk, server)
        ends = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _n in range(6)]
        for end in ends[:3]:
            assert end.recv(1) == b""  # the oldest are hung up on, whatever they were about to say
        assert client.begin() == (201, "")
        for end in ends:
            end.close()


def test_two_clients_with_one_file_both_end_well(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    desk = paired.desk
    paired.county.close()
    registered(desk)
    with serving(paired.county.folder, clock) as server:
        desk.run_desk(SetUploadAddress(url=server.url))
        job = desk.upload_job()
        jobs = (job, msgspec.structs.replace(job, folder=tmp_path))  # each has a place of its own for what it fetches
        told: list[str] = []
        threads = [
            threading.Thread(target=lambda job=job: told.extend(one.code for one in job.run().outcomes)) for job in jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert told == ["", ""]


def test_a_nonce_of_a_server_that_was_restarted_is_replaced_by_itself(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.desk.county()
    assert county
    paired.county.close()
    keys = (vars(desk)["_ring"].current,)
    with serving(paired.county.folder, clock) as server:
        end = Line(line.Address(url=server.url), keys=keys, station=desk.station, county=county)
        assert end.replies(desk.folder, lambda _done, _total: None) == []
    with serving(paired.county.folder, clock, port=server.port):
        assert end.replies(desk.folder, lambda _done, _total: None) == []
        end.close()


def test_an_answer_that_the_county_has_not_signed_is_none() -> None:
    keys, other = StationKeys.generate(), StationKeys.generate()
    signature = line.sign_answer(keys, "sig", 200, "1", "2", b"body")
    right = ("sig", 200, "1", "2", b"body")
    assert line.is_answer(keys.sign_key, signature, *right)
    wrong = [("sig2", *right[1:]), ("sig", 201, *right[2:]), ("sig", 200, "2", "2", b"body"), (*right[:4], b"bodi")]
    assert not any(line.is_answer(keys.sign_key, signature, *one) for one in wrong)
    assert not line.is_answer(other.sign_key, signature, *right)
    assert not line.is_answer(keys.sign_key, "", *right)
    assert Told().state == ""
