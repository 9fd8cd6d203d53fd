"""The columns of the list of petitions, as the window shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.codes import CHANNELS, STAGES
from app.domain.listing import COLUMNS, cell
from ui import words
from ui.models.table import Column

if TYPE_CHECKING:
    from app.answers import ListRow
    from app.desk import Row

# Name -> width in Chinese characters (0 takes what is left), when it gives way, what it is sorted by.
_LAID_OUT: dict[str, tuple[int, int, str]] = {
    "number": (7, 0, "number"),
    "received": (6, 4, "received"),
    "channel": (4, 1, "channel"),
    "who": (8, 0, ""),
    "title": (0, 0, ""),
    "place": (8, 3, "place"),
    "content_class": (8, 2, "content_class"),
    "category": (5, 2, ""),
    "stage": (6, 0, "stage"),
    "due": (8, 5, "due"),
    "handling": (10, 3, "office"),
    "first_contact": (5, 2, "first_contact"),
}


def short_number(number: str) -> str:
    """The part that is spoken: year and serial, without the station's 14 digits."""
    return number.partition("-")[2] or number


def columns() -> list[Column[ListRow]]:
    """All of them; the view shows those that are chosen."""
    return [_column(name) for name in COLUMNS]


def fixed_columns() -> list[Column[Row]]:
    """Those of a list of petitions that is in one order and not filtered."""
    return [
        Column("编号", lambda r: short_number(r.number), 7, why=lambda r: r.number),
        Column("收到日期", lambda r: str(r.received_on), 6, spare=3),
        Column("形式", lambda r: CHANNELS[r.channel], 3, spare=1),
        Column("信访人", lambda r: r.who, 8),
        Column("标题", lambda r: r.title),
        Column("进展", lambda r: STAGES.get(r.stage, r.stage), 6),
        Column("承办", lambda r: f"{r.office} {r.handler}".strip() or f"首问 {r.first_contact}", 10, spare=2),
    ]


def _column(name: str) -> Column[ListRow]:
    width, spare, order = _LAID_OUT[name]
    return Column(
        COLUMNS[name],
        _SHOWN.get(name, _plain(name)),
        width,
        why=_WHY.get(name),
        tone=_tone if name == "due" else None,
        spare=spare,
        order=order,
        name=name,
    )


def _plain(name: str) -> Callable[[ListRow], str]:
    return lambda row: str(cell(row, name))


def _due(row: ListRow) -> str:
    """■ 2026-03-17: the shape says how it stands with it."""
    return f"{words.URGENCIES[row.urgency][0][0]} {row.clock.effective}" if row.clock else ""


def _why_due(row: ListRow) -> str:
    if row.clock is None:
        return "没有正在计算的期限。"
    return f"{words.URGENCIES[row.urgency][0]}  {row.clock.title}：{row.clock.why}"


def _tone(row: ListRow) -> str:
    return words.URGENCIES[row.urgency][1] if row.clock else ""


_SHOWN: dict[str, Callable[[ListRow], str]] = {"number": lambda row: short_number(row.number), "due": _due}
_WHY: dict[str, Callable[[ListRow], str]] = {"number": lambda row: row.number, "due": _why_due}
