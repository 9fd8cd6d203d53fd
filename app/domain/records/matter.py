"""A matter that a body above sends down (转送、交办), as it arrives and before anybody here has registered it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from app.domain.codes import Channel
from app.domain.records.origin import ORIGINS
from app.domain.records.petitioner import Material, Petitioner
from app.domain.words import line, must, must_text, named, text

MatterKind = Literal["forwarded", "assigned"]
MATTERS: dict[str, str] = {kind: ORIGINS[kind] for kind in ("forwarded", "assigned")}
# A denunciation is sent to the body competent for it in a sealed package of its own, never among these.
MatterCategory = Literal["claim", "suggestion", "consultation"]


class Matter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a body above says of a matter that it sends down, in the words and limits of our own registration.

    `sender` sent it by its letter, `body_number` is the number it has there, `raised_on` the day on which the
    petitioner raised it there; `result_due` is the day that a 交办函 sets (第二十二条第一款第三项). Senders often tell
    requests, facts and reasons in one text: `facts` holds it then, `requests` and `reasons` are empty.
    """

    kind: Annotated[MatterKind, named("来源", words=MATTERS)]
    sender: Annotated[str, must("来件机关、单位", 100)]
    title: Annotated[str, must("标题", 100)]
    petitioners: Annotated[tuple[Petitioner, ...], msgspec.Meta(title="信访人", min_length=1, max_length=2000)]
    facts: Annotated[str, must_text("事实")]
    requests: Annotated[
        tuple[Annotated[str, must_text("诉求", 5_000)], ...], msgspec.Meta(title="诉求", max_length=50)
    ] = ()
    reasons: Annotated[str, text("理由")] = ""
    letter_number: Annotated[str, line("来文文号", 100)] = ""
    letter_on: Annotated[dt.date | None, named("来文日期")] = None
    body_number: Annotated[str, line("来件机关的信访件编号", 100)] = ""
    raised_on: Annotated[dt.date | None, named("信访人原提出日期")] = None
    result_due: Annotated[dt.date | None, named("要求报送结果的日期")] = None
    report: Annotated[bool, named("要求报送办结报告")] = False
    channel: Annotated[Channel, named("信访形式")] = "other"
    category: Annotated[MatterCategory, named("信访目的")] = "claim"
    content_class: Annotated[str, line("内容分类", 100)] = ""
    place: Annotated[str, line("问题属地", 200)] = ""
    head_count: Annotated[int, msgspec.Meta(title="人数", ge=1, le=100_000)] | None = None
    materials: Annotated[tuple[Material, ...], msgspec.Meta(title="材料", max_length=200)] = ()
    note: Annotated[str, text("备注", 5_000)] = ""
