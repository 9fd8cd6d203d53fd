"""F23: both sides with their basics, what they agreed on, signatures; two titles (art. 33)."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.records.petitioner import Petitioner
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import MEDIATION, RARE_NAME, context_for


def said(**settled: object) -> str:
    assert MEDIATION.settlement is not None
    settlement = msgspec.structs.replace(MEDIATION.settlement, **settled)
    mediation = msgspec.structs.replace(MEDIATION, settlement=settlement)
    return text_of(render("F23", context_for("F23", mediations=(mediation,))))


def test_the_agreement_names_both_sides_and_all_that_was_agreed() -> None:
    text = said()
    for wanted in (
        "某信调〔2026〕1号",
        "调解协议书",
        f"甲方（信访人）：{RARE_NAME}，住址（地址）：某某镇石桥村三组，联系电话：13800000000",
        "乙方（对方当事人）：石桥村村民委员会，住址（地址）：某某镇石桥村村部",
        "由某某镇人民调解委员会进行人民调解，调解员孙丽、周强",
        "一、主要事实和争议事项",
        "二、各方责任",
        "三、协议内容",
        "四、履行方式和期限转账支付至信访人账户。履行期限：2026年4月15日前。",
        "调解员签名并加盖人民调解委员会印章之日起生效",
        "自本协议生效之日起30日内共同向人民法院申请司法确认",
        "本协议一式3份，当事人各执一份，某某镇人民调解委员会留存一份。",
        "乙方石桥村村民委员会（签名、盖章或者按指印）：",
        "调解员（签名）：",
    ):
        assert wanted in text
    assert text.count("证件号码：") == 1  # a body has none


def test_an_administrative_mediation_speaks_of_no_court_and_no_committee() -> None:
    text = said(form="administrative", body="某某镇人民政府", liability="", perform_by=None)
    assert "由某某镇人民政府进行行政调解" in text
    assert "司法确认" not in text
    assert "人民调解委员会印章" not in text
    assert "各方责任" not in text
    assert "二、协议内容" in text
    assert "履行期限" not in text


def test_a_settlement_of_the_sides_themselves_has_its_own_title() -> None:
    text = said(form="settlement", body="某某镇人民政府", mediators=())
    assert "和解协议书" in text
    assert "经某某镇人民政府引导，自愿和解" in text
    assert "调解" not in text


def test_every_petitioner_signs_and_has_a_copy() -> None:
    people = (Petitioner(name="彭桂香", address="三组"), Petitioner(name="石远", address="四组"))
    text = text_of(render("F23", context_for("F23", petitioners=people)))
    assert "甲方彭桂香（签名" in text
    assert "甲方石远（签名" in text
    assert "本协议一式4份" in text


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("length", range(1, 400, 57))
def test_no_page_holds_signatures_alone(count: int, length: int) -> None:
    people = tuple(Petitioner(name=f"何水{n}", address="三组") for n in range(count))
    assert MEDIATION.settlement is not None
    settlement = msgspec.structs.replace(MEDIATION.settlement, content="恢复边线。" * length)
    mediation = msgspec.structs.replace(MEDIATION, settlement=settlement)
    last = pages_of(render("F23", context_for("F23", petitioners=people, mediations=(mediation,))))[-1]
    text = "".join(glyph.text for glyph in last)
    assert "留存一份。" in text
    assert text.index("留存一份。") < text.index("甲方何水0（签名")


def test_what_is_missing_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        said(content=" ", performance="")
    assert refused.value.facts["missing"] == ["协议内容", "履行方式"]
    assert refused.value.article == "《信访工作条例》第三十三条"


def test_nothing_is_printed_before_an_agreement() -> None:
    with pytest.raises(RuleBroken) as refused:
        render("F23", context_for("F23", mediations=(msgspec.structs.replace(MEDIATION, settlement=None),)))
    assert refused.value.code == "paper-not-made"
