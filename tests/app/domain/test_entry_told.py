"""The facts of an entry as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import inspect

from app.domain.asked import fields_asked, item_asked
from app.domain.entry_told import told
from app.domain.steps.table import KINDS


def test_every_fact_of_every_kind_has_a_chinese_name_and_its_codes_have_words() -> None:
    """A new fact that no step asks for gets its name in NAMED, codes their table in TABLES."""
    lines = {(kind, line) for kind, facts in KINDS.items() for one in _each(facts) for line in told(kind, one)}
    assert sorted(one for one in lines if one[1][0].isascii() or one[1][1] in CODES) == []


CODES: set[str] = set()  # that facts may hold, as they were met


def _each(facts: type[msgspec.Struct]) -> Iterator[dict[str, Any]]:
    """Facts with one field each, inner ones too: with every code that it may hold, else with a figure."""
    for field in fields_asked(facts):
        many = isinstance(field.kind, inspect.VarTupleType)
        kind = item_asked(field).kind if many else field.kind
        if isinstance(kind, inspect.StructType):
            for inner in _each(kind.cls):
                yield {field.name: [inner] if many else inner}
        elif isinstance(kind, inspect.LiteralType):
            CODES.update(str(code) for code in kind.values)
            yield from ({field.name: code} for code in kind.values if code)
        else:
            yield {field.name: "7"}


def test_codes_are_told_in_words_lists_in_one_line_and_what_is_empty_not_at_all() -> None:
    facts = {
        "channel": "visit",
        "oral": True,
        "place": "",
        "requests": ["修路", "照明"],
        "petitioners": [{"name": "张某", "id_type": "resident", "phone": "139****1234", "note": ""}],
        "of_a_later_version": 7,
    }
    assert told("registered", facts) == (
        ("信访形式", "来访"),
        ("口头提出", "是"),
        ("诉求", "修路、照明"),
        ("信访人1·姓名（名称）", "张某"),
        ("信访人1·证件类型", "居民身份证"),
        ("信访人1·联系电话", "139****1234"),
        ("of_a_later_version", "7"),
    )


def test_facts_of_a_kind_that_is_not_known_are_told_as_they_are() -> None:
    assert told("of_a_later_version", {"number": "1", "x": [{"name": "某"}]}) == (
        ("编号、文号", "1"),
        ("x1·姓名", "某"),
    )
