"""The words of the windows that are not the law's: names of pages, shapes of states, the line about exchange."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.domain.deadlines import Deadline
from app.domain.looks import Printed
from ui import messages

if TYPE_CHECKING:
    from app.answers import Duty, ExchangeState

MOST_PROBLEMS = 2

# A state has a shape and a word; the colour only adds.
URGENCIES = {
    "overdue": ("■ 逾期", "late"),
    "today": ("▲ 今天", "warn"),
    "week": ("◆ 本周", "ink"),
    "later": ("● 在办", "ink"),
    "waiting": ("○ 等待", "quiet"),
}
CLOCK_STATES = {
    "running": "● 在走",
    "met": "✓ 按期",
    "met_late": "■ 已办，超期",
    "missed": "■ 逾期",
    "lapsed": "○ 已过",
    "stopped": "○ 已停算",
    "not_applicable": "○ 不适用",
}


def urgency(duty: Duty) -> str:
    return URGENCIES[duty.urgency][0]


def tone(duty: Duty) -> str:
    return URGENCIES[duty.urgency][1]


def until(clock: Deadline, today: date) -> str:
    """2026-05-06 还有3天, or 2027-01-12（暂定） while the schedule of its year is not published."""
    return last_day(clock) if clock.provisional else f"{clock.effective} {messages.days_left(today, clock.effective)}"


def last_day(clock: Deadline) -> str:
    return f"{clock.effective}（暂定）" if clock.provisional else str(clock.effective)


def counts(urgencies: Mapping[str, int]) -> str:
    """■ 逾期 1   ▲ 今天 2   ◆ 本周 5   ● 在办 7   ○ 等待 3"""
    return "    ".join(f"{word} {urgencies[code]}" for code, (word, _tone) in URGENCIES.items())


def exchange_line(state: ExchangeState, held: int = 0) -> str:
    """The bottom line: what the county really has, nothing assumed; `held` files were refused and not put right. What
    is to be done comes first: a narrow window cuts the rest off."""
    if not state.county:
        return "交换：尚未与县级交换公钥，登记内容只在本机"
    if state.read_at:
        read = f"{state.county}签收至第{state.acknowledged}号（{state.read_at[:10]} 读入回执）"
    else:
        read = f"{state.county}还没有回执"
    sent = f"上次导出 {state.sent_at[:10]}" if state.sent_at else "还没有导出过"
    on_the_way = state.sent - state.acknowledged
    missing = f"，其中已导出缺回执 {on_the_way} 条" if on_the_way > 0 else ""
    refused = f"有 {held} 个文件没有收下，请看“交换” · " if held else ""
    return f"交换：{refused}待签收 {state.waiting} 条{missing} · {read} · {sent}"


def printed(told: Printed, today: date) -> str:
    """已打印2次（共3份），最近 3月2日 李某; the year too when it is another one."""
    on = date.fromisoformat(told.at[:10])
    day = f"{on.month}月{on.day}日" if on.year == today.year else str(on)
    copies = f"（共{told.copies}份）" if told.copies > told.times else ""
    return f"已打印{told.times}次{copies}，最近 {day} {told.officer}"


def listed(text: str) -> tuple[str, ...]:
    """Several things in one field, set apart by 、；or line breaks."""
    return tuple(part.strip() for part in re.split(r"[、；;\n]", text) if part.strip())


def named(text: str) -> tuple[str, ...]:
    """Several names in one field: of these a comma is no part, and who types one means two people."""
    return listed(re.sub("[，,]", "、", text))


def joined(parts: tuple[str, ...]) -> str:
    """The same the other way."""
    return "、".join(parts)


def wording_line(problems: Sequence[str]) -> str:
    """What is wrong with the county's own texts; the papers concerned cannot be printed until it is mended."""
    if not problems:
        return ""
    more = f"……共{len(problems)}处，见“更多—文书用语和表样”。" if len(problems) > MOST_PROBLEMS else ""
    return f"本地文书用语（wording 文件夹）有误：{''.join(problems[:MOST_PROBLEMS])}{more}"
