"""What counts as what: 件, 批, 人次, first and repeat, groups, months; sums that must agree whatever comes in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import CATEGORIES, CHANNELS
from app.domain.counted import Counts, Occasion, Table
from app.domain.counting import CountingRules, business_month, figures, judged, line_apart, occasions, tables
from app.domain.deadlines import Deadline, State, deadline
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.petitioner import Contact
from app.ledgers.counts import count
from app.shipped import load_calendar, load_periods
from tests.app.domain.folding import Folding

RULES = CountingRules()
TODAY = dt.date(2026, 12, 1)
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
SAMPLE = Folding().petition


def contact(on: dt.date = dt.date(2026, 3, 2), channel: str = "visit", head_count: int = 1) -> Contact:
    return msgspec.convert({"on": on, "channel": channel, "head_count": head_count, "by": "李明"}, Contact)


def petition(*contacts: Contact, number: str = "1", **given: Any) -> Petition:
    """A petition with these contacts, the first of them its registration."""
    first = contacts[0]
    return msgspec.structs.replace(
        SAMPLE,
        number=number,
        received_on=first.on,
        channel=first.channel,
        head_count=first.head_count,
        contacts=contacts,
        **given,
    )


def counted(*petitions: Petition, first: dt.date = FIRST, last: dt.date = LAST, rules: CountingRules = RULES) -> Counts:
    return count(petitions, rules, first, last, clocks=lambda _petition: (), as_of=TODAY)


def values(counts: Counts) -> dict[str, int | None]:
    return {figure.column.code: figure.cell.value for figure in counts.figures}


def table(counts: Counts, code: str) -> Table:
    return next(one for one in counts.tables if one.code == code)


def column(found: Table, code: str) -> dict[str, int | None]:
    """Key of each line -> its value in one column."""
    place = [one.code for one in found.columns].index(code)
    return {line.key: line.cells[place].value for line in found.lines}


# The words


def test_a_visit_of_three_is_one_batch_and_three_head_counts() -> None:
    found = values(counted(petition(contact(head_count=3))))
    assert (found["matters"], found["contacts"], found["visits"], found["persons"], found["items"]) == (1, 1, 1, 3, 0)


@pytest.mark.parametrize("channel", ["letter", "phone", "network", "fax", "other"])
def test_what_is_no_visit_counts_as_one_item_whoever_signed(channel: str) -> None:
    found = values(counted(petition(contact(channel=channel, head_count=40))))
    assert (found["contacts"], found["items"], found["visits"], found["persons"]) == (1, 1, 0, 0)


def test_a_reception_in_the_village_counts_as_a_visit() -> None:
    found = values(counted(petition(contact(channel="outreach", head_count=2))))
    assert (found["visits"], found["persons"], found["items"]) == (1, 2, 0)


def test_the_registration_is_first_and_every_further_contact_repeat() -> None:
    again = (contact(dt.date(2026, 3, 9), "phone"), contact(dt.date(2026, 3, 9), "visit", 2))
    found = values(counted(petition(contact(), *again)))
    assert (found["matters"], found["first"], found["repeat"], found["contacts"]) == (1, 1, 2, 3)


def test_a_repeat_counts_in_its_own_period_without_its_registration() -> None:
    found = values(counted(petition(contact(dt.date(2026, 2, 10)), contact())))
    assert (found["matters"], found["first"], found["repeat"]) == (0, 0, 1)


@pytest.mark.parametrize(("persons", "single", "group"), [(1, 1, 0), (4, 1, 0), (5, 0, 1), (6, 0, 1), (300, 0, 1)])
def test_five_persons_on_one_visit_are_a_group(persons: int, single: int, group: int) -> None:
    found = values(counted(petition(contact(head_count=persons))))
    assert (found["single_visits"], found["group_visits"]) == (single, group)
    assert (found["single_persons"], found["group_persons"]) == (single * persons, group * persons)


def test_two_visits_of_three_are_no_group() -> None:
    found = values(counted(petition(contact(head_count=3), contact(head_count=3))))
    assert (found["single_visits"], found["group_visits"], found["persons"]) == (2, 0, 6)


@pytest.mark.parametrize("signed", [4, 5])
@pytest.mark.parametrize(
    ("channel", "code"), [("letter", "joint_letters"), ("fax", "joint_letters"), ("network", "joint_network")]
)
def test_five_signatures_make_a_joint_letter(channel: str, code: str, signed: int) -> None:
    found = values(counted(petition(contact(channel=channel, head_count=signed))))
    assert {key: found[key] for key in ("joint_letters", "joint_network")} == {
        "joint_letters": 0,
        "joint_network": 0,
        code: int(signed >= 5),
    }
    assert found["group_visits"] == 0


def test_a_county_may_set_its_own_thresholds_and_the_calibers_say_so() -> None:
    rules = CountingRules(group_visit=10, joint_signatures=3)
    found = counted(petition(contact(head_count=9)), petition(contact(channel="letter", head_count=3)), rules=rules)
    assert values(found)["group_visits"] == 0
    assert values(found)["joint_letters"] == 1
    told = {figure.column.code: figure.column.caliber for figure in found.figures}
    assert "10人以上（含10人）" in told["group_visits"]
    assert "3人以上（含3人）" in told["joint_letters"]


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (dt.date(2026, 2, 28), 0),
        (dt.date(2026, 3, 1), 1),
        (dt.date(2026, 3, 31), 1),
        (dt.date(2026, 4, 1), 0),
    ],
)
def test_both_ends_of_the_period_belong_to_it(day: dt.date, inside: int) -> None:
    assert values(counted(petition(contact(day))))["contacts"] == inside


def test_days_turned_round_are_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        counted(first=LAST, last=FIRST)
    assert refused.value.code == "days-turned-round"


def test_every_figure_has_a_caliber_of_one_sentence_without_gaps() -> None:
    told = counted()
    for caliber in (
        *(figure.column.caliber for figure in told.figures),
        *(rate.caliber for rate in told.rates),
        *(found.caliber for found in told.tables),
        *(group.caliber for group in told.groups),
        *(share.caliber for share in told.shares),
    ):
        assert caliber.endswith("。")
        assert "{" not in caliber


# Rows behind the figures


def test_every_figure_is_the_sum_of_its_rows() -> None:
    found = counted(
        petition(contact(head_count=7), contact(channel="phone"), number="甲"),
        petition(contact(channel="letter", head_count=6), number="乙"),
    )
    cells = [(figure.column.unit, figure.cell) for figure in found.figures]
    cells += [
        (head.unit, cell)
        for one in found.tables
        for line in one.lines
        if line.key != "denunciation"
        for head, cell in zip(one.columns, line.cells, strict=True)
    ]
    assert len(cells) > 60
    for unit, cell in cells:
        assert cell.value == sum(row.head_count if unit == "人次" else 1 for row in cell.rows)


def test_rows_name_number_contact_and_day_and_no_person() -> None:
    found = next(f for f in counted(petition(contact(), contact(channel="phone"))).figures if f.column.code == "items")
    assert [(row.number, row.contact, row.on) for row in found.cell.rows] == [("1", 2, dt.date(2026, 3, 2))]
    assert not {"who", "name", "petitioner", "petitioners", "officer", "by"} & set(Occasion.__struct_fields__)


# Tables


def test_a_contact_stands_under_its_own_channel_and_the_matter_under_the_first() -> None:
    found = table(counted(petition(contact(), contact(channel="phone"))), "channel")
    assert [line.key for line in found.lines] == list(CHANNELS)
    assert (column(found, "matters")["visit"], column(found, "matters")["phone"]) == (1, 0)
    assert (column(found, "contacts")["visit"], column(found, "contacts")["phone"]) == (1, 1)


def test_tables_of_class_and_place_stand_by_name_never_by_size_the_unfilled_last() -> None:
    many = [
        petition(contact(), place=place, number=str(n)) for n, place in enumerate(["", "乙村", "乙村", "", "", "丙村"])
    ]
    found = table(counted(*many), "place")
    assert [(line.key, line.title) for line in found.lines] == [("丙村", "丙村"), ("乙村", "乙村"), ("", "未填写")]
    assert column(found, "matters") == {"丙村": 1, "乙村": 2, "": 3}


def test_no_table_is_by_person() -> None:
    assert [one.code for one in counted().tables] == ["channel", "category", "content_class", "place"]


def test_blanks_around_a_place_make_no_second_line() -> None:
    some = [petition(contact(), number=str(n), place=place) for n, place in enumerate(["石桥村", " 石桥村 "])]
    assert column(table(counted(*some), "place"), "matters") == {"石桥村": 2}


# Rates


def over(code: str, due: dt.date, state: State = "met") -> Deadline:
    """A clock as it stands once it is over."""
    period = load_periods().lookup(code, dt.date(2026, 3, 2))
    clock = deadline(period, dt.date(2026, 3, 2), load_calendar(), today=TODAY, met_on=due)
    return msgspec.structs.replace(clock, nominal=due, effective=due, state=state)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ({"D5": "met"}, "D5"),
        ({"D5": "stopped", "D6": "met"}, "D6"),
        ({"D5": "met", "D6": "met"}, "D6"),
        ({"D5": "met", "D6": "not_applicable"}, "D5"),
        ({"D5": "stopped", "D6": "running"}, None),
        ({"D5": "running"}, None),
        ({"D7": "met"}, None),
    ],
)
def test_a_matter_is_judged_once_by_the_later_clock_that_is_over(states: dict[str, State], code: str | None) -> None:
    clocks = [over(name, LAST, state) for name, state in states.items()]
    found = dict(judged(RULES, petition(contact()), clocks))
    assert {duty: row.code for duty, row in found.items()} == ({"closing": code} if code else {})


@pytest.mark.parametrize(("state", "in_time"), [("met", 1), ("met_late", 0), ("missed", 0)])
def test_only_what_was_done_in_time_is_in_time(state: State, in_time: int) -> None:
    clocks = (over("D1", LAST, state), over("D5", LAST, state))
    found = count([petition(contact())], RULES, FIRST, LAST, clocks=lambda _petition: clocks, as_of=TODAY)
    assert [(one.in_time, one.due) for one in found.rates] == [(in_time, 1), (in_time, 1)]


def test_denunciations_stand_in_no_rate() -> None:
    clocks = (over("D1", LAST), over("D5", LAST))
    found = count(denunciations(9), RULES, FIRST, LAST, clocks=lambda _petition: clocks, as_of=TODAY)
    assert [(one.due, one.rows) for one in found.rates] == [(0, ()), (0, ())]


# Denunciations


def denunciations(many: int) -> list[Petition]:
    return [petition(contact(head_count=9), contact(), number=str(n), category="denunciation") for n in range(many)]


@pytest.mark.parametrize(("many", "shown"), [(0, None), (1, None), (4, None), (5, 5), (6, 6)])
def test_fewer_than_five_denunciations_are_never_shown(many: int, shown: int | None) -> None:
    found = table(counted(*denunciations(many)), "category")
    assert column(found, "matters")["denunciation"] == shown
    for other in ("contacts", "visits", "persons", "items", "first", "repeat"):
        assert column(found, other)["denunciation"] is None


def test_rows_of_denunciations_stand_nowhere() -> None:
    line = table(counted(*denunciations(9)), "category").lines[-1]
    assert line.title == "检举控告"
    assert all(cell.rows == () for cell in line.cells)


def test_denunciations_cannot_be_found_by_subtraction() -> None:
    ordinary = petition(contact(channel="letter"))
    with_them, without = counted(ordinary, *denunciations(4)), counted(ordinary)
    assert with_them == without


def test_the_limit_below_which_they_are_hidden_is_a_parameter() -> None:
    rows = [one for matter in denunciations(7) for one in occasions(matter)]
    assert line_apart(RULES, rows, hidden_below=8).cells[0].value is None
    assert line_apart(RULES, rows, hidden_below=7).cells[0].value == 7
    higher = CountingRules(hidden_below=8)
    assert column(table(counted(*denunciations(7), rules=higher), "category"), "matters")["denunciation"] is None


def test_no_county_may_hide_less() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"hidden_below": 4}, CountingRules)


# Months


@pytest.mark.parametrize(
    ("begins", "year", "month", "first", "last"),
    [
        (1, 2026, 1, "2026-01-01", "2026-01-31"),
        (1, 2026, 2, "2026-02-01", "2026-02-28"),
        (1, 2028, 2, "2028-02-01", "2028-02-29"),
        (1, 2100, 2, "2100-02-01", "2100-02-28"),
        (1, 2026, 4, "2026-04-01", "2026-04-30"),
        (1, 2026, 12, "2026-12-01", "2026-12-31"),
        (26, 2026, 10, "2026-09-26", "2026-10-25"),
        (26, 2026, 1, "2025-12-26", "2026-01-25"),
        (26, 2026, 12, "2026-11-26", "2026-12-25"),
        (26, 2026, 3, "2026-02-26", "2026-03-25"),
        (28, 2026, 3, "2026-02-28", "2026-03-27"),
        (28, 2028, 3, "2028-02-28", "2028-03-27"),
        (2, 2028, 3, "2028-02-02", "2028-03-01"),
        (21, 2026, 2, "2026-01-21", "2026-02-20"),
        (1, 9999, 12, "9999-12-01", "9999-12-31"),
    ],
)
def test_business_month(begins: int, year: int, month: int, first: str, last: str) -> None:
    found = business_month(CountingRules(month_begins=begins), year, month)
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@given(st.integers(1, 28), st.integers(1990, 2110), st.integers(1, 12))
def test_months_follow_one_another_without_gap(begins: int, year: int, month: int) -> None:
    rules = CountingRules(month_begins=begins)
    _first, last = business_month(rules, year, month)
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    assert business_month(rules, *after)[0] == last + dt.timedelta(days=1)
    assert (last.year, last.month) == (year, month)


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (1, 1), (0, 5), (10_000, 1)])
def test_a_month_there_is_not_is_refused(year: int, month: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        business_month(RULES, year, month)
    assert refused.value.code == "no-such-month"


@pytest.mark.parametrize("begins", [0, 29, 31])
def test_a_month_that_begins_on_a_day_not_every_month_has_is_refused(begins: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"month_begins": begins}, CountingRules)


def test_a_channel_in_two_groups_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="two groups"):
        msgspec.convert({"visits": ["visit", "letter"]}, CountingRules)


# Whatever comes in

days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30))
contacts = st.builds(contact, days, st.sampled_from(list(CHANNELS)), st.integers(1, 12))
petitions = st.lists(
    st.builds(
        lambda told, category, content_class, place: {
            "contacts": sorted(told, key=lambda one: one.on),
            "category": category,
            "content_class": content_class,
            "place": place,
        },
        st.lists(contacts, min_size=1, max_size=4),
        st.sampled_from(list(CATEGORIES)),
        st.sampled_from(["", "劳动社保", "自然资源"]),
        st.sampled_from(["", "石桥村", " 石桥村 ", "大湾村"]),
    ),
    max_size=12,
).map(
    lambda all_of_them: [
        petition(*one["contacts"], number=str(n), **{key: one[key] for key in ("category", "content_class", "place")})
        for n, one in enumerate(all_of_them)
    ]
)
periods = st.tuples(days, days).map(lambda two: (min(two), max(two)))


@given(petitions, periods)
def test_the_lines_of_every_table_add_up_to_the_total(some: list[Petition], period: tuple[dt.date, dt.date]) -> None:
    found = counted(*some, first=period[0], last=period[1])
    totals = values(found)
    for one in found.tables:
        for head in one.columns:
            lines = {key: value for key, value in column(one, head.code).items() if key != "denunciation"}
            assert sum(value or 0 for value in lines.values()) == totals[head.code], (one.code, head.code)


@given(petitions, periods)
def test_parts_add_up_to_their_whole(some: list[Petition], period: tuple[dt.date, dt.date]) -> None:
    found = {key: value or 0 for key, value in values(counted(*some, first=period[0], last=period[1])).items()}
    assert found["first"] + found["repeat"] == found["contacts"] == found["visits"] + found["items"]
    assert found["single_visits"] + found["group_visits"] == found["visits"]
    assert found["single_persons"] + found["group_persons"] == found["persons"]
    assert found["matters"] <= found["first"]
    assert found["joint_letters"] + found["joint_network"] <= found["items"]


@given(petitions.filter(bool), periods, st.data())
def test_a_further_contact_never_lowers_a_figure(
    some: list[Petition], period: tuple[dt.date, dt.date], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(some) - 1))
    more = data.draw(contacts)
    changed = list(some)
    changed[place] = msgspec.structs.replace(some[place], contacts=(*some[place].contacts, more))
    before = values(counted(*some, first=period[0], last=period[1]))
    after = values(counted(*changed, first=period[0], last=period[1]))
    assert all((after[code] or 0) >= (before[code] or 0) for code in before)
    inside = period[0] <= more.on <= period[1] and some[place].category != "denunciation"
    assert (after["repeat"] or 0) - (before["repeat"] or 0) == int(inside)


@given(petitions, st.tuples(days, days, days).map(sorted))
def test_two_adjacent_periods_add_up_to_the_joined_one(some: list[Petition], three: list[dt.date]) -> None:
    first, middle, last = three[0], three[1], three[2] + dt.timedelta(days=1)
    joined = values(counted(*some, first=first, last=last))
    earlier = values(counted(*some, first=first, last=middle))
    later = values(counted(*some, first=middle + dt.timedelta(days=1), last=last))
    assert {code: (earlier[code] or 0) + (later[code] or 0) for code in joined} == joined


@given(petitions)
def test_the_order_in_which_petitions_pass_changes_nothing(some: list[Petition]) -> None:
    assert counted(*some) == counted(*reversed(some))


def test_totals_and_tables_take_any_iterable_once() -> None:
    rows = list(occasions(petition(contact(), contact())))
    assert figures(RULES, iter(rows)) == figures(RULES, rows)
    assert tables(RULES, iter(rows)) == tables(RULES, rows)
