"""New keys of the county, and of a township: told to each station in what the old ones sign, nothing told twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.county.dispatching import Order
from app.county.store import County
from app.desk import Desk
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.office import Office
from app.domain.steps.arrival import SetAside, TakenUp
from app.exchange import format
from app.exchange.keys import StationKeys, decode_card, encode_card, key_id, make_card
from app.exchange.succession import make_succession
from tests.helpers import OFFICE, PASSPHRASE, FixedClock, Paired, code_of, registered

LATE, VILLAGE = "43062110200001", "43062110120001"


def office_of(station: str, name: str) -> Office:
    given = {field: getattr(OFFICE, field) for field in OFFICE.__struct_fields__}
    return Office(**{**given, "station": station, "name": name})


@pytest.fixture
def late(paired: Paired, clock: FixedClock, tmp_path: Path) -> Iterator[Paired]:
    """Another desk of the same county."""
    with Desk.create(
        tmp_path / "late",
        office=office_of(LATE, "枫桥镇人民政府"),
        officers=("周某",),
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.01,
    ) as desk:
        desk.trust(paired.county.card())
        paired.county.trust(desk.card())
        stick = tmp_path / "late_stick"
        stick.mkdir()
        yield Paired(desk, paired.county, stick)


def up(paired: Paired) -> None:
    sent = paired.desk.export(paired.stick)
    if sent.file:
        paired.county.receive(Path(sent.file))


def down(paired: Paired) -> list[Path]:
    answered = paired.county.answer(paired.desk.station, paired.stick)
    return [Path(name) for name in (answered.file, *(one.file for one in answered.dispatches)) if name]


def signers(files: list[Path]) -> set[str]:
    return {format.peek(file.read_bytes()).keys.sign for file in files}


def key_of(county: County | Desk) -> str:
    return key_id(decode_card(county.card()).sign_key)


def knows(desk: Desk) -> str:
    card = desk.county()
    assert card is not None
    return key_id(card.sign_key)


def test_the_county_signs_with_the_old_keys_for_who_has_not_the_new_card(
    paired: Paired, late: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    county, old = paired.county, key_of(paired.county)
    registered(paired.desk)
    registered(late.desk)
    up(paired)
    on_its_way = Path(str(late.desk.export(late.stick).file))
    down(paired)  # lost
    clock.pass_by(days=1)
    assert {one.code for one in county.renew_keys("例行更换")} == {paired.desk.station, LATE}
    new = key_of(county)
    assert new != old

    files = down(paired)
    assert signers(files) == {old}
    for file in reversed(files):  # the dispatch first, then the acknowledgement that a former key signed
        paired.desk.receive(file)
    assert knows(paired.desk) == new
    assert paired.desk.arrivals() == ()
    told = [entry.facts.sentence(entry) for entry in vars(paired.desk)["_journal"].entries("")]
    assert any("由原公钥签名证明" in one for one in told)
    assert paired.desk.exchange().waiting == 3  # arrived, followed, taken up: nothing of before
    county.dispatch(paired.desk.station, Order(kind="matter", content=matter()))
    for file in down(paired):  # the county has not heard yet: the old key may still bring something new
        paired.desk.receive(file)
    up(paired)
    assert [one.code for one in county.late()] == [LATE]
    files = down(paired)
    assert signers(files) == {new}
    assert all(paired.desk.receive(file).new for file in files)
    assert paired.desk.exchange().waiting == 0
    assert paired.desk.export(paired.stick).file is None

    assert county.receive(on_its_way).new > 0
    assert signers(down(late)) == {old}
    assert any("尚未收到本单位新公钥卡" in one for one in county.status().words)
    signed = county.sign_schedule(typed_schedule(tmp_path), tmp_path)
    assert "枫桥镇人民政府" in signed.words
    for desk in (paired.desk, late.desk):  # one has the new card, one the old: both can prove it
        assert desk.load_schedule(Path(signed.file)).signed_by == signed.fingerprint
    for file in down(late):
        late.desk.receive(file)
    up(late)
    assert county.late() == ()
    assert signers(down(late)) == {new}
    assert county.sign_schedule(typed_schedule(tmp_path), tmp_path).fingerprint == county.fingerprint()
    for place in (county, paired.desk, late.desk):
        place.verify(rebuild=True)


def matter() -> dict[str, Any]:
    return {
        "kind": "forwarded",
        "petitioners": [{"name": "周某", "address": "石桥镇石桥村五组8号"}],
        "sender": "岳阳县信访局",
        "title": "请求修复水渠",
        "requests": ["修复五组水渠"],
        "facts": "五组水渠垮塌二十米。",
        "letter_number": "岳信转〔2026〕3号",
    }


def typed_schedule(folder: Path) -> Path:
    source = next(Path("data/holidays").glob("2026*"))
    return Path(shutil.copy(source, folder / source.name))


def test_a_lost_dispatch_is_sent_again_and_two_renewals_are_followed_in_order(
    paired: Paired, clock: FixedClock
) -> None:
    old = key_of(paired.county)
    clock.pass_by(minutes=1)
    paired.county.renew_keys("例行更换")
    down(paired)  # lost
    clock.pass_by(minutes=1)
    paired.county.renew_keys("电脑更换")
    files = down(paired)
    assert signers(files) == {old}
    for file in files:
        paired.desk.receive(file)
    assert knows(paired.desk) == key_of(paired.county)
    up(paired)
    assert signers(down(paired)) == {key_of(paired.county)}
    assert [one.state for one in paired.county.dispatches()] == ["taken_up", "taken_up"]


def test_a_card_taken_in_by_telephone_is_not_replaced_by_what_comes_later(paired: Paired, clock: FixedClock) -> None:
    clock.pass_by(minutes=1)
    paired.county.renew_keys("例行更换")
    paired.desk.trust(paired.county.card(), replace=True)
    up(paired)
    files = down(paired)
    assert signers(files) == {key_of(paired.county)}
    for file in files:
        paired.desk.receive(file)
    assert knows(paired.desk) == key_of(paired.county)
    taken = [
        entry.facts.note for entry in vars(paired.desk)["_journal"].entries("") if isinstance(entry.facts, TakenUp)
    ]
    assert ["没有变化" in note for note in taken] == [True]


def test_after_the_new_key_has_answered_the_old_one_brings_nothing_new(paired: Paired, clock: FixedClock) -> None:
    clock.pass_by(minutes=1)
    paired.county.renew_keys("例行更换")
    for file in down(paired):
        paired.desk.receive(file)
    paired.county.dispatch(paired.desk.station, Order(kind="matter", content=matter()))
    former = down(paired)
    up(paired)
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    late = shutil.copy(former[-1], paired.stick / "late.swt")
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(Path(late))
    assert code_of(refused) == "package-key-former"


def test_a_succession_from_another_card_changes_nothing_and_holds_nothing_up(paired: Paired, clock: FixedClock) -> None:
    county, desk = paired.county, paired.desk
    thief, known = StationKeys.generate(), desk.county()
    assert known is not None
    card = make_card(thief, role="county", code=county.code, name=county.name, made_on=clock.now.date())
    with pytest.raises(RuleBroken) as by_hand:
        county.dispatch(desk.station, Order(kind="key", content={"succession": "{}"}))
    assert code_of(by_hand) == "dispatch-key"
    order = Order(kind="key", content={"succession": make_succession(encode_card(card, thief), thief)})
    vars(county)["_dispatched"].issue(order, sender=county.code, epoch=1, recipient=desk.station, at=clock(), by="某人")
    county.dispatch(desk.station, Order(kind="matter", content=matter()))
    for file in down(paired):
        desk.receive(file)
    assert desk.county() == known
    (waiting,) = [one for one in desk.arrivals() if one.arrival.brings == "key"]
    assert len(desk.arrivals()) == 2
    desk.set_aside(waiting.ref, SetAside(reason="已电话核对，不是县级的公钥。"))
    assert not any(one.arrival.brings == "key" for one in desk.arrivals())


def test_a_damaged_succession_is_refused_whole(paired: Paired, clock: FixedClock) -> None:
    county, desk = paired.county, paired.desk
    order = Order(kind="key", content={"succession": "{}"})
    vars(county)["_dispatched"].issue(order, sender=county.code, epoch=1, recipient=desk.station, at=clock(), by="某人")
    (file,) = down(paired)
    with pytest.raises(ExchangeError, match="没有采用") as refused:
        desk.receive(file)
    assert code_of(refused) == "dispatch-content"
    assert desk.arrivals(all_of_them=True) == ()


def test_renewing_needs_a_reason_and_without_stations_tells_nobody(county: County) -> None:
    with pytest.raises(RuleBroken, match="事由"):
        county.renew_keys(" ")
    before = county.fingerprint()
    assert county.renew_keys("例行更换") == ()
    assert county.fingerprint() != before


def test_a_township_tells_its_villages_the_same_way(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    stick = tmp_path / "levels"
    stick.mkdir()
    with Desk.create(
        tmp_path / "village",
        office=office_of(VILLAGE, "石桥村村级代办点"),
        officers=("周村",),
        passphrase=PASSPHRASE,
        clock=clock,
        unlock_seconds=0.01,
    ) as village:
        village.trust(desk.card())
        desk.trust(village.card(), below=True)
        old = key_of(desk)
        desk.receive(Path(str(village.export(stick).file)))
        clock.pass_by(days=1)
        desk.renew_keys("电脑更换")
        files = list(desk.reply(VILLAGE, stick))
        assert signers(files) == {old}
        for file in files:
            village.receive(file)
        assert village.county() == decode_card(desk.card())
        desk.receive(Path(str(village.export(stick).file)))
        files = list(desk.reply(VILLAGE, stick))
        assert signers(files) == {key_of(desk)}
        for file in files:
            village.receive(file)
        assert village.exchange().waiting == 0
        village.verify(rebuild=True)
        desk.verify(rebuild=True)


def test_the_former_keys_stay_in_the_vault_with_the_reason(county: County) -> None:
    county.renew_keys("例行更换")
    rows = vars(county)["_db"].conn.execute("SELECT keys, reason FROM former_keys").fetchall()
    assert [reason for _keys, reason in rows] == ["例行更换"]
    assert msgspec.json.decode(rows[0][0], type=StationKeys).sign_key
