"""The practice desk: whole, deterministic for its day, and honest about where everything lies."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2 as pdfium
import pytest

from app.county.competent import Competent
from app.county.store import County
from app.demo import COUNTY_CODE, PASSPHRASE, build, run
from app.desk import Desk, decode_card
from app.domain.codes import CHANNELS, STAGES
from app.domain.errors import RuleBroken, StorageError
from app.domain.identity import credit_code_doubt
from app.domain.petition import Petition
from app.domain.practice import MARK
from app.domain.records.follow_up import SATISFACTION
from app.security.report_proof import check_report
from app.setup import machine_clock
from tests.app.documents.reading import lines_of
from tests.helpers import OFFICE, OFFICERS, ZONE, FixedClock, code_of, stored

FRIDAY = dt.date(2026, 11, 20)
FAST = 0.01  # seconds to unlock


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one whole run reports, in a folder of its own choice below the system's temporary folder."""
    with pytest.MonkeyPatch.context() as here:
        here.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("demo")))
        return run(None, unlock_seconds=FAST)


@pytest.fixture(scope="module")
def friday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The practice desk of Friday, 20 November 2026; read only by the tests."""
    with build(tmp_path_factory.mktemp("demo") / "desk", today=FRIDAY, unlock_seconds=FAST) as desk:
        yield desk


@pytest.fixture(scope="module")
def petitions(friday: Desk) -> list[Petition]:
    """Its petitions, oldest first."""
    return [stored(friday, row.number) for row in reversed(friday.page(limit=100))]


def test_the_report_is_one_json_document_that_says_it_is_invented(told: dict[str, Any]) -> None:
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    assert told["notice"].startswith("演示数据，均为虚构")


def test_the_county_has_everything_and_the_desk_has_read_that(told: dict[str, Any]) -> None:
    written = told["verify_desk"]["entries"]
    assert told["acknowledgement"] == {"last": written, "words": f"望川县信访局（演示）已签收至第 {written} 号记载。"}
    assert {petition["delivery"] for petition in told["petitions"]} == {"delivered"}
    assert told["verify_county"]["rebuilt"] == {"petitions": len(told["petitions"])}
    assert told["verify_desk"]["lines"] == told["verify_county"]["lines"]


def test_every_stage_is_there(told: dict[str, Any]) -> None:
    assert set(told["stages"]) == set(STAGES.values())
    assert all(told["stages"].values())


def test_every_petition_has_its_papers_as_pdf(told: dict[str, Any]) -> None:
    drawn = {(paper["number"], paper["paper"]) for paper in told["papers"]}
    assert drawn == {(petition["number"], code) for petition in told["petitions"] for code in petition["papers"]}
    for paper in told["papers"]:
        assert Path(paper["file"]).read_bytes().startswith(b"%PDF")


def test_every_named_place_exists(told: dict[str, Any]) -> None:
    places = [told[key] for key in ("folder", "desk", "county", "stick", "papers_folder")]
    places += [package["file"] for package in told["packages"]]
    assert [place for place in places if not Path(place).exists()] == []
    assert Path(told["folder"]).name.startswith("首问台演示-")
    assert all(told["desk"] in command for command in told["open_window"])


def test_desk_and_county_open_with_the_passphrase_told_and_the_real_clock(told: dict[str, Any]) -> None:
    with Desk.open(Path(told["desk"]), told["passphrase"]) as desk:
        changes = desk.describe(desk.office, (*desk.officers, "新来的人"))
        assert changes.notices == ()  # the script never wrote later than now
    with County.open(Path(told["county"]), told["passphrase"], clock=machine_clock) as county:
        assert county.show(told["petitions"][0]["number"])[0].number == told["petitions"][0]["number"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(StorageError) as refused:
        run(tmp_path, unlock_seconds=FAST)
    assert code_of(refused) == "demo-folder-not-empty"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_path_that_cannot_be_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError) as refused:
        run(tmp_path / "file" / "demo", unlock_seconds=FAST)
    assert code_of(refused) == "demo-folder-unwritable"


def test_all_six_channels_and_every_kind_of_petitioner(petitions: list[Petition]) -> None:
    assert {petition.channel for petition in petitions} == set(CHANNELS) - {"other"}
    joint = next(petition for petition in petitions if petition.head_count == 12)
    assert len(joint.addressee_numbers) == 3
    assert any(person.kind == "organisation" for petition in petitions for person in petition.petitioners)
    names = "".join(person.name for petition in petitions for person in petition.petitioners)
    assert {"𠅤", "㛃", "堃"} <= set(names)


def test_leaders_received_and_every_evaluation_is_there(friday: Desk, petitions: list[Petition]) -> None:
    days = friday.reception_days(2026)
    assert [(day.plan is not None, len(day.matters)) for day in days] == [(True, 1), (True, 0)]
    received = next(petition for petition in petitions if petition.receptions)
    assert received.contacts[received.receptions[0].contact - 1].on == received.receptions[0].on
    assert {one.satisfaction for petition in petitions for one in petition.follow_ups} == set(SATISFACTION)
    assert sum(len(petition.lead_cases) for petition in petitions) == 1


def test_no_number_can_be_anybodys(petitions: list[Petition]) -> None:
    people = [person for petition in petitions for person in petition.petitioners]
    phones = {person.phone[:8] for person in people if person.phone}
    assert phones == {"13800000", "0730-000"}  # neither range is given out
    assert all(person.id_number.startswith("990101") for person in people if person.id_number)  # no province 99
    (code,) = [person.credit_code for person in people if person.credit_code]
    assert credit_code_doubt(code) == ""  # the check character is right
    assert code[2:8] == "439906"  # no such county


def test_requests_are_supported_explained_and_refused(petitions: list[Petition]) -> None:
    opinions = [petition.opinion for petition in petitions if petition.opinion]
    assert {result.result for opinion in opinions for result in opinion.draft.results} == {
        "support",
        "explain",
        "reject",
    }


def test_notices_are_served_in_every_way_but_by_announcement(petitions: list[Petition]) -> None:
    services = [service for petition in petitions for service in petition.services]
    assert {service.mode for service in services} == {"direct", "post", "left", "entrusted", "electronic"}


def test_one_opinion_has_reached_one_of_two(petitions: list[Petition]) -> None:
    (issued,) = [petition for petition in petitions if petition.stage == "issued"]
    assert (len(issued.addressee_numbers), len(issued.served("F12"))) == (2, 1)


def test_one_matter_is_closed_settled_and_one_is_not(petitions: list[Petition]) -> None:
    assert Counter(petition.closing.settled for petition in petitions if petition.closing) == {True: 1, False: 1}


def test_hand_overs_wait_and_petitioners_come_again(friday: Desk, petitions: list[Petition]) -> None:
    assert [petition.who for petition in friday.waiting_hand_overs()] == ["吴满香"]
    assert sum(len(petition.contacts) > 1 for petition in petitions) == 3


def test_some_were_registered_days_after_they_came_in(petitions: list[Petition]) -> None:
    late = [p for p in petitions if dt.datetime.fromisoformat(p.registered_at).date() > p.received_on]
    assert late
    assert {petition.channel for petition in late} <= {"letter", "phone", "network", "fax"}


def test_the_duties_of_a_friday_in_november(friday: Desk) -> None:
    duties = friday.due()
    nearest = [(duty.urgency, duty.deadline.code, duty.deadline.effective) for duty in duties[:4]]
    assert nearest == [
        ("overdue", "D1", dt.date(2026, 11, 9)),  # came in on 25 October
        ("today", "D1", dt.date(2026, 11, 20)),  # came in on 5 November
        ("week", "D1", dt.date(2026, 11, 24)),  # came in on 9 November
        ("week", "D5", dt.date(2026, 11, 27)),  # accepted on 28 September
    ]
    (provisional,) = [duty.deadline for duty in duties if duty.deadline.provisional]
    assert (provisional.day_zero, provisional.effective) == (dt.date(2026, 11, 16), dt.date(2027, 1, 15))


def test_of_two_sent_down_one_stays_here_after_an_objection_and_one_goes_back(
    friday: Desk, petitions: list[Petition]
) -> None:
    sent, back = (petition for petition in petitions if petition.from_above)
    assert (back.stage, back.decision and back.decision[0]) == ("returned", "经核实同意退回")
    assert [one.answer.outcome for one in sent.objections if one.answer] == ["refused"]
    states = {clock.code: clock.state for clock in friday.view(sent.number).deadlines}
    assert states == {"D2": "met", "D3": "met", "D5": "running", "D11": "running", "D12": "met"}


def test_one_matter_was_heard_and_one_mediated(petitions: list[Petition]) -> None:
    (hearing,) = [hearing for petition in petitions for hearing in petition.hearings]
    assert hearing.conclusion
    (mediation,) = [mediation for petition in petitions for mediation in petition.mediations]
    assert mediation.settlement


def test_one_matter_waits_for_a_body_below_that_was_reminded(friday: Desk) -> None:
    waiting = [duty for duty in friday.due() if duty.deadline.whose == "other"]
    assert {(duty.urgency, duty.deadline.code, duty.deadline.effective) for duty in waiting} == {
        ("waiting", "D12", dt.date(2026, 11, 23)),
        ("waiting", "D11", dt.date(2026, 11, 26)),
    }
    assert len({duty.number for duty in waiting}) == 1


def test_one_matter_was_supervised_from_above_and_answered(petitions: list[Petition]) -> None:
    (supervised,) = [petition for petition in petitions if petition.supervisions]
    (asked,) = supervised.supervisions
    (answer,) = supervised.feedbacks
    assert (asked.supervision, answer.supervision) == ("supervision", asked.ref)
    assert asked.answered_on == answer.on


def test_one_matter_was_raised_again_and_is_linked_to_the_first(petitions: list[Petition]) -> None:
    linked = {link.link: petition for petition in petitions for link in petition.links}
    assert set(linked) == {"repeat", "split"}
    again = linked["repeat"]
    (link,) = again.links
    first = next(petition for petition in petitions if petition.number == link.number)
    assert (link.link, first.who) == ("repeat", again.who)


def test_the_clock_ends_on_the_day_and_nobody_turned_it_back(friday: Desk) -> None:
    moments = [entry.at for entry in friday.journal()]
    assert moments == sorted(moments)
    assert moments[-1] < "2026-11-20T16:30:00+08:00"
    assert friday.today() == FRIDAY
    assert "clock_set_back" not in {entry.kind for entry in friday.journal()}


def test_the_same_day_tells_the_same_story(friday: Desk, tmp_path: Path) -> None:
    with build(tmp_path / "again", today=FRIDAY, unlock_seconds=FAST) as again:
        ours = [(entry.at, entry.on, entry.officer, entry.facts.sentence(entry)) for entry in friday.journal()]
        theirs = [(entry.at, entry.on, entry.officer, entry.facts.sentence(entry)) for entry in again.journal()]
    assert theirs == ours


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 21, 10, 5, tzinfo=ZONE),  # a Saturday
        dt.datetime(2026, 10, 7, 0, 0, 1, tzinfo=ZONE),  # the last night of the National Day holiday
        dt.datetime(2027, 2, 20, 23, 59, tzinfo=dt.UTC),  # a year without a schedule, another zone
    ],
)
def test_it_can_be_made_at_any_hour_of_any_day(tmp_path: Path, now: dt.datetime) -> None:
    with build(tmp_path / "desk", today=now.date(), unlock_seconds=FAST, now=now) as desk:
        assert {desk.petition(row.number).stage for row in desk.page(limit=100)} == set(STAGES)
        assert all(dt.datetime.fromisoformat(entry.at) <= now for entry in desk.journal())
        assert [duty.urgency for duty in desk.due()].count("overdue") == 1


@pytest.mark.parametrize(
    "today",
    [
        dt.date(2026, 1, 1),  # nothing but the end of the year before
        dt.date(2026, 2, 24),  # the first working day after nine days off
        dt.date(2026, 3, 1),  # a short month lies behind
        dt.date(2026, 3, 12),  # the day of a letter's delivery falls into the Spring Festival
        dt.date(2026, 5, 31),
        dt.date(2026, 10, 8),  # the first working day after the National Day
        dt.date(2026, 10, 24),  # a delivery falls into the National Day holiday
        dt.date(2026, 12, 31),
    ],
    ids=str,
)
def test_holidays_move_what_was_done_and_keep_its_order(tmp_path: Path, today: dt.date) -> None:
    with build(tmp_path / "desk", today=today, unlock_seconds=FAST) as desk:
        petitions = [desk.petition(row.number) for row in desk.page(limit=100)]
        assert {petition.stage for petition in petitions} == set(STAGES)
        assert "overdue" in {duty.urgency for duty in desk.due()}
        assert desk.verify(rebuild=True)["entries"] == desk.exchange().written


def test_months_are_told_as_the_year_goes(tmp_path: Path) -> None:
    with build(tmp_path / "desk", today=dt.date(2026, 3, 2), unlock_seconds=FAST) as desk:
        oldest = desk.petition(desk.page(limit=100)[-1].number)
    assert "去年11月连续下雨" in oldest.facts  # four months before March
    assert "{" not in oldest.facts


def test_a_desk_is_never_built_over_another(tmp_path: Path) -> None:
    clock = FixedClock(dt.datetime(2026, 11, 20, 17, 0, tzinfo=ZONE))
    build(tmp_path, today=FRIDAY, unlock_seconds=FAST).close()
    with pytest.raises(StorageError):
        build(tmp_path, today=FRIDAY, unlock_seconds=FAST)
    with Desk.open(tmp_path, PASSPHRASE, clock=clock) as desk:
        assert desk.verify(rebuild=True)["entries"] == desk.exchange().written


@pytest.fixture
def its_county(tmp_path: Path, clock: FixedClock) -> Iterator[County]:
    with County.create(
        tmp_path / "practice", code=COUNTY_CODE, name="演示", passphrase=PASSPHRASE, clock=clock, unlock_seconds=FAST
    ) as made:
        yield made


def refused(act: object) -> str:
    with pytest.raises(RuleBroken) as told:
        act()  # type: ignore[operator]
    return code_of(told)


def test_practice_and_work_take_no_card_of_each_other(
    friday: Desk, desk: Desk, county: County, its_county: County, tmp_path: Path, clock: FixedClock
) -> None:
    """Without a superior's card nothing can be exported, and a county takes in what its own desks sign alone."""
    assert refused(lambda: friday.trust(county.card())) == "practice-apart"
    assert refused(lambda: friday.trust(county.card(), replace=True)) == "practice-apart"
    assert refused(lambda: friday.trust(desk.card(), below=True)) == "practice-apart"
    assert refused(lambda: desk.trust(its_county.card())) == "practice-apart"
    assert refused(lambda: desk.trust(friday.card(), below=True)) == "practice-apart"
    assert refused(lambda: county.trust(friday.card())) == "practice-apart"
    assert refused(lambda: county.trust(friday.card(), replace=True)) == "practice-apart"
    assert refused(lambda: its_county.trust(desk.card())) == "practice-apart"
    assert refused(lambda: friday.export(tmp_path)) == "not-paired"
    assert friday.peers() == desk.peers() == {}
    assert county.stations() == its_county.stations() == {}


def test_a_competent_body_takes_no_card_of_a_practice_desk_and_nothing_is_sealed_to_it(
    friday: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    with Competent.create(
        tmp_path / "body", code="430621", name="岳阳县纪委监委", passphrase=PASSPHRASE, clock=clock, unlock_seconds=FAST
    ) as body:
        assert refused(lambda: body.trust(friday.card())) == "practice-apart"
        friday.officer = next(one.name for one in friday.staff if "denunciations" in one.roles)
        assert refused(lambda: friday.seal_denunciation("1", body.card(), tmp_path)) == "practice-apart"
        friday.officer = friday.officers[0]


def test_a_code_of_practice_is_no_code_for_work(tmp_path: Path, clock: FixedClock) -> None:
    office = msgspec.structs.replace(OFFICE, station="43990610500001")
    create = lambda: Desk.create(  # noqa: E731
        tmp_path / "new", office=office, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=FAST
    )
    assert refused(create) == "practice-code"
    assert not (tmp_path / "new").exists()


def test_every_page_of_a_paper_bears_the_band_once(friday: Desk, petitions: list[Petition]) -> None:
    number = next(one.number for one in petitions if "F12" in {made.code for made in one.made})
    papers = [friday.paper(number, code) for code in ("F02", "F12")]
    for pdf in (*papers, friday.desk_paper("F36", friday.day_register()), friday.case_file(number)):
        pages = len(pdfium.PdfDocument(pdf))
        assert "".join(lines_of(pdf)).count(MARK) == 2 * pages
    with zipfile.ZipFile(io.BytesIO(friday.docx(number))) as document:
        assert any(MARK.encode() in document.read(name) for name in document.namelist() if "header" in name)


def test_a_sheet_of_practice_says_so_in_its_name(friday: Desk, tmp_path: Path) -> None:
    assert Path(friday.export_sheet(tmp_path, "plain", "csv").file).name.startswith(MARK)


def test_a_verify_report_of_practice_is_still_the_one_that_was_signed(friday: Desk) -> None:
    pdf = friday.desk_paper("F37", friday.verify_report())
    assert check_report(pdf, decode_card(friday.card())).pages_same
    assert MARK in "".join(lines_of(pdf))


def test_papers_for_work_bear_no_band(desk: Desk) -> None:
    assert MARK not in "".join(lines_of(desk.desk_paper("F36", desk.day_register())))
