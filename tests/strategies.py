"""Steps that nobody chose: made from the fields of a step, near enough to sense to be taken now and then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from app.domain.papers import PAPERS
from app.domain.petition import Petition
from app.domain.steps.step import Step

WORDS = st.sampled_from(["查", "情况属实", "县林业局", "李四", "2026-1号", "𠮷田"])


def any_step(kind: type[Step], petition: Petition, days: Sequence[dt.date]) -> st.SearchStrategy[Step]:
    """Any filling of a step for a petition: its example, with any field changed or left out."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    fields = {field.encode_name: _field(field, kind, petition, days) for field in info.fields}
    return st.fixed_dictionaries(fields).map(lambda given: _build(kind, given))


def _build(kind: type[Step], given: dict[str, Any]) -> Step:
    return msgspec.convert({name: value for name, value in given.items() if value is not ...}, kind)


def _field(
    field: inspect.Field, kind: type[Step], petition: Petition, days: Sequence[dt.date]
) -> st.SearchStrategy[Any]:
    """Mostly what the example says, else another value of its kind; `...` leaves it out."""
    name = field.encode_name
    if name == "on":
        return st.sampled_from([*[...] * 20, *days])
    if name == "paper":
        return st.sampled_from(list(petition.outgoing) or sorted(PAPERS))
    if name == "to" and kind.name == "serve":
        return st.just(())
    said = [kind.example[name]] if name in kind.example else [] if field.required else [...]
    other = _value(field.type, days)
    keep = st.sampled_from(said) if said else other
    return st.one_of(*[keep] * 9, other)


def _value(info: inspect.Type, days: Sequence[dt.date]) -> st.SearchStrategy[Any]:
    while isinstance(info, inspect.Metadata):
        info = info.type
    if isinstance(info, inspect.UnionType):
        return _value(next(one for one in info.types if not isinstance(one, inspect.NoneType)), days)
    if isinstance(info, inspect.LiteralType):
        return st.sampled_from(list(info.values))
    if isinstance(info, inspect.BoolType):
        return st.booleans()
    if isinstance(info, inspect.IntType):
        least = info.ge or 0
        return st.integers(least, min(info.le or 40, least + 40))
    if isinstance(info, inspect.DateType):
        return st.sampled_from(list(days))
    if isinstance(info, inspect.StrType):
        return WORDS
    if isinstance(info, inspect.VarTupleType):
        least = info.min_length or 0
        return st.lists(_value(info.item_type, days), min_size=least, max_size=max(least, 2))
    assert isinstance(info, inspect.StructType), info
    return st.fixed_dictionaries(
        {field.encode_name: _value(field.type, days) for field in info.fields if field.required}
    )
