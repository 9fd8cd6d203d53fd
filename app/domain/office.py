"""The office behind a desk: what stands at the head and foot of its papers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from app.domain.words import line, must, named

NATIONAL = "national"  # the periods of 《信访工作条例》 alone
MOST_SHORT = 20  # characters of a 机关代字


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A series of document numbers (文号): what it numbers and the pattern that holds unless the office has its own.

    `field` is the field of `Office` that carries the office's pattern; newer series carry it in `Office.patterns`.
    """

    title: str
    pattern: str
    field: str = ""


SERIES: dict[str, Series] = {
    "F03": Series(title="受理告知书", pattern="{short}信受〔{year}〕{serial}号", field="acceptance_number"),
    "F12": Series(title="处理意见书", pattern="{short}信访意〔{year}〕{serial}号", field="opinion_number"),
    "notice": Series(title="告知书", pattern="{short}信告〔{year}〕{serial}号", field="notice_number"),
    "decline": Series(
        title="不予（不再）受理告知书", pattern="{short}信不受〔{year}〕{serial}号", field="decline_number"
    ),
    "reply": Series(title="答复", pattern="{short}信复〔{year}〕{serial}号", field="reply_number"),
    "extension": Series(title="延期告知书", pattern="{short}信延〔{year}〕{serial}号", field="extension_number"),
    "objection": Series(title="异议函", pattern="{short}信异〔{year}〕{serial}号"),
    "competence": Series(title="提请决定受理机关的请示", pattern="{short}信请〔{year}〕{serial}号"),
    "report": Series(title="办结报告", pattern="{short}信报〔{year}〕{serial}号"),
    "termination": Series(title="终止办理告知书", pattern="{short}信终〔{year}〕{serial}号"),
    "suspension": Series(title="中止（恢复）办理告知书", pattern="{short}信中〔{year}〕{serial}号"),
    "assignment": Series(title="交办函", pattern="{short}信交〔{year}〕{serial}号"),
    "letter": Series(title="转送函", pattern="{short}信转〔{year}〕{serial}号", field="letter_number"),
    "archive": Series(title="档号", pattern="XF-{year}-{serial}"),  # [drafted]: the archive authority sets its own
    "settlement": Series(title="调解（和解）协议书", pattern="{short}信调〔{year}〕{serial}号"),
    "hearing": Series(title="听证文书", pattern="{short}信听〔{year}〕{serial}号"),
    "reminder": Series(title="催办函", pattern="{short}信催〔{year}〕{serial}号"),
    "supervision": Series(title="督办函", pattern="{short}信督〔{year}〕{serial}号"),
    "suggestion": Series(title="改进工作建议书", pattern="{short}信建〔{year}〕{serial}号"),
    "urgent": Series(title="重大紧急信访事项报告", pattern="{short}信急〔{year}〕{serial}号"),
    "feedback": Series(title="督办、建议反馈函", pattern="{short}信馈〔{year}〕{serial}号"),
    "review_acceptance": Series(title="复查（复核）受理告知书", pattern="{short}信复受〔{year}〕{serial}号"),
    "review_decline": Series(title="不予受理复查（复核）告知书", pattern="{short}信复不受〔{year}〕{serial}号"),
    "supplement": Series(title="补正通知书", pattern="{short}信补〔{year}〕{serial}号"),
    "answer_asked": Series(title="提交答辩通知书", pattern="{short}信复通〔{year}〕{serial}号"),
    "F17": Series(title="复查意见书", pattern="{short}信复查〔{year}〕{serial}号"),
    "F18": Series(title="复核意见书", pattern="{short}信复核〔{year}〕{serial}号"),
    "answer": Series(title="复查（复核）答辩意见", pattern="{short}信答〔{year}〕{serial}号"),
}


# Series -> the papers that bear its numbers, where it is not named after its only paper.
BORNE_BY: dict[str, tuple[str, ...]] = {
    "notice": ("F04", "F04b", "F05"),
    "decline": ("F06", "F07"),
    "reply": ("F13", "F14"),
    "extension": ("F11",),
    "objection": ("F10",),
    "competence": ("F10a",),
    "report": ("F12a",),
    "termination": ("F25",),
    "suspension": ("F26", "F26a"),
    "letter": ("F08",),
    "assignment": ("F09",),
    "hearing": ("F22a", "F22e", "F22f"),
    "feedback": ("F27b", "F28b"),
    "settlement": ("F23",),
    "answer": ("F21",),
    "review_acceptance": ("F15", "F16"),
    "review_decline": ("F15a", "F16a"),
    "supplement": ("F20",),
    "answer_asked": ("F21a",),
    "suggestion": ("F28",),
    "urgent": ("F29",),
}


def series_of(key: str) -> str:
    """The series of a paper by its key (F03, F12.2), "" when it bears no number or, as F27, one of the series
    of its record."""
    code = key.partition(".")[0]
    return next((name for name in SERIES if name == code or code in BORNE_BY.get(name, ())), "")


class NumberPattern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The office's own pattern for one series."""

    series: Annotated[str, must("文号种类", 40)]
    pattern: Annotated[str, must("文号格式", 60)]


class Numbered(msgspec.Struct, frozen=True):
    """A document number as it was taken: its text, and its place in its series and year."""

    number: str
    year: int
    serial: int


class FirstContactRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """首问责任制: the office's own limits for a hand-over in working days, 0 for none; no law sets any."""

    confirm_days: Annotated[int, msgspec.Meta(title="确认接收移交的时限（工作日）", ge=0, le=60)] = 0
    return_days: Annotated[int, msgspec.Meta(title="退回移交的时限（工作日）", ge=0, le=60)] = 0
    rule: Annotated[str, line("首问责任制规定的名称", 100)] = ""


class Office(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One office. Kept in the journal (`opened`, `described`): what it was called when is never lost.

    `short` is the word in front of document numbers (机关代字). `review_body` receives a request for review of our
    opinions: for a township the county's government (《信访工作条例》第三十五条).
    `region` names whose statutory periods hold besides the national ones (a file in data/periods); a change holds
    from the next day on, for what begins then.
    """

    station: Annotated[str, line("台号", 14)]
    name: Annotated[str, must("单位名称", 60)]
    short: Annotated[str, line("机关代字", MOST_SHORT)] = ""
    address: Annotated[str, line("接待地点", 120)] = ""
    phone: Annotated[str, line("查询电话", 60)] = ""
    review_body: Annotated[str, line("复查机关", 60)] = ""
    review_address: Annotated[str, line("复查机关地址", 120)] = ""
    acceptance_number: Annotated[str, line("受理告知书文号", 60)] = SERIES["F03"].pattern
    opinion_number: Annotated[str, line("处理意见书文号", 60)] = SERIES["F12"].pattern
    notice_number: Annotated[str, line("告知书文号", 60)] = SERIES["notice"].pattern  # F04, F04b, F05
    decline_number: Annotated[str, line("不予受理告知书文号", 60)] = SERIES["decline"].pattern  # F06, F07
    reply_number: Annotated[str, line("答复文号", 60)] = SERIES["reply"].pattern  # F13, F14
    extension_number: Annotated[str, line("延期告知书文号", 60)] = SERIES["extension"].pattern  # F11
    letter_number: Annotated[str, line("转送函文号", 60)] = SERIES["letter"].pattern  # F08
    region: Annotated[str, line("适用期限规定", 40)] = NATIONAL
    # 简易办理: off until the office says that its rule holds here; it is known from a press summary only.
    simplified: Annotated[bool, named("适用简易办理")] = False
    patterns: Annotated[tuple[NumberPattern, ...], msgspec.Meta(title="文号格式", max_length=100)] = ()

    # Who drafted an opinion may approve it alone only where the desk has no other officer; None: not said, as before.
    one_officer: Annotated[bool | None, named("本台只有一名工作人员")] = None

    # The law sets nothing here; a room that is open to the public should not wait long.
    lock_after: Annotated[int, msgspec.Meta(title="无人操作几分钟后锁定", ge=1, le=60)] = 10

    first_contact: Annotated[FirstContactRules | None, msgspec.Meta(title="首问责任制")] = None  # None: no limits

    hours: Annotated[str, line("接待时间", 60)] = ""

    def pattern(self, series: str) -> str:
        """The pattern that holds for a series."""
        own = {own.series: own.pattern for own in self.patterns}
        kind = SERIES[series]
        return own.get(series) or (getattr(self, kind.field) if kind.field else kind.pattern)

    def document_number(self, pattern: str, year: int, serial: int) -> str:
        """A document number (文号): year in full in 〔〕, serial without leading zeros (GB/T 9704-2012)."""
        return pattern.format(short=self.short or self.name, year=year, serial=serial)


class Officers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who works at the desk, the usual officer first. The name is who the journal says it was."""

    officers: Annotated[
        tuple[Annotated[str, must("工作人员姓名", 100)], ...], msgspec.Meta(title="工作人员姓名", max_length=200)
    ]
