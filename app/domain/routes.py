"""The guided choice of a route (第三十一条) as data: questions in plain words, one after the other.

The first question answered with yes names the route; when all are answered with no it is the ordinary procedure
(31-6). Only that one ends in an opinion and in review: a list that says otherwise is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from app.domain import data_file
from app.domain.codes import CATEGORIES, ROUTES
from app.domain.papers import PAPERS
from app.domain.words import line, must, named

OPINION = "F12"
ORDINARY = "31-6"
CLAIM = "claim"
MOST = 1_000


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One category or route: the question that leads to it, the words of the law, and what follows from it.

    `papers` are the codes that may be printed, `barred` those that may not; `review` says whether 复查 is the remedy.
    """

    code: Annotated[str, must("代码", 20)]
    title: Annotated[str, must("名称", 60)]
    ask: Annotated[str, line("问句", 200)]
    article: Annotated[str, line("条款", 100)]
    words: Annotated[tuple[Annotated[str, must("条文", MOST)], ...], msgspec.Meta(title="条文原文", max_length=10)]
    leads_to: Annotated[str, must("去向", MOST)]
    papers: Annotated[tuple[Annotated[str, must("文书代号", 10)], ...], msgspec.Meta(title="可用文书", max_length=30)]
    barred: Annotated[tuple[Annotated[str, must("文书代号", 10)], ...], msgspec.Meta(title="不可用文书", max_length=30)]
    review: Annotated[bool, named("是否告知复查")]
    remedy: Annotated[str, must("救济途径", MOST)]
    term: Annotated[str, must("期限", MOST)]
    source: Annotated[str, must("出处", MOST)]


class Matter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of typical matters (序号、事项分类、具体问题、处理方式及法定途径、相关依据) and where it comes from."""

    number: Annotated[int, msgspec.Meta(title="序号", ge=1)]
    category: Annotated[str, must("事项分类", 60)]
    problem: Annotated[str, must("具体问题", MOST)]
    way: Annotated[str, must("处理方式及法定途径", MOST)]
    basis: Annotated[str, must("相关依据", MOST)]
    source: Annotated[str, must("出处", MOST)]


class Guide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole list: categories first, then the routes of a claim in the order of the law, then what remains."""

    title: Annotated[str, must("名称", 60)]
    source: Annotated[str, must("出处", MOST)]
    valid_from: Annotated[dt.date, named("施行日期")]
    categories: Annotated[tuple[Way, ...], msgspec.Meta(title="信访目的", max_length=10)]
    questions: Annotated[tuple[Way, ...], msgspec.Meta(title="途径", max_length=10)]
    otherwise: Way
    matters: Annotated[tuple[Matter, ...], msgspec.Meta(title="典型事项", max_length=1_000)] = ()

    def way(self, code: str) -> Way:
        """The category or route of a code. Raises KeyError."""
        return {way.code: way for way in self._ways()}[code]

    def _ways(self) -> tuple[Way, ...]:
        return (*self.categories, *self.questions, self.otherwise)

    def answer(self) -> dict[str, Any]:
        """The list as plain data, each paper with its Chinese name."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        for way in (*told["categories"], *told["questions"], told["otherwise"]):
            for name in ("papers", "barred"):
                way[name] = [{"code": code, "title": PAPERS[code].title} for code in way[name]]
        return told


def read_guide(data: bytes, name: str) -> Guide:
    """The list of a file. Raises RuleBroken("routes-invalid") naming each line to correct."""
    return data_file.read(data, Guide, "routes-invalid", name, _problems)


def _problems(guide: Guide) -> Iterator[tuple[str, str]]:
    yield from _order("categories", guide.categories, [code for code in CATEGORIES if code != CLAIM])
    yield from _order("questions", guide.questions, [code for code in ROUTES if code != ORDINARY])
    if guide.otherwise.code != ORDINARY:
        yield "otherwise.code", f"应为 {ORDINARY}"
    for path, way in (*_listed("categories", guide.categories), *_listed("questions", guide.questions)):
        if not way.ask.strip():
            yield f"{path}.ask", "必填，不能为空"
        yield from _without_opinion(path, way)
    yield from _papers("otherwise", guide.otherwise)
    if not guide.otherwise.review or OPINION not in guide.otherwise.papers:
        yield "otherwise", f"信访程序以信访处理意见书（{OPINION}）办结并告知复查"
    for place, matter in enumerate(guide.matters, 1):
        if matter.number != place:
            yield f"matters[{place - 1}].number", f"序号应依次编为 {place}"


def _listed(name: str, ways: tuple[Way, ...]) -> list[tuple[str, Way]]:
    return [(f"{name}[{place}]", way) for place, way in enumerate(ways)]


def _order(
    name: Literal["categories", "questions"], ways: tuple[Way, ...], codes: list[str]
) -> Iterator[tuple[str, str]]:
    """Each code once; the routes in the order of the law, for each begins where the one before does not hold."""
    given = [way.code for way in ways]
    if name == "questions" and given != codes:
        yield name, f"应依次为 {'、'.join(codes)}，各一项"
    if name == "categories" and sorted(given) != sorted(codes):
        yield name, f"应为 {'、'.join(codes)}，各一项"


def _without_opinion(path: str, way: Way) -> Iterator[tuple[str, str]]:
    """The error that the ministries name: an opinion or review where the matter goes another way."""
    yield from _papers(path, way)
    if OPINION in way.papers or OPINION not in way.barred:
        yield f"{path}.papers", f"本项不能出具信访处理意见书（{OPINION}），应列入 barred"
    if way.review:
        yield f"{path}.review", "本项不能告知复查，应为 false"


def _papers(path: str, way: Way) -> Iterator[tuple[str, str]]:
    for name in ("papers", "barred"):
        for place, code in enumerate(getattr(way, name)):
            if code not in PAPERS:
                yield f"{path}.{name}[{place}]", f"没有代号为“{code}”的文书"
    for code in set(way.papers) & set(way.barred):
        yield f"{path}.barred", f"“{code}”既列为可用，又列为不可用"
