"""Setting up and describing a desk: refused in words, never half done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import setup
from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.office import SERIES, NumberPattern, Office
from app.domain.steps.acceptance import Accept
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, STATION, FixedClock, code_of, registered


def office(**given: Any) -> Office:
    return msgspec.structs.replace(OFFICE, **given)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"station": ""}, "station-wrong"),
        ({"station": "4306211010001"}, "station-wrong"),
        ({"station": "430621101000012"}, "input-invalid"),
        ({"station": "４３０６２１１０１００００１"}, "station-wrong"),
        ({"station": "4306211010000a"}, "station-wrong"),
        ({"name": ""}, "input-invalid"),
        ({"name": "  "}, "input-invalid"),
        ({"name": "石桥镇\u202e人民政府"}, "input-invalid"),
        ({"phone": "1\n2"}, "input-invalid"),
        ({"opinion_number": "第{serial}号"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}号"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}{serial"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}{serial}{}"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}{serial}{short.x}"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}{serial}{short[a]}"}, "number-pattern-wrong"),
        ({"opinion_number": "{year}{serial:>999999999}"}, "number-pattern-wrong"),
        ({"acceptance_number": "{year!r}{serial}"}, "number-pattern-wrong"),
        ({"opinion_number": OFFICE.acceptance_number}, "number-patterns-same"),
        ({"notice_number": "告{year}"}, "number-pattern-wrong"),
        ({"extension_number": OFFICE.acceptance_number}, "number-patterns-same"),
        ({"letter_number": "文{year}-{serial}", "reply_number": "文{year}-{serial}"}, "number-patterns-same"),
    ],
)
def test_an_office_that_can_not_be_is_refused_everywhere(
    desk: Desk, tmp_path: Path, clock: FixedClock, given: dict[str, str], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        Desk.create(tmp_path / "new", office=office(**given), officers=OFFICERS, passphrase=PASSPHRASE, clock=clock)
    assert code_of(refused) == code
    assert not (tmp_path / "new").exists()
    with pytest.raises(RuleBroken) as refused:
        desk.describe(office(**given), OFFICERS)
    assert code_of(refused) in (code, "station-fixed")
    assert desk.office.name == OFFICE.name
    assert len(list(desk.journal())) == 1


@pytest.mark.parametrize(
    ("officers", "code"),
    [
        ((), "officer-missing"),
        (("",), "officer-missing"),
        (("李明", " "), "officer-missing"),
        (("李明", "李明"), "officer-twice"),
        (("李\u200b明",), "input-invalid"),
        (("李\n明",), "input-invalid"),
        (("\ud800",), "input-invalid"),
        (("李" * 101,), "input-invalid"),
    ],
)
def test_officers_must_have_names_of_their_own(desk: Desk, officers: tuple[str, ...], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.describe(OFFICE, officers)
    assert code_of(refused) == code
    assert desk.officers == OFFICERS


def test_what_follows_from_station_and_name_is_filled_in() -> None:
    done = setup.check_new(office(short="", review_body=""), OFFICERS, {})
    assert (done.short, done.review_body) == ("石桥镇", "岳阳县人民政府")


def test_a_long_name_is_no_obstacle_and_stands_in_full_in_the_numbers() -> None:
    name = "某某经济技术开发区某某街道综合行政服务管理中心"
    done = setup.check_new(office(name=name, short=""), OFFICERS, {})
    assert done.document_number(done.opinion_number, 2026, 7) == f"{name}信访意〔2026〕7号"


@given(st.text(max_size=30))
def test_any_pattern_is_taken_or_refused(pattern: str) -> None:
    given = office(opinion_number=pattern)
    try:
        setup.check_patterns(given)
    except RuleBroken:
        return
    numbers = {given.document_number(pattern, year, serial) for year in (2026, 2027) for serial in (1, 2)}
    assert len(numbers) == 4


def test_every_number_pattern_of_an_office_is_checked() -> None:
    fields = {name for name in Office.__struct_fields__ if name.endswith("_number")}
    assert fields == {series.field for series in SERIES.values() if series.field}
    for series in SERIES:
        own = NumberPattern(series=series, pattern="第{serial}号")
        with pytest.raises(RuleBroken) as refused:
            setup.check_patterns(office(patterns=(own,)))
        assert code_of(refused) == "number-pattern-wrong"


def test_a_pattern_for_no_series_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        setup.check_patterns(office(patterns=(NumberPattern(series="F99", pattern="{year}{serial}"),)))
    assert code_of(refused) == "series-unknown"


def test_the_office_s_own_pattern_numbers_its_papers() -> None:
    own = office(patterns=(NumberPattern(series="reply", pattern="{short}复字〔{year}〕{serial}号"),))
    assert own.document_number(own.pattern("reply"), 2026, 3) == f"{own.short or own.name}复字〔2026〕3号"


def test_the_station_of_a_desk_never_changes(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.describe(office(station="43062110100002"), OFFICERS)
    assert code_of(refused) == "station-fixed"
    assert desk.station == STATION


def test_a_new_name_of_the_office_leaves_earlier_papers_as_they_were(desk: Desk) -> None:
    first, second = registered(desk), registered(desk)
    desk.run(first, Accept())
    desk.describe(office(name="石桥街道办事处", short="石桥街"), OFFICERS)
    desk.run(second, Accept())
    one, two = desk.petition(first).acceptance, desk.petition(second).acceptance
    assert one is not None
    assert two is not None
    assert (one.unit, one.notice_number) == ("石桥镇人民政府", "石桥镇信受〔2026〕1号")
    assert (two.unit, two.notice_number) == ("石桥街道办事处", "石桥街信受〔2026〕2号")
    desk.verify(rebuild=True)


def test_only_an_officer_of_the_desk_opens_it_by_name(desk_folder: Path, clock: FixedClock) -> None:
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, officer="王芳") as desk:
        assert desk.petition(registered(desk)).first_contact == "王芳"
    with pytest.raises(RuleBroken) as refused:
        Desk.open(desk_folder, PASSPHRASE, clock=clock, officer="赵某")
    assert code_of(refused) == "no-such-officer"
    Desk.open(desk_folder, PASSPHRASE, clock=clock).close()  # the refusal let go of the folder
