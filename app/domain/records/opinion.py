"""信访处理意见书 or 复查（复核）意见书 on its way, and the rounds that a review ended."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from app.domain.codes import Result
from app.domain.records.archiving import Archiving
from app.domain.records.ending import Closing
from app.domain.records.record import Group, Record
from app.domain.records.review import Conclusion
from app.domain.words import line, must, named, text


class RequestResult(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answer to one request (《信访工作条例》第三十二条): its number from 1, the result and the words."""

    request: Annotated[int, msgspec.Meta(title="诉求序号", ge=1)]
    result: Annotated[Result, named("处理结果")]
    opinion: Annotated[str, text("处理意见", 20_000)] = ""


class Basis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One legal basis: law, article, and its words where they are quoted."""

    law: Annotated[str, must("法律法规名称", 200)]
    article: Annotated[str, line("条款", 60)] = ""
    words: Annotated[str, text("条文", 5_000)] = ""


class Draft(Record, frozen=True, kw_only=True):
    """A draft of the opinion; a later one replaces it."""

    facts_found: str
    evidence: tuple[str, ...]
    basis: tuple[Basis, ...]
    results: tuple[RequestResult, ...]
    conclusion: Conclusion | Literal[""] = ""  # of a review opinion, which has no results by request
    conclusion_words: str = ""
    redo_by: dt.date | None = None  # the day that it sets for a new opinion


class Approval(Record, frozen=True, kw_only=True):
    """The head's word on a draft: agreed, or sent back with remarks."""

    agreed: bool
    remarks: str


class Issue(Record, frozen=True, kw_only=True):
    """The opinion as it left the house: number, seal, review body."""

    number: str
    unit: str
    phone: str
    review_body: str
    review_address: str
    fulfil_by: dt.date | None = None  # the day by which it promises that what it supports is carried out
    paper: str = "F12"  # F17, F18: our opinion as the body that reviews

    def papers(self) -> tuple[tuple[str, str], ...]:
        return ((self.paper, self.number),)


class Opinion(Group, frozen=True, kw_only=True):
    """信访处理意见书 on its way: draft, then approval, then issue."""

    draft: Draft
    approval: Approval | None = None
    issue: Issue | None = None


class Round(Group, frozen=True, kw_only=True):
    """An opinion that a review annulled or sent back, with the closing and archiving that followed it: history."""

    opinion: Opinion
    closing: Closing | None
    archive: Archiving | None = None
    ended_on: dt.date  # the day of the review opinion
    known_on: dt.date  # the day on which we had it
    ended_by: str  # ref of the entry that read it in
    why: str  # 某县人民政府复查意见（文号）撤销
    due: dt.date | None  # the day that the review opinion sets for the new one
