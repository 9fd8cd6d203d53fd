"""复查、复核 told in lines for a Sheet: what happened to the opinion, and how far the matter is from its end."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.finality import Finality, Part
from app.domain.petition import Petition
from app.domain.records.review import BACK, FORMS, HANDLED_ANEW, NO_LIMIT, REVIEW_RESULTS, WAYS, Review
from app.domain.records.review_case import ReviewCase

Lines = list[tuple[str, str]]


def reviews(petition: Petition) -> Lines:
    """Every review of the petition's opinions, the earlier ones first; nothing when none was asked for."""
    lines: Lines = []
    if petition.review_case:
        case = petition.review_case
        told = (("", one) for one in _own(petition, case))
        lines += [("strong", f"{case.name}请求（本单位为{case.name}机关）"), *told, ("gap", "")]
    for review in petition.reviews:
        title = f"{review.name}（{review.about}）" if petition.round > 1 else review.name
        lines += [("strong", title), *(("", told) for told in _review(review)), ("gap", "")]
    return lines


def _own(petition: Petition, case: ReviewCase) -> Iterator[str]:
    """A request that our own office decides."""
    yield f"{case.name}的是{case.body}于 {case.decided_on} 作出的{case.reviewed}（{case.about}）"
    late = f"，晚于 {case.last_day}，是否受理由本单位决定" if case.late else ""
    yield f"信访人于 {case.served_on} 收到该意见，{case.received_on} 提出请求{late}"
    for asked in case.supplements:
        counted = "，补正时间不计入期限" if asked.not_counted else f"（补正：{NO_LIMIT}，时间仍计入期限）"
        yield f"{asked.on} 通知于 {asked.due} 前补正（{asked.number}）：{'、'.join(asked.missing)}{counted}"
        if asked.received_on:
            yield f"{asked.received_on} 收到：{'、'.join(asked.received)}"
    for notice in case.answers:
        yield f"{notice.on} 通知{notice.body}于 {notice.due} 前提交答辩意见和案卷（{notice.number}）"
        if notice.answered_on:
            yield f"{notice.answered_on} 收到答辩：{notice.answer}"
    if petition.decision is None:
        yield f"尚未决定是否受理，决定的期限：{NO_LIMIT}，本省有规定的按规定"
    draft = petition.opinion.draft if petition.opinion else None
    if draft and draft.conclusion:
        standing = "" if petition.opinion and petition.opinion.issue else "（尚未签发）"
        yield f"{case.name}结果{standing}：{REVIEW_RESULTS[draft.conclusion]}。{draft.conclusion_words}"
        if draft.conclusion in HANDLED_ANEW:
            due = f"限 {draft.redo_by} 前" if draft.redo_by else f"意见未定期限（{NO_LIMIT}，本省有规定的按规定）"
            yield f"由{case.body}重新作出{case.reviewed}，{due}"
    if case.redone:
        yield f"{case.redone.on} 收到{case.body} {case.redone.decided_on} 重新作出的意见（{case.redone.number}）"


def changed(petition: Petition) -> str:
    """Beside our result: that a review has put its own in its place, "" while ours holds."""
    for review in reversed(petition.reviews):
        decision = review.decision
        if decision and decision.result == "change" and review.in_force and review.round == petition.round:
            return f"（已由{review.name}意见变更，见下面的“{review.name}”）"
    return ""


def finality(told: Finality) -> Lines:
    """终结情况: the verdict, the chain with what is missing, and ended matters that may be the same."""
    lines: Lines = [("ok" if told.final else "lead", told.words), ("gap", "")]
    for part in told.chain:
        lines += [*_part(part), ("gap", "")]
    if told.notes:
        lines += [("strong", "期限"), *(("", note) for note in told.notes), ("gap", "")]
    if told.earlier:
        lines.append(("strong", "可能相同的已终结事项（同名信访人）"))
        for one in told.earlier:
            lines.append(("", f"{one.title}，编号 {one.petition}"))
            lines.append(("", f"{one.original_body} {one.original_on} {one.original_number}"))
        lines.append(("quiet", "是否以同一事实和理由提出，由经办人对照复核意见判断，不因此自动不再受理。"))
    return lines


def _part(part: Part) -> Iterator[tuple[str, str]]:
    yield "strong", part.name
    told = " ".join(filter(None, (part.body, str(part.on or ""), f"（{part.number}）" if part.number else "")))
    role = "quiet" if part.history else ""
    yield role, told
    if part.result:
        yield role, f"结果：{part.result}"
    days = [f"{one.name}{f' {one.on}' if one.on else '（未登记）'}" for one in part.served]
    if days:
        yield role, f"收到：{'、'.join(days)}"
    for missing in part.missing:
        yield "warn", f"缺：{missing}"


def _review(review: Review) -> Iterator[str]:
    for one in review.requests:
        late = "，超过期限" if one.late else ""
        yield f"{one.on} {one.petitioner}{FORMS[one.form]}请求（{WAYS[one.way]}），{review.name}机关{review.body}{late}"
        if one.wish:
            yield f"请求：{one.wish}"
    if review.again:
        yield f"复核意见（{review.again.number}）退回{review.body}重新复查"
    if review.acceptance:
        taken = review.acceptance
        done = "受理" if taken.accepted else f"不予受理：{taken.reason}"
        yield f"{taken.on} {done}，该机关于 {taken.received_on} 收到请求"
    for asked in review.file_requests:
        due = f"限 {asked.due} 前" if asked.due else f"来函未定期限（{NO_LIMIT}，本省有规定的按规定）"
        yield f"{asked.on} 收到提交答辩意见和案卷的通知，{due}"
    for answer in review.answers:
        yield f"{answer.on} 提交答辩意见（{answer.number}）"
    for heard in review.hearings:
        yield f"{heard.begins} 至 {heard.ends} 听证，不计入期限"
    yield from _decision(review)


def _decision(review: Review) -> Iterator[str]:
    decision = review.decision
    if decision is None:
        return
    made = f"{decision.decided_on} {decision.body}{review.name}意见（{decision.number}）"
    yield f"{made}：{REVIEW_RESULTS[decision.result]}"
    if decision.orders:
        yield f"意见要点：{decision.orders}"
    if decision.result in HANDLED_ANEW:
        due = f"限 {decision.due} 前" if decision.due else f"意见未定期限（{NO_LIMIT}，本省有规定的按规定）"
        yield f"由{BACK[decision.back]}，{due}"
    days = "、".join(f"{one.petitioner} {one.on}" for one in review.served)
    if days:
        yield f"信访人收到：{days}"
