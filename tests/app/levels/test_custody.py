"""What goes up from a village desk to its township, down and back: who holds it, and that all three tell it alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import RuleBroken
from app.domain.listing import Selection
from app.domain.steps.acceptance import Accept
from app.domain.steps.archive import Archive
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.custody import PassBack, PassOn, SettleBeside
from app.domain.steps.investigation import Investigate
from app.domain.steps.officers import AddOfficer
from app.domain.steps.register import AddContact
from app.domain.steps.service import Serve
from tests.app.levels.house import DOWN, TAKE, UP, VILLAGE, House, same
from tests.helpers import (
    BOTH,
    MORNING,
    PASSPHRASE,
    STATION,
    FixedClock,
    code_of,
    person,
    registered,
    serve_all,
    stored,
    to_issue,
)


@BOTH
def test_up_to_the_township_and_the_county_and_back_to_the_village(house: House) -> None:
    number = registered(house.village, person("张三"))
    house.village.run(number, AddContact(note="询问进度"))
    clocks = house.village.view(number).deadlines
    house.village.run(number, UP)
    assert [one.words for one in house.village.handed()] == [
        "石桥村村级代办点上报石桥镇人民政府办理，等待石桥镇人民政府接收"
    ]
    house.up()
    waiting = house.town.handed()
    assert [(one.number, one.incoming) for one in waiting] == [(number, True)]
    assert number not in {row.number for row in house.town.page()}
    assert {one.step for one in house.town.view(number).steps if one.possible} == {"take_over", "pass_back"}
    house.town.run(number, TAKE)
    assert house.town.view(number).deadlines == clocks  # custody moves no clock
    house.town.run(number, Accept(office="村镇建设办", handler="赵强"))
    assert house.town.petition(number).acceptance is not None
    assert [row.number for row in house.town.search("张三")] == [number]
    assert house.town.due()
    assert house.town.visits() == ()  # the visit was at the village
    assert len(house.village.visits()) == 2
    house.down()
    assert not house.village.due()
    assert not house.village.handed()
    with pytest.raises(RuleBroken) as refused:
        house.village.run(number, AddContact(note="又来了"))
    assert code_of(refused) == "held-elsewhere"
    house.to_county()
    above = house.county.show(number)[0]
    assert (above.holder, above.stage) == (STATION, "accepted")
    house.town.run(number, DOWN)
    assert "等待本台接收的事项 1 件" in "".join(house.down())
    house.village.run(number, TAKE)
    house.village.run(number, Investigate(record="村里查看。"))
    house.village.run(number, PassOn(reason="请镇里答复。", despite=True))
    house.up()
    house.town.run(number, TAKE)
    house.down()
    house.to_county()
    assert house.county.show(number)[0] == stored(house.town, number)
    assert [event.kind for event in house.town.view(number).timeline].count("taken_over") == 3
    assert len(house.town.petition(number).investigations) == 1
    house.proven()


def test_the_village_knows_how_far_the_county_has_its_line(house: House) -> None:
    registered(house.village)
    house.up()
    house.to_county()
    words = house.down()[0]
    last = house.village.exchange().acknowledged
    assert words.startswith(f"石桥镇人民政府已签收至第 {last} 号记载。")
    assert f"已收至第 {last} 号" in words.partition("。")[2]
    (seen,) = house.town.below()
    assert (seen.code, seen.last, seen.waiting, seen.petitions) == (VILLAGE, last, 0, 1)


def test_what_the_township_sends_back_is_taken_back(house: House) -> None:
    number = registered(house.village)
    house.village.run(number, UP)
    house.up()
    house.town.run(number, PassBack(reason="属村级职责。"))
    house.down()
    (waiting,) = house.village.handed()
    assert (waiting.incoming, waiting.returned) == (True, True)
    house.village.run(number, TAKE)
    house.village.run(number, AddContact(note="已解释"))
    house.up()
    house.to_county()
    assert house.county.show(number)[0].holder == VILLAGE
    assert house.county.show(number)[0] == stored(house.village, number)
    assert number not in {row.number for row in house.town.page()}
    house.proven()


def test_what_the_township_registered_is_handed_to_the_village_and_comes_back(house: House) -> None:
    number = registered(house.town, person("李四"))
    other = registered(house.town, person("王五"))
    house.town.run(number, Accept())
    house.town.run(number, DOWN)
    registered(house.village)
    house.up()
    assert [row.number for row in house.village.page()].count(number) == 0
    assert {row.number for row in house.village.search("王五")} == set()
    house.village.run(number, TAKE)
    house.village.run(number, Investigate(record="村里查看。"))
    house.up()
    assert len(house.town.petition(number).investigations) == 1  # looked on from there
    assert "现由石桥村村级代办点办理" in next(
        one.reason for one in house.town.view(number).steps if one.step == "investigate"
    )
    house.to_county()
    same(house, number)
    house.proven()
    checked = {one.code: one.told for one in house.town.verify_report().report.checks}
    assert "另收下级记载" in checked["chain"]
    with pytest.raises(RuleBroken):
        house.village.petition(other)


def test_a_village_officer_sees_and_works_on_what_is_handed_down_while_it_is_here(house: House) -> None:
    """Masked as everything."""
    phone = "13800001234"
    number = registered(house.town, person("李四", phone=phone))
    house.town.run(number, DOWN)
    house.down()
    colleagues = registered(house.village, person("王五"))
    house.village.add_officer(AddOfficer(officer="赵某", roles=("village",)))
    village = house.village
    village.officer = "赵某"
    own = registered(village, person("孙六"))

    def seen() -> list[set[str]]:
        listed = {row.number for row in village.list_rows(Selection())}
        duties = {duty.number for duty in village.due()}
        assert {one.number for one in village.duties()} == duties
        assert sum(village.duty_counts().values()) == len(village.due())
        assert listed == {row.number for row in village.page()}
        assert village.count() == len(listed)
        assert {row.number for row in village.search("道路")} == listed
        told = (village.view(own), village.due(), village.search("李四"), village.handed(), village.visits())
        assert phone not in str(told)
        return [listed, duties, {one.number for one in village.handed()}]

    assert seen() == [{own}, {own}, {number}]
    assert phone not in str(village.view(number))
    village.run(number, TAKE)
    assert seen() == [{own, number}, {own, number}, set()]
    assert {phone not in str(told) for told in (village.view(number), village.petition(number))} == {True}
    for act, code in (
        (lambda: village.run(number, Accept()), "no-right"),
        (lambda: village.view(colleagues), "no-such-petition"),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert code_of(refused) == code
    village.run(number, AddContact(note="到户核实"))
    village.run(number, PassOn(reason="请镇里答复。", despite=True))
    assert seen() == [{own, number}, {own, number}, {number}]
    village.officer = "周村"
    house.up()
    house.town.run(number, TAKE)
    house.down()
    village.officer = "赵某"
    assert seen() == [{own}, {own}, set()]


def test_what_went_from_desk_to_desk_counts_once_and_the_county_sums_it(house: House, clock: FixedClock) -> None:
    """Who registers has 件 and 人次, who holds it when a period ends has the rate, whatever is handed over later."""
    up = registered(house.village, person("张三"), head_count=3)
    down = registered(house.town, person("李四"), head_count=2)
    late, kept = registered(house.village), registered(house.town)
    house.village.run(up, UP)
    house.town.run(down, DOWN)
    house.up()
    house.town.run(up, TAKE)
    house.village.run(down, TAKE)
    house.town.run(up, AddContact(channel="visit", head_count=4))
    house.town.run(up, Accept())
    house.town.run(up, Serve(paper="F03"))
    house.up()
    clock.set(MORNING.replace(day=20))  # the notices were due on the 17th
    house.village.run(late, UP)
    house.up()
    house.town.run(late, TAKE)
    house.to_county()
    counted = {
        name: desk.counts(MORNING.date().replace(day=1), MORNING.date().replace(day=31))
        for name, desk in (("village", house.village), ("town", house.town))
    }
    told = {
        name: [figure.cell.value for figure in one.figures if figure.column.code in ("matters", "contacts", "persons")]
        for name, one in counted.items()
    }
    assert told == {"village": [2, 2, 4], "town": [2, 3, 7]}
    notice = {name: next(rate for rate in one.rates if rate.code == "notice") for name, one in counted.items()}
    assert {name: [row.number for row in rate.rows] for name, rate in notice.items()} == {
        "village": sorted((down, late)),
        "town": sorted((kept, up)),
    }
    assert (notice["village"].in_time, notice["town"].in_time) == (0, 1)
    sources = {
        name: [group.code for group in one.groups for line in group.tallies if line.value]
        for name, one in counted.items()
    }
    assert sources == {"village": ["source"], "town": ["source"]}
    sums: Counter[str] = Counter()
    for row in house.county.report("report_months"):
        sums[row["station"]] += row["petitions"]
    assert sums == {VILLAGE: 2, STATION: 2}


def test_what_was_taken_over_is_handled_to_its_archive_with_papers_of_the_holder(house: House) -> None:
    number = registered(house.village)
    house.village.run(number, UP)
    house.up()
    house.town.run(number, TAKE)
    to_issue(house.town, number)
    serve_all(house.town, number)
    house.town.run(number, Close())
    house.town.run(number, Archive(retention="30_years", pages=16))
    petition = house.town.petition(number)
    assert [paper.number for paper in petition.made] == ["石桥镇信受〔2026〕1号", "石桥镇信访意〔2026〕1号"]
    assert not house.town.bind_case(number).left_out
    with pytest.raises(RuleBroken) as refused:
        house.town.paper(number, "F02")
    assert code_of(refused) == "receipt-elsewhere"
    assert all(house.town.paper(number, key) for key in ("F03", "F12"))
    with pytest.raises(RuleBroken) as refused:
        house.town.query_code(number)
    assert code_of(refused) == "query-code-elsewhere"
    house.town.verify(rebuild=True)


def test_a_petition_is_handed_to_a_village_that_has_sent_nothing_yet(house: House) -> None:
    number = registered(house.town)
    house.town.run(number, DOWN)
    assert house.down() == ["收到与移交有关的记载 2 条。等待本台接收的事项 1 件。"]
    house.village.run(number, TAKE)
    house.up()
    assert stored(house.town, number).holder == VILLAGE


def test_a_village_restored_after_passing_on_writes_beside_and_a_person_decides(
    house: House, clock: FixedClock, tmp_path: Path
) -> None:
    number = registered(house.village)
    backup = Path(house.village.backup(house.stick).file)
    house.village.run(number, UP)
    house.up()
    house.town.run(number, TAKE)
    house.town.run(number, AddContact(note="镇里接待"))
    clock.pass_by(hours=1)
    restore(backup, tmp_path / "again", PASSPHRASE, Said(reason="电脑损坏", last_numbers=()), clock=clock)
    with Desk.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        again.run(number, Correct(field="address", to=1, value="石桥村五组", reason="本人来电"))
        house.village = again
        house.up()
        (beside,) = house.town.beside(number)
        assert "五组" in beside.sentence or "*" in beside.sentence
        assert not beside.settled
        assert stored(house.town, number).petitioners[0].address == "石桥镇石桥村三组"
        house.town.run(number, SettleBeside(entry=beside.ref, adopted=True, reason="经电话核对。"))
        assert stored(house.town, number).petitioners[0].address == "石桥村五组"
        assert house.town.beside(number)[0].settled
        house.town.run(number, DOWN)
        house.down()
        again.run(number, TAKE)
        house.up()
        house.to_county()
        assert len(same(house, number).contacts) == 2
        house.proven()
