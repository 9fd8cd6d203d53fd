"""撤销办结: a petition was closed by mistake. No law names closing nor its undoing: both are acts of the office's own.

Whatever counts on the closing follows from the entries again: clocks that it had ended run from their own day zero.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

import msgspec

from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.ending import Reopening
from app.domain.steps.step import Context, Step
from app.domain.words import must, must_text, named

ARTICLE = "办结管理（本单位内部改正误办的办结，《信访工作条例》没有规定）"


class Reopened(Facts, frozen=True, kw_only=True):
    """The closing was a mistake; it stays readable as undone."""

    kind: ClassVar[str] = "reopened"

    reason: str
    approver: str
    archive_number: str  # 档号 of the file that came back from the archive, "" where it was not there

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        undone = record(Reopening, self, entry, closing=petition.closing, archive=petition.archive)
        return msgspec.structs.replace(petition, closing=None, archive=None, reopenings=(*petition.reopenings, undone))

    def sentence(self, entry: Entry) -> str:
        back = f"，案卷（档号{self.archive_number}）已从档案调回" if self.archive_number else ""
        return f"{self.approver}批准撤销误办的办结，继续办理{back}，事由：{self.reason}"


class Reopen(Step, frozen=True, kw_only=True):
    """撤销办结, with reason and approver. Who comes again after a matter was rightly closed is registered as a further
    contact, as a request for review or as a new petition: that undoes no closing.
    """

    name: ClassVar[str] = "reopen"
    label: ClassVar[str] = "撤销办结"
    article: ClassVar[str] = ARTICLE
    example: ClassVar[dict[str, object]] = {"reason": "选错事项，本件尚在办理", "approver": "陈明"}
    hint: ClassVar[str] = (
        "只用于误办的办结。办结后信访人再次来访的记录来访，不服的登记复查，都不撤销办结。"
        "撤销后各项期限仍自原起算日计算，已经过期的照实显示；原来的办结保留可查。"
    )
    hints: ClassVar[dict[str, str]] = {"from_archive": "已归档的必须勾选；再次归档时沿用原档号"}
    day_title: ClassVar[str] = "撤销日期"

    reason: Annotated[str, must_text("撤销事由", 2_000)]
    approver: Annotated[str, must("批准的单位负责人", 100)]
    from_archive: Annotated[bool, named("案卷已从档案调回")] = False

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        if petition.closing is None:
            raise RuleBroken("not-closed", "尚未办结，没有可以撤销的办结。")
        if petition.archive:
            return petition.archive.on, "归档之日"
        return petition.closing.on, "办结之日"

    @classmethod
    def told(cls, petition: Petition) -> str:
        closing, archive = petition.closing, petition.archive
        closed = f"{closing.on} 由 {closing.by} 办结" if closing else ""
        kept = f"，{archive.on} 归档，档号 {archive.number}" if archive else ""
        return f"{closed}{kept}" if closed else ""

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        archive = petition.archive
        if archive and not self.from_archive:
            raise RuleBroken(
                "archived",
                f"该事项已归档（档号 {archive.number}）。请先把案卷从档案调回，勾选“案卷已从档案调回”，再撤销办结；"
                "再次办结、归档时沿用原档号。",
                field="from_archive",
            )
        return (Reopened(reason=self.reason, approver=self.approver, archive_number=archive.number if archive else ""),)
