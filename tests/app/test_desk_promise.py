"""A promise of an opinion stays among the duties of the desk until it is kept, also when the matter is closed."""

from __future__ import annotations

import datetime as dt

from app.desk import Desk
from app.domain.records.opinion import Basis, RequestResult
from app.domain.steps.acceptance import Accept
from app.domain.steps.closing import Close
from app.domain.steps.fulfilment import Fulfil
from app.domain.steps.investigation import Investigate
from app.domain.steps.opinion import ApproveOpinion, DraftOpinion, IssueOpinion
from app.domain.steps.service import Serve
from tests.helpers import registered


def test_a_promise_is_a_duty_until_it_is_kept(desk: Desk) -> None:
    number, today = registered(desk), desk.today()
    result = RequestResult(request=1, result="support", opinion="月底前修好。")
    steps = (
        Accept(),
        Investigate(record="查。"),
        DraftOpinion(facts_found="属实。", basis=(Basis(law="《公路法》"),), results=(result,)),
        ApproveOpinion(),
        IssueOpinion(fulfil_by=today + dt.timedelta(days=20)),
        Serve(paper="F03"),
        Serve(paper="F12"),
        Close(),
    )
    for step in steps:
        desk.run(number, step)
    assert [(duty.what, duty.deadline.code) for duty in desk.due()] == [("落实处理意见", "A32")]
    desk.run(number, Fulfil(request=1, state="done", unit="村镇建设办", evidence="已修好，照片2张。"))
    assert desk.due() == ()
    assert desk.verify(rebuild=True)["entries"]
