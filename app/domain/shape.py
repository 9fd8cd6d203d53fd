"""Checks what a person or a script hands in: every wrong field named in Chinese, all of them at once.

msgspec stops at the first mistake and speaks English; a clerk who fixes one field only to be told of the next
one is asked twice. So the shape is walked here and msgspec converts what has passed.
"""

from __future__ import annotations

import codecs
import datetime as dt
import functools
import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TypeVar

import msgspec
from msgspec import inspect

from app.domain.errors import RuleBroken

T = TypeVar("T", bound=msgspec.Struct)

# Control characters, and the marks that turn the direction of writing: they can make a name read otherwise
# than it is stored; and marks without width, which make two equal-looking names differ. The joiners inside emoji
# are allowed, line feed and tab in texts of several lines.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
_MOST = 2**53 - 1  # beyond this, other readers of JSON round
_LINE_BREAKS = re.compile("[\t\n\u2028\u2029]")
# In JSON text: anything escaped, an empty-looking string, a number that may be too large, any mark of the two above.
_DOUBTFUL = re.compile(r"\\|\"\s+\"|[:,\[]-?\d{16}|" + _UNSEEN.pattern + "|[\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def seen(text: str, *, lines: bool = False) -> str:
    """What is to be seen of a text that was copied from elsewhere: without the marks that are refused here, as
    telephones and web pages put them around numbers; in one line unless `lines`, with what parted its cells apart."""
    parted = re.sub("\r\n?|[\u000b\u000c\u0085\u2028\u2029]", "\n", text)
    plain = _UNSEEN.sub("", parted)
    return plain if lines else _LINE_BREAKS.sub(" ", plain)


class Problem(msgspec.Struct, frozen=True):
    """One field that cannot be taken: its path ("petitioners[0].name"), its Chinese name, what is wrong."""

    field: str
    title: str
    problem: str


def read(kind: type[T], data: bytes | dict[str, Any]) -> T:
    """JSON (bytes or already taken apart) as a `kind`. Raises RuleBroken("input-invalid") naming every field."""
    if isinstance(data, bytes):
        data = from_json(data)
    problems = list(_walk(data, _info(kind), "", ""))
    if problems:
        raise _refusal(problems)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:  # what the walk does not know, msgspec still refuses
        raise RuleBroken("input-invalid", f"输入内容的格式不对：{error}", problems=[]) from None


def check(value: msgspec.Struct) -> None:
    """The same for a value that was built by the program's own windows."""
    if _clearly_fine(value):
        return
    problems = list(_walk(msgspec.to_builtins(value), _info(type(value)), "", ""))
    if problems:
        raise _refusal(problems)


def _clearly_fine(value: msgspec.Struct) -> bool:
    """A quick look that lets the usual case pass: what it doubts is walked field by field."""
    try:
        data = msgspec.json.encode(value)
        msgspec.json.decode(data, type=type(value))
    except (msgspec.ValidationError, ValueError):  # a lone surrogate has no UTF-8, a giant number no digits
        return False
    return _DOUBTFUL.search(data.decode("utf-8")) is None


def from_json(data: bytes) -> dict[str, Any]:
    """A JSON object taken apart, with or without the mark that Windows puts before UTF-8.

    Stricter than most readers: a field that is given twice is refused, because nobody can know which was meant.
    Raises RuleBroken("input-not-json"), RuleBroken("input-field-twice").
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RuleBroken("input-not-json", "输入是 UTF-16 编码，请另存为 UTF-8 编码后再试。")
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_not_json)
    except UnicodeDecodeError as error:
        raise RuleBroken(
            "input-not-json", "输入的 JSON 不是 UTF-8 编码，请另存为 UTF-8 编码后再试。", position=error.start
        ) from None
    except ValueError as error:
        raise RuleBroken(
            "input-not-json", "输入的不是有效的 JSON，请检查引号、逗号和括号。", problem=str(error)
        ) from None
    except RecursionError:
        raise RuleBroken("input-not-json", "输入的 JSON 层次太深。") from None
    if not isinstance(value, dict):
        raise RuleBroken("input-not-json", "输入的 JSON 应为一个对象（{…}）。")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        shown = [_shown(name) for name in twice]
        raise RuleBroken("input-field-twice", f"字段 {'、'.join(shown)} 重复填写，请只保留一处。", fields=shown)
    return found


def _shown(name: str) -> str:
    """A name that came from outside, so that it can be put into a sentence."""
    return "".join(char if char.isprintable() else "?" for char in str(name)[:60])


def _not_json(word: str) -> NoReturn:
    """NaN and Infinity: Python reads them, JSON does not know them."""
    raise ValueError(f"{word} is not JSON")


def _refusal(problems: list[Problem]) -> RuleBroken:
    told = "；".join(f"{p.title or '字段'}（{p.field}）{p.problem}" for p in problems[:8])
    more = f"等 {len(problems)} 处" if len(problems) > 8 else ""
    return RuleBroken(
        "input-invalid", f"内容需要改正：{told}{more}。", problems=[msgspec.to_builtins(p) for p in problems]
    )


@functools.cache
def _info(kind: type) -> inspect.Type:
    return inspect.type_info(kind)


def _walk(value: Any, info: inspect.Type, path: str, title: str) -> Iterator[Problem]:
    extra: dict[str, Any] = {}
    while isinstance(info, inspect.Metadata):
        title = (info.extra_json_schema or {}).get("title", title)
        extra = info.extra or extra
        info = info.type
    if isinstance(info, inspect.UnionType):
        if value is None and any(isinstance(t, inspect.NoneType) for t in info.types):
            return
        members = [list(_walk(value, t, path, title)) for t in info.types if not isinstance(t, inspect.NoneType)]
        yield from min(members, key=len)  # what fits one member fits; else the nearest one's problems
    elif isinstance(info, inspect.StructType):
        yield from _walk_struct(value, info, path, title)
    elif isinstance(info, inspect.VarTupleType):
        yield from _walk_list(value, info, path, title)
    else:
        problem = _plain(value, info, lines=bool(extra.get("lines")))
        if problem:
            yield Problem(path, title, problem)


def _walk_struct(value: Any, info: inspect.StructType, path: str, title: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, title, "应为一个对象（{…}）")
        return
    prefix = f"{path}." if path else ""
    known = {field.encode_name: field for field in info.fields}
    for name in value:
        if name not in known:
            yield Problem(f"{prefix}{_shown(name)}", "", "没有这个字段")
    for name, field in known.items():
        if name in value:
            yield from _walk(value[name], field.type, f"{prefix}{name}", "")
        elif field.required:
            yield Problem(f"{prefix}{name}", _title(field.type), "缺少，必填")


def _walk_list(value: Any, info: inspect.VarTupleType, path: str, title: str) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield Problem(path, title, "应为一个列表（[…]）")
        return
    if info.min_length and len(value) < info.min_length:
        yield Problem(path, title, "至少填一项")
    if info.max_length is not None and len(value) > info.max_length:
        yield Problem(path, title, f"最多 {info.max_length} 项，现有 {len(value)} 项")
        return
    for index, item in enumerate(value):
        yield from _walk(item, info.item_type, f"{path}[{index}]", title)


def _title(info: inspect.Type) -> str:
    if isinstance(info, inspect.Metadata):
        return str((info.extra_json_schema or {}).get("title", "")) or _title(info.type)
    if isinstance(info, inspect.UnionType):
        return next(filter(None, map(_title, info.types)), "")
    return ""


def _plain(value: Any, info: inspect.Type, *, lines: bool) -> str:
    """What is wrong with one plain value, "" when nothing is."""
    if isinstance(info, inspect.StrType):
        return _string(value, info, lines=lines)
    if isinstance(info, inspect.LiteralType):
        return "" if value in info.values else f"只能是 {'、'.join(filter(None, map(str, info.values)))} 之一"
    if isinstance(info, inspect.BoolType):
        return "" if isinstance(value, bool) else "应为 true 或 false"
    if isinstance(info, inspect.IntType):
        return _integer(value, info)
    if isinstance(info, inspect.DateType):
        return _date(value)
    return ""


def _string(value: Any, info: inspect.StrType, *, lines: bool) -> str:
    if not isinstance(value, str):
        return "应为文字"
    if info.min_length and not value.strip():
        return "必填，不能为空"
    if info.max_length is not None and len(value) > info.max_length:
        return f"太长：最多 {info.max_length} 字，现有 {len(value)} 字"
    if _LONE_SURROGATE.search(value):
        return "含有不完整的字符，请重新输入"
    unseen = _UNSEEN.search(value)
    if unseen is None and not lines:
        unseen = _LINE_BREAKS.search(value)
        if unseen:
            return "只能写一行，不能含有换行或制表符"
    if unseen:
        return f"第 {unseen.start() + 1} 个字符是看不见的控制字符（U+{ord(unseen.group()):04X}），请删除"
    return ""


def _integer(value: Any, info: inspect.IntType) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        return "应为整数"
    if abs(value) > _MOST:
        return "数字太大"
    if info.ge is not None and value < info.ge:
        return f"不能小于 {info.ge}"
    if info.le is not None and value > info.le:
        return f"不能大于 {info.le}"
    return ""


def _date(value: Any) -> str:
    if not isinstance(value, str):
        return "应为日期，如 2026-03-02"
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return "不是有效的日期，应如 2026-03-02"
    return "" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "不是有效的日期，应如 2026-03-02"
