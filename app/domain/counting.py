"""Counting rules: what is one 件, one 批, one 人次, what is 初次 and 重复, 个访 and 集体访, on which day it counts.

《信访工作条例》 asks for a yearly report with statistics (第四十一条) and defines none of these words, so every
number here is a parameter that a county can replace (data/counting). Only matters, contacts and head-counts are
counted, never persons. Denunciations (第三十条) stand in no total and no table but one line of their own, and that
only from `hidden_below` on.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import msgspec

from app.domain.codes import CATEGORIES, CHANNELS, Category, Channel
from app.domain.counted import Cell, Column, DueMatter, Figure, Line, Occasion, Rate, Table, Unit
from app.domain.deadlines import Deadline
from app.domain.errors import RuleBroken
from app.domain.petition import Petition
from app.domain.records.record import written_at

APART: Category = "denunciation"
UNFILLED = "未填写"
ENDED = frozenset({"met", "met_late", "missed"})  # a clock that is over, so that it can be counted

_Channels = Annotated[tuple[Channel, ...], msgspec.Meta(min_length=1)]
_Codes = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class CountingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parameters of counting, each with its source in `sources`.

    `month_begins` is the first day of the business month, 1 for the calendar month; `group_visit` counts persons,
    `joint_signatures` signatures, `hidden_below` matters. `notice_clocks` and `closing_clocks` are the codes of the
    periods behind the two rates, a later one in place of an earlier one.
    """

    region: str = "national"
    month_begins: Annotated[int, msgspec.Meta(ge=1, le=28)] = 1
    group_visit: Annotated[int, msgspec.Meta(ge=2)] = 5
    joint_signatures: Annotated[int, msgspec.Meta(ge=2)] = 5
    hidden_below: Annotated[int, msgspec.Meta(ge=5)] = 5  # a county may hide more, never less
    visits: _Channels = ("visit", "outreach")
    joint_letters: _Channels = ("letter", "fax")
    joint_network: _Channels = ("network",)
    notice_clocks: _Codes = ("D1", "D2")
    closing_clocks: _Codes = ("D5", "D6")
    sources: dict[str, str] = {}

    def __post_init__(self) -> None:
        channels = (*self.visits, *self.joint_letters, *self.joint_network)
        if len(set(channels)) != len(channels):
            raise ValueError("a channel stands in two groups")
        if "D13" in self.closing_clocks:
            raise ValueError("a simplified matter is judged by the 60 days of art. 34, never by D13")
        unknown = self.sources.keys() - set(self.__struct_fields__)
        if unknown:
            raise ValueError(f"sources of no parameter: {', '.join(sorted(unknown))}")


class _Measure(msgspec.Struct, frozen=True):
    """How one figure picks its rows; 人次 adds their head-counts up, everything else counts them."""

    code: str
    title: str
    unit: Unit
    picks: Callable[[CountingRules, Occasion], bool]
    caliber: str

    def column(self, rules: CountingRules) -> Column:
        caliber = self.caliber.format(
            visits=_names(rules.visits),
            joint_letters=_names(rules.joint_letters),
            joint_network=_names(rules.joint_network),
            group=rules.group_visit,
            joint=rules.joint_signatures,
        )
        return Column(code=self.code, title=self.title, unit=self.unit, caliber=caliber)

    def cell(self, rules: CountingRules, occasions: Iterable[Occasion]) -> Cell:
        rows = tuple(one for one in occasions if self.picks(rules, one))
        return Cell(value=sum(one.head_count for one in rows) if self.unit == "人次" else len(rows), rows=rows)


def _group(rules: CountingRules, one: Occasion) -> bool:
    return one.channel in rules.visits and one.head_count >= rules.group_visit


def _single(rules: CountingRules, one: Occasion) -> bool:
    return one.channel in rules.visits and one.head_count < rules.group_visit


def _joint(channels: tuple[Channel, ...], rules: CountingRules, one: Occasion) -> bool:
    return one.channel in channels and one.head_count >= rules.joint_signatures


_MATTERS = _Measure(
    "matters",
    "信访事项",
    "件",
    lambda _rules, one: one.contact == 1,
    "统计期内收到并已登记的信访事项，一个编号计1件，由首次登记的接待台计，移交后不变；按收到之日计入，不按登记之日；同一编号的再次来访、来信、来电不另计件；检举控告和向本单位提出的复查、复核请求不计。",
)
_TABLED = (
    _MATTERS,
    _Measure(
        "contacts",
        "信访总量",
        "批（件）次",
        lambda _rules, _one: True,
        "统计期内收到的来访批次与其他形式件次之和；每次登记计1次，每次再次来访、来信、来电另计1次；误并后拆出的，计入所属事项；由登记该次的接待台计；检举控告和向本单位提出的复查、复核请求不计。",
    ),
    _Measure(
        "visits",
        "来访批次",
        "批次",
        lambda rules, one: one.channel in rules.visits,
        "{visits}计批：同一批人一次计1批次；同一批人再次来，另计1批次；由登记该次的接待台计。",
    ),
    _Measure(
        "persons",
        "来访人次",
        "人次",
        lambda rules, one: one.channel in rules.visits,
        "{visits}各批次登记的人数（更正过的按更正后）之和；同一人来几次计几人次，不是人数；由登记该次的接待台计。",
    ),
    _Measure(
        "items",
        "件次",
        "件次",
        lambda rules, one: one.channel not in rules.visits,
        "{visits}以外的形式，一封、一次计1件次；联名的也计1件次，不按签名人数计；由登记该次的接待台计。",
    ),
    _Measure(
        "first",
        "初次",
        "批（件）次",
        lambda _rules, one: not one.repeat,
        "一个编号的首次登记计初次，经人工关联为重复信访的除外；由首次登记的接待台计；与“重复”之和等于信访总量。",
    ),
    _Measure(
        "repeat",
        "重复",
        "批（件）次",
        lambda _rules, one: one.repeat,
        "同一编号下首次登记以后的每次来访、来信、来电计重复，询问办理进度的也计入；关联为重复信访的编号，首次登记也计重复，撤销关联的恢复为初次；由登记该次的接待台计；与“初次”之和等于信访总量。",
    ),
)
_TOTALS_ONLY = (
    _Measure(
        "single_visits",
        "个访批次",
        "批次",
        _single,
        "{visits}中每批不足{group}人的批次，由登记该次的接待台计；与集体访批次之和等于来访批次。",
    ),
    _Measure("single_persons", "个访人次", "人次", _single, "个访各批次登记的人数之和，由登记该次的接待台计。"),
    _Measure(
        "group_visits",
        "集体访批次",
        "批次",
        _group,
        "{visits}中每批{group}人以上（含{group}人）的批次，按当次登记的人数计，代表以外的来访人员计入人数；由登记该次的接待台计。",
    ),
    _Measure("group_persons", "集体访人次", "人次", _group, "集体访各批次登记的人数之和，由登记该次的接待台计。"),
    _Measure(
        "joint_letters",
        "联名信",
        "件次",
        lambda rules, one: _joint(rules.joint_letters, rules, one),
        "{joint_letters}中签名{joint}人以上（含{joint}人）的件次，签名人数以登记的人数为准；已计入件次，由登记该次的接待台计。",
    ),
    _Measure(
        "joint_network",
        "联名网投",
        "件次",
        lambda rules, one: _joint(rules.joint_network, rules, one),
        "{joint_network}形式中签名{joint}人以上（含{joint}人）的件次，签名人数以登记的人数为准；已计入件次，由登记该次的接待台计。",
    ),
)


class _Grouping(msgspec.Struct, frozen=True):
    """How a table groups its rows. `names` holds every key of a closed list, None for free text."""

    code: str
    title: str
    key: Callable[[Occasion], str]
    caliber: str
    names: dict[str, str] | None = None


_GROUPINGS = (
    _Grouping(
        "channel",
        "按信访形式",
        lambda one: one.channel,
        "事项按首次登记的形式（更正过的按更正后），批次、件次、人次按每次各自的形式；各行之和等于总数。",
        CHANNELS,
    ),
    _Grouping(
        "category",
        "按信访目的",
        lambda one: one.category,
        "按登记的信访目的，更正过的按更正后；检举控告单独一行，只列件数，不计入任何总数和其他各表，不足{hidden}件的不显示；"
        "其余各行之和等于总数。",
        {key: name for key, name in CATEGORIES.items() if key != APART},
    ),
    _Grouping(
        "content_class",
        "按内容分类",
        lambda one: one.content_class,
        "按登记的内容分类，更正、更名的按现名；按代码、名称排列，各行之和等于总数。",
    ),
    _Grouping(
        "place",
        "按问题属地",
        lambda one: one.place,
        "按登记的问题属地（问题发生地，不是信访人住址），更正过的按更正后；区划调整的注明现况；"
        "按名称排列，各行之和等于总数。",
    ),
)


class _Duty(msgspec.Struct, frozen=True):
    """A rate: which clocks of the rules stand behind it."""

    code: str
    title: str
    clocks: Callable[[CountingRules], tuple[str, ...]]
    caliber: str


_DUTIES = (
    _Duty(
        "notice",
        "按期受理告知率",
        lambda rules: rules.notice_clocks,
        "按期告知数／应告知数。应告知数：书面告知的法定期限在统计期内届满的事项；依法可以不告知的、截至统计之日尚未告知而期限"
        "未满的不计。按期告知数：其中在法定期限内告知全部受送达人的。镇、村之间移交的，由告知之日（至迟期限届满之日）日终时办理该事项的接待台计。检举控告和向本单位提出的复查、复核请求不计。",
    ),
    _Duty(
        "closing",
        "按期办结率",
        lambda rules: rules.closing_clocks,
        "按期办结数／应办结数。应办结数：已受理、办理期限（经批准延期的按延期后）在统计期内届满的事项；截至统计之日尚未办结而"
        "期限未满的不计。适用简易办理的同样按第三十四条的办理期限计。按期办结数：其中在期限内出具信访处理意见书的。镇、村之间移交的，由办结之日（至迟期限届满之日）日终时办理该事项的接待台计。检举控告和向本单位提出的复查、复核请求不计。",
    ),
)


def business_month(rules: CountingRules, year: int, month: int) -> tuple[dt.date, dt.date]:
    """First and last day of a business month, which bears the name of the month it ends in: with 26 as its first
    day, October lasts from 26 September to 25 October. Raises RuleBroken for a month there is not."""
    if not (1 <= month <= 12 and dt.MINYEAR < year <= dt.MAXYEAR):
        raise RuleBroken("no-such-month", f"没有{year}年{month}月，请核对统计月份。", year=year, month=month)
    if rules.month_begins == 1:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    return dt.date(*before, rules.month_begins), dt.date(year, month, rules.month_begins - 1)


def occasions(petition: Petition, station: str = "") -> Iterator[Occasion]:
    """Every contact of a petition that was registered at a station, or anywhere.

    The first is the registration and 初次, unless somebody linked the petition to an earlier one as its repeat and did
    not undo that; each further contact is 重复. One that was split off counts where it is registered. A request for
    review that our office decides is no matter of its own and gives none.
    """
    if petition.review_case:
        return  # a stage of a matter that counts where it was first handled
    repeated = any(link.link == "repeat" for link in petition.standing_links)
    for place, contact in enumerate(petition.contacts, 1):
        if not contact.standing or not written_at(station, contact.ref):
            continue
        yield Occasion(
            number=petition.number,
            contact=place,
            on=contact.on,
            channel=contact.channel,
            category=petition.category,
            content_class=petition.content_class.strip(),
            place=petition.place.strip(),
            head_count=contact.head_count,
            repeat=repeated or place > 1,
        )


def figures(rules: CountingRules, counted: Iterable[Occasion]) -> tuple[Figure, ...]:
    """The totals, without denunciations."""
    open_ones = _without_denunciations(counted)
    return tuple(Figure(column=one.column(rules), cell=one.cell(rules, open_ones)) for one in (*_TABLED, *_TOTALS_ONLY))


class Lists(msgspec.Struct, frozen=True):
    """How words that were registered are read now; what no list knows stays as it is."""

    content_class: Callable[[str], tuple[str, str]] = lambda words: ("", words)  # -> code, words as it is called now
    place: Callable[[str], str] = lambda _name: ""  # -> what became of the place, "" where nothing did


AS_REGISTERED = Lists()


def tables(rules: CountingRules, counted: Iterable[Occasion], lists: Lists = AS_REGISTERED) -> tuple[Table, ...]:
    """The figures by channel, category, content class and place; renamed classes are one line, places are not."""
    counted = tuple(counted)
    apart = tuple(one for one in counted if one.category == APART)
    found = (_table(rules, grouping, _without_denunciations(counted), lists) for grouping in _GROUPINGS)
    return tuple(
        msgspec.structs.replace(table, lines=(*table.lines, line_apart(rules, apart, hidden_below=rules.hidden_below)))
        if table.code == "category"
        else table
        for table in found
    )


def line_apart(rules: CountingRules, apart: Iterable[Occasion], *, hidden_below: int) -> Line:
    """The line of denunciations: the number of matters alone, and only from `hidden_below` on; never their rows.

    A smaller number, nought included, could tell a reader of the table that a certain person has denounced.
    """
    value = _MATTERS.cell(rules, apart).value or 0
    cells = [Cell(value=None)] * len(_TABLED)
    cells[_TABLED.index(_MATTERS)] = Cell(value=value if value >= hidden_below else None)
    return Line(key=APART, title=CATEGORIES[APART], cells=tuple(cells))


def judged(
    rules: CountingRules, petition: Petition, clocks: Iterable[Deadline], station: str = ""
) -> Iterator[tuple[str, DueMatter]]:
    """(code of the rate, row) for each rate by which a petition is judged: a clock that is over, no denunciation.

    With `station` those alone that ended while it held the petition: on the day the duty was done, the last day of the
    period at the latest.
    """
    over = {clock.code: clock for clock in clocks if clock.state in ENDED}
    for duty in _DUTIES:
        clock = next((over[code] for code in reversed(duty.clocks(rules)) if code in over), None)
        if clock is None or petition.review_case or petition.category == APART:
            continue
        ended = min(clock.met_on or clock.effective, clock.effective)
        if station in ("", petition.held_on(ended)):
            yield (
                duty.code,
                DueMatter(
                    number=petition.number,
                    code=clock.code,
                    due=clock.effective,
                    met_on=clock.met_on,
                    in_time=clock.state == "met",
                ),
            )


def rates(due: Iterable[tuple[str, DueMatter]]) -> tuple[Rate, ...]:
    """The rates over what `judged` found in the time that is counted."""
    due = tuple(due)
    by_duty = {duty: tuple(row for code, row in due if code == duty.code) for duty in _DUTIES}
    return tuple(
        Rate(
            code=duty.code,
            title=duty.title,
            caliber=duty.caliber,
            in_time=sum(row.in_time for row in rows),
            due=len(rows),
            rows=rows,
        )
        for duty, rows in by_duty.items()
    )


def _table(rules: CountingRules, grouping: _Grouping, counted: tuple[Occasion, ...], lists: Lists) -> Table:
    by_key: dict[str, list[Occasion]] = {key: [] for key in grouping.names or {}}
    codes: dict[str, str] = {}
    for one in counted:
        key = grouping.key(one)
        if grouping.code == "content_class":
            code, key = lists.content_class(key)
            codes[key] = code
        by_key.setdefault(key, []).append(one)
    free = sorted(by_key, key=lambda key: (not key, not codes.get(key), codes.get(key, ""), key))
    names = grouping.names or {key: _place(key, lists) if grouping.code == "place" else key for key in free}
    return Table(
        code=grouping.code,
        title=grouping.title,
        caliber=grouping.caliber.format(hidden=rules.hidden_below),
        columns=tuple(one.column(rules) for one in _TABLED),
        lines=tuple(
            Line(key=key, title=name or UNFILLED, cells=tuple(one.cell(rules, by_key[key]) for one in _TABLED))
            for key, name in names.items()
        ),
    )


def _place(name: str, lists: Lists) -> str:
    """A place as it was registered, with what became of it since."""
    became = lists.place(name) if name else ""
    return f"{name}（{became}）" if became else name


def _without_denunciations(counted: Iterable[Occasion]) -> tuple[Occasion, ...]:
    return tuple(one for one in counted if one.category != APART)


def _names(channels: tuple[Channel, ...]) -> str:
    return "、".join(CHANNELS[channel] for channel in channels)
