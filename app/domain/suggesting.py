"""Content classes suggested from what was said: words that stand in the text, nothing that a person could not check.

No law asks for a class; the words are data [drafted] that a county or an office may replace. A suggestion is never
taken by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated

import msgspec

from app.domain import data_file
from app.domain.words import must, named

MOST_SUGGESTED = 2
MOST_WORDS_TOLD = 4
SHORTEST = 2  # characters of a word: a single one stands in too many texts


class ClassRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words that speak for one class, which is written as its whole path (农村农业／土地承包经营)."""

    content_class: Annotated[str, must("内容分类", 100)]
    words: Annotated[
        tuple[Annotated[str, must("词语", 20)], ...], msgspec.Meta(title="词语", min_length=1, max_length=200)
    ]


class ClassRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them, with where they come from; what stands first wins where two say the same."""

    title: Annotated[str, must("名称", 60)]
    source: Annotated[str, must("出处", 500)]
    valid_from: Annotated[date, named("启用日期")]
    rules: Annotated[tuple[ClassRule, ...], msgspec.Meta(title="规则", max_length=1_000)]


class ClassSuggested(msgspec.Struct, frozen=True, kw_only=True):
    """A class and the words of the text that led to it, the longest first."""

    content_class: str
    words: tuple[str, ...]


def read_rules(data: bytes, name: str) -> ClassRules:
    """The rules of a file. Raises RuleBroken("categories-invalid") naming each line to correct."""
    return data_file.read(data, ClassRules, "categories-invalid", name, _problems)


def suggested(rules: ClassRules, text: str, classes: Collection[str]) -> tuple[ClassSuggested, ...]:
    """The likeliest of the `classes` that may be chosen, by how many and how long the words of each in the text are."""
    found = [
        ClassSuggested(content_class=rule.content_class, words=words[:MOST_WORDS_TOLD])
        for rule in rules.rules
        if rule.content_class in classes and (words := _words_in(text, rule))
    ]
    return tuple(sorted(found, key=lambda one: -sum(map(len, one.words)))[:MOST_SUGGESTED])


def _words_in(text: str, rule: ClassRule) -> tuple[str, ...]:
    """The words of a rule that stand in the text, the longest first; none that is a part of another one found."""
    there = sorted((word for word in rule.words if word in text), key=lambda word: (-len(word), text.index(word)))
    return tuple(word for place, word in enumerate(there) if not any(word in longer for longer in there[:place]))


def _problems(file: ClassRules) -> Iterator[tuple[str, str]]:
    for place, rule in enumerate(file.rules):
        for at, word in enumerate(rule.words):
            if len(word.strip()) < SHORTEST:
                yield f"rules[{place}].words[{at}]", f"词语至少{SHORTEST}个字"
