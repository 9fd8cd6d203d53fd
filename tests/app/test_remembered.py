"""What the windows keep in the desk: each officer's own, what all share, and nothing of it in the register."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.officers import AddOfficer, RevokeOfficer
from tests.helpers import PASSPHRASE, FixedClock, code_of


def test_what_is_remembered_outlives_the_program_and_is_replaced_by_its_name(desk: Desk, clock: FixedClock) -> None:
    desk.remember("draft", "登记", "张某，红星村")
    desk.remember("draft", "受理", "李某")
    clock.pass_by(minutes=5)
    desk.remember("draft", "登记", "张某，红星村二组")
    desk.close()
    with Desk.open(desk.folder, PASSPHRASE, clock=clock) as again:
        assert [(one.name, one.body) for one in again.remembered("draft")] == [
            ("登记", "张某，红星村二组"),
            ("受理", "李某"),
        ]
        again.forget("draft", "登记")
        again.forget("draft", "登记")
        assert [one.name for one in again.remembered("draft")] == ["受理"]
        assert again.remembered("view") == ()


def test_one_officers_own_is_nobody_elses_and_the_shared_is_everybodys(desk: Desk) -> None:
    desk.remember("draft", "登记", "举报某某")
    desk.remember("phrase", "jg", "经过如下：", shared=True)
    desk.officer = "王芳"
    assert desk.remembered("draft") == ()
    desk.forget("draft", "登记")
    assert [one.body for one in desk.remembered("phrase", shared=True)] == ["经过如下："]
    desk.officer = "李明"
    assert [one.body for one in desk.remembered("draft")] == ["举报某某"]


def test_what_an_officer_kept_goes_with_them(desk: Desk) -> None:
    desk.officer = "王芳"
    desk.remember("draft", "登记", "张某")
    desk.officer = "李明"
    desk.revoke_officer(RevokeOfficer(officer="王芳", reason="调离。"))
    desk.add_officer(AddOfficer(officer="王芳", roles=("reception",)))
    desk.officer = "王芳"
    assert desk.remembered("draft") == ()


def test_it_is_in_no_entry_and_lies_encrypted(desk: Desk) -> None:
    before = len(list(desk.journal()))
    desk.remember("draft", "登记", "张某某的秘密")
    assert len(list(desk.journal())) == before
    desk.close()
    stored = b"".join(file.read_bytes() for file in desk.folder.glob("desk.db*"))
    assert stored
    assert "张某某的秘密".encode() not in stored


def test_too_much_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.remember("draft", "登记", "字" * 1_000_001)
    assert code_of(refused) == "too-much-to-remember"
    assert desk.remembered("draft") == ()
