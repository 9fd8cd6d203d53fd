"""Where a matter came from, in lines for a Sheet; nothing for what was raised here directly."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.objection import ANSWERS, Objection
from app.domain.records.origin import ORIGINS, RESULT_DAYS, Origin, ResultDay
from app.domain.records.sent_down import ReportUp

Lines = list[tuple[str, str]]


def sources(petition: Petition) -> Lines:
    """来源: who sent it, by which letter, and what is asked back."""
    origin = petition.origin
    if origin is None:
        return []
    lines = _part(f"来源：{ORIGINS[origin.kind]}", _origin(origin))
    for day in petition.result_days:
        lines += _part("改定报送日期", _result_day(day))
    for objection in petition.objections:
        lines += _part("异议", _objection(objection))
    if petition.report_up:
        lines += _part("报送办结报告", _report(petition.report_up))
    return lines


def _part(title: str, told: Iterator[tuple[str, str]]) -> Lines:
    filled = [("", f"{name}：{text}" if name else text) for name, text in told if text]
    return [("strong", title), *filled, ("gap", "")]


def _origin(origin: Origin) -> Iterator[tuple[str, str]]:
    yield "来件机关、单位", origin.body
    yield "来文", origin.letter
    yield "来件机关的编号", origin.body_number
    yield "信访人原提出日期", str(origin.raised_on or "")
    yield "要求", _asked(origin)
    if origin.kind == "agency":
        yield "代理人", f"{origin.agent}{f'（{origin.village}）' if origin.village else ''}"
        yield "委托书日期", str(origin.authority_on)


def _asked(origin: Origin) -> str:
    """What the sender wants back; a term that the letter does not set is said to be missing, never silent."""
    if not origin.report:
        return ""
    return f"{origin.result_due} 前报送办结报告" if origin.result_due else "报送办结报告，来文未写明期限"


def _result_day(day: ResultDay) -> Iterator[tuple[str, str]]:
    number = f"（{day.number}）" if day.number else ""
    yield "", f"{day.on} {RESULT_DAYS[day.why]}{number}：{day.due} 前报送办结报告"
    yield "说明", day.reason


def _report(report: ReportUp) -> Iterator[tuple[str, str]]:
    yield "", f"{report.on} 向{report.body}报送（{report.number}），签发人{report.signer}，经办人{report.handler}"
    yield "调查核实情况", report.findings
    yield "办理情况", report.handling
    yield "附件", f"{title_of(report.annex)}（{report.annex_number}）" if report.annex else ""


def _objection(objection: Objection) -> Iterator[tuple[str, str]]:
    yield "", f"{objection.on} {objection.by} 向{objection.body}提出异议（{objection.number}）"
    yield "理由", objection.reason
    yield "建议的承办单位", objection.competent
    answer = objection.answer
    if answer is None:
        yield "结果", "对方尚未答复，期限照常计算"
        return
    number = f"（{answer.number}）" if answer.number else ""
    yield "结果", f"{answer.on} {answer.body}：{ANSWERS[answer.outcome]}{number}"
    yield "答复内容", answer.note
    if answer.outcome == "agreed":
        yield "交还的材料", "；".join(objection.returned)
