"""Village desk, township, county: the same protocol at every level, one petition at one desk at a time."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.county.dispatching import Order
from app.county.store import County
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.listing import Selection
from app.domain.petition import Petition
from app.domain.records.attachment import FileGiven
from app.domain.rights import FIRST, GIVEN
from app.domain.steps.acceptance import Accept
from app.domain.steps.archive import Archive
from app.domain.steps.arrival import SetAside
from app.domain.steps.closing import Close
from app.domain.steps.correction import Correct
from app.domain.steps.custody import PassBack, PassOn, SettleBeside, TakeOver
from app.domain.steps.investigation import Investigate
from app.domain.steps.officers import AddOfficer, ChangeOfficer
from app.domain.steps.register import AddContact, Register
from app.domain.steps.service import Serve
from app.domain.steps.upload import SetUploadAddress
from app.exchange import levels
from app.exchange.keys import StationKeys, encode_card, make_card
from app.exchange.visit import StickDone
from tests.helpers import (
    BOTH,
    LOOKER,
    MORNING,
    OFFICE,
    PASSPHRASE,
    STATION,
    FixedClock,
    code_of,
    denounced,
    person,
    registered,
    serve_all,
    stored,
    to_issue,
)

VILLAGE = "43062110120001"
UP, TAKE = PassOn(reason="超出村级权限。"), TakeOver()
DOWN = PassOn(to=VILLAGE, reason="请村里核实。", despite=True)


class House(msgspec.Struct):
    """A village, its township and the county, and the stick between them."""

    village: Desk
    town: Desk
    county: County
    stick: Path

    def up(self) -> None:
        """The village's stick reaches the township; its answer goes back."""
        sent = self.village.export(self.stick)
        for file in (*sent.earlier, sent.file):
            if file:
                self.town.receive(Path(file))
        self.down()

    def down(self) -> list[str]:
        """The township's answer reaches the village."""
        return [self.village.receive(file).words for file in self.town.reply(VILLAGE, self.stick)]

    def to_county(self) -> None:
        """The township's stick reaches the county, in whatever order the files come."""
        sent = self.town.export(self.stick)
        files = [Path(file) for file in (*sent.earlier, sent.file, *sent.relayed) if file]
        for file in random.Random(7).sample(files, len(files)):
            self.county.receive(file)
            self.county.receive(file)
        self.town.receive(self.county.reply(STATION, self.stick))

    def proven(self) -> None:
        """Every chain and every table of all three."""
        for place in (self.village, self.town, self.county):
            place.verify(rebuild=True)


@pytest.fixture(scope="module")
def village_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed village desk, to be copied and never opened."""
    folder = tmp_path_factory.mktemp("templates") / "village"
    office = msgspec.structs.replace(OFFICE, station=VILLAGE, name="石桥村村级代办点")
    Desk.create(
        folder,
        office=office,
        officers=("周村",),
        passphrase=PASSPHRASE,
        common=True,
        clock=FixedClock(),
        unlock_seconds=0.01,
    ).close()
    return folder


@pytest.fixture
def house(desk: Desk, county: County, village_template: Path, clock: FixedClock, tmp_path: Path) -> Iterator[House]:
    stick = tmp_path / "levels"
    stick.mkdir()
    folder = Path(shutil.copytree(village_template, tmp_path / "village"))
    with Desk.open(folder, PASSPHRASE, clock=clock) as village:
        village.trust(desk.card())
        desk.trust(village.card(), below=True)
        desk.trust(county.card())
        county.trust(desk.card())
        yield House(village, desk, county, stick)


def same(house: House, number: str) -> Petition:
    """The petition, which all three hold alike."""
    there, here, above = stored(house.village, number), stored(house.town, number), house.county.show(number)[0]
    assert there == here == above
    return here


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


def test_one_key_at_each_desk_is_enough_for_a_stick_that_goes_up_and_down(house: House) -> None:
    """One stick lies in the village, then in the township, then at the county, and comes back the same way."""
    registered(house.village)
    for desk in (house.village, house.town):
        assert not desk.exchange_stick(house.stick).of("held", "person")
    for file in sorted(house.stick.glob("SWT*.swt")):
        if file.name.startswith(("SWT-" + STATION, "SWTRELAYED-")):
            house.county.receive(file)
    house.county.reply(STATION, house.stick)
    for desk in (house.town, house.village):
        assert not desk.exchange_stick(house.stick).of("held")
    assert house.village.exchange().waiting == 0
    assert house.town.exchange().waiting == 0


def answers(done: StickDone) -> list[str]:
    """The files that were written for the village."""
    return [line.file for line in done.of("written") if line.words.startswith(f"给 {VILLAGE}")]


def test_a_stick_goes_down_with_what_waits_though_nothing_came_up_on_it(house: House) -> None:
    town = house.town
    assert not town.exchange_stick(house.stick).of("held")
    for file in house.stick.iterdir():
        file.unlink()
    content = {
        "kind": "forwarded",
        "sender": "石桥镇人民政府",
        "title": "请求修渠",
        "petitioners": [{"name": "王五", "address": "石桥村二组"}],
        "facts": "水渠垮塌。",
    }
    town.dispatch(VILLAGE, Order(kind="matter", content=content))
    (written,) = answers(town.exchange_stick(house.stick))
    assert written.startswith("SWTDISPATCHES-")
    assert [line.file for line in house.village.exchange_stick(house.stick).of("taken")] == [written]
    assert [one.title for one in house.village.arrivals()] == ["请求修渠"]
    house.up()
    number = registered(town)
    town.run(number, DOWN)
    for file in house.stick.iterdir():
        file.unlink()
    assert [name.split("-")[0] for name in answers(town.exchange_stick(house.stick))] == ["SWTACK", "SWTHANDED"]
    assert not house.village.exchange_stick(house.stick).of("held")
    house.village.run(number, TAKE)
    house.village.exchange_stick(house.stick)
    town.exchange_stick(house.stick)
    for file in house.stick.iterdir():
        file.unlink()
    assert not answers(town.exchange_stick(house.stick))  # nobody below waits for anything


def test_what_a_restored_township_lost_comes_again_from_every_line_of_the_village(
    house: House, tmp_path: Path, clock: FixedClock
) -> None:
    """The village was restored, and then its township from a backup of before anything came from the village."""
    empty = house.town.backup_job("hand", to=tmp_path).run()
    registered(house.village)
    saved = house.village.backup_job("hand", to=tmp_path).run()
    house.up()
    said = Said(reason="电脑损坏", last_numbers=())
    clock.pass_by(hours=1)
    for backup, place in ((saved, "village2"), (empty, "town2")):
        restore(Path(backup.file), tmp_path / place, PASSPHRASE, said, clock=clock)
    with (
        Desk.open(tmp_path / "village2", PASSPHRASE, clock=clock) as village,
        Desk.open(tmp_path / "town2", PASSPHRASE, clock=clock) as town,
    ):
        for desk in (village, house.town, village):  # the township of before: the line of now is held
            clock.pass_by(hours=1)
            desk.exchange_stick(house.stick)
        assert village.exchange().waiting == 0
        for file in house.stick.iterdir():
            file.unlink()
        number = registered(village)
        for desk in (village, town, village, town, village):  # refused for the gap, told so, sent again
            clock.pass_by(hours=1)
            done = desk.exchange_stick(house.stick)
        assert village.exchange().waiting == 0
        assert not done.of("held")
        assert not town.exchange_stick(house.stick).of("held")
        assert [(one.last, one.petitions) for one in town.below()] == [(2, 2)]
        assert stored(village, number).who
        town.verify(rebuild=True)


def test_a_village_restored_to_before_it_took_a_petition_over_is_handed_it_again(
    house: House, tmp_path: Path, clock: FixedClock
) -> None:
    number = registered(house.town)
    saved = house.village.backup_job("hand", to=tmp_path).run()
    house.town.run(number, DOWN)
    house.down()
    house.village.run(number, TAKE)
    house.village.run(number, AddContact(note="询问进度"))
    house.up()
    clock.pass_by(hours=1)
    restore(Path(saved.file), tmp_path / "again", PASSPHRASE, Said(reason="电脑损坏", last_numbers=()), clock=clock)
    with Desk.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        house.village = again
        house.up()  # the township hears that it was restored
        assert [one.number for one in again.handed()] == [number]
        again.run(number, TAKE)
        again.run(number, AddContact(note="再次询问"))
        house.up()
        house.to_county()
        assert stored(again, number).holder == VILLAGE
        assert not again.handed()
        there = [stored(house.town, number), house.county.show(number)[0]]
        assert [[one.note for one in state.contacts[1:]] for state in there] == [["询问进度", "再次询问"]] * 2
        again.run(number, UP)  # and it goes on from there
        house.up()
        house.town.run(number, TAKE)
        house.up()
        house.to_county()
        assert [state.holder for state in (stored(again, number), stored(house.town, number))] == [STATION] * 2
        house.proven()


@BOTH
def test_a_line_that_a_township_sent_on_is_told_as_such(house: House) -> None:
    registered(house.village)
    house.up()
    house.to_county()
    told = {one.code: one for one in house.county.status().stations}
    assert {code: [line.through for line in one.lines] for code, one in told.items()} == {
        STATION: [""],
        VILLAGE: [STATION],
    }
    assert f"由镇级接待台 {STATION} 转报。" in told[VILLAGE].words
    assert {row["station"]: row["through"] for row in house.county.report("report_lines")} == {
        STATION: "",
        VILLAGE: STATION,
    }


def test_a_village_does_not_upload_because_only_a_county_receives_by_the_line(house: House) -> None:
    house.village.run_desk(SetUploadAddress(url="https://xf.example"))
    with pytest.raises(RuleBroken) as refused:
        house.village.upload()
    assert code_of(refused) == "upload-not-to-county"


def test_a_township_sends_a_matter_down_and_reads_what_became_of_it(house: House) -> None:
    """The county's dispatches and the township's to its village are the same code; none is taken for the other's."""
    town, village = house.town, house.village
    number = registered(village)
    content = {"kind": "forwarded", "sender": "石桥镇人民政府", "title": "水渠", "facts": "垮塌。"}
    people = [{"name": "周某", "address": "石桥村五组", "phone": "13800001234"}]
    town.dispatch(VILLAGE, Order(kind="matter", content={**content, "petitioners": people}))
    house.down()
    (matter,) = village.arrivals()
    assert [one.state for one in town.dispatches()] == ["written"]
    step = msgspec.convert(village.registration(matter.ref), Register)
    village.register(step, arrival=matter.ref)
    house.up()
    (seen,) = town.dispatches()
    assert (seen.state, seen.station) == ("taken_up", VILLAGE)
    reminder = {"body": "石桥镇人民政府", "asked": "请到现场核实。"}
    town.dispatch(VILLAGE, Order(kind="reminder", content=reminder, number=number))
    village.run(number, UP)
    house.up()
    house.down()
    (waiting,) = village.arrivals()
    town.run(number, TAKE)
    house.down()
    with pytest.raises(RuleBroken) as refused:
        town.dispatch(VILLAGE, Order(kind="reminder", content=reminder, number=number))
    assert code_of(refused) == "dispatch-petition-moved"
    village.set_aside(waiting.ref, SetAside(reason="已交镇里办理。"))  # beside nothing: it stands with the desk
    house.up()
    house.to_county()
    assert [one.state for one in town.dispatches()] == ["taken_up", "set_aside"]
    assert town.beside(number) == ()
    assert house.county.dispatches() == ()
    house.proven()


def test_an_attachment_goes_through_the_township_as_it_came(house: House, tmp_path: Path) -> None:
    number = registered(house.village)
    file, saved = tmp_path / "合同.txt", tmp_path / "县级.txt"
    file.write_text("承包地二亩。", "utf-8")
    house.village.attach(number, (FileGiven(path=str(file)),))
    house.up()
    house.to_county()  # each file twice: the same again changes nothing
    house.county.save_attachment(number, 1, saved, LOOKER)
    assert saved.read_bytes() == file.read_bytes()
    assert house.county.verify(rebuild=True)["attachments"]["files"] == 1
    house.town.verify(rebuild=True)


def test_what_is_attached_goes_along_with_a_petition_that_is_handed_down(house: House, tmp_path: Path) -> None:
    number = registered(house.town)
    file = tmp_path / "照片.txt"
    file.write_text("路面塌陷。" * 1_000, "utf-8")
    house.town.attach(number, (FileGiven(path=str(file)),))
    house.town.run(number, DOWN)
    (handed,) = [one for one in house.town.reply(VILLAGE, house.stick) if "HANDED" in one.name]
    whole = handed.read_bytes()
    for bad in (whole[:-1], whole[:-50] + bytes([whole[-50] ^ 1]) + whole[-49:]):
        handed.write_bytes(bad)
        with pytest.raises(ExchangeError):
            house.village.receive(handed)
    handed.write_bytes(whole)
    house.village.receive(handed)
    house.village.run(number, TAKE)
    assert house.village.attachment(number, 1) == file.read_bytes()
    assert not list(house.town.folder.glob("*.part"))
    house.up()
    house.to_county()
    house.proven()
