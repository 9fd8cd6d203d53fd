"""下发件: what a body above sends down to a desk, and how the desk keeps it until somebody takes it up.

The contents are closed lists of fields: nothing else may come down. A content only tells what the body's own paper
says; a person at the desk decides what comes of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from app.domain.records.matter import Matter
from app.domain.records.record import Record
from app.domain.records.review import BACK, INSTANCES, REVIEW_RESULTS, Back, Instance, ReviewResult
from app.domain.records.supervision import SUGGESTIONS, SUPERVISIONS, TRIGGERS, Trigger
from app.domain.words import line, must, must_text, named, text

MATTER, DATA, KEY = "matter", "data", "key"
BRINGS: dict[str, str] = {
    MATTER: "转送、交办事项",
    "reminder": "催办",
    "supervision": "督办、建议",
    "review_request": "复查（复核）答辩通知",
    "review_decision": "复查（复核）意见",
    "objection_answer": "异议答复",
    DATA: "数据文件",
    KEY: "新公钥卡",
}
APART = "denunciation"  # a category that never comes down among these: 检举控告 travels sealed and alone
FUTURE = {"future": True}
Answer = Literal["agreed", "refused"]
ANSWERED = {"agreed": "同意退回", "refused": "不同意，继续办理"}
LetterKind = Literal["supervision", "improve", "policy", "accountability"]
LETTERS = {"supervision": SUPERVISIONS["supervision"], **SUGGESTIONS}


class Content(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every letter about a petition that is at the desk says of itself."""

    body: Annotated[str, must("来文机关、单位", 100)]


class Reminder(Content, frozen=True, kw_only=True):
    """催办; `due` is the day that the letter sets for the answer, None where it sets none."""

    asked: Annotated[str, must_text("催办要求", 5_000)]
    letter_number: Annotated[str, line("来文文号", 60)] = ""
    letter_on: Annotated[dt.date | None, named("来文日期")] = None
    due: Annotated[dt.date | None, msgspec.Meta(title="要求反馈的日期", extra=FUTURE)] = None


class SupervisionLetter(Content, frozen=True, kw_only=True):
    """督办, or one of 三项建议 (第四十条); a trigger belongs to 督办 alone."""

    asked: Annotated[str, must_text("督办要求、建议内容", 5_000)]
    supervision: Annotated[LetterKind, named("督办或者建议", words=LETTERS)] = "supervision"
    trigger: Annotated[Trigger | Literal[""], named("督办情形", words=TRIGGERS)] = ""
    letter_number: Annotated[str, line("来文文号", 60)] = ""
    letter_on: Annotated[dt.date | None, named("来文日期")] = None
    due: Annotated[dt.date | None, msgspec.Meta(title="要求反馈的日期", extra=FUTURE)] = None


class ReviewNotice(Content, frozen=True, kw_only=True):
    """The reviewing body asks for our answer and the case file by `due`; what it tells of the request behind it."""

    instance: Annotated[Instance, named("审级", words=INSTANCES)] = "review"
    number: Annotated[str, line("来函文号", 100)] = ""
    letter_on: Annotated[dt.date | None, named("来函日期")] = None
    due: Annotated[dt.date | None, msgspec.Meta(title="要求提交的日期", extra=FUTURE)] = None
    petitioner: Annotated[str, line("请求人", 100)] = ""
    requested_on: Annotated[dt.date | None, named("提出请求的日期")] = None
    wish: Annotated[str, text("请求内容", 5_000)] = ""
    reasons: Annotated[str, text("事实和理由", 20_000)] = ""


class ReviewOpinion(Content, frozen=True, kw_only=True):
    """复查（复核）意见 as it was made (第三十五条、第三十六条)."""

    number: Annotated[str, must("意见书文号", 100)]
    decided_on: Annotated[dt.date, named("意见书日期")]
    result: Annotated[ReviewResult, named("结果", words=REVIEW_RESULTS)]
    instance: Annotated[Instance, named("审级", words=INSTANCES)] = "review"
    orders: Annotated[str, text("意见要点（责令的内容）", 5_000)] = ""
    due: Annotated[dt.date | None, msgspec.Meta(title="意见要求办到的日期", extra=FUTURE)] = None
    back: Annotated[Back, named("撤销、退回后由谁办理", words=BACK)] = "office"


class ObjectionReply(Content, frozen=True, kw_only=True):
    """The sender looked into our objection (第二十三条第三款)."""

    outcome: Annotated[Answer, named("核实意见", words=ANSWERED)]
    number: Annotated[str, line("答复文号", 100)] = ""
    answered_on: Annotated[dt.date | None, named("答复日期")] = None
    note: Annotated[str, text("答复内容", 5_000)] = ""


class DataFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed data package as it is: it keeps its own rules, a person loads it."""

    name: Annotated[str, must("文件名", 100)]
    file: Annotated[str, must_text("数据文件全文", 16 * 1024 * 1024)]


class NextKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sender's next key card, told in what its former key signs: a succession (docs/exchange.md) as text."""

    succession: Annotated[str, must_text("新公钥卡（由原密钥签名）", 32 * 1024)]


CONTENTS: dict[str, type[msgspec.Struct]] = {
    MATTER: Matter,
    "reminder": Reminder,
    "supervision": SupervisionLetter,
    "review_request": ReviewNotice,
    "review_decision": ReviewOpinion,
    "objection_answer": ObjectionReply,
    DATA: DataFile,
    KEY: NextKey,
}
ABOUT_ONE = frozenset(kind for kind, content in CONTENTS.items() if issubclass(content, Content))


How = Literal["registered", "recorded", "set_aside"]
TAKEN: dict[str, str] = {"registered": "已登记", "recorded": "已记入事项", "set_aside": "不另行办理"}


class TakeUp(Record, frozen=True, kw_only=True):
    """What somebody at the desk did about it: `number` is the petition that it became or was written into."""

    how: How
    number: str
    note: str


class Arrival(Record, frozen=True, kw_only=True):
    """One dispatch as it reached the desk; `on` is the day of arrival, from which its periods run."""

    sender: str
    sender_name: str
    epoch: int
    seq: int
    hash: str
    brings: str  # a key of BRINGS, or of a later version
    about: str  # id of the petition that it names, "" for none
    issued_at: str
    issued_by: str
    content: dict[str, Any]
    here: bool = False  # the petition that it names is at this desk
    taken: TakeUp | None = None

    @property
    def told(self) -> msgspec.Struct | None:
        """The content; None where this program does not know such a one."""
        return content_of(self.brings, self.content)

    @property
    def words(self) -> str:
        """What it is, in words: 交办, 督办, 复查意见."""
        return words_of(self.brings, self.content)


def content_of(brings: str, content: dict[str, Any]) -> msgspec.Struct | None:
    """A content by its kind; None for a kind, or a form of one, that this program does not know."""
    kind = CONTENTS.get(brings)
    if kind is None:
        return None
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError:
        return None


def words_of(brings: str, content: dict[str, Any]) -> str:
    """What a dispatch is called."""
    told = content_of(brings, content)
    if isinstance(told, Matter):
        return "交办事项" if told.kind == "assigned" else "转送事项"
    if isinstance(told, SupervisionLetter):
        return LETTERS[told.supervision]
    if isinstance(told, ReviewNotice):
        return f"{INSTANCES[told.instance]}答辩通知"
    if isinstance(told, ReviewOpinion):
        return f"{INSTANCES[told.instance]}意见"
    return BRINGS.get(brings, f"本版程序不认识的下发件（{brings}）")
