"""What was decided about a petition besides an opinion, in lines for a Sheet: notice, extension, reply."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.codes import DECLINE_REASONS, FINAL_REASONS, NOTICES, OUTCOMES, ROUTES
from app.domain.papers import title_of
from app.domain.petition import Petition
from app.domain.records.competence import Notice
from app.domain.records.dispute import CompetenceDispute
from app.domain.records.handling import Extension
from app.domain.records.hearing import HearingRight
from app.domain.records.opinion import Basis
from app.domain.records.reply import Reply
from app.domain.records.sent_down import BodyReport
from ui.heard import heard
from ui.mediated import mediated
from ui.outreach import by_leaders

Lines = list[tuple[str, str]]
BODIES = {"forwarded": "转送单位", "assigned_down": "交办单位"}
REASONS = DECLINE_REASONS | FINAL_REASONS


def decided(petition: Petition) -> Lines:
    """Nothing when the matter goes the usual way."""
    lines: Lines = []
    if petition.notice:
        lines += _part(NOTICES[petition.notice.kind], _notice(petition.notice))
    for dispute in petition.disputes:
        lines += _part("管辖争议", _dispute(dispute))
    if petition.report:
        lines += _part("办结报告", _report(petition.report))
    if petition.extension:
        lines += _part("延期", _extension(petition.extension))
    for mediation in petition.mediations:
        lines += _part("调解", mediated(mediation))
    for right in petition.hearing_rights:
        lines += _part("听证告知", _hearing_right(right))
    for hearing in petition.hearings:
        lines += _part("听证", heard(hearing))
    if petition.reply:
        lines += _part("答复", _reply(petition.reply))
    if petition.void_numbers:
        lines += _part("作废的文号", _void_numbers(petition))
    return [*lines, *by_leaders(petition)]


def instead_of_opinion(petition: Petition) -> str:
    """Where to look for the result of a matter that gets no opinion, "" when it still may get one."""
    if petition.review_case:
        return f"见下面的“{petition.review_case.name}请求”"
    if petition.termination:
        return "不出具处理意见书，见下面的“撤回、终止”"
    if petition.reply:
        return "见下面的“答复”"
    if petition.earlier_rounds and petition.opinion is None:
        return "原处理意见已被撤销（退回），正在重新办理，见下面的“复查”"
    notice = petition.notice
    return f"不出具处理意见书，见下面的“{NOTICES[notice.kind]}”" if notice and notice.route != "31-5" else ""


def _part(title: str, told: Iterator[tuple[str, str]]) -> Lines:
    filled = [("", f"{name}：{text}" if name else text) for name, text in told if text]
    return [("strong", title), *filled, ("gap", "")]


def _dispute(dispute: CompetenceDispute) -> Iterator[tuple[str, str]]:
    yield "", f"{dispute.on} 与{'、'.join(dispute.bodies)}有争议，提请{dispute.superior}决定（{dispute.number}）"
    yield "争议情况和理由", dispute.views
    decision = dispute.decision
    if decision is None:
        yield "", "尚未决定（条例未规定决定的期限，书面告知的期限照常计算）"
        return
    who = f"{decision.by_body}决定" if decision.how == "decided" else "各方协商一致，"
    yield "", f"{decision.on} {who}由{decision.competent}受理{f'（{decision.number}）' if decision.number else ''}"
    yield "决定内容", decision.note


def _hearing_right(right: HearingRight) -> Iterator[tuple[str, str]]:
    yield "", f"{right.on} {right.by} 出具听证告知书（{right.number}）"
    yield "拟听证事项", right.subject
    yield "申请时间", f"自收到之日起{right.days}日内（{right.rule or '条例未规定天数，由本单位确定'}）"


def _void_numbers(petition: Petition) -> Iterator[tuple[str, str]]:
    for one in petition.void_numbers:
        now = f"改用{one.replaced_by}" if one.replaced_by else "尚未重新编号"
        yield "", f"{one.on} {title_of(one.paper)}{one.number}作废（{one.reason}），{now}"


def _notice(notice: Notice) -> Iterator[tuple[str, str]]:
    yield "", f"{notice.on} {notice.by} 出具{title_of(notice.paper)}（{notice.number}）"
    yield "途径", ROUTES.get(notice.route, "")
    yield "处理程序", notice.procedure
    yield "办理期限", notice.term
    yield "情形", REASONS.get(notice.reason_code, "")
    yield BODIES.get(notice.kind, "处理机关、单位"), _where(notice)
    yield "交办函" if notice.kind == "assigned_down" else "转送函", notice.letter_number
    yield "办理要求", notice.demands
    yield "报送结果的日期", str(notice.report_due or "")
    yield "终结文书", _original(notice)
    yield "理由", notice.reason


def _report(report: BodyReport) -> Iterator[tuple[str, str]]:
    yield "", f"{report.on} 收到{report.body}办结报告{f'（{report.number}）' if report.number else ''}"
    yield "报告内容", report.summary


def _where(notice: Notice) -> str:
    return "，".join(part for part in (notice.body, notice.body_address, notice.body_phone) if part)


def _original(notice: Notice) -> str:
    if not notice.original_number:
        return ""
    return f"{notice.original_body} {notice.original_on} {notice.original_number}"


def _extension(extension: Extension) -> Iterator[tuple[str, str]]:
    yield "", f"{extension.on} {extension.approver} 批准延长{extension.days}日，至{extension.due}（{extension.number}）"
    yield "理由", extension.reason


def _reply(reply: Reply) -> Iterator[tuple[str, str]]:
    yield "", f"{reply.on} {reply.by} 出具{title_of(reply.paper)}（{reply.number}）"
    yield "当场答复", ("信访人认可" if reply.accepted else "信访人不认可") if reply.on_spot else ""
    yield "采纳情况", OUTCOMES.get(reply.outcome, "")
    yield "调查（研究论证）情况", reply.findings
    yield "处理（答复）情况", reply.handling
    yield "依据", "；".join(_law(basis) for basis in reply.basis)
    if reply.interest:
        yield "救济途径", f"60日内向{reply.review_body}申请行政复议，6个月内向{reply.court}提起行政诉讼"


def _law(basis: Basis) -> str:
    return f"{basis.law}{basis.article}"
