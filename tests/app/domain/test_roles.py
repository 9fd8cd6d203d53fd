"""Who may do what: rights, roles as data, officers who come, change and leave."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec
import pytest

from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.officer import Officer, Staff, active
from app.domain.rights import EVERY_RIGHT, RIGHTS, ROLES, Right, read_roles
from app.domain.steps import table
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer
from app.domain.steps.register import Register
from app.domain.steps.step import Act, Context, DeskStep, Step
from app.shipped import data_folder, load_roles
from tests.app.domain.folding import TODAY, Folding
from tests.helpers import registration

SHIPPED = load_roles()
FILE = (data_folder() / "roles" / "roles.toml").read_text("utf-8")
SINCE = dt.date(2026, 3, 2)
STAFF: Staff = (
    Officer(name="李明", roles=("administrator", "reception"), since=SINCE),
    Officer(name="王芳", roles=("reception", "handler"), since=SINCE),
    Officer(name="周平", roles=("handler",), since=SINCE, until=dt.date(2026, 3, 9), reason="调离。"),
)
ACTS: tuple[type[Act], ...] = (Register, *table.STEPS.values(), *table.DESK_STEPS.values())
# The only steps that need another right than 办理 (on a petition) or 管理 (of the desk itself).
OTHERS = {
    Right.REGISTER: "register contact hand_over receive_by_leader link plan_reception_day cancel_reception_day "
    "receive_review_request receive_supplement receive_answer receive_redone attach set_aside_attachment "
    "pass_on take_over pass_back",
    Right.APPROVE: "approve_opinion",
}


def context(officer: str = "李明", staff: Staff = STAFF, **given: Any) -> Context:
    """What a decision knows when this officer acts."""
    here = next((one for one in active(staff) if one.name == officer), None)
    rights = SHIPPED.rights_of(here.roles) if here else frozenset[Right]()
    plain = Folding().context()
    return msgspec.structs.replace(plain, officer=officer, rights=rights, staff=staff, roles=SHIPPED, **given)


def refusal(act: Any) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value


def after(step: Any, staff: Staff = STAFF) -> Staff:
    (facts,) = table.decide_desk(step, context(staff=staff))
    entry = type("At", (), {"on": step.on or TODAY})()
    return facts.staff_after(staff, entry)  # type: ignore[arg-type]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.name)
def test_every_step_names_the_right_it_needs(act: type[Act]) -> None:
    named = next((right for right, names in OTHERS.items() if act.name in names.split()), None)
    usual = Right.ADMINISTER if act.name in table.DESK_STEPS else Right.HANDLE
    assert act.right is (named or usual)


def test_every_right_has_its_word_and_every_role_its_source() -> None:
    assert set(RIGHTS) == EVERY_RIGHT
    assert tuple(SHIPPED.roles) == ROLES
    assert all(role.source.startswith("[own rule]") for role in SHIPPED.roles.values())


@pytest.mark.parametrize("role", ROLES)
def test_a_step_is_refused_for_want_of_a_right_exactly_where_the_role_lacks_it(role: str) -> None:
    staff = (Officer(name="赵某", roles=(role,), since=SINCE), *STAFF)
    who, petition = context("赵某", staff), Folding().petition
    for act in ACTS:
        refused = None
        try:
            take(act, petition, who)
        except RuleBroken as error:
            refused = error
        lacks = not {act.right, *act.also} & set(SHIPPED.roles[role].rights)
        assert (refused is not None and refused.code == "no-right") == lacks, act.name
        if refused and lacks:
            having = [one.name for one in active(staff) if act.right in SHIPPED.rights_of(one.roles)]
            assert refused.facts == {"right": act.right.value, "having": having}
            assert all(name in refused.message for name in (*having, "赵某", RIGHTS[act.right]))


def take(act: type[Act], petition: Petition, who: Context) -> None:
    """Decide the example of an act."""
    if act is Register:
        table.decide_new(registration(on=SINCE), who)
    elif issubclass(act, Step):
        table.decide(petition, msgspec.convert(act.example, act), who)
    elif issubclass(act, DeskStep):
        table.decide_desk(msgspec.convert(act.example, act), who)


def test_the_page_shows_a_step_without_the_right_among_the_impossible_ones_with_the_reason() -> None:
    petition = Folding().petition
    offers = {offer.step: offer for offer in table.offers(petition, context("王芳"))}
    assert offers["accept"].possible
    assert (offers["approve_opinion"].possible, offers["approve_opinion"].code) == (False, "no-right")
    assert "本台目前没有人有此权限" in offers["approve_opinion"].reason


def test_officers_without_roles_do_whatever_a_role_may() -> None:
    assert SHIPPED.rights_of(()) == EVERY_RIGHT - {Right.DENUNCIATIONS}


def test_officers_come_change_and_leave_and_stay_known() -> None:
    staff = after(AddOfficer(officer=" 孙丽 ", roles=("village",)))
    assert staff[-1] == Officer(name="孙丽", roles=("village",), since=TODAY)
    staff = after(ChangeOfficer(officer="孙丽", roles=("handler", "administrator")), staff)
    staff = after(RevokeOfficer(officer="李明", reason="退休。"), staff)
    assert [one.name for one in active(staff)] == ["王芳", "孙丽"]
    assert next(one for one in staff if one.name == "李明").until == TODAY
    again = after(AddOfficer(officer="周平", roles=("handler",)))
    assert [one.active for one in again if one.name == "周平"] == [False, True]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (AddOfficer(officer="王 芳", roles=("handler",)), "officer-twice"),
        (AddOfficer(officer="孙丽", roles=("chief",)), "role-unknown"),
        (AddOfficer(officer="孙丽", roles=("handler", "handler")), "role-unknown"),
        (AddOfficer(officer="孙丽", roles=("handler",), on=TODAY + dt.timedelta(days=1)), "on-in-future"),
        (ChangeOfficer(officer="王芳", roles=("reception", "handler")), "roles-same"),
        (ChangeOfficer(officer="李明", roles=("reception",)), "administrator-missing"),
        (ChangeOfficer(officer="周平", roles=("reception",)), "officer-left"),
        (ChangeOfficer(officer="孙丽", roles=("reception",)), "no-such-officer"),
        (RevokeOfficer(officer="李明", reason="退休。"), "administrator-missing"),
        (RevokeOfficer(officer="周平", reason="调离。"), "officer-left"),
        (RevokeOfficer(officer="王芳", reason="调离。", on=dt.date(2026, 3, 1)), "on-before-event"),
    ],
)
def test_officers_are_not_changed_against_the_rules(step: Any, code: str) -> None:
    assert refusal(lambda: after(step)).code == code


@pytest.mark.parametrize(
    ("before", "with_", "line", "told"),
    [
        ('"export", "count"]', '"export", "rule"]', '"rule"', "没有“rule”这种权限"),
        ("[roles.handler]", "[roles.chief]", "[roles.chief]", "没有“chief”这个角色"),
        ("[roles.handler]", "[roles.chief]", "[roles.reception]", "缺少角色“handler”"),
        ('rights = ["administer", ', "rights = [", 'rights = ["export"', "管理员须有 administer 权限"),
        ('title = "统计"', 'titel = "统计"', "titel", "没有“titel”这一项"),
        ("valid_from = 2026-01-01", "valid_from = 1", "valid_from", "“valid_from”应为日期"),
        ('title = "村代办"', "title = ", "title = \n", "格式不对"),
    ],
)
def test_a_mistake_in_the_roles_is_named_with_its_line(before: str, with_: str, line: str, told: str) -> None:
    text = FILE.replace(before, with_)
    assert text != FILE
    refused = refusal(lambda: read_roles(text.encode(), "roles.toml"))
    assert refused.code == "roles-invalid"
    assert told in refused.message
    number = text[: text.index(line)].count("\n") + 1
    found = [int(n) for n in re.findall(r"第(\d+)行", refused.message)]
    assert found
    assert number in found or "缺少" in told


def test_roles_that_are_no_text_are_refused() -> None:
    for data in (b"\xff\xfe", b"roles = 1", b"[roles]\nreception = 3"):
        assert refusal(lambda data=data: read_roles(data, "roles.toml")).code == "roles-invalid"  # type: ignore[misc]
