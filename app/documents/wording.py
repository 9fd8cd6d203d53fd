"""The wording of a paper: texts with plain {name} placeholders from a TOML file that a county can replace.

[accepted]
source = "where the text comes from, or [drafted]"
text = "您于{received}提出的信访事项……"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Formatter

import msgspec

from app.domain.errors import RuleBroken, StorageError

LINE_OF_SYNTAX_ERROR = re.compile(r"line (\d+)")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text and where it comes from; `[drafted]` marks wording that no rule or official form gives."""

    text: str
    source: str


class Wording:
    """The texts of one paper, each checked against the names that the paper fills in."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._texts = texts

    def __call__(self, key: str, /, **names: object) -> str:
        """The text with its placeholders filled in."""
        return self._texts[key].text.format(**names)

    @property
    def sources(self) -> dict[str, str]:
        """Where each text comes from."""
        return {key: text.source for key, text in self._texts.items()}


Expected = Mapping[str, tuple[str, ...]]  # key of a text -> the placeholders it may use


def load_wording(file: Path, expected: Expected, legible: Callable[[str], object] | None = None) -> Wording:
    """Read and check one file; StorageError names the file, the line and what is wrong there.

    `legible` raises RuleBroken for a text that cannot be printed: the shipped texts can, a county's own may not.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")  # with or without the mark of Windows
        tables = tomllib.loads(content)
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            "wording-missing", f"文书用语文件“{file.name}”缺失或无法读取。", file=str(file), detail=str(error)
        ) from error
    except tomllib.TOMLDecodeError as error:
        found = LINE_OF_SYNTAX_ERROR.search(str(error))
        raise _broken(file, int(found[1]) if found else 1, "格式有误") from error
    except RecursionError as error:
        raise _broken(file, 1, "格式有误") from error
    texts = _checked(file, content, tables, expected)
    for key, text in texts.items() if legible else ():
        try:
            legible(text.text)  # type: ignore[misc]
        except RuleBroken as error:
            raise _broken(file, _line_of(content, f"[{key}]"), error.message.removesuffix("。")) from error
    return Wording(texts)


def _checked(file: Path, content: str, tables: Mapping[str, object], expected: Expected) -> dict[str, Text]:
    for key in expected:
        if key not in tables:
            raise _broken(file, len(content.splitlines()) or 1, f"缺少用语“[{key}]”")
    texts: dict[str, Text] = {}
    for key, table in tables.items():
        if key not in expected:
            raise _broken(file, _line_of(content, f"[{key}]"), f"多出用语“[{key}]”，本文书不使用")
        texts[key] = _text(file, content, key, table)
        _check_placeholders(file, content, key, texts[key].text, expected[key])
    return texts


def _text(file: Path, content: str, key: str, table: object) -> Text:
    try:
        text = msgspec.convert(table, Text)
    except msgspec.ValidationError as error:
        line = _line_of(content, f"[{key}]")
        raise _broken(file, line, f"“[{key}]”应只有 text 和 source 两项文字") from error
    if not text.text.strip() or not text.source.strip():
        raise _broken(file, _line_of(content, f"[{key}]"), f"“[{key}]”的 text 或 source 为空")
    return text


def _check_placeholders(file: Path, content: str, key: str, text: str, allowed: tuple[str, ...]) -> None:
    start = _line_of(content, f"[{key}]")
    try:
        fields = [field for _, *field in Formatter().parse(text) if field[0] is not None]
    except ValueError as error:
        raise _broken(file, start, f"“[{key}]”中的花括号不成对") from error
    for name, form, conversion in fields:
        if name not in allowed or form or conversion:
            line = _line_of(content, "{" + str(name), start)
            names = "、".join("{" + known + "}" for known in allowed) or "无"
            raise _broken(file, line, f"“{{{name}}}”不是“[{key}]”可用的占位项（可用：{names}）")


def _line_of(content: str, wanted: str, start: int = 1) -> int:
    """Number of the first line from `start` that holds `wanted`; `start` when none does."""
    for number, line in enumerate(content.splitlines(), 1):
        if number >= start and wanted in line:
            return number
    return start


def _broken(file: Path, line: int, problem: str) -> StorageError:
    return StorageError(
        "wording-broken",
        f"文书用语文件“{file.name}”第{line}行：{problem}。请改正后再打印，或恢复原文件。",
        file=str(file),
        line=line,
    )
