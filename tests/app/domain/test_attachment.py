"""附件: what joins a petition and what is set aside, decided without any file."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from app.domain.errors import RuleBroken
from app.domain.records.attachment import MOST_AT_ONCE, MOST_ATTACHMENTS, FileGiven
from app.domain.rights import Right
from app.domain.steps.archive import Archive
from app.domain.steps.attachment import Attach, SetAsideAttachment
from app.domain.steps.recusal import Recuse
from app.domain.steps.table import decide
from tests.app.domain.folding import Folding
from tests.app.domain.test_steps import ACCEPT, PATH, after, refusal

CONTRACT = FileGiven(path="/media/usb/合同.pdf", title=" 土地承包合同 ")
PICTURE = FileGiven(path="/media/usb/IMG_0001.JPG", material="ours", note="现场拍摄。")
SET_ASIDE = SetAsideAttachment(attachment=1, reason="属于另一事项")


def test_each_file_is_an_entry_of_its_own_and_keeps_its_place_when_it_is_set_aside() -> None:
    folding = Folding()
    on = dt.date(2026, 3, 5)
    petition = folding.run(Attach(files=(CONTRACT, PICTURE), on=on), msgspec.structs.replace(SET_ASIDE, on=on))
    first, second = petition.attachments
    assert (first.title, second.title, first.on) == ("土地承包合同", "IMG_0001", on)
    assert (first.standing, first.set_aside_reason, first.bound) == (False, "属于另一事项", False)
    assert (second.standing, second.material, second.bound) == (True, "ours", True)
    assert first.ref != second.ref
    assert refusal(folding, SET_ASIDE).code == "attachment-set-aside"
    again = folding.run(Attach(files=(CONTRACT,))).attachments[2]  # what was set aside may be attached again
    assert (again.standing, again.sha256) == (True, first.sha256)


@pytest.mark.parametrize("files", [(CONTRACT,), (PICTURE, CONTRACT), (PICTURE, PICTURE)])
def test_the_same_content_is_not_attached_twice(files: tuple[FileGiven, ...]) -> None:
    folding = after(Attach(files=(CONTRACT,))) if CONTRACT in files else Folding()
    assert refusal(folding, Attach(files=files)).code == "attached-already"


@pytest.mark.parametrize("place", [2, MOST_ATTACHMENTS])
def test_only_an_attachment_that_is_there_is_set_aside(place: int) -> None:
    folding = after(Attach(files=(CONTRACT,)))
    assert refusal(folding, SetAsideAttachment(attachment=place, reason="误加")).code == "no-such-attachment"
    assert refusal(Folding(), SET_ASIDE).code == "no-attachment"


def test_it_is_not_set_aside_before_the_day_on_which_it_came() -> None:
    folding = after(Attach(files=(CONTRACT,), on=dt.date(2026, 3, 5)), Attach(files=(PICTURE,), on=dt.date(2026, 3, 9)))
    early = SetAsideAttachment(attachment=2, reason="误加", on=dt.date(2026, 3, 8))
    assert refusal(folding, early).code == "on-before-event"


def test_files_come_until_the_file_is_archived() -> None:
    folding = after(*PATH, Attach(files=(CONTRACT,)))
    folding.run(Archive(retention="30_years", pages=9))
    for step in (Attach(files=(PICTURE,)), SET_ASIDE):
        assert refusal(folding, step).code == "archived-already"


def test_a_petition_takes_five_hundred() -> None:
    folding = Folding()
    for start in range(0, MOST_ATTACHMENTS, MOST_AT_ONCE):
        files = tuple(FileGiven(path=f"{n}.pdf") for n in range(start, start + MOST_AT_ONCE))
        folding.run(Attach(files=files[:-1] if start + MOST_AT_ONCE == MOST_ATTACHMENTS else files))
    assert refusal(folding, Attach(files=(CONTRACT, PICTURE))).code == "attachments-too-many"
    folding.run(Attach(files=(CONTRACT,)))
    assert refusal(folding, Attach(files=(PICTURE,))).code == "attachments-too-many"


@pytest.mark.parametrize("rights", [{Right.REGISTER}, {Right.HANDLE}, {Right.READ, Right.APPROVE}])
def test_who_registers_and_who_handles_may_attach(rights: set[Right]) -> None:
    folding = Folding()
    context = msgspec.structs.replace(folding.context(), rights=frozenset(rights))
    step = Attach(files=(CONTRACT,))
    if Right.APPROVE in rights:
        with pytest.raises(RuleBroken) as refused:
            decide(folding.petition, step, context)
        assert refused.value.code == "no-right"
    else:
        assert decide(folding.petition, step, context)


def test_who_is_kept_out_takes_the_petitioners_papers_in_and_adds_none_of_ours() -> None:
    recuse = Recuse(person="李明", asked_by="self", reason="系近亲属。", decided_by="陈明", granted=True)
    folding = after(ACCEPT, Attach(files=(CONTRACT,)), recuse)
    assert refusal(folding, Attach(files=(PICTURE,))).code == "recused"
    assert refusal(folding, SET_ASIDE).code == "recused"
    folding.run(Attach(files=(FileGiven(path="补充.pdf"),)))
