"""The facts of an entry as people read them: each field under its Chinese name, codes in words.

A fact has the name that it says of itself, else the one that the step asked for which made it, else the one that is
given here; what has none of these stands under its own.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import inspect

from app.domain import codes
from app.domain.asked import Asked, fields_asked, item_asked
from app.domain.records import attachment, custody, link, mediation, reception, review, supervision
from app.domain.records.dispatch import BRINGS, TAKEN
from app.domain.steps.correction import FIELDS as CORRECTED
from app.domain.steps.register import Register
from app.domain.steps.table import DESK_STEPS, KINDS, STEPS

Line = tuple[str, str]
# Tables of codes, found by which codes there are, for fields that do not say their words.
TABLES = (
    *(codes.CHANNELS, codes.CATEGORIES, codes.RESULTS, codes.SERVICE_MODES, codes.ID_TYPES, codes.ROUTES),
    *(codes.NOTICES, codes.DECLINE_REASONS, codes.FINAL_REASONS, codes.OUTCOMES, attachment.MATERIAL_KINDS),
    *(link.LINKS, review.FORMS, review.INSTANCES, mediation.PARTY_KINDS, reception.RECEPTION_WAYS),
    *(supervision.DEMANDS, supervision.SUPERVISIONS, custody.WAYS, TAKEN, CORRECTED),
)
BY_NAME = {"brings": BRINGS, "channel": codes.CHANNELS}  # of fields that take any text
YES_NO = {True: "是", False: "否"}
# Facts that no step asks for; kind.field where a name holds for one kind alone.
NAMED = {
    "address": "住址", "addressee": "受送达人（第几位）", "article": "依据", "asked": "要求", "body": "机关、单位",
    "due": "期限", "demanded.given": "此前给出的", "passphrase_set.given": "首次口令",
    "kind": "种类", "material": "材料来源", "name": "姓名", "note": "说明",
    "notice": "告知、通知", "number": "编号、文号", "other": "对方", "petitioner": "信访人（第几位）",
    "supervision": "督办、建议", "accepted": "信访人是否认可", "notice_number": "告知书文号", "reason": "事由",
    "body_number": "来件机关的信访件编号", "days": "天数", "follow_up": "续报", "taken": "所结束的包案", "way": "方向",
    "passphrase_set.found": "与台账所记不同", "passphrase_set.mark": "锁位标记", "first": "首日、首号",
    "last": "末日、末号", "clock_set_back.last": "前一条写入时间",
    "against_signed": "与县级签发的不一致", "annex": "附件", "annex_number": "附件文号", "archive_number": "档号",
    "arrival": "下发件", "attachments": "附件数", "before": "原来的", "after": "改为", "box": "密封内容",
    "brings": "下发件种类", "by_body": "由哪个机关决定", "came_on": "来访日期", "card": "公钥卡", "code": "代码",
    "confirm_within": "移交确认期限", "confirmed": "经核对日期无误", "counts": "各种查阅次数", "demand": "要求种类",
    "dispatch": "下发件编号", "draft": "拟稿", "enclosed": "随附", "epoch": "账期", "file": "文件",
    "fingerprint": "公钥指纹", "first_contact": "首问责任人", "form": "号码格式", "followed": "由原密钥证明",
    "former": "原来的",
    "from_epoch": "恢复自账期", "from_hash": "恢复自链尾摘要", "from_name": "移交单位", "from_seq": "恢复自第几号",
    "given_on": "给出日期", "giver": "移交单位代码", "giver_name": "移交单位", "hand_over": "移交", "hash": "摘要",
    "head": "末条摘要", "issued_at": "下发时间", "issued_by": "下发人", "last_day": "期限", "layout": "表样",
    "letter_serial": "函件序号", "line": "查阅记录编号", "linked": "所解除的关联", "lost": "随原文件遗失的条数",
    "machine": "本机时间", "made_at": "备份时间", "media": "文件格式", "moved": "变动的期限数", "names": "信访人",
    "not_counted": "不计入期限", "notice_serial": "告知书序号", "number_serial": "文号序号",
    "objection": "所答复的异议",
    "off": "放假", "officers": "工作人员", "on_spot": "当场答复", "opposite": "对方意愿", "periods": "所中止的期限",
    "petitioners": "信访人", "phone": "联系电话", "planned": "是否列入安排", "program": "程序版本",
    "provisional": "暂定", "query_code_hash": "查询码摘要", "registered_at": "登记时间",
    "return_within": "移交退回期限",
    "returned": "退还的材料", "review": "所涉复查（复核）", "review_address": "复查机关地址", "rights": "权限",
    "round": "第几次", "row": "来件行", "rows": "条数", "sender": "来件单位", "sender_name": "来件单位名称",
    "seq": "序号", "series": "文号种类", "sha256": "文件摘要", "sheet": "恢复表号", "signed_by": "签发单位公钥指纹",
    "signed_on": "签发日期", "simplified_due": "简易办理期限", "size": "字节数", "skipped": "不再使用的号码",
    "source": "依据、来源", "sources": "依据", "stored": "存放编号", "succession": "密钥更换证明",
    "suspended_on": "中止日期", "suspension_number": "中止告知书文号", "titles": "名称", "to_name": "接收单位",
    "valid_from": "起用日期", "void": "作废的文号", "work": "上班", "worse": "对信访人不利的改动", "year": "年份",
}  # fmt: skip


@dataclass(frozen=True)
class _Field:
    """What a field is called, its codes in words, and the struct that is in it."""

    title: str
    words: Mapping[str, str]
    inside: type[msgspec.Struct] | None


def told(kind: str, facts: Mapping[str, Any]) -> tuple[Line, ...]:
    """Field by field (name, what it says), as the body of an entry holds them; what is empty is left out."""
    return tuple(_lines(KINDS.get(kind), facts, ""))


def _lines(kind: type[msgspec.Struct] | None, facts: Mapping[str, Any], before: str) -> Iterator[Line]:
    known = _fields(kind) if kind is not None else {}
    for name, value in facts.items():
        field = known.get(name) or _Field(NAMED.get(name, name), {}, None)
        title = f"{before}{field.title}"
        if isinstance(value, dict):
            yield from _lines(field.inside, value, f"{title}·")
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            for place, one in enumerate(value, 1):
                yield from _lines(field.inside, one, f"{title}{place}·")
        elif value not in (None, "", []):
            yield title, _value(field, value)


def _value(field: _Field, value: Any) -> str:
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        return "、".join(_value(field, one) for one in value)
    return field.words.get(value, value) if isinstance(value, str) else str(value)


@functools.cache
def _fields(kind: type[msgspec.Struct]) -> Mapping[str, _Field]:
    """The fields of a struct; of one whose shape cannot be told apart (a value of two kinds) none."""
    asking = _of_steps().get(kind.__module__, {})
    fields: tuple[Asked, ...] = fields_asked(kind)
    return {one.name: _field(str(getattr(kind, "kind", "")), one, asking.get(one.name)) for one in fields}


def _field(kind: str, fact: Asked, asking: Asked | None) -> _Field:
    """`asking` is the field of the step that asked for it."""
    own = fact.title if fact.title != fact.name else asking.title if asking else ""
    title = NAMED.get(f"{kind}.{fact.name}") or own
    words = {**_table(fact), **(asking.words if asking else {}), **fact.words}  # a step may offer some of the codes
    inner = item_asked(fact).kind if isinstance(fact.kind, inspect.VarTupleType) else fact.kind
    return _Field(
        title if title and title != fact.name else NAMED.get(fact.name) or _anywhere().get(fact.name, fact.name),
        words,
        inner.cls if isinstance(inner, inspect.StructType) else None,
    )


def _table(fact: Asked) -> Mapping[str, str]:
    found = {str(code) for code in fact.kind.values if code} if isinstance(fact.kind, inspect.LiteralType) else set()
    return next((table for table in TABLES if found and table.keys() == found), BY_NAME.get(fact.name, {}))


def ready() -> None:
    """Read the fields of every step ahead of the first entry that is told: a tenth of a second, in any thread."""
    _anywhere()


@functools.cache
def _of_steps() -> Mapping[str, Mapping[str, Asked]]:
    """Module -> the fields that its steps ask for: facts stand beside the step that makes them."""
    found: defaultdict[str, dict[str, Asked]] = defaultdict(dict)
    steps: list[type[msgspec.Struct]] = [Register, *STEPS.values(), *DESK_STEPS.values()]
    for step in steps:
        for one in fields_asked(step):
            found[step.__module__].setdefault(one.name, one)
    return found


@functools.cache
def _anywhere() -> Mapping[str, str]:
    """Field -> the name that every step has for it; one that they call differently has none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fields in _of_steps().values():
        for one in fields.values():
            found[one.name].add(one.title)
    return {name: next(iter(titles)) for name, titles in found.items() if len(titles) == 1}
