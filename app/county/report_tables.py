"""The views for reports as tables that people read: Chinese headings, codes in words, days as days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from app.county.tables import Tables
from app.domain.codes import CATEGORIES, STAGES
from app.domain.errors import RuleBroken
from app.domain.sheets.fields import FieldKind
from app.exchange.sheet_writing import Head, SheetKind, write_sheet

Progress = Callable[[int, int], None]
TOLD: Final = 1000  # rows between two calls of the progress
TITLES: Final = {
    "report_stations": "各接待台",
    "report_lines": "收到的记载",
    "report_months": "按月统计",
    "report_open": "未办结事项",
    "report_petitions": "全部事项",
}
_NAME: Final = "name"  # of the station; beside its code, which a view may have alone
# Column -> heading and kind. What a view does not have is not asked for.
COLUMNS: Final[dict[str, tuple[str, FieldKind]]] = {
    "number": ("信访件编号", "text"),
    "station": ("台号", "text"),
    _NAME: ("接待台", "text"),
    "paired_at": ("登记公钥卡", "text"),
    "revoked_at": ("停用", "text"),
    "epoch": ("第几条线", "number"),
    "last_seq": ("收至第几号", "number"),
    "packages": ("数据包", "number"),
    "first_received_at": ("最早收到", "text"),
    "last_received_at": ("最近收到", "text"),
    "through": ("由哪个镇级台转报", "text"),
    "received_month": ("收到月份", "text"),
    "stage": ("办理状态", "text"),
    "category": ("信访目的", "text"),
    "received_on": ("收到日期", "day"),
    "done": ("已办结", "text"),
    "petitions": ("件数", "number"),
}
_OF_VIEW: Final = {
    "report_stations": ("station", "name", "paired_at", "revoked_at", "packages", "last_received_at"),
    "report_lines": ("station", "epoch", "last_seq", "packages", "first_received_at", "last_received_at", "through"),
    "report_months": ("station", "received_month", "stage", "category", "petitions"),
    "report_open": ("number", "station", "stage", "category", "received_on"),
    "report_petitions": ("number", "station", "stage", "category", "received_on", "done"),
}
_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "stage": lambda code: STAGES.get(code, code),
    "category": lambda code: CATEGORIES.get(code, code),
    "done": lambda yes: "是" if yes else "否",
    **dict.fromkeys(
        (name for name in COLUMNS if name.endswith("_at")), lambda at: str(at or "")[:16].replace("T", " ")
    ),
}


class ReportTable(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it was at a moment. Days are texts as ISO 8601; numbers are numbers."""

    view: str
    rows: tuple[tuple[str | int, ...], ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.view]

    @property
    def heads(self) -> tuple[tuple[str, FieldKind], ...]:
        """What stands above the columns, and of which kind they are."""
        return heads(self.view)


class SheetOut(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet that was written."""

    file: str
    rows: int
    words: str


def read(tables: Tables, view: str, names: Mapping[str, str], progress: Progress) -> ReportTable:
    """All rows of a view; `names` are the stations' by their codes. Raises RuleBroken("no-such-report")."""
    if view not in _OF_VIEW:
        raise RuleBroken("no-such-report", f"没有“{view}”这种报表，有：{'、'.join(_OF_VIEW)}。", known=list(_OF_VIEW))
    asked, told = _OF_VIEW[view], _told(view)
    same: dict[str, str] = {}
    with tables.snapshot():
        total = int(tables.execute("SELECT count(*) FROM folded").fetchone()[0])
        rows = []
        for done, row in enumerate(tables.stream(f"SELECT {', '.join(asked)} FROM {view} ORDER BY 1, 2, 3")):
            if done % TOLD == 0:
                progress(min(done, total), total)
            values = dict(zip(asked, row, strict=True))
            values.setdefault(_NAME, names.get(values["station"], ""))
            rows.append(tuple(_shown(name, values[name], same) for name in told))
    return ReportTable(view=view, rows=tuple(rows))


def export(folder: Path, table: ReportTable, kind: SheetKind, *, county: str, at: dt.datetime) -> SheetOut:
    """Write a report as it was seen into a sheet. Raises as write_sheet."""
    headings, kinds = zip(*table.heads, strict=True)
    head = Head(sheet=table.title, headings=headings, kinds=kinds)
    name = f"{table.title}-{county}-{at:%Y%m%d-%H%M}"
    file, written = write_sheet(folder, name, kind, head, _values(table, kinds))
    words = f"已导出{table.title} {written.rows} 行。表格没有加密，不含人员姓名、证件号码、电话、住址。"
    return SheetOut(file=str(file), rows=written.rows, words=words)


def heads(view: str) -> tuple[tuple[str, FieldKind], ...]:
    """Headings and kinds of the columns of a view."""
    return tuple(COLUMNS[name] for name in _told(view))


def _told(view: str) -> tuple[str, ...]:
    """The columns that are shown: the station's name stands beside its code."""
    asked = _OF_VIEW[view]
    if _NAME in asked:
        return asked
    place = asked.index("station") + 1
    return (*asked[:place], _NAME, *asked[place:])


def _shown(name: str, value: Any, same: dict[str, str]) -> str | int:
    """As people read it; a text that many rows share is held once."""
    if name in _WORDS:
        value = _WORDS[name](value)
    if isinstance(value, int):
        return value
    text = str(value or "")
    return text if name == "number" else same.setdefault(text, text)


def _values(table: ReportTable, kinds: tuple[FieldKind, ...]) -> Iterator[tuple[str | int | dt.date, ...]]:
    for row in table.rows:
        yield tuple(
            dt.date.fromisoformat(value) if kind == "day" and isinstance(value, str) and value else value
            for value, kind in zip(row, kinds, strict=True)
        )
