"""What a county sends down: it arrives once, in order, becomes a duty, and the county reads what became of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answers import ArrivalSeen
from app.county.dispatching import Order, checked
from app.desk import Desk
from app.desk.restoring import Said, restore
from app.domain.entries import GENESIS
from app.domain.errors import ExchangeError, RuleBroken, StorageError
from app.domain.records.dispatch import ABOUT_ONE, CONTENTS
from app.domain.records.record import sequence
from app.domain.steps.arrival import SetAside
from app.domain.steps.officers import AddOfficer
from app.domain.steps.register import Register
from app.domain.steps.supervision import GiveFeedback
from app.exchange import dispatches
from app.exchange.format import Algorithms, Header, KeyIds, Outline
from app.exchange.keys import decode_card
from app.exchange.sealing import seal
from tests.conftest import REFERENCE
from tests.helpers import MORNING, PASSPHRASE, FixedClock, Paired, code_of, person, registered, registration, stored

MATTER: dict[str, Any] = {
    "kind": "assigned",
    "sender": "岳阳县信访局",
    "title": "请求修复水渠",
    "petitioners": [{"name": "周某", "address": "石桥镇石桥村五组8号", "phone": "13800001234"}],
    "requests": ["修复五组水渠"],
    "facts": "五组水渠去年汛期垮塌二十米，今年春耕无法放水。",
    "letter_number": "岳信交〔2026〕3号",
    "letter_on": "2026-03-01",
    "result_due": "2026-04-30",
    "report": True,
}
REMINDER: dict[str, Any] = {
    "body": "岳阳县信访局",
    "asked": "请按期办结并书面反馈。",
    "letter_number": "岳信催〔2026〕7号",
    "letter_on": "2026-03-02",
    "due": "2026-03-27",
}


def matter(**given: Any) -> Order:
    return Order(kind="matter", content={**MATTER, **given})


def up(paired: Paired) -> None:
    """The desk's stick to the county."""
    sent = paired.desk.export(paired.stick)
    if sent.file:
        paired.county.receive(Path(sent.file))


def down(paired: Paired) -> list[Path]:
    """What the county writes for the desk."""
    answered = paired.county.answer(paired.desk.station, paired.stick)
    return [Path(name) for name in (answered.file, *(one.file for one in answered.dispatches)) if name]


def only(desk: Desk) -> ArrivalSeen:
    (found,) = desk.arrivals()
    return found


def test_a_matter_sent_down_is_a_duty_with_its_clocks_until_it_is_registered(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.county
    issued = county.dispatch(desk.station, matter(), by="周局")
    assert [one.state for one in county.dispatches()] == ["waiting"]
    (package,) = down(paired)
    assert package.name == f"SWTDISPATCHES-{county.code}-{desk.station}-e1-1-1.swt"
    assert county.dispatches()[0].state == "written"

    clock.pass_by(days=2)
    assert "交办事项1件" in desk.receive(package).words
    duty = only(desk)
    assert (duty.what, duty.title, duty.who, duty.step) == ("交办事项", "请求修复水渠", "周某", "register")
    assert [one.code for one in duty.clocks] == ["D3", "D2", "D11"]
    assert duty.clocks[0].day_zero == clock.now.date()
    assert duty.clocks[2].effective == dt.date(2026, 4, 30)
    assert not desk.receive(package).new

    filled = desk.registration(duty.ref)
    assert filled["petitioners"][0].phone == "138****1234"
    done = desk.register(registration(**{k: v for k, v in filled.items() if v is not None}), arrival=duty.ref)
    assert done.petition is not None
    assert done.petition.origin is not None
    assert done.petition.origin.result_due == dt.date(2026, 4, 30)
    assert [one.code for one in done.deadlines if one.state == "running"] == ["D2", "D3", "D11"]
    assert desk.arrivals() == ()
    assert desk.view(done.number).arrivals[0].number == done.number
    assert desk.reveal(done.number, ("phone",), "回访").petitioners[0].phone == "13800001234"

    up(paired)
    seen = county.dispatches()[0]
    assert (seen.id, seen.state, seen.number) == (issued.id, "taken_up", done.number)
    assert county.answer(desk.station, paired.stick).dispatches == ()


def test_a_reminder_becomes_a_supervised_step_whose_answer_goes_back(paired: Paired, clock: FixedClock) -> None:
    desk, county = paired.desk, paired.county
    number = registered(desk)
    up(paired)
    county.dispatch(desk.station, Order(kind="reminder", content=REMINDER, number=number))
    for file in down(paired):
        desk.receive(file)
    duty = only(desk)
    assert (duty.number, duty.step, duty.clocks[0].code) == (number, "reminder_received", "D12")
    assert desk.view(number).arrivals == (duty,)
    filled = desk.suggest(number, duty.step, arrival=duty.ref)
    assert filled["due"] == dt.date(2026, 3, 27)
    desk.run(number, desk.read_step(duty.step, {k: str(v) for k, v in filled.items()}), arrival=duty.ref)
    desk.run(number, GiveFeedback(situation="已办结。"))
    up(paired)
    assert county.dispatches()[0].state == "taken_up"
    at_county, at_desk = county.show(number)[0], desk.view(number).petition
    assert at_county.supervisions == at_desk.supervisions
    assert at_county.feedbacks == at_desk.feedbacks != ()


def test_what_came_down_is_masked_and_hidden_from_who_sees_only_their_own(paired: Paired) -> None:
    desk, county = paired.desk, paired.county
    county.dispatch(desk.station, matter())
    desk.receive(down(paired)[0])
    ref = only(desk).ref
    assert only(desk).arrival.content["petitioners"][0]["phone"] == "138****1234"
    assert desk.arrival(ref).arrival.content["petitioners"][0]["address"] == "石桥镇石桥村****"
    earlier = registered(desk, person("周某", phone="13800001234"), facts="别的事。", requests=("别的请求",))
    filled = {name: value for name, value in desk.registration(ref).items() if value is not None}
    (found,) = desk.candidates(registration(**filled), arrival=ref)
    assert (found.number, {reason.sign for reason in found.reasons}) == (earlier, {"name", "phone"})
    with pytest.raises(RuleBroken) as refused:
        desk.register(registration(**{**filled, "category": "denunciation"}), arrival=ref)
    assert code_of(refused) == "denunciation-linked"
    desk.run_desk(AddOfficer(officer="村代办甲", roles=("village",)))
    desk.officer = "村代办甲"
    assert desk.arrivals() == ()
    for ask in (desk.arrival, desk.registration):
        with pytest.raises(RuleBroken) as refused:
            ask(ref)
        assert code_of(refused) == "no-such-arrival"


def test_what_was_registered_from_the_paper_is_set_aside_with_its_number(paired: Paired) -> None:
    desk, county = paired.desk, paired.county
    number = registered(desk)
    county.dispatch(desk.station, matter())
    desk.receive(down(paired)[0])
    ref = only(desk).ref
    with pytest.raises(RuleBroken) as refused:
        desk.set_aside(ref, SetAside(reason="已登记。", number="没有这件"))
    assert code_of(refused) == "no-such-petition"
    desk.set_aside(ref, SetAside(reason="已按纸质来文登记。", number=number))
    assert desk.arrivals() == ()
    with pytest.raises(RuleBroken) as refused:
        desk.set_aside(ref, SetAside(reason="再一次。"))
    assert code_of(refused) == "arrival-taken"
    up(paired)
    seen = county.dispatches()[0]
    assert (seen.state, seen.number, seen.note) == ("set_aside", number, "已按纸质来文登记。")


def test_a_missing_package_is_named_and_nothing_is_taken_twice(paired: Paired, tmp_path: Path) -> None:
    desk, county = paired.desk, paired.county
    packages = []
    for title in ("第一件", "第二件", "第三件"):
        county.dispatch(desk.station, matter(title=title))
        packages.append(down(paired)[-1].rename(tmp_path / f"{title}.swt"))
    desk.receive(packages[1])
    assert not desk.receive(packages[0]).new
    desk.receive(packages[2])
    assert not desk.receive(packages[1]).new
    assert [one.title for one in desk.arrivals()] == ["第一件", "第二件", "第三件"]


def test_a_package_of_dispatches_may_be_larger_than_other_small_ones(paired: Paired) -> None:
    """As a few data files are, which wait together."""
    content = {"told": "一" * (6 * 1024 * 1024)}  # 18 MiB, of a kind of a later version

    def later(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "kind": "later", "content": content}

    assert paired.desk.receive(sealed(paired, later)).new
    assert only(paired.desk).what


def sealed(paired: Paired, changed: Callable[[dict[str, Any]], dict[str, Any]], first: int = 1) -> Path:
    """A package with one dispatch that somebody with the county's keys made in another way."""
    body = {
        **{"v": 1, "sender": paired.county.code, "epoch": 1, "recipient": paired.desk.station, "seq": first},
        **{"at": "2026-03-02T09:00:00+08:00", "officer": "周局", "kind": "matter", "petition": ""},
        **{"content": MATTER, "prev": GENESIS},
    }
    line = json.dumps(changed(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    outline = Outline(kind="dispatches", sender=paired.county.code, epoch=1, first=first, last=first, made_at=MORNING)
    keys, card = vars(paired.county)["_intake"].opening(""), decode_card(paired.desk.card())
    path = paired.stick / "other.swt"
    path.write_bytes(seal(outline, {dispatches.PART: line}, signer=keys, recipient=card))
    return path


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"content": {**MATTER, "category": "denunciation"}}, "dispatch-denunciation"),
    ({"content": {**MATTER, "secret": "x"}}, "dispatch-content"),
    ({"content": {**MATTER, "head_count": 1.5}}, "dispatch-damaged"),
    ({"kind": "reminder", "content": REMINDER}, "dispatch-content"),
    ({"recipient": "43062110100099"}, "dispatch-damaged"),
    ({"seq": 2}, "dispatch-damaged"),
    ({"prev": "0" * 63 + "1"}, "dispatch-damaged"),
    ({"more": 1}, "dispatch-damaged"),
    ({"at": "gestern"}, "dispatch-damaged"),
    ({"v": 2}, "dispatch-newer"),
)


def test_a_dispatch_that_is_not_what_it_should_be_is_refused_whole(paired: Paired) -> None:
    for change, code in WRONG:
        with pytest.raises(ExchangeError) as refused:
            paired.desk.receive(sealed(paired, lambda body, change=change: {**body, **change}))
        assert code_of(refused) == code, change
    assert paired.desk.arrivals() == ()


def test_a_gap_says_which_numbers_and_which_package_and_a_fork_is_named(paired: Paired) -> None:
    desk, county = paired.desk, paired.county
    with pytest.raises(ExchangeError) as refused:
        desk.receive(sealed(paired, lambda body: {**body, "prev": "1" * 64}, first=3))
    assert (code_of(refused), refused.value.facts["missing"]) == ("dispatch-gap", [1, 2])
    assert f"SWTDISPATCHES-{county.code}-{desk.station}-e1-1-" in refused.value.message
    county.dispatch(desk.station, matter())
    desk.receive(down(paired)[0])
    for first, prev in ((1, GENESIS), (2, "1" * 64)):
        changed = sealed(paired, lambda body, prev=prev: {**body, "prev": prev, "officer": "别人"}, first=first)
        with pytest.raises(ExchangeError) as refused:
            desk.receive(changed)
        assert code_of(refused) == "dispatch-fork"
    assert len(desk.arrivals()) == 1


def test_a_kind_of_a_later_version_is_kept_and_shown_by_its_name(paired: Paired) -> None:
    desk = paired.desk
    desk.receive(sealed(paired, lambda body: {**body, "kind": "appointment", "content": {"day": "2026-04-01"}}))
    duty = only(desk)
    assert (duty.what, duty.step) == ("本版程序不认识的下发件（appointment）", "")
    assert "升级程序" in duty.why
    assert duty.arrival.content == {"day": "2026-04-01"}
    assert desk.verify(rebuild=True)["rebuilt"]["arrivals"] == 1


def test_a_letter_about_a_petition_that_is_not_here_waits_at_the_desk(paired: Paired) -> None:
    desk = paired.desk
    about = f"{desk.station}.1.99"
    desk.receive(sealed(paired, lambda body: {**body, "kind": "reminder", "petition": about, "content": REMINDER}))
    duty = only(desk)
    assert (duty.number, duty.arrival.here) == ("", False)


REFUSED = (
    (matter(category="denunciation"), "dispatch-denunciation"),
    (matter(result_due=None), "result-day-missing"),
    (matter(letter_on="2026-12-01"), "dispatch-day"),
    (matter(petitioners=[]), "input-invalid"),
    (matter(secret="x"), "input-invalid"),
    (Order(kind="reminder", content=REMINDER, number="没有"), "dispatch-petition-unknown"),
    (Order(kind="matter", content=MATTER, number="1"), "dispatch-petition-not-here"),
    (Order(kind="order", content={}), "dispatch-kind-unknown"),
)


def test_what_may_not_go_down_is_not_issued(paired: Paired) -> None:
    for order, code in REFUSED:
        with pytest.raises(RuleBroken) as refused:
            paired.county.dispatch(paired.desk.station, order)
        assert code_of(refused) == code
    with pytest.raises(RuleBroken) as refused:
        paired.county.dispatch("43062110100099", matter())
    assert code_of(refused) == "station-unknown"
    assert paired.county.dispatches() == ()


def test_whatever_is_lost_repeated_or_late_each_dispatch_arrives_once_and_in_order(paired: Paired) -> None:
    desk, county, station = paired.desk, paired.county, paired.desk.station
    numbers = [registered(desk)]
    up(paired)
    known = list(numbers)  # those of which the county surely has heard
    packages: tuple[list[Path], list[Path]] = ([], [])  # on sticks: down, up

    def kept(file: Path) -> Path:
        return file.rename(file.with_name(f"{len(packages[0]) + len(packages[1])}.swt"))

    def act(what: str, which: int) -> None:
        if what == "issue":
            county.dispatch(station, matter(title=f"第{which}件"))
        elif what == "remind":
            county.dispatch(station, Order(kind="reminder", content=REMINDER, number=known[which % len(known)]))
        elif what == "reply":
            packages[0].extend(kept(file) for file in down(paired))
        elif what == "export" and (sent := desk.export(paired.stick)).file:
            packages[1].append(kept(Path(sent.file)))
        elif what == "take" and (waiting := desk.arrivals()):
            take(waiting[which % len(waiting)])
        elif what == "desk" and packages[0]:
            with contextlib.suppress(ExchangeError):
                desk.receive(packages[0][which % len(packages[0])])
        elif what == "county" and packages[1]:
            with contextlib.suppress(ExchangeError):
                county.receive(packages[1][which % len(packages[1])])

    def take(seen: ArrivalSeen) -> None:
        if seen.step == "register":
            filled = {name: value for name, value in desk.registration(seen.ref).items() if value is not None}
            numbers.append(desk.register(Register(**filled), arrival=seen.ref).number)
        else:
            filled = msgspec.to_builtins(desk.suggest(seen.number, seen.step, arrival=seen.ref))
            desk.run(seen.number, desk.read_step(seen.step, filled), arrival=seen.ref)

    @settings(max_examples=8)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("issue", "remind", "reply", "export", "take", "desk", "desk", "county")),
                st.integers(0, 99),
            ),
            max_size=12,
        )
    )
    def held(acts: list[tuple[str, int]]) -> None:
        for one in acts:
            act(*one)
        for _time in range(2):  # and then no stick is lost any more
            for file in down(paired):
                desk.receive(file)
            up(paired)
        known[:] = numbers
        came = [one.arrival for one in desk.arrivals(all_of_them=True)]
        assert sorted(one.seq for one in came) == list(range(1, len(came) + 1))
        refs = [sequence(one.ref) for one in sorted(came, key=lambda one: one.seq)]
        assert refs == sorted(refs)
        states = {True: ("taken_up", "set_aside"), False: ("arrived",)}
        taken = {one.seq: one.taken is not None for one in came}
        assert all(one.state in states[taken[one.seq]] for one in county.dispatches())
        assert county.answer(station, paired.stick).dispatches == ()
        for number in {row.number for row in desk.page(limit=1000)} & set(numbers):
            assert county.show(number)[0] == stored(desk, number)

    held()
    desk.verify(rebuild=True)
    county.verify(rebuild=True)


def test_what_a_desk_lost_in_a_restore_is_sent_once_more(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    desk, county = paired.desk, paired.county
    backup = desk.backup_job("hand").run()
    county.dispatch(desk.station, matter())
    desk.receive(down(paired)[0])
    up(paired)
    assert county.dispatches()[0].state == "arrived"
    desk.close()
    clock.pass_by(hours=1)
    said = Said(reason="电脑损坏", last_numbers=())
    restore(Path(backup.file), tmp_path / "again", PASSPHRASE, said=said, clock=clock)
    with Desk.open(tmp_path / "again", PASSPHRASE, clock=clock) as again:
        assert again.arrivals() == ()
        up(Paired(again, county, paired.stick))
        assert county.dispatches()[0].state == "written"
        again.receive(down(paired)[-1])
        assert len(again.arrivals()) == 1
        up(Paired(again, county, paired.stick))
    assert county.dispatches()[0].state == "arrived"


def test_what_a_later_backup_brings_back_is_not_sent_again(paired: Paired, clock: FixedClock, tmp_path: Path) -> None:
    """Restored from a backup before the arrival, then from one after it: the county knows which holds."""
    desk, county = paired.desk, paired.county
    before = desk.backup_job("hand", to=tmp_path).run()
    county.dispatch(desk.station, matter())
    desk.receive(down(paired)[0])
    (tmp_path / "after").mkdir()
    after = desk.backup_job("hand", to=tmp_path / "after").run()
    up(paired)
    desk.close()
    said = Said(reason="电脑损坏", last_numbers=())
    for number, (backup, state) in enumerate(((before, "written"), (after, "arrived"))):
        clock.pass_by(hours=1)
        restore(Path(backup.file), tmp_path / f"again{number}", PASSPHRASE, said=said, clock=clock)
        with Desk.open(tmp_path / f"again{number}", PASSPHRASE, clock=clock) as again:
            up(Paired(again, county, paired.stick))
            assert county.dispatches()[0].state == state
            assert len(again.arrivals()) == (state == "arrived")
    county.verify(rebuild=True)


TAMPERED = (
    ("UPDATE dispatches SET body = CAST(replace(CAST(body AS TEXT), '水渠', '道') AS BLOB)", "dispatches-damaged"),
    ("UPDATE dispatches SET seq = 2", "dispatches-damaged"),
    ("UPDATE dispatch_news SET how = 'recorded'", "projection-differs"),
    ("DELETE FROM dispatch_news", "projection-differs"),
)


def test_verifying_the_county_finds_what_was_changed_of_its_dispatches(paired: Paired) -> None:
    paired.county.dispatch(paired.desk.station, matter())
    paired.desk.receive(down(paired)[0])
    up(paired)
    tables = vars(paired.county)["_tables"]
    for statement, code in TAMPERED:
        paired.county.verify(rebuild=True)
        with contextlib.suppress(InterruptedError), tables.atomic():
            tables.execute(statement)
            with pytest.raises(StorageError) as refused:
                paired.county.verify(rebuild=True)
            assert code_of(refused) == code
            raise InterruptedError  # and back


def schema() -> dict[str, Any]:
    """The JSON Schema of a dispatch: the body, and the closed content of each kind."""
    named, parts = msgspec.json.schema_components(CONTENTS.values(), ref_template="#/$defs/{name}")
    alternatives = [
        {"properties": {"kind": {"const": kind}, "content": content}}
        for kind, content in sorted(zip(CONTENTS, named, strict=True))
    ]
    body = msgspec.json.schema(dispatches.Dispatch)["$defs"]["Dispatch"]
    for part in parts.values():
        part.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Body of a dispatch (docs/exchange.md)",
        "type": "object",
        "properties": body["properties"],
        "required": body["required"],
        "additionalProperties": False,
        "oneOf": alternatives,
        "$defs": dict(sorted(parts.items())),
    }


def test_the_schema_of_dispatches_is_the_one_that_was_read(request: pytest.FixtureRequest) -> None:
    file = REFERENCE.parents[1] / "docs" / "schema" / "dispatches.schema.json"
    text = json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--update-reference"):
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text, "read the change, then run pytest --update-reference"


BODY = {"body": "岳阳县信访局"}
EACH: dict[str, dict[str, Any]] = {
    "matter": MATTER,
    "reminder": REMINDER,
    "supervision": {**REMINDER, "supervision": "supervision", "trigger": "T1"},
    "review_request": {**BODY, "number": "岳政复查函〔2026〕3号", "due": "2026-04-22", "petitioner": "张三"},
    "review_decision": {**BODY, "number": "岳政复查〔2026〕8号", "decided_on": "2026-03-01", "result": "uphold"},
    "objection_answer": {**BODY, "outcome": "refused", "note": "按属地管理由镇政府牵头办理。"},
    "data": {"name": "SWTDATA-430621-holiday_schedule-2027.swtdata", "file": "SHOUWENTAI DATA\n{}\n-\n"},
    "key": {"succession": "{}"},
}


def test_the_bytes_of_a_chain_of_every_kind_are_frozen(check_reference: Callable[[str, bytes], None]) -> None:
    """Each line is what a sender of these contents must write: every field, the hash of the line before."""
    previous, bodies = GENESIS, []
    for seq, kind in enumerate(CONTENTS, 1):
        about = kind in ABOUT_ONE
        content = checked(Order(kind=kind, content=EACH[kind], number="1" if about else ""), MORNING.date())
        one = dispatches.encode(
            dispatches.Dispatch(
                v=1,
                sender="430621",
                epoch=1,
                recipient="43062110100001",
                seq=seq,
                at="2026-03-02T09:00:00+08:00",
                officer="周局",
                kind=kind,
                petition="43062110100001.1.2" if about else "",
                content=content,
                prev=previous,
            )
        )
        previous = one.hash
        bodies.append(one.body)
    check_reference("dispatches/dispatches.jsonl", dispatches.part_of(bodies))
    check_reference("dispatches/last.sha256", f"{previous}\n".encode())
    header = format_header(len(bodies))
    assert [one.body for one in dispatches.read_part(dispatches.part_of(bodies), header)] == bodies


def format_header(last: int) -> Header:
    """A header as a package with these dispatches has."""
    return Header(
        **{"kind": "dispatches", "sender": "430621", "epoch": 1, "first": 1, "last": last, "made_at": MORNING},
        recipient="43062110100001",
        algorithms=Algorithms(),
        keys=KeyIds(sign="", seal=""),
        payload_bytes=0,
        payload_sha256="0" * 64,
    )
