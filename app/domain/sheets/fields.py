"""The closed list of what a column of a sheet may hold. Nothing else leaves the desk in one or comes in by one."""

from __future__ import annotations

from typing import Literal

import msgspec

from app.domain.codes import CATEGORIES, CHANNELS, ID_TYPES, STAGES
from app.domain.records.matter import MATTERS
from app.domain.records.origin import DIRECT, ORIGINS
from app.domain.steps.denunciation import APART

FieldKind = Literal["text", "lines", "day", "number", "code", "yes"]
OPEN_CATEGORIES = {code: word for code, word in CATEGORIES.items() if code != APART}
KINDS_OF_PETITIONER = {"person": "个人", "organisation": "单位"}
YES = {"yes": "是", "no": "否"}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One fact: its code in a layout, its Chinese name, and whether it goes out, comes in, or both.

    `words` are the codes of a choice with the words that stand in a cell where a layout has none of its own.
    `each` says that it is told of each petitioner: a cell has a line for each of them.
    """

    code: str
    title: str
    kind: FieldKind = "text"
    words: dict[str, str] = {}
    out: bool = True
    into: bool = False
    each: bool = False


_BOTH = (
    Field(code="title", title="标题", into=True),
    Field(code="channel", title="信访形式", kind="code", words=CHANNELS, into=True),
    Field(code="category", title="信访目的", kind="code", words=OPEN_CATEGORIES, into=True),
    Field(code="content_class", title="内容分类", into=True),
    Field(code="place", title="问题属地", into=True),
    Field(code="name", title="姓名", into=True, each=True),
    Field(code="petitioner_kind", title="信访人类型", kind="code", words=KINDS_OF_PETITIONER, into=True, each=True),
    Field(code="address", title="住址", into=True, each=True),
    Field(code="phone", title="联系电话", into=True, each=True),
    Field(code="id_type", title="证件类型", kind="code", words=ID_TYPES, into=True, each=True),
    Field(code="id_number", title="证件号码", into=True, each=True),
    Field(code="credit_code", title="统一社会信用代码", into=True, each=True),
    Field(code="contact_person", title="联系人", into=True, each=True),
    Field(code="nationality", title="国籍", into=True, each=True),
    Field(code="head_count", title="人数", kind="number", into=True),
    Field(code="requests", title="诉求", kind="lines", into=True),
    Field(code="facts", title="事实", kind="lines", into=True),
    Field(code="reasons", title="理由", kind="lines", into=True),
    Field(code="sender", title="来件机关", into=True),
    Field(code="letter_number", title="来文文号", into=True),
    Field(code="letter_on", title="来文日期", kind="day", into=True),
    Field(code="body_number", title="来件机关的编号", into=True),
    Field(code="raised_on", title="原提出日期", kind="day", into=True),
    Field(code="result_due", title="要求报送结果的日期", kind="day", into=True),
    Field(code="report", title="要求报送办结报告", kind="yes", words=YES, into=True),
)
_OUT = (
    Field(code="number", title="信访件编号"),
    Field(code="source", title="来源", kind="code", words={"direct": DIRECT, **ORIGINS}),
    Field(code="others", title="其他信访人"),
    Field(code="contact_count", title="件（批）次", kind="number"),
    Field(code="content", title="反映内容", kind="lines"),
    Field(code="content_code", title="内容分类代码"),
    Field(code="received_on", title="收到日期", kind="day"),
    Field(code="registered_on", title="登记日期", kind="day"),
    Field(code="first_contact", title="首问责任人"),
    Field(code="stage", title="办理状态", kind="code", words=STAGES),
    Field(code="office", title="承办单位"),
    Field(code="handler", title="承办人"),
    Field(code="decision", title="告知结果"),
    Field(code="decided_on", title="告知日期", kind="day"),
    Field(code="handling_due", title="办理期限", kind="day"),
    Field(code="opinion_number", title="处理意见书文号"),
    Field(code="opinion_on", title="处理意见书日期", kind="day"),
    Field(code="results", title="处理结果", kind="lines"),
    Field(code="closed_on", title="办结日期", kind="day"),
)
_INTO = (
    Field(code="kind", title="下发方式", kind="code", words=MATTERS, out=False, into=True),
    Field(code="note", title="备注", kind="lines", out=False, into=True),
)
FIELDS: dict[str, Field] = {field.code: field for field in (*_BOTH, *_OUT, *_INTO)}
NEEDED = ("name", "title", "facts")  # without these columns no row of a sheet can become a matter
