from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import json
import random
import subprocess
import sys
import tarfile
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pyrage
import pytest
import zstandard
from cryptography.exceptions import InvalidSignature
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ExchangeError
from app.exchange import format as package
from app.exchange.format import Header, Outline
from app.exchange.keys import KeyCard, StationKeys, decode_card, key_id, make_card, to_text
from app.exchange.opening import OpenedPackage, open_package
from app.exchange.sealing import seal

DESK, COUNTY, STRANGER = (StationKeys.generate() for _ in range(3))
ME = "430682"
DAY = date(2026, 11, 21)
DESK_CARD = make_card(DESK, role="desk", code="43068210500001", name="枫桥镇人民政府", made_on=DAY)
COUNTY_CARD = make_card(COUNTY, role="county", code=ME, name="某县信访局", made_on=DAY)
SENDERS = {DESK_CARD.code: DESK_CARD}
OUTLINE = Outline(
    kind="entries",
    sender=DESK_CARD.code,
    epoch=1,
    first=120,
    last=135,
    made_at=datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=8))),
)
PHOTO = random.Random(7).randbytes(700)
PARTS = {
    "entries.jsonl": '{"seq":120,"who":"张三"}\n'.encode() * 16,
    "attachments/" + hashlib.sha256(PHOTO).hexdigest(): PHOTO,
}
WHOLE = seal(OUTLINE, PARTS, signer=DESK, recipient=COUNTY_CARD)
HEAD = len(b"\n".join(WHOLE.split(b"\n", 3)[:3])) + 1


def opened(data: bytes, keys: StationKeys = COUNTY, me: str = ME) -> OpenedPackage:
    return open_package(data, keys=keys, me=me, senders=SENDERS)


def refusal(data: bytes, **options: Any) -> str:
    with pytest.raises(ExchangeError) as refused:
        opened(data, **options)
    assert refused.value.message.endswith("。")
    assert "没有" in refused.value.message
    return refused.value.code


def headed(change: dict[str, Any], *, whole: bytes = WHOLE, signer: StationKeys = DESK) -> bytes:
    """The package with header fields changed (None removes one), checksummed and signed again."""
    _, line, _, payload = whole.split(b"\n", 3)
    fields = {name: value for name, value in {**json.loads(line), **change}.items() if value is not None}
    return signed(msgspec.json.encode(fields, order="sorted"), payload, signer)


def signed(line: bytes, payload: bytes, signer: StationKeys = DESK) -> bytes:
    head = package.MAGIC + line + b"\n"
    return head + f"{hashlib.sha256(head).hexdigest()} {to_text(signer.sign(head))}\n".encode() + payload


def sealed(container: bytes, **change: Any) -> bytes:
    """A package whose sender, properly paired and signing, sealed any container it liked."""
    payload = pyrage.encrypt(zstandard.compress(container), [pyrage.x25519.Recipient.from_str(COUNTY.seal_key)])
    whole = b"\n".join(WHOLE.split(b"\n", 3)[:3]) + b"\n" + payload
    numbers = {"payload_bytes": len(payload), "payload_sha256": hashlib.sha256(payload).hexdigest()}
    return headed({**numbers, **change}, whole=whole)


def listed(files: list[tuple[str, bytes]], **change: Any) -> bytes:
    fields = {
        **{name: json.loads(WHOLE.split(b"\n")[1])[name] for name in ("kind", "sender", "epoch", "recipient")},
        **{name: json.loads(WHOLE.split(b"\n")[1])[name] for name in ("first", "last", "made_at")},
        "parts": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files
        ],
        **change,
    }
    return msgspec.json.encode(fields, order="sorted")


def tar(files: list[tuple[str, bytes]], *, type_: bytes = tarfile.REGTYPE, end: int = 1024) -> bytes:
    blocks = b""
    for name, data in files:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        info.type = tarfile.REGTYPE if name == "manifest.json" else type_
        blocks += info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % 512)
    return blocks + bytes(end)


def container(files: list[tuple[str, bytes]], **change: Any) -> bytes:
    return tar([("manifest.json", listed(files, **change)), *files])


def reader() -> ModuleType:
    """The independent reader, loaded from its file as anyone outside would run it."""
    path = Path(__file__).parents[2] / "reference" / "read_package.py"
    spec = importlib.util.spec_from_file_location("read_package", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What is right


def test_package_is_read_back_whole() -> None:
    result = opened(WHOLE)
    assert result.parts == PARTS
    assert result.unknown == {}
    assert result.header.recipient == ME
    assert all(getattr(result.header, name) == getattr(OUTLINE, name) for name in OUTLINE.__struct_fields__)


def test_peek_reads_the_head_alone() -> None:
    assert package.peek(WHOLE[:HEAD]) == opened(WHOLE).header


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[a-ln-z][a-z0-9_]{0,40}\.[a-z]{1,8}", fullmatch=True), st.binary(max_size=3000), max_size=5
    ),
    st.lists(st.binary(max_size=600), max_size=3),
    st.integers(0, 2**53 - 1),
)
def test_any_parts_make_the_round_trip(parts: dict[str, bytes], attachments: list[bytes], last: int) -> None:
    parts |= {"attachments/" + hashlib.sha256(data).hexdigest(): data for data in attachments}
    outline = msgspec.structs.replace(OUTLINE, first=0, last=last)
    result = opened(seal(outline, parts, signer=DESK, recipient=COUNTY_CARD))
    assert result.parts == parts
    assert result.header.last == last


def test_nothing_readable_about_a_person_lies_outside_the_seal() -> None:
    line = json.loads(WHOLE.split(b"\n")[1])
    assert set(line) == {
        "format", "version", "kind", "sender", "epoch", "recipient", "first", "last", "made_at",
        "algorithms", "keys", "payload_bytes", "payload_sha256",
    }  # fmt: skip
    assert "张三".encode() not in WHOLE
    assert DESK_CARD.name.encode() not in WHOLE


def test_two_packages_differ_by_the_encryption_only() -> None:
    again = seal(OUTLINE, dict(reversed(PARTS.items())), signer=DESK, recipient=COUNTY_CARD)
    payloads = [COUNTY.unseal(data.split(b"\n", 3)[3]) for data in (WHOLE, again)]
    assert payloads[0] == payloads[1]
    heads = [json.loads(data.split(b"\n")[1]) for data in (WHOLE, again)]
    assert {name for name in heads[0] if heads[0][name] != heads[1][name]} <= {"payload_sha256", "payload_bytes"}


def test_container_is_a_tar_archive_that_any_tool_opens() -> None:
    unpacked = zstandard.decompress(COUNTY.unseal(WHOLE.split(b"\n", 3)[3]))
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        assert archive.getnames() == ["manifest.json", *sorted(PARTS)]
        assert {info.mtime for info in archive} == {0}


def test_independent_reader_reads_the_same() -> None:
    header, parts = reader().read(WHOLE, COUNTY.seal_secret, DESK.sign_key)
    assert parts == PARTS
    assert header == json.loads(WHOLE.split(b"\n")[1])


PLACES = {
    "first": 0,
    "headline": 30,
    "header": HEAD - 90,
    "signature": HEAD - 20,
    "sealed": HEAD + 5,
    "last": len(WHOLE) - 1,
}


@pytest.mark.parametrize("at", PLACES.values(), ids=PLACES)
def test_independent_reader_refuses_a_changed_byte(at: int) -> None:
    changed = WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :]
    with pytest.raises((ValueError, InvalidSignature)):
        reader().read(changed, COUNTY.seal_secret, DESK.sign_key)


def test_independent_reader_runs_by_itself(tmp_path: Path) -> None:
    (tmp_path / "one.swt").write_bytes(WHOLE)
    script = Path(__file__).parents[2] / "reference" / "read_package.py"
    call = [sys.executable, str(script), str(tmp_path / "one.swt"), COUNTY.seal_secret, DESK.sign_key]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "entries.jsonl" in done.stdout


def test_vector_of_the_documentation_is_read_by_both_readers() -> None:
    page = (Path(__file__).parents[3] / "docs" / "exchange.md").read_text("utf-8")
    card, identity, packed = (
        page.split(f"```{block}\n")[1].split("```")[0] for block in ("card", "identity", "package")
    )
    sender, whole = decode_card(card.encode()), base64.b64decode(packed)
    county = msgspec.structs.replace(COUNTY, seal_secret=identity.strip())
    ours = open_package(whole, keys=county, me=ME, senders={sender.code: sender})
    assert ours.parts["entries.jsonl"].decode() == '{"note":"张三"}\n'
    assert reader().read(whole, identity.strip(), sender.sign_key)[1] == ours.parts


# Names


def test_package_names_are_plain_and_tell_packages_apart() -> None:
    header = package.peek(WHOLE)
    assert package.package_name(header) == "SWT-43068210500001-e1-120-135.swt"
    answer = msgspec.structs.replace(header, kind="acknowledgement", sender=ME, recipient=DESK_CARD.code)
    assert package.package_name(answer) == "SWTACK-430682-43068210500001-e1-120-135.swt"
    later = msgspec.structs.replace(answer, kind="holidays")
    assert package.package_name(later) == "SWTHOLIDAYS-430682-43068210500001-e1-120-135.swt"


# What is refused: every byte


def test_every_flipped_byte_is_refused_as_damaged() -> None:
    """One bit of each byte of a whole package; the magic line says that it is no package of ours."""
    codes = {}
    for at in range(len(WHOLE)):
        bit = 1 << at % 8
        codes[at] = refusal(WHOLE[:at] + bytes([WHOLE[at] ^ bit]) + WHOLE[at + 1 :])
    magic = len(package.MAGIC)
    assert {codes[at] for at in range(magic)} == {"package-not-ours"}
    assert {codes[at] for at in range(magic, len(WHOLE))} == {"package-damaged"}


def test_every_cut_length_is_refused_as_cut() -> None:
    assert {refusal(WHOLE[:length]) for length in range(len(WHOLE))} == {"package-cut"}


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=20))
def test_bytes_slipped_in_anywhere_are_refused(at: int, more: bytes) -> None:
    changed = WHOLE[:at] + more + WHOLE[at:]
    if changed != WHOLE:
        assert refusal(changed) in {"package-damaged", "package-not-ours"}


@settings(deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 50))
def test_bytes_missing_in_the_middle_are_refused(at: int, gone: int) -> None:
    assert refusal(WHOLE[:at] + WHOLE[at + gone :]) in {"package-cut", "package-damaged", "package-not-ours"}


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_bytes_added_at_the_end_are_refused_as_damaged(more: bytes) -> None:
    assert refusal(WHOLE + more) == "package-damaged"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_other_file_is_refused(data: bytes) -> None:
    assert refusal(data) in {"package-not-ours", "package-cut"}
    assert refusal(package.MAGIC + data) in {"package-damaged", "package-cut"}


# What is refused: the wrong people


def test_package_for_another_station_is_refused() -> None:
    assert refusal(WHOLE, me="430683") == "package-for-another"
    assert refusal(WHOLE, keys=STRANGER) == "package-for-another"


def test_unknown_sender_is_refused() -> None:
    with pytest.raises(ExchangeError) as refused:
        open_package(WHOLE, keys=COUNTY, me=ME, senders={})
    assert refused.value.code == "package-sender-unknown"
    assert refused.value.facts["sender"] == DESK_CARD.code


def test_sender_with_another_key_than_paired_is_refused() -> None:
    forged = seal(OUTLINE, PARTS, signer=STRANGER, recipient=COUNTY_CARD)
    assert refusal(forged) == "package-sender-unknown"


def test_header_signed_by_another_key_is_refused_as_damaged() -> None:
    assert refusal(headed({}, signer=STRANGER)) == "package-damaged"


def test_payload_of_one_sender_under_the_name_of_another_is_refused() -> None:
    """A paired station takes another's sealed payload and signs a header of its own around it."""
    thief: KeyCard = make_card(STRANGER, role="desk", code="43068210600001", name="别处", made_on=DAY)
    keys = {**json.loads(WHOLE.split(b"\n")[1])["keys"], "sign": key_id(STRANGER.sign_key)}
    stolen = headed({"sender": thief.code, "keys": keys}, signer=STRANGER)
    with pytest.raises(ExchangeError) as refused:
        open_package(stolen, keys=COUNTY, me=ME, senders={**SENDERS, thief.code: thief})
    assert refused.value.code == "package-damaged"


# Versions


@pytest.mark.parametrize("version", ["2.0", "10.3"])
def test_newer_major_is_refused_whatever_else_it_says(version: str) -> None:
    assert refusal(headed({"version": version, "keys": None, "novel": 1})) == "package-newer"
    with pytest.raises(ExchangeError, match="升级"):
        package.peek(headed({"version": version}))


def test_other_algorithms_are_refused_as_newer() -> None:
    national = {**json.loads(WHOLE.split(b"\n")[1])["algorithms"], "signature": "sm2"}
    assert refusal(headed({"algorithms": national})) == "package-newer"


def test_newer_minor_is_read_and_its_additions_are_named() -> None:
    parts = [("entries.jsonl", b"{}\n")]
    newer = sealed(container(parts, volume_of=2), version="1.7", volume=1)
    result = opened(newer)
    assert result.parts == dict(parts)
    assert result.unknown == {"volume": 1, "volume_of": 2}


def test_our_own_minor_is_a_closed_list() -> None:
    assert refusal(headed({"remark": "x"})) == "package-damaged"
    assert refusal(sealed(container([], remark="x"))) == "package-damaged"


@pytest.mark.parametrize(
    "change",
    [
        {"version": "1"},
        {"version": "1.0.0"},
        {"version": 1},
        {"version": None},
        {"kind": "Entries"},
        {"kind": "../x"},
        {"sender": "../../etc"},
        {"epoch": -1},
        {"epoch": True},
        {"first": 136},
        {"last": 1.5},
        {"made_at": "2026-11-21T09:30:00"},
        {"made_at": "yesterday"},
        {"payload_sha256": "A" * 64},
        {"payload_bytes": "1"},
        {"keys": {}},
        {"keys": None},
        {"algorithms": None},
        {"algorithms": "none"},
        {"recipient": None},
    ],
)
def test_header_that_is_not_as_specified_is_refused(change: dict[str, Any]) -> None:
    assert refusal(headed(change)) in {"package-damaged", "package-sender-unknown"}


def test_header_of_another_format_is_refused_as_not_ours() -> None:
    assert refusal(headed({"format": "other"})) == "package-not-ours"


def test_header_must_have_its_only_spelling() -> None:
    _, line, _, payload = WHOLE.split(b"\n", 3)
    assert refusal(signed(line.replace(b",", b", "), payload)) == "package-damaged"
    assert refusal(signed(line[:-1] + b',"epoch":1}', payload)) == "package-damaged"


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b"null", b'{"a":' * 5000, b"\xff", b"x" * 63_000])
def test_header_that_is_no_header_is_refused(line: bytes) -> None:
    assert refusal(signed(line, b"payload")) in {"package-damaged", "package-not-ours"}


def test_huge_header_is_refused_unread() -> None:
    assert refusal(headed({"remark": "x" * 70_000})) == "package-damaged"


# Hostile containers, sealed and signed by a paired sender

SMALL = [("entries.jsonl", b"{}\n")]


def test_hostile_container_helper_makes_a_good_one_too() -> None:
    assert opened(sealed(container(SMALL))).parts == dict(SMALL)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt", "/etc/passwd", "a/b.txt", "attachments/../x.txt", "C:evil.txt", "a\\b.txt", "manifest.json",
        ".hidden", "", "con", "a" * 60 + ".txt", "attachments/" + "0" * 64, "Entries.jsonl",
    ],
)  # fmt: skip
def test_hostile_part_names_are_refused(name: str) -> None:
    assert refusal(sealed(container([(name, b"x")]))) == "package-damaged"
    with pytest.raises(ValueError, match=r".+"):
        seal(OUTLINE, {name: b"x"}, signer=DESK, recipient=COUNTY_CARD)


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"no archive at all",
        bytes(1024),
        tar([]),
        tar(SMALL),
        tar([*SMALL, ("manifest.json", listed(SMALL))]),
        tar([("manifest.json", listed(SMALL))]),
        tar([("manifest.json", listed(SMALL)), *SMALL, ("more.txt", b"")]),
        tar([("manifest.json", listed(SMALL)), ("entries.jsonl", b"[]\n")]),
        tar([("manifest.json", listed(SMALL)), ("entries.jsonl", b"{}\n\n")]),
        tar([("manifest.json", listed(SMALL)), *SMALL], end=512),
        tar([("manifest.json", listed(SMALL)), *SMALL], end=512 * 30),
        tar([("manifest.json", listed(SMALL)), *SMALL]) + b"x",
        tar([("manifest.json", listed(SMALL)), *SMALL], type_=tarfile.SYMTYPE),
        tar([("manifest.json", listed(SMALL)), *SMALL], type_=tarfile.GNUTYPE_SPARSE),
        tar([("manifest.json", listed(SMALL)), *SMALL], type_=tarfile.XHDTYPE),
        tar([("manifest.json", listed(SMALL)), *SMALL])[:-1400],
        tar([("manifest.json", b"[]"), *SMALL]),
        tar([("manifest.json", b'{"parts":' * 5000), *SMALL]),
        tar([("manifest.json", listed(SMALL) + b" "), *SMALL]),
        container([*SMALL, *SMALL]),
        container(SMALL, epoch=2),
        container(SMALL, recipient="430683"),
    ],
)
def test_hostile_containers_are_refused_whole(packed: bytes) -> None:
    assert refusal(sealed(packed)) == "package-damaged"


def test_payload_that_is_not_compressed_is_refused() -> None:
    payload = pyrage.encrypt(b"plain", [pyrage.x25519.Recipient.from_str(COUNTY.seal_key)])
    change = {"payload_bytes": len(payload), "payload_sha256": hashlib.sha256(payload).hexdigest()}
    whole = b"\n".join(WHOLE.split(b"\n", 3)[:3]) + b"\n" + payload
    assert refusal(headed(change, whole=whole)) == "package-damaged"


def test_payload_that_is_not_encrypted_to_us_is_refused() -> None:
    payload = pyrage.encrypt(b"plain", [pyrage.x25519.Recipient.from_str(STRANGER.seal_key)])
    change = {"payload_bytes": len(payload), "payload_sha256": hashlib.sha256(payload).hexdigest()}
    whole = b"\n".join(WHOLE.split(b"\n", 3)[:3]) + b"\n" + payload
    assert refusal(headed(change, whole=whole)) == "package-damaged"


def test_decompression_bomb_is_refused_before_it_unfolds() -> None:
    bomb = [{"name": "entries.jsonl", "size": package.PARTS_LIMIT + 1, "sha256": "0" * 64}]
    assert refusal(sealed(tar([("manifest.json", listed([], parts=bomb))]))) == "package-too-large"


def test_manifest_that_claims_to_be_endless_is_refused_unread() -> None:
    info = tarfile.TarInfo("manifest.json")
    info.size = package.MANIFEST_LIMIT + 1
    assert refusal(sealed(info.tobuf(tarfile.USTAR_FORMAT) + bytes(4096))) == "package-damaged"


def test_outline_that_no_reader_would_take_is_never_sealed() -> None:
    for change in ({"kind": "X"}, {"sender": "a b"}, {"first": -1}, {"made_at": datetime(2026, 1, 1, tzinfo=None)}):
        with pytest.raises(ValueError, match=r".+"):
            seal(msgspec.structs.replace(OUTLINE, **change), PARTS, signer=DESK, recipient=COUNTY_CARD)
    with pytest.raises(ValueError, match="first is after last"):
        msgspec.structs.replace(OUTLINE, first=200)


def test_time_in_utc_makes_the_round_trip() -> None:
    outline = msgspec.structs.replace(OUTLINE, made_at=datetime(2026, 11, 21, 1, 30, 0, 5, tzinfo=UTC))
    header: Header = opened(seal(outline, {}, signer=DESK, recipient=COUNTY_CARD)).header
    assert header.made_at == outline.made_at
