"""How a petition was handled besides the usual way, in lines for a Sheet: who was changed and who keeps out,
how it ended without an answer."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.petition import Petition
from app.domain.records.ending import TERMINATION_GROUNDS
from app.domain.records.fulfilment import FULFILMENTS
from app.domain.records.recusal import ASKED_BY

Lines = list[tuple[str, str]]


def handled(petition: Petition) -> Lines:
    """Nothing when the matter goes the usual way."""
    parts = {
        "拆出的来访": [*_split(petition)],
        "首问移交": [*_hand_overs(petition)],
        "简易办理": [*_simplified(petition)],
        "承办": [*_people(petition)],
        "中止、恢复": [*_suspended(petition)],
        "落实": [*_fulfilment(petition)],
        "撤回、终止": [*_ending(petition)],
        "撤销的办结": [*_reopened(petition)],
    }
    lines: Lines = []
    for title, told in parts.items():
        if told:
            lines += [("strong", title), *(("", line) for line in told), ("gap", "")]
    return lines


def _split(petition: Petition) -> Iterator[str]:
    for place, one in enumerate(petition.contacts, 1):
        if not one.standing:
            where = f"现为事项 {one.belongs_to}" if one.belongs_to else "尚未另行登记"
            told = f"{one.split_on} {one.split_by} 拆出（{one.split_reason}），{where}"
            yield f"第{place}次（{one.on}，{one.by}接待）：{told}"


def _simplified(petition: Petition) -> Iterator[str]:
    accepted, back = petition.acceptance, petition.ordinary
    if accepted and accepted.simplified:
        yield f"{accepted.on} 受理时适用简易办理，应于{accepted.simplified_due}前出具处理意见"
    if back:
        yield f"{back.on} {back.by} 转为普通程序：{back.reason}"


def _hand_overs(petition: Petition) -> Iterator[str]:
    for one in petition.hand_overs:
        answer = "尚待确认接收"
        if one.confirmed_on:
            answer = f"{one.confirmed_on} {one.confirmed_by} 确认接收"
        elif one.returned_on:
            answer = f"{one.returned_on} {one.returned_by} 退回：{one.return_reason}"
        yield f"{one.on} {one.by} 移交{one.to_office}{one.to_officer}（{one.reason}），{answer}"
    if petition.hand_overs:
        yield f"首问责任人{petition.first_contact}，现由{petition.now_responsible}负责"


def _people(petition: Petition) -> Iterator[str]:
    for one in petition.recusals:
        decided = "同意" if one.granted else "不同意"
        yield f"{one.on} {one.decided_by} {decided}{one.person}回避（{ASKED_BY[one.asked_by]}）：{one.reason}"
    for given in petition.assignments:
        if given.former:
            yield f"{given.on} 承办人由{given.former}调整为{given.handler}（{given.office}）：{given.reason}"
    if petition.handler_recused:
        yield f"承办人{petition.handler}已回避，尚未交其他人员承办"


def _fulfilment(petition: Petition) -> Iterator[str]:
    """Each supported request: what was recorded last, and by which day it is to be carried out."""
    for number in petition.supported:
        last = next((one for one in reversed(petition.followed_up) if one.request == number), None)
        promised = petition.promised(number)
        if last:
            yield f"第{number}项诉求：{last.on} {FULFILMENTS[last.state]}（{last.unit}），{last.evidence}"
        if number in petition.unfulfilled:
            until = f"应于{promised[0]}前落实" if promised else "没有约定落实日期（法律未规定期限）"
            yield f"第{number}项诉求：{'' if last else '尚未登记落实，'}{until}"


def _ending(petition: Petition) -> Iterator[str]:
    for one in petition.withdrawals:
        how = "书面" if one.form == "written" else "口头"
        reason = f"：{one.reason}" if one.reason else ""
        whose = "受全体信访人委托" if one.for_all else ""
        yield f"{one.on} {'、'.join(one.names)}{whose}{how}撤回{reason}"
    if petition.withdrawals and not petition.all_withdrawn:
        names = "、".join(petition.petitioners[number - 1].name for number in petition.remaining[:5])
        yield f"其他信访人（{names}等）没有撤回，事项继续办理"
    ended = petition.termination
    if ended:
        yield f"{ended.on} {ended.approver} 批准终止办理（{ended.number}）：{TERMINATION_GROUNDS[ended.ground]}"
        for name, text in (("具体情况", ended.reason), ("依据的材料", ended.evidence)):
            if text:
                yield f"{name}：{text}"


def _reopened(petition: Petition) -> Iterator[str]:
    for one in petition.reopenings:
        kept = f"，{one.archive.on} 归档（档号{one.archive.number}）" if one.archive else ""
        said = f"（{one.closing.summary}）" if one.closing.summary else ""
        undone = f"{one.on} {one.approver} 批准撤销：{one.reason}"
        yield f"{one.closing.on} {one.closing.by} 办结{said}{kept}；{undone}"


def _suspended(petition: Petition) -> Iterator[str]:
    for one in petition.suspensions:
        yield f"{one.on} {one.approver} 批准中止办理（{one.number}，{one.article}）：{one.words}，{one.reason}"
        back = one.resumed
        if back:
            yield f"{back.on} {back.approver} 批准恢复办理（{back.number}）：{back.reason}，{back.days}日不计入期限"
        else:
            yield "尚未恢复办理：情形消除后办理“恢复办理”，期限自恢复之日继续计算"
