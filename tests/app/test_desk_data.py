"""Data that the county signed: looked at, confirmed, taken in from a path or from bytes, refused where it must be."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli import main
from app.county.store import County
from app.desk import Desk
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.steps.acceptance import Accept
from app.domain.steps.service import Serve
from app.exchange import data_package
from app.exchange.keys import decode_card
from tests.app.domain.test_code_lists import LAND, LIST, TOP, VILLAGE
from tests.app.domain.test_divisions import FILE as DIVISIONS
from tests.app.domain.test_divisions import TOWN, village
from tests.app.domain.test_regional import D5, FILE
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, Paired, code_of, registered, registration

REGIONAL = msgspec.structs.replace(OFFICE, region="mou")


def written(folder: Path, told: dict[str, Any], name: str = "typed.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def signed(paired: Paired, folder: Path, told: dict[str, Any], kind: str = "periods") -> Path:
    """A file of the county on the stick; the same day's earlier one is put aside."""
    for old in paired.stick.glob(f"*{kind}*"):
        old.rename(folder / f"{len([*folder.iterdir()])}-{old.name}")
    return Path(paired.county.sign_data(kind, written(folder, told), paired.stick).file)


@pytest.fixture
def regional(paired: Paired, clock: FixedClock, tmp_path: Path) -> str:
    """A desk that counts by its region from tomorrow on, with one petition accepted then."""
    paired.desk.load_data(signed(paired, tmp_path, FILE), confirmed=True)
    paired.desk.describe(REGIONAL, OFFICERS)
    clock.pass_by(days=1)
    number = registered(paired.desk)
    paired.desk.run(number, Accept())
    return number


def lengths(paired: Paired, number: str) -> dict[str, int]:
    return {one.code: one.length for one in paired.desk.view(number).deadlines}


def refusal(paired: Paired, source: Path | bytes, **given: Any) -> str:
    written_before = len([*paired.desk.journal()])
    with pytest.raises((RuleBroken, ExchangeError)) as refused:
        paired.desk.load_data(source, **given)
    assert len([*paired.desk.journal()]) == written_before
    assert "没有采用" in refused.value.message or code_of(refused) == "data-unconfirmed"
    return code_of(refused)


def test_a_region_that_was_signed_is_offered_chosen_and_counted_by(paired: Paired, regional: str) -> None:
    desk = paired.desk
    assert desk.regions.titles["mou"] == "某省"
    assert lengths(paired, regional)["D5"] == 45
    entry = next(one for one in desk.journal() if one.kind == "periods_loaded")
    assert entry.facts.sentence(entry).startswith("导入某省期限规定，由岳阳县信访局于2026-03-02签发，指纹")
    desk.verify(rebuild=True)
    sent = desk.export(paired.stick)
    assert paired.county.receive(Path(str(sent.file))).last == sent.last


def test_nothing_that_changes_a_period_is_taken_in_before_a_person_has_read_it(paired: Paired, tmp_path: Path) -> None:
    file = signed(paired, tmp_path, {**FILE, "periods": [{**D5, "length": 90}]})
    seen = paired.desk.look_at_data(file)
    assert (seen.taken, seen.worse) == (False, ("D5",))
    assert "对信访人不利" in seen.confirm[0]
    assert D5["basis"] in seen.confirm[0]
    assert refusal(paired, file) == "data-unconfirmed"
    told = paired.desk.load_data(file, confirmed=True)
    assert (told.taken, told.moved) == (True, ())
    assert "单位资料" in told.doubts[0]  # the office has chosen no region yet
    entry = [*paired.desk.journal()][-1]
    assert "经核对仍采用比全国规定对信访人不利的D5" in entry.facts.sentence(entry)


def test_a_new_file_moves_the_open_clocks_and_says_from_when_to_when_and_why(
    paired: Paired, regional: str, clock: FixedClock, tmp_path: Path
) -> None:
    desk = paired.desk
    done = registered(desk)
    desk.run(done, Accept())
    desk.run(done, Serve(paper="F03"))
    clock.pass_by(days=7)
    five = {**D5, "code": "D1", "title": "书面告知信访人", "article": "《某省信访条例》第十条", "length": 12}
    told = desk.load_data(signed(paired, tmp_path, {**FILE, "periods": [{**D5, "length": 50}, five]}), confirmed=True)
    assert [(one.number, one.code, one.before, one.after, one.why) for one in told.moved] == [
        (regional, "D1", dt.date(2026, 3, 18), dt.date(2026, 3, 16), told.moved[0].why),
        (regional, "D5", dt.date(2026, 4, 17), dt.date(2026, 4, 22), told.moved[1].why),
        (done, "D5", dt.date(2026, 4, 17), dt.date(2026, 4, 22), told.moved[2].why),
    ]
    assert told.moved[0].why == "《某省信访条例》第十条：书面告知信访人由15日改为12日（2026-03-03起）"
    assert lengths(paired, done) == {"D1": 15, "D5": 50}  # told before: keeps its fifteen days
    assert [one.changed[-1] for one in desk.data_files() if one.loaded_on] == ["3个期限有变动", "0个期限有变动"]


def test_the_same_file_again_changes_nothing_and_an_older_one_is_refused(
    paired: Paired, regional: str, clock: FixedClock, tmp_path: Path
) -> None:
    first = next(paired.stick.glob("*periods*"))
    again = paired.desk.load_data(first.read_bytes())
    assert (again.new, again.taken) == (False, False)
    old = first.read_bytes()
    clock.pass_by(days=1)
    paired.desk.load_data(signed(paired, tmp_path, {**FILE, "periods": [{**D5, "length": 50}]}), confirmed=True)
    assert refusal(paired, old, confirmed=True) == "data-older"
    assert lengths(paired, regional)["D5"] == 50


def test_what_another_county_signed_or_one_changed_byte_is_refused(
    paired: Paired, tmp_path: Path, clock: FixedClock
) -> None:
    other = County.create(
        tmp_path / "other", code="430621", name="岳阳县信访局", passphrase="x", clock=clock, unlock_seconds=0.01
    )
    with other:
        theirs = Path(other.sign_data("periods", written(tmp_path, FILE), tmp_path).file)
    assert refusal(paired, theirs, confirmed=True) == "data-signer-unknown"
    data = signed(paired, tmp_path, FILE).read_bytes()
    assert refusal(paired, data.replace(b'"length":45', b'"length":46'), confirmed=True) == "data-damaged"
    assert refusal(paired, data.replace(b'"version":1}', b'"version":2}'), confirmed=True) == "data-newer"


def test_what_is_signed_is_held_to_the_rules_all_the_same_and_no_other_kind_is_guessed_at(paired: Paired) -> None:
    keys = vars(paired.county)["_intake"].opening("")
    sealed = {"keys": keys, "card": decode_card(paired.county.card()), "made_on": dt.date(2026, 3, 2)}

    def made(kind: str, content: dict[str, Any], **given: Any) -> bytes:
        return data_package.sign(kind, content, **{**sealed, **given})

    with pytest.raises(RuleBroken) as refused:
        paired.desk.load_data(made("periods", {**FILE, "region": "national"}))
    assert code_of(refused) == "periods-invalid"
    assert refusal(paired, made("weather", {})) == "data-kind-unknown"
    assert refusal(paired, made("periods", FILE, made_on=dt.date(2026, 3, 3))) == "data-signed-later"


def test_the_county_signs_no_file_with_mistakes(county: County, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as refused:
        county.sign_data("periods", written(tmp_path, {**FILE, "periods": [{**D5, "unit": "week"}]}), tmp_path)
    assert "第15行" in refused.value.message
    assert not [*tmp_path.glob("*.swtdata")]


def test_a_schedule_is_recognised_by_the_same_door(paired: Paired, tmp_path: Path) -> None:
    schedule = {"year": 2027, "notice": "试验用", "source": "试验用", "off": {"2027-01-01": "元旦"}, "work": {}}
    file = Path(paired.county.sign_schedule(written(tmp_path, schedule), paired.stick).file)
    assert paired.desk.look_at_data(file).kind == "holiday_schedule"
    told = paired.desk.load_data(file.read_bytes())
    assert (told.taken, told.title) == (True, "2027年放假安排")


def test_on_the_command_line_a_file_is_shown_confirmed_and_listed(
    paired: Paired, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUWEN_PASSPHRASE", PASSPHRASE)
    desk, store = paired.desk, paired.county
    desk.close()
    store.close()

    def run(*words: object) -> dict[str, Any]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return {"code": code, **json.loads(said.err if code else said.out)}

    made = run("county-periods", store.folder, written(tmp_path, FILE), "--to", paired.stick)
    assert (made["title"], len(made["changes"])) == ("某省期限规定", 1)
    assert run("data", desk.folder, "show", made["file"])["file"]["confirm"] == made["changes"]
    assert run("data", desk.folder, "load", made["file"])["error"] == "data-unconfirmed"
    assert run("data", desk.folder, "load", made["file"], "--confirm")["file"]["taken"]
    assert "某省期限规定" in [one["title"] for one in run("data", desk.folder, "show")["files"]]


def counted(paired: Paired, table: str) -> dict[str, int | None]:
    """Line -> matters, of one table over the month."""
    counts = paired.desk.counts(dt.date(2026, 3, 1), dt.date(2026, 12, 31))
    (found,) = (one for one in counts.tables if one.code == table)
    return {line.title: line.cells[0].value for line in found.lines}


def test_a_list_of_the_county_is_chosen_from_closed_renamed_and_counted_as_it_is_called_now(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    desk = paired.desk
    free = registered(desk, content_class="修路")
    told = desk.load_data(signed(paired, tmp_path, LIST, "codes"))
    assert (told.taken, told.changes) == (True, ("新增农村农业、土地承包、村务管理",))
    assert [one.words for one in desk.content_classes_now()][1] == "农村农业／土地承包"
    listed = registered(desk, content_class="0101")
    with pytest.raises(RuleBroken) as refused:
        registered(desk, content_class="修路")
    assert code_of(refused) == "code-unknown"
    clock.pass_by(days=1)
    later = {
        **LIST,
        "valid_from": "2026-03-03",
        "codes": [TOP, {**LAND, "words": "土地"}, {**VILLAGE, "closed_on": "2026-03-04"}],
    }
    old = next(paired.stick.glob("*codes*")).read_bytes()
    told = desk.load_data(signed(paired, tmp_path, later, "codes").read_bytes())
    assert told.changes == ("更名土地承包改为土地", "停用村务管理（2026-03-04起）")
    assert not desk.load_data(old).new  # here already; it holds for the days before the later one
    clock.pass_by(days=1)
    with pytest.raises(RuleBroken) as refused:
        registered(desk, content_class="0102")
    assert code_of(refused) == "code-closed"
    assert desk.petition(free).content_class == "修路"
    assert desk.petition(listed).content_class == "农村农业／土地承包"
    assert counted(paired, "content_class") == {"农村农业／土地": 1, "修路": 1}
    assert [one.title for one in desk.data_files() if one.kind == "codes" and one.loaded_on] == [
        *(["内容分类代码表（岳阳县2026年版）"] * 2)
    ]
    desk.verify(rebuild=True)


def test_villages_of_the_county_are_proposed_found_under_every_name_and_rewrite_nothing(
    paired: Paired, clock: FixedClock, tmp_path: Path
) -> None:
    desk = paired.desk
    here = registered(desk, place="石桥村", facts="路面塌陷。", requests=("修路",), title="修路")
    town = [village(0, "石桥镇", closed_on="2026-07-01"), village(300, "新石桥镇", predecessors=[f"{TOWN}000"])]
    told = desk.load_data(
        signed(paired, tmp_path, {**DIVISIONS, "divisions": [*DIVISIONS["divisions"][1:], *town]}, "divisions")
    )
    assert told.taken
    assert "台号启用后不能更改" in told.doubts[0]
    clock.set(clock.now.replace(month=7, day=2))
    there = registered(desk, place="新桥村", facts="路面塌陷。", requests=("修路",), title="修路")
    made = desk.register(registration(place="石桥村"))
    assert "石桥村已于2026-07-01并入新桥村，按所填登记。" in made.notices
    assert [one.name for one in desk.villages() if one.open][:2] == ["绿柳社区", "新桥村"]
    for name in ("石桥村", "新桥村"):
        assert {one.number for one in desk.search(name)} >= {here, there}
    assert desk.view(here).places == ("石桥村已于2026-07-01并入新桥村",)
    assert desk.petition(here).place == "石桥村"
    assert counted(paired, "place") == {"新桥村": 1, "石桥村（石桥村已于2026-07-01并入新桥村）": 2}
    assert desk.station == OFFICE.station
    desk.verify(rebuild=True)


def test_divisions_of_another_township_are_refused(paired: Paired, tmp_path: Path) -> None:
    other = {**DIVISIONS, "area": "430621102", "divisions": [{"code": "430621102201", "name": "甲村"}]}
    assert refusal(paired, signed(paired, tmp_path, other, "divisions")) == "data-other-area"


def test_a_county_signs_divisions_of_its_own_alone(county: County, tmp_path: Path) -> None:
    other = {**DIVISIONS, "area": "430622", "divisions": [{"code": "430622101201", "name": "甲村"}]}
    with pytest.raises(RuleBroken) as refused:
        county.sign_data("divisions", written(tmp_path, other), tmp_path)
    assert code_of(refused) == "divisions-elsewhere"


def test_villages_are_proposed_from_the_national_table_until_the_county_has_signed_its_own(
    county: County, tmp_path: Path, clock: FixedClock
) -> None:
    office = msgspec.structs.replace(OFFICE, station="43062111200001")
    with Desk.create(
        tmp_path / "other", office=office, officers=OFFICERS, passphrase=PASSPHRASE, clock=clock, unlock_seconds=0.1
    ) as desk:
        proposed = {one.name for one in desk.villages()}
        assert "龙湾村" in proposed
        assert desk.divisions.on(desk.today()) == ()
        assert any(one.origin == "shipped" and "2023-06-30" in one.title for one in desk.data_files())
        desk.trust(county.card())
        told = {**DIVISIONS, "area": "430621112", "divisions": [{"code": "430621112201", "name": "新开村"}]}
        desk.load_data(Path(county.sign_data("divisions", written(tmp_path, told), tmp_path).file))
        assert [one.name for one in desk.villages()] == ["新开村"]
