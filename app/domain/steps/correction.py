"""更正: a slip in what was registered is put right by a later entry; what stood before stays readable beside it.

The day of receipt is not among the fields, nor the day that a letter sets: a correction can't move a clock
(the sender's word on its day can: result_day.py). What already stands on a paper that was made (title, names) is not
changed behind that paper's back. 信访形式 and 人数 are those of the registration: the first contact counts by them in
every figure.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, ClassVar, Literal

import msgspec

from app.domain.code_lists import CONTENT_CLASS
from app.domain.codes import CATEGORIES, CHANNELS, ID_TYPES
from app.domain.entries import Entry, Facts, record
from app.domain.errors import RuleBroken
from app.domain.masking import COVERED, MASKS, looks_masked
from app.domain.petition import Petition
from app.domain.records.correction import Correction
from app.domain.records.petitioner import Petitioner
from app.domain.shape import check
from app.domain.steps.denunciation import APART
from app.domain.steps.reception import PRESENT
from app.domain.steps.register import check_head_count
from app.domain.steps.step import REGULATION, Context, Step
from app.domain.words import must_text, named, text

OF_MATTER = {
    "title": "标题",
    "channel": "信访形式",
    "head_count": "人数",
    "category": "信访目的",
    "place": "问题属地",
    "content_class": "内容分类",
}
OF_PERSON = {
    "name": "姓名（名称）",
    "address": "住址",
    "phone": "联系电话",
    "id_type": "证件类型",
    "id_number": "证件号码",
    "credit_code": "统一社会信用代码",
    "contact_person": "联系人",
    "nationality": "国籍",
}
OF_ORIGIN = {"sender": "来件机关、单位", "letter_number": "来文文号", "body_number": "来件机关的信访件编号"}
OF_CONTACT = frozenset({"channel", "head_count"})  # of the contact by which the matter was registered
FIELDS = {**OF_MATTER, **OF_PERSON, **OF_ORIGIN}
ON_PAPERS = frozenset({"title", "channel", "name", "sender"})
ON_LETTERS = frozenset({"letter_number", "body_number"})  # on the papers to the sender only
MUST = frozenset({"title", "name"})
# What decides how a matter is handled (第二十九条、第三十一条); a denunciation is registered apart (第三十条).
CHOSEN_CATEGORIES = {code: words for code, words in CATEGORIES.items() if code != APART}
CODED = {"id_type": ID_TYPES, "category": CATEGORIES, "channel": CHANNELS}
MOST_PEOPLE = 100_000
LONGEST = {"title": 100, "category": 20, "place": 200, "content_class": 100, **dict.fromkeys(OF_ORIGIN, 100)}

CorrectedField = Literal[
    "title",
    "category",
    "place",
    "content_class",
    "name",
    "address",
    "phone",
    "id_type",
    "id_number",
    "credit_code",
    "contact_person",
    "nationality",
    "sender",
    "letter_number",
    "body_number",
    "channel",
    "head_count",
]


class Corrected(Facts, frozen=True, kw_only=True):
    """One field was put right."""

    kind: ClassVar[str] = "corrected"

    field: CorrectedField
    to: int  # which petitioner, counted from 1; 0 for the matter itself
    before: str
    after: str
    reason: str

    def apply(self, petition: Petition, entry: Entry) -> Petition:
        after = _corrected(petition, self.field, self.to, self.after)
        return msgspec.structs.replace(after, corrections=(*petition.corrections, record(Correction, self, entry)))

    def sentence(self, entry: Entry) -> str:
        before, after = shown(self.field, self.before), shown(self.field, self.after)
        whose = f"第{self.to}位信访人" if self.to else ""
        return f"更正{whose}{FIELDS[self.field]}：原为“{before}”，更正为“{after}”，事由：{self.reason}"


class Correct(Step, frozen=True, kw_only=True):
    """更正登记内容, with the reason; also on a closed petition."""

    name: ClassVar[str] = "correct"
    label: ClassVar[str] = "更正登记内容"
    article: ClassVar[str] = f"{REGULATION}第十九条第一款（如实记录）"
    example: ClassVar[dict[str, object]] = {
        "field": "address",
        "to": 1,
        "value": "某某镇石桥村四组",
        "reason": "登记时听错组别，经本人核对",
    }

    field: Annotated[CorrectedField, named("更正项目")]
    to: Annotated[int, msgspec.Meta(title="第几位信访人", ge=0, le=2000)] = 0
    value: Annotated[str, text("更正为", 300)]
    reason: Annotated[str, must_text("更正事由", 2_000)]

    @classmethod
    def follows(cls, petition: Petition) -> tuple[dt.date, str]:
        return petition.received_on, "收到该事项之日"

    def decide(self, petition: Petition, context: Context) -> tuple[Facts, ...]:
        self._check_whose(petition)
        self._check_papers(petition)
        if self.field == "category":
            _check_category(petition, self.value.strip())
        before = content_of(petition, self.field, self.to)
        after = self.value.strip()
        if self.field == CONTENT_CLASS:
            after = context.coded(CONTENT_CLASS, after)
        elif self.field == "channel":
            _check_channel(petition, after)
        elif self.field == "head_count":
            after = _head_count(petition, after)
        sent = self.field == "sender" and petition.from_above is not None
        must = sent or self.field in MUST or (self.field == "address" and not petition.identity_unclear)
        if must and not after:
            raise RuleBroken("correction-empty", f"{FIELDS[self.field]}不能为空。", field="value")
        if after in (before.strip(), COVERED.shown(self.field, before).strip()):
            raise RuleBroken("correction-same", f"{FIELDS[self.field]}与现在的内容相同，不需要更正。", field="value")
        if self.field in MASKS and looks_masked(after):
            raise RuleBroken(
                "correction-masked",
                f"{FIELDS[self.field]}中有“*”，是遮住的内容。请显示完整信息后再改，或者重新填写完整内容。",
                field="value",
            )
        _check_content(petition, self.field, self.to, after)
        return (Corrected(field=self.field, to=self.to, before=before, after=after, reason=self.reason),)

    def _check_whose(self, petition: Petition) -> None:
        if self.field in OF_ORIGIN and (petition.origin is None or petition.origin.kind == "agency"):
            raise RuleBroken(
                "correction-no-sender", "该事项不是其他机关、单位送来的，没有可以更正的来文。", field="field"
            )
        if self.field not in OF_PERSON and self.to:
            raise RuleBroken("correction-whose", f"{FIELDS[self.field]}是事项的内容，信访人序号请填 0。", field="to")
        if self.field in OF_PERSON and not 1 <= self.to <= len(petition.petitioners):
            raise RuleBroken(
                "correction-whose", f"本事项有 {len(petition.petitioners)} 位信访人，请写明是第几位。", field="to"
            )

    def _check_papers(self, petition: Petition) -> None:
        if on_paper(petition, self.field):
            told = "已写入出具的文书" if self.field != "category" else "是已作决定的依据"
            raise RuleBroken(
                "correction-on-paper",
                f"{FIELDS[self.field]}{told}，不能直接更正。请在备注或再次来访中说明。",
                field="field",
            )


def on_paper(petition: Petition, field: str) -> bool:
    """Whether a field stands on a paper that was made already."""
    if field in ON_PAPERS:
        return bool(petition.decision or petition.reply or petition.objections)
    if field == "category":
        return bool(petition.decision or petition.review_case)
    return field in ON_LETTERS and bool(petition.objections or petition.report_up)


def shown(field: str, value: str) -> str:
    """A field's content as a timeline shows it: codes in words, numbers and address of persons masked."""
    words = CODED.get(field)
    if field == "head_count":
        return f"{value}人"
    return words.get(value, value) if words else COVERED.shown(field, value)


def content_of(petition: Petition, field: str, to: int) -> str:
    """What stands in a field now; `to` is the petitioner's number from 1, 0 for the matter."""
    if field in OF_ORIGIN:
        return str(getattr(petition.origin, _of_origin(field), ""))
    return str(getattr(petition.petitioners[to - 1] if to else petition, field))


def _of_origin(field: str) -> str:
    """What the origin calls a field."""
    return "body" if field == "sender" else field


def _corrected(petition: Petition, field: str, to: int, value: str) -> Petition:
    if field in OF_ORIGIN and petition.origin:
        return msgspec.structs.replace(
            petition, origin=msgspec.structs.replace(petition.origin, **{_of_origin(field): value})
        )
    if field in OF_CONTACT:
        given = {field: int(value) if field == "head_count" else value}
        first = msgspec.structs.replace(petition.contacts[0], **given)
        return msgspec.structs.replace(petition, contacts=(first, *petition.contacts[1:]), **given)
    if not to:
        return msgspec.structs.replace(petition, **{field: value})
    people = list(petition.petitioners)
    people[to - 1] = msgspec.structs.replace(people[to - 1], **{field: value})
    return msgspec.structs.replace(petition, petitioners=tuple(people))


def _check_category(petition: Petition, category: str) -> None:
    """Between the three that are handled here: what is a denunciation, or was registered as one, stays apart."""
    if APART in (category, petition.category):
        raise RuleBroken(
            "correction-apart",
            "检举控告单独密封登记，不能由更正改出、改入。登记有误的，办理“登记作废”，由专门权限人员另行登记。",
            article=f"{REGULATION}第三十条",
            field="value",
        )
    if category not in CHOSEN_CATEGORIES:
        raise RuleBroken(
            "correction-category", f"信访目的只能是{'、'.join(CHOSEN_CATEGORIES.values())}之一。", field="value"
        )


def _check_channel(petition: Petition, channel: str) -> None:
    if channel not in CHANNELS:
        raise RuleBroken("correction-channel", f"信访形式只能是{'、'.join(CHANNELS.values())}之一。", field="value")
    if channel not in PRESENT and any(one.contact == 1 for one in petition.receptions):
        raise RuleBroken(
            "correction-received",
            "登记的这次来访已记为领导接访，信访形式只能更正为当面的形式。",
            field="value",
        )


def _head_count(petition: Petition, value: str) -> str:
    """As many people as came, at least those who are named; more than five without representatives is what happened."""
    plain = unicodedata.normalize("NFKC", value).removesuffix("人").strip()
    count = int(plain) if re.fullmatch("[0-9]{1,6}", plain) else 0
    if not 1 <= count <= MOST_PEOPLE:
        raise RuleBroken("correction-head-count", f"人数请填1至{MOST_PEOPLE}的整数。", field="value")
    check_head_count(count, sum(1 for one in petition.petitioners if one.kind == "person"), field="value")
    return str(count)


def _check_content(petition: Petition, field: str, to: int, value: str) -> None:
    """The same limits as at registration: a person is checked whole, the matter by its length."""
    if to:
        person: Petitioner = _corrected(petition, field, to, value).petitioners[to - 1]
        check(person)
    elif field not in OF_CONTACT and (len(value) > LONGEST[field] or "\n" in value):
        raise RuleBroken("correction-too-long", f"{FIELDS[field]}只能写一行，最多 {LONGEST[field]} 字。", field="value")
