"""F03: for route 31(6) only, with office, handler and phone, and no remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.documents.acceptance_notice import PAPER
from app.documents.paper import PaperContext
from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.competence import Acceptance
from tests.app.documents.reading import text_of
from tests.app.documents.sample import PETITION

Make = Callable[..., PaperContext]


def accepted(**changes: object) -> Acceptance:
    assert PETITION.acceptance is not None
    return msgspec.structs.replace(PETITION.acceptance, **changes)


def test_the_notice_says_what_was_raised_by_when_and_who_handles_it(make: Make) -> None:
    text = text_of(render("F03", make()))
    for wanted in (
        "某信受〔2026〕12号",
        "某某镇人民政府信访事项受理告知书",
        "您于2026年3月2日以来访形式提出的“请求硬化石桥村三组道路”信访事项已收悉。经审查，我们决定予以受理。",
        "根据《信访工作条例》第三十四条规定，我们将于2026年5月6日前",
        "该事项由镇城乡建设办公室承办，承办人：赵明，联系电话：0730-8412345。",
        "特此告知。",
        "2026年3月3日",
        "（信访件编号：43068210500001-2026-000123）",
    ):
        assert wanted in text


def test_the_notice_names_no_remedy(make: Make) -> None:
    text = text_of(render("F03", make()))
    assert not any(word in text for word in ("复查", "复议", "诉讼"))


def test_a_matter_that_was_not_accepted_has_no_notice(make: Make) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F03", make(acceptance=None))
    assert refused.value.code == "not-accepted"


def test_another_route_has_no_notice_of_acceptance(make: Make) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F03", make(acceptance=accepted(route="31-5")))
    assert refused.value.code == "wrong-route"
    assert refused.value.article == "《信访工作条例》第三十一条"


@pytest.mark.parametrize(
    ("field", "name"),
    [("notice_number", "文号"), ("office", "承办单位"), ("unit", "受理单位")],
)
def test_a_missing_content_is_named(make: Make, field: str, name: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F03", make(acceptance=accepted(**{field: " "})))
    assert refused.value.facts["missing"] == [name]


def test_a_phone_that_was_not_known_then_is_the_one_of_today_or_written_in(make: Make) -> None:
    without = accepted(phone="")
    assert "联系电话：0730-8412345。" in text_of(render("F03", make(acceptance=without)))
    assert "联系电话：________" in text_of(render("F03", make(acceptance=without, office={"phone": ""})))


def test_while_no_handler_is_named_the_first_contact_answers(make: Make) -> None:
    text = text_of(render("F03", make(acceptance=accepted(handler=""))))
    assert "承办人确定之前，请与首问责任人李文联系。" in text


def test_the_notice_does_not_change_with_later_steps(make: Make) -> None:
    assert render("F03", make()) == render("F03", make(opinion=None))


def test_the_notice_speaks_of_simplified_handling_only_in_a_countys_own_wording(make: Make, tmp_path: Path) -> None:
    simple = accepted(simplified=True, simplified_due=dt.date(2026, 3, 17))
    assert text_of(render("F03", make(acceptance=simple))) == text_of(render("F03", make()))
    shipped = PAPER.wording_file(None).read_text(encoding="utf-8")
    head, own = shipped.split("[term_simplified]")
    own = own.replace("我们将于", "适用简易办理，于{simplified_due}前出具处理意见，并于", 1)
    (tmp_path / "F03.toml").write_text(f"{head}[term_simplified]{own}", "utf-8")
    context = {"wording": tmp_path}
    assert "于2026年3月17日前出具处理意见" in text_of(render("F03", make(acceptance=simple, context=context)))
    assert "简易办理" not in text_of(render("F03", make(context=context)))
