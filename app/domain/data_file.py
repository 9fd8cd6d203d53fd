"""A JSON data file that a county may write itself: every mistake named with its line, in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from app.domain import shape
from app.domain.errors import RuleBroken

T = TypeVar("T", bound=msgspec.Struct)
Checks = Callable[[T], Iterator[tuple[str, str]]]  # (path of a field, what is wrong with it)

_PARTS = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()
_MOST_TOLD = 8


def read(data: bytes, kind: type[T], code: str, name: str, checks: Checks[T] | None = None) -> T:
    """The content of a file as a `kind`; `name` is what the file is called in refusals.

    Raises RuleBroken(`code`) naming each line that is wrong: in its form, its shape, or by `checks`.
    """
    try:
        text = data.decode("utf-8-sig")
        json.loads(text)
    except UnicodeDecodeError:
        raise RuleBroken(code, f"“{name}”不是 UTF-8 编码的文字，请另存为 UTF-8 编码后再试。") from None
    except json.JSONDecodeError as error:
        raise RuleBroken(
            code, f"“{name}”第{error.lineno}行或上一行格式不对，请检查引号、逗号和括号。", line=error.lineno
        ) from None
    except (ValueError, RecursionError):
        raise RuleBroken(code, f"“{name}”的格式不对，请按随程序提供的文件填写。") from None
    try:
        value = shape.read(kind, data)
    except RuleBroken as error:
        problems = error.facts.get("problems") or [{"field": _twice(error), "problem": error.message}]
        raise _refusal(code, name, text, [(told["field"], told["problem"]) for told in problems]) from None
    wrong = list(checks(value)) if checks else []
    if wrong:
        raise _refusal(code, name, text, wrong)
    return value


def line_of(text: str, path: str) -> int:
    """The line on which the value at a path ("ways[2].papers[0]") begins, else that of what should hold it."""
    position = _skip(text, 0)
    for index, key in _PARTS.findall(path):
        found = _element(text, position, int(index)) if index else _member(text, position, key)
        if found is None:
            break
        position = found
    return text.count("\n", 0, position) + 1


def _twice(error: RuleBroken) -> str:
    return next(iter(error.facts.get("fields", ())), "")


def _refusal(code: str, name: str, text: str, problems: list[tuple[str, str]]) -> RuleBroken:
    lined = sorted((line_of(text, path), path, problem) for path, problem in problems)
    told = "；".join(f"第{line}行“{path}”{problem}" for line, path, problem in lined[:_MOST_TOLD]).removesuffix("。")
    more = f"等{len(lined)}处" if len(lined) > _MOST_TOLD else ""
    mistakes = [{"line": line, "place": path, "problem": problem} for line, path, problem in lined]
    return RuleBroken(code, f"“{name}”需要改正：{told}{more}。", mistakes=mistakes)


def _element(text: str, position: int, wanted: int) -> int | None:
    """Where the element of a list begins; None when there is no such list or element."""
    if text[position] != "[":
        return None
    starts = _values(text, position, keyed=False)
    return next((start for place, (_key, start) in enumerate(starts) if place == wanted), None)


def _member(text: str, position: int, wanted: str) -> int | None:
    """Where the value of a key begins, the last one where it is given twice; None when there is none."""
    if text[position] != "{":
        return None
    return next(iter([start for key, start in _values(text, position, keyed=True) if key == wanted][::-1]), None)


def _values(text: str, position: int, *, keyed: bool) -> Iterator[tuple[Any, int]]:
    """(key, where the value begins) of each value of sound JSON's list or object."""
    position = _skip(text, position + 1)
    while text[position] not in "]}":
        key = ""
        if keyed:
            key, position = _DECODER.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        yield key, position
        _value, position = _DECODER.raw_decode(text, position)
        position = _skip(text, position)
        if text[position] == ",":
            position = _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
