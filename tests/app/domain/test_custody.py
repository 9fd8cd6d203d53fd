"""One petition at several desks: whatever comes in whatever order, everybody who has the same has the same petition."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.custody import told
from app.domain.entries import GENESIS, Entry, Facts, body_of, hash_of
from app.domain.errors import RuleBroken
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.custody import Station
from app.domain.steps import table
from app.domain.steps.acceptance import Accept
from app.domain.steps.correction import Correct
from app.domain.steps.custody import PassBack, PassOn, SettleBeside, TakeOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.notice import NotifyElsewhere
from app.domain.steps.register import AddContact
from app.domain.steps.step import Context, Step
from tests.helpers import OFFICE, code_of, registration

TOWN = Station(code=OFFICE.station, name=OFFICE.name)
VILLAGE = Station(code="43062110120001", name="石桥村村级代办点")
TODAY = dt.date(2026, 3, 20)


class Desk:
    """A desk with its own line and what it was told of the others'; restored from a backup it begins a new line."""

    def __init__(self, here: Station) -> None:
        self.here = here
        self.epoch = 1
        self.seq = 0
        self.written: list[bytes] = []
        self.known: list[bytes] = []
        self.serials: Counter[tuple[str, int]] = Counter()

    def context(self) -> Context:
        office = Office(**{**_fields(OFFICE), "station": self.here.code, "name": self.here.name})
        hashes = {_ref(body): hash_of(body) for body in self.all}
        village = self.here == VILLAGE
        return Context(
            today=TODAY,
            officer="李明",
            office=office,
            due=lambda code, day, pauses=(): day + dt.timedelta(days=30),
            last_day=lambda code, day, pauses=(): day + dt.timedelta(days=30),
            serial=lambda series, year: self.serials[series, year] + 1,
            code_hash=lambda number: "0" * 64,
            other=lambda number: None,
            above=TOWN if village else None,
            below=() if village else (VILLAGE,),
            hash_of=lambda ref: hashes[ref],
            beside=lambda petition: told(petition.id, self.all).beside,
        )

    @property
    def all(self) -> list[bytes]:
        return [*self.written, *self.known]

    def petition(self, id_: str) -> Petition:
        found = told(id_, self.all).petition
        assert found is not None
        return found

    def register(self) -> str:
        step = registration(on=dt.date(2026, 3, 2))
        self.write("", table.decide_new(step, self.context()))
        return f"{self.here.code}.1.1"

    def run(self, id_: str, *steps: Step) -> None:
        for step in steps:
            self.write(id_, table.decide(self.petition(id_), step, self.context()))

    def offered(self, id_: str) -> set[str]:
        return {offer.step for offer in table.offers(self.petition(id_), self.context()) if offer.possible}

    def hears(self, other: Desk) -> None:
        self.known.extend(other.written)

    def restored(self, kept: int) -> None:
        """Back to the first `kept` entries; what it was told since the backup was taken is gone too."""
        self.written, self.known = self.written[:kept], []
        self.epoch, self.seq = self.epoch + 1, 0

    def write(self, id_: str, facts: tuple[Facts, ...]) -> None:
        for one in facts:
            self.seq += 1
            for series, year, serial in one.serials():
                self.serials[series, year] = serial
            entry = Entry(
                station=self.here.code,
                epoch=self.epoch,
                seq=self.seq,
                at="2026-03-20T09:00:00+08:00",
                on=TODAY,
                officer="李明",
                petition=id_ or f"{self.here.code}.{self.epoch}.{self.seq}",
                kind=one.kind,
                facts=one,
                prev=GENESIS,
            )
            self.written.append(body_of(entry))


def _fields(office: Office) -> dict[str, Any]:
    return {name: getattr(office, name) for name in office.__struct_fields__}


def _ref(body: bytes) -> str:
    return table.read_entry(body).ref


UP, TAKE = PassOn(reason="超出村级权限。"), TakeOver()
DOWN = PassOn(reason="请村里核实。", to=VILLAGE.name, despite=True)
UP_STILL = PassOn(reason="请镇里答复。", despite=True)
WRONG = Correct(field="address", to=1, value="石桥村五组", reason="本人来电")


@pytest.fixture
def village() -> Desk:
    return Desk(VILLAGE)


@pytest.fixture
def town() -> Desk:
    return Desk(TOWN)


def handed_up(village: Desk, town: Desk) -> str:
    id_ = village.register()
    village.run(id_, AddContact(note="询问进度"), UP)
    town.hears(village)
    town.run(id_, TAKE)
    return id_


def test_the_holder_works_on_it_as_on_its_own_and_the_giver_only_looks(village: Desk, town: Desk) -> None:
    id_ = handed_up(village, town)
    town.run(id_, Accept(), Investigate(record="现场查看。"))
    village.hears(town)
    there, here = village.petition(id_), town.petition(id_)
    assert there == here
    assert (here.holder, here.holder_name, here.stage) == (TOWN.code, TOWN.name, "accepted")
    assert here.acceptance is not None
    assert here.acceptance.unit == TOWN.name
    assert here.number.startswith(VILLAGE.code)
    assert village.offered(id_) == set()
    with pytest.raises(RuleBroken) as refused:
        village.run(id_, AddContact(note="又来了"))
    assert code_of(refused) == "held-elsewhere"
    assert TOWN.name in refused.value.message


def test_on_its_way_nobody_works_on_it_and_only_the_receiver_answers(village: Desk, town: Desk) -> None:
    id_ = village.register()
    village.run(id_, UP)
    town.hears(village)
    assert village.offered(id_) == set()
    assert town.offered(id_) == {"take_over", "pass_back"}
    with pytest.raises(RuleBroken) as refused:
        village.run(id_, AddContact())
    assert code_of(refused) == "passed-on"


def test_what_is_sent_back_is_taken_back_before_it_goes_on(village: Desk, town: Desk) -> None:
    id_ = village.register()
    village.run(id_, UP)
    town.hears(village)
    town.run(id_, PassBack(reason="属村级职责。"))
    village.hears(town)
    assert village.offered(id_) == {"take_over"}
    assert town.offered(id_) == set()
    village.run(id_, TAKE, AddContact(note="已解释"))
    town.hears(village)
    assert town.petition(id_).holder == VILLAGE.code
    assert town.petition(id_) == village.petition(id_)
    assert len(village.petition(id_).contacts) == 2


def test_down_and_up_again_each_time_with_the_entries_of_the_last_holder(village: Desk, town: Desk) -> None:
    id_ = town.register()
    town.run(id_, Accept(), DOWN)
    village.hears(town)
    village.run(id_, TAKE, Investigate(record="村里查看。"), UP_STILL)
    town.hears(village)
    town.run(id_, TAKE, AddContact(note="询问进度"))
    petition = town.petition(id_)
    assert petition.holder == TOWN.code
    assert [one.to for one in petition.transfers] == [VILLAGE.code, TOWN.code]
    assert len(petition.investigations) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_order_of_arrival_gives_the_same_petition(data: st.DataObject) -> None:
    village, town = Desk(VILLAGE), Desk(TOWN)
    id_ = village.register()
    for _turn in range(data.draw(st.integers(1, 12))):
        desk, other = data.draw(st.permutations([village, town]))
        act = data.draw(st.sampled_from(["hear", "up", "take", "back", "note", "correct", "restore"]))
        if act == "hear":
            desk.hears(other)
        elif act == "restore" and desk.written:
            desk.restored(data.draw(st.integers(1, len(desk.written))))
        elif told(id_, desk.all).petition:
            step: dict[str, Step] = {
                "up": PassOn(reason="移交。", to=other.here.code, despite=True),
                "take": TAKE,
                "back": PassBack(reason="不接收。"),
                "note": AddContact(note="来访"),
                "correct": Correct(field="place", value=f"地点{desk.seq}", reason="更正"),
            }
            if act in step:
                try:
                    desk.run(id_, step[act])
                except RuleBroken:
                    continue
    everything = list({_ref(body): body for body in (*village.all, *town.all)}.values())
    shuffled = data.draw(st.permutations(everything))
    first, again = told(id_, everything), told(id_, [*shuffled, *shuffled[:3]])
    assert first == again
    assert len(first.entries) + len(first.beside) == len(everything)  # kept, all of them
    assert not {one.ref for one in first.entries} & {one.ref for one in first.beside}


def beside(village: Desk, town: Desk) -> str:
    """The village was restored from a backup made before it passed the matter on, and wrote on."""
    id_ = handed_up(village, town)
    village.restored(1)
    village.run(id_, WRONG, AddContact(note="又来访"))
    town.hears(village)
    return id_


def test_what_was_written_beside_is_kept_and_never_folded(village: Desk, town: Desk) -> None:
    id_ = beside(village, town)
    there = told(id_, town.all)
    assert [one.kind for one in there.beside] == ["corrected", "contacted"]
    assert there.petition is not None
    assert there.petition.petitioners[0].address == "石桥镇石桥村三组"
    assert len(there.petition.contacts) == 2  # that of the lost line counts


def test_a_person_adopts_a_correction_or_sets_it_aside(village: Desk, town: Desk) -> None:
    id_ = beside(village, town)
    correction, contact = told(id_, town.all).beside
    with pytest.raises(RuleBroken) as refused:
        town.run(id_, SettleBeside(entry=contact.ref, adopted=True, reason="属实。"))
    assert code_of(refused) == "beside-not-correction"
    town.run(id_, SettleBeside(entry=correction.ref, adopted=True, reason="经电话核对。"))
    town.run(id_, SettleBeside(entry=contact.ref, adopted=False, reason="已补登。"))
    petition = town.petition(id_)
    assert petition.petitioners[0].address == "石桥村五组"
    assert [one.adopted for one in petition.besides] == [True, False]
    with pytest.raises(RuleBroken) as refused:
        town.run(id_, SettleBeside(entry=contact.ref, adopted=False, reason="再来。"))
    assert code_of(refused) == "nothing-beside"


def test_a_forged_hand_over_moves_nothing(village: Desk, town: Desk) -> None:
    """A taking over that names another hash is beside: the holder stays who it was."""
    id_ = village.register()
    village.run(id_, UP)
    town.hears(village)
    facts = msgspec.structs.replace(table.decide(town.petition(id_), TAKE, town.context())[0], hash="0" * 64)
    town.write(id_, (facts,))
    found = told(id_, town.all)
    assert [one.kind for one in found.beside] == ["taken_over"]
    assert found.petition is not None
    assert found.petition.holder == VILLAGE.code


@pytest.mark.parametrize(("step", "code"), [(UP, "on-before-event"), (TAKE, "on-before-event")])
def test_no_hand_over_before_the_event_it_follows_or_in_the_future(
    village: Desk, town: Desk, step: Step, code: str
) -> None:
    id_ = village.register()
    if step is TAKE:
        village.run(id_, UP)
        town.hears(village)
    desk = town if step is TAKE else village
    for day, told_code in ((TODAY - dt.timedelta(days=1), code), (TODAY + dt.timedelta(days=1), "on-in-future")):
        with pytest.raises(RuleBroken) as refused:
            desk.run(id_, msgspec.structs.replace(step, on=day))
        assert code_of(refused) == told_code
    desk.run(id_, msgspec.structs.replace(step, on=TODAY))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((NotifyElsewhere(body="县自然资源局"), UP), "duties-open"),
        ((PassOn(reason="请办。", to="别的村"),), "station-not-paired"),
        ((UP, UP), "passed-on"),
    ],
)
def test_what_may_not_be_handed_on(village: Desk, steps: tuple[Step, ...], code: str) -> None:
    id_ = village.register()
    with pytest.raises(RuleBroken) as refused:
        village.run(id_, *steps)
    assert code_of(refused) == code


def test_where_nobody_is_paired_nothing_is_handed_on(village: Desk) -> None:
    id_ = village.register()
    plain = msgspec.structs.replace(village.context(), above=None)
    with pytest.raises(RuleBroken) as refused:
        table.decide(village.petition(id_), UP, plain)
    assert code_of(refused) == "nobody-to-pass-to"
    offer = next(one for one in table.offers(village.petition(id_), plain) if one.step == "pass_on")
    assert offer.code == "nobody-to-pass-to"
