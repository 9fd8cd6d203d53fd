"""F32 文号登记簿: a paper of the desk itself."""

from __future__ import annotations

import datetime as dt

import pytest

from app.documents.desk_paper import DeskContext, render
from app.domain.errors import RuleBroken
from app.domain.numbering import NumberLine, NumberRegister
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import OFFICE


def register(count: int) -> NumberRegister:
    lines = tuple(
        NumberLine(
            series="F03",
            year=2026,
            serial=serial,
            number=f"某信受〔2026〕{serial}号",
            paper="受理告知书",
            petition=f"43068210500001-2026-{serial:06d}",
            on=dt.date(2026, 3, 4),
            state="void" if serial == 3 else "valid",
            reason="打印时卡纸，原件已收回销毁" if serial == 3 else "",
            replaced_by="某信受〔2026〕4号" if serial == 3 else "",
        )
        for serial in range(1, count + 1)
    )
    return NumberRegister(series="F03", title="受理告知书", year=2026, lines=lines)


def drawn(told: object) -> bytes:
    return render("F32", DeskContext(told=told, office=OFFICE, today=dt.date(2026, 12, 31)))  # type: ignore[arg-type]


def test_the_register_prints_every_number_on_as_many_pages_as_it_needs() -> None:
    pdf = drawn(register(60))
    text = text_of(pdf)
    assert all(f"某信受〔2026〕{serial}号" in text for serial in range(1, 61))
    assert "43068210500001-2026-000060" in text
    assert "作废：打印时卡纸" in text
    assert "改用：某信受〔2026〕4号" in text
    pages = pages_of(pdf)
    assert len(pages) == 3
    assert text.count("序号") == 3  # the names of the columns on each


def test_an_empty_year_says_so() -> None:
    assert "本年没有取用文号。" in text_of(drawn(register(0)))


def test_another_answer_and_an_unknown_paper_are_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(OFFICE)
    assert refused.value.code == "paper-of-another-answer"
    with pytest.raises(RuleBroken) as unknown:
        render("F99", DeskContext(told=OFFICE, office=OFFICE, today=dt.date(2026, 1, 1)))
    assert "F32（文号登记簿）" in unknown.value.message
