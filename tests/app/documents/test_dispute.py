"""F10a: the body above reads what is disputed, with whom, and what each side says."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from tests.app.documents.reading import text_of
from tests.app.documents.sample import DISPUTE, RARE_NAME, context_for


def drawn(**changes: object) -> str:
    return text_of(render("F10a", context_for("F10a", disputes=(msgspec.structs.replace(DISPUTE, **changes),))))


def test_the_request_says_what_is_disputed_and_asks_for_a_decision() -> None:
    text = drawn()
    for wanted in (
        "某信请〔2026〕1号",
        "签发人：陈明",
        "某某县人民政府：",
        f"我单位于2026年3月2日收到{RARE_NAME}反映“请求硬化石桥村三组道路”",
        "涉及我单位和某某县城关镇人民政府，对由谁受理有争议",
        "城关镇认为信访人住在我镇",
        "根据《信访工作条例》第二十四条规定，请决定受理机关。",
        "2026年3月5日",
    ):
        assert wanted in text
    assert "没有共同的上一级" in drawn(arbiter="meeting")


def test_the_request_is_refused_without_its_contents() -> None:
    with pytest.raises(RuleBroken) as refused:
        drawn(views=" ", signer="", bodies=())
    assert refused.value.facts["missing"] == ["有争议的机关、单位", "争议情况和理由", "签发人"]
