"""One parser for all commands: Chinese headings, refusals in the program's own form, the JSON that a command takes."""

from __future__ import annotations

import argparse
import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from app.cli import reading
from app.cli.reading import PASSPHRASE, TODAY
from app.domain.errors import RuleBroken

Answer = dict[str, Any]
Command = Callable[[argparse.Namespace], Answer]

# What argparse says, in the clerk's language; its own words stay in the facts.
_PROBLEMS = (
    (r"the following arguments are required: (.*)", "缺少 {}"),
    (r"unrecognized arguments: (.*)", "多出 {}"),
    (r"argument [^:]+: invalid choice: '(.*?)' \(choose.*", "没有“{}”这个命令"),
    (r"argument ([^:]+): expected (?:one|at least one) argument", "{} 后面缺少内容"),
    (r"argument ([^:]+): ignored explicit argument.*", "{} 后面不能带内容"),
)


class Parser(argparse.ArgumentParser):
    """Chinese headings; refuses in the program's own form; knows the JSON that its command takes."""

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **given)
        self._given = self.add_argument_group("参数")
        self._chosen = self.add_argument_group("选项")
        self.add_argument("-h", "--help", action="help", help="显示本说明")
        self.json_help: Callable[[], str] | None = None

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        group = self._chosen if str(names[0]).startswith("-") else self._given
        return group.add_argument(*names, **given)

    def format_help(self) -> str:
        if self.json_help is not None:
            self.epilog = self.json_help()  # only now: reading the structs costs every other command its time
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        told = (form.format(*found.groups()) for said, form in _PROBLEMS if (found := re.fullmatch(said, message)))
        what = next(told, "命令写法不对")
        raise RuleBroken("usage", f"{what}，请看 {self.prog} --help。", problem=message)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Maker:
    """Adds one command after the other."""

    def __init__(self, commands: Any, run: Mapping[str, Command]) -> None:
        self._commands = commands
        self._run = run

    def command(self, name: str, words: str, *places: str, officer: bool = True) -> Parser:
        """A command with its positional arguments."""
        parser: Parser = self._commands.add_parser(name, help=words, description=words)
        for place in places:
            parser.add_argument(DEST.get(place, place.lower()), metavar=place, type=reading.filled)
        parser.add_argument("--passphrase-file", metavar="FILE", help=f"口令文件；或用环境变量 {PASSPHRASE}")
        if officer:
            parser.add_argument("--officer", metavar="姓名", help="以哪位工作人员的名义办理，默认第一位")
        words = f"今天的日期（YYYY-MM-DD），本机日期被怀疑不对时用来确认；或用环境变量 {TODAY}"
        parser.add_argument(
            "--today", metavar="日期", type=functools.partial(reading.day, option="--today"), help=words
        )
        parser.set_defaults(run=self._run[name], officer=None)
        return parser


DEST = {"DESK|STORE": "place", "FILE.pdf": "out", "from": "first", "to": "last"}


def takes_json(parser: Parser, described: Callable[[], str], *, required: bool = True) -> None:
    """The command is given a JSON file; `described` says in its help which."""
    parser.add_argument("--json", metavar="FILE|-", required=required, help="JSON 文件，- 为标准输入")
    parser.json_help = described


def narrows_looks(parser: Parser) -> None:
    """Which looks are listed."""
    parser.add_argument("number", metavar="NUMBER", nargs="?", type=reading.filled)
    parser.add_argument("--by", default="", metavar="姓名", help="只列这个人的")
    parser.add_argument("--on", type=reading.day, metavar="DATE", help="只列这一天的")
    parser.add_argument("--limit", type=reading.limit, default=500, metavar="N", help="最多列出多少条，默认 500")


def says_who_looks(parser: Parser, *, required: bool) -> None:
    """Who looks at a county's store, which has no officers, and what for."""
    words = "谁要看完整信息，记入查阅记录"
    parser.add_argument("--by", required=required, metavar="姓名", help=words, type=reading.filled)
    parser.add_argument(
        "--for", dest="purpose", required=required, metavar="事由", help="为什么要看", type=reading.filled
    )


def takes_unlock_seconds(parser: Parser) -> None:
    """The command makes a key: how long unlocking may take."""
    parser.add_argument(
        "--unlock-seconds",
        type=reading.unlock_seconds,
        default=1.0,
        metavar="S",
        help="在本机解锁约需的秒数，默认 1，越长越难猜破口令",
    )
