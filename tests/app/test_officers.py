"""Officers at a real desk: who opens it, who may, who left; an older desk goes on without roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.rights import FIRST, Right
from app.domain.steps.acceptance import Accept
from app.domain.steps.officers import AddOfficer, ChangeOfficer, RevokeOfficer
from app.shipped import data_folder
from tests.app.test_older_desk import age
from tests.helpers import OFFICE, OFFICERS, PASSPHRASE, FixedClock, code_of, registered


def test_the_first_officer_has_every_role_the_others_the_usual_ones(desk: Desk) -> None:
    assert [(one.name, one.roles) for one in desk.staff] == [("李明", FIRST), ("王芳", ("reception", "handler"))]
    assert desk.may(Right.ADMINISTER)
    desk.officer = "王芳"
    assert not desk.may(Right.ADMINISTER)
    with pytest.raises(RuleBroken) as refused:
        desk.describe(OFFICE, OFFICERS)
    assert (code_of(refused), refused.value.facts["having"]) == ("no-right", ["李明"])


def test_who_left_opens_nothing_and_their_petitions_are_named(desk: Desk, clock: FixedClock) -> None:
    desk.officer = "王芳"
    number = registered(desk)
    desk.officer = "李明"
    desk.run(number, Accept(handler="王芳"))
    told = desk.revoke_officer(RevokeOfficer(officer="王芳", reason="调离。"))
    assert any(number in notice for notice in told.notices)
    assert desk.officers == ("李明",)
    assert desk.view(number).timeline[0].officer == "王芳"
    with pytest.raises(RuleBroken) as refused:
        desk.officer = "王芳"
    assert code_of(refused) == "officer-left"
    desk.close()
    with pytest.raises(RuleBroken) as refused:
        Desk.open(desk.folder, PASSPHRASE, clock=clock, officer="王芳")
    assert code_of(refused) == "officer-left"


def test_names_in_the_offices_data_become_officers_and_nobody_is_dropped_there(desk: Desk, clock: FixedClock) -> None:
    desk.describe(desk.office, ("王芳", "李明", "孙丽"))
    assert desk.officers == ("王芳", "李明", "孙丽")
    assert desk.staff[-1].roles == ("reception", "handler")
    with pytest.raises(RuleBroken) as refused:
        desk.describe(desk.office, ("李明",))
    assert (code_of(refused), refused.value.facts["officers"]) == ("officer-left-out", ["王芳", "孙丽"])
    desk.close()
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, officer="孙丽") as hers:
        assert hers.verify(rebuild=True)


def test_an_older_desk_goes_on_until_roles_are_assigned(desk_folder: Path, clock: FixedClock) -> None:
    age(desk_folder)
    with Desk.open(desk_folder, PASSPHRASE, clock=clock, officer="王芳") as desk:
        assert [one.roles for one in desk.staff] == [(), ()]
        assert desk.may(Right.ADMINISTER)
        desk.describe(OFFICE, ("李明", "孙丽"))  # as before: who is not named has left
        assert desk.officers == ("李明", "孙丽")
        desk.officer = "李明"
        desk.add_officer(AddOfficer(officer="赵某", roles=("statistics",)))
        desk.change_officer(ChangeOfficer(officer="孙丽", roles=("handler",)))
        with pytest.raises(RuleBroken) as refused:
            desk.change_officer(ChangeOfficer(officer="李明", roles=("handler",)))
        assert code_of(refused) == "administrator-missing"
        desk.officer = "孙丽"
        assert not desk.may(Right.ADMINISTER)


def test_own_roles_hold_once_an_administrator_has_taken_them_over(desk: Desk, clock: FixedClock) -> None:
    text = (data_folder() / "roles" / "roles.toml").read_text("utf-8")
    file = desk.folder / "roles.toml"
    with pytest.raises(RuleBroken) as refused:
        desk.take_roles()
    assert code_of(refused) == "roles-not-there"
    file.write_text(text.replace('["handle", "read", "reveal"]', '["handle", "rule"]'), "utf-8")
    with pytest.raises(RuleBroken) as refused:
        desk.take_roles()
    assert (code_of(refused), "没有“rule”这种权限" in refused.value.message) == ("roles-invalid", True)
    own = text.replace('title = "接访员"', 'title = "窗口"').replace('"export", "count"]', '"approve"]')
    file.write_text(own, "utf-8")
    assert Right.APPROVE not in desk.roles.roles["reception"].rights  # a file alone gives nobody a right
    desk.take_roles()
    assert desk.roles.titles(("reception",)) == "窗口"
    assert not desk.take_roles().entries
    file.unlink()
    desk.close()
    with Desk.open(desk.folder, PASSPHRASE, clock=clock, officer="王芳") as hers:
        assert hers.may(Right.APPROVE)
        assert not hers.may(Right.EXPORT)
        file.write_text(text, "utf-8")
        with pytest.raises(RuleBroken) as refused:
            hers.take_roles()
    assert code_of(refused) == "no-right"
