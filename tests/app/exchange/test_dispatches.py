"""What a county sends down: it arrives once, in order, becomes a duty, and the county reads what became of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.answers import ArrivalSeen
from app.county.dispatching import Order
from app.desk import Desk
from app.domain.entries import GENESIS
from app.domain.errors import ExchangeError, RuleBroken
from app.domain.steps.arrival import SetAside
from app.domain.steps.supervision import GiveFeedback
from app.exchange import dispatches
from app.exchange.format import Outline
from app.exchange.keys import decode_card
from app.exchange.sealing import seal
from tests.helpers import MORNING, FixedClock, Paired, code_of, registered, registration

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


def sealed(paired: Paired, changed: Callable[[dict[str, Any]], dict[str, Any]], first: int = 1) -> Path:
    """A package with one dispatch that somebody with the county's keys made in another way."""
    body = {
        **{"v": 1, "sender": paired.county.code, "epoch": 1, "recipient": paired.desk.station, "seq": first},
        **{"at": "2026-03-02T09:00:00+08:00", "officer": "周局", "kind": "matter", "petition": ""},
        **{"content": MATTER, "prev": GENESIS},
    }
    line = json.dumps(changed(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    outline = Outline(kind="dispatches", sender=paired.county.code, epoch=1, first=first, last=first, made_at=MORNING)
    keys, card = vars(paired.county)["_keys"], decode_card(paired.desk.card())
    path = paired.stick / "other.swt"
    path.write_bytes(seal(outline, {dispatches.PART: line}, signer=keys, recipient=card))
    return path


@pytest.mark.parametrize(
    ("change", "code"),
    [
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
    ],
)
def test_a_dispatch_that_is_not_what_it_should_be_is_refused_whole(
    paired: Paired, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(ExchangeError) as refused:
        paired.desk.receive(sealed(paired, lambda body: {**body, **change}))
    assert code_of(refused) == code
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


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (matter(category="denunciation"), "dispatch-denunciation"),
        (matter(result_due=None), "result-day-missing"),
        (matter(letter_on="2026-12-01"), "dispatch-day"),
        (matter(petitioners=[]), "input-invalid"),
        (matter(secret="x"), "input-invalid"),
        (Order(kind="reminder", content=REMINDER, number="没有"), "dispatch-petition-unknown"),
        (Order(kind="matter", content=MATTER, number="1"), "dispatch-petition-not-here"),
        (Order(kind="order", content={}), "dispatch-kind-unknown"),
    ],
)
def test_what_may_not_go_down_is_not_issued(paired: Paired, order: Order, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        paired.county.dispatch(paired.desk.station, order)
    assert code_of(refused) == code
    assert paired.county.dispatches() == ()


def test_a_station_without_a_card_gets_nothing(paired: Paired) -> None:
    with pytest.raises(RuleBroken) as refused:
        paired.county.dispatch("43062110100099", matter())
    assert code_of(refused) == "station-unknown"
