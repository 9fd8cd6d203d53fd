"""Supervision in lines for a Sheet: what a body above asked about a petition, by when, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.petition import OUTCOMES, Petition
from app.domain.records.supervision import NO_TERM, TRIGGERS, Feedback, Supervision

Lines = list[tuple[str, str]]


def supervised(petition: Petition) -> Lines:
    """Nothing when nobody supervised."""
    lines: Lines = []
    answers = {answer.supervision: answer for answer in petition.feedbacks}
    for place, asked in enumerate(petition.supervisions, 1):
        lines += [("strong", f"第{place}份来文：{asked.body}{asked.letter}"), *_asked(asked)]
        lines += [*(_answered(answers[asked.ref]) if asked.ref in answers else ()), ("gap", "")]
    return lines


def _asked(asked: Supervision) -> Iterator[tuple[str, str]]:
    written = f"，来文日期 {asked.letter_on}" if asked.letter_on else ""
    yield "", f"{asked.on} 收到{written}"
    if asked.trigger:
        yield "", f"督办情形：{TRIGGERS[asked.trigger]}"
    yield "", f"要求：{asked.asked}"
    if asked.answered_on is None:
        yield "warn", f"应于 {asked.due} 前书面反馈" if asked.due else f"尚未反馈；来文没有定反馈日期，{NO_TERM}"
    else:
        until = f"（来文要求 {asked.due} 前）" if asked.due else ""
        yield "ok", f"已于 {asked.answered_on} 书面反馈{until}"


def _answered(answer: Feedback) -> Iterator[tuple[str, str]]:
    yield "", f"反馈函：{answer.number}"
    if answer.outcome:
        yield "", f"采纳情况：{OUTCOMES[answer.outcome]}"
    told = (("情况", answer.situation), ("原因（理由）", answer.reasons), ("下一步措施", answer.measures))
    yield from (("", f"{name}：{text}") for name, text in told if text.strip())
