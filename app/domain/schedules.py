"""A schedule that somebody typed from the State Council's notice: every mistake named with its line, in Chinese.

Refused is what cannot be (a make-up day on a Tuesday, a day of another year, a day given twice). What can be but is
unlikely (a festival left out, a make-up day too few) is a doubt: it is told, and a person compares with the notice.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from app.domain.errors import RuleBroken
from app.domain.workdays import NEXT_NOTICE_REACHES_BACK_TO, WEEKDAYS, YearSchedule

FIELDS = ("year", "notice", "source", "off", "work", "provisional", "valid_from")
NEEDED = {"year": "年份", "notice": "通知名称和文号", "source": "出处", "off": "放假日"}
SECTIONS = {"off": "放假日", "work": "调休上班日"}
MOST_CHARACTERS = 500

# 《全国年节及纪念日放假办法》 as revised on 2024-11-10: thirteen days, made up for where they fall on a weekend.
SINCE = 2025
STATUTORY = {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}
FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", **dict.fromkeys(((10, 1), (10, 2), (10, 3)), "国庆节")}

_KEY = re.compile(r'"([^"\\\n]*)"\s*:')
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Mistake(msgspec.Struct, frozen=True):
    """One thing to correct: the line it stands on (None where no line has it), the day or field, what is wrong."""

    line: int | None
    place: str
    problem: str


def read_typed(data: bytes) -> YearSchedule:
    """The schedule of a typed file, in the form of data/holidays.

    Raises RuleBroken("schedule-not-json") naming the line, RuleBroken("schedule-invalid") naming every mistake.
    """
    text = _text(data)
    raw, twice = _taken_apart(text)
    lines = _lines(text)
    mistakes = [
        Mistake(lines[key][-1] if key in lines else None, _shown(key), "写了两次，请只保留一处") for key in twice
    ]
    for key, last, problem in _problems(raw):
        found = lines.get(key)
        mistakes.append(Mistake(found[-1 if last else 0] if found else None, _shown(key), problem))
    if mistakes:
        raise _refusal(mistakes)
    return msgspec.convert(raw, YearSchedule)


def read_content(raw: Mapping[str, Any]) -> YearSchedule:
    """The schedule in a county's data package: held to the same rules as a typed one, though nobody here typed it.

    Raises RuleBroken("schedule-invalid") naming every mistake.
    """
    mistakes = [Mistake(None, _shown(key), problem) for key, _last, problem in _problems(raw)]
    if mistakes:
        raise _refusal(mistakes)
    return msgspec.convert(raw, YearSchedule)


def doubts(schedule: YearSchedule) -> tuple[str, ...]:
    """What a person should compare with the notice once more, as sentences; nothing for a provisional year."""
    if schedule.provisional or schedule.year < SINCE:
        return ()
    return (*_missing_fixed(schedule), *_missing_festivals(schedule), *_unbalanced(schedule))


def _missing_fixed(schedule: YearSchedule) -> Iterator[str]:
    for (month, day), name in FIXED.items():
        if (missing := date(schedule.year, month, day)) not in schedule.off:
            yield f"{missing}是法定节假日（{name}），放假日中没有列出。"


def _missing_festivals(schedule: YearSchedule) -> Iterator[str]:
    given = Counter(name for names in schedule.off.values() for name in names.split("、"))
    for name, least in STATUTORY.items():
        if given[name] < least:
            yield f"{name}法定放假{least}天，放假日中写明{name}的只有{given[name]}天。"


def _unbalanced(schedule: YearSchedule) -> Iterator[str]:
    """Days off from Monday to Friday, less weekend days worked, are the statutory days: each is given in full."""
    net = sum(day.weekday() < 5 for day in schedule.off) - len(schedule.work)
    if net != sum(STATUTORY.values()):
        yield (
            f"周一至周五的放假日减去调休上班日应为法定的{sum(STATUTORY.values())}天，现为{net}天，"
            "可能漏写或多写了放假日、调休上班日。"
        )


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RuleBroken(
            "schedule-not-json", "放假安排文件不是 UTF-8 编码的文字，请另存为 UTF-8 编码后再试。"
        ) from None


def _taken_apart(text: str) -> tuple[dict[str, Any], list[str]]:
    """The object, and the keys that one and the same part of it gives twice."""
    twice: list[str] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(key for key, times in Counter(key for key, _value in pairs).items() if times > 1)
        return dict(pairs)

    try:
        raw = json.loads(text, object_pairs_hook=noted)
    except json.JSONDecodeError as error:
        raise RuleBroken(
            "schedule-not-json",
            f"放假安排文件第{error.lineno}行或上一行格式不对，请检查引号、逗号和括号。",
            line=error.lineno,
        ) from None
    except (ValueError, RecursionError):
        raise RuleBroken("schedule-not-json", "放假安排文件的格式不对，请按说明的样式填写。") from None
    if not isinstance(raw, dict):
        raise RuleBroken("schedule-not-json", "放假安排文件的格式不对，最外层应为一对花括号。")
    return raw, twice


def _lines(text: str) -> dict[str, list[int]]:
    """Key -> the numbers of the lines it stands on."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for key in _KEY.findall(line):
            found.setdefault(key, []).append(number)
    return found


def _problems(raw: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    """Key, whether its last line is meant (else its first), and what is wrong."""
    yield from ((key, False, "没有这个项目，请核对写法") for key in raw if key not in FIELDS)
    yield from ((key, False, f"缺少{title}") for key, title in NEEDED.items() if key not in raw)
    yield from ((key, False, problem) for key, problem in _wrong_fields(raw))
    for section in SECTIONS:
        days = raw.get(section, {})
        if isinstance(days, dict):
            yield from ((day, False, problem) for day, problem in _wrong_days(raw.get("year"), section, days))
        else:
            yield section, False, '应写成 {"日期": "节日名称"} 的样式'
    off, work = raw.get("off"), raw.get("work")
    if isinstance(off, dict) and isinstance(work, dict):
        yield from ((day, True, "既列为放假日，又列为调休上班日") for day in work if day in off)


def _wrong_fields(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "year" in raw and not _is_year(raw["year"]):
        yield "year", "年份应为四位数字（1949至2999），不加引号"
    for key in ("notice", "source"):
        if key in raw and not _is_words(raw[key]):
            yield key, f"请填写{NEEDED[key]}，不超过{MOST_CHARACTERS}字，不换行"
    if raw.get("off") == {}:
        yield "off", "没有写放假日"
    if not isinstance(raw.get("provisional", False), bool):
        yield "provisional", "只能是 true（未公布）或 false（已公布）"
    if raw.get("valid_from") is not None and _date(raw["valid_from"]) is None:
        yield "valid_from", "不是有效日期，应写成 2027-01-01 的样式"


def _wrong_days(year: object, section: str, days: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in days.items():
        day = _date(key)
        if day is None:
            yield key, "不是有效日期，应写成 2027-02-05 的样式"
            continue
        if isinstance(year, int) and _is_year(year) and not _belongs(day, year):
            yield key, f"不属于{year}年的{SECTIONS[section]}"
        if section == "work" and day.weekday() < 5:
            yield key, f"是{WEEKDAYS[day.weekday()]}，本来就上班，不能列为调休上班日"
        if not _is_words(name):
            yield key, "请写明节日名称"


def _belongs(day: date, year: int) -> bool:
    """A year's notice holds its own days and may reach back into the last ones of the year before."""
    return day.year == year or (day.year == year - 1 and (day.month, day.day) >= NEXT_NOTICE_REACHES_BACK_TO)


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1949 <= value <= 2999


def _is_words(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= MOST_CHARACTERS


def _date(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _shown(key: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in key[:40])


def _refusal(mistakes: list[Mistake]) -> RuleBroken:
    mistakes = sorted(mistakes, key=lambda mistake: mistake.line or 0)
    told = "；".join(
        (f"第{mistake.line}行“{mistake.place}”" if mistake.line else f"“{mistake.place}”") + mistake.problem
        for mistake in mistakes[:8]
    )
    more = f"等{len(mistakes)}处" if len(mistakes) > 8 else ""
    return RuleBroken("schedule-invalid", f"放假安排需要改正：{told}{more}。", mistakes=msgspec.to_builtins(mistakes))
