"""Supervision in lines for a Sheet: what was asked of us and by us, by when, what was answered; urgent reports."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.codes import OUTCOMES
from app.domain.petition import Petition
from app.domain.records.supervision import DEMANDS, NO_TERM, TRIGGERS, Demand, Feedback, Supervision
from app.domain.records.urgent import UrgentReport

Lines = list[tuple[str, str]]


def supervised(petition: Petition) -> Lines:
    """Nothing when nobody supervised."""
    lines: Lines = []
    answers = {answer.supervision: answer for answer in petition.feedbacks}
    for place, asked in enumerate(petition.supervisions, 1):
        lines += [("strong", f"第{place}份来文：{asked.body}{asked.letter}"), *_asked(asked)]
        lines += [*(_answered(answers[asked.ref]) if asked.ref in answers else ()), ("gap", "")]
    for place, sent in enumerate(petition.demands, 1):
        lines += [("strong", f"第{place}份去函：{sent.body}，{DEMANDS[sent.demand]}（{sent.number}）")]
        lines += [*_sent(petition, sent), ("gap", "")]
    for report in petition.urgent_reports:
        lines += [("strong", f"重大紧急{'续报' if report.follow_up else '报告'}（{report.number}）")]
        lines += [*_urgent(report), ("gap", "")]
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


def _sent(petition: Petition, sent: Demand) -> Iterator[tuple[str, str]]:
    if sent.trigger:
        yield "", f"督办情形：{TRIGGERS[sent.trigger]}"
    yield "", f"{sent.on} 发出，要求：{sent.asked}"
    if sent.answered_on is not None:
        outcome = f"（{OUTCOMES[sent.outcome]}）" if sent.outcome else ""
        yield "ok", f"{sent.answered_on} 收到反馈{outcome}：{sent.answer}"
    else:
        until = f"要求 {sent.due} 前反馈，尚未收到" if sent.due else f"尚未收到反馈；没有定反馈日期，{NO_TERM}"
        overtaken = petition.overtaken(sent)
        yield ("quiet", f"{until}；{overtaken}") if overtaken else ("warn", until)


def _urgent(report: UrgentReport) -> Iterator[tuple[str, str]]:
    informed = f"，通报{'、'.join(report.informed)}" if report.informed else ""
    people = f"，涉及{report.people_count}人" if report.people_count else ""
    yield "", f"{report.on} 向{'、'.join(report.reported_to)}报告{informed}"
    yield "", f"{report.happened_on}{report.time} {report.place}{people}"
    yield "", f"经过：{report.happening}"
    yield "", f"措施：{report.measures}"
    if report.asked.strip():
        yield "", f"请求：{report.asked}"
