"""What was done in the time that is counted: sources, papers to other bodies, adoption, leaders, evaluations.

Like app/domain/counting.py: a figure is the number of its rows, a row names a petition and nobody. Denunciations stand
in none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import msgspec

from app.domain.codes import OUTCOMES
from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.records.follow_up import CONTENT, SATISFACTION, evaluation
from app.domain.records.origin import DIRECT, ORIGINS
from app.domain.records.record import written_at
from app.domain.records.supervision import SUPERVISIONS

DENUNCIATION = "denunciation"
DIRECTLY = "direct"
# Papers to other bodies (第四十一条第二项) by their codes; those that this program does not make are left out.
DEALT: dict[str, str] = {
    "F08": "转送",
    "F09": "交办",
    "F10": "提出异议",
    "F12a": "报送办结报告",
    "F27": "督办（催办）",
    "F28": "提出三项建议",
    "F27b": "反馈督办（催办）",
    "F28b": "反馈建议采纳情况",
}
LEADERS: dict[str, str] = {"instructions": "领导批示", "receptions": "领导接访", "lead_cases": "领导包案"}


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a petition on a day: a row. `tally` is the code of the line that it stands in."""

    group: str
    tally: str
    number: str
    on: dt.date


class Evaluated(msgspec.Struct, frozen=True, kw_only=True):
    """A petition closed in the time that is counted, with the evaluation given last: a row behind a share."""

    number: str
    closed_on: dt.date
    evaluation: str  # "" while nobody gave one


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a group: how many, and which."""

    code: str
    title: str
    value: int
    rows: tuple[Happened, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Tallies of one kind in the order of their list, in one unit."""

    code: str
    title: str
    unit: str
    caliber: str
    tallies: tuple[Tally, ...]


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a whole, told as both numbers and never as a bare percentage: none stands for 0 out of 0."""

    code: str
    title: str
    caliber: str
    part: int
    whole: int
    rows: tuple[Evaluated, ...]


class _Kind(msgspec.Struct, frozen=True):
    code: str
    title: str
    unit: str
    caliber: str
    names: Callable[[], dict[str, str]]


_KINDS = (
    _Kind(
        "source",
        "按来源",
        "件",
        "统计期内收到并已登记的信访事项，按登记的来源，由首次登记的接待台计；各行之和等于信访事项件数。",
        lambda: {DIRECTLY: DIRECT, **ORIGINS},
    ),
    _Kind(
        "dealt",
        "转送、交办、督办情况",
        "份",
        "统计期内本台向有关机关、单位作出的文书，一份计一次，按文书日期计入，不论事项何时收到。",
        lambda: {code: words for code, words in DEALT.items() if code in PAPERS},
    ),
    _Kind(
        "supervised",
        "收到催办、督办、建议情况",
        "件次",
        "统计期内上级机关、单位对本单位办理的信访事项催办、督办和提出的建议，一件一次计1件次，按收到之日计入，由收到的接待台计。",
        lambda: SUPERVISIONS,
    ),
    _Kind(
        "adoption",
        "意见建议采纳情况",
        "件",
        "统计期内答复的意见建议类事项，按答复中写明的采纳情况，按答复日期计入，由答复的接待台计。",
        lambda: OUTCOMES,
    ),
    _Kind(
        "leaders",
        "领导阅批、接访、包案情况",
        "件次",
        "统计期内记载的批示、接访和开始的包案，一件一次计1件次，由记载的接待台计；接访不另计来访批次，当次来访已计入来访。",
        lambda: LEADERS,
    ),
    _Kind(
        "follow_ups",
        "回访情况",
        "次",
        "统计期内的回访，每次计1次，由回访的接待台计，按总体评价。评价的是本单位的工作。",
        lambda: SATISFACTION,
    ),
)


def happened(petition: Petition, station: str = "") -> Iterator[Happened]:
    """Every row that a petition gives, on whatever day, of what was done at a station, or anywhere; none for a
    denunciation or a request for review."""
    if petition.category == DENUNCIATION or petition.review_case:
        return
    for group, tally, on, ref in _told(petition):
        if written_at(station, ref):
            yield Happened(group=group, tally=tally, number=petition.number, on=on)


def _told(petition: Petition) -> Iterator[tuple[str, str, dt.date, str]]:
    yield "source", petition.origin.kind if petition.origin else DIRECTLY, petition.received_on, petition.id
    for paper in petition.made:
        if paper.code in DEALT:
            yield "dealt", paper.code, paper.on, paper.ref
    for asked in petition.supervisions:
        yield "supervised", asked.supervision, asked.on, asked.ref
    if petition.reply and petition.reply.outcome:
        yield "adoption", petition.reply.outcome, petition.reply.on, petition.reply.ref
    for code in LEADERS:
        for one in getattr(petition, code):
            if getattr(one, "split_on", None) is None:
                yield "leaders", code, one.on, one.ref
    for follow_up in petition.follow_ups:
        yield "follow_ups", follow_up.satisfaction, follow_up.on, follow_up.ref


def groups(rows: Iterable[Happened]) -> tuple[Group, ...]:
    """Every group with every line of its list, also those with nought."""
    by_line: dict[tuple[str, str], list[Happened]] = {}
    for row in rows:
        by_line.setdefault((row.group, row.tally), []).append(row)
    return tuple(
        Group(
            code=kind.code,
            title=kind.title,
            unit=kind.unit,
            caliber=kind.caliber,
            tallies=tuple(
                _tally(code, title, tuple(by_line.get((kind.code, code), ()))) for code, title in kind.names().items()
            ),
        )
        for kind in _KINDS
    )


def evaluated(petition: Petition, station: str = "") -> Evaluated | None:
    """The row of a petition closed at a station, or anywhere; None for an open one, for a denunciation and a request
    for review."""
    if (
        petition.closing is None
        or not written_at(station, petition.closing.ref)
        or petition.review_case
        or petition.category == DENUNCIATION
    ):
        return None
    given = evaluation(petition.follow_ups)
    return Evaluated(number=petition.number, closed_on=petition.closing.on, evaluation=given)


def shares(closed: Iterable[Evaluated]) -> tuple[Share, ...]:
    """参评率 and 满意率 of the petitions closed in the time that is counted."""
    closed = tuple(closed)
    given = tuple(one for one in closed if one.evaluation)
    return (
        Share(
            code="evaluated",
            title="参评率",
            caliber="参评件数／办结件数。办结件数：统计期内办结的事项，由办结的接待台计；参评件数：其中截至统计之日已作出评价的，"
            "多次评价的按最后一次，只回访而未评价的不计。检举控告和向本单位提出的复查、复核请求不计。",
            part=len(given),
            whole=len(closed),
            rows=closed,
        ),
        Share(
            code="content",
            title="满意率",
            caliber="满意件数／参评件数。满意件数：参评件中评价为“满意”“基本满意”的；未评价的不计入分子，也不计入分母；由办结的接待台计。",
            part=sum(one.evaluation in CONTENT for one in given),
            whole=len(given),
            rows=given,
        ),
    )


def _tally(code: str, title: str, rows: tuple[Happened, ...]) -> Tally:
    return Tally(code=code, title=title, value=len(rows), rows=rows)
