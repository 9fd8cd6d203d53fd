"""The list: any filter and order, however it is cut into pages, says what a look at every petition says."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answering import urgency_of
from app.desk import Desk
from app.domain.codes import CHANNELS, STAGES
from app.domain.errors import StorageError
from app.domain.listing import CLOCKS, ORDERS, Selection
from app.domain.petition import Petition
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.closing import Close
from app.domain.steps.first_contact import HandOver
from app.domain.steps.notice import Forward
from app.domain.steps.officers import ChangeOfficer
from app.storage.bits import WIDTH, bits_of, both, count, either, packed, rows_of, unpacked
from tests.helpers import PASSPHRASE, FixedClock, code_of, person, registered, serve_all, stored, tamper, to_issue

PLACES = ("石桥村", "石桥村三组", "大湾社区", "白杨", "")
CLASSES = ("农村农业", "农村农业／土地征收", "农村农业／林权", "城乡建设／道路", "")
FILTERS = {
    "words": ("", "土路", "张三", "补偿", "没有这个词"),
    "stage": ("", *STAGES),
    "clock": ("", *CLOCKS),
    "office": ("", "村镇建设办", "供水站"),
    "place": ("", "石桥村", "大湾社区", "石桥村三组", "无此村"),
    "content_class": ("", "农村农业", "农村农业／林权", "城乡建设"),
    "channel": ("", *CHANNELS),
    "person": ("", "李明", "王芳", "赵强"),
    "first": (None, dt.date(2026, 2, 20), dt.date(2026, 3, 4)),
    "last": (None, dt.date(2026, 2, 25), dt.date(2026, 3, 20)),
    "order": tuple(ORDERS),
    "descending": (True, False),
}
# Each field mostly says nothing, so that filters also let something through.
selections = st.fixed_dictionaries(
    {name: st.one_of(st.just(given[0]), st.just(given[0]), st.sampled_from(given)) for name, given in FILTERS.items()}
).map(lambda given: Selection(**given))
sets = st.sets(st.integers(1, 4 * WIDTH), max_size=200) | st.integers(1, 3 * WIDTH).map(lambda n: set(range(1, n)))


def fill(desk: Desk, clock: FixedClock) -> list[str]:
    """Petitions of every kind that a filter tells apart, in the order of registration."""
    numbers = []
    for n in range(24):
        desk.officer = ("李明", "王芳")[n % 2]
        numbers.append(
            registered(
                desk,
                person("张三" if n % 3 else "李四"),
                title="土地补偿" if n % 4 else "请求硬化村道",
                place=PLACES[n % 5],
                content_class=CLASSES[n // 5],
                channel=tuple(CHANNELS)[n % 7],
                on=dt.date(2026, 2, 10) + dt.timedelta(days=(n * 7) % 20),
            )
        )
    desk.officer = "李明"
    for number in numbers[:6]:
        desk.run(number, Accept(office="村镇建设办", handler="赵强"))
    desk.run(numbers[0], Assign(office="供水站", handler="王芳", reason="分工调整。"))
    desk.run(numbers[6], Forward(body="供水站"))
    desk.run(numbers[7], HandOver(to_office="农办", to_officer="赵强"))
    to_issue(desk, numbers[8])
    serve_all(desk, numbers[8])
    to_issue(desk, numbers[9])
    serve_all(desk, numbers[9])
    desk.run(numbers[9], Close())
    clock.pass_by(days=5)
    return numbers


class Filled(NamedTuple):
    """A desk with every petition as it is kept, in the order of registration, and its nearest clock."""

    desk: Desk
    petitions: dict[str, Petition]
    clocks: dict[str, tuple[str, str]]


@pytest.fixture
def filled(desk: Desk, clock: FixedClock) -> Filled:
    numbers = fill(desk, clock)
    return Filled(desk, {number: stored(desk, number) for number in numbers}, clocks_of(desk))


def clocks_of(desk: Desk) -> dict[str, tuple[str, str]]:
    """Number -> (urgency, last day) of the nearest clock; no number without one."""
    found: dict[str, tuple[str, str]] = {}
    for duty in desk.due():  # what is ours first, by days
        found.setdefault(duty.number, (duty.urgency, str(duty.deadline.effective)))
    return found


def by_hand(filled: Filled, wanted: Selection) -> list[str]:
    """The selection made by looking at every petition."""
    numbers = list(filled.petitions)
    found = {row.number for row in filled.desk.search(wanted.words, limit=1000)} if wanted.words else set(numbers)
    clocks = {number: filled.clocks.get(number, ("", "")) for number in numbers}

    def key(number: str) -> tuple[object, ...]:
        one, (urgency, last_day) = filled.petitions[number], clocks[number]
        name = str(getattr(one, wanted.order, ""))
        return {
            "number": (),
            "received": (one.received_on,),
            "due": ((2 if not urgency else 1 if urgency == "waiting" else 0), last_day if urgency != "waiting" else ""),
            "stage": (list(STAGES).index(one.stage),),
            "channel": (list(CHANNELS).index(one.channel),),
        }.get(wanted.order, (not name, name.encode("gb18030")))

    kept = [n for n in numbers if n in found and passes(filled.petitions[n], clocks[n][0], wanted)]
    in_order = sorted(kept, key=lambda number: (key(number), numbers.index(number)))
    return in_order[::-1] if wanted.descending else in_order


def passes(one: Petition, urgency: str, wanted: Selection) -> bool:
    content = f"{one.content_class}／"
    return (
        wanted.stage in ("", one.stage)
        and wanted.clock in ("", urgency)
        and wanted.office in ("", one.office)
        and one.place.startswith(wanted.place)
        and (not wanted.content_class or content.startswith(f"{wanted.content_class}／"))
        and wanted.channel in ("", one.channel)
        and wanted.person in ("", one.handler, one.first_contact)
        and (wanted.first or dt.date.min) <= one.received_on <= (wanted.last or dt.date.max)
    )


@settings(max_examples=120)
@given(wanted=selections, size=st.integers(1, 9))
def test_pages_of_any_filter_and_order_are_what_a_look_at_every_petition_gives(
    filled: Filled, wanted: Selection, size: int
) -> None:
    desk, expected = filled.desk, by_hand(filled, wanted)
    pages = [desk.list_rows(wanted, offset=at, limit=size) for at in range(0, len(expected) + size, size)]
    assert [row.number for page in pages for row in page] == expected
    assert desk.listed(wanted).count == len(expected)


def test_a_line_tells_its_nearest_clock_and_counts_agree_with_what_is_due(desk: Desk, clock: FixedClock) -> None:
    numbers = fill(desk, clock)
    for days in (0, 9, 1, 1, 60):
        clock.pass_by(days=days)
        due = desk.due()
        assert desk.duties(limit=1000) == due
        assert [one for at in range(0, len(due), 4) for one in desk.duties(offset=at, limit=4)] == list(due)
        by_day = desk.duties(order="day", limit=1000)
        assert [one.deadline.effective for one in by_day] == sorted(one.deadline.effective for one in due)
        told = desk.duty_counts()
        assert told == {name: sum(one.urgency == name for one in due) for name in told}
        clocks = clocks_of(desk)
        for row in desk.list_rows(Selection()):
            last_day = str(row.clock.effective) if row.clock else ""
            assert (row.urgency, last_day) == clocks.get(row.number, ("", ""))
            assert row.clock is None or row.urgency == urgency_of(row.clock, desk.today())
    assert [one.number for one in desk.waiting_hand_overs()] == [numbers[7]]


def test_what_can_be_chosen_is_told_with_how_many_there_are(desk: Desk, clock: FixedClock) -> None:
    fill(desk, clock)
    told = {field: {one.value: one.count for one in values} for field, values in desk.list_values().items()}
    assert told["place"] == {"白杨": 5, "大湾社区": 5, "石桥村": 10}
    assert told["content_class"]["农村农业"] == 15
    assert told["content_class"]["农村农业／林权"] == 5
    for value, many in told["place"].items():
        assert desk.listed(Selection(place=value)).count == many
    for value, many in told["content_class"].items():
        assert desk.listed(Selection(content_class=value)).count == many


def test_a_new_schedule_moves_what_is_listed_by_its_last_day(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    registered(desk)
    (before,) = desk.duties()
    assert desk.list_rows(Selection(first=before.deadline.effective)) == ()
    off = {f"2026-03-{day}": "抗旱" for day in range(16, 28)}
    file = tmp_path / "2026.json"
    file.write_text(json.dumps({"year": 2026, "notice": "通知", "source": "出处", "off": off}), "utf-8")
    assert desk.load_schedule(file).moved
    (after,) = desk.duties()
    assert after.deadline.effective > before.deadline.effective
    clock.pass_by(days=(before.deadline.effective - desk.today()).days + 1)
    assert desk.listed(Selection(clock="overdue")).count == 0
    assert desk.listed(Selection(clock="week")).count + desk.listed(Selection(clock="later")).count == 1


def test_what_is_held_in_memory_follows_every_step(desk: Desk, clock: FixedClock) -> None:
    numbers = fill(desk, clock)
    asked = (Selection(order="due"), Selection(order="stage"), Selection(place="石桥村", order="channel"))
    steps = (
        lambda: desk.run(numbers[10], Accept(office="农办", handler="赵强")),
        lambda: desk.run(numbers[8], Close()),
        lambda: registered(desk, place="石桥村三组", channel="fax"),
        lambda: clock.pass_by(days=12),
    )
    for step in steps:
        for selection in asked:
            desk.list_rows(selection)
        step()
        with Desk.open(desk.folder, PASSPHRASE, clock=clock, write=False, officer=desk.officer) as fresh:
            assert [desk.list_rows(one) for one in asked] == [fresh.list_rows(one) for one in asked]


def test_who_sees_their_own_only_sees_their_own_in_every_list(desk: Desk, clock: FixedClock) -> None:
    numbers = fill(desk, clock)
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("village",)))
    desk.officer = "王芳"
    own = {number for number in numbers if stored(desk, number).first_contact == "王芳"}
    assert {row.number for row in desk.list_rows(Selection())} == own
    assert {row.number for row in desk.list_rows(Selection(words="张三"))} < own
    assert {duty.number for duty in desk.duties()} <= own
    assert desk.duties() == desk.due()
    assert desk.duty_counts()["overdue"] == sum(duty.urgency == "overdue" for duty in desk.due())
    assert sum(one.count for one in desk.list_values()["channel"]) == len(own)
    assert desk.waiting_hand_overs() == tuple(desk.petition(number) for number in own if number == numbers[7])


def test_a_desk_that_cannot_be_written_lists_the_same(desk: Desk, clock: FixedClock) -> None:
    fill(desk, clock)
    wanted = Selection(order="due", person="李明")
    expected = (desk.list_rows(wanted), desk.duties(), desk.duty_counts())
    clock.pass_by(days=3)
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, write=False, officer=desk.officer) as reader:
        assert reader.list_rows(wanted) == desk.list_rows(wanted)
        assert (reader.duties(), reader.duty_counts()) == (desk.duties(), desk.duty_counts())
        registered(desk)
        assert reader.listed(Selection()).count == desk.count()
    assert expected[1] != desk.duties()


TAMPERING = {
    "listing_bits": "DELETE FROM listing_bits WHERE id = 3",
    "listing_values": "UPDATE listing_values SET count = count + 1",
    "duties": "UPDATE duties SET effective = '2026-12-31' WHERE whose = 0",
}


@pytest.mark.parametrize("table", TAMPERING)
def test_an_index_that_says_something_else_is_found_and_made_anew(
    desk_folder: Path, clock: FixedClock, table: str
) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        registered(desk)
        desk.verify(rebuild=True)
    tamper(desk_folder, TAMPERING[table])
    with Desk.open(desk_folder, PASSPHRASE, clock=clock) as desk:
        with pytest.raises(StorageError) as refused:
            desk.verify(rebuild=True)
        assert (code_of(refused), refused.value.facts["table"]) == ("projection-differs", table)
        desk.verify(rebuild=True)
        assert desk.duties() == desk.due()


@given(sets, sets, st.integers(0, 300), st.integers(0, 80), st.booleans())
def test_bits_are_sets_of_rows(one: set[int], two: set[int], offset: int, limit: int, descending: bool) -> None:
    left, right = bits_of(one), bits_of(two)
    assert count(left) == len(one)
    for found, expected in ((both(left, right), one & two), (either([left, right]), one | two)):
        in_order = sorted(expected, reverse=descending)
        assert rows_of(found, offset, limit, descending=descending) == in_order[offset : offset + limit]
        assert {block: unpacked(packed(held)) for block, held in found.items()} == found
