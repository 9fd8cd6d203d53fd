"""What comes in from the outside: arguments, JSON, passphrase. All bounded, all refused in a sentence."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
import sys
from pathlib import Path
from typing import Any

from app.domain import shape
from app.domain.errors import RuleBroken, StorageError

PASSPHRASE = "SHOUWEN_PASSPHRASE"
NEW_PASSPHRASE = "SHOUWEN_NEW_PASSPHRASE"
TODAY = "SHOUWEN_TODAY"
MOST_INPUT = 16 * 1024 * 1024  # bytes: a hostile file must not fill the memory
MOST_PASSPHRASE = 4096  # bytes
MOST_RESULTS = 10_000


def check_arguments(arguments: list[str]) -> None:
    """Raises RuleBroken when an argument isn't text: bytes that are no UTF-8 can't be kept in a journal."""
    for argument in arguments:
        try:
            argument.encode("utf-8")
        except UnicodeEncodeError:
            raise RuleBroken(
                "argument-not-text", f"参数“{argument}”含有不是 UTF-8 的字符，没有执行。", argument=argument
            ) from None
        if "\0" in argument:
            raise RuleBroken("argument-not-text", "参数含有空字符，没有执行。", argument=argument)


def read_json(source: str) -> dict[str, Any]:
    """The JSON object in a file, or on standard input for "-". Raises StorageError, RuleBroken."""
    data = _from_stdin() if source == "-" else _from_file(source, MOST_INPUT, "input-not-read", "输入文件")
    if len(data) > MOST_INPUT:
        raise RuleBroken("input-too-large", f"输入超过 {MOST_INPUT // 1024 // 1024} MB，没有采用。")
    return shape.from_json(data)


def read_passphrase(file: str | None) -> str:
    """The passphrase from its file (first line, with or without the mark of Windows), else from the environment."""
    return _secret(file, "--passphrase-file", PASSPHRASE, "口令")


def read_new_passphrase(file: str | None) -> str:
    """The passphrase that takes the place of another, in the same way."""
    return _secret(file, "--new-passphrase-file", NEW_PASSPHRASE, "新口令")


def read_recovery_key(file: str) -> str:
    """What was typed from a recovery sheet into a file of at most a few lines."""
    data = _from_file(file, MOST_PASSPHRASE, "input-not-read", "文件")
    try:
        return data[:MOST_PASSPHRASE].decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StorageError("input-not-read", f"文件“{file}”不是 UTF-8 编码。", file=file) from None


def _secret(file: str | None, option: str, variable: str, title: str) -> str:
    if file is None:
        given = os.environ.get(variable)
        if given is None:
            raise RuleBroken("passphrase-missing", f"请用 {option} 或环境变量 {variable} 提供{title}。")
        return given
    data = _from_file(file, MOST_PASSPHRASE, "passphrase-file", "口令文件")
    try:
        text = data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise StorageError("passphrase-file", f"口令文件“{file}”不是 UTF-8 编码。", file=file) from None
    if len(data) > MOST_PASSPHRASE or "\n" in text:
        raise StorageError("passphrase-file", f"口令文件“{file}”应只有一行口令。", file=file)
    return text


def day(text: str, option: str = "--on") -> dt.date:
    """A date as 2026-03-02 and in no other form."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or text != found.isoformat():
        raise _wrong(option, f"“{text}”不是有效的日期，应如 2026-03-02。")
    return found


def today() -> dt.date | None:
    """Which day a script says it is, in the environment; None where it says nothing."""
    given = os.environ.get(TODAY)
    return day(given, TODAY) if given else None


def month(text: str) -> tuple[int, int]:
    """Year and month from 2026-10."""
    found = re.fullmatch(r"([1-9][0-9]{3})-(0[1-9]|1[0-2])", text)
    if not found:
        raise _wrong("--month", f"“{text}”不是有效的月份，应如 2026-10。")
    return int(found[1]), int(found[2])


def year(text: str) -> int:
    """A year of four digits."""
    if not re.fullmatch(r"[1-9][0-9]{3}", text):
        raise _wrong("--year", f"“{text}”不是有效的年份，应如 2026。")
    return int(text)


def limit(text: str) -> int:
    """How many results: 1 to MOST_RESULTS."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= MOST_RESULTS:
        raise _wrong("--limit", f"--limit 应为 1 至 {MOST_RESULTS} 的整数，现为“{text}”。")
    return int(text)


def first(text: str) -> int:
    """From which entry on: a number from 1."""
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
        raise _wrong("--first", f"--first 应为记载的编号，从 1 起，现为“{text}”。")
    return int(text)


def place(text: str) -> int:
    """Which of several: a number from 1."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) < 1:
        raise _wrong("N", f"N 应为从 1 起的整数，现为“{text}”。")
    return int(text)


def volume(text: str) -> int:
    """How large a package may be, given in MB of 1024 x 1024: bytes."""
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) < 1:
        raise _wrong("--volume", f"--volume 应为 1 至 8000 的整数（MB），现为“{text}”。")
    return int(text) * 1024 * 1024


def row(text: str) -> int:
    """A row that waits, by its number from 1."""
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < 1:
        raise _wrong("序号", f"序号应为从 1 起的整数，现为“{text}”。")
    return int(text)


def unlock_seconds(text: str) -> float:
    """How long unlocking may take: 0.01 to 60 seconds."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0.01 <= seconds <= 60:
        raise _wrong("--unlock-seconds", f"--unlock-seconds 应为 0.01 至 60 的秒数，现为“{text}”。")
    return seconds


def port(text: str) -> int:
    """A port: 0 (any that is free) to 65535."""
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise _wrong("--port", f"--port 应为 0 至 65535 的整数，现为“{text}”。")
    return int(text)


def filled(text: str) -> str:
    """An argument that may not be empty: an empty variable of a script must not mean "all"."""
    if not text.strip():
        raise RuleBroken("usage", "参数不能为空，请核对命令。")
    return text


def _wrong(name: str, message: str) -> RuleBroken:
    return RuleBroken("input-invalid", message, problems=[{"field": name, "title": "", "problem": message}])


def _from_stdin() -> bytes:
    if sys.stdin is None:
        raise StorageError("input-not-read", "标准输入已关闭，读不到输入内容。", file="-")
    try:
        return sys.stdin.buffer.read(MOST_INPUT + 1)
    except (OSError, ValueError) as error:
        raise StorageError("input-not-read", "标准输入读不出内容。", file="-", problem=str(error)) from None


def _from_file(name: str, most: int, code: str, title: str) -> bytes:
    """The file's bytes, one more than `most` when it is larger."""
    try:
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise StorageError(
            code, f"读不出{title}“{name}”，请检查文件名和权限。", file=name, problem=str(error)
        ) from None
