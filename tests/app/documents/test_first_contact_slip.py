"""F01a 首问负责单: every hand-over with its answer on one slip."""

from __future__ import annotations

import msgspec
import pytest

from app.documents.papers import render
from app.domain.errors import RuleBroken
from app.domain.papers import offered
from tests.app.documents.reading import pages_of, text_of
from tests.app.documents.sample import HAND_OVERS, PETITION, context_for


def test_the_slip_tells_who_received_first_and_every_hand_over() -> None:
    pdf = render("F01a", context_for("F01a"))
    text = text_of(pdf)
    for told in (
        "李文（2026年3月2日登记）",
        "2026年3月2日由李文移交镇农业农村办公室、周小雨。",
        "周小雨于2026年3月3日退回。理由：道路建设由镇城乡建设办公室负责。",
        "应当自移交次日起1个工作日内确认接收",
        "《某某镇首问责任制规定》（本地规定）",
        "赵明于2026年3月4日确认接收。",
        "答复移交的时限：本单位未作规定。",
    ):
        assert told in text.replace("\n", ""), told
    assert text.count("接收人（签名）：") == 3
    assert len(pages_of(pdf)) == 1


def test_many_hand_overs_go_on_to_the_next_page() -> None:
    many = tuple(msgspec.structs.replace(HAND_OVERS[0], ref=f"1.1.{n}") for n in range(12))
    pdf = render("F01a", context_for("F01a", hand_overs=many))
    assert text_of(pdf).count("周小雨于2026年3月3日退回") == 12
    assert len(pages_of(pdf)) > 1


def test_without_a_hand_over_there_is_no_slip() -> None:
    assert "F01a" not in offered(PETITION)
    assert "F01a" in offered(context_for("F01a").petition)
    with pytest.raises(RuleBroken) as refused:
        render("F01a", context_for("F01a", hand_overs=()))
    assert refused.value.code == "not-handed-over"
