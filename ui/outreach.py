"""What leaders did around a petition and what its petitioners said of the work afterwards, in lines for a Sheet."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.petition import Petition
from app.domain.records.follow_up import EVALUATIONS, FOLLOW_UP_WAYS, SATISFACTION, SUBJECTS, FollowUp
from app.domain.records.leader import Instruction, LeadCase
from app.domain.records.reception import RECEPTION_WAYS, Reception

Lines = list[tuple[str, str]]


def by_leaders(petition: Petition) -> Lines:
    """包案, 批示, 接访 and 回访, each under its heading; nothing where there was none."""
    parts = {
        "领导包案": map(_lead_case, petition.lead_cases),
        "领导批示": map(_instruction, petition.instructions),
        "领导接访": map(_reception, petition.receptions),
        "回访": map(_follow_up, petition.follow_ups),
    }
    lines: Lines = []
    for title, told in parts.items():
        texts = [("", text) for one in told for text in one]
        lines += [("strong", title), *texts, ("gap", "")] if texts else []
    return lines


def _lead_case(case: LeadCase) -> Iterator[str]:
    since = f"自{case.on}起" if case.ended_on is None else f"{case.on}至{case.ended_on}（{case.ended_reason}）"
    reason = f"，事由：{case.reason}" if case.reason else ""
    yield f"{_who(case.leader, case.post)}，{since}{reason}"


def _instruction(one: Instruction) -> Iterator[str]:
    passed = f"（已转{one.passed_to}）" if one.passed_to else ""
    yield f"{one.on} {_who(one.leader, one.post)}：{one.words}{passed}"


def _reception(one: Reception) -> Iterator[str]:
    yield f"{one.on} {_who(one.leader, one.post)}{RECEPTION_WAYS[one.way]}"
    if one.said:
        yield f"信访人陈述：{one.said}"
    due = f"（限{one.due}前办理）" if one.due else ""
    yield f"处理意见：{one.decided}{due}"
    if one.answered_on:
        yield f"{one.answered_on} 回报：{one.answer}"


def _follow_up(one: FollowUp) -> Iterator[str]:
    parts = [f"{words}{EVALUATIONS[given]}" for key, words in SUBJECTS.items() if (given := getattr(one, key))]
    single = f"（{'、'.join(parts)}）" if parts else ""
    yield f"{one.on} {FOLLOW_UP_WAYS[one.way]}回访{one.name}：{SATISFACTION[one.satisfaction]}{single}"
    if one.said:
        yield f"信访人所说：{one.said}"
    if one.remains:
        yield f"尚需办理：{one.remains}（法律未规定期限）"


def _who(leader: str, post: str) -> str:
    return f"{leader}（{post}）" if post else leader
