"""What came of a hearing, in lines for a Sheet."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.records.hearing import ASKED_BY, Hearing


def heard(hearing: Hearing) -> Iterator[tuple[str, str]]:
    """When and where, who holds it, and what was concluded; what is still to come says so."""
    told = hearing.announced
    off, session, conclusion = hearing.called_off, hearing.session, hearing.conclusion
    yield "", f"{told.on} 通知：{told.held_on} {told.time} 在{told.place}举行（{told.number}）"
    yield "听证事项", hearing.subject
    yield "提出", f"{ASKED_BY[hearing.asked_by]}（{hearing.asked_on}）"
    yield "主持人", "、".join((hearing.chair, *hearing.members))
    if off:
        yield "取消", f"{off.on}，{off.reason}"
    elif session is None:
        yield "", "尚未举行"
    elif conclusion is None:
        yield "", f"{session.on} 已举行，尚未作出结论（条例未规定作出结论的期限）"
    if conclusion:
        yield "听证认定的事实", conclusion.facts_held
        for view in conclusion.views:
            yield f"诉求{view.request}", view.view
        yield "结论", f"{conclusion.conclusion}（{conclusion.on}，{conclusion.number}）"
