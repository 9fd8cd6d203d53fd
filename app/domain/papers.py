"""The papers (文书) of a petition: their codes, Chinese names, and whom they are for.

How a paper is drawn is no matter of the domain (app/documents); that it exists, and who is to get it, is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from app.domain.records.record import code_of

if TYPE_CHECKING:
    from app.domain.petition import Petition


class PaperKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of paper.

    `to` says whom it is for: the petitioners (it is served, 送达), another body, or the own house. `tells` marks the
    papers that meet the duty to tell the petitioner in writing (第二十三条第二款). `offered` says when a paper that no
    record makes can be drawn (registration, drafts, forms); `drafts` that it is the next of its kind then,
    `form` that it is handed out to be filled in and stands in no file.
    """

    code: str
    title: str
    full: str = ""  # the title as it stands on the paper, where that is longer
    to: Literal["petitioner", "body", "house"]
    tells: bool = False
    offered: Callable[[Petition], bool] | None = None
    drafts: bool = False
    form: bool = False


def _always(_petition: Petition) -> bool:
    return True


def _handed_over(petition: Petition) -> bool:
    return bool(petition.hand_overs)


def _drafted(petition: Petition) -> bool:
    return petition.review_case is None and petition.opinion is not None and petition.opinion.issue is None


def _review_drafted(code: str) -> Callable[[Petition], bool]:
    def drafted(petition: Petition) -> bool:
        case, opinion = petition.review_case, petition.opinion
        return case is not None and case.opinion_code == code and opinion is not None and opinion.issue is None

    return drafted


def _reviewable(petition: Petition) -> bool:
    """An opinion of this round left the house and no final review has ended the matter: the form may be handed out."""
    if petition.review_case:
        return False
    ended = any(one.instance == "final_review" and one.stands for one in petition.reviews)
    return petition.opinion is not None and petition.opinion.issue is not None and not ended


# In the order in which they are offered where nothing else orders them.
PAPERS: dict[str, PaperKind] = {
    kind.code: kind
    for kind in (
        PaperKind(code="F01", title="登记表", full="信访事项登记表", to="house", offered=_always),
        PaperKind(code="F01a", title="首问负责单", to="house", offered=_handed_over),
        PaperKind(code="F02", title="登记回执", full="信访事项登记回执", to="house", offered=_always),
        PaperKind(code="F03", title="受理告知书", full="信访事项受理告知书", to="petitioner", tells=True),
        PaperKind(code="F04", title="告知书", full="信访事项告知书", to="petitioner", tells=True),
        PaperKind(code="F04b", title="向有权机关提出告知书", to="petitioner", tells=True),
        PaperKind(code="F05", title="转送（交办）去向告知书", to="petitioner", tells=True),
        PaperKind(code="F06", title="不予受理告知书", full="信访事项不予受理告知书", to="petitioner", tells=True),
        PaperKind(code="F07", title="不再受理告知书", full="信访事项不再受理告知书", to="petitioner", tells=True),
        PaperKind(code="F08", title="转送函", full="信访事项转送函", to="body"),
        PaperKind(code="F09", title="交办函", full="信访事项交办函", to="body"),
        PaperKind(code="F10", title="异议函", full="信访事项异议函", to="body"),
        PaperKind(code="F10a", title="提请决定受理机关的请示", to="body"),
        PaperKind(code="F11", title="延期办理告知书", to="petitioner"),
        PaperKind(code="F11a", title="延期审批表", to="house"),
        PaperKind(code="F12", title="信访处理意见书", to="petitioner", offered=_drafted, drafts=True),
        PaperKind(code="F12a", title="办结报告", to="body"),
        PaperKind(code="F13", title="处理情况告知书", full="投诉（举报）处理情况告知书", to="petitioner", tells=True),
        PaperKind(code="F14", title="回复函", full="建议意见回复函", to="petitioner", tells=True),
        PaperKind(code="F15", title="复查受理告知书", full="申请复查受理告知书", to="petitioner", tells=True),
        PaperKind(code="F15a", title="不予受理复查告知书", full="申请复查不予受理告知书", to="petitioner", tells=True),
        PaperKind(code="F16", title="复核受理告知书", full="申请复核受理告知书", to="petitioner", tells=True),
        PaperKind(code="F16a", title="不予受理复核告知书", full="申请复核不予受理告知书", to="petitioner", tells=True),
        PaperKind(code="F17", title="信访复查意见书", to="petitioner", offered=_review_drafted("F17"), drafts=True),
        PaperKind(code="F18", title="信访复核意见书", to="petitioner", offered=_review_drafted("F18"), drafts=True),
        PaperKind(code="F20", title="补正通知书", to="petitioner"),
        PaperKind(code="F19", title="复查（复核）申请书", to="house", offered=_reviewable, form=True),
        PaperKind(code="F19a", title="复查（复核）申请笔录", to="house"),
        PaperKind(code="F21a", title="提交答辩通知书", to="body"),
        PaperKind(code="F21", title="答辩意见书", full="复查（复核）答辩意见书", to="body"),
        PaperKind(code="F26", title="中止办理告知书", to="petitioner"),
        PaperKind(code="F26a", title="恢复办理告知书", to="petitioner"),
        PaperKind(code="F25", title="终止办理告知书", to="petitioner", tells=True),
        PaperKind(code="F25a", title="撤回申请", full="撤回信访事项申请", to="house"),
        PaperKind(code="F22f", title="听证告知书", to="petitioner"),
        PaperKind(code="F22a", title="听证通知书", to="petitioner"),
        PaperKind(code="F22b", title="听证公告", full="信访听证公告", to="house"),
        PaperKind(code="F22c", title="听证签到表", to="house"),
        PaperKind(code="F22d", title="听证笔录", to="house"),
        PaperKind(code="F23", title="调解（和解）协议书", to="house"),
        PaperKind(code="F22e", title="听证结论", full="信访事项听证报告（结论）", to="petitioner"),
        PaperKind(code="F27", title="催办（督办）函", to="body"),
        PaperKind(code="F28", title="改进工作建议书", to="body"),
        PaperKind(code="F29", title="重大紧急信访事项报告", to="body"),
        PaperKind(code="F27b", title="督办（催办）反馈函", to="body"),
        PaperKind(code="F28b", title="建议采纳情况反馈函", to="body"),
    )
}
# Code -> Chinese name of every paper of the desk itself: registers, lists, reports.
DESK_PAPER_TITLES: dict[str, str] = {
    "F31": "信访情况报告",
    "F32": "文号登记簿",
    "F33": "领导接访安排表",
    "F34": "领导接访记录",
    "F35": "恢复表",
    "F36": "当日登记簿",
    "F37": "台账核验报告",
    "F38": "信访事项清单",
}
SERVICE_RECORD = "F24"  # 送达回证, of each paper for the petitioners

# Code -> Chinese name of every paper that is served on petitioners.
SERVED: dict[str, str] = {kind.code: kind.title for kind in PAPERS.values() if kind.to == "petitioner"}


FORMS = frozenset(kind.code for kind in PAPERS.values() if kind.form)


def title_of(key: str) -> str:
    """The Chinese name of a paper by its key: "F27.2" -> 督办函（第2份）, "F24-F03" -> 送达回证（受理告知书）."""
    code, _, served = key.partition("-")
    if code == SERVICE_RECORD:
        return f"送达回证（{title_of(served)}）" if served else "送达回证"
    kind = PAPERS.get(code_of(code))
    place = code.partition(".")[2]
    title = kind.title if kind else DESK_PAPER_TITLES.get(code, code)
    return f"{title}（第{place}份）" if place else title


def offered(petition: Petition) -> tuple[str, ...]:
    """Keys of all papers that can be drawn for a petition as it stands; none for a void registration."""
    if petition.voided:
        return ()
    made = [paper.key for paper in petition.made]
    unmade = [
        _next_key(code, made)
        for code, kind in PAPERS.items()
        if kind.offered and (code not in made or kind.drafts) and kind.offered(petition)
    ]
    first = [code for code in unmade if code < "F03"]  # the registration's own papers
    served = list(petition.outgoing)
    proofs = [SERVICE_RECORD, *(f"{SERVICE_RECORD}-{key}" for key in served[:-1])] if served else []
    return (*first, *made, *(code for code in unmade if code not in first), *proofs)


def _next_key(code: str, made: list[str]) -> str:
    """The key that the next paper of a kind gets: F12, or F12.2 where one was made."""
    place = sum(code_of(key) == code for key in made) + 1
    return code if place == 1 else f"{code}.{place}"
