"""What --help says about the JSON of a command, read from the structs themselves so that it can't drift."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from app.domain.codes import (
    CATEGORIES,
    CHANNELS,
    DECLINE_REASONS,
    FINAL_REASONS,
    ID_TYPES,
    OUTCOMES,
    RESULTS,
    ROUTES,
    SERVICE_MODES,
)
from app.domain.steps.step import Act
from app.domain.steps.table import DESK_STEPS, STEPS

KINDS = {"person": "个人", "organisation": "单位"}
CHOICES = (
    *(CHANNELS, CATEGORIES, ID_TYPES, RESULTS, SERVICE_MODES, KINDS),
    *(ROUTES, DECLINE_REASONS, FINAL_REASONS, OUTCOMES),
)


def of_struct(kind: type[msgspec.Struct], example: object, *, required: bool = True) -> str:
    """A filled example and every field: path, Chinese name, must it be there, what it may hold.

    With `required` False no field must be given, as where only the changed ones are sent.
    """
    lines = [f"  {line}" for line in fields_of(kind, required=required)]
    return "\n".join(["JSON 示例：", _filled(example), "字段：", *lines])


def of_steps() -> str:
    """The same for every step, each with its article."""
    parts = [f"{name}：{_told(step)}" for name, step in STEPS.items()]
    of_desk = [f"{name}：{_told(step)}" for name, step in DESK_STEPS.items()]
    return "\n\n".join((*parts, "本台自身的步骤（NUMBER 写作 -）：", *of_desk))


def _told(step: type[Act]) -> str:
    return f"{step.label}（{step.article}）\n{of_struct(step, step.example)}"


def fields_of(kind: type[msgspec.Struct], *, required: bool = True) -> list[str]:
    """One line for each field, those of a field's own fields below it."""
    return list(_struct(inspect.type_info(kind), "", required=required))


def _struct(info: inspect.Type, path: str, *, required: bool) -> Iterator[str]:
    if not isinstance(info, inspect.StructType):
        return
    for field in info.fields:
        place = f"{path}{field.encode_name}"
        must = "必填" if field.required and required else f"可不填{_default(field.default)}"
        yield from _field(field.type, place, must)


def _field(info: inspect.Type, path: str, must: str) -> Iterator[str]:
    title, plain, extra = _bare(info)
    yield f"{path}  {title}，{must}，{_holds(plain, extra)}"
    if isinstance(plain, inspect.VarTupleType):
        _title, item, _extra = _bare(plain.item_type)
        yield from _struct(item, f"{path}[].", required=True)
    yield from _struct(plain, f"{path}.", required=True)


def _bare(info: inspect.Type) -> tuple[str, inspect.Type, dict[str, Any]]:
    """(Chinese name, type without its wrappings, what the wrappings say besides)."""
    title = ""
    extra: dict[str, Any] = {}
    while isinstance(info, inspect.Metadata | inspect.UnionType):
        if isinstance(info, inspect.Metadata):
            title = str((info.extra_json_schema or {}).get("title", title))
            extra = info.extra or extra
            info = info.type
        else:
            info = next(one for one in info.types if not isinstance(one, inspect.NoneType))
    return title, info, extra


def _holds(info: inspect.Type, extra: dict[str, Any]) -> str:
    """What a value may be, in a few words."""
    if isinstance(info, inspect.StrType):
        most = f"最多 {info.max_length} 字" if info.max_length is not None else "文字"
        if extra.get("words"):
            return f"{most}，如 {'、'.join(_choice(tuple(extra['words']), extra['words']))}"
        if extra.get("coded"):
            return f"{most}；已导入县级代码表的，填写其中的代码或者名称（data DESK show 列出）"
        return f"{most}，可分行" if extra.get("lines") else most
    if isinstance(info, inspect.LiteralType):
        return f"只能是 {'、'.join(_choice(info.values, extra.get('words')))}" + (
            " 之一" if len(info.values) > 1 else ""
        )
    if isinstance(info, inspect.IntType):
        return f"整数{_range(info.ge, info.le)}"
    if isinstance(info, inspect.BoolType):
        return "true 或 false"
    if isinstance(info, inspect.DateType):
        return "日期，如 2026-03-02"
    if isinstance(info, inspect.VarTupleType):
        _title, item, more = _bare(info.item_type)
        each = "" if isinstance(item, inspect.StructType) else f"，每项{_holds(item, more)}"
        return f"列表{_range(info.min_length, info.max_length, '项')}{each}"
    return "对象（{…}）"


def _choice(values: tuple[Any, ...], words: Mapping[str, str] | None = None) -> list[str]:
    values = tuple(filter(None, values))  # "" says that the field is left empty
    words = words or next((table for table in CHOICES if set(values) <= table.keys()), {})
    ordered = [value for value in words if value in values] or sorted(map(str, values))
    return [f"{value}（{words[value]}）" if value in words else str(value) for value in ordered]


def _range(least: int | None, most: int | None, unit: str = "") -> str:
    if least is not None and most is not None:
        return f"，{least} 至 {most} {unit}".rstrip()
    if most is not None:
        return f"，最多 {most} {unit}".rstrip()
    return f"，至少 {least} {unit}".rstrip() if least is not None else ""


def _default(value: object) -> str:
    if value in (None, "", (), msgspec.NODEFAULT):
        return ""
    return f"（默认 {_filled(value)}）"


def _filled(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=2, default=dt.date.isoformat)
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
