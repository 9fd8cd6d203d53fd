"""Which desks are below a township, what a village is believed and shown, and what it is not."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from app.county.dispatching import Order
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.officers import AddOfficer, ChangeOfficer
from app.exchange import levels
from app.exchange.keys import StationKeys, encode_card, make_card
from tests.app.levels.house import DOWN, TAKE, UP, VILLAGE, House
from tests.helpers import (
    MORNING,
    PASSPHRASE,
    STATION,
    FixedClock,
    code_of,
    denounced,
    person,
    registered,
)


def test_a_stolen_village_is_taken_at_its_word_no_more_until_its_next_card_is_compared(
    house: House, clock: FixedClock, tmp_path: Path
) -> None:
    number = registered(house.village)
    house.up()
    backup = Path(house.village.backup(house.stick).file)
    clock.pass_by(hours=1)
    registered(house.village)  # by whom, nobody knows
    for reason, refusal in ((" ", "reason-missing"), ("电脑被盗。", "")):
        with pytest.raises(RuleBroken) if refusal else contextlib.nullcontext() as refused:
            changes = house.town.revoke_below(VILLAGE, reason)
        assert not refusal or code_of(refused) == refusal
    assert "停用下级石桥村村级代办点" in changes.entries[0].facts.sentence(changes.entries[0])
    with pytest.raises(ExchangeError) as stolen:
        house.up()
    assert code_of(stolen) == "package-sender-revoked"
    for forbidden in (
        lambda: house.town.reply(VILLAGE, house.stick),
        lambda: house.town.revoke_below(VILLAGE, "再停用。"),
        lambda: house.town.dispatch(VILLAGE, Order(kind="reminder", content={}, number=number)),
        lambda: house.town.run(registered(house.town), DOWN),
        lambda: house.town.trust(house.village.card(), below=True),
    ):
        with pytest.raises(RuleBroken):
            forbidden()
    done = house.town.exchange_stick(house.stick)
    assert "package-sender-revoked" in [line.code for line in done.of("held")]
    (seen,) = house.town.below()
    assert (seen.revoked_for, seen.petitions) == ("电脑被盗。", 1)
    house.to_county()  # what was taken in before goes on its way
    assert house.county.show(number)[0].holder == VILLAGE

    restore(backup, tmp_path / "next", PASSPHRASE, Said(reason="电脑被盗", last_numbers=()), clock=clock)
    with Desk.open(tmp_path / "next", PASSPHRASE, clock=clock) as again:
        again.renew_keys("电脑被盗。")
        house.town.trust(again.card(), below=True, replace=True)
        house.village = again
        for file in house.town.reply(VILLAGE, house.stick):
            again.receive(file)  # from its seal the village sees that the new card is known
        number = registered(again)
        house.up()
        assert [(one.revoked_at, one.petitions) for one in house.town.below()] == [("", 2)]
        house.to_county()
        assert house.county.show(number)[0].holder == VILLAGE
        house.proven()


@pytest.mark.parametrize("role", ["county", "desk"])
def test_only_stations_of_the_same_township_are_below(house: House, role: str) -> None:
    keys = StationKeys.generate()
    code = "430621" if role == "county" else "43062110220001"
    card = make_card(keys, role=role, code=code, name="别处", made_on=MORNING.date())  # type: ignore[arg-type]
    with pytest.raises(RuleBroken) as refused:
        house.town.trust(encode_card(card, keys), below=True)
    assert code_of(refused) == ("card-of-county" if role == "county" else "not-one-township")


def test_nobody_is_above_and_below_at_once(house: House) -> None:
    for desk, card, below in (
        (house.village, house.town.card(), True),
        (house.town, house.village.card(), False),
        (house.town, house.town.card(), True),
    ):
        with pytest.raises(RuleBroken) as refused:
            desk.trust(card, below=below, replace=True)
        assert code_of(refused) in ("superior-below", "card-own")


def test_a_village_that_is_paired_with_the_county_too_is_one_line(house: House) -> None:
    number = registered(house.village)
    house.up()
    house.to_county()
    with pytest.raises(RuleBroken) as refused:
        house.county.reply(VILLAGE, house.stick)
    assert code_of(refused) == "answered-through-township"
    house.county.trust(house.village.card())
    house.village.trust(house.county.card(), replace=True)
    registered(house.village)
    assert house.county.receive(Path(str(house.village.export(house.stick).file))).new == 2
    house.village.receive(house.county.reply(VILLAGE, house.stick))
    assert len(house.county.all_of(number)) == 1
    house.county.verify(rebuild=True)


def test_a_township_vouches_for_its_own_villages_alone(house: House, tmp_path: Path) -> None:
    """A line of a station elsewhere, sent on by the township, is refused whole."""
    from app.exchange import relay

    keys = StationKeys.generate()
    card = make_card(keys, role="desk", code="43068210120001", name="别处", made_on=MORNING.date())
    township = make_card(keys, role="desk", code=STATION, name="石桥镇人民政府", made_on=MORNING.date())
    with pytest.raises(ExchangeError) as refused:
        relay.read_below(relay.encode_below(card, encode_card(card, keys).decode()), township)
    assert code_of(refused) == "relayed-not-below"


def test_a_denunciation_never_leaves_its_desk_opened(house: House) -> None:
    house.village.change_officer(ChangeOfficer(officer="周村", roles=(*FIRST, GIVEN)))
    number = denounced(house.village)
    with pytest.raises(RuleBroken):
        house.village.run(number, UP)
    house.up()
    (seen,) = house.town.below()
    assert (seen.petitions, house.town.handed(), house.town.search("钱某")) == (0, (), [])
    with pytest.raises(RuleBroken) as refused:
        house.town.view(number)
    assert code_of(refused) == "no-such-petition"
    house.to_county()
    house.proven()


def test_who_may_not_read_does_not_see_what_was_handed_here(house: House) -> None:
    number = registered(house.village, person("张三", phone="13912345999"))
    house.village.run(number, UP)
    house.up()
    assert "13912345999" not in repr(house.town.view(number))
    house.town.add_officer(AddOfficer(officer="刘村", roles=("village",)))
    house.town.officer = "刘村"
    assert house.town.handed() == ()
    with pytest.raises(RuleBroken) as refused:
        house.town.run(number, TAKE)
    assert code_of(refused) == "no-such-petition"
    house.town.officer = "李明"
    house.town.run(number, TAKE)
    house.town.officer = "刘村"
    assert (house.town.count(), house.town.due(), house.town.search("张三")) == (0, (), [])


def test_what_is_changed_on_the_way_is_refused_whole(house: House) -> None:
    """Entries that came with a petition are held against what is here already and against their township."""
    number = registered(house.town)
    house.town.run(number, DOWN)
    registered(house.village)
    house.up()
    forged = house.town.written(number)
    bodies = [body.replace("三组".encode(), "四组".encode()) for body in forged]
    keys = vars(house.town)["_ring"].current
    peer = house.town.below()[0]
    recipient = vars(house.town)["_lines"].stations()[peer.code]
    for changed, code in ((bodies, "package-fork"), ([b"{}"], "handed-damaged")):
        contents = vars(house.town)["_attachments"]
        file = levels.hand(house.town.folder, keys, (STATION, 1), recipient, changed, contents, house.stick, MORNING)
        with pytest.raises(ExchangeError) as refused:
            house.village.receive(file)
        assert code_of(refused) == code
    house.village.run(number, TAKE)
    house.proven()
