"""New keys of a station: told by the old ones, by telephone, or refused."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import ExchangeError, RuleBroken
from app.exchange import format
from app.exchange.keys import KeyCard, StationKeys, decode_card, encode_card, key_id, make_card
from app.exchange.succession import make_succession, prove_succession
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, registered


def signed_with(file: str | Path | None) -> str:
    return format.peek(Path(str(file)).read_bytes()).keys.sign


def sign_key(desk: Desk) -> str:
    return key_id(decode_card(desk.card()).sign_key)


def to_county_and_back(paired: Paired) -> str:
    """One stick to the county and its answer back; gives the id of the key that signed."""
    sent = paired.desk.export(paired.stick)
    paired.county.receive(Path(str(sent.file)))
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    return signed_with(sent.file)


def test_packages_are_signed_with_the_old_keys_until_the_county_knows_the_new_ones(paired: Paired) -> None:
    old = sign_key(paired.desk)
    registered(paired.desk)
    paired.desk.renew_keys("电脑更换")
    new = sign_key(paired.desk)
    assert new != old
    lost = paired.desk.export(paired.stick)
    assert signed_with(lost.file) == old
    assert to_county_and_back(paired) == old
    assert paired.county.stations()[paired.desk.station] == decode_card(paired.desk.card())
    registered(paired.desk)
    assert to_county_and_back(paired) == new
    assert paired.desk.exchange().waiting == 0


def test_an_answer_sealed_to_the_old_keys_is_still_read(paired: Paired) -> None:
    registered(paired.desk)
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    answer = paired.county.reply(paired.desk.station, paired.stick)
    paired.desk.renew_keys("电脑更换")
    assert paired.desk.receive(answer).new


def test_an_old_package_that_comes_after_the_renewal_is_a_repetition(paired: Paired, clock: FixedClock) -> None:
    registered(paired.desk)
    late = Path(str(paired.desk.export(paired.stick).file))
    clock.pass_by(minutes=5)
    paired.desk.renew_keys("电脑更换")
    to_county_and_back(paired)
    assert paired.county.receive(late).new == 0


def test_a_township_that_changed_its_name_since_is_still_understood(paired: Paired) -> None:
    office = msgspec.structs.replace(paired.desk.office, name="石桥街道办事处")
    paired.desk.describe(office, paired.desk.officers)
    paired.desk.renew_keys("单位更名")
    to_county_and_back(paired)
    assert paired.county.stations()[paired.desk.station] == decode_card(paired.desk.card())


def test_keys_can_be_renewed_twice_before_the_county_hears_of_it(paired: Paired) -> None:
    old = sign_key(paired.desk)
    paired.desk.renew_keys("电脑更换")
    paired.desk.renew_keys("例行更换")
    assert to_county_and_back(paired) == old
    registered(paired.desk)
    assert to_county_and_back(paired) == sign_key(paired.desk)


def test_what_was_made_before_the_answer_was_read_waits_for_the_answer(paired: Paired) -> None:
    """Nobody was restored: the desk has not heard yet that its new key is known."""
    registered(paired.desk)
    paired.desk.renew_keys("电脑更换")
    paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    number = registered(paired.desk)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    assert code_of(refused) == "package-key-former"
    assert "还没有读到" in str(refused.value)
    assert "没有丢失" in str(refused.value)
    assert "备份" not in str(refused.value)
    assert len(paired.county.status().held) == 1
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert to_county_and_back(paired) == sign_key(paired.desk)
    assert paired.county.show(number)
    assert paired.county.status().held == ()


def test_a_desk_restored_to_keys_from_before_the_renewal_is_named(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    """Its package is proven by a former key and brings new entries: only a telephone can tell who sends it."""
    to_county_and_back(paired)
    backup = Path(paired.desk.backup(paired.stick).file)
    paired.desk.renew_keys("电脑更换")
    to_county_and_back(paired)
    clock.pass_by(hours=1)
    restore(backup, tmp_path / "new", PASSPHRASE, Said(reason="电脑损坏", last_numbers=()), clock=clock)
    with Desk.open(tmp_path / "new", PASSPHRASE, clock=clock) as desk:
        registered(desk)
        sent = Path(str(desk.export(paired.stick).file))
        with pytest.raises(ExchangeError) as refused:
            paired.county.receive(sent)
        assert code_of(refused) == "package-key-former"
        assert "由更换以前的备份恢复" in str(refused.value)
        assert "请用电话核对其现在的指纹" in str(refused.value)
        paired.county.trust(desk.card(), replace=True)
    assert paired.county.receive(sent).new > 0


def test_a_revoked_station_is_refused_by_name_until_a_person_takes_its_new_card(paired: Paired) -> None:
    registered(paired.desk)
    sent = Path(str(paired.desk.export(paired.stick).file))
    paired.county.revoke(paired.desk.station, "电脑被盗")
    assert paired.desk.station not in paired.county.stations()
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(sent)
    assert code_of(refused) == "package-sender-revoked"
    assert "石桥镇" in str(refused.value)
    with pytest.raises(RuleBroken) as again:
        paired.county.trust(paired.desk.card())
    assert code_of(again) == "card-revoked"
    with pytest.raises(RuleBroken):
        paired.county.revoke(paired.desk.station, "再次停用")
    paired.county.trust(paired.desk.card(), replace=True)
    assert paired.county.receive(sent).new > 0


def test_revoking_and_renewing_need_a_reason(paired: Paired) -> None:
    with pytest.raises(RuleBroken, match="事由"):
        paired.county.revoke(paired.desk.station, " ")
    with pytest.raises(RuleBroken, match="事由"):
        paired.desk.renew_keys("")


def card_of(keys: StationKeys, desk: Desk, code: str = "") -> KeyCard:
    return make_card(keys, role="desk", code=code or desk.station, name="石桥镇人民政府", made_on=desk.today())


def test_only_the_known_key_vouches_for_the_next_of_the_same_station(desk: Desk) -> None:
    former, new, stranger = (StationKeys.generate() for _ in range(3))
    known, card = card_of(former, desk), encode_card(card_of(new, desk), new)
    assert prove_succession(make_succession(card, former), known) == (card_of(new, desk), card.decode())
    for text in (
        make_succession(card, stranger),
        make_succession(encode_card(card_of(new, desk, "43062110100002"), new), former),
    ):
        with pytest.raises(ExchangeError) as refused:
            prove_succession(text, known)
        assert code_of(refused) == "succession-stranger"


def test_a_succession_that_differs_in_any_byte_is_refused(desk: Desk) -> None:
    former, new = StationKeys.generate(), StationKeys.generate()
    text = make_succession(encode_card(card_of(new, desk), new), former)
    for place in range(0, len(text), 7):
        flipped = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        with pytest.raises(ExchangeError, match="没有采用"):
            prove_succession(flipped, card_of(former, desk))


def test_a_card_given_by_hand_is_signed_for_once_the_answer_shows_that_it_is_known(paired: Paired) -> None:
    """The county took the new card before it had the entry, and takes nothing new from the former key."""
    to_county_and_back_with_something(paired)
    paired.desk.renew_keys("电脑更换")
    paired.county.trust(paired.desk.card(), replace=True)
    with pytest.raises(ExchangeError) as refused:
        paired.county.receive(Path(str(paired.desk.export(paired.stick).file)))
    assert code_of(refused) == "package-key-former"
    assert "经电话核对更换" in str(refused.value)
    assert "回执交该台读入" in str(refused.value)
    paired.desk.receive(paired.county.reply(paired.desk.station, paired.stick))
    assert to_county_and_back(paired) == sign_key(paired.desk)
    assert paired.desk.exchange().waiting == 0


def test_a_superior_with_new_keys_of_its_own_still_knows_ours(paired: Paired) -> None:
    """What it acknowledged under its former key it knows: we do not go back to a key that it takes no more."""
    to_county_and_back_with_something(paired)
    paired.desk.renew_keys("电脑更换")
    to_county_and_back(paired)
    other = StationKeys.generate()
    card = make_card(other, role="county", code=paired.county.code, name="岳阳县信访局", made_on=paired.desk.today())
    paired.desk.trust(encode_card(card, other), replace=True)
    assert signed_with(paired.desk.export(paired.stick).file) == sign_key(paired.desk)


def test_a_card_that_is_replaced_to_and_fro_within_a_second_is_kept_once(paired: Paired) -> None:
    before = paired.desk.card()
    paired.desk.renew_keys("电脑更换")
    for card in (paired.desk.card(), before, paired.desk.card(), before):
        paired.county.trust(card, replace=True)
    assert paired.county.stations()[paired.desk.station] == decode_card(before)


def to_county_and_back_with_something(paired: Paired) -> None:
    registered(paired.desk)
    to_county_and_back(paired)
