"""Quoted articles of the law as data: their words where they are known, none where they are not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated

import msgspec

from app.domain import data_file
from app.domain.words import must, named

MOST = 2_000
OMITTED = "……"  # between two quotations of one article
_LAW = re.compile(r"《(?:[^《》]|〈[^〈〉]*〉)*》[^《]*")
_NUMBER = "[一二三四五六七八九十百]+"
_PLACE = re.compile(f"(第{_NUMBER}条)?(第{_NUMBER}款)?(第{_NUMBER}项)?")


class Article(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article, paragraph or item, and the pieces of it that are quoted."""

    article: Annotated[str, must("条款", 60)]
    words: Annotated[
        tuple[Annotated[str, must("条文", MOST)], ...], msgspec.Meta(title="条文", min_length=1, max_length=20)
    ]

    @property
    def text(self) -> str:
        """The pieces as one quotation; what lies between them is left out visibly."""
        return OMITTED.join(self.words)


class Articles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The quoted articles of one law, in its order."""

    law: Annotated[str, must("法律法规名称", 100)]
    source: Annotated[str, must("出处", MOST)]
    valid_from: Annotated[dt.date, named("施行日期")]
    articles: Annotated[tuple[Article, ...], msgspec.Meta(title="条款", max_length=500)]

    def quoted(self, reference: str) -> tuple[Article, ...]:
        """What is quoted of the articles that a reference names ("《信访工作条例》第二十三条第一款、第三十一条").

        An article named as a whole gives its paragraphs and items too. Other laws give nothing.
        """
        wanted = list(self._places(reference))
        return tuple(one for one in self.articles if any(_within(one.article, place) for place in wanted))

    def words(self, reference: str) -> tuple[str, ...]:
        """The same, one line each: 第三十四条：“……”."""
        return tuple(f"{one.article}：“{one.text}”" for one in self.quoted(reference))

    def _places(self, reference: str) -> Iterator[str]:
        for part in _LAW.findall(reference):
            if part.startswith(self.law):
                yield from _listed(part.removeprefix(self.law))


def read_articles(data: bytes, name: str) -> Articles:
    """The articles of a file. Raises RuleBroken("articles-invalid") naming each line to correct."""
    return data_file.read(data, Articles, "articles-invalid", name, _problems)


def _problems(given: Articles) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, one in enumerate(given.articles):
        if not one.article.startswith("第") or not _PLACE.fullmatch(one.article):
            yield f"articles[{place}].article", "应写成“第三十一条第六项”的样式"
        if one.article in seen:
            yield f"articles[{place}].article", "写了两次，请只保留一处"
        seen.add(one.article)


def _listed(places: str) -> Iterator[str]:
    """第二十二条第一款、第二款 -> 第二十二条第一款, 第二十二条第二款: what is not repeated still holds."""
    article = paragraph = ""
    for part in places.split("、"):
        found = _PLACE.match(part)
        if found is None or not found[0]:
            continue
        if found[1]:
            article, paragraph = found[1], found[2] or ""
        elif found[2]:
            paragraph = found[2]
        yield article + paragraph + (found[3] or "")


def _within(article: str, place: str) -> bool:
    return article == place or article.startswith(f"{place}第")
