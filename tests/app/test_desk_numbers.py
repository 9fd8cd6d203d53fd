"""The register of document numbers: every number there is, once, in its order."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.links import LinkEarlier
from app.domain.steps.notice import Decline, Forward
from app.domain.steps.numbers import Reissue, Void, VoidRegistration
from app.domain.steps.service import Serve
from app.domain.steps.step import Step
from app.domain.steps.table import KINDS, NUMBERING
from tests.app.documents.reading import text_of
from tests.app.domain.test_entries import EXAMPLES
from tests.helpers import PASSPHRASE, FixedClock, person, registered, to_issue


@pytest.mark.parametrize("kind", sorted(NUMBERING))
def test_every_kind_that_takes_numbers_writes_each_of_them(kind: str) -> None:
    facts = KINDS[kind](**EXAMPLES[kind])
    numbers = facts.numbers()
    assert len(numbers) == len(facts.serials()) == len(set(numbers)) > 0
    assert all(str(serial) in number for number, (_series, _year, serial) in zip(numbers, facts.serials(), strict=True))


def test_the_register_names_paper_petition_and_day_of_each_number(desk: Desk) -> None:
    first, second = registered(desk), registered(desk, person("李四"))
    to_issue(desk, first)
    desk.run(second, Forward(body="供水站"))
    told = desk.document_numbers()
    year = desk.today().year
    assert [(line.series, line.serial, line.petition, line.paper) for line in told.lines] == [
        ("F03", 1, first, "受理告知书"),
        ("F12", 1, first, "信访处理意见书"),
        ("notice", 1, second, "转送（交办）去向告知书"),
        ("letter", 1, second, "转送函"),
    ]
    assert {line.year for line in told.lines} == {year}
    assert [line.number for line in desk.document_numbers("petition").lines] == [first, second]
    assert desk.document_numbers("F03", year - 1).lines == ()


def test_the_register_is_printed_from_the_same_answer(desk: Desk) -> None:
    to_issue(desk, registered(desk))
    told = desk.document_numbers()
    text = text_of(desk.desk_paper("F32", told))
    assert all(line.number in text for line in told.lines)


def test_an_unknown_series_is_refused_with_the_known_ones(desk: Desk) -> None:
    with pytest.raises(RuleBroken) as refused:
        desk.document_numbers("F99")
    assert refused.value.code == "series-unknown"
    assert "petition" in refused.value.message


def test_a_void_number_stays_in_the_register_with_its_reason(desk: Desk) -> None:
    number = registered(desk)
    desk.run(number, Forward(body="供水站"))
    first = next(line for line in desk.document_numbers("letter").lines)
    desk.run(number, Void(number=first.number, reason="打印时卡纸"))
    void, valid = desk.document_numbers("letter").lines
    assert (void.number, void.state, void.reason, void.replaced_by) == (
        first.number,
        "void",
        "打印时卡纸",
        valid.number,
    )
    assert (void.paper, valid.paper, valid.state, valid.serial) == ("转送函", "转送函", "valid", 2)
    text = text_of(desk.paper(number, "F08"))
    assert valid.number in text
    assert void.number not in text


def test_no_paper_bears_or_cites_a_number_that_is_void_and_not_replaced(desk: Desk) -> None:
    number = registered(desk)
    to_issue(desk, number)
    notice = desk.document_numbers("F03").lines[0].number
    desk.run(number, Void(number=notice, reason="卡纸", reissue=False))
    for code in ("F03", "F12"):  # the opinion cites the notice
        with pytest.raises(RuleBroken) as refused:
            desk.paper(number, code)
        assert refused.value.code == "number-void"
    desk.run(number, Reissue(number=notice))
    again = desk.petition(number).made[0].number
    assert all(again in text_of(desk.paper(number, code)) for code in ("F03", "F12"))


def test_a_void_registration_is_struck_in_words_and_counted_nowhere(desk: Desk) -> None:
    kept, mistaken = registered(desk), registered(desk)
    day = desk.today()
    desk.run(mistaken, VoidRegistration(reason="误登两次"))
    assert [row.title for row in desk.page() if row.number == mistaken] == ["（登记作废）请求硬化村道"]
    assert {duty.number for duty in desk.due()} == {kept}
    figures = {figure.column.code: figure.cell.value for figure in desk.counts(day, day).figures}
    assert (figures["matters"], figures["visits"]) == (1, 1)
    lines = desk.document_numbers("petition").lines
    assert [(line.number, line.state, line.reason) for line in lines] == [
        (kept, "valid", ""),
        (mistaken, "void", "误登两次"),
    ]
    assert mistaken not in {one.number for one in desk.alike(kept)}
    with pytest.raises(RuleBroken) as refused:
        desk.paper(mistaken, "F02")
    assert refused.value.code == "registration-void"
    with pytest.raises(RuleBroken) as unlinked:
        desk.run(kept, LinkEarlier(other=mistaken, reason="同一件"))
    assert unlinked.value.code == "link-void"
    assert registered(desk) > mistaken  # the number is never given again
    desk.verify(rebuild=True)


ACTIONS: dict[str, Step] = {
    "accept": Accept(office="农办"),
    "forward": Forward(body="供水站"),
    "decline": Decline(reason_code="N5", reason="重复", body="县信访局"),
    "serve F03": Serve(paper="F03"),
    "serve F05": Serve(paper="F05"),
    "close": Close(),
}
attempts = st.tuples(
    st.integers(0, 2), st.sampled_from([*ACTIONS, "void", "void", "void only", "reissue"]), st.integers(0, 3)
)


@hypothesis.settings(max_examples=12)
@hypothesis.given(st.lists(attempts, min_size=4, max_size=25))
def test_whatever_becomes_void_no_number_is_given_twice_and_none_is_missing(
    desk_template: Path, tried: list[tuple[int, str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(desk_template, Path(folder) / "desk")
        with Desk.open(Path(folder) / "desk", PASSPHRASE, clock=FixedClock()) as desk:
            petitions = [registered(desk) for _ in range(3)]
            for which, action, place in tried:
                petition = desk.petition(petitions[which])
                with contextlib.suppress(RuleBroken):
                    desk.run(petition.number, ACTIONS.get(action) or spoiling(petition, action, place))
            told = desk.document_numbers().lines
            for series in {line.series for line in told}:
                serials = [line.serial for line in told if line.series == series]
                assert serials == list(range(1, len(serials) + 1))
            assert len({line.number for line in told}) == len(told)
            borne = [paper.number for number in petitions for paper in desk.petition(number).made if not paper.void]
            assert sorted(line.number for line in told if line.state == "valid") == sorted(filter(None, borne))
            assert desk.verify(rebuild=True)


def spoiling(petition: Petition, action: str, place: int) -> Step:
    """A number of the petition, void ones too, made void or replaced."""
    known = [paper.number for paper in petition.made] + [one.number for one in petition.void_numbers]
    number = known[place % len(known)] if known else "没有"
    if action == "reissue":
        return Reissue(number=number)
    return Void(number=number, reason="卡纸", reissue=action == "void")
