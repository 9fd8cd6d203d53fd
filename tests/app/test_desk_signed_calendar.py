"""A holiday schedule signed by the county: taken in from the stick, told apart from a typed one, never confused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app.county.store import County
from app.desk import Desk
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.desk import CalendarLoaded
from app.domain.steps.officers import ChangeOfficer
from tests.app.test_desk_calendar import DECEMBER, effective, schedule
from tests.helpers import PASSPHRASE, FixedClock, Paired, code_of, registered

LONGER = {f"2027-02-{day:02d}": "春节" for day in range(5, 13)}


def signed(paired: Paired, folder: Path, **given: Any) -> Path:
    """A schedule that the county signed onto the stick."""
    return Path(paired.county.sign_schedule(schedule(folder, **given), paired.stick).file)


def last_facts(desk: Desk) -> CalendarLoaded:
    facts = [*desk.journal()][-1].facts
    assert isinstance(facts, CalendarLoaded)
    return facts


def origin(desk: Desk, year: int = 2027) -> tuple[str, str]:
    (found,) = (known for known in desk.schedules() if known.schedule.year == year)
    return found.origin, found.words


@pytest.fixture
def number(paired: Paired, clock: FixedClock) -> str:
    clock.set(DECEMBER)
    taken = registered(paired.desk)
    paired.desk.run(taken, Accept())
    return taken


def test_a_signed_schedule_moves_the_clocks_and_says_who_signed_it(paired: Paired, number: str, tmp_path: Path) -> None:
    file = signed(paired, tmp_path)
    assert file.name == "SWTDATA-430621-holiday_schedule-2027.swtdata"
    told = paired.desk.load_schedule(file)
    assert [(one.number, one.code, one.after) for one in told.moved] == [(number, "D5", dt.date(2027, 2, 12))]
    assert (told.words, told.signed_by) == ("由岳阳县信访局签发，签名有效", paired.county.fingerprint())
    facts = last_facts(paired.desk)
    assert (facts.signed_by, facts.signer) == (paired.county.fingerprint(), "岳阳县信访局")
    assert (facts.signed_on, facts.against_signed) == ("2026-12-07", False)
    assert effective(paired.desk, number, "D5") == dt.date(2027, 2, 12)
    paired.desk.verify(rebuild=True)


def test_every_year_says_where_its_schedule_comes_from(paired: Paired, number: str, tmp_path: Path) -> None:
    assert origin(paired.desk) == ("shipped", "随程序提供")
    paired.desk.load_schedule(schedule(tmp_path))
    assert origin(paired.desk) == ("typed", "手工录入，请与国务院办公厅通知核对")
    paired.desk.load_schedule(signed(paired, tmp_path))
    assert origin(paired.desk) == ("signed", "由岳阳县信访局签发，签名有效")
    assert origin(paired.desk, 2026)[0] == "shipped"


def test_who_typed_a_schedule_is_the_officer_of_its_entry(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    clock.set(DECEMBER)
    desk.change_officer(ChangeOfficer(officer="王芳", roles=("reception", "administrator")))
    desk.close()
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, officer="王芳") as hers:
        hers.load_schedule(schedule(tmp_path))
        entry = [*hers.journal()][-1]
    assert entry.officer == "王芳"
    assert isinstance(entry.facts, CalendarLoaded)
    assert entry.facts.signed_by == ""
    assert entry.facts.sentence(entry).endswith("手工录入")


def test_a_signed_schedule_takes_the_place_of_a_typed_one_even_with_the_same_days(
    paired: Paired, number: str, tmp_path: Path
) -> None:
    paired.desk.load_schedule(schedule(tmp_path))
    told = paired.desk.load_schedule(signed(paired, tmp_path))
    assert (told.new, told.moved) == (True, ())
    again = paired.desk.load_schedule(paired.stick / "SWTDATA-430621-holiday_schedule-2027.swtdata")
    assert not again.new


def test_a_typed_schedule_with_the_days_that_were_signed_changes_nothing(
    paired: Paired, number: str, tmp_path: Path
) -> None:
    paired.desk.load_schedule(signed(paired, tmp_path))
    assert not paired.desk.load_schedule(schedule(tmp_path)).new
    assert origin(paired.desk)[0] == "signed"


def test_a_typed_schedule_against_the_signed_one_is_taken_with_a_doubt_that_names_the_days(
    paired: Paired, number: str, tmp_path: Path
) -> None:
    signature = signed(paired, tmp_path)
    paired.desk.load_schedule(signature)
    told = paired.desk.load_schedule(schedule(tmp_path, off=LONGER))
    assert "与岳阳县信访局签发的放假安排不同：2027-02-12" in told.doubts[0]
    assert effective(paired.desk, number, "D5") == dt.date(2027, 2, 15)
    assert last_facts(paired.desk).against_signed
    assert "与县级签发的不同" in last_facts(paired.desk).sentence([*paired.desk.journal()][-1])
    paired.desk.load_schedule(signature)  # undone by the county's file
    assert effective(paired.desk, number, "D5") == dt.date(2027, 2, 12)
    assert not last_facts(paired.desk).against_signed


def test_an_older_signed_schedule_does_not_undo_a_newer_one(
    paired: Paired, number: str, tmp_path: Path, clock: FixedClock
) -> None:
    old = signed(paired, tmp_path, off=LONGER).rename(tmp_path / "old.swtdata")
    clock.pass_by(days=1)
    paired.desk.load_schedule(signed(paired, tmp_path))
    with pytest.raises(RuleBroken) as refused:
        paired.desk.load_schedule(old)
    assert code_of(refused) == "schedule-older"
    assert effective(paired.desk, number, "D5") == dt.date(2027, 2, 12)


def test_a_county_corrects_its_own_schedule(paired: Paired, number: str, tmp_path: Path, clock: FixedClock) -> None:
    paired.desk.load_schedule(signed(paired, tmp_path, off=LONGER))
    clock.pass_by(days=1)
    told = paired.desk.load_schedule(signed(paired, tmp_path))
    assert [(one.before, one.after) for one in told.moved] == [(dt.date(2027, 2, 15), dt.date(2027, 2, 12))]


def test_a_schedule_signed_by_another_county_is_refused_and_changes_nothing(
    paired: Paired, number: str, tmp_path: Path, clock: FixedClock
) -> None:
    other = County.create(
        tmp_path / "other", code="430621", name="岳阳县信访局", passphrase="x", clock=clock, unlock_seconds=0.01
    )
    with other:
        file = Path(other.sign_schedule(schedule(tmp_path), paired.stick).file)
        theirs = other.fingerprint()
    before, written = effective(paired.desk, number, "D5"), len([*paired.desk.journal()])
    with pytest.raises(ExchangeError) as refused:
        paired.desk.load_schedule(file)
    assert code_of(refused) == "data-signer-unknown"
    assert theirs in refused.value.message
    assert (effective(paired.desk, number, "D5"), len([*paired.desk.journal()])) == (before, written)


def test_a_desk_that_has_no_county_takes_no_signed_schedule(desk: Desk, county: County, tmp_path: Path) -> None:
    file = Path(county.sign_schedule(schedule(tmp_path), tmp_path).file)
    with pytest.raises(ExchangeError) as refused:
        desk.load_schedule(file)
    assert code_of(refused) == "data-signer-unknown"


def test_a_signed_file_whose_first_line_was_damaged_is_not_read_as_a_typed_one(
    paired: Paired, number: str, tmp_path: Path
) -> None:
    file = signed(paired, tmp_path)
    file.write_bytes(b"s" + file.read_bytes()[1:])
    with pytest.raises(ExchangeError) as refused:
        paired.desk.load_schedule(file)
    assert code_of(refused) == "data-not-ours"


def test_files_of_the_stick_taken_for_each_other_are_told_apart(paired: Paired, number: str, tmp_path: Path) -> None:
    schedule_of_county = signed(paired, tmp_path)
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(schedule_of_county)
    assert code_of(refused) == "package-is-data"
    assert "放假安排" in refused.value.message
    package = Path(str(paired.desk.export(paired.stick).file))
    with pytest.raises(ExchangeError) as refused:
        paired.desk.load_schedule(package)
    assert code_of(refused) == "data-not-ours"


def test_a_county_signs_no_schedule_with_mistakes(county: County, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        county.sign_schedule(schedule(tmp_path, work={"2027-02-22": "春节"}), tmp_path)
    assert code_of(refused) == "schedule-invalid"
    assert not [*tmp_path.glob("*.swtdata")]


def test_a_county_is_told_what_to_compare_with_the_notice(county: County, tmp_path: Path) -> None:
    assert any("2027-05-01" in doubt for doubt in county.sign_schedule(schedule(tmp_path), tmp_path).doubts)


def test_a_year_stays_provisional_until_its_schedule_is_published(paired: Paired, number: str, tmp_path: Path) -> None:
    file = signed(paired, tmp_path, provisional=True)
    paired.desk.load_schedule(file)
    (clock,) = (one for one in paired.desk.view(number).deadlines if one.code == "D5")
    assert (clock.effective, clock.provisional) == (dt.date(2027, 2, 12), True)
    assert not paired.desk.load_schedule(file).new
    (paired.stick / file.name).unlink()
    paired.desk.load_schedule(signed(paired, tmp_path))
    (clock,) = (one for one in paired.desk.view(number).deadlines if one.code == "D5")
    assert not clock.provisional


def test_progress_counts_every_open_petition(paired: Paired, number: str, tmp_path: Path) -> None:
    registered(paired.desk, title="请求修复水渠")
    heard: list[tuple[int, int]] = []
    paired.desk.load_schedule(signed(paired, tmp_path), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(2, 2)]
