"""F24: one form per addressee, filled where a service is recorded."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from app.documents.paper import PaperContext
from app.documents.papers import PAPERS, render
from app.domain.errors import RuleBroken
from app.domain.papers import SERVED
from app.domain.records.petitioner import Petitioner
from tests.app.documents.reading import MM, pages_of, text_of
from tests.app.documents.sample import RARE_NAME, SERVICE, context_for

Make = Callable[..., PaperContext]


def test_a_recorded_service_fills_the_form(make: Make) -> None:
    text = text_of(render("F24", make(services=(SERVICE,))))
    for wanted in (
        "《信访处理意见书》（某信访意〔2026〕9号）1份",
        f"{RARE_NAME}（某某镇石桥村三组）",
        "2026年3月25日",
        "■ 直接送达",
        "□ 留置送达",
        f"登记的签收人：{RARE_NAME}",
        "登记的送达人：李文",
    ):
        assert wanted in text


def test_a_form_without_service_is_left_open(make: Make) -> None:
    text = text_of(render("F24", make()))
    assert "■" not in text
    assert "登记的" not in text
    assert text.replace(" ", "").count("年月日") == 5


def test_leaving_the_paper_names_proxy_witnesses_and_refusal(make: Make) -> None:
    left = msgspec.structs.replace(
        SERVICE,
        mode="left",
        receiver="张小明",
        relation="儿子",
        witnesses=("王安", "李平"),
        refusal="称不同意，拒绝签收",
        tracking="EMS1234567890CN",
    )
    text = text_of(render("F24", make(services=(left,))))
    for wanted in ("登记的代收人：张小明（儿子）", "登记的见证人：王安、李平", "称不同意，拒绝签收", "EMS1234567890CN"):
        assert wanted in text
    assert "登记的签收人" not in text


def test_each_addressee_has_a_form(make: Make) -> None:
    people = tuple(Petitioner(name=f"村民{number}", representative=number < 3) for number in range(5))
    pages = pages_of(render("F24", make(petitioners=people)))
    assert len(pages) == 3
    for number, page in enumerate(pages):
        assert f"村民{number}" in "".join(glyph.text for glyph in page)


def test_the_notice_can_be_chosen_and_is_the_default_before_the_opinion(make: Make) -> None:
    assert "《信访事项受理告知书》（某信受〔2026〕12号）" in text_of(
        render("F24", make(context={"served_paper": "F03"}))
    )
    assert "《信访事项受理告知书》" in text_of(render("F24", make(opinion=None)))


@pytest.mark.parametrize("code", SERVED)
def test_every_paper_to_the_petitioner_can_be_served(code: str) -> None:
    chosen = context_for(code, context={"served_paper": code})
    number, _ = chosen.petition.outgoing[code]
    assert f"《{PAPERS[code].title}》（{number}）1份" in text_of(render("F24", chosen))


@pytest.mark.parametrize("code", [code for code in SERVED if code != "F03"])
def test_the_paper_made_last_is_the_one_that_is_served(code: str) -> None:
    assert f"《{PAPERS[code].title}》" in text_of(render("F24", context_for(code)))


def test_the_answer_to_a_question_is_served_under_its_own_title() -> None:
    text = text_of(render("F24", context_for("F14", category="consultation")))
    assert "《咨询事项答复函》（某信复〔2026〕5号）1份" in text


@pytest.mark.parametrize(
    ("changes", "paper", "code"),
    [
        ({}, "F02", "paper-not-served"),
        ({}, "F08", "paper-not-served"),
        ({}, "F06", "nothing-to-serve"),
        ({"acceptance": None, "opinion": None}, "", "nothing-to-serve"),
        ({"opinion": None}, "F12", "nothing-to-serve"),
    ],
)
def test_a_paper_that_never_left_the_house_has_no_record(
    make: Make, changes: dict[str, object], paper: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F24", make(context={"served_paper": paper}, **changes))
    assert refused.value.code == code


def test_a_very_long_note_goes_on_to_the_next_page(make: Make) -> None:
    note = "".join(f"第{number}次送达时家中无人。" for number in range(180))
    data = render("F24", make(services=(msgspec.structs.replace(SERVICE, note=note),)))
    assert note in text_of(data)
    for page in pages_of(data):
        assert min(glyph.ink_bottom for glyph in page) > 15 * MM
