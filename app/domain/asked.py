"""What a form asks for: the fields of a step, or of a value inside it, as a person is asked for them."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import inspect


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its Chinese name, what kind of value it holds, and whether it may stay empty."""

    name: str
    title: str
    kind: inspect.Type  # without what is wrapped around it
    extra: dict[str, Any]
    optional: bool  # None is an answer
    required: bool  # a person must fill it in
    default: Any  # what holds while nobody says otherwise; None without one

    @property
    def words(self) -> dict[str, str]:
        """The Chinese names of the codes of a choice."""
        return dict(self.extra.get("words") or {})

    @property
    def longest(self) -> int:
        """How many characters a text may have."""
        most = self.kind.max_length if isinstance(self.kind, inspect.StrType) else None
        return most if most is not None else 0

    @property
    def lines(self) -> bool:
        """A text of several lines."""
        return isinstance(self.kind, inspect.StrType) and bool(self.extra.get("lines"))


def fields_asked(kind: type[msgspec.Struct]) -> tuple[Asked, ...]:
    """The fields of a struct in their order; what leaves no choice is not asked."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    found = (_asked(field) for field in info.fields)
    return tuple(asked for asked in found if not _settled(asked))


def item_asked(asked: Asked) -> Asked:
    """One item of a list that is asked for."""
    assert isinstance(asked.kind, inspect.VarTupleType)
    title, kind, extra, optional = _bare(asked.kind.item_type)
    return Asked(
        name=asked.name,
        title=title or asked.title,
        kind=kind,
        extra=extra,
        optional=optional,
        required=_must(kind),
        default=None,
    )


def _asked(field: inspect.Field) -> Asked:
    title, kind, extra, optional = _bare(field.type)
    bare_default = None if field.default is msgspec.NODEFAULT else field.default
    chosen = isinstance(kind, inspect.LiteralType | inspect.BoolType | inspect.DateType | inspect.IntType)
    return Asked(
        name=field.encode_name,
        title=title or field.encode_name,
        kind=kind,
        extra=extra,
        optional=optional,
        required=not optional and (field.required if chosen else _must(kind)),
        default=bare_default,
    )


def _bare(info: inspect.Type) -> tuple[str, inspect.Type, dict[str, Any], bool]:
    """(Chinese name, type without its wrappings, what the wrappings say besides, whether None is allowed)."""
    title, optional = "", False
    extra: dict[str, Any] = {}
    while isinstance(info, inspect.Metadata | inspect.UnionType):
        if isinstance(info, inspect.Metadata):
            title = str((info.extra_json_schema or {}).get("title", "")) or title
            extra = {**extra, **(info.extra or {})}
            info = info.type
        else:
            optional = any(isinstance(one, inspect.NoneType) for one in info.types)
            info = next(one for one in info.types if not isinstance(one, inspect.NoneType))
    return title, info, extra, optional


def _must(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StrType | inspect.VarTupleType) and bool(kind.min_length)


def _settled(asked: Asked) -> bool:
    """A choice of one code that is preset anyway."""
    return isinstance(asked.kind, inspect.LiteralType) and asked.kind.values == (asked.default,)
