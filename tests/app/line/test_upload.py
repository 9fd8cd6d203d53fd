"""The upload line: a real desk, a real county behind a real socket, and a line that is cut, lied on and hung up."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.county.certificates import tls_of
from app.county.store import County
from app.desk import Desk
from app.desk.upload import FOLDER
from app.domain.entries import body_of
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.steps.upload import PLAIN, SetUploadAddress
from app.exchange import format, upload
from app.exchange.keys import StationKeys
from app.exchange.line import PIECE
from app.exchange.sealing import seal
from tests.app.exchange.test_dispatches import matter
from tests.app.line.certificates import certificate
from tests.app.line.serving import Serving, cut_line, serving
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, registered, registration


@pytest.fixture
def line(paired: Paired, clock: FixedClock) -> Iterator[tuple[Desk, Serving]]:
    """A desk with one petition, and its county's server, which the desk knows the address of."""
    paired.county.close()
    registered(paired.desk)
    with serving(paired.county.folder, clock) as server:
        point(paired.desk, server.url)
        yield paired.desk, server


def point(desk: Desk, url: str, **given: str) -> str:
    """Set the address; gives what has to be known of such a line."""
    desk.run_desk(SetUploadAddress(url=url, **given))
    holds = desk.upload_address()
    assert holds
    return holds.warning


def refusal(act: Callable[[], object]) -> ExchangeError:
    with pytest.raises(ExchangeError) as refused:
        act()
    return refused.value


def fill(desk: Desk, times: int) -> None:
    """Petitions of which each adds 22 KB to a package: no compression makes noise smaller."""
    for n in range(times):
        desk.register(registration(facts=random.Random(n).randbytes(22_000).hex()))


def test_what_waits_is_uploaded_and_the_acknowledgement_is_read_in(line: tuple[Desk, Serving]) -> None:
    desk, server = line
    heard: list[tuple[int, int]] = []
    done = desk.upload(lambda sent, size: heard.append((sent, size)))
    assert done.words.startswith("已上传1个数据包，县级已收下。岳阳县信访局已签收至第")
    assert desk.exchange().waiting == 0
    assert desk.exchange().sent == desk.exchange().written  # archived and recorded as on a stick
    assert heard[-1][0] == heard[-1][1] > 0
    assert not list((desk.folder / FOLDER).iterdir())
    assert desk.upload().words.startswith("没有需要上传的新记载。")
    server.stop()
    with County.open(desk.folder.parent / "county", PASSPHRASE, clock=FixedClock()) as county:
        assert county.verify(rebuild=True)["rebuilt"] == {"petitions": 1}


def test_what_the_county_sends_down_comes_by_the_line_too(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.county
    desk.export(paired.stick)
    for package in paired.stick.iterdir():
        county.receive(package)
    county.dispatch(desk.station, matter())
    county.close()
    with serving(county.folder, clock) as server:
        point(desk, server.url)
        done = desk.upload()
    assert len(done.answers) == 2
    assert [entry.kind for entry in desk.journal()].count("arrived") == 1


def test_what_came_from_a_village_goes_up_by_the_line_too(line: tuple[Desk, Serving], tmp_path: Path) -> None:
    desk, _server = line
    office = msgspec.structs.replace(desk.office, station="43062110120001", name="石桥村村级代办点")
    with Desk.create(
        tmp_path / "village", office=office, officers=("周村",), passphrase=PASSPHRASE, unlock_seconds=0.01
    ) as village:
        village.trust(desk.card())
        desk.trust(village.card(), below=True)
        registered(village)
        desk.receive(Path(str(village.export(tmp_path).file)))
    assert desk.upload().sent == 2
    assert [(one.waiting, one.last) for one in desk.below()] == [(0, 4)]


def test_a_line_that_is_cut_again_and_again_goes_on_where_the_server_says(line: tuple[Desk, Serving]) -> None:
    desk, server = line
    fill(desk, 40)  # some 900 KB as it is sealed
    with cut_line(server.port, 300_000, 200_000, 150_000) as bad:
        point(desk, bad.url)
        done = desk.upload()
        assert bad.connections == 4
    assert (done.sent, desk.exchange().waiting) == (1, 0)


def test_a_line_that_brings_nothing_ends_in_words_and_the_same_file_goes_on_later(line: tuple[Desk, Serving]) -> None:
    desk, server = line
    fill(desk, 20)
    with cut_line(server.port, 200_000, 700, 700, 700) as bad:
        point(desk, bad.url)
        assert refusal(desk.upload).code == "line-cut"
    (under_way,) = (desk.folder / FOLDER).glob("*.swt")
    registered(desk)
    point(desk, server.url)
    sent: list[int] = []
    done = desk.upload(lambda here, _size: sent.append(here))
    assert 100_000 < sent[0] < under_way.stat().st_size if under_way.exists() else sent[0] > 100_000
    assert done.sent == 2  # the one under way, then what came after it
    assert desk.exchange().waiting == 0


def test_a_server_that_is_stopped_in_the_middle_goes_on_after_it_was_started_again(
    paired: Paired, clock: FixedClock
) -> None:
    desk, folder = paired.desk, paired.county.folder
    paired.county.close()
    fill(desk, 60)  # two pieces
    server = Serving(folder, clock)
    point(desk, server.url)

    stopped: list[bool] = []

    def pull(here: int, _size: int) -> None:
        if here > PIECE and not stopped:
            stopped.append(True)
            server.stop()

    assert refusal(lambda: desk.upload(pull)).code in ("line-cut", "line-refused")
    assert refusal(desk.upload).code == "line-refused"
    sent: list[int] = []
    with serving(folder, clock, port=server.port):
        assert desk.upload(lambda here, _size: sent.append(here)).sent == 1
    assert sent[0] > PIECE
    assert desk.exchange().waiting == 0


def test_an_upload_that_is_stopped_by_hand_goes_on_later(line: tuple[Desk, Serving]) -> None:
    desk, _server = line

    class Enough(Exception):
        pass

    def stop(_here: int, _size: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        desk.upload(stop)
    assert desk.upload().sent == 1


def test_what_came_whole_is_taken_in_by_a_server_that_starts_anew(
    line: tuple[Desk, Serving], clock: FixedClock
) -> None:
    desk, server = line
    job = desk.upload_job()
    fetched = job.run()
    server.stop()
    inbox = desk.folder.parent / "county" / "inbox"
    (place,) = inbox.glob(f"{desk.station}/*")
    (place / "outcome.json").unlink()  # as after a power cut between the last piece and the merge
    (place / "pieces").write_bytes(job.files[0].read_bytes())
    with serving(inbox.parent, clock) as again:
        assert again.events.wait_for("taken", station=desk.station)
    assert fetched.outcomes[0].code == ""


def test_stations_upload_side_by_side(paired: Paired, clock: FixedClock, desk_template: Path) -> None:
    desks = [paired.desk]
    for n in (2, 3):
        office = paired.desk.office
        folder = paired.desk.folder.parent / f"desk{n}"
        desks.append(
            Desk.create(
                folder,
                office=type(office)(**{**_fields(office), "station": f"4306211010000{n}"}),
                officers=("李明",),
                passphrase=PASSPHRASE,
                clock=clock,
                unlock_seconds=0.01,
            )
        )
        desks[-1].trust(paired.county.card())
        paired.county.trust(desks[-1].card())
    paired.county.close()
    with serving(paired.county.folder, clock) as server:
        jobs = []
        for desk in desks:
            point(desk, server.url)
            registered(desk)
            jobs.append(desk.upload_job())
        fetched: dict[str, Any] = {}
        threads = [threading.Thread(target=lambda one=job: fetched.update({one.station: one.run()})) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for desk in desks:
        assert desk.upload_done(fetched[desk.station]).sent == 1
        assert desk.exchange().waiting == 0
    for desk in desks[1:]:
        desk.close()


def _fields(office: Any) -> dict[str, Any]:
    return {name: getattr(office, name) for name in office.__struct_fields__}


def test_what_the_county_refuses_is_told_in_its_words_and_kept_there_with_the_reason(
    line: tuple[Desk, Serving], tmp_path: Path
) -> None:
    desk, server = line
    desk.upload()
    registered(desk)
    gap = Path(str(desk.export(tmp_path).file))
    registered(desk)
    state = desk.exchange()
    lost = desk.upload_job()
    assert state.waiting > 0
    header = format.peek(gap.read_bytes())
    # a package that begins after a gap: made by the desk itself, sent without the one before it
    outline = format.Outline(
        kind="entries",
        sender=desk.station,
        epoch=1,
        first=header.last + 1,
        last=header.last + 1,
        made_at=dt.datetime.now(dt.UTC),
    )
    keys = vars(desk)["_ring"].current
    county = desk.county()
    assert county is not None
    body = list(desk.journal())[header.last]
    sealed = seal(outline, {"entries.jsonl": body_of(body)}, signer=keys, recipient=county)
    lost.files[0].write_bytes(sealed)
    told = refusal(lambda: desk.upload_done(lost.run()))
    assert told.code == "package-gap"
    assert told.message.startswith("缺少该台第")
    kept = list((desk.folder.parent / "county" / "inbox").glob(f"{desk.station}/*/*.swt"))
    assert [path.read_bytes() for path in kept] == [sealed]
    assert "package-gap" in (kept[0].parent / "outcome.json").read_text("utf-8")
    assert desk.upload().sent == 1  # from the acknowledged entry on
    assert desk.exchange().waiting == 0
    assert server.events.wait_for("refused", code="package-gap")


def test_what_is_refused_by_its_head_stands_among_the_refusals_until_it_is_here(
    line: tuple[Desk, Serving], clock: FixedClock
) -> None:
    desk, server = line
    county = desk.county()
    assert county is not None
    job = desk.upload_job()
    whole = job.files[0].read_bytes()
    outline = format.Outline(
        kind="entries", sender=desk.station, epoch=1, first=1, last=1, made_at=dt.datetime.now(dt.UTC)
    )
    stranger = StationKeys.generate()
    job.files[0].write_bytes(seal(outline, {"entries.jsonl": b"{}"}, signer=stranger, recipient=county))
    assert refusal(job.run).code == "package-sender-unknown"
    server.stop()
    with County.open(desk.folder.parent / "county", PASSPHRASE, clock=clock) as store:
        (held,) = store.status().held
        assert (held.code, held.station, held.sha256) == (
            *("package-sender-unknown", desk.station),
            hashlib.sha256(job.files[0].read_bytes()).hexdigest(),
        )
        assert held.name.startswith(f"SWT-{desk.station}-e1-1-1")
        job.files[0].write_bytes(whole)
        store.receive(job.files[0])
        assert store.status().held == ()


def test_a_county_that_lost_what_it_had_gets_it_again(line: tuple[Desk, Serving]) -> None:
    desk, _server = line
    desk.upload()
    registered(desk)
    assert desk.upload(first=1).sent == 1
    with pytest.raises(RuleBroken):
        desk.upload(first=10_000)


# Whose server it is


def test_another_program_beside_the_server_is_told_who_holds_the_store(line: tuple[Desk, Serving]) -> None:
    desk, _server = line
    with pytest.raises(StorageError) as refused:
        County.open(desk.folder.parent / "county", PASSPHRASE, clock=FixedClock())
    assert code_of(refused) == "desk-in-use"
    assert "county-serve" in str(refused.value)


def test_a_certificate_that_authorities_vouch_for_needs_no_fingerprint_and_must_not_be_past_its_day(
    paired: Paired, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = paired.desk
    paired.county.close()
    registered(desk)
    for place, days, code in (("old", (-9, -1), "line-certificate-date"), ("good", (-1, 1), "")):
        file, key, _pin = certificate(tmp_path / place, days=days)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with serving(paired.county.folder, clock, tls=tls_of(file, key)) as server:
            assert point(desk, server.url) == ""
            if code:
                assert refusal(desk.upload).code == code
                assert desk.exchange().waiting > 0
            else:
                desk.upload()
                assert desk.exchange().waiting == 0
    assert point(desk, "http://127.0.0.1:1") == PLAIN


def answering(*answers: bytes) -> Iterator[int]:
    """A server that gives the same answers to whoever comes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        for answer in answers:
            near, _address = listening.accept()
            with near:
                near.recv(65536)
                near.sendall(answer)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield int(listening.getsockname()[1])
    listening.close()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "line-not-ours"),
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "line-not-ours"),
        (
            b'HTTP/1.1 401 No\r\nWWW-Authenticate: Shouwentai realm="430101", nonce="a", stale=false\r\n\r\n',
            "line-other-county",
        ),
        (b"HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n", "line-away"),
        (b"HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n", "line-proxy"),
        (b"HTTP/1.1 302 Login\r\nLocation: http://portal\r\nContent-Length: 0\r\n\r\n", "line-not-ours"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "line-cut"),
        (b"", "line-silent"),
    ],
)
def test_whatever_answers_in_the_countys_place_is_told_in_words_and_loses_nothing(
    desk: Desk, county: County, answer: bytes, code: str
) -> None:
    desk.trust(county.card())
    for port in answering(answer):
        point(desk, f"http://127.0.0.1:{port}")
        told = refusal(desk.upload)
    assert told.code == code
    assert told.message.endswith("。")
    assert "本台数据没有改动" in told.message
    assert desk.exchange().waiting > 0


def test_a_line_that_is_not_there_says_what_is_missing(
    desk: Desk, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.upload()
    assert code_of(refused) == "not-paired"
    desk.trust(county.card())
    with pytest.raises(RuleBroken) as refused:
        desk.upload()
    assert code_of(refused) == "upload-no-address"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever comes is refused
        point(desk, f"http://127.0.0.1:{taken.getsockname()[1]}")
        assert refusal(desk.upload).code == "line-refused"
    point(desk, "http://no-such-county.invalid")
    assert refusal(desk.upload).code == "line-name"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        point(desk, f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(upload, "READ_SECONDS", 0.2)
        assert refusal(desk.upload).code == "line-late"
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        point(desk, "http://xf.example")
        assert refusal(desk.upload).code == "line-proxy"


def test_a_desk_that_the_county_does_not_know_is_told_so(desk: Desk, county: County, clock: FixedClock) -> None:
    desk.trust(county.card())
    county.close()
    with serving(county.folder, clock) as server:
        point(desk, server.url)
        assert refusal(desk.upload).code == "line-not-known"
