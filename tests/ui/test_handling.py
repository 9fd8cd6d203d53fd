"""The ways a matter is handled besides the ordinary one: what the page tells and where it leads."""

from __future__ import annotations

import pytest

from app.desk import Desk
from app.domain.steps.acceptance import Accept
from app.domain.steps.assignment import Assign
from app.domain.steps.recusal import Recuse
from tests.helpers import registered
from ui import next_step, telling


@pytest.fixture
def number(desk: Desk) -> str:
    return registered(desk)


def told(desk: Desk, number: str) -> str:
    return "\n".join(text for _role, text in telling.matter(desk.view(number)))


def test_page_tells_who_keeps_out_and_leads_to_the_next_handler(desk: Desk, number: str) -> None:
    desk.run(number, Accept(handler="赵强"))
    desk.run(number, Assign(office="村镇建设办", handler="赵强"))
    desk.run(number, Recuse(person="赵强", asked_by="self", reason="系信访人近亲属。", decided_by="陈明", granted=True))
    assert next_step.towards(desk.view(number), "D5") == "assign"
    assert "陈明 同意赵强回避（本人提出）：系信访人近亲属。" in told(desk, number)
    assert "承办人赵强已回避，尚未交其他人员承办" in told(desk, number)
    desk.run(number, Assign(office="村镇建设办", handler="孙丽", reason="赵强回避。"))
    assert next_step.towards(desk.view(number), "D5") == "investigate"
    assert "承办人由赵强调整为孙丽（村镇建设办）：赵强回避。" in told(desk, number)
