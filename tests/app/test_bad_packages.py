"""Packages that are cut, changed, misdirected or none at all: refused whole, and nothing is changed by them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import DeskError, ExchangeError
from app.domain.office import Office
from tests.helpers import PASSPHRASE, STATION, FixedClock, Paired, registered


def taken_in(place: Desk | County, path: Path, data: bytes) -> ExchangeError:
    """The refusal of a file, and proof that it changed nothing."""
    path.write_bytes(data)
    before = place.verify()
    with pytest.raises(DeskError) as caught:
        place.receive(path)
    assert isinstance(caught.value, ExchangeError), caught.value.code
    assert re.search("[一-鿿]", caught.value.message)
    assert place.verify() == before
    return caught.value


def cuts(data: bytes) -> Iterator[bytes]:
    """Cut around every line of the head and at many places of the payload."""
    ends = {0, 1, 18, 19, 20, len(data) - 1, len(data) - 16, *range(0, len(data), 97)}
    ends |= {at for at, byte in enumerate(data[:2000]) if byte == 10}
    return (data[:end] for end in sorted(ends))


def exported(paired: Paired) -> bytes:
    registered(paired.desk)
    sent = paired.desk.export(paired.stick)
    return Path(str(sent.file)).read_bytes()


def replied(paired: Paired) -> bytes:
    data = exported(paired)
    path = paired.stick / "from-desk.swt"
    path.write_bytes(data)
    paired.county.receive(path)
    return paired.county.reply(STATION, paired.stick).read_bytes()


def test_package_cut_at_any_length_is_refused_by_the_county(paired: Paired) -> None:
    for cut in cuts(exported(paired)):
        refusal = taken_in(paired.county, paired.stick / "cut.swt", cut)
        assert refusal.code in {"package-cut", "package-damaged"}


def test_acknowledgement_cut_at_any_length_is_refused_by_the_desk(paired: Paired) -> None:
    for cut in cuts(replied(paired)):
        taken_in(paired.desk, paired.stick / "cut.swt", cut)
    assert paired.desk.exchange().acknowledged == 0


def test_package_with_one_byte_changed_anywhere_is_refused(paired: Paired) -> None:
    data = exported(paired)
    for at in range(0, len(data), 53):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        taken_in(paired.county, paired.stick / "changed.swt", changed)


def test_package_for_another_county_is_refused(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    data = exported(paired)
    with County.create(
        tmp_path / "other", code="430600", name="某某市", passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as other:
        assert taken_in(other, paired.stick / "stray.swt", data).code == "package-sender-unknown"
        other.trust(paired.desk.card())
        assert taken_in(other, paired.stick / "stray.swt", data).code == "package-for-another"


def test_acknowledgement_for_another_desk_is_refused(paired: Paired, tmp_path: Path, clock: FixedClock) -> None:
    data = replied(paired)
    office = Office(station="43062110100002", name="石桥镇人民政府")
    with Desk.create(
        tmp_path / "other", office=office, officers=("李明",), passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.01
    ) as other:
        assert taken_in(other, paired.stick / "stray.swt", data).code == "package-sender-unknown"
        other.trust(paired.county.card())
        assert taken_in(other, paired.stick / "stray.swt", data).code == "package-for-another"


def test_own_package_is_refused_by_a_sentence_that_says_so(paired: Paired) -> None:
    acknowledgement = replied(paired)
    own = (paired.stick / "from-desk.swt").read_bytes()
    assert taken_in(paired.desk, paired.stick / "own.swt", own).code == "package-own"
    assert taken_in(paired.county, paired.stick / "own.swt", acknowledgement).code == "package-own"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"PK\x03\x04" + bytes(500),
        b"%PDF-1.4\n",
        b"{}",
        bytes(100_000),
        "石桥镇".encode("utf-16"),
        b"\xff" * 99,
    ],
    ids=["empty", "line", "zip", "pdf", "json", "zeros", "text", "bytes"],
)
def test_file_of_another_format_is_refused(paired: Paired, data: bytes) -> None:
    for place in (paired.desk, paired.county):
        taken_in(place, paired.stick / "file.swt", data)
        with pytest.raises(ExchangeError, match=r"[一-鿿]"):
            place.trust(data)


def test_key_card_instead_of_a_package_is_refused(paired: Paired) -> None:
    taken_in(paired.desk, paired.stick / "card.swt", paired.county.card())
    taken_in(paired.county, paired.stick / "card.swt", paired.desk.card())


def test_folder_and_missing_file_are_refused(paired: Paired) -> None:
    for place in (paired.desk, paired.county):
        for path in (paired.stick, paired.stick / "none.swt", paired.stick / ("长" * 300)):
            with pytest.raises(ExchangeError, match=r"[一-鿿]"):
                place.receive(path)
