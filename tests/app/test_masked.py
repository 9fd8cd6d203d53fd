"""What the desk hands out hides the details of persons; in full only by right, for a purpose, and recorded."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.listing import Selection
from app.domain.masking import MASKS, STARS
from app.domain.rights import ROLES, Right
from app.domain.steps.acceptance import Accept
from app.domain.steps.attachment import Attach
from app.domain.steps.officers import AddOfficer
from app.domain.steps.register import AddContact
from app.domain.steps.split import SplitContact
from app.domain.steps.table import STEPS
from tests.helpers import code_of, person, registered, registration, stored, to_issue
from tests.strategies import any_step

ID, PHONE, ADDRESS = "430621197005121239", "13800001234", "石桥镇石桥村三组12号"
SECRETS = (ID, PHONE, "三组12号", "13900005678", "五组3号")
CORRECTIONS = (("phone", PHONE), ("address", ADDRESS), ("id_number", ID))


@pytest.fixture
def number(desk: Desk) -> str:
    """A matter with every place in which details stand: petitioners, corrections, the other side of a mediation."""
    made = registered(desk, person("张三", phone="13800004321"), person("李四", id_number=ID))
    for field, value in CORRECTIONS:
        desk.run(made, desk.read_step("correct", {"field": field, "to": 1, "value": value, "reason": "听错"}))
    desk.run(made, Accept(office="村镇建设办", handler="赵强"))
    other = {"other_phone": "13900005678", "other_address": "石桥镇石桥村五组3号"}
    desk.run(made, desk.read_step("consent_mediation", {**STEPS["consent_mediation"].example, **other}))
    return made


def leaked(told: object) -> list[str]:
    """Which details can be read in an answer."""
    return [secret for secret in SECRETS if secret in str(told)]


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_shows_a_detail_to_any_role_and_full_only_by_right(desk: Desk, number: str, role: str) -> None:
    assert len(leaked(stored(desk, number))) == len(SECRETS)
    desk.run_desk(AddOfficer(officer="陈明", roles=(role,)))
    desk.officer = "陈明"
    for answer in (
        lambda: desk.view(number),
        lambda: desk.petition(number),
        lambda: desk.finality(number),
        lambda: desk.search("张三"),
        lambda: desk.search(PHONE),
        lambda: desk.candidates(registration(person("张三", phone=PHONE))),
        lambda: desk.waiting_hand_overs(),
        lambda: desk.due(),
        lambda: desk.duties(),
        lambda: desk.list_rows(Selection()),
        lambda: desk.list_values(),
        lambda: [desk.suggest(number, step) for step in STEPS],
        lambda: desk.journal_lines(number),
        lambda: desk.journal_lines(),
        lambda: [desk.journal_entry(x.station, x.epoch, x.seq, number=number) for x in desk.journal_lines(number)],
    ):
        try:
            told = answer()
        except RuleBroken as refused:
            told = refused
        assert leaked(told) == []
    if desk.may(Right.REVEAL) and desk.may(Right.READ):
        full = desk.reveal(number, MASKS, "核对")
        assert len(leaked(full)) == len(SECRETS)
        assert leaked(desk.reveal(number, ("phone",), "核对")) == [PHONE, "13900005678"]
    else:
        with pytest.raises(RuleBroken) as refused:
            desk.reveal(number, MASKS, "核对")
        assert code_of(refused) == ("no-such-petition" if desk.may(Right.REVEAL) else "no-right")


@pytest.mark.parametrize(
    ("fields", "purpose", "code"),
    [((), "核对", "no-such-detail"), (("name",), "核对", "no-such-detail"), (("phone",), " ", "purpose-missing")],
)
def test_nothing_is_revealed_without_saying_what_and_what_for(
    desk: Desk, number: str, fields: tuple[str, ...], purpose: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.reveal(number, fields, purpose)
    assert code_of(refused) == code
    assert "reveal" not in [look.act for look in desk.looked(number)]


@settings(max_examples=60)
@given(data=st.data())
def test_no_step_on_a_masked_petition_writes_a_mask(desk: Desk, data: st.DataObject) -> None:
    """Any step, filled with what the desk hands out: the details that stand are left as they are."""
    number = registered(desk, person("张三", phone=PHONE, id_number=ID, address=ADDRESS))
    if data.draw(st.booleans()):
        to_issue(desk, number)
    seen, before = desk.petition(number), stored(desk, number)
    kind = data.draw(st.sampled_from(list(STEPS.values())))
    step = data.draw(any_step(kind, seen, [before.received_on]))
    masks = st.sampled_from([getattr(seen.petitioners[0], name) for name in MASKS])
    places = [name for name in step.__struct_fields__ if isinstance(getattr(step, name), str)]
    if kind.name == "correct":
        step = msgspec.structs.replace(step, field=data.draw(st.sampled_from(sorted(MASKS))), to=1)
        places = ["value"]
    if isinstance(step, Attach):  # files that are there, called by a mask
        there = desk.folder.parent / "附件.txt"
        there.write_text("附件", "utf-8")
        named = [msgspec.structs.replace(one, path=str(there), title=data.draw(masks)) for one in step.files]
        step = msgspec.structs.replace(step, files=tuple(named))
    if places:
        step = msgspec.structs.replace(step, **{data.draw(st.sampled_from(places)): data.draw(masks)})
    try:
        desk.run(number, step)
    except RuleBroken:
        assert stored(desk, number) == before
    after = stored(desk, number)
    assert after.petitioners == before.petitioners
    assert not [one for one in after.mediations if any(star in one.other.phone + one.other.address for star in STARS)]


def test_what_was_split_off_is_registered_with_what_stands_behind_the_masks(desk: Desk) -> None:
    number = registered(desk, person("张三", phone=PHONE, id_number=ID, address=ADDRESS))
    desk.run(number, AddContact(note="反映低保"))
    desk.run(number, SplitContact(contact=2, reason="另一事项"))
    given_by_desk = desk.split_off(number, 2)
    assert leaked(given_by_desk) == []
    fields = {name: given_by_desk[name] for name in ("on", "channel", "head_count", "petitioners", "split_from")}
    new = desk.register(registration(**fields)).number
    assert stored(desk, new).petitioners == stored(desk, number).petitioners
    with pytest.raises(RuleBroken) as refused:
        registered(desk, *given_by_desk["petitioners"])
    assert code_of(refused) == "mask-written"
