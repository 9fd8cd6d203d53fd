"""The periods of one region as a file: shipped, or written and signed by a county; what it says otherwise than before.

A file says all that its region has from the earliest day on that stands in it; for day zeros before that day holds what
was known before. The national periods are never replaced: where a file is worse for the petitioner, that is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, TypeVar, get_args

import msgspec

from app.domain import data_file
from app.domain.deadlines import UNIT_WORDS, Period, Periods, Unit, Whose
from app.domain.office import NATIONAL
from app.domain.suspension_rules import SUSPENDABLE, SuspensionGround, SuspensionRule
from app.domain.words import line, must, named
from app.domain.workdays import ONE_DAY, Calendar

LOCAL = ("L1", "L2")  # the office's own limits of a hand-over: set in its data, by no region
COUNTED = frozenset({*(f"D{n}" for n in range(1, 18)), "M1", "ZJ1"})  # codes that a clock reads
YEAR = 366  # day zeros that two periods of different units are compared on
MOST = 2_000  # characters of a text of law

_REGION = re.compile(r"[a-z0-9][a-z0-9_]{0,38}")
_WHOSE: dict[Whose, str] = {"office": "办理机关", "citizen": "信访人", "other": "其他机关", "reviewer": "复查复核机关"}


class PeriodLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One period in a file (`Period` says what each field is); what it leaves out is that of the file."""

    code: Annotated[str, must("代码", 10)]
    title: Annotated[str, must("名称", 60)]
    article: Annotated[str, must("条款", 200)]
    basis: Annotated[str, line("条文原文", MOST)]
    trigger: Annotated[str, must("起算事由", 100)]
    stops: Annotated[str, must("办到的标志", 100)]
    length: Annotated[int, msgspec.Meta(title="长度", ge=1, le=3_650)]
    unit: Annotated[Unit, named("单位", words=UNIT_WORDS)]
    whose: Annotated[Whose, named("谁的期限", words=_WHOSE)]
    valid_from: Annotated[date | None, named("施行日期")] = None
    valid_to: Annotated[date | None, named("失效日期")] = None
    source: Annotated[str, line("出处", MOST)] = ""
    excludes_hearing: Annotated[bool, named("听证时间不计")] = False
    not_counted: Annotated[bool, named("不计入所在期限")] = False


class SuspensionLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the region's rule lets handling be suspended (`SuspensionRule`)."""

    article: Annotated[str, must("条款", 200)]
    basis: Annotated[str, line("条文原文", MOST)]
    grounds: Annotated[dict[str, str], named("中止情形")]
    periods: Annotated[tuple[Annotated[str, must("代码", 10)], ...], msgspec.Meta(title="停算的期限", max_length=10)]
    valid_from: Annotated[date | None, named("施行日期")] = None
    valid_to: Annotated[date | None, named("失效日期")] = None
    source: Annotated[str, line("出处", MOST)] = ""


class PeriodsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The periods of one region; `region`, `source` and `valid_from` hold for each that does not say otherwise.

    `title` is what the region is called where an office chooses it.
    """

    region: Annotated[str, must("地区代码", 40)]
    title: Annotated[str, must("地区名称", 40)]
    source: Annotated[str, must("出处", MOST)]
    valid_from: Annotated[date, named("施行日期")]
    periods: Annotated[tuple[PeriodLine, ...], msgspec.Meta(title="期限", max_length=200)]
    suspensions: Annotated[tuple[SuspensionLine, ...], msgspec.Meta(title="中止", max_length=20)] = ()

    def read(self) -> tuple[Period, ...]:
        """The periods, each complete. Raises ValueError for two texts that hold at once."""
        found = tuple(msgspec.convert(told, Period) for told in map(self._complete, self.periods))
        for earlier, later in _at_once(found):
            raise ValueError(f"two texts for {earlier.code} hold on {later.valid_from}")
        return found

    def read_suspensions(self) -> tuple[SuspensionRule, ...]:
        """The rules of suspension, each complete; mostly none. Raises ValueError for one that cannot be."""
        return tuple(msgspec.convert(self._complete(one), SuspensionRule) for one in self.suspensions)

    @property
    def begins(self) -> date:
        """The earliest day that it speaks of: from it on, it says all that its region has."""
        own = [one.valid_from for one in self.periods] + [one.valid_from for one in self.suspensions]
        return min([self.valid_from, *(day for day in own if day)])

    def _complete(self, one: PeriodLine | SuspensionLine) -> dict[str, Any]:
        told: dict[str, Any] = msgspec.to_builtins(one)
        shared = {"source": self.source, "valid_from": self.valid_from}
        return {**told, **{name: told[name] or value for name, value in shared.items()}, "region": self.region}


def read_file(data: bytes, name: str, national: Sequence[Period]) -> PeriodsFile:
    """The file that somebody wrote. Raises RuleBroken("periods-invalid") naming each line to correct."""

    def problems(file: PeriodsFile) -> Iterator[tuple[str, str]]:
        yield from _problems(file)
        yield from _turned_round(file, national)

    return data_file.read(data, PeriodsFile, "periods-invalid", name, problems)


def _turned_round(file: PeriodsFile, national: Sequence[Period]) -> Iterator[tuple[str, str]]:
    """Each line that turns round what a code means: a right of the petitioner into a duty."""
    whose = {period.code: period.whose for period in national}
    for place, one in enumerate(file.periods):
        if one.whose != whose.get(one.code, one.whose):
            yield f"periods[{place}].whose", f"{one.code}是{_WHOSE[whose[one.code]]}的期限，应为 {whose[one.code]}"


def doubts(file: PeriodsFile) -> tuple[str, ...]:
    """What a person should look at once more, as sentences."""
    unread = [one.code for one in file.periods if one.code not in COUNTED]
    silent = [f"{one.code}{one.title}" for one in file.periods if not one.basis.strip()]
    found = [f"{code}在本程序中没有对应的计算规则，只列出，不计算。" for code in unread]
    if silent:
        found.append(f"没有录入条文原文：{'、'.join(silent)}。请与当地信访局核对后再用。")
    return tuple(found)


def _problems(file: PeriodsFile) -> Iterator[tuple[str, str]]:
    if not _REGION.fullmatch(file.region):
        yield "region", "只能用小写字母、数字和下划线，如 hunan"
    if file.region == NATIONAL:
        yield "region", "全国的期限由《信访工作条例》规定，随程序提供，不能由数据文件替换"
    for place, one in enumerate(file.periods):
        if one.code in LOCAL:
            yield f"periods[{place}].code", "首问移交的时限由各单位在单位资料中填写，不在期限文件中规定"
        if one.valid_to and one.valid_to < (one.valid_from or file.valid_from):
            yield f"periods[{place}].valid_to", "早于施行日期"
    yield from _wrong_suspensions(file)
    if not file.periods and not file.suspensions:
        yield "periods", "至少写一项"
    dated = [
        (one.code, one.valid_from or file.valid_from, one.valid_to, place) for place, one in enumerate(file.periods)
    ]
    for earlier, later in pairwise(sorted(dated, key=lambda one: (one[0], one[1]))):
        if earlier[0] == later[0] and (earlier[2] is None or later[1] <= earlier[2]):
            yield f"periods[{later[3]}]", f"{later[0]}在{later[1]}有两条规定同时有效，请写明前一条的失效日期"


def _wrong_suspensions(file: PeriodsFile) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(file.suspensions):
        path = f"suspensions[{place}]"
        if not one.grounds or not all(isinstance(words, str) and words.strip() for words in one.grounds.values()):
            yield f"{path}.grounds", "请按当地规定的用语写明中止的情形"
        if set(one.grounds) - set(get_args(SuspensionGround)):
            yield f"{path}.grounds", f"只能是 {'、'.join(get_args(SuspensionGround))}"
        if not one.periods or set(one.periods) - set(SUSPENDABLE):
            yield f"{path}.periods", f"只能是 {'、'.join(SUSPENDABLE)} 中的期限"
        if one.valid_to and one.valid_to < (one.valid_from or file.valid_from):
            yield f"{path}.valid_to", "早于施行日期"


def _at_once(periods: Iterable[Period]) -> Iterator[tuple[Period, Period]]:
    """One file may hold one text per code and day, else the law would depend on the order of lines."""
    for earlier, later in pairwise(sorted(periods, key=lambda period: (period.code, period.valid_from))):
        if earlier.code == later.code and earlier.is_valid_on(later.valid_from):
            yield earlier, later


class Regions(msgspec.Struct, frozen=True, kw_only=True):
    """What every region says that is known here, by its code: its name, its periods, its rules of suspension."""

    titles: dict[str, str]
    periods: dict[str, tuple[Period, ...]]
    suspensions: dict[str, tuple[SuspensionRule, ...]]

    def of(self, region: str) -> tuple[Period, ...]:
        """The periods of a region, none where it is not known."""
        return self.periods.get(region, ())

    def with_file(self, file: PeriodsFile) -> Regions:
        """With one more file: it counts from the first day that it speaks of, what was there before up to that day."""
        end, region = file.begins - ONE_DAY, file.region
        return Regions(
            titles={**self.titles, region: file.title},
            periods={**self.periods, region: (*_until(end, self.of(region)), *file.read())},
            suspensions={
                **self.suspensions,
                region: (*_until(end, self.suspensions.get(region, ())), *file.read_suspensions()),
            },
        )


Dated = TypeVar("Dated", Period, SuspensionRule)


def _until(end: date, rules: Iterable[Dated]) -> Iterator[Dated]:
    for rule in rules:
        if rule.valid_from <= end:
            yield msgspec.structs.replace(rule, valid_to=min(rule.valid_to or end, end))


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One period that a file sets otherwise than it was counted before; `words` is for the person who takes it in.

    `was` is what counted for a day zero of `since`, `now` what the file says, None where there is no such period.
    """

    code: str
    title: str
    since: date
    was: Period | None
    now: Period | None
    worse: bool  # for the petitioner, than the national law
    words: str


def differences(
    file: PeriodsFile, before: Regions, national: Sequence[Period], calendar: Calendar
) -> tuple[Difference, ...]:
    """Each period that the file changes, adds or ends, in the order of the file, those that end last."""
    law = Periods(national)
    old = Periods((*national, *before.of(file.region)))
    new = Periods((*national, *before.with_file(file).of(file.region)))
    days: dict[tuple[str, date], None] = {}
    for period in file.read():
        days.setdefault((period.code, period.valid_from))
    for period in before.of(file.region):
        days.setdefault((period.code, max(file.begins, period.valid_from)))
    found = (_difference(code, day, old, new, law, calendar) for code, day in days)
    return tuple(one for one in found if one)


def _difference(
    code: str, day: date, old: Periods, new: Periods, law: Periods, calendar: Calendar
) -> Difference | None:
    was, now, national = old.find(code, day), new.find(code, day), law.find(code, day)
    if was is now or (was and now and _told(was) == _told(now)):
        return None
    shown = now or was
    assert shown is not None
    worse = now is not None and national is not None and is_worse(now, national, calendar)
    return Difference(
        code=code,
        title=shown.title,
        since=day,
        was=was,
        now=now,
        worse=worse,
        words=_words(code, day, was, now, national) + (_worse(now, national) if worse and now and national else ""),
    )


def is_worse(one: Period, than: Period, calendar: Calendar) -> bool:
    """Whether a period is worse for the petitioner on some day: an office has longer, or a petitioner shorter."""
    if one.unit == than.unit:
        longer, shorter = one.length > than.length, one.length < than.length
    else:
        first = one.valid_from
        ends = [(_end(one, day, calendar), _end(than, day, calendar)) for day in _days(first)]
        longer, shorter = any(a > b for a, b in ends), any(a < b for a, b in ends)
    if one.whose == "citizen":
        return shorter or (than.excludes_hearing and not one.excludes_hearing)
    return longer or (one.excludes_hearing and not than.excludes_hearing)


def _days(first: date) -> Iterator[date]:
    return (first + ONE_DAY * n for n in range(YEAR))


def _end(period: Period, day: date, calendar: Calendar) -> date:
    if period.unit == "working_day":
        return calendar.add_workdays(day, period.length)
    return calendar.next_workday(day + ONE_DAY * period.length)


def reason(was: Period | None, now: Period | None) -> str:
    """Why a clock moved: 《某省信访条例》第二十三条：办结由60日改为45日（2026-06-01起）."""
    if now is None:
        assert was is not None
        return f"{was.article}：{was.title}（{_length(was)}）不再适用"
    if was is None:
        return f"{now.article}：新增{now.title}{_length(now)}（{now.valid_from}起）"
    return f"{now.article}：{now.title}由{_length(was)}改为{_length(now)}（{now.valid_from}起）"


def _words(code: str, day: date, was: Period | None, now: Period | None, national: Period | None) -> str:
    if now is None:
        assert was is not None
        return f"{code} {was.title}：{day}起不再适用（原{_length(was)}，{was.article}）。"
    text = f"“{now.basis}”" if now.basis.strip() else "未录条文原文"
    told = f"{code} {now.title}：{day}起{_length(now)}，{now.article}：{text}。"
    before = f"此前{_length(was)}（{was.article}）。" if was else "此前没有这项期限。"
    known = was is not None and national is not None and _told(was) == _told(national)
    law = f"全国规定{_length(national)}（{national.article}）。" if national and not known else ""
    return f"{told}{before}{law}"


def _worse(now: Period, national: Period) -> str:
    side = "信访人的时间短于" if now.whose == "citizen" else "办理时间长于"
    return f"【{side}全国规定，对信访人不利，请核对依据】"


def _length(period: Period) -> str:
    hearing = "（听证时间不计）" if period.excludes_hearing else ""
    aside = "（不计入所在期限）" if period.not_counted else ""
    return f"{period.length}{UNIT_WORDS[period.unit]}{hearing}{aside}"


def _told(period: Period) -> tuple[object, ...]:
    """What a petitioner would notice of it."""
    return period.length, period.unit, period.article, period.basis, period.excludes_hearing, period.not_counted


def known_regions(files: Mapping[str, PeriodsFile]) -> Regions:
    """The regions of the files that the program brings along."""
    return Regions(
        titles={region: file.title for region, file in files.items()},
        periods={region: file.read() for region, file in files.items()},
        suspensions={region: file.read_suspensions() for region, file in files.items()},
    )
