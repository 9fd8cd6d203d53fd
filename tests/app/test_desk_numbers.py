"""The register of document numbers: every number there is, once, in its order."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.errors import RuleBroken
from app.domain.steps.notice import Forward
from app.domain.steps.table import KINDS, NUMBERING
from tests.app.documents.reading import text_of
from tests.app.domain.test_entries import EXAMPLES
from tests.helpers import person, registered, to_issue


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
